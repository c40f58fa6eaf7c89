"""Every kind of word a JSON line may hold, with its keys and an example: the reference is made of this."""

from typing import NamedTuple

from truecourse.flight.assigned import Ending, Special
from truecourse.flight.clearance import Granted


class WordKind(NamedTuple):
    """A kind: its name, what it says, the keys it must have (of `a or b` one), those it may have, and an
    example line.
    """

    kind: str
    meaning: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    example: str


_OF = '"flight": "KAL007", "time": "1983-08-31T14:32:00Z"'
_LEVEL = "level_fl or altitude_ft"
_PLACE = "fix or lat_deg, lon_deg"
_ITEM15 = "item15 with departure, or points"

# fmt: off
KINDS = (
    WordKind("plan", "the plan that was filed", (_ITEM15,),
             ("destination", "level_fl", "altitude_ft", "off_block", "elapsed_min"),
             f'{{"kind": "plan", {_OF}, "item15": "M084F310 DCT 61N150W DCT 5440N17218E", '
             '"departure": "61N151W", "destination": "38N126E", "off_block": "1983-08-31T12:50:00Z", '
             '"elapsed_min": 473}'),
    WordKind(Granted.TAKE_OFF.value, "cleared for take-off", ("heading_magnetic_deg",), ("source",),
             f'{{"kind": "take-off", {_OF}, "heading_magnetic_deg": 320}}'),
    WordKind(Granted.HEADING.value, "a vector: fly this heading", ("heading_magnetic_deg",), ("source",),
             f'{{"kind": "heading", {_OF}, "heading_magnetic_deg": 245}}'),
    WordKind(Granted.DIRECT.value, "direct to a fix", ("fix",), ("source",),
             f'{{"kind": "direct", {_OF}, "fix": "5440N17218E"}}'),
    WordKind(Granted.LEVEL.value, "climb or descend to a level", (_LEVEL,), ("source",),
             f'{{"kind": "level", {_OF}, "level_fl": 330}}'),
    WordKind(Granted.ROUTE.value, "a new route from here on", ("route",), ("source",),
             f'{{"kind": "route", {_OF}, "route": ["60N170W", "5440N17218E"]}}'),
    WordKind(Special.OFFSET.value, "an offset from the route", ("offset_nm",), ("until",),
             f'{{"kind": "offset", {_OF}, "offset_nm": 2}}'),
    WordKind(Special.DEVIATION.value, "free to deviate either side, as for weather", ("deviation_nm",),
             ("until",),
             f'{{"kind": "deviation", {_OF}, "deviation_nm": 20, "until": "1983-08-31T15:00:00Z"}}'),
    WordKind(Special.RESUME.value, "own navigation again: vectors, offsets, deviations are over", (), (),
             f'{{"kind": "resume", {_OF}}}'),
    WordKind(Special.LAND.value, "cleared to land", (), ("until",),
             f'{{"kind": "land", {_OF}, "until": "1983-08-31T14:40:00Z"}}'),
    WordKind("estimate", "when the flight will be, or was, at a fix", ("fix", "over"), ("passed",),
             f'{{"kind": "estimate", {_OF}, "fix": "5440N17218E", "over": "1983-08-31T15:49:00Z"}}'),
    WordKind("position", "a position report, by voice or data link", (_PLACE,),
             ("over", "level_fl", "altitude_ft", "next", "next_time", "by"),
             f'{{"kind": "position", {_OF}, "fix": "60N170W", "over": "1983-08-31T14:30:00Z", '
             '"level_fl": 310, "next": "5440N17218E", "next_time": "1983-08-31T15:49:00Z"}'),
    WordKind(Ending.LANDED.value, "the flight has landed", (), (), f'{{"kind": "landed", {_OF}}}'),
    WordKind(Ending.HANDED_OVER.value, "another unit looks after it now", (), (),
             f'{{"kind": "handed over", {_OF}}}'),
    WordKind(Ending.CANCELLED.value, "its plan is cancelled", (), (), f'{{"kind": "cancelled", {_OF}}}'),
)

KEYS = {
    "kind": "which of these words it is",
    "flight": "callsign; this or `icao24` is needed; of both, `icao24` finds the "
              "flight and this is its name",
    "icao24": 'the 24-bit address in six hexadecimal digits, such as "71be07"',
    "time": "when it was said: ISO 8601 with its zone (`Z`), or POSIX seconds; needed",
    "item15": "route as in item 15 of an FPL: speed, level, points; names are of "
              "`--fixes`, or as 4620N07805W",
    "departure": "aerodrome or place at which the route begins",
    "destination": "aerodrome or place at which it ends",
    "points": "in place of `item15`: a list of two or more objects with `name`, `lat_deg`, `lon_deg`, and "
              "`level_fl` or `altitude_ft` if known",
    "off_block": "estimated off-block time, a time",
    "elapsed_min": "total estimated elapsed time, minutes, 0 to 6000; with `off_block` it "
                   "says when the flight is due",
    "heading_magnetic_deg": "degrees magnetic, 0 to 360",
    "fix": "a name of `--fixes` or of the case, or a place as 46N078W, "
           "4620N07805W, DUB180040 (degrees magnetic, NM)",
    "level_fl": "flight level, hundreds of feet of pressure altitude, 0 to 1000",
    "altitude_ft": "feet, -2000 to 100000; a clearance's stands on the site's QNH, a report's is taken as "
                   "pressure altitude",
    "route": "a list of 1 to 500 places, each as `fix`",
    "offset_nm": "NM right of the route, negative to its left, -100 to 100",
    "deviation_nm": "NM either side, 0 to 100",
    "until": "a time: the offset or deviation ends; of `land`, the estimated time of landing",
    "over": "a time: when it will be, or was, there; of a position, `time` where it is left out",
    "passed": "`true` where the fix was passed, else it is yet to come",
    "lat_deg": "degrees north, -90 to 90, WGS 84",
    "lon_deg": "degrees east, -180 to 180, WGS 84",
    "next": "the next fix, as `fix`; then `next_time` is needed",
    "next_time": "a time: when it will be there",
    "by": "`voice` (default) or `ads-c`",
    "source": "where it is from; only kept",
}
# fmt: on

NAMES = tuple(kind.kind for kind in KINDS)
EVERY = ("kind", "flight", "icao24", "time")  # keys of every kind
