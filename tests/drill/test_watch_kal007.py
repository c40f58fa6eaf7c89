"""What would have been said that night, and on flights that went wrong otherwise: the watch on the drill.

The surveillance is synthetic. Each drill is heard minute by minute, as a live feed would bring it.
"""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from truecourse.drill.demonstration import Drill
from truecourse.drill.radar import between, merged
from truecourse.drill.score import Truth, by_rule, first_alerts, nuisances, rate
from truecourse.drill.traffic import clean_traffic
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.watch.monitor import assign, init, step
from truecourse.watch.site import Site

BUFFER = "kamchatka-buffer-200km"
ALARMS = (Rule.ROUTE, Rule.LEVEL, Rule.HEADING, Rule.MODE, Rule.GNSS, Rule.AREA, Rule.WAYPOINT)


def clock(t: float) -> str:
    return datetime.fromtimestamp(t, UTC).strftime("%H:%M:%S")


def watched(drill: Drill, night, areas, until: float, every: float = 60.0) -> list[Alert]:
    """Every line the watch says of a drill, up to a time (POSIX s)."""
    watch = assign(init(Site(wind=night.wind), areas), drill.assigned)
    alerts: list[Alert] = []
    t = night.case.t_start
    while t < until:
        watch, said = step(watch, between(drill.reports, t, t + every), t + every)
        alerts += said
        t += every
    return alerts


def first(alerts: list[Alert], rule: Rule, **details: str) -> Alert | None:
    for alert in alerts:
        told = dict(alert.details)
        fits = all(told.get(name) == value for name, value in details.items())
        if alert.rule is rule and alert.state is not Phase.END and fits:
            return alert
    return None


def of(drills, cause: str) -> Drill:
    return next(drill for drill in drills if drill.cause == cause)


@pytest.fixture(scope="module")
def said(night) -> dict[str, list[Alert]]:
    """What the watch says by 14:36, of both versions."""
    areas = tuple(area for area in night.case.airspaces if area.name == BUFFER)
    until = night.case.t_start + 96 * 60.0
    return {v: watched(of(getattr(night, v), "heading-hold"), night, areas, until) for v in ("ended", "full")}


@pytest.mark.parametrize("version", ["ended", "full"])
def test_the_route_is_left_by_1335(said, night, version: str, validation) -> None:
    alert = first(said[version], Rule.ROUTE)
    validation("watch", f"KAL 007, first ROUTE alert ({version})", clock(alert.t), "", "13:35:00",
               "synthetic surveillance")  # fmt: skip
    assert night.case.t_start + 21 * 60 < alert.t <= night.case.t_start + 35 * 60


@pytest.mark.parametrize("version", ["ended", "full"])
def test_the_buffer_is_warned_of_by_1421(said, night, version: str, validation) -> None:
    alert = first(said[version], Rule.AREA, area=BUFFER)
    what = f"KAL 007, strategic AREA warning of the 200 km buffer ({version})"
    validation("watch", what, clock(alert.t), "", "14:21:00", "synthetic surveillance")
    assert alert.t <= night.case.t_start + 81 * 60


def test_the_mode_is_known_by_1435_where_radar_goes_on(said, night, validation) -> None:
    early = [
        alert
        for alert in said["full"]
        if alert.rule is Rule.MODE and dict(alert.details).get("log_bayes_factor", 0.0) >= 2.302585
    ]
    assert early, "no MODE alert at 10 to 1 by 14:36"
    validation("watch", "KAL 007, MODE at 10 to 1 (full)", clock(early[0].t), "", "14:35:00",
               "synthetic surveillance")  # fmt: skip
    assert early[0].t <= night.case.t_start + 95 * 60
    assert abs(dict(early[-1].details)["heading_magnetic_deg"] - 245.0) < 5.0


def test_on_route_by_voice_clears_nothing(said) -> None:
    """The crew says Bethel, on route, at 13:50; the route alert out by then stays out."""
    ends = [a for a in said["ended"] if a.rule is Rule.ROUTE and a.state is Phase.END]
    assert first(said["ended"], Rule.ROUTE) is not None
    assert ends == []


@pytest.mark.slow
@pytest.mark.parametrize("version", ["ended", "full"])
def test_what_was_alerted_when_by_cause(night, version: str, validation) -> None:
    """All drills of a version in one sky: each rule's first alert after the error began.

    Where radar ends before the error has grown, silence and the crew's words are all there is: there an
    alert is not asked for.
    """
    drills = getattr(night, version)
    together = SimpleNamespace(
        reports=merged([d.reports for d in drills], tuple(n for d in drills for n in d.reports.names)),
        assigned=[word for d in drills for word in d.assigned],
    )
    areas = tuple(area for area in night.case.airspaces if area.name == BUFFER)
    alerts = watched(together, night, areas, night.case.t_end)
    for drill in drills:
        truth = Truth(int(drill.reports.key[0]), drill.cause, drill.began, drill.off)
        times = first_alerts(alerts, truth, ALARMS)
        table = ", ".join(f"{rule.value} {clock(t)}" for rule, t in sorted(times.items(), key=lambda x: x[1]))
        off = f"; 2 NM off at {clock(drill.off)}" if drill.off == drill.off else ""
        bound = "none" if drill.cause == "as-cleared" else "alerted" if version == "full" else "-"
        what = f"first alerts: {drill.cause}, {drill.what}{off} ({version})"
        validation("watch", what, table or "none", "", bound, f"synthetic surveillance, {version}")
        if bound != "-":
            assert bool(times) == (drill.cause != "as-cleared"), drill.cause


def nuisance(flights: int, spread: float, wind) -> tuple[list[Alert], float]:
    """What the watch says of clean traffic, and the hours of it."""
    watch, alerts, hours = init(Site(wind=wind)), [], 0.0
    for batch in clean_traffic(11, flights, wind, spread=spread):
        watch, said = step(assign(watch, batch.assigned), batch.reports, batch.now)
        alerts += [alert for alert in said if alert.state is Phase.START]
        hours = batch.hours
    return alerts, hours


def record(validation, alerts: list[Alert], hours: float, least: str) -> float:
    found = rate(len(nuisances(alerts)), hours)
    rules = ", ".join(f"{rule.value} {count}" for rule, count in by_rule(alerts).items() if count) or "none"
    validation("watch", f"nuisance alerts per 1,000 flight hours, {least}", f"{found.per_1000:.2f} "
               f"({found.low:.2f} to {found.high:.2f}; {found.count} in {hours:,.0f} h: {rules})", "", 1.0,
               "clean simulated traffic, exact Poisson 95 %")  # fmt: skip
    return found.per_1000


def test_clean_traffic_is_quiet(night, validation) -> None:
    """A quick look, 80 hours at one seed: one alert would be 12 per 1,000. The real count is the slow one."""
    alerts, hours = nuisance(40, 600.0, night.wind)
    assert hours > 60.0
    assert alerts == [], [f"{alert.flight} {alert.reason}" for alert in alerts]


@pytest.mark.slow
def test_clean_traffic_is_quiet_over_20_000_hours(night, validation) -> None:
    alerts, hours = nuisance(10_600, 3600.0, night.wind)
    assert hours >= 20_000.0
    assert record(validation, alerts, hours, "at least 20,000 hours") <= 1.0
