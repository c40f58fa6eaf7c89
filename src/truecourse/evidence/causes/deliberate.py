"""Deliberate: from some time on the flight goes over two places of its own choosing to the route's end."""

import numpy as np

from truecourse.evidence.baseline import Row, Values, instruments, lateral_rows, orders, size, until
from truecourse.evidence.prior import normal, uniform
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Reports, Uncertain
from truecourse.flight.orders import WAYPOINTS, Instruments, Orders

NM = 1852.0
RADIUS = 6371000.0
ASIDE = 250 * NM  # one deviation of the chosen places from the route: broad on purpose


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When it began, and its two places: each a share of the time then left, and a distance aside."""
    return (
        Uncertain(
            "leaves_s",
            "when the flight left its clearance, after the start",
            "any time of the flight",
            uniform(0.0, scene.span),
        ),
        Uncertain(
            "first_share",
            "share of the remaining time planned at which the first place lies abeam",
            "uniform, 0 to 0.7",
            uniform(0.0, 0.7),
        ),
        Uncertain(
            "first_aside_nm",
            "distance of the first place right of the route",
            "normal, 250 NM (judgement, broad)",
            normal(0.0, ASIDE),
            1 / NM,
        ),
        Uncertain(
            "second_share",
            "share of what then remains at which the second lies abeam",
            "uniform, 0.2 to 1",
            uniform(0.2, 1.0),
        ),
        Uncertain(
            "second_aside_nm",
            "distance of the second place right of the route",
            "normal, 250 NM (judgement, broad)",
            normal(0.0, ASIDE),
            1 / NM,
        ),
    )


def aside(scene: Scene, t: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Places `distance` m right of where the planned flight is at times `t`, n-vectors (n, 3)."""
    p = np.stack([np.interp(t, scene.planned_t, scene.planned_p[:, k]) for k in range(3)], 1)
    step = np.gradient(scene.planned_p, axis=0)
    ahead = np.stack([np.interp(t, scene.planned_t, step[:, k]) for k in range(3)], 1)
    p /= np.linalg.norm(p, axis=1, keepdims=True)
    right = np.cross(ahead, p)
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-12)
    angle = (distance / RADIUS)[:, None]
    return np.cos(angle) * p + np.sin(angle) * right


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared until it leaves, then over its two places to the route's end, whatever is cleared later."""
    n, last = size(values), len(scene.route) - 1
    leaves, end = values["leaves_s"], scene.span
    first = leaves + values["first_share"] * (end - leaves)
    second = first + values["second_share"] * (end - first)
    waypoints = np.repeat(scene.waypoints[None], n, axis=0)
    at = min(last + 1, WAYPOINTS - 3)
    waypoints[:, at] = aside(scene, first, values["first_aside_nm"])
    waypoints[:, at + 1] = aside(scene, second, values["second_aside_nm"])
    waypoints[:, at + 2 :] = scene.waypoints[last]
    rows = until(lateral_rows(scene, values), leaves)
    rows.append(Row(leaves, leg=at, direct=1))
    told = orders(scene, values, rows, waypoints)
    return told._replace(waypoint_count=np.full(n, at + 3)), instruments(values)


CAUSE = Cause(
    name="deliberate",
    title="Deliberate",
    claims="the flight was flown elsewhere on purpose, whatever it reported",
    uncertain=uncertain,
    orders=fly,
    reports=Reports.FREE,
)
