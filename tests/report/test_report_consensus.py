"""The consensus as it is shown: worked out by hand, and the same in JSON, on the page and on a terminal."""

import json
import re
from dataclasses import replace
from html import unescape
from math import inf, nan

import pytest

from ledger.claims import NIGHT, ledger, number, time
from ledger.flights import START, case, east_along_equator
from report import synthetic
from truecourse.feeds.claims import parse_ledger
from truecourse.feeds.local_times import Clock
from truecourse.flight.claim import Reading, Subject
from truecourse.investigation.claims import check_ledger
from truecourse.report.cite import FORMATS, at
from truecourse.report.claims import checked, claims_wire
from truecourse.report.claims_shown import together
from truecourse.report.consensus import consensus_rows
from truecourse.report.facts import facts
from truecourse.report.figures import ledger as drawing
from truecourse.report.spread import spread
from truecourse.report.timeline_shown import cells
from truecourse.report.words import iso
from truecourse.report.write import write_report

NM = "\u00a0NM"
KM = 1.852  # in a nautical mile
# 92.6 km are 50 NM. The copy says what it copies; the memory says something else.
TEXT = """
[[sources]]
id = "radar"
title = "a radar"
language = "en"
grade = "primary"

[[sources]]
id = "log"
title = "a log"
language = "en"
grade = "primary"

[[sources]]
id = "copy"
title = "a copy of the log"
language = "en"
grade = "primary"
depends_on = ["log"]

[[sources]]
id = "memory"
title = "a memoir"
language = "en"
grade = "recollection"

[[subjects]]
id = "off"
title = "how far off it was"
dimension = "length"
measure = "offset_at"
about = {time = "1983-08-31T20:00:00Z"}
"""


def _claim(of: str, value: str, unit: str) -> str:
    return (
        f'\n[[claims]]\nid = "{of}-off"\nsource = "{of}"\nlocator = "1"\nkind = "quantity"\n'
        f'subject = "off"\nsays = "so far"\nvalue = {value}\nunit = "{unit}"\n'
    )


@pytest.fixture(scope="module")
def book():
    told = (("radar", "92.6", "km"), ("log", "50.0", "nm"), ("copy", "50.0", "nm"), ("memory", "80.0", "nm"))
    read, problems = parse_ledger(TEXT + "".join(_claim(*one) for one in told))
    assert problems == []
    return read


def _near(value: float, low: float, high: float, **more) -> dict:
    return {**more, **{k: pytest.approx(x, abs=1e-7) for k, x in
                       (("value", value), ("low", low), ("high", high))}}  # fmt: skip


def test_two_that_agree_in_other_units_one_that_dissents_and_a_copy(book):
    """Weights: the radar 1, the log and its copy together 1, the memory 1/4. Each is even over its last
    digit: 0.1 km, 0.1 NM, 0.1 NM. Half of 2.25 lies 1/8 beyond the middle of the first two, which have 18.52
    and 10 per NM there; a twentieth is 0.1125, where the log alone is; 19 twentieths leave 0.1375 of the
    memory's 0.25 below them.
    """
    (row,) = consensus_rows(book, checked(book, [], ()).consensus)
    half = 0.45 * 0.1
    assert row == {
        "subject": "off",
        "title": "how far off it was",
        **_near(50.0 + 0.125 / 28.52, 49.95 + 0.01125, 79.95 + 0.055),
        "unit": "NM",
        "voices": 3,
        "sources": [
            _near(50.0, 50.0 - half, 50.0 + half, source="copy"),
            _near(50.0, 50.0 - half, 50.0 + half, source="log"),
            _near(80.0, 80.0 - half, 80.0 + half, source="memory"),
            _near(50.0, 50.0 - half / KM, 50.0 + half / KM, source="radar"),
        ],
        "by_grade": [
            _near(50.0, 49.96, 50.04, grade="primary"),
            _near(80.0, 80.0 - half, 80.0 + half, grade="recollection"),
        ],
        "reconstruction": None,
    }
    assert together(row) == [
        f"50 (50 to 80){NM}",
        "3 voices of copy, log, memory and radar",
        f"primary 50.000 (49.960 to 50.040){NM}",
        f"recollection 80.000 (79.955 to 80.045){NM}",
    ]


