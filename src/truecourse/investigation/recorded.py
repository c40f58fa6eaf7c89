"""A recording with its quantities found, in SI, from a raw file and its map or from Parquet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from truecourse.feeds.errors import CaseError
from truecourse.feeds.modes import modes
from truecourse.feeds.recorded import in_si, quantities
from truecourse.feeds.recording_parquet import about_parquet, clocks, read_recording
from truecourse.feeds.wire import quoted
from truecourse.flight.recording import Recording, Series
from truecourse.investigation.recording import open_map, open_recording, recording
from truecourse.recording.decode import series
from truecourse.recording.key_times import Ends, ends_of


class Recorded(NamedTuple):
    """`of` maps quantities (`feeds.recorded.NAMES`) to series in SI; `whole` is the recording as it is."""

    of: Mapping[str, Series]
    whole: Recording


def recorded(
    path: Path, map_path: Path | None, given: Sequence[str] = (), only: Collection[str] | None = None,
    more: Collection[str] = (),
) -> Recorded:  # fmt: skip
    """Read the quantities of a recording, or `only` some, and the parameters named `more`.

    Raises CaseError where the file or map cannot be read, or a raw file comes without its map.
    """
    names = names_in(path, map_path)
    known = quantities(names, given)
    wanted = {q: name for q, name in known.items() if only is None or q in only}
    missing = [name for name in more if name not in names]
    if missing:
        near = [name for name in names if missing[0].upper() in name.upper()][:8]
        raise CaseError(
            f"the recording has no parameter {quoted(missing[0])}"
            + (f"; there are {', '.join(near)}" if near else "; choose another")
        )
    whole = _read(path, map_path, [*dict.fromkeys([*wanted.values(), *more])])
    by_name = {one.name: one for one in whole.series}
    of = {q: in_si(q, by_name[name]) for q, name in wanted.items() if len(by_name[name].t)}
    return Recorded(of, whole)


def by_clock(read: Recorded, drift: float) -> Recorded:
    """The recording with its times by a clock that runs faster than the recorder's by `drift`, s per s."""
    if drift == 0.0:
        return read
    of = {q: replace(one, t=one.t * (1.0 + drift)) for q, one in read.of.items()}
    every = tuple(replace(one, t=one.t * (1.0 + drift)) for one in read.whole.series)
    return Recorded(of, replace(read.whole, series=every))


def names_in(path: Path, map_path: Path | None) -> list[str]:
    """The names of a recording's parameters."""
    return [str(row["name"]) for row in _parameters(path, map_path)]


def modes_in(path: Path, map_path: Path | None) -> list[str]:
    """The names of those parameters that say in what mode the autopilot flew."""
    return modes(_parameters(path, map_path))


def ends_in(path: Path, map_path: Path | None) -> Ends | None:
    """The first and the last valid sample of any parameter, known or not; one is in memory at a time."""
    if map_path is None:
        return ends_of(clocks(path))
    with open_recording(path, map_path) as opened:
        return ends_of(series(opened.held, opened.map, p) for p in opened.map.parameters)


def is_parquet(path: Path) -> bool:
    """Whether there is a file that begins as Parquet does."""
    if not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        return file.read(4) == b"PAR1"


def _parameters(path: Path, map_path: Path | None) -> list[Mapping[str, Any]]:
    if map_path is not None:
        return [
            {"name": p.name, "kind": p.kind, "description": p.description}
            for p in open_map(map_path).parameters
        ]
    if Path(path).is_file() and not is_parquet(path):
        raise CaseError(f"{quoted(Path(path).name)} is no recording in Parquet; of raw data give --map too")
    return list(about_parquet(path)["parameters"])


def _read(path: Path, map_path: Path | None, names: list[str]) -> Recording:
    if map_path is None:
        return read_recording(path, names)
    with open_recording(path, map_path) as opened:
        return recording(opened, names)
