"""Every way in which case.toml can be wrong: one sentence with key and remedy, and never a traceback."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.broken import KAL007, check_refused, copied, replace
from truecourse.feeds.case import check_case, open_case, until_time
from truecourse.feeds.errors import CaseError
from truecourse.flight.clearance import Granted

TAKE_OFF = "take_off = 1983-08-31T13:00:00Z"
END = "end = 1983-08-31T18:40:00Z"
HIT = "undisturbed_until = 1983-08-31T18:26:02Z"
HIT_AT = "undisturbed_until = {}T18:26:02Z"
CRN = "lat_deg = 61.10175"
NABIE = "lat_deg = 59.3\nlon_deg = -171.756667"
NEEVA = "lat_deg = 54.678333\nlon_deg = 172.196667"
VECTOR = 'id = "vector"\nafter = "runway-32"'
TO_BETHEL = 'fix = "BET"'
SECOND_BET = '\n[[fixes]]\nname = "BET"\nlat_deg = 60.7\nlon_deg = -161.8\nedition = "2012.08"\n'
DIRECT = '\n[[clearances]]\nkind = "direct"\ntime = 1983-08-31T{}Z\nfix = "{}"\n{}\n'
NABIE_AND_BACK = DIRECT.format("14:00:00", "NABIE", 'id = "on"')
ROUTE = '\n[[clearances]]\nkind = "route"\ntime = 1983-08-31T14:00:00Z\nroute = ["BET", "BET"]\n'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            TAKE_OFF,
            TAKE_OFF[:-1],
            r'case\.toml, take_off: it is "1983-08-31T13:00:00"; it has no zone; add Z',
        ),
        (TAKE_OFF, "take_off = 1983-08-31", "take_off: .* write it as ISO 8601 with its zone"),
        (TAKE_OFF, 'take_off = "1983-02-30T13:00:00Z"', "take_off: .* does not exist"),
        (TAKE_OFF, "take_off = 1883-08-31T13:00:00Z", "only the years 1900 to 2029"),
        (END, "end = 1983-08-31T12:40:00Z", r"case\.toml, end: .* is not after take_off; make it later"),
        (END, "end = 1983-09-04T18:40:00Z", "more than two days after take_off"),
        (
            HIT,
            HIT_AT.format("2010-06-01"),
            r"case\.toml, undisturbed_until: 2010-.* is after end .*; correct it",
        ),
        (
            HIT,
            HIT_AT.format("1982-08-31"),
            r"case\.toml, undisturbed_until: 1982-.* is not after take_off; give",
        ),
        (CRN, "lat_deg = 91", r"case\.toml, fixes 2 \(CRN\), lat_deg: it is 91; it must be degrees north"),
        (CRN, "lat_deg = nan", r"fixes 2 \(CRN\), lat_deg: it is nan; it must be"),
        (CRN, "lat_deg = inf", r"fixes 2 \(CRN\), lat_deg: it is inf; it must be"),
        (CRN, 'lat_deg = "61.1"', r'fixes 2 \(CRN\), lat_deg: it is "61\.1"; it must be'),
        (CRN, "lat_deg = true", r"fixes 2 \(CRN\), lat_deg: it is True; it must be"),
        (CRN, f"lat_deg = {10**400}", r"fixes 2 \(CRN\), lat_deg: it is a very long number; it must be"),
        (CRN, "", r"fixes 2 \(CRN\), lat_deg: it is missing; add it \(degrees north"),
        ("lon_deg = -155.568611", "lon_deg = 204.4", r"fixes 2 \(CRN\), lon_deg: .* -180 to 180"),
        ("callsign =", "call_sign =", r"case\.toml, call_sign: this key is not known; remove it"),
        ('"B742"', '"B7I2"', r'aircraft type "B7I2" is not in the table; use one of .*B742'),
        ("capture_gate_nm = 7.5", "capture_gate_nm = -1", "capture_gate_nm: it is -1; it must be nautical"),
        ("inertial_units = 3", "inertial_units = 2.5", r"inertial_units: it is 2\.5; it must be a whole"),
        ("NABIE R20", "NABBY R20", r"case\.toml, plan, item15: NABBY is not among the fixes .*; add it"),
        ("M084F310 DCT", "DCT", r'plan, item15: item 15, word 1 \("DCT"\): it must be speed and level'),
        ("DCT CRN", "DCT CRN DCT CRN", "item15: the leg CRN to CRN has no length"),
        ('departure = "ANC"', 'departure = "XXX"', 'plan, departure: "XXX" is not a fix of this case; add'),
        (NABIE, "lat_deg = 30.9\nlon_deg = -96.1", r"NABIE is at 30\.900 N 96\.100 W .* elsewhere, not on"),
        (NEEVA, "lat_deg = 35.2\nlon_deg = -92.4", r"NEEVA is at 35\.200 N 92\.400 W .* elsewhere, not on"),
        ("", SECOND_BET, r'fixes: "BET 2012\.08" stands there twice; remove or rename one'),
        (TO_BETHEL, 'fix = "BAT"', r'clearances 4 \(direct-bethel\), fix: "BAT" is not a fix'),
        (TO_BETHEL, 'fix = "BET"\nlevel_fl = 310', "clearances 4 .* needs fix and nothing else"),
        ('kind = "direct"', 'kind = "straight"', r"clearances 4 \(direct-bethel\), kind: .* one of take-off"),
        ("1983-08-31T18:20:00Z", "1983-08-31T19:20:00Z", "clearances 6 .* outside the flight"),
        ('after = "vector"', 'after = "victor"', 'after "victor" names no clearance'),
        ('id = "runway-32"', 'id = "runway-32"\nafter = "direct-bethel"', "in a circle .*direct-bethel"),
        (VECTOR, 'id = "vector"\nafter = "vector"', r"they go in a circle \(vector"),
        (VECTOR, 'id = "vector"\nafter = "third-level"', "its time is earlier"),
        ('id = "first-level"', 'id = "vector"', 'id "vector" stands there twice'),
        (
            "",
            NABIE_AND_BACK + DIRECT.format("14:30:00", "BET", ""),
            "direct BET then NABIE then BET goes in a c",
        ),
        ("", ROUTE, "clearances 7, route: the leg BET to BET has no length"),
        (
            "known_by = 1983-12-31",
            "known_by = 1982-12-31",
            r"stages 1 \(1983\), known_by: .* before take_off",
        ),
        ("known_by = 1983-12-31", 'known_by = "1983-13-01"', r"stages 1 \(1983\), known_by: .* not exist"),
        ('name = "1993"', 'name = "1983"', 'stages: "1983" stands there twice'),
        ("[[stages]]", "[[stages]", r"case\.toml, line \d+: it is not TOML: .*; correct that line"),
        (
            "title",
            "fixes = 3\ntitle",
            r"case\.toml, line \d+: it is not TOML|case\.toml, fixes: it is 3; it must be",
        ),
        ("title", "a = " + "[" * 5000, r"case\.toml is not TOML: .*; correct"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, old, new, sentence) -> None:
    folder = copied(tmp_path)
    replace(folder / "case.toml", old, new)
    check_refused(folder, sentence)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.95])
def test_a_case_file_cut_short(tmp_path, share) -> None:
    folder = copied(tmp_path)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text[: int(share * len(text))], encoding="utf-8")
    check_refused(folder, r"^case\.toml")


@pytest.mark.parametrize("file", ["case.toml", "observations.csv", "areas.geojson"])
def test_junk_and_folders_instead_of_files(tmp_path, file) -> None:
    folder = copied(tmp_path)
    (folder / file).write_bytes(bytes(range(256)) * 20)
    check_refused(folder, re.escape(file))
    (folder / file).unlink()
    (folder / file).mkdir()
    check_refused(folder, re.escape(file))


def test_missing_files(tmp_path) -> None:
    folder = copied(tmp_path)
    (folder / "areas.geojson").unlink()
    check_refused(folder, r"not a region of areas\.geojson \(there are none yet\); add")
    (folder / "observations.csv").unlink()
    check_refused(folder, r"observations\.csv is missing; add it")
    (folder / "case.toml").unlink()
    check_refused(folder, r'case\.toml is missing from "broken"; add it')


def test_everything_wrong_is_said_at_once(tmp_path) -> None:
    folder = copied(tmp_path)
    replace(folder / "case.toml", CRN, "lat_deg = 91")
    replace(folder / "case.toml", "inertial_units = 3", "inertial_units = -3")
    replace(folder / "observations.csv", "nm_right,1.0", "nm_right,0")
    replace(folder / "observations.csv", "250/60", "250")
    replace(folder / "areas.geojson", '"geodesic"', '"straight"')
    problems = check_case(folder)
    said = [problem.split(",")[0] for problem in problems]
    assert said == ["case.toml"] * 2 + ["areas.geojson"] + ["observations.csv"] * 2, problems


def test_a_return_that_says_what_it_follows_is_no_circle(tmp_path) -> None:
    folder = copied(tmp_path)
    replace(folder / "case.toml", "", NABIE_AND_BACK + DIRECT.format("14:30:00", "BET", 'after = "on"'))
    assert check_case(folder) == []


@pytest.mark.parametrize("name", ["nowhere", "", "no\x00where", "kal007/../nowhere", "x" * 5000])
def test_no_such_case(name) -> None:
    with pytest.raises(CaseError, match=r"there is no case or folder .*; use a folder or one of .*kal007"):
        open_case(name)


@pytest.mark.parametrize(
    "text",
    [
        "1983-08-31T13:55",
        "yesterday",
        "1983-08-31T12:00Z",
        "1983-08-31T19:00Z",
        "1983-02-30T12:00Z",
        "nan",
        "",
    ],
)
def test_an_impossible_until(text) -> None:
    with pytest.raises(CaseError, match=r"^until is .*; "):
        until_time(open_case("kal007"), text)


def test_until_is_a_time_of_the_flight() -> None:
    case = open_case("kal007")
    assert until_time(case, "1983-08-31T13:55Z") - case.t_start == 55 * 60
    assert until_time(case, "1983-08-31T22:55+09:00") == until_time(case, "1983-08-31T13:55:00Z")


VALUES = [
    "",
    "nan",
    "-1",
    "9" * 400,
    "true",
    "[]",
    "{}",
    "[[]]",
    '""',
    '"é"',
    "2026-01-01",
    "1e400",
    "10:00:00",
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_value_brings_the_door_down(tmp_path, data) -> None:
    text = (KAL007 / "case.toml").read_text(encoding="utf-8")
    value = data.draw(st.sampled_from(list(re.finditer(r"(?<== )[^\n]+", text))))
    new = data.draw(st.sampled_from(VALUES))
    folder = copied(tmp_path)
    (folder / "case.toml").write_text(text[: value.start()] + new + text[value.end() :], encoding="utf-8")
    assert all(problem.isprintable() for problem in check_case(folder))


def _line_named(folder, text: bytes) -> int:
    (folder / "case.toml").write_bytes(text)
    (sentence,) = check_case(folder)
    assert "\n" not in sentence
    return int(re.match(r"case\.toml, line (\d+): ", sentence)[1])


@pytest.mark.parametrize("line", [3, 40, 90])
def test_a_broken_case_file_is_refused_with_the_line_that_is_broken(tmp_path, line):
    folder = copied(tmp_path)
    lines = (KAL007 / "case.toml").read_bytes().splitlines(keepends=True)
    for wrong in (b"= 3\n", b"key = [1, 2\nother = 3\n", b'text = "not closed\n', b'name = "\xff"\n'):
        found = _line_named(folder, b"".join([*lines[: line - 1], wrong, *lines[line - 1 :]]))
        assert line <= found <= line + wrong.count(b"\n") - 1 + (b"[" in wrong)


def test_a_case_file_cut_short_names_its_last_line(tmp_path):
    folder = copied(tmp_path)
    text = (KAL007 / "case.toml").read_bytes()
    cut = text.index(b'\ndeparture = "ANC"')
    assert _line_named(folder, text[: cut - 10]) == text[: cut - 10].count(b"\n") + 1
    middle_of_a_word = text.index(b"satellite_navigation = false") + 26
    assert _line_named(folder, text[:middle_of_a_word]) == text[:middle_of_a_word].count(b"\n") + 1


LEVEL = '\n[[clearances]]\nkind = "level"\ntime = 1983-08-31T{:02d}:30:00Z\nlevel_fl = {}\n'
HEADING = '\n[[clearances]]\nkind = "heading"\ntime = 1983-08-31T14:{:02d}:00Z\nheading_magnetic_deg = {}\n'


@pytest.mark.parametrize(
    ("text", "most", "sentence"),
    [
        (LEVEL, 8, "9 changes of level are more than the 8 a simulated flight can obey; leave out"),
        (HEADING, 6, "7 headings, directs and routes are more than the 6 a simulated flight can obey; leave"),
    ],
)
def test_more_than_a_flight_can_obey_is_refused_and_not_dropped(tmp_path, text, most, sentence):
    folder = copied(tmp_path)
    given = open_case(folder).clearances
    level = text is LEVEL
    there = sum((c.granted is Granted.LEVEL) == level for c in given)
    more = "".join(text.format(13 + k // 2, 200 + k) for k in range(most - there))
    replace(folder / "case.toml", "", more)
    assert len(open_case(folder).clearances) == len(given) + most - there
    replace(folder / "case.toml", "", text.format(17, 340))
    check_refused(folder, sentence)
