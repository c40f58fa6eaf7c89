"""A custody log in TOML: who held a recording from when to when, seals, and hashes taken. docs/recorder.md
has the format.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.problems import sentences
from truecourse.feeds.toml_file import read_toml
from truecourse.flight.custody import Custody, Hashed, Holding

Instant = Annotated[float, BeforeValidator(parse_time)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Seal = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Sha256 = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]
MUST = {
    "recorded_until": "an instant with zone, such as 1983-08-31T18:27:46Z",
    "read": "an instant with zone, such as 1993-01-08T10:00:00+01:00",
    "from": "an instant with zone, such as 1983-10-20T00:00:00Z",
    "to": "an instant with zone, such as 1993-01-08T09:00:00Z",
    "at": "an instant with zone, such as 1993-01-08T09:00:00Z",
    "sha256": "64 hexadecimal digits",
    "holder": "a name",
    "held": "a list of tables [[held]]",
    "hashes": "a list of tables [[hashes]]",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Held(_Strict):
    holder: Words
    begun: Instant = Field(alias="from")
    ended: Instant = Field(alias="to")
    seal_found: Seal = ""
    seal_put: Seal = ""
    note: Seal = ""


class _Hash(_Strict):
    at: Instant
    sha256: Sha256
    by: Seal = ""


class _Log(_Strict):
    recorded_until: Instant
    read: Instant
    held: list[_Held] = Field(default=[], max_length=1000)
    hashes: list[_Hash] = Field(default=[], max_length=1000)


def read_custody(path: Path) -> Custody:
    """The custody log in a TOML file. Raises CaseError for the first thing that is wrong."""
    path = Path(path)
    data: dict[str, Any] = read_toml(path)
    try:
        log = _Log.model_validate(data)
    except ValidationError as error:
        first = sentences(error, path.name, data, lambda loc: MUST.get(str(loc[-1]), ""))[0]
        raise CaseError(first) from None
    for number, one in enumerate(log.held, start=1):
        if one.ended < one.begun:
            raise CaseError(
                f"{path.name}, held {number} ({one.holder}): to is {format_time(one.ended)}, before from; "
                "correct one of them"
            )
    if log.read < log.recorded_until:
        raise CaseError(f"{path.name}: read is before recorded_until; correct one of them")
    return Custody(
        log.recorded_until,
        log.read,
        tuple(Holding(h.holder, h.begun, h.ended, h.seal_found, h.seal_put) for h in log.held),
        tuple(Hashed(h.at, h.sha256, h.by) for h in log.hashes),
    )
