"""Time without a clock: a recording laid on a transcript's clock by the pattern of its keyings.

The transcript's clock is offset + (1 + drift) × (recorder time - middle of the recording). Every offset at
which the two overlap is as probable beforehand as any other, the drift is normal about none. The likelihood
allows for transmissions with a wrong time, for those missing from the transcript and for keyings with no
transmission, and sums over every pairing (`matching`). A search over all offsets and drifts finds the places
that could matter; each is then summed up on a grid of its own, so that errors and the probabilities of rival
alignments are read off the posterior, not off a fit. Errors shared by the whole transcript, such as its clock
being slow, are not in it: nothing here can see them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.recording.keying import Keyings
from truecourse.recording.matching import density_of_two, log_surface
from truecourse.recording.transmissions import Transmissions, alike

Array = NDArray[np.float64]

# Judgement, all four; the tests say what they lead to.
DRIFT_SD = 1e-3  # 3.6 s an hour: a crystal is far better, a tape's drive may be that bad
UNRELATED = 0.05  # the chance beforehand that the transcript is of another recording
WRONG = ((0.03, 0.3), (0.12, 0.4), (0.35, 0.3))  # share of transmissions with a wrong time, and its weight
HEARD = ((0.5, 0.2), (0.8, 0.4), (0.96, 0.4))  # share of keyings that the transcript tells
LOOSER = ((0.6, 0.2), (1.0, 0.6), (1.7, 0.2))  # how far the told errors may themselves be out
KNOWN = 0.95  # probability that one alignment must have to be called known

LEAST_SHOWN = 1e-4  # probability of an alignment that is told

MOST_OFFSETS, MOST_PLACES = 100, 6000  # looked at of one drift, of all
LATTICE = 4000  # places spread over all offsets and drifts
LOOSEST = 1.6  # errors of one pair: an offset's standard deviation, given the drift, within one mode
MODES, WIDTH = 12, 25  # alignments summed up closely; points of their grids along an axis
NEGLIGIBLE = 20.0  # natural logs under the best at which a place cannot matter
_LEAST_STEP = 0.1  # s
_USUAL = (0.12, 0.8, 1.7, 1.0)  # wrong, heard, looser and weight where one choice must do


class Mode(NamedTuple):
    """One way to lay the recording on the transcript.

    `offset` is the transcript's clock at the middle of the recording, s, `drift` how much faster it runs;
    `covariance` (2, 2) is theirs, `probability` is that of this one among all.
    """

    offset: float
    drift: float
    covariance: Array
    probability: float


class Match(NamedTuple):
    """A transmission, the keying that goes with it (-1: none), the probability of that, told less keyed, s,
    and whether the recorder ran when it was told.
    """

    transmission: int
    keying: int
    probability: float
    residual: float
    inside: bool = True


class Alignment(NamedTuple):
    """Modes, the most probable first.

    `unrelated` is the probability that the transcript is of another recording, `elsewhere` that of all
    alignments that are none of the modes, of which there may be thousands, each poor; `middle` is the
    recorder time, s, that offsets are for. `known` is false where no alignment reaches `KNOWN`: then two are
    about as good, or none is.
    """

    modes: tuple[Mode, ...]
    unrelated: float
    elsewhere: float
    middle: float
    matches: tuple[Match, ...]

    @property
    def known(self) -> bool:
        """Whether one alignment holds at least `KNOWN` of the probability."""
        return bool(self.modes) and self.modes[0].probability >= KNOWN


class _Problem(NamedTuple):
    times: Array
    half: Array
    told: Array
    errors: Array
    alike: Array
    span: Array
    drift_sd: float


def align(keyed: Keyings, told: Transmissions, drift_sd: float = DRIFT_SD) -> Alignment:
    """Lay a recording's keyings on a transcript's clock.

    `drift_sd` is one standard deviation of the recorder's rate against the transcript's, s per s. Raises
    ValueError where there are fewer than two keyings or two transmissions: one of each fits anywhere.
    """
    if len(keyed.start) < 2 or len(told.start) < 2:
        raise ValueError(
            f"an alignment needs at least two keyings and two transmissions; there are {len(keyed.start)} "
            f"and {len(told.start)}"
        )
    middle = (keyed.begin + keyed.finish) / 2.0
    seen = np.isfinite(keyed.start_half)
    half = np.where(seen, keyed.start_half, 0.0)
    sampled = float(np.median(half[seen])) if seen.any() else 0.5
    pad = float((3.0 * told.sd + told.half).max()) + sampled
    span = np.array(
        [keyed.begin - middle - pad, keyed.finish - middle + pad, told.start[0] - pad, told.start[-1] + pad,
         told.start[-1] - told.start[0] + 2.0 * pad]
    )  # fmt: skip
    problem = _Problem(
        (keyed.start - middle)[seen],
        half[seen],
        told.start,
        np.stack([told.sd, told.half], axis=1),
        alike(keyed, told)[seen],
        span,
        drift_sd,
    )
    places, poorer = _places(problem)
    found = _merged([_summed(problem, place) for place in places])
    room = np.log((span[1] - span[0]) + (span[3] - span[2]))  # of offsets at which the two overlap
    related = np.array([log for log, _ in found] + [poorer]) - room + np.log1p(-UNRELATED)
    logs = np.append(related, np.log(UNRELATED))
    share = np.exp(logs - logs.max())
    share /= share.sum()
    modes = [m._replace(probability=float(p)) for (_, m), p in zip(found, share[:-2], strict=True)]
    modes.sort(key=lambda m: -m.probability)
    matches = _matches(problem, modes[0], np.flatnonzero(seen))
    kept = tuple(m for m in modes if m is modes[0] or m.probability > LEAST_SHOWN)
    return Alignment(kept, float(share[-1]), float(share[-2]), middle, matches)


def on_clock(mode: Mode, t: Array, middle: float) -> tuple[Array, Array]:
    """Recorder times, s, by the transcript's clock under one mode, and one standard deviation of that, s."""
    since = np.asarray(t, dtype=float) - middle
    row = np.stack([np.ones_like(since), since], axis=-1)
    variance = np.einsum("...i,ij,...j->...", row, mode.covariance, row)
    return mode.offset + (1.0 + mode.drift) * since, np.sqrt(variance)


