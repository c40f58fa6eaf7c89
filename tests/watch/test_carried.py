"""What AREA says of a flight that is inside, and of one that is out of sight: when it is presumed inside,
when it has left, and when it is carried on no further.
"""

from datetime import UTC, datetime

import numpy as np
import pytest

from truecourse.earth.geodesy import direct, inverse
from truecourse.flight.airspace import Airspace
from truecourse.flight.alert import Phase, Rule
from truecourse.watch.messages import message_type
from truecourse.watch.monitor import init
from watch.flights import DEG, MINUTE, NM, ROUTE, SPEED, T0, every, fix, of, plan, run, said, straight, told

HOUR = 3600.0
START = fix("start", 60.0)
COURSE = float(inverse(START.lat, START.lon, ROUTE[1].lat, ROUTE[1].lon)[0]) + 15.0 * DEG
SEEN = 20.0  # minutes


def _across(nearer: float, farther: float, half: float = 60.0) -> Airspace:
    """An area across the way of a flight from START on COURSE, metres from START along it."""
    corners = []
    for along, side in ((nearer, -1.0), (nearer, 1.0), (farther, 1.0), (farther, -1.0)):
        lat, lon, course = direct(START.lat, START.lon, COURSE, along)
        lat, lon, _ = direct(lat, lon, course + side * np.pi / 2, half * NM)
        corners.append((float(lat), float(lon)))
    return Airspace("danger", "prohibited", (np.array(corners),))


def _lines(nearer: float, farther: float, minutes: float, until: float, half: float = 60.0):
    watch = told([said(plan())], init(areas=(_across(nearer, farther, half),)))
    _, alerts = run(watch, straight(START, COURSE, every(5.0, minutes)), until)
    return of(alerts, Rule.AREA, None)


def _time(text: object) -> float:
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC).timestamp()


def test_inside_says_since_when_and_the_end_tells_that_it_was() -> None:
    lines = _lines(SPEED * 600.0, SPEED * 1200.0, 25.0, T0 + 25 * MINUTE)
    inside = [a for a in lines if dict(a.details).get("look") == "inside"]
    before = [a for a in lines if a not in inside]
    assert before and all("entered" not in dict(a.details) for a in before)
    entered = {dict(a.details)["entered"] for a in inside}
    assert len(entered) == 1
    assert str(min(entered)).endswith("Z")
    assert T0 + 600.0 - 2.0 <= _time(min(entered)) <= T0 + 600.0 + 10.0  # the entry, and two looks
    assert all(a in inside for a in lines if a.t > _time(min(entered)))
    assert lines[-1].state is Phase.END and lines[-1] in inside
    assert message_type(lines[-1]) == 99


def test_what_was_never_entered_ends_without_an_entry() -> None:
    watch = init(areas=(_across(SPEED * 700.0, SPEED * 1200.0),))
    there = straight(START, COURSE, every(5.0, 10.0))
    back = straight(START, COURSE + np.pi, every(5.0, 10.0))
    back["lat"], back["lon"] = there["lat"][::-1].copy(), there["lon"][::-1].copy()
    back["t"] = back["t"] + 10.0 * MINUTE + 5.0
    _, alerts = run(watch, {name: np.concatenate([there[name], back[name]]) for name in there})
    (end,) = of(alerts, Rule.AREA, Phase.END)
    assert "entered" not in dict(end.details)
    assert dict(end.details)["look"] == "tactical"


def test_carried_on_it_is_presumed_inside_when_its_time_of_entry_passes_and_to_have_left() -> None:
    nearer, farther = SPEED * 3600.0, SPEED * 4800.0  # entered an hour after it began, left after 80 minutes
    lines = _lines(nearer, farther, SEEN, T0 + 130 * MINUTE)
    (first, *_) = [a for a in lines if a.reason.startswith("presumed inside danger")]
    # Heading held in still air bends a little from the geodesic; a look a minute.
    assert first.t - T0 == pytest.approx(3600.0, abs=150.0)
    assert "entered" not in dict(first.details)
    (left,) = [a for a in lines if a.reason.startswith("presumed to have left danger")]
    assert left.t - T0 == pytest.approx(4800.0, abs=200.0)
    assert [a for a in lines if a.t > left.t] == []


def test_carried_on_no_further_is_said_once() -> None:
    seen = SEEN * MINUTE
    lines = _lines(
        SPEED * (seen + 2.3 * HOUR), SPEED * (seen + 3 * HOUR), SEEN, T0 + seen + 2.9 * HOUR, 400.0
    )
    (last,) = [a for a in lines if "carried on no further since" in a.reason]
    assert last is lines[-1] and last.state is Phase.UPDATE
    assert seen + 2 * HOUR < last.t - T0 <= seen + 2 * HOUR + 120.0
    assert "it was to enter danger at " in last.reason
