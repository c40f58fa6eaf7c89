"""A wrong position typed at the ramp: every leg is flown displaced by the same turn about the Earth's axis.

A wrong longitude goes unnoticed, because an aligning unit senses only its latitude; a wrong latitude is
refused nearly always. Each digit of degrees and minutes, and the hemisphere, is as likely to be wrong as
another; among them the ten degrees that the 1983 inquiry examined.
"""

import numpy as np

from truecourse.evidence.baseline import DEG, Values, instruments, lateral_rows, orders, size
from truecourse.evidence.prior import choice
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import UNITS, Instruments, Orders

LATITUDE_UNNOTICED = 0.02  # judgement: one wrong latitude in fifty passes the alignment check
LATITUDE_REFUSED = (
    1.01 * DEG
)  # judgement: an aligning unit senses its latitude to about a degree and refuses what is further off
ALL_UNITS = 0.5  # judgement: typed once for all, or into one


def digit_errors(angle: float, places: tuple[int, ...], limit: float) -> tuple[np.ndarray, np.ndarray]:
    """Errors (rad) that one wrong digit or the wrong hemisphere makes of a coordinate, and their weights.

    `places` are the minutes of arc that one unit of each digit is worth: 6000 for hundreds of degrees, 600,
    60, 10, 1.
    """
    minutes = round(abs(angle) / DEG * 60)
    sign = 1.0 if angle >= 0 else -1.0
    found: list[tuple[float, float]] = []
    for place in places:
        base = 6 if place == 10 else 2 if place == 6000 else 10
        digit = minutes // place % base
        wrong = [(d - digit) * place for d in range(base) if d != digit]
        wrong = [w for w in wrong if 0 <= (minutes + w) / 60 * DEG <= limit + 1e-9]
        found += [(sign * w / 60 * DEG, 1.0 / len(wrong)) for w in wrong]
    found.append((-2 * sign * minutes / 60 * DEG, 1.0))
    found.sort()
    return np.array([f[0] for f in found]), np.array([f[1] for f in found])


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """How wrong the longitude or latitude was typed, which of the two, and into which units."""
    fix = scene.case.start
    words = "one digit or the hemisphere wrong, each equally likely"
    return (
        Uncertain(
            "longitude_error_deg",
            "longitude typed less the true one",
            words,
            choice(*digit_errors(fix.lon, (6000, 600, 60, 10, 1), np.pi)),
            1 / DEG,
        ),
        Uncertain(
            "latitude_error_deg",
            "latitude typed less the true one",
            words + "; unnoticed one time in fifty, else the longitude is the wrong one",
            choice(*_latitude(fix.lat)),
            1 / DEG,
        ),
        Uncertain(
            "all_units",
            "1 where every unit has it, 0 where only the coupled one",
            "even",
            choice([0.0, 1.0], [1 - ALL_UNITS, ALL_UNITS]),
        ),
    )


def _latitude(lat: float) -> tuple[np.ndarray, np.ndarray]:
    """Latitude errors: none nearly always."""
    errors, weights = digit_errors(lat, (60, 10, 1), np.pi / 2)
    weights = np.where(np.abs(errors) <= LATITUDE_REFUSED, weights, 0.0)
    weights = LATITUDE_UNNOTICED * weights / weights.sum()
    together = sorted([(0.0, 1.0 - LATITUDE_UNNOTICED), *zip(errors.tolist(), weights.tolist(), strict=True)])
    return np.array([t[0] for t in together]), np.array([t[1] for t in together])


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared, by units that believe themselves elsewhere."""
    n = size(values)
    usual = instruments(values)
    by_latitude = values["latitude_error_deg"] != 0.0
    units = np.stack([np.ones(n), values["all_units"]], axis=1)
    longitude = np.where(by_latitude, 0.0, values["longitude_error_deg"])
    offset = np.zeros((n, UNITS, 2))
    offset[:, :, 0] = values["latitude_error_deg"][:, None] * units * 6371000.0
    wrong = usual._replace(longitude_error=longitude[:, None] * units, offset=offset)
    return orders(scene, values, lateral_rows(scene, values)), wrong


CAUSE = Cause(
    name="start-position",
    title="Wrong position at the ramp",
    claims="a wrong start position was typed, and navigation flew the route from there",
    uncertain=uncertain,
    orders=fly,
)
