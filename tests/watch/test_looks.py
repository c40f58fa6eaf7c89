"""What the watch leaves out changes nothing: looks that are skipped, courses not flown, copies not made."""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from truecourse.airspace.entries import entries
from truecourse.airspace.index import Areas, only, prepare
from truecourse.earth.geodesy import direct
from truecourse.flight.airspace import Airspace
from truecourse.flight.alert import Rule
from truecourse.flight.tracks import Tracks
from truecourse.watch import area, scan
from truecourse.watch.clearing import Asked, clearing_headings
from truecourse.watch.monitor import assign, in_place, init, step, summary
from truecourse.watch.state import GOLDEN
from watch.flights import DEG, MINUTE, T0, every, fix, join, of, pick, plan, reports, run, said, straight

TURNS = np.radians(np.concatenate([[0.0], np.ravel([(x, -x) for x in range(5, 181, 5)])]))


def _about(lat: float, lon: float, radius: float, name: str, **more: object) -> Airspace:
    turn = np.linspace(2.0 * np.pi, 0.0, 12, endpoint=False)  # counter-clockwise: the inside is meant
    return Airspace(name, "danger", (np.stack(direct(lat, lon, turn, radius)[:2], axis=-1),), **more)


def _plain(areas: Areas, number: int, d: dict[str, float], span: float) -> float:
    """The heading that clears an area, every course of the whole length looked at."""
    courses, reach = d["course"] + TURNS, max(d["gs"] * span, 18520.0)
    way = reach * np.array([0.0, 0.5, 1.0])
    lat, lon, _ = direct(d["lat"], d["lon"], courses[:, None], way)
    t, level = np.broadcast_to(d["t"] + way / d["gs"], lat.shape), np.full(lat.size, d["altitude"])
    first = np.arange(0, lat.size + 1, 3)
    met = entries(
        Tracks(("",) * len(courses), first, t.ravel(), lat.ravel(), lon.ravel(), level), only(areas, number)
    )
    out = np.zeros(len(courses))
    np.maximum.at(out, met.flight, np.where(met.entry_t > d["t"] + 1e-3, np.inf, met.exit_t - d["t"]))
    if np.all(out > 0.0):
        best = int(np.argmin(out))
        return courses[best] if np.isfinite(out[best]) and out[best] < reach / d["gs"] else np.nan
    for i in np.flatnonzero(out == 0.0):
        if out[i + 2 if i + 2 < len(out) else i] == 0.0:
            return courses[i]
    return courses[np.flatnonzero(out == 0.0)[0]]


def test_the_heading_that_clears_is_the_one_of_all_courses_flown_to_their_ends() -> None:
    rng = np.random.default_rng(5)
    lat, lon = np.arcsin(rng.uniform(-0.999, 0.999, 60)), rng.uniform(-np.pi, np.pi, 60)
    size = 10 ** rng.uniform(4, 5.3, 60)
    hours = [((), ((T0, T0 + 600.0),), ((T0 + 300.0, T0 + 9e3),))[i % 3] for i in range(60)]
    areas = prepare(
        [_about(lat[i], lon[i], size[i], f"A{i}", ceiling=9e3, active=hours[i]) for i in range(60)]
    )
    away = size * rng.choice([0.3, 1.2, 3.0, 10.0], 60)
    at_lat, at_lon, back = direct(lat, lon, rng.uniform(0, 2 * np.pi, 60), away)
    asked = Asked(
        at_lat, at_lon, rng.choice([5e3, 10e3, np.nan], 60), rng.choice([0.0, 100.0, 240.0, 900.0], 60),
        back + np.pi + rng.normal(0.0, 0.3, 60), np.arange(60), rng.choice([1800.0, 7200.0], 60),
        T0 + rng.uniform(0.0, 600.0, 60),
    )  # fmt: skip
    found = clearing_headings(areas, asked)
    assert np.isfinite(found).sum() > 30
    for i in range(60):
        d = {name: float(getattr(asked, name)[i]) for name in ("lat", "lon", "altitude", "gs", "course", "t")}
        plain = _plain(areas, i, d, float(asked.span[i])) if d["gs"] > 0.0 else np.nan
        np.testing.assert_equal(found[i], plain)


