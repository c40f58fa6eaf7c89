"""What a transcript tells of one aircraft's transmissions, or a voice recording of its speech: when and for
how long.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.recording.keying import Keyings

Array = NDArray[np.float64]

# Judgement: people speak for most of the time the key is down, give or take a fifth; from a text the length
# is known to a factor of about 1.6.
MEASURED_SPREAD, TEXT_SPREAD = 0.2, 0.5  # standard deviations of the log of the duration
UNLIKE = 0.1  # share of pairs whose durations say nothing: two calls under one press, a late release


class Transmissions(NamedTuple):
    """Transmissions by the transcript's clock, ascending.

    `start` (n,), s; `sd` (n,), one standard deviation of that time, s, and `half` (n,), half the width, s, of
    what it was cut to, anywhere in which it is alike: 30 where only the minute is told, and then `start` is
    the minute's middle. `duration` (n,), s, NaN where not known, and `spread` (n,), the standard deviation of
    its log.
    """

    start: Array
    sd: Array
    duration: Array
    spread: Array
    half: Array


def transmissions(
    start: Array, sd: Array, duration: Array | None = None, spread: float | Array = MEASURED_SPREAD,
    half: float | Array = 0.0,
) -> Transmissions:  # fmt: skip
    """Transmissions put in order of time; `duration` NaN, or none at all, where it is not known.

    Raises ValueError where a time or its error is not finite, an error not more than zero, a half-width less.
    """
    wide, spread = (np.broadcast_to(np.asarray(x, dtype=float), np.shape(start)) for x in (half, spread))
    start, sd = np.asarray(start, dtype=float), np.broadcast_to(np.asarray(sd, dtype=float), np.shape(start))
    lasting = np.full(start.shape, np.nan) if duration is None else np.asarray(duration, dtype=float)
    if not (np.isfinite(start).all() and np.isfinite(sd).all() and (sd > 0.0).all()):
        raise ValueError("times of transmissions must be finite, and their errors more than zero")
    if not (np.isfinite(wide).all() and (wide >= 0.0).all()):
        raise ValueError("half-widths of the times of transmissions must be finite, and none less than zero")
    order = np.argsort(start, kind="stable")
    return Transmissions(start[order], sd[order].copy(), lasting[order], spread[order].copy(),
                         wide[order].copy())  # fmt: skip


def from_keyings(voice: Keyings) -> Transmissions:
    """Speech, or another recorder's keyings, as transmissions to align to: the error is that of sampling, and
    where one had begun before the first sample some seconds.
    """
    half = np.where(np.isfinite(voice.start_half), voice.start_half, 5.0)
    return transmissions(voice.start, np.full(half.shape, 0.05), voice.duration, half=half)


def alike(keyed: Keyings, told: Transmissions) -> Array:
    """How much more probable each keying's length (K,) is if it is each transmission (n,) than if it is any.

    Lengths are log-normal: about the length told, or about the mean of all keyings. 1 where one of the two is
    not known. Never under `UNLIKE`, for one press may carry two calls.
    """
    known = np.isfinite(keyed.start_half) & np.isfinite(keyed.end_half) & (keyed.duration > 0.0)
    factor = np.ones((len(keyed.start), len(told.start)))
    if known.sum() < 3:
        return factor
    log_length = np.log(np.where(known, keyed.duration, 1.0))
    mean, sd = log_length[known].mean(), max(float(log_length[known].std()), 0.3)
    sampled = np.hypot(keyed.start_half, keyed.end_half) / np.sqrt(3.0) / np.where(known, keyed.duration, 1.0)
    wide = np.hypot(told.spread[None, :], np.where(known, sampled, 0.0)[:, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        off = (log_length[:, None] - np.log(told.duration)[None, :]) / wide
        usual = (log_length[:, None] - mean) / sd
        ratio = np.exp(0.5 * usual**2 - 0.5 * off**2) * sd / wide
    said = known[:, None] & np.isfinite(ratio)
    return np.where(said, UNLIKE + (1.0 - UNLIKE) * np.minimum(np.where(said, ratio, 0.0), 100.0), 1.0)
