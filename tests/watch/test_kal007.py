"""KAL 007 as the warning would have had it: positions flown by the heading-hold cause, so synthetic."""

from functools import cache

import numpy as np
import pytest

import truecourse as tc
from truecourse.earth.angles import wrap
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
def _flown() -> dict[str, np.ndarray]:
    return tc.fly(tc.open_case("kal007"), "heading-hold", {"heading_magnetic_deg": "245"}).columns


def _heard(every: float, begin: float, minutes: float, source: Heard) -> dict[str, np.ndarray]:
    columns = _flown()
    t = columns["t"][0] + np.arange(begin * 60.0, minutes * 60.0, every)
    lon = np.interp(t, columns["t"], np.unwrap(columns["lon"]))
    told = {"t": t, "received": t, "lat": np.interp(t, columns["t"], columns["lat"]), "lon": wrap(lon)}
    told["altitude"] = np.interp(t, columns["t"], columns["altitude"])
    return blank(t.size) | told | {"key": np.full(t.size, 7), "heard": np.full(t.size, source, np.int8)}


@cache
def _alerts(version: str) -> tuple[Alert, ...]:
    case = tc.open_case("kal007")
    areas = tuple(area for area in case.airspaces if area.name == BUFFER)
    words = [Assigned(7, "KAL007", case.t_start - 3600.0, case.plan)]
    words += [Assigned(7, "KAL007", word.t, word) for word in case.clearances]
    watch = assign(init(Site(wind=bundled_climatology()), areas), words)
    until = 100.0 if version == "full" else RADAR_ENDS
    columns = _heard(12.0, 0.0, until, Heard.SECONDARY)
    if version == "ended":  # the crew goes on, and believes to be on its route
        crew = _heard(600.0, RADAR_ENDS, 100.0, Heard.CREW)
        nabie = case.plan.points[3].fix
        crew["lat"][:], crew["lon"][:] = nabie.lat, nabie.lon
        columns = {name: np.concatenate([columns[name], crew[name]]) for name in columns}
    return step(watch, Reports(**columns), case.t_start + 100.0 * 60.0)[1]


@pytest.mark.slow
@pytest.mark.parametrize("version", ["full", "ended"])
def test_route_by_1335_and_the_buffer_by_1421(version: str, validation) -> None:
    t_start = tc.open_case("kal007").t_start
    route = of(_alerts(version), Rule.ROUTE)[0]
    assert route.t <= t_start + 35 * 60.0
    warned = [a for a in of(_alerts(version), Rule.AREA) if dict(a.details)["area"] == BUFFER]
    assert warned[0].t <= t_start + 81 * 60.0
    assert of(_alerts(version), Rule.ROUTE, Phase.END) == []
    what = f"KAL 007, surveillance {version}, synthetic: minutes after take-off of the first"
    validation("watch", f"{what} ROUTE alert", (route.t - t_start) / 60.0, "min", 35.0, "13:35 asked for")
    validation("watch", f"{what} AREA alert", (warned[0].t - t_start) / 60.0, "min", 81.0, "14:21 asked for")
