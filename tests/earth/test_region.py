"""Areas: the witness of the bulging edge, 180°, the poles, brute force, and the laws areas obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth import geodesy, nvector, region
from truecourse.earth.ellipsoid import AREA


def degrees_ring(*corners):
    return np.radians(np.array(corners, dtype=float))


def inside(ring, lat_deg, lon_deg, edges="geodesic"):
    return bool(region.contains((ring,), np.radians(lat_deg), np.radians(lon_deg), edges))


def wobbly(seed=0, n=400, lat_deg=56.0, lon_deg=178.0, size_deg=8.0):
    """A coast-like star round a centre, set out by geodesics, so that its interior is known."""
    rng = np.random.default_rng(seed)
    bearing = -np.linspace(0.0, 2.0 * np.pi, n, endpoint=False)  # courses turn clockwise, rings do not
    wave = 1.0 + 0.3 * np.sin(5 * bearing + rng.uniform(0, 6)) + 0.1 * np.sin(23 * bearing)
    lat, lon, _ = geodesy.direct(*np.radians([lat_deg, lon_deg]), bearing, size_deg * 111e3 * wave)
    return np.stack([lat, lon], axis=-1)


def brute(ring, lat, lon):
    """Least geodesic distance to points 500 m apart on the edges, then 1 m apart about the best."""
    dense = region.densify(ring, spacing=500.0)
    least = []
    for place in zip(lat, lon, strict=True):
        best = np.argmin(geodesy.inverse(*place, *dense.T)[2])
        before, here, after = (dense[(best + shift) % len(dense)] for shift in (-1, 0, 1))
        fine = (geodesy.along(*here, *end, np.linspace(0.0, 1.0, 501)) for end in (before, after))
        least.append(min(np.min(geodesy.inverse(*place, *points)[2]) for points in fine))
    return np.array(least)


def test_the_edge_from_60n_0e_to_60n_60e_bulges_north():
    """A geodesic between places of one latitude runs poleward of it; the rhumb line is the parallel."""
    box = degrees_ring((50, 0), (50, 60), (60, 60), (60, 0))
    top = np.degrees(geodesy.along(*np.radians([60.0, 0.0, 60.0, 60.0]), 0.5)[0])
    assert top == pytest.approx(63.4, abs=0.1)  # on a sphere atan(tan 60° / cos 30°) = 63.43°
    assert inside(box, top - 1e-4, 30.0)
    assert not inside(box, top + 1e-4, 30.0)
    assert not inside(box, 60.0001, 30.0, "rhumb")
    assert inside(box, 59.9999, 30.0, "rhumb")


def test_pieces_of_edges_stay_by_the_geodesic(validation):
    """Between the points put in, the edge is a great circle of n-vectors: how far off the geodesic?"""
    worst = 0.0
    for corners in ((60, 0, 60, 60), (10, 170, 55, -160), (61, -150, 37, 127), (80, 0, 80, 170)):
        leg = np.radians(np.array(corners, dtype=float))
        ring = np.array([leg[:2], leg[2:], [0.0, 1.3]])
        dense = nvector.to_nvector(*region.densify(ring).T)
        middle = dense + np.roll(dense, -1, axis=0)
        upper = int(np.ceil(geodesy.inverse(*leg)[2] / region.SPACING["geodesic"]))
        lat, lon = nvector.from_nvector(middle[:upper])
        worst = max(worst, float(np.max(np.abs(geodesy.cross_track(lat, lon, *leg)))))
    validation(
        "earth", "edges of regions off their geodesics", worst, "m", 1.0, "the geodesic, by cross-track"
    )
    assert worst < 1.0


def test_a_rhumb_edge_keeps_its_course():
    ring = degrees_ring((40, 170), (40, -170), (70, -150))
    lat, lon = region.densify(ring, "rhumb").T
    course = geodesy.inverse(lat, lon, np.roll(lat, -1), np.roll(lon, -1))
    half_way = course[0] + 0.5 * np.angle(
        np.exp(1j * (course[1] - course[0]))
    )  # of the small geodesic between
    on_parallel = np.flatnonzero(np.abs(np.roll(lat, -1) - lat) < 1e-12)
    assert np.max(np.abs(half_way[on_parallel] - np.pi / 2)) < 1e-6
    first = on_parallel[-1] + 1
    climbing = first + np.flatnonzero(np.diff(lat[first:]) > 0.0)
    assert len(climbing) > 100
    assert np.ptp(half_way[climbing]) < 1e-6


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_round_a_pole(sign):
    cap = degrees_ring(*((sign * 70.0, sign * lon) for lon in (-170, -90, -10, 60, 130)))
    assert inside(cap, sign * 90.0, 0.0)
    assert inside(cap, sign * 89.0, 179.9)
    assert inside(cap, sign * 80.0, -179.9)
    assert not inside(cap, sign * 60.0, 0.0)
    assert not inside(cap, -sign * 90.0, 0.0)
    assert not inside(cap[::-1], sign * 90.0, 0.0)  # clockwise: all that is outside
    assert inside(cap[::-1], sign * 60.0, 50.0)
    assert inside(cap[::-1], -sign * 90.0, 0.0)


def test_an_octant_with_a_corner_on_the_pole():
    octant = degrees_ring((0, 0), (0, 90), (90, 37))
    assert inside(octant, 45.0, 45.0)
    assert inside(octant, 89.9, 89.0)
    assert not inside(octant, 89.9, 91.0)
    assert not inside(octant, 89.9, -1.0)
    assert not inside(octant, -1.0, 45.0)
    assert region.area((octant,)) == pytest.approx(AREA / 8.0, rel=1e-12)


def test_an_edge_over_the_pole():
    wedge = degrees_ring(
        (60, 10), (60, 100), (60, -170)
    )  # the edge back from 170 W to 10 E runs over the pole
    assert inside(wedge, 89.0, 100.0)
    assert not inside(wedge, 89.0, -80.0)
    assert inside(wedge, 70.0, 170.0)


def test_across_180():
    box = degrees_ring((50, 170), (50, -170), (60, -170), (60, 170))
    lon = np.array([169.0, 171.0, 179.999, 180.0, -180.0, -179.999, -171.0, -169.0, 0.0])
    found = region.contains((box,), np.radians(55.0), np.radians(lon))
    assert found.tolist() == [False, True, True, True, True, True, True, False, False]


def test_a_star_knows_its_inside():
    """Places set out on the corners' own bearings, at less and at more than their distances."""
    ring = wobbly()
    centre = np.radians([56.0, 178.0])
    course, _, distance = geodesy.inverse(*centre, *ring.T)
    for factor, expected in ((0.05, True), (0.999, True), (1.001, False), (1.5, False), (6.0, False)):
        lat, lon, _ = geodesy.direct(*centre, course, factor * distance)
        assert np.all(region.contains((ring,), lat, lon) == expected)


