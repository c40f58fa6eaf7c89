"""Re-cleared but not re-programmed: the flight follows the old route exactly."""

import numpy as np
from numpy.typing import NDArray

from truecourse.evidence.baseline import Row, Values, instruments, lateral_rows, orders
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause
from truecourse.flight.clearance import Granted
from truecourse.flight.orders import Instruments, Mode, Orders


def old_rows(scene: Scene, values: Values) -> list[Row]:
    """Lateral clearances with every direct and every new route replaced by the filed route's own next leg.

    The unit joins the first filed leg, and after each vector the one then ahead; for a new route it simply
    goes on along the one it flies.
    """
    kept: list[Row] = []
    for row in lateral_rows(scene, values):
        if row.mode != Mode.LNAV:
            kept.append(row)
        elif not kept or kept[-1].mode != Mode.LNAV:
            heading = kept[-1].heading if kept else 0.0
            kept.append(Row(row.t, heading=heading, leg=_ahead(scene, np.asarray(row.t)), direct=1))
    return kept


def _ahead(scene: Scene, t: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of the filed waypoint that the flight as cleared has next at times since the start."""
    nearest = [
        int(np.argmax(scene.planned_p @ waypoint)) for waypoint in scene.waypoints[1 : scene.filed - 1]
    ]
    return 1 + np.sum(scene.planned_t[nearest] < t[..., None], axis=-1)


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """The filed route and nothing else."""
    told = orders(scene, values, old_rows(scene, values))
    waypoints = scene.waypoints.copy()
    waypoints[scene.filed :] = waypoints[scene.filed - 1]
    n = told.start.shape[0]
    return told._replace(
        waypoints=np.broadcast_to(waypoints, (n, *waypoints.shape)), waypoint_count=np.full(n, scene.filed)
    ), instruments(values)


def applies(scene: Scene) -> str:
    """Only a flight that was re-cleared can have missed it."""
    again = (Granted.DIRECT, Granted.ROUTE)
    return "" if any(c.granted in again for c in scene.case.clearances) else "no clearance changed the route"


CAUSE = Cause(
    name="not-reprogrammed",
    title="Re-cleared, not re-programmed",
    claims="the route was changed by a clearance and the old one was flown",
    uncertain=lambda scene: (),
    orders=fly,
    applies=applies,
)
