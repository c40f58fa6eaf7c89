"""The map: the planned route, what was seen, and where the leading causes would have flown."""

import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from truecourse.earth.geodesy import along, direct, inverse
from truecourse.evidence.region import contains
from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation, Fan
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.report.answer import NM, ranked
from truecourse.report.figures import sheet
from truecourse.report.figures.ground import Ground, boundary, centre_of, circle, lay, plane, window
from truecourse.report.route import Array, at_time, distance, median_flight, quantiles, route_offset
from truecourse.report.words import clock, iso, listed, number, percent

_FLIGHTS, _TIMES, _CAUSES = 60, 120, 4
_SKY = ("territorial", "prohibited", "restricted", "buffer")


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """The whole flight, and beneath it the first and the last sixth of it enlarged."""
    fans = _leading(explanation)
    with sheet.style():
        every = _places(case, fans, 0.0, 1.0)
        centre = centre_of(*every)
        whole = window(centre, *every, 0.05, (0.5, 0.8))
        parts = [
            window(centre, *_places(case, fans, a, b), 0.1, (0.75, 0.75))
            for a, b in ((0.0, 0.17), (0.88, 1.0))
        ]
        tall = 8.6 * whole.height / whole.width
        figure = Figure(figsize=(sheet.WIDTH, tall + 4.9), layout="constrained")
        grid = figure.add_gridspec(3, 1, height_ratios=(tall, 0.75, 3.6))
        _panel(figure.add_subplot(grid[0]), whole, explanation, case, fans, False)
        lower = grid[2].subgridspec(1, 2)
        for i, (part, title) in enumerate(
            zip(parts, ("the beginning, enlarged", "the end, enlarged"), strict=True)
        ):
            axes = figure.add_subplot(lower[i])
            _panel(axes, part, explanation, case, fans, True)
            axes.set_title(title, fontsize=8.5)
        key = figure.add_subplot(grid[1])
        key.axis("off")
        key.legend(*_key(figure.axes[0]), loc="center", ncol=3)
        caption, alt = _caption(explanation, case, fans), _alt(case, fans)
        return sheet.finish(
            figure, "map", "Where it was, and where each leading cause would have taken it", caption, alt
        )


def _leading(explanation: Explanation) -> list[tuple[int, Fan, str]]:
    """Rank, flights and label of the leading causes whose flights were kept."""
    by_name = {fan.cause: fan for fan in explanation.fans if fan.t.size > 1}
    order = [cause for cause in ranked(explanation.causes) if cause.name in by_name][:_CAUSES]
    return [
        (rank, by_name[cause.name], f"{cause.name}, {percent(cause.probability)}")
        for rank, cause in enumerate(order)
    ]


def _places(case: Case, fans: list[tuple[int, Fan, str]], first: float, last: float) -> tuple[Array, Array]:
    """What a map of a share of the flight must show: the leader's flights, and all seen in that time."""
    t0, t1 = (case.t_start + share * (case.t_end - case.t_start) for share in (first, last))
    lat, lon = [], []
    if (first, last) == (0.0, 1.0) or not fans:
        lat += [point.fix.lat for point in case.plan.points]
        lon += [point.fix.lon for point in case.plan.points]
    for _, fan, _ in fans[:1]:
        within = (fan.t >= t0) & (fan.t <= t1)
        lat += [*fan.lat[:, within].ravel()]
        lon += [*fan.lon[:, within].ravel()]
    for row in case.observations:
        if row.place is not None and t0 <= row.t <= t1 and row.kind is not Seen.NOT_HEARD:
            lat.append(row.place.lat)
            lon.append(row.place.lon)
    return np.array(lat), np.array(lon)


def _busy(ground: Ground, case: Case, fans: list) -> bool:
    """Whether the lower left corner holds more of the route and the leader than the lower right one."""
    lat = np.concatenate(
        [[p.fix.lat for p in case.plan.points], *(fan.lat[median_flight(fan)] for _, fan, _ in fans[:1])]
    )
    lon = np.concatenate(
        [[p.fix.lon for p in case.plan.points], *(fan.lon[median_flight(fan)] for _, fan, _ in fans[:1])]
    )
    x, y = plane(ground, lat, lon)
    low = (y < ground.south + 0.2 * ground.height) & (y > ground.south)
    return bool(
        np.sum(low & (x < ground.west + 0.3 * ground.width))
        > np.sum(low & (x > ground.east - 0.3 * ground.width))
    )


