"""ATS messages (ICAO Doc 4444, 16th edition, Appendix 3): filed plans (FPL), arrivals (ARR), cancellations
(CNL).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isfinite

from truecourse.earth.units import SECONDS_PER_DAY
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.identity import NOBODY, clean_name, key_of, key_of_address
from truecourse.feeds.heard.places import plan_of
from truecourse.feeds.wire import quoted
from truecourse.flight.assigned import Assigned, Ended, Ending
from truecourse.flight.fix import Fix

_LONGEST = 5000  # characters; Appendix 2 of Doc 4444 allows 1,800 on the fixed network
_PLACE_TIME = re.compile(r"([A-Z]{4})(\d{2})(\d{2})", re.ASCII)
_OTHER = re.compile(r"\b([A-Z]{3,4})/(\S+)", re.ASCII)
_AN = {"ARR": "an ARR", "CNL": "a CNL"}
_FIRST_YEAR = 70  # of a century: DOF/830831 is 1983, DOF/260101 is 2026


def messages(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Every text from "(FPL", "(ARR" or "(CNL" to its closing bracket, to the next or to the end;
    and the texts between; each with the line it begins on, counted from 1.
    """
    before, *parts = re.split(r"(?=\((?:FPL|ARR|CNL)\b)", text)
    found, between, line = [], [(1, before)], 1 + before.count("\n")
    for part in parts:
        message, bracket, rest = part.partition(")")
        found.append((line, message + bracket))
        line += message.count("\n")
        between.append((line, rest))
        line += rest.count("\n")
    return found, between


def callsign_of(text: str) -> str:
    """The callsign in item 7 of a message, however wrong the rest; "" where there is none."""
    return clean_name(next(iter(text.split("-")[1:2]), "").strip(" \r\n)").partition("/")[0])


def parse_fpl(text: str, places: Sequence[Fix], near: float) -> Assigned:
    """The plan of one FPL message, assigned as of its estimated off-block time.

    Its day is that of DOF/ in item 18, else the one that brings the time nearest to `near` (POSIX s); its key
    the 24-bit address of CODE/, else made of the callsign. `places` must hold the aerodromes and the fixes of
    the route. Raises CaseError with the field at fault and the remedy.
    """
    if not text.endswith(")") or len(text) > _LONGEST:
        raise CaseError("an FPL message must end with a closing bracket; it is cut short or too long")
    fields = [" ".join(field.split()) for field in text[1:-1].split("-")]
    if len(fields) < 9:
        raise CaseError(f"an FPL message has nine fields or more; {quoted(text)} has {len(fields)}")
    callsign = clean_name(fields[1].partition("/")[0])
    if not callsign:
        raise CaseError(f"item 7 is {quoted(fields[1])}; write the aircraft identification")
    other = {name: value for field in fields[8:] for name, value in _OTHER.findall(field)}
    departure, off_block = _place_time(fields[5], "item 13")
    t = _day(other.get("DOF", ""), near, off_block) + off_block
    destination, elapsed = _place_time(fields[7].split(" ")[0], "item 16")
    address = other.get("CODE", "")
    if address and key_of_address(address) == NOBODY:
        raise CaseError(f"CODE/{quoted(address)} is no 24-bit address; write six hexadecimal digits")
    plan = plan_of(fields[6], departure, destination, places, t)
    plan = replace(plan, arrival=t + elapsed)
    return Assigned(key_of(address, callsign), callsign, t, plan)


def parse_end(text: str, near: float, keys: Mapping[str, int]) -> Assigned:
    """What one ARR or CNL message says: landed at the time of its item 17; or the plan cancelled, as of its
    estimated off-block time (item 13).

    Days as in `parse_fpl`. `keys` are those of plans filed before, by callsign, whose address a CODE/ may
    have told. Raises CaseError with the field at fault and the remedy.
    """
    kind = text[1:4]
    if not text.endswith(")") or len(text) > _LONGEST:
        raise CaseError(f"{_AN[kind]} message must end with a closing bracket; it is cut short or too long")
    fields = [" ".join(field.split()) for field in text[1:-1].split("-")]
    if len(fields) < 4:
        raise CaseError(f"{_AN[kind]} message has four fields or more; {quoted(text)} has {len(fields)}")
    callsign = clean_name(fields[1].partition("/")[0])
    if not callsign:
        raise CaseError(f"item 7 is {quoted(fields[1])}; write the aircraft identification")
    other = {name: value for field in fields[3:] for name, value in _OTHER.findall(field)}
    _, off_block = _place_time(fields[2], "item 13")
    begun = _day(other.get("DOF", ""), near, off_block) + off_block
    key = keys.get(callsign, key_of("", callsign))
    if kind == "CNL":
        return Assigned(key, callsign, begun, Ended(begun, Ending.CANCELLED))
    last = next((f for f in reversed(fields[3:]) if _PLACE_TIME.match(f)), "")
    _, clock = _place_time(last.split(" ")[0], "item 17")
    t = begun + (clock - off_block) % SECONDS_PER_DAY
    return Assigned(key, callsign, t, Ended(t, Ending.LANDED))


def _place_time(text: str, item: str) -> tuple[str, float]:
    found = _PLACE_TIME.fullmatch(text)
    if found is None or int(found[3]) > 59:
        raise CaseError(f"{item} is {quoted(text)}; write an aerodrome and four digits, such as PANC1250")
    return found[1], int(found[2]) * 3600.0 + int(found[3]) * 60.0


def _day(text: str, near: float, off_block: float) -> float:
    """POSIX s of 00:00 UTC of the day."""
    if text:
        try:
            year = int(text[:2]) + (1900 if int(text[:2]) >= _FIRST_YEAR else 2000)
            day = datetime(year, int(text[2:4]), int(text[4:]), tzinfo=UTC)
        except ValueError:
            raise CaseError(f"DOF/ is {quoted(text)}; write year, month and day, such as 830831") from None
        return (day - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)
    if not isfinite(near):
        raise CaseError("the plan has no date; add DOF/ with year, month and day to item 18")
    return round((near - off_block) / SECONDS_PER_DAY) * SECONDS_PER_DAY
