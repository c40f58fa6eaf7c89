"""A new case folder from a flight plan's text and, where there is one, a recorded track."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, degrees, floor, isfinite
from pathlib import Path

import numpy as np
from pyproj import Geod

from truecourse.earth.magnetic import variation
from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.aircraft import aircraft_of
from truecourse.feeds.atomic import write_folder
from truecourse.feeds.case import AREAS, CASE, OBSERVATIONS, check_case
from truecourse.feeds.case_toml import Begin, case_toml
from truecourse.feeds.errors import CaseError
from truecourse.feeds.fixes import FIX_COLUMNS, Place, read_fixes
from truecourse.feeds.instants import format_time
from truecourse.feeds.item15 import Item15, RoutePoint, parse_item15
from truecourse.feeds.thin import Places, flown, observations_csv, thin, usable
from truecourse.feeds.track import read_track

ASSUMED_TYPE = "A320"
NO_AREAS = '{"type":"FeatureCollection","features":[]}\n'
_CALLSIGN = re.compile(r"[A-Z0-9]{1,8}", re.ASCII)
_PLACEHOLDER = 946684800.0  # 2000-01-01T00:00:00Z
_SLOW = 200.0  # m/s: what a placeholder's end is reckoned with, on the late side for a jet
_ON_GROUND = 8000.0 * METRES_PER_FOOT  # nobody takes off higher: a track that begins above began in the air
_GEOD = Geod(ellps="WGS84")


def new_case(
    folder: Path,
    plan_text: str,
    track_path: Path | None = None,
    aircraft: str | None = None,
    fixes_path: Path | None = None,
) -> tuple[str, ...]:
    """Write case.toml, observations.csv and areas.geojson into a new folder, which reads as a case; what was
    assumed in it, a sentence each, as its notes have it.

    Places come from coordinates in the plan's text or from the CSV `fixes_path` (name, lat_deg, lon_deg),
    never from elsewhere. With a track, its times, start and thinned observations are the case's; without one
    the times are placeholders and say so. Raises CaseError, leaving nothing, where something is wrong or the
    folder is there.
    """
    plan = parse_item15(plan_text)
    aircraft_of(aircraft or ASSUMED_TYPE)
    places = _places(plan, fixes_path)
    rows = []
    if track_path is None:
        begin = _template(plan, places)
    else:
        track = read_track(Path(track_path))
        path = flown(usable(track))
        rows = thin(path, f"recorded track, {Path(track_path).name}")
        begin = _from_track(plan, path, track.callsign, Path(track_path).name)
    notes = (
        begin.notes
        if aircraft
        else (*begin.notes, f"The aircraft type was not given: {ASSUMED_TYPE} is assumed.")
    )
    files = {
        CASE: case_toml(begin, places, aircraft or ASSUMED_TYPE, notes),
        OBSERVATIONS: observations_csv(rows),
        AREAS: NO_AREAS,
    }
    write_folder(folder, files, check=_refuse_problems)
    return notes


def _places(plan: Item15, fixes_path: Path | None) -> tuple[Place, ...]:
    """Every place of the file whose name the plan has; each name must have one."""
    given = read_fixes(fixes_path) if fixes_path is not None else ()
    names = list(dict.fromkeys(point.name for point in plan.points if point.name))
    missing = [name for name in names if name not in {place.name for place in given}]
    if missing:
        where = f"is not in {Path(fixes_path).name}" if fixes_path is not None else "has no place here"
        raise CaseError(
            f"item 15 names {missing[0]}, which {where}; write a latitude and longitude such as 5918N17145W, "
            f"or name with --fixes a CSV with {','.join(FIX_COLUMNS)} that has it"
        )
    return tuple(place for place in given if place.name in names)


def _from_track(plan: Item15, path: Places, callsign: str, file: str) -> Begin:
    take_off, end = floor(path.t[0]), ceil(path.t[-1])
    known = path.altitude[:5][np.isfinite(path.altitude[:5])]
    altitude = float(known[0]) if known.size else 0.0
    start = Place("START", float(path.lat_deg[0]), float(path.lon_deg[0]), f"first place in flight, {file}")
    day = format_time(take_off)[:10]
    notes = [
        f"Observations are {file}, thinned: a place every few minutes and at turns, and each level reached.",
        "Their errors and their chances of being wrong are judgements, not the receiver's.",
    ]
    if path.dropped:
        notes.append(
            f"{path.dropped} places of {file} were left out: no aircraft moves that fast between neighbours."
        )
    clearances = (
        "# The clearances are not in a track. Add those that are known; only the runway was inferred.\n"
    )
    if altitude < _ON_GROUND:
        clearances += _runway(path)
    name = callsign if _CALLSIGN.fullmatch(callsign) else ""
    title = f"{name or 'A flight'}, {day}"
    return Begin(
        take_off, end, start, altitude / METRES_PER_FOOT, name, title, plan.text, clearances, tuple(notes)
    )


def _runway(path: Places) -> str:
    """The take-off as a clearance: the first minute's course, made magnetic."""
    later = int(np.searchsorted(path.t, path.t[0] + 60.0).clip(1, len(path.t) - 1))
    course, _, _ = _GEOD.inv(path.lon_deg[0], path.lat_deg[0], path.lon_deg[later], path.lat_deg[later])
    here = np.radians([path.lat_deg[0], path.lon_deg[0]])
    heading = round(course - degrees(float(variation(here[0], here[1], 0.0, path.t[0])))) % 360
    time = format_time(floor(path.t[0]))
    return (
        f'[[clearances]]\nid = "take-off"\nkind = "take-off"\ntime = {time}\ntime_error_s = 20\n'
        f'heading_magnetic_deg = {heading}\nsource = "course of the first minute, made magnetic"\n'
    )


