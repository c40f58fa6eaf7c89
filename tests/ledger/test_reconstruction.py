"""Claims against made-up flights whose distribution is known."""

from dataclasses import replace
from math import radians

import numpy as np
import pytest
from scipy.stats import norm

from ledger.claims import DENIED, ledger, number, order, place, time, word
from ledger.flights import RADIUS, SPEED, START, box, case, east_along_equator
from truecourse.earth.magnetic import variation
from truecourse.flight.claim import Kind, Reading, Subject
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.ledger.cloud import Cloud, predictive
from truecourse.ledger.finding import Concern
from truecourse.ledger.reconstruction import findings, surroundings, truths
from truecourse.ledger.status import Status

RNG = np.random.default_rng(11)
OFFSETS = 20_000.0 + 1_000.0 * norm.ppf((np.arange(200) + 0.5) / 200)  # normal, 20 km right, 1 km
FLIGHTS = east_along_equator(OFFSETS)
HERE = case()
AT_B = (("fix", "B"), ("leg_from", "A"), ("leg_to", "B"))
ABEAM = Subject("x", "offset", "length", measure="offset_abeam", about=AT_B)


def of(subject, *claims, flights=FLIGHTS, there=HERE):
    return {f.claim: f for f in findings(ledger(*claims, subjects=(subject,)), there, flights)}


def at(hours_after_start: float) -> tuple[tuple[str, str], ...]:
    return (("time", str(np.datetime64(round(START + 3600 * hours_after_start), "s")) + "Z"),)


def test_a_number_in_the_middle_is_supported_and_one_far_out_contradicted():
    found = of(ABEAM, number("in", "s", 20_000.0, 2_000.0), number("out", "s", 30_000.0, 500.0))
    assert found["in"].status is Status.SUPPORTED
    assert found["in"].probability == pytest.approx(1.0, abs=0.02)
    assert found["out"].status is Status.CONTRADICTED
    assert found["out"].kind is Concern.RECONSTRUCTION
    assert "NM" in found["out"].reason


def test_the_probability_is_the_predictive_tail_of_both_errors():
    half = 1_500.0
    found = of(ABEAM, number("c", "s", 22_000.0, half))["c"]
    both = np.hypot(1_000.0, 2 * half / np.sqrt(12.0))
    assert found.probability == pytest.approx(2 * norm.sf(2_000.0 / both), rel=0.03)


def test_a_vague_reconstruction_does_not_support_a_sharp_claim():
    assert of(ABEAM, number("c", "s", 20_000.0, 100.0))["c"].status is Status.AGREES


def _two_humps(shape):
    """Two in three about 0, the others about -38, as where some of the flights turned back."""
    near = RNG.uniform(size=shape) < 2.0 / 3.0
    return np.where(near, 0.0, -38.0) + 1.5 * RNG.standard_normal(shape)


@pytest.mark.parametrize(
    "draw",
    [RNG.standard_normal, lambda shape: RNG.gamma(2.0, 1.0, shape), _two_humps],
    ids=["normal", "skewed", "two humps"],
)
def test_p_is_uniform_where_claims_are_true_and_never_too_small(draw):
    n = 2_000
    draws, truth, said = draw((n, 400)), draw((n,)), 0.2 * RNG.uniform(-1, 1, n)
    p = []
    for values, x in zip(draws, truth + said, strict=True):
        cloud = Cloud(values, np.full(400, 1 / 400), np.zeros(400, np.int64), "length")
        p.append(predictive(Reading(x - 0.2, x + 0.2, x), cloud))
    for level, few, many in ((0.05, 0.6, 1.35), (0.01, 0.4, 1.8), (0.001, 0.0, 4.0)):  # 3 deviations, n even
        assert few * level <= np.mean(np.array(p) < level) <= many * level


def test_a_tail_is_that_of_the_flights_on_its_side():
    values = np.concatenate([1.5 * norm.ppf((np.arange(372) + 0.5) / 372), -38.0 + np.linspace(-1, 1, 28)])
    cloud = Cloud(values, np.full(400, 1 / 400), np.zeros(400, np.int64), "length")

    def p(x):
        return predictive(Reading(x - 0.1, x + 0.1, x), cloud)

    assert p(8.0) < 1e-5  # beyond all of them by as much again: one normal over both gives 0.28
    assert p(-1.5) == pytest.approx(2 * (28 + 372 * norm.cdf(-1.0)) / 400, rel=0.03)
    assert p(-38.0) == pytest.approx(28 / 400, rel=0.1)
    assert p(-48.0) < 0.001
    assert 1e-4 < p(5.0) < 3e-3  # 3.3 deviations out, where a normal has 0.00086 of 372


