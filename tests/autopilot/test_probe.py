"""What is read off a flight, against its full track; and that batches, threads and causes change nothing."""

import numpy as np
import pytest

from autopilot.flights import DEG, NM, Command, air, batch, flight, flown, metres, places, questions
from truecourse.autopilot import fly as engine
from truecourse.autopilot.environment import nodes
from truecourse.autopilot.fly import Duration, ask, duration, fly
from truecourse.earth.geodesy import cross_track, project
from truecourse.earth.nvector import from_nvector
from truecourse.flight.orders import Mode, perfect

ROUTE = places((61, -150), (60, -160), (57, 180), (50, 165))
SECONDS = 14000.0


@pytest.fixture(scope="module")
def environment():
    return air(
        ROUTE, wind=lambda lat, lon: (12 + 0 * lat, 6 * np.sin(3 * lon)), variation=lambda lat, lon: 0.3 * lat
    )


def many(n=30):
    """Flights of every mode, with winds, airspeeds and instruments of their own."""
    draw = np.random.default_rng(1)
    kinds = [
        (Command(0.0, Mode.HEADING_MAGNETIC, 235 * DEG),),
        (Command(0.0, Mode.HEADING_TWICE, 225 * DEG), Command(900.0, Mode.COURSE, 250 * DEG)),
        (Command(0.0, Mode.HEADING_TRUE, 200 * DEG), Command(150.0, direct=1, leg=1)),
    ]
    orders = batch(
        [flight(ROUTE, *kinds[k % 3], altitude=0.0, levels=[(0.0, 9000.0)], nose=4.0) for k in range(n)]
    )
    errors = perfect(n)._replace(
        compass_error=draw.normal(0, 0.02, n),
        ramp=draw.normal(0, 0.3, (n, 2, 2)),
        offset=draw.normal(0, 500, (n, 2, 2)),
    )
    wind = draw.normal(0, 5, orders.wind_error.shape)
    return orders._replace(speed=draw.normal(1, 0.02, n), wind_error=wind), errors


def row(of, j):
    """One flight of a batch."""
    return type(of)(*(part[j : j + 1] if np.ndim(part) else part for part in of))


def test_states_are_those_of_the_track(environment):
    orders, errors = many(6)
    tracks = fly(orders, errors, environment, duration(SECONDS))
    times = np.array([0.0, 77.0, 3601.5, 9000.0, SECONDS])
    answers = ask(orders, errors, environment, questions(environment, times), duration(SECONDS))
    for track, state in zip(tracks, answers.state, strict=True):
        p = np.stack([np.interp(times, track[:, 0], track[:, k]) for k in (1, 2, 3)], 1)
        assert metres(p / np.linalg.norm(p, axis=1, keepdims=True), state[:, :3]).max() < 0.01
        np.testing.assert_allclose(state[:, 3], np.interp(times, track[:, 0], track[:, 4]), atol=1e-6)
        after = np.clip(np.searchsorted(track[:, 0], times), 1, len(track) - 1)
        np.testing.assert_array_equal(state[:, 4:8], track[after, 5:9])


def test_what_is_after_the_end_or_never_passed_is_missing(environment):
    orders = flight(ROUTE, Command(0.0, Mode.HEADING_TRUE, 90 * DEG))
    answers = ask(
        orders, perfect(1), environment, questions(environment, [3601.0], ROUTE, [1]), duration(3600.0)
    )
    assert np.isnan(answers.state).all()
    assert np.isnan(answers.abeam).all()
    assert np.isnan(answers.report).all()


def test_passages_abeam_are_those_of_geodesy(environment, validation):
    orders, _ = many(6)
    answers = ask(
        orders, perfect(6), environment, questions(environment, (), ROUTE, [1, 2]), duration(SECONDS)
    )
    fine = fly(orders, perfect(6), environment, duration(SECONDS, 10.0))
    worst, late = 0.0, 0.0
    for j in range(6):
        lat, lon = from_nvector(fine[j][:, 1:4])
        for k in (0, 1):
            ends = (*from_nvector(ROUTE[k]), *from_nvector(ROUTE[k + 1]))
            seen = project(lat, lon, *ends)
            to_go = project(*ends[2:], *ends).along_track - seen.along_track
            at = int(np.argmax(to_go <= 0.0))
            assert at > 0
            share = to_go[at - 1] / (to_go[at - 1] - to_go[at])
            off = seen.cross_track[at - 1] * (1 - share) + seen.cross_track[at] * share
            when = fine[j][at - 1, 0] * (1 - share) + fine[j][at, 0] * share
            worst = max(worst, abs(float(off) - answers.abeam[j, k, 1]))
            late = max(late, abs(float(when) - answers.abeam[j, k, 0]))
            assert (
                abs(answers.report[j, k] - answers.abeam[j, k, 0]) < 1e-6
            )  # a perfect unit passes where it is
    assert worst < 0.2 * NM
    assert late < 5.0
    validation("autopilot", "offset abeam a fix, up to 100 NM aside", worst / NM, "NM", 0.2, "PROJ geodesics")


