"""MODE: the filters are exact, the odds come true, and KAL 007 would have been named in time."""

import numpy as np
import pytest

import truecourse as tc
from truecourse.earth import geodesy
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.investigation.fly import fly_case
from truecourse.watch import mode
from truecourse.watch.mode import DISPLACED, MAGNETIC, ROUTE, TRUE, Where
from truecourse.watch.mode_cross import (
    BEGINS,
    CLOSING,
    CUT,
    DISPLACEMENT,
    FLOWN,
    FROM,
    JOINING,
    LOOSE,
    SHARES,
    STEERING,
    TIGHT,
    members_forward,
    members_seen,
    members_start,
)
from truecourse.watch.mode_filter import (
    PARAMETERS,
    along_forward,
    entry,
    heading_forward,
    seen_line,
    seen_plane,
)
from watch.flown import NM, fly, heard

TEN = np.log(10.0)
P = mode._parameters(mode.Priors(speed_walk=0.0, heading_walk=0.0), calm=False)
assert P.shape == (PARAMETERS,)
DT = np.array([12.0, 12.0, 40.0, 12.0, 300.0, 12.0, 12.0, 90.0, 12.0, 24.0])
T = np.concatenate([[0.0], np.cumsum(DT)])
NOISE = 300.0**2
WALK = 0.005**2 / 600.0
SPEED, LENGTH, ERROR = 240.0, 300e3, 2.0**2  # of a flight's beginning: m/s, m of the leg, (m/s)² of its slope


def _gaussian(x, cov):
    """Log density of a zero-mean Gaussian."""
    return float(-0.5 * (x @ np.linalg.solve(cov, x) + np.linalg.slogdet(2 * np.pi * cov)[1]))


def _matern(times):
    """Covariance of one wind component, Rasmussen & Williams (2006) eq. 4.17."""
    r = P[1] * np.abs(times[:, None] - times[None, :])
    return P[0] ** 2 * (1 + r) * np.exp(-r)


def _carried(times):
    """Metres that wind at `times` carries by each: trapezoids."""
    carried = np.zeros((times.size, times.size))
    for k in range(1, times.size):
        carried[k] = carried[k - 1]
        carried[k, [k - 1, k]] += 0.5 * (times[k] - times[k - 1])
    return carried


@entry
def _along(mean, cov, dt, seen, noise, p, work):
    total, go = 0.0, work[2, 1]
    for k in range(dt.size):
        go[0] = dt[k]
        along_forward(mean, cov, go, p, work)
        total += seen_line(mean, cov, (seen[k], noise, 1.0), work[2, 0])[0]
    return total


@entry
def _members(s, dt, seen, rate, p, work):
    s.length = LENGTH
    members_start(s, (seen[0], NOISE, rate, ERROR, SPEED), p, work[2, 0])
    for k in range(dt.size):
        members_forward(s, dt[k], p, work)
        members_seen(s, seen[k + 1], NOISE, 0.0, work[2, 0])


@entry
def _heading(mean, cov, dt, seen, noise, p, work):
    total, go = 0.0, work[2, 1]
    for k in range(dt.size):
        go[0], go[1] = dt[k], 0.3
        heading_forward(mean, cov, go, p, work)
        total += seen_plane(mean, cov, seen[k, 0], seen[k, 1], noise)[0]
    return total


def test_progress_along_is_the_exact_marginal_likelihood(validation) -> None:
    rng = np.random.default_rng(1)
    speed = 15.0
    carried = _carried(T)[1:]
    exact = carried @ _matern(T) @ carried.T + speed**2 * np.outer(T[1:], T[1:]) + NOISE * np.eye(DT.size)
    worst = 0.0
    for _ in range(5):
        x = np.linalg.cholesky(exact) @ rng.standard_normal(DT.size)
        cov = np.diag([0.0, speed**2, P[0] ** 2, (P[0] * P[1]) ** 2])
        got = _along(np.zeros(4), cov, DT, x, NOISE, P.copy(), np.zeros((3, 8, 8)))
        worst = max(worst, abs(got - _gaussian(x, exact)))
    validation("watch", "MODE: log likelihood along the route", worst, "nats", 1e-6, "all positions at once")
    assert worst < 1e-6