def test_a_bound_has_the_probability_that_it_holds():
    more = number("more", "s", 0.0, 0.0, readings=(Reading(19_000.0, np.inf, 19_000.0),))
    less = number("less", "s", 0.0, 0.0, readings=(Reading(-np.inf, 15_000.0, 15_000.0),))
    sure = number("sure", "s", 0.0, 0.0, readings=(Reading(10_000.0, np.inf, 10_000.0),))
    found = of(ABEAM, more, less, sure)
    assert found["more"].probability == pytest.approx(norm.cdf(1.0), abs=0.01)
    assert found["more"].status is Status.AGREES
    assert found["less"].status is Status.CONTRADICTED
    assert found["sure"].status is Status.SUPPORTED


def test_an_ambiguous_unit_is_read_the_kinder_way_and_named():
    two = (Reading(9_500.0, 10_500.0, how="statute miles"), Reading(19_000.0, 21_000.0, how="nautical miles"))
    found = of(ABEAM, number("c", "s", 0.0, 0.0, readings=two))["c"]
    assert found.status is not Status.CONTRADICTED
    assert "nautical miles" in found.reason


def test_a_denial_of_what_is_near_certain_is_contradicted():
    no = number("no", "s", 20_000.0, 8_000.0, modality=DENIED)
    off = number("off", "s", 60_000.0, 1_000.0, modality=DENIED)
    found = of(ABEAM, no, off)
    assert found["no"].status is Status.CONTRADICTED
    assert found["off"].status is Status.SUPPORTED


def test_the_tail_of_one_cause_is_not_that_of_another():
    offsets = np.concatenate([OFFSETS, OFFSETS + 100_000.0])
    weights = np.repeat([0.9 / 200, 0.1 / 200], 200)
    flights = east_along_equator(offsets, weights=weights)
    flights.cause[200:] = 1
    found = of(
        ABEAM,
        number("between", "s", 70_000.0, 500.0),
        number("other", "s", 120_000.0, 500.0),
        flights=flights,
    )
    assert found["other"].probability == pytest.approx(0.1, rel=0.1)
    assert found["between"].probability == pytest.approx(0.2, rel=0.05)  # a tenth lie further out: two-sided


def test_a_claim_that_is_evidence_is_not_supported_and_says_so():
    b = Fix("B", 0.0, radians(178.0))
    seen = Observation(
        "radar", Seen.OFFSET_ABEAM, START, 60.0, 20_100.0, 500.0, "g", Use.EXPLAIN, START, 0.05, place=b
    )
    there, flights = case(observations=(seen,)), east_along_equator(OFFSETS, observations=("radar",))
    claims = (number("same", "s", 20_000.0, 2_000.0), number("other", "s", 30_000.0, 2_000.0))
    found = of(ABEAM, *claims, flights=flights, there=there)
    assert found["same"].status is Status.AGREES
    assert "used radar, 10.85 ± 0.27 NM, so that" in found["same"].reason
    assert found["other"].status is Status.CONTRADICTED
    assert "used radar, 10.85 ± 0.27 NM of the same thing" in found["other"].reason
    unused = of(ABEAM, *claims, there=there)  # at an earlier stage it was not known
    assert unused["same"].status is Status.SUPPORTED


def seen(name, kind, t, value=np.nan, error=1.0, t_error=60.0, use=Use.EXPLAIN, **more):
    return Observation(name, kind, t, t_error, value, error, "g", use, START, 0.05, **more)


def test_flights_that_miss_what_they_were_drawn_to_do_not_deny_it():
    b = Fix("B", 0.0, radians(178.0))
    radar = seen("radar", Seen.OFFSET_ABEAM, START, 30_000.0, 500.0, place=b)
    there, flights = case(observations=(radar,)), east_along_equator(OFFSETS, observations=("radar",))
    found = of(ABEAM, number("c", "s", 30_000.0, 500.0), flights=flights, there=there)["c"]
    assert found.status is Status.UNTESTABLE
    assert "a residual of its own" in found.reason
    assert of(ABEAM, number("c", "s", 30_000.0, 500.0), there=there)["c"].status is Status.CONTRADICTED


