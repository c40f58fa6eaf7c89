"""Measures of straight flights along the equator, where longitude is distance: exact, also across 180."""

from dataclasses import replace
from math import pi, radians

import numpy as np
import pytest

from ledger.flights import RADIUS, SPEED, START, STEP, box, case, east_along_equator, fix
from truecourse.flight.claim import Subject
from truecourse.ledger.crossing import TOGETHER
from truecourse.ledger.measure import MEASURES, View, measured


def iso(t: float) -> str:
    return str(np.datetime64(round(t * 1000), "ms")) + "Z"


def read(measure, flights, a_case=None, subjects=(), **about):
    subject = Subject(
        "x", "x", measure=measure, about=tuple((k.rstrip("_"), str(v)) for k, v in about.items())
    )
    known = {s.id: s for s in (subject, *subjects)}
    return measured(subject, View(flights, a_case, known))


FLIGHTS = east_along_equator([0.0, 20_000.0, -35_000.0])
HERE = case(box("zone", -1.0, 175.0, 1.0, 177.0), box("beyond", -1.0, -178.0, 1.0, -177.0))


def arrival(degrees_east: float) -> float:
    return START + radians(degrees_east) * RADIUS / SPEED


def test_passage_abeam_a_fix_is_when_its_meridian_is_crossed():
    t = read("passage_time", FLIGHTS, HERE, fix="B", leg_from="A", leg_to="B")
    assert t[0] == pytest.approx(arrival(8.0), abs=0.01)
    assert t == pytest.approx(np.full(3, arrival(8.0)), abs=0.1)  # parallels so near are as long


def test_passage_beyond_180_is_found_too():
    t = read("passage_time", FLIGHTS, HERE, fix="C", leg_from="B", leg_to="C")
    assert t[0] == pytest.approx(arrival(20.0), abs=0.01)


def test_offset_abeam_is_positive_to_the_right():
    off = read("offset_abeam", FLIGHTS, HERE, fix="B", leg_from="A", leg_to="B")
    assert off == pytest.approx([0.0, 20_000.0, -35_000.0], abs=0.5)


@pytest.mark.parametrize("degrees_east", [4.0, 13.0])  # before B, and beyond 180 degrees on the way to C
def test_offset_at_a_time_is_from_the_leg_flown(degrees_east):
    off = read("offset_at", FLIGHTS, HERE, time=iso(arrival(degrees_east)))
    assert off == pytest.approx([0.0, 20_000.0, -35_000.0], abs=0.5)


def test_the_side_is_a_true_bearing():
    side = read("deviation_side", FLIGHTS, HERE, time=iso(arrival(4.0)))
    assert side[1] == pytest.approx(pi, abs=1e-3)
    assert np.cos(side[2]) == pytest.approx(1.0, abs=1e-5)


def test_regions_are_entered_and_left():
    into = read("region_entry", FLIGHTS, HERE, region="zone", which=1)
    out = read("region_exit", FLIGHTS, HERE, region="zone")
    assert into == pytest.approx(np.full(3, arrival(5.0)), abs=0.2)
    assert out == pytest.approx(np.full(3, arrival(7.0)), abs=0.2)
    assert read("region_entry", FLIGHTS, HERE, region="beyond") == pytest.approx(
        np.full(3, arrival(12.0)), abs=0.3
    )


def test_a_second_entry_that_never_was_is_missing():
    assert np.isnan(read("region_entry", FLIGHTS, HERE, region="zone", which=2)).all()
    assert read("region_entry", FLIGHTS, HERE, region="nowhere") is None


def test_a_headland_and_the_coast_behind_a_bay_are_one_stay():
    bay = radians(1.0) * RADIUS / SPEED  # 464 s: less than ten minutes
    there = case(*(replace(box("coast", -1.0, 175.0, 1.0, 175.5), rings=(
        box("", -1.0, 175.0, 1.0, 175.5).rings + box("", -1.0, 176.5, 1.0, 178.0).rings
        + box("", -1.0, 180.0, 1.0, 181.0).rings)),))  # fmt: skip
    assert bay < TOGETHER < 2.0 * bay
    for which, (into, out) in {1: (5.0, 8.0), 2: (10.0, 11.0)}.items():
        entry = read("region_entry", FLIGHTS, there, region="coast", which=which)
        left = read("region_exit", FLIGHTS, there, region="coast", which=which)
        assert entry == pytest.approx(np.full(3, arrival(into)), abs=0.3)
        assert left == pytest.approx(np.full(3, arrival(out)), abs=0.3)
    assert np.isnan(read("region_entry", FLIGHTS, there, region="coast", which=3)).all()


