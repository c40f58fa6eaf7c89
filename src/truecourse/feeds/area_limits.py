"""Floors and ceilings as OpenAir files, NOTAMs and AIXM write them: a number, a unit, what it is measured
from.

What comes out is metres and one of `STD` (pressure altitude, as flight levels are), `AMSL` and `SFC` (above
the ground). The ground itself is minus infinity above `SFC`, unlimited is infinity `STD`.
"""

import re
from math import inf

from truecourse.earth.units import METRES_PER_FOOT
from truecourse.feeds.wire import METRES_PER_FLIGHT_LEVEL, quoted

Limit = tuple[float, str]
GROUND: Limit = (-inf, "SFC")
UNLIMITED: Limit = (inf, "STD")
_HIGHEST = 1e6  # m; what is higher is a slip of the pen

_REFERENCES = {
    "": "AMSL", "AMSL": "AMSL", "MSL": "AMSL", "ALT": "AMSL", "QNH": "AMSL",
    "AGL": "SFC", "SFC": "SFC", "GND": "SFC", "AGND": "SFC", "ASFC": "SFC", "QFE": "SFC", "HEI": "SFC",
    "STD": "STD", "FL": "STD",
}  # fmt: skip
_LEVEL = re.compile(r"FL\s*(\d{1,4})(\s*STD)?", re.ASCII)
_HEIGHT = re.compile(
    rf"(\d{{1,6}}(?:\.\d{{0,3}})?)\s*(FT|F|M|FEET|METERS|METRES)?\.?\s*({'|'.join(_REFERENCES)})", re.ASCII
)
_GROUND = re.compile(r"(0\s*(FT|F|M)?\s*)?(GND|SFC|GROUND|SURFACE|AGL)|0\s*(FT|F|M)?", re.ASCII)
_UNLIMITED = re.compile(r"UNL|UNLIM|UNLTD|UNLIMITED|UNLIMITED\.|FL\s*999", re.ASCII)


def parse_limit(text: str) -> Limit:
    """A limit such as `FL195`, `2500ft AMSL`, `300M AGL`, `SFC`, `GND`, `UNL` as metres and its reference.

    A number without a unit is feet, one without a reference is above mean sea level, 0 and `GND` are the
    ground and `FL999` is unlimited. Raises ValueError, with what to write instead, for anything else, two
    limits in one (`100m AGL/423m AMSL`) included.
    """
    words = " ".join(text.upper().split())
    if _UNLIMITED.fullmatch(words):
        return UNLIMITED
    if _GROUND.fullmatch(words):
        return GROUND
    if level := _LEVEL.fullmatch(words):
        return int(level[1]) * METRES_PER_FLIGHT_LEVEL, "STD"
    height = _HEIGHT.fullmatch(words)
    if height is None:
        raise ValueError(
            f"{quoted(text)} is not a limit; write it like FL195, 2500ft AMSL, 300ft AGL, GND or UNL"
        )
    metres = float(height[1]) * (1.0 if (height[2] or "").startswith("M") else METRES_PER_FOOT)
    if metres > _HIGHEST:
        raise ValueError(f"{quoted(text)} is higher than any aircraft; correct it")
    return metres, _REFERENCES[height[3]]
