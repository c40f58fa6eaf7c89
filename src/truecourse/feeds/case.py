"""A case is a folder: case.toml, observations.csv, areas.geojson."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from math import inf, nan, radians
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from truecourse.earth.magnetic import variation
from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_NM, MPS_PER_KNOT
from truecourse.feeds.aircraft import aircraft_of
from truecourse.feeds.areas import read_areas
from truecourse.feeds.clearances import read_clearances
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.item15 import parse_item15
from truecourse.feeds.observations import read_observations
from truecourse.feeds.problems import order_problems, sentences
from truecourse.feeds.route import Variation, by_name, distance, resolve
from truecourse.feeds.schema import AircraftTable, CaseFile, FixTable
from truecourse.feeds.toml_file import is_folder, read_toml
from truecourse.feeds.whereabouts import Known
from truecourse.feeds.wire import quoted
from truecourse.flight.aircraft import Aircraft
from truecourse.flight.case import Case, Stage
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan

T = TypeVar("T")
CASE, OBSERVATIONS, AREAS, CLAIMS = "case.toml", "observations.csv", "areas.geojson", "claims.toml"


def list_cases() -> tuple[str, ...]:
    """Names of the cases that come with the program."""
    root = files("truecourse.cases")
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.joinpath(CASE).is_file()))


def open_case(name_or_folder: str | Path) -> Case:
    """A bundled case by its name, or the case in a folder. Raises CaseError as `read_case` does."""
    return read_case(case_folder(name_or_folder))


def case_folder(name_or_folder: str | Path) -> Path:
    """Where a bundled case lies, or the folder itself. Raises CaseError if there is neither."""
    text = str(name_or_folder)
    if text in list_cases():
        return Path(str(files("truecourse.cases").joinpath(text)))
    if not is_folder(text):
        known = ", ".join(list_cases())
        raise CaseError(f"there is no case or folder {quoted(text)}; use a folder or one of {known}")
    return Path(text)


def read_case(folder: Path) -> Case:
    """The case in a folder. Raises CaseError with the first of the problems that `check_case` lists."""
    case, problems = _read(Path(folder))
    if problems or case is None:
        raise CaseError(problems[0])
    return case


def check_case(folder: Path) -> list[str]:
    """Everything wrong with the case in a folder, a sentence each: file, row or key, remedy."""
    return _read(Path(folder))[1]


def until_time(case: Case, text: str) -> float:
    """An --until time, POSIX s UTC. Raises CaseError if it is no time or outside the flight."""
    try:
        t = parse_time(text)
    except ValueError as error:
        raise CaseError(f"until is {quoted(text)}; {error}") from None
    if not case.t_start <= t <= case.t_end:
        raise CaseError(
            f"until is {text}; give a time of the flight, {format_time(case.t_start)} to "
            f"{format_time(case.t_end)}"
        )
    return t


def _read(folder: Path) -> tuple[Case | None, list[str]]:
    """The case, None where anything is wrong, and every problem found in the three files."""
    try:
        data = read_toml(folder / CASE)
    except CaseError as error:
        return None, [str(error)]
    problems: list[str] = []
    areas = _gather(problems, read_areas, folder / AREAS) if (folder / AREAS).exists() else ()
    regions = None if areas is None else frozenset(area.name for area in areas)
    try:
        table = CaseFile.model_validate(data)
    except ValidationError as error:
        _, wrong = read_observations(folder / OBSERVATIONS, _salvaged(data, regions))
        return None, sentences(error, CASE, data, CaseFile) + problems + wrong
    problems = order_problems(table, CASE) + problems
    fixes = tuple(_fix(row) for row in table.fixes)
    aircraft = _gather(problems, _aircraft, table.aircraft)
    plan = _gather(problems, _plan, table, fixes)
    named = by_name(fixes, [point.fix for point in plan.points] if plan is not None else [_fix(table.start)])
    clearances, wrong = read_clearances(table, named, CASE)
    problems += wrong
    known = Known(named, regions, table.take_off, table.end)
    observations, wrong = read_observations(folder / OBSERVATIONS, known)
    problems += wrong
    if problems or aircraft is None or plan is None:
        return None, problems
    case = Case(
        name=folder.resolve().name, title=table.title, callsign=table.callsign, t_start=table.take_off,
        t_end=table.end, aircraft=aircraft, plan=plan, clearances=clearances, observations=observations,
        airspaces=areas or (), stages=tuple(Stage(row.name, row.known_by, row.title) for row in table.stages),
        fixes=fixes, start=_fix(table.start), start_altitude=table.start.altitude_ft * METRES_PER_FOOT,
        prior_scale=tuple((row.cause, row.scale) for row in table.priors),
        notes=(*table.notes, *(f"prior of {row.cause}: {row.reason}" for row in table.priors)),
        hashes=_hashes(folder), folder=str(folder),
        undisturbed_until=nan if table.undisturbed_until is None else table.undisturbed_until,
    )  # fmt: skip
    return case, []


def _salvaged(data: dict[str, Any], regions: frozenset[str] | None) -> Known:
    """What a faulty case file still says, so that the observations can be checked beside it.

    A fix with a faulty place keeps its name and no place, a faulty time bounds nothing.
    """
    fixes: dict[str, Fix] = {}
    rows = data.get("fixes")
    for row in rows if isinstance(rows, list) else []:
        try:
            fixes[row["name"]] = _fix(FixTable.model_validate(row))
        except ValidationError:
            fixes[str(row["name"])] = Fix(str(row["name"]), nan, nan)
        except (TypeError, KeyError):
            continue
    bounds = []
    for key, otherwise in (("take_off", -inf), ("end", inf)):
        try:
            bounds.append(parse_time(data.get(key)))
        except ValueError:
            bounds.append(otherwise)
    return Known(fixes, regions, bounds[0], bounds[1])


def _gather(problems: list[str], read: Callable[..., T], *values: Any) -> T | None:
    """What `read` gives, or None with its sentence added to the problems."""
    try:
        return read(*values)
    except CaseError as error:
        problems.append(str(error))
        return None


def _fix(row: FixTable) -> Fix:
    error = row.position_error_nm * METRES_PER_NM
    return Fix(row.name, radians(row.lat_deg), radians(row.lon_deg), error, row.edition, row.source)


def _aircraft(row: AircraftTable) -> Aircraft:
    try:
        aircraft = aircraft_of(row.type)
    except CaseError as error:
        raise CaseError(f"{CASE}, aircraft: {error}") from None
    changes: dict[str, Any] = {
        "climb_cas": None if row.climb_cas_kt is None else row.climb_cas_kt * MPS_PER_KNOT,
        "cruise_mach": row.cruise_mach,
        "bank": None if row.bank_deg is None else radians(row.bank_deg),
        "inertial_units": row.inertial_units,
        "capture_gate": None if row.capture_gate_nm is None else row.capture_gate_nm * METRES_PER_NM,
        "satellite_navigation": row.satellite_navigation,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    source = "; ".join(filter(None, (aircraft.source, row.source)))
    return replace(aircraft, **changes, source=source)


def _plan(table: CaseFile, fixes: tuple[Fix, ...]) -> FlightPlan:
    start, ends = _fix(table.start), []
    for key, name in (("departure", table.plan.departure), ("destination", table.plan.destination)):
        places = [fix for fix in fixes if fix.name == name]
        if name is not None and not places:
            raise CaseError(
                f"{CASE}, plan, {key}: {quoted(name)} is not a fix of this case; add it under [[fixes]]"
            )
        ends.append(min(places, key=lambda fix: distance(fix, start)) if places else None)
    try:
        parsed = parse_item15(table.plan.item15)
        plan = resolve(parsed, fixes, ends[0] or start, ends[1], _variation_at(table.take_off))
    except CaseError as error:
        raise CaseError(f"{CASE}, plan, item15: {error}") from None
    return replace(plan, source=table.plan.source)


def _variation_at(t: float) -> Variation:
    return lambda lat, lon: float(variation(lat, lon, 0.0, t))


def _hashes(folder: Path) -> tuple[tuple[str, str], ...]:
    paths = [folder / name for name in (CASE, OBSERVATIONS, AREAS, CLAIMS)]
    return tuple(
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths if path.is_file()
    )
