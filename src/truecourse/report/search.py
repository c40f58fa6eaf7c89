"""Where to look, on the wire and in words: containment regions, and the search plan with its rectangles."""

from math import degrees
from typing import Any

import numpy as np

from truecourse.earth.region import densify
from truecourse.earth.units import (
    METRES_PER_NM,
    MPS_PER_KNOT,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
    SQUARE_METRES_PER_SQUARE_NM,
)
from truecourse.ending.charted import Charted
from truecourse.ending.containment import Region
from truecourse.ending.unseen import named, outlives
from truecourse.flight.search import Rectangle, SearchPlan, Sought
from truecourse.report import geojson
from truecourse.report.plain import plain
from truecourse.report.words import listed, number, percent, place

ENOUGH_TRACKS = 100  # that bear on a find; docs/locate.md
SILENT = 0.01  # probability that a beacon still sends, under which it is called silent
_DENSE = 5_000.0  # m: points of a rectangle's edges, which GeoJSON draws straight in longitude and latitude


def regions_wire(regions: tuple[Region, ...], errors: tuple[float, ...] = ()) -> dict[str, Any]:
    """`region_50`, `region_90` and so on: `area_nm2`, its standard error where it is known, and `geojson`, a
    MultiPolygon.
    """
    known = dict(zip((found.share for found in regions), errors, strict=False))
    return {
        f"region_{100 * found.share:.0f}": {
            "area_nm2": found.area / SQUARE_METRES_PER_SQUARE_NM,
            "area_error_nm2": known.get(found.share, np.nan) / SQUARE_METRES_PER_SQUARE_NM,
            "geojson": geojson.area(found.rings),
        }
        for found in regions
    }


def chart_wire(done: Charted) -> dict[str, Any]:
    """The chart's cells, and how far each class, and each layer of it, was blurred: one standard deviation
    along either axis of its kernel, and how many times too large that makes the class's areas.
    """
    grid, kinds = done.chart.grid, done.impacts.kinds
    return {
        "cell_nm": grid.cell / METRES_PER_NM,
        "rows": grid.rows,
        "columns": grid.columns,
        "centre_lat_deg": degrees(grid.lat),
        "centre_lon_deg": degrees(grid.lon),
        "blurred_by": [
            {
                "class": kinds[kernel.kind],
                "layer": kernel.layer,
                "bandwidth_nm": (np.sqrt(np.linalg.eigvalsh(kernel.covariance)) / METRES_PER_NM).tolist(),
                "effective_draws": kernel.effective,
                "areas_too_large_by": kernel.widened - 1.0,
            }
            for kernel in done.chart.kernels
        ],
    }


def plan_wire(done: Charted) -> dict[str, Any]:
    """The search plan, JSON-ready, or an empty object where none was asked for."""
    if done.planned is None or done.asked is None:
        return {}
    cumulative, sensors = 0.0, []
    for sought in done.planned.sought:
        sensors.append(_sensor(sought, cumulative) | _sends(sought, done.asked))
        cumulative += (1.0 - cumulative) * sought.success
    return plain(
        {
            "title": done.asked.title,
            "found_before_probability": done.planned.before,
            "probability_of_success": done.planned.success,
            "sensors": sensors,
            "beacons": [
                {"name": name, "sounded_before": first, "sounded_now": now, "sounded_after_plan": after}
                for name, first, now, after in done.planned.beacons
            ],
            "drift": [
                {"name": name, "reached_probability": reached, "effective_tracks": effective}
                for name, reached, effective in done.finds
            ],
        }
    )


def _sends(sought: Sought, asked: SearchPlan) -> dict[str, Any]:
    """For a sensor that listens: how long after the loss, and how probable it is that its beacon still sends
    then, before any search.
    """
    if not sought.sensor.beacon:
        return {"beacon_sends_probability": None, "days_after": None}
    beacon = named(asked.beacons, sought.sensor.beacon)
    still = outlives(beacon, sought.sensor.t) if np.isfinite(beacon.life) else 1.0
    return {
        "beacon_sends_probability": (1.0 - beacon.failed) * still,
        "days_after": sought.sensor.t / SECONDS_PER_DAY,
    }


def _sensor(sought: Sought, before: float) -> dict[str, Any]:
    """One sensor; `before` is the probability that those before it found it."""
    sensor, so_far, hours = sought.sensor, 0.0, 0.0
    boxes = []
    for box in sought.rectangles:
        so_far, hours = so_far + box.success, hours + box.effort / SECONDS_PER_HOUR
        boxes.append(_rectangle(box) | {"cumulative_hours": hours, "cumulative_probability": so_far})
    return {
        "name": sensor.name,
        "detection": sensor.law.value,
        "sweep_width_nm": sensor.width / METRES_PER_NM,
        "speed_kt": sensor.speed / MPS_PER_KNOT,
        "most_probability": sensor.most,
        "beacon": sensor.beacon or None,
        "ground": sensor.ground.value,
        "hours": sensor.effort / SECONDS_PER_HOUR,
        "hours_planned": sought.effort / SECONDS_PER_HOUR,
        "best_probability": sought.optimum,
        "probability_of_success": sought.success,
        "share_of_best": sought.success / sought.optimum if sought.optimum > 0.0 else None,
        "cumulative_probability": before + (1.0 - before) * sought.success,
        "by_hours": [
            {"hours": effort / SECONDS_PER_HOUR, "best_probability": p} for effort, p in sought.curve.tolist()
        ],
        "rectangles": boxes,
    }