def test_crossings_are_where_the_track_crosses(environment):
    """The area south of 58°: its edge is a parallel, so the distance is known exactly at every node."""
    lat, _ = nodes(environment.plane)
    edges = ((lat - 58 * DEG) * 6371000.0)[None]
    orders, errors = many(6)
    crossed = ask(
        orders, errors, environment, questions(environment, edges=edges), duration(SECONDS)
    ).crossing
    for track, found in zip(fly(orders, errors, environment, duration(SECONDS, 5.0)), crossed, strict=True):
        south = from_nvector(track[:, 1:4])[0] - 58 * DEG
        at = int(np.argmax(south <= 0.0))
        assert abs(track[at, 0] - found[0, 0]) < 15.0


def test_one_by_one_in_batches_and_on_threads_is_the_same(environment, monkeypatch):
    orders, errors = many(30)
    asked = questions(environment, [500.0, 9000.0], ROUTE, [1, 2])
    time = duration(SECONDS)
    whole = ask(orders, errors, environment, asked, time, workers=1)
    monkeypatch.setattr(engine, "CHUNK", 4)
    threaded = ask(orders, errors, environment, asked, time, workers=2)
    single = [ask(row(orders, j), row(errors, j), environment, asked, time) for j in range(30)]
    for k in range(len(whole)):
        np.testing.assert_array_equal(whole[k], threaded[k])
        np.testing.assert_array_equal(whole[k], np.concatenate([one[k] for one in single]))


def test_nothing_recompiles_for_another_number_or_another_cause(environment):
    """One compilation serves every test of this session: other routes, grids, modes, numbers."""
    for n in (1, 2, 31):
        orders, errors = many(n)
        fly(orders, errors, environment, duration(600.0))
        ask(orders, errors, environment, questions(environment, [1.0]), duration(600.0))
    assert len(engine._fly_and_answer.signatures) == 1  # everything else is inside it


def test_flights_that_run_out_of_rows_are_missing_and_many_are_refused(environment):
    plain = flight(ROUTE, Command(0.0, Mode.HEADING_TRUE, 240 * DEG))
    busy = flight(
        ROUTE, *[Command(60.0 * k, Mode.HEADING_TRUE, (240 + 40 * (k % 2)) * DEG) for k in range(14)]
    )
    short = Duration(3600.0, 120.0, 34)
    asked = questions(environment, [60.0])
    few = batch([busy] + 199 * [plain])
    answers = ask(few, perfect(200), environment, asked, short)
    assert np.isnan(answers.state[0]).all()
    assert np.isfinite(answers.state[1:]).all()
    with pytest.raises(ValueError, match="ran out of steps before 3600 s"):
        ask(batch([busy, plain]), perfect(2), environment, asked, short)
    with pytest.raises(ValueError, match="ran out of steps"):
        fly(few, perfect(200), environment, short)


def test_the_track_turns_with_the_earth_and_crosses_180(environment):
    """Turning everything in longitude turns the track: nothing is special about any meridian."""
    cos, sin = np.cos(2.0), np.sin(2.0)
    turn = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    command = Command(0.0, Mode.COURSE, 250 * DEG)
    a = flown(flight(ROUTE, command), air(ROUTE, wind=(10.0, 5.0)), SECONDS)
    b = flown(flight(ROUTE @ turn, command), air(ROUTE @ turn, wind=(10.0, 5.0)), SECONDS)
    lon = from_nvector(a[:, 1:4])[1]
    assert np.abs(np.diff(lon)).max() > 6.0
    assert metres(a[:, 1:4] @ turn, b[:, 1:4]).max() < 1.0
    assert np.isfinite(
        cross_track(*from_nvector(a[:, 1:4]), *from_nvector(ROUTE[0]), *from_nvector(ROUTE[1]))
    ).all()
