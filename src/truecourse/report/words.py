"""Numbers and times as a person reads them; every number printed in the report passes through here."""

from math import isfinite

from truecourse.earth.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE
from truecourse.feeds.instants import format_time
from truecourse.ledger.status import LEAST

NOT_KNOWN = "not known"


def iso(t: float) -> str | None:
    """ISO 8601 UTC of POSIX seconds as everywhere on the wire; None if not finite."""
    return format_time(t) if isfinite(t) else None


def date(time: str | None) -> str:
    """The day of an ISO time, or 'not known'."""
    return time[:10] if time else NOT_KNOWN


def clock(time: str | None) -> str:
    """Hours and minutes of an ISO time, with seconds where there are any, or 'not known'."""
    if not time:
        return NOT_KNOWN
    return time[11:16] if time[17:19] == "00" else time[11:19]


def moment(time: str | None) -> str:
    """Day and clock of an ISO time, or 'not known'."""
    return f"{date(time)} {clock(time)}" if time else NOT_KNOWN


def duration(seconds: float | None) -> str:
    """A span in hours or minutes where it has two of them, else in seconds; 'not known' for None and NaN."""
    if seconds is None or not isfinite(seconds):
        return NOT_KNOWN
    size, unit = next(
        ((size, unit) for size, unit in ((SECONDS_PER_HOUR, "h"), (SECONDS_PER_MINUTE, "min"))
         if abs(seconds) >= 2.0 * size),
        (1.0, "s"),
    )  # fmt: skip
    return f"{seconds / size:.3g}\u00a0{unit}".replace("-", "−")


def number(value: float | None, digits: int = 1) -> str:
    """A number with so many decimals, thousands set apart, a true minus; 'not known' for None and NaN."""
    if value is None or not isfinite(value):
        return NOT_KNOWN
    text = f"{value:,.{digits}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """As `number`, with a plus where it is positive."""
    text = number(value, digits)
    return f"+{text}" if value is not None and isfinite(value) and value > 0 else text


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def times(factor: float | None) -> str:
    """A factor to two digits: 0.25, 1.5, 37, 2,900, 2.9 × 10⁸; 'not known' for None and NaN."""
    if factor is None or not isfinite(factor):
        return NOT_KNOWN
    if factor >= 99_500:
        mantissa, _, exponent = f"{factor:.1e}".partition("e+")
        return f"{mantissa}\u00a0×\u00a010{str(int(exponent)).translate(_RAISED)}"
    return number(float(f"{factor:.2g}"), 0) if factor >= 10.0 else f"{factor:.2g}"


def percent(probability: float | None) -> str:
    """A probability in percent (with a space that does not break), never rounded to a certainty: the ends
    read 'under 0.01 %' and 'over 99.99 %'.
    """
    if probability is None or not isfinite(probability):
        return NOT_KNOWN
    share = 100.0 * probability
    if share < 0.01:
        return "under 0.01\u00a0%"
    if share > 99.99:
        return "over 99.99\u00a0%"
    nearest = min(share, 100.0 - share)
    return f"{share:.{0 if nearest >= 9.5 else 1 if nearest >= 0.95 else 2}f}\u00a0%"


def chance(probability: float | None) -> str:
    """The probability to two digits; 'under 1e-6' from `LEAST` down; 'not known' for None."""
    if probability is None or not isfinite(probability):
        return NOT_KNOWN
    return f"{probability:.2g}" if probability > LEAST else "under 1e-6"


def likelihood(probability: float | None) -> str:
    """A probability in the calibrated words of the IPCC (guidance note on uncertainties, 2010, table 1)."""
    if probability is None or not isfinite(probability):
        return NOT_KNOWN
    scale = (
        (0.99, "virtually certain"),
        (0.90, "very likely"),
        (0.66, "likely"),
        (0.33, "about as likely as not"),
        (0.10, "unlikely"),
        (0.01, "very unlikely"),
    )
    return next((word for bound, word in scale if probability >= bound), "exceptionally unlikely")


def place(lat_deg: float | None, lon_deg: float | None, digits: int = 2) -> str:
    """A position in degrees with its hemispheres."""
    if lat_deg is None or lon_deg is None or not (isfinite(lat_deg) and isfinite(lon_deg)):
        return NOT_KNOWN
    north, east = "N" if lat_deg >= 0 else "S", "E" if lon_deg >= 0 else "W"
    return f"{abs(lat_deg):.{digits}f}° {north}, {abs(lon_deg):.{digits}f}° {east}"


def listed(words: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


_UNITS = {
    "deg": "°",
    "nm": "NM",
    "nm2": "NM²",
    "kt": "kt",
    "ft": "ft",
    "s": "s",
    "min": "min",
    "h": "h",
    "fl": "FL",
}


def split_unit(name: str) -> tuple[str, str]:
    """A wire name as words and its unit: 'compass_error_deg' is ('compass error', '°')."""
    stem, _, unit = name.rpartition("_")
    if stem and unit in _UNITS:
        return stem.replace("_", " "), _UNITS[unit]
    return name.replace("_", " "), ""


def measure(unit: str) -> str:
    """A unit as it follows a number: a degree sign close to it, any other after a space that does not
    break.
    """
    return unit if unit in ("", "°") else f"\u00a0{unit}"
