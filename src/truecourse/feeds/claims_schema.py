"""claims.toml as it is written: wire units in the names, checked by Pydantic, its JSON Schema published."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from truecourse.feeds.claim_times import moment_of, period_of
from truecourse.feeds.claim_units import number_of
from truecourse.feeds.instants import format_time
from truecourse.feeds.precision import Qualifier
from truecourse.feeds.schema import Name, Table, Text, YesOrNo, json_schema
from truecourse.flight.claim import Grade, Kind, Modality


def _text_of_time(value: object) -> object:
    """A TOML date, time or date-time, or text, as ISO 8601 text without blanks; anything else as it is."""
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    return ("" if "|" in value else "T").join(value.split()) if isinstance(value, str) else value


def _scalar(value: object) -> object:
    """A number as it was written, or a time, as text; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return format_time(value.timestamp())
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _word(value: object) -> object:
    """A term of a vocabulary: lower case, with hyphens for blanks and underscores."""
    if not isinstance(value, str):
        return value
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", value).lower()).strip("-")


def _known(kind: type) -> str:
    return "one of " + ", ".join(word.value or '""' for word in kind)  # type: ignore[attr-defined]


Number = Annotated[
    Decimal,
    BeforeValidator(number_of),
    WithJsonSchema(
        {"type": "number", "description": "a number as the source writes it, such as 200 or 12.5"}
    ),
]
Moment = Annotated[
    float,
    BeforeValidator(moment_of),
    WithJsonSchema(
        {"type": "string", "description": "a day as 1983-08-31, a month, a year or 1983-08-31T13:00:00Z"}
    ),
]
Period = Annotated[
    tuple[float, float],
    BeforeValidator(period_of),
    WithJsonSchema(
        {"type": "string", "description": "a day as 1983-08-31, a month, a year or 1983-08-31T13:00:00Z"}
    ),
]
When = Annotated[
    str,
    BeforeValidator(_text_of_time),
    Field(max_length=200, description='text such as "18:25" or 1983-08-31'),
]
Zone = Annotated[
    str, BeforeValidator(_text_of_time), Field(max_length=200, description='text such as "America/Anchorage"')
]
Term = Annotated[
    str, BeforeValidator(_word), Field(min_length=1, max_length=200, description="a word or a few")
]
Words = Annotated[str, Field(min_length=1, max_length=4000, description="text that is not empty")]
Language = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", description="a language tag such as en, el or ko"),
]
Hash = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$", description="64 digits 0-9 and a-f, a SHA-256")]
FileName = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-z0-9_][A-Za-z0-9 _.-]*)?$", max_length=200, description="a file's name, no folder"
    ),
]
Names = Annotated[list[Name], Field(description="a list of names")]
Scalar = Annotated[
    str,
    BeforeValidator(_scalar),
    Field(max_length=4000),
    WithJsonSchema({"type": ["string", "number"], "description": "a text, a number or a time"}),
]
Dimension = Literal[
    "", "time", "position", "length", "speed", "angle", "duration", "count", "mass", "pressure", "ratio"
]  # fmt: skip


class SourceRow(Table):
    """A document or a witness."""

    id: Name
    title: Words
    language: Language
    grade: Annotated[Grade, Field(strict=False, description=_known(Grade))]
    published: Period | None = None
    sha256: Hash = ""
    file: FileName = ""
    depends_on: Names = Field(default=[])
    compiler: Annotated[bool, Field(description="what its compilers recall: contradicts no source")] = False


class SubjectRow(Table):
    """What claims are about."""

    id: Name
    title: Words
    dimension: Annotated[Dimension, Field(description="what a number on it measures, empty for words")] = ""
    lane: Text = ""
    exclusive: YesOrNo = True
    opposites: Annotated[
        list[Annotated[list[Term], Field(min_length=2, max_length=2, description="two terms")]],
        Field(description="a list of pairs of terms"),
    ] = Field(default=[])
    measure: Text = ""
    about: Annotated[dict[str, Scalar], Field(description="a table of texts and numbers")] = Field(default={})
    sum_of: Names = Field(default=[])


class AlsoRow(Table):
    """The source's own conversion of its number."""

    value: Number
    value_to: Number | None = None
    unit: Text


class ClaimRow(Table):
    """One statement; which of the keys of its value it needs depends on its kind."""

    id: Name
    source: Name
    locator: Words
    language: Language | None = None
    kind: Annotated[Kind, Field(strict=False, description=_known(Kind))]
    subject: Name
    says: Words
    reading: Text = ""
    modality: Annotated[Modality, Field(strict=False, description=_known(Modality))] = Modality.ASSERTED
    said_by: Text = ""
    said_at: Moment | None = None
    known_since: Period | None = None
    actors: Annotated[list[Text], Field(description="a list of texts")] = Field(default=[])
    qualifier: Annotated[Qualifier, Field(strict=False, description=_known(Qualifier))] = Qualifier.NONE
    time: When = ""
    time_to: When = ""
    date: When = ""
    zone: Zone = ""
    value: Number | None = None
    value_to: Number | None = None
    unit: Text = ""
    datum: Text = ""
    also: Annotated[AlsoRow | None, Field(description="a table of value, perhaps value_to, and unit")] = None
    lat_deg: Number | None = None
    lon_deg: Number | None = None
    error_nm: Number | None = None
    first: Name | None = None
    second: Name | None = None
    term: Term | None = None


class CauseRow(Table):
    """A cause of the program that a story needs, with parameters in wire units."""

    name: Name
    set: Annotated[dict[str, Scalar], Field(description="a table of texts and numbers")] = Field(default={})


class ExpectRow(Table):
    """What a story would have made observable."""

    subject: Name
    term: Term | None = None
    low: Scalar | None = None
    high: Scalar | None = None
    unit: Text = ""


class StoryRow(Table):
    """An alternative account."""

    id: Name
    title: Words
    told_by: Names = Field(default=[])
    causes: Annotated[list[CauseRow], Field(description="a list of tables")] = Field(default=[])
    expects: Annotated[list[ExpectRow], Field(description="a list of tables")] = Field(default=[])


class ClaimsFile(Table):
    """The whole file: sources, subjects, claims and stories."""

    sources: list[SourceRow] = Field(default=[])
    subjects: list[SubjectRow] = Field(default=[])
    claims: list[ClaimRow] = Field(default=[])
    stories: list[StoryRow] = Field(default=[])


def claims_schema() -> dict[str, Any]:
    """The JSON Schema of claims.toml, read as JSON."""
    return json_schema(ClaimsFile)
