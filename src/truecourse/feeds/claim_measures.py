"""Measures of subjects and what each needs in `about`: a name that means nothing is said, not passed over."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from truecourse.feeds.claims_schema import SubjectRow
from truecourse.feeds.instants import parse_time
from truecourse.feeds.wire import quoted
from truecourse.flight.case import Case

_LEG = {"fix": "fix", "leg_from": "fix", "leg_to": "fix"}
_TIME, _SPAN = {"time": "time"}, {"from": "time", "to": "time"}
_ENDS = {"from_subject": "subject", "to_subject": "subject"}
_WATERS = {"region": "area", "inside": "word", "outside": "word"}
_ENTRY = {"region": "area", "which": "number?"}
_PLACE = {"lat_deg": "number?", "lon_deg": "number?"}

# By measure: the keys of about, and what each names; with "?" it may be left out. `cause` has words for keys.
MEASURES: dict[str, Mapping[str, str]] = {
    "passage_time": _LEG, "offset_abeam": _LEG, "offset_at": _TIME, "deviation_side": _TIME,
    "region_entry": _ENTRY, "region_exit": _ENTRY,
    "speed_at": _TIME, "speed_between": _SPAN, "level_at": _TIME, "heading_at": _TIME,
    "heading_between": _SPAN, "position_at": _TIME, "distance_to_region_at": {"region": "area"} | _TIME,
    "distance_to_place_at": _TIME | {"lat_deg": "number", "lon_deg": "number"}, "crosses_180": {},
    "take_off": {}, "duration": _ENDS, "cause": {}, "waters_at": _WATERS | _TIME,
    "waters_of": _WATERS | {"of": "subject"}, "distance_of": {"region": "area", "of": "subject"},
    "course_between": {"from": "fix", "to": "fix"}, "route_distance": {"region": "areas"},
    "light_at": _TIME | _PLACE, "endurance": _ENDS,
}  # fmt: skip
_ANY = {"datum": "word?"}  # of every measure: the datum of all claims on the subject
SIGNED = ("offset_abeam", "offset_at", "distance_to_region_at", "distance_of")


class Names(NamedTuple):
    """What a case has and a ledger may name: fixes, areas, causes; None where it is not known."""

    fixes: Collection[str] | None = None
    areas: Collection[str] | None = None
    causes: Collection[str] | None = None


NO_NAMES = Names()


def names_of(case: Case | None, causes: Collection[str] | None = None) -> Names:
    """The names of a case's fixes and areas, and those of causes."""
    if case is None:
        return Names(causes=causes)
    fixes = (*case.fixes, *(point.fix for point in case.plan.points), case.start)
    return Names({fix.name for fix in fixes}, {area.name for area in case.airspaces}, causes)


def wrong_measure(row: SubjectRow, subjects: Collection[str], names: Names) -> Iterator[str]:
    """What is wrong with the measure of a subject and what it names in about: "key: what; what to write"."""
    if not row.measure:
        return
    if row.measure not in MEASURES:
        yield f"measure: there is no measure {quoted(row.measure)}; {choose(row.measure, MEASURES)}"
        return
    if row.measure == "cause":
        for cause in (value for key, value in row.about.items() if key not in _ANY):
            if names.causes is not None and cause not in names.causes:
                yield f"about: there is no cause {quoted(cause)}; {choose(cause, names.causes)}"
        return
    keys = {**MEASURES[row.measure], **_ANY}
    for key, value in row.about.items():
        if key not in keys:
            yield f"about: {quoted(key)} is no key of {row.measure}; {choose(key, keys)} or remove it"
        elif wrong := _wrong(value, keys[key].rstrip("?"), subjects, names):
            yield f"about: {key}: {wrong}"
    yield from _backwards(row)
    for key in [key for key, what in keys.items() if not what.endswith("?") and key not in row.about]:
        yield f"about: {key} is missing, and the measure {row.measure} needs it; add it"


def _backwards(row: SubjectRow) -> Iterator[str]:
    """A span that ends before it begins: nothing can be read in it."""
    try:
        ends = [parse_time(row.about[key]) for key in _SPAN] if MEASURES[row.measure] == _SPAN else [0.0, 1.0]
    except (KeyError, ValueError):  # said already
        return
    if ends[1] <= ends[0]:
        yield "about: to is not after from; correct one of them"


def _wrong(value: str, what: str, subjects: Collection[str], names: Names) -> str:
    known = {"subject": subjects, "fix": names.fixes, "area": names.areas, "areas": names.areas}
    if what in known:
        there = known[what]
        each = [part.strip() for part in value.split("|")] if what == "areas" else [value]
        lost = [name for name in each if there is not None and name not in there]
        word = what.rstrip("s")
        return f"there is no {word} {quoted(lost[0])}; {choose(lost[0], there or ())}" if lost else ""
    try:
        _ = parse_time(value) if what == "time" else float(value) if what == "number" else None
    except ValueError as error:
        return str(error) if what == "time" else f"{quoted(value)} is no number; write one"
    return ""


def choose(name: str, there: Collection[str]) -> str:
    """What to write for a name that nothing has: the nearest there are, else all of a few."""
    near = get_close_matches(name.casefold(), sorted(there), 3, 0.6)
    few = near or sorted(there)[:30]
    more = ", …" if not near and len(there) > len(few) else ""
    return (
        f"write {'one of ' if len(few) > 1 else ''}{', '.join(few)}{more}" if few else "there are none here"
    )
