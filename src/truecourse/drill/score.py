"""What an alert costs and what it saves: nuisance per 1,000 flight hours, and delay, each with its interval.

Pure functions of alerts and the truth about the flights. A nuisance is an alert that begins on a flight while
nothing is wrong with it; a delay runs from the moment a flight was off its clearance to the first alert.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
from scipy.special import betainc, gammaincinv

from truecourse.flight.alert import Alert, Phase, Rule


@dataclass(frozen=True, slots=True)
class Truth:
    """A flight's cause ("as-cleared": none), since when it erred and was off (POSIX s, NaN: never)."""

    key: int
    cause: str = "as-cleared"
    began: float = nan
    off: float = nan


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` in `hours`: per 1,000 flight hours, with the bounds of the exact interval."""

    count: int
    hours: float
    per_1000: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Delay:
    """Delays of one cause, s: how many flights, how many alerted, the median and its bounds (inf: none)."""

    cause: str
    flights: int
    alerted: int
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the site tried on clean traffic of so many hours, and on flights that strayed."""

    name: str
    clean: tuple[Alert, ...]
    hours: float
    strayed: tuple[Alert, ...]
    truths: tuple[Truth, ...]


def poisson_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """Bounds of the mean of a Poisson count: exact (F. Garwood, Biometrika 28, 1936, 437-442).

    Raises ValueError for a negative count or a level outside (0, 1).
    """
    if count < 0 or not 0.0 < level < 1.0:
        raise ValueError(f"A count is not negative and a level is between 0 and 1, not {count} and {level}.")
    tail = 0.5 * (1.0 - level)
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1.0, 1.0 - tail))


def rate(count: int, hours: float, level: float = 0.95) -> Rate:
    """A count as a rate per 1,000 hours. Raises ValueError where there are no hours."""
    if not hours > 0.0:
        raise ValueError(f"A rate needs flight hours, not {hours}.")
    low, high = (1000.0 * bound / hours for bound in poisson_interval(count, level))
    return Rate(count, hours, 1000.0 * count / hours, low, high)


def nuisances(
    alerts: Iterable[Alert], truths: Iterable[Truth] = (), rules: Collection[Rule] = tuple(Rule)
) -> tuple[Alert, ...]:
    """Alerts that begin on flights with nothing wrong, or before it went wrong; flights unnamed are clean."""
    began = {truth.key: truth.began for truth in truths}
    return tuple(
        alert
        for alert in alerts
        if alert.state is Phase.START and alert.rule in rules and not alert.t >= began.get(alert.key, nan)
    )


def by_rule(alerts: Iterable[Alert]) -> dict[Rule, int]:
    """How many alerts begin, by rule; rules that never do are 0."""
    counts = dict.fromkeys(Rule, 0)
    for alert in alerts:
        counts[alert.rule] += alert.state is Phase.START
    return counts


def first_alerts(
    alerts: Iterable[Alert], truth: Truth, rules: Collection[Rule] = tuple(Rule)
) -> dict[Rule, float]:
    """When each rule first began to alert of a flight, POSIX s, its error having begun (always, if clean)."""
    first: dict[Rule, float] = {}
    for alert in alerts:
        early = alert.t < truth.began  # false where it never began
        if alert.key == truth.key and alert.state is Phase.START and alert.rule in rules and not early:
            first[alert.rule] = min(alert.t, first.get(alert.rule, inf))
    return first


def delays(
    alerts: Sequence[Alert], truths: Iterable[Truth], rules: Collection[Rule] = tuple(Rule)
) -> dict[str, tuple[float, ...]]:
    """Delay of every strayed flight by cause, s from `off` (inf: no alert; negative: warned before)."""
    found: dict[str, tuple[float, ...]] = {}
    for truth in truths:
        if isnan(truth.off):
            continue
        first = first_alerts(alerts, truth, rules)
        delay = min(first.values(), default=inf) - truth.off
        found[truth.cause] = (*found.get(truth.cause, ()), delay)
    return found


def median_interval(values: Sequence[float], level: float = 0.95) -> tuple[float, float, float]:
    """Median and the order statistics that hold it at least that surely, infinities allowed.

    The chance that the j-th of n values is above the median is binomial: H. A. David, Order Statistics, 2nd
    ed., 1981, sec. 2.5. Too few values for the level give the whole line, (-inf, inf). NaN for none.
    """
    x, n = np.sort(np.asarray(values, float)), len(values)
    if n == 0:
        return nan, nan, nan
    low_middle, high_middle = x[(n - 1) // 2], x[n // 2]
    middle = float(low_middle if low_middle == high_middle else 0.5 * (low_middle + high_middle))
    for j in range((n + 1) // 2, 0, -1):  # P(fewer than j below the median) = I_1/2(n - j + 1, j)
        if float(betainc(n - j + 1, j, 0.5)) <= 0.5 * (1.0 - level):
            return middle, float(x[j - 1]), float(x[n - j])
    return middle, -inf, inf


def delay_of(cause: str, values: Sequence[float], level: float = 0.95) -> Delay:
    """The delays of one cause in one line."""
    middle, low, high = median_interval(values, level)
    return Delay(cause, len(values), int(np.isfinite(values).sum()), middle, low, high)


def trade_off(
    settings: Iterable[Setting], rules: Collection[Rule] = tuple(Rule), level: float = 0.95
) -> tuple[tuple[str, Rate, tuple[Delay, ...]], ...]:
    """Delay against nuisance: for each setting its name, its nuisance rate and every cause's delay."""
    rows = []
    for setting in settings:
        nuisance = rate(len(nuisances(setting.clean, (), rules)), setting.hours, level)
        per_cause = delays(setting.strayed, setting.truths, rules)
        rows.append((setting.name, nuisance, tuple(delay_of(c, v, level) for c, v in per_cause.items())))
    return tuple(rows)
