"""What a parameter of a FRED file means: its data type, conversion and range (ARINC 647A-1 section 5.10)."""

from dataclasses import replace
from math import isfinite, nan

from truecourse.feeds.xml_tree import Element
from truecourse.flight.parameter import MOST_BITS, Parameter

_MOST_STATES = 256


class UnreadError(Exception):
    """Why a parameter is left out."""


def whole_of(text: str) -> int:
    """A whole number, 0 where there is none or it is none."""
    try:
        return int(text)
    except ValueError:
        return 0


def name_of(row: Element) -> str:
    """A parameter's mnemonic, or its name where it has none, in ASCII."""
    said = row.said("Mnemonic_Code") or row.said("Name")
    return "".join(c if " " <= c <= "~" else "?" for c in said)[:80] or "unnamed"


def meant(row: Element, bits: int) -> Parameter:
    """The parameter without its place, of a raw value of `bits` bits. Raises UnreadError, saying why."""
    if not 1 <= bits <= MOST_BITS:
        raise UnreadError(f"its raw value has {bits} bits; 1 to {MOST_BITS} can be read")
    ranges = row.all("Range")
    if len(ranges) != 1:
        raise UnreadError("its conversion differs between ranges of the raw value, which is not read")
    range_ = ranges[0]
    base = Parameter(
        name=name_of(row), kind="linear", bits=bits, unit=row.said("Units")[:40],
        description=" ".join(row.said("Name").split()),
        low=_real(row.said("Operational_Range", "RealRange_Start")),
        high=_real(row.said("Operational_Range", "RealRange_End")),
    )  # fmt: skip
    kind = range_.said("Data_Type")
    if kind == "ASCII":
        return replace(base, kind="character", digits=_characters(bits))
    made = _converted(base, range_)
    if kind == "BCD":
        return replace(_line_only(made), kind="bcd", digits=_digits(range_, bits))
    if kind == "Floating Point":
        if bits != 32:
            raise UnreadError(f"it is a floating point number of {bits} bits; 32 can be read")
        return replace(_line_only(made), kind="float")
    if kind not in ("Unsigned Binary", "Signed Binary"):
        raise UnreadError(f"its data type is {kind!r}, which is not understood")
    states = _states(range_)
    if kind == "Unsigned Binary" and states and made == base:
        return replace(base, kind="discrete", states=states)
    return replace(made, sign="twos" if kind == "Signed Binary" else "")


def _characters(bits: int) -> tuple[tuple[int, int, float], ...]:
    width = next((w for w in (8, 7) if bits % w == 0), 0)
    if not width:
        raise UnreadError(f"its text has {bits} bits, which are no whole characters")
    return tuple((low, width, 1.0) for low in range(bits - width, -1, -width))


def _converted(base: Parameter, range_: Element) -> Parameter:
    """The parameter with its one conversion step; as it is where there is none."""
    steps = [child for step in range_.all("Conversion_Step") for child in step.children]
    if not steps:
        return base
    if len(steps) > 1:
        raise UnreadError("it is converted in several steps, which is not read")
    step = steps[0]
    if step.tag == "Poly_Coeff":
        of = {whole_of(c.attributes.get("index", "")): _real(c.text) for c in step.children}
        if not of or not all(isfinite(value) for value in of.values()):
            raise UnreadError("a coefficient of it is no number")
        if max(of) <= 1:
            return replace(base, scale=of.get(1, 0.0), offset=of.get(0, 0.0))
        table = tuple((value, float(power)) for power, value in sorted(of.items()))
        return replace(base, kind="polynomial", table=table)
    if step.tag in ("Integer_Real_Table", "Real_Real_Table"):
        key = "index" if step.tag[0] == "I" else "real_index"
        points = tuple(sorted((_real(c.attributes.get(key, "")), _real(c.text)) for c in step.children))
        if any(not isfinite(value) for point in points for value in point) or len(points) < 2:
            raise UnreadError("its table has a point that is no number, or fewer than two")
        return replace(base, kind="points", table=points)
    said = " ".join(step.text.split())[:80] or step.tag
    raise UnreadError(f"it is converted by what a FRED file tells in words only: {said}")


def _line_only(made: Parameter) -> Parameter:
    if made.kind != "linear":
        raise UnreadError("its digits are converted by more than a line, which is not read")
    return made


def _digits(range_: Element, bits: int) -> tuple[tuple[int, int, float], ...]:
    """Digits of as many bits as BCD_Format tells, the most significant first; else of four from the least."""
    told = [int(c) for c in range_.said("BCD_Format") if c.isdigit()]
    widths = told or [width for width in (bits % 4, *[4] * (bits // 4)) if width]
    if sum(widths) > bits:
        raise UnreadError(f"its digits have {sum(widths)} bits, the raw value {bits}")
    low, digits = sum(widths), []
    for k, width in enumerate(widths):
        low -= width
        digits.append((low, width, 10.0 ** (len(widths) - 1 - k)))
    return tuple(digits)


def _states(range_: Element) -> tuple[tuple[int, str], ...]:
    states: dict[int, str] = {}
    for pair in range_.all("Text_Conversion", "Range_Text_Pair"):
        low, high = (_real(pair.attributes.get(end, "")) for end in ("min", "max"))
        if isfinite(low) and isfinite(high) and 0 <= low <= high and high - low < _MOST_STATES:
            states |= dict.fromkeys(range(int(low), int(high) + 1), " ".join(pair.text.split())[:200])
    return tuple(sorted(states.items()))


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan
