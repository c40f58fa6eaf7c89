"""A site's file: what it names is put in its place, the rest is default; what is wrong is one sentence."""

import json
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse import cli
from truecourse.earth import region
from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.errors import CaseError
from truecourse.service.settings import SETTINGS
from truecourse.service.site import read_site
from truecourse.watch.site import Edition, Heights, Site


def read(folder: Path, text: str) -> Site:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return read_site(path, Site())


def test_every_setting_is_declared_once_and_none_is_forgotten() -> None:
    declared = [(s.part, s.field) for s in SETTINGS]
    parts = {
        (part, field.name)
        for part in ("lateral", "vertical", "directional", "ahead", "clocks", "heights", "trust")
        for field in fields(getattr(Site(), part))
    }
    assert sorted(declared) == sorted(parts - {("ahead", "quiet"), ("clocks", "unplanned")})
    for s in SETTINGS:  # the default is a value that a file could give
        assert s.least <= getattr(getattr(Site(), s.part), s.field) / s.factor <= s.most, s


def test_whether_flights_without_a_plan_are_told_lost_is_a_switch(tmp_path: Path) -> None:
    assert read(tmp_path, "[lost]\nunplanned = true").clocks.unplanned is True
    assert read(tmp_path, "[lost]\nsilence_s = 90").clocks.unplanned is False
    with pytest.raises(CaseError, match="write true or false"):
        read(tmp_path, "[lost]\nunplanned = 1")


def test_every_setting_comes_in_with_its_unit(tmp_path: Path) -> None:
    for s in SETTINGS:
        value = (s.least + s.most) / 2.0
        if s.table == "alerting" and s.key != "report_min":
            continue  # these three must keep their order
        site = read(tmp_path, f"[{s.table}]\n{s.key} = {value!r}\n")
        assert getattr(getattr(site, s.part), s.field) == pytest.approx(value * s.factor)
        assert sum(getattr(site, name) != getattr(Site(), name) for name in ("lateral", "vertical", "ahead",
                   "directional", "clocks", "heights", "trust")) == 1  # fmt: skip


def test_names_editions_kinds_and_regions(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        """
name = "Anchorage"
edition = "before"
waypoint_nm = 12
quiet_kinds = ["fir"]
[alerting]
uncertainty_min = 3
alert_min = 30
distress_min = 60
[[regions]]
name = "oceanic"
polygon = [[50, 160], [60, 160], [60, -170], [50, -170]]
limit_nm = 25
offset_nm = 2
""",
    )
    assert (site.name, site.edition, site.waypoint, site.ahead.quiet) == (
        "Anchorage", Edition.BEFORE, 12 * METRES_PER_NM, ("fir",))  # fmt: skip
    assert (site.clocks.uncertainty, site.clocks.alert, site.clocks.distress) == (180.0, 1800.0, 3600.0)
    assert (site.regions[0].limit, site.regions[0].offset) == (25 * METRES_PER_NM, 2 * METRES_PER_NM)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[route]\nlimit_nm = 'x'", 'site.toml, route, limit_nm: it is "x"; write a number from 0.1 to 200'),
        ("[route]\nlimit_nm = nan", "site.toml, route, limit_nm: it is nan; write a number from 0.1 to 200"),
        ("[route]\nlimit = 10", 'site.toml, route: "limit" is not known; write one of limit_nm'),
        ("[routes]\nlimit_nm = 10", 'site.toml: "routes" is not known'),
        ("route = 10", "site.toml, route: it is 10; write a table [route]"),
        ("edition = 'then'", 'edition: it is "then"; write one of now, before'),
        ("[alerting]\nalert_min = 10", "alerting: uncertainty, alert and distress"),
        ("[[regions]]\nname = 'a'\npolygon = [[1, 2], [3, 4]]", "regions 1, polygon: write at least three"),
        ("[[regions]]\nname = 'a'\npolygon = [[1, 2], [3, 4], [91, 0]]", "[91, 0] is no [latitude"),
        (
            "[[regions]]\nname = 'a'\npolygon = [[1, 2], [3, 4], [-1, -177.9]]",
            "site.toml, regions 1 (a), polygon: an edge joins near-antipodes",
        ),
        (
            "[[regions]]\nname = 'a'\npolygon = [[1, 2], [3, 4], [1, 2], [1, 2]]",
            "regions 1 (a), polygon: a ring",
        ),
        ("[heights]\nqnh_hpa = 29.92", "site.toml, heights, qnh_hpa: it is 29.92; write a number from 870"),
        ("a = ", "site.toml is not TOML"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CaseError) as error:
        read(tmp_path, text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=4)))  # fmt: skip
def test_no_value_is_fatal(tmp_path_factory, value) -> None:
    if value is None:
        return
    folder = tmp_path_factory.mktemp("site")
    written = json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf").replace("null", "0")
    for key in ("name", "edition", "waypoint_nm", "quiet_kinds", "regions", "route"):
        try:
            read(folder, f"{key} = {written}\n")
        except CaseError as error:
            assert "site.toml" in str(error)


def test_the_door_takes_a_site(tmp_path: Path, monkeypatch, capsys) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[route]\nlimit_nm = 0\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["truecourse", "watch", "--demo", "--site", str(path)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert "limit_nm: it is 0; write a number from 0.1 to 200" in capsys.readouterr().err


@pytest.mark.parametrize("step", [1, -1])
def test_a_region_holds_its_inside_whichever_way_round_it_is_listed(tmp_path: Path, step: int) -> None:
    corners = [[50, 160], [60, 160], [60, -170], [50, -170]][::step]
    (place,) = read(tmp_path, f"[[regions]]\nname = 'a'\npolygon = {corners}\n").regions
    lat, lon = np.radians([55.0, 55.0, -55.0, 55.0]), np.radians([-175.0, 165.0, 0.0, 0.0])
    assert region.contains(place.rings, lat, lon).tolist() == [True, True, False, False]


def test_a_setting_of_pressure_is_what_an_altimeter_makes_of_it() -> None:
    """ICAO Doc 7488: 1000 hPa is at 110.9 m, 850 hPa at 1457.3 m of the standard atmosphere."""
    assert Heights(100_000.0).correction == pytest.approx(110.9, abs=0.05)
    assert Heights().correction == pytest.approx(0.0, abs=1e-9)