def test_the_case_s_own_error_of_a_value_is_the_least_that_it_has():
    b = Fix("B", 0.0, radians(178.0))
    inquiry = seen("inquiry", Seen.DERIVED, START, 30_000.0, 6_000.0, place=b, use=Use.COMPARE)
    claims = (number("same", "s", 30_000.0, 500.0), number("other", "s", 33_000.0, 500.0))
    found = of(ABEAM, *claims, there=case(observations=(inquiry,)))
    assert found["same"].probability == pytest.approx(
        2 * norm.sf(10_000.0 / np.hypot(1_000.0, 6_000.0)), rel=0.02
    )
    assert found["other"].status is Status.CONTRADICTED


def _span(start, end):
    return (("from_subject", start), ("to_subject", end))


def test_what_a_cause_a_duration_and_a_level_were_made_from_supports_none():
    b = Fix("B", 0.0, radians(178.0))
    when = START + radians(8.0) * RADIUS / SPEED
    used = (
        seen("radar", Seen.OFFSET_ABEAM, when, 20_000.0, 500.0, place=b),
        seen("recorder", Seen.HEADING_MAGNETIC, START, radians(90.0), radians(1.0), t_end=when),
        seen("level", Seen.LEVEL, START + 60.0, 10_000.0, 30.0),
        seen("climbed", Seen.LEVEL, START + 9_000.0, 10_600.0, 30.0),
    )
    there = case(observations=used)
    flights = east_along_equator(OFFSETS, observations=tuple(o.id for o in used))
    subjects = (
        Subject("cause", "why", measure="cause"),
        Subject("off", "take-off", "time", measure="take_off"),
        Subject("abeam", "abeam", "time", measure="passage_time", about=AT_B),
        Subject("span", "span", "duration", measure="duration", about=_span("off", "abeam")),
        Subject("early", "level", "length", measure="level_at", about=at(2.0)),
        Subject("late", "level", "length", measure="level_at", about=at(3.0)),
        Subject("lost", "span", "duration", measure="duration", about=_span("off", "span")),
    )  # fmt: skip
    claims = (
        word("w", "s", "heading-hold", subject="cause"),
        number("n", "s", when - START, 60.0, subject="span", kind=Kind.INTERVAL),
        number("e", "s", 10_000.0, 50.0, subject="early"),
        number("l", "s", 10_000.0, 50.0, subject="late"),
        number("x", "s", 10.0, 5.0, subject="lost", kind=Kind.INTERVAL),
    )
    book = ledger(*claims, subjects=subjects)
    found = {f.claim: f for f in findings(book, there, flights)}
    assert [found[c].status for c in "wne"] == 3 * [Status.AGREES]
    assert "recorder, 90 ± 1° of the same thing" in found["w"].reason
    assert "radar, 1983" in found["n"].reason and "± 1 min" in found["n"].reason
    assert "used level, " in found["e"].reason and "used level" not in found["l"].reason
    assert "do not show when span was" in found["x"].reason
    free = {f.claim: f.status for f in findings(book, there, FLIGHTS)}  # at a stage when none was known
    assert [free[c] for c in "wnel"] == 4 * [Status.SUPPORTED]


def test_support_asks_the_middle_to_lie_within_the_claim():
    found = of(ABEAM, number("in", "s", 20_500.0, 1_000.0), number("by", "s", 21_500.0, 1_000.0))
    assert [found[c].status for c in ("in", "by")] == [Status.SUPPORTED, Status.AGREES]


def test_a_word_as_likely_as_its_opposite_is_not_decided():
    flights = east_along_equator([0.0], names=("heading-hold", "inertial"), probabilities=(0.6, 0.4))
    cause = Subject("x", "cause", measure="cause")
    found = of(cause, word("h", "s", "heading-hold"), word("i", "s", "inertial"), flights=flights)
    assert {f.status for f in found.values()} == {Status.UNTESTABLE}
    assert "probability 0.6 and its opposite 0.4" in found["h"].reason


