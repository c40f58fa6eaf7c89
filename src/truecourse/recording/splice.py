"""Cuts and copies that leave the frames whole: many parameters jump at once, and seconds come twice."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable

Array = NDArray[np.float64]

# Judgement, set and tried on one real recording of 292 s, whose own share is 0.23, and on the same with cuts
# in it; sixty simulated flights, on which nothing was set, raise no alarm. See the tests.
FAR = 6.0  # times the usual misfit of a parameter: a jump
TOGETHER = 0.27  # share of the moving parameters that jump within one second: a splice
LEAST = 6  # parameters that move; fewer say nothing
REPEATED = 3  # seconds in a row that come a second time, bit for bit
MOST_LAGS = 50  # distances between copies that are looked into
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SIDE = 4  # samples on each side of a step that say what it should have been


class Moving(NamedTuple):
    """What parameters that change often do in each second `t` (T,): `jumped` (T,) is how many jump in it or
    the next, `moved` (T,) how many changed, and `mark` (T,) a number that stands for all their values.
    """

    names: tuple[str, ...]
    jumped: NDArray[np.int64]
    moved: NDArray[np.int64]
    mark: NDArray[np.uint64]
    t: Array


def moving(series: Iterable[Series], length: float | None = None) -> Moving:
    """What moves among a recording's numbers that are sampled at least once in two seconds.

    Where its `length`, s, is given one series is looked at after the other, and none is kept.
    """
    if length is None:
        series = tuple(series)
        length = max((float(s.t[-1]) for s in series if len(s.t)), default=0.0)
    t = np.arange(0.0, np.floor(length) + 1.0)
    names: list[str] = []
    jumped, moved = np.zeros(len(t), np.int64), np.zeros(len(t), np.int64)
    mark = np.zeros(len(t), np.uint64)
    for one in series:
        if not _moves(one):
            continue
        names.append(one.name)
        off = _by_second(one.t, _jumps(one), t) > FAR
        jumped += off | np.r_[off[1:], False]
        k = np.clip(np.searchsorted(one.t, t, side="right") - 1, 0, len(one.t) - 1)
        value = np.where(one.valid[k], one.value[k], -9.99e9) + 0.0
        moved[1:] += np.diff(value) != 0.0
        mark = _mixed(mark * _ODD + value.view(np.uint64))
    return Moving(tuple(names), jumped, moved, mark, t)


def _moves(one: Series) -> bool:
    if len(one.t) < 40 or not one.valid.any() or one.text:
        return False
    known = one.value[one.valid]
    often = np.count_nonzero(np.diff(known)) >= 0.15 * len(one.t)
    return bool(np.median(np.diff(one.t)) <= 2.0 and often and len(np.unique(known)) >= 8)


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Bits stirred (G. L. Steele and others, Fast splittable pseudorandom number generators, OOPSLA 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _jumps(one: Series) -> Array:
    """How far each sample is from where the line of those before it and that of those after it would meet,
    in robust standard deviations of that; by size, at the later of the two samples.
    """
    x = np.where(one.valid, one.value, np.nan)
    if np.isfinite(x).all() and one.unit.startswith("deg"):
        x = np.unwrap(x, period=360.0)
    n = len(x)
    off = np.zeros(n)
    if n < 2 * _SIDE + 1:
        return off
    window = np.lib.stride_tricks.sliding_window_view(x, 2 * _SIDE)
    lag = np.arange(_SIDE) - (_SIDE - 1) / 2.0
    line = 1.0 / _SIDE + lag * (_SIDE / 2.0) / float(lag @ lag)  # the line's value half a step past the last
    misfit = window[:, _SIDE:] @ line[::-1] - window[:, :_SIDE] @ line
    quantum = np.min(np.abs(np.diff(np.unique(x[np.isfinite(x)]))), initial=np.inf)
    known = misfit[np.isfinite(misfit)]
    if not len(known):
        return off
    usual = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    scale = max(usual, 0.6 * quantum if np.isfinite(quantum) else 0.0, 1e-12)
    off[_SIDE : n - _SIDE + 1] = np.abs(np.nan_to_num(misfit)) / scale
    return off


def _by_second(at: Array, off: Array, t: Array) -> Array:
    out = np.zeros(len(t))
    np.maximum.at(out, np.clip(np.floor(at).astype(np.int64), 0, len(t) - 1), off)
    return out


def jumps_together(seen: Moving) -> Check:
    """Whether many parameters that should be smooth jump within one second."""
    name = "jumps together"
    if len(seen.names) < LEAST:
        return not_testable(name, f"only {len(seen.names)} parameters move; {LEAST} would be needed")
    beside = seen.jumped / len(seen.names)
    worst = int(np.argmax(beside))
    where = np.flatnonzero(beside > TOGETHER)
    where = where[np.r_[True, np.diff(where) > 2]] if len(where) else where
    status = Status.ODD if len(where) else Status.CONSISTENT
    found = (
        f"at most {100 * beside[worst]:.0f} % of {len(seen.names)} moving parameters jump within a second or "
        f"two, at {seen.t[worst]:.0f} s"
    )
    at = tuple(float(seen.t[k]) for k in where[:8])
    why = (
        f"judgement: a jump is {FAR:g} times a parameter's usual misfit; a manoeuvre moves a few, a cut most"
    )
    return Check(name, status, found, float(beside[worst]), TOGETHER, why, at)


def repeats(seen: Moving) -> Check:
    """Whether seconds come a second time, all moving parameters alike, while they move."""
    name = "repeated blocks"
    if len(seen.names) < LEAST or len(seen.t) < 2 * REPEATED:
        return not_testable(name, f"only {len(seen.names)} parameters move; {LEAST} would be needed")
    moved = seen.moved > 0.3 * len(seen.names)
    here = np.flatnonzero(moved)
    _, first, which = np.unique(seen.mark[here], return_index=True, return_inverse=True)
    lag_of = here - here[first][which]
    lags, counts = np.unique(lag_of[lag_of > 0], return_counts=True)
    best, at = 0, 0.0
    for lag in lags[np.argsort(-counts)[:MOST_LAGS]]:
        same = np.r_[np.zeros(lag, bool), seen.mark[lag:] == seen.mark[:-lag]]
        edges = np.flatnonzero(np.diff(np.r_[False, same, False].astype(np.int8)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            if moved[begin:end].sum() > best:
                best, at = int(moved[begin:end].sum()), float(seen.t[begin])
    status = Status.CONTRADICTS if best >= REPEATED else Status.CONSISTENT
    found = f"the longest stretch that comes a second time has {best} s in which parameters move"
    why = f"judgement: of {len(seen.names)} moving parameters all alike for {REPEATED} s is no chance"
    return Check(name, status, found, float(best), float(REPEATED), why, (at,) if best >= REPEATED else ())
