"""What a perfect recorder would write of a flight: its heading and level each second, from the autopilot.

Not from the track by the minute: a turn of six seconds would take one there.
"""

import numpy as np
from numpy.typing import NDArray

from truecourse.autopilot.cockpit import moments
from truecourse.autopilot.fly import duration, fly
from truecourse.earth.angles import wrap_course
from truecourse.earth.magnetic import variation
from truecourse.earth.nvector import from_nvector
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.scene import Scene
from truecourse.investigation.fly import LONGEST, settled

Array = NDArray[np.float64]


def flown(scene: Scene, cause: str, settings: dict[str, str], t: Array) -> tuple[Array, Array]:
    """Magnetic heading rad, and pressure altitude m, at POSIX times `t`; settings as for `fly`."""
    values = settled(scene, by_name(cause), settings)
    told, instruments = by_name(cause).orders(scene, values)
    track = fly(told, instruments, scene.environment, duration(scene.time.t_end, LONGEST))[0]
    seen = moments(track, t - scene.case.t_start)
    lat, lon = from_nvector(seen.p)
    return wrap_course(seen.heading - variation(lat, lon, seen.altitude, t)), seen.altitude
