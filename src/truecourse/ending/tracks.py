"""Boxes made flyable: each a rectangle swept in whole, evenly spaced tracks, within the effort there is."""

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.ending.boxes import overlap
from truecourse.ending.detection import Array, detected
from truecourse.ending.grid import Grid, unplane
from truecourse.ending.turned import Turned, from_turned, weighed
from truecourse.flight.search import Rectangle, Sensor

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
    found, tracks = _whole(turned, *kept, sensor)
    plans = [_filled(turned, found, tracks, sensor), _drawn_in(turned, found, tracks, sensor)]
    plans += [_fitted(*kept, sensor)]
    found, tracks = max(plans, key=lambda plan: float(_gain(turned, plan[0], plan[1], sensor).sum()))
    gain = _gain(turned, found, tracks, sensor)
    order = np.argsort(-gain / (tracks * _length(found)))
    return [_rectangle(grid, turned, found[k], int(tracks[k]), (float(gain[k]), sensor)) for k in order]


def _length(found: Array) -> Array:
    return np.asarray(np.maximum(found[:, 1] - found[:, 0], found[:, 3] - found[:, 2]))


def _breadth(found: Array) -> Array:
    return np.asarray(np.minimum(found[:, 1] - found[:, 0], found[:, 3] - found[:, 2]))


def _gain(turned: Turned, found: Array, tracks: Array, sensor: Sensor) -> Array:
    """Probability of success in each box."""
    return weighed(turned, found) * detected(sensor.law, tracks * sensor.width / _breadth(found))


def _whole(turned: Turned, found: Array, coverage: Array, sensor: Sensor) -> tuple[Array, Array]:
    """Whole tracks that do not go further than the way there is, the boxes that gain least left out."""
    way = sensor.speed * sensor.effort
    while True:
        tracks = np.maximum(np.floor(coverage * _breadth(found) / sensor.width), 1.0)
        if tracks @ _length(found) <= way * (1.0 + _SPARE) or len(found) == 1:
            return found, tracks
        least = np.argmin(_gain(turned, found, tracks, sensor) / (tracks * _length(found)))
        found, coverage = np.delete(found, least, axis=0), np.delete(coverage, least)


def _filled(turned: Turned, found: Array, tracks: Array, sensor: Sensor) -> tuple[Array, Array]:
    """Tracks added while there is way for them, or the box drawn in where there is not even for one."""
    way, tracks, length = sensor.speed * sensor.effort, tracks.copy(), _length(found)
    if tracks @ length > way:
        return _shortened(found, way / float(tracks @ length)), tracks
    while True:
        more = _gain(turned, found, tracks + 1.0, sensor) - _gain(turned, found, tracks, sensor)
        more[tracks @ length + length > way * (1.0 + _SPARE)] = 0.0
        if more.max() <= 1e-9:
            return found, tracks
        tracks[np.argmax(more / length)] += 1.0


def _drawn_in(turned: Turned, found: Array, tracks: Array, sensor: Sensor) -> tuple[Array, Array]:
    """One track more than there is way for, and all boxes shorter by what it takes."""
    way = sensor.speed * sensor.effort
    found, tracks = _filled(turned, found, tracks, sensor)
    more = _gain(turned, found, tracks + 1.0, sensor) - _gain(turned, found, tracks, sensor)
    tracks = tracks.copy()
    tracks[np.argmax(more / _length(found))] += 1.0
    return _shortened(found, min(1.0, way / float(tracks @ _length(found)))), tracks


def _fitted(found: Array, coverage: Array, sensor: Sensor) -> tuple[Array, Array]:
    """The nearest whole tracks at just the coverage asked for: boxes made narrower or, where none is in the
    way, broader for it; and all drawn in along their tracks to what way there is.
    """
    found = found.copy()
    asked = coverage * _breadth(found) / sensor.width
    tracks = np.maximum(np.round(asked), 1.0)
    for k in range(len(found)):
        axis = 2 if found[k, 1] - found[k, 0] >= found[k, 3] - found[k, 2] else 0
        old = found[k].copy()
        for whole in (tracks[k], max(np.floor(asked[k]), 1.0)):
            tracks[k] = whole
            wider = 0.5 * (whole / asked[k] - 1.0) * (old[axis + 1] - old[axis])
            found[k, axis : axis + 2] = old[axis] - wider, old[axis + 1] + wider
            if not any(overlap(found[k], found[i]) for i in range(len(found)) if i != k):
                break
            found[k] = old
    way = sensor.speed * sensor.effort
    return _shortened(found, min(1.0, way / float(tracks @ _length(found)))), tracks


def _shortened(found: Array, share: float) -> Array:
    """Boxes drawn in evenly along their longer sides."""
    out = found.copy()
    for box in out:
        axis = 0 if box[1] - box[0] >= box[3] - box[2] else 2
        less = 0.5 * (1.0 - share) * (box[axis + 1] - box[axis])
        box[axis] += less
        box[axis + 1] -= less
    return out


def _rectangle(grid: Grid, turned: Turned, box: Array, tracks: int, of: tuple[float, Sensor]) -> Rectangle:
    gain, sensor = of
    u, v = np.array([box[0], box[1], box[1], box[0]]), np.array([box[3], box[3], box[2], box[2]])
    lat, lon = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, u, v))
    along = box[1] - box[0] >= box[3] - box[2]
    mid = [(box[0], 0.5 * (box[2] + box[3])), (box[1], 0.5 * (box[2] + box[3]))]
    mid = mid if along else [(0.5 * (box[0] + box[1]), box[2]), (0.5 * (box[0] + box[1]), box[3])]
    ends = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, *np.array(mid).T))
    here = unplane(grid.lat, grid.lon, *from_turned(turned.azimuth, *np.array(mid).mean(axis=0)))
    course = float(inverse(*here, ends[0][1], ends[1][1])[0])
    length, breadth = (float(side(box[None])[0]) for side in (_length, _breadth))
    spacing = breadth / tracks
    return Rectangle(
        lat, lon, length, breadth, course % (2.0 * np.pi), length * breadth, sensor.width / spacing, spacing,
        tracks, tracks * length / sensor.speed, gain,
    )  # fmt: skip
