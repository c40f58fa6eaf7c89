"""A recording drawn: parameters stacked on one time axis, with events across all of them."""

from collections.abc import Mapping, Sequence
from math import isfinite, nan

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter, num2date
from matplotlib.ticker import MultipleLocator
from numpy.typing import NDArray

from truecourse.flight.recording import Recording, Series
from truecourse.recording.key_times import KeyTime
from truecourse.report.figures import sheet
from truecourse.report.recorder_keys import SHOWN
from truecourse.report.words import listed

Array = NDArray[np.float64]

STRIP, SWITCH, HEAD = 0.95, 0.34, 0.75  # inches: of a number's strip, of a switch's, of the rest
MOST_STRIPS, MOST_EVENTS, MOST_POINTS = 24, 14, 4000
LABELS = {
    "altitude": "altitude", "cas": "airspeed", "tas": "true\nairspeed", "gs": "ground\nspeed", "mach": "Mach",
    "vertical_speed": "vertical\nspeed", "roll": "bank", "pitch": "pitch", "normal_load": "load factor",
    "heading_magnetic": "heading,\nmagnetic", "heading": "heading,\ntrue", "wind_from": "wind from",
    "wind_speed": "wind", "radio_height": "radio\nheight", "drift": "drift", "lat": "latitude",
    "lon": "longitude", "temperature": "temperature", "key_1": "key 1", "key_2": "key 2", "key_3": "key 3",
    "key_hf_1": "HF key 1", "key_hf_2": "HF key 2", "autopilot_1": "autopilot 1",
    "autopilot_2": "autopilot 2", "on_ground": "ground", "gear_down": "gear down",
}  # fmt: skip
USUAL = ("altitude", "cas", "vertical_speed", "heading_magnetic", "heading", "roll", "pitch", "normal_load",
         "autopilot_1", "key_1", "key_2", "key_hf_1")  # fmt: skip
_ON_OFF = ("key_1", "key_2", "key_3", "key_hf_1", "key_hf_2", "autopilot_1", "autopilot_2", "on_ground",
           "gear_down")  # fmt: skip
ROUND_STEPS, LEAST_ROUND = (1.0, 5.0, 10.0, 30.0, 45.0, 90.0, 180.0, 360.0), 4.0  # degrees
_ROUND = ("heading", "heading_magnetic", "wind_from")


def draw(
    of: Mapping[str, Series], others: Sequence[Series], events: Sequence[KeyTime], whole: Recording,
    start: float = nan,
) -> sheet.Drawn:  # fmt: skip
    """Quantities in SI, drawn in the units of the cockpit, and other series as they are; below one another.

    `start` is the POSIX time of recorder time 0; NaN draws seconds since then. Switches come last, as bars.
    Raises ValueError where there is nothing to draw, or too much.
    """
    numbers = [q for q in of if q not in _ON_OFF]
    switches = [q for q in of if q in _ON_OFF]
    named = [s for s in others if not _is_switch(s)]
    also = [s for s in others if _is_switch(s)]
    count = len(numbers) + len(named) + len(switches) + len(also)
    if not 0 < count <= MOST_STRIPS:
        raise ValueError(f"a figure has 1 to {MOST_STRIPS} strips, not {count}; choose with --parameter")
    heights = [STRIP] * (len(numbers) + len(named)) + [SWITCH] * (len(switches) + len(also))
    with sheet.style():
        figure, grid = sheet.new(sum(heights) + HEAD, count, 1, ratios=tuple(heights))
        strips: list[Axes] = list(grid[:, 0])
        low, high = _span([*of.values(), *others])
        ordered: list[str | Series] = [*numbers, *named, *switches, *also]
        shown = list(zip(strips, ordered, strict=True))
        for axes, one in shown:
            _strip(axes, one, of, start)
            axes.set_xlim(*_axis(np.array([low, high]), start))
        told = _events(strips, events, low, high, start)
        for axes in strips:
            _time(axes, start)
            if axes is not strips[-1]:
                axes.set_xlabel("")
                axes.tick_params(labelbottom=False)
        figure.align_ylabels(strips)
        title = f"What the recorder wrote: {whole.source}" if whole.source else "What the recorder wrote"
        return sheet.finish(figure, "recording", title, _caption(whole, of, others, told),
                            _alt(of, others, events))  # fmt: skip


def _span(series: Sequence[Series]) -> tuple[float, float]:
    known = [s.t[s.valid] for s in series if s.valid.any()]
    if not known:
        raise ValueError("none of these parameters has a valid sample, so there is nothing to draw")
    low, high = min(float(t[0]) for t in known), max(float(t[-1]) for t in known)
    gap = 0.01 * max(high - low, 1.0)
    return low - gap, high + gap


def _axis(t: Array, start: float) -> Array:
    return sheet.days(start + t) if isfinite(start) else t


def _is_switch(series: Series) -> bool:
    values = set(np.unique(series.value[series.valid])[:3].tolist())
    return not series.unit and values <= {0.0, 1.0}


def _strip(axes: Axes, one: str | Series, of: Mapping[str, Series], start: float) -> None:
    if isinstance(one, Series):
        series, factor, unit, label, angle = one, 1.0, one.unit, one.name, False
    else:
        factor, unit, _ = SHOWN.get(one, (1.0, "", 0))
        series, label, angle = of[one], LABELS.get(one, one), one in _ROUND
    switch = _is_switch(series) if isinstance(one, Series) else one in _ON_OFF
    if switch:
        _bars(axes, series, label, start)
        return
    t, value = _thin(series, factor)
    if angle:  # on past 360 rather than across the strip
        known = np.isfinite(value)
        value[known] = np.unwrap(value[known], period=360.0)
        _compass(axes, value[known])
    axes.plot(_axis(t, start), value, color=sheet.colour(0), linewidth=1.0)
    axes.set_ylabel(f"{label}\n({unit})" if unit else label, rotation=0, ha="right", va="center")
    if not angle:
        axes.locator_params(axis="y", nbins=4)
    if not angle and value.size and np.nanmin(value) < 0.0 < np.nanmax(value):
        axes.axhline(0.0, color=sheet.SOFT, linewidth=0.6)


def _compass(axes: Axes, degrees: Array) -> None:
    """Ticks of an angle that runs on past north: two to five at multiples of a step that divides a turn, told
    from 000 to 359, with room for two.
    """
    low, high = (float(degrees.min()), float(degrees.max())) if degrees.size else (0.0, 0.0)
    span = max(high - low, LEAST_ROUND)
    step = next((s for s in ROUND_STEPS if span <= 4.0 * s), 360.0 * np.ceil(span / 1440.0))
    low, high = step * np.floor(low / step), step * np.ceil(high / step)
    axes.set_ylim(low - 0.1 * step, max(high, low + step) + 0.1 * step)
    axes.yaxis.set_major_locator(MultipleLocator(step))
    axes.yaxis.set_major_formatter(lambda angle, _: f"{round(angle) % 360:03d}")


def _thin(series: Series, factor: float) -> tuple[Array, Array]:
    """Samples, at most `MOST_POINTS`: of each stretch its least and its largest, so that no spike is lost."""
    value = np.where(series.valid, series.value * factor, np.nan)
    if len(value) <= MOST_POINTS:
        return series.t, value
    size = int(np.ceil(2.0 * len(value) / MOST_POINTS))
    cut = len(value) // size * size
    blocks = value[:cut].reshape(-1, size)
    filled_low, filled_high = (
        np.where(np.isnan(blocks), np.inf, blocks),
        np.where(np.isnan(blocks), -np.inf, blocks),
    )
    at = np.stack([filled_low.argmin(axis=1), filled_high.argmax(axis=1)], axis=1)
    at.sort(axis=1)
    kept = (np.arange(len(blocks))[:, None] * size + at).ravel()
    return series.t[kept], value[kept]


def _bars(axes: Axes, series: Series, label: str, start: float) -> None:
    """On for as long as the samples say so."""
    t = series.t[series.valid]
    on = series.value[series.valid] != 0.0
    step = float(np.median(np.diff(t))) if len(t) > 1 else 1.0
    edges = np.flatnonzero(np.diff(np.r_[False, on, False].astype(np.int8)))
    ends = np.r_[t, t[-1] + step] if len(t) else t
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        left, right = _axis(np.array([ends[begin], ends[end]]), start)
        axes.broken_barh([(left, right - left)], (0.15, 0.7), facecolor=sheet.colour(1), linewidth=0.6,
                         edgecolor=sheet.colour(1))  # fmt: skip
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.set_ylabel(label, rotation=0, ha="right", va="center")


def _events(strips: list[Axes], events: Sequence[KeyTime], low: float, high: float, start: float) -> int:
    """Lines across all strips, and their names above the first, moved apart so that none covers another."""
    inside = [e for e in events if low <= e.t <= high and e.name not in ("first sample", "last sample")]
    shown = inside[:MOST_EVENTS]
    room, last = 0.022 * (high - low), -np.inf
    for event in shown:
        x = float(_axis(np.array([event.t]), start)[0])
        for axes in strips:
            axes.axvline(x, color=sheet.SOFT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1)
        last = max(event.t, last + room)
        at = float(_axis(np.array([last]), start)[0])
        strips[0].annotate(
            event.name, (x, 1.0), (at, 1.12), xycoords=strips[0].get_xaxis_transform(),
            textcoords=strips[0].get_xaxis_transform(), rotation=40, ha="left", va="bottom", fontsize=7.5,
            rotation_mode="anchor", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": sheet.SOFT, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
    return len(inside)


def _time(axes: Axes, start: float) -> None:
    if isfinite(start):
        axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=9))
        seconds = 86400.0 * float(np.ptp(axes.get_xlim())) < 1800.0
        axes.xaxis.set_major_formatter(DateFormatter("%H:%M:%S" if seconds else "%H:%M"))
        first, last = (f"{num2date(x):%Y-%m-%d}" for x in axes.get_xlim())
        axes.set_xlabel(f"time (UTC), {first}" + ("" if first == last else f" to {last}"))
    else:
        axes.set_xlabel("recorder time (s)")


def _caption(whole: Recording, of: Mapping[str, Series], others: Sequence[Series], told: int) -> str:
    names = [s.name for s in (*of.values(), *others)]
    text = (
        f"Samples as recorded, not smoothed; parameters {listed(names)} of {whole.source or 'the recording'}"
    )
    text += f" (SHA-256 {whole.sha256[:12]}…). " if whole.sha256 else ". "
    text += "Bars are times at which a switch was on. "
    if told:
        shown = f" The first {MOST_EVENTS} of {told} are drawn." if told > MOST_EVENTS else ""
        text += f"Dashed lines are key times read from the recording itself.{shown}"
    return text.strip()


def _alt(of: Mapping[str, Series], others: Sequence[Series], events: Sequence[KeyTime]) -> str:
    names = [LABELS.get(q, q).replace("\n", " ") for q in of] + [s.name for s in others]
    said = "; ".join(f"{e.name} at {e.t:.0f} s" for e in events)
    return f"Strips of {listed(names)} against time. {said}."