def _rectangle(box: Rectangle) -> dict[str, Any]:
    corners = np.degrees(np.column_stack([box.lat, box.lon]))
    return {
        "corners": [{"lat_deg": lat, "lon_deg": lon} for lat, lon in corners.round(6).tolist()],
        "length_nm": box.length / METRES_PER_NM,
        "breadth_nm": box.breadth / METRES_PER_NM,
        "area_nm2": box.area / SQUARE_METRES_PER_SQUARE_NM,
        "track_direction_deg": degrees(box.direction),
        "tracks": box.tracks,
        "track_spacing_nm": box.spacing / METRES_PER_NM,
        "coverage": box.coverage,
        "hours": box.effort / SECONDS_PER_HOUR,
        "probability_of_success": box.success,
        "geojson": ring_geojson(box),
    }


def ring_geojson(box: Rectangle) -> dict[str, Any]:
    """A rectangle's geometry, its edges close enough to straight on the ground, cut at 180 degrees."""
    return geojson.area((densify(np.column_stack([box.lat, box.lon]), spacing=_DENSE),))


def reckons_with(done: Charted) -> str:
    """What of a plan's file is in the answer, beside the case; empty where nothing is."""
    asked = done.asked
    told = [] if asked is None else [(asked.searched, "searches in vain"), (asked.adrift, "finds adrift")]
    return listed([f"the {what}" for rows, what in told if rows])


def plan_lines(done: Charted) -> list[str]:
    """The search plan in words, one line a fact: what `plan_wire` holds."""
    if done.planned is None:
        return []
    wire = plan_wire(done)
    lines = []
    if done.asked and done.asked.searched:
        lines.append(
            f"The searches in vain would have found it with probability "
            f"{percent(wire['found_before_probability'])}; "
            "the plan reckons with that"
        )
    for row in wire["drift"]:
        few = f", few: under {ENOUGH_TRACKS}, run more" if row["effective_tracks"] < ENOUGH_TRACKS else ""
        lines.append(
            f"{row['name']}: drift was computed from {percent(row['reached_probability'])} of the map"
            f" ({number(row['effective_tracks'], 0)} tracks bear on it{few})"
        )
    for n, sensor in enumerate(wire["sensors"]):
        lines += _sensor_lines(sensor, [before["name"] for before in wire["sensors"][:n]])
    lines += [
        f"{row['name']}: that it ever sounded was {percent(row['sounded_before'])} probable, now "
        f"{percent(row['sounded_now'])}, and {percent(row['sounded_after_plan'])} if the plan finds nothing"
        for row in wire["beacons"]
    ]
    return [*lines, f"The whole plan finds it with probability {percent(wire['probability_of_success'])}"]


def _sensor_lines(sensor: dict[str, Any], before: list[str]) -> list[str]:
    """One sensor's lines; its probabilities are given that the sensors `before` it found nothing."""
    after = f"; that is if {listed(before)} found nothing" if before else ""
    head = (
        f"{sensor['name']}, {number(sensor['hours'])} h at {number(sensor['speed_kt'])} kt, sweep width "
        f"{number(sensor['sweep_width_nm'], 2)} NM: finds it with probability "
        f"{percent(sensor['probability_of_success'])}"
        f" in {number(sensor['hours_planned'])} h ({percent(sensor['share_of_best'])} of the best possible, "
        f"{percent(sensor['best_probability'])}){after}"
    )
    if not sensor["rectangles"]:
        return [_nothing(sensor)]
    half = [row for row in sensor["by_hours"] if row["hours"] in _told(sensor)]
    lines = [head]
    if half:
        said = [f"{percent(row['best_probability'])} in {number(row['hours'])} h" for row in half]
        lines.append(f"  at best {listed(said)}")
    for n, box in enumerate(sensor["rectangles"], 1):
        corners = " | ".join(place(c["lat_deg"], c["lon_deg"], 4) for c in box["corners"])
        lines += [
            f"  {n}. {number(box['length_nm'])} by {number(box['breadth_nm'])} NM, {_tracks(box['tracks'])} "
            f"on {box['track_direction_deg']:03.0f}° {number(box['track_spacing_nm'], 2)} NM apart, "
            f"{number(box['hours'])} h: {percent(box['probability_of_success'])}, together "
            f"{percent(box['cumulative_probability'])} after {number(box['cumulative_hours'])} h",
            f"     {corners}",
        ]
    return lines


def _nothing(sensor: dict[str, Any]) -> str:
    """Why a sensor has no rectangle, in a sentence."""
    sends = sensor["beacon_sends_probability"]
    if sends is not None and sends < SILENT:
        return (
            f"{sensor['name']}: {sensor['beacon']} is silent by day {number(sensor['days_after'], 0)} after "
            f"the loss (that it still sends then is {percent(sends)} probable), and listening finds nothing"
        )
    return f"{sensor['name']} finds nothing: nowhere that it can look is there any probability to find it"


def _tracks(count: int) -> str:
    return f"{count} track" + ("s" if count > 1 else "")


def _told(sensor: dict[str, Any]) -> list[float]:
    hours = [row["hours"] for row in sensor["by_hours"]]
    return [hours[k] for k in (0, 2, 4, 6, 9, 12) if k < len(hours)]
