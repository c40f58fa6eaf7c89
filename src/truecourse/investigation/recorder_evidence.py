"""From a recording to observations in a case: what heading and level were held, and when the data end."""

from dataclasses import replace
from math import isclose, isnan, nan
from typing import NamedTuple

import numpy as np

from truecourse.earth.angles import wrap_course
from truecourse.earth.units import METRES_PER_FOOT, RAD_PER_DEG
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.flight.recording import Series
from truecourse.investigation.recorded import Recorded
from truecourse.recording.airborne import airborne
from truecourse.recording.held import SHORTEST, Stretch, held, steady
from truecourse.recording.key_times import Ends, ends_of
from truecourse.recording.reckoning import COMPASS_SD

# ICAO Annex 6 Part I, appendix 8, table A8-1, as recalled; the same in 14 CFR 121, appendix M, 2 (2019):
# pressure altitude ± 100 ft to ± 700 ft, read here as growing evenly to 50,000 ft, and taken as two standard
# deviations: judgement.
LEVEL_SD = (50.0 * METRES_PER_FOOT, 350.0 * METRES_PER_FOOT, 50_000.0 * METRES_PER_FOOT)
# Judgement: how far it may wander and still be held; a recorder that is read right is seldom simply wrong.
HEADING_WITHIN, LEVEL_WITHIN = 3.0 * RAD_PER_DEG, 150.0 * METRES_PER_FOOT
OUTLIER = 0.02
# Judgement: by so much, s, a turn may begin before a compass that wanders shows it. At the 0.5°/s of a gentle
# turn three deviations of a wandering of 1° are 6 s; rolling in and out takes as long again.
WAY_IN = 20.0
ICAO = "ICAO Annex 6, table A8-1, halved"


class When(NamedTuple):
    """The clock: POSIX time of recorder time 0 and its error, s; the stretch wanted, and since when known;
    and how much faster than the recorder's the true clock runs, s per s.
    """

    start: float
    error: float = 1.0
    low: float = -np.inf
    high: float = np.inf
    known_since: float = nan
    drift: float = 0.0

    def at(self, t: float) -> float:
        """POSIX time of a recorder time, s."""
        return self.start + (1.0 + self.drift) * t

    def clipped(self, series: Series) -> Series:
        """The samples of the stretch wanted."""
        t = self.start + (1.0 + self.drift) * series.t
        wanted = (t >= self.low) & (t <= self.high)
        return replace(
            series, t=series.t[wanted], value=series.value[wanted], valid=series.valid[wanted], text=()
        )


def evidence(
    read: Recorded, when: When, compass_sd: float = COMPASS_SD, held_for: float = SHORTEST,
    ends: Ends | None = None,
) -> list[Observation]:  # fmt: skip
    """Headings and levels held, and the last sample as an event, as observations of the group "recorder".

    The error of a heading is the compass's, the step it is written in and its spread, in quadrature; those of
    one compass are one group's, for they are shared. Its interval keeps `WAY_IN` and two errors of the clock
    away from both ends of what was held. `ends` is of all parameters.
    Raises ValueError where nothing was held.
    """
    found: list[Observation] = []
    source = f"flight recorder {read.whole.source}".strip()
    aloft = airborne(read.of)
    if "heading_magnetic" in read.of:
        series = when.clipped(aloft["heading_magnetic"])
        where = ICAO if isclose(compass_sd, COMPASS_SD) else "as given"
        for n, one in enumerate(_held(series, HEADING_WITHIN, True, held_for), start=1):
            note = _parts(f"compass {compass_sd / RAD_PER_DEG:.2g}° ({where})", one, 1.0 / RAD_PER_DEG, "°")
            value = float(wrap_course(one.value))
            row = _row(f"recorder-heading-{n}", Seen.HEADING_MAGNETIC, one, when, (value, compass_sd))
            found.append(replace(row, source=source + f", {series.name}", note=note))
    if "altitude" in read.of:
        series = when.clipped(aloft["altitude"])
        for n, one in enumerate(_held(series, LEVEL_WITHIN, False, held_for), start=1):
            share = np.clip(one.value / LEVEL_SD[2], 0.0, 1.0)
            sd = float(LEVEL_SD[0] + share * (LEVEL_SD[1] - LEVEL_SD[0]))
            note = _parts(
                f"altimeter {sd / METRES_PER_FOOT:.0f} ft ({ICAO})", one, 1.0 / METRES_PER_FOOT, " ft"
            )
            row = _row(f"recorder-level-{n}", Seen.LEVEL, one, when, (one.value, sd), middle=True)
            found.append(replace(row, source=source + f", {series.name}", note=note))
    if not found:
        raise ValueError(
            f"no heading or level was held for {held_for:g} s in that time, so there is nothing to write as "
            "evidence"
        )
    return found + _last(ends or ends_of(read.of.values()), when, source)


def _held(series: Series, within: float, angle: bool, shortest: float) -> list[Stretch]:
    found = [steady(series, one, angle) for one in held(series, within, angle, shortest)]
    return [one for one in found if one.end - one.begin >= shortest]


def _row(
    name: str, kind: Seen, one: Stretch, when: When, measured: tuple[float, float], middle: bool = False
) -> Observation:
    value, sd = measured
    error = float(np.sqrt(sd**2 + one.quantum**2 / 12.0 + one.spread**2))
    begin, end = when.at(one.begin), when.at(one.end)
    inside = min(WAY_IN + 2.0 * when.error, (end - begin) / 4.0)
    return Observation(
        id=name, kind=kind, t=(begin + end) / 2.0 if middle else begin + inside, t_error=when.error,
        value=value, error=error, group="recorder", use=Use.EXPLAIN, known_since=_known(when, end),
        outlier_probability=OUTLIER, t_end=nan if middle else end - inside,
    )  # fmt: skip


def _known(when: When, end: float) -> float:
    return end if isnan(when.known_since) else when.known_since


def _parts(what: str, one: Stretch, per_si: float, unit: str) -> str:
    return (
        f"held {(one.end - one.begin) / 60.0:.0f} min; one standard deviation: {what}, written in steps of "
        f"{one.quantum * per_si:.2g}{unit}, spread {one.spread * per_si:.2g}{unit}"
    )


def _last(ends: Ends | None, when: When, source: str) -> list[Observation]:
    if ends is None:
        return []
    t = when.at(ends.last)
    if not when.low <= t <= when.high:
        return []
    return [
        Observation("recorder-last", Seen.EVENT, t, max(when.error, 0.5), nan, nan, "recorder", Use.CONTEXT,
                    _known(when, t), nan, source=source, note=f"last valid sample, of {ends.last_of}")
    ]  # fmt: skip
