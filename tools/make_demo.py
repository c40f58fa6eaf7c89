"""Make the bundled demonstration: SYNTHETIC surveillance of KAL 007, in two versions, by `truecourse.drill`.

Usage: python tools/make_demo.py src/truecourse/cases/kal007
writes surveillance-ended.parquet and .jsonl, surveillance-full.parquet and .jsonl, SURVEILLANCE.md.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from truecourse.drill.crew import Said
from truecourse.drill.demonstration import RADARS, Drill, demonstrations, imagined, published
from truecourse.drill.radar import Radar
from truecourse.feeds.case import open_case
from truecourse.feeds.heard.own import write_reports
from truecourse.feeds.instants import format_time
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.case import Case
from truecourse.flight.clearance import Granted
from truecourse.flight.reports import Heard, Reports

SOURCE = "SYNTHETIC: made by truecourse.drill for demonstration; nobody recorded this"
VERSIONS = ("ended", "full")
ABOUT = """# The surveillance of this case is synthetic

`surveillance-ended` and `surveillance-full` were made by `tools/make_demo.py`, by the flight model of
`truecourse.drill`, which shares no code with what watches or explains; nobody recorded them. Licence: that of
the project. From sources: the clearances and the plan (`case.toml`), the times the crew gave (ICAO 1993 and
Brun as quoted, C2; the estimates recalled, R), 245 magnetic held from 13:03 (C2), the beacons at which the
radars are put. Made up: every plot, each radar's reach, noise and bias, and a wind 9 knots more from the
south than the climatology, chosen so that the flight is about 12 NM right at Bethel, as radar had it.

In `ended`, radar ends where King Salmon's reach does, shortly after Bethel, and only the crew's reports go
on. In `full` radars go on that never stood there.

"""


def main(target: str) -> None:
    """Write both versions and what they are."""
    case, folder = open_case("kal007"), Path(target)
    words = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines(case))
    for version in VERSIONS:
        drills = demonstrations(case, bundled_climatology(), version)
        (flight,) = (drill for drill in drills if drill.cause == "heading-hold")
        (folder / f"surveillance-{version}.parquet").write_bytes(write_reports(plots(flight), SOURCE))
        (folder / f"surveillance-{version}.jsonl").write_text(words, encoding="utf-8")
    (folder / "SURVEILLANCE.md").write_text(about(case), encoding="utf-8")


def plots(drill: Drill) -> Reports:
    """What radar heard: what the crew said is among the words."""
    kept = drill.reports.heard != Heard.CREW
    columns = {n: getattr(drill.reports, n)[kept] for n in Reports.__slots__ if n != "names"}
    return replace(drill.reports, **columns)


def lines(case: Case) -> Iterator[dict[str, object]]:
    """Plan, clearances and the crew's position reports, in the order of their times."""
    flight = case.callsign
    rows: list[tuple[float, dict[str, object]]] = []
    item15 = " ".join(case.plan.text.split())
    first, last = case.plan.points[0].fix.name, case.plan.points[-1].fix.name
    rows.append(
        (case.t_start - 1800.0, {"kind": "plan", "item15": item15, "departure": first, "destination": last})
    )
    for c in case.clearances:
        row: dict[str, object] = {"kind": c.granted.value, "source": c.source}
        if c.granted in (Granted.TAKE_OFF, Granted.HEADING):
            row["heading_magnetic_deg"] = round(float(np.degrees(c.heading_magnetic)), 3)
        elif c.granted is Granted.DIRECT and c.fix is not None:
            row["fix"] = c.fix.name
        elif c.granted is Granted.LEVEL:
            row["level_fl"] = round(c.altitude / 30.48)
        rows.append((c.t, row))
    rows += [(s.t, said(s)) for s in published(case)]
    for t, row in sorted(rows, key=lambda item: item[0]):
        yield {"time": format_time(t), "flight": flight, **row}


def said(report: Said) -> dict[str, object]:
    """A position report, or an estimate revised; "on route" is what the crew believed."""
    row: dict[str, object] = {"kind": "estimate"}
    if report.fix is not None:
        row = {"kind": "position", "by": "voice", "fix": report.fix.name, "over": format_time(report.over)}
        row["source"] = "times as published; the crew believed to be on route, and was not"
        if report.next is not None:
            row |= {"next": report.next.name, "next_time": format_time(report.estimate)}
    elif report.next is not None:
        row |= {
            "fix": report.next.name,
            "over": format_time(report.estimate),
            "source": "revised by 4 minutes",
        }
    return row


def about(case: Case) -> str:
    """What is made up and what is from sources."""
    text = ABOUT
    text += "| sensor | radar | lat_deg | lon_deg | versions | what it is |\n|---|---|---|---|---|---|\n"
    for version, radars in (("both", RADARS), ("full", imagined(case))):
        text += "".join(_row(radar, version) for radar in radars)
    return text


def _row(radar: Radar, version: str) -> str:
    lat, lon = np.degrees([radar.lat, radar.lon])
    return f"| {radar.number} | {radar.name} | {lat:.4f} | {lon:.4f} | {version} | {radar.source} |\n"


if __name__ == "__main__":
    main(sys.argv[1])
