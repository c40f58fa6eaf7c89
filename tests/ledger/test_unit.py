"""Numbers that work only in another unit, zone or datum."""

from dataclasses import replace
from math import radians

import pytest

from ledger.claims import HOUR, KNOT, MILE, NIGHT, NM, ledger, number, source, time
from truecourse.air.airspeed import tas_from_cas
from truecourse.flight.claim import Grade, Reading, Subject
from truecourse.ledger.mend import Surroundings, mends
from truecourse.ledger.unit import findings


def told(*claims, subjects=(), **more) -> list[str]:
    return [f.reason for f in findings(ledger(*claims, subjects=subjects), **more)]


def test_miles_that_are_told_as_kilometres() -> None:
    wrong = number("p", "a", 200e3, 2e3, told="200 km")
    right = [number(n, n, 200 * NM, NM) for n in "bc"]
    (reason,) = told(wrong, *right)
    assert "nautical miles where kilometres are told" in reason
    assert "statute" not in reason
    assert told(number("p", "a", 500e3, 2e3, told="500 km"), *right) == []


def test_miles_left_open_fit_one_way_only() -> None:
    read = tuple(
        Reading(198 * u, 202 * u, 200 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    vague = number("p", "a", 0, 0, readings=read, told="200 miles")
    (reason,) = told(vague, number("q", "b", 322e3, 1e3))
    assert reason.endswith("only if read as statute miles.")


@pytest.mark.parametrize(
    ("hours", "says"),
    [(9, "UTC+9 taken"), (-4, "UTC-4 taken"), (24, "date line"), (5.5, "UTC+5:30 taken"), (-3.5, "UTC-3:30")],
)
def test_a_clock_of_another_zone(hours: float, says: str) -> None:
    (reason,) = told(time("p", "a", NIGHT + hours * HOUR), time("q", "b", NIGHT), time("r", "c", NIGHT))
    assert says in reason
    assert "fit by chance with p = 0.048" in reason  # 60 s of each of both in 14 h, of 20 changes


def test_a_time_told_in_a_zone_is_not_taken_for_utc() -> None:
    """16:50 in Honolulu is 02:50 UTC: two hours late is another zone's clock, and no slip of UTC."""
    here = time(
        "p", "a", 0, readings=(Reading(NIGHT + 2 * HOUR - 30, NIGHT + 2 * HOUR + 30, how="Pacific/Honolulu"),)
    )
    (reason,) = told(here, time("q", "b", NIGHT), time("r", "c", NIGHT))
    assert (
        "a clock 2 h earlier (another zone's than Pacific/Honolulu)" in reason and "taken for" not in reason
    )


def test_a_flight_level_told_in_metres_for_feet() -> None:
    """31,000 m is no height of an airliner, and just for that a slip."""
    (reason,) = told(
        number("p", "a", 31e3, 500.0, told="31000 m"), *(number(n, n, 31e3 * 0.3048, 15.0) for n in "bc")
    )
    assert "feet where metres are told" in reason


def test_an_hour_and_a_half_is_no_zone() -> None:
    assert told(time("p", "a", NIGHT + 1.5 * HOUR), time("q", "b", NIGHT), time("r", "c", NIGHT)) == []


def test_indicated_or_true_needs_the_height() -> None:
    height, cas = 10668.0, 400 / 3.6
    speed = Subject("x", "speed", "speed")
    tas = float(tas_from_cas(cas, height))
    claims = number("p", "a", cas, 1.0, told="400"), number("q", "b", tas, 4.0), number("r", "c", tas, 4.0)
    around = (Surroundings("x", altitude=height),)
    assert any("indicated, not true" in r for r in told(*claims, subjects=(speed,), surroundings=around))
    assert not any("indicated" in r for r in told(*claims, subjects=(speed,)))


def test_magnetic_or_true_needs_the_variation() -> None:
    nose, degree = Subject("x", "heading", "angle"), radians(1.0)
    claims = (
        number("p", "a", radians(5), degree),
        number("q", "b", radians(-7), degree),
        number("r", "c", radians(353), degree),
    )
    around = (Surroundings("x", variation=radians(-12)),)
    (reason,) = told(*claims, subjects=(nose,), surroundings=around)
    assert "magnetic, not true" in reason


def test_a_reconstruction_may_be_the_truth() -> None:
    speed = Subject("x", "speed", "speed")
    claim = number("p", "a", 500 / 3.6, 1.0, told="500 km/h")
    truth = (("x", Reading(499 * KNOT, 501 * KNOT), "the reconstruction"),)
    assert told(claim, subjects=(speed,), truths=truth) == []  # it may be indicated, or in a wind
    over_ground = replace(claim, datum="ground speed")
    assert "knots where km/h are told" in told(over_ground, subjects=(speed,), truths=truth)[0]


def test_a_change_of_unit_is_not_sought_across_data() -> None:
    speed = Subject("x", "speed", "speed")
    bare = number("p", "a", 400 / 3.6, 3.0, told="400 km/h")
    others = [number(n, n, 400 * KNOT, 3.0, told="400 kt") for n in "bc"]
    (reason,) = told(bare, *others, subjects=(speed,))
    assert "knots where km/h are told" in reason
    assert told(bare, *(replace(c, datum="ground speed") for c in others), subjects=(speed,)) == []


def test_who_meets_one_of_several_has_mistaken_no_unit() -> None:
    """Three that agree have 100 to 101 km in common. 54.26 statute miles, 87.3 km, miss that, and as nautical
    miles, 100.5 km, would not; but 85 to 120 km they meet as they are.
    """
    wide, left, right = (
        number(n, n, (low + high) / 2 * 1e3, (high - low) / 2 * 1e3, told=f"{low} to {high} km")
        for n, low, high in (("b", 85, 120), ("c", 95, 101), ("d", 100, 106))
    )
    near = number("p", "a", 54.26 * MILE, 100.0, told="54.26 statute_mi")
    assert "nautical miles where statute miles are told" in told(near, left, right)[0]
    assert told(near, wide, left, right) == []
    far = number("p", "a", 100.3 * NM, 100.0, told="100.3 nm")
    (finding,) = [f for f in findings(ledger(far, wide, left, right)) if f.claim == "p"]
    assert set(finding.against) == set("bcd")
    assert "does not meet b's 85 to 120 km, c's 95 to 101 km and d's 100 to 106 km" in finding.reason
    assert "a number that has nothing to do with them would after some such change" in finding.reason


def test_only_those_are_named_whom_a_reading_meets() -> None:
    read = tuple(
        Reading(199 * u, 201 * u, 200 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    vague = number("p", "a", 0, 0, readings=read, told="200 miles")
    both = number("q", "b", 324e3, 3e3, told="324 km"), number("r", "c", 330e3, 4e3, told="330 km")
    (finding,) = findings(ledger(vague, *both))
    assert finding.against == ("q",)
    assert finding.reason == "a's 200 miles meets b's 324 km only if read as statute miles."


def test_its_own_number_settles_a_mile_before_others_do() -> None:
    read = tuple(
        Reading(17.45 * u, 17.55 * u, 17.5 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    mile = number("p", "a", 0, 0, readings=read, told="17.5 miles")
    own, other = number("o", "a", 28e3, 500.0, told="28 km"), number("q", "b", 32.4e3, 900.0, told="17.5 nm")
    (found,) = [f for f in findings(ledger(mile, own, other)) if f.claim == "p"]
    assert found.against == ("o",)
    assert found.reason == "a's 17.5 miles (statute miles): so read by its own 28 km (1)."


def test_what_fits_already_is_not_mended() -> None:
    assert mends(Reading(0.0, 2.0), Reading(1.0, 3.0), "length") == ()


def test_of_two_equals_no_name_decides_whose_unit_is_wrong() -> None:
    for first, second in (("p", "q"), ("q", "p")):
        one = number(first, first, 200e3, 2e3, told="200 km")
        other = number(second, second, 200 * NM, NM, told="200 nm")
        found = findings(ledger(one, other))
        assert {f.claim for f in found} == {"p", "q"} and all(f.undecided for f in found)
        assert all(f.reason.endswith("of two equal voices: not decided whose unit is wrong.") for f in found)
        better = findings(ledger(one, other, sources=(source(second, Grade.DRAMA),)))
        assert [(f.claim, f.undecided) for f in better] == [(second, False)]
