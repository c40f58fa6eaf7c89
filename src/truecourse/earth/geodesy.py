"""Geodesics on WGS 84: float64, batched, on the host. Radians and metres; latitudes geodetic, courses true.

Arguments broadcast together as numpy's do; scalars give zero-dimensional arrays. Longitudes and courses come
back in (-pi, pi]. NaN in, NaN out: a missing position has no distance. The geodesics themselves are Karney's
(J. Geodesy 87, 2013, 43-55) as PROJ carries them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from truecourse.earth.angles import wrap
from truecourse.earth.ellipsoid import FLATTENING, SEMI_MAJOR

Floats = NDArray[np.float64]

# The shortest way to an antipode is 20,003.9 km (over a pole); within about a degree of one, courses hinge on
# metres and several geodesics compete (Karney 2013, fig. 4), so no leg is that long.
LONGEST_LEG = 19.9e6
_MEAN_RADIUS = SEMI_MAJOR * (1.0 - FLATTENING / 3.0)
_GEOD = Geod(a=SEMI_MAJOR, f=FLATTENING)
_FOOT_TOLERANCE = 1e-6  # m along the leg; the distance itself is then good to far less
_FOOT_ITERATIONS = 100


class Projection(NamedTuple):
    """A place seen from a leg: metres right of it, metres along it from its start, and the point abeam."""

    cross_track: Floats
    along_track: Floats
    lat: Floats
    lon: Floats


def direct(
    lat: ArrayLike, lon: ArrayLike, course: ArrayLike, distance: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Go `distance` m (negative: backwards) from a place on a geodesic; where, and with which course, one
    arrives.

    Returns (lat, lon, course_at_end).
    """
    (lat, lon, course, distance), shape = _flat(lat, lon, course, distance)
    end_lon, end_lat, end_course = _GEOD.fwd(
        lon, lat, course, distance, radians=True, return_back_azimuth=False
    )
    return end_lat.reshape(shape), wrap(end_lon).reshape(shape), wrap(end_course).reshape(shape)


