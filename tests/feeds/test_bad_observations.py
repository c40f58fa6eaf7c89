"""Every way in which observations.csv and areas.geojson can be wrong: said with line and remedy."""

from math import isfinite

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.broken import KAL007, check_refused, copied, replace
from truecourse.feeds.case import open_case
from truecourse.feeds.observations import read_observations
from truecourse.feeds.route import by_name
from truecourse.feeds.whereabouts import Known

ALASKA = "alaska-radar,explain,1993-06-14,0.05"
ROW = "extra,event,1983-08-31T14:00:00Z,5,,,,,,,,,crew,context,1983-09-01,0.1,R,somebody,\n"
SPAN = "1983-08-31T13:03:00Z/1983-08-31T18:26:00Z"
BACKWARDS = "1983-08-31T18:26:00Z/1983-08-31T13:03:00Z"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "13:27:30Z",
            "13:27:30",
            r"observations\.csv, line 2 \(kenai-offset\): time is .*; it has no zone; add",
        ),
        ("31T13:27:30Z", "32T13:27:30Z", "line 2 .* does not exist"),
        ("13:27:30Z", "12:27:30Z", "line 2 .*time: .* is before take-off at 1983-08-31T13:00:00Z; correct"),
        ("13:27:30Z", "20:27:30Z", "line 2 .* is after the end at 1983-08-31T18:40:00Z; correct"),
        (SPAN, BACKWARDS, "must end after it begins"),
        ("60.7848", "91", r'line 4 \(report-bethel\): lat_deg is "91"; it must be -90 to 90'),
        ("-161.8243", "", "only one of the two is given; give both"),
        (
            "60.7848,-161.8243",
            "30.9,-96.1",
            r"BET is written at 30\.900 N 96\.100 W, \d+ NM from the fix of that",
        ),
        ("60,CRN,,,ANC", "60,CRM,,,ANC", r'line 2 .*place is "CRM", which is not a fix .*\[\[fixes\]\]'),
        (",ANC,CRN,6", ",XYZ,CRN,6", 'line 2 .*leg_from is "XYZ", which is not a fix'),
        (",ANC,CRN,6", ",CRN,CRN,6", "the leg CRN to CRN has no length"),
        ("900,kamchatka-coast", "900,kamchatka", r'"kamchatka", which is not a region of .*kamchatka-coast'),
        ("offset_abeam", "offset_abeem", 'line 2 .*kind is "offset_abeem"; use one of position'),
        ("nm_right", "km_right", 'line 2 .*unit is "km_right"; for offset_abeam it must be nm_right'),
        ("CRN,6,nm_right", "CRN,nan,nm_right", 'line 2 .*value is "nan"; write a finite number'),
        ("CRN,6,nm_right", "CRN,1e999,nm_right", "line 2 .*write a finite number"),
        ("CRN,6,nm_right", "CRN,,nm_right", "line 2 .*value is empty; offset_abeam needs"),
        ("nm_right,1.0", "nm_right,0", "line 2 .*error is 0; give one standard deviation"),
        ("nm_right,1.0", "nm_right,", "line 2 .*error is empty; give one standard deviation in nm_right"),
        ("nm_right,1.0", "nm_right,-1", 'line 2 .*error is "-1"; it must be 0 to'),
        ("250/60,deg_kt,10/10", "250,deg_kt,10/10", 'value is "250"; write degrees/knots'),
        ("250/60,deg_kt,10/10", "370/60,deg_kt,10/10", "write 0 to 360 degrees"),
        ("250/60,deg_kt,10/10", "250/60,deg_kt,10/0", "both parts must be more than zero"),
        (
            ALASKA,
            "alaska-radar,explain,1993-06-14,1.5",
            r'outlier_probability is "1\.5"; it must be 0 to 0\.99',
        ),
        (ALASKA, "alaska-radar,explain,1993-06-14,", "outlier_probability is empty; give"),
        (ALASKA, "alaska-radar,explain,1983-08-30,0.05", "known_since is 1983-08-30, before it happened"),
        (ALASKA, "alaska-radar,explain,1993-06-31,0.05", "known_since .* does not exist"),
        (ALASKA, "alaska-radar,believe,1993-06-14,0.05", 'use is "believe"; use one of explain'),
        ("wreck,test,1983-09-15", "wreck,explain,1983-09-15", "wreck is never evidence; write test"),
        ("wreck,test,1983-09-15", "wreck,ending,1983-09-15", "wreck is never evidence; write test"),
        ("wreck,test,1983-10-01", "wreck,ending,1983-10-01", "search_area is never evidence; write test"),
        ("recorder,context", "recorder,explain", r"\(hit\): use: an event is .* write context or ending"),
        ("bethel-offset", "kenai-offset", 'line 3 .*id: "kenai-offset" is already that of line 2; give'),
        ("bethel-offset", "bethel offset", "line 3: id: .* no spaces"),
        ("13:50:00Z,90", "13:50:00Z,0", 'time_error_s is "0"; instrument_report is a time: give its error'),
        ("18:16:30Z,150", "18:16:30Z,", "for a mean speed give half the time it was measured over"),
        ("", ROW.rstrip(",\n"), r"line 41 \(extra\): it has 18 columns instead of 19, so it is cut short"),
        (
            "",
            ROW[:40],
            r"line 41 \(extra\): it has \d+ columns instead of 19, so it is cut short .*; complete",
        ),
        ("kenai-offset,", "kenai-offset,,", r"line 2 \(kenai-offset\): it has 20 columns instead of 19"),
        ("id,kind,time", "id,sort,time", r"observations\.csv, line 1: these are not the columns; make"),
        ("", ROW.replace("somebody", '"somebody'), "line 41: .*; complete the row if it is cut short"),
        ("", ROW.replace("somebody", "some\0body"), "line 41 .* zero byte"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, old, new, sentence) -> None:
    folder = copied(tmp_path)
    replace(folder / "observations.csv", old, new)
    check_refused(folder, sentence)


