"""Angles on the circle: wrapped, subtracted and averaged. Radians in and out, any shape."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TURN = 2.0 * np.pi


def wrap(angle: ArrayLike) -> NDArray[np.float64]:
    """The same angle in (-pi, pi]: longitudes, differences, variation. NaN stays NaN."""
    angle = np.asarray(angle, dtype=np.float64)
    wrapped = np.pi - np.mod(np.pi - angle, _TURN)
    # An angle already in range comes back bit for bit; a tiny remainder can round up to a whole turn, i.e. to
    # -pi.
    wrapped = np.where(wrapped <= -np.pi, np.pi, wrapped)
    return np.where((angle > -np.pi) & (angle <= np.pi), angle, wrapped)


def wrap_course(angle: ArrayLike) -> NDArray[np.float64]:
    """The same angle in [0, 2 pi): courses and headings. NaN stays NaN."""
    wrapped = np.mod(np.asarray(angle, dtype=np.float64), _TURN)
    return np.where(
        wrapped >= _TURN, 0.0, wrapped
    )  # mod of a tiny negative number rounds up to the whole turn


def difference(to: ArrayLike, from_: ArrayLike) -> NDArray[np.float64]:
    """The turn that leads from one angle `to` the other, in (-pi, pi], positive clockwise for courses."""
    return wrap(np.asarray(to, dtype=np.float64) - np.asarray(from_, dtype=np.float64))


def mean(angle: ArrayLike, weights: ArrayLike | None = None, axis: int | None = None) -> NDArray[np.float64]:
    """The direction of the mean vector (Mardia & Jupp, Directional Statistics, 2000, eq. 2.2.4), in (-pi,
    pi].

    `weights` broadcasts with `angle`, not negative. Angles that balance exactly have no mean: NaN. So has a
    NaN.
    """
    angle = np.asarray(angle, dtype=np.float64)
    weight = np.broadcast_to(1.0 if weights is None else np.asarray(weights, dtype=np.float64), angle.shape)
    east = np.sum(weight * np.sin(angle), axis=axis)
    north = np.sum(weight * np.cos(angle), axis=axis)
    balanced = np.hypot(east, north) <= 1e-14 * np.sum(weight, axis=axis)
    return np.where(balanced, np.nan, wrap(np.arctan2(east, north)))