def _template(plan: Item15, places: Sequence[Place]) -> Begin:
    """A case with placeholders for times; it starts at the plan's first place, which the route leaves out."""
    if len(plan.points) < 2:
        raise CaseError("item 15 has fewer than two places; write the route's, or name a track")
    if plan.text.split()[1].startswith("C/"):
        raise CaseError("item 15 begins with a cruise climb; without a track write a place before it")
    path = [_resolved(point, places) for point in plan.points]
    length = sum(_GEOD.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[2] for a, b in pairwise(path))
    notes = (
        "take_off and end are placeholders: replace them before believing anything.",
        f"The runway is {path[0].name}, the first place of the plan, at 0 ft: no track was given. Where it "
        "took off elsewhere, replace [start], and put that place back in front of item15.",
    )
    clearances = (
        "# Clearances in the order of their times: take-off, heading, direct, level, route. For example:\n"
        '# [[clearances]]\n# kind = "take-off"\n# time = 2000-01-01T00:00:00Z\n# heading_magnetic_deg = 320\n'
        '# source = "who says so"\n'
    )
    end = _PLACEHOLDER + 60.0 * ceil(length / _SLOW / 60.0) + 1800.0
    item15 = _without_first(plan)
    return Begin(_PLACEHOLDER, end, path[0], 0.0, "", "A new case", item15, clearances, notes)


def _resolved(point: RoutePoint, places: Sequence[Place]) -> Place:
    named = [place for place in places if place.name == point.name]
    if point.name and len(named) != 1:
        raise CaseError(f"{point.name} has {len(named)} places in the file; without a track keep one of them")
    if isfinite(point.bearing):
        raise CaseError(
            f"{point.place} is given by bearing; without a track write its latitude and longitude"
        )
    return named[0] if named else Place(point.place, degrees(point.lat), degrees(point.lon), "item 15")


def _without_first(plan: Item15) -> str:
    """Item 15 from its second place on, flown from the first with the speed and level that hold there."""
    words = plan.text.split()
    place = plan.points[0].place
    at = next(i for i, word in enumerate(words[1:], start=1) if word.split("/")[0] == place)
    _, stroke, change = words[at].partition("/")
    return " ".join([change if stroke else words[0], *words[at + 1 :]])


def _refuse_problems(folder: Path) -> None:
    problems = check_case(folder)
    if problems:
        raise CaseError(f"the new case would be wrong, so it was not written: {problems[0]}")
