"""One waypoint entered wrong: right until the fix before, then a leg to the wrong place, then back."""

import numpy as np

from truecourse.earth.nvector import to_nvector
from truecourse.evidence.baseline import DEG, Values, instruments, lateral_rows, orders, size
from truecourse.evidence.prior import choice
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Orders

# Kinds of slip: what is added to latitude and longitude, degrees, and its weight. The lists of causes name
# the one degree of latitude before all others; the rest are judgements.
SLIPS: tuple[tuple[str, float, float, float], ...] = (
    ("one degree of latitude south", -1, 0, 0.2),
    ("one degree of latitude north", 1, 0, 0.2),
    ("one degree of longitude west", 0, -1, 0.08),
    ("one degree of longitude east", 0, 1, 0.08),
    ("a tens digit of latitude down", -10, 0, 0.04),
    ("a tens digit of latitude up", 10, 0, 0.04),
    ("a tens digit of longitude down", 0, -10, 0.04),
    ("a tens digit of longitude up", 0, 10, 0.04),
    ("ten minutes of latitude south", -1 / 6, 0, 0.05),
    ("ten minutes of latitude north", 1 / 6, 0, 0.05),
    ("minutes left out", np.nan, np.nan, 0.04),
    ("hemisphere of longitude", 0, np.nan, 0.04),
    ("waypoint left out", np.nan, 0, 0.10),
)


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """Which waypoint, and which slip."""
    last = len(scene.route) - 1
    return (
        Uncertain(
            "waypoint",
            "index of the waypoint entered wrong, from the departure",
            "each after the first, equally likely",
            choice(np.arange(1, last + 1)),
        ),
        Uncertain(
            "slip",
            "kind of slip: " + "; ".join(f"{i} {s[0]}" for i, s in enumerate(SLIPS)),
            "one degree of latitude 0.4, left out 0.1, others less (judgement after NAT Doc 007)",
            choice(np.arange(len(SLIPS)), [s[3] for s in SLIPS]),
        ),
    )


def entered(scene: Scene, index: int, slip: int) -> np.ndarray:
    """The waypoint as entered, n-vector; one left out is passed abeam, on the leg between its neighbours."""
    name, north, east, _ = SLIPS[slip]
    fix = scene.route[index]
    lat, lon = fix.lat / DEG, fix.lon / DEG
    if name == "waypoint left out":
        if index + 1 >= len(scene.route):
            return scene.waypoints[index]
        normal = np.cross(scene.waypoints[index - 1], scene.waypoints[index + 1])
        normal /= np.linalg.norm(normal)
        on = scene.waypoints[index] - (scene.waypoints[index] @ normal) * normal
        return on / np.linalg.norm(on)
    if name == "hemisphere of longitude":
        lon = -lon
    elif name == "minutes left out":
        lat, lon = float(np.trunc(lat)), float(np.trunc(lon))
    else:
        lat, lon = lat + north, lon + east
    return to_nvector(np.clip(lat, -90, 90) * DEG, lon * DEG)


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared, over waypoints of which one is wrong."""
    n = size(values)
    table = np.stack([[entered(scene, i, k) for k in range(len(SLIPS))] for i in range(1, len(scene.route))])
    index = values["waypoint"].astype(int)
    waypoints = np.repeat(scene.waypoints[None], n, axis=0)
    wrong = table[index - 1, values["slip"].astype(int)]
    waypoints[np.arange(n), index] = wrong
    last = len(scene.route) - 1
    waypoints[:, last:] = np.where((index == last)[:, None, None], wrong[:, None], waypoints[:, last:])
    return orders(scene, values, lateral_rows(scene, values), waypoints), instruments(values)


CAUSE = Cause(
    name="waypoint-entry",
    title="A waypoint entered wrong",
    claims="one waypoint was entered wrong by a degree, a digit or a hemisphere, or left out",
    uncertain=uncertain,
    orders=fly,
)
