"""An invented Explanation in the shape of the founding case: plausible, clearly synthetic, the same every time.

Nothing here is a result. It lets the report be written and tested without the engine that fills it.
"""

from datetime import datetime
from math import inf, nan

import numpy as np

from truecourse.flight.aircraft import Aircraft
from truecourse.flight.airspace import Airspace
from truecourse.flight.case import Case, Stage
from truecourse.flight.explanation import (
    Candidate,
    CauseResult,
    Contribution,
    Explanation,
    Fan,
    Fit,
    Parameter,
    Prediction,
    Sensitivity,
    StageResult,
)
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.flight.plan import FlightPlan, PlannedPoint
from truecourse.flight.track import Track

NM = 1852.0
PLACES = {
    "ANC": (61.1679, -149.9601), "CRN": (61.1018, -155.5686), "BET": (60.7848, -161.8243), "NABIE": (59.3, -171.7567),
    "NUKKS": (57.25, 179.7383), "NEEVA": (54.6783, 172.1967), "NINNO": (52.3583, 165.38),
    "NIPPI": (49.6983, 159.3217), "NYTIM": (46.1983, 153.0083), "NOKKA": (42.3883, 147.48), "NOHO": (40.4167, 145.0),
}
KAMCHATKA = [(51.0, 156.7), (52.0, 158.3), (53.1, 160.0), (54.7, 162.1), (56.1, 163.3), (57.8, 163.0), (59.9, 164.5),
             (60.0, 162.0), (58.0, 159.5), (56.5, 156.2), (54.0, 155.6), (51.5, 156.4)]
SAKHALIN = [(45.95, 142.05), (46.7, 143.4), (49.0, 144.3), (51.5, 143.5), (54.3, 142.9), (53.4, 141.9), (51.0, 142.1),
            (48.8, 142.1), (47.2, 142.0)]


