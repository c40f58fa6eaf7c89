"""The case that the invented explanation explains: the founding one in shape, its numbers rounded off."""

from datetime import datetime
from math import nan

import numpy as np

from truecourse.flight.aircraft import Aircraft
from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case, Stage
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.flight.plan import FlightPlan, PlannedPoint

NM = 1852.0
PLACES = {
    "ANC": (61.1679, -149.9601),
    "CRN": (61.1018, -155.5686),
    "BET": (60.7848, -161.8243),
    "NABIE": (59.3, -171.7567),
    "NUKKS": (57.25, 179.7383),
    "NEEVA": (54.6783, 172.1967),
    "NINNO": (52.3583, 165.38),
    "NIPPI": (49.6983, 159.3217),
    "NYTIM": (46.1983, 153.0083),
    "NOKKA": (42.3883, 147.48),
    "NOHO": (40.4167, 145.0),
}
KAMCHATKA = [
    (51.0, 156.7),
    (52.0, 158.3),
    (53.1, 160.0),
    (54.7, 162.1),
    (56.1, 163.3),
    (57.8, 163.0),
    (59.9, 164.5),
    (60.0, 162.0),
    (58.0, 159.5),
    (56.5, 156.2),
    (54.0, 155.6),
    (51.5, 156.4),
]
SAKHALIN = [
    (45.95, 142.05),
    (46.7, 143.4),
    (49.0, 144.3),
    (51.5, 143.5),
    (54.3, 142.9),
    (53.4, 141.9),
    (51.0, 142.1),
    (48.8, 142.1),
    (47.2, 142.0),
]


