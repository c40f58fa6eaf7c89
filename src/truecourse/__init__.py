"""Watches flights against what they were cleared to do, and when one has strayed works out why.

    import truecourse as tc

    case = tc.open_case("kal007")
    explanation = tc.explain(case)

Importing this costs next to nothing: what simulates is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from truecourse.feeds.case import open_case
    from truecourse.investigation.explain import explain
    from truecourse.investigation.fly import fly_case as fly

__version__ = "0.1.0"
__all__ = ["__version__", "explain", "fly", "open_case"]

_WHERE = {
    "explain": ("truecourse.investigation.explain", "explain"),
    "fly": ("truecourse.investigation.fly", "fly_case"),
    "open_case": ("truecourse.feeds.case", "open_case"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, on first use."""
    if name not in _WHERE:
        raise AttributeError(f"module 'truecourse' has no attribute '{name}'")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__
