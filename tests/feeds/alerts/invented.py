"""Alerts that nobody raised, one for each thing a test needs."""

from truecourse.flight.alert import Alert, Phase, Rule, Severity

NOON = 431_136_000.0 + 12 * 3600.0  # 1983-08-31 12:00 UTC


def alert(rule=Rule.ROUTE, state=Phase.START, t=NOON, flight="KAL007", key=7, **details):
    """An alert that began 60 s before `t`."""
    return Alert(
        t=t, since=t - 60.0, key=key, flight=flight, rule=rule, severity=Severity.WARNING, state=state,
        reason=f"{flight} is not where it was cleared to be", details=tuple(details.items()),
    )  # fmt: skip
