"""A flight's radio, made up with its truth: when the key was down, what a recorder saw, what was told."""

from typing import NamedTuple

import numpy as np

from truecourse.flight.recording import Series
from truecourse.recording.transmissions import Transmissions, transmissions


class Radio(NamedTuple):
    """A recorder's channel, a transcript, and the truth that lays one on the other at the middle."""

    channel: Series
    told: Transmissions
    offset: float
    drift: float


def radio(
    seed: int, told: int = 10, span: float = 3600.0, error: float = 0.5, bad: float = 0.1, untold: float = 0.2
) -> Radio:
    """`told` transmissions of a flight `span` s long, a share `bad` of which have a wrong time or are missing
    from the transcript, half each; and a share `untold` of keyings more that nobody wrote down.

    The recorder samples the key once a second and drifts by 300 parts in a million (one standard deviation);
    times are told with a normal `error`, s, to the whole second, rounded.
    """
    rng = np.random.default_rng(seed)
    more = rng.binomial(told, untold)
    start = _apart(rng, told + more, span)
    length = np.clip(rng.lognormal(1.2, 0.5, len(start)), 1.0, 20.0)
    drift, offset = 300e-6 * rng.standard_normal(), 1e5 * rng.random() + 1e6
    t = np.arange(rng.random(), span, 1.0)
    down = ((t[:, None] >= start) & (t[:, None] < start + length)).any(axis=1)
    channel = Series("VHF_KEY", "", t, down.astype(float), np.ones(len(t), bool))
    middle = (t[0] + t[-1]) / 2.0
    spoken = np.sort(rng.permutation(len(start))[:told])
    fate = rng.choice(3, told, p=[1.0 - bad, bad / 2.0, bad / 2.0])
    clock = offset + (1.0 + drift) * (start[spoken] - middle) + error * rng.standard_normal(told)
    clock = np.where(fate == 1, offset + span * (rng.random(told) - 0.5), clock)[fate != 2]
    sd = np.hypot(error, np.sqrt(1.0 / 12.0))
    return Radio(channel, transmissions(np.round(clock), np.full(len(clock), sd)), offset, drift)


def _apart(rng: np.random.Generator, count: int, span: float) -> np.ndarray:
    """Starts of transmissions: some alone, some in exchanges a few seconds after one another."""
    starts: list[float] = []
    while len(starts) < count:
        at = rng.uniform(30.0, span - 60.0)
        if all(abs(at - other) > 25.0 for other in starts):
            starts.append(at)
            if rng.random() < 0.4 and len(starts) < count:
                starts.append(at + rng.uniform(9.0, 16.0))
    return np.sort(np.array(starts))