def posix(text: str) -> float:
    """POSIX seconds of an ISO time in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def fix(name: str) -> Fix:
    lat, lon = PLACES[name]
    return Fix(name, np.radians(lat), np.radians(lon), edition="1983", source="synthetic")


def _ring(points: list[tuple[float, float]]) -> np.ndarray:
    return np.radians(np.array(points))


def _seen(id: str, kind: Seen, time: str, group: str, known: str, **more) -> Observation:
    fields = {"t_error": 60.0, "value": nan, "error": nan, "use": Use.EXPLAIN, "outlier_probability": 0.05,
              "source": "synthetic source, 1984", **more}
    return Observation(id=id, kind=kind, t=posix(time), group=group, known_since=posix(known + "T00:00:00Z"), **fields)


def _place(name: str, lat: float, lon: float) -> Fix:
    return Fix(name, np.radians(lat), np.radians(lon))


def observations() -> tuple[Observation, ...]:
    """Rows of every kind the figures treat apart."""
    day = "1983-08-31T"
    wreck = {"use": Use.TEST, "error": 5 * NM, "t_error": 600.0}
    inquiry = {"use": Use.COMPARE, "group": "inquiry", "known": "1993-06-14"}
    return (
        _seen("kenai-offset", Seen.OFFSET_ABEAM, day + "13:27:30Z", "radar", "1993-06-14", value=6 * NM, error=NM,
              place=fix("CRN"), leg_from=fix("ANC"), leg_to=fix("CRN")),
        _seen("bethel-offset", Seen.OFFSET_ABEAM, day + "13:49:30Z", "radar", "1993-06-14", value=12 * NM, error=NM,
              place=fix("BET"), leg_from=fix("CRN"), leg_to=fix("BET")),
        _seen("report-bethel", Seen.INSTRUMENT_REPORT, day + "13:50:00Z", "crew", "1983-09-01", place=fix("BET")),
        _seen("report-nabie", Seen.INSTRUMENT_REPORT, day + "14:32:00Z", "crew", "1983-09-01", place=fix("NABIE")),
        _seen("level-310", Seen.LEVEL, day + "13:29:28Z", "levels", "1983-09-01", value=9449.0, error=30.0),
        _seen("kamchatka-entry", Seen.REGION_ENTRY, day + "16:31:00Z", "air-defence", "1983-09-09", region="Kamchatka",
              t_error=240.0, outlier_probability=0.2),
        _seen("wakkanai-1823", Seen.POSITION, day + "18:23:00Z", "jasdf", "1983-09-10", error=15 * NM,
              place=_place("", 47.02, 141.68), outlier_probability=0.3),
        _seen("jasdf-lost", Seen.POSITION, day + "18:29:00Z", "jasdf", "1985-07-23", error=5 * NM,
              place=_place("", 46.5, 141.25)),
        _seen("dfdr-heading", Seen.HEADING_MAGNETIC, day + "13:03:00Z", "recorder", "1993-06-14",
              value=np.radians(245), error=np.radians(1), t_end=posix(day + "18:26:00Z")),
        _seen("wreck-a", Seen.WRECK, day + "18:38:00Z", "wreck", "1983-09-15", place=_place("", 46.567, 141.283), **wreck),
        _seen("wreck-b", Seen.WRECK, day + "18:38:00Z", "wreck", "1992-01-01", place=_place("", 46.45, 141.217), **wreck),
        _seen("offset-nabie", Seen.DERIVED, day + "14:32:00Z", value=60 * NM, error=5 * NM, place=fix("NABIE"),
              leg_from=fix("BET"), leg_to=fix("NABIE"), **inquiry),
        _seen("offset-nippi", Seen.DERIVED, day + "17:07:00Z", value=185 * NM, error=20 * NM, place=fix("NIPPI"),
              leg_from=fix("NINNO"), leg_to=fix("NIPPI"), **inquiry),
    )


def case() -> Case:
    """A case in the shape of the founding one."""
    points = tuple(PlannedPoint(fix(name), "DCT" if name in ("ANC", "CRN", "BET") else "R20") for name in PLACES)
    plane = Aircraft("B742", 170.0, 0.84, ((0.0, 10.0), (10000.0, 5.0)), 8.0, 0.44, 3, 7.5 * NM, False)
    kamchatka, sakhalin = (_ring(KAMCHATKA),), (_ring(SAKHALIN),)
    return Case(
        name="kal007", title="Korean Air Lines 007 (synthetic numbers)", callsign="KAL007",
        t_start=posix("1983-08-31T13:00:00Z"), t_end=posix("1983-08-31T18:38:00Z"), aircraft=plane,
        plan=FlightPlan("N0480F310 DCT BET R20 NOHO", points, 9449.0, mach=0.84), clearances=(),
        observations=observations(),
        airspaces=(Airspace("Kamchatka", "territorial", kamchatka),
                   Airspace("Kamchatka 200 km buffer", "buffer", kamchatka, offset=200_000.0),
                   Airspace("Sakhalin", "territorial", sakhalin)),
        stages=(Stage("1983", posix("1983-12-02T00:00:00Z"), "the first inquiry, December 1983"),
                Stage("1993", posix("1993-06-14T00:00:00Z"), "the second inquiry, June 1993")),
        fixes=tuple(fix(name) for name in PLACES), start=fix("ANC"), notes=("Synthetic: no number here is a result.",),
        hashes=(("case.toml", "a" * 64), ("observations.csv", "b" * 64)),
    )


def fly(heading_deg: float, speed_kt: float, shift_deg: float, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees latitude and longitude of a constant magnetic heading on a sphere, variation interpolated by eye."""
    lat, lon, out = 61.25, -151.0 + shift_deg, []
    for step in np.diff(t, prepend=t[0]):
        east = lon % 360
        variation = np.interp(east, [141, 153, 159, 165, 172, 180, 188, 198, 210], [-10, -6.5, -4.7, -2, 1.7, 6.3, 12, 18, 25])
        course = np.radians(heading_deg + variation)
        far = speed_kt * step / 3600 / 60
        lat += far * np.cos(course)
        lon += far * np.sin(course) / np.cos(np.radians(lat))
        out.append((lat, (lon + 180) % 360 - 180))
    return np.array(out)[:, 0], np.array(out)[:, 1]


