"""Alerts as JSON lines: one object a line, what belongs to the rule beside what belongs to every alert."""

import json
from collections.abc import Iterator
from math import isfinite, nan
from pathlib import Path
from typing import Any

from truecourse.feeds.errors import CaseError
from truecourse.feeds.instants import format_time, parse_time
from truecourse.feeds.wire import quoted
from truecourse.flight.alert import Alert, Phase, Rule, Severity

COMMON = ("time", "flight", "rule", "severity", "state", "reason", "since", "key")
LONGEST_LINE = 1_000_000  # characters; no alert is so long, and a hostile file must not fill the memory


def to_wire(alert: Alert) -> dict[str, Any]:
    """The object of one line: the fields of `COMMON`, then the details by their names; NaN becomes null.

    Raises ValueError where a detail has the name of a common field.
    """
    wire: dict[str, Any] = {
        "time": format_time(alert.t),
        "flight": alert.flight,
        "rule": alert.rule.value,
        "severity": alert.severity.value,
        "state": alert.state.value,
        "reason": alert.reason,
        "since": format_time(alert.since) if isfinite(alert.since) else None,
        "key": int(alert.key),
    }
    for name, value in alert.details:
        if name in wire:
            raise ValueError(f"a detail of {alert.rule.value} is called {name}, as a field of every alert is")
        wire[name] = _value(value)
    return wire


def _value(value: float | str) -> float | str | bool | None:
    if isinstance(value, str | bool):
        return value
    return float(value) if isfinite(value) else None


def write_line(alert: Alert) -> str:
    """One line of JSON, without its line end."""
    return json.dumps(to_wire(alert), allow_nan=False, ensure_ascii=False)


def read_line(text: str, where: str) -> Alert:
    """The alert of one line of JSON. Raises CaseError that begins with `where` and says what to write."""
    if len(text) > LONGEST_LINE:
        raise CaseError(f"{where}: it is longer than {LONGEST_LINE} characters; that is no alert")
    try:
        wire = json.loads(text)
    except (ValueError, RecursionError):
        raise CaseError(f"{where}: it is not JSON; write one alert as one object") from None
    if not isinstance(wire, dict):
        raise CaseError(f"{where}: it is {quoted(wire)}; write one alert as one object")
    for name in ("time", "flight", "rule", "severity", "state", "reason"):
        if not isinstance(wire.get(name), str):
            raise CaseError(f"{where}: its {name} is {quoted(wire.get(name))}; write a text")
    since, key = wire.get("since"), wire.get("key", 0)
    if not isinstance(key, int) or isinstance(key, bool) or not -(2**63) <= key < 2**63:
        raise CaseError(f"{where}: its key is {quoted(key)}; write a whole number of at most 64 bits")
    return Alert(
        t=_time(wire["time"], f"{where}: its time"),
        since=nan if since is None else _time(since, f"{where}: its since"),
        key=key,
        flight=wire["flight"],
        rule=_member(Rule, wire["rule"], f"{where}: its rule"),
        severity=_member(Severity, wire["severity"], f"{where}: its severity"),
        state=_member(Phase, wire["state"], f"{where}: its state"),
        reason=wire["reason"],
        details=tuple(
            (name, _detail(value, f"{where}: its {quoted(name)}"))
            for name, value in wire.items()
            if name not in COMMON
        ),
    )


def _time(text: object, where: str) -> float:
    try:
        return parse_time(text)
    except ValueError as error:
        raise CaseError(f"{where} is {quoted(text)}; {error}") from None


def _member(kind: Any, text: str, where: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise CaseError(f"{where} is {quoted(text)}; write one of {known}") from None


def _detail(value: object, where: str) -> float | str:
    if value is None:
        return nan
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float) and abs(value) < 1e300:
        return float(value)
    raise CaseError(f"{where} is {quoted(value)}; write a text or a finite number")


def read_alerts(path: Path) -> Iterator[Alert]:
    """The alerts of a file of JSON lines, empty lines apart. Raises CaseError naming file and line."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), ""), 1):
                if text.strip():
                    yield read_line(text, f"{path.name}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CaseError(f"{path.name} cannot be read ({quoted(why)}); give a file of JSON lines") from None
