"""What is to be watched, put together from what was asked for; what is wrong is said here, at the door."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import chain
from math import inf
from pathlib import Path
from typing import Any

from truecourse.airspace.sound import level, shaped
from truecourse.feeds.case import open_case
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.places import read_places
from truecourse.feeds.heard.tally import Tally, add
from truecourse.feeds.instants import parse_day
from truecourse.feeds.read_areas import chosen
from truecourse.feeds.wind import bundled_climatology
from truecourse.feeds.wire import quoted
from truecourse.flight.case import Case
from truecourse.flight.fix import Fix
from truecourse.flight.reports import Reports
from truecourse.service.clock import Clock
from truecourse.service.decode import stream_of
from truecourse.service.event import Event
from truecourse.service.live import live
from truecourse.service.replay import SLICE, merged, paced, replay
from truecourse.service.scene import Said, areas_in, both, said_in, said_of, words_of_case
from truecourse.service.site import read_site
from truecourse.service.source import Kind, Source, parse_source
from truecourse.service.transport import dial, first_wire, listen
from truecourse.service.unmet import Unmet, noting
from truecourse.service.words import accompany
from truecourse.watch import monitor
from truecourse.watch.site import Edition, Site

RULES_OF_NOW = parse_day("2020-11-05")  # estimates are revised by 2 minutes from about here on (recalled)
SYNTHETIC = "This surveillance is synthetic: a simulator made it for demonstration, nobody recorded it"
DEMO = "demo.parquet"
VERSIONS = ("ended", "full")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; `source` "" where the case or the demonstration brings its own."""

    source: str = ""
    case: str = ""
    plan: Path | None = None
    fixes: tuple[Path, ...] = ()
    areas: Path | None = None
    site: Path | None = None
    format: str = ""
    speed: float = 0.0
    demo: bool = False
    surveillance: str = ""
    switches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """The watch before it has heard anything, the events it will be given, sentences to begin with, and the
    flights of plans and words that are not met, as the events go by.
    """

    watch: Any
    events: Iterator[Event]
    notices: tuple[str, ...] = ()
    unmet: Unmet | None = None


def begin(wanted: Wanted, clock: Clock) -> Session:
    """Open everything that was asked for. Raises CaseError in one sentence where that cannot be."""
    case = open_case(wanted.case) if wanted.case else None
    source, beside, notices = _source(wanted, case)
    places = _places(wanted, case)
    if source.kind is Kind.FILE:
        first, rest = _readable(source, clock.now())
        t = float(first[0].t.min())
        said = _said(wanted, case, beside, places, t)
        unmet = Unmet(said.assigned, said.positions)
        slice = min(SLICE, max(0.1, wanted.speed / 2.0)) if wanted.speed else SLICE
        events = replay(merged(chain([first], rest), said.positions), slice)
        events = paced(events, wanted.speed or inf, clock)
        said = replace(said, positions=None)
    else:
        decoder = stream_of(source.format, source.text, source.kind is Kind.UDP, places)
        t = clock.now()
        said = _said(wanted, case, beside, places, t)
        unmet = Unmet(said.assigned, said.positions)
        again = (lambda: dial(source)) if source.kind is Kind.TCP else None
        events = live(listen(source.text, first_wire(source), again, clock), decoder)
    site = Site(wind=bundled_climatology(), edition=Edition.NOW if t >= RULES_OF_NOW else Edition.BEFORE)
    site = site if wanted.site is None else read_site(wanted.site, site)
    watch, doubts = _watch(wanted, case, site, t)
    events = _told(accompany(noting(events, unmet), said.assigned, said.positions), said.told)
    return Session(monitor.in_place(watch), events, notices + said.notices + doubts, unmet)


