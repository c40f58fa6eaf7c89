"""The demonstration: what radar saw as published, every cause flown, and the bundled files as made."""

import json
from dataclasses import replace

import numpy as np
import pytest

from truecourse.drill.demonstration import RADARS, demonstrations, imagined
from truecourse.drill.radar import Radar, between, horizon, merged, plots
from truecourse.earth.geodesy import cross_track, inverse
from truecourse.evidence.causes.all import CAUSES
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.words import read_words
from truecourse.flight.reports import Heard

NM = 1852.0


def of(drills, cause):
    return next(drill for drill in drills if drill.cause == cause)


def radar_at(drill, t: float) -> tuple[float, float]:
    r = drill.reports
    seen = np.flatnonzero((r.heard == Heard.SECONDARY) & (np.abs(r.t - t) < 60.0))
    return float(np.mean(r.lat[seen])), float(np.mean(r.lon[seen]))


def test_every_cause_is_flown(night) -> None:
    names = {cause.name for cause in CAUSES}
    assert {drill.cause for drill in night.full} == names == {drill.cause for drill in night.ended}
    with pytest.raises(ValueError, match="'ended' or 'full'"):
        demonstrations(night.case, night.wind, "none")


def test_the_flight_is_where_radar_had_it(night, validation) -> None:
    fixes = {p.fix.name: p.fix for p in night.case.plan.points}
    for start, end, minutes, published, near in (
        ("ANC", "CRN", 27.5, 6.0, 2.0), ("CRN", "BET", 49.5, 12.0, 2.5), ("BET", "NABIE", 92.0, 60.0, 6.0),
    ):  # fmt: skip
        a, b = fixes[start], fixes[end]
        at = radar_at(of(night.full, "heading-hold"), night.case.t_start + 60.0 * minutes)
        off = float(cross_track(*at, a.lat, a.lon, b.lat, b.lon)) / NM
        validation("drill", f"synthetic KAL 007 right of {a.name}-{b.name}", f"{off:.1f}", "NM",
                   f"{published:g} +- {near:g}", "ICAO 1993 as quoted")  # fmt: skip
        assert off == pytest.approx(published, abs=near)


def test_radar_ends_shortly_after_bethel_in_one_version_only(night) -> None:
    ended, full = (of(drills, "heading-hold").reports for drills in (night.ended, night.full))
    last = ended.t[ended.heard == Heard.SECONDARY].max() - night.case.t_start
    assert 50 * 60 < last < 60 * 60
    assert set(ended.sensor[ended.heard == Heard.SECONDARY]) == {1, 2, 3}
    after = full.t[full.heard == Heard.SECONDARY]
    assert np.diff(after).max() < 60.0
    assert after.max() > night.case.undisturbed_until


def test_the_crew_says_on_route(night) -> None:
    for drills in (night.ended, night.full):
        drill = of(drills, "heading-hold")
        crew = drill.reports.heard == Heard.CREW
        fixes = {(p.fix.lat, p.fix.lon) for p in night.case.plan.points}
        said = set(zip(drill.reports.lat[crew], drill.reports.lon[crew], strict=True))
        assert len(said) == 4
        assert said <= fixes


def test_reports_are_in_order_and_words_too(night) -> None:
    for drill in (*night.ended, *night.full):
        assert (np.diff(drill.reports.received) >= 0.0).all()
        assert (drill.reports.received >= drill.reports.t).all()
        assert sorted(w.t for w in drill.assigned) == [w.t for w in drill.assigned]
        assert drill.cause == "as-cleared" or drill.off > drill.began


def test_a_spoofed_flight_broadcasts_another_place_than_radar_sees(night) -> None:
    r = of(night.full, "satellite-navigation").reports
    t = night.case.t_start + 2 * 3600.0
    own = np.flatnonzero((r.heard == Heard.ADS_B) & (np.abs(r.t - t) < 30.0))
    apart = inverse(
        *radar_at(of(night.full, "satellite-navigation"), t), r.lat[own].mean(), r.lon[own].mean()
    )
    assert float(apart[2]) > 50 * NM


