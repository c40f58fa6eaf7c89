"""Offset against time: how far right of the planned route the leading causes fly, and what was seen of it."""

import numpy as np
from matplotlib.axes import Axes

from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation, Fan
from truecourse.flight.observation import Observation, Seen, Use
from truecourse.report.answer import NM, fan_of, ranked
from truecourse.report.figures import sheet
from truecourse.report.route import Array, abeam, quantiles, route_offset
from truecourse.report.words import clock, iso, listed, number, percent

_CAUSES = 3
_BEGINNING = 0.18  # of the flight's time


def draw(explanation: Explanation, case: Case) -> sheet.Drawn:
    """Median and 90 % band of each leading cause's flights; observations with error bars; the inquiry's
    hollow.
    """
    fixes = tuple(point.fix for point in case.plan.points)
    fans = [fan for cause in ranked(explanation.causes) if (fan := fan_of(explanation, cause.name))][:_CAUSES]
    bands = [quantiles(route_offset(fixes, fan.lat, fan.lon) / NM, fan.weights) for fan in fans]
    share = {cause.name: cause.probability for cause in explanation.causes}
    with sheet.style():
        figure, grid = sheet.new(4.8, 1, 2, widths=(1.6, 1.0))
        for axes, last, title in zip(
            grid[0], (1.0, _BEGINNING), ("the whole flight", "its beginning, enlarged"), strict=True
        ):
            t1 = case.t_start + last * (case.t_end - case.t_start)
            for rank, (fan, band) in enumerate(zip(fans, bands, strict=True)):
                _band(axes, fan, band, rank, percent(share[fan.cause]))
            axes.axhline(0.0, color=sheet.INK, linewidth=0.9, linestyle=(0, (4, 2)), label="planned route")
            axes.set_xlim(*sheet.days([case.t_start, t1]))
            axes.set_ylim(*_reach(case, fans[:2], bands[:2], t1))
            _seen(axes, explanation, case, named=last < 1.0)
            axes.set_title(title, fontsize=8.5)
            sheet.time_axis(axes)
        grid[0, 0].set_ylabel("offset right of the planned route (NM)")
        figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower center", ncol=2)
        caption = _caption(explanation, case, fans, bands)
        alt = (
            f"Offset from the planned route against time for "
            f"{listed([f.cause for f in fans]) or 'no cause'}, with observations."
        )
        return sheet.finish(figure, "offset", "How far off the route, and when", caption, alt)


def _band(axes: Axes, fan: Fan, band: Array, rank: int, share: str) -> None:
    t = sheet.days(fan.t)
    axes.fill_between(
        t, band[0], band[2], color=sheet.colour(rank), alpha=0.16, linewidth=0, zorder=2 - 0.1 * rank
    )
    axes.plot(
        t,
        band[1],
        color=sheet.colour(rank),
        linestyle=sheet.dash(rank),
        linewidth=1.5,
        zorder=3 - 0.1 * rank,
        label=f"{fan.cause}, {share}: median and 90 % band",
    )


def _reach(case: Case, fans: list[Fan], bands: list[Array], t1: float) -> tuple[float, float]:
    """Limits that hold the two leading causes' bands and all that was seen, with a margin."""
    values = [0.0] + [
        value + sign * error for row, value, error in points(case) for sign in (-1, 1) if row.t <= t1
    ]
    for fan, band in zip(fans, bands, strict=True):
        values += [*band[:, fan.t <= t1].ravel()]
    low, high = np.nanmin(values), np.nanmax(values)
    return float(low - 0.06 * (high - low)), float(high + 0.06 * (high - low))


def points(case: Case) -> list[tuple[Observation, float, float]]:
    """Rows that say an offset from the route: abeam a fix, or a position seen (its distance from the
    route), NM, its error.
    """
    fixes = tuple(point.fix for point in case.plan.points)
    out = []
    for row in case.observations:
        if row.kind in (Seen.OFFSET_ABEAM, Seen.DERIVED) and row.leg_from is not None:
            out.append((row, row.value / NM, row.error / NM))
        elif row.kind in (Seen.POSITION, Seen.WRECK) and row.place is not None:
            right = route_offset(fixes, np.array([row.place.lat]), np.array([row.place.lon]))
            out.append((row, float(right[0]) / NM, row.error / NM))
    return out


def _seen(axes: Axes, explanation: Explanation, case: Case, named: bool) -> None:
    said: set[str] = set()
    names = []
    beginning = case.t_start + _BEGINNING * (case.t_end - case.t_start)
    for row, value, error in points(case):
        used = row.id in explanation.observations
        label = {
            Use.COMPARE: "the inquiry's own reconstruction, not evidence",
            Use.TEST: "the wreck as printed, not evidence",
        }.get(row.use, "observation used" if used else "observation not used in this run")
        marker = {Use.COMPARE: "o", Use.TEST: "X"}.get(row.use, "D" if row.kind is Seen.OFFSET_ABEAM else "s")
        axes.errorbar(
            sheet.days([row.t]),
            [value],
            yerr=[error],
            marker=marker,
            markersize=5.5,
            color=sheet.INK,
            markerfacecolor="#f0c808" if used else "white",
            markeredgewidth=0.8,
            linewidth=0.9,
            capsize=2.5,
            zorder=5,
            linestyle="",
            label=None if label in said else label,
        )
        said.add(label)
        if row.use is Use.EXPLAIN and named == (row.t <= beginning):
            names.append((float(sheet.days([row.t])[0]), value, row.id))
    sheet.labels(axes, names)


def _caption(explanation: Explanation, case: Case, fans: list[Fan], bands: list[Array]) -> str:
    if not fans:
        return "No cause has flights to show."
    text = [
        f"At {clock(iso(fans[0].t[-1]))} UTC "
        + listed(
            [
                f"{fan.cause} is {number(band[1, -1], 0)} NM off ({number(band[0, -1], 0)} to "
                f"{number(band[2, -1], 0)})"
                for fan, band in zip(fans, bands, strict=True)
            ]
        )
        + "."
    ]
    rows = [
        row
        for row in case.observations
        if row.kind is Seen.OFFSET_ABEAM and row.place and row.leg_from and row.leg_to
    ]
    for row in rows:
        assert row.place and row.leg_from and row.leg_to
        model = []
        for fan in fans[:2]:
            low, middle, high = quantiles(
                abeam(fan, row.leg_from, row.leg_to, row.place)[1] / NM, fan.weights
            )
            model.append(f"{fan.cause} gives {number(middle, 1)} ({number(low, 1)} to {number(high, 1)})")
        what = "" if row.id in explanation.observations else ", not used in this run"
        text.append(
            f"Abeam {row.place.name} {number(row.value / NM, 1)} ± {number(row.error / NM, 1)} NM was "
            f"seen{what}: "
            f"{listed(model)}."
        )
    if any(row.use is Use.COMPARE for row in case.observations):
        text.append("Hollow circles are the inquiry's own reconstruction and were not used as evidence.")
    return " ".join(text)
