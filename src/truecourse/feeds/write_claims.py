"""A ledger as the text of claims.toml, which reads back as the same ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from math import isfinite, isnan
from typing import Any

from truecourse.feeds.claim_told import untold
from truecourse.feeds.claim_units import SI
from truecourse.feeds.claims import parse_ledger
from truecourse.feeds.instants import format_time
from truecourse.feeds.toml_file import toml_string
from truecourse.feeds.wire import quoted
from truecourse.flight.claim import Claim, Ledger, Source, Story, Subject


def write_ledger(ledger: Ledger) -> str:
    """The text of claims.toml that reads back as this ledger, the lines of its claims apart.

    A claim's value is written from `told`, in the source's own units. Raises ValueError, saying why, where
    the text would not read back the same: a record not made by the reader can say what no file can.
    """
    languages = {source.id: source.language for source in ledger.sources}
    tables = [("sources", _source(source)) for source in ledger.sources]
    tables += [("subjects", _subject(subject)) for subject in ledger.subjects]
    tables += [("claims", _claim(claim, languages.get(claim.source, ""))) for claim in ledger.claims]
    dimensions = {subject.id: subject.dimension for subject in ledger.subjects}
    tables += [("stories", _story(story, dimensions)) for story in ledger.stories]
    text = "\n".join(f"[[{name}]]\n{_lines(table)}" for name, table in tables)
    back, problems = parse_ledger(text)
    if problems:
        raise ValueError(f"the ledger cannot be written: {problems[0]}")
    for ours, theirs in zip(_bare(ledger), _bare(back), strict=True):
        if ours != theirs:
            raise ValueError(f"the ledger cannot be written: {quoted(ours, 200)} reads back as {theirs}")
    return text


def _bare(ledger: Ledger) -> list[str]:
    """Every record as text, in which two unknowns are the same, without the lines they were read from."""
    claims = (replace(claim, file="", line=0) for claim in ledger.claims)
    return [repr(row) for row in (*ledger.sources, *ledger.subjects, *claims, *ledger.stories)]


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id, "title": source.title, "language": source.language, "grade": source.grade,
        "published": _moment(source.published), "sha256": source.sha256, "file": source.file,
        "depends_on": source.depends_on, "compiler": source.compiler or None,
    }  # fmt: skip


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "id": subject.id, "title": subject.title, "dimension": subject.dimension, "lane": subject.lane,
        "exclusive": None if subject.exclusive else False, "opposites": subject.opposites,
        "measure": subject.measure, "about": dict(subject.about), "sum_of": subject.sum_of,
    }  # fmt: skip


def _claim(claim: Claim, language: str) -> dict[str, Any]:
    return {
        "id": claim.id, "source": claim.source, "locator": claim.locator,
        "language": None if claim.language == language else claim.language, "kind": claim.kind,
        "subject": claim.subject, "says": claim.says, "reading": claim.reading,
        "modality": claim.modality, "said_by": claim.said_by,
        "said_at": _moment(claim.said_at), "known_since": _moment(claim.known_since),
        "actors": claim.actors, "first": claim.first, "second": claim.second, "term": claim.term,
        **(untold(claim.kind, claim.told) if claim.told else {}), "datum": claim.datum,
    }  # fmt: skip


def _story(story: Story, dimensions: Mapping[str, str]) -> dict[str, Any]:
    causes = [{"name": name, "set": dict(parameters)} for name, parameters in story.causes]
    expects = []
    for subject, term, low, high in story.expects:
        timed = dimensions.get(subject) == "time"
        edges = {
            key: (format_time(value) if timed else Decimal(repr(value))) if isfinite(value) else None
            for key, value in (("low", low), ("high", high))
        }
        unit = "" if timed or term else SI.get(dimensions.get(subject, ""), "")
        expects.append({"subject": subject, "term": term or None, **edges, "unit": unit})
    return {
        "id": story.id,
        "title": story.title,
        "told_by": story.told_by,
        "causes": causes,
        "expects": expects,
    }


def _moment(t: float) -> str | None:
    return None if isnan(t) else format_time(t)


def _given(table: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The keys that say something, with their values as TOML."""
    for key, value in table.items():
        if value is not None and value not in ("", (), [], {}):
            yield key, _value(value)


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in _given(table))


def _value(value: Any) -> str:
    if isinstance(value, Enum):
        return toml_string(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, Mapping):
        pairs = (f"{toml_string(key)} = {_value(each)}" for key, each in value.items() if each is not None)
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(_value(each) for each in value)}]"
