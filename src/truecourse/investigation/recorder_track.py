"""A recording reckoned into a track, from its own heading, airspeed and altitude, and fixes in a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from math import isnan, nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from truecourse.air.airspeed import tas_from_cas, tas_from_mach
from truecourse.air.atmosphere import temperature
from truecourse.air.wind import Wind, still, uniform
from truecourse.earth.units import METRES_PER_NM, MPS_PER_KNOT, RAD_PER_DEG
from truecourse.feeds.cells import Row, number_in, parsed
from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import parse_time
from truecourse.feeds.toml_file import read_text
from truecourse.feeds.wind import bundled_climatology, read_wind
from truecourse.feeds.wire import parse_number
from truecourse.flight.recording import Series
from truecourse.flight.track import Track
from truecourse.investigation.recorded import Recorded
from truecourse.recording.flown import flown
from truecourse.recording.reckoning import Errors, Fixed, Motion, Reckoned, over_ground, reckon
from truecourse.recording.samples import sampled
from truecourse.recording.unfit import MOST, culprit, unfit
from truecourse.report.unfit import unfit_sentence

COLUMNS = ("time", "lat_deg", "lon_deg", "error_nm")
STEP, SHORT, FINE = 30.0, 3600.0, 5.0  # s between moments of the track; of a recording this short, fewer
SUMMED = 1.0  # s between the moments at which heading and airspeed are summed up between those
_NEEDED = ("heading_magnetic", "heading", "altitude", "cas", "mach", "tas")
SLOWEST = 25.0  # m/s under which heading and airspeed say nothing of the way


def read_places(path: Path) -> Fixed:
    """Fixes of a CSV time,lat_deg,lon_deg,error_nm. Raises CaseError for the first thing that is wrong."""
    text, file = read_text(Path(path)), Path(path).name
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or tuple(cell.strip() for cell in rows[0]) != COLUMNS:
        raise CaseError(f"{file}, line 1: the columns must be {','.join(COLUMNS)}; write that line first")
    found = []
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) != len(COLUMNS):
                raise CaseError(f"it has {len(cells)} columns instead of {len(COLUMNS)}; complete it")
            found.append(_place(dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))))
        except CaseError as error:
            raise CaseError(f"{file}, line {line}: {error}") from None
    found.sort(key=lambda row: row[0])
    return Fixed(*(np.array([row[k] for row in found], dtype=float) for k in range(4)))


def _place(row: Row) -> tuple[float, float, float, float]:
    t = parsed(row, "time", parse_time)
    lat, lon = number_in(row, "lat_deg", -90.0, 90.0), number_in(row, "lon_deg", -180.0, 180.0)
    error = number_in(row, "error_nm", 1e-3, 1000.0)
    if isnan(lat + lon + error):
        raise CaseError("a cell is empty; give latitude, longitude and one standard deviation of the place")
    return t, lat * RAD_PER_DEG, lon * RAD_PER_DEG, error * METRES_PER_NM


def motion_of(read: Recorded, start: float) -> Motion:
    """What was flown, every `STEP` (or `FINE`) seconds in which heading, airspeed and altitude are known, and
    between those moments summed up each second.

    True airspeed is the recorded one; else that of the Mach number or of the calibrated airspeed at the
    pressure altitude, with the recorded temperature, or in standard air. Raises CaseError where one is
    missing throughout.
    """
    of = read.of
    magnetic = "heading_magnetic" in of
    heading = "heading_magnetic" if magnetic else "heading"
    if heading not in of or "altitude" not in of or not {"tas", "mach", "cas"} & set(of):
        raise CaseError(
            "dead reckoning needs a heading, an altitude and an airspeed; name them with --as quantity=NAME"
        )
    ends = [float(of[q].t[of[q].valid][-1]) for q in (heading, "altitude") if of[q].valid.any()]
    begin = max(
        (float(of[q].t[of[q].valid][0]) for q in of if q in _NEEDED and of[q].valid.any()), default=0.0
    )
    t = np.arange(begin, min(ends, default=0.0) + 1e-9, SUMMED)
    altitude, tas = sampled(of["altitude"], t), _airspeed(of, t)
    angle = sampled(of[heading], t, angle=True)
    kept = np.isfinite(altitude + tas + angle) & (tas > SLOWEST)
    t, altitude, tas, angle = t[kept], altitude[kept], tas[kept], angle[kept]
    if len(t) < 3 or t[-1] - t[0] < 2.0 * FINE:
        raise CaseError("heading, airspeed and altitude are not known together in flight for ten seconds")
    step = STEP if t[-1] - t[0] > SHORT else FINE
    slot = np.floor((t - t[0]) / step + 1e-6)
    at = np.flatnonzero(np.r_[True, slot[1:] > slot[:-1]] | (np.arange(len(t)) == len(t) - 1))
    between = flown(t, angle, tas, at)
    return Motion(start + t[at], angle[at], tas[at], altitude[at], magnetic, between)


def _airspeed(of: Mapping[str, Series], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """True airspeed (n,), m/s, at recorder times."""
    if "tas" in of:
        return sampled(of["tas"], t)
    altitude = sampled(of["altitude"], t)
    warmer = sampled(of["temperature"], t) - temperature(altitude) if "temperature" in of else 0.0 * t
    warmer = np.where(np.isfinite(warmer), warmer, 0.0)
    if "mach" in of:
        return np.asarray(tas_from_mach(sampled(of["mach"], t), altitude, warmer))
    return np.asarray(tas_from_cas(sampled(of["cas"], t), altitude, warmer))


def reckoned_track(
    read: Recorded, start: float, fixes: Fixed, wind: Wind, errors: Errors | None = None,
    start_error: float = 0.0,
) -> tuple[Track, Reckoned]:  # fmt: skip
    """The track, and with it the covariance of its places. Raises ValueError in a sentence, as where
    the fixes do not fit: then the stated errors would be false.

    `start_error` is one standard deviation of `start`, s: a fix is taken to be off as far as is flown in it.
    """
    motion = motion_of(read, start)
    if len(fixes.t):
        flown_in = start_error * np.interp(fixes.t, motion.t, motion.tas)
        fixes = fixes._replace(error=np.hypot(fixes.error, flown_in))
    found = reckon(motion, fixes, wind, errors)
    heading, course, gs = over_ground(motion, found)
    columns = {
        "t": motion.t, "lat": found.lat, "lon": found.lon, "altitude": motion.altitude, "gs": gs,
        "tas": motion.tas * (1.0 + found.airspeed), "course": course, "heading": heading,
    }  # fmt: skip
    track = Track("", columns, source=f"dead reckoning from {read.whole.source}")
    how = unfit(motion, fixes, wind, found, errors)
    if how.worst > MOST:
        raise CaseError(unfit_sentence(track, found, fixes, how, culprit(motion, fixes, wind, errors)))
    return track, found


def wind_named(text: str) -> Wind:
    """Still air, "from/speed" in degrees and knots with its error, the bundled climatology, or a file.

    Raises CaseError for none of these.
    """
    if text == "climatology":
        return bundled_climatology()
    if text == "still":
        return still(15.0)  # judgement: the size of the wind itself
    parts: Sequence[str] = text.split("/")
    if len(parts) == 2:
        try:
            direction, speed = (parse_number(part) for part in parts)
        except ValueError:
            direction, speed = nan, nan
        if 0.0 <= direction <= 360.0 and 0.0 <= speed <= 400.0:
            return uniform(direction * RAD_PER_DEG, speed * MPS_PER_KNOT, 5.0)  # judgement: 5 m/s each way
    if Path(text).is_file():
        return read_wind(text)
    raise CaseError(
        f"--wind {text}: write climatology, still, degrees/knots as 250/60, or a file of a forecast"
    )
