"""Re-cleared but not re-programmed: the flight follows the old route exactly."""

import numpy as np
from numpy.typing import ArrayLike

from truecourse.evidence.baseline import Row, Values, instruments, lateral_rows, orders
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause
from truecourse.flight.clearance import Granted
from truecourse.flight.orders import Instruments, Mode, Orders


def old_rows(scene: Scene, values: Values) -> list[Row]:
    """Lateral clearances with every direct and every new route replaced by the filed route's own next leg.

    The unit joins the first filed leg (or, for a new route, simply goes on along the one it flies).
    """
    rows = lateral_rows(scene, values)
    kept = [row for row in rows if row.mode != Mode.LNAV]
    joined = [row for row in rows if row.mode == Mode.LNAV]
    first = joined[0] if joined else Row(0.0)
    return [*kept, Row(first.t, heading=_last_heading(kept), leg=1, direct=1)]


def _last_heading(rows: list[Row]) -> ArrayLike:
    return rows[-1].heading if rows else 0.0


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