@pytest.mark.parametrize("shape", ["coast", "long edges"])
def test_distance_against_brute_force(shape, validation):
    ring = wobbly() if shape == "coast" else degrees_ring((50, 165), (52, -165), (65, -160), (60, 170))
    rng = np.random.default_rng(1)
    lat, lon, _ = geodesy.direct(
        *np.radians([56.0, 178.0]), rng.uniform(-np.pi, np.pi, 50), 10.0 ** rng.uniform(3.0, 6.7, 50)
    )
    least = brute(ring, lat, lon)
    found = region.signed_distance((ring,), lat, lon)
    worst = np.max(np.abs(np.abs(found) - least))
    validation(
        "earth", "distance to a region, up to 5,000 km", worst, "m", 10.0, "brute force over PROJ geodesics"
    )
    assert worst < 10.0
    assert np.all((found < 0.0) == region.contains((ring,), lat, lon))


def test_distance_where_it_is_known():
    strip = degrees_ring((0, 0), (0, 40), (20, 40), (20, 0))
    south = geodesy.inverse(np.radians(-3.0), 0.3, 0.0, 0.3)[2]
    assert region.signed_distance((strip,), np.radians(-3.0), 0.3) == pytest.approx(float(south), abs=1e-3)
    north = region.signed_distance((strip,), np.radians(3.0), 0.3)
    assert north == pytest.approx(-float(geodesy.inverse(np.radians(3.0), 0.3, 0.0, 0.3)[2]), abs=1e-3)
    corner = region.signed_distance((strip,), *np.radians([-5.0, -5.0]))
    assert corner == pytest.approx(float(geodesy.inverse(*np.radians([-5.0, -5.0]), 0.0, 0.0)[2]), abs=1e-3)


