"""Item 15 against the examples of ICAO Doc 4444 (PANS-ATM), Appendix 2 item 15 and Appendix 3 section 2.3."""

from math import degrees, inf, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.errors import CaseError
from truecourse.feeds.item15 import parse_item15

FOOT, KNOT = 0.3048, 1852 / 3600


@pytest.mark.parametrize(
    ("text", "mach", "tas", "altitude"),
    [
        ("N0485F330", None, 485 * KNOT, 33000 * FOOT),
        ("K0830S1130", None, 830 / 3.6, 11300.0),
        ("M082F085", 0.82, None, 8500 * FOOT),
        ("N0120A045", None, 120 * KNOT, 4500 * FOOT),
        ("N0250M0840", None, 250 * KNOT, 8400.0),
        ("N0100VFR", None, 100 * KNOT, None),
    ],
)
def test_speed_and_level(text, mach, tas, altitude) -> None:
    plan = parse_item15(text)
    for found, wanted in ((plan.mach, mach), (plan.tas, tas), (plan.altitude, altitude)):
        assert isnan(found) if wanted is None else found == pytest.approx(wanted, rel=1e-12)
    assert plan.vfr == text.endswith("VFR")
    assert plan.points == ()


@pytest.mark.parametrize(
    ("text", "lat_deg", "lon_deg"),
    [
        ("46N078W", 46.0, -78.0),
        ("4620N07805W", 46 + 20 / 60, -(78 + 5 / 60)),
        ("5918N17145W", 59.3, -171.75),
        ("33S151E", -33.0, 151.0),
        ("00N180W", 0.0, 180.0),
    ],
)
def test_places_in_degrees(text, lat_deg, lon_deg) -> None:
    (point,) = parse_item15(f"N0450F310 {text}").points
    assert (degrees(point.lat), degrees(point.lon)) == pytest.approx((lat_deg, lon_deg), abs=1e-12)
    assert point.name == ""


def test_bearing_and_distance() -> None:
    (point,) = parse_item15("N0450F310 DUB180040").points
    assert (point.name, degrees(point.bearing), point.distance) == ("DUB", pytest.approx(180), 40 * 1852)


@pytest.mark.parametrize(
    ("text", "place", "mach", "tas", "altitude"),
    [
        ("LN/N0284A045", "LN", None, 284, 4500 * FOOT),
        ("MAY/N0305F180", "MAY", None, 305, 18000 * FOOT),
        ("HADDY/N0420F330", "HADDY", None, 420, 33000 * FOOT),
        ("4602N07805W/N0500F350", "4602N07805W", None, 500, 35000 * FOOT),
        ("46N078W/M082F330", "46N078W", 0.82, None, 33000 * FOOT),
        ("DUB180040/N0350M0840", "DUB180040", None, 350, 8400.0),
    ],
)
def test_change_of_speed_or_level(text, place, mach, tas, altitude) -> None:
    (point,) = parse_item15(f"N0450F310 {text}").points
    assert point.place == place
    assert isnan(point.mach) if mach is None else point.mach == mach
    assert isnan(point.tas) if tas is None else point.tas == pytest.approx(tas * KNOT)
    assert point.altitude == pytest.approx(altitude)


def test_change_of_rules() -> None:
    one, two = parse_item15("N0450F310 LN VFR DCT LN/N0284A050 IFR").points
    assert (one.rules, two.rules) == ("VFR", "IFR")
    assert two.altitude == pytest.approx(5000 * FOOT)


@pytest.mark.parametrize(
    ("text", "level", "top"),
    [
        ("C/48N050W/M082F290F350", 290, 350 * 100 * FOOT),
        ("C/48N050W/M082F290PLUS", 290, inf),
        ("C/52N050W/M220F580F620", 580, 620 * 100 * FOOT),
    ],
)
def test_cruise_climb(text, level, top) -> None:
    (point,) = parse_item15(f"N0450F310 {text}").points
    assert point.altitude == pytest.approx(level * 100 * FOOT)
    assert point.altitude_top == pytest.approx(top)
    assert degrees(point.lon) == pytest.approx(-50)


