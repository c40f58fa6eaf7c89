"""What a subject says it is about, as text, made into times, places, areas and fixes of a case."""

import re
from math import nan, radians

import numpy as np

from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case
from truecourse.flight.claim import Subject
from truecourse.flight.fix import Fix

_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)$")


def moment_of(text: str) -> float:
    """POSIX s of an ISO 8601 time with Z or an offset; NaN for what is none."""
    bare = text.strip().replace("Z", "").replace(" ", "T")
    zone = _ZONE.search(bare) if "T" in bare else None
    ahead = 0.0
    if zone is not None:
        bare = bare[: zone.start()]
        ahead = (1.0 if zone[1] == "+" else -1.0) * (int(zone[2]) * 3600.0 + int(zone[3]) * 60.0)
    try:
        return float(np.datetime64(bare, "ms").astype(np.int64)) / 1000.0 - ahead
    except ValueError:
        return nan


def time_in(subject: Subject, key: str = "time") -> float:
    """The time a subject names, POSIX s; NaN if it names none."""
    text = dict(subject.about).get(key, "")
    return moment_of(text) if text else nan


def number_in(subject: Subject, key: str, default: float = nan) -> float:
    """A number a subject names."""
    try:
        return float(dict(subject.about).get(key, default))
    except ValueError:
        return nan


def place_in(subject: Subject) -> tuple[float, float]:
    """Latitude and longitude, rad, of the place a subject names; NaN if it names none."""
    return radians(number_in(subject, "lat_deg")), radians(number_in(subject, "lon_deg"))


def fix_in(subject: Subject, key: str, case: Case | None) -> Fix | None:
    """The fix of the case that a subject names."""
    name = dict(subject.about).get(key, "")
    known = () if case is None else (*case.fixes, *(p.fix for p in case.plan.points), case.start)
    return next((fix for fix in known if name and fix.name == name), None)


def areas_in(subject: Subject, case: Case | None, key: str = "region") -> tuple[Airspace, ...]:
    """The areas of the case that a subject names, with | between, in that order."""
    names = [name.strip() for name in dict(subject.about).get(key, "").split("|")]
    known = {} if case is None else {area.name: area for area in case.airspaces}
    return tuple(known[name] for name in names if name in known)


def area_in(subject: Subject, case: Case | None, key: str = "region") -> Airspace | None:
    """The area of the case that a subject names."""
    name = dict(subject.about).get(key, "")
    known = () if case is None else case.airspaces
    return next((area for area in known if name and area.name == name), None)
