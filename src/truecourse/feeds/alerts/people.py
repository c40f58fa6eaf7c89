"""Alerts for people: one line a piece."""

from rich.text import Text

from truecourse.feeds.instants import format_time
from truecourse.flight.alert import Alert, Phase, Severity

_STYLES = {Severity.ADVISORY: "cyan", Severity.CAUTION: "yellow", Severity.WARNING: "bold red"}
_STATES = {Phase.START: "begins", Phase.UPDATE: "goes on", Phase.END: "ends"}


def sentence(alert: Alert) -> Text:
    """Time, flight, severity, rule, state and reason on one line, coloured where the terminal has colours.

    Control characters of names that came over the air are shown as "?", so that no flight writes to the
    terminal.
    """
    style = "dim" if alert.state is Phase.END else _STYLES[alert.severity]
    line = Text(no_wrap=False, end="")
    line.append(format_time(alert.t)[:19].replace("T", " ") + "  ", style="dim")
    line.append(f"{_printable(alert.flight):<8}  ", style="bold")
    line.append(f"{alert.severity.value:<8}  {alert.rule.value:<8}  {_STATES[alert.state]:<7}  ", style=style)
    line.append(_printable(alert.reason))
    return line


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
