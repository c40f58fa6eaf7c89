"""A named place, of one edition: fix names are not unique and do not keep still."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fix:
    """A place with a name, where it was at the time of the case.

    `lat`, `lon` are geodetic WGS 84 in radians; `position_error` is one standard deviation in metres of the
    place itself (zero where it is surveyed), because a recalled coordinate is not a chart.
    """

    name: str
    lat: float
    lon: float
    position_error: float = 0.0
    edition: str = ""
    source: str = ""
