"""ROUTE: how far from the cleared route, how fast that grows, and when it is too far.

The deviation is from the nearest part of the cleared route, legs before and after a turn alike, so that a
turn begun early or ended late is none. A strategic offset or a cleared deviation is none either while it
lasts; one that grows past what was cleared is, before it reaches the limit.

Beyond an end of the route, and in the terminal areas of the aerodromes filed, nothing new is said. What is
out goes on there for ten minutes while the flight is still off: to pass abeam the last fix puts nothing
right.
"""

from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from truecourse.airspace.compiled import inner
from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_MINUTE
from truecourse.watch.hysteresis import Hold

HOLD = Hold(start=60.0, end=60.0, renew=60.0)
BY_WORD = Hold(
    start=0.0, end=0.0, renew=60.0
)  # a report of the crew's is no noise, and the next is an hour off
LEFT_FOR = 540.0  # s past an end of its route, and `HOLD.end` more, that what is out goes on (judgement)
# Who tells, or that the route is watched no further, or that what is out goes on beyond its end.
SURVEILLANCE, WORD, LEFT_BEHIND, BEYOND = 0.0, 1.0, 2.0, 3.0
_WINDOW = 2.0  # pieces either side of the last one that are looked at first


class Off(NamedTuple):
    """Where a place is of a route: piece, metres right of it, metres along the route, metres from it, and
    whether the place lies beyond either end of the route.
    """

    piece: float
    cross_track: float
    along: float
    distance: float
    beyond: bool


@inner
def _piece(table: Any, k: int, x: float, y: float, z: float) -> tuple[float, float, float]:
    """Metres right of one piece, metres along it, and metres from it."""
    sine = x * table[k, 3] + y * table[k, 4] + z * table[k, 5]
    ahead = np.arctan2(
        x * table[k, 6] + y * table[k, 7] + z * table[k, 8],
        x * table[k, 0] + y * table[k, 1] + z * table[k, 2],
    )
    cross = np.arcsin(min(1.0, max(-1.0, sine))) * table[k, 10]
    over = max(0.0, ahead - table[k, 9], -ahead) * table[k, 11]
    return cross, ahead * table[k, 11], np.sqrt(cross * cross + over * over)


@inner
def whereabouts(
    table: Any, at: float, n: float, last: float, x: float, y: float, z: float, far: float
) -> Off:
    """Where the place with n-vector (x, y, z) is of the route in pieces `at` to `at + n` of `table`.

    Pieces about the `last` one are looked at first, all of them where the place is `far` m from those or
    farther.
    """
    first, stop = int(max(0.0, last - _WINDOW)), int(min(n, last + _WINDOW + 1.0))
    best, cross, ahead, distance = 0, 0.0, 0.0, np.inf
    for attempt in range(2):
        for k in range(first, stop):
            right, on, away = _piece(table, int(at) + k, x, y, z)
            if away < distance:
                best, cross, ahead, distance = k, right, on, away
        if attempt == 0 and distance < far:
            break
        first, stop = 0, int(n)
    piece = int(at) + best
    length = table[piece, 9] * table[piece, 11]
    beyond = (best == 0 and ahead < 0.0) or (best == int(n) - 1 and ahead > length)
    return Off(float(best), cross, table[piece, 12] + ahead, distance, beyond)


@inner
def excess(off: float, offset: float, slack_right: float, free: float) -> float:
    """Metres by which a place `off` m right of the route is off what was cleared, signed; 0 within it.

    `offset` m right was cleared instead of the centre line; `slack_right` m right is authorised beside it;
    `free` m either side was cleared for a deviation, and only what is past that counts.
    """
    beside = off - offset
    if 0.0 <= beside <= slack_right:
        return 0.0
    if abs(beside) <= free:
        return 0.0
    return beside - free if beside > 0.0 else beside + free


@inner
def grade(distance: float, opening: float, error: float, limit: float, free: float, rule: Any) -> float:
    """3 at the limit or past it, 2 where an opening deviation will be there soon, else 0.

    `opening` m/s with its standard error: it counts only where it is `sure` errors above nothing. Past a
    cleared deviation (`free`) half the floor is enough: the flight has told where it would stay.
    """
    if distance >= limit:
        return 3.0
    floor = rule.floor * limit * (0.5 if free > 0.0 else 1.0)
    soon = distance + opening * rule.ahead >= limit
    sure = opening >= rule.opening and opening > rule.sure * error
    return 2.0 if distance >= floor and sure and soon else 0.0


def sentence(leg: str, cross: float, opening: float, limit: float, word: float) -> str:
    """What a controller is told: metres right of a leg, m/s opening, the limit in metres; `word` says why."""
    side = "right" if cross >= 0.0 else "left"
    said = f"{abs(cross) / METRES_PER_NM:.1f} NM {side} of {leg}"
    if word == LEFT_BEHIND:
        return f"over: watched no further, at or beyond an end of its route, still {said}"
    if word == BEYOND:
        said += " and beyond its end"
    pace = opening * SECONDS_PER_MINUTE / METRES_PER_NM
    if isfinite(pace) and abs(pace) >= 0.05:
        said += "," if word == BEYOND else ""
        said += f" and {'opening' if pace > 0.0 else 'closing'} {_pace(abs(pace))} NM a minute"
    away = limit - abs(cross)
    if away > 0.0 and isfinite(pace) and pace >= 0.05:
        said += f"; {limit / METRES_PER_NM:.0f} NM in {away / METRES_PER_NM / pace:.0f} min"
    elif away <= 0.0:
        said += f"; the limit is {limit / METRES_PER_NM:.0f} NM"
    return said + (", by its own report" if word == WORD else "")


def _pace(pace: float) -> str:
    return f"{pace:.0f}" if pace >= 10.0 else f"{pace:.1f}" if pace >= 1.0 else f"{pace:.2f}"
