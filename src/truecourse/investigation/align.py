"""A recording's file and a transcript's laid on one clock."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.transcript import Told, Transcript, read_transcript
from truecourse.flight.recording import Series
from truecourse.investigation.recorded import is_parquet, recorded
from truecourse.recording.alignment import DRIFT_SD, Alignment, align
from truecourse.recording.cut import Cut, cut
from truecourse.recording.keying import Keyings, keyings
from truecourse.recording.transmissions import (
    MEASURED_SPREAD,
    TEXT_SPREAD,
    Transmissions,
    from_keyings,
    transmissions,
)

KEYS = ("key_1", "key_2", "key_3", "key_hf_1", "key_hf_2")


class Aligned(NamedTuple):
    """The keying channel used, its keyings, the transcript, how one lies on the other, and whether a part
    lies elsewhere.
    """

    channel: str
    keyed: Keyings
    transcript: Transcript
    found: Alignment
    cut: Cut | None = None


def align_files(
    recording: Path, map_path: Path | None, transcript: Path, channel: str = "", who: str = "",
    drift_sd: float = DRIFT_SD, against: str = "", given: Sequence[str] = (),
) -> Aligned:  # fmt: skip
    """Align by a channel's keyings, or by the channel with most. Raises CaseError in one sentence.

    Instead of a transcript another recording in Parquet may be given, its speech being where the parameter
    `against` is not zero, or its own keying.
    """
    told, calls = _told(transcript, who, against)
    name, keyed = keyed_channel(recording, map_path, channel, given)
    try:
        found = align(keyed, calls, drift_sd)
    except ValueError as error:
        raise CaseError(f"{name} against {Path(transcript).name}: {error}") from None
    return Aligned(name, keyed, told, found, cut(keyed, calls, found))


def _told(path: Path, who: str, against: str) -> tuple[Transcript, Transmissions]:
    """A transcript, or another recording's speech or keyings as one; and its lines for the alignment."""
    if not is_parquet(path):
        told = read_transcript(path, who)
        return told, as_transmissions(told)
    name, keyed = keyed_channel(path, None, against)
    calls = from_keyings(keyed)
    rows = zip(calls.start, calls.sd, calls.duration, calls.half, strict=True)
    lines = tuple(Told(float(t), float(sd), float(d), True, name, "", float(half)) for t, sd, d, half in rows)
    return Transcript(lines, False), calls


def as_transmissions(told: Transcript) -> Transmissions:
    """A transcript's lines for the alignment."""
    t, error, duration, half = (
        np.array([float(getattr(line, name)) for line in told.lines])
        for name in ("t", "error", "duration", "half")
    )
    spread = np.array([MEASURED_SPREAD if line.measured else TEXT_SPREAD for line in told.lines])
    return transmissions(t, error, duration, spread, half)


def keyed_channel(
    recording: Path, map_path: Path | None, channel: str = "", given: Sequence[str] = ()
) -> tuple[str, Keyings]:
    """The name and keyings of a channel, or of the known one with most. Raises CaseError where none is."""
    if channel:
        found = recorded(recording, map_path, only=(), more=(channel,)).whole.series
    else:
        of = recorded(recording, map_path, given, only=KEYS).of
        found = tuple(of[key] for key in KEYS if key in of)
    made = [(series.name, _keyings(series)) for series in found if series.valid.sum() > 1]
    if not made:
        raise CaseError(
            f"{Path(recording).name}: no channel of radio keying is known; name it with --parameter or "
            "--as key_1=NAME"
        )
    return max(made, key=lambda pair: len(pair[1].start))


def _keyings(series: Series) -> Keyings:
    """Keyings by the rarer of two states: some recorders write 1 for a key that is up."""
    kept = np.isfinite(series.value)
    down = np.where(kept, series.value, 0.0) != 0.0
    if down[kept].mean() > 0.5:
        down = ~down & kept
    return keyings(series, down)
