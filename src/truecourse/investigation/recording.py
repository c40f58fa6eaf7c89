"""A raw recording read with its map: opened, looked at, and written as Parquet piece by piece."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from truecourse.feeds.errors import CaseError
from truecourse.feeds.parameter_map import read_map
from truecourse.feeds.recorder_file import open_raw, refuse_parquet
from truecourse.feeds.recording_parquet import Column, recording_writer, tables
from truecourse.feeds.wire import quoted
from truecourse.flight.parameter import Parameter, ParameterMap
from truecourse.flight.recording import Recording, Series, Subframes
from truecourse.recording import expression
from truecourse.recording.decode import DEEPEST, Held, Kept, depths, named, samples, series
from truecourse.recording.doubt import Count, count, doubted
from truecourse.recording.find import find
from truecourse.recording.stream import NAMES

Progress = Callable[[float, str], None]
_AHEAD = 3  # parameters decoded while one is written


class Opened(NamedTuple):
    """A raw file with its frames found, and the map it is read with."""

    held: Held
    map: ParameterMap
    source: str
    sha256: str
    map_sha256: str


def open_map(path: Path) -> ParameterMap:
    """The map in a file, its expressions checked too. Raises CaseError for the first thing that is wrong."""
    made = read_map(path)
    known: set[str] = {parameter.name for parameter in made.parameters if parameter.kind != "computed"}
    for parameter in made.parameters:
        if parameter.kind != "computed":
            continue
        here = f"{Path(path).name}, parameter {quoted(parameter.name)}"
        try:
            of = expression.names(expression.parse(parameter.expression))
        except ValueError as error:
            raise CaseError(f"{here}: {error}") from None
        missing = [name for name in of if name not in known]
        if missing:
            raise CaseError(
                f"{here}: its expression has {quoted(missing[0])}, which is no parameter above it; correct it"
            )
        known.add(parameter.name)
    deep = [name for name, depth in depths(made).items() if depth > DEEPEST]
    if deep:
        raise CaseError(
            f"{Path(path).name}, parameter {quoted(deep[0])}: it is computed from computed parameters more "
            f"than {DEEPEST} deep; write it from recorded ones"
        )
    return made


@contextmanager
def open_recording(path: Path, map_path: Path) -> Iterator[Opened]:
    """A raw file and its map, its frames found; its bytes are mapped while the block runs.

    Raises CaseError, in one sentence, where either cannot be read or they do not fit each other.
    """
    refuse_parquet(path)
    made = open_map(map_path)
    digest = hashlib.sha256(Path(map_path).read_bytes()).hexdigest()
    with open_raw(path) as raw:
        try:
            held = find(raw.data, made)
            held = held._replace(problems=(*held.problems, *doubted(held, made)))
        except ValueError as error:
            raise CaseError(f"{quoted(raw.name)}: {error}") from None
        yield Opened(held, made, raw.name, raw.sha256, digest)


def recording(opened: Opened, names: Collection[str] | None = None) -> Recording:
    """The recording in memory, or of it the parameters of these names. Raises ValueError for one that the
    map does not have.
    """
    held = opened.held
    series = tuple(each(opened, names))
    return Recording(series, opened.source, opened.sha256, held.found or held.frames, held.problems)


def each(opened: Opened, names: Collection[str] | None = None) -> Iterator[Series]:
    """Its parameters, or those of these names, one after the other, as they are asked for."""
    wanted = opened.map.parameters if names is None else [named(opened.map, name) for name in names]
    kept: Kept = {}
    for parameter in wanted:
        yield series(opened.held, opened.map, parameter, kept)


def length(opened: Opened) -> float:
    """How long it is, s."""
    return float(_frames(opened.held, opened.map)["duration_s"])


def write_recording(opened: Opened, out: Path, progress: Progress) -> dict[str, Any]:
    """Decode every parameter into a Parquet file, whole or not at all; what was found, JSON-ready.

    One parameter is in memory at a time, and a few that are decoded meanwhile.
    """
    counts: list[Count] = []
    about = _about(opened)
    with recording_writer(out, about) as writer:
        for parameter, (counted, made) in _decoded(opened):
            counts.append(counted)
            writer.write_tables(made)
            progress(len(counts) / len(opened.map.parameters), f"writing {parameter.name}")
    for row, one in zip(about["parameters"], counts, strict=True):
        row |= {"samples": one.samples, "valid": one.valid, "within": one.within if one.within >= 0 else None}
    return {**about, "out": str(out)}


def _decoded(opened: Opened) -> Iterator[tuple[Parameter, tuple[Count, list[Any]]]]:
    """Every parameter, in the map's order, decoded beside what the caller does: its samples counted, and as
    the tables to be written.
    """
    ahead: list[tuple[Parameter, Future[tuple[Count, list[Any]]]]] = []
    kept: Kept = {}

    def decode(parameter: Parameter) -> tuple[Count, list[Any]]:
        found = samples(opened.held, opened.map, parameter, kept)
        column = Column(parameter.name, found.t, found.value, found.valid, found.code, found.names)
        return count(parameter, found), tables(column)

    with ThreadPoolExecutor(1) as pool:
        for parameter in opened.map.parameters:
            ahead.append((parameter, pool.submit(decode, parameter)))
            if len(ahead) > _AHEAD:
                first, found = ahead.pop(0)
                yield first, found.result()
        for first, found in ahead:
            yield first, found.result()


def _about(opened: Opened) -> dict[str, Any]:
    held, made = opened.held, opened.map
    rows = [
        {
            "name": p.name, "unit": p.unit, "kind": p.kind, "description": p.description,
            "low": p.low if isfinite(p.low) else None, "high": p.high if isfinite(p.high) else None,
        }
        for p in made.parameters
    ]  # fmt: skip
    return {
        "source": opened.source,
        "sha256": opened.sha256,
        "map": made.name,
        "map_sha256": opened.map_sha256,
        "standard": made.standard,
        **_frames(held, made),
        "parameters": rows,
        "left_out": [{"name": name, "reason": reason} for name, reason in made.left_out],
        "problems": list(held.problems),
    }


def _frames(held: Held, made: ParameterMap) -> dict[str, Any]:
    frames = held.frames
    if isinstance(frames, Subframes):
        assert held.grid is not None
        sound = int((held.grid.place >= 0).sum())
        return {
            "form": NAMES[held.form],
            "words": made.words,
            "subframes": len(frames.place),
            "sound_subframes": sound,
            "duration_s": (float(frames.second[-1]) + 1.0) * made.period,
        }
    ids = {int(one): int((frames.id == one).sum()) for one in sorted(set(frames.id.tolist()))}
    return {"frames": {str(one): number for one, number in ids.items()},
            "duration_s": round(float(frames.t.max()) - held.began, 3)}  # fmt: skip
