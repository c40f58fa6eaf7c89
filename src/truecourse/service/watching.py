"""The loop: events in, alerts out, everything counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from truecourse.feeds.heard.tally import Tally, add
from truecourse.flight.alert import Alert, Phase
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Reports
from truecourse.service.event import Event
from truecourse.service.outlets import Outlet
from truecourse.service.places import Places


class Engine(Protocol):
    """The grammar of the watch: both are pure, and give back the watch that is to be asked next."""

    def assign(self, watch: Any, assigned: tuple[Assigned, ...]) -> Any:
        """The watch that also knows what flights were assigned."""

    def step(self, watch: Any, reports: Reports, now: float) -> tuple[Any, tuple[Alert, ...]]:
        """The watch at POSIX s `now`, having heard the reports, and what it has to say."""


@dataclass
class Ended:
    """What a watch came to: what was heard (`told`), how many flights and alerts, from when to when (POSIX
    s), what became of alerts by outlet, whether it was interrupted, whether nobody read its alerts any more,
    and the watch as it was in the end.
    """

    watch: Any
    told: Tally = field(default_factory=Tally)
    begun: float = float("nan")
    now: float = float("nan")
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: dict[str, Mapping[str, int]] = field(default_factory=dict)
    interrupted: bool = False
    unread: bool = False


def watch_events(
    engine: Engine,
    watch: Any,
    events: Iterable[Event],
    outlets: Mapping[str, Outlet],
    say: Callable[[str], None],
    progress: Callable[[float], None],
) -> Ended:
    """Fold the events into the watch, and give every alert to every outlet, until they end or Ctrl-C.

    `say` is given sentences about the feed, `progress` the share done. Outlets are closed whatever happens.
    """
    ended, places = Ended(watch), Places()
    try:
        for event in events:
            if event.notice:
                say(event.notice)
            _take(engine, ended, event, places, tuple(outlets.values()))
            progress(event.done)
    except KeyboardInterrupt:
        ended.interrupted = True
    except BrokenPipeError:
        ended.unread = True  # who read our alerts has gone
    finally:
        ended.sent = {name: dict(outlet.close()) for name, outlet in outlets.items()}
    return ended


def _take(engine: Engine, ended: Ended, event: Event, places: Places, outlets: Sequence[Outlet]) -> None:
    if event.told is not None:
        ended.told = add(ended.told, event.told)
    watch = ended.watch
    if event.words:
        watch = engine.assign(watch, event.words)
    watch, alerts = engine.step(watch, event.reports, event.now)
    ended.watch, ended.now = watch, event.now
    if not ended.begun <= event.now:
        ended.begun = event.now
    places.note(event.reports)
    for outlet in outlets:
        outlet.tick(event.now)
    for alert in alerts:
        if alert.state is Phase.START:
            ended.alerts[alert.rule.value, alert.severity.value] += 1
        placed = places.place(alert)
        for outlet in outlets:
            outlet.give(placed)
