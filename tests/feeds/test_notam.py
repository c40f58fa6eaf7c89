"""NOTAMs in ICAO format. The messages are invented for these tests in the style of real ones: numbers, places
and times are made up, and none was ever in force.
"""

from datetime import UTC, datetime
from itertools import pairwise
from math import inf, isinf

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.region import contains
from truecourse.feeds.errors import CaseError
from truecourse.feeds.notam import gather_notams
from truecourse.feeds.notam_schedule import schedule
from truecourse.feeds.notam_text import text_shapes

NM, FOOT = 1852.0, 0.3048
WGS84 = Geodesic.WGS84

CONFLICT = """\
(A9001/24 NOTAMN
Q) XXDV/QRTCA/IV/BO/W/260/320/4823N03738E090
A) XXDV B) 2407140600 C) 2408142359
E) TEMPO RESTRICTED AREA INSTALLED WI COORDINATES: 485530N 0363000E -
492000N 0381000E - 484500N 0393000E - 473000N 0391500E - 474000N 0370000E -
485530N 0363000E. ALL CIVIL FLIGHTS PROHIBITED DUE TO MILITARY ACTIVITY.
F) FL260 G) FL320)
"""
CIRCLE_ONLY = """\
A9002/24 NOTAMR A9000/24
Q) XXRR/QRDCA/IV/NBO/W/000/999/3230N04550E025
A) XXRR B) 2401050000 C) 2401310000 EST
D) DAILY 0300-1500
E) POTENTIAL RISK TO CIVIL AVIATION FROM ANTI-AIRCRAFT WEAPONS.
OPERATORS SHALL NOT ENTER.
"""


def one(text: str):
    (area,) = gather_notams("x.txt", text).areas
    return area


def utc(text: str) -> float:
    return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=UTC).timestamp()


def test_a_conflict_zone_drawn_in_the_text() -> None:
    area = one(CONFLICT)
    assert (area.name, area.kind) == ("A9001/24", "restricted")
    assert (area.floor, area.ceiling) == (pytest.approx(26000 * FOOT), pytest.approx(32000 * FOOT))
    assert (area.floor_ref, area.ceiling_ref) == ("STD", "STD")
    assert area.active == ((utc("2407140600"), utc("2408142359")),)
    assert len(area.rings[0]) == 5
    assert contains(area.rings, np.radians(48.4), np.radians(37.6))
    assert not contains(area.rings, np.radians(48.4), np.radians(36.0))


def test_without_a_drawing_the_circle_of_the_q_line_is_taken() -> None:
    found = gather_notams("x.txt", CIRCLE_ONLY)
    (area,) = found.areas
    assert np.degrees(area.lines[0]) == pytest.approx(np.array([[32.5, 45 + 50 / 60]]))
    assert (area.offset, area.kind) == (25 * NM, "danger")
    assert isinf(area.floor) and isinf(area.ceiling)
    # Daily from the 5th to the 30th, then without pause from the estimated end on.
    assert len(area.active) == 27
    assert area.active[0] == (utc("2401050300"), utc("2401051500"))
    assert area.active[-1] == (utc("2401310000"), inf)
    assert any("circle of Q)" in doubt for doubt in found.doubts)
    assert any("estimate" in doubt for doubt in found.doubts)


def test_what_is_replaced_or_cancelled_is_gone() -> None:
    old = CONFLICT.replace("A9001", "A9000")
    assert [a.name for a in gather_notams("x.txt", old + CIRCLE_ONLY).areas] == ["A9002/24"]
    cancel = "A9003/24 NOTAMC A9002/24\nQ) XXRR/QRDXX/IV/NBO/W/000/999/3230N04550E025\n"
    cancel += "A) XXRR B) 2401060000\nE) CNL\n"
    assert [a.name for a in gather_notams("x.txt", CONFLICT + CIRCLE_ONLY + cancel).areas] == ["A9001/24"]


def test_runways_are_passed_over_and_counted() -> None:
    runway = CONFLICT.replace("QRTCA", "QMRLC").replace("A9001", "A9009")
    found = gather_notams("x.txt", runway + CONFLICT)
    assert len(found.areas) == 1 and any("1 NOTAMs are not about" in doubt for doubt in found.doubts)


