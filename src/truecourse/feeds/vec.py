"""An AGS parameter map (.vec) as a map of ours: places and meanings put together for every parameter."""

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.map_check import TWICE
from truecourse.feeds.vec_meaning import Meaning, meaning
from truecourse.feeds.vec_places import Rows, samples_of
from truecourse.feeds.vec_tables import Line, Tables, read_vec, whole
from truecourse.feeds.wire import quoted
from truecourse.flight.parameter import FrameCounter, FrameType, Parameter, ParameterMap, Place

_ON_GROUND = "it is worked out on the ground by a procedure of the AGS, which the .vec file does not have"


def convert_vec(path: Path) -> ParameterMap:
    """The map in a .vec file: ARINC 717 where it has a .fra table, ARINC 767 where it has .frd.

    Every parameter of the .par table is in the map or, with the reason, among those left out. Raises
    CaseError where the file is no .vec file or its frame cannot be read.
    """
    tables = read_vec(path)
    owned = _owned(tables.par)
    made = _of_767(tables, owned) if tables.frd and not tables.fra else _of_717(tables, owned)
    count = Counter(line.field(0) for line in tables.par if line.kind == "1")
    twice = [(name, TWICE) for name in owned if count[name] > 1]
    return replace(made, left_out=(*made.left_out, *twice))


def _owned(lines: tuple[Line, ...]) -> dict[str, tuple[Line, ...]]:
    """The lines of each parameter, by its name, its own first; of two of one name the first."""
    owned: dict[str, list[Line]] = {}
    current: list[Line] = []
    for line in lines:
        if line.kind == "1":
            current = []
            if line.field(0) and line.field(0) not in owned:
                owned[line.field(0)] = current
        current.append(line)
    return {name: tuple(of) for name, of in owned.items()}


def _of_717(tables: Tables, owned: dict[str, tuple[Line, ...]]) -> ParameterMap:
    frame = next((line for line in tables.fra if line.kind == "1"), None)
    if frame is None or whole(frame.field(1)) < 2:
        raise CaseError(f"{tables.name}.fra: its line 1 has no words a second; export the frame again")
    words = whole(frame.field(1))
    sync = tuple(int(text, 16) if _hex(text) else -1 for text in map(frame.field, (3, 4, 5, 6)))
    if min(sync) < 0 or len(set(sync)) < 4:
        raise CaseError(f"{tables.name}.fra: its line 1 has no four sync words; export the frame again")
    regular: dict[str, list[Line]] = defaultdict(list)
    cyclic: dict[str, list[Line]] = defaultdict(list)
    for row in tables.fra:
        if row.kind in ("2", "4") and row.field(0):
            (regular if row.kind == "2" else cyclic)[row.field(0)].append(row)
    super_words = {row.field(0): row for row in tables.fra if row.kind == "3"}
    counter = _counter(frame, [row for rows in cyclic.values() for row in rows])
    rows = Rows(words, regular, cyclic, super_words, counter is not None)
    parameters: list[Parameter] = []
    left_out: list[tuple[str, str]] = []
    for name, lines in owned.items():
        known = meaning(lines)
        place = samples_of(rows, name, known)
        made = known.parameter
        if made is not None and place.samples:
            made = replace(made, bits=len(place.field), samples=place.samples, repeats=place.repeats)
        why = place.why or "the .fra table has no place for it: it is not recorded"
        _sort_in((name, known), made, why if not place.samples else "", (parameters, left_out))
    for name in sorted({*regular, *cyclic} - set(owned)):
        left_out.append((name, "the .fra table places it, but the .par table does not say what it means"))
    return ParameterMap(
        name=tables.name, standard="717", words=words, parameters=tuple(parameters),
        sync=sync, counter=counter, left_out=tuple(left_out), source=_source(tables),
    )  # fmt: skip


def _sort_in(
    named: tuple[str, Meaning], made: Parameter | None, why: str,
    into: tuple[list[Parameter], list[tuple[str, str]]],
) -> None:  # fmt: skip
    """Put a parameter among those of the map, or those left out with the reason."""
    name, known = named
    if known.on_ground or made is None:
        into[1].append((name, _ON_GROUND if known.on_ground else known.why_not))
    elif why and not known.constant:
        into[1].append((name, why))
    else:
        into[0].append(made)


def _counter(frame: Line, cyclic: list[Line]) -> FrameCounter | None:
    """The first frame counter; its cycle is the longest period of the superframe's parameters."""
    subframe, word, top, bits = (whole(frame.field(i)) for i in (7, 8, 9, 10))
    cycle = max((whole(row.field(2)) for row in cyclic), default=0)
    if not (1 <= subframe <= 4 and word and 1 <= bits <= top <= 12 and cycle):
        return None
    return FrameCounter(subframe, word, top - bits + 1, bits, whole(frame.field(11)), 0, cycle)


def _of_767(tables: Tables, owned: dict[str, tuple[Line, ...]]) -> ParameterMap:
    names = {line.field(0): line.field(1) for line in tables.frd if line.kind == "4"}
    orders: dict[int, dict[int, str]] = defaultdict(dict)
    for line in tables.frd:
        if line.kind == "3":
            orders[whole(line.field(0))][whole(line.field(1))] = names.get(line.field(2), line.field(2))
    known = {name: meaning(lines, short=True) for name, lines in owned.items()}
    frames: list[FrameType] = []
    places: dict[str, Place] = {}
    left: dict[str, str] = {}
    for line in tables.frd:
        if line.kind != "2":
            continue
        frame, at = whole(line.field(0)), 0
        for order in sorted(orders[frame]):
            name = orders[frame][order]
            width = known[name].width if name in known else 0
            if width <= 0:
                why = f"its bits in frame {frame} are not known, for those of {name} are not"
                left |= {orders[frame][k]: why for k in orders[frame] if k >= order}
                break
            places[name] = Place(frame, at, width)
            at += width
        rate = whole(line.field(2)) / max(1, whole(line.field(3), 1))
        if at and 1 <= frame <= 255:
            frames.append(FrameType(frame, line.field(1), rate, at))
    if not frames:
        raise CaseError(f"{tables.name}.frd: it has no frame with parameters; export the frame again")
    parameters: list[Parameter] = []
    left_out: list[tuple[str, str]] = []
    for name in owned:
        made, why = (
            known[name].parameter,
            left.get(name, "the .frd table has no place for it: it is not recorded"),
        )
        if made is not None and name in places:
            made, why = replace(made, place=places[name]), ""
        _sort_in((name, known[name]), made, why, (parameters, left_out))
    return ParameterMap(
        name=tables.name, standard="767", words=0, parameters=tuple(parameters), frames=tuple(frames),
        left_out=tuple(left_out), source=_source(tables),
    )  # fmt: skip


def _source(tables: Tables) -> str:
    """The map's own words on what it is of: the aircraft's type and the frame."""
    said = dict(line.strip().partition("=")[::2] for line in tables.version.splitlines() if "=" in line)
    told = [said.get(key, "").strip() for key in ("A/C Type", "Frame Description", "Exported Version")]
    return (
        "AGS map " + ", ".join(quoted(text, 80).strip('"') for text in told if text)
        if any(told)
        else "AGS map"
    )


def _hex(text: str) -> bool:
    try:
        return 0 <= int(text, 16) <= 0xFFF
    except ValueError:
        return False
