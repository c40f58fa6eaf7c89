"""Boxes made flyable: each a rectangle swept in whole, evenly spaced tracks, within the effort there is."""

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.geodesy import inverse
from truecourse.ending.boxes import overlap
from truecourse.ending.detection import Array, detected
from truecourse.ending.grid import Grid, unplane
from truecourse.ending.turned import Turned, from_turned, weighed
from truecourse.flight.search import Rectangle, Sensor

Axis = NDArray[np.intp]
_SPARE = 1e-9  # of the way that can be gone


def rectangles(grid: Grid, turned: Turned, boxes: Array, coverage: Array, sensor: Sensor) -> list[Rectangle]:
    """The boxes (k, 4) with coverages (k,), in whole tracks along their longer sides, best first.

    Each box first has the whole tracks that its coverage asks for, one at least; then whichever track adds
    most for its length is added while there is way left. One more, with all boxes drawn in along their tracks
    to pay for it, is taken where that finds more. Where the way is less than one track through every box,
    boxes that gain least are left out, or the last one drawn in.
    """
    kept = boxes[coverage > 0.0], coverage[coverage > 0.0]
    way = sensor.speed * sensor.effort
    if not len(kept[0]) or way <= 0.0:
        return []
    axis = np.where(np.ptp(kept[0][:, :2], axis=1) >= np.ptp(kept[0][:, 2:], axis=1), 0, 2)
    found, tracks, lie = _whole(turned, kept, axis, sensor)
    plans = [(*plan, lie) for plan in _filled(turned, found, tracks, (lie, sensor))]
    plans += [(*_fitted(*kept, axis, sensor), axis)]
    found, tracks, axis = max(plans, key=lambda p: float(_gain(turned, p[0], p[1], p[2], sensor).sum()))
    gain = _gain(turned, found, tracks, axis, sensor)
    order = np.argsort(-gain / (tracks * _side(found, axis)))
    return [
        _rectangle(grid, turned, found[k], axis[k] == 0, (int(tracks[k]), float(gain[k]), sensor))
        for k in order
    ]


def _side(found: Array, axis: Axis) -> Array:
    """The length of each box (k, 4) along the axis given: 0 is u, 2 is v."""
    row = np.arange(len(found))
    return np.asarray(found[row, axis + 1] - found[row, axis])


def _gain(turned: Turned, found: Array, tracks: Array, axis: Axis, sensor: Sensor) -> Array:
    """Probability of success in each box, its tracks along `axis`."""
    coverage = tracks * sensor.width / _side(found, 2 - axis)
    return weighed(turned, found) * detected(sensor.law, coverage)


def _whole(
    turned: Turned, asked: tuple[Array, Array], axis: Axis, sensor: Sensor
) -> tuple[Array, Array, Axis]:
    """Whole tracks that do not go further than the way there is, the boxes that gain least left out."""
    found, coverage = asked
    way = sensor.speed * sensor.effort
    while True:
        tracks = np.maximum(np.floor(coverage * _side(found, 2 - axis) / sensor.width), 1.0)
        if tracks @ _side(found, axis) <= way * (1.0 + _SPARE) or len(found) == 1:
            return found, tracks, axis
        gain = _gain(turned, found, tracks, axis, sensor)
        kept = np.arange(len(found)) != np.argmin(gain / (tracks * _side(found, axis)))
        found, coverage, axis = found[kept], coverage[kept], axis[kept]


def _filled(
    turned: Turned, found: Array, tracks: Array, of: tuple[Axis, Sensor]
) -> list[tuple[Array, Array]]:
    """Tracks added while there is way for them; and one more, all boxes drawn in along them for it."""
    axis, sensor = of
    way, tracks, length = sensor.speed * sensor.effort, tracks.copy(), _side(found, axis)
    while True:
        more = _gain(turned, found, tracks + 1.0, axis, sensor) - _gain(turned, found, tracks, axis, sensor)
        best = int(np.argmax(more / length))
        fits = tracks @ length + length <= way * (1.0 + _SPARE)
        if not np.any(fits & (more > 1e-9)):
            break
        tracks[int(np.argmax(np.where(fits, more / length, 0.0)))] += 1.0
    beyond = tracks.copy()
    beyond[best] += 1.0
    return [(_shortened(found, each, axis, way), each) for each in (tracks, beyond)]


def _fitted(found: Array, coverage: Array, axis: Axis, sensor: Sensor) -> tuple[Array, Array]:
    """The nearest whole tracks at just the coverage asked for: boxes made narrower or, where none is in the
    way, broader for it; and all drawn in along their tracks to what way there is.
    """
    found = found.copy()
    asked = coverage * _side(found, 2 - axis) / sensor.width
    tracks = np.maximum(np.round(asked), 1.0)
    for k in range(len(found)):
        across, old = 2 - axis[k], found[k].copy()
        for whole in (tracks[k], max(np.floor(asked[k]), 1.0)):
            tracks[k] = whole
            wider = 0.5 * (whole / asked[k] - 1.0) * (old[across + 1] - old[across])
            found[k, across : across + 2] = old[across] - wider, old[across + 1] + wider
            if not any(overlap(found[k], found[i]) for i in range(len(found)) if i != k):
                break
            found[k] = old
    return _shortened(found, tracks, axis, sensor.speed * sensor.effort), tracks


def _shortened(found: Array, tracks: Array, axis: Axis, way: float) -> Array:
    """Boxes drawn in evenly along their tracks, so that these go no further than the way there is."""
    out = found.copy()
    share = min(1.0, way / float(tracks @ _side(found, axis)))
    for k, along in enumerate(axis):
        less = 0.5 * (1.0 - share) * (out[k, along + 1] - out[k, along])
        out[k, along] += less
        out[k, along + 1] -= less
    return out


def _rectangle(
    grid: Grid, turned: Turned, box: Array, along: bool, of: tuple[int, float, Sensor]
) -> Rectangle:
    tracks, gain, sensor = of
    u, v = np.array([box[0], box[1], box[1], box[0]]), np.array([box[3], box[3], box[2], box[2]])
    lat, lon = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, u, v))
    mid = [(box[0], 0.5 * (box[2] + box[3])), (box[1], 0.5 * (box[2] + box[3]))]
    mid = mid if along else [(0.5 * (box[0] + box[1]), box[2]), (0.5 * (box[0] + box[1]), box[3])]
    ends = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, *np.array(mid).T))
    here = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, *np.array(mid).mean(axis=0)))
    course = float(inverse(*here, ends[0][1], ends[1][1])[0])
    length, breadth = (box[1] - box[0], box[3] - box[2]) if along else (box[3] - box[2], box[1] - box[0])
    spacing = breadth / tracks
    return Rectangle(
        lat, lon, float(length), float(breadth), course % (2.0 * np.pi), float(length * breadth),
        sensor.width / spacing, spacing, tracks, tracks * float(length) / sensor.speed, gain,
    )  # fmt: skip