def test_a_flight_without_places_takes_nothing_from_the_others():
    flights = east_along_equator([0.0, 20_000.0, -35_000.0])
    flights.lat[1] = np.nan
    into = read("region_entry", flights, HERE, region="zone")
    assert into[[0, 2]] == pytest.approx(np.full(2, arrival(5.0)), abs=0.2)
    assert np.isnan(into[1])


def test_the_date_line_is_crossed_at_180():
    t = read("crosses_180", FLIGHTS)
    assert t[0] == pytest.approx(arrival(10.0), abs=0.01)
    assert np.isnan(
        read("crosses_180", east_along_equator([0.0], lon=-10.0))
    ).all()  # 0 degrees is no date line


def test_durations_are_between_two_measures():
    ends = (
        Subject("in", "", "time", measure="region_entry", about=(("region", "zone"),)),
        Subject("out", "", "time", measure="region_exit", about=(("region", "zone"),)),
        Subject("start", "", "time", measure="take_off"),
        Subject("told", "", "time"),
    )
    two_degrees = radians(2.0) * RADIUS / SPEED
    assert read("duration", FLIGHTS, HERE, ends, from_subject="in", to_subject="out") == pytest.approx(
        np.full(3, two_degrees), abs=0.3
    )
    since = read("duration", FLIGHTS, HERE, ends, from_subject="start", to_subject="in")
    assert since[0] == pytest.approx(radians(5.0) * RADIUS / SPEED, abs=0.2)
    assert read("duration", FLIGHTS, HERE, ends, from_subject="start", to_subject="told") is None


def test_columns_at_a_time_and_between():
    t = iso(START + 90.0)
    gone = FLIGHTS.t - START
    rising = replace(FLIGHTS, gs=FLIGHTS.gs + 0.1 * gone, altitude=FLIGHTS.altitude + gone)
    assert read("speed_at", rising, time=t) == pytest.approx(np.full(3, SPEED + 9.0))
    assert read("level_at", rising, time=t) == pytest.approx(np.full(3, 10_090.0))
    mean = read("speed_between", rising, from_=iso(START + 30.0), to=iso(START + 630.0))
    assert mean == pytest.approx(np.full(3, SPEED + 33.0))


def test_headings_go_round():
    north = np.where(np.arange(201) % 2 == 0, radians(358.0), radians(4.0))
    flights = east_along_equator([0.0])
    flights.heading_magnetic[:] = north
    mean = read("heading_between", flights, from_=iso(START), to=iso(START + 59 * STEP))
    assert np.degrees(mean) == pytest.approx([1.0], abs=1e-9)
    between = read("heading_at", flights, time=iso(START + 0.5 * STEP))
    assert np.degrees(between) == pytest.approx([1.0], abs=1e-9)


def test_places_and_distances():
    t = iso(arrival(4.0))
    place = np.degrees(read("position_at", FLIGHTS, time=t))
    assert place[0] == pytest.approx([0.0, 174.0], abs=1e-5)
    assert read("distance_to_place_at", FLIGHTS, lat_deg=0, lon_deg=175, time=t)[0] == pytest.approx(
        radians(1.0) * RADIUS, abs=1.0
    )
    assert read("distance_to_region_at", FLIGHTS, HERE, region="zone", time=t)[0] == pytest.approx(
        radians(1.0) * RADIUS, abs=1.0
    )
    inside = read("distance_to_region_at", FLIGHTS, HERE, region="zone", time=iso(arrival(6.0)))
    assert (inside < 0.0).all()


def test_every_measure_is_total():
    empty = east_along_equator([0.0], steps=0)
    for measure in MEASURES:
        for flights, there in ((FLIGHTS, None), (empty, HERE), (FLIGHTS, HERE)):
            got = read(measure, flights, there)  # nothing named
            assert got is None or got.shape[0] == len(flights.weights)
            got = read(
                measure, flights, there, fix="Z", leg_from="A", region="zone", time="soon", from_=1, to=""
            )
            assert got is None or got.shape[0] == len(flights.weights)


def test_times_outside_the_flight_are_missing():
    assert np.isnan(read("level_at", FLIGHTS, time=iso(START - 1.0))).all()
    assert np.isnan(read("offset_at", FLIGHTS, HERE, time=iso(START + 1e6))).all()


def test_a_leg_of_no_length_has_no_passage():
    there = case(fixes=(fix("D", 0.0, 170.0),))
    assert np.isnan(read("passage_time", FLIGHTS, there, fix="B", leg_from="A", leg_to="D")).all()