def posix(text: str) -> float:
    """POSIX seconds of an ISO time in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def fix(name: str) -> Fix:
    lat, lon = PLACES[name]
    return Fix(name, np.radians(lat), np.radians(lon), edition="1983", source="synthetic")


def _ring(points: list[tuple[float, float]]) -> np.ndarray:
    return np.radians(np.array(points))


def _seen(id: str, kind: Seen, time: str, group: str, known: str, **more) -> Observation:
    fields = {
        "t_error": 60.0,
        "value": nan,
        "error": nan,
        "use": Use.EXPLAIN,
        "outlier_probability": 0.05,
        "source": "synthetic source, 1984",
        **more,
    }
    return Observation(
        id=id, kind=kind, t=posix(time), group=group, known_since=posix(known + "T00:00:00Z"), **fields
    )


def _place(name: str, lat: float, lon: float) -> Fix:
    return Fix(name, np.radians(lat), np.radians(lon))


def observations() -> tuple[Observation, ...]:
    """Rows of every kind the figures treat apart."""
    day = "1983-08-31T"
    wreck = {"use": Use.TEST, "error": 5 * NM, "t_error": 600.0}
    inquiry = {"use": Use.COMPARE, "group": "inquiry", "known": "1993-06-14"}
    return (
        _seen(
            "kenai-offset",
            Seen.OFFSET_ABEAM,
            day + "13:27:30Z",
            "radar",
            "1993-06-14",
            value=6 * NM,
            error=NM,
            place=fix("CRN"),
            leg_from=fix("ANC"),
            leg_to=fix("CRN"),
        ),
        _seen(
            "bethel-offset",
            Seen.OFFSET_ABEAM,
            day + "13:49:30Z",
            "radar",
            "1993-06-14",
            value=12 * NM,
            error=NM,
            place=fix("BET"),
            leg_from=fix("CRN"),
            leg_to=fix("BET"),
        ),
        _seen(
            "report-bethel", Seen.INSTRUMENT_REPORT, day + "13:50:00Z", "crew", "1983-09-01", place=fix("BET")
        ),
        _seen(
            "report-nabie",
            Seen.INSTRUMENT_REPORT,
            day + "14:32:00Z",
            "crew",
            "1983-09-01",
            place=fix("NABIE"),
        ),
        _seen("level-310", Seen.LEVEL, day + "13:29:28Z", "levels", "1983-09-01", value=9449.0, error=30.0),
        _seen(
            "kamchatka-entry",
            Seen.REGION_ENTRY,
            day + "16:31:00Z",
            "air-defence",
            "1983-09-09",
            region="Kamchatka",
            t_error=240.0,
            outlier_probability=0.2,
        ),
        _seen(
            "wakkanai-1823",
            Seen.POSITION,
            day + "18:23:00Z",
            "jasdf",
            "1983-09-10",
            error=15 * NM,
            place=_place("", 47.02, 141.68),
            outlier_probability=0.3,
        ),
        _seen(
            "jasdf-lost",
            Seen.POSITION,
            day + "18:29:00Z",
            "jasdf",
            "1985-07-23",
            error=5 * NM,
            place=_place("", 46.5, 141.25),
        ),
        _seen(
            "dfdr-heading",
            Seen.HEADING_MAGNETIC,
            day + "13:03:00Z",
            "recorder",
            "1993-06-14",
            value=np.radians(245),
            error=np.radians(1),
            t_end=posix(day + "18:26:00Z"),
        ),
        _seen(
            "wreck-a",
            Seen.WRECK,
            day + "18:38:00Z",
            "wreck",
            "1983-09-15",
            place=_place("", 46.567, 141.283),
            **wreck,
        ),
        _seen(
            "wreck-b",
            Seen.WRECK,
            day + "18:38:00Z",
            "wreck",
            "1992-01-01",
            place=_place("", 46.45, 141.217),
            **wreck,
        ),
        _seen(
            "offset-nabie",
            Seen.DERIVED,
            day + "14:32:00Z",
            value=60 * NM,
            error=5 * NM,
            place=fix("NABIE"),
            leg_from=fix("BET"),
            leg_to=fix("NABIE"),
            **inquiry,
        ),
        _seen(
            "offset-nippi",
            Seen.DERIVED,
            day + "17:07:00Z",
            value=185 * NM,
            error=20 * NM,
            place=fix("NIPPI"),
            leg_from=fix("NINNO"),
            leg_to=fix("NIPPI"),
            **inquiry,
        ),
    )


def case() -> Case:
    """A case in the shape of the founding one."""
    points = tuple(
        PlannedPoint(fix(name), "DCT" if name in ("ANC", "CRN", "BET") else "R20") for name in PLACES
    )
    plane = Aircraft("B742", 170.0, 0.84, ((0.0, 10.0), (10000.0, 5.0)), 8.0, 0.44, 3, 7.5 * NM, False)
    kamchatka, sakhalin = (_ring(KAMCHATKA),), (_ring(SAKHALIN),)
    return Case(
        name="kal007",
        title="Korean Air Lines 007 (synthetic numbers)",
        callsign="KAL007",
        t_start=posix("1983-08-31T13:00:00Z"),
        t_end=posix("1983-08-31T18:38:00Z"),
        aircraft=plane,
        plan=FlightPlan("N0480F310 DCT BET R20 NOHO", points, 9449.0, mach=0.84),
        clearances=(),
        observations=observations(),
        airspaces=(
            Airspace("Kamchatka", "territorial", kamchatka),
            Airspace("Kamchatka 200 km buffer", "buffer", kamchatka, offset=200_000.0),
            Airspace("Sakhalin", "territorial", sakhalin),
        ),
        stages=(
            Stage("1983", posix("1983-12-02T00:00:00Z"), "the first inquiry, December 1983"),
            Stage("1993", posix("1993-06-14T00:00:00Z"), "the second inquiry, June 1993"),
        ),
        fixes=tuple(fix(name) for name in PLACES),
        start=fix("ANC"),
        notes=("Synthetic: no number here is a result.",),
        hashes=(("case.toml", "a" * 64), ("observations.csv", "b" * 64)),
    )
