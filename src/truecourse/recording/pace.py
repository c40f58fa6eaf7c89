"""How the recorder's own time runs: its clock against its frames, and so the speed of the tape."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from truecourse.flight.recording import Series
from truecourse.recording.check import Check, Status, not_testable
from truecourse.recording.samples import latest

Array = NDArray[np.float64]

# Judgement: a quartz clock and a quartz frame differ by some ten parts in a million; a hundred is generous.
# One digit of the clock is a second, and it is read up to a frame late, so two seconds are no jump.
FASTEST, JUMP = 1e-4, 2.5


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

    A sample of the seconds is joined with the minutes and hours that stood nearest it, so that a digit that
    turned over between two of them is put right. The line is that of least absolute misfit, by reweighting.
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
        utc = _joined(t, utc, np.where(np.isfinite(coarse), coarse, known[0] if len(known) else 0.0), turn)
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
    sd = 1.25 * spread / np.sqrt(max(float((since**2).sum()), 1e-9))
    return Clock(t, utc, float(line[1]), sd, misfit)


def _joined(t: Array, fine: Array, coarse: Array, turn: float) -> Array:
    """Coarse digits with fine ones, where one of the two had turned over and the other not put right: then a
    step is off by about a turn, and by nothing without it.
    """
    joined = coarse + fine
    for k in range(1, len(joined)):
        off = joined[k] - joined[k - 1] - (t[k] - t[k - 1])
        if abs(abs(off) - turn) < JUMP:
            joined[k] -= np.copysign(turn, off)
    return joined


def pace(of: Mapping[str, Series]) -> list[Check]:
    """Whether the clock and the frames keep one pace, and whether the clock jumps against them."""
    found = clock(of)
    if found is None:
        return [not_testable("pace", "the recording has no clock of its own, or too few samples of it")]
    rate, sd = found.rate, found.rate_sd
    beyond = max(0.0, abs(rate) - 2.0 * sd)
    status = Status.ODD if beyond > FASTEST else Status.CONSISTENT
    words = f"the clock gains {1e6 * rate:.0f} ± {1e6 * sd:.0f} parts in a million on the frames"
    paced = Check("pace", status, words, rate, FASTEST,
                  "judgement: two quartz clocks differ by some ten parts in a million")  # fmt: skip
    ahead = found.utc - found.t
    steps = np.flatnonzero(np.abs(np.diff(ahead)) > JUMP)
    jumps = Check(
        "clock jumps", Status.CONTRADICTS if len(steps) else Status.CONSISTENT,
        f"the clock jumps {len(steps)} times against the frames" +
        (f", first by {ahead[steps[0] + 1] - ahead[steps[0]]:+.0f} s" if len(steps) else
         f"; at most {float(np.abs(np.diff(ahead)).max()):.1f} s between samples"),
        float(np.abs(np.diff(ahead)).max()), JUMP, "judgement: a digit is a second, read up to a second late",
        tuple(round(float(t), 3) for t in found.t[steps + 1][:8]),
    )  # fmt: skip
    return [paced, jumps]
