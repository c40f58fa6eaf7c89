"""Where a flight ended, for machines: units in the names, ISO times, null where not known."""

from math import degrees
from typing import Any

import numpy as np

from truecourse.earth.geodesy import inverse
from truecourse.earth.units import METRES_PER_NM
from truecourse.ending.charted import SHARES, Charted, area_errors, chart_of_loss, charts_of_runs
from truecourse.ending.containment import drawn_within, region, share_within
from truecourse.ending.grid import unplane
from truecourse.ending.reckoned import reckoned
from truecourse.ending.runs import distinct, error_of_mean
from truecourse.ending.weighted import median_place, quantiles
from truecourse.flight.case import Case
from truecourse.flight.ending import QUICK, ClassResult, Impacts, Located, Reading
from truecourse.flight.observation import Observation, Use
from truecourse.report.plain import plain
from truecourse.report.search import chart_wire, plan_wire, regions_wire
from truecourse.report.words import iso

POINTS = (0.05, 0.5, 0.95)


def located_wire(found: Located, done: Charted, case: Case) -> dict[str, Any]:
    """The whole answer, JSON-ready: ways, regions, waters, times, what each observation did, and how places
    of wreckage and of searches, which were never used, compare. All but the readings are after the searches
    in vain and the finds adrift of a plan's file, and `before_searches_and_finds` says what was before them.
    """
    before, readings = done.before, found.readings
    alone = _answer(found, before) if before else None
    found = reckoned(found, done.impacts, case.airspaces) if before else found
    impacts = found.impacts
    return plain(
        {
            "case": found.case,
            "title": case.title,
            "stage": found.stage or None,
            "seed": found.seed,
            "versions": dict(found.versions),
            "struck_from_outside": found.hurt,
            **_answer(found, done),
            "before_searches_and_finds": alone,
            "lost": _lost(found),
            "surface": _surface(impacts, done),
            f"within_{QUICK:.0f}_s": {
                "probability": found.readings[0].quick,
                "error": found.readings[0].quick_error,
            },
            "readings": [_reading(r, impacts.kinds) for r in readings],
            "observations": list(found.rows),
            "taken": [_taken(o, found) for o in case.observations if o.id in found.rows],
            "observations_before": list(found.explained),
            "not_used": [{"observation": name, "why": why} for name, why in found.unused],
            "comparisons": [_comparison(o, done, case) for o in tests(case)],
            "chart": chart_wire(done),
            "plan": plan_wire(done) or None,
            "hashes": dict(found.hashes),
        }
    )


def _answer(found: Located, done: Charted) -> dict[str, Any]:
    """Ways, regions and waters."""
    errors, i = dict(zip(found.impacts.kinds, found.readings[0].errors, strict=True)), found.impacts
    drawn = [drawn_within(done.chart, r, i.lat, i.lon, i.weight) for r in done.regions]
    regions = regions_wire(done.regions, done.area_errors)
    return {
        "classes": [_way(c, errors[c.name]) for c in found.classes],
        **{name: regions[name] | {"share_of_draws": d} for name, d in zip(regions, drawn, strict=True)},
        "waters": [{"name": w.name, "probability": w.probability, "error": w.error} for w in found.waters],
    }


def tests(case: Case) -> list[Observation]:
    """Rows that stand beside the answer and are never evidence, with a place."""
    return [o for o in case.observations if o.use is Use.TEST and o.place is not None]


def _way(c: ClassResult, error: float) -> dict[str, Any]:
    return {
        "name": c.name,
        "title": c.title,
        "probability": c.probability,
        "error": error,
        "prior": c.prior,
        "prior_source": c.source,
        "log_evidence": c.log_evidence,
        "log_evidence_error": c.error,
        "effective_draws": c.effective_samples,
    }