def _across(member: int) -> np.ndarray:
    """Covariance of all cross-tracks at `T` and, last, of the slope that begins them."""
    begins, share = BEGINS[member] ** 2, STEERING[member] ** 2 / BEGINS[member] ** 2
    tau, l, drift, slope = P[6], P[7], P[5] ** 2, P[5] ** 2 + (P[4] * SPEED / LENGTH) ** 2  # noqa: E741
    place = P[4] ** 2
    if member == CLOSING:  # half the walk's spectral density times the correlation time is its variance
        drift, slope, place = drift + 0.5 * WALK * FLOWN**2 * tau, slope + (CUT * SPEED) ** 2, place + FROM**2
    apart, least = np.abs(T[:, None] - T[None, :]), np.minimum(T[:, None], T[None, :])
    gone, fade = tau * (1 - np.exp(-T / tau)), np.exp(-T / tau)
    drifted = 2 * tau * least + tau**2 * (fade[:, None] + fade[None, :] - np.exp(-apart / tau) - 1)
    stays, rises = (1 + l * T) * np.exp(-l * T), T * np.exp(-l * T)
    steered = share * (1 + l * apart) * np.exp(-l * apart)
    steered += (1 - share) * (np.outer(stays, stays) + l**2 * np.outer(rises, rises))
    exact = np.zeros((T.size + 1, T.size + 1))
    exact[:-1, :-1] = place + drift * drifted + (slope - drift) * np.outer(gone, gone) + begins * steered
    exact[:-1, :-1] += NOISE * np.eye(T.size)
    exact[-1, :-1] = exact[:-1, -1] = slope * gone + begins * l**2 * rises
    exact[-1, -1] = slope + begins * l**2 + ERROR + (STEERING[member] * l) ** 2
    return exact


def test_errors_across_are_the_exact_marginal_likelihood(validation) -> None:
    """Drift is the integral of an Ornstein-Uhlenbeck process (Särkkä & Solin 2019), steering Matérn."""
    rng, worst = np.random.default_rng(2), 0.0
    for member in (TIGHT, LOOSE, JOINING, CLOSING):
        exact = _across(member)
        x = np.linalg.cholesky(exact) @ rng.standard_normal(T.size + 1)
        if member == CLOSING:  # one that comes towards the route, and is not there yet
            x[0], x[-1] = 5.0 * NM, -20.0
        state, p = mode.init(1), P.copy()
        p[3] = WALK
        _members(state[0], DT, x[:-1], x[-1], p, np.zeros((3, 8, 8)))
        wide = exact.copy()
        wide[:-1, :-1] += DISPLACEMENT**2
        for h, cov in enumerate((exact, wide) if member in (TIGHT, LOOSE) else (exact,)):
            half = np.log(2.0) if member == CLOSING else 0.0
            expected = _gaussian(x, cov) + SHARES[h][member] + np.log(SPEED) + half
            worst = max(worst, abs(state["members"][0, h, member] - expected))
    validation("watch", "MODE: log likelihood across the route", worst, "nats", 1e-6, "all positions at once")
    assert worst < 1e-6


def test_a_held_heading_is_the_exact_marginal_likelihood_where_angles_are_small(validation) -> None:
    rng = np.random.default_rng(3)
    speed, nose, sd, turn = 240.0, 0.7, 2.0, 1e-3  # a milliradian: cosines are straight lines
    toward = np.array([np.cos(nose + 0.3), np.sin(nose + 0.3)])
    aside = np.array([-toward[1], toward[0]])
    carried, times = _carried(T)[1:], T[1:]
    wind = carried @ _matern(T) @ carried.T
    grow = np.outer(times, times)
    cov = np.kron(wind + NOISE * np.eye(DT.size), np.eye(2))
    cov += np.kron(grow * sd**2, np.outer(toward, toward)) + np.kron(
        grow * (speed * turn) ** 2, np.outer(aside, aside)
    )
    x = (np.linalg.cholesky(cov) @ rng.standard_normal(2 * DT.size)).reshape(-1, 2)
    start = np.zeros((8, 8))
    start[2, 2], start[3, 3] = sd**2, turn**2
    for row in (4, 6):
        start[row, row], start[row + 1, row + 1] = P[0] ** 2, (P[0] * P[1]) ** 2
    mean = np.zeros(8)
    mean[2], mean[3] = speed, nose
    seen = x + speed * times[:, None] * toward
    off = abs(
        _heading(mean, start, DT, seen, NOISE, P.copy(), np.zeros((3, 8, 8))) - _gaussian(x.ravel(), cov)
    )
    validation("watch", "MODE: log likelihood of a held heading", off, "nats", 0.02, "all positions at once")
    assert off < 0.02


