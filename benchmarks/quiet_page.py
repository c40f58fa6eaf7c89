"""The page and the figure of what `watch_quiet.py` found."""

import json
from collections import Counter
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path

from truecourse.drill.score import Delay, Rate, delay_of, rate

HEAD = """# How quiet the watch is, and how late

Written by `python benchmarks/watch_quiet.py page`; the parts before it measure. All flights here but those
of the recordings are made up. A nuisance is an alert that begins on a flight with nothing wrong; a delay runs
from the moment a flight was 2 NM off what it was cleared to do. Intervals are 95 %: exact for counts
(Garwood), order statistics for medians.
"""
CLEAN = """
## Nuisance on clean simulated traffic

Turns, climbs, strategic offsets, vectors, directs, weather deviations and level changes with their
clearances, radar noise, bias and gaps, changes of radar, inertial drift, broadcasts, position reports, wind;
no areas. The bound is 1 per 1,000 h.
"""
CHOICE = """
## How ROUTE's settings were chosen

The settings were once changed after a look at when ROUTE spoke on KAL 007's simulated flight. That was
undone. The rule, written down and committed before any number below was seen: of the settings tried, those
whose ROUTE nuisance has a 95 % upper bound under {may} per 1,000 h (half of what all rules together may
cost); of these the one with the shortest median delay over the strayed flights of all causes together; of
equals the higher floor, then the shorter look ahead. A setting is the share of the 10 NM limit from which a
deviation that surely opens counts (shown in NM), and how soon it must reach the limit. KAL 007's own night is
not among the flights.

{chosen}
"""
RECORDINGS = """
## Real recordings, no plan known

Without a plan ROUTE, LEVEL, HEADING, ESTIMATE and WAYPOINT have nothing to go by. Hours are those heard. The
alerts of `quickstart` are advisories that a clock or the feed is at fault, not the flight: AFR96EU, RYR43ZU,
PGT90Y and AFR84UW each have a second series of altitudes among the first (27,700 and 25,975 ft while
descending through 13,900 and 10,200, say). A flight is an address here; the summary of `truecourse watch`
counts an address again that is heard anew after it was forgotten (237 in `quickstart`).

"""
RULES = ("ROUTE", "MODE", "HEADING", "GNSS", "ESTIMATE", "WAYPOINT", "LEVEL", "LOST", "ALERTING", "AREA")


def clock(t: float) -> str:
    """Hours, minutes and seconds UTC."""
    return datetime.fromtimestamp(t, UTC).strftime("%H:%M:%S")


