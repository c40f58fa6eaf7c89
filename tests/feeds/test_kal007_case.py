"""The founding case as it is read: counts, units, and the facts that stand in the table of sources."""

import json
import re
import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from math import degrees, isnan
from pathlib import Path

import jsonschema
import pytest

from truecourse.evidence.select import stage_named
from truecourse.feeds.case import check_case, list_cases, open_case
from truecourse.feeds.schema import case_schema
from truecourse.flight.clearance import Granted
from truecourse.flight.observation import Seen, Use

NM, KNOT, FOOT = 1852.0, 1852.0 / 3600.0, 0.3048
FOLDER = Path(str(files("truecourse.cases").joinpath("kal007")))


@pytest.fixture(scope="module")
def case():
    return open_case("kal007")


@pytest.fixture(scope="module")
def seen(case):
    return {observation.id: observation for observation in case.observations}


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_it_is_there_and_nothing_is_wrong_with_it() -> None:
    assert "kal007" in list_cases()
    assert check_case(FOLDER) == []


def test_the_observations_are_the_founding_table_unchanged_and_rows_that_are_listed(shared) -> None:
    theirs = (shared / "cases" / "kal007_observations.csv").read_bytes()
    ours = (FOLDER / "observations.csv").read_bytes()
    said = (FOLDER / "SOURCES.md").read_text("utf-8")
    first, mine = (text.decode().splitlines() for text in (theirs, ours))
    changed = [a.split(",")[0] for a, b in zip(first, mine, strict=False) if a != b]
    assert changed == re.findall(r"^- changed `([\w-]+)`: ", said, re.MULTILINE)
    added = [line.split(",")[0] for line in mine[len(first) :]]
    assert added == re.findall(r"^- `([\w-]+)`: ", said, re.MULTILINE)


def test_a_name_with_a_height_in_it_names_the_height_of_its_row() -> None:
    """5,000 m in the fact sheet, beside 16,424 ft: to the 20 ft by which the sheet's two figures differ."""
    rows = [line.split(",") for line in (FOLDER / "observations.csv").read_text("utf-8").splitlines()]
    named = [(re.search(r"-(\d+)(ft|m)-", row[0]), row) for row in rows]
    found = [(float(m[1]) * {"ft": 1.0, "m": 1.0 / FOOT}[m[2]], float(row[9])) for m, row in named if m]
    assert len(found) == 1
    assert all(abs(said - held) < 21.0 for said, held in found)


def test_counts(case) -> None:
    uses = [observation.use for observation in case.observations]
    assert len(case.observations) == 39
    assert {use: uses.count(use) for use in Use} == {
        Use.EXPLAIN: 23, Use.CONTEXT: 1, Use.ENDING: 8, Use.TEST: 5, Use.COMPARE: 2,
    }  # fmt: skip
    assert [stage.name for stage in case.stages] == ["1983", "1993"]
    assert len(case.clearances) == 6
    hashed = {"case.toml", "observations.csv", "areas.geojson", "claims.toml"}
    assert {name for name, _ in case.hashes} == hashed


def test_who_and_when(case) -> None:
    assert case.callsign == "KAL007"
    assert case.t_start == utc("1983-08-31T13:00:00")
    assert case.t_end > utc("1983-08-31T18:38:00")
    assert stage_named(case, "1983").known_by == utc("1983-12-31T23:59:59")


def test_the_aircraft_is_of_1983(case) -> None:
    aircraft = case.aircraft
    assert (aircraft.type, aircraft.cruise_mach, aircraft.inertial_units) == ("B742", 0.84, 3)
    assert aircraft.capture_gate == pytest.approx(7.5 * NM)
    assert not aircraft.satellite_navigation
    altitudes = [altitude for altitude, _ in aircraft.climb_rates]
    assert altitudes == sorted(altitudes)
    assert min(rate for _, rate in aircraft.climb_rates) > 0


def test_the_route(case) -> None:
    names = [point.fix.name for point in case.plan.points]
    assert " ".join(names) == "ANC CRN BET NABIE NUKKS NEEVA NINNO NIPPI NYTIM NOKKA NOHO GTC KAE SEL"
    assert [p.via for p in case.plan.points[1:5]] == ["DCT", "DCT", "R20", "R20"]
    assert case.plan.mach == 0.84
    assert case.plan.altitude == pytest.approx(31000 * FOOT)
    errors = {fix.name: fix.position_error / NM for fix in case.fixes}
    assert errors["NABIE"] == pytest.approx(5)
    assert errors["NUKKS"] == pytest.approx(15)
    assert errors["BET"] == 0
    assert all(fix.source and fix.edition for fix in case.fixes)


