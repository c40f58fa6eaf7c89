"""Where flights ended, from the case to the answer."""

import sys

import numpy as np
import pytest
from pyproj import Geod

from truecourse.cli import main
from truecourse.ending.charted import charted
from truecourse.ending.grid import plane
from truecourse.feeds.case import open_case
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.new_case import new_case
from truecourse.investigation.locate import locate
from truecourse.report.located import located_wire

GEOD = Geod(ellps="WGS84")


@pytest.mark.slow
def test_kal007(validation):
    """Its wreck and the searches for it were never shown to the program: they are the test."""
    case = open_case("kal007")
    found = locate(case, particles=48)
    done = charted(found.impacts)
    wire = located_wire(found, done, case)
    tests = {c["observation"]: c for c in wire["comparisons"]}
    assert set(tests) == {"wreck-infobox", "wreck-bilyuk", "wreck-anisimov", "wreck-mirchink", "search-tf71"}
    for name, compared in tests.items():
        validation("ending", f"KAL 007, share of {name}", compared["share"], "", 0.9, "never shown")
        assert compared["inside_region_90"], name
        validation(
            "ending",
            f"KAL 007, log10 of density at {name} over a disc",
            _over_disc(done, compared),
            "",
            "none",
            "disc of 100 NM about the plot of 18:29; over 0: the map says more",
        )
    area = wire["region_90"]["area_nm2"]
    validation("ending", "KAL 007, area of the 90 % region", area, "NM2", "none", "stated, not bounded")
    assert 2_000.0 < area < 40_000.0
    readings = {r["reading"]: r for r in wire["readings"]}
    quick = "within_90_s_probability"
    prior = readings["nothing seen after the loss"][quick]
    assert 0.05 < prior < 0.4
    assert readings["only recorders-stop"][quick] < 0.25 * prior  # 104 s are more than 90
    assert readings["all"][quick] < 0.01
    assert sum(w["probability"] for w in wire["waters"]) == pytest.approx(1.0, abs=1e-6)
    assert wire["waters"][0]["name"] == "international"


def _over_disc(done, compared):
    """Log10 of the chart's density at a place over that of a disc of 100 NM about the last Japanese plot,
    which
    anybody could have drawn."""
    grid = done.chart.grid
    x, y = plane(grid.lat, grid.lon, *np.radians([compared["lat_deg"], compared["lon_deg"]]))
    row, column = int((y - grid.south) // grid.cell), int((x - grid.west) // grid.cell)
    last = GEOD.inv(141.25, 46.5, compared["lon_deg"], compared["lat_deg"])[2]
    assert last < 100 * 1852.0
    return float(np.log10(done.chart.probability[row, column] / grid.area * np.pi * 185_200.0**2))


def _straight(path, minutes):
    """A made-up recording: a great circle over the Atlantic at FL350, cut off in mid-air; and where."""
    course, _, _ = GEOD.inv(-20.0, 48.0, -40.0, 45.0)
    begins, lines = parse_time("2020-03-01T01:00:00Z"), ["time,lat_deg,lon_deg,altitude_ft"]
    for t in range(0, 60 * minutes, 20):
        lon, lat, _ = GEOD.fwd(-20.0, 48.0, course, 240.0 * t)
        lines.append(f"{format_time(begins + t)},{lat:.6f},{lon:.6f},35000")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lat, lon


@pytest.mark.slow
def test_a_track_that_ends_in_mid_air(tmp_path):
    lat, lon = _straight(tmp_path / "track.csv", 60)
    new_case(tmp_path / "case", "N0467F350 DCT 4500N04000W", tmp_path / "track.csv", "B742")
    case = open_case(str(tmp_path / "case"))
    found = locate(case, particles=16)
    wire = located_wire(found, charted(found.impacts), case)
    assert not found.hurt
    assert found.rows == ()
    assert found.waters == ()
    assert 0.0 < found.lost_until - found.lost_from <= 300.0
    assert {c.name: c.probability for c in found.classes} == pytest.approx(
        {c.name: c.prior for c in found.classes}
    )  # nothing was seen afterwards
    away = GEOD.inv(lon, lat, wire["lost"]["lon_deg"], wire["lost"]["lat_deg"])[2] / 1852.0
    assert 5.0 < away < 40.0  # half way through the five minutes in which it may have been lost
    impacts = found.impacts
    start, end = ((np.degrees(o), np.degrees(a)) for o, a in (
        (impacts.lost_lon, impacts.lost_lat), (impacts.lon, impacts.lat)
    ))  # fmt: skip
    far = GEOD.inv(*start, *end)[2]
    # BEA's nine losses of control came down within 20 NM; here half of all endings do, gliders apart
    assert float(impacts.weight @ (far < 20.0 * 1852.0)) > 0.5


def test_the_door_refuses_in_a_sentence(tmp_path, monkeypatch, capsys):
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    for given, word in (
        (("nowhere",), "nowhere"),
        (("kal007", "--stage", "1492"), "1492"),
        (("kal007", "--plan", str(tmp_path / "none.toml")), "none.toml"),
        (("kal007", "--out", str(tmp_path / "taken")), "taken"),
    ):
        monkeypatch.setattr(sys, "argv", ["truecourse", "locate", *given])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert left.value.code == 2
        assert said.out == ""
        assert word in said.err
        assert len(said.err.strip().splitlines()) == 1
