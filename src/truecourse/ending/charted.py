"""Where a flight met the surface, as a chart with its regions; and, where a plan is asked for, the search."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from truecourse.ending.chart import Begun, Chart, chart
from truecourse.ending.containment import Region, region
from truecourse.ending.covered import on_land
from truecourse.ending.drift import drifted, updated
from truecourse.ending.plan import plan
from truecourse.ending.runs import error_of_mean
from truecourse.flight.airspace import Airspace
from truecourse.flight.ending import Impacts
from truecourse.flight.search import Planned, SearchPlan

SHARES = (0.5, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Charted:
    """The `impacts` and their `chart`, with finds adrift in it, and its `regions` of `SHARES`; `area_errors`,
    m², are what the sampler's runs leave open of their areas.

    Where a plan was asked for: `planned`, the chart `now` after searches in vain, and its `now_regions`.
    `finds` (name, share of the chart that drift was computed from, effective tracks).
    """

    impacts: Impacts
    chart: Chart
    regions: tuple[Region, ...]
    area_errors: tuple[float, ...] = ()
    asked: SearchPlan | None = None
    planned: Planned | None = None
    now: Chart | None = None
    now_regions: tuple[Region, ...] = ()
    finds: tuple[tuple[str, float, float], ...] = ()


def charted(impacts: Impacts, asked: SearchPlan | None = None, areas: tuple[Airspace, ...] = ()) -> Charted:
    """The chart of impacts, and the search asked for on it; coasts among `areas` bound the land.

    Raises ValueError where there is nothing to map, or the plan or its finds cannot be.
    """
    made = chart_of(impacts)
    finds = []
    if asked is not None:
        t = float(impacts.weight @ impacts.t / impacts.weight.sum())
        for found in asked.adrift:
            said = drifted(made, found, t)
            made = updated(made, said.likelihood)
            finds.append((found.name, said.reached, said.effective))
    regions, errors = _regions(made), area_errors(impacts)
    if asked is None:
        return Charted(impacts, made, regions, errors)
    planned, now = plan(made, asked, on_land(made.grid, areas))
    return Charted(impacts, made, regions, errors, asked, planned, now, _regions(now), tuple(finds))


def chart_of(i: Impacts) -> Chart:
    """The chart of where impacts met the surface."""
    begun = Begun(i.lost_lat, i.lost_lon, i.flight) if len(i.flight) else None
    return chart(i.lat, i.lon, i.weight, i.kind, begun=begun)


def chart_of_loss(i: Impacts) -> Chart:
    """The chart of where they were hit or lost."""
    begun = Begun(i.lost_lat, i.lost_lon, i.flight) if len(i.flight) else None
    return chart(i.lost_lat, i.lost_lon, i.weight, np.zeros(len(i.weight), np.int64), begun=begun)


def area_errors(i: Impacts, made: Callable[[Impacts], Chart] = chart_of) -> tuple[float, ...]:
    """Standard errors, m², of the areas of `SHARES`, from what each run of the sampler alone says; none where
    there was one run.
    """
    runs = np.unique(i.run)
    if len(runs) < 2:
        return ()
    each = []
    for r in runs:
        mine = i.run == r
        part = {f.name: getattr(i, f.name)[mine] for f in fields(i) if f.name != "kinds"}
        each.append([region(made(replace(i, **part)), share).area for share in SHARES])
    return tuple(float(e) for e in error_of_mean(np.array(each)))


def _regions(made: Chart) -> tuple[Region, ...]:
    return tuple(region(made, share) for share in SHARES)
