"""Whether the frames follow one another without a break: sync, subframe numbers, counter, time stamps."""

import numpy as np

from truecourse.flight.parameter import SUBFRAMES
from truecourse.flight.recording import Frames, Subframes
from truecourse.recording.check import Check, Status, not_testable

SOUND = 0.999  # judgement: a solid-state memory loses nothing; a tape in good order about this much
MOST_TOLD = 8


def continuity(frames: Subframes | Frames | None, period: float = 1.0, lost: str = "") -> list[Check]:
    """The checks of a raw recording's frames; `period` is the seconds of a subframe. Without frames none can
    be made, and `lost` is what is said of gaps otherwise.
    """
    if frames is None:
        return [
            not_testable(
                name, f"it needs the raw file, for Parquet has no frames{lost if name == 'gaps' else ''}"
            )
            for name in ("sync", "subframe order", "gaps", "frame counter")
        ]
    if isinstance(frames, Frames):
        return [_stamps(frames)]
    if len(frames.place) < 3:
        return [not_testable("sync", "there are fewer than three subframes")]
    return [_sync(frames, period), _order(frames, period), _time(frames, period), _counter(frames, period)]


def _told(t: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(x), 3) for x in t[:MOST_TOLD])


def _sync(frames: Subframes, period: float) -> Check:
    """Sync words must stand a whole number of subframes apart: a bit too many or too few is a slip, which a
    tape's dropout makes, and a cut that nobody fitted.
    """
    apart = np.diff(frames.place)
    slipped = np.flatnonzero(apart % frames.period != 0)
    share = 1.0 - len(slipped) / len(apart)
    status = Status.CONSISTENT if not len(slipped) else Status.ODD if share >= SOUND else Status.CONTRADICTS
    found = (
        f"all {len(apart)} steps from sync to sync are whole subframes"
        if not len(slipped)
        else f"{len(slipped)} of {len(apart)} steps from sync to sync are no whole number of subframes: bits "
        "were lost or put in"
    )
    at = _told(frames.second[slipped + 1] * period)
    return Check("sync", status, found, share, SOUND, "judgement: a tape in good order loses no more", at)


def _order(frames: Subframes, period: float) -> Check:
    """Subframes count 1 2 3 4 without end; where bits are whole and the count is not, data were joined."""
    steps = np.rint(np.diff(frames.place) / frames.period).astype(np.int64)
    whole = np.diff(frames.place) % frames.period == 0
    wrong = np.flatnonzero(whole & ((np.diff(frames.number) - steps) % SUBFRAMES != 0))
    if not len(wrong):
        return Check("subframe order", Status.CONSISTENT, "subframes count 1 2 3 4 throughout", 0.0, 0.0)
    return Check(
        "subframe order", Status.CONTRADICTS,
        f"in {len(wrong)} places the subframe number jumps with no bit lost: two pieces were joined there",
        float(len(wrong)), 0.0, "ARINC 717-15, section 4.3: the four sync words come in turn",
        _told(frames.second[wrong + 1] * period),
    )  # fmt: skip


def _time(frames: Subframes, period: float) -> Check:
    """Seconds that the counter, or the bits, say went by without a subframe."""
    missing = np.diff(frames.second) - 1
    gaps = np.flatnonzero(missing > 0)
    if not len(gaps):
        return Check(
            "gaps", Status.CONSISTENT, "no second is missing", 0.0, 0.0, "every second has a subframe"
        )
    total = float(missing[gaps].sum()) * period
    fitted = np.rint(np.diff(frames.place)[gaps] / frames.period) == 1
    words = f"{total:g} s are missing in {len(gaps)} gaps"
    if fitted.any():
        words += (
            f"; at {int(fitted.sum())} of them the file goes on without a bit lost: it was cut and joined"
        )
    status = Status.CONTRADICTS if fitted.any() else Status.ODD
    at = _told(frames.second[gaps + 1] * period)
    return Check("gaps", status, words, total, 0.0, "every second has a subframe", at)


def _counter(frames: Subframes, period: float) -> Check:
    here = np.flatnonzero(frames.counter >= 0)
    if len(here) < 3:
        return not_testable("frame counter", "the map names no frame counter, or it was hardly read")
    frame = frames.second[here] // SUBFRAMES
    steps, counts = np.unique(np.diff(frames.counter[here]), return_counts=True)
    step = int(steps[np.argmax(counts)])
    if step == 0:
        return Check("frame counter", Status.ODD, "the frame counter stands still", 0.0, 1.0, "it must count")
    top = int(frames.counter[here].max()) + abs(step)
    size = 1 << max(1, (top - 1).bit_length())
    off = np.mod(np.diff(frames.counter[here]) - step * np.diff(frame), size)
    wrong = np.flatnonzero(off != 0)
    rolled = (frames.counter[here][wrong + 1] == 0) & (np.diff(frame)[wrong] == 1)  # to less than all bits
    wrong = wrong[~rolled]
    if not len(wrong):
        return Check("frame counter", Status.CONSISTENT,
                     f"it counts on from frame to frame in all {len(here)} frames", 0.0, 0.0)  # fmt: skip
    single = len(wrong) == 2 and wrong[1] == wrong[0] + 1  # one broken count, right before and after
    return Check(
        "frame counter", Status.ODD if single else Status.CONTRADICTS,
        "one count is broken, right before and after" if single else
        f"it jumps in {len(wrong)} places: frames are missing, repeated, or of another recording",
        float(len(wrong)), 0.0, "the counter goes up by the same step each frame",
        _told(frames.second[here][wrong + 1] * period),
    )  # fmt: skip


def _stamps(frames: Frames) -> Check:
    """ARINC 767: time stamps of a frame type never go back, and step evenly."""
    back, late = [], []
    for kind in np.unique(frames.id):
        t = frames.t[frames.id == kind]
        if len(t) > 3:
            step = np.diff(t)
            usual = float(np.median(step))
            back += list(t[1:][step <= 0.0])
            late += list(t[1:][step > 1.5 * usual]) if usual > 0.0 else []
    status = Status.CONTRADICTS if back else Status.ODD if late else Status.CONSISTENT
    found = f"time stamps go back {len(back)} times and leave gaps {len(late)} times"
    at = _told(np.sort(np.array(back + late)) - float(frames.t[0]))
    return Check("time stamps", status, found, float(len(back) + len(late)), 0.0,
                 "ARINC 767-1: stamps are milliseconds since the recording began", at)  # fmt: skip