def _nodes() -> list[tuple[float, float, float, float]]:
    return [(w, h, s, pw * ph * ps) for w, pw in WRONG for h, ph in HEARD for s, ps in LOOSER]


def _log_likelihood(problem: _Problem, places: Array, nodes: list[tuple[float, ...]]) -> Array:
    """Log-likelihood times prior of the drift, at places (M, 2), the nuisances summed out."""
    p = problem
    logs = [
        np.log(weight)
        + log_surface(
            p.times, p.half, p.told, p.errors * (looser, 1.0), p.alike, places, (wrong, heard), p.span
        )
        for wrong, heard, looser, weight in nodes
    ]
    prior = -0.5 * (places[:, 1] / p.drift_sd) ** 2 - np.log(p.drift_sd * np.sqrt(2.0 * np.pi))
    return np.asarray(np.logaddexp.reduce(logs, axis=0) + prior)


def _places(problem: _Problem) -> tuple[Array, float]:
    """Offsets and drifts worth a closer look (M, 2), and the log of the posterior mass of all others."""
    step, reach = _steps(problem)
    coarse = _voted(problem, step, reach)
    logs = _log_likelihood(problem, coarse, [_USUAL])
    kept: list[int] = []
    apart = np.array([4.0 * step, 4.0 * step / reach])
    near = np.zeros(len(coarse), bool)
    for k in np.argsort(-logs, kind="stable"):
        if len(kept) < MODES and not near[k] and logs[k] > logs.max() - NEGLIGIBLE:
            kept.append(int(k))
            near |= (np.abs(coarse - coarse[k]) <= 2.0 * apart).all(axis=1)
    voted = np.logaddexp.reduce(logs[~near], initial=-np.inf) + np.log(step * step / reach)
    return coarse[kept], float(np.logaddexp(voted, _anywhere(problem)))


def _steps(problem: _Problem) -> tuple[float, float]:
    """The error of one pair, s, and how far from the middle the keyings reach, s."""
    each = np.hypot(problem.errors[:, 0], problem.errors[:, 1] / np.sqrt(3.0))
    step = max(float(np.median(each)), float(np.median(problem.half)), _LEAST_STEP)
    return step, max(float(np.abs(problem.times).max()), step)


def _voted(problem: _Problem, step: float, reach: float) -> Array:
    """Places (M, 2) where most pairs of a keying and a transmission would agree.

    Every pair votes for one offset at each drift; offsets are told apart by the error of one pair, drifts by
    what moves the ends of the recording as much.
    """
    p = problem
    count = max(1, int(np.ceil(4.0 * p.drift_sd * reach / step)))
    likely = np.minimum(p.alike, 3.0).T.ravel()
    chosen = []
    for drift in np.linspace(-4.0 * p.drift_sd, 4.0 * p.drift_sd, 2 * count + 1):
        offset = (p.told[:, None] - p.times[None, :] * (1.0 + drift)).ravel()
        first = offset.min() - 2.0 * step
        votes: NDArray = np.bincount(((offset - first) / step).astype(np.int64), likely)
        votes = np.convolve(votes, (0.5, 1.0, 0.5), "same")
        best = np.argsort(-votes, kind="stable")[:MOST_OFFSETS]
        chosen += [(votes[k], first + (k + 0.5) * step, drift) for k in best]
    chosen.sort(key=lambda row: -row[0])
    return np.array([row[1:] for row in chosen[:MOST_PLACES]])


