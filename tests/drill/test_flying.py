"""The made-up flights fly as flights do: checked against exact solutions, not against the autopilot."""

import ast

import numpy as np
import pytest

from house.source import SOURCE, imports
from truecourse.air.wind import still, uniform
from truecourse.drill.fleet import GRAVITY, Act, Beliefs, Do, Fleet, Kit, begin, fly, obey, surround
from truecourse.earth.geodesy import cross_track, direct, inverse
from truecourse.earth.nvector import from_nvector, to_nvector

T = 489_024_000.0
DEG = np.pi / 180.0


def alone(places: list[tuple[float, float]], turn: float = 0.0, north_ramp: float = 0.0) -> Kit:
    lat, lon = np.radians(places).T
    one, zero = np.ones(1), np.zeros(1)
    beliefs = Beliefs(turn * one, T * one, zero, zero, north_ramp * one, zero)
    return Kit(to_nvector(lat, lon)[None], np.array([len(places)]), 150.0 * one, 10.0 * one, 25 * DEG * one,
               beliefs, np.zeros((2, 1)))  # fmt: skip


def flown(kit: Kit, heading: float, seconds: float, wind=None, commands: tuple[Do, ...] = ()) -> Fleet:
    """A flight in cruise from its first waypoint, at 10 km."""
    wind = still() if wind is None else wind
    fleet = begin(T, kit.waypoints[:, 0].T, np.array([heading]), np.array([10_000.0]), kit)
    fleet = surround(fleet, kit, wind)
    fleet = obey(fleet._replace(tas=fleet.aim_tas), kit, list(commands))
    for k in range(round(seconds / 4.0)):
        if k % 15 == 0:
            fleet = surround(fleet, kit, wind)
        fleet = fly(fleet, kit, 4.0)
    return fleet


def place(fleet: Fleet) -> tuple[float, float]:
    lat, lon = from_nvector(fleet.p.T)
    return float(lat[0]), float(lon[0])


def test_the_drill_shares_no_code_with_what_it_tries() -> None:
    for file in (SOURCE / "drill").glob("*.py"):
        for line, module in imports(file):
            for room in ("autopilot", "evidence", "watch"):
                assert not module.startswith(f"truecourse.{room}"), f"{file.name}:{line} imports {module}"
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


def test_a_true_heading_in_still_air_is_a_rhumb_line(validation) -> None:
    kit = alone([(60.0, 170.0), (60.0, -170.0)])
    fleet = flown(kit, np.pi / 2, 7200.0, commands=(Do(T, 0, Act.TRUE, np.pi / 2),))
    lat, lon = place(fleet)
    # due east along a parallel: the parallel's radius at that height is N cos(lat) + h cos(lat)
    distance = float(fleet.tas[0]) * 7200.0 / (1.0 + 10_000.0 / 6371008.8)
    normal = 6378137.0 / np.sqrt(1.0 - 0.00669437999014 * np.sin(60 * DEG) ** 2)
    expected = 170.0 * DEG + distance / (normal * np.cos(60 * DEG))
    off = np.hypot(
        (lat - 60 * DEG) * 6371e3, np.angle(np.exp(1j * (lon - expected))) * normal * np.cos(60 * DEG)
    )
    validation("drill", "two hours on a true heading", off, "m", 30.0, "the parallel, exact")
    assert off < 30.0


@pytest.mark.parametrize("from_direction", [0.0, 80.0, 200.0])
def test_a_leg_is_flown_along_its_geodesic_whatever_the_wind(from_direction: float, validation) -> None:
    kit = alone([(61.0, -162.0), (59.0, -172.0), (57.0, 179.0)])
    a, b = np.radians([(61.0, -162.0), (59.0, -172.0)])
    course = float(inverse(*a, *b)[0])
    fleet = flown(kit, course, 1500.0, uniform(from_direction * DEG, 40.0))
    off = abs(float(cross_track(*place(fleet), *a, *b)))
    validation("drill", "cross-track on a leg in 40 m/s of wind", off, "m", 150.0, "geodesic (Karney)")
    assert off < 150.0


def test_a_turn_has_the_radius_of_its_bank(validation) -> None:
    kit = alone([(50.0, 0.0), (50.0, 30.0)])
    start = flown(kit, 0.0, 0.0)
    fleet = flown(kit, 0.0, 60.0, commands=(Do(T, 0, Act.TRUE, 3.0),))  # still turning after a minute
    radius = float(fleet.tas[0]) ** 2 / (GRAVITY * np.tan(25 * DEG))
    turned = float(fleet.heading[0])
    _, _, chord = inverse(*place(start), *place(fleet))
    expected = 2.0 * radius * np.sin(turned / 2.0) / (1.0 + 10_000.0 / 6371008.8)
    assert turned == pytest.approx(60.0 * float(fleet.tas[0]) / radius, rel=1e-6)
    validation("drill", "chord of a turn", abs(chord / expected - 1.0) * 100, "%", 0.5, "a circle, exact")
    assert float(chord) == pytest.approx(expected, rel=5e-3)


def test_a_wrong_start_longitude_displaces_the_whole_flight() -> None:
    places = [(61.0, -150.0), (60.0, -165.0), (57.0, -178.0)]
    right = alone([(lat, lon - 10.0) for lat, lon in places])
    wrong = alone(places, turn=10 * DEG)._replace(waypoints=alone(places).waypoints)
    at = to_nvector(*np.radians([61.0, -160.0]))[None, :, None]
    fleets = []
    for kit in (right, wrong):
        fleet = begin(T, at[0], np.array([4.3]), np.array([10_000.0]), kit)
        fleet = obey(surround(fleet, kit, still()), kit, [Do(T, 0, Act.DIRECT, 1.0)])
        for _ in range(600):
            fleet = fly(fleet, kit, 4.0)
        fleets.append(place(fleet))
    assert fleets[0] == pytest.approx(fleets[1], abs=1e-7)


def test_an_inertial_ramp_takes_the_flight_the_other_way(validation) -> None:
    places = [(55.0, 170.0), (55.0, -170.0)]
    a, b = np.radians(places)
    drifting = alone(places, north_ramp=-3.0)
    fleet = flown(drifting, float(inverse(*a, *b)[0]), 3600.0)
    aside = -float(cross_track(*place(fleet), *a, *b))  # north is left, flying east
    course = float(inverse(*place(fleet), *b)[0])
    expected = 3.0 * 3600.0 * np.sin(course)
    validation("drill", "drift of 3 m/s after an hour", abs(aside - expected), "m", 250.0, "ramp x time")
    assert aside == pytest.approx(expected, abs=250.0)


def test_offset_is_flown_to_the_right() -> None:
    places = [(55.0, 170.0), (55.0, -170.0)]
    a, b = np.radians(places)
    fleet = flown(alone(places), float(inverse(*a, *b)[0]), 1500.0, commands=(Do(T, 0, Act.OFFSET, 3704.0),))
    assert float(cross_track(*place(fleet), *a, *b)) == pytest.approx(3704.0, abs=120.0)


def test_a_level_is_reached_and_kept() -> None:
    kit = alone([(50.0, 0.0), (50.0, 60.0)])
    fleet = flown(kit, 1.2, 1200.0, commands=(Do(T, 0, Act.LEVEL, 11_000.0),))
    assert float(fleet.altitude[0]) == pytest.approx(11_000.0, abs=1.0)
    lat, lon, _ = direct(50 * DEG, 0.0, 1.2, 1000.0)
    assert np.isfinite([lat, lon]).all()
