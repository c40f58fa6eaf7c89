"""Write the reference pages and the picture from the program, so that they say what it does: `make docs`."""

import json
import os
import subprocess
import sys
from math import inf
from pathlib import Path

from truecourse.evidence.explain import Effort
from truecourse.feeds.case import open_case
from truecourse.feeds.schema import case_schema
from truecourse.flight.track import COLUMNS
from truecourse.investigation.investigate import examine
from truecourse.report.figures import map
from truecourse.report.schema import schema
from truecourse.service.settings import SETTINGS
from truecourse.watch.messages import EDITION, NAMES, TABLE
from truecourse.watch.site import Site

PICTURE_PARTICLES = 96
REFERENCE = Path(__file__).resolve().parent / "reference"


def columns() -> str:
    """The columns of a track, as declared."""
    text = "# Columns of a track\n\nWritten by `make docs`. A value unknown is null or empty.\n\n"
    text += "| column | meaning | inside |\n|---|---|---|\n"
    return text + "".join(f"| `{c.wire}` | {c.meaning} | `{c.name}` |\n" for c in COLUMNS)


WATCH = """# The watch

Written by `make docs`. What the rules are and how to read an alert: [the watch](../watch.md).

## Rules and ASTERIX category 004

Edition {edition}, item I004/000. Where the edition has no message none is invented: such an alert travels as
JSON lines, GeoJSON and to webhooks. A message that ends is sent as type 17, End of Conflict.

| rule | what of it | message type |
|---|---|---|
{messages}
## What a site's file may set

`truecourse watch --site FILE`, TOML; what it does not name keeps its default.

| table | key | default | from | to | meaning |
|---|---|---|---|---|---|
{settings}
Outside the tables: `name`; `edition`, `"now"` or `"before"` (a revised estimate is told from 2 or 3 minutes
on); `waypoint_nm`, how far from a fix reported passed a flight may be (default: the region's gross error);
`quiet_kinds`, kinds of areas not watched; and any number of `[[regions]]` with `name`, `polygon` (corners
`[lat_deg, lon_deg]`, anticlockwise, geodesic edges), `limit_nm` and `offset_nm`.
"""


def watch() -> str:
    """Which alert is which message, and what a site's file may set."""
    messages = "".join(
        f"| `{rule.value}` | {what} | {'none' if kind is None else f'{kind}, {NAMES[kind]}'} |\n"
        for (rule, what), kind in TABLE.items()
    )
    settings = "".join(
        f"| `[{s.table}]` | `{s.key}` | {getattr(getattr(Site(), s.part), s.field) / s.factor:.4g} "
        f"| {s.least:g} | {s.most:g} | {s.meaning} |\n"
        for s in SETTINGS
    )
    return WATCH.format(edition=EDITION, messages=messages, settings=settings)


def commands() -> str:
    """What every command says about itself."""
    command = [sys.executable, "-m", "typer", "truecourse.cli", "utils", "docs", "--name", "truecourse"]
    plain = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    text = subprocess.run(command, check=True, capture_output=True, text=True, env=plain).stdout
    return text.replace("&#x27;", "'").replace("&lt;", "<").strip() + "\n"


def pages() -> dict[str, str]:
    """File name and text of every page that depends on the program alone."""
    return {
        "columns.md": columns(),
        "watch.md": watch(),
        "case.schema.json": json.dumps(case_schema(), indent=1) + "\n",
        "explanation.schema.json": json.dumps(schema(), indent=1) + "\n",
    }


def picture() -> str:
    """The map of the founding case, from a small run of its investigation."""
    case = open_case("kal007")
    explanation, _ = examine(case, None, inf, Effort(0, PICTURE_PARTICLES), lambda share, what: None)
    return map.draw(explanation, case).svg


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, text in {**pages(), "commands.md": commands()}.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")
    (REFERENCE.parent / "picture.svg").write_text(picture(), encoding="utf-8")
    print("docs/picture.svg")
