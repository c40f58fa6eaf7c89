"""Which flights can meet an area at all: boxes round where they may be, asked of the tree over areas.

What is rejected meets nothing; what is not has to be looked at (`entries`). Of a fleet that is asked about
again and again, nearly all is rejected so, for a microsecond a flight.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled
from truecourse.airspace.index import Areas
from truecourse.airspace.limits import Limits, open_to
from truecourse.airspace.tree import Trees, beyond, onward

Floats = NDArray[np.float64]


class Boxes(NamedTuple):
    """Where n flights may be: corners `low`, `high` (n, 3) m from the Earth's centre, altitudes from and to
    (n, 2) m (NaN: at any), times from and to (n, 2) POSIX s.
    """

    low: Floats
    high: Floats
    altitude: Floats
    t: Floats


def near(areas: Areas, boxes: Boxes) -> NDArray[np.bool_]:
    """Whether flights (n,) can meet any area; False is sure, True is not."""
    return _near(areas.trees, areas.limits, boxes)


@compiled
def _near(trees: Trees, given: Limits, boxes: Boxes) -> NDArray[np.bool_]:
    found = np.zeros(len(boxes.low), np.bool_)
    leaves = len(trees.top) // 2
    for i in range(len(boxes.low)):
        levels, times = (boxes.altitude[i, 0], boxes.altitude[i, 1]), (boxes.t[i, 0], boxes.t[i, 1])
        node = 1
        while node:
            if beyond(trees.top, node, boxes.low[i], boxes.high[i], levels):
                node = onward(node)
            elif node < leaves:
                node *= 2
            elif open_to(given, trees.area[trees.order[node - leaves]], levels, times):
                found[i] = True
                node = 0
            else:
                node = onward(node)
    return found
