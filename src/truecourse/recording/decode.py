"""A recording decoded: its frames found once, then each parameter's samples."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.flight.parameter import Parameter, ParameterMap
from truecourse.flight.recording import Frames, Series, Subframes
from truecourse.recording import expression
from truecourse.recording.clock import Grid
from truecourse.recording.convert import convert
from truecourse.recording.frames import gather_frames
from truecourse.recording.gather import Raw, gather


class Held(NamedTuple):
    """A file in which frames were found: `grid` and `form` are of ARINC 717, `began` (s, the time stamp that
    t counts from) of 767; `found` are all frames of 767 that the map has, those of other recordings in the
    file among them.
    """

    data: NDArray[np.uint8]
    frames: Subframes | Frames
    form: int = 0
    grid: Grid | None = None
    began: float = 0.0
    problems: tuple[str, ...] = ()
    found: Frames | None = None


class Samples(NamedTuple):
    """A parameter's samples as `Series` has them, its texts by their place in `names` (−1: none)."""

    t: NDArray[np.float64]
    value: NDArray[np.float64]
    valid: NDArray[np.bool_]
    code: NDArray[np.int32]
    names: tuple[str, ...]


Kept = dict[str, Samples]  # those that expressions have, by name
DEEPEST = 64  # computed parameters of computed ones


def samples(held: Held, map_: ParameterMap, parameter: Parameter, kept: Kept | None = None) -> Samples:
    """The samples of one parameter, in the order of time; none where the recording does not reach it.

    What its expression has is decoded once and put into `kept`. Raises ValueError for an expression that
    comes back to its own parameter.
    """
    if parameter.kind == "constant":
        one = np.array([parameter.offset])
        return Samples(np.zeros(1), one, np.ones(1, dtype=bool), np.full(1, -1, dtype=np.int32), ())
    if parameter.kind == "computed":
        return _computed(held, map_, parameter, {} if kept is None else kept)
    raw = _raw(held, map_, parameter)
    values = convert(parameter, raw.value)
    valid = raw.valid & ~values.beyond
    if valid.all():
        return Samples(raw.t, values.value, valid, values.code, values.names)
    value = np.where(valid, values.value, np.nan)
    return Samples(raw.t, value, valid, np.where(valid, values.code, -1).astype(np.int32), values.names)


def series(held: Held, map_: ParameterMap, parameter: Parameter, kept: Kept | None = None) -> Series:
    """One parameter, its texts written out."""
    found = samples(held, map_, parameter, kept)
    text = tuple("" if c < 0 else found.names[c] for c in found.code.tolist()) if found.names else ()
    return Series(parameter.name, parameter.unit, found.t, found.value, found.valid, text)


def named(map_: ParameterMap, name: str) -> Parameter:
    """The parameter of a name. Raises ValueError, with near names or the reason it was left out."""
    for parameter in map_.parameters:
        if parameter.name == name:
            return parameter
    for other, reason in map_.left_out:
        if other == name:
            raise ValueError(f"{name} cannot be decoded: {reason}")
    near = [p.name for p in map_.parameters if name.upper() in p.name.upper()][:8]
    known = f"there are {', '.join(near)}" if near else "truecourse recorder parameters lists what there is"
    raise ValueError(f"the map {map_.name} has no parameter {name}; {known}")


def _raw(held: Held, map_: ParameterMap, parameter: Parameter) -> Raw:
    if isinstance(held.frames, Subframes):
        assert held.grid is not None
        raw = gather(held.data, held.form, map_.words, held.grid, parameter)
        return raw if map_.period == 1.0 else raw._replace(t=raw.t * map_.period)
    place = parameter.place
    assert place is not None
    kind = next(kind for kind in map_.frames if kind.id == place.frame)
    return gather_frames(held.data, held.frames, held.began, kind, place)


def depths(map_: ParameterMap) -> dict[str, int]:
    """How many computed parameters stand on one another under each computed one, itself counted; they have
    only parameters above them in their expressions.
    """
    found: dict[str, int] = {p.name: 0 for p in map_.parameters if p.kind != "computed"}
    deep = {}
    for parameter in map_.parameters:
        if parameter.kind != "computed":
            continue
        of = expression.names(expression.parse(parameter.expression))
        found[parameter.name] = deep[parameter.name] = 1 + max((found[name] for name in of), default=0)
    return deep


def _computed(held: Held, map_: ParameterMap, parameter: Parameter, kept: Kept) -> Samples:
    """At the samples of the expression's first parameter; of the others the latest sample by then. What it
    stands on is worked out in the map's order, each once.
    """
    needed, ask = set(), [parameter.name]
    while ask:
        name = ask.pop()
        if name in needed:
            continue
        needed.add(name)
        one = named(map_, name)
        if one.kind == "computed" and name not in kept:
            ask += expression.names(expression.parse(one.expression))
    for one in map_.parameters:
        if one.name in needed and one.name not in kept:
            kept[one.name] = _evaluated(one, kept) if one.kind == "computed" else samples(held, map_, one)
    return kept[parameter.name]


def _evaluated(parameter: Parameter, kept: Kept) -> Samples:
    tree = expression.parse(parameter.expression)
    of = expression.names(tree)
    if missing := [name for name in of if name not in kept]:
        raise ValueError(
            f"{parameter.name} is computed from {missing[0]}, which is no parameter above it in the map"
        )
    inputs = {name: kept[name] for name in of}
    if not inputs:
        value = np.atleast_1d(expression.evaluate(tree, {}))
        return Samples(np.zeros(1), value, np.isfinite(value), np.full(1, -1, dtype=np.int32), ())
    t = next(iter(inputs.values())).t
    values: Mapping[str, NDArray[np.float64]] = {name: _latest(one, t) for name, one in inputs.items()}
    value = np.broadcast_to(expression.evaluate(tree, values), t.shape)
    known = np.all([np.isfinite(column) for column in values.values()], axis=0)
    valid = np.isfinite(value) & known
    return Samples(t, np.where(valid, value, np.nan), valid, np.full(len(t), -1, dtype=np.int32), ())


def _latest(one: Samples, t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last sample at or before each time; NaN where there is none, or it is not valid: an expression is
    not worked out from a sample older than one that was lost (`samples.latest` looks past those, for switches
    and digits). A constant holds throughout.
    """
    if not len(one.t):
        return np.full(len(t), np.nan)
    if len(one.t) == 1 and one.t[0] == 0.0:
        return np.full(len(t), one.value[0])
    at = np.searchsorted(one.t, t, side="right") - 1
    return np.where(at >= 0, np.where(one.valid, one.value, np.nan)[np.clip(at, 0, None)], np.nan)