def _anywhere(problem: _Problem) -> float:
    """The log of the mass of all poor alignments, from places spread evenly over all offsets and drifts.

    The places are a Fibonacci lattice, which no rhythm of the transcript falls in step with. Only what the
    lattice meets of well voted places is counted twice, which makes the best alignment a little less certain.
    """
    first, last = problem.span[2] - problem.span[1], problem.span[3] - problem.span[0]
    k = np.arange(LATTICE)
    across = np.mod(k * 0.6180339887498949, 1.0)
    places = np.stack(
        [first + (last - first) * (k + 0.5) / LATTICE, problem.drift_sd * (8.0 * across - 4.0)], axis=-1
    )
    cell = (last - first) * 8.0 * problem.drift_sd / LATTICE
    logs = np.sort(_log_likelihood(problem, places, [_USUAL]))[: -LATTICE // 100]  # the peaks are the modes'
    return float(np.logaddexp.reduce(logs) + np.log(cell))


def _summed(problem: _Problem, place: Array) -> tuple[float, Mode]:
    """The log of the posterior mass about a place, and its moments; the grid closes in on it in rounds."""
    step, reach = _steps(problem)
    wide = np.array([4.0 * step, 4.0 * min(step / reach, problem.drift_sd)])
    axes, centre = np.eye(2), place
    nodes: list[tuple[float, ...]] = [_USUAL]
    covariance = np.diag(wide**2)
    log_mass = 0.0
    for turn in range(4):
        unit = np.linspace(-1.0, 1.0, WIDTH)
        grid = np.stack(np.meshgrid(unit, unit, indexing="ij"), axis=-1).reshape(-1, 2)
        places = centre + (grid * wide) @ axes.T
        if turn == 1:
            nodes = _weighty(problem, centre)
        logs = _log_likelihood(problem, places, nodes)
        share = np.exp(logs - logs.max())
        cell = np.prod(wide * 2.0 / (WIDTH - 1)) * abs(np.linalg.det(axes))
        log_mass = float(logs.max() + np.log(share.sum() * cell))
        share /= share.sum()
        centre = share @ places
        off = places - centre
        cells = (axes * wide * 2.0 / (WIDTH - 1)) ** 2 / 12.0  # no narrower than a cell can tell
        covariance = (off * share[:, None]).T @ off + np.diag(cells.sum(axis=1))
        covariance[0, 0] -= max(0.0, _given_drift(covariance) - (LOOSEST * step) ** 2)
        wide, axes = _principal(covariance)
    return log_mass, Mode(float(centre[0]), float(centre[1]), covariance, 0.0)


def _given_drift(covariance: Array) -> float:
    """The variance of the offset where the drift is known: what one pair decides, wherever the middle is.

    Where few pairs make a mode it stands out little, and a grid that grew with its spread would take in
    others.
    """
    return float(covariance[0, 0] - covariance[0, 1] ** 2 / covariance[1, 1])


def _principal(covariance: Array) -> tuple[Array, Array]:
    """Five standard deviations along each principal axis, and the axes, scaled: they have two units."""
    scale = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    return 5.0 * np.sqrt(np.maximum(values, 1e-6)), scale[:, None] * vectors


def _weighty(problem: _Problem, place: Array) -> list[tuple[float, ...]]:
    """The nuisances that matter near a place: those that hold all but a hundredth of the weight there."""
    nodes = _nodes()
    logs = np.array([_log_likelihood(problem, place[None, :], [node])[0] for node in nodes])
    share = np.exp(logs - logs.max())
    order = np.argsort(-share)
    enough = int(np.searchsorted(np.cumsum(share[order]), 0.99 * share.sum())) + 1
    return [nodes[k] for k in order[:enough]]


def _merged(found: list[tuple[float, Mode]]) -> list[tuple[float, Mode]]:
    """Each mode once: of those that climbed to one place, the one with most mass."""
    kept: list[tuple[float, Mode]] = []
    for log, mode in sorted(found, key=lambda pair: -pair[0]):
        near = False
        for _, other in kept:
            off = np.array([mode.offset - other.offset, mode.drift - other.drift])
            near = near or bool(off @ np.linalg.solve(mode.covariance + other.covariance, off) < 16.0)
        if not near:
            kept.append((log, mode))
    return kept


def _matches(problem: _Problem, mode: Mode, index: NDArray[np.int64]) -> tuple[Match, ...]:
    """Which keying each transmission goes with under a mode, by the odds of each pair (`log_surface`)
    against the two being without one another.
    """
    p, (wrong, heard, *_) = problem, _USUAL
    without = wrong * len(p.told) / p.span[4] * (1.0 - heard) / heard
    at = p.times * (1.0 + mode.drift) + mode.offset
    found = []
    first, last = p.span[:2] * (1.0 + mode.drift) + mode.offset
    for j, told in enumerate(p.told):
        inside = bool(first <= told <= last)
        sd, wide = p.errors[j]
        near = np.flatnonzero(np.abs(told - at) < 6.0 * sd + wide + p.half + 1.0)
        odds = np.array([density_of_two(told - at[i], sd, p.half[i], wide) * p.alike[i, j] for i in near])
        if near.size == 0 or odds.max() < without:
            found.append(Match(j, -1, 0.0, np.nan, inside))
            continue
        best = int(np.argmax(odds))
        chance = odds[best] / (odds.sum() + without)
        found.append(Match(j, int(index[near[best]]), float(chance), float(told - at[near[best]]), inside))
    return tuple(found)
