"""A flight that was known by its name alone is heard: nothing of it is watched twice."""

from math import nan
from typing import Any

import numpy as np

from truecourse.flight.alert import Rule
from truecourse.flight.assigned import Assigned, Became
from truecourse.watch import area, gnss, mode
from truecourse.watch.hysteresis import Life
from truecourse.watch.say import Details, say
from truecourse.watch.state import RULES, Desk, Flight, fresh, fresh_lives, row_of

WHY = "heard at last, and watched under its address from here on"


def move(desk: Desk, row: int, said: Assigned) -> None:
    """Let go of a row whose flight goes on under another key: its alerts end, its words will be said again.

    The row's last position report and last sign of life go along. The row keeps its place and is nobody's.
    """
    word = said.word
    if not isinstance(word, Became) or word.key == said.key:
        return
    to = int(row_of(desk, np.array([word.key]))[0])
    _end(desk, row, said.t)
    _carry(desk, row, to)
    slots = desk.rows["mode"][[row, row + desk.capacity]]
    mode.forget(desk.mode, slots[slots >= 0.0].astype(np.int64))
    if row < len(desk.gnss):
        gnss.forget(desk.gnss, np.array([row]))
    for which in (row, row + desk.capacity):
        desk.rows[which : which + 1], desk.lives[which] = fresh(1), fresh_lives(1)[0]
        desk.hist[which] = nan
    desk.anchors = tuple(anchor for anchor in desk.anchors if anchor[1] != row)
    desk.queue = tuple(waiting for waiting in desk.queue if waiting.key != said.key)
    known = desk.keys != said.key
    desk.keys, desk.slots = desk.keys[known], desk.slots[known]


def _end(desk: Desk, row: int, t: float) -> None:
    """Every alert of a row ends."""
    for place, name in enumerate(RULES):
        life = desk.lives[row, place]
        if life[2] == 1.0:
            say(desk, row, Rule(name), (3, t, float(life[0]), float(life[4])), WHY)
    for rule, which in [key for key in desk.book if key[1] % desk.capacity == row]:
        for name, kept in desk.book.pop((rule, which)).items():
            since, grade, details = _of(desk, rule, name, kept)
            if grade:
                of = Rule.ROUTE if rule == "LONGITUDINAL" else Rule(rule)
                say(desk, row, of, (3, t, since, grade), WHY, details)
    place = desk.rows[row]
    if np.isfinite(place["lost"]):
        say(desk, row, Rule.LOST, (3, t, float(place["lost"]), 2.0), WHY)
    if place["phase"] > 0.0:
        say(desk, row, Rule.ALERTING, (3, t, float(place["phase_since"]), float(place["phase"])), WHY)


def _of(desk: Desk, rule: str, name: Any, kept: Any) -> tuple[float, float, Details]:
    """Since when, how grave (0: no alert is out) and what is said of a life in the book."""
    if rule == "ESTIMATE":
        return kept[0], kept[1], (("fix", name),)
    if rule == "WAYPOINT":
        return kept.since, kept.grade, (("fix", kept.fix.name),)
    life: Life = kept[0] if rule == "LONGITUDINAL" else kept.life
    details: Details = (("axis", "longitudinal"),)
    if rule == "AREA":
        details = area.facts(desk, name, kept)
    return life.since, life.grade if life.open == 1.0 else 0.0, details


def _carry(desk: Desk, row: int, to: int) -> None:
    """What the flight itself reported goes to the row where it is heard, if that has nothing newer."""
    old, new = desk.rows[row], desk.rows[to]
    new["sign"] = np.fmax(new["sign"], old["sign"])
    if old["told_t"] == old["told_t"] and not new["told_t"] >= old["told_t"]:
        for name in ("told_t", "told_lat", "told_lon"):
            new[name] = old[name]
    name = desk.flights.pop(row, Flight()).name
    if name and not desk.flights.get(to, Flight()).name:
        desk.flights[to] = Flight(name=name)
