"""AIXM timesheets, coded as AIXM's Digital NOTAM specification codes the examples of its schedules."""

from datetime import UTC, datetime
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.test_aixm import BOX, CLOSE, OPEN, airspace, component, ring, surface
from truecourse.earth.sun import above
from truecourse.feeds.aixm import gather_aixm
from truecourse.feeds.aixm_times import without

VALID = (
    "<gml:validTime><gml:TimePeriod gml:id='P'><gml:beginPosition>2024-07-01T00:00:00Z</gml:beginPosition>"
    "<gml:endPosition>2024-07-15T00:00:00Z</gml:endPosition></gml:TimePeriod></gml:validTime>"
)
OPEN_END = VALID.replace(
    "<gml:endPosition>2024-07-15T00:00:00Z</gml:endPosition>",
    "<gml:endPosition indeterminatePosition='unknown'/>",
)
MIDDLE = tuple(np.radians([51.0, 11.0]))  # of the box, to a tenth of a degree


def utc(text: str) -> float:
    return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=UTC).timestamp()


WEEKS = utc("2407010000"), utc("2407150000")  # Monday to Sunday, twice


def sheet(**said: str) -> str:
    parts = ""
    for name, value in said.items():
        unit = " uom='MIN'" if name.endswith("RelativeEvent") else ""
        parts += f"<aixm:{name}{unit}>{value}</aixm:{name}>"
    return f"<aixm:timeInterval><aixm:Timesheet gml:id='W'>{parts}</aixm:Timesheet></aixm:timeInterval>"


def activation(*sheets: str, status: str = "ACTIVE") -> str:
    return (
        f"<aixm:activation><aixm:AirspaceActivation gml:id='Y'>{''.join(sheets)}"
        f"<aixm:status>{status}</aixm:status></aixm:AirspaceActivation></aixm:activation>"
    )


def gather(*activations: str, valid: str = VALID, near: float = float("nan")):
    text = airspace(component(surface(ring(BOX))), *activations, valid=valid)
    return gather_aixm("x.xml", (OPEN + text + CLOSE).encode(), near)


def active(*sheets: str) -> tuple[tuple[float, float], ...]:
    found = gather(activation(*sheets))
    assert found.doubts == ()
    return found.areas[0].active


def hours(spans) -> float:
    return sum(b - a for a, b in spans) / 3600.0


def test_daily_hours_two_a_day() -> None:
    """daily from 09:00 to 12:00 and from 17:00 to 21:00"""
    spans = active(
        sheet(timeReference="UTC", day="ANY", startTime="09:00", endTime="12:00"),
        sheet(timeReference="UTC", day="ANY", startTime="17:00", endTime="21:00"),
    )
    assert len(spans) == 28
    assert spans[0] == (utc("2407010900"), utc("2407011200"))


def test_daily_past_midnight() -> None:
    """daily from 22:00 until 07:00"""
    spans = active(sheet(day="ANY", dayTil="ANY", startTime="22:00", endTime="07:00"))
    assert spans[0] == (WEEKS[0], utc("2407010700"))  # of the night before
    assert spans[1] == (utc("2407012200"), utc("2407020700"))
    assert spans[-1] == (utc("2407142200"), WEEKS[1])


def test_daily_from_sunrise_until_a_time() -> None:
    """daily from SR until 18:00"""
    spans = np.array(active(sheet(day="ANY", startEvent="SR", endTime="18:00")))
    assert spans[:, 0] == pytest.approx(above(*MIDDLE, *WEEKS)[:, 0], abs=30.0)
    assert (spans[:, 1] % 86_400.0 == 18 * 3600.0).all()


def test_minutes_from_an_event() -> None:
    edges = {
        "startEvent": "SR",
        "startTimeRelativeEvent": "-30",
        "endEvent": "SS",
        "endTimeRelativeEvent": "45",
    }
    spans = np.array(active(sheet(day="ANY", **edges)))
    assert spans == pytest.approx(above(*MIDDLE, *WEEKS) + np.array([-1800.0, 2700.0]), abs=30.0)


def test_an_excluded_date() -> None:
    """daily from 07:00 to 23:00 except for 4 July, in the local time of UTC+2"""
    excluded = sheet(
        timeReference="UTC+2", startDate="04-07", endDate="05-07", day="ANY", dayTil="ANY",
        startTime="00:00", endTime="00:00", excluded="YES",
    )  # fmt: skip
    spans = active(sheet(timeReference="UTC+2", day="ANY", startTime="07:00", endTime="23:00"), excluded)
    assert len(spans) == 13
    assert spans[0] == (utc("2407010500"), utc("2407012100"))
    assert not any(utc("2407032200") < b and a < utc("2407042200") for a, b in spans)
    whole = active(excluded)  # only what is excluded is told: all the rest is active
    assert whole == ((WEEKS[0], utc("2407032200")), (utc("2407042200"), WEEKS[1]))


def test_dates_and_one_date() -> None:
    """from 05 until 08 JUL and on 10 JUL, daily from 09:00 until 18:00"""
    spans = active(
        sheet(startDate="05-07", endDate="08-07", day="ANY", startTime="09:00", endTime="18:00"),
        sheet(startDate="10-07", endDate="10-07", day="ANY", startTime="09:00", endTime="18:00"),
    )
    assert [datetime.fromtimestamp(a, UTC).day for a, _ in spans] == [5, 6, 7, 8, 10]


def test_dates_about_the_new_year_hold_in_july_where_they_go_round_it() -> None:
    assert active(sheet(startDate="01-11", endDate="10-07", day="ANY"))[-1][1] == utc("2407110000")