@pytest.fixture(scope="module")
def races():
    """Findings by truth, of 60 flights each."""
    rng = np.random.default_rng(7)
    found = {}
    for truth in (ROUTE, MAGNETIC, TRUE, DISPLACED):
        flown = fly(rng, 60, truth)
        slots, reports, where = heard(flown)
        found[truth] = (mode.update(mode.init(60), slots, reports, where)[1], flown[-1])
    return found


def _first(findings, slot, rule):
    rows = np.flatnonzero((findings.slot == slot) & rule)
    return rows[0] if rows.size else None


def test_ten_to_one_against_the_route_is_right_ten_times_in_eleven(races, validation) -> None:
    right = wrong = 0
    for truth, (findings, _) in races.items():
        for slot in range(60):
            claimed = _first(findings, slot, findings.log_bayes_factor >= TEN) is not None
            right += claimed and truth != ROUTE
            wrong += claimed and truth == ROUTE
    validation("watch", "MODE: 10-to-1 claims against the route that are wrong", wrong / (right + wrong), "",
               1 / 11, f"{right + wrong} claims on 240 simulated flights, 60 of each hypothesis")  # fmt: skip
    assert right > 60
    assert wrong / (right + wrong) <= 1 / 11


def test_ten_to_one_for_a_hypothesis_by_name_is_right_ten_times_in_eleven(races, validation) -> None:
    right = wrong = 0
    for truth, (findings, _) in races.items():
        for slot in range(60):
            rule = (findings.log_bayes_factor >= TEN) & (findings.lead >= TEN)
            row = _first(findings, slot, rule)
            if row is not None:
                right += findings.mode[row] == truth
                wrong += findings.mode[row] != truth
    validation("watch", "MODE: 10-to-1 claims of one hypothesis against all others, wrong",
               wrong / (right + wrong), "", 1 / 11, f"{right + wrong} on the same flights")  # fmt: skip
    assert right > 20
    assert wrong / (right + wrong) <= 1 / 11


def _kal007(cause: str):
    """The flight flown, seen every 12 s with 0.3 NM of noise, and where it is on its route as cleared.

    It was cleared direct to Bethel from where it was at 13:02:30, and obeys within a minute.
    """
    case = tc.open_case("kal007")
    track = fly_case(case, cause, {}).columns
    t = np.arange(track["t"][0] + 210.0, track["t"][0] + 5700.0, 12.0)
    rng = np.random.default_rng(11)
    lat = np.interp(t, track["t"], track["lat"])
    lon = np.interp(t, track["t"], np.unwrap(track["lon"]))
    fixes = [(lat[0], lon[0]), *((p.fix.lat, p.fix.lon) for p in case.plan.points[2:])]
    lat = lat + rng.normal(0.0, 0.3 * NM / 6.37e6, t.size)
    lon = lon + rng.normal(0.0, 0.3 * NM / 6.37e6, t.size) / np.cos(lat)
    leg, cross, course, to_go = np.zeros(t.size, np.int64), *np.zeros((3, t.size))
    now = 0
    for i in range(t.size):
        while True:
            foot = geodesy.project(lat[i], lon[i], *fixes[now], *fixes[now + 1])
            onward, _, left = geodesy.inverse(foot.lat, foot.lon, *fixes[now + 1])
            if foot.along_track < geodesy.inverse(*fixes[now], *fixes[now + 1])[2]:
                break
            now += 1
        leg[i], cross[i], course[i], to_go[i] = now, foot.cross_track, onward, left
    columns = blank(t.size)
    columns |= {"t": t, "lat": lat, "lon": lon, "altitude": np.interp(t, track["t"], track["altitude"])}
    columns["vertical_rate"] = np.gradient(columns["altitude"], t)
    columns["heard"][:] = Heard.SECONDARY
    state = mode.init(1)
    _, findings = mode.update(state, np.zeros(t.size, np.int64), Reports(**columns),
                              Where(cross, course, to_go, leg))  # fmt: skip
    return case.t_start, findings


