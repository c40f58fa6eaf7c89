"""A search plan's file: sensors, beacons, what was searched in vain, and what was found adrift."""

from math import inf, nan, radians
from pathlib import Path

import numpy as np

from truecourse.earth.region import area
from truecourse.earth.sound import horizontal_range, slant_range
from truecourse.earth.units import METRES_PER_NM, MPS_PER_KNOT, SECONDS_PER_DAY, SECONDS_PER_HOUR
from truecourse.feeds.area_shapes import ShapeError, finished
from truecourse.feeds.drift import read_drift
from truecourse.feeds.errors import CaseError
from truecourse.feeds.problems import read_as
from truecourse.feeds.sensors_schema import (
    BeaconTable,
    DriftTable,
    SearchedTable,
    SensorsFile,
    SensorTable,
)
from truecourse.feeds.toml_file import parse_toml, read_text
from truecourse.feeds.wire import quoted
from truecourse.flight.search import Adrift, Beacon, Ground, Searched, SearchPlan, Sensor

LARGEST = 1_000_000  # characters: no plan is so long


def read_sensors(path: Path) -> SearchPlan:
    """What a search plan's file asks. Raises CaseError, one sentence: file, line or key, and remedy."""
    text = read_text(path)
    if len(text) > LARGEST:
        raise CaseError(f"{path.name} is longer than {LARGEST} characters; that is no search plan")
    data = parse_toml(text, path.name)
    table = read_as(SensorsFile, data, path.name)
    beacons = {row.name: row for row in table.beacons}
    for key, names in (
        ("sensors", [r.name for r in table.sensors]),
        ("beacons", [r.name for r in table.beacons]),
    ):
        for name in names:
            if names.count(name) > 1:
                raise CaseError(f"{path.name}, {key}: {quoted(name)} stands there twice; rename one")
    sensors = tuple(
        _sensor(row, beacons, f"{path.name}, sensors {n} ({row.name})")
        for n, row in enumerate(table.sensors, 1)
    )
    looks = {sensor.name: sensor for sensor in sensors}
    lives = {row.name for row in table.beacons if row.life_days is not None}
    searched = tuple(
        _searched(row, looks, lives, f"{path.name}, searched {n}") for n, row in enumerate(table.searched, 1)
    )
    adrift = tuple(
        _adrift(row, path.parent, f"{path.name}, drift {n} ({row.name})")
        for n, row in enumerate(table.drift, 1)
    )
    direction = nan if table.direction_deg is None else radians(table.direction_deg)
    found = tuple(_beacon(row) for row in table.beacons)
    return SearchPlan(sensors, found, searched, adrift, direction, table.rectangles, table.title)


def _beacon(row: BeaconTable) -> Beacon:
    life = inf if row.life_days is None else row.life_days * SECONDS_PER_DAY
    return Beacon(row.name, row.failed_probability, life, row.life_error_days * SECONDS_PER_DAY, row.source)


def _sensor(row: SensorTable, beacons: dict[str, BeaconTable], here: str) -> Sensor:
    if row.beacon is not None and row.beacon not in beacons:
        raise CaseError(f"{here}, beacon: no [[beacons]] is named {quoted(row.beacon)}; add it")
    t = nan if row.days_after is None else row.days_after * SECONDS_PER_DAY
    if row.beacon and row.hours and beacons[row.beacon].life_days is not None and row.days_after is None:
        raise CaseError(f"{here}, days_after: it is missing, and its beacon does not last; add it")
    ground = row.ground or (Ground.SEA if row.beacon else Ground.BOTH)
    return Sensor(
        row.name, _width(row, beacons, here), row.detection, row.speed_kt * MPS_PER_KNOT,
        row.hours * SECONDS_PER_HOUR, row.most_probability, row.beacon or "", t, ground, row.source,
    )  # fmt: skip


def _width(row: SensorTable, beacons: dict[str, BeaconTable], here: str) -> float:
    """The sweep width, m: as given, or twice as far as the beacon is heard."""
    if row.sweep_width_nm is not None:
        if row.hearing_db is not None or row.depth_m is not None:
            raise CaseError(f"{here}: it gives sweep_width_nm and hearing_db or depth_m; keep one of them")
        return row.sweep_width_nm * METRES_PER_NM
    if row.beacon is None or row.hearing_db is None or row.depth_m is None:
        raise CaseError(
            f"{here}, sweep_width_nm: it is missing; add it, or beacon, hearing_db and depth_m to listen"
        )
    beacon = beacons[row.beacon]
    between = abs(row.depth_m - row.listening_depth_m)
    middle = 0.5 * (row.depth_m + row.listening_depth_m)
    slant = slant_range(beacon.source_db, row.hearing_db, 1000.0 * beacon.frequency_khz, middle)
    far = horizontal_range(slant, between)
    if far < 1.0:
        raise CaseError(
            f"{here}, listening_depth_m: the beacon is heard for {slant:.0f} m, and is {between:.0f} m below;"
            " listen deeper"
        )
    return 2.0 * far


def _searched(row: SearchedTable, looks: dict[str, Sensor], lives: set[str], here: str) -> Searched:
    if row.sensor not in looks:
        raise CaseError(f"{here}, sensor: no [[sensors]] is named {quoted(row.sensor)}; add it, with hours 0")
    sensor = looks[row.sensor]
    if sensor.beacon in lives and row.days_after is None:
        raise CaseError(f"{here}, days_after: it is missing, and the beacon does not last; add it")
    if any(not (abs(lat) <= 90.0 and abs(lon) <= 180.0) for lat, lon in row.polygon):
        raise CaseError(f"{here}, polygon: a corner is no [latitude, longitude] in degrees; correct it")
    try:
        ring = finished(np.radians(np.array(row.polygon, np.float64)), as_written=True)
    except ShapeError as error:
        raise CaseError(f"{here}, polygon: {error}") from None
    if row.hours is None and row.coverage is None:
        raise CaseError(f"{here}: it has neither hours nor coverage; write one of them")
    if row.hours is not None and row.coverage is not None:
        raise CaseError(f"{here}: it has both hours and coverage; keep one of them")
    coverage = row.coverage
    if row.hours is not None:
        coverage = sensor.width * sensor.speed * row.hours * SECONDS_PER_HOUR / area([ring])
    t = nan if row.days_after is None else row.days_after * SECONDS_PER_DAY
    return Searched(row.sensor, float(coverage or 0.0), ring, t, row.source)


def _adrift(row: DriftTable, folder: Path, here: str) -> Adrift:
    if Path(row.file).name != row.file or row.file in (".", ".."):
        raise CaseError(
            f"{here}, file: {quoted(row.file)} is no name of a file beside the plan; put it there"
        )
    try:
        drift = read_drift(folder / row.file)
    except CaseError as error:
        raise CaseError(f"{here}, file: {error}") from None
    return Adrift(
        row.name, radians(row.lat_deg), radians(row.lon_deg), row.time, row.error_nm * METRES_PER_NM,
        row.wrong_probability, drift, row.source,
    )  # fmt: skip
