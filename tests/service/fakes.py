"""A feed, a clock and an engine that exist only in a test."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from truecourse.feeds.heard.tally import tally
from truecourse.flight.alert import Alert, Phase, Rule, Severity
from truecourse.flight.reports import Reports, blank
from truecourse.service.clock import Clock


class Time:
    """A clock that goes on only when somebody waits."""

    def __init__(self, start=1_000_000.0):
        self.t, self.wall = start, 0.0
        self.clock = Clock(lambda: self.t + self.wall, lambda: self.t, self.pass_by)

    def pass_by(self, seconds):
        self.t += seconds


class FakeWire:
    """Plays a list: bytes are received, None is silence for the time waited, an OSError is raised."""

    def __init__(self, time, *script):
        self.time, self.script, self.closed = time, list(script), False

    def receive(self, wait):
        self.time.pass_by(wait)
        if not self.script:
            return None
        item = self.script.pop(0)
        if isinstance(item, (int, float)):  # so many seconds of silence
            self.time.pass_by(item)
            return None
        if isinstance(item, OSError):
            raise item
        return item

    def close(self):
        self.closed = True


def batch(*rows, names=()):
    """Reports of rows (key, t): at 60 N, one degree further east each."""
    columns = blank(len(rows))
    columns["key"][:] = [key for key, _ in rows]
    columns["t"][:] = columns["received"][:] = [t for _, t in rows]
    columns["lat"][:], columns["lon"][:] = np.radians(60.0), np.radians(np.arange(len(rows)))
    return Reports(**columns, names=names)


class Letters:
    """A decoder: each letter is a report of a flight of that letter, "!" is malformed."""

    begun = 1

    def anew(self):
        self.begun += 1

    def feed(self, data, received):
        good = [c for c in data if c != ord("!")]
        told = tally(len(data), len(good), {"malformed": len(data) - len(good)}, {"malformed": "!"})
        return replace(batch(*((c, received) for c in good))), (), told


def engine(patience=100.0):
    """An engine that says of each flight, once, that it is lost, 100 s after it was last heard."""

    def step(watch, reports, now):
        last = dict(watch) | dict(zip(reports.key.tolist(), reports.received.tolist(), strict=True))
        lost = [key for key, t in last.items() if now - t >= patience]
        alerts = tuple(
            Alert(now, last[key], key, f"F{key}", Rule.LOST, Severity.CAUTION, Phase.START, "no longer heard")
            for key in lost
        )
        return {key: t for key, t in last.items() if key not in lost}, alerts

    return SimpleNamespace(step=step, assign=lambda watch, words: watch)