def test_kal007_is_said_to_hold_245_magnetic_before_1435(validation) -> None:
    t_start, findings = _kal007("heading-hold")
    claims = np.flatnonzero(findings.log_bayes_factor >= TEN)
    first = (findings.t[claims[0]] - t_start) / 60.0
    validation("watch", "MODE: KAL 007 at 10 to 1, minutes after 13:00", first, "min", 95.0, "issue: 14:35")
    assert first < 95.0
    named = claims[findings.lead[claims] >= TEN]
    assert set(findings.mode[named]) == {MAGNETIC}
    assert (findings.t[named[0]] - t_start) / 60.0 < 95.0
    assert (
        abs(np.degrees(findings.heading_magnetic[named[-1]]) - 246.0) < 6.0
    )  # a wind nobody knows, 18 m/s, is 4 degrees
    assert "to 1 that it holds about 24" in mode.words(findings, named[-1])
    since = (findings.since[named[-1]] - t_start) / 60.0
    validation("watch", "MODE: KAL 007's heading dated, minutes after 13:00", since, "min", 10.0,
               "the heading was held from the third minute on")  # fmt: skip
    assert since < 10.0


def test_kal007_as_cleared_is_never_said_to_hold_a_heading() -> None:
    _, findings = _kal007("as-cleared")
    assert findings.row.size > 50
    assert findings.log_bayes_factor.max() < TEN


def test_what_a_crew_says_and_what_has_no_route_is_left_out() -> None:
    slots, reports, where = heard(fly(np.random.default_rng(1), 3, ROUTE, 0.3), Heard.CREW)
    assert mode.update(mode.init(3), slots, reports, where)[1].row.size == 0
    slots, reports, where = heard(fly(np.random.default_rng(1), 3, ROUTE, 0.3))
    nowhere = where._replace(cross_track=np.full(slots.size, np.nan))
    assert mode.update(mode.init(3), slots, reports, nowhere)[1].row.size == 0


def test_batches_are_as_good_as_one_and_room_changes_nothing() -> None:
    slots, reports, where = heard(fly(np.random.default_rng(5), 4, MAGNETIC, 0.6))
    _, whole = mode.update(mode.init(4), slots, reports, where)
    half = slots.size // 2
    cut = lambda r, part: type(r)(**{  # noqa: E731
        name: getattr(r, name)[part] for name in r.__dataclass_fields__ if name != "names"})  # fmt: skip
    state, pieces = mode.init(4), []
    for part in (slice(0, half), slice(half, None)):
        places = Where(*(None if c is None else c[part] for c in where))
        state, found = mode.update(mode.grow(state, 8), slots[part], cut(reports, part), places)
        pieces.append(found.log_bayes_factor)
    np.testing.assert_array_equal(np.concatenate(pieces), whole.log_bayes_factor)


def test_a_clearance_begins_the_test_afresh() -> None:
    slots, reports, where = heard(fly(np.random.default_rng(5), 1, MAGNETIC, 0.6))
    state, before = mode.update(mode.init(1), slots, reports, where)
    later = type(reports)(**{
        name: getattr(reports, name) + (2200.0 if name == "t" else 0)
        for name in Reports.__dataclass_fields__
        if name not in ("names", "on_ground", "heard", "sensor", "key")
    } | {name: getattr(reports, name) for name in ("on_ground", "heard", "sensor", "key")})  # fmt: skip
    _, after = mode.update(mode.reset(state, np.array([0])), slots, later, where)
    assert after.since.min() >= later.t[0] > before.since.max()
