"""The files of an answer about where a flight ended: none of them ever half there."""

import json
from pathlib import Path
from typing import Any

from truecourse.ending.charted import Charted
from truecourse.ending.weighted import evenly
from truecourse.feeds.atomic import refuse_unwritable, replace_files
from truecourse.feeds.drift import seeds_csv
from truecourse.feeds.write_impacts import impacts_parquet
from truecourse.flight.case import Case
from truecourse.flight.ending import Impacts
from truecourse.report.figures import ending, radius
from truecourse.report.geotiff import geotiff
from truecourse.report.located import tests
from truecourse.report.located_page import located_page
from truecourse.report.search import plan_lines

FILES = (
    "located.html",
    "located.json",
    "regions.geojson",
    "impacts.parquet",
    "drift-seeds.csv",
    "chart.tif",
    "map.svg",
    "radius.svg",
)
SEEDS = 2000  # for a drift model, in proportion to probability


def check_place_of_located(folder: Path) -> None:
    """Raise CaseError, in one sentence, where `write_located` could not write; leaves nothing behind."""
    refuse_unwritable(Path(folder), FILES)


def write_located(folder: Path, wire: dict[str, Any], done: Charted, case: Case, written: str = "") -> Path:
    """Write answer, regions and plan, endings, seeds, chart, figures and page into `folder`; where it is.

    `written` is the day, for the foot of the page; all other files are the same on any day.
    """
    beside = tuple(ending.Beside(o.id, o.place.lat, o.place.lon) for o in tests(case) if o.place is not None)
    drawn = [ending.draw(done, case.airspaces, beside), radius.draw(done)]
    contents: dict[str, str | bytes] = {
        "located.json": _text(wire),
        "regions.geojson": _text({"type": "FeatureCollection", "features": _features(wire)}),
        "impacts.parquet": impacts_parquet(done.impacts, f"truecourse locate {wire['case']}"),
        "chart.tif": geotiff(done.chart),
        "drift-seeds.csv": _seeds(done.impacts),
        "map.svg": drawn[0].svg,
        "radius.svg": drawn[1].svg,
        "located.html": located_page(wire, plan_lines(done), drawn, written),
    }
    replace_files(Path(folder), contents)
    return Path(folder)


def _features(wire: dict[str, Any]) -> list[dict[str, Any]]:
    """Regions of surface and loss, and the plan's rectangles."""
    named = {name: wire[name] for name in wire if name.startswith("region_")}
    named["lost, region_90"] = wire["lost"]["region_90"]
    plan, before = wire["plan"] or {}, wire["before_searches_and_finds"] or {}
    named |= {
        f"before searches and finds, {name}": before[name] for name in before if name.startswith("region_")
    }
    out = [
        {
            "type": "Feature",
            "geometry": found["geojson"],
            "properties": {"name": name, "area_nm2": found["area_nm2"]},
        }
        for name, found in named.items()
    ]
    for sensor in plan.get("sensors", ()):
        for k, box in enumerate(sensor["rectangles"], start=1):
            told = {
                key: box[key] for key in ("hours", "tracks", "track_spacing_nm", "probability_of_success")
            }
            named_box = {"name": f"{sensor['name']}, rectangle {k}", **told}
            out.append({"type": "Feature", "geometry": box["geojson"], "properties": named_box})
    return out


def _seeds(impacts: Impacts) -> str:
    """Endings drawn evenly from their probabilities, so always the same, for a drift model to carry on."""
    rows = evenly(impacts.weight, SEEDS)
    return seeds_csv(impacts.lat[rows], impacts.lon[rows], impacts.t[rows])


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
