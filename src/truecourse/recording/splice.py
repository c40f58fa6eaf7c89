"""Cuts and copies that leave the frames whole: many parameters jump at once, and seconds come twice."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable

Array = NDArray[np.float64]

# Judgement, tried on a real recording of 292 s and on the same with cuts in it; see the tests.
FAR = 6.0  # times the usual misfit of a parameter: a jump
TOGETHER = 0.27  # share of the moving parameters that jump within one second: a splice
LEAST = 6  # parameters that move; fewer say nothing
REPEATED = 3  # seconds in a row that come a second time, bit for bit
MOST_LAGS = 50  # distances between copies that are looked into
_SIDE = 4  # samples on each side of a step that say what it should have been


class Moving(NamedTuple):
    """Parameters that change often: `jump` (P, T) how far each is off at each second, in its usual misfits;
    `value` (P, T) at each second; `t` (T,) those seconds.
    """

    names: tuple[str, ...]
    jump: Array
    value: Array
    t: Array


def moving(series: Sequence[Series]) -> Moving:
    """What moves among a recording's numbers that are sampled at least once in two seconds."""
    length = max((float(s.t[-1]) for s in series if len(s.t)), default=0.0)
    t = np.arange(0.0, np.floor(length) + 1.0)
    names, jumps, values = [], [], []
    for one in series:
        if len(one.t) < 40 or not one.valid.any() or one.text:
            continue
        step = float(np.median(np.diff(one.t)))
        changes = np.count_nonzero(np.diff(one.value[one.valid]))
        if step > 2.0 or changes < 0.15 * len(one.t) or len(np.unique(one.value[one.valid])) < 8:
            continue
        names.append(one.name)
        jumps.append(_by_second(one.t, _jumps(one), t))
        k = np.clip(np.searchsorted(one.t, t, side="right") - 1, 0, len(one.t) - 1)
        values.append(np.where(one.valid, one.value, np.nan)[k])
    shape = (0, len(t))
    return Moving(tuple(names), np.array(jumps).reshape(-1, len(t)) if names else np.zeros(shape),
                  np.array(values).reshape(-1, len(t)) if names else np.zeros(shape), t)  # fmt: skip


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
    share = (seen.jump > FAR).mean(axis=0)
    beside = np.maximum(share, (np.maximum(seen.jump, np.roll(seen.jump, -1, axis=1)) > FAR).mean(axis=0))
    beside[-1] = share[-1]
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
    value = np.nan_to_num(seen.value, nan=-9.99e9)
    moved = np.r_[False, (np.diff(value, axis=1) != 0.0).mean(axis=0) > 0.3]
    rows = np.ascontiguousarray(value.T)
    first: dict[bytes, int] = {}
    copy_of = np.arange(len(rows))
    for k in np.flatnonzero(moved):
        copy_of[k] = first.setdefault(rows[k].tobytes(), int(k))
    lags, counts = np.unique(
        (np.arange(len(rows)) - copy_of)[copy_of < np.arange(len(rows))], return_counts=True
    )
    best, at = 0, 0.0
    for lag in lags[np.argsort(-counts)[:MOST_LAGS]]:
        same = np.r_[np.zeros(lag, bool), (rows[lag:] == rows[:-lag]).all(axis=1)]
        edges = np.flatnonzero(np.diff(np.r_[False, same, False].astype(np.int8)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            if moved[begin:end].sum() > best:
                best, at = int(moved[begin:end].sum()), float(seen.t[begin])
    status = Status.CONTRADICTS if best >= REPEATED else Status.CONSISTENT
    found = f"the longest stretch that comes a second time has {best} s in which parameters move"
    why = f"judgement: of {len(seen.names)} moving parameters all alike for {REPEATED} s is no chance"
    return Check(name, status, found, float(best), float(REPEATED), why, (at,) if best >= REPEATED else ())
