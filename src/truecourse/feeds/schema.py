"""The case file as it is written: wire units in the names, checked by Pydantic, its JSON Schema published."""

from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, WithJsonSchema

from truecourse.feeds.instants import parse_day_end, parse_time
from truecourse.flight.clearance import Granted

Instant = Annotated[
    float,
    BeforeValidator(parse_time),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "description": "a time as 1983-08-31T13:00:00Z"}
    ),
]
LastDay = Annotated[
    float,
    BeforeValidator(parse_day_end),
    WithJsonSchema({"type": "string", "format": "date", "description": "a date as 1983-12-31"}),
]
Latitude = Annotated[FiniteFloat, Field(ge=-90, le=90, description="degrees north, -90 to 90")]
Longitude = Annotated[FiniteFloat, Field(ge=-180, le=180, description="degrees east, -180 to 180")]
ErrorNm = Annotated[FiniteFloat, Field(ge=0, le=1000, description="a standard deviation, 0 to 1000 NM")]
Seconds = Annotated[FiniteFloat, Field(ge=0, le=86400, description="a standard deviation, 0 to 86400 s")]
Name = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]*$",
        max_length=60,
        description="a name of letters, digits, spaces, dots and hyphens",
    ),
]
Callsign = Annotated[str, Field(pattern=r"^[A-Z0-9]{0,8}$", description="up to 8 capitals and digits")]
Heading = Annotated[FiniteFloat, Field(ge=0, le=360, description="degrees magnetic, 0 to 360")]
Level = Annotated[FiniteFloat, Field(ge=0, le=999, description="a flight level such as 310")]
Altitude = Annotated[FiniteFloat, Field(ge=-2000, le=99900, description="feet, -2000 to 99900")]
Speed = Annotated[FiniteFloat, Field(ge=30, le=600, description="knots, 30 to 600")]
Mach = Annotated[FiniteFloat, Field(ge=0.05, le=3, description="a Mach number, 0.05 to 3")]
Bank = Annotated[FiniteFloat, Field(ge=1, le=45, description="degrees, 1 to 45")]
Gate = Annotated[FiniteFloat, Field(ge=0.1, le=100, description="nautical miles, 0.1 to 100")]
Units = Annotated[int, Field(ge=0, le=9, description="a whole number, 0 to 9")]
YesOrNo = Annotated[bool, Field(description="true or false")]
Factor = Annotated[FiniteFloat, Field(ge=0, le=1e6, description="a factor, 0 or more")]
Text = Annotated[str, Field(max_length=4000, description="text")]


class Table(BaseModel):
    """A table of a file that people write: a key it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FixTable(Table):
    """A named place of one edition."""

    name: Name
    lat_deg: Latitude
    lon_deg: Longitude
    position_error_nm: ErrorNm = 0.0
    edition: Text = ""
    source: Text = ""


class StartTable(FixTable):
    """Where the flight starts: the runway."""

    altitude_ft: Altitude = 0.0


class AircraftTable(Table):
    """The type, and what this case changes of its figures."""

    type: Annotated[str, Field(description="an ICAO type designator such as B742")]
    climb_cas_kt: Speed | None = None
    cruise_mach: Mach | None = None
    bank_deg: Bank | None = None
    inertial_units: Units | None = None
    capture_gate_nm: Gate | None = None
    satellite_navigation: YesOrNo | None = None
    source: Text = ""


class PlanTable(Table):
    """The flight plan: item 15 and the places at its two ends."""

    item15: Annotated[str, Field(description="the text of ICAO flight plan item 15")]
    departure: Name | None = None
    destination: Name | None = None
    source: Text = ""


class ClearanceTable(Table):
    """One clearance; `after` names the clearance it follows."""

    time: Instant
    time_error_s: Seconds = 0.0
    kind: Annotated[Granted, Field(strict=False, description=f"one of {', '.join(g.value for g in Granted)}")]
    id: Name | None = None
    after: Name | None = None
    heading_magnetic_deg: Heading | None = None
    fix: Name | None = None
    level_fl: Level | None = None
    altitude_ft: Altitude | None = None
    route: list[Name] = Field(default=[], description="a list of names of fixes")
    source: Text = ""


class StageTable(Table):
    """A stage of the inquiry: everything known by the end of a day."""

    name: Name
    known_by: LastDay
    title: Text = ""


class PriorTable(Table):
    """A cause that this case makes likelier or less likely beforehand, and why."""

    cause: Name
    scale: Factor
    reason: Annotated[str, Field(min_length=1, description="the reason, which is required")]


class CaseFile(Table):
    """The whole of case.toml."""

    title: Text
    callsign: Callsign = ""
    take_off: Instant
    end: Instant
    undisturbed_until: Instant | None = None
    notes: list[str] = Field(default=[], description="a list of texts")
    aircraft: AircraftTable
    start: StartTable
    plan: PlanTable
    fixes: list[FixTable] = Field(default=[], description="[[fixes]] tables")
    clearances: list[ClearanceTable] = Field(default=[], description="[[clearances]] tables")
    stages: list[StageTable] = Field(default=[], description="[[stages]] tables")
    priors: list[PriorTable] = Field(default=[], description="[[priors]] tables")


def case_schema() -> dict[str, Any]:
    """The JSON Schema of case.toml, read as JSON."""
    return json_schema(CaseFile)


@cache
def json_schema(table: type[Table]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file whose whole is this table, read as JSON."""
    schema = table.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def described(schema: dict[str, Any], loc: tuple[int | str, ...]) -> str:
    """What a JSON Schema says, in words, that the value at a Pydantic location must be; may be empty."""
    node: Any = schema
    text = ""
    for part in loc:
        node = node.get("anyOf", [node])[0]  # of what may be left out, what it is where it is there
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
        options = node.get("anyOf", [{}])
        text = node.get("description") or options[0].get("description", "")
    return text
