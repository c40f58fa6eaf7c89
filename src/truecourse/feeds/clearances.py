"""Clearances from the case file, in the order of their times; a cycle among them is refused."""

from collections.abc import Mapping
from itertools import pairwise
from math import nan, radians

from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time
from truecourse.feeds.route import SAME_PLACE, distance
from truecourse.feeds.schema import CaseFile, ClearanceTable
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.fix import Fix
from truecourse.flight.orders import LEVELS

_NEEDS = {
    Granted.TAKE_OFF: ("heading_magnetic_deg",),
    Granted.HEADING: ("heading_magnetic_deg",),
    Granted.DIRECT: ("fix",),
    Granted.LEVEL: ("level_fl", "altitude_ft"),
    Granted.ROUTE: ("route",),
}
LATERAL = 6  # commands that every cause leaves to the clearances; the rest are its own
_VALUES = ("heading_magnetic_deg", "fix", "level_fl", "altitude_ft", "route")


def read_clearances(
    table: CaseFile, fixes: Mapping[str, Fix], file: str
) -> tuple[tuple[Clearance, ...], list[str]]:
    """The clearances in order of time, and every problem found, a sentence each."""
    found: list[Clearance] = []
    problems: list[str] = []
    for number, row in enumerate(table.clearances, start=1):
        try:
            found.append(_clearance(row, fixes, table.take_off, table.end))
        except CaseError as error:
            problems.append(f"{file}, clearances {number}{f' ({row.id})' if row.id else ''}, {error}")
    problems += [f"{file}, clearances: {text}" for text in _cycles(table.clearances)]
    problems += [f"{file}, clearances: {text}" for text in _too_many(table.clearances)]
    return tuple(sorted(found, key=lambda clearance: clearance.t)), problems


def _clearance(row: ClearanceTable, fixes: Mapping[str, Fix], t_start: float, t_end: float) -> Clearance:
    given = [name for name in _VALUES if getattr(row, name) not in (None, [])]
    needs = _NEEDS[row.kind]
    if len(given) != 1 or given[0] not in needs:
        raise CaseError(
            f"kind {row.kind.value}: it needs {' or '.join(needs)} and nothing else; it has {given or 'none'}"
        )
    if not t_start - 3600.0 <= row.time <= t_end:
        raise CaseError(f"time: {format_time(row.time)} is outside the flight; correct it, take_off or end")
    for name in [*row.route, *([row.fix] if row.fix else [])]:
        if name not in fixes:
            raise CaseError(f"{given[0]}: {quoted(name)} is not a fix of this case; add it under [[fixes]]")
    route = tuple(fixes[name] for name in row.route)
    for a, b in pairwise(route):
        if distance(a, b) < SAME_PLACE:
            raise CaseError(f"route: the leg {a.name} to {b.name} has no length; remove one of the two")
    level = nan if row.level_fl is None else row.level_fl * METRES_PER_FLIGHT_LEVEL
    altitude = level if row.altitude_ft is None else row.altitude_ft * METRES_PER_FOOT
    heading = nan if row.heading_magnetic_deg is None else radians(row.heading_magnetic_deg)
    return Clearance(
        t=row.time,
        granted=row.kind,
        t_error=row.time_error_s,
        heading_magnetic=heading,
        fix=None if row.fix is None else fixes[row.fix],
        altitude=altitude,
        reference="STD" if row.altitude_ft is None else "AMSL",
        fixes=route,
        source=row.source,
    )


def _too_many(rows: list[ClearanceTable]) -> list[str]:
    """What a simulated flight has no room for, and would leave out without a word."""
    levels = sum(row.kind is Granted.LEVEL for row in rows)
    lateral = len(rows) - levels
    return [
        f"{count} {what} are more than the {most} a simulated flight can obey; leave out those that {least}"
        for count, what, most, least in (
            (levels, "changes of level", LEVELS, "come last or were soon superseded"),
            (lateral, "headings, directs and routes", LATERAL, "changed the track least"),
        )
        if count > most
    ]


def _cycles(rows: list[ClearanceTable]) -> list[str]:
    """Clearances that follow themselves, through `after` or through going direct to and fro."""
    ids = [row.id for row in rows if row.id]
    problems = [
        f"id {quoted(i)} stands there twice; rename one" for i in sorted({i for i in ids if ids.count(i) > 1})
    ]
    by_id = {row.id: row for row in rows if row.id}
    reported: set[str] = set()
    for row in rows:
        if row.after is not None and row.after not in by_id:
            problems.append(
                f"after {quoted(row.after)} names no clearance; give that clearance this id, or correct it"
            )
        elif row.after is not None and by_id[row.after].time > row.time and row.id not in _chain(row, by_id):
            problems.append(
                f"{row.id or row.kind.value} is after {row.after} but its time is earlier; correct one"
            )
        chain = _chain(row, by_id)
        if row.id in chain and row.id not in reported:
            reported.update(chain)
            loop = " after ".join([row.id or "", *chain])
            problems.append(f"they go in a circle ({loop}); remove one `after`")
    return problems + _to_and_fro(rows)


def _chain(row: ClearanceTable, by_id: Mapping[str, ClearanceTable]) -> list[str]:
    """Ids a clearance follows, nearest first, until there is none or one comes again."""
    chain: list[str] = []
    while row.after is not None and row.after in by_id and row.after not in chain:
        chain.append(row.after)
        row = by_id[row.after]
    return chain


def _to_and_fro(rows: list[ClearanceTable]) -> list[str]:
    direct = sorted((row for row in rows if row.kind is Granted.DIRECT and row.fix), key=lambda row: row.time)
    problems = []
    for n, row in enumerate(direct):
        earlier = [other.fix for other in direct[:n]]
        if row.fix in earlier and row.fix != earlier[-1] and row.after is None:
            way = " then ".join(str(fix) for fix in [*earlier, row.fix])
            problems.append(
                f"direct {way} goes in a circle; remove one, or give the last an `after` naming the "
                "clearance it really followed"
            )
    return problems