def test_plots_have_the_noise_and_bias_of_their_radar(night) -> None:
    from truecourse.drill.flown import fly_stories
    from truecourse.drill.mishaps import as_cleared

    short = replace(night.case, t_end=night.case.t_start + 5400.0)
    flown = fly_stories((as_cleared(night.case, (0.0, 0.0)),), short, night.wind)
    radar = Radar(
        9, "test", np.radians(60.0), np.radians(-156.0), height=1e4, period=1.0, reach=5e5, detects=0.9,
        range_noise=100.0, azimuth_noise=0.001, range_bias=250.0, azimuth_bias=0.002,
    )  # fmt: skip
    rng = np.random.default_rng(5)
    seen = plots(rng, radar, flown, 0, 1)
    lat, lon = (np.interp(seen.t, flown.t, getattr(flown, name)[:, 0]) for name in ("lat", "lon"))
    course, _, far = inverse(radar.lat, radar.lon, lat, lon)
    towards, _, measured = inverse(radar.lat, radar.lon, seen.lat, seen.lon)
    n = len(seen.t)
    assert np.mean(measured - far) == pytest.approx(250.0, abs=4 * 100.0 / np.sqrt(n))
    assert np.std(measured - far) == pytest.approx(100.0, rel=0.05)
    assert np.mean(towards - course) == pytest.approx(0.002, abs=4 * 0.001 / np.sqrt(n))
    assert np.std(towards - course) == pytest.approx(0.001, rel=0.05)
    within = inverse(radar.lat, radar.lon, flown.lat[:, 0], flown.lon[:, 0])[2] < radar.reach
    assert n / (4.0 * within.sum()) == pytest.approx(0.9, abs=0.02)  # a row each 4 s, a turn each second
    both = merged([seen, seen])
    assert len(between(both, seen.received[10], seen.received[20]).t) == 20


def test_radar_horizon_is_the_published_rule() -> None:
    # d (NM) = 1.23 (sqrt(h1 ft) + sqrt(h2 ft)), the common radar horizon (ICAO EUR Doc 024 gives 1.23)
    radar = Radar(1, "x", 0.0, 0.0, height=100 * 0.3048)
    expected = 1.23 * (np.sqrt(100.0) + np.sqrt(31_000.0)) * NM
    assert float(horizon(radar, np.array(31_000 * 0.3048))) == pytest.approx(expected, rel=5e-3)


def test_the_bundled_files_are_readable_and_said_to_be_synthetic(night) -> None:
    from importlib.resources import files

    import pyarrow.parquet as pq

    folder = files("truecourse.cases") / "kal007"
    known = {r.number for r in RADARS + imagined(night.case)}
    for version in ("ended", "full"):
        path = folder / f"surveillance-{version}.parquet"
        reports = [batch for batch, _ in open_source(path)]
        made = of(getattr(night, version), "heading-hold").reports
        made_plots = made.heard == Heard.SECONDARY
        assert sum(len(r.t) for r in reports) == made_plots.sum()
        assert {int(s) for r in reports for s in r.sensor} <= known
        assert b"SYNTHETIC" in pq.read_schema(path).metadata[b"source"]
        words = read_words(folder / f"surveillance-{version}.jsonl", night.case.fixes)
        assert not words.tally.wrong or not any(words.tally.wrong.values())
        assert [w.t for w in words.assigned] == sorted(w.t for w in of(night.full, "heading-hold").assigned)
        assert len(words.reports.t) == 4
        lines = (folder / f"surveillance-{version}.jsonl").read_text(encoding="utf-8").splitlines()
        assert all(json.loads(line)["flight"] == "KAL007" for line in lines)
    assert "synthetic" in (folder / "SURVEILLANCE.md").read_text(encoding="utf-8")