def inverse(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """The shortest geodesic between two places. Returns (course1, course2, distance): both courses point
    onwards.

    Between a place and itself the distance is 0 and the courses say nothing; between antipodes the distance
    is right and the courses are of one of the shortest ways.
    """
    (lat1, lon1, lat2, lon2), shape = _flat(lat1, lon1, lat2, lon2)
    course1, course2, distance = _GEOD.inv(lon1, lat1, lon2, lat2, radians=True, return_back_azimuth=False)
    return wrap(course1).reshape(shape), wrap(course2).reshape(shape), distance.reshape(shape)


def project(
    lat: ArrayLike,
    lon: ArrayLike,
    from_lat: ArrayLike,
    from_lon: ArrayLike,
    to_lat: ArrayLike,
    to_lon: ArrayLike,
) -> Projection:
    """Drop the perpendicular from places to a leg's geodesic, which is extended both ways, on the ellipsoid.

    From a trial foot X the geodesic to the place makes an angle A with the leg; the right spherical triangle
    gives the step tan s = tan d cos A (Napier), after which the ellipsoid is asked again: Baselga & Martínez-
    Llario, Stud. Geophys. Geod. 62, 2018, 353-363, sec. 3. The error of each step is of the order of the
    flattening times the step.

    Raises ValueError for a leg of zero length, for one between near-antipodes (over 19,900 km), and for a
    place about a quarter of the globe from the leg, where every point of the leg is nearly as near as any
    other.
    """
    (lat, lon, from_lat, from_lon, to_lat, to_lon), shape = _flat(
        lat, lon, from_lat, from_lon, to_lat, to_lon
    )
    course, _, length = inverse(from_lat, from_lon, to_lat, to_lon)
    _check_leg(length)
    bearing, _, distance = inverse(from_lat, from_lon, lat, lon)
    angle, arc = bearing - course, distance / _MEAN_RADIUS
    along_leg = _MEAN_RADIUS * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
    cross = np.full_like(along_leg, np.nan)
    foot_lat, foot_lon = cross.copy(), cross.copy()
    active = np.flatnonzero(np.isfinite(along_leg))
    for _ in range(_FOOT_ITERATIONS):
        x_lat, x_lon, x_course = direct(from_lat[active], from_lon[active], course[active], along_leg[active])
        bearing, _, distance = inverse(x_lat, x_lon, lat[active], lon[active])
        angle, arc = bearing - x_course, distance / _MEAN_RADIUS
        # On the leg itself the bearing is noise; d sin A goes through zero smoothly where a bare sign would
        # jump.
        cross[active] = distance * np.sin(angle)
        foot_lat[active], foot_lon[active] = x_lat, x_lon
        step = _MEAN_RADIUS * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
        moving = np.abs(step) > _FOOT_TOLERANCE
        active = active[moving]
        if active.size == 0:
            return Projection(*(part.reshape(shape) for part in (cross, along_leg, foot_lat, foot_lon)))
        along_leg[active] += step[moving]
    raise ValueError(
        f"{active.size} of {lat.size} places lie about a quarter of the globe from their leg, where "
        "the foot of the perpendicular is not defined; choose a nearer leg"
    )


def cross_track(
    lat: ArrayLike,
    lon: ArrayLike,
    from_lat: ArrayLike,
    from_lon: ArrayLike,
    to_lat: ArrayLike,
    to_lon: ArrayLike,
) -> Floats:
    """Distance of a place from a leg's geodesic, metres, positive to the right of it; as `project`."""
    return project(lat, lon, from_lat, from_lon, to_lat, to_lon).cross_track


def along_track(
    lat: ArrayLike,
    lon: ArrayLike,
    from_lat: ArrayLike,
    from_lon: ArrayLike,
    to_lat: ArrayLike,
    to_lon: ArrayLike,
) -> Floats:
    """Metres from the leg's start to the foot of the perpendicular, negative before it; as `project`."""
    return project(lat, lon, from_lat, from_lon, to_lat, to_lon).along_track


def abeam(
    lat: ArrayLike,
    lon: ArrayLike,
    from_lat: ArrayLike,
    from_lon: ArrayLike,
    to_lat: ArrayLike,
    to_lon: ArrayLike,
) -> tuple[Floats, Floats]:
    """The point of the leg's geodesic that a place lies abeam of: (lat, lon); as `project`."""
    return project(lat, lon, from_lat, from_lon, to_lat, to_lon)[2:]


def along(
    from_lat: ArrayLike, from_lon: ArrayLike, to_lat: ArrayLike, to_lon: ArrayLike, fractions: ArrayLike
) -> tuple[Floats, Floats]:
    """Points on a leg at `fractions` of its length, (lat, lon): shape of the leg, then of `fractions`.

    0 is the start and 1 the end; beyond, the geodesic goes on. Raises ValueError for a leg between near-
    antipodes.
    """
    from_lat, from_lon, to_lat, to_lon = np.broadcast_arrays(from_lat, from_lon, to_lat, to_lon)
    fractions = np.asarray(fractions, dtype=np.float64)
    course, _, length = inverse(from_lat, from_lon, to_lat, to_lon)
    _check_leg(
        np.where(length == 0.0, 1.0, length)
    )  # a leg of no length is a point, and that is no trouble here
    spread = (...,) + (None,) * fractions.ndim
    lat, lon, _ = direct(from_lat[spread], from_lon[spread], course[spread], length[spread] * fractions)
    return lat, lon


def _check_leg(length: Floats) -> None:
    if np.any(length == 0.0):
        raise ValueError(
            "a leg of zero length has no course: its two ends are the same place; name two places"
        )
    if np.any(length > LONGEST_LEG):
        raise ValueError(
            f"a leg of {np.nanmax(length) / 1e3:,.0f} km joins near-antipodes, between which the course is "
            "not defined; put a point in between"
        )


def _flat(*values: ArrayLike) -> tuple[list[Floats], tuple[int, ...]]:
    """Broadcast, and flatten to fresh contiguous columns, which is what PROJ takes."""
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    return [np.array(array, dtype=np.float64).ravel() for array in arrays], arrays[0].shape
