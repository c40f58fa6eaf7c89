"""A search plan's file as written: wire units in the names, checked by Pydantic, its schema published."""

from typing import Annotated, Any

from pydantic import Field, FiniteFloat

from truecourse.feeds.schema import Instant, Latitude, Longitude, Name, Table, Text, json_schema
from truecourse.flight.search import Ground, Law

Probability = Annotated[FiniteFloat, Field(ge=0, le=1, description="a probability, 0 to 1")]
Cap = Annotated[FiniteFloat, Field(gt=0, le=1, description="a probability, more than 0, at most 1")]
Wide = Annotated[FiniteFloat, Field(gt=0, le=500, description="nautical miles, more than 0, at most 500")]
Knots = Annotated[FiniteFloat, Field(gt=0, le=1000, description="knots, more than 0, at most 1000")]
Hours = Annotated[FiniteFloat, Field(ge=0, le=1e6, description="hours, 0 to 1,000,000")]
Days = Annotated[FiniteFloat, Field(ge=0, le=36600, description="days after the loss, 0 to 36600")]
Depth = Annotated[FiniteFloat, Field(ge=0, le=11_000, description="metres below the surface, 0 to 11000")]
Loud = Annotated[FiniteFloat, Field(ge=0, le=300, description="decibels re 1 µPa, 0 to 300")]
Pitch = Annotated[FiniteFloat, Field(ge=1, le=200, description="kilohertz, 1 to 200")]
Degrees = Annotated[FiniteFloat, Field(ge=0, le=360, description="degrees true, 0 to 360")]
Few = Annotated[int, Field(ge=1, le=12, description="a whole number, 1 to 12")]
Passes = Annotated[FiniteFloat, Field(gt=0, le=1000, description="coverage, more than 0, at most 1000")]
Blur = Annotated[FiniteFloat, Field(ge=0, le=1000, description="a standard deviation, 0 to 1000 NM")]
Corner = Annotated[
    list[FiniteFloat], Field(min_length=2, max_length=2, description="[latitude, longitude] in degrees")
]


class BeaconTable(Table):
    """An underwater locator beacon."""

    name: Name
    failed_probability: Probability
    source_db: Loud = 160.5
    frequency_khz: Pitch = 37.5
    life_days: Days | None = None
    life_error_days: Days = 0.0
    source: Text = ""


class SensorTable(Table):
    """What looks: with a sweep width of its own, or listening for a beacon as far as that is heard."""

    name: Name
    detection: Annotated[
        Law, Field(strict=False, description=f"one of {', '.join(law.value for law in Law)}")
    ]
    speed_kt: Knots
    hours: Hours = 0.0
    sweep_width_nm: Wide | None = None
    most_probability: Cap = 1.0
    beacon: Name | None = None
    hearing_db: Loud | None = None
    depth_m: Depth | None = None
    listening_depth_m: Depth = 0.0
    days_after: Days | None = None
    ground: Annotated[
        Ground | None, Field(strict=False, description=f"one of {', '.join(g.value for g in Ground)}")
    ] = None
    source: Text = ""


class SearchedTable(Table):
    """A search that found nothing, in the area of a polygon."""

    sensor: Name
    polygon: Annotated[
        list[Corner], Field(min_length=3, max_length=1000, description="three corners or more as [lat, lon]")
    ]
    hours: Hours | None = None
    coverage: Passes | None = None
    days_after: Days | None = None
    source: Text = ""


class DriftTable(Table):
    """Debris found adrift, and the file of a drift model that says where it can be from."""

    name: Name
    file: Annotated[
        str, Field(min_length=1, max_length=200, description="a file beside this one, such as drift.nc")
    ]
    time: Instant
    lat_deg: Latitude
    lon_deg: Longitude
    error_nm: Blur
    wrong_probability: Probability = 0.0
    source: Text = ""


class SensorsFile(Table):
    """The whole of a search plan's file."""

    title: Text = ""
    direction_deg: Degrees | None = None
    rectangles: Few = 6
    sensors: Annotated[list[SensorTable], Field(min_length=1, description="[[sensors]] tables, one at least")]
    beacons: list[BeaconTable] = Field(default=[], description="[[beacons]] tables")
    searched: list[SearchedTable] = Field(default=[], description="[[searched]] tables")
    drift: list[DriftTable] = Field(default=[], description="[[drift]] tables")


def sensors_schema() -> dict[str, Any]:
    """The JSON Schema of a search plan's file, read as JSON."""
    return json_schema(SensorsFile)
