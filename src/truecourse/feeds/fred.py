"""FRED files (Flight Recorder Electronic Documentation, ARINC 647A-1, XML) as maps of ours.

The structure is that of the schema published with the standard. What the schema does not say is read so: of
a value made of several components the first is the least significant, and a bit that overlaps is the same in
both, as in the altitude of the published example; a superframe's cycle number is the counter's own value.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.fred_meaning import UnreadError, meant, name_of, whole_of
from truecourse.feeds.map_check import TWICE
from truecourse.feeds.map_schema import MOST_WORDS
from truecourse.feeds.wire import quoted
from truecourse.feeds.xml_tree import Element, XmlError, parse_xml
from truecourse.flight.parameter import (
    MOST_BITS,
    SUBFRAMES,
    WORD_BITS,
    FrameCounter,
    FrameType,
    Parameter,
    ParameterMap,
    Part,
    Place,
)

MOST_BYTES = 64 << 20


def convert_fred(path: Path) -> ParameterMap:
    """The map in a FRED file, of ARINC 717 or 767; a parameter that cannot be read is left out, with the
    reason. Raises CaseError where the file is no FRED file or its frame is none that a recorder has.
    """
    path = Path(path)
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CaseError(f"{quoted(path.name)} is over 64 MiB, as no map is; give a FRED file")
    try:
        root = parse_xml(data)
    except XmlError as error:
        raise CaseError(f"{quoted(path.name)}: {error}") from None
    for kind, convert in (("FRED717", _of_717), ("FRED767", _of_767)):
        body = root.first(kind)
        if root.tag == "FREDFile" and body is not None:
            return convert(body, path)
    raise CaseError(
        f"{quoted(path.name)} is no FRED file: it has neither FRED717 nor FRED767; give one that has"
    )


def _of_717(body: Element, path: Path) -> ParameterMap:
    words = whole_of(body.said("Subframe", "Words_Per_Subframe"))
    shape = tuple(whole_of(body.said("Subframe", key)) for key in ("Bits_Per_Word", "Subframes_Per_Frame"))
    seconds = body.first("Subframe", "Seconds_Per_Subframe")
    lasts = _over(seconds) if seconds else 1.0
    if shape != (WORD_BITS, SUBFRAMES) or not 2 <= words <= MOST_WORDS:
        raise CaseError(f"{quoted(path.name)}: its frame is not four subframes of 12-bit words, as is read")
    codes = [code.text.strip() for code in body.all("Subframe", "Sync_Pattern", "Sync_Code")]
    sync = tuple(int(code, 2) & 0xFFF for code in codes if code and not set(code) - {"0", "1"})
    if len(set(sync)) != SUBFRAMES:
        raise CaseError(f"{quoted(path.name)}: its Sync_Pattern is not four codes that differ; correct it")
    rows, called, left_out = _rows(body.all("Parameter717"))
    counter, counts = _counter(rows, called)
    parameters: list[Parameter] = []
    for name, row in rows.items():
        try:
            groups = tuple(_samples(row, words, counter, counts))
            bits = sum(part.bits for part in groups[0]) - _overlap(row)
            parameters.append(replace(meant(row, bits), samples=groups))
        except UnreadError as why:
            left_out.append((name, str(why)))
    return ParameterMap(
        name=path.stem, standard="717", words=words, parameters=tuple(parameters), sync=sync, period=lasts,
        counter=counter, left_out=tuple(left_out), source=_source(body),
    )  # fmt: skip


def _rows(
    given: list[Element],
) -> tuple[dict[str, Element], dict[str, str], list[tuple[str, str]]]:
    """The parameters by the name that each gets, those names by what other elements call them (a parameter's
    name, or its mnemonic), and what is left out: of two of one name the second.
    """
    rows: dict[str, Element] = {}
    twice = []
    for row in given:
        if rows.setdefault(name_of(row), row) is not row:
            twice.append((name_of(row), TWICE))
    names = {row.said("Name"): name for name, row in rows.items() if row.said("Name")}
    return rows, {name: name for name in rows} | names, twice


def _counter(rows: dict[str, Element], called: dict[str, str]) -> tuple[FrameCounter | None, str]:
    """The superframe's counter, and what it is called: the first that any parameter names."""
    for row in rows.values():
        for component in row.all("Component"):
            name = component.said("Superframe_Parameter")
            if name in called:
                place = rows[called[name]].first("Component")
                bits = place.first("Bits") if place else None
                if place is None or bits is None:
                    continue
                low, high = (whole_of(bits.said(f"OneBasedIntRange_{end}")) for end in ("Start", "End"))
                subframe = whole_of(place.said("Subframe_Numbers", "Subframe_Num"))
                word = whole_of(place.said("Word_Numbers", "Word_Num"))
                if 1 <= low <= high <= WORD_BITS and 1 <= subframe <= SUBFRAMES and word:
                    return FrameCounter(
                        subframe, word, low, high - low + 1, 0, 1, 1 << (high - low + 1)
                    ), name
    return None, ""


