"""What the cockpit showed: the instruments of the leading cause's median flight, minute by minute."""

import numpy as np
from matplotlib.axes import Axes

from truecourse.earth.geodesy import inverse
from truecourse.flight.case import Case
from truecourse.flight.track import Track
from truecourse.report.answer import NM
from truecourse.report.figures import sheet
from truecourse.report.route import Array
from truecourse.report.words import clock, iso, listed, number

_BANDS = ("#cfd8dc", "#9ecae1", "#fdd0a2", "#c7e9c0", "#dadaeb", "#fcbba1")


def draw(track: Track, case: Case) -> sheet.Drawn:
    """Five strips on one time axis: mode and lights; cross-track; distance to go; passages; unit less true
    position.
    """
    with sheet.style():
        figure, grid = sheet.new(6.6, 4, 1, (1.25, 1.5, 1.3, 1.1))
        strips: list[Axes] = list(grid[:, 0])
        t = _column(track, "t")
        for axes in strips:
            axes.set_xlim(*sheet.days([t[0], t[-1]]))
        _lights(strips[0], track)
        _cross_track(strips[1], track)
        strips[2].plot(
            sheet.days(t), _column(track, "unit_distance_to_go") / NM, color=sheet.colour(0), linewidth=1.2
        )
        strips[2].set_ylabel("distance to go\nshown (NM)")
        strips[2].set_ylim(bottom=0.0)
        _passages(strips, track)
        _error(strips[3], track)
        for axes in strips:
            sheet.time_axis(axes)
            if axes is not strips[-1]:
                axes.set_xlabel("")
                axes.tick_params(labelbottom=False)
        alt = (
            "Timeline of autopilot mode, armed and alert lights, the unit's cross-track and distance to "
            "go, and its error."
        )
        return sheet.finish(figure, "cockpit", "What the cockpit would have shown", _caption(track), alt)


def _column(track: Track, name: str) -> Array:
    n = len(track.columns["t"])
    return np.asarray(track.columns.get(name, np.full(n, np.nan)), dtype=float)


def _words(track: Track, name: str) -> list[str]:
    return [str(word) for word in track.columns.get(name, [""] * len(track.columns["t"]))]


def runs(values: list) -> list[tuple[int, int, object]]:
    """Stretches of equal neighbours: first index, index after the last, value."""
    starts = [i for i in range(len(values)) if i == 0 or values[i] != values[i - 1]]
    return [(a, b, values[a]) for a, b in zip(starts, [*starts[1:], len(values)], strict=True)]


def _lights(axes: Axes, track: Track) -> None:
    t = sheet.days(_column(track, "t"))
    edges = np.append(t, 2 * t[-1] - t[-2])
    modes = _words(track, "mode")
    colours = {mode: _BANDS[i % len(_BANDS)] for i, mode in enumerate(dict.fromkeys(modes))}
    for a, b, mode in runs(modes):
        axes.broken_barh(
            [(edges[a], edges[b] - edges[a])],
            (2.1, 0.8),
            facecolor=colours[str(mode)],
            edgecolor="white",
            linewidth=0.5,
        )
        if b - a > 0.05 * len(modes):
            axes.text((edges[a] + edges[b]) / 2, 2.5, str(mode), ha="center", va="center", fontsize=7.5)
    for y, name, colour in ((1.1, "armed", "#e69f00"), (0.1, "alert_light", "#d55e00")):
        for a, b, lit in runs([value == 1.0 for value in _column(track, name)]):
            if lit:
                axes.broken_barh([(edges[a], edges[b] - edges[a])], (y, 0.8), facecolor=colour, linewidth=0)
    axes.set_ylim(0, 3)
    axes.set_yticks([2.5, 1.5, 0.5], ["autopilot mode", "NAV armed light", "alert light"])
    axes.grid(axis="y", visible=False)
    axes.set_title("mode, lights and waypoints declared passed", fontsize=8.5)


def _cross_track(axes: Axes, track: Track) -> None:
    t = sheet.days(_column(track, "t"))
    axes.plot(
        t,
        _column(track, "unit_cross_track") / NM,
        color=sheet.colour(0),
        linewidth=1.3,
        label="shown by the coupled unit",
    )
    axes.plot(
        t,
        _column(track, "cross_track") / NM,
        color=sheet.INK,
        linewidth=1.0,
        linestyle=(0, (4, 2)),
        label="true, from the planned route",
    )
    axes.set_ylabel("cross-track,\nright (NM)")
    axes.legend(loc="upper left")


def _passages(strips: list[Axes], track: Track) -> None:
    """A line through every strip where a waypoint is declared passed, named above the first."""
    t = sheet.days(_column(track, "t"))
    for i, name in enumerate(_words(track, "abeam")):
        if name and name != "nan":
            for axes in strips:
                axes.axvline(t[i], color=sheet.FAINT, linewidth=0.9, zorder=0.5)
            strips[0].text(t[i], 3.05, name, fontsize=7, ha="center", va="bottom", color=sheet.SOFT)
    strips[0].set_title(strips[0].get_title(loc="left"), fontsize=8.5, pad=14)


def _error(axes: Axes, track: Track) -> None:
    axes.plot(sheet.days(_column(track, "t")), _unit_error(track), color=sheet.colour(1), linewidth=1.2)
    axes.set_ylabel("unit's position\nless true (NM)")
    axes.set_ylim(bottom=0.0)


def _unit_error(track: Track) -> Array:
    lat, lon, unit_lat, unit_lon = (_column(track, name) for name in ("lat", "lon", "unit_lat", "unit_lon"))
    return np.asarray(inverse(lat, lon, unit_lat, unit_lon)[2]) / NM


def _caption(track: Track) -> str:
    t, shown, true = (
        _column(track, "t"),
        _column(track, "unit_cross_track") / NM,
        _column(track, "cross_track") / NM,
    )
    text = []
    spans = sorted(
        {
            str(m): sum(b - a for a, b, x in runs(_words(track, "mode")) if x == m)
            for m in _words(track, "mode")
        }.items(),
        key=lambda item: -item[1],
    )
    mode, count = spans[0]
    text.append(f"The mode is {mode} for {number(100 * count / len(t), 0)} % of the time.")
    armed = _column(track, "armed") == 1.0
    if armed.any():
        text.append(
            f"NAV is lit as armed from {clock(iso(t[np.argmax(armed)]))} for "
            f"{number(100 * armed.mean(), 0)} % of the flight."
        )
    names = [name for name in _words(track, "abeam") if name and name != "nan"]
    text.append(f"Passage is declared of {listed(names)}." if names else "No passage is declared.")
    lit = sum(1 for *_, on in runs([v == 1.0 for v in _column(track, "alert_light")]) if on)
    text.append(f"The alert light comes on {lit} times.")
    if np.isfinite(shown).any():
        k = int(np.nanargmax(np.abs(shown)))
        text.append(
            f"The unit's own cross-track reaches {number(shown[k], 0)} NM at {clock(iso(t[k]))}, the true "
            f"one then being "
            f"{number(true[k], 0)} NM."
        )
    error = _unit_error(track)
    if np.isfinite(error).any():
        text.append(f"The unit is wrong by at most {number(float(np.nanmax(error)), 1)} NM.")
    return " ".join(text)
