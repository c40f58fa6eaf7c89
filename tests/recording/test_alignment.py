"""Alignments against known truth: made-up recordings, every pairing written down, the law of calibration."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from recording.simulated_radio import radio
from truecourse.flight.recording import Series
from truecourse.recording.alignment import align, on_clock
from truecourse.recording.check import Status
from truecourse.recording.keyed_alike import keyed_alike
from truecourse.recording.keying import Keyings, keyings
from truecourse.recording.matching import density, density_of_two, log_pairings
from truecourse.recording.transmissions import from_keyings, transmissions

Record = Callable[..., None]


def test_the_sum_over_pairings_is_that_of_writing_them_all_down() -> None:
    rng = np.random.default_rng(3)
    at, told = np.sort(rng.uniform(0, 6, 5)), np.sort(rng.uniform(0, 6, 4))
    half, errors, alike = np.full(5, 0.5), np.array([[2.0, 0.0]] * 4), rng.uniform(0.5, 2.0, (5, 4))
    weight = rng.uniform(0.5, 2.0, 5)
    total = 0.0
    for size in range(5):
        for keys in combinations(range(5), size):
            for calls in combinations(range(4), size):
                pairs = zip(keys, calls, strict=True)
                total += np.prod(
                    [weight[i] * alike[i, j] * density(told[j] - at[i], 2.0, 0.5) for i, j in pairs]
                )
    assert log_pairings(at, half, told, errors, alike, weight) == pytest.approx(np.log(total), rel=1e-12)


def test_hundreds_of_pairs_do_not_overflow() -> None:
    at = 10.0 * np.arange(900.0)
    one = log_pairings(at[:1], np.full(1, 0.5), at[:1], np.eye(2)[:1], np.ones((1, 1)), np.full(1, 1e6))
    many = log_pairings(
        at, np.full(900, 0.5), at, np.array([[1.0, 0.0]] * 900), np.ones((900, 900)), np.full(900, 1e6)
    )
    assert many == pytest.approx(900.0 * one, rel=1e-9)


@pytest.mark.parametrize(("sd", "half", "other"), [(1.0, 0.5, 30.0), (0.3, 2.0, 2.0), (5.0, 0.5, 3.0)])
def test_two_uniform_errors_and_a_normal_one_are_integrated(sd: float, half: float, other: float) -> None:
    from scipy.integrate import quad

    for x in (0.0, 0.7, -other, other + half, other + half + 3.0 * sd):
        exact = quad(lambda u, x=x: density(x - u, sd, half), -other, other, epsabs=1e-13)[0] / (2.0 * other)
        assert density_of_two(x, sd, half, other) == pytest.approx(exact, rel=1e-6, abs=1e-12)


def test_times_told_to_the_minute_are_anywhere_in_it() -> None:
    off = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        true = np.sort(rng.uniform(60.0, 3540.0, 25))
        at = np.floor(true) + 0.5
        keyed = Keyings(at, at + rng.uniform(3.0, 9.0, 25), np.full(25, 0.5), np.full(25, 0.5), 0.0, 3600.0)
        began = 1_000_020.0 + rng.uniform(0.0, 60.0)
        minute = np.floor((true + began) / 60.0) * 60.0
        found = align(keyed, transmissions(minute + 30.0, np.ones(25), half=30.0))
        best = found.modes[0]
        assert found.known
        off.append((best.offset - began - 1800.0, np.sqrt(best.covariance[0, 0])))
    error, sd = np.array(off).T
    assert np.abs(error).max() < 6.0  # cut minutes taken for their beginning were 24 to 34 s out
    assert np.abs(error / sd).max() < 3.0


def test_a_transcript_longer_than_the_recording_speaks_not_against_it() -> None:
    rng = np.random.default_rng(2)
    true = 30.0 + 145.0 * np.arange(12.0) + rng.uniform(0.0, 60.0, 12)
    at = np.floor(true) + 0.5
    keyed = Keyings(at, at + 5.0, np.full(12, 0.5), np.full(12, 0.5), 0.0, 1800.0)
    before = np.sort(rng.uniform(-16200.0, -60.0, 60))
    told = np.r_[before, true] + 50_000.0 + rng.normal(0.0, 0.7, 72)
    found = keyed_alike(align(keyed, transmissions(told, np.ones(72))))
    assert found.status is Status.CONSISTENT
    assert "60 are of before or after" in found.found


def _errors(seeds: range, **flight: float) -> np.ndarray:
    """Error of the offset, s, of that and of the drift over their stated ones, and whether it was known."""
    rows = []
    for seed in seeds:
        made = radio(seed, **flight)
        found = align(keyings(made.channel), made.told)
        best = found.modes[0]
        off, ahead = best.offset - made.offset, best.drift - made.drift
        sd = np.sqrt(np.diag(best.covariance))
        rows.append((off, off / sd[0], ahead / sd[1], found.known))
    return np.array(rows)


def test_ten_transmissions_a_tenth_bad_place_a_recording_within_half_a_second(validation: Record) -> None:
    found = _errors(range(12), error=0.2)
    assert found[:, 3].all()
    worst = float(np.abs(found[:, 0]).max())
    assert worst < 0.5
    validation(
        "recording", "offset found from ten transmissions told to 0.2 s and rounded, 10 % wrong or missing",
        worst, "s", 0.5, "12 simulated recordings with known truth",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("error", [0.2, 0.5, 1.0])
def test_the_stated_error_is_the_error(error: float, validation: Record) -> None:
    found = _errors(range(200), error=error)
    known = found[found[:, 3] == 1.0]
    assert len(known) > 190
    inside = [float((np.abs(known[:, k]) < 1.645).mean()) for k in (1, 2)]
    # 200 draws of a 90 % interval: three standard deviations are 6.4 %
    assert all(0.836 < share < 0.964 for share in inside)
    if error == 0.2:
        assert (np.abs(known[:, 0]) < 0.5).mean() > 0.99
    rms, (offset, drift) = np.sqrt((known[:, 0] ** 2).mean()), (100 * share for share in inside)
    within = 100 * (np.abs(known[:, 0]) < 0.5).mean()
    said = f"{rms:.2f} s, {within:.0f} % within 0.5 s; 90 % intervals hold {offset:.0f} % and {drift:.0f} %"
    validation(
        "recording", f"offset's error, coverage of offset and drift, ten times told to {error} s, rounded",
        said, "", "83.6 to 96.4 %", "200 simulated recordings with known truth",
    )  # fmt: skip


def test_a_transcript_of_another_flight_is_not_called_known() -> None:
    wrong = 0
    for seed in range(4):
        mine, other = radio(seed, told=12), radio(seed + 500, told=12)
        wrong += align(keyings(mine.channel), other.told).known
    assert wrong <= 1  # KNOWN is 95 %


def test_a_call_every_minute_fits_everywhere_and_that_is_said() -> None:
    t = np.arange(0.0, 1800.0)
    start = np.arange(100.0, 1700.0, 60.0)
    down = ((t[:, None] >= start) & (t[:, None] < start + 4.0)).any(axis=1)
    channel = Series("KEY", "", t, down.astype(float), np.ones(len(t), bool))
    found = align(keyings(channel), transmissions(5000.0 + 60.0 * np.arange(8.0), np.full(8, 0.5)))
    assert not found.known
    assert len(found.modes) > 3
    assert found.modes[0].probability == pytest.approx(found.modes[1].probability, rel=0.05)


def test_lengths_settle_what_times_alone_cannot() -> None:
    t = np.arange(0.0, 900.0, 0.25)
    start = np.arange(60.0, 800.0, 60.0)
    length = np.array([2.0, 9.0, 3.0, 3.0, 14.0, 2.0, 6.0, 2.0, 11.0, 4.0, 2.0, 8.0, 3.0])
    down = ((t[:, None] >= start) & (t[:, None] < start + length)).any(axis=1)
    channel = Series("KEY", "", t, down.astype(float), np.ones(len(t), bool))
    told = transmissions(1000.0 + start[3:9], np.full(6, 0.5), length[3:9])
    found = align(keyings(channel), told)
    assert found.known
    at, sd = on_clock(found.modes[0], np.array([60.0]), found.middle)
    assert abs(at[0] - 1060.0) < 4.0 * sd[0] + 0.2


def test_voice_is_laid_on_data_by_the_same() -> None:
    made = radio(5, told=30, bad=0.0)
    data = keyings(made.channel)
    rng = np.random.default_rng(8)
    voice = data._replace(
        start=400.0 + 0.98 * data.start + 0.1 * rng.standard_normal(len(data.start)),
        end=400.0 + 0.98 * data.end, start_half=np.full(len(data.start), 0.1),
    )  # fmt: skip
    found = align(data, from_keyings(voice), drift_sd=0.02)  # a tape's speed may be off by percents
    assert found.known
    assert found.modes[0].drift == pytest.approx(-0.02, abs=2e-4)


def test_one_keying_is_refused() -> None:
    channel = Series("KEY", "", np.arange(9.0), np.array([0, 0, 1, 1, 0, 0, 0, 0, 0.0]), np.ones(9, bool))
    with pytest.raises(ValueError, match="at least two keyings and two transmissions"):
        align(keyings(channel), transmissions(np.array([3.0, 5.0]), np.ones(2)))
