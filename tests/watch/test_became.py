"""A flight known by its name is missed; once it is heard it is watched there, and nowhere else."""

import numpy as np

from truecourse.flight.alert import Phase, Rule
from truecourse.flight.assigned import Assigned, Became, Estimate
from truecourse.watch.monitor import assign, step, summary
from watch.flights import (
    MINUTE,
    ROUTE,
    T0,
    every,
    fix,
    of,
    plan,
    reports,
    run,
    said,
    straight,
    told,
)

NAMED, HEARD = 1 << 40, 7
NOTHING = {"t": np.zeros(0)}


def _named(word, t=T0 - 7200.0, key=NAMED):
    return Assigned(key, "TST1", t, word)


def test_a_flight_never_heard_is_missed_and_ends_where_it_is_heard() -> None:
    words = (_named(plan()), _named(Estimate(T0 - 7200.0, ROUTE[1], T0 + 5 * MINUTE, False)))
    watch = told(words)
    watch, alerts = step(watch, reports(NOTHING), T0)
    watch, alerts = step(watch, reports(NOTHING), T0 + 20 * MINUTE)
    (missed,) = of(alerts, Rule.ESTIMATE)
    assert (missed.key, missed.flight) == (NAMED, "TST1")

    late = every(10.0, 40)[every(10.0, 40) >= T0 + 20 * MINUTE]
    off = straight(fix("X", 0.0, -30.0), np.radians(90.0), late, key=HEARD)
    again = [Assigned(HEARD, word.flight, word.t, word.word) for word in words]
    watch = assign(watch, [Assigned(NAMED, "", T0 + 20 * MINUTE + 1.0, Became(HEARD)), *again])
    watch, alerts = run(watch, off)
    over = of([a for a in alerts if a.key == NAMED], Rule.ESTIMATE, Phase.END)
    assert [(a.flight, a.since) for a in over] == [("TST1", missed.since)]
    assert {a.key for a in of(alerts, Rule.ROUTE)} == {HEARD}
    assert dict(summary(watch))["flights"] == 1
    _, alerts = step(watch, reports(NOTHING), T0 + 6 * 3600.0)
    assert {a.key for a in alerts} == {HEARD}


def test_every_alert_of_the_name_ends() -> None:
    """The name's row may itself have had surveillance (a feed without addresses): nothing is left out."""
    t = every(10.0, 60)
    off = straight(fix("X", 0.0, -30.0), np.radians(90.0), t, key=NAMED)
    watch, alerts = run(told((_named(plan()),)), off)
    assert of(alerts, Rule.ROUTE) != []
    begun = {a.rule for a in alerts if a.state is Phase.START} - {
        a.rule for a in alerts if a.state is Phase.END
    }
    watch = assign(watch, [Assigned(NAMED, "", t[-1] + 1.0, Became(HEARD)), said(plan(), t[-1], HEARD)])
    watch, alerts = step(watch, reports(NOTHING), t[-1] + 2.0)
    assert {a.rule for a in alerts if a.state is Phase.END} == begun
    assert dict(summary(watch))["alerts out"] == 0
