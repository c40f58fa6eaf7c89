"""The ground a map is drawn on: Lambert azimuthal equal-area about the flight, coast, graticule and scale
bar.
"""

from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from truecourse.earth.geodesy import direct
from truecourse.flight.airspace import Airspace
from truecourse.report.coast import AUTHALIC_RADIUS, WHOLE_WORLD, map_projection, project_land
from truecourse.report.figures.sheet import LAND, SEA, SOFT

Array = NDArray[np.float64]
_KM = 1e-3
_GRID = 140
_NOWHERE = 1e9  # m: so far from an area that no line of it is near
_CLOSE = 150.0  # km: smaller maps have lines of minutes
_FINE = 400  # a map's longer side is drawn with details of this fraction of it, half a pixel or so


class Ground(NamedTuple):
    """A window of the map: its centre in degrees, and its edges in kilometres east and north of the
    centre.
    """

    lat_deg: float
    lon_deg: float
    west: float
    east: float
    south: float
    north: float

    @property
    def width(self) -> float:
        """Kilometres from west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Kilometres from south to north."""
        return self.north - self.south


def centre_of(lat: Array, lon: Array) -> tuple[float, float]:
    """Degrees of the mean direction of places in radians: right across 180 degrees and at the poles."""
    x, y, z = (
        float(np.nanmean(v)) for v in (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    )
    return round(float(np.degrees(np.arctan2(z, np.hypot(x, y)))), 1), round(
        float(np.degrees(np.arctan2(y, x))), 1
    )


def window(
    centre: tuple[float, float], lat: Array, lon: Array, margin: float, shape: tuple[float, float]
) -> Ground:
    """The smallest window round places in radians with a margin, whose height over width lies within
    `shape`.
    """
    x, y = plane(Ground(*centre, 0, 0, 0, 0), lat, lon)
    (west, east), (south, north) = (np.nanmin(x), np.nanmax(x)), (np.nanmin(y), np.nanmax(y))
    pad = margin * max(east - west, north - south, 50.0)
    wide, high = east - west + 2 * pad, north - south + 2 * pad
    wide, high = max(wide, high / shape[1]), max(high, wide * shape[0])
    mid_x, mid_y = (east + west) / 2, (north + south) / 2
    return Ground(*centre, mid_x - wide / 2, mid_x + wide / 2, mid_y - high / 2, mid_y + high / 2)


def plane(ground: Ground, lat: ArrayLike, lon: ArrayLike) -> tuple[Array, Array]:
    """Kilometres east and north of the map's centre, of places in radians."""
    turn = map_projection(ground.lat_deg, ground.lon_deg)
    x, y = turn.transform(np.degrees(np.asarray(lon, dtype=float)), np.degrees(np.asarray(lat, dtype=float)))
    return np.asarray(x) * _KM, np.asarray(y) * _KM


def unplane(ground: Ground, x: Array, y: Array) -> tuple[Array, Array]:
    """Latitude and longitude in radians of kilometres east and north of the map's centre."""
    turn = map_projection(ground.lat_deg, ground.lon_deg)
    lon, lat = turn.transform(np.asarray(x) / _KM, np.asarray(y) / _KM, direction="INVERSE")
    return np.radians(lat), np.radians(lon)


def lay(axes: Axes, ground: Ground, bar_right: bool) -> None:
    """Sea, land, graticule, frame, and a scale bar in the lower left or right corner."""
    axes.set_xlim(ground.west, ground.east)
    axes.set_ylim(ground.south, ground.north)
    axes.set_aspect("equal")
    axes.set_facecolor(SEA)
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(True)
    _land(axes, ground)
    _graticule(axes, ground)
    _scale_bar(axes, ground, bar_right)


def _land(axes: Axes, ground: Ground) -> None:
    reach = np.hypot(max(abs(ground.west), abs(ground.east)), max(abs(ground.south), abs(ground.north)))
    fine = max(ground.width, ground.height) / (2 * _FINE)
    paths = []
    for ring in project_land(ground.lat_deg, ground.lon_deg, min(1.3 * reach / _KM, WHOLE_WORLD)):
        line = _pressed(_thinned(ring * _KM, fine), ground)
        low, high = line.min(axis=0), line.max(axis=0)
        seen = (
            high[0] > ground.west
            and low[0] < ground.east
            and high[1] > ground.south
            and low[1] < ground.north
        )
        if seen and len(line) > 3:
            paths.append(Path(np.vstack([line, line[:1]]), closed=True))
    if paths:
        shape = Path.make_compound_path(*paths)
        patch = PathPatch(shape, facecolor=LAND, edgecolor="#a8a396", linewidth=0.4, zorder=0.5)
        axes.add_artist(
            patch
        )  # not add_patch: the window is set, and asking this coast for its limits takes a second
        patch.set_clip_path(axes.patch)


def _thinned(line: Array, fine: float) -> Array:
    """A line without points nearer than `fine` to the one kept before."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    kept = np.unique(np.searchsorted(steps, np.arange(0.0, steps[-1] + fine, fine)).clip(0, len(line) - 1))
    return line[kept]


def _pressed(line: Array, ground: Ground) -> Array:
    """A ring whose points far outside the window are moved to a box round it: what is seen stays, most
    points go.
    """
    margin = 0.1 * max(ground.width, ground.height)
    low = np.array([ground.west - margin, ground.south - margin])
    inside = np.clip(line, low, [ground.east + margin, ground.north + margin])
    held = np.any(inside != np.roll(inside, 1, axis=0), axis=1)
    return inside[held] if held.any() else inside[:1]


def _graticule(axes: Axes, ground: Ground) -> None:
    span = max(ground.width, ground.height)
    steps = (1, 2, 5, 10, 15, 30) if span > _CLOSE else (1 / 6, 1 / 3, 1 / 2, 1)
    step = next(s for s in steps if span / (111.0 * s) < 8 or s == steps[-1])
    edge = np.linspace(0.0, 1.0, 60)
    side = ground.west + edge * ground.width, ground.south + edge * ground.height
    every_x, every_y = np.meshgrid(*side)
    lat, lon = unplane(ground, every_x, every_y)
    lats = np.degrees(lat[np.isfinite(lat)])
    lons = (np.degrees(lon[np.isfinite(lon)]) - ground.lon_deg + 180.0) % 360.0 - 180.0 + ground.lon_deg
    low, high = lats.min(), lats.max()
    east_step = step * max(1, round(1.0 / max(np.cos(np.radians((low + high) / 2)), 0.1) - 0.3))
    for degree in np.arange(np.ceil(low / step) * step, high, step):
        along = np.radians(np.linspace(lons.min(), lons.max(), 200))
        _line(
            axes,
            ground,
            np.full(200, np.radians(degree)),
            along,
            _degrees(degree) + ("N" if degree >= 0 else "S"),
            False,
        )
    for degree in np.arange(np.ceil(lons.min() / east_step) * east_step, lons.max(), east_step):
        shown = (degree + 180.0) % 360.0 - 180.0
        word = "180°" if abs(shown) == 180.0 else _degrees(shown) + ("E" if shown >= 0 else "W")
        _line(
            axes,
            ground,
            np.radians(np.linspace(low, high, 200)),
            np.full(200, np.radians(degree)),
            word,
            True,
        )


def _degrees(angle: float) -> str:
    """Degrees without a sign, with minutes where there are any."""
    minutes = round(60.0 * abs(angle))
    return f"{minutes // 60}°" + (f"{minutes % 60:02d}′" if minutes % 60 else "")


def _line(axes: Axes, ground: Ground, lat: Array, lon: Array, word: str, meridian: bool) -> None:
    """One line of the graticule, labelled where it leaves the window below (meridians) or on the left."""
    x, y = plane(ground, lat, lon)
    axes.plot(x, y, color="#c3cad1", linewidth=0.45, zorder=0.7)
    along, across = (y, x) if meridian else (x, y)
    edge, low, high = (
        (ground.south, ground.west, ground.east) if meridian else (ground.west, ground.south, ground.north)
    )
    hits = np.flatnonzero((along[:-1] - edge) * (along[1:] - edge) < 0)
    for i in hits[:1]:
        at = across[i] + (edge - along[i]) / (along[i + 1] - along[i]) * (across[i + 1] - across[i])
        if low < at < high:
            place = (at, edge) if meridian else (edge, at)
            axes.annotate(
                word,
                place,
                (0, -3) if meridian else (-3, 0),
                textcoords="offset points",
                fontsize=7,
                color=SOFT,
                ha="center" if meridian else "right",
                va="top" if meridian else "center",
                annotation_clip=False,
            )


def _scale_bar(axes: Axes, ground: Ground, right: bool) -> None:
    length = next((n for n in (500, 200, 100, 50, 20, 10, 5, 2) if n * 1.852 < 0.2 * ground.width), 1)
    x, y = ground.west + 0.03 * ground.width, ground.south + 0.035 * ground.height
    x = ground.east - 0.03 * ground.width - length * 1.852 if right else x
    axes.plot([x, x + length * 1.852], [y, y], color=SOFT, linewidth=2.0, solid_capstyle="butt", zorder=6)
    axes.annotate(
        f"{length} NM ({length * 1.852:.0f} km)",
        (x, y),
        (0, 3),
        textcoords="offset points",
        fontsize=7,
        color=SOFT,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.8},
        zorder=6,
    )


def circle(lat: float, lon: float, radius: float) -> tuple[Array, Array]:
    """Places in radians on a geodesic circle, closed."""
    out_lat, out_lon, _ = direct(lat, lon, np.linspace(0.0, 2.0 * np.pi, 73), radius)
    return out_lat, out_lon


def boundary(ground: Ground, airspace: Airspace) -> list[Array]:
    """An area's boundary on the map, km: its rings, or the line `offset` metres outside them, within the
    window.

    The offset line is drawn where the distance to the ring is the offset, on a grid and a sphere: within 4 km
    in 200 on a map of a whole ocean, where a pixel is 6 km. It is for the eye; what counts as an entry is
    decided elsewhere, on the ellipsoid.
    """
    rings = [np.column_stack(plane(ground, *_closed(ring).T)) for ring in airspace.rings]
    if airspace.offset == 0.0:
        return rings
    x, y = (
        np.linspace(a - 0.02 * size, a + 1.02 * size, _GRID)
        for a, size in ((ground.west, ground.width), (ground.south, ground.height))
    )
    every = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
    here = _vectors(*unplane(ground, *every.T))
    outwards = np.full(len(every), _NOWHERE)
    reach = 1.3 * airspace.offset * _KM + 3.0 * max(ground.width, ground.height) / _GRID
    for ring, line in zip(airspace.rings, rings, strict=True):
        near = np.all((every > line.min(axis=0) - reach) & (every < line.max(axis=0) + reach), axis=1)
        if not near.any():
            continue
        nearest = (here[near] @ _vectors(*_dense(ring).T).T).max(axis=1)
        far = AUTHALIC_RADIUS * np.arccos(np.clip(nearest, -1.0, 1.0))
        inside = Path(line, closed=True).contains_points(every[near])
        outwards[near] = np.minimum(outwards[near], np.where(inside, -far, far))
    lines = contour_generator(x, y, outwards.reshape(_GRID, _GRID)).lines(airspace.offset)
    return [np.asarray(line) for line in lines]


def _vectors(lat: Array, lon: Array) -> Array:
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _dense(ring: Array, step: float = np.radians(0.1)) -> Array:
    """A ring's points no farther apart than 0.1 degree and no nearer than half that, along straight
    chords.
    """
    chord = _vectors(*_closed(ring).T)
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(chord, axis=0), axis=1))])
    at = np.linspace(0.0, steps[-1], max(4, int(steps[-1] / step) + 1), endpoint=False)
    dense = np.column_stack([np.interp(at, steps, part) for part in chord.T])
    return np.column_stack(
        [np.arctan2(dense[:, 2], np.hypot(dense[:, 0], dense[:, 1])), np.arctan2(dense[:, 1], dense[:, 0])]
    )


def _closed(ring: Array) -> Array:
    return np.vstack([ring, ring[:1]])