def test_what_the_flights_have_stands_beside_it(book):
    """Three flights 50, 52 and 60 NM to the right, the first and the last of a quarter of the weight."""
    flights = east_along_equator([n * 1852.0 for n in (50.0, 52.0, 60.0)], weights=[0.25, 0.5, 0.25])
    about = (("time", iso(START + 3600.0)),)
    moved = replace(book, subjects=tuple(replace(s, about=about) for s in book.subjects))
    of = check_ledger(moved, [], case(), flights)
    (row,) = claims_wire(of)["consensus"]
    assert row["reconstruction"]["value"] == pytest.approx(52.0, abs=0.02)
    assert row["reconstruction"]["low"] == pytest.approx(50.0, abs=0.02)
    assert row["reconstruction"]["high"] == pytest.approx(60.0, abs=0.02)
    assert row["value"] == pytest.approx(50.0 + 0.125 / 28.52)
    (matrix,) = [d for d in drawing.draw(of, case()) if d.name.startswith("matrix")]
    words = spread(row["reconstruction"], "NM")
    assert "reconstruction" in matrix.svg and f"the reconstruction {words}" in matrix.alt


def test_units_of_flying():
    """Heights in feet, speeds in knots, climbs in feet a minute, angles in degrees, spans in s, times UTC."""
    given = (
        ("level", "length", "level_at", 3048.0, 30.48, "", "ft", 10_000.0),
        ("depth", "length", "", 304.8, 3.0, "metres", "ft", 1_000.0),
        ("far", "length", "", 185_200.0, 1.0, "kilometres", "NM", 100.0),
        ("speed", "speed", "", 463.0, 1.0, "knots", "kt", 900.0),
        ("climb", "speed", "", 5.08, 0.1, "feet per minute", "ft/min", 1_000.0),
        ("press", "pressure", "", 101_300.0, 1.0, "", "hPa", 1_013.0),
        ("span", "duration", "", 600.0, 1.0, "", "s", 600.0),
        ("people", "count", "", 269.0, 0.0, "", "count", 269.0),
    )
    subjects = tuple(Subject(name, name, d, measure=m) for name, d, m, *_ in given)
    claims = [
        number(name, "a", x, half, name, readings=(Reading(x - half, x + half, x, how),))
        for name, _, _, x, half, how, _, _ in given
    ]
    subjects += (Subject("when", "when", "time"),)
    of = ledger(*claims, time("w", "a", NIGHT, subject="when"), subjects=subjects)
    rows = {row["subject"]: row for row in consensus_rows(of, checked(of, [], ()).consensus)}
    for name, _, _, _, _, _, unit, value in given:
        assert (rows[name]["unit"], rows[name]["value"]) == (unit, pytest.approx(value))
    assert (rows["when"]["unit"], rows["when"]["value"]) == ("UTC", "1983-08-31T17:46:40Z")
    assert rows["when"]["low"] == "1983-08-31T17:46:13Z"
    assert spread(rows["people"], "count") == "269"
    assert spread(rows["level"], "ft") == "10,000 (9,910 to 10,090)\u00a0ft"
    assert spread(rows["span"], "s").startswith("10\u00a0min (")


def test_a_heading_of_the_flights_is_written_on_the_same_turn():
    of = ledger(number("h", "a", 6.2, 0.1, "h"), subjects=(Subject("h", "h", "angle", measure="heading_at"),))
    truth = (("h", Reading(0.0, 0.1, 0.05), "the reconstruction"),)
    (row,) = consensus_rows(of, checked(of, [], ()).consensus, truth)
    assert row["reconstruction"]["value"] == pytest.approx(360.0 + 2.8648, abs=1e-4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, explanation, tracks, book, drawn):
    truth = (("off", Reading(90_000.0, 96_000.0, 93_000.0), "the reconstruction"),)
    of = check_ledger(book, [], None, None)._replace(reconstructed=truth)
    out = tmp_path_factory.mktemp("consensus") / "out"
    with pytest.MonkeyPatch.context() as patch:  # figures that say nothing of claims are drawn already
        patch.setattr(
            "truecourse.report.write.draw_all", lambda *_: [*drawn, *drawing.draw(of, synthetic.case())]
        )
        write_report(out, synthetic.case(), explanation, tracks, of)
    return out


