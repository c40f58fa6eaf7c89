"""How the recorder's own time runs: its clock against its frames, and so the speed of the tape."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable, times
from truecourse.recording.samples import latest

Array = NDArray[np.float64]

# Judgement: a quartz clock and a quartz frame differ by some ten parts in a million; a hundred is generous.
# One digit of the clock is a second, and it is read up to a frame late, so two seconds are no jump.
FASTEST, JUMP = 1e-4, 2.5
STEP = 1.0  # s, of the clock's last digit


class Clock(NamedTuple):
    """The UTC digits on the recorder's frames: `t` (n,) recorder time, `utc` (n,) seconds of the day, going
    on over midnight; `rate` how much faster UTC runs than the frames, `rate_sd`; `misfit` (n,) s.
    """

    t: Array
    utc: Array
    rate: float
    rate_sd: float
    misfit: Array


def clock(of: Mapping[str, Series]) -> Clock | None:
    """The recorder's UTC against its frames; none where seconds, or a dozen samples, are not there.

    A sample of the seconds is joined with the minutes and hours that stood nearest it; where one of the two
    had turned over and the other not, that is put right. The line is that of least absolute misfit, by
    reweighting; its error is no less than one step of the clock over the whole span, for a staircase that is
    sampled evenly does not average out as independent errors do. No clock of a recorder tells the day.
    """
    seconds = of.get("utc_seconds")
    if seconds is None or seconds.valid.sum() < 12:
        return None
    kept = seconds.valid
    t, utc = seconds.t[kept], seconds.value[kept].copy()
    for quantity, turn in (("utc_minutes", SECONDS_PER_MINUTE), ("utc_hours", SECONDS_PER_HOUR)):
        if quantity not in of:
            continue
        coarse = latest(of[quantity], t)
        known = coarse[np.isfinite(coarse)]
        coarse = np.where(np.isfinite(coarse), coarse, known[0] if len(known) else 0.0)
        utc = _joined(t, utc, coarse, turn, _late(of[quantity], t))
    period = SECONDS_PER_HOUR if "utc_minutes" in of else SECONDS_PER_MINUTE
    period = SECONDS_PER_DAY if "utc_hours" in of else period
    utc = np.unwrap(utc - t, period=period) + t
    since = t - t.mean()
    ahead = utc - t
    weight = np.ones(len(t))
    line = np.zeros(2)
    for _ in range(20):
        design = np.stack([np.ones_like(since), since], axis=1) * np.sqrt(weight)[:, None]
        line = np.linalg.lstsq(design, ahead * np.sqrt(weight), rcond=None)[0]
        weight = 1.0 / np.maximum(np.abs(ahead - line[0] - line[1] * since), 0.1)
    misfit = ahead - line[0] - line[1] * since
    spread = max(float(np.std(misfit)), 1.0 / np.sqrt(12.0))
    sd = max(1.25 * spread / np.sqrt(max(float((since**2).sum()), 1e-9)), STEP / max(t[-1] - t[0], 1e-9))
    return Clock(t, utc, float(line[1]), sd, misfit)


def _late(coarse: Series, t: Array) -> float:
    """How long, s, the coarse digits may stand as they were: until they are written again."""
    apart = np.median(np.diff(coarse.t)) if len(coarse.t) > 1 else 0.0
    return float(max(apart, np.median(np.diff(t)))) + 1.0


def _joined(t: Array, fine: Array, coarse: Array, turn: float, late: float) -> Array:
    """Coarse digits with fine ones. Samples off by a turn, beside a turnover and for no longer than `late`,
    had one of the two turned over and the other not, and are put right; a step that lasts is left.
    """
    joined = coarse + fine
    off = np.diff(joined - t)
    whole = SECONDS_PER_DAY if turn == SECONDS_PER_HOUR else SECONDS_PER_HOUR  # then digits begin again
    off -= whole * np.rint(off / whole)
    steps = np.flatnonzero(np.abs(np.abs(off) - turn) < JUMP)
    beside = np.minimum(fine, turn - fine) <= late + 1.0
    edges = [-1, *steps.tolist(), len(t) - 1]
    used: set[int] = set()
    # a run that ends as it began explains both its steps; only what is left can be a run at either end
    for k in (*range(1, len(edges) - 2), 0, len(edges) - 2):
        run = slice(edges[k] + 1, edges[k + 1] + 1)
        around = [j for j in (k, k + 1) if 0 < j < len(edges) - 1]
        if not around or used.intersection(around):
            continue
        into = off[edges[k]] if k in around else -off[edges[k + 1]]
        back = len(around) == 1 or into * off[edges[k + 1]] < 0.0
        if back and t[run.stop - 1] - t[run.start] <= late and beside[run].all():
            joined[run] -= np.copysign(turn, into)
            used.update(around)
    return joined


def pace(of: Mapping[str, Series]) -> list[Check]:
    """Whether the clock and the frames keep one pace, and whether the clock jumps against them."""
    found = clock(of)
    if found is None:
        return [not_testable("pace", "the recording has no clock of its own, or too few samples of it")]
    return [_rate(found), _jumps(found)]


def _rate(found: Clock) -> Check:
    rate, sd = found.rate, found.rate_sd
    beyond = abs(rate) - 2.0 * sd > FASTEST
    status = Status.ODD if beyond else Status.NOT_TESTABLE if 2.0 * sd > FASTEST else Status.CONSISTENT
    gains = 1e6 * rate + 0.0 if abs(rate) >= 0.5e-6 else 0.0
    words = f"the clock gains {gains:.0f} ± {1e6 * sd:.0f} parts in a million on the frames"
    if status is Status.NOT_TESTABLE:
        words += f"; the recording is too short to tell {1e6 * FASTEST:.0f}"
    return Check("pace", status, words, rate, FASTEST,
                 "judgement: two quartz clocks differ by some ten parts in a million")  # fmt: skip


def _jumps(found: Clock) -> Check:
    """Steps of the clock against the frames; those that are taken back within a minute are broken digits."""
    ahead = found.utc - found.t
    by = np.diff(ahead)
    steps = np.flatnonzero(np.abs(by) > JUMP)
    passing = {
        k
        for a, b in pairwise(steps.tolist())
        if abs(by[a] + by[b]) <= JUMP and found.t[b] - found.t[a] < SECONDS_PER_MINUTE
        for k in (a, b)
    }
    lasting = [k for k in steps.tolist() if k not in passing]
    most = float(np.abs(by).max())
    if lasting:
        words = f"the clock jumps {times(len(lasting))} against the frames, first by {by[lasting[0]]:+.0f} s"
    elif len(steps):
        words = f"the clock is off for a moment {times(len(passing) // 2)}, first by {by[steps[0]]:+.0f} s"
    else:
        words = f"the clock does not jump against the frames; at most {most:.1f} s between samples"
    status = Status.CONTRADICTS if lasting else Status.ODD if len(steps) else Status.CONSISTENT
    return Check(
        "clock jumps", status, words, most, JUMP, "judgement: a digit is a second, read up to a second late",
        tuple(round(float(t), 3) for t in found.t[(np.array(lasting or steps, dtype=int)) + 1][:8]),
    )  # fmt: skip
