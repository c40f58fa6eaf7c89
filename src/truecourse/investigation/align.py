"""A recording's file and a transcript's laid on one clock."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.transcript import Transcript, read_transcript
from truecourse.flight.recording import Series
from truecourse.investigation.recorded import recorded
from truecourse.recording.alignment import Alignment, align
from truecourse.recording.keying import Keyings, keyings
from truecourse.recording.transmissions import (
    MEASURED_SPREAD,
    TEXT_SPREAD,
    Transmissions,
    transmissions,
)

KEYS = ("key_1", "key_2", "key_3", "key_hf_1", "key_hf_2")


class Aligned(NamedTuple):
    """The keying channel used, its keyings, the transcript, and how one lies on the other."""

    channel: str
    keyed: Keyings
    transcript: Transcript
    found: Alignment


def align_files(
    recording: Path, map_path: Path | None, transcript: Path, channel: str = "", who: str = "",
    drift_sd: float = 1e-3,
) -> Aligned:  # fmt: skip
    """Align by a channel's keyings, or by the channel with most. Raises CaseError in one sentence."""
    told = read_transcript(transcript, who)
    name, keyed = keyed_channel(recording, map_path, channel)
    try:
        found = align(keyed, as_transmissions(told), drift_sd)
    except ValueError as error:
        raise CaseError(f"{name} against {Path(transcript).name}: {error}") from None
    return Aligned(name, keyed, told, found)


def as_transmissions(told: Transcript) -> Transmissions:
    """A transcript's lines for the alignment."""
    t, error, duration, half = (
        np.array([float(getattr(line, name)) for line in told.lines])
        for name in ("t", "error", "duration", "half")
    )
    spread = np.array([MEASURED_SPREAD if line.measured else TEXT_SPREAD for line in told.lines])
    return transmissions(t, error, duration, spread, half)


def keyed_channel(recording: Path, map_path: Path | None, channel: str = "") -> tuple[str, Keyings]:
    """The name and keyings of a channel, or of the known one with most. Raises CaseError where none is."""
    if channel:
        found = recorded(recording, map_path, only=(), more=(channel,)).whole.series
    else:
        of = recorded(recording, map_path, only=KEYS).of
        found = tuple(of[key] for key in KEYS if key in of)
    made = [(series.name, _keyings(series)) for series in found if series.valid.sum() > 1]
    if not made:
        raise CaseError(
            f"{Path(recording).name}: no channel of radio keying is known; name it with --parameter"
        )
    return max(made, key=lambda pair: len(pair[1].start))


def _keyings(series: Series) -> Keyings:
    """Keyings by the rarer of two states: some recorders write 1 for a key that is up."""
    kept = np.isfinite(series.value)
    down = np.where(kept, series.value, 0.0) != 0.0
    if down[kept].mean() > 0.5:
        down = ~down & kept
    return keyings(series, down)
