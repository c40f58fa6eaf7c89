"""Is a recording whole and genuine? Every check its file allows, in one list."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from truecourse.feeds.custody import read_custody
from truecourse.feeds.errors import CaseError
from truecourse.feeds.recorded import in_si, quantities
from truecourse.feeds.recording_parquet import about_parquet, read_recording
from truecourse.flight.recording import Recording
from truecourse.investigation.align import align_files
from truecourse.investigation.recorded import names_in
from truecourse.investigation.recording import open_recording, recording
from truecourse.recording.check import Check, not_testable
from truecourse.recording.continuity import continuity
from truecourse.recording.custody import custody
from truecourse.recording.keyed_alike import keyed_alike
from truecourse.recording.pace import pace
from truecourse.recording.physics import physics
from truecourse.recording.splice import jumps_together, moving, repeats


class Checked(NamedTuple):
    """The checks, and what file they are of."""

    checks: tuple[Check, ...]
    source: str
    sha256: str
    problems: tuple[str, ...]


def check_recording(
    path: Path, map_path: Path | None, given: Sequence[str] = (), log: Path | None = None,
    transcript: Path | None = None, channel: str = "",
) -> Checked:  # fmt: skip
    """Every check of a raw file with its map, or of Parquet, with a custody log and a transcript if there.

    Raises CaseError where a file cannot be read.
    """
    held = read_custody(log) if log is not None else None
    names = names_in(path, map_path)
    known = quantities(names, given)
    whole, period = _whole(path, map_path)
    by_name = {series.name: series for series in whole.series}
    of = {q: in_si(q, by_name[name]) for q, name in known.items() if len(by_name[name].t)}
    seen = moving(whole.series)
    checks = [
        *continuity(whole.frames, period, "" if map_path is not None else _lost(path)),
        jumps_together(seen),
        repeats(seen),
        *pace(of),
        *physics(of),
        _keying(path, map_path, transcript, channel, given),
        *custody(held, whole.sha256),
    ]
    return Checked(tuple(checks), whole.source, whole.sha256, whole.problems)


def _lost(path: Path) -> str:
    """What a Parquet file's metadata say of seconds without a sound subframe."""
    about = about_parquet(path)
    over, sound = about.get("duration_s"), about.get("sound_subframes")
    if not isinstance(over, int | float) or not isinstance(sound, int) or not 0 < over - sound < over:
        return ""
    return f"; by the metadata {over - sound:.0f} of {over:.0f} s have no sound subframe"


def _whole(path: Path, map_path: Path | None) -> tuple[Recording, float]:
    if map_path is None:
        return read_recording(path), 1.0
    with open_recording(path, map_path) as opened:
        return recording(opened), opened.map.period


def _keying(
    path: Path, map_path: Path | None, transcript: Path | None, channel: str, given: Sequence[str]
) -> Check:
    if transcript is None:
        return not_testable("keying", "no transcript or list of speech was given to hold the keying against")
    try:
        aligned = align_files(path, map_path, transcript, channel, given=given)
        return keyed_alike(aligned.found, aligned.cut)
    except CaseError as error:
        if "at least two" in str(error) or "no channel of radio keying" in str(error):
            return not_testable("keying", str(error))
        raise