def test_messages_without_numbers_are_told_apart_by_their_q_lines() -> None:
    bare = CONFLICT.split("\n", 1)[1]
    assert [a.name for a in gather_notams("x.txt", bare + "\n" + bare).areas] == [
        "XXDV RTCA",
        "XXDV RTCA (2)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "482305N 0373812E", "482305N0373812E", "N482305 E0373812", "N482305E0373812",
        "48 23 05 N 037 38 12 E",
        "48-23-05N 037-38-12E", "48°23'05\"N 037°38'12\"E", "48:23:05N 037:38:12E", "482305.0N 0373812.0E",
        "4823.083N 03738.2E", "48.384722N 037.636667E", "48 23.083N 037 38.2E",
    ],
)  # fmt: skip
def test_ways_to_write_a_place(text) -> None:
    (shape,) = text_shapes(f"CIRCLE RADIUS 5NM CENTRED ON {text} SFC TO FL100").shapes
    off = WGS84.Inverse(48 + 23 / 60 + 5 / 3600, 37 + 38 / 60 + 12 / 3600, *np.degrees(shape.lines[0][0]))[
        "s12"
    ]
    assert off < 5.0
    assert shape.offset == 5 * NM


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("RADIUS 25NM CENTRED ON 4823N03738E", 25 * NM), ("25 NM RADIUS CENTERED ON 4823N 03738E", 25 * NM),
        ("WI 5NM OF 4823N03738E", 5 * NM), ("WITHIN A RADIUS OF 10 KM OF PSN 4823N03738E", 10e3),
        ("WI 3NM RADIUS OF 4823N03738E", 3 * NM), ("PSN 4823N03738E RADIUS 2.5NM", 2.5 * NM),
        ("PSN:N4823 E03738 RADIUS - 1NM", NM), ("CIRCLE OF 800M CENTRE 4823N03738E", 800.0),
        ("AREA: 4823N03738E RAD 1,5NM", 1.5 * NM),
    ],
)  # fmt: skip
def test_ways_to_write_a_circle(text, metres) -> None:
    (shape,) = text_shapes(text).shapes
    assert shape.offset == pytest.approx(metres)


def test_several_areas_in_one_text() -> None:
    ring = "4800N03700E-4900N03700E-4900N03800E-4800N03800E-4800N03700E"
    shapes = text_shapes(f"AREA 1: {ring} AREA 2: {ring.replace('037', '047').replace('038', '048')} AND "
                         "CIRCLE RADIUS 5NM CENTRED ON 5000N04000E").shapes  # fmt: skip
    assert [len(shape.rings) for shape in shapes] == [1, 1, 0]
    assert np.degrees(shapes[1].rings[0][:, 1]).min() == pytest.approx(47)
    assert shapes[2].offset == 5 * NM


def test_an_arc_between_corners_and_a_corridor() -> None:
    text = (
        "440003N 0193430E - LINE IN CLOCKWISE DIRECTION ON THE ARC OF A CIRCLE WITH A RADIUS OF 2.2NM "
        "CENTRED ON 435752N 0193426E (SOMEWHERE) - 435712N 0193133E - 435849N 0193317E - 440003N 0193430E"
    )
    (shape,) = text_shapes(text).shapes
    far = [WGS84.Inverse(43.9644444, 19.5738889, *p)["s12"] for p in np.degrees(shape.rings[0])]
    assert max(far) < 2.3 * NM
    assert np.degrees(shape.rings[0][:, 1]).max() > 19.62  # clockwise from the north: over the east
    (back,) = text_shapes(text.replace("IN CLOCKWISE", "IN ANTICLOCKWISE")).shapes
    assert np.degrees(back.rings[0][:, 1]).max() < 19.58
    (strip,) = text_shapes("5NM EITHER SIDE OF LINE 4823N03738E - 4900N03800E - 4930N03900E").shapes
    assert (strip.offset, len(strip.lines[0])) == (5 * NM, 3)


