"""The door of the watch: its options, and where its alerts and sentences go."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from truecourse.flight.alert import Alert
    from truecourse.service.outlets import Outlet
    from truecourse.service.session import Wanted
    from truecourse.service.watching import Ended

Show = Callable[["Alert"], None]


class Surveillance(StrEnum):
    """Versions of a case's own surveillance."""

    ENDED = "ended"
    FULL = "full"


Source = Annotated[
    str | None,
    typer.Argument(
        metavar="SOURCE",
        help="A recording, tcp://host:30005?format=beast, udp://:8600?format=asterix, or - (stdin).",
    ),
]
CaseName = Annotated[
    str | None,
    typer.Option("--case", metavar="CASE", help="A case whose plan, clearances and areas are watched."),
]
Plan = Annotated[
    Path | None,
    typer.Option(metavar="F", help="Flight plans (FPL), clearances and reports (JSON lines)."),
]
Fixes = Annotated[
    list[Path] | None,
    typer.Option(metavar="F", help="Places that plans name: CSV of name,lat_deg,lon_deg, or GeoJSON points."),
]
Areas = Annotated[Path | None, typer.Option(metavar="F", help="Areas: GeoJSON, OpenAir, AIXM 5.1 or NOTAMs.")]
SiteFile = Annotated[
    Path | None,
    typer.Option("--site", metavar="F", help="What the site tolerates: TOML, defaults for the rest."),
]
Switches = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="NAME", help="Areas as they are with NAME, such as commander-islands."),
]
Json = Annotated[bool, typer.Option("--json", help="Print alerts as JSON lines, for programs.")]
Speed = Annotated[
    float | None,
    typer.Option(
        metavar="X", help="Replay X times as fast as life; without it as fast as it can be watched."
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="Watch a recording that comes with the program.")]
Version = Annotated[
    Surveillance | None,
    typer.Option(help="Where the case's own surveillance comes in versions: radar ends, or does not."),
]
Webhook = Annotated[str | None, typer.Option(metavar="URL", help="Also post every alert there.")]
AsterixTo = Annotated[
    str | None, typer.Option(metavar="HOST:PORT", help="Also send alerts there as ASTERIX category 004.")
]
SacSic = Annotated[
    str | None,
    typer.Option(
        metavar="SAC/SIC",
        help="What --asterix sends as data source (I004/010), such as 25/7; 0/0 if left out.",
    ),
]
Geojson = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write alerts there as a map.")]
Format = Annotated[
    str | None, typer.Option(metavar="NAME", help="The format of SOURCE, where it does not tell itself.")
]


@dataclass(frozen=True)
class Watch:
    """Watch flights against what they were cleared to do and the areas around them; warn of what is wrong.

    Alerts go to standard output, what is said of the feed and the summary to standard error.
    """

    source: Source = None
    case: CaseName = None
    plan: Plan = None
    fixes: Fixes = None
    areas: Areas = None
    site: SiteFile = None
    switches: Switches = None
    as_json: Json = False
    speed: Speed = None
    demo: Demo = False
    surveillance: Version = None
    webhook: Webhook = None
    asterix: AsterixTo = None
    sac_sic: SacSic = None
    geojson: Geojson = None
    format: Format = None

    def __post_init__(self) -> None:
        """Watch; Typer makes the options by calling the class, so that they need be named once."""
        raise typer.Exit(_watch(self))


def _watch(options: Watch) -> int:
    """Run the watch; its exit status."""
    from truecourse.service.clock import Clock
    from truecourse.service.ending import Ending, heeded
    from truecourse.service.session import begin
    from truecourse.service.summary import summary
    from truecourse.service.watching import watch_events
    from truecourse.watch import monitor

    ending = Ending()
    session = begin(_wanted(options), Clock(over=ending.asked))
    outlets = _outlets(options)
    for notice in session.notices:
        _say(notice)
    with _shown(options.as_json) as (show, progress), heeded(ending):
        outlets = {"Alerts": _printed(show)} | outlets
        ended = watch_events(monitor, session.watch, session.events, outlets, _say, progress)
    ended.interrupted |= ending.asked()
    for line in summary(ended, dict(monitor.summary(ended.watch))):
        _say(line)
    for line in session.unmet.sentences() if session.unmet else ():
        _say(line)
    return _status(ended, ending.number)