def test_the_clearances(case) -> None:
    kinds = [(clearance.granted, clearance.t - case.t_start) for clearance in case.clearances]
    assert kinds[:2] == [(Granted.TAKE_OFF, 0), (Granted.LEVEL, 0)]
    assert kinds[2:4] == [(Granted.HEADING, 30), (Granted.DIRECT, 150)]
    headings = [degrees(c.heading_magnetic) for c in case.clearances if not isnan(c.heading_magnetic)]
    assert headings == pytest.approx([320, 220])
    assert case.clearances[3].fix.name == "BET"
    levels = [round(c.altitude / FOOT / 100) for c in case.clearances if c.granted is Granted.LEVEL]
    assert levels == [310, 330, 350]
    assert all(clearance.source for clearance in case.clearances)


def test_values_come_in_as_si(seen) -> None:
    offset = seen["kenai-offset"]
    assert (offset.value, offset.error) == (pytest.approx(6 * NM), pytest.approx(NM))
    assert (offset.place.name, offset.leg_from.name, offset.leg_to.name) == ("CRN", "ANC", "CRN")
    assert seen["not-heard-stpaul"].value == pytest.approx(175 * NM)
    assert degrees(seen["not-heard-stpaul"].place.lat) == pytest.approx(57.17)
    assert seen["headwind-anc-bet"].value == pytest.approx(11 * KNOT)
    assert seen["level-310"].value == pytest.approx(31000 * FOOT)
    assert seen["level-310"].error == pytest.approx(100 * FOOT)
    assert seen["peak"].value == pytest.approx(38250 * FOOT)
    assert seen["jasdf-height-1"].error == pytest.approx(3000 * FOOT)
    assert seen["search-tf71"].value == pytest.approx(60 * NM**2)
    assert seen["jasdf-lost"].error == pytest.approx(5 * NM)
    assert degrees(seen["jasdf-lost"].place.lon) == pytest.approx(141.25)
    assert isnan(seen["jasdf-lost"].value)


def test_winds_have_a_direction_and_a_speed(seen) -> None:
    wind = seen["wind-nabie-ke007"]
    assert (degrees(wind.value), wind.value2 / KNOT) == (pytest.approx(250), pytest.approx(60))
    assert (degrees(wind.error), wind.error2 / KNOT) == (pytest.approx(10), pytest.approx(10))
    assert wind.place is None
    assert seen["wind-nabie-ke015"].place.name == "NABIE"


def test_a_mean_speed_has_its_interval(seen) -> None:
    speed = seen["jasdf-speed-1"]
    assert (speed.t, speed.t_end) == (utc("1983-08-31T18:14:00"), utc("1983-08-31T18:19:00"))
    assert speed.t_error == 0
    assert speed.value == pytest.approx(430 * KNOT)
    heading = seen["dfdr-heading"]
    assert (heading.t, heading.t_end) == (utc("1983-08-31T13:03:00"), utc("1983-08-31T18:26:00"))
    assert degrees(heading.value) == pytest.approx(245)


def test_a_place_of_the_route_carries_its_error(seen) -> None:
    assert seen["report-nabie"].place.position_error == pytest.approx(5 * NM)
    assert seen["report-nabie"].t_error == 60
    assert isnan(seen["report-nabie"].error)


def test_only_what_may_be_evidence_is(seen) -> None:
    for observation in seen.values():
        if observation.use is Use.EXPLAIN:
            assert observation.kind not in (Seen.WRECK, Seen.DERIVED, Seen.SEARCH_AREA)
            assert 0 < observation.outlier_probability < 1
            assert observation.known_since >= utc("1983-08-31T00:00:00")


def test_every_region_is_an_area(case) -> None:
    areas = {area.name: area for area in case.airspaces}
    named = {observation.region for observation in case.observations if observation.region}
    assert named == {"kamchatka-buffer-200km", "kamchatka-coast", "sakhalin-territorial"}
    assert named <= set(areas)
    assert areas["kamchatka-buffer-200km"].offset == pytest.approx(200_000)


def test_the_published_schema_holds_for_the_case_and_for_nothing_wrong() -> None:
    schema = case_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = tomllib.loads((FOLDER / "case.toml").read_text(encoding="utf-8"))
    wire = json.loads(json.dumps(data, default=lambda value: value.isoformat()))
    checker = jsonschema.Draft202012Validator(schema)
    assert list(checker.iter_errors(wire)) == []
    wire["fixes"][0]["lat_deg"] = 91
    assert len(list(checker.iter_errors(wire))) == 1


def test_opening_by_folder_gives_the_same_case(case) -> None:
    again = open_case(FOLDER)
    assert repr(again.observations) == repr(case.observations)  # NaN is not equal to itself
    assert repr(again.plan) == repr(case.plan)
    assert again.hashes == case.hashes
