"""Where an observation was made: its place, its leg, its region."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, radians

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.cells import Row, number_in
from truecourse.feeds.errors import CaseError
from truecourse.feeds.route import SAME_PLACE, distance, where
from truecourse.feeds.wire import quoted
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Seen

AT_COORDINATES = {Seen.POSITION, Seen.WRECK, Seen.SEARCH_AREA}
AT_PLACE = {Seen.OFFSET_ABEAM, Seen.WIND_AT_PLACE, Seen.INSTRUMENT_REPORT, Seen.HEARD, Seen.NOT_HEARD}
AT_PLACE |= {Seen.NOT_SEEN, Seen.DERIVED}
ON_LEG = {Seen.OFFSET_ABEAM, Seen.MEAN_WIND, Seen.DERIVED}
AT_REGION = {Seen.REGION_ENTRY, Seen.REGION_EXIT}
# Beyond this and three of its own errors from the fix, a written place is not the fix of that name.
_ELSEWHERE = 1.0 * METRES_PER_NM


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may refer to: fixes and regions by name, and the flight's first and last moment (POSIX s).

    `regions` is None where the areas could not be read, so that names in it cannot be checked.
    """

    fixes: Mapping[str, Fix]
    regions: frozenset[str] | None
    t_start: float
    t_end: float


def place_of(row: Row, kind: Seen, known: Known) -> Fix | None:
    """The place of a row: the fix of that name, else a place of its own at its coordinates.

    None for a kind that needs none. Raises CaseError for half a place, a name that is no fix, and a fix that
    is written somewhere else.
    """
    lat_deg, lon_deg = number_in(row, "lat_deg", -90.0, 90.0), number_in(row, "lon_deg", -180.0, 180.0)
    if isnan(lat_deg) != isnan(lon_deg):
        raise CaseError("lat_deg and lon_deg: only one of the two is given; give both or neither")
    if kind not in AT_PLACE | AT_COORDINATES:
        return None
    if isnan(lat_deg):
        if kind in AT_COORDINATES:
            raise CaseError(f"lat_deg is empty; {kind.value} needs lat_deg and lon_deg")
        return _fix(row, "place", known, " or give lat_deg and lon_deg in this row")
    here = Fix(row["place"] or row["id"], radians(lat_deg), radians(lon_deg), source=row["source"])
    fix = known.fixes.get(row["place"])
    if fix is None:
        return here
    apart = distance(fix, here)
    if apart > max(_ELSEWHERE, 3.0 * fix.position_error):
        raise CaseError(
            f"place {fix.name} is written at {where(here)}, {apart / METRES_PER_NM:.0f} NM from the fix of "
            f"that name at {where(fix)}; correct whichever is wrong, or give this place another name"
        )
    return fix


def leg_of(row: Row, kind: Seen, known: Known) -> tuple[Fix | None, Fix | None]:
    """The two ends of a row's leg, None where the kind has no leg.

    Raises CaseError for an end that is no fix and for a leg without length.
    """
    if kind not in ON_LEG:
        return None, None
    start, end = _fix(row, "leg_from", known), _fix(row, "leg_to", known)
    if distance(start, end) < SAME_PLACE:
        raise CaseError(
            f"leg_from and leg_to: the leg {start.name} to {end.name} has no length; name two places"
        )
    return start, end


def region_of(row: Row, kind: Seen, known: Known) -> str:
    """The region a row names in `place`, empty where the kind has none. Raises CaseError if it is unknown."""
    if kind not in AT_REGION:
        return ""
    name = row["place"]
    if not name or (known.regions is not None and name not in known.regions):
        names = ", ".join(sorted(known.regions or ())) or "there are none yet"
        raise CaseError(
            f"place is {quoted(name)}, which is not a region of areas.geojson ({names}); add it there"
        )
    return name


def _fix(row: Row, column: str, known: Known, otherwise: str = "") -> Fix:
    name = row[column]
    if name not in known.fixes:
        raise CaseError(
            f"{column} is {quoted(name)}, which is not a fix of this case; add it under [[fixes]] in "
            f"case.toml{',' if otherwise else ''}{otherwise}"
        )
    return known.fixes[name]
