"""An invented Explanation in the shape of the founding case: plausible, clearly synthetic, the same every
time.

Nothing here is a result. It lets the report be written and tested without the engine that fills it.
"""

from math import inf, nan

import numpy as np

from report.synthetic_case import NM, PLACES, case, observations, posix
from truecourse.flight.explanation import (
    Candidate,
    CauseResult,
    Contribution,
    Explanation,
    Fan,
    Fit,
    Parameter,
    Prediction,
    Rival,
    Sensitivity,
    StageResult,
    Widest,
)
from truecourse.flight.observation import Use
from truecourse.flight.track import Track


def fly(
    heading_deg: float, speed_kt: float, shift_deg: float, t: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Degrees latitude and longitude of a constant magnetic heading on a sphere, variation interpolated by
    eye.
    """
    lat, lon, out = 61.25, -151.0 + shift_deg, []
    for step in np.diff(t, prepend=t[0]):
        east = lon % 360
        variation = np.interp(
            east, [141, 153, 159, 165, 172, 180, 188, 198, 210], [-10, -6.5, -4.7, -2, 1.7, 6.3, 12, 18, 25]
        )
        course = np.radians(heading_deg + variation)
        far = speed_kt * step / 3600 / 60
        lat += far * np.cos(course)
        lon += far * np.sin(course) / np.cos(np.radians(lat))
        out.append((lat, (lon + 180) % 360 - 180))
    return np.array(out)[:, 0], np.array(out)[:, 1]


def fan(cause: str, heading: float, spread: float, seed: int, flights: int = 40) -> Fan:
    """Invented posterior flights of a cause."""
    draw = np.random.default_rng(seed)
    t = np.arange(posix("1983-08-31T13:02:00Z"), posix("1983-08-31T18:30:00Z"), 300.0)
    tracks = [
        fly(
            heading + spread * draw.normal(),
            461 + 5 * draw.normal(),
            0.0,
            t,
        )
        for _ in range(flights)
    ]
    weights = draw.gamma(4.0, size=flights)
    return Fan(
        cause,
        t,
        np.radians([a for a, _ in tracks]),
        np.radians([b for _, b in tracks]),
        weights / weights.sum(),
    )


def _parameter(name: str, meaning: str, centre: float, sd: float, prior: str) -> Parameter:
    samples = np.random.default_rng(7).normal(centre, sd, 600)
    low, middle, high = np.quantile(samples, [0.05, 0.5, 0.95])
    return Parameter(name, meaning, float(middle), float(low), float(high), prior, samples)


def causes(shift: float = 0.0) -> tuple[CauseResult, ...]:
    """Eight causes: a leader, a runner-up, the rest, and one that did not converge. `shift` moves the
    runner-up.
    """
    rows = [
        ("heading-hold", "The autopilot stayed in heading mode", 0.08, -41.2, 0.12),
        ("start-position", "A wrong start position in the inertial units", 0.10, -47.9 + shift, 0.15),
        ("none-of-these", "None of these: a free flight", 0.05, -49.6, 0.4),
        ("variation-sign", "Variation applied with the wrong sign", 0.02, -58.3, 0.2),
        ("waypoint-entry", "A waypoint entered wrongly", 0.25, -66.0, 0.3),
        ("as-cleared", "Flown as cleared", 0.4, -120.0, 0.1),
    ]
    log = np.array([np.log(row[2]) + row[3] for row in rows])
    probability = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    source = "synthetic judgement, no published rate"
    out = [
        CauseResult(n, title, prior, source, z, sd, float(p), True, "", 900.0, 1000)
        for (n, title, prior, z, sd), p in zip(rows, probability, strict=True)
    ]
    out[0] = CauseResult(
        *[getattr(out[0], f) for f in CauseResult.__slots__[:11]],
        submodes=(("never-armed", 0.5), ("armed-late", 0.5)),
        parameters=(
            _parameter("heading_magnetic_deg", "heading held, magnetic", 245.3, 0.6, "uniform, 0 to 360"),
            _parameter("from_time_min", "minutes after take-off", 3.0, 0.8, "exponential, mean 5"),
            _parameter("compass_error_deg", "compass error", 0.1, 0.7, "normal, sd 1"),
        ),
    )
    why = "the tempering stalled at 0.31 with 14 effective samples"
    return (
        *out,
        CauseResult(
            "wind-dead-reckoning",
            "Dead reckoning on a wrong wind",
            0.1,
            source,
            nan,
            nan,
            nan,
            False,
            why,
            14.0,
            1000,
        ),
    )


def _prediction() -> Prediction:
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    ring = np.radians(np.column_stack([50 + 4.0 * np.sin(angle), 148 + 8 * np.cos(angle)]))
    return Prediction(
        posix("1983-08-31T18:26:02Z"),
        np.radians(50.0),
        np.radians(148.0),
        42_000 * NM**2,
        (ring,),
        np.radians([50.0, 49.0]),
        np.radians([148.0, 147.0]),
        np.array([0.5, 0.5]),
    )


def _contributions() -> tuple[Contribution, ...]:
    said = {
        "kenai-offset": (-2.1, -7.9),
        "bethel-offset": (-2.3, -9.4),
        "report-bethel": (-4.9, -8.6),
        "report-nabie": (-4.6, -6.0),
        "level-310": (-3.0, -3.0),
        "kamchatka-entry": (-6.3, -6.6),
        "wakkanai-1823": (-7.0, -6.4),
        "jasdf-lost": (-6.1, -5.5),
        "dfdr-heading": (-1.9, nan),
    }
    names = ("heading-hold", "start-position")
    return tuple(
        Contribution(o, c, n, 20.0 if np.isnan(n) else 400.0, 0.7)
        for o, pair in said.items()
        for c, n in zip(names, pair, strict=True)
    )


def explanation(
    until: float = inf, seed: int = 0, prediction: bool = True, shift: float = 0.0
) -> Explanation:
    """The invented explanation; smooth in nothing, meant for tests of the report only."""
    early = tuple(
        o.id for o in observations() if o.use is Use.EXPLAIN and o.known_since < posix("1983-12-02T00:00:00Z")
    )
    every = tuple(o.id for o in observations() if o.use is Use.EXPLAIN)
    stages = (
        StageResult("1983", "the first inquiry, December 1983", early, causes(shift + 5.0)),
        StageResult("1993", "the second inquiry, June 1993", every, causes(shift)),
    )
    sensitivity = (
        Sensitivity("prior of the leader", "divided by 10", "heading-hold", True, 4.2, 900.0),
        Sensitivity("prior of the leader", "divided by 1000", "start-position", False, -0.4, 900.0),
        Sensitivity("wind error", "halved", "heading-hold", True, 7.0, 120.0, 0.4, 0.3, 0.5, "reweighted"),
        Sensitivity("wind error", "doubled", "heading-hold", True, 5.1, 310.0, 0.5, -1.6, 0.6, "anew"),
        Sensitivity("outlier probability", "0.2 everywhere", "heading-hold", True, 3.3, 210.0),
        Sensitivity("outlier probability", "0.5 everywhere", "heading-hold", True, nan, 12.0),
    )
    rivals = (
        Rival("start-position", "Wrong position at the ramp", 20.0, 3.0),
        Rival("none-of-these", "None of these", 800.0, 5.0),
    )
    widest = (
        Widest("wind error", (0.25, 0.5, 1.0, 2.0), 0.25, 1.0, False, True, "", "start-position"),
        Widest("outlier probability", (0.25, 0.5, 1.0, 2.0, 4.0), 0.25, 4.0, False, False),
    )
    candidates = (
        Candidate("offset abeam NUKKS, error 2 NM", "heading-hold", "start-position", 7.7),
        Candidate("heading at 14:00, error 2 degrees", "heading-hold", "start-position", 3.1),
    )
    fans = (
        fan("heading-hold", 245.3, 0.5, 1),
        fan("start-position", 242.5, 1.5, 2),
        fan("none-of-these", 246.5, 4.0, 3),
    )
    return Explanation(
        "kal007",
        "",
        until,
        seed,
        1000,
        every,
        causes(shift),
        stages,
        _contributions(),
        candidates,
        sensitivity,
        rivals,
        widest,
        Fit("heading-hold", 0.37, "data at least this odd would come in 37 % of flights of this cause"),
        _prediction() if prediction else None,
        fans,
        case().hashes,
        (("truecourse", "0.1.0"), ("jax", "0.6")),
        ("Synthetic numbers.",),
        {"wind_error_kt": 14.0},
    )


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
        light[max(i - 2, 0) : i] = 1
    to_go = np.concatenate([np.arange(k, 0, -1) for k in np.diff([0, *turn, n])]) * 7.7 * NM
    mode = np.where(np.arange(n) < 3, "RUNWAY", "HEADING").astype(object)
    columns = {
        "t": t,
        "lat": np.radians(lat),
        "lon": np.radians(lon),
        "altitude": np.full(n, 9449.0),
        "mode": mode,
        "armed": (np.arange(n) > 8).astype(float),
        "leg_to": leg,
        "abeam": abeam,
        "alert_light": light,
        "unit_lat": np.radians(lat + 0.01),
        "unit_lon": np.radians(lon + 0.02 * np.linspace(0, 1, n)),
        "unit_cross_track": np.linspace(0, 240, n) * NM,
        "unit_distance_to_go": to_go,
        "cross_track": np.linspace(0, 240, n) * NM,
        "gs": np.full(n, 237.0),
    }
    return Track("KAL007", columns, source="synthetic")
