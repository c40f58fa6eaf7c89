"""The moment a flight was lost: when that may have been, which flights it may have been, what was seen since.

Every row counts once. Rows complete by the last good moment weigh the causes and place the flight; rows that
reach beyond it, and rows kept for the ending, weigh the descents.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from truecourse.ending.begin import Flights
from truecourse.ending.likelihood import USED, times
from truecourse.evidence.causes.all import CAUSES
from truecourse.evidence.explain import PARTICLES, Effort, prepare, rank, weigh_all
from truecourse.evidence.progress import Progress
from truecourse.evidence.residual import ALTITUDE, VELOCITY, WIND, P
from truecourse.evidence.select import happened, select, stage_named
from truecourse.feeds.instants import format_time
from truecourse.flight.case import Case
from truecourse.flight.ensemble import Array
from truecourse.flight.observation import SILENCE, Observation, Seen, Use
from truecourse.investigation.ensemble import FROM, states_of
from truecourse.investigation.explain import wind_of

FLIGHTS = 2000
RUNS = 3  # of the sampler, so that its own error shows
AGAIN = 0.02  # probability from which a cause is run again
MOMENTS = 9  # at which an uncertain loss is looked at
SHORTEST, LONGEST = 10.0, 300.0  # s from a last report to the loss, where no failed contact is known
BEFORE = 10.0  # s over which the climb at the loss is read


class Moment(NamedTuple):
    """Possible times of the loss (K,), POSIX s, evenly apart; the error of each; the last good moment; and
    whether something from outside struck.
    """

    t: Array
    t_error: float
    last_good: float
    hurt: bool


class Rows(NamedTuple):
    """Observations: those that place the flight before its loss, those about what came after, and (id, why)
    of those that are evidence but used for neither.
    """

    explain: tuple[Observation, ...]
    ending: tuple[Observation, ...]
    unused: tuple[tuple[str, str], ...]


def moment(case: Case, stage: str | None = None) -> Moment:
    """When a case's flight was lost.

    With `undisturbed_until` then, as exactly as an event row of that time says, where that was known by the
    stage. Else after the last row in which somebody saw or heard it, until the next in which nobody did;
    where there is none, for as long as rows were apart. Raises ValueError where nobody ever saw or heard it.
    """
    hit, by = case.undisturbed_until, stage_named(case, stage)
    timed = [o for o in case.observations if o.kind is Seen.EVENT and abs(o.t - hit) < 1.0]
    then = [o for o in timed if by is None or o.known_since <= by.known_by]
    if np.isfinite(hit) and (then or not timed):
        return Moment(np.array([hit]), max((o.t_error for o in then), default=0.0), hit, True)
    known = select(case, stage=by, until=hit if np.isfinite(hit) else np.inf)
    contacts = np.sort([happened(o) for o in known if o.kind not in SILENCE])
    if len(contacts) == 0:
        raise ValueError(
            f"Nobody saw or heard the flight of {case.name}, so its loss has no time; add an observation, or "
            "undisturbed_until in case.toml."
        )
    last = float(contacts[-1])
    failed = [o.t for o in _known(case, stage) if o.kind in SILENCE and o.t > last]
    gaps = np.diff(np.unique(contacts))
    gap = float(np.clip(np.median(gaps[-20:]), SHORTEST, LONGEST)) if len(gaps) else LONGEST
    until = min(failed, default=last + gap)
    middle = (np.arange(MOMENTS) + 0.5) / MOMENTS
    return Moment(last + (until - last) * middle, 0.0, last, bool(np.isfinite(hit)))


def rows_of(case: Case, when: Moment, stage: str | None = None) -> Rows:
    """Every row that is evidence at a stage, for one purpose each."""
    last = stage_named(case, stage)
    before = select(case, stage=last, until=when.last_good)
    taken = {o.id for o in before}
    rest = [o for o in _known(case, stage) if o.id not in taken]
    of_no_use = [
        (o.id, f"a {o.kind.value} says nothing of a descent here") for o in rest if o.kind not in USED
    ]
    return Rows(before, tuple(o for o in rest if o.kind in USED), tuple(of_no_use))


def _known(case: Case, stage: str | None) -> list[Observation]:
    """Rows that are evidence, about the cause or the ending, and were known at a stage."""
    last = stage_named(case, stage)
    rows = [o for o in case.observations if o.use in (Use.EXPLAIN, Use.ENDING)]
    return [o for o in rows if last is None or o.known_since <= last.known_by]


def flights_at(
    case: Case, when: Moment, rows: Rows, seed: int, progress: Progress, particles: int | None = None
) -> Flights:
    """The flights that the causes leave possible, at the possible times of the loss: of `RUNS` runs of the
    sampler, the later ones of the causes that the first left likely.

    Raises ValueError where nothing is left to explain or no cause could be weighed to the end.
    """
    if not rows.explain:
        raise ValueError(
            f"No observation with the use explain places the flight of {case.name} before its loss at "
            f"{format_time(when.last_good)}; add one, choose a later stage, or correct undisturbed_until in "
            "case.toml."
        )
    end = float(when.t[-1])
    longer = replace(case, t_end=max(case.t_end, end + 1.0), undisturbed_until=np.nan)
    scene = prepare(longer, wind_of(case), rows.explain, end)
    path = (tuple(range(len(rows.explain))),)
    t = np.concatenate([when.t, when.t - BEFORE, np.clip(times(rows.ending), case.t_start, end)])
    states, weights, causes = [], [], CAUSES
    for run in range(RUNS):
        own = seed if run == 0 else int(np.random.SeedSequence([seed, run]).generate_state(1)[0])
        said = f"flights before, run {run + 1} of {RUNS}"
        tell: Progress = lambda s, w, run=run, said=said: progress((run + s) / RUNS, f"{said}: {w}")  # type: ignore[misc]  # noqa: E731
        weighed = weigh_all(
            scene, rows.explain, path, Effort(own, particles or PARTICLES), progress=tell, causes=causes
        )
        ranked = rank(longer, weighed, 0)
        if run > 0 and not any(r.converged and r.probability > FROM for r in ranked):
            continue  # a repetition that failed says nothing of the spread
        state, weight = states_of(weighed, ranked, t, FLIGHTS // RUNS, own)
        there = np.isfinite(state).all(axis=(1, 2))
        states.append(state[there])
        weights.append(weight[there] / weight[there].sum())
        likely = {r.name for r in ranked if r.probability > AGAIN}
        causes = tuple(c for c in causes if c.name in likely)
    return _joined(when, np.concatenate(states), weights)


def _joined(when: Moment, state: Array, weights: list[Array]) -> Flights:
    """Runs put together, with equal weight."""
    runs, k = len(weights), len(when.t)
    at, earlier, before = state[:, :k], state[:, k : 2 * k], state[:, 2 * k :]
    return Flights(
        weight=np.concatenate(weights) / runs,
        t=when.t,
        place=at[..., P],
        altitude=at[..., ALTITUDE],
        north=at[..., VELOCITY.start],
        east=at[..., VELOCITY.start + 1],
        climb=(at[..., ALTITUDE] - earlier[..., ALTITUDE]) / BEFORE,
        wind=at[..., WIND],
        before=before[..., : ALTITUDE + 1],
        t_error=when.t_error,
        run=np.repeat(np.arange(runs), [len(w) for w in weights]),
        runs=runs,
    )