def _status(ended: "Ended", number: int) -> int:
    """0, or what a shell makes of the signal that ended the watch; a second Ctrl-C is one too."""
    from signal import SIGINT

    from truecourse.service.ending import STATUS

    if ended.unread:
        _unread(sys.stdout)
    return STATUS + (number or SIGINT) if ended.interrupted else 0


def _unread(stream: TextIO) -> None:
    """Nobody reads: what Python still holds for them must not fail at the exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _wanted(options: Watch) -> "Wanted":
    from math import isfinite

    from truecourse.service.session import Wanted

    speed = 0.0 if options.speed is None else options.speed
    if options.speed is not None and not (isfinite(speed) and speed > 0.0):
        raise ValueError(f"--speed is {options.speed}; write a number above 0, such as 60")
    return Wanted(
        source=options.source or "",
        case=options.case or "",
        plan=options.plan,
        fixes=tuple(options.fixes or ()),
        areas=options.areas,
        site=options.site,
        switches=tuple(options.switches or ()),
        format=options.format or "",
        speed=speed,
        demo=options.demo,
        surveillance=options.surveillance.value if options.surveillance else "",
    )


def _outlets(options: Watch) -> "dict[str, Outlet]":
    """Where alerts go beside standard output; refused here where that cannot be."""
    from truecourse.service.outlets import Asterix, Mapped
    from truecourse.service.webhook import Webhook as Posted
    from truecourse.watch.messages import message_type

    outlets: dict[str, Outlet] = {}
    if options.asterix is not None:
        host, _, port = options.asterix.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
            raise ValueError(f"--asterix is {options.asterix}; write it as host:port, such as localhost:8600")
        outlets["ASTERIX"] = Asterix(host.strip("[]"), int(port), message_type, _sac_sic(options.sac_sic))
    elif options.sac_sic is not None:
        raise ValueError(
            "--sac-sic is of what --asterix sends, and that is not given; add it, or leave both out"
        )
    if options.webhook is not None:
        outlets["Webhook"] = Posted(options.webhook, say=_say)
    if options.geojson is not None:
        outlets["Map"] = Mapped(options.geojson)
    return outlets


def _sac_sic(text: str | None) -> tuple[int, int]:
    """System area code and system identification code, an octet each (I004/010)."""
    numbers = [
        part for part in (text or "0/0").split("/") if part.isascii() and part.isdigit() and len(part) < 4
    ]
    if len(numbers) != 2 or (text or "").count("/") > 1 or max(map(int, numbers)) > 255:
        raise ValueError(f"--sac-sic is {text}; write two numbers from 0 to 255, such as 25/7")
    return int(numbers[0]), int(numbers[1])


def _printed(show: Show) -> "Outlet":
    from truecourse.service.outlets import Printed

    return Printed(show)


def _say(sentence: str) -> None:
    try:
        print("".join(c if c.isprintable() else "?" for c in sentence), file=sys.stderr, flush=True)
    except BrokenPipeError:  # as after `2>&1 | head -1`
        _unread(sys.stderr)


@contextmanager
def _shown(as_json: bool) -> Iterator[tuple[Show, Callable[[float], None]]]:
    """How an alert is printed, and how the share done is shown: on a terminal, and not beside JSON."""
    if as_json:
        from truecourse.service.outlets import as_json as line

        yield line, lambda done: None
        return
    from rich.console import Console

    from truecourse.feeds.alerts.people import sentence

    terminal, out = Console(stderr=True), Console(soft_wrap=True)

    def show(alert: "Alert") -> None:
        try:
            out.print(sentence(alert))
            out.file.flush()
        except SystemExit:  # what Rich makes of a reader that has gone
            raise BrokenPipeError from None

    if not terminal.is_terminal:
        yield show, lambda done: None
        return
    with _bar(terminal, out.is_terminal) as progress:
        yield show, progress


@contextmanager
def _bar(terminal: "Console", shared: bool) -> Iterator[Callable[[float], None]]:
    """A bar with the time left under what is printed; only for a source that ends."""
    from math import isnan

    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("watching"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=terminal, transient=True, redirect_stdout=shared, redirect_stderr=True
    ) as bar:
        task = bar.add_task("watching", total=1.0, visible=False)

        def show(done: float) -> None:
            if not isnan(done):
                bar.update(task, completed=done, visible=True)

        yield show