def _panel(axes: Axes, ground: Ground, explanation: Explanation, case: Case, fans: list, close: bool) -> None:
    lay(axes, ground, _busy(ground, case, fans))
    _airspaces(axes, ground, case, close)
    for rank, fan, label in reversed(fans[1:]):
        _median(axes, ground, fan, rank, label)
    for rank, fan, label in fans[:1]:
        _fan(axes, ground, fan, sheet.colour(rank))
        _median(axes, ground, fan, rank, label)
    _route(axes, ground, case)
    if explanation.prediction is not None:
        for k, ring in enumerate(explanation.prediction.rings):
            x, y = plane(ground, *np.vstack([ring, ring[:1]]).T)
            label = "90 % region of the position predicted" if k == 0 else None
            axes.fill(x, y, facecolor="#000000", alpha=0.05, linewidth=0, zorder=1.4)
            axes.plot(x, y, color="#444444", linewidth=1.2, zorder=4, label=label)
    _observations(axes, ground, explanation, case, fans, close)


def _key(axes: Axes) -> tuple[list, list[str]]:
    """Handles and labels of the legend: causes in their order, then the rest."""
    handles, words = axes.get_legend_handles_labels()
    order = sorted(range(len(words)), key=lambda i: (words[i][-1] != "%", -i if words[i][-1] == "%" else i))
    return [handles[i] for i in order], [words[i] for i in order]


def _inside(ground: Ground, x: float, y: float) -> bool:
    return bool(ground.west < x < ground.east and ground.south < y < ground.north)


def _airspaces(axes: Axes, ground: Ground, case: Case, close: bool) -> None:
    shown = [a for a in case.airspaces if a.kind in _SKY or a.offset]
    for k, airspace in enumerate(shown):
        for j, line in enumerate(boundary(ground, airspace)):
            label = "airspaces of the case" if k == j == 0 and not close else None
            axes.plot(
                *line.T,
                color="#7a5c99",
                linewidth=0.8,
                linestyle="-" if not airspace.offset else (0, (2, 1.5)),
                zorder=1.5,
                label=label,
            )


def _route(axes: Axes, ground: Ground, case: Case) -> None:
    points = [point.fix for point in case.plan.points]
    legs = [along(a.lat, a.lon, b.lat, b.lon, np.linspace(0, 1, 25)) for a, b in itertools.pairwise(points)]
    x, y = plane(ground, np.concatenate([leg[0] for leg in legs]), np.concatenate([leg[1] for leg in legs]))
    axes.plot(x, y, color=sheet.INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=3, label="planned route")
    for point in points:
        x0, y0 = (float(v) for v in plane(ground, point.lat, point.lon))
        if _inside(ground, x0, y0):
            axes.plot(x0, y0, marker="^", markersize=3.5, color=sheet.INK, zorder=3)
            left = x0 > ground.east - 0.08 * ground.width
            axes.annotate(
                point.name,
                (x0, y0),
                (-4, 6) if left else (3, -9),
                textcoords="offset points",
                fontsize=7.5,
                ha="right" if left else "left",
                clip_on=True,
                zorder=7,
            )


