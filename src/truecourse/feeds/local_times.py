"""Clocks on the wall: which zones a ledger's people kept, and what each clock showed at a moment."""

import re
from datetime import UTC, datetime
from math import isfinite
from typing import NamedTuple

from truecourse.feeds.claim_times import zone_names, zone_rules
from truecourse.flight.claim import Ledger


class Clock(NamedTuple):
    """A clock on the wall: the zones that keep it in words, one zone of them, its offset from UTC, s."""

    words: str
    zone: str
    offset: float


def clocks_of(ledger: Ledger, t: float, more: tuple[str, ...] = ()) -> tuple[Clock, ...]:
    """The clocks of a ledger at a moment `t`, POSIX s: UTC first, then from west to east.

    Its zones are those its claims tell times in, those named for a place that a lane or a title of a subject
    names (Tokyo, Kamchatka), and `more`. Zones whose clocks agree at that moment are one clock. Raises
    ValueError for one of `more` that is not known.
    """
    for name in more:
        try:
            zone_rules(name)
        except ValueError as error:
            raise ValueError(f"--zone: {error}") from None
    kept: dict[float, list[str]] = {}
    for name in dict.fromkeys((*_told(ledger), *_named(ledger), *more)):
        if name != "UTC":
            kept.setdefault(offset(name, t), []).append(name)
    found = [Clock(" / ".join(map(place_of, names)), names[0], at) for at, names in sorted(kept.items())]
    return (Clock("UTC", "UTC", 0.0), *found)


def offset(zone: str, t: float) -> float:
    """How far the clocks of a zone were ahead of UTC at a moment, s. Raises ValueError for an unknown one."""
    ahead = datetime.fromtimestamp(t, zone_rules(zone)).utcoffset()
    return ahead.total_seconds() if ahead is not None else 0.0


def place_of(zone: str) -> str:
    """The place a zone is named for: "New York" of "America/New_York"; an offset as it is."""
    return zone.rpartition("/")[2].replace("_", " ")


def wall(t: float, ahead: float, form: str = "%H:%M") -> str:
    """What a clock so far ahead of UTC, s, shows at a moment; `form` as in strftime."""
    return datetime.fromtimestamp(t + ahead, UTC).strftime(form)


def shown(t: float, clock: Clock, form: str = "%H:%M") -> str:
    """What a clock showed at a moment, by the rules of that day."""
    return wall(t, offset(clock.zone, t), form)


def hours_of(ahead: float) -> str:
    """An offset as "UTC+9" or "UTC−3:30"."""
    minutes = round(abs(ahead) / 60.0)
    text = f"{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
    return "UTC" if not minutes else f"UTC{'+' if ahead > 0 else '−'}{text}"


def _told(ledger: Ledger) -> tuple[str, ...]:
    """Zones that claims tell clock times in."""
    names = zone_names()
    found = []
    for claim in ledger.claims:
        for reading in claim.readings if ":" in claim.told else ():
            how = reading.how.split(" (")[0]
            if isfinite(reading.low + reading.high) and (how in names or how == "UTC"):
                found.append(how)
            elif re.fullmatch(r"UTC[+-]\d{2}:\d{2}", how):
                found.append(how.removeprefix("UTC"))
    return tuple(dict.fromkeys(found))


def _named(ledger: Ledger) -> tuple[str, ...]:
    """Zones named for a place that a lane is, or that stands as a word in a subject's title."""
    places = {place_of(name).casefold(): name for name in sorted(zone_names()) if name.count("/") == 1}
    for name in tuple(places):
        if places[name].startswith(("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")):
            del places[name]
    words: list[str] = []
    for subject in ledger.subjects:
        words.append(subject.lane)
        words += re.findall(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*", subject.title)
    return tuple(dict.fromkeys(places[w.casefold()] for w in words if w.casefold() in places))
