"""Compact position reporting: where an aircraft is, from two messages of 17 bits each, or one and a place.

Source: ICAO Doc 9871, Technical Provisions for Mode S Services and Extended Squitter, 2nd edition 2012,
section C.2.6 (airborne and surface, global and local); RTCA DO-260B, A.1.7. All angles in degrees, as there.
"""

from math import acos, cos, floor, isfinite, nan, pi

_NZ = 15  # latitude zones between the equator and a pole
_BINS = 1 << 17


def zones(lat_deg: float) -> int:
    """NL, the number of longitude zones at a latitude, 1 to 59."""
    lat = abs(lat_deg)
    if lat >= 87.0:
        return 1 if lat > 87.0 else 2
    if lat == 0.0:
        return 59
    value = 1.0 - (1.0 - cos(pi / (2.0 * _NZ))) / cos(pi * lat / 180.0) ** 2
    return floor(2.0 * pi / acos(value))


def airborne(even: tuple[int, int], odd: tuple[int, int], odd_is_last: bool) -> tuple[float, float]:
    """Latitude and longitude of the later of an even and an odd message; NaN where they do not fit together.

    Each is its pair of 17-bit numbers, latitude first. Both must be of a time less than 10 s apart.
    """
    y0, y1 = even[0] / _BINS, odd[0] / _BINS
    j = floor(59.0 * y0 - 60.0 * y1 + 0.5)
    lats = [360.0 / 60.0 * (j % 60 + y0), 360.0 / 59.0 * (j % 59 + y1)]
    lat_even, lat_odd = (lat - 360.0 if lat >= 270.0 else lat for lat in lats)
    lat = lat_odd if odd_is_last else lat_even
    if max(abs(lat_even), abs(lat_odd)) > 90.0 or zones(lat_even) != zones(lat_odd):
        return nan, nan
    nl = zones(lat)
    m = floor(even[1] / _BINS * (nl - 1) - odd[1] / _BINS * nl + 0.5)
    n = max(nl - odd_is_last, 1)
    lon = 360.0 / n * (m % n + (odd if odd_is_last else even)[1] / _BINS)
    return lat, lon - 360.0 if lon > 180.0 else lon


def near(
    message: tuple[int, int], is_odd: bool, surface: bool, lat_deg: float, lon_deg: float
) -> tuple[float, float]:
    """Latitude and longitude of one message from a place less than half a zone away.

    Half a zone is 180 NM in the air and 45 NM on the surface. NaN where no place near has such a message.
    """
    turn = 90.0 if surface else 360.0
    y, x = message[0] / _BINS, message[1] / _BINS
    d = turn / (60.0 - is_odd)
    lat = d * (floor(0.5 + lat_deg / d - y) + y)
    if not isfinite(lat) or abs(lat) > 90.0:
        return nan, nan
    d = turn / max(zones(lat) - is_odd, 1)
    lon = d * (floor(0.5 + lon_deg / d - x) + x)
    return lat, (lon + 180.0) % 360.0 - 180.0