def fan(cause: str, heading: float, spread: float, seed: int, flights: int = 40, turn: float = 0.0) -> Fan:
    """Invented posterior flights of a cause."""
    draw = np.random.default_rng(seed)
    t = np.arange(posix("1983-08-31T13:02:00Z"), posix("1983-08-31T18:30:00Z"), 300.0)
    tracks = [fly(heading + spread * draw.normal() + turn * np.linspace(-1, 1, t.size).mean(), 461 + 5 * draw.normal(), 0.0, t)
              for _ in range(flights)]
    weights = draw.gamma(4.0, size=flights)
    return Fan(cause, t, np.radians([a for a, _ in tracks]), np.radians([b for _, b in tracks]), weights / weights.sum())


def _parameter(name: str, meaning: str, centre: float, sd: float, prior: str) -> Parameter:
    samples = np.random.default_rng(7).normal(centre, sd, 600)
    low, middle, high = np.quantile(samples, [0.05, 0.5, 0.95])
    return Parameter(name, meaning, float(middle), float(low), float(high), prior, samples)


def causes(shift: float = 0.0) -> tuple[CauseResult, ...]:
    """Eight causes: a leader, a runner-up, the rest, and one that did not converge. `shift` moves the runner-up."""
    rows = [("heading-hold", "The autopilot stayed in heading mode", 0.08, -41.2, 0.12),
            ("start-position", "A wrong start position in the inertial units", 0.10, -47.9 + shift, 0.15),
            ("none-of-these", "None of these: a free flight", 0.05, -49.6, 0.4),
            ("variation-sign", "Variation applied with the wrong sign", 0.02, -58.3, 0.2),
            ("waypoint-entry", "A waypoint entered wrongly", 0.25, -66.0, 0.3),
            ("as-cleared", "Flown as cleared", 0.4, -120.0, 0.1)]
    log = np.array([np.log(row[2]) + row[3] for row in rows])
    probability = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    source = "synthetic judgement, no published rate"
    out = [CauseResult(n, title, prior, source, z, sd, float(p), True, "", 900.0, 1000)
           for (n, title, prior, z, sd), p in zip(rows, probability, strict=True)]
    out[0] = CauseResult(*[getattr(out[0], f) for f in CauseResult.__slots__[:11]], submodes=(("never-armed", 0.5), ("armed-late", 0.5)),
                         parameters=(_parameter("heading_magnetic_deg", "heading held, magnetic", 245.3, 0.6, "uniform, 0 to 360"),
                                     _parameter("from_time_min", "minutes after take-off", 3.0, 0.8, "exponential, mean 5"),
                                     _parameter("compass_error_deg", "compass error", 0.1, 0.7, "normal, sd 1")))
    why = "the tempering stalled at 0.31 with 14 effective samples"
    return (*out, CauseResult("wind-dead-reckoning", "Dead reckoning on a wrong wind", 0.1, source, nan, nan, nan, False, why, 14.0, 1000))


def _prediction() -> Prediction:
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    ring = np.radians(np.column_stack([50 + 4.0 * np.sin(angle), 148 + 8 * np.cos(angle)]))
    return Prediction(posix("1983-08-31T18:26:02Z"), np.radians(50.0), np.radians(148.0), 42_000 * NM**2, (ring,),
                      np.radians([50.0, 49.0]), np.radians([148.0, 147.0]), np.array([0.5, 0.5]))


def _contributions() -> tuple[Contribution, ...]:
    said = {"kenai-offset": (-2.1, -7.9), "bethel-offset": (-2.3, -9.4), "report-bethel": (-4.9, -8.6), "report-nabie": (-4.6, -6.0),
            "level-310": (-3.0, -3.0), "kamchatka-entry": (-6.3, -6.6), "wakkanai-1823": (-7.0, -6.4),
            "jasdf-lost": (-6.1, -5.5), "dfdr-heading": (-1.9, nan)}
    names = ("heading-hold", "start-position")
    return tuple(Contribution(o, c, n, 20.0 if np.isnan(n) else 400.0, 0.7) for o, pair in said.items() for c, n in zip(names, pair, strict=True))


