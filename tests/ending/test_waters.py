"""Waters by a case's own coasts and territorial areas."""

import numpy as np

from truecourse.earth.geodesy import direct
from truecourse.ending.waters import INTERNATIONAL, LAND, waters
from truecourse.feeds.case import open_case
from truecourse.flight.airspace import Airspace

AREAS = open_case("kal007").airspaces
PLACES = {
    "off Sakhalin": (
        46.567,
        141.283,
        INTERNATIONAL,
    ),  # 19 NM from Moneron's middle, 17 NM and more from the coast
    "beside Moneron": (46.40, 141.22, "territorial, sakhalin-territorial"),  # 9 NM from its middle
    "middle of Sakhalin": (50.0, 143.0, LAND),
    "on Moneron": (46.25, 141.22, LAND),
    "Sea of Japan": (43.0, 137.5, INTERNATIONAL),
    "behind Wakkanai": (45.30, 141.80, LAND),
    "10 km west of Rishiri": (45.18, 141.00, "territorial, hokkaido-territorial"),
    "1 NM off Cape Soya": (45.54, 141.94, "territorial, hokkaido-territorial-3nm"),
    "middle of the Soya strait": (45.71, 142.0, "territorial, hokkaido-territorial"),  # 11 NM: at most
    "off Kamchatka": (53.0, 160.3, "territorial, kamchatka-territorial"),
}


def test_places_that_are_known():
    lat, lon = np.radians([p[:2] for p in PLACES.values()]).T
    names, where = waters(AREAS, lat, lon)
    assert {name: names[i] for name, i in zip(PLACES, where, strict=True)} == {
        name: p[2] for name, p in PLACES.items()
    }


def test_one_at_a_time_is_as_all_together():
    for lat, lon, name in PLACES.values():
        names, where = waters(AREAS, np.radians([lat]), np.radians([lon]))
        assert names[where[0]] == name


def test_twelve_miles_are_twelve_miles_across_the_date_line():
    """Round a small island on 180 degrees, to every side."""
    ring = np.array([(0.9, np.pi - 1e-4), (0.8999, -np.pi + 1e-4), (0.9001, -np.pi + 1e-4)])[::1]
    coast = Airspace("island", "coast", (ring,))
    belt = Airspace("belt", "territorial", (ring,), offset=22_224.0)
    bearings = np.linspace(0.0, 2.0 * np.pi, 12, endpoint=False)
    middle = np.array([0.9, np.pi])
    for reach, expected in ((15_000.0, "territorial, belt"), (26_000.0, INTERNATIONAL)):
        lat, lon, _ = direct(middle[0], middle[1], bearings, reach)
        names, where = waters((coast, belt), lat, lon)
        assert {names[i] for i in where} == {expected}


def test_without_areas_it_is_not_known():
    names, where = waters((), np.zeros(3), np.zeros(3))
    assert names == ()
    assert (where == -1).all()
    buffer = Airspace("b", "buffer", (np.array([(0.0, 0.0), (0.0, 0.1), (0.1, 0.1)]),))
    assert waters((buffer,), np.zeros(3), np.zeros(3))[0] == ()
