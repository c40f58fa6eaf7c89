"""The timeline: lanes of who did it, a row a claim, bars as wide as a time is uncertain, and every clock."""

from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter

from truecourse.feeds.local_times import Clock, hours_of, wall
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Kind, Ledger
from truecourse.report.figures import sheet
from truecourse.report.figures.panels import DAY, Panel, panels
from truecourse.report.timeline import Event, lane_of, moment, time_told
from truecourse.report.words import listed

ROW, CLOCK = 0.185, 0.195  # inches: of a claim, of a clock
TITLE = 42  # letters of a subject's title
TICKS = (60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10800.0, 21600.0)  # s
MOST_TICKS = 9
AGAINST = "#d55e00"


def draw(
    ledger: Ledger, case: Case | None, found: list[Event], clocks: tuple[Clock, ...]
) -> list[sheet.Drawn]:
    """A figure for the flight, for its crowded part, and for what came before and after; none without
    times.
    """
    lanes = list(dict.fromkeys(lane_of(e.subject) for e in found))
    orders = [c for c in ledger.claims if c.kind is Kind.ORDER]
    return [_draw(panel, clocks, lanes, orders) for panel in panels(found, case)]


def _draw(panel: Panel, clocks: tuple[Clock, ...], lanes: list[str], orders: list[Claim]) -> sheet.Drawn:
    years = panel.high - panel.low > 20 * DAY
    shown = () if years else clocks
    rows, height = _rows(panel.events)
    strip = CLOCK * len(shown)
    with sheet.style():
        if shown:
            figure, grid = sheet.new(strip + ROW * height + 0.75, 2, 1, ratios=(strip, ROW * height))
            _clocks(grid[0, 0], panel, shown)
            axes = grid[1, 0]
        else:
            figure, grid = sheet.new(ROW * height + 0.75)
            axes = grid[0, 0]
        axes.set_xlim(*sheet.days([panel.low, panel.high]))
        _lanes(axes, panel.events, rows, height, lanes)
        for e in panel.events:
            _event(axes, e, rows[e.claim.id], panel, _colour(lanes, lane_of(e.subject)))
        drawn = _orders(axes, panel, rows, orders)
        if years:
            axes.xaxis_date()
            axes.xaxis.set_major_formatter(DateFormatter("%Y"))
            axes.set_xlabel("year (UTC)")
        else:
            axes.set_xticks(sheet.days(_ticks(panel)), [])
        name = panel.name
        return sheet.finish(figure, name, panel.title, _caption(panel, shown, drawn), _alt(panel, shown))


def _colour(lanes: list[str], lane: str) -> str:
    rank = lanes.index(lane)
    return sheet.colour(rank) if rank < len(sheet.RANKS) else sheet.SOFT


def _rows(events: list[Event]) -> tuple[dict[str, float], float]:
    """The height of each claim's row, by its id, with room for the name of each lane; and of all."""
    rows, y, lane = {}, 0.0, None
    for e in events:
        if lane_of(e.subject) != lane:
            lane, y = lane_of(e.subject), y + 1.15
        rows[e.claim.id] = y
        y += 1.0
    return rows, y


def _lanes(axes: Axes, events: list[Event], rows: dict[str, float], height: float, lanes: list[str]) -> None:
    ticks, names = [], []
    lane, subject = None, None
    for e in events:
        y = rows[e.claim.id]
        if lane_of(e.subject) != lane:
            lane = lane_of(e.subject)
            axes.axhline(y - 1.35, color=sheet.FAINT, linewidth=0.8)
            axes.annotate(
                lane[:1].upper() + lane[1:], (0, y - 0.95), (3, 0), xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", fontsize=8, weight="bold", va="center",
                color=_colour(lanes, lane),
            )  # fmt: skip
        if e.subject.id != subject:
            subject = e.subject.id
            ticks.append(y)
            title = e.subject.title
            names.append(title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…")
    axes.set_yticks(ticks, names, fontsize=8)
    axes.set_ylim(height - 0.2, -0.3)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)