@cache
def _wanderers() -> tuple[dict[str, np.ndarray], tuple[Airspace, ...], list]:
    """Flights with and without a plan, some off it, among areas of every level and of some hours."""
    rng, flown, words, drawn = np.random.default_rng(8), [], [], []
    for key in range(1, 13):
        start, course = fix("start", *rng.uniform(-100, 100, 2)), rng.uniform(0, 2 * np.pi)
        end = direct(start.lat, start.lon, course, [8e5, 16e5])
        if key % 3:
            legs = (start, *(SimpleNamespace(name=f"W{k}", lat=end[0][k], lon=end[1][k]) for k in (0, 1)))
            words.append(said(plan(legs), key=key))
        off = rng.choice([0.0, 8.0]) * DEG
        climb = rng.choice([-8.0, 0.0, 0.0])
        more = straight(start, course + off, every(4.0, 14), key=key, vertical_rate=climb)
        more["altitude"] = 10e3 + climb * (more["t"] - T0)
        flown.append(more)
        for k in range(6):
            where = direct(start.lat, start.lon, course + rng.normal(0, 0.1), rng.uniform(0, 9e5))
            floor = rng.choice([0.0, 5e3, 9.5e3])
            active = () if k % 3 else ((T0 + rng.uniform(0, 300), T0 + 4000.0),)
            place, size = (float(where[0]), float(where[1])), rng.uniform(1e4, 5e4)
            limits = {"floor": floor, "ceiling": floor + 4e3, "active": active}
            drawn.append(_about(*place, size, f"A{key}.{k}", **limits))
    columns = join(*flown)
    return pick(columns, np.argsort(columns["t"], kind="stable")), tuple(drawn), words


def test_looks_that_are_left_out_would_have_said_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    columns, drawn, words = _wanderers()
    begun = assign(init(None, drawn), words)
    alerts = run(begun, columns, T0 + 20 * MINUTE)[1]
    monkeypatch.setattr(area, "near", lambda areas, boxes: np.ones(len(boxes.low), bool))
    monkeypatch.setattr(area, "_wake", lambda kept: -np.inf)
    assert run(begun, columns, T0 + 20 * MINUTE)[1] == alerts
    looks = {dict(a.details)["look"] for a in of(alerts, Rule.AREA, None)}
    assert looks == {"inside", "tactical", "strategic"}
    assert len(of(alerts, Rule.AREA, None)) > 40


def test_a_watch_in_place_says_the_same_and_is_used_up() -> None:
    columns, drawn, words = _wanderers()
    columns = pick(columns, columns["t"] <= T0 + 7 * MINUTE)
    kept = assign(init(None, drawn), words)
    whole = run(kept, columns)[1]
    going, alerts = in_place(kept), ()
    for t in np.arange(T0, T0 + 7.5 * MINUTE, 30.0):
        part = pick(columns, np.flatnonzero((columns["t"] >= t) & (columns["t"] < t + 30.0)))
        before, (going, new) = going, step(going, reports(part), t + 29.9)
        alerts += new
        with pytest.raises(ValueError, match="used up"):
            step(before, reports(part), t + 29.9)
    assert sorted(map(str, alerts)) == sorted(map(str, whole))
    assert dict(summary(going))["taken"] == len(columns["t"])
    assigned = assign(going, words)
    with pytest.raises(ValueError, match="used up"):
        assign(going, words)
    assert dict(summary(assigned))["words waiting"] >= len(words)
    assert run(kept, columns)[1] == whole


def test_long_looks_spread_over_the_minute() -> None:
    taken = []
    for key in range(1, 601):
        s, t = SimpleNamespace(first=0.0, t=0.0, share=key * GOLDEN % 1.0), []
        for _ in range(4):
            t.append(s.t)
            s.t = scan.next_look.py_func(s, 60.0)
        assert t[1] == 60.0
        assert max(np.diff(t)) < 60.0 + 1e-9
        assert t[3] - t[2] == pytest.approx(60.0)
        taken.append(t[3])
    assert np.histogram(np.array(taken) % 60.0, bins=12, range=(0, 60))[0] == pytest.approx(50, abs=3)