def test_orders_are_read_off_flights_that_have_both_times():
    there = case(box("west", -1.0, 175.0, 1.0, 176.0), box("east", -1.0, 178.0, 1.0, 179.0))
    ends = tuple(
        Subject(name, name, "time", measure="region_entry", about=(("region", name),))
        for name in ("west", "east")
    )
    claims = (
        order("as", "s", "west", "east"), order("reversed", "s", "east", "west"),
        order("no", "s", "east", "west", modality=DENIED), order("unseen", "s", "west", "alarm"),
    )  # fmt: skip
    claims = tuple(replace(c, subject="west") for c in claims)
    found = {f.claim: f for f in findings(ledger(*claims, subjects=ends), there, FLIGHTS)}
    assert [found[c].status for c in ("as", "reversed", "no", "unseen")] == [
        Status.SUPPORTED, Status.CONTRADICTED, Status.SUPPORTED, Status.UNTESTABLE]  # fmt: skip
    assert "do not show when alarm was" in found["unseen"].reason


def test_times_are_told_in_utc():
    passage = Subject("x", "passage", "time", measure="passage_time", about=AT_B)
    when = START + radians(8.0) * RADIUS / SPEED
    found = of(passage, time("good", "s", when), time("late", "s", when + 600.0))
    assert found["good"].status is not Status.CONTRADICTED
    assert found["late"].status is Status.CONTRADICTED
    assert "UTC" in found["late"].reason


def test_an_airspeed_is_given_the_wind_and_not_supported():
    speed = Subject("x", "speed", "speed", measure="speed_at", about=at(1.0))
    found = of(
        speed,
        number("tas", "s", 240.0, 2.0, datum="true airspeed"),
        number("gs", "s", 240.0, 2.0, datum="ground speed"),
    )
    assert found["tas"].status is Status.AGREES
    assert "39 kt of wind" not in found["gs"].reason
    assert "wind" in found["tas"].reason
    assert found["gs"].status is Status.SUPPORTED


def test_heights_not_by_pressure_are_given_the_weather():
    level = Subject("x", "level", "length", measure="level_at", about=at(1.0))
    found = of(
        level,
        number("radar", "s", 9_600.0, 50.0, datum="radar height"),
        number("sea", "s", 9_600.0, 50.0, datum="AMSL"),
        number("gauge", "s", 9_600.0, 50.0, datum="pressure altitude"),
    )
    assert found["radar"].status is not Status.CONTRADICTED
    assert found["sea"].probability == pytest.approx(found["radar"].probability)
    assert found["gauge"].status is Status.CONTRADICTED
    assert "ft" in found["gauge"].reason


def test_angles_go_round_north():
    flights = east_along_equator(np.zeros(50))
    about = radians(1.0) * norm.ppf((np.arange(50) + 0.5) / 50)
    flights.heading_magnetic[:] = np.mod(about, 2 * np.pi)[:, None]
    heading = Subject("x", "heading", "angle", measure="heading_at", about=at(1.0))
    found = of(
        heading,
        number("north", "s", radians(359.5), radians(1.0)),
        number("south", "s", radians(180.0), radians(1.0)),
        flights=flights,
    )
    assert found["north"].status is Status.SUPPORTED
    assert found["south"].status is Status.CONTRADICTED


def test_places_by_both_spreads():
    where = Subject("x", "place", "position", measure="position_at", about=at(1.0))
    lon = 170.0 + np.degrees(SPEED * 3600.0 / RADIUS)
    south = -np.degrees(20_000.0 / 6_335_439.0)
    found = of(
        where,
        place("near", "s", south, lon, 2_000.0),
        place("far", "s", south, lon - 1.0, 2_000.0),
        place("vague", "s", south, lon - 1.0, 100_000.0),
    )
    assert found["near"].status is Status.SUPPORTED
    assert found["far"].status is Status.CONTRADICTED
    assert found["vague"].probability == pytest.approx(np.exp(-0.5 * (111_319.5 / 100_000.0) ** 2), rel=0.02)


def test_sides_and_causes():
    side = Subject("x", "side", measure="deviation_side", about=at(1.0))
    found = of(
        side, word("s", "s", "south"), word("e", "s", "east"), word("n", "s", "north"), word("u", "s", "up")
    )
    assert [found[k].status for k in "snu"] == [Status.SUPPORTED, Status.CONTRADICTED, Status.UNTESTABLE]
    flights = east_along_equator(
        [0.0], names=("heading-hold", "deliberate", "odd"), probabilities=(0.9996, 0.0004, np.nan)
    )
    cause = Subject("x", "cause", measure="cause", about=(("on purpose", "deliberate"),))
    found = of(cause, word("h", "s", "heading-hold"), word("p", "s", "on purpose"), word("o", "s", "odd"),
               word("d", "s", "on-purpose", modality=DENIED), flights=flights)  # fmt: skip
    assert [found[k].status for k in "hpod"] == [
        Status.SUPPORTED, Status.CONTRADICTED, Status.UNTESTABLE, Status.SUPPORTED]  # fmt: skip


