"""How often the watch cries wolf, and how late it is when there is one: writes docs/watch-validation.md.

    python benchmarks/watch_quiet.py clean OUT [--flights 10700] [--chunk 2140]
    python benchmarks/watch_quiet.py grid OUT [--routes 20]
    python benchmarks/watch_quiet.py choose OUT
    python benchmarks/watch_quiet.py strayed OUT [--routes 20]
    python benchmarks/watch_quiet.py night OUT
    python benchmarks/watch_quiet.py recordings OUT DATA
    python benchmarks/watch_quiet.py page OUT docs/watch-validation.md

Each part leaves a JSON file in the folder OUT. `clean` is 20,000 flight hours of traffic with nothing wrong,
half an hour on one core; every setting of ROUTE is judged beside the site's own on the same looks. `grid`
flies every cause on made-up routes and has the watch go through them with every setting; `strayed` only with
the site's own, and tells of every rule.

How ROUTE's settings were chosen, written down before any of these numbers was seen: of the settings in `GRID`
whose nuisance rate on clean traffic has a 95 % upper bound under `MAY_COST`, half of what all rules together
may cost, the one with the shortest median delay over the strayed flights of all causes together (equally many
of each; a flight never alerted counts as infinitely late). Of equals, the higher floor, then the shorter look
ahead. KAL 007's own night is not among the flights; `night` tells what comes of it, whatever it is.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from math import inf, isfinite
from pathlib import Path
from typing import NamedTuple

import numpy as np
import quiet_page
from quiet_shade import Shade

from truecourse.drill.demonstration import demonstrations
from truecourse.drill.elsewhere import strayed
from truecourse.drill.radar import between, merged
from truecourse.drill.score import Truth, delay_of, delays, first_alerts, nuisances, rate
from truecourse.drill.traffic import T0, clean_traffic
from truecourse.feeds.case import open_case
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports
from truecourse.watch.monitor import assign, init, step
from truecourse.watch.site import Lateral, Site

FLOORS, MINUTES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5), (10, 15, 20, 30)
GRID = {
    f"{10 * f:g} NM, {m} min": Lateral(floor=f, end=0.75 * f, ahead=60.0 * m) for f in FLOORS for m in MINUTES
}
GRID["at the limit only"] = Lateral(floor=1.0, end=0.75)
MAY_COST = 0.5  # nuisance alerts of ROUTE per 1,000 flight hours
SEED = 20_251_122
MINUTE = 60.0


def clean(out: Path, flights: int, chunk: int, name: str) -> None:
    """Clean traffic through the whole watch, and every setting of ROUTE in its shadow; says how far it is."""
    wind, begun = bundled_climatology(), time.monotonic()
    found, hours, seen = [], 0.0, np.zeros(len(GRID), int)
    for number in range(round(flights / chunk)):
        watch, shade, flown = init(Site(wind=wind)), Shade(tuple(GRID.values()), chunk), 0.0
        for batch in clean_traffic(SEED + number, chunk, wind, spread=3600.0):
            watch, said = step(assign(watch, batch.assigned), batch.reports, batch.now)
            shade.look(watch)
            found += [_line(a) | {"chunk": number} for a in said if a.state is Phase.START]
            flown = batch.hours
        hours += flown
        seen += shade.begun
        spent = time.monotonic() - begun
        print(f"{hours:,.0f} h in {spent:.0f} s: {Counter(a['rule'] for a in found)}", flush=True)
        counts = dict(zip(GRID, seen.tolist(), strict=True))
        told = {"flights": (number + 1) * chunk, "hours": hours, "seconds": spent, "alerts": found}
        _write(out / f"{name}.json", told | {"settings": counts})


class Away(NamedTuple):
    """Every cause on so many routes: what was heard and said of all of them, and the truth."""

    reports: Reports
    words: list[Assigned]
    truths: list[Truth]
    until: float


def away(routes: int) -> Away:
    """Fly them: ten seconds a route."""
    drills = list(strayed(SEED, routes, bundled_climatology(), T0))
    return Away(
        merged([d.reports for d in drills], tuple(n for d in drills for n in d.reports.names)),
        [word for d in drills for word in d.assigned],
        [Truth(int(d.reports.key[0]), d.cause, d.began, d.off) for d in drills],
        max(float(d.reports.t[-1]) for d in drills),
    )


def through(flown: Away, lateral: Lateral) -> list[Alert]:
    """What begins when all of them are watched minute by minute."""
    watch = assign(init(Site(wind=bundled_climatology(), lateral=lateral)), flown.words)
    begun, t = [], T0
    while t < flown.until:
        watch, said = step(watch, between(flown.reports, t, t + MINUTE), t + MINUTE)
        begun += [a for a in said if a.state is Phase.START]
        t += MINUTE
    return begun


def grid(out: Path, routes: int) -> None:
    """Delays of ROUTE by every setting."""
    flown, told = away(routes), {}
    for name, lateral in GRID.items():
        late = delays(through(flown, lateral), flown.truths, (Rule.ROUTE,))
        told[name] = {cause: [d if isfinite(d) else None for d in late[cause]] for cause in late}
        print(name, flush=True)
        _write(out / "grid.json", {"routes": routes, "settings": told})


def strays(out: Path, routes: int) -> None:
    """First alerts of each rule by the site's own settings."""
    flown = away(routes)
    alerts = through(flown, Lateral())
    told = []
    for truth in flown.truths:
        first = {rule.value: t - T0 for rule, t in first_alerts(alerts, truth, WATCHED).items()}
        off = truth.off - T0 if isfinite(truth.off) else None
        told.append({"cause": truth.cause, "off": off, "first": first})
    clear = {truth.key for truth in flown.truths if truth.cause == "as-cleared"}
    wrong = [_line(a) for a in nuisances(alerts, flown.truths) if a.key in clear]
    _write(out / "strayed.json", {"routes": routes, "flights": told, "as_cleared": wrong})