def _event(axes: Axes, e: Event, y: float, panel: Panel, colour: str) -> None:
    several = len(e.readings) > 1
    low, high = sheet.days([panel.low, panel.high])
    right = low
    for r in e.readings:
        a, b = (sheet.days([x])[0] if isfinite(x) else end for x, end in ((r.low, low), (r.high, high)))
        axes.barh(
            y, b - a, left=a, height=0.55, color=colour, alpha=0.28, linewidth=0.7, edgecolor=colour,
            linestyle=(0, (2, 1.5)) if several else "-",
        )  # fmt: skip
        if isfinite(r.middle):
            axes.plot(sheet.days([r.middle]), [y], "|", color=colour, markersize=7, markeredgewidth=1.6)
        right = max(right, b)
    left = min(sheet.days([r.low])[0] if isfinite(r.low) else low for r in e.readings)
    word = time_told(e.claim) + (f", {e.claim.term.replace('-', ' ')}" if e.claim.term else "")
    word = f"{word}: {e.claim.said_by + ' in ' if e.claim.said_by else ''}{e.claim.source}"
    at, turn, gap = right, "left", 4
    if right - low > 0.62 * (high - low):
        at, turn, gap = (left, "right", -4) if left - low > 0.2 * (high - low) else (low, "left", 4)
    axes.annotate(
        word + (" ≠" if e.against else ""), (at, y), (gap, 0), textcoords="offset points", va="center",
        ha=turn, fontsize=8, color=AGAINST if e.against else sheet.INK, zorder=4,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.4},
    )  # fmt: skip


def _orders(axes: Axes, panel: Panel, rows: dict[str, float], orders: list[Claim]) -> list[Claim]:
    """Arrows from what is said to have come first to what came after, where both have a row."""
    at: dict[str, tuple[float, float]] = {}
    for e in panel.events:
        at.setdefault(e.subject.id, (float(sheet.days([moment(e)])[0]), rows[e.claim.id]))
    drawn = [c for c in orders if c.first in at and c.second in at]
    for c in drawn:
        axes.annotate(
            "", at[c.second], at[c.first], zorder=1,
            arrowprops={"arrowstyle": "-|>", "color": sheet.OTHERS, "linewidth": 0.9, "shrinkA": 4,
                        "shrinkB": 5, "connectionstyle": "arc3,rad=0.25", "linestyle": (0, (4, 2))},
        )  # fmt: skip
    return drawn


def _ticks(panel: Panel) -> np.ndarray:
    """Round moments UTC within a panel, as many as a clock has room for; their spacing is the first that
    fits.
    """
    span = panel.high - panel.low
    step = next((s for s in TICKS if span / s <= MOST_TICKS), DAY * np.ceil(span / DAY / MOST_TICKS))
    return np.arange(np.ceil(panel.low / step) * step, panel.high, step)


def _clocks(axes: Axes, panel: Panel, clocks: tuple[Clock, ...]) -> None:
    """A strip of clocks above: what each showed, the day where it begins and where it changes."""
    ticks = _ticks(panel)
    axes.set_xlim(*sheet.days([panel.low, panel.high]))
    axes.set_ylim(len(clocks) - 0.5, -0.5)
    names = [f"{c.words} ({hours_of(c.offset)})" if c.offset else "UTC" for c in clocks]
    axes.set_yticks(range(len(clocks)), names)
    axes.set_xticks(sheet.days(ticks), [])
    axes.tick_params(length=0, labelsize=8)
    axes.grid(axis="y", visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for y, clock in enumerate(clocks):
        day = ""
        for t, x in zip(ticks, sheet.days(ticks), strict=True):
            today = wall(float(t), clock.offset, "%d %b").lstrip("0")
            word = wall(float(t), clock.offset)
            axes.text(
                x, y, f"{today}, {word}" if today != day else word, ha="center", va="center", fontsize=7.8,
                weight="bold" if today != day and day else "normal",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )  # fmt: skip
            day = today
        midnight = np.ceil((panel.low + clock.offset) / DAY) * DAY - clock.offset
        if panel.low < midnight < panel.high:
            axes.plot(sheet.days([midnight] * 2), [y - 0.45, y + 0.45], color=AGAINST, linewidth=1.4)


def _caption(panel: Panel, clocks: tuple[Clock, ...], orders: list[Claim]) -> str:
    count = len({e.claim.source for e in panel.events})
    sources = f"{count} {'source' if count == 1 else 'sources'}"
    text = (
        f"{len(panel.events)} claims of {sources}, a row each, those on one event below one another. "
        "A bar is as wide as the precision told; a stroke is the time itself. "
    )
    if clocks:
        text += "Above, all clocks at one moment; a red stroke is midnight, where the date changes. "
    if any(len(e.readings) > 1 for e in panel.events):
        text += "Dashed bars are the ways to read one claim, of which one is meant. "
    if any(e.against for e in panel.events):
        text += "≠ marks a claim that another, or the evidence, contradicts. "
    if orders:
        said = [f"{c.first} before {c.second} ({c.source})" for c in orders]
        text += f"Arrows go from what a source says came first to what came after: {listed(said)}."
    return text.strip()


def _alt(panel: Panel, clocks: tuple[Clock, ...]) -> str:
    said = "; ".join(f"{e.subject.title}: {time_told(e.claim)} ({e.claim.source})" for e in panel.events)
    return f"Times claimed{' on clocks of ' + listed([c.words for c in clocks]) if clocks else ''}. {said}."
