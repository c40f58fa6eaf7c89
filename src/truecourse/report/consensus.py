"""What the sources together say of each number, for machines: in the units of flying."""

from typing import Any

from truecourse.earth.units import (
    METRES_PER_FOOT,
    METRES_PER_NM,
    MPS_PER_FOOT_PER_MINUTE,
    MPS_PER_KNOT,
    PASCALS_PER_HECTOPASCAL,
    RAD_PER_DEG,
)
from truecourse.flight.claim import Ledger, Reading
from truecourse.ledger.consensus import Consensus, Value
from truecourse.ledger.reading import turned
from truecourse.ledger.say import UPWARD
from truecourse.ledger.unit import Truth
from truecourse.report.plain import plain
from truecourse.report.words import iso

Wire = dict[str, Any]
UTC = "UTC"
_SI = {
    "NM": METRES_PER_NM,
    "ft": METRES_PER_FOOT,
    "kt": MPS_PER_KNOT,
    "ft/min": MPS_PER_FOOT_PER_MINUTE,
    "deg": RAD_PER_DEG,
    "hPa": PASCALS_PER_HECTOPASCAL,
}
_UNITS = {
    "time": UTC, "length": "NM", "speed": "kt", "angle": "deg", "duration": "s", "count": "count",
    "mass": "kg", "pressure": "hPa", "ratio": "ratio",
}  # fmt: skip
# As `say.UPWARD`: speeds told only in these are vertical.
_CLIMB = {"feet per minute"}


def consensus_rows(
    ledger: Ledger, found: tuple[Consensus, ...], reconstructed: tuple[Truth, ...] = ()
) -> list[Wire]:
    """The consensus of each subject in the order of `found`: value with its 90 % spread, as each source and
    each grade has it, and as the reconstruction has it where it reads the subject off its flights.

    Times are ISO 8601 UTC, all else numbers in `unit`. `voices` counts copies and repeated speakers once.
    """
    subjects = {s.id: s for s in ledger.subjects}
    truth = {name: reading for name, reading, _ in reconstructed}
    claims = {c.id: c for c in ledger.claims}
    rows = []
    for one in found:
        subject = subjects.get(one.subject)
        how = {r.how for name in one.whole.claims for r in claims[name].readings}
        unit = _unit(one.dimension, subject.measure if subject else "", how)
        read = truth.get(one.subject) if subject and one.dimension == subject.dimension else None
        if read and one.dimension == "angle":
            read = turned(read, Reading(one.whole.low, one.whole.high))
        rows.append(
            {
                "subject": one.subject,
                "title": subject.title if subject else one.subject,
                **_value(one.whole, unit),
                "unit": unit,
                "voices": one.whole.voices,
                "sources": [{"source": name, **_value(v, unit)} for name, v in one.by_source],
                "by_grade": [{"grade": name, **_value(v, unit)} for name, v in one.by_grade],
                "reconstruction": _told(read.middle, read.low, read.high, unit) if read else None,
            }
        )
    return list(plain(rows))


def reconstruction_rows(
    ledger: Ledger, found: tuple[Consensus, ...], reconstructed: tuple[Truth, ...]
) -> dict[str, Wire]:
    """By subject what the reconstruction says of it, with its `unit`, also where there is no consensus."""
    told = {row["subject"]: row for row in consensus_rows(ledger, found, reconstructed)}
    subjects = {s.id: s for s in ledger.subjects}
    rows = {}
    for name, r, _ in reconstructed:
        subject = subjects[name]
        unit = _unit(subject.dimension, subject.measure, set())
        rows[name] = {"unit": unit, **_told(r.middle, r.low, r.high, unit)}
        if name in told and told[name]["reconstruction"]:
            rows[name] = {"unit": told[name]["unit"], **told[name]["reconstruction"]}
    return rows


def flying(dimension: str, measure: str, how: str) -> tuple[str, float]:
    """The unit of flying for a number told in the unit `how`, and how much of SI it is; "" and 0 where SI is
    what is flown by.
    """
    unit = _unit(dimension, measure, {how} if how else set()) or ""
    return (unit, _SI[unit]) if unit in _SI else ("", 0.0)


def _value(v: Value, unit: str | None) -> Wire:
    return _told(v.value, v.low, v.high, unit)


def _told(value: float, low: float, high: float, unit: str | None) -> Wire:
    def wire(x: float) -> float | str | None:
        return iso(x) if unit == UTC else x / _SI.get(unit or "", 1.0)

    return {"value": wire(value), "low": wire(low), "high": wire(high)}


def _unit(dimension: str, measure: str, how: set[str]) -> str | None:
    """Of a dimension, by how its numbers are read and by the units they are told in."""
    if dimension == "length" and (measure == "level_at" or (how and how <= UPWARD)):
        return "ft"
    if dimension == "speed" and how and how <= _CLIMB:
        return "ft/min"
    return _UNITS.get(dimension)