def _fan(axes: Axes, ground: Ground, fan: Fan, colour: str) -> None:
    """Flights drawn in proportion to their weight: by systematic resampling, so always the same ones."""
    share = (np.arange(_FLIGHTS) + 0.5) / _FLIGHTS
    chosen = np.unique(
        np.searchsorted(np.cumsum(fan.weights) / fan.weights.sum(), share).clip(0, len(fan.weights) - 1)
    )
    step = max(1, fan.t.size // _TIMES)
    for i in chosen:
        axes.plot(
            *plane(ground, fan.lat[i, ::step], fan.lon[i, ::step]),
            color=colour,
            linewidth=0.5,
            alpha=0.22,
            zorder=2,
        )


def _median(axes: Axes, ground: Ground, fan: Fan, rank: int, label: str) -> None:
    i = median_flight(fan)
    axes.plot(
        *plane(ground, fan.lat[i], fan.lon[i]),
        color=sheet.colour(rank),
        linestyle=sheet.dash(rank),
        linewidth=1.8 if rank == 0 else 1.2,
        zorder=2.8 if rank == 0 else 2.5,
        label=label,
    )


def _observations(
    axes: Axes, ground: Ground, explanation: Explanation, case: Case, fans: list, close: bool
) -> None:
    legend: set[str] = set()
    names: list[tuple[float, float, str]] = []
    for row in case.observations:
        found = _where(row, fans)
        if found is None or row.use in (Use.ENDING, Use.CONTEXT):
            continue
        (lat, lon), marker, what = found
        used = row.id in explanation.observations
        if row.use in (Use.TEST, Use.COMPARE):
            marker, what = "X" if row.use is Use.TEST else "o", "set beside the answer, never evidence"
        elif not used:
            what = "seen, but not used in this run"
        x, y = (float(v) for v in plane(ground, lat, lon))
        if not _inside(ground, x, y):
            continue
        if row.error == row.error and marker in "sX":
            axes.plot(
                *plane(ground, *circle(lat, lon, row.error)), color=sheet.SOFT, linewidth=0.6, zorder=3.5
            )
        face = "#f0c808" if used else "white"
        axes.plot(
            x,
            y,
            marker=marker,
            markersize=6.5,
            markerfacecolor=face,
            markeredgecolor=sheet.INK,
            linestyle="",
            markeredgewidth=0.8,
            zorder=5,
            label=None if what in legend else what,
        )
        legend.add(what)
        if close and row.use is Use.EXPLAIN:
            names.append((x, y, row.id))
    sheet.labels(axes, names)


def _where(row: Observation, fans: list) -> tuple[tuple[float, float], str, str] | None:
    """A place for a row on the map, its marker and what it is, or None where it has no place."""
    if row.kind in (Seen.POSITION, Seen.WRECK, Seen.SEARCH_AREA) and row.place is not None:
        return (row.place.lat, row.place.lon), "s", "position seen, with its standard error"
    if row.kind in (Seen.OFFSET_ABEAM, Seen.DERIVED) and row.place and row.leg_from and row.leg_to:
        course = inverse(row.leg_to.lat, row.leg_to.lon, row.leg_from.lat, row.leg_from.lon)[0]
        if distance(row.place.lat, row.place.lon, row.leg_to.lat, row.leg_to.lon) > NM:
            course = inverse(row.place.lat, row.place.lon, row.leg_from.lat, row.leg_from.lon)[0]
        lat, lon, _ = direct(row.place.lat, row.place.lon, float(course) - np.pi / 2, row.value)
        return (float(lat), float(lon)), "D", "offset seen abeam a fix"
    if row.kind in (Seen.REGION_ENTRY, Seen.REGION_EXIT) and fans:
        fan = fans[0][1]
        lat, lon = at_time(fan, row.t)
        i = median_flight(fan)
        return (float(lat[i]), float(lon[i])), "v", "where the leader was when a border crossing was seen"
    return None


def _caption(explanation: Explanation, case: Case, fans: list) -> str:
    if not fans:
        return "No cause has flights to show: only the planned route (dashed) and what was seen."
    _, fan, label = fans[0]
    low, middle, high = quantiles(_right(case, fan), fan.weights)
    k = int(np.nanargmax(np.abs(middle)))
    side = "right" if middle[k] >= 0 else "left"
    text = (
        f"Thin lines are flights of the leading cause ({label}) in proportion to their probability, the "
        f"thick one the "
        f"flight in their middle. Farthest from the planned route they are {number(abs(middle[k]), 0)} NM "
        f"to its "
        f"{side}, at {clock(iso(fan.t[k]))} UTC (90 % within {number(low[k], 0)} and {number(high[k], 0)}). "
    )
    apart = [
        f"{label.split(',')[0]} ends {number(_apart(fan, other), 0)} NM away" for _, other, label in fans[1:]
    ]
    text += f"The other causes drawn: {listed(apart)}. " if apart else ""
    if explanation.prediction is not None:
        rows = [row for row in case.observations if row.use is Use.TEST and row.place]
        inside = sum(
            contains(explanation.prediction.rings, r.place.lat, r.place.lon) for r in rows if r.place
        )
        text += (
            f"The grey outline holds the position at {clock(iso(explanation.prediction.t))} UTC with 90 % "
            f"probability: {number(explanation.prediction.area / NM**2, 0)} NM²; {inside} of {len(rows)} "
            "places of the end as printed lie inside. "
            if rows
            else ""
        )
    sky = [airspace.name for airspace in case.airspaces if airspace.kind in _SKY or airspace.offset]
    text += (
        f"Purple lines bound {listed(sky)}, dotted where they are a distance from a coast. " if sky else ""
    )
    return text + "Lambert azimuthal equal-area projection, WGS 84; coast from Natural Earth, 1:50 million."


def _right(case: Case, fan: Fan) -> Array:
    return route_offset(tuple(p.fix for p in case.plan.points), fan.lat, fan.lon) / NM


def _apart(fan: Fan, other: Fan) -> float:
    """NM between the middles of two causes' flights at the last time both have."""
    t = min(float(fan.t[-1]), float(other.t[-1]))
    (a, b), (c, d) = ((v[median_flight(f)] for v in at_time(f, t)) for f in (fan, other))
    return float(distance(a, b, c, d)) / NM


def _alt(case: Case, fans: list) -> str:
    names = listed([fan.cause for _, fan, _ in fans]) if fans else "no cause"
    return (
        f"Map of the planned route from {case.plan.points[0].fix.name} to {case.plan.points[-1].fix.name}, "
        f"the "
        f"observations, and the flights of {names}."
    )
