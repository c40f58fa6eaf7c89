"""The value of a claim as a person says it, from the text in which it is kept (`Claim.told`)."""

import re

from truecourse.flight.claim import Kind

AMOUNT = re.compile(
    r"(?P<head>(?:[a-z-]+ )?)(?P<number>-?[\d.]+(?:E[+-]?\d+)?(?: to -?[\d.]+)?) (?P<unit>[A-Za-z/_]+)"
)
_WHEN = re.compile(
    r"(?P<head>(?:about|some|around|more-than|at-least|after|less-than|at-most|up-to|before)?) ?"
    r"(?P<clock>(?:\d[\d:.]*(?: to \d[\d:.]*)?)?) ?(?:on (?P<date>\S+))? ?(?:zone (?P<zone>\S+))?"
)
_PLACE = re.compile(r"(-?[\d.]+) (-?[\d.]+)(?: \+-([\d.]+) nm)?")
_UNITS = {
    "nm": " NM", "statute_mi": " statute miles", "deg": "°", "count": "", "percent": " %", "days": " days",
}  # fmt: skip


def spoken(told: str, kind: Kind) -> str:
    """A value in prose: "269", "FL350", "about 18:25 UTC on 1983-08-31", "1989, 1990 or 1991".

    Units stay the source's own. What is not in the shape that claims are kept in stays as it is.
    """
    if kind in (Kind.QUANTITY, Kind.INTERVAL):
        return AMOUNT.sub(_amount, told)
    place, _, when = told.partition("; ")
    found = _PLACE.fullmatch(place)
    if found:
        lat, lon, error = found.groups()
        where = f"{lat}°, {lon}°" + (f" ± {error} NM" if error else "")
        return f"{where}, {spoken(when, Kind.TIME)}" if when else where
    timed = _WHEN.fullmatch(told)
    return _moment(timed) if timed and told else told


def _amount(found: re.Match[str]) -> str:
    head, number, unit = found["head"].replace("-", " "), found["number"], found["unit"]
    if unit == "fl":
        return head + " to ".join(f"FL{part}" for part in number.split(" to "))
    if unit == "mach":
        return f"{head}Mach {number}"
    return f"{head}{number}{_UNITS.get(unit, f' {unit}')}"


def _moment(found: re.Match[str]) -> str:
    head, clock, date, zone = (found[key] or "" for key in ("head", "clock", "date", "zone"))
    zones = " or ".join(f"UTC{z}" if z[0] in "+-" else z for z in zone.split("|") if z)
    day = _any_of([part.replace("/", " to ") for part in date.split("|") if part])
    parts = [head.replace("-", " "), clock]
    if clock and zones:
        parts.append(zones if zones.startswith("UTC") else f"({zones})")
    if clock and day:
        parts.append("on")
    parts.append(day)
    if not clock and zones and zones != "UTC":
        parts.append(f"({zones})")
    return " ".join(filter(None, parts))


def _any_of(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1] if words else ""
