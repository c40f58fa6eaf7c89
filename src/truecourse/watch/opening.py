"""How fast a deviation opens, and how well that is known: a Kalman filter of two states, report by report.

The states are metres right of the route and metres a second at which that grows (R. G. Brown & P. Y. C.
Hwang, Introduction to Random Signals and Applied Kalman Filtering, 3rd ed., ch. 5; Y. Bar-Shalom, X. R. Li &
T. Kirubarajan, Estimation with Applications to Tracking and Navigation, 2001, ch. 6, white-noise
acceleration). Only positions go in: a velocity that is told is the flight's own, or another filter's. Every
constant below is a property of flights or of sensors, none of what is to be found.
"""

from typing import Any, NamedTuple

import numpy as np

from truecourse.airspace.compiled import inner

# Between turns the rate across a leg changes with the wind along the way and with steering. Across a strong
# jet the wind changes by some 20 m/s in 300 km, twenty minutes: 1 m/s a minute, as a random walk.
WANDER = 1.0 / 60.0  # m²/s³
# A turn is told by a position that the filter did not expect; the rate may then be any that a turn of some
# ten degrees makes at 250 m/s. Four standard errors come by chance once in 16,000 reports, two days of radar.
SURPRISE = 4.0
TURNED = 50.0  # m/s
CROSSING = 150.0  # m/s, of a flight of which nothing is known: it crosses its route at any angle
# Registration leaves 0.1 degree of azimuth between two radars, half a kilometre at 300 km (the size that
# EUROCONTROL's surveillance standard of 1997 tolerates); a flight seen by another radar jumps by that.
BIAS = 500.0  # m
# So one radar is listened to while it sees the flight: where two see it by turns every report would be such a
# jump. A radar en route turns in 12 s at the slowest; after three turns and some it has lost the flight.
LEFT = 40.0  # s
WITHIN_95 = 2.4477  # radius of 95 % of a round normal distribution, in standard deviations
# Where a report does not say how good it is, m of one standard deviation: radar at 250 km with 0.07 degree of
# azimuth; the least that separation by broadcast positions needs, 0.1 NM at 95 % (NACp 7).
RADAR, BROADCAST = 300.0, 185.2 / WITHIN_95
OWN = -1.0  # the sensor where the flight's own navigation tells
FORGOTTEN = 600.0  # s without a report, after which the filter begins anew


class Measured(NamedTuple):
    """One position across the route: POSIX s, metres right, one standard deviation, and whose it is: the
    radar's number, or `OWN` where the flight's own navigation tells it.
    """

    t: float
    off: float
    error: float
    sensor: float


@inner
def error_of(accuracy: float, by_radar: bool) -> float:
    """Standard deviation of a position across the route, m, from its 95 % radius (NaN: not told)."""
    if accuracy > 0.0 and np.isfinite(accuracy):
        return max(accuracy, 1.0) / WITHIN_95
    return RADAR if by_radar else BROADCAST


@inner
def begin(s: Any, m: Measured) -> None:
    """The first position: nothing is known of the rate."""
    s.drift_t, s.drift_off, s.drift_rate, s.drift_sensor = m.t, m.off, 0.0, m.sensor
    s.drift_var, s.drift_mix, s.drift_rate_var = m.error * m.error, 0.0, CROSSING * CROSSING


@inner
def take(s: Any, m: Measured) -> None:
    """One more position, into row `s`: predicted to its time, and weighed by what each is worth.

    One sensor is listened to until it has not been heard for a while, a radar rather than what the flight's
    own navigation says, which cannot tell its own errors. Another sensor adds its bias to what the place was
    known to; a surprise adds a turn to the rate.
    """
    gap = m.t - s.drift_t
    if m.sensor != s.drift_sensor and gap < LEFT and not (s.drift_sensor == OWN and m.sensor != OWN):
        return
    if not 0.0 < gap < FORGOTTEN:
        begin(s, m)
        return
    off = s.drift_off + gap * s.drift_rate
    mix = s.drift_mix + gap * s.drift_rate_var + 0.5 * WANDER * gap * gap
    var = s.drift_var + gap * (2.0 * s.drift_mix + gap * s.drift_rate_var) + WANDER * gap**3 / 3.0
    rate_var = s.drift_rate_var + WANDER * gap
    if m.sensor != s.drift_sensor:
        var += BIAS * BIAS
    new = m.off - off
    spread = var + m.error * m.error
    if new * new > SURPRISE * SURPRISE * spread:
        rate_var += TURNED * TURNED
        mix += gap * TURNED * TURNED
        var += gap * gap * TURNED * TURNED
        spread = var + m.error * m.error
    gain, steer = var / spread, mix / spread
    s.drift_t, s.drift_sensor = m.t, m.sensor
    s.drift_off, s.drift_rate = off + gain * new, s.drift_rate + steer * new
    s.drift_var, s.drift_mix = (1.0 - gain) * var, (1.0 - gain) * mix
    s.drift_rate_var = rate_var - steer * mix


@inner
def forget(s: Any) -> None:
    """The route is another, or none: the next position begins anew."""
    s.drift_t = np.nan
