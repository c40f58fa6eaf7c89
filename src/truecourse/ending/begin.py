"""The moment of the loss: which flight it was, when, and what the air was like from there to the surface."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.air.wind import Wind, at
from truecourse.air.wind_error import error_sd
from truecourse.earth.nvector import from_nvector
from truecourse.ending.descent import AIR_STEP, AIR_TOP, Array, Lost
from truecourse.ending.latents import Latents

# How far down the error of a wind reaches: soundings correlate at 0.88 between 250 and 200 hPa, 1.4 km apart
# (docs/reference-wind.md), which an exponential of 11 km makes; further apart is a judgement.
REACH = 11000.0
SLICES = 30


class Flights(NamedTuple):
    """F weighted flights that the lost one may have been, at K times at which it may have been lost.

    weight (F,): sums to 1. t (K,) POSIX s, evenly apart, each as likely as another; t_error s: one standard
    deviation of each. place (F, K, 3) n-vectors; altitude, north, east, climb (F, K): m, m/s over the ground;
    wind (F, K, 2): to north and east, m/s. before (F, Q, 4): n-vector and altitude at the times that
    observations ask for, where they are before the loss. run (F,): which of `runs` independent runs of the
    sampler each is of; they have equal weight, and what differs between them is the sampler's error.
    """

    weight: Array
    t: Array
    place: Array
    altitude: Array
    north: Array
    east: Array
    climb: Array
    wind: Array
    before: Array
    t_error: float = 0.0
    run: NDArray[np.int64] = np.zeros(0, np.int64)
    runs: int = 1


class Air(NamedTuple):
    """Wind columns under F flights at K times: mean and the flight's own error (F, K, A, 2), and the standard
    deviation of what levels below add to it (F, K, A); m/s, to north and east.
    """

    likely: Array
    fresh: Array


class Shelf(NamedTuple):
    """Flights in an order in which neighbours are neighbours on the map, for two latents to choose from.

    edges (S,): cumulative weight of slices across; cumulative (F,): slice number plus the share of weight
    within the slice; flight (F,).
    """

    edges: Array
    cumulative: Array
    flight: NDArray[np.intp]


class Begun(NamedTuple):
    """n draws of the moment of the loss, and which flight each is of."""

    lost: Lost
    flight: NDArray[np.intp]


def shelve(flights: Flights) -> Shelf:
    """Order flights by place: slices along the longer axis of where they are, in each by the other."""
    place = flights.place[:, 0]
    _, _, axes = np.linalg.svd((place - place.mean(axis=0)) * np.sqrt(flights.weight)[:, None], False)
    along, across = place @ axes[0], place @ axes[1]
    first = np.argsort(along, kind="stable")
    cut = np.cumsum(flights.weight[first])
    slices = np.minimum((cut * SLICES).astype(int), SLICES - 1)
    order = np.lexsort((across[first], slices))
    flight, slices = first[order], slices[order]
    heft = np.bincount(slices, weights=flights.weight[flight], minlength=SLICES)
    begun = np.cumsum(heft) - heft
    within = (np.cumsum(flights.weight[flight]) - begun[slices]) / heft[slices]
    return Shelf(np.cumsum(heft), slices + np.minimum(within, 1.0), flight)


def choose(shelf: Shelf, u: Array, v: Array) -> NDArray[np.intp]:
    """Flights (n,) for two numbers each, evenly between 0 and 1."""
    within = np.minimum(np.searchsorted(shelf.edges, u * shelf.edges[-1]), SLICES - 1)
    at_most = np.searchsorted(shelf.cumulative, within + np.clip(v, 1e-12, 1.0 - 1e-9))
    return shelf.flight[np.minimum(at_most, len(shelf.flight) - 1)]


def begin(take: Latents, flights: Flights, air: Air, shelf: Shelf) -> Begun:
    """Read flights and moments off latents, each with a column of wind of its own."""
    i = choose(shelf, take.uniform(), take.uniform())
    count = len(flights.t)
    when = take.uniform(0.0, float(count))
    k = np.minimum(when.astype(int), count - 1)
    apart = flights.t[1] - flights.t[0] if count > 1 else 0.0
    later = (when - k - 0.5) * apart + take.normal(0.0, flights.t_error)
    north, east = flights.north[i, k], flights.east[i, k]
    place = _moved(flights.place[i, k], north, east, later)
    through = np.hypot(north - flights.wind[i, k, 0], east - flights.wind[i, k, 1])
    fresh = np.stack([take.normal(), take.normal()], axis=1)
    wind = air.likely[i, k] + air.fresh[i, k][..., None] * fresh[:, None, :]
    t = flights.t[k] + later
    return Begun(Lost(place, t, flights.altitude[i, k], north, east, flights.climb[i, k], through, wind), i)


def air_below(wind: Wind, flights: Flights) -> Air:
    """Wind under every flight that agrees with the wind it flew in: the field's mean at every altitude, the
    error found at the flight's own as far as levels go together, and an error of the other levels' own.
    """
    lat, lon = from_nvector(flights.place)
    levels = np.arange(0.0, AIR_TOP + 1.0, AIR_STEP)
    where = (lat[..., None], lon[..., None])
    mean = np.stack(at(wind, *where, levels, flights.t[:, None])[::-1], axis=-1)
    here = np.stack(at(wind, lat, lon, flights.altitude, flights.t)[::-1], axis=-1)
    sd = error_sd(wind, lat[..., None], levels, flights.t[:, None])
    own = error_sd(wind, lat, flights.altitude, flights.t)[..., None]
    ratio = np.divide(sd, own, out=np.ones_like(sd), where=own > 0.0)
    near = np.exp(-np.abs(levels - flights.altitude[..., None]) / REACH)
    error = (near * ratio)[..., None] * np.nan_to_num(flights.wind - here)[..., None, :]
    return Air(np.nan_to_num(mean) + np.nan_to_num(error), np.nan_to_num(sd * np.sqrt(1.0 - near**2)))


def _moved(place: Array, north: Array, east: Array, dt: Array) -> Array:
    """Places (n, 3) moved on for some seconds at a velocity: far less than a wind's length, so a sphere's."""
    h = np.maximum(np.hypot(place[:, 0], place[:, 1]), 1e-12)
    up = np.stack([-place[:, 2] * place[:, 0] / h, -place[:, 2] * place[:, 1] / h, h], axis=1)
    aside = np.cross(up, place)
    there = place + (north[:, None] * up + east[:, None] * aside) * (dt / 6371000.0)[:, None]
    return there / np.linalg.norm(there, axis=1, keepdims=True)
