"""Claims that the reconstruction was made from: it cannot test them."""

from collections.abc import Iterable
from math import hypot, inf, isfinite, isnan, nan

from truecourse.earth.geodesy import inverse
from truecourse.flight.claim import Claim, Kind, Subject
from truecourse.flight.observation import Observation, Seen
from truecourse.ledger import say
from truecourse.ledger.measure import View
from truecourse.ledger.reading import turned
from truecourse.ledger.told import time_in

NEAR_IN_TIME = 300.0  # s: of a level or a place, an observation so near in time is of the same thing
_OFF = (Seen.OFFSET_ABEAM, Seen.POSITION)
_AT = {
    "position_at": (Seen.POSITION,),
    "distance_to_region_at": (Seen.POSITION,),
    "distance_to_place_at": (Seen.POSITION,),
    "offset_at": _OFF,
    "deviation_side": _OFF,
    "level_at": (Seen.LEVEL, Seen.HEIGHT),
    "speed_at": (Seen.MEAN_SPEED,),
    "heading_at": (Seen.HEADING_MAGNETIC,),
}
_BETWEEN = {"speed_between": (Seen.MEAN_SPEED,), "heading_between": (Seen.HEADING_MAGNETIC,)}
_AREA = {"region_entry": (Seen.REGION_ENTRY,), "region_exit": (Seen.REGION_EXIT,)}
_ABEAM = {"offset_abeam": (Seen.OFFSET_ABEAM, Seen.DERIVED), "passage_time": (Seen.OFFSET_ABEAM,)}
_ALONG = {"cause": (Seen.HEADING_MAGNETIC, Seen.COURSE)}
_TIMES = ("passage_time", "region_entry", "region_exit", "crosses_180")
# The kinds whose value is what a measure reads, and not only something that it follows from.
_VALUES = _BETWEEN | {
    "offset_abeam": _ABEAM["offset_abeam"],
    "offset_at": (Seen.OFFSET_ABEAM,),
    "level_at": _AT["level_at"],
    "speed_at": _AT["speed_at"],
    "heading_at": _AT["heading_at"],
}
_UNITS = {
    Seen.OFFSET_ABEAM: "length",
    Seen.LEVEL: "level",
    Seen.HEIGHT: "level",
    Seen.MEAN_SPEED: "speed",
    Seen.HEADING_MAGNETIC: "angle",
    Seen.COURSE: "angle",
}


def same_thing(subject: Subject, view: View) -> tuple[Observation, ...]:
    """The observations used that are of what a subject measures, or of either end of a duration; of a cause
    those of a heading or a course held from one time to another, which is what a mode of the autopilot shows.
    """
    return tuple(o for o in _used(view) if _is_of(o, subject, view))


def evidence_of(claim: Claim, subject: Subject, view: View) -> tuple[tuple[Observation, float], ...]:
    """The observations used that say what a claim says, within its precision and one standard deviation of
    theirs, each with that deviation, SI.
    """
    same = [o for o in same_thing(subject, view) if _says(o, claim, subject, view)]
    return tuple((o, _value(o, subject, view)[1]) for o in same)


def known_error(claim: Claim, subject: Subject, view: View) -> float:
    """The greatest standard deviation, SI, that the case gives for the very value a claim has, in an
    observation that was not used: no telling makes it better known. 0 where there is none.
    """
    used = {o.id for o in _used(view)}
    others = [] if view.case is None else [o for o in view.case.observations if o.id not in used]
    same = [o for o in others if _is_of(o, subject, view) and _says(o, claim, subject, view, exactly=True)]
    return max((error for o in same if isfinite(error := _value(o, subject, view)[1])), default=0.0)


def shown(observations: Iterable[Observation], subject: Subject) -> tuple[str, ...]:
    """Observations by name, with their values as they bear on a subject."""
    return tuple(f"{o.id}, {_in_words(o, subject)}" for o in observations)


def _in_words(o: Observation, subject: Subject) -> str:
    if o.place is not None and o.kind is Seen.POSITION:
        return f"{say.place(o.place.lat, o.place.lon)} ± {say.wire(o.error, 'length')}"
    unit = _UNITS.get(o.kind, "time")
    if unit == "time" or subject.measure in (*_TIMES, "duration"):
        return f"{say.moment(o.t)} ± {say.amount(o.t_error, 'duration')}"
    value, error = say.wire(o.value, unit), say.wire(o.error, unit)
    return f"{value.removesuffix('°').split(' ')[0]} ± {error}"


