"""Three-vectors in the Earth-centred, Earth-fixed frame and horizontal directions, scalars for the kernel."""

from typing import NamedTuple

import numpy as np

from truecourse.autopilot.compiled import inner


class Vector(NamedTuple):
    """Components in the Earth-centred, Earth-fixed frame."""

    x: float
    y: float
    z: float


class Direction(NamedTuple):
    """A horizontal vector: components to true north and east. Of length one it is a course or a heading."""

    north: float
    east: float


@inner
def dot(a: Vector, b: Vector) -> float:
    """Scalar product."""
    return a.x * b.x + a.y * b.y + a.z * b.z


@inner
def cross(a: Vector, b: Vector) -> Vector:
    """Vector product."""
    return Vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)


@inner
def add(a: Vector, b: Vector, scale: float) -> Vector:
    """`a + scale × b`."""
    return Vector(a.x + scale * b.x, a.y + scale * b.y, a.z + scale * b.z)


@inner
def unit(a: Vector) -> Vector:
    """`a` to length one; a null vector stays null."""
    square = dot(a, a)
    r = 1.0 / np.sqrt(square) if square > 0.0 else 0.0
    return Vector(a.x * r, a.y * r, a.z * r)


@inner
def along(d: Direction) -> Direction:
    """`d` to length one; a null direction stays null."""
    square = d.north * d.north + d.east * d.east
    r = 1.0 / np.sqrt(square) if square > 0.0 else 0.0
    return Direction(d.north * r, d.east * r)


@inner
def renormalise(a: Vector) -> Vector:
    """`a`, within 1e-4 of length one, to within 1e-8 of it: a Newton step, no root, no division."""
    r = 1.5 - 0.5 * dot(a, a)
    return Vector(a.x * r, a.y * r, a.z * r)


@inner
def renormalised(d: Direction) -> Direction:
    """`d` to length one, by a Newton step where it is near that, to within 1e-8 from within 1e-4."""
    square = d.north * d.north + d.east * d.east
    if square < 0.999:
        return along(d)
    r = 1.5 - 0.5 * square
    return Direction(d.north * r, d.east * r)


@inner
def north_of(p: Vector) -> Vector:
    """Unit vector to the north at the n-vector `p`; at a pole the meridian of 0° stands in."""
    h2 = p.x * p.x + p.y * p.y
    if h2 < 1e-24:
        return Vector(-p.z, 0.0, 0.0)
    h = np.sqrt(h2)
    r = -p.z / h
    return Vector(r * p.x, r * p.y, h)


@inner
def horizontal(v: Vector, north: Vector, east: Vector) -> Direction:
    """Components of a vector on a local north and east."""
    return Direction(dot(v, north), dot(v, east))


@inner
def in_space(d: Direction, north: Vector, east: Vector) -> Vector:
    """The three-vector that has these components on a local north and east."""
    return Vector(
        d.north * north.x + d.east * east.x,
        d.north * north.y + d.east * east.y,
        d.north * north.z + d.east * east.z,
    )


@inner
def rotate(d: Direction, cos: float, sin: float) -> Direction:
    """A direction turned to the right by an angle given as its cosine and sine."""
    return Direction(d.north * cos - d.east * sin, d.east * cos + d.north * sin)