def _lost(found: Located) -> dict[str, Any]:
    """Where and when it was hit or lost: the window that the case leaves open, what the endings make of it
    (`time`), and how many flights and runs of the sampler tell.
    """
    i = found.impacts
    made, errors = chart_of_loss(i), area_errors(charts_of_runs(i, chart_of_loss))
    return {
        "from": iso(found.lost_from),
        "until": iso(found.lost_until),
        **_middle(i.lost_lat, i.lost_lon, i.weight),
        "time": _times(i.lost_t, i.weight),
        **regions_wire((region(made, 0.9),), errors[SHARES.index(0.9) :]),
        "effective_flights": distinct(i.weight, i.flight) if len(i.flight) else np.nan,
        "runs": max(len(np.unique(i.run)), 1),
    }


def _surface(i: Impacts, done: Charted) -> dict[str, Any]:
    """Where and when it met the surface, the densest place of the chart, and how far that is from its
    loss.
    """
    grid = done.chart.grid
    row, column = np.unravel_index(np.argmax(done.chart.probability), grid.shape)
    x, y = grid.centres()
    lat, lon = unplane(grid.lat, grid.lon, x[column], y[row])
    far = inverse(i.lost_lat, i.lost_lon, i.lat, i.lon)[2] / METRES_PER_NM
    return {
        **_middle(i.lat, i.lon, i.weight),
        "densest": {"lat_deg": degrees(float(lat)), "lon_deg": degrees(float(lon))},
        "time": _times(i.t, i.weight),
        "after_loss_s": _named(quantiles(i.t - i.lost_t, i.weight, POINTS)),
        "from_loss_nm": _named(quantiles(far, i.weight, POINTS)),
    }


def _times(t: np.ndarray, weight: np.ndarray) -> dict[str, str | None]:
    """The points of weighted times, as ISO times."""
    return {f"p{100 * p:02.0f}": iso(v) for p, v in zip(POINTS, quantiles(t, weight, POINTS), strict=True)}


def _middle(lat: np.ndarray, lon: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    here = median_place(lat, lon, weight)
    return {"lat_deg": degrees(here[0]), "lon_deg": degrees(here[1])}


def _reading(r: Reading, kinds: tuple[str, ...]) -> dict[str, Any]:
    return {
        "reading": r.name,
        "observations": list(r.rows),
        "heights_held": r.held,
        "classes": [
            {"name": name, "probability": p, "error": e}
            for name, p, e in zip(kinds, r.probabilities, r.errors, strict=True)
        ],
        f"within_{QUICK:.0f}_s_probability": r.quick,
        f"within_{QUICK:.0f}_s_error": r.quick_error,
        f"broken_within_{QUICK:.0f}_s_probability": r.apart,
        "after_loss_s": _named(r.fell),
        "effective_draws": r.effective,
    }


def _comparison(o: Observation, done: Charted, case: Case) -> dict[str, Any]:
    """How a place that was never used compares: the share of the smallest region that holds it, with what
    the sampler's runs leave open of it.
    """
    assert o.place is not None
    share = share_within(done.chart, o.place.lat, o.place.lon)
    each = np.array([share_within(made, o.place.lat, o.place.lon) for made in done.runs])
    return {
        "observation": o.id,
        "kind": o.kind.value,
        "lat_deg": degrees(o.place.lat),
        "lon_deg": degrees(o.place.lon),
        "share": share,
        "share_error": error_of_mean(each) if len(each) else np.nan,
        "inside_region_90": share <= 0.9,
        "source": o.source,
    }


def _taken(o: Observation, found: Located) -> dict[str, Any]:
    """A row used after the loss: its kind and source, and whether it ended before the loss, so that it says
    nothing of the descent but how far its source is off.
    """
    end = o.t_end if np.isfinite(o.t_end) else o.t + o.t_error
    return {
        "observation": o.id,
        "kind": o.kind.value,
        "group": o.group,
        "ends_before_loss": bool(end < found.lost_from),
        "source": o.source,
    }


def _named(points: Any) -> dict[str, float]:
    return {f"p{100 * p:02.0f}": float(v) for p, v in zip(POINTS, points, strict=True)}