def test_weekdays_end_of_day_and_a_week_period() -> None:
    """MON to FRI as five sheets; SAT until 24:00; from FRI 17:00 to MON 07:00"""
    days = ("MON", "TUE", "WED", "THU", "FRI")
    assert hours(active(*(sheet(day=d, startTime="09:00", endTime="17:00") for d in days))) == 10 * 8
    saturday = active(sheet(day="SAT", dayTil="SUN", startTime="20:00", endTime="00:00"))
    assert saturday[0] == (utc("2407062000"), utc("2407070000"))
    weekend = active(sheet(day="FRI", dayTil="MON", startTime="17:00", endTime="07:00"))
    assert weekend == (
        (WEEKS[0], utc("2407010700")), (utc("2407051700"), utc("2407080700")), (utc("2407121700"), WEEKS[1]),
    )  # fmt: skip
    assert active(sheet(day="MON", dayTil="MON", startTime="00:00", endTime="00:00")) == (WEEKS,)


def test_an_inactive_time_is_taken_away_and_other_states_count_as_active() -> None:
    off = activation(sheet(day="ANY", startTime="00:00", endTime="06:00"), status="INACTIVE")
    found = gather(activation(status="AVBL_FOR_ACTIVATION"), off)
    assert hours(found.areas[0].active) == 14 * 18
    assert hours(gather(off).areas[0].active) == 14 * 18
    kept = gather(activation(status="INACTIVE"))
    assert kept.areas[0].active == (WEEKS,)
    assert "said to be inactive and is kept" in kept.doubts[0]


@pytest.mark.parametrize(
    "said",
    [
        {"day": "HOL"}, {"day": "WD", "startTime": "08:00", "endTime": "09:00"}, {"timeReference": "LOCAL"},
        {"timeReference": "UTC+15"}, {"startTime": "8h", "endTime": "09:00"}, {"startTime": "08:00"},
        {"startEvent": "BCMT", "endTime": "09:00"}, {"startEvent": "SR", "endEvent": "SR"},
        {"startDate": "SDLST", "endDate": "EDLST"}, {"startDate": "30-02", "endDate": "01-03"},
        {"startEvent": "SR", "startTimeRelativeEvent": "lots", "endTime": "09:00"}, {"startDate": "01-07"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_active_and_said(said: dict[str, str]) -> None:
    found = gather(activation(sheet(**said)))
    assert found.areas[0].active == (WEEKS,)
    assert "taken as always active" in found.doubts[0]
    not_excluded = gather(activation(sheet(day="ANY"), sheet(excluded="YES", **said)))
    assert not_excluded.areas[0].active == (WEEKS,)
    assert not_excluded.doubts


def test_a_time_and_an_event_are_taken_at_their_widest() -> None:
    both = {"startTime": "06:00", "startEvent": "SR", "endTime": "12:00"}
    (first, *_) = active(sheet(day="ANY", **both))
    assert first[0] == pytest.approx(above(*MIDDLE, *WEEKS)[0, 0], abs=30.0)


def test_summer_time_widens_by_an_hour() -> None:
    (first, *_) = active(sheet(startTime="08:00", endTime="09:00", daylightSavingAdjust="YES"))
    assert first == (utc("2407010700"), utc("2407010900"))


def test_an_open_end_is_worked_out_about_the_time_it_is_watched() -> None:
    daily = activation(sheet(day="ANY", startTime="08:00", endTime="09:00"))
    (area,) = gather(daily, valid=OPEN_END, near=utc("2607010000")).areas
    assert (area.active[0][0], area.active[-1][1]) == (WEEKS[0], inf)
    assert (utc("2607010800"), utc("2607010900")) in area.active
    unknown = gather(daily, valid=OPEN_END)
    assert unknown.areas[0].active == ((WEEKS[0], inf),)
    assert "go on for years" in unknown.doubts[0]


def test_a_sheet_that_never_comes_is_no_way_out() -> None:
    found = gather(activation(sheet(startDate="01-01", endDate="02-01", day="ANY")))
    assert found.areas[0].active == (WEEKS,)
    assert "never active as written" in found.doubts[0]


TEXTS = st.sampled_from(
    ["MON", "SUN", "ANY", "HOL", "08:00", "24:00", "00:00", "SR", "SS", "01-07", "29-02", "YES", "NO", "UTC",
     "UTC-12", "-30", "1e9", "", "x", "99:99"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["day", "dayTil", "startTime", "endTime", "startEvent", "endEvent", "startDate", "endDate", "excluded",
     "timeReference", "startTimeRelativeEvent", "endTimeRelativeEvent", "daylightSavingAdjust"]
)  # fmt: skip


@given(st.lists(st.dictionaries(NAMES, TEXTS, max_size=6), max_size=3), st.booleans(), st.booleans())
def test_any_sheets_give_times_within_the_validity(sheets, off: bool, bounded: bool) -> None:
    status = "INACTIVE" if off else "ACTIVE"
    given_sheets = activation(*(sheet(**said) for said in sheets), status=status)
    found = gather(given_sheets, valid=VALID if bounded else OPEN_END, near=WEEKS[0])
    times = found.areas[0].active
    assert times
    assert all(WEEKS[0] <= a < b for a, b in times)
    assert all(one[1] < two[0] for one, two in pairwise(times))


def test_gaps_are_cut_out() -> None:
    assert without([(0, 10), (20, 30)], [(2, 3), (9, 21), (40, 50)]) == ((0, 2), (3, 9), (21, 30))