def test_the_filed_plan_of_doc_4444() -> None:
    plan = parse_item15("N0450F310 L9 UL9 STU285036/M082F310 UL9 LIMRI\n52N020W 52N030W 50N040W 49N050W")
    assert [p.place for p in plan.points] == [
        "STU285036", "LIMRI", "52N020W", "52N030W", "50N040W", "49N050W",
    ]  # fmt: skip
    assert [p.via for p in plan.points] == ["L9 UL9", "UL9", "DCT", "DCT", "DCT", "DCT"]
    assert plan.points[0].mach == 0.82
    assert plan.last_via == "DCT"


def test_direct_first_departure_arrival_and_truncation() -> None:
    plan = parse_item15("M084F310 DCT CRN DCT BET R20 NABIE SEL1A")
    assert [(p.via, p.name) for p in plan.points] == [("DCT", "CRN"), ("DCT", "BET"), ("R20", "NABIE")]
    assert plan.last_via == "SEL1A"
    cut = parse_item15("M082F310 BCN1G BCN UG1 52N015W T")
    assert [p.via for p in cut.points] == ["BCN1G", "UG1"]
    assert cut.truncated


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "item 15 is empty; write"),
        ("DCT BET", r'word 1 \("DCT"\): it must be speed and level'),
        ("M000F310 DCT BET", "a speed must be more than zero"),
        ("M084F310 DCT DCT BET", r'word 3 \("DCT"\): it follows DCT with no point'),
        ("M084F310 R20 DCT BET", "it follows R20 with no point"),
        ("M084F310 VFR BET", "must follow the point"),
        ("M084F310 BET R20 VFR", "before R20"),
        ("M084F310 BET/F330", "both speed and level"),
        ("M084F310 91N078W", "no such place"),
        ("M084F310 4660N07805W", "no such place"),
        ("M084F310 46N181W", "no such place"),
        ("M084F310 DUB361040", "a bearing must be"),
        ("M084F310 C/48N050W/M082F290", "a cruise climb is written"),
        ("M084F310 C/48N050W/M082F350F290", "must end above"),
        ("M084F310 STAY1/0130", "staying in an area is not supported"),
        ("M084F310 bet", r'word 2 \("bet"\): it must be DCT'),
        ("M084F310 BET;DROP", "it must be DCT"),
        ("M084F310 BET/N0٤٠0F330", "both speed and level"),
    ],
)
def test_what_is_wrong_is_said(text, sentence) -> None:
    with pytest.raises(CaseError, match=sentence) as caught:
        parse_item15(text)
    assert "\n" not in str(caught.value)


WORDS = st.sampled_from([
    "M084F310", "N0480A045", "K0830S1130", "N0100VFR", "DCT", "CRN", "BET", "R20", "UL620", "L9", "46N078W",
    "4620N07805W", "9999N99999W", "DUB180040", "DUB999999", "BET/M084F330", "BET/", "/F330", "/", "C/", "C//",
    "C/48N050W/M082F290F350", "VFR", "IFR", "T", "STAY1/0130", "STAY", "é", "\x00", "M084", "F310", "",
])  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_nothing_but_a_sentence_comes_back(text) -> None:
    try:
        plan = parse_item15(text)
    except CaseError as error:
        assert str(error).isprintable()
    else:
        assert all(point.place for point in plan.points)
        assert parse_item15(plan.text) is not None


@given(
    st.integers(0, 89), st.integers(0, 59), st.sampled_from("NS"), st.integers(0, 179), st.integers(0, 59),
    st.sampled_from("EW"),
)  # fmt: skip
def test_degrees_and_minutes_are_read_as_written(lat, lat_min, ns, lon, lon_min, ew) -> None:
    (point,) = parse_item15(f"M084F310 {lat:02d}{lat_min:02d}{ns}{lon:03d}{lon_min:02d}{ew}").points
    assert abs(degrees(point.lat)) == pytest.approx(lat + lat_min / 60, abs=1e-9)
    assert abs(degrees(point.lon)) == pytest.approx(lon + lon_min / 60, abs=1e-9)
    assert (point.lat >= 0) == (ns == "N") or point.lat == 0
    assert (point.lon >= 0) == (ew == "E") or point.lon == 0