def _used(view: View) -> tuple[Observation, ...]:
    used = set(view.flights.observations)
    return () if view.case is None else tuple(o for o in view.case.observations if o.id in used)


def _ends(subject: Subject, view: View) -> list[Subject]:
    """The two ends of a duration that are measured."""
    about = dict(subject.about)
    named = [view.subjects.get(about.get(key, "")) for key in ("from_subject", "to_subject")]
    return [end for end in named if end is not None and end.measure not in ("", "duration")]


def _is_of(o: Observation, subject: Subject, view: View) -> bool:
    about, measure = dict(subject.about), subject.measure
    if measure == "duration":
        return any(_is_of(o, end, view) for end in _ends(subject, view))
    if o.kind in _ALONG.get(measure, ()):
        return isfinite(o.t_end)
    if o.kind in _ABEAM.get(measure, ()):
        return o.place is not None and o.place.name == about.get("fix", "")
    if o.kind in _AREA.get(measure, ()):
        return o.region == about.get("region", "")
    return _at_its_time(o, subject, view)


def _at_its_time(o: Observation, subject: Subject, view: View) -> bool:
    if o.kind in _AT.get(subject.measure, ()):
        begin, end = o.t - NEAR_IN_TIME, (o.t if isnan(o.t_end) else o.t_end) + NEAR_IN_TIME
        return begin <= time_in(subject) <= (_kept_until(o, view) if o.kind is Seen.LEVEL else end)
    if o.kind in _BETWEEN.get(subject.measure, ()):
        begin, end = time_in(subject, "from"), time_in(subject, "to")
        shared = min(end, o.t_end) - max(begin, o.t)
        return shared >= 0.5 * min(end - begin, o.t_end - o.t)
    return False


def _kept_until(o: Observation, view: View) -> float:
    """Until when a level seen says what the level was: the next that is another, which flights climb to."""
    later = [p for p in _used(view) if p.kind is Seen.LEVEL and p.t > o.t]
    others = [p.t for p in later if abs(p.value - o.value) > hypot(p.error, o.error)]
    return max(min(others, default=inf), o.t + NEAR_IN_TIME)


def _value(o: Observation, subject: Subject, view: View) -> tuple[float, float]:
    """What an observation has of a subject, and its standard deviation; NaN where it is of something else."""
    if subject.measure in _TIMES:
        return o.t, o.t_error
    if subject.measure == "duration":
        ends = [_moment(o, end, view) for end in _ends(subject, view)]
        return (ends[1][0] - ends[0][0], hypot(ends[0][1], ends[1][1])) if len(ends) == 2 else (nan, nan)
    if subject.measure == "position_at":
        return nan, o.error
    return (o.value, o.error) if o.kind in _VALUES.get(subject.measure, ()) else (nan, nan)


def _moment(o: Observation, end: Subject, view: View) -> tuple[float, float]:
    """When an end of a duration was, by an observation or another used, and its standard deviation."""
    if end.measure == "take_off":
        return (nan, nan) if view.case is None else (view.case.t_start, 0.0)
    seen = [p for p in (o, *_used(view)) if end.measure in _TIMES and _is_of(p, end, view)]
    return (seen[0].t, seen[0].t_error) if seen else (nan, nan)


def _says(o: Observation, claim: Claim, subject: Subject, view: View, exactly: bool = False) -> bool:
    """Whether a claim's bounds, and one deviation of the observation unless `exactly`, hold what it has."""
    slack = 0.0 if exactly else 1.0
    if claim.kind is Kind.POSITION:
        if o.place is None or not (isfinite(claim.lat) and isfinite(claim.lon)):
            return False
        apart = float(inverse(claim.lat, claim.lon, o.place.lat, o.place.lon)[2])
        return apart <= max(slack * o.error, claim.error if isfinite(claim.error) else 0.0)
    value, error = _value(o, subject, view)
    for reading in claim.readings:
        r = turned(reading, reading.__class__(value, value)) if subject.dimension == "angle" else reading
        if r.low - slack * error <= value <= r.high + slack * error:
            return True
    return False