def write(out: Path, page: Path, figure: Path) -> None:
    """Whatever parts are in `out`, as a page; a part not run is left out and said to be."""
    known = {
        name: json.loads((out / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("clean", "whole", "strayed", "grid", "chosen", "night", "recordings")
        if (out / f"{name}.json").exists()
    }
    text = HEAD
    text += CLEAN + "".join(_clean(known[name]) for name in ("clean", "whole") if name in known)
    if {"clean", "grid", "chosen"} <= set(known):
        text += CHOICE.format(may=known["chosen"]["may_cost"], chosen=_chosen(known["chosen"]))
        text += _curve(known["clean"], known["grid"], known["chosen"]["name"])
        text += f"\n![Delay against nuisance, by cause]({figure.name})\n"
        draw(known["clean"], known["grid"], known["chosen"]["name"], figure)
    if "strayed" in known:
        text += _strayed(known["strayed"])
    if "night" in known:
        text += _night(known["night"])
    if "recordings" in known:
        text += _recordings(known["recordings"])
    page.write_text(text, encoding="utf-8")


def _rate(found: Rate) -> str:
    return f"{found.per_1000:.2f} ({found.low:.2f} to {found.high:.2f})"


def _clean(clean: dict) -> str:
    hours, counts = clean["hours"], Counter(a["rule"] for a in clean["alerts"])
    without = clean.get("without", [])
    text = f"\n{hours:,.0f} flight hours, {clean['flights']:,} flights"
    text += (
        f"; {' and '.join(without)} not yet in this run.\n\n"
        if without
        else ", all rules" + _at(clean) + ".\n\n"
    )
    text += "| rule | alerts | per 1,000 h |\n|---|---|---|\n"
    for rule in (r for r in RULES if r not in (*without, "AREA")):  # no areas, so AREA says nothing
        text += f"| {rule} | {counts[rule]} | {_rate(rate(counts[rule], hours))} |\n"
    total = rate(sum(counts.values()), hours)
    text += f"| together | {total.count} | {_rate(total)} |\n"
    return text + (f"\n{clean['note']}\n" if "note" in clean else "")


def _at(part: dict) -> str:
    return f", the program as of {part['at']}" if "at" in part else ""


def _chosen(chosen: dict) -> str:
    if not chosen["quiet"]:
        return "None of them is quiet enough."
    return f"Chosen: **{chosen['name']}**, pooled median delay {_minutes(chosen['median'])} min."


def _minutes(seconds: float) -> str:
    return f"{seconds / 60.0:.1f}" if isfinite(seconds) else "never" if seconds > 0 else "…"


def _delay(found: Delay) -> str:
    return f"{_minutes(found.median)} ({_minutes(found.low)} to {_minutes(found.high)})"


def _of(grid: dict, name: str) -> dict[str, Delay]:
    late = grid["settings"][name]
    return {c: delay_of(c, [inf if d is None else d for d in values]) for c, values in late.items()}


def _curve(clean: dict, grid: dict, chosen: str) -> str:
    causes = list(next(iter(grid["settings"].values())))
    text = (
        f"\n### Delay of ROUTE against its nuisance\n\nMinutes, median of {grid['routes']} flights a cause, "
    )
    text += f"each on a route of its own.\n\n| setting | nuisance per 1,000 h | {' | '.join(causes)} |\n"
    text += "|---" * (2 + len(causes)) + "|\n"
    for name in grid["settings"]:
        nuisance, late = rate(clean["settings"][name], clean["hours"]), _of(grid, name)
        shown = f"**{name}**" if name == chosen else name
        text += f"| {shown} | {_rate(nuisance)} | {' | '.join(_delay(late[c]) for c in causes)} |\n"
    return text


def draw(clean: dict, grid: dict, chosen: str, path: Path) -> None:
    """One panel a cause: every setting's median delay against its nuisance, with both intervals."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "truecourse"
    import matplotlib.pyplot as plt

    causes = list(next(iter(grid["settings"].values())))
    figure, panels = plt.subplots(3, 4, figsize=(12, 8), sharex=True, constrained_layout=True)
    for panel, cause in zip(panels.flat, causes, strict=False):
        for name in grid["settings"]:
            nuisance, late = rate(clean["settings"][name], clean["hours"]), _of(grid, name)[cause]
            if not isfinite(late.median):
                continue
            up = late.high - late.median if isfinite(late.high) else 0.0
            down = late.median - late.low if isfinite(late.low) else 0.0
            panel.errorbar(
                nuisance.per_1000, late.median / 60.0, yerr=[[down / 60.0], [up / 60.0]],
                xerr=[[nuisance.per_1000 - nuisance.low], [nuisance.high - nuisance.per_1000]],
                fmt="s" if name == chosen else "o", ms=7 if name == chosen else 3,
                color="tab:red" if name == chosen else "tab:blue", lw=0.5, zorder=3 if name == chosen else 2,
            )  # fmt: skip
        panel.set_title(cause, fontsize=9)
    for panel in panels.flat[len(causes) :]:
        panel.axis("off")
    figure.supxlabel("nuisance alerts of ROUTE per 1,000 flight hours")
    figure.supylabel("median delay, minutes after 2 NM off")
    figure.savefig(path, metadata={"Date": None})


def _strayed(strayed: dict) -> str:
    rules = [r for r in RULES if any(r in f["first"] for f in strayed["flights"])]
    text = f"\n## What was alerted when, by cause: {strayed['routes']} made-up routes\n\n"
    text += (
        "Minutes from 2 NM off to the first alert of each rule: median over the flights it alerted on (how "
    )
    text += "many of how many). As cleared, the number of flights alerted on at all.\n\n"
    text += f"| cause | {' | '.join(rules)} |\n" + "|---" * (1 + len(rules)) + "|\n"
    for cause in dict.fromkeys(f["cause"] for f in strayed["flights"]):
        flights = [f for f in strayed["flights"] if f["cause"] == cause]
        cells = []
        for rule in rules:
            seen = [f["first"][rule] - (f["off"] or 0.0) for f in flights if rule in f["first"]]
            middle = "" if cause == "as-cleared" or not seen else f"{_minutes(sorted(seen)[len(seen) // 2])} "
            cells.append(f"{middle}({len(seen)}/{len(flights)})" if seen else "–")
        text += f"| {cause} | {' | '.join(cells)} |\n"
    wrong = [a["reason"] for a in strayed["as_cleared"]]
    return text + (f"\nOn flights as cleared: {'; '.join(wrong)}.\n" if wrong else "")


def _night(night: dict) -> str:
    text = "\n## KAL 007's night as a drill, by cause\n\nSYNTHETIC surveillance. Looked at once, after the "
    text += "choice. Times UTC. A rule's alert is its first after the error began.\n\n"
    text += "| surveillance, cause | 2 NM off | first alerts |\n|---|---|---|\n"
    for name, told in night.items():
        first = sorted(told["first"].items(), key=lambda item: item[1])
        off = clock(told["off"]) if told["off"] is not None else ""
        said = ", ".join(f"{rule} {clock(t)}" for rule, t in first) or "none"
        text += f"| {name}: {told['what']} | {off} | {said} |\n"
    return text


def _recordings(recordings: dict) -> str:
    text = RECORDINGS
    text += "| recording | reports | flights | hours | alerts |\n|---|---|---|---|---|\n"
    for name, told in recordings.items():
        found = ", ".join(f"{rule} {count}" for rule, count in sorted(told["alerts"].items())) or "none"
        text += f"| {name} | {told['reports']:,} | {told['flights']} | {told['hours']:.1f} | {found} |\n"
    return text
