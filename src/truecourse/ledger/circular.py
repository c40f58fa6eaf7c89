"""Claims that the reconstruction was made from: it cannot test them."""

from math import isfinite, isnan

from truecourse.earth.geodesy import inverse
from truecourse.flight.claim import Claim, Kind, Subject
from truecourse.flight.observation import Observation, Seen
from truecourse.ledger.measure import View
from truecourse.ledger.reading import turned
from truecourse.ledger.told import time_in

NEAR_IN_TIME = 300.0  # s: of a level or a place, an observation so near in time is of the same thing
_AT = {
    "position_at": (Seen.POSITION,),
    "level_at": (Seen.LEVEL, Seen.HEIGHT),
    "speed_at": (Seen.MEAN_SPEED,),
    "heading_at": (Seen.HEADING_MAGNETIC,),
}
_BETWEEN = {"speed_between": (Seen.MEAN_SPEED,), "heading_between": (Seen.HEADING_MAGNETIC,)}
_AREA = {"region_entry": (Seen.REGION_ENTRY,), "region_exit": (Seen.REGION_EXIT,)}
_TIMES = ("passage_time", "region_entry", "region_exit", "crosses_180")


def same_thing(subject: Subject, view: View) -> tuple[str, ...]:
    """Ids of the observations used that are of what a subject measures."""
    return tuple(o.id for o in _used(view) if _is_of(o, subject))


def evidence_of(claim: Claim, subject: Subject, view: View) -> tuple[tuple[str, float], ...]:
    """Ids of the observations used that say what a claim says, within its precision and one standard
    deviation of theirs, each with that deviation, SI.
    """
    same = [o for o in _used(view) if _is_of(o, subject) and _says(o, claim, subject)]
    return tuple((o.id, o.t_error if subject.measure in _TIMES else o.error) for o in same)


def _used(view: View) -> tuple[Observation, ...]:
    used = set(view.flights.observations)
    return () if view.case is None else tuple(o for o in view.case.observations if o.id in used)


def _is_of(o: Observation, subject: Subject) -> bool:
    about, measure = dict(subject.about), subject.measure
    if measure in ("offset_abeam", "passage_time"):
        return o.kind is Seen.OFFSET_ABEAM and o.place is not None and o.place.name == about.get("fix", "")
    if o.kind in _AREA.get(measure, ()):
        return o.region == about.get("region", "")
    if o.kind in _AT.get(measure, ()):
        begin, end = o.t - NEAR_IN_TIME, (o.t if isnan(o.t_end) else o.t_end) + NEAR_IN_TIME
        return begin <= time_in(subject) <= end
    if o.kind in _BETWEEN.get(measure, ()):
        begin, end = time_in(subject, "from"), time_in(subject, "to")
        shared = min(end, o.t_end) - max(begin, o.t)
        return shared >= 0.5 * min(end - begin, o.t_end - o.t)
    return False


def _says(o: Observation, claim: Claim, subject: Subject) -> bool:
    if claim.kind is Kind.POSITION:
        if o.place is None or not (isfinite(claim.lat) and isfinite(claim.lon)):
            return False
        apart = float(inverse(claim.lat, claim.lon, o.place.lat, o.place.lon)[2])
        return apart <= max(o.error, claim.error if isfinite(claim.error) else 0.0)
    value, error = (o.t, o.t_error) if subject.measure in _TIMES else (o.value, o.error)
    for reading in claim.readings:
        r = turned(reading, reading.__class__(value, value)) if subject.dimension == "angle" else reading
        if r.low - error <= value <= r.high + error:
            return True
    return False
