"""From a recording to observations in a case: what heading and level were held, and when the data end."""

from math import isnan, nan
from typing import NamedTuple

import numpy as np

from truecourse.earth.angles import wrap_course
from truecourse.earth.units import METRES_PER_FOOT, RAD_PER_DEG
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.investigation.recorded import Recorded
from truecourse.recording.airborne import airborne
from truecourse.recording.held import SHORTEST, Held, held

# ICAO Annex 6 Part I, appendix 8, table A8-1 (as EUROCAE ED-112): heading ± 2°; pressure altitude ± 100 ft to
# ± 700 ft, read here as growing evenly to 50,000 ft. Both are taken as two standard deviations: judgement.
COMPASS_SD = 1.0 * RAD_PER_DEG
LEVEL_SD = (50.0 * METRES_PER_FOOT, 350.0 * METRES_PER_FOOT, 50_000.0 * METRES_PER_FOOT)
# Judgement: how far it may wander and still be held; a recorder that is read right is seldom simply wrong.
HEADING_WITHIN, LEVEL_WITHIN = 3.0 * RAD_PER_DEG, 150.0 * METRES_PER_FOOT
OUTLIER = 0.02


class When(NamedTuple):
    """The clock: POSIX time of recorder time 0 and its error, s; the stretch wanted, and since when known."""

    start: float
    error: float = 1.0
    low: float = -np.inf
    high: float = np.inf
    known_since: float = nan


def evidence(read: Recorded, when: When, compass_sd: float = COMPASS_SD, held_for: float = SHORTEST) \
        -> list[Observation]:  # fmt: skip
    """Headings and levels held, and the last sample as an event, as observations of the group "recorder".

    The error of a heading is the compass's, the step it is written in and its spread, in quadrature; those of
    one compass are one group's, for they are shared. Raises ValueError where nothing was held.
    """
    found: list[Observation] = []
    source = f"flight recorder {read.whole.source}".strip()
    aloft = airborne(read.of)
    if "heading_magnetic" in read.of:
        series = aloft["heading_magnetic"]
        for n, one in enumerate(held(series, HEADING_WITHIN, True, held_for), start=1):
            note = _parts("compass", compass_sd / RAD_PER_DEG, one, 1.0 / RAD_PER_DEG, "°")
            value = float(wrap_course(one.value))
            row = _row(f"recorder-heading-{n}", Seen.HEADING_MAGNETIC, one, when, (value, compass_sd))
            found.append(_told(row, source + f", {series.name}", note))
    if "altitude" in read.of:
        series = aloft["altitude"]
        for n, one in enumerate(held(series, LEVEL_WITHIN, shortest=held_for), start=1):
            share = np.clip(one.value / LEVEL_SD[2], 0.0, 1.0)
            sd = float(LEVEL_SD[0] + share * (LEVEL_SD[1] - LEVEL_SD[0]))
            note = _parts("altimeter", sd / METRES_PER_FOOT, one, 1.0 / METRES_PER_FOOT, " ft")
            row = _row(f"recorder-level-{n}", Seen.LEVEL, one, when, (one.value, sd), middle=True)
            found.append(_told(row, source + f", {series.name}", note))
    found = [one for one in found if when.low <= one.t <= _end(one) <= when.high]
    if not found:
        raise ValueError(
            f"no heading or level was held for {held_for:g} s in that time, so there is nothing to write as "
            "evidence"
        )
    return found + _last(read, when, source)


def _end(one: Observation) -> float:
    return one.t if isnan(one.t_end) else one.t_end


def _row(name: str, kind: Seen, one: Held, when: When, measured: tuple[float, float], middle: bool = False) \
        -> Observation:  # fmt: skip
    value, sd = measured
    error = float(np.sqrt(sd**2 + one.quantum**2 / 12.0 + one.spread**2))
    begin, end = max(when.start + one.begin, when.low), min(when.start + one.end, when.high)
    return Observation(
        id=name, kind=kind, t=(begin + end) / 2.0 if middle else begin, t_error=when.error, value=value,
        error=error, group="recorder", use=Use.EXPLAIN, known_since=_known(when, end),
        outlier_probability=OUTLIER, t_end=nan if middle else end,
    )  # fmt: skip


def _known(when: When, end: float) -> float:
    return end if isnan(when.known_since) else when.known_since


def _told(one: Observation, source: str, note: str) -> Observation:
    return Observation(
        one.id, one.kind, one.t, one.t_error, one.value, one.error, one.group, one.use, one.known_since,
        one.outlier_probability, one.t_end, source=source, note=note,
    )  # fmt: skip


def _parts(what: str, sd: float, one: Held, per_si: float, unit: str) -> str:
    return (
        f"held {(one.end - one.begin) / 60.0:.0f} min; one standard deviation: {what} {sd:.2g}{unit} (ICAO "
        f"Annex 6, table A8-1, halved), written in steps of {one.quantum * per_si:.2g}{unit}, spread "
        f"{one.spread * per_si:.2g}{unit}"
    )


def _last(read: Recorded, when: When, source: str) -> list[Observation]:
    last = max(float(s.t[s.valid][-1]) for s in read.of.values() if s.valid.any())
    t = when.start + last
    if not when.low <= t <= when.high:
        return []
    return [
        Observation("recorder-last", Seen.EVENT, t, max(when.error, 0.5), nan, nan, "recorder", Use.CONTEXT,
                    _known(when, t), nan, source=source, note="last valid sample")
    ]  # fmt: skip
