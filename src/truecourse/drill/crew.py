"""What a made-up crew says: passages and estimates, read from what its own navigation believes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.drill.flown import Flown
from truecourse.flight.assigned import Assigned, Estimate
from truecourse.flight.fix import Fix
from truecourse.flight.reports import Heard, Reports, blank

Array = NDArray[np.float64]
MINUTE = 60.0
SPEAKS = 75.0  # s from a passage to its report
BELIEVED = 1852.0  # m: how well a crew places a passage, 95 %


class Said(NamedTuple):
    """One position report: when it was said, the fix and when it was passed, the next one and its estimate.

    `fix` is None where only an estimate is revised. Times are POSIX s UTC, those of fixes to the minute.
    """

    t: float
    fix: Fix | None
    over: float
    next: Fix | None
    estimate: float


def passages(flown: Flown, flight: int, count: int) -> Array:
    """When the flight believes to pass its waypoints, `(count,)` POSIX s; NaN where it does not."""
    leg, found = flown.leg[:, flight], np.full(count, np.nan)
    for row in np.flatnonzero(np.diff(leg) > 0.0):
        speed = max(float(flown.gs[row, flight]), 1.0)
        # a turn is begun before its fix: the fix is abeam when what is left to go has been flown
        found[int(leg[row])] = flown.t[row] + max(float(flown.to_go[row, flight]), 0.0) / speed
    return found


def position_reports(over: Array, fixes: tuple[Fix, ...], first: int) -> list[Said]:
    """A report at every passage from number `first` on, with an estimate good to a minute for the next."""
    said = []
    for i in range(first, len(fixes) - 1):
        if np.isnan(over[i]):
            continue
        estimate = over[i + 1] if i + 1 < len(over) else np.nan
        passed, expected = (MINUTE * np.round(x / MINUTE) for x in (over[i], estimate))
        ahead = fixes[i + 1] if np.isfinite(expected) else None
        said.append(Said(float(over[i]) + SPEAKS, fixes[i], float(passed), ahead, float(expected)))
    return said


def as_words(said: list[Said], key: int, flight: str) -> tuple[Assigned, ...]:
    """The reports as what the flight is known to have said."""
    words = []
    for s in said:
        if s.fix is not None:
            words.append(Assigned(key, flight, s.t, Estimate(s.t, s.fix, s.over, passed=True)))
        if s.next is not None:
            words.append(Assigned(key, flight, s.t, Estimate(s.t, s.next, s.estimate, passed=False)))
    return tuple(words)


def as_reports(said: list[Said], key: int, altitude: Array) -> Reports:
    """The same as positions the crew believes: the fix itself at the time it gave; `altitude` m each."""
    known = [(s, level) for s, level in zip(said, altitude, strict=True) if s.fix is not None]
    columns: dict[str, Any] = blank(len(known))
    for i, (s, level) in enumerate(known):
        if s.fix is not None:
            columns["lat"][i], columns["lon"][i] = s.fix.lat, s.fix.lon
        columns["t"][i], columns["received"][i], columns["altitude"][i] = s.over, s.t, level
    columns["key"][:], columns["heard"][:], columns["accuracy"][:] = key, Heard.CREW, BELIEVED
    return Reports(**columns)
