"""A recording's file and a transcript's laid on one clock."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.transcript import Transcript, read_transcript
from truecourse.flight.recording import Series
from truecourse.investigation.recorded import recorded
from truecourse.recording.alignment import Alignment, align
from truecourse.recording.cut import Cut, cut
from truecourse.recording.keying import Keyings, keyings
from truecourse.recording.transmissions import (
    MEASURED_SPREAD,
    TEXT_SPREAD,
    Transmissions,
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
    drift_sd: float = 1e-3, given: Sequence[str] = (),
) -> Aligned:  # fmt: skip
    """Align by a channel's keyings, or by the channel with most. Raises CaseError in one sentence."""
    told = read_transcript(transcript, who)
    name, keyed = keyed_channel(recording, map_path, channel, given)
    try:
        found = align(keyed, as_transmissions(told), drift_sd)
    except ValueError as error:
        raise CaseError(f"{name} against {Path(transcript).name}: {error}") from None
    return Aligned(name, keyed, told, found, cut(keyed, as_transmissions(told), found))


def as_transmissions(told: Transcript) -> Transmissions:
    """A transcript's lines for the alignment."""
    made = transmissions(
        np.array([line.t for line in told.lines]),
        np.array([line.error for line in told.lines]),
        np.array([line.duration for line in told.lines]),
    )
    spread = [MEASURED_SPREAD if line.measured else TEXT_SPREAD for line in told.lines]
    return made._replace(spread=np.array(spread))


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
