"""The files of an answer about where a flight ended: none of them ever half there."""

import json
from pathlib import Path
from typing import Any

from truecourse.ending.charted import Charted
from truecourse.feeds.atomic import refuse_unwritable, replace_files
from truecourse.feeds.write_impacts import impacts_parquet
from truecourse.flight.case import Case
from truecourse.report.figures import ending, radius
from truecourse.report.geotiff import geotiff
from truecourse.report.located import tests
from truecourse.report.search import ring_geojson

FILES = ("located.json", "regions.geojson", "impacts.parquet", "chart.tif", "map.svg", "radius.svg")


def check_place_of_located(folder: Path) -> None:
    """Raise CaseError, in one sentence, where `write_located` could not write; leaves nothing behind."""
    refuse_unwritable(Path(folder), FILES)


def write_located(folder: Path, wire: dict[str, Any], done: Charted, case: Case) -> Path:
    """Write the answer, its regions and plan, endings, chart and figures into `folder`; where that is."""
    beside = tuple(ending.Beside(o.id, o.place.lat, o.place.lon) for o in tests(case) if o.place is not None)
    contents: dict[str, str | bytes] = {
        "located.json": _text(wire),
        "regions.geojson": _text({"type": "FeatureCollection", "features": _features(wire, done)}),
        "impacts.parquet": impacts_parquet(done.impacts, f"truecourse locate {wire['case']}"),
        "chart.tif": geotiff(done.chart),
        "map.svg": ending.draw(done, case.airspaces, beside).svg,
        "radius.svg": radius.draw(done).svg,
    }
    replace_files(Path(folder), contents)
    return Path(folder)


def _features(wire: dict[str, Any], done: Charted) -> list[dict[str, Any]]:
    """Regions of surface and loss, and the plan's rectangles."""
    named = {name: wire[name] for name in wire if name.startswith("region_")}
    named["lost, region_90"] = wire["lost"]["region_90"]
    out = [
        {
            "type": "Feature",
            "geometry": found["geojson"],
            "properties": {"name": name, "area_nm2": found["area_nm2"]},
        }
        for name, found in named.items()
    ]
    for sought in done.planned.sought if done.planned is not None else ():
        for k, box in enumerate(sought.rectangles, start=1):
            name = f"{sought.sensor.name}, rectangle {k}"
            out.append({"type": "Feature", "geometry": ring_geojson(box), "properties": {"name": name}})
    return out


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
