"""A custody log in TOML: who held a recording from when to when, seals, and hashes taken. docs/recorder.md
has the format.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time
from truecourse.feeds.problems import read_as
from truecourse.feeds.schema import Instant, Table
from truecourse.feeds.toml_file import read_toml
from truecourse.flight.custody import Custody, Hashed, Holding

Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    Field(description="text that is not empty"),
]
Seal = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    Field(description="text of at most 200 characters"),
]
Sha256 = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[0-9a-fA-F]{64}$"),
    Field(description="64 hexadecimal digits"),
]


class HeldTable(Table):
    """One holder, and the seals found and put on."""

    holder: Words
    begun: Instant = Field(alias="from")
    ended: Instant = Field(alias="to")
    seal_found: Seal = ""
    seal_put: Seal = ""
    note: Seal = ""


class HashTable(Table):
    """A hash taken of the file."""

    at: Instant
    sha256: Sha256
    by: Seal = ""


class CustodyFile(Table):
    """The whole of a custody log."""

    recorded_until: Instant
    read: Instant
    held: list[HeldTable] = Field(default=[], max_length=1000, description="[[held]] tables")
    hashes: list[HashTable] = Field(default=[], max_length=1000, description="[[hashes]] tables")


def read_custody(path: Path) -> Custody:
    """The custody log in a TOML file. Raises CaseError for the first thing that is wrong."""
    path = Path(path)
    log = read_as(CustodyFile, read_toml(path), path.name)
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