def test_a_slip_in_a_digit_is_named() -> None:
    found = gather_notams("x.txt", CONFLICT.replace("0393000E", "0593000E"))
    assert any("NM beyond the circle of Q)" in doubt for doubt in found.doubts)
    assert not gather_notams("x.txt", CONFLICT).doubts


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2408142359", "2407130000", "item C is not after item B"),
        ("2407140600", "2413140600", "is no time"),
        ("B) 2407140600", "B) SOON", "no item B"), ("C) 2408142359", "", "no item C"),
        ("Q) XXDV/QRTCA", "Q) XXDV", "Q. line cannot be read"), ("E) TEMPO", "TEMPO", "no item E"),
        ("492000N 0381000E", "492000N", "looks like half a place"), ("492000N", "992000N", "off the earth"),
    ],
)  # fmt: skip
def test_a_slip_is_refused_in_one_sentence_with_its_line(old, new, said) -> None:
    with pytest.raises(CaseError, match=said) as refusal:
        gather_notams("x.txt", "\n" + CONFLICT.replace(old, new))
    assert str(refusal.value).startswith("x.txt, line 2 (A9001/24): ") and str(refusal.value).isprintable()
    found = gather_notams("x.txt", CONFLICT.replace(old, new) + "\n" + CONFLICT.replace("A9001", "A9005"))
    assert (len(found.areas), len(found.refused)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "hours", "first"),
    [
        ("H24", 14 * 24, "2407010000"), ("DAILY 0800-1600", 14 * 8, "2407010800"),
        ("0600-0800 1200-1300", 14 * 3, "2407010600"), ("2200-0400", 14 * 6, "2407010000"),
        ("MON-FRI 0700-1500", 10 * 8, "2407010700"), ("SAT SUN H24", 4 * 24, "2407060000"),
        ("MON, WED 0800-1000", 4 * 2, "2407010800"), ("FRI-MON 0000-0100", 2 * 4, "2407010000"),
        ("JUL 02-04 10 0530-0630", 4, "2407020530"), ("DAILY 0800-0900 EXC SAT SUN", 10, "2407010800"),
        ("03 2000-05 0400", 32, "2407032000"), ("JUN 30-JUL 02 0800-0900", 2, "2407010800"),
        ("MON-FRI 0700-0800, SAT 0900-1000", 12, "2407010700"),
    ],
)  # fmt: skip
def test_schedules(text, hours, first) -> None:
    """From Monday 1 to Sunday 14 July 2024."""
    times = schedule(text, utc("2407010000"), utc("2407150000"))
    assert sum(b - a for a, b in times) == pytest.approx(hours * 3600)
    assert times[0][0] == utc(first)


@pytest.mark.parametrize(
    "text",
    [
        "SR",
        "MON",
        "DAILY 0800-2561",
        "0800-1600 HOL",
        "FEB 30 0800-0900",
        "AUG 03 0800-0900",
        "MON- 0800-0900",
    ],
)
def test_a_schedule_that_is_not_understood_is_not_guessed(text) -> None:
    with pytest.raises(ValueError, match="; "):
        schedule(text, utc("2407010000"), utc("2407150000"))
    found = gather_notams("x.txt", CONFLICT.replace("E) TEMPO", f"D) {text}\nE) TEMPO"))
    assert found.areas[0].active == ((utc("2407140600"), utc("2408142359")),) or "AUG" in text
    assert any("taken as always" in doubt for doubt in found.doubts) or "AUG" in text


def test_a_permanent_notam_has_no_end() -> None:
    assert one(CONFLICT.replace("C) 2408142359", "C) PERM")).active == ((utc("2407140600"), inf),)


PIECES = [*(CONFLICT + CIRCLE_ONLY).splitlines(keepends=True), "D) MON-FRI 0700-1500\n",
          "5NM EITHER SIDE OF LINE ",
          "CLOCKWISE ARC CENTRED ON ", "RADIUS 5NM ", "4823N03738E "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=16), st.data())
def test_no_mutation_brings_the_reader_down(lines, data) -> None:
    text = "".join(lines)
    for _ in range(data.draw(st.integers(0, 5))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 5))
        text = (
            text[:at]
            + data.draw(st.text(max_size=3) | st.sampled_from(["9", ")", "-", "\n", "N"]))
            + text[at + cut :]
        )
    try:
        found = gather_notams("x.txt", text)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(np.isfinite(ring).all() and len(ring) > 2 for area in found.areas for ring in area.rings)
        assert all(area.rings or (area.lines and area.offset > 0) for area in found.areas)
        assert all(first < last for area in found.areas for first, last in area.active)
        assert all(sentence.isprintable() for sentence in found.refused + found.doubts)


@given(st.text(alphabet="0123456789 -,:MONTUEWDJLEXCH", max_size=40))
def test_no_schedule_brings_the_reader_down(text) -> None:
    start, end = utc("2407010000"), utc("2409150000")
    try:
        times = schedule(text, start, end)
    except ValueError as error:
        assert str(error)
    else:
        assert all(start <= a < b <= end for a, b in times)
        assert all(one[1] < two[0] for one, two in pairwise(times))