def _samples(
    row: Element, words: int, counter: FrameCounter | None, counts: str
) -> Iterator[tuple[Part, ...]]:
    """The groups of parts: several lists of subframes and bits in a component are samples of their own."""
    components = row.all("Component")
    if not components:
        raise UnreadError("it has no Component, so it is recorded nowhere")
    if any(c.said("Superframe_Parameter") not in ("", counts) for c in components):
        raise UnreadError("it is of a superframe whose counter is not the first")
    laid = [_places(component, words, counter) for component in components]
    if len({len(places) for places in laid}) > 1:
        raise UnreadError("its components have not as many places each")
    for k in range(len(laid[0])):
        parts, at = [], 0
        for component, places in zip(components, laid, strict=True):
            at -= whole_of(component.said("Overlap_Bits"))
            parts.append(replace(places[k], at=max(0, at)))
            at = max(0, at) + places[k].bits
        yield tuple(parts)


def _places(component: Element, words: int, counter: FrameCounter | None) -> list[Part]:
    """A component's places without their target: one, or as many as it has lists of subframes."""
    columns = sorted({whole_of(word.text) for word in component.all("Word_Numbers", "Word_Num")})
    rows = [sorted({whole_of(one.text) for one in of.all("Subframe_Num")})
            for of in component.all("Subframe_Numbers")]  # fmt: skip
    bits = [(whole_of(of.said("OneBasedIntRange_Start")), whole_of(of.said("OneBasedIntRange_End")))
            for of in component.all("Bits")]  # fmt: skip
    frames = tuple(
        sorted({whole_of(one.text) + 1 for one in component.all("Superframe_Cycles", "Cycle_Num")})
    )
    cycle = counter.cycle if counter else 0
    numbers = [one for row in rows for one in row]
    sound = columns and columns[0] >= 1 and columns[-1] <= words and all(rows) and len(numbers) > 0
    sound = sound and min(numbers) >= 1 and max(numbers) <= SUBFRAMES and max(frames, default=0) <= cycle
    if not sound or not bits or any(not 1 <= low <= high <= WORD_BITS for low, high in bits):
        raise UnreadError("a component of it is outside the subframe or the word")
    if len(rows) == 1:
        low, high = bits[0]
        return [Part(tuple(rows[0]), tuple(columns), low, high - low + 1, 0, frames)]
    if not len(rows) == len(columns) or len(bits) not in (1, len(rows)):
        raise UnreadError("its lists of words, subframes and bits do not fit each other")
    each = bits * len(rows) if len(bits) == 1 else bits
    order = [whole_of(word.text) for word in component.all("Word_Numbers", "Word_Num")]
    return [Part(tuple(of), (word,), low, high - low + 1, 0, frames)
            for of, word, (low, high) in zip(rows, order, each, strict=True)]  # fmt: skip


def _overlap(row: Element) -> int:
    return sum(whole_of(component.said("Overlap_Bits")) for component in row.all("Component"))


def _of_767(body: Element, path: Path) -> ParameterMap:
    rows, called, left_out = _rows(body.all("Parameter767"))
    frames: list[FrameType] = []
    places: dict[str, Place] = {}
    for frame in body.all("Frame"):
        number, at = whole_of(frame.said("Frame_ID")), 0
        for reference in frame.all("Parameter_List", "Name_Ref"):
            name = called.get(reference.text.strip(), "")
            width = whole_of(rows[name].said("Number_of_Bits")) if name else 0
            if width < 1:
                raise CaseError(
                    f"{quoted(path.name)}: frame {number} has {quoted(reference.text.strip())}, whose bits "
                    "it does not tell; add its Parameter767"
                )
            if width <= MOST_BITS:
                places.setdefault(name, Place(number, at, width))
            at += width
        rate = frame.first("Recording_Rate")
        if at and 1 <= number <= 255:
            frames.append(FrameType(number, frame.said("Frame_Title"), _over(rate) if rate else 0.0, at))
    if not frames:
        raise CaseError(f"{quoted(path.name)}: it has no Frame with parameters; give a whole FRED file")
    parameters: list[Parameter] = []
    for name, row in rows.items():
        try:
            if name not in places:
                raise UnreadError(f"no frame has it, or it has more than {MOST_BITS} bits")
            parameters.append(replace(meant(row, places[name].bits), place=places[name]))
        except UnreadError as why:
            left_out.append((name, str(why)))
    return ParameterMap(
        name=path.stem, standard="767", words=0, parameters=tuple(parameters), frames=tuple(frames),
        left_out=tuple(left_out), source=_source(body),
    )  # fmt: skip


def _over(fraction: Element) -> float:
    return whole_of(fraction.said("Numerator")) / max(1, whole_of(fraction.said("Denominator")))


def _source(body: Element) -> str:
    told = [body.said("Header", key) for key in ("Aircraft_Make_and_Model", "File_Revision")]
    return "FRED " + ", ".join(quoted(text, 80).strip('"') for text in told if text)
