"""Whether a map fits a recording, seen from how many of its values an aircraft can have."""

from typing import NamedTuple

import numpy as np

from truecourse.flight.parameter import SUBFRAMES, Parameter, ParameterMap
from truecourse.flight.recording import Frames, Subframes
from truecourse.recording.clock import Grid
from truecourse.recording.decode import Held, Samples, samples

_SPIKES = 0.01  # of a parameter's valid samples that may be outside its range before it counts as outside
# Of the parameters with a range: 0.05 of a real map, 0.18 to 0.25 with its words moved. Set on that file.
MOST_OUTSIDE = 0.12
GLANCE = 3600.0  # s from the middle of a recording that are looked at: a wrong map is wrong all the time
LEAST = 8  # parameters with a range for the share to mean anything


class Count(NamedTuple):
    """Samples of a parameter: all, the valid, and those of them within the range the map gives (or −1)."""

    samples: int
    valid: int
    within: int


def ranged(parameter: Parameter) -> bool:
    """Whether it is a number that varies on a scale and has a range to be held to."""
    scaled = parameter.kind not in ("discrete", "character", "constant", "utc", "computed")
    return scaled and parameter.low < parameter.high


def count(parameter: Parameter, found: Samples) -> Count:
    """Count a parameter's samples; only numbers that vary on a scale are held to their range."""
    valid = int(np.sum(found.valid))
    if not ranged(parameter):
        return Count(len(found.t), valid, -1)
    value = found.value if valid == len(found.t) else found.value[found.valid]
    if valid and parameter.low <= value.min() and value.max() <= parameter.high:
        return Count(len(found.t), valid, valid)
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


def doubted(held: Held, map_: ParameterMap) -> tuple[str, ...]:
    """The sentence of `doubt` over the middle hour of a recording; none where the map seems to fit."""
    short = _glance(held, map_.period)
    told = doubt([count(p, samples(short, map_, p)) for p in map_.parameters if ranged(p)])
    return (told,) if told else ()


def _glance(held: Held, period: float) -> Held:
    if isinstance(held.frames, Subframes):
        grid, most = held.grid, int(GLANCE / period / SUBFRAMES)
        assert grid is not None
        first = (len(grid.cycle) - most) // 2
        if first <= 0:
            return held
        seconds = slice(SUBFRAMES * first, SUBFRAMES * (first + most))
        cycle = grid.cycle[first : first + most]
        middle = Grid(grid.place[seconds], grid.flipped[seconds], 0, SUBFRAMES * most, cycle)
        return held._replace(grid=middle)
    frames = held.frames
    near = np.abs(frames.t - np.median(frames.t)) <= GLANCE / 2.0
    return held._replace(
        frames=Frames(frames.place[near], frames.size[near], frames.id[near], frames.t[near])
    )
