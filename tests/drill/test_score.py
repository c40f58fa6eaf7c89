"""The score: exact intervals against published tables, and what counts as a nuisance and as a delay."""

from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from truecourse.drill.score import (
    Setting,
    Truth,
    by_rule,
    delays,
    first_alerts,
    median_interval,
    nuisances,
    poisson_interval,
    rate,
    trade_off,
)
from truecourse.flight.alert import Alert, Phase, Rule, Severity

# 95 % limits for a Poisson mean: E. S. Pearson and H. O. Hartley, Biometrika Tables for Statisticians, vol.
# 1, table 40, recalled to the digits given; the property test below checks both tails by other functions.
GARWOOD = {
    0: (0.0, 3.69), 1: (0.0253, 5.57), 2: (0.242, 7.22), 3: (0.619, 8.77), 4: (1.09, 10.24),
    5: (1.62, 11.67), 10: (4.80, 18.39), 20: (12.22, 30.89), 50: (37.11, 65.92),
}  # fmt: skip


def alert(key: int, t: float, rule: Rule = Rule.ROUTE, state: Phase = Phase.START) -> Alert:
    return Alert(t, t, key, str(key), rule, Severity.CAUTION, state, "made up for a test")


@pytest.mark.parametrize("count", GARWOOD)
def test_poisson_interval_is_that_of_the_tables(count: int, validation) -> None:
    low, high = poisson_interval(count)
    worst = max(abs(low - GARWOOD[count][0]), abs(high - GARWOOD[count][1]))
    validation("drill", "Poisson interval, 95 %", worst, "", 0.0051, "Pearson & Hartley, table 40 (rounded)")
    assert worst <= 0.0051  # half of the last printed digit


@given(st.integers(0, 2000), st.floats(0.5, 0.999))
def test_poisson_interval_has_the_tails_it_says(count: int, level: float) -> None:
    low, high = poisson_interval(count, level)
    tail = (1.0 - level) / 2.0
    assert poisson.cdf(count, high) == pytest.approx(tail, rel=1e-6)
    assert high == pytest.approx(chi2.ppf(1.0 - tail, 2 * count + 2) / 2.0, rel=1e-9)
    if count:
        assert poisson.sf(count - 1, low) == pytest.approx(tail, rel=1e-6)


def test_a_rate_is_per_thousand_hours() -> None:
    found = rate(20, 20_000.0)
    assert found.per_1000 == pytest.approx(1.0)
    assert (found.low, found.high) == pytest.approx((12.2165 / 20, 30.8884 / 20), abs=1e-4)
    with pytest.raises(ValueError, match="needs flight hours"):
        rate(1, 0.0)
    with pytest.raises(ValueError, match="not negative"):
        poisson_interval(-1)


def test_a_nuisance_begins_on_a_flight_with_nothing_wrong() -> None:
    truths = (Truth(2, "heading-hold", began=100.0, off=200.0),)
    alerts = (
        alert(1, 50.0), alert(1, 60.0, state=Phase.END), alert(2, 90.0), alert(2, 100.0), alert(2, 300.0),
        alert(1, 70.0, Rule.LOST),
    )  # fmt: skip
    assert nuisances(alerts, truths) == (alerts[0], alerts[2], alerts[5])
    assert nuisances(alerts, truths, (Rule.LOST,)) == (alerts[5],)
    assert by_rule(alerts)[Rule.ROUTE] == 4
    assert by_rule(alerts)[Rule.LOST] == 1


def test_a_delay_runs_from_being_off_and_is_infinite_without_an_alert() -> None:
    truths = (
        Truth(1), Truth(2, "a", 100.0, 200.0), Truth(3, "a", 100.0, 200.0), Truth(4, "b", 100.0, 400.0),
    )  # fmt: skip
    alerts = (alert(2, 50.0), alert(2, 260.0), alert(2, 230.0, Rule.MODE), alert(4, 150.0))
    assert delays(alerts, truths) == {"a": (30.0, inf), "b": (-250.0,)}
    assert first_alerts(alerts, truths[1]) == {Rule.ROUTE: 260.0, Rule.MODE: 230.0}


def test_median_interval_is_the_one_of_the_binomial_tables() -> None:
    # n = 10: the 2nd and the 9th of ten values hold the median with 97.9 %; n = 20: 6th and 15th, 95.9 %
    # (order statistics of the sign test, e.g. Conover, Practical Nonparametric Statistics, 3rd ed., table A3)
    assert median_interval([float(i) for i in range(1, 11)]) == (5.5, 2.0, 9.0)
    assert median_interval([float(i) for i in range(1, 21)]) == (10.5, 6.0, 15.0)
    assert median_interval([1.0, inf, inf]) == (inf, -inf, inf)
    assert all(isnan(x) for x in median_interval([]))


def test_trade_off_sets_delay_against_nuisance() -> None:
    truths = (Truth(2, "a", 100.0, 200.0),)
    strict = Setting("5 NM", (alert(1, 5.0), alert(1, 9.0)), 1000.0, (alert(2, 210.0),), truths)
    loose = Setting("10 NM", (), 1000.0, (alert(2, 500.0),), truths)
    (name, nuisance, (first,)), (_, none, (second,)) = trade_off((strict, loose))
    assert (name, nuisance.count, first.cause, first.median) == ("5 NM", 2, "a", 10.0)
    assert nuisance.per_1000 > none.per_1000 == 0.0
    assert second.median > first.median
    assert (first.flights, first.alerted) == (1, 1)
    assert first.low == -inf, "one flight says nothing about a median"
    assert isnan(Truth(1).off) and Truth(1).cause == "as-cleared" and isnan(nan)
