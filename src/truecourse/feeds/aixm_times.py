"""AIXM 5.1 timesheets: when the activations of an airspace are on.

A sheet has days (of the week, or any) or dates, hours by the clock or by the Sun, and a reference some hours
from UTC; with `dayTil` its hours end on that day. This follows the coding of AIXM's Digital NOTAM
specification 2.0 (schedules): "past midnight" and "end of day" are an end on the next day, and a range of
dates whose hours end on the next day names that day as its last. What cannot be read (workdays, holidays,
dates of summer time) is always active, or not excluded, and said.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from math import inf, isfinite

from truecourse.feeds.area_times import MOST_INTERVALS, Times, merged
from truecourse.feeds.hours import DAY, WHOLE, Edge, Hours, Place, Spans, spans
from truecourse.feeds.notam_schedule import DAYS
from truecourse.feeds.wire import parse_number, quoted
from truecourse.feeds.xml_tree import Element

_HOUR = 3600.0
_REFERENCE = re.compile(r"UTC(?:([+-])(\d{1,2})(?::?(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::00)?", re.ASCII)
_DATE = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_UNITS = {"": 60.0, "MIN": 60.0, "HR": _HOUR, "SEC": 1.0}


def active(
    activations: Iterable[Element], begin: float, end: float, place: Place | None, doubts: list[str]
) -> Times:
    """Intervals of POSIX s UTC between `begin` and `end` when the activations (elements `AirspaceActivation`)
    are on; `doubts` is given half sentences. The whole time where there is nothing to go by.
    """
    on: Spans = []
    off: Spans = []
    known = False
    for activation in activations:
        sheets = activation.all("timeInterval", "Timesheet")
        inactive = activation.said("status").upper() == "INACTIVE"
        if inactive and not sheets:
            doubts.append("it is said to be inactive and is kept; leave it out if that is meant")
            continue
        found = _together(sheets, begin, end, place, inactive, doubts) if sheets else [(begin, end)]
        if inactive:
            off += found
        else:
            on, known = on + found, True
    times = without(on if known else [(begin, end)], off)
    if len(times) > MOST_INTERVALS:
        doubts.append("its timesheets make too many intervals and it is taken as always active")
        return ((begin, end),)
    return times


def without(times: Spans, gaps: Spans) -> Times:
    """The intervals with the gaps cut out."""
    left = list(merged(times))
    for a, b in merged(gaps):
        left = [
            (x, y) for first, last in left for x, y in ((first, min(last, a)), (max(first, b), last)) if x < y
        ]
    return merged(left)


def _together(
    sheets: list[Element], begin: float, end: float, place: Place | None, off: bool, doubts: list[str]
) -> Spans:
    """What the sheets of one activation come to: its hours less those excluded. What cannot be read is all of
    the time, or where `off` none of it.
    """
    plain: Spans = []
    gaps: Spans = []
    only_gaps = True
    for sheet in sheets:
        excluded = sheet.said("excluded").upper() == "YES"
        only_gaps = only_gaps and excluded
        try:
            found = [
                (max(a, begin), min(b, end)) for a, b in _sheet(sheet, begin, end, place, excluded is off)
            ]
        except (ValueError, OverflowError) as error:
            doubts.append(f"a timesheet (line {sheet.line}) is taken as always active: {error}")
            found = [(begin, end)] if excluded is off else []
        (gaps if excluded else plain).extend((a, b) for a, b in found if a < b)
    return list(without([(begin, end)] if only_gaps else plain, gaps))


def _sheet(sheet: Element, begin: float, end: float, place: Place | None, wide: bool) -> Spans:
    """The intervals of a sheet; where it leaves a choice the widest if `wide`, and else the narrowest."""
    ahead = _ahead(sheet.said("timeReference").upper() or "UTC")
    first = datetime.fromtimestamp(begin + ahead - 8.0 * DAY, UTC).date()
    count = int((end - begin) / DAY) + 11
    hours, days_later = _hours(sheet), None
    til = sheet.said("dayTil").upper()
    day = sheet.said("day").upper() or "ANY"
    if til and til != "ANY":
        days_later = (_weekday(til) - _weekday(day)) % 7
    days = _dates(sheet, [first + timedelta(days=n) for n in range(count)], bool(til))
    days = [d for d in days if day == "ANY" or d.weekday() == _weekday(day)]
    midnights = [datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp() for d in days]
    found = [spans(midnights, _until(each, days_later), place, ahead) for each in hours]
    if len(found) > 1 and not wide:
        raise ValueError("it has both a time and an event; give one")
    together = [span for some in found for span in some]
    if (
        sheet.said("daylightSavingAdjust").upper() == "YES"
    ):  # an hour earlier in summer, and when that is varies
        shift = (-_HOUR, 0.0) if wide else (0.0, -_HOUR)
        together = [(a + shift[0], b + shift[1]) for a, b in together]
    return together


def _until(hours: Hours, days: int | None) -> Hours:
    """Hours that end so many days later; the same day of the week is next week's where they end earlier."""
    if (
        days == 0
        and not hours.end.event
        and not hours.start.event
        and hours.end.seconds <= hours.start.seconds
    ):
        days = 7
    return hours if days is None else hours._replace(days=days)


