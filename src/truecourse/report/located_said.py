"""Where a flight ended, in sentences for the terminal: what `located_wire` holds."""

from typing import Any

from truecourse.flight.ending import QUICK
from truecourse.report.words import clock, duration, listed, moment, number, percent, place

SHOWN = 0.01  # a way's probability from which it is named in a reading


def located_lines(wire: dict[str, Any]) -> list[str]:
    """The answer, what each observation did to it, and how places never used compare."""
    lost, surface = wire["lost"], wire["surface"]
    after = surface["after_loss_s"]
    lines = [
        f"{_when(lost)}, near {place(lost['lat_deg'], lost['lon_deg'])} (90 % within "
        f"{number(lost['region_90']['area_nm2'], 0)} NM²).",
        f"Met the surface near {place(surface['lat_deg'], surface['lon_deg'])}, "
        f"{duration(after['p50'])} later (90 %: {duration(after['p05'])} to {duration(after['p95'])}), "
        f"{number(surface['from_loss_nm']['p50'], 0)} NM on.",
        *(
            f"{name.removeprefix('region_')} % of the probability lies within "
            f"{number(wire[name]['area_nm2'], 0)} NM²."
            for name in ("region_50", "region_90", "region_95")
        ),
        _waters(wire["waters"]),
        f"Within {QUICK:.0f} s of the loss: {percent(wire[_quick()]['probability'])}.",
    ]
    return lines + reading_lines(wire) + comparison_lines(wire)


def reading_lines(wire: dict[str, Any]) -> list[str]:
    """How the answer stands by each reading of what was seen after the loss."""
    lines = [
        "",
        f"By each reading: the ways; then the chance of the surface and of a break-up within {QUICK:.0f} s",
    ]
    for r in wire["readings"]:
        known = [c for c in r["classes"] if c["probability"] is not None]
        if not known:
            lines.append(f"  {r['reading']}: not known, too few draws count")
            continue
        ways = [
            f"{c['name']} {percent(c['probability'])}"
            for c in sorted(known, key=lambda c: -c["probability"])
            if c["probability"] >= SHOWN
        ]
        down, broken = (percent(r[name + _quick() + "_probability"]) for name in ("", "broken_"))
        lines.append(f"  {r['reading']}: {listed(ways)}; {down}, {broken}")
    return lines


def comparison_lines(wire: dict[str, Any]) -> list[str]:
    """Places of wreckage and searches: the test, not evidence."""
    if not wire["comparisons"]:
        return []
    lines = ["", "Never used, set beside the answer"]
    for c in wire["comparisons"]:
        inside = "inside" if c["inside_region_90"] else "outside"
        lines.append(
            f"  {c['observation']} ({place(c['lat_deg'], c['lon_deg'])}): {inside} the 90 % region; the "
            f"smallest region that holds it has {percent(c['share'])}"
        )
    return lines


def _when(lost: dict[str, Any]) -> str:
    if lost["from"] == lost["until"]:
        return f"Hit at {moment(lost['from'])}"
    return f"Lost between {moment(lost['from'])} and {clock(lost['until'])}"


def _waters(waters: list[dict[str, Any]]) -> str:
    if not waters:
        return "In which waters is not known: the case has no coasts or territorial areas."
    told = [f"{w['name']} {percent(w['probability'])} (± {percent(w['error'])})" for w in waters]
    return f"Came down in: {'; '.join(told)}. International means in none of the case's areas."


def _quick() -> str:
    return f"within_{QUICK:.0f}_s"
