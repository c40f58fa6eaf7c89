"""What the descents of a case are drawn for, and what a draw comes to: latents in, likelihoods out."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.ending.begin import Air, Flights, Shelf, begin
from truecourse.ending.descent import LONGEST, Array, Lost, Way
from truecourse.ending.fall import ALTITUDE, CLIMB, PATH, Fallen, fall
from truecourse.ending.latents import Latents
from truecourse.ending.likelihood import Down, terms, times, total
from truecourse.flight.observation import Observation

MOST_LATENTS = 64
LEAST = -1e6  # nats: stands for what cannot be, so that every column stays finite
CARRIED = 11  # columns after the likelihoods


class Reading(NamedTuple):
    """A choice of what counts: its name, which rows (J,), whether heights are read as held all through."""

    name: str
    used: np.ndarray
    held: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """Flights at the loss, the air below, rows seen since, readings of them (the first is the answer's), and
    whether something from outside struck.
    """

    flights: Flights
    air: Air
    shelf: Shelf
    rows: tuple[Observation, ...]
    readings: tuple[Reading, ...]
    hurt: bool


def dimension(scenario: Scenario, way: Way) -> int:
    """How many latents a way reads, the moment of the loss included."""
    take = Latents(np.zeros((1, MOST_LATENTS)))
    way.draw(take, begin(take, scenario.flights, scenario.air, scenario.shelf).lost, scenario.hurt)
    return take.used


def told(scenario: Scenario, way: Way, z: Array, workers: int = 1) -> Array:
    """Columns (n, R + CARRIED) for latents (n, D): log likelihood by each reading, and what is carried."""
    down = flown(scenario, way, z, workers)
    plain = terms(scenario.rows, down)
    held = terms(scenario.rows, down, held=True) if any(r.held for r in scenario.readings) else plain
    logs = [total(held if r.held else plain, r.used) for r in scenario.readings]
    ride = (
        down.surface_t - down.lost_t,
        down.lost_t,
        *down.end.T,
        *down.lost.T,
        np.minimum(down.broken_t - down.lost_t, LONGEST),
        down.flight,
        down.turned,
    )
    logs = [np.where(down.sound, np.maximum(each, LEAST), LEAST) for each in logs]
    return np.stack([*logs, *ride], axis=1)


class Carried(NamedTuple):
    """What rides along with the likelihoods of n draws: s from loss to surface, the loss (POSIX s), n-vectors
    of surface and loss, s from the loss until the structure gave way (`LONGEST` where it never did), the
    number of its flight, and how it turned (`Descents.turned`).
    """

    fell: Array
    lost_t: Array
    end: Array
    lost: Array
    broke: Array
    flight: NDArray[np.int64]
    turned: NDArray[np.intp]


def carried(columns: Array) -> Carried:
    """The last columns of `told`."""
    ride = columns[:, -CARRIED:]
    flight, turned = ride[:, 9].astype(np.int64), ride[:, 10].astype(np.intp)
    return Carried(ride[:, 0], ride[:, 1], ride[:, 2:5], ride[:, 5:8], ride[:, 8], flight, turned)


def flown(scenario: Scenario, way: Way, z: Array, workers: int = 1) -> Down:
    """Draws of a way flown down, with their states at the times the rows ask for."""
    take = Latents(z)
    lost, flight = begin(take, scenario.flights, scenario.air, scenario.shelf)
    phases, broken, turned = way.draw(take, lost, scenario.hurt)
    asked = times(scenario.rows)
    order = np.argsort(asked, kind="stable")
    back = np.argsort(order, kind="stable")
    fallen, sound = _sound(fall(lost, phases, asked[order] - lost.t[:, None], workers=workers), lost)
    state = fallen.state[:, back]
    before = scenario.flights.before[flight]
    early = asked < lost.t[:, None]
    return Down(
        lost_t=lost.t,
        broken_t=lost.t + broken,
        surface_t=lost.t + fallen.t,
        gone=fallen.path,
        place=np.where(early[..., None], before[..., :3], state[..., :3]),
        altitude=np.where(early, before[..., 3], state[..., ALTITUDE]),
        climb=state[..., CLIMB],
        path=state[..., PATH],
        sink=fallen.sink,
        turned=turned,
        lost=lost.place,
        end=fallen.place,
        flight=flight,
        sound=sound,
    )


def _sound(fallen: Fallen, lost: Lost) -> tuple[Fallen, NDArray[np.bool_]]:
    """Descents, those of which no numbers came put down where they were lost; and which are not those."""
    every = (fallen.t, fallen.path, fallen.sink, *fallen.place.T)
    sound = np.isfinite(np.stack(every)).all(axis=0)
    state = np.where(np.isfinite(fallen.state).all(axis=2, keepdims=True), fallen.state, np.nan)
    return Fallen(
        t=np.where(sound, fallen.t, 0.0),
        place=np.where(sound[:, None], fallen.place, lost.place),
        path=np.where(sound, fallen.path, 0.0),
        sink=np.where(sound, fallen.sink, 0.0),
        state=np.where(sound[:, None, None], state, np.nan),
    ), sound