def _ahead(text: str) -> float:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError(f"its time reference is {quoted(text)}; write UTC, or UTC+1 and the like")
    seconds = int(found[2] or 0) * _HOUR + int(found[3] or 0) * 60.0
    if seconds > 14.0 * _HOUR:
        raise ValueError(f"its time reference is {quoted(text)}; none is so far from UTC")
    return -seconds if found[1] == "-" else seconds


def _weekday(text: str) -> int:
    if text not in DAYS:
        raise ValueError(f"its day is {quoted(text)}; only MON to SUN and ANY are known without a calendar")
    return DAYS.index(text)


def _dates(sheet: Element, days: list[date], past: bool) -> list[date]:
    """Those of the days between a sheet's dates, of every year."""
    texts = sheet.said("startDate"), sheet.said("endDate")
    if not any(texts):
        return days
    first, last = (_month_day(text) for text in texts)
    span = (lambda d: first <= d <= last) if first <= last else (lambda d: d >= first or d <= last)
    inside = [d for d in days if span((d.month, d.day))]
    if past and first != last:  # the last date is the one on which the hours of the day before end
        inside = [d for d in inside if (d.month, d.day) != last]
    return inside


def _month_day(text: str) -> tuple[int, int]:
    found = _DATE.fullmatch(text)
    day, month = (int(found[1]), int(found[2])) if found else (0, 0)
    try:
        date(2024, month, day)
    except ValueError:
        raise ValueError(f"its date is {quoted(text)}; write both dates as DD-MM") from None
    return month, day


def _hours(sheet: Element) -> list[Hours]:
    """Every pair of edges a sheet can mean: more than one where it has both a time and an event."""
    starts, ends = _edges(sheet, "start"), _edges(sheet, "end")
    if not starts and not ends:
        return [WHOLE]
    if not starts or not ends:
        raise ValueError("it has hours with one end only; give both")
    pairs = [Hours(a, b) for a in starts for b in ends]
    if any(a.event and a.event == b.event for a, b, _ in pairs):
        raise ValueError("it goes from an event to the same event; give SR and SS")
    return pairs


def _edges(sheet: Element, which: str) -> list[Edge]:
    time, event = sheet.said(f"{which}Time"), sheet.said(f"{which}Event").upper()
    found: list[Edge] = []
    if time:
        match = _TIME.fullmatch(time)
        hour, minute = (int(match[1]), int(match[2])) if match else (99, 0)
        if hour > 24 or minute > 59 or (hour == 24 and (minute or which == "start")):
            raise ValueError(f"its {which}Time is {quoted(time)}; write HH:MM")
        found.append(Edge("", hour * _HOUR + minute * 60.0))
    if event:
        if event not in ("SR", "SS"):
            raise ValueError(f"its {which}Event is {quoted(event)}; only SR and SS are known")
        found.append(Edge(event, _relative(sheet.first(f"{which}TimeRelativeEvent"))))
    return found


def _relative(element: Element | None) -> float:
    """Seconds after an event."""
    if element is None or not element.text.strip():
        return 0.0
    unit = _UNITS.get(element.attributes.get("uom", "").upper(), inf)
    seconds = parse_number(element.text.strip()) * unit
    if not (isfinite(seconds) and abs(seconds) <= DAY / 2.0):
        raise ValueError(
            f"it is {quoted(element.text.strip())} from an event; write minutes, half a day at most"
        )
    return seconds
