"""Which of a recorder's parameters is the altitude, the heading and so on, and its samples in SI.

Every maker names parameters in a way of its own. The names below are those of the maps seen so far and the
commonest in print; another map's are given as quantity=NAME.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from truecourse.earth.units import (
    KELVIN_AT_ZERO_CELSIUS,
    METRES_PER_FOOT,
    MPS_PER_FOOT_PER_MINUTE,
    MPS_PER_KNOT,
    RAD_PER_DEG,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
)
from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted
from truecourse.flight.recording import Series

# In the order of preference. Headings are magnetic unless their name says otherwise.
NAMES: Mapping[str, tuple[str, ...]] = {
    "altitude": ("ALT_STD", "ALT_STD_C", "PRESS_ALT", "ALT_PRESS", "ALTITUDE_PRESSURE", "ALT"),
    "cas": ("IAS", "CAS", "IAS_C", "CASSYNTHDISPLAY_ISM2", "ADRFCASCAPT_DCAIOBI1", "AIRSPEED"),
    "mach": ("MACHR", "MACH", "ADRFMACHCAPT_DCAI_01"),
    "tas": ("TAS", "TRUE_AIRSPEED"),
    "heading_magnetic": (
        "HEAD",
        "HEAD_MAG",
        "HDG",
        "HDG_MAG",
        "MAG_HEADING",
        "HEADING",
        "HEADING_MAG",
        "HEAD_MAGR",
    ),
    "heading": ("HEAD_TRUE", "HDG_TRUE", "TRUE_HEADING", "HEAD_TRUER", "HEAD_TRUE_R"),
    "roll": ("ROLL", "ROLL1", "ROLL_ATT", "BANK", "ROLL_IR1"),
    "pitch": ("PITCH", "PITCH1", "PITCH_ATT"),
    "vertical_speed": ("IVVR", "IVV", "IVV_C", "ALT_RATE", "VERT_SPEED", "VERTICAL_SPEED"),
    "gs": ("GS", "GS1", "GSPEED", "GROUND_SPEED"),
    "drift": ("DRIFT", "DRIFT1"),
    "wind_from": ("WIN_DIR_R", "WIN_DIR", "WIND_DIR"),
    "wind_speed": ("WIN_SPDR", "WIN_SPD", "WIND_SPEED"),
    "lat": ("LATP", "LAT", "LATITUDE"),
    "lon": ("LONP", "LON", "LONGITUDE"),
    "normal_load": ("VRTG", "NORM_ACC", "VERT_ACC", "VRTG_R"),
    "temperature": ("SATR", "SAT", "OAT"),
    "radio_height": ("RALT1", "RALT", "RADIO_ALT"),
    "on_ground": ("LDGL", "AIR_GROUND", "WOW", "GROUND"),
    "gear_down": ("LDG_SELDW", "GEAR_DOWN"),
    "autopilot_1": ("AP_EGD1", "AP1", "AP_ENGAGED"),
    "autopilot_2": ("AP_EGD2", "AP2"),
    "utc_hours": ("UTC_HOUR", "GMT_HOUR"),
    "utc_minutes": ("UTC_MIN", "GMT_MIN"),
    "utc_seconds": ("UTC_SEC", "GMT_SEC"),
    "key_1": ("VHF1", "VHF_KEY_1", "VHF1_EMIT", "VHF_KEY"),
    "key_2": ("VHF2", "VHF_KEY_2", "VHF2_EMIT"),
    "key_3": ("VHF3", "VHF_KEY_3", "VHF3_EMIT"),
    "key_hf_1": ("HF1", "HF_KEY_1", "HF_KEY"),
    "key_hf_2": ("HF2", "HF_KEY_2"),
}
_UNITS: Mapping[str, tuple[float, float]] = {  # factor and offset to SI, by the unit's name in small letters
    "m": (1.0, 0.0), "m/s": (1.0, 0.0), "rad": (1.0, 0.0), "g": (1.0, 0.0),
    "mach": (1.0, 0.0), "ft": (METRES_PER_FOOT, 0.0), "feet": (METRES_PER_FOOT, 0.0),
    "kt": (MPS_PER_KNOT, 0.0), "kts": (MPS_PER_KNOT, 0.0), "kn": (MPS_PER_KNOT, 0.0),
    "knot": (MPS_PER_KNOT, 0.0), "knots": (MPS_PER_KNOT, 0.0), "deg": (RAD_PER_DEG, 0.0),
    "degree": (RAD_PER_DEG, 0.0), "degrees": (RAD_PER_DEG, 0.0), "ft/min": (MPS_PER_FOOT_PER_MINUTE, 0.0),
    "fpm": (MPS_PER_FOOT_PER_MINUTE, 0.0), "k": (1.0, 0.0), "deg c": (1.0, KELVIN_AT_ZERO_CELSIUS),
    "c": (1.0, KELVIN_AT_ZERO_CELSIUS), "s": (1.0, 0.0), "sec": (1.0, 0.0),
    "min": (SECONDS_PER_MINUTE, 0.0), "h": (SECONDS_PER_HOUR, 0.0), "hour": (SECONDS_PER_HOUR, 0.0),
}  # fmt: skip
# What has no dimension: of these an empty unit is one.
_PLAIN = ("mach", "normal_load", "on_ground", "gear_down", "autopilot_1", "autopilot_2", "key_1", "key_2",
          "key_3", "key_hf_1", "key_hf_2")  # fmt: skip
_OF_THE_CLOCK = {"utc_hours": SECONDS_PER_HOUR, "utc_minutes": SECONDS_PER_MINUTE, "utc_seconds": 1.0}


def quantities(names: Collection[str], given: Sequence[str] = ()) -> dict[str, str]:
    """The parameter for each quantity among the names there are; `given` are "quantity=NAME" that come first.

    Raises CaseError for an unknown quantity, or a name that is not there.
    """
    there = set(names)
    found = {
        quantity: next((name for name in known if name in there), "") for quantity, known in NAMES.items()
    }
    for pair in given:
        quantity, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or quantity not in NAMES:
            raise CaseError(f"--as {quoted(pair)}: write quantity=NAME; quantities are {', '.join(NAMES)}")
        if name not in there:
            raise CaseError(f"--as {quoted(pair)}: the recording has no parameter {quoted(name)}")
        found[quantity] = name
    return {quantity: name for quantity, name in found.items() if name}


def not_found(found: Collection[str], wanted: Sequence[str]) -> str:
    """Which quantities were wanted and are not known, and how to name them, in a sentence; "" for none."""
    missing = [quantity for quantity in wanted if quantity not in found]
    if not missing:
        return ""
    return f"not found: {', '.join(missing)}; where one is recorded name it with --as {missing[0]}=NAME"


def in_si(quantity: str, series: Series) -> Series:
    """A quantity's samples in SI and radians, clock digits in s. Raises CaseError for a strange unit, and for
    none where the quantity has a dimension: 35000 may be feet or metres.
    """
    if quantity in _OF_THE_CLOCK:
        return _scaled(series, _OF_THE_CLOCK[quantity], 0.0)
    unit = series.unit.strip().casefold()
    if not unit and quantity in _PLAIN:
        return _scaled(series, 1.0, 0.0)
    if not unit:
        raise CaseError(
            f"parameter {quoted(series.name)} has no unit, so it cannot be read as {quantity}; give its unit "
            f"in the map, or name another with --as {quantity}=NAME"
        )
    if unit not in _UNITS:
        raise CaseError(
            f"parameter {quoted(series.name)} is in {quoted(series.unit)}, which cannot be read as "
            f"{quantity}; name another with --as {quantity}=NAME"
        )
    return _scaled(series, *_UNITS[unit])


def _scaled(series: Series, factor: float, offset: float) -> Series:
    value = np.where(series.valid, series.value * factor + offset, np.nan)
    return Series(series.name, "SI", series.t, value, series.valid & np.isfinite(value), series.text)
