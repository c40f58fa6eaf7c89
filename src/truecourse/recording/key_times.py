"""Key times and key values of a flight, by the words that safety analysts use.

Phases are those of the CAST/ICAO Common Taxonomy Team (Phase of Flight: definitions and usage notes, 1.3,
April 2013); where a definition needs what no recorder writes (thrust set, a clearance), the nearest that it
does write stands in, and each time says what it was read from.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.units import METRES_PER_FOOT, MPS_PER_FOOT_PER_MINUTE, MPS_PER_KNOT
from truecourse.flight.recording import Series
from truecourse.recording.samples import latest, mean, sampled, slope

Array = NDArray[np.float64]
Of = Mapping[str, Series]

ROLLING = 40.0 * MPS_PER_KNOT  # judgement: what most airspeed systems begin to show
AIRBORNE = 80.0 * MPS_PER_KNOT
LEVEL = 500.0 * MPS_PER_FOOT_PER_MINUTE  # judgement: less than this is level, for LEVEL_FOR
LEVEL_FOR = 61
NEAR_TOP = 300.0 * METRES_PER_FOOT
_WIDTH = 15


class KeyTime(NamedTuple):
    """A named moment, recorder time, s, and what it was read from."""

    name: str
    t: float
    read_from: str


class Ends(NamedTuple):
    """The first and the last valid sample, recorder time, s, and of which parameter each is."""

    first: float
    first_of: str
    last: float
    last_of: str


class KeyValue(NamedTuple):
    """The largest or least of a quantity, in SI, and when, recorder time, s."""

    name: str
    quantity: str
    value: float
    t: float


EXTREMES = (
    ("highest altitude", "altitude", 1.0), ("highest airspeed", "cas", 1.0), ("highest Mach", "mach", 1.0),
    ("highest ground speed", "gs", 1.0), ("highest vertical speed", "vertical_speed", 1.0),
    ("lowest vertical speed", "vertical_speed", -1.0), ("furthest bank right", "roll", 1.0),
    ("furthest bank left", "roll", -1.0), ("highest pitch", "pitch", 1.0), ("lowest pitch", "pitch", -1.0),
    ("highest load", "normal_load", 1.0), ("lowest load", "normal_load", -1.0),
)  # fmt: skip


def ends_of(series: Iterable[Series]) -> Ends | None:
    """The first and the last valid sample of all series; None where there is none."""
    rows = [(s.t[s.valid][0], s.t[s.valid][-1], s.name) for s in series if s.valid.any() and len(s.t) > 1]
    if not rows:
        return None
    first, last = min(rows), max(rows, key=lambda row: row[1])
    return Ends(float(first[0]), first[2], float(last[1]), last[2])


def key_times(of: Of, ends: Ends | None = None) -> list[KeyTime]:
    """Every key time that can be read, in order; what is not in the recording is left out. `ends` is of all
    parameters; else it is of these quantities.
    """
    ends = ends or ends_of(of.values())
    if ends is None:
        return []
    t = np.arange(0.0, ends.last + 0.5)
    found = [KeyTime("first sample", ends.first, ends.first_of)]
    found += _ground(of, t) + _tops(of, t) + _switches(of)
    found.append(KeyTime("last sample", ends.last, ends.last_of))
    return sorted(found, key=lambda key: key.t)


def key_values(of: Of) -> list[KeyValue]:
    """The extremes of what is there; smoothed over nothing, so a broken sample shows."""
    found = []
    for name, quantity, sign in EXTREMES:
        series = of.get(quantity)
        if series is None or not series.valid.any():
            continue
        k = int(np.nanargmax(np.where(series.valid, sign * series.value, -np.inf)))
        found.append(KeyValue(name, quantity, float(series.value[k]), float(series.t[k])))
    return found


def _ground(of: Of, t: Array) -> list[KeyTime]:
    """Take-off roll, lift-off and touchdown, by the ground switch where it moves, else by the airspeed."""
    if "cas" not in of:
        return []
    cas = sampled(of["cas"], t)
    t, cas = t[np.isfinite(cas)], cas[np.isfinite(cas)]
    if len(t) < 2:
        return []
    switch = latest(of["on_ground"], t) if "on_ground" in of and len(of["on_ground"].t) > 1 else None
    if switch is not None and len(set(switch[np.isfinite(switch)])) > 1:
        aloft, how = (switch == 0.0) & (cas > ROLLING), of["on_ground"].name
    else:
        aloft, how = cas > AIRBORNE, f"{of['cas'].name} over 80 kt, no ground switch moves"
    edges = np.diff(np.r_[aloft[0], aloft].astype(np.int8))
    found = []
    for k in np.flatnonzero(edges == 1):
        found.append(KeyTime("lift-off", float(t[k]), how))
        slow = np.flatnonzero(cas[:k] < ROLLING)
        if len(slow):
            found.append(KeyTime("take-off roll", float(t[slow[-1] + 1]), f"{of['cas'].name} over 40 kt"))
    return found + [KeyTime("touchdown", float(t[k]), how) for k in np.flatnonzero(edges == -1)]


def _tops(of: Of, t: Array) -> list[KeyTime]:
    """Top of climb: the first moment of level flight near the highest; top of descent: the last. Only where
    the aircraft was seen to climb to it, and to leave it.
    """
    if "altitude" not in of or len(t) < 3 * LEVEL_FOR:
        return []
    altitude = sampled(of["altitude"], t)
    if not np.isfinite(altitude).any():
        return []
    rate = slope(altitude, 1.0, _WIDTH)
    steady = mean((np.abs(np.nan_to_num(rate, nan=np.inf)) < LEVEL).astype(float), LEVEL_FOR) > 0.95
    highest = np.nanmax(altitude)
    level = np.flatnonzero(steady & (altitude > highest - NEAR_TOP))
    if not len(level):
        return []
    first, last = max(0, level[0] - LEVEL_FOR // 2), min(len(t) - 1, level[-1] + LEVEL_FOR // 2)
    how = f"{of['altitude'].name}: under 500 ft/min within 300 ft of the highest"
    found = []
    if altitude[first] - _least(altitude[: first + 1]) > 10.0 * NEAR_TOP:
        found.append(KeyTime("top of climb", float(t[first]), how))
    if altitude[last] - _least(altitude[last:]) > 10.0 * NEAR_TOP:
        found.append(KeyTime("top of descent", float(t[last]), how))
    return found


def _least(altitude: Array) -> float:
    return float(np.min(altitude[np.isfinite(altitude)], initial=np.inf))


def _switches(of: Of) -> list[KeyTime]:
    """Changes of what is on or off: autopilots, gear."""
    words = {"autopilot_1": "autopilot 1", "autopilot_2": "autopilot 2", "gear_down": "gear selector"}
    states = {"gear_down": ("up", "down")}
    found = []
    for quantity, word in words.items():
        series = of.get(quantity)
        if series is None or len(series.t) < 2:
            continue
        kept = series.valid
        value, at = series.value[kept], series.t[kept]
        off, on = states.get(quantity, ("off", "on"))
        for k in np.flatnonzero(np.diff(value) != 0.0) + 1:
            found.append(KeyTime(f"{word} {on if value[k] else off}", float(at[k]), series.name))
    return found
