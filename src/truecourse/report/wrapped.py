"""Prose on a terminal: lines no longer than it is wide, what goes on set in."""

from textwrap import wrap


def wrapped(text: str, width: int, indent: int = 0, first: str | None = None) -> list[str]:
    """A text in lines of at most `width` characters, set in by `indent`; `first` stands before its first."""
    inset = " " * indent
    lead = inset if first is None else first
    room = max(width, indent + 20)  # a terminal too narrow to set in is left to fold by itself
    lines = wrap(text, room, initial_indent=lead, subsequent_indent=inset, break_on_hyphens=False)
    return lines or [lead.rstrip()]
