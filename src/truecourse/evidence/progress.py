"""What long work tells: the share done and what is under way."""

from collections.abc import Callable

Progress = Callable[[float, str], None]


def unheard(share: float, what: str) -> None:
    """Progress that nobody listens to."""