def _source(wanted: Wanted, case: Case | None) -> tuple[Source, Path | None, tuple[str, ...]]:
    """Where reports come from, the file of words that comes with them, and what is to be said of them."""
    given = [name for name, is_given in (("SOURCE", wanted.source), ("--demo", wanted.demo)) if is_given]
    if len(given) > 1:
        raise CaseError("--demo brings its own source; leave SOURCE out, or --demo")
    if wanted.demo and (wanted.case or wanted.format):
        other = "--case" if wanted.case else "--format"
        raise CaseError(f"--demo is a recording of its own flight; leave {other} out, or --demo")
    if wanted.surveillance and (given or not case):
        raise CaseError("--surveillance chooses a version of a case's own; give it with --case and no SOURCE")
    if wanted.surveillance not in ("", *VERSIONS):
        raise CaseError(f"--surveillance is {quoted(wanted.surveillance)}; write {' or '.join(VERSIONS)}")
    if wanted.source:
        source = parse_source(wanted.source, wanted.format)
        if wanted.speed and source.kind is not Kind.FILE:
            raise CaseError(
                f"--speed replays a recording, and {source.text} is heard as it comes; leave it out"
            )
        return source, None, ()
    if wanted.format:
        raise CaseError("--format is of a SOURCE, and there is none; leave it out")
    if wanted.demo:
        path = Path(str(files("truecourse.feeds") / "data" / DEMO))
        return Source(Kind.FILE, "the demonstration", path=path), None, ()
    if case is None:
        raise CaseError(
            "there is nothing to watch; give a SOURCE, --case with its own surveillance, or --demo"
        )
    version = wanted.surveillance or VERSIONS[0]
    path = Path(case.folder) / f"surveillance-{version}.parquet"
    if not path.is_file():
        raise CaseError(f"{case.name} has no {path.name}; give a SOURCE with --case")
    words = path.with_suffix(".jsonl")
    notice = (SYNTHETIC,) if case.name == "kal007" else ()
    return Source(Kind.FILE, path.name, path=path), words if words.is_file() else None, notice


def _readable(source: Source, now: float) -> tuple[tuple[Reports, Tally], Iterator[tuple[Reports, Tally]]]:
    """The first batch of a recording and the rest; refused where not a report could be read in it."""
    batches = open_source(source.path or Path(), source.format or None, now)
    first = next(batches)
    if not len(first[0].key):
        shown = {name: f", for example {example}" for name, example in first[1].examples.items()}
        wrong = (f"{count} {name}{shown.get(name, '')}" for name, count in first[1].wrong.items())
        why = "; ".join(wrong) or "it is empty"
        raise CaseError(
            f"{source.text} holds no report that can be used ({why}); give another file or format"
        )
    return first, batches


def _watch(wanted: Wanted, case: Case | None, site: Site, t: float) -> tuple[Any, tuple[str, ...]]:
    """A watch of the areas there are from `t` on, and sentences about what in them is doubtful, refused or
    not watched. Areas are drawn one by one only where they cannot all be drawn at once.
    """
    areas, doubts = areas_in(wanted.areas, t) if wanted.areas else ((), ())
    file = wanted.areas.name if wanted.areas else ""
    every = (*areas, *chosen(case.airspaces if case else (), wanted.switches))
    good, refused = level(every, site.heights.correction, site.heights.elevation)
    try:
        watch = monitor.init(site, good)
    except ValueError:
        good, more = shaped(good)
        watch, refused = monitor.init(site, good), (*refused, *more)
    names = tuple(f"{area.name}:" for area in areas)
    refused = tuple(f"{file}, {said}" if said.startswith(names) else said for said in refused)
    if every and not good:
        raise CaseError(refused[0])
    quiet = Counter(area.kind.lower() for area in areas if area.kind.lower() in site.ahead.quiet)
    kinds = ", ".join(f"{count} {kind}" for kind, count in quiet.most_common())
    left = (f"Not watched, being of kinds that a site may choose (quiet_kinds): {kinds}",) if quiet else ()
    return watch, (*doubts, *said_of(refused), *left)


def _places(wanted: Wanted, case: Case | None) -> tuple[Fix, ...]:
    """Fixes, navaids and aerodromes that words may name: of the case, and of the files asked for."""
    return (*(case.fixes if case else ()), *(place for path in wanted.fixes for place in read_places(path)))


def _said(wanted: Wanted, case: Case | None, beside: Path | None, places: tuple[Fix, ...], t: float) -> Said:
    """What is known beforehand: of the case, beside its surveillance, and of the file asked for."""
    said = Said()
    if beside is not None:
        said = said_in(beside, places, t)
    elif case is not None:
        said = Said(words_of_case(case))
    if wanted.plan is not None:
        said = both(said, said_in(wanted.plan, places, t))
    return said


def _told(events: Iterable[Event], told: Tally) -> Iterator[Event]:
    """The events, the first of which also tells what was wrong with the words."""
    for event in events:
        yield replace(event, told=add(told, event.told) if event.told is not None else told)
        told = Tally()
