"""Where a flight ended: from a case to the ways it may have come down, the places, and what each row said."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from truecourse import __version__
from truecourse.earth.nvector import from_nvector
from truecourse.ending.begin import air_below, shelve
from truecourse.ending.descent import Array
from truecourse.ending.rates import rate
from truecourse.ending.runs import by_run, error_of_mean
from truecourse.ending.scenario import Carried, Scenario
from truecourse.ending.scenario import Reading as Choice
from truecourse.ending.waters import waters
from truecourse.ending.ways.all import WAYS
from truecourse.ending.weighted import evenly, quantiles
from truecourse.evidence.progress import Progress, unheard
from truecourse.evidence.select import stage_named
from truecourse.flight.case import Case
from truecourse.flight.ending import LEAST_EFFECTIVE, QUICK, ClassResult, Impacts, Located, Reading, Waters
from truecourse.flight.observation import Observation, Seen
from truecourse.investigation.descents import (
    PARTICLES,
    WeighedWay,
    draws,
    evidence,
    possible,
    probabilities,
    sampled_for,
    weigh_ways,
)
from truecourse.investigation.explain import wind_of
from truecourse.investigation.loss import flights_at, moment, rows_of

ENDINGS = 20_000  # weighted endings kept
SMALLEST = 1e-7  # weight under which an ending is left out
LIKELY = 0.01  # probability of a way from which its effective draws limit a reading


def locate(
    case: Case,
    *,
    stage: str | None = None,
    seed: int = 0,
    particles: int | None = None,
    progress: Progress | None = None,
) -> Located:
    """Weigh the causes up to the loss, the ways of coming down by what was seen since, and say where.

    `particles`: simulated flights kept per cause, and descents per way (three times as many for those that
    matter).

    Raises ValueError, in one sentence, for a stage the case does not have, where nothing is left to explain,
    where nobody ever saw the flight, and where no way of coming down could be weighed to the end.
    """
    tell = progress or unheard
    stage_named(case, stage)
    when = moment(case, stage)
    rows = rows_of(case, when, stage)
    flights = flights_at(case, when, rows, seed, lambda s, w: tell(0.6 * s, w), particles)
    air = air_below(wind_of(case), flights)
    choices = readings_of(rows.ending)
    scenario = Scenario(flights, air, shelve(flights), rows.ending, choices, when.hurt)
    kept = particles or PARTICLES
    found = weigh_ways(scenario, seed, lambda s, w: tell(0.6 + 0.3 * s, w), kept)
    if not any(w.samples.converged for w in found):
        raise ValueError(
            f"No way of coming down could be weighed to the end for {case.name}; try another --seed."
        )
    for i in range(1, len(choices)):
        tell(0.9 + 0.1 * i / len(choices), f"reading: {choices[i].name}")
        found = sampled_for(found, scenario, i, seed, kept)
    endings = impacts_of(found, scenario, seed)
    readings = tuple(_reading(found, scenario, i, seed) for i in range(len(choices)))
    tell(1.0, "the waters it came down in")
    return Located(
        case=case.name,
        stage=stage or "",
        seed=seed,
        hurt=when.hurt,
        lost_from=when.last_good,
        lost_until=float(when.t[-1] + (when.t[0] - when.last_good)),
        impacts=endings,
        classes=classes_of(found, scenario),
        readings=readings,
        waters=waters_of(case, found, scenario, seed),
        rows=tuple(o.id for o in rows.ending),
        explained=tuple(o.id for o in rows.explain),
        unused=rows.unused,
        hashes=case.hashes,
        versions=(("truecourse", __version__),),
    )


def readings_of(rows: tuple[Observation, ...]) -> tuple[Choice, ...]:
    """The answer's own reading first, then none, each row and each source of several rows left out and alone;
    and heights, which are often contested, together and as held.
    """
    everything, nothing = np.ones(len(rows), bool), np.zeros(len(rows), bool)
    out = [Choice("all", everything), Choice("nothing seen after the loss", nothing)]
    for j, o in enumerate(rows):
        mine = np.arange(len(rows)) == j
        out += [Choice(f"without {o.id}", ~mine), Choice(f"only {o.id}", mine)]
    for group in dict.fromkeys(o.group for o in rows if o.group):
        mine = np.array([o.group == group for o in rows])
        if mine.sum() > 1:
            out += [Choice(f"without group {group}", ~mine), Choice(f"only group {group}", mine)]
    heights = np.array([o.kind is Seen.HEIGHT for o in rows], bool)
    if heights.any():
        out += [
            Choice("all, heights held", everything, True),
            Choice("without any radar height", ~heights),
            Choice("only radar heights", heights),
            Choice("only radar heights, held", heights, True),
        ]
    return tuple(out)


def classes_of(found: Sequence[WeighedWay], scenario: Scenario) -> tuple[ClassResult, ...]:
    """The ways weighed, the likeliest first."""
    chance, out = probabilities(found, scenario), []
    for w, p in zip(found, chance, strict=True):
        prior, (log_z, error, effective) = rate(w.way.name, scenario.hurt), evidence(w)
        error = float(np.hypot(error, _error_of_runs(w, scenario))) if np.isfinite(log_z) else error
        out.append(
            ClassResult(
                w.way.name, w.way.title, prior.probability, prior.source, float(p), log_z, error, effective
            )
        )
    return tuple(sorted(out, key=lambda c: -c.probability if c.probability == c.probability else 1.0))


def impacts_of(found: Sequence[WeighedWay], scenario: Scenario, seed: int) -> Impacts:
    """Weighted endings of every way, thinned evenly where there are more than `ENDINGS`."""
    heft, parts, kind = [], [], []
    for i, (w, p) in enumerate(zip(found, probabilities(found, scenario), strict=True)):
        if not np.isfinite(p):
            continue
        share, ride = draws(w)
        heft.append(p * share)
        parts.append(ride)
        kind.append(np.full(len(share), i))
    whole, kinds = np.concatenate(heft), np.concatenate(kind)
    ride = Carried(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    rows, weight = _kept(whole, np.random.default_rng([seed, 3]))
    (lat, lon), (lost_lat, lost_lon) = from_nvector(ride.end[rows]), from_nvector(ride.lost[rows])
    return Impacts(
        lat=lat,
        lon=lon,
        t=ride.lost_t[rows] + ride.fell[rows],
        lost_lat=lost_lat,
        lost_lon=lost_lon,
        lost_t=ride.lost_t[rows],
        weight=weight / weight.sum(),
        kind=kinds[rows].astype(np.int64),
        kinds=tuple(way.name for way in WAYS),
        flight=_same(scenario.flights.place)[ride.flight[rows]],
        run=_run_of(scenario, ride)[rows],
    )


def waters_of(case: Case, found: Sequence[WeighedWay], scenario: Scenario, seed: int) -> tuple[Waters, ...]:
    """Probability of every water, and its error: of the descents' sampler, of the counts behind the
    priors, and of what the runs that found the flights differ by.
    """
    endings = impacts_of(found, scenario, seed)
    names, where = waters(case.airspaces, endings.lat, endings.lon)
    tries = possible(found, scenario, seed)
    out = []
    for i, name in enumerate(names):
        inside, spread = np.zeros(len(found)), np.zeros(len(found))
        for k, w in enumerate(found):
            mine = endings.kind == k
            if endings.weight[mine].sum() > 0.0:
                inside[k] = endings.weight[mine & (where == i)].sum() / endings.weight[mine].sum()
                spread[k] = np.sqrt(inside[k] * (1.0 - inside[k]) / max(evidence(w)[2], 1.0))
        value = float(endings.weight[where == i].sum())
        p = np.nan_to_num(probabilities(found, scenario))
        runs = error_of_mean(by_run(endings.weight, endings.run, where == i))
        parts = (np.nanstd(np.nan_to_num(tries) @ inside), np.sqrt(((p * spread) ** 2).sum()), runs)
        out.append(Waters(name, value, float(np.sqrt(np.square(parts).sum()))))
    return tuple(sorted(out, key=lambda w: -w.probability))


def _kept(weight: Array, rng: np.random.Generator) -> tuple[NDArray[np.intp], Array]:
    """Rows to keep and their weights: those with weight, or where they are too many an even draw of `ENDINGS`
    of them, each row once.
    """
    rows = np.flatnonzero(weight > SMALLEST * weight.max())
    if len(rows) <= ENDINGS:
        return rows, weight[rows]
    kept, often = np.unique(evenly(weight, ENDINGS, rng.random()), return_counts=True)
    return kept, often.astype(float)


def _reading(found: Sequence[WeighedWay], scenario: Scenario, i: int, seed: int) -> Reading:
    """How the answer stands by one reading."""
    choice = scenario.readings[i]
    chance, tries = probabilities(found, scenario, i), possible(found, scenario, seed, i)
    effective = min(
        (evidence(w, i)[2] for w, p in zip(found, chance, strict=True) if p > LIKELY), default=0.0
    )
    known = effective >= LEAST_EFFECTIVE
    fell, heft, quick, apart = [], [], np.zeros(len(found)), np.zeros(len(found))
    kind, run = [], []
    for k, (w, p) in enumerate(zip(found, chance, strict=True)):
        if np.isfinite(p):
            share, ride = draws(w, i)
            quick[k], apart[k] = share[ride.fell <= QUICK].sum(), share[ride.broke <= QUICK].sum()
            fell.append(ride.fell)
            heft.append(p * share)
            kind.append(np.full(len(share), k))
            run.append(_run_of(scenario, ride))
    soon = np.concatenate(fell) <= QUICK
    which = np.concatenate(kind)[:, None] == np.arange(len(found))
    told = by_run(np.concatenate(heft), np.concatenate(run), np.column_stack([which, soon]))
    runs = error_of_mean(told)
    points = quantiles(np.concatenate(fell), np.concatenate(heft), (0.05, 0.5, 0.95))
    missing: Callable[[float], float] = lambda x: float(x) if known else np.nan  # noqa: E731
    return Reading(
        name=choice.name,
        rows=tuple(o.id for o, used in zip(scenario.rows, choice.used, strict=True) if used),
        held=choice.held,
        probabilities=tuple(missing(p) for p in chance),
        errors=tuple(missing(e) for e in np.hypot(np.std(tries, axis=0), runs[:-1])),
        quick=missing(np.nansum(chance * quick)),
        quick_error=missing(float(np.hypot(np.std(np.nan_to_num(tries) @ quick), runs[-1]))),
        apart=missing(np.nansum(chance * apart)),
        fell=(missing(points[0]), missing(points[1]), missing(points[2])),
        effective=float(effective),
    )


def _same(place: Array) -> NDArray[np.int64]:
    """One number for every flight (F, K, 3) that is the same flight: a sampler gives some several times."""
    return np.unique(place[:, 0], axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def _error_of_runs(w: WeighedWay, scenario: Scenario) -> float:
    """Standard error of a way's log evidence that the runs leave open which found the flights: each has its
    own evidence, as its share of what is believed over its share of the flights.
    """
    runs = scenario.flights.runs
    if runs < 2:
        return 0.0
    weight, ride = draws(w)
    share = np.asarray(np.bincount(_run_of(scenario, ride), weights=weight, minlength=runs), np.float64)
    return float(error_of_mean(share * runs))


def _run_of(scenario: Scenario, ride: Carried) -> NDArray[np.int64]:
    """Which run of the sampler found the flight of each draw."""
    return scenario.flights.run[ride.flight]
