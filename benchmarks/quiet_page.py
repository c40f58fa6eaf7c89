"""The page of what `watch_quiet.py` found."""

from datetime import UTC, datetime


def clock(t: float) -> str:
    return datetime.fromtimestamp(t, UTC).strftime("%H:%M:%S")