def test_two_rings_are_their_union():
    one, two = (
        degrees_ring((0, 0), (0, 10), (10, 10), (10, 0)),
        degrees_ring((0, 20), (0, 30), (10, 30), (10, 20)),
    )
    lat, lon = np.radians([5.0, 5.0, 5.0, 5.0]), np.radians([5.0, 14.0, 25.0, 40.0])
    assert region.contains((one, two), lat, lon).tolist() == [True, False, True, False]
    both = region.signed_distance((one, two), lat, lon)
    each = [region.signed_distance((ring,), lat, lon) for ring in (one, two)]
    np.testing.assert_allclose(both, np.minimum(*each), atol=1e-6)
    assert region.area((one, two)) == pytest.approx(2.0 * region.area((one,)), rel=1e-12)


@settings(max_examples=25)
@given(st.floats(-np.pi, np.pi), st.integers(0, 5))
def test_turning_the_earth_changes_nothing(turn, seed):
    ring = wobbly(seed, n=60)
    rng = np.random.default_rng(seed)
    lat, lon = np.radians(rng.uniform(35.0, 80.0, 60)), np.radians(rng.uniform(140.0, 210.0, 60))
    turned = np.stack([ring[:, 0], ring[:, 1] + turn], axis=-1)
    np.testing.assert_array_equal(
        region.contains((turned,), lat, lon + turn), region.contains((ring,), lat, lon)
    )
    before, after = (
        region.signed_distance((ring,), lat, lon),
        region.signed_distance((turned,), lat, lon + turn),
    )
    np.testing.assert_allclose(after, before, atol=0.2)
    assert region.area((turned,)) == pytest.approx(region.area((ring,)), rel=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 1000))
def test_a_ring_and_its_reverse_share_out_the_earth(seed):
    ring = wobbly(seed, n=40, lat_deg=float(seed % 170 - 85), lon_deg=float(seed * 37 % 360 - 180))
    rng = np.random.default_rng(seed)
    lat, lon = np.arcsin(rng.uniform(-1, 1, 200)), rng.uniform(-np.pi, np.pi, 200)
    assert np.all(region.contains((ring,), lat, lon) != region.contains((ring[::-1],), lat, lon))
    assert region.area((ring,)) + region.area((ring[::-1],)) == pytest.approx(AREA, rel=1e-12)


def test_area_of_a_cap():
    """A cap bounded by a parallel, whose area has a closed form (Snyder, Map Projections, 1987, eq. 3-12)."""
    zone = degrees_ring(*((30, lon) for lon in range(-180, 180, 60)))
    e2 = 0.0066943799901413165
    e = np.sqrt(e2)
    s = np.sin(np.radians(30.0))

    def q(sine):
        return (1 - e2) * (sine / (1 - e2 * sine**2) + np.arctanh(e * sine) / e)

    exact = np.pi * 6378137.0**2 * (q(1.0) - q(s))
    assert region.area((zone,), "rhumb") == pytest.approx(exact, rel=2e-7)


def test_a_batch_equals_a_loop_shapes_and_missing():
    ring = wobbly()
    lat, lon = np.radians(np.linspace(45.0, 65.0, 12)).reshape(3, 4), np.radians(np.linspace(170.0, 190.0, 4))
    found, far = region.contains((ring,), lat, lon), region.signed_distance((ring,), lat, lon)
    assert found.shape == far.shape == (3, 4)
    for i, j in np.ndindex(3, 4):
        assert found[i, j] == region.contains((ring,), lat[i, j], lon[j])
        assert far[i, j] == pytest.approx(float(region.signed_distance((ring,), lat[i, j], lon[j])), abs=1e-6)
    assert not region.contains((ring,), np.nan, 0.0)
    assert np.isnan(region.signed_distance((ring,), [np.nan, 1.0], 0.0)).tolist() == [True, False]
    assert not region.contains((), 0.5, 0.5)
    assert region.contains((ring,), [], []).shape == (0,)


def test_rings_that_are_none_are_refused():
    with pytest.raises(ValueError, match="at least three"):
        region.contains((np.zeros((2, 2)),), 0.0, 0.0)
    with pytest.raises(ValueError, match="geodesic"):
        region.contains((wobbly(),), 0.0, 0.0, "straight")
    with pytest.raises(ValueError, match="rhumb line"):
        region.densify(degrees_ring((0, 0), (0, 90), (90, 0)), "rhumb")
    with pytest.raises(ValueError, match="antipodes"):
        region.densify(degrees_ring((0, 0), (0, 90), (0, 180)))
    with pytest.raises(ValueError, match="without a ring"):
        region.signed_distance((), 0.0, 0.0)