def explanation(until: float = inf, seed: int = 0, prediction: bool = True, shift: float = 0.0) -> Explanation:
    """The invented explanation; smooth in nothing, meant for tests of the report only."""
    early = tuple(o.id for o in observations() if o.use is Use.EXPLAIN and o.known_since < posix("1983-12-02T00:00:00Z"))
    every = tuple(o.id for o in observations() if o.use is Use.EXPLAIN)
    stages = (StageResult("1983", "the first inquiry, December 1983", early, causes(shift + 5.0)),
              StageResult("1993", "the second inquiry, June 1993", every, causes(shift)))
    sensitivity = (Sensitivity("prior of the leader", "divided by 10", "heading-hold", True, 4.2, 900.0),
                   Sensitivity("prior of the leader", "divided by 1000", "start-position", False, -0.4, 900.0),
                   Sensitivity("wind error", "halved", "heading-hold", True, 7.0, 120.0),
                   Sensitivity("wind error", "doubled", "heading-hold", True, 5.1, 310.0),
                   Sensitivity("outlier probability", "0.2 everywhere", "heading-hold", True, 3.3, 210.0),
                   Sensitivity("outlier probability", "0.5 everywhere", "heading-hold", True, nan, 12.0))
    candidates = (Candidate("offset abeam NUKKS, error 2 NM", "heading-hold", "start-position", 7.7),
                  Candidate("heading at 14:00, error 2 degrees", "heading-hold", "start-position", 3.1))
    fans = (fan("heading-hold", 245.3, 0.5, 1), fan("start-position", 242.5, 1.5, 2), fan("none-of-these", 246.5, 4.0, 3))
    return Explanation(
        "kal007", "", until, seed, 1000, every, causes(shift), stages, _contributions(), candidates, sensitivity,
        Fit("heading-hold", 0.37, "data at least this odd would come in 37 % of flights of this cause"),
        _prediction() if prediction else None, fans, case().hashes, (("truecourse", "0.1.0"), ("jax", "0.6")),
        ("Synthetic numbers.",), {"wind_error_kt": 14.0})


def track() -> Track:
    """The invented median flight, minute by minute, with what a cockpit would have shown."""
    t = np.arange(posix("1983-08-31T13:00:00Z"), posix("1983-08-31T18:30:00Z"), 60.0)
    lat, lon = fly(245.3, 461.0, 0.0, t)
    n = t.size
    legs = list(PLACES)[1:]
    leg = np.array([legs[min(int(i * len(legs) / n), len(legs) - 1)] for i in range(n)], dtype=object)
    abeam = np.array([""] * n, dtype=object)
    turn = np.flatnonzero(leg[1:] != leg[:-1]) + 1
    abeam[turn] = leg[turn - 1]
    light = np.zeros(n)
    for i in turn:
        light[max(i - 2, 0):i] = 1
    to_go = np.concatenate([np.arange(k, 0, -1) for k in np.diff([0, *turn, n])]) * 7.7 * NM
    mode = np.where(np.arange(n) < 3, "RUNWAY", "HEADING").astype(object)
    columns = {"t": t, "lat": np.radians(lat), "lon": np.radians(lon), "altitude": np.full(n, 9449.0), "mode": mode,
               "armed": (np.arange(n) > 8).astype(float), "leg_to": leg, "abeam": abeam, "alert_light": light,
               "unit_lat": np.radians(lat + 0.01), "unit_lon": np.radians(lon + 0.02 * np.linspace(0, 1, n)),
               "unit_cross_track": np.linspace(0, 240, n) * NM, "unit_distance_to_go": to_go,
               "cross_track": np.linspace(0, 240, n) * NM, "gs": np.full(n, 237.0)}
    return Track("KAL007", columns, source="synthetic")