@pytest.mark.parametrize("size", [0, 100, 300, 2000, 6000, -40, -90])
def test_a_table_cut_short(tmp_path, size) -> None:
    folder = copied(tmp_path)
    raw = (folder / "observations.csv").read_bytes()
    (folder / "observations.csv").write_bytes(raw[:size])
    check_refused(folder, r"^observations\.csv, line \d+")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            '"geodesic"',
            '"straight"',
            r'areas\.geojson, feature 1 \(kamchatka-coast\): edges is "straight"; write',
        ),
        (
            '"name":"kamchatka-coast"',
            '"name":"kuril"',
            r'areas\.geojson has two features named "kuril"; rename',
        ),
        ('"name":"kamchatka-coast",', "", "feature 1: it has no name; add one"),
        ('"offset_km":0.0', '"offset_km":"wide"', 'offset_km is "wide"; write a finite number'),
        ('"offset_km":0.0', '"offset_km":NaN', "offset_km is nan; write a finite number"),
        ('"MultiPolygon"', '"MultiPoint"', 'its geometry is "MultiPoint"; write a'),
        ("[162.1258,60.4854]", "[162.1258,99]", "a place off the earth; "),
        ("[162.1258,60.4854]", '"here"', "not a list of"),
        ('{"type"', '[{"type"', r"areas\.geojson is not JSON \(.*line"),
        ('{"type"', "[" * 100000, r"areas\.geojson is not JSON"),
        ('"features"', '"shapes"', r"areas\.geojson must be a GeoJSON FeatureCollection"),
    ],
)
def test_what_is_wrong_with_areas_is_said(tmp_path, old, new, sentence) -> None:
    folder = copied(tmp_path)
    replace(folder / "areas.geojson", old, new)
    check_refused(folder, sentence)


LINES = (KAL007 / "observations.csv").read_text(encoding="utf-8").splitlines(keepends=True)
CELLS = [
    "",
    "nan",
    "-1",
    "1e308",
    "91",
    "BET",
    "explain",
    "position",
    "250/60",
    "/",
    '"',
    "1983-08-31",
    "\0",
    "é",
]


CASE = open_case("kal007")
FIXES = by_name(CASE.fixes, [point.fix for point in CASE.plan.points])
KNOWN = Known(FIXES, frozenset(area.name for area in CASE.airspaces), CASE.t_start, CASE.t_end)


def check_only_sentences(path, raw) -> None:
    path.write_bytes(raw)
    found, problems = read_observations(path, KNOWN)
    assert all(problem.isprintable() for problem in problems)
    assert all(isfinite(observation.t) for observation in found)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_cell_brings_the_door_down(tmp_path, data) -> None:
    line, column = data.draw(st.integers(0, len(LINES) - 1)), data.draw(st.integers(0, 18))
    cells = LINES[line].split(",")
    cells[min(column, len(cells) - 1)] = data.draw(st.sampled_from(CELLS) | st.text(max_size=8))
    text = "".join([*LINES[:line], ",".join(cells), *LINES[line + 1 :]])
    check_only_sentences(tmp_path / "observations.csv", text.encode("utf-8", "surrogatepass"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_no_bytes_bring_the_door_down(tmp_path, raw) -> None:
    check_only_sentences(tmp_path / "observations.csv", LINES[0].encode() + raw)