def test_what_came_after_the_flight_was_disturbed_is_untestable():
    level = Subject("x", "level", "length", measure="level_at", about=at(2.0))
    flights = east_along_equator([0.0, 1.0], undisturbed_until=START + 3600.0)
    found = of(level, number("c", "s", 10_000.0, 100.0), flights=flights)["c"]
    assert found.status is Status.UNTESTABLE
    assert "something outside" in found.reason


def test_every_claim_has_one_finding_and_none_without_flights():
    other = Subject("y", "who knew")
    claims = (number("a", "s", 20_000.0, 2_000.0), word("b", "s", "he", subject="y", kind=Kind.IDENTITY))
    book = ledger(*claims, subjects=(ABEAM, other))
    found = findings(book, HERE, FLIGHTS)
    assert sorted(f.claim for f in found) == ["a", "b"]
    assert {f.claim: f.status for f in found}["b"] is Status.UNTESTABLE
    assert findings(book, HERE, None) == ()
    assert findings(book, None, FLIGHTS)[0].status is Status.UNTESTABLE


def test_what_the_reconstruction_knows_serves_the_checks_of_units():
    book = ledger(subjects=(ABEAM, Subject("h", "level", "length", measure="level_at", about=at(1.0))))
    known = {name: reading for name, reading, _ in truths(book, HERE, FLIGHTS)}
    assert known["x"].low == pytest.approx(20_000.0 - 1_645.0, rel=0.005)
    assert known["x"].high == pytest.approx(20_000.0 + 1_645.0, rel=0.005)
    assert {s.subject: s.altitude for s in surroundings(book, FLIGHTS)}["h"] == pytest.approx(10_000.0)


def test_surroundings_have_the_variation_of_a_heading():
    heading = Subject("x", "heading", "angle", measure="heading_at", about=at(1.0))
    (here,) = surroundings(ledger(subjects=(heading,)), FLIGHTS)
    there = float(variation(0.0, radians(170.0) + SPEED * 3600.0 / RADIUS, 10_000.0, START + 3600.0))
    assert here.variation == pytest.approx(there, abs=radians(0.1)) and here.altitude == 10_000.0


def test_a_heading_from_true_north_is_less_by_the_variation_before_it_is_held_to_the_compass():
    """The flights' noses stand 90° magnetic; where they are an hour on the variation is some 10° east."""
    heading = Subject("x", "heading", "angle", measure="heading_at", about=at(1.0))
    there = float(variation(0.0, radians(170.0) + SPEED * 3600.0 / RADIUS, 10_000.0, START + 3600.0))
    assert there > radians(8.0)
    half, true = radians(2.0), radians(90.0) + there
    found = of(
        heading,
        number("true", "s", true, half, datum="true heading"),
        number("bare", "s", true, half),
        number("magnetic", "s", true, half, datum="magnetic"),
        number("nose", "s", radians(90.0), half),
        number("wrong", "s", radians(90.0), half, datum="true"),
        number("grid", "s", radians(90.0), half, datum="grid"),
    )
    assert found["true"].status is found["nose"].status is Status.SUPPORTED
    assert found["bare"].status is Status.AGREES and "taken as degrees true" in found["bare"].reason
    assert found["magnetic"].status is found["wrong"].status is Status.CONTRADICTED
    assert found["grid"].status is Status.UNTESTABLE


def test_the_case_s_own_take_off_denies_no_claim_as_it_supports_none():
    off = Subject("off", "take-off", "time", measure="take_off")
    found = of(off, time("same", "s", START, subject="off"), time("late", "s", START + 600.0, subject="off"))
    assert found["same"].status is Status.AGREES
    assert found["late"].status is Status.UNTESTABLE and "tests nothing" in found["late"].reason


def test_an_indicated_speed_beyond_sound_is_not_for_want_of_a_height():
    speed = Subject("v", "speed", "speed", measure="speed_at", about=at(1.0))
    fast = number("c", "s", 400.0, 1.0, subject="v", datum="indicated")
    found = of(speed, fast)["c"]
    assert found.status is Status.UNTESTABLE and "beyond the speed of sound" in found.reason
    assert "height is not known" not in found.reason
