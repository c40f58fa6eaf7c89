"""Whether a map fits a recording, seen from how many of its values an aircraft can have."""

from typing import NamedTuple

import numpy as np

from truecourse.flight.parameter import Parameter
from truecourse.recording.decode import Samples

_SPIKES = 0.01  # of a parameter's valid samples that may be outside its range before it counts as outside
MOST_OUTSIDE = 0.12  # of the parameters with a range: 0.05 of a real map, 0.18 to 0.25 with its words moved
LEAST = 8  # parameters with a range for the share to mean anything


class Count(NamedTuple):
    """Samples of a parameter: all, the valid, and those of them within the range the map gives (or −1)."""

    samples: int
    valid: int
    within: int


def count(parameter: Parameter, found: Samples) -> Count:
    """Count a parameter's samples; only numbers that vary on a scale are held to their range."""
    valid = int(np.sum(found.valid))
    scaled = parameter.kind not in ("discrete", "character", "constant", "utc", "computed")
    if not scaled or not parameter.low < parameter.high:
        return Count(len(found.t), valid, -1)
    value = found.value[found.valid]
    return Count(len(found.t), valid, int(np.sum((value >= parameter.low) & (value <= parameter.high))))


def doubt(counts: list[Count]) -> str:
    """A sentence where so many parameters are outside their range that the map is another aircraft's; else
    an empty text.
    """
    held = [one for one in counts if one.within >= 0 and one.valid > 0]
    outside = sum(one.within < (1.0 - _SPIKES) * one.valid for one in held)
    if len(held) < LEAST or outside < MOST_OUTSIDE * len(held):
        return ""
    return (
        f"{outside} of {len(held)} parameters with a range have samples outside it: the map may be of "
        "another aircraft"
    )
