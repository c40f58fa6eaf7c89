"""The case file as it is written: wire units in the names, checked by Pydantic, its JSON Schema published."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, WithJsonSchema

from truecourse.feeds.instants import parse_day_end, parse_time
from truecourse.flight.clearance import Granted


def _time(parser: Callable[[object], float], json_format: str) -> Any:
    return Annotated[
        float, BeforeValidator(parser), WithJsonSchema({"type": "string", "format": json_format})
    ]


Instant = _time(parse_time, "date-time")
LastDay = _time(parse_day_end, "date")
Latitude = Annotated[FiniteFloat, Field(ge=-90, le=90, description="a latitude in degrees north, -90 to 90")]
Longitude = Annotated[FiniteFloat, Field(ge=-180, le=180, description="a longitude in degrees east, -180 to 180")]
ErrorNm = Annotated[FiniteFloat, Field(ge=0, le=1000, description="one standard deviation in nautical miles")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]*$", max_length=60, description="a name")]
Heading = Annotated[FiniteFloat, Field(ge=0, le=360, description="a magnetic heading in degrees, 0 to 360")]
Word = Annotated[str, Field(max_length=4000, description="text")]


class Table(BaseModel):
    """A table of the case file: a key it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class FixTable(Table):
    """A named place of one edition."""

    name: Name
    lat_deg: Latitude
    lon_deg: Longitude
    position_error_nm: ErrorNm = 0.0
    edition: Word = ""
    source: Word = ""


class StartTable(FixTable):
    """Where the flight starts: the runway."""

    altitude_ft: Annotated[FiniteFloat, Field(ge=-2000, le=30000, description="feet above sea level")] = 0.0


class AircraftTable(Table):
    """The type, and what this case changes of its figures."""

    type: Annotated[str, Field(description="an ICAO type designator such as B742")]
    climb_cas_kt: Annotated[FiniteFloat, Field(gt=30, lt=500, description="knots, 30 to 500")] | None = None
    cruise_mach: Annotated[FiniteFloat, Field(gt=0.05, lt=3, description="a Mach number")] | None = None
    bank_deg: Annotated[FiniteFloat, Field(gt=0, le=45, description="degrees, up to 45")] | None = None
    inertial_units: Annotated[int, Field(ge=0, le=9, description="a number of units")] | None = None
    capture_gate_nm: Annotated[FiniteFloat, Field(gt=0, le=100, description="nautical miles")] | None = None
    satellite_navigation: bool | None = None
    source: Word = ""


class PlanTable(Table):
    """The flight plan: item 15 and the places at its two ends."""

    item15: Annotated[str, Field(description="the text of ICAO flight plan item 15")]
    departure: Name | None = None
    destination: Name | None = None
    source: Word = ""


class ClearanceTable(Table):
    """One clearance; `after` names the clearance it follows."""

    time: Instant
    time_error_s: Annotated[FiniteFloat, Field(ge=0, le=86400, description="seconds, one standard deviation")] = 0.0
    kind: Annotated[Granted, Field(description=f"one of {', '.join(g.value for g in Granted)}")]
    id: Name | None = None
    after: Name | None = None
    heading_magnetic_deg: Heading | None = None
    fix: Name | None = None
    level_fl: Annotated[FiniteFloat, Field(gt=0, le=999, description="a flight level such as 310")] | None = None
    altitude_ft: Annotated[FiniteFloat, Field(ge=-2000, le=99900, description="feet")] | None = None
    route: list[Name] = Field(default=[], description="a list of names of fixes")
    source: Word = ""


class StageTable(Table):
    """A stage of the inquiry: everything known by the end of a day."""

    name: Name
    known_by: LastDay
    title: Word = ""


class PriorTable(Table):
    """A cause that this case makes likelier or less likely beforehand, and why."""

    cause: Name
    scale: Annotated[FiniteFloat, Field(ge=0, le=1e6, description="a factor, 0 or more")]
    reason: Annotated[str, Field(min_length=1, description="the reason, which is required")]


class CaseFile(Table):
    """The whole of case.toml."""

    title: Word
    callsign: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,8}$", description="capitals and digits, up to 8")] = ""
    take_off: Instant
    end: Instant
    notes: list[str] = Field(default=[], description="a list of texts")
    aircraft: AircraftTable
    start: StartTable
    plan: PlanTable
    fixes: list[FixTable] = Field(default=[], description="[[fixes]] tables")
    clearances: list[ClearanceTable] = Field(default=[], description="[[clearances]] tables")
    stages: list[StageTable] = Field(default=[], description="[[stages]] tables")
    priors: list[PriorTable] = Field(default=[], description="[[priors]] tables")


def case_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of case.toml, read as JSON."""
    schema = CaseFile.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def description_of(loc: tuple[int | str, ...]) -> str:
    """What the value at a Pydantic location must be, in words; empty where the schema does not say."""
    node: Any = _SCHEMA
    text = ""
    for part in loc:
        if "$ref" in node:
            node = _SCHEMA["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
        text = node.get("description", "")
    return text


_SCHEMA = case_schema()