WATCHED = (
    Rule.ROUTE, Rule.LEVEL, Rule.HEADING, Rule.ESTIMATE, Rule.WAYPOINT, Rule.AREA, Rule.MODE, Rule.GNSS,
    Rule.LOST,
)  # fmt: skip


def choose(out: Path) -> None:
    """Apply the rule at the head of this file; prints every setting and writes the one that comes of it."""
    cleared, late = _read(out / "clean.json"), _read(out / "grid.json")["settings"]
    rows = []
    for name, lateral in GRID.items():
        nuisance = rate(cleared["settings"][name], cleared["hours"])
        pooled = [inf if d is None else d for values in late[name].values() for d in values]
        middle = delay_of("all", pooled).median
        rows.append((nuisance.high >= MAY_COST, middle, -lateral.floor, lateral.ahead, name))
        print(f"{name:20s} {nuisance.count:3d} {nuisance.high:6.2f} {middle:8.1f} s")
    best = min(rows)
    print("none is quiet enough" if best[0] else f"chosen: {best[4]}")
    _write(
        out / "chosen.json", {"name": best[4], "quiet": not best[0], "median": best[1], "may_cost": MAY_COST}
    )


def night(out: Path) -> None:
    """Every cause of KAL 007's drill by the site's settings, both versions: the first alert of each rule."""
    case, wind = open_case("kal007"), bundled_climatology()
    areas = tuple(area for area in case.airspaces if area.name == "kamchatka-buffer-200km")
    told = {}
    for version in ("full", "ended"):
        drills = demonstrations(case, wind, version)
        reports = merged([d.reports for d in drills], tuple(n for d in drills for n in d.reports.names))
        watch = assign(init(Site(wind=wind), areas), [word for d in drills for word in d.assigned])
        alerts, t = [], case.t_start
        while t < case.t_end:
            watch, said = step(watch, between(reports, t, t + MINUTE), t + MINUTE)
            alerts += said
            t += MINUTE
        for drill in drills:
            truth = Truth(int(drill.reports.key[0]), drill.cause, drill.began, drill.off)
            first = {rule.value: t for rule, t in first_alerts(alerts, truth, WATCHED).items()}
            off = drill.off if isfinite(drill.off) else None
            told[f"{version} {drill.cause}"] = {"what": drill.what, "off": off, "first": first}
            print(version, drill.cause, {rule: quiet_page.clock(t) for rule, t in first.items()}, flush=True)
    _write(out / "night.json", told)


def recordings(out: Path, data: Path) -> None:
    """Real recordings, no plan and no clearance known: alerts by rule."""
    told = {}
    for path in sorted((data / "adsb").glob("*.json.gz")):
        watch, said_all, rows, flights, hours = init(Site()), [], 0, set(), 0.0
        for reports, _ in open_source(path):
            if not len(reports.t):
                continue
            watch, said = step(watch, reports, float(np.nanmax(np.fmax(reports.received, reports.t))))
            said_all += [a for a in said if a.state is Phase.START]
            rows, flights = rows + len(reports.t), flights | set(reports.key.tolist())
            hours += _hours(reports)
        counts = Counter(a.rule.value for a in said_all)
        told[path.name] = {"reports": rows, "flights": len(flights), "hours": hours, "alerts": dict(counts)}
        print(path.name, told[path.name], *(a.reason for a in said_all[:6]), sep="\n  ", flush=True)
        _write(out / "recordings.json", told)


def _hours(reports) -> float:
    """Flight hours heard in a batch: gaps of a flight longer than ten minutes are not flown by it."""
    order = np.lexsort((reports.t, reports.key))
    gap, same = np.diff(reports.t[order]), np.diff(reports.key[order]) == 0
    return float(np.sum(gap[same & (gap < 600.0)])) / 3600.0


def _line(alert: Alert) -> dict:
    return {"rule": alert.rule.value, "t": alert.t, "flight": alert.flight, "reason": alert.reason}


def _write(path: Path, what: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(what, indent=1), encoding="utf-8")


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def main(given: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=("clean", "grid", "choose", "strayed", "night", "recordings", "page"))
    parser.add_argument("out", type=Path)
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--flights", type=int, default=10_700)
    parser.add_argument("--chunk", type=int, default=2_140)
    parser.add_argument(
        "--name", default="clean", help="of what `clean` leaves: clean, or whole for another run"
    )
    parser.add_argument("--routes", type=int, default=20)
    asked = parser.parse_args(given)
    if asked.part == "clean":
        clean(asked.out, asked.flights, asked.chunk, asked.name)
    elif asked.part in ("grid", "strayed"):
        {"grid": grid, "strayed": strays}[asked.part](asked.out, asked.routes)
    elif asked.part == "recordings":
        recordings(asked.out, asked.path)
    elif asked.part == "page":
        quiet_page.write(asked.out, asked.path, asked.path.with_name("watch-trade-off.svg"))
    else:
        {"choose": choose, "night": night}[asked.part](asked.out)


if __name__ == "__main__":
    main()
