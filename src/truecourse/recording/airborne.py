"""The samples of a recording while the aircraft was in the air."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from truecourse.flight.recording import Series
from truecourse.recording.samples import latest


def airborne(of: Mapping[str, Series]) -> dict[str, Series]:
    """Every quantity, its samples not valid while the ground switch says that the aircraft is on the ground.

    `on_ground` is 1 on the ground and 0 in the air. Where it is not known, or never moves, nothing is left
    out: a switch that stands still says nothing.
    """
    switch = of.get("on_ground")
    if switch is None or not switch.valid.any() or np.ptp(switch.value[switch.valid]) == 0.0:
        return dict(of)
    found = {}
    for quantity, series in of.items():
        grounded = latest(switch, series.t) == 1.0
        found[quantity] = (
            series if quantity == "on_ground" else replace(series, valid=series.valid & ~grounded)
        )
    return found
