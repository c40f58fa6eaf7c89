"""What commands show: JSON, tables, and how far a command has come."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

Progress = Callable[[float, str], None]
PAGE_WIDTH = 100  # characters of a line of prose where no terminal says how wide it is
FILE_WIDTH = 200  # characters a table may take where no terminal folds it
QUIET_LINES_EVERY = 5.0  # s between progress lines where no terminal redraws them
TOLD_AGAIN_EVERY = 8.0  # s, in a step that says nothing itself
TELLING = 0.10  # share done since the work got under way, and s it took, before a time left means anything
TELLING_AFTER = 8.0


def print_json(wire: dict[str, Any]) -> None:
    """On standard output; NaN is refused."""
    typer.echo(json.dumps(wire, allow_nan=False, ensure_ascii=False, indent=1))


def print_table(table: "Table", fold: bool = False) -> None:
    """On a terminal as wide as that is; elsewhere wide enough that no line breaks, or with `fold`, for tables
    of sentences, as wide as COLUMNS says, else 80.
    """
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console() if fold else Console(width=FILE_WIDTH)
    console.print(table)


def terminal_width() -> int:
    """How many characters a line has on this terminal; elsewhere as many as a page."""
    from rich.console import Console

    return Console().width if is_terminal() else PAGE_WIDTH


def is_terminal() -> bool:
    """Whether standard output is one."""
    from rich.console import Console

    return Console().is_terminal


def print_lines(lines: Iterable[str]) -> None:
    """Lines of prose; on a terminal those that are not set in stand out."""
    for line in lines:
        typer.secho(line, bold=bool(line) and not line.startswith(" "))


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar with the time left on a terminal's stderr; elsewhere a line every few seconds."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        over = Event()
        try:
            yield told_again(lines(), over.wait)
        finally:
            over.set()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
    with Bar(*columns, console=console, transient=True) as bar:
        task, words = bar.add_task("starting", total=1.0, left=""), left()
        yield lambda fraction, text: bar.update(
            task, completed=fraction, description=text, left=words(fraction)
        )


def lines() -> Progress:
    """A line on standard error every few seconds."""
    said, words_left = monotonic(), left()

    def show(fraction: float, text: str) -> None:
        nonlocal said
        now, time_left = monotonic(), words_left(fraction)
        if now - said >= QUIET_LINES_EVERY:
            said = now
            words = f"{100 * fraction:3.0f} %  {text}" + (f", {time_left}" if time_left else "")
            print(words, file=sys.stderr, flush=True)

    return show


def told_again(tell: Progress, wait: Callable[[float], bool]) -> Progress:
    """Tell what was told last again in steps that say nothing themselves; `wait` so many s says whether all
    is over.
    """
    last = (0.0, "starting")

    def show(fraction: float, text: str) -> None:
        nonlocal last
        last = (fraction, text)
        tell(fraction, text)

    def again() -> None:
        while not wait(TOLD_AGAIN_EVERY):
            tell(*last)

    Thread(target=again, daemon=True).start()
    return show


def left() -> Callable[[float], str]:
    """Words for the time left, from the pace since the work got under way: compiling and reading before that
    is no pace. Empty while too little is done to tell.
    """
    begun: tuple[float, float] | None = None

    def tell(fraction: float) -> str:
        nonlocal begun
        now = monotonic()
        if begun is None and fraction > 0.0:
            begun = now, fraction
        if begun is None or now - begun[0] < TELLING_AFTER or fraction - begun[1] < TELLING:
            return ""
        seconds = (now - begun[0]) * (1.0 - fraction) / (fraction - begun[1])
        return f"about {seconds / 60:.0f} min left" if seconds >= 300 else f"about {seconds:.0f} s left"

    return tell
