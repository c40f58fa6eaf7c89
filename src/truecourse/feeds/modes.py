"""Which of a recorder's parameters say in what mode the autopilot flew."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

# By name: flight mode annunciators, mode control panels, navigation, heading and inertial modes. By
# description: any state of a mode. Learnt from the maps seen so far; another's are given with --mode.
_NAME = re.compile(
    r"FMA_|MCP(ALTHOLD|APPR|FLCH|HDG|LNAV|LOC|VNAV|VS)|(LNAV|VNAV|NAV|INS|IRS|HDG|HEADING|LATERAL|VERTICAL|LAT|"
    r"VERT|AP|AUTOPILOT|ROLL|PITCH)_?(MODE|MOD|HOLD|HLD|SEL)(_?[A-Z0-9])?$|(HDG|HEADING|ALT)_?(HOLD|HLD)"
)
_DESCRIPTION = re.compile(
    r"\b(heading|hdg|track|lateral|vertical|l-?nav|v-?nav|nav|ins|inertial|altitude|level|localizer|glide|"
    r"approach|autopilot|roll|pitch)\b.*\bmode\b.*\b(active|armed|engaged|request(ed)?)\b",
    re.IGNORECASE,
)
_KINDS = ("discrete", "character")


def modes(parameters: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of those that are states of the autopilot or of navigation, in their order.

    Each has `name`, `kind` and perhaps `description`, as a map's parameters or a Parquet file's do.
    """
    return [
        str(p["name"])
        for p in parameters
        if p.get("kind") in _KINDS
        and (_NAME.match(str(p["name"]).upper()) or _DESCRIPTION.search(str(p.get("description", ""))))
    ]
