"""Where a flight met the surface, as a chart with its regions; and, where a plan is asked for, the search."""

from dataclasses import dataclass

from truecourse.ending.chart import Chart, chart
from truecourse.ending.containment import Region, region
from truecourse.ending.covered import on_land
from truecourse.ending.drift import drifted, updated
from truecourse.ending.plan import plan
from truecourse.flight.airspace import Airspace
from truecourse.flight.ending import Impacts
from truecourse.flight.search import Planned, SearchPlan

SHARES = (0.5, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Charted:
    """The `impacts` and their `chart`, with finds adrift in it, and its `regions` of `SHARES`.

    Where a plan was asked for: `planned`, the chart `now` after searches in vain, its `now_regions`, and
    `later`, after the plan in vain too. `finds` (name, share of the chart that drift was computed from,
    effective tracks).
    """

    impacts: Impacts
    chart: Chart
    regions: tuple[Region, ...]
    asked: SearchPlan | None = None
    planned: Planned | None = None
    now: Chart | None = None
    now_regions: tuple[Region, ...] = ()
    later: Chart | None = None
    finds: tuple[tuple[str, float, float], ...] = ()


def charted(impacts: Impacts, asked: SearchPlan | None = None, areas: tuple[Airspace, ...] = ()) -> Charted:
    """The chart of impacts, and the search asked for on it; coasts among `areas` bound the land.

    Raises ValueError where there is nothing to map, or the plan or its finds cannot be.
    """
    made = chart(impacts.lat, impacts.lon, impacts.weight, impacts.kind)
    finds = []
    if asked is not None:
        t = float(impacts.weight @ impacts.t / impacts.weight.sum())
        for found in asked.adrift:
            said = drifted(made, found, t)
            made = updated(made, said.likelihood)
            finds.append((found.name, said.reached, said.effective))
    regions = _regions(made)
    if asked is None:
        return Charted(impacts, made, regions)
    planned, now, later = plan(made, asked, on_land(made.grid, areas))
    return Charted(impacts, made, regions, asked, planned, now, _regions(now), later, tuple(finds))


def _regions(made: Chart) -> tuple[Region, ...]:
    return tuple(region(made, share) for share in SHARES)
