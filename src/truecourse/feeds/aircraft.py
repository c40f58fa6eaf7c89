"""Aircraft types by their ICAO designator, from the small table of rounded figures beside this file."""

import csv
import difflib
from functools import cache
from importlib.resources import files
from math import radians

from truecourse.earth.units import METRES_PER_FOOT, METRES_PER_NM, MPS_PER_FOOT_PER_MINUTE, MPS_PER_KNOT
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.aircraft import Aircraft

SOURCE = (
    "rounded figures of the kind public performance tables print (for example EUROCONTROL's aircraft "
    "performance database and the makers' airport planning manuals); good to about 10 %, not a "
    "performance model"
)
CAPTURE_GATE_NM = 7.5  # the limit of the 1983 fleet; later installations differ and a case may say so


@cache
def aircraft_types() -> dict[str, Aircraft]:
    """Every known type by its ICAO designator, SI and radians."""
    text = files("truecourse.feeds").joinpath("aircraft.csv").read_text(encoding="utf-8")
    return {row["type"]: _aircraft(row) for row in csv.DictReader(text.splitlines())}


def aircraft_of(type_designator: str) -> Aircraft:
    """The aircraft of an ICAO type designator ("B742"). Raises CaseError naming all there are, the most like
    it first, if it is unknown.
    """
    known = aircraft_types()
    if type_designator in known:
        return known[type_designator]
    asked = type_designator.upper()
    others = sorted(known, key=lambda name: (-_likeness(asked, name), name))
    raise CaseError(
        f"aircraft type {quoted(type_designator)} is not in the table; use one of {', '.join(others)}"
    )


def _likeness(asked: str, name: str) -> float:
    """How alike two designators are; those of one maker, which begin alike, before all others."""
    return difflib.SequenceMatcher(None, asked, name).ratio() + float(asked[:1] == name[:1])


def _aircraft(row: dict[str, str]) -> Aircraft:
    levels = (0, 10000, 20000, 30000, 40000)
    return Aircraft(
        type=row["type"],
        climb_cas=float(row["climb_cas_kt"]) * MPS_PER_KNOT,
        cruise_mach=float(row["cruise_mach"]),
        climb_rates=tuple(
            (ft * METRES_PER_FOOT, float(row[f"climb_{ft}_fpm"]) * MPS_PER_FOOT_PER_MINUTE) for ft in levels
        ),
        descent_rate=float(row["descent_fpm"]) * MPS_PER_FOOT_PER_MINUTE,
        bank=radians(float(row["bank_deg"])),
        inertial_units=int(row["inertial_units"]),
        capture_gate=CAPTURE_GATE_NM * METRES_PER_NM,
        satellite_navigation=row["satellite_navigation"] == "true",
        source=SOURCE,
    )
