"""Is a recording whole and genuine? Every check its file allows, in one list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from truecourse.feeds.custody import read_custody
from truecourse.feeds.errors import CaseError
from truecourse.feeds.recorded import in_si, quantities
from truecourse.feeds.recording_parquet import about_parquet, read_each, read_recording
from truecourse.flight.recording import Recording, Series
from truecourse.investigation.align import align_files
from truecourse.investigation.recorded import names_in
from truecourse.investigation.recording import each, length, open_recording, recording
from truecourse.recording.alignment import DRIFT_SD
from truecourse.recording.check import Check, not_testable
from truecourse.recording.continuity import continuity
from truecourse.recording.custody import custody
from truecourse.recording.keyed_alike import keyed_alike
from truecourse.recording.pace import pace
from truecourse.recording.physics import physics
from truecourse.recording.splice import Moving, jumps_together, moving, repeats

_STILL = ("discrete", "character", "constant", "utc")  # kinds that no check of what moves reads


class Speech(NamedTuple):
    """What to hold the keying against: a transcript, the keying's channel, one speaker, and how far off the
    recorder's rate may be, s per s, one standard deviation.
    """

    transcript: Path | None = None
    channel: str = ""
    who: str = ""
    drift_sd: float = DRIFT_SD


class Checked(NamedTuple):
    """The checks, and what file they are of."""

    checks: tuple[Check, ...]
    source: str
    sha256: str
    problems: tuple[str, ...]


def check_recording(
    path: Path, map_path: Path | None, given: Sequence[str] = (), log: Path | None = None,
    speech: Speech | None = None,
) -> Checked:  # fmt: skip
    """Every check of a raw file with its map, or of Parquet, with a custody log and a transcript if there.

    Raises CaseError where a file cannot be read.
    """
    held = read_custody(log) if log is not None else None
    names = names_in(path, map_path)
    known = quantities(names, given)
    whole, seen, period = _read(path, map_path, set(known.values()))
    by_name = {series.name: series for series in whole.series}
    of = {q: in_si(q, by_name[name]) for q, name in known.items() if len(by_name[name].t)}
    checks = [
        *continuity(whole.frames, period, "" if map_path is not None else _lost(path)),
        jumps_together(seen),
        repeats(seen),
        *pace(of),
        *physics(of),
        _keying(path, map_path, speech or Speech(), given),
        *custody(held, whole.sha256 if map_path is not None else ""),
    ]
    return Checked(tuple(checks), whole.source, whole.sha256, whole.problems)


def _lost(path: Path) -> str:
    """What a Parquet file's metadata say of seconds without a sound subframe."""
    about = about_parquet(path)
    over, sound = about.get("duration_s"), about.get("sound_subframes")
    if not isinstance(over, int | float) or not isinstance(sound, int) or not 0 < over - sound < over:
        return ""
    return f"; by the metadata {over - sound:.0f} of {over:.0f} s have no sound subframe"


def _read(path: Path, map_path: Path | None, wanted: set[str]) -> tuple[Recording, Moving, float]:
    """The parameters of these names, what moves among all, and a subframe's period. Of the others one is in
    memory at a time.
    """
    kept: list[Series] = []
    if map_path is None:
        about = about_parquet(path)
        names = [p["name"] for p in about["parameters"] if p["name"] in wanted or p.get("kind") not in _STILL]
        long = about.get("duration_s")
        seen = moving(_keeping(read_each(path, names), wanted, kept), long)
        return replace(read_recording(path, ()), series=tuple(kept)), seen, 1.0
    with open_recording(path, map_path) as opened:
        names = [p.name for p in opened.map.parameters if p.name in wanted or p.kind not in _STILL]
        seen = moving(_keeping(each(opened, names), wanted, kept), length(opened))
        return replace(recording(opened, ()), series=tuple(kept)), seen, opened.map.period


def _keeping(series: Iterable[Series], wanted: set[str], kept: list[Series]) -> Iterator[Series]:
    """The series as they come, those that are wanted put into `kept`."""
    for one in series:
        if one.name in wanted:
            kept.append(one)
        yield one


def _keying(path: Path, map_path: Path | None, speech: Speech, given: Sequence[str]) -> Check:
    told, channel, who, drift_sd = speech
    if told is None:
        return not_testable("keying", "no transcript or list of speech was given to hold the keying against")
    try:
        aligned = align_files(path, map_path, told, channel, who, drift_sd, given=given)
        return keyed_alike(aligned.found, aligned.cut)
    except CaseError as error:
        if "at least two" in str(error) or "no channel of radio keying" in str(error):
            return not_testable("keying", str(error))
        raise
