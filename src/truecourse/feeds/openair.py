"""Airspaces from OpenAir files (WinPilot 1998), with Naviter's extensions (SeeYou OpenAir 2.1, 2025).

One airspace begins with each `AC`. Read: `AC` class, `AN` name, `AH` `AL` limits, `AY` type, `AI` identifier,
`AF` frequency, `AG` station, `AX` (or `TP`) transponder code, `AA` times of activity, `V X=` centre, `V D=`
direction, `V W=` width, `DP` corner, `DA` arc between courses, `DB` arc between places, `DC` circle, `DY`
corridor. Drawing commands (`SP` `SB` `AT` `V Z=`) and terrain (`TO` `TC`) are passed over. Variables are
forgotten at each `AC`: of the direction the format says so, and a centre kept from another airspace would
only hide a mistake.

Edges are taken as geodesics, which the format does not say. An airspace whose limit cannot be read is taken
from the ground or to unlimited, and said to be.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, isfinite, nan, radians

import numpy as np

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.area_limits import GROUND, UNLIMITED, Limit, parse_limit
from truecourse.feeds.area_shapes import (
    Ring,
    Shape,
    ShapeError,
    arc,
    arc_between,
    centre,
    circle,
    corridor,
    disc,
    finished,
)
from truecourse.feeds.area_times import ALWAYS, Times, merged, parse_interval, planned
from truecourse.feeds.areas_read import AreasRead, read
from truecourse.feeds.errors import CaseError
from truecourse.feeds.notam_schedule import schedule
from truecourse.feeds.wire import parse_number, quoted
from truecourse.flight.airspace import Airspace

KINDS = {
    "P": "prohibited", "R": "restricted", "Q": "danger", "D": "danger", "GP": "glider prohibited",
    "W": "wave window", "CTR": "ctr", "N": "notam", "NONE": "", "UNC": "", "UNCLASSIFIED": "",
    "PROHIBITED": "prohibited", "RESTRICTED": "restricted", "DANGER": "danger",
}  # fmt: skip
_PASSED_OVER = frozenset({"AT", "SP", "SB", "TO", "TC", "TX", "AD"})
_KNOWN = frozenset(
    {"AC", "AN", "AH", "AL", "AY", "AI", "AF", "AG", "AX", "TP", "AA", "V", "DP", "DA", "DB", "DC", "DY"}
)
_ANGLE = re.compile(
    r"(\d{1,3}(?:\.\d+)?)(?:\s*:\s*(\d{1,2}(?:\.\d*)?))?(?:\s*:\s*(\d{1,2}(?:\.\d*)?))?\s*([NSEW])", re.ASCII
)
_BETWEEN = re.compile(r"[\s,]*", re.ASCII)
_LONGEST = 1000  # characters of a line that are read; names and places need far fewer
_COMMENT = re.compile(r"\s*[*;].*", re.DOTALL)
_CODE = re.compile(r"[0-7]{4}", re.ASCII)


@dataclass(slots=True)
class _Block:
    """What has been read of one airspace."""

    line: int
    said: dict[str, str] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)
    centre: Ring | None = None
    clockwise: bool = True
    width: float = nan
    corners: list[Ring] = field(default_factory=list)
    circles: list[tuple[Ring, float]] = field(default_factory=list)
    way: list[Ring] = field(default_factory=list)
    wrong: str = ""


def gather_openair(file: str, text: str, near: float = nan) -> AreasRead:
    """The airspaces of an OpenAir text. Those that cannot be used are refused one by one, by line. `near`
    POSIX s is the time about which times of activity in words are worked out (`area_times.around`).

    Raises CaseError if the text has no `AC`, or no airspace of it can be used.
    """
    areas: list[Airspace] = []
    refused: list[str] = []
    doubts: list[str] = []
    for block in _blocks(text, file, doubts):
        here = f"{file}, line {block.line} ({quoted(block.said.get('AN', 'no name'))[1:-1]})"
        try:
            if block.wrong:
                raise ShapeError(block.wrong)
            area = _area(block, here, near, doubts)
        except ValueError as error:
            refused.append(f"{here}: {error}")
            continue
        if area is not None:
            areas.append(area)
    if not areas and not refused:
        reason = "every airspace of it is switched off (AA NONE)" if doubts else "it has no AC line"
        raise CaseError(
            f"{file} gives no OpenAir airspace: {reason}; begin each airspace with AC and its class"
        )
    return read(file, areas, refused, doubts)


def _blocks(text: str, file: str, doubts: list[str]) -> Iterator[_Block]:
    """One block for each `AC`, its commands taken in."""
    block, strange = None, 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line[0] in "*;#":
            continue
        command, _, rest = line[:_LONGEST].partition(" ")
        command = command.upper()
        if command == "AC":
            if block is not None:
                yield block
            block = _Block(number, {"AC": _COMMENT.sub("", rest).strip().upper()})
        elif command in _KNOWN and block is not None:
            if not block.wrong:
                try:
                    _take(block, command, rest.strip())
                except ValueError as error:
                    block.wrong = f"line {number}, {command}: {error}"
        elif command not in _PASSED_OVER:
            strange += 1
            if strange == 1:
                said = f"{quoted(line)} is no OpenAir command and was passed over; correct it"
                doubts.append(f"{file}, line {number}: {said}")
    if strange > 1:
        doubts.append(f"{file}: {strange} lines in all are no OpenAir commands; correct them")
    if block is not None:
        yield block


def _take(block: _Block, command: str, rest: str) -> None:
    """Take one command into the block. Raises ValueError with what to write instead."""
    if command in ("AN", "AG", "AI"):
        block.said[command] = rest
        return
    rest = _COMMENT.sub("", rest)
    if command == "AA":
        block.times.append(rest)
    elif command == "V":
        _set(block, rest)
    elif command == "DP":
        block.corners.append(_place(rest)[None])
    elif command == "DY":
        block.way.append(_place(rest))
    elif command == "DC":
        block.circles.append((_centre(block), METRES_PER_NM * parse_number(rest)))
    elif command == "DB":
        first, last = _places(rest, 2)
        block.corners.append(arc_between(_centre(block), first, last, block.clockwise))
    elif command == "DA":
        radius, start, end = _three(rest)
        if abs(end - start) == 360.0:
            block.circles.append((_centre(block), METRES_PER_NM * radius))
        else:
            courses = radians(start), radians(end)
            block.corners.append(arc(_centre(block), METRES_PER_NM * radius, *courses, block.clockwise))
    else:
        block.said["AX" if command == "TP" else command] = rest


def _set(block: _Block, rest: str) -> None:
    variable, _, value = rest.partition("=")
    variable, value = variable.strip().upper(), value.strip()
    if variable == "X":
        block.centre = _place(value)
    elif variable == "D":
        if value not in ("+", "-"):
            raise ValueError(f"{quoted(value)} is no direction; write V D=+ (clockwise) or V D=-")
        block.clockwise = value == "+"
    elif variable == "W":
        block.width = METRES_PER_NM * parse_number(value)
    elif variable != "Z":
        raise ValueError(f"{quoted(rest)} sets nothing; write V X=, V D= or V W=")


def _centre(block: _Block) -> Ring:
    if block.centre is None:
        raise ValueError("there is no centre; put V X= before it")
    return block.centre


def _three(rest: str) -> tuple[float, float, float]:
    numbers = [parse_number(part) for part in re.split(r"[\s,]+", rest.strip())]
    if len(numbers) != 3 or max(abs(number) for number in numbers[1:]) > 720.0 or numbers[1] == numbers[2]:
        raise ValueError(
            f"{quoted(rest)} is no arc; write radius, start and end course, such as 10, 270, 290"
        )
    return numbers[0], numbers[1], numbers[2]


def _place(text: str) -> Ring:
    return _places(text, 1)[0]


def _places(text: str, count: int) -> list[Ring]:
    """Places such as `39:29:54N 119:46:06W`, `39:29.9 N 119:46.1 W`, `39.49833N 119.76833W`, radians."""
    angles, at = [], 0
    text = text.upper()
    for found in _ANGLE.finditer(text):
        if not _BETWEEN.fullmatch(text, at, found.start()):
            break
        angles.append((_degrees(found), found[4]))
        at = found.end()
    whole = len(angles) == 2 * count and _BETWEEN.fullmatch(text, at)
    if not whole or any(side not in "NSEW"[2 * (n % 2) :][:2] for n, (_, side) in enumerate(angles)):
        raise ValueError(
            f"{quoted(text)} is not {count} place{'s' * (count > 1)}; write 39:29:54N 119:46:06W"
        )
    signed = [-angle if side in "SW" else angle for angle, side in angles]
    if any(abs(angle) > (180.0 if n % 2 else 90.0) for n, angle in enumerate(signed)):
        raise ValueError(f"{quoted(text)} is off the earth; latitudes end at 90, longitudes at 180")
    return [np.array([radians(signed[n]), radians(signed[n + 1])]) for n in range(0, 2 * count, 2)]


def _degrees(found: re.Match[str]) -> float:
    degrees, minutes, seconds = (float(found[n] or 0.0) for n in (1, 2, 3))
    if minutes >= 60.0 or seconds >= 60.0:
        raise ValueError(f"{quoted(found[0])} has 60 or more minutes or seconds; correct it")
    return degrees + minutes / 60.0 + seconds / 3600.0


def _area(block: _Block, here: str, near: float, doubts: list[str]) -> Airspace | None:
    """The block as an airspace; None if it is switched off. Raises ValueError with what is wrong."""
    said = block.said
    if any(words.strip().upper() == "NONE" for words in block.times):
        doubts.append(f"{here}: it is switched off (AA NONE) and left out; give it times to have it")
        return None
    kind = said.get("AY") or said["AC"]
    kind = KINDS.get(kind.upper(), f"class {kind.lower()}" if kind in "ABCDEFG" else kind.lower())
    if "AY" not in said and said["AC"] == "D":
        kind = "class d"  # the AC of the format is the class D; only as a type is D a danger area
    if "AX" in said and not _CODE.fullmatch(said["AX"].strip()):
        doubts.append(
            f"{here}: its transponder code {quoted(said['AX'])} is not four digits 0 to 7; correct it"
        )
    floor = _limit(said.get("AL"), "AL", GROUND, here, doubts)
    ceiling = _limit(said.get("AH"), "AH", UNLIMITED, here, doubts)
    shape = _shape(block)
    return Airspace(
        name=said.get("AN") or f"line {block.line}", kind=kind, rings=shape.rings, offset=shape.offset,
        floor=floor[0], ceiling=ceiling[0], source=_source(said), floor_ref=floor[1], ceiling_ref=ceiling[1],
        lines=shape.lines, active=_active(block, shape, here, near, doubts),
    )  # fmt: skip


def _active(block: _Block, shape: Shape, here: str, near: float, doubts: list[str]) -> Times:
    """Intervals, or (no part of the format, but met in files) the words of a NOTAM's item D."""
    parts = [part for words in block.times for part in re.split(r"[,\s]+", words.strip()) if part]
    try:
        return merged([parse_interval(part) for part in parts])
    except ValueError as error:
        reason = error
    words, place = ", ".join(block.times), centre(shape)
    try:
        if not isfinite(near):
            raise reason
        return planned(-inf, inf, near, lambda a, b: schedule(words, a, b, place, part=True))
    except ValueError:
        doubts.append(f"{here}: AA is taken as always: {reason}")
        return ALWAYS


