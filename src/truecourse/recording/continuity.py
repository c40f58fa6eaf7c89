"""Whether the frames follow one another without a break: sync, subframe numbers, counter, time stamps."""

from itertools import pairwise

import numpy as np

from truecourse.flight.parameter import SUBFRAMES
from truecourse.flight.recording import Frames, Subframes
from truecourse.recording.check import Check, Status, not_testable, places, times
from truecourse.recording.clock import rolls
from truecourse.recording.frames import ANY_ORDER

SOUND = 0.999  # judgement: a solid-state memory loses nothing; a tape in good order about this much
FEW = 3  # slips that say nothing of a short recording; each leaves one or two subframes not sound
MOST_TOLD = 8
STOPPED = "the recorder stopped and went on, or it was cut and joined"


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
    tape's dropout makes, and a cut that nobody fitted; and every subframe must have its own.
    """
    apart = np.diff(frames.place)
    slipped = np.flatnonzero(apart % frames.period != 0)
    broken = len(slipped) + frames.unsound
    share = max(0.0, 1.0 - broken / len(frames.place))
    few = share >= SOUND or (len(slipped) <= FEW and frames.unsound <= 2 * FEW)
    status = Status.CONSISTENT if not broken else Status.ODD if few else Status.CONTRADICTS
    found = (
        f"all {len(apart)} steps from sync to sync are whole subframes"
        if not len(slipped)
        else f"{len(slipped)} of {len(apart)} steps from sync to sync are no whole number of subframes: bits "
        "were lost or put in"
    )
    if frames.unsound:
        found += f"; {frames.unsound} of {len(frames.place)} subframes are not sound"
    at = _told(frames.second[slipped + 1] * period)
    return Check("sync", status, found, share, SOUND,
                 f"judgement: a tape in good order loses no more, or {FEW} in a short one", at)  # fmt: skip


def _order(frames: Subframes, period: float) -> Check:
    """Subframes count 1 2 3 4 without end; where bits are whole and the count is not, two pieces meet."""
    steps = np.rint(np.diff(frames.place) / frames.period).astype(np.int64)
    whole = np.diff(frames.place) % frames.period == 0
    wrong = np.flatnonzero(whole & ((np.diff(frames.number) - steps) % SUBFRAMES != 0))
    if not len(wrong):
        return Check("subframe order", Status.CONSISTENT, "subframes count 1 2 3 4 throughout", 0.0, 0.0)
    return Check(
        "subframe order", Status.ODD,
        f"{places(len(wrong))} the subframe number jumps with no bit lost: {STOPPED}",
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
    fitted = int(np.sum(np.rint(np.diff(frames.place)[gaps] / frames.period) == 1))
    words = f"{total:g} s are missing {places(len(gaps))}"
    if fitted:
        words += f"; {places(fitted)} the file goes on without a bit lost: {STOPPED}"
    at = _told(frames.second[gaps + 1] * period)
    return Check("gaps", Status.ODD, words, total, 0.0, "every second has a subframe", at)


def _counter(frames: Subframes, period: float) -> Check:
    """The counter goes up by one step each frame. It may roll over before its bits are used up: that is known
    from its doing so at one value more than once.
    """
    here = np.flatnonzero(frames.counter >= 0)
    if len(here) < 3:
        return not_testable("frame counter", "the map names no frame counter, or it was hardly read")
    counted, frame = frames.counter[here], frames.second[here] // SUBFRAMES
    steps, counts = np.unique(np.diff(counted), return_counts=True)
    step = int(steps[np.argmax(counts)])
    if step == 0:
        return Check("frame counter", Status.ODD, "the frame counter stands still", 0.0, 1.0, "it must count")
    size = 1 << max(1, (int(counted.max()) + abs(step) - 1).bit_length())
    wrong = np.flatnonzero(np.mod(np.diff(counted) - step * np.diff(frame), size) != 0)
    wrong = wrong[~((np.diff(frame)[wrong] == 1) & rolls(counted, wrong))]
    if not len(wrong):
        return Check("frame counter", Status.CONSISTENT,
                     f"it counts on from frame to frame in all {len(here)} frames", 0.0, 0.0)  # fmt: skip
    anew = counted[wrong + 1] == counted.min()
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:  # one broken count, right before and after
        words = "one count is broken, right before and after"
    elif anew.all():
        words = (
            f"it begins again {places(len(wrong))}, first at {counted[wrong[0] + 1]} after "
            f"{counted[wrong[0]]}: it was reset, rolls over there, or another recording follows"
        )
    else:
        words = (
            f"it jumps {places(len(wrong))}: frames are missing, repeated or out of order, or the file holds "
            "several flights"
        )
    return Check("frame counter", Status.ODD, words, float(len(wrong)), 0.0,
                 "the counter goes up by the same step each frame",
                 _told(frames.second[here][wrong + 1] * period))  # fmt: skip


def _stamps(frames: Frames) -> Check:
    """ARINC 767: time stamps of a frame type never go back, and step evenly. Where they begin again another
    recording follows, unless the pieces' times only stand in another order.
    """
    session = np.concatenate(([0], np.cumsum(np.diff(frames.t) < -ANY_ORDER)))
    back, late = [], []
    for kind in np.unique(frames.id):
        for piece in range(int(session[-1]) + 1):
            t = frames.t[(frames.id == kind) & (session == piece)]
            if len(t) > 3:
                step = np.diff(t)
                usual = float(np.median(step))
                back += list(t[1:][step <= 0.0])
                late += list(t[1:][step > 1.5 * usual]) if usual > 0.0 else []
    anew = frames.t[1:][np.diff(session) > 0]
    shuffled = len(anew) > 0 and _apart(frames.t, session)
    status = (
        Status.CONTRADICTS if back or shuffled else Status.ODD if late or len(anew) else Status.CONSISTENT
    )
    found = "time stamps go on evenly"
    if back or late:
        found = f"time stamps go back {times(len(back))} and leave gaps {times(len(late))}"
    if len(anew):
        found += f"; time begins again {places(len(anew))}: " + (
            "the pieces follow one another in another order" if shuffled
            else "the file holds several recordings, or one twice"
        )  # fmt: skip
    at = _told(np.sort(np.array([*back, *late, *anew])) - float(frames.t.min()))
    return Check("time stamps", status, found, float(len(back) + len(late) + len(anew)), 0.0,
                 "ARINC 767-1: stamps are milliseconds since the recording began", at)  # fmt: skip


def _apart(t: np.ndarray, session: np.ndarray) -> bool:
    """Whether the pieces' times do not overlap: flights of their own would each begin near nothing."""
    spans = sorted((t[session == k].min(), t[session == k].max()) for k in range(int(session[-1]) + 1))
    return all(before[1] <= after[0] + 1.0 for before, after in pairwise(spans))
