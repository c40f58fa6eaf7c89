"""Clean traffic: in order of time, as cleared, repeatable, and enough of it at speed."""

from itertools import islice
from time import perf_counter

import numpy as np
import pytest

from truecourse.air.wind import uniform
from truecourse.drill.traffic import FIRST_KEY, T0, clean_traffic
from truecourse.earth.geodesy import inverse
from truecourse.flight.assigned import Permission, Special
from truecourse.flight.clearance import Clearance, Granted
from truecourse.flight.plan import FlightPlan
from truecourse.flight.reports import Heard

WIND = uniform(4.0, 25.0)


@pytest.fixture(scope="module")
def traffic() -> list:
    return list(clean_traffic(3, 40, WIND, spread=1800.0))


def test_it_comes_in_order_of_time(traffic) -> None:
    received = np.concatenate([batch.reports.received for batch in traffic])
    assert (np.diff(received) > -1.0).all(), "a radar's delay may reach over a batch's end, no more"
    assert all((np.diff(batch.reports.received) >= 0.0).all() for batch in traffic)
    assert [batch.now for batch in traffic] == sorted(batch.now for batch in traffic)
    for batch in traffic:
        assert all(batch.now - 12.0 <= word.t <= batch.now for word in batch.assigned)


def test_the_same_seed_is_the_same_traffic(traffic) -> None:
    half = (
        len(traffic) // 2
    )  # whatever chance decides is drawn in order of time: what goes on alike began alike
    again = islice(clean_traffic(3, 40, WIND, spread=1800.0), half)
    for one, other in zip(traffic[:half], again, strict=True):
        assert one.assigned == other.assigned or repr(one.assigned) == repr(other.assigned)
        np.testing.assert_array_equal(one.reports.lat, other.reports.lat)


def test_every_flight_is_filed_heard_and_landed(traffic) -> None:
    keys = set(range(FIRST_KEY, FIRST_KEY + 40))
    filed = {w.key for batch in traffic for w in batch.assigned if isinstance(w.word, FlightPlan)}
    heard = {int(k) for batch in traffic for k in batch.reports.key}
    landed = {int(k) for batch in traffic for k in batch.reports.key[batch.reports.on_ground]}
    assert filed == heard == landed == keys
    assert dict(n for batch in traffic for n in batch.reports.names).keys() == keys


def test_flights_land_low_and_slow_and_at_their_last_fix(traffic) -> None:
    last = {
        w.key: w.word.points[-1].fix for b in traffic for w in b.assigned if isinstance(w.word, FlightPlan)
    }
    for batch in traffic:
        down = batch.reports.on_ground
        assert (batch.reports.altitude[down] < 500.0).all()
        assert (batch.reports.gs[down] < 170.0).all()  # 250 kt and the wind
        for key, lat, lon in zip(
            *(getattr(batch.reports, n)[down] for n in ("key", "lat", "lon")), strict=True
        ):
            assert (
                inverse(lat, lon, last[int(key)].lat, last[int(key)].lon)[2] < 25e3
            )  # heard for 72 s more, and to the minute


def test_all_kinds_of_control_are_there(traffic) -> None:
    words = [w.word for batch in traffic for w in batch.assigned]
    assert {w.granted for w in words if isinstance(w, Clearance)} == {
        Granted.LEVEL, Granted.HEADING, Granted.DIRECT,
    }  # fmt: skip
    assert {w.special for w in words if isinstance(w, Permission)} == set(Special) - {Special.LAND}
    kinds = {int(k) for batch in traffic for k in batch.reports.heard}
    assert kinds == {Heard.SECONDARY, Heard.ADS_B}


def test_levels_are_kept_and_positions_known(traffic) -> None:
    for batch in traffic:
        r = batch.reports
        assert np.isfinite(r.lat).all() and np.isfinite(r.lon).all() and np.isfinite(r.altitude).all()
        assert (np.abs(r.lon) <= np.pi).all()
        assert (r.altitude < 13_500.0).all() and (r.gs < 360.0).all()
        assert ((r.t >= T0 - 12.0) & (r.t <= batch.now + 12.0)).all()


def test_hours_are_those_of_the_flights(traffic) -> None:
    t = np.concatenate([batch.reports.t[~batch.reports.on_ground] for batch in traffic])
    key = np.concatenate([batch.reports.key[~batch.reports.on_ground] for batch in traffic])
    heard = sum(np.ptp(t[key == k]) for k in np.unique(key)) / 3600.0
    assert traffic[-1].hours == pytest.approx(heard, rel=0.02)


def test_traffic_is_made_at_speed(validation) -> None:
    begin = perf_counter()
    for batch in clean_traffic(5, 600, WIND, spread=60.0):
        if batch.now > T0 + 600.0:
            break
    speed = batch.hours / (perf_counter() - begin)
    validation("drill", "clean traffic made", f"{speed:.0f}", "flight hours a second", "> 2", "600 at once")
    assert speed > 2.0
