"""Writing a report: four files that belong together, none of them ever half there."""

import json
from collections.abc import Mapping
from pathlib import Path

from truecourse.feeds.atomic import refuse_unwritable, replace_files
from truecourse.feeds.write_track import track_geojson, track_parquet
from truecourse.flight.case import Case
from truecourse.flight.explanation import Explanation
from truecourse.flight.track import Track
from truecourse.report.claims import NOTHING, Checked
from truecourse.report.machine import to_wire
from truecourse.report.page import draw_all, page

FILES = ("report.html", "explanation.json", "track.parquet", "track.geojson")


def check_place(folder: Path) -> None:
    """Raise CaseError, in one sentence, where `write_report` could not write; leaves nothing behind."""
    refuse_unwritable(Path(folder), FILES)


def write_report(
    folder: Path,
    case: Case,
    explanation: Explanation,
    tracks: Mapping[str, Track],
    claims: Checked = NOTHING,
) -> Path:
    """Write report.html, explanation.json, track.parquet and track.geojson into `folder`; where report.html
    is.

    `tracks` maps a cause's name to the track of its median flight; the leading cause's is the one written and
    whose cockpit is shown, and where it is missing both are left out. Everything is made before anything is
    written, beside the folder, then renamed into it: an interrupted run leaves what was there. Raises
    CaseError where the folder cannot be written. `claims`: what is claimed of the case, checked.
    """
    wire = to_wire(explanation, case, claims)
    text = json.dumps(wire, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    leader = wire["leader"]
    contents: dict[str, str | bytes] = {
        "report.html": page(wire, draw_all(explanation, case, tracks, leader, claims)),
        "explanation.json": text,
    }
    if leader in tracks:
        contents["track.parquet"] = track_parquet(tracks[leader])
        contents["track.geojson"] = track_geojson(tracks[leader])
    replace_files(Path(folder), contents)
    return Path(folder) / "report.html"
