"""The 90 % region of known normals: its area, what it holds, across 180 degrees and at the pole."""

import numpy as np
import pytest

from truecourse.earth.geodesy import direct
from truecourse.earth.nvector import to_nvector
from truecourse.evidence.region import contains, predict

DEG = np.pi / 180
KM = 1e3


def normal_about(seed, n, lat, lon, sx=40 * KM, sy=80 * KM):
    """Draws of a bivariate normal, east and north, on the plane about a place: latitudes and longitudes."""
    x, y = np.random.default_rng(seed).standard_normal((2, n)) * np.array([[sx], [sy]])
    lat2, lon2, _ = direct(np.full(n, lat), np.full(n, lon), np.arctan2(x, y), np.hypot(x, y))
    return lat2, lon2


def inside(prediction, lat, lon):
    return np.mean([contains(prediction.rings, a, b) for a, b in zip(lat, lon, strict=True)])


PLACES = [(50 * DEG, 150 * DEG), (57 * DEG, 179.9 * DEG), (89.8 * DEG, 20 * DEG), (-10 * DEG, -180 * DEG)]


@pytest.mark.parametrize(("lat", "lon"), PLACES)
def test_area_and_share_of_a_normal(validation, lat, lon):
    exact = 2 * np.pi * 40 * KM * 80 * KM * np.log(10)
    found = predict(0.0, to_nvector(*normal_about(1, 20_000, lat, lon)), np.ones(20_000))
    error = found.area / exact - 1
    validation("evidence", "area of the 90 % region of a normal", 100 * abs(error), "%", 5, "2π σ1 σ2 ln 10")
    assert abs(error) < 0.05
    share = inside(found, *normal_about(2, 1500, lat, lon))
    off = 100 * abs(share - 0.9)
    validation("evidence", "fresh draws in the 90 % region of a normal, off 90", off, "points", 2.5, "exact")
    assert abs(share - 0.9) < 0.025
    assert np.abs(to_nvector(found.lat, found.lon) - to_nvector(lat, lon)).max() * 6371 * KM < 4 * KM


def test_weights_count():
    """Half the cloud without weight is as if it were not there."""
    near, far = (to_nvector(*normal_about(s, 4000, 50 * DEG, lon * DEG)) for s, lon in ((3, 150), (4, 170)))
    both = predict(0.0, np.concatenate([near, far]), np.repeat([1.0, 1e-12], 4000))
    assert contains(both.rings, 50 * DEG, 150 * DEG)
    assert not contains(both.rings, 50 * DEG, 170 * DEG)


def test_two_clouds_are_two_rings():
    clouds = [
        normal_about(s, 5000, 50 * DEG, lon * DEG, 30 * KM, 30 * KM) for s, lon in ((5, 177), (6, -175))
    ]
    p = np.concatenate([to_nvector(*cloud) for cloud in clouds])
    found = predict(0.0, p, np.ones(len(p)))
    assert len([ring for ring in found.rings if len(ring) > 30]) == 2
    assert contains(found.rings, 50 * DEG, 177 * DEG)
    assert contains(found.rings, 50 * DEG, -175 * DEG)
    assert not contains(found.rings, 50 * DEG, -179 * DEG)
    assert sum(inside(found, a[:300], b[:300]) for a, b in clouds) / 2 == pytest.approx(0.9, abs=0.04)


def test_contains_is_where_the_density_is_high():
    """Inside the ellipse of the known normal, but for a rim of a tenth of its size."""
    lat, lon = 57 * DEG, 179.9 * DEG
    found = predict(0.0, to_nvector(*normal_about(7, 20_000, lat, lon)), np.ones(20_000))
    radius = np.sqrt(2 * np.log(10))
    for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        x, y = radius * 40 * KM * np.cos(angle), radius * 80 * KM * np.sin(angle)
        for scale, expected in ((0.85, True), (1.2, False)):
            a, b, _ = direct(lat, lon, np.arctan2(x, y), scale * np.hypot(x, y))
            assert contains(found.rings, float(a), float(b)) is expected