def test_the_page_has_the_numbers_of_the_json(folder):
    wire = json.loads((folder / "explanation.json").read_text(encoding="utf-8"))
    html = (folder / "report.html").read_text(encoding="utf-8")
    section = html[html.index('<section id="claims">') : html.index("</section>", html.index('id="claims"'))]
    shown = dict(re.findall(r'data-at="(/consensus/[^"]*)" data-form="(\w+)"', section))
    (row,) = wire["consensus"]
    places = ["", "/by_grade/0", "/by_grade/1", "/reconstruction"]
    assert set(shown) == {f"/consensus/0{p}/{k}" for p in places for k in ("value", "low", "high")} | {
        "/consensus/0/voices"
    }
    for value, pointer, form, text in re.findall(
        r'<data value="([^"]*)" data-at="(/consensus/[^"]*)" data-form="(\w+)">(.*?)</data>', section
    ):
        assert value == str(at(wire, pointer)) and unescape(text) == FORMATS[form](at(wire, pointer))
    assert row["reconstruction"]["value"] == pytest.approx(93_000.0 / 1852.0)
    plain = unescape(re.sub(r"<[^>]*>", "", section))
    assert spread(row, "NM") in plain and spread(row["reconstruction"], "NM") in plain


def test_the_first_page_counts_claims_in_a_line(folder):
    """Of four claims the memory's contradicts the others; each is held against another."""
    wire = json.loads((folder / "explanation.json").read_text(encoding="utf-8"))
    html = (folder / "report.html").read_text(encoding="utf-8")
    plain = unescape(re.sub(r"<[^>]*>", "", html[: html.index('<section id="track">')]))
    assert "4 claims of 4 sources were checked. Contradicted: 1; untestable: 0." in plain
    assert wire["claim_counts"]["claims_contradicted"] == 1
    alone = checked(ledger(number("p", "a", 1.0, 1.0)), [], ())
    assert claims_wire(alone)["claim_counts"]["claims_untestable"] == 1


def test_the_matrix_has_no_column_where_the_reconstruction_says_nothing(book):
    (fact,) = facts(book)
    assert fact.reconstruction == ""
    (matrix,) = [d for d in drawing.draw(checked(book, [], ()), case()) if d.name.startswith("matrix")]
    assert "reconstruction" not in matrix.svg + matrix.caption


def test_a_spread_of_days_has_no_clock():
    """The middle of a day is a moment that nobody meant."""
    row = {"value": "1983-09-01T06:00:00Z", "low": "1983-08-31T14:24:00Z", "high": "1983-09-01T21:36:00Z"}
    assert spread(row, "UTC") == "1983-09-01 (1983-08-31 to 1983-09-01)\u00a0UTC"
    hours = row | {"low": "1983-08-31T22:00:00Z"}
    assert spread(hours, "UTC").startswith("1983-09-01 06:00 (1983-08-31 22:00")


def test_a_timeline_tells_whole_days_and_the_clock_of_a_bound():
    day = 951_782_400.0  # 2000-02-29 00:00 UTC
    zones = (Clock("UTC", "UTC", 0.0), Clock("Tokyo", "Asia/Tokyo", 9 * 3600.0))
    told = {
        (day, day + 86_400.0, nan, True): ["2000-02-29", ""],
        (day, day + 2 * 86_400.0, nan, True): ["2000-02-29 to 2000-03-01", ""],
        (day + 66_060.0, inf, day + 66_060.0, False): ["after 2000-02-29 18:21", "03:21 +1"],
        (-inf, day + 66_060.0, day + 66_060.0, False): ["before 2000-02-29 18:21", "03:21 +1"],
        (-inf, day, nan, True): ["before 2000-02-28", ""],
    }
    for (low, high, middle, calendar), shown in told.items():
        assert cells(Reading(low, high, middle, "UTC", calendar), zones) == shown
