"""Names become places by name, place and edition; what is elsewhere today is refused."""

from itertools import pairwise
from math import asin, cos, degrees, radians, sin, sqrt

import pytest
from pyproj import Geod

from truecourse.feeds.errors import CaseError
from truecourse.feeds.item15 import parse_item15
from truecourse.feeds.route import by_name, distance, resolve
from truecourse.flight.fix import Fix

NM = 1852.0
ROUTE = "M084F310 DCT CRN DCT BET R20 NABIE R20 NUKKS R20 NEEVA R20 NINNO"


def fix(name: str, lat_deg: float, lon_deg: float, edition: str = "1983") -> Fix:
    return Fix(name, radians(lat_deg), radians(lon_deg), edition=edition)


ANC = fix("ANC", 61.167866, -149.960143)
NABIE_IN_TEXAS = fix("NABIE", 30.9, -96.1, "2026")  # about where a fix of that name is today
NEEVA_IN_ARKANSAS = fix("NEEVA", 35.2, -92.4, "2026")
FIXES = {
    f.name: f
    for f in (
        fix("CRN", 61.10175, -155.568611),
        fix("BET", 60.784833, -161.824333),
        fix("NABIE", 59.3, -171.756667),
        fix("NUKKS", 57.25, 179.738333),
        fix("NEEVA", 54.678333, 172.196667),
        fix("NINNO", 52.358333, 165.38),
    )
}


def with_(*changed: Fix) -> tuple[Fix, ...]:
    return tuple((FIXES | {f.name: f for f in changed}).values())


def test_the_route_of_1983_has_its_places() -> None:
    plan = resolve(parse_item15(ROUTE), with_(), ANC)
    assert [p.fix.name for p in plan.points] == ["ANC", "CRN", "BET", "NABIE", "NUKKS", "NEEVA", "NINNO"]
    assert [p.via for p in plan.points[2:4]] == ["DCT", "R20"]
    assert plan.mach == 0.84


def on_a_sphere(a: Fix, b: Fix) -> float:
    """Haversine, on a sphere of 6371 km: the founding table's legs were computed so, 0.3 % short here."""
    half = sin((b.lat - a.lat) / 2) ** 2 + cos(a.lat) * cos(b.lat) * sin((b.lon - a.lon) / 2) ** 2
    return 2 * 6371000.0 * asin(sqrt(half))


def test_legs_are_as_long_as_the_founding_table_and_pyproj_say(validation) -> None:
    legs = [310.5, 295.1, 296.5, 280.2]  # NM, from Bethel on
    names = ["BET", "NABIE", "NUKKS", "NEEVA", "NINNO"]
    worst = 0.0
    for (a, b), leg in zip(pairwise(FIXES[name] for name in names), legs, strict=True):
        _, _, metres = Geod(ellps="WGS84").inv(*map(degrees, (a.lon, a.lat, b.lon, b.lat)))
        assert distance(a, b) == pytest.approx(metres, abs=1e-6)
        worst = max(worst, abs(on_a_sphere(a, b) / NM - leg))
    validation(
        "feeds", "places of R20, Bethel to NINNO", worst, "NM", 0.06, "founding table's legs, on its sphere"
    )
    assert worst < 0.06


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        ((NABIE_IN_TEXAS,), r"NABIE is at 30\.900 N 96\.100 W in edition 2026, \d+ NM from BET"),
        ((NEEVA_IN_ARKANSAS,), r"NEEVA is at 35\.200 N 92\.400 W in edition 2026, \d+ NM from NUKKS"),
        ((NABIE_IN_TEXAS, NEEVA_IN_ARKANSAS), "NABIE is at 30.900 N 96.100 W"),
        ((fix("NINNO", -33.0, 18.0),), r"NINNO is at 33\.000 S 18\.000 E"),
    ],
)
def test_a_name_that_is_elsewhere_today_is_refused(moved, sentence) -> None:
    with pytest.raises(CaseError, match=sentence) as caught:
        resolve(parse_item15(ROUTE), with_(*moved), ANC)
    assert "give the place it had at the time" in str(caught.value)


def test_two_neighbours_both_elsewhere_are_refused() -> None:
    moved = (NABIE_IN_TEXAS, fix("NUKKS", 35.2, -92.4))
    with pytest.raises(CaseError, match="NABIE is at"):
        resolve(parse_item15(ROUTE), with_(*moved), ANC)


def test_of_two_editions_the_one_on_the_route_is_taken() -> None:
    fixes = (NABIE_IN_TEXAS, NEEVA_IN_ARKANSAS, *with_())
    plan = resolve(parse_item15(ROUTE), fixes, ANC)
    assert {p.fix.edition for p in plan.points} == {"1983"}
    chosen = by_name(fixes, [p.fix for p in plan.points])
    assert chosen["NABIE"].edition == "1983"


def test_a_place_written_in_degrees_means_what_it_says() -> None:
    plan = resolve(parse_item15("M084F310 DCT CRN 3054N09606W DCT BET"), with_(), ANC)
    assert degrees(plan.points[2].fix.lat) == pytest.approx(30.9)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(
        CaseError, match=r"XYZZY is not among the fixes of this case; add it under \[\[fixes\]\]"
    ):
        resolve(parse_item15("M084F310 DCT XYZZY"), with_(), ANC)


@pytest.mark.parametrize("text", ["M084F310 DCT BET DCT BET", "M084F310 DCT CRN 61N150W 61N150W"])
def test_a_leg_without_length_is_refused(text) -> None:
    with pytest.raises(CaseError, match=r"the leg \w+ to \w+ has no length.*take one out"):
        resolve(parse_item15(text), with_(), ANC)


def test_out_and_back_is_a_route() -> None:
    plan = resolve(parse_item15("M084F310 DCT BET"), with_(), ANC, destination=ANC)
    assert [p.fix.name for p in plan.points] == ["ANC", "BET", "ANC"]


def test_a_route_that_ends_overhead_ends_once() -> None:
    plan = resolve(parse_item15(ROUTE), with_(), ANC, destination=FIXES["NINNO"])
    assert [p.fix.name for p in plan.points][-2:] == ["NEEVA", "NINNO"]


def test_bearing_and_distance_need_the_variation_and_use_it() -> None:
    plan = parse_item15("M084F310 BET090060")
    with pytest.raises(CaseError, match="magnetic bearing"):
        resolve(plan, with_(), ANC)
    place = resolve(plan, with_(), ANC, variation=lambda lat, lon: radians(18.4)).points[1].fix
    bet = FIXES["BET"]
    azimuth, _, metres = Geod(ellps="WGS84").inv(*map(degrees, (bet.lon, bet.lat, place.lon, place.lat)))
    assert azimuth == pytest.approx(108.4, abs=1e-6)
    assert metres == pytest.approx(60 * NM, abs=1e-3)