def _limit(text: str | None, command: str, widest: Limit, here: str, doubts: list[str]) -> Limit:
    try:
        if text is None:
            raise ValueError("there is none; write one")
        return parse_limit(text)
    except ValueError as error:
        doubts.append(
            f"{here}: {command} is taken as {'the ground' if command == 'AL' else 'unlimited'}: {error}"
        )
        return widest


def _source(said: dict[str, str]) -> str:
    words = {"AI": "identifier", "AG": "station", "AF": "frequency", "AX": "transponder code"}
    return ", ".join(f"{word} {said[key]}" for key, word in words.items() if said.get(key))


def _shape(block: _Block) -> Shape:
    parts = [bool(block.corners), bool(block.circles), bool(block.way)]
    if sum(parts) == 0:
        raise ShapeError("it has no shape; give it DP, DA, DB, DC or DY lines")
    if block.way:
        if sum(parts) > 1 or not block.width > 0.0:
            raise ShapeError("a corridor of DY lines needs V W= before them and no other shape; correct it")
        return corridor(np.vstack(block.way), block.width)
    if len(block.circles) == 1 and not block.corners:
        return disc(*block.circles[0])
    rings = [circle(*each) for each in block.circles]
    if block.corners:
        rings.append(finished(np.vstack(block.corners)))
    return Shape(tuple(rings))
