"""Where a flight met the surface, as a chart with its regions; and, where a plan is asked for, the search."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from truecourse.ending.chart import Begun, Chart, chart
from truecourse.ending.containment import Region, region
from truecourse.ending.covered import on_land
from truecourse.ending.drift import drifted, updated
from truecourse.ending.plan import plan
from truecourse.ending.reckoned import reweighed
from truecourse.ending.runs import error_of_mean
from truecourse.flight.airspace import Airspace
from truecourse.flight.ending import Impacts
from truecourse.flight.search import Planned, SearchPlan

SHARES = (0.5, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Charted:
    """The `impacts` and their `chart` with its `regions` of `SHARES`, after everything that was seen: finds
    adrift and searches in vain are in all of them. `runs` are charts by what each run of the sampler alone
    says, and `area_errors`, m², what they leave open of the areas; both are empty where there was one run.

    Where a plan was asked for: `planned`; `before`, the same by the case alone, where the plan's file tells
    of finds or searches; `finds` (name, share of the chart that drift was computed from, effective tracks).
    """

    impacts: Impacts
    chart: Chart
    regions: tuple[Region, ...]
    area_errors: tuple[float, ...] = ()
    runs: tuple[Chart, ...] = ()
    asked: SearchPlan | None = None
    planned: Planned | None = None
    finds: tuple[tuple[str, float, float], ...] = ()
    before: "Charted | None" = None


def charted(impacts: Impacts, asked: SearchPlan | None = None, areas: tuple[Airspace, ...] = ()) -> Charted:
    """The chart of impacts, and the search asked for on it; coasts among `areas` bound the land.

    Raises ValueError where there is nothing to map, or the plan or its finds cannot be.
    """
    alone = _with_regions(impacts, chart_of(impacts))
    if asked is None:
        return alone
    made, finds = alone.chart, []
    t = float(impacts.weight @ impacts.t / impacts.weight.sum())
    for found in asked.adrift:
        said = drifted(made, found, t)
        made = updated(made, said.likelihood)
        finds.append((found.name, said.reached, said.effective))
    planned, now = plan(made, asked, on_land(made.grid, areas))
    if not asked.adrift and not asked.searched:
        return replace(alone, asked=asked, planned=planned)
    after = _with_regions(reweighed(impacts, alone.chart, now), now)
    return replace(after, asked=asked, planned=planned, finds=tuple(finds), before=alone)


def chart_of(i: Impacts) -> Chart:
    """The chart of where impacts met the surface."""
    begun = Begun(i.lost_lat, i.lost_lon, i.flight) if len(i.flight) else None
    return chart(i.lat, i.lon, i.weight, i.kind, begun=begun)


def chart_of_loss(i: Impacts) -> Chart:
    """The chart of where they were hit or lost."""
    begun = Begun(i.lost_lat, i.lost_lon, i.flight) if len(i.flight) else None
    return chart(i.lost_lat, i.lost_lon, i.weight, np.zeros(len(i.weight), np.int64), begun=begun)


def charts_of_runs(i: Impacts, made: Callable[[Impacts], Chart] = chart_of) -> tuple[Chart, ...]:
    """A chart by what each run of the sampler alone says; none where there was one run."""
    runs = np.unique(i.run[i.weight > 0.0]) if len(i.run) else i.run
    if len(runs) < 2:
        return ()
    each = []
    for r in runs:
        mine = i.run == r
        part = {f.name: getattr(i, f.name)[mine] for f in fields(i) if f.name != "kinds"}
        each.append(made(replace(i, **part)))
    return tuple(each)


def area_errors(runs: tuple[Chart, ...]) -> tuple[float, ...]:
    """Standard errors, m², of the areas of `SHARES`, from charts of runs; none where there are none."""
    each = np.array([[region(made, share).area for share in SHARES] for made in runs])
    return tuple(float(e) for e in error_of_mean(each)) if len(runs) else ()


def _with_regions(impacts: Impacts, made: Chart) -> Charted:
    runs = charts_of_runs(impacts)
    return Charted(impacts, made, tuple(region(made, share) for share in SHARES), area_errors(runs), runs)
