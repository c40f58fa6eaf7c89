"""KAL 007 as the warning would have had it, on positions that the heading-hold cause flies: not evidence.

The flight is this program's own, in the mean wind of the month and without noise. In that wind it drifts off
more slowly than KAL 007 did (5.6 NM at 13:43, where radar saw some 6 at 13:28), so the requirement's 13:35 is
not asked of it, only that the watch speaks as soon as its settings allow. Noisy radar with that night's
offsets, other causes and other routes are asked of it in tests/drill and told in docs/watch-validation.md.
The same flight without its error must be left alone, or an alarm that always rings would pass.
"""

from functools import cache

import numpy as np
import pytest

import truecourse as tc
from truecourse.earth.angles import wrap
from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.alert import Alert, Phase, Rule
from truecourse.flight.assigned import Assigned
from truecourse.flight.reports import Heard, Reports, blank
from truecourse.watch.monitor import assign, init, step
from truecourse.watch.site import Site
from watch.flights import of

BUFFER = "kamchatka-buffer-200km"
RADAR_ENDS = 52.0  # minutes after take-off, shortly after Bethel


@cache
def _flown(cause: str) -> dict[str, np.ndarray]:
    settings = {"heading_magnetic_deg": "245"} if cause == "heading-hold" else {}
    return tc.fly(tc.open_case("kal007"), cause, settings).columns


def _heard(
    every: float, begin: float, minutes: float, source: Heard, cause: str = "heading-hold"
) -> dict[str, np.ndarray]:
    columns = _flown(cause)
    t = columns["t"][0] + np.arange(begin * 60.0, minutes * 60.0, every)
    lon = np.interp(t, columns["t"], np.unwrap(columns["lon"]))
    told = {"t": t, "received": t, "lat": np.interp(t, columns["t"], columns["lat"]), "lon": wrap(lon)}
    told["altitude"] = np.interp(t, columns["t"], columns["altitude"])
    return blank(t.size) | told | {"key": np.full(t.size, 7), "heard": np.full(t.size, source, np.int8)}


@cache
def _alerts(version: str, cause: str = "heading-hold") -> tuple[Alert, ...]:
    case = tc.open_case("kal007")
    areas = tuple(area for area in case.airspaces if area.name == BUFFER)
    words = [Assigned(7, "KAL007", case.t_start - 3600.0, case.plan)]
    words += [Assigned(7, "KAL007", word.t, word) for word in case.clearances]
    watch = assign(init(Site(wind=bundled_climatology()), areas), words)
    until = 100.0 if version == "full" else RADAR_ENDS
    columns = _heard(12.0, 0.0, until, Heard.SECONDARY, cause)
    if version == "ended":  # the crew goes on, and believes to be on its route
        crew = _heard(600.0, RADAR_ENDS, 100.0, Heard.CREW)
        nabie = case.plan.points[3].fix
        crew["lat"][:], crew["lon"][:] = nabie.lat, nabie.lon
        columns = {name: np.concatenate([columns[name], crew[name]]) for name in columns}
    return step(watch, Reports(**columns), case.t_start + 100.0 * 60.0)[1]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["full", "ended"])
def test_a_noise_free_flight_of_our_own_making_is_alerted_once_it_opens_and_at_the_buffer_by_1421(
    version: str, validation
) -> None:
    t_start = tc.open_case("kal007").t_start
    route = of(_alerts(version), Rule.ROUTE)[0]
    lateral, told = Site().lateral, dict(route.details)
    floor, limit = lateral.floor * lateral.limit / METRES_PER_NM, lateral.limit / METRES_PER_NM
    off = abs(float(told["cross_track_nm"]))
    soon = off + float(told["opening_nm_min"]) * lateral.ahead / 60.0
    assert off >= floor
    assert limit <= soon < limit + 1.0  # as soon as it opens fast enough, and has for a minute
    warned = [a for a in of(_alerts(version), Rule.AREA) if dict(a.details)["area"] == BUFFER]
    assert warned[0].t <= t_start + 81 * 60.0
    assert of(_alerts(version), Rule.ROUTE, Phase.END) == []
    what = (
        f"KAL 007, surveillance {version}, noise-free, of our own making: minutes after take-off of the first"
    )
    at = f"{(route.t - t_start) / 60.0:.0f} min, {off:.1f} NM off"
    bound = f"{limit:g} NM in {lateral.ahead / 60.0:g} min foreseen"
    validation("watch", f"{what} ROUTE alert", at, "", bound, "the site's settings")
    validation("watch", f"{what} AREA alert", (warned[0].t - t_start) / 60.0, "min", 81.0, "14:21 asked for")


@pytest.mark.slow
def test_the_same_flight_without_its_error_is_left_alone() -> None:
    assert [a.reason for a in _alerts("full", "as-cleared") if a.rule in (Rule.ROUTE, Rule.MODE)] == []
