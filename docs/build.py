"""Write the reference pages and the picture from the program, so that they say what it does: `make docs`."""

import json
import os
import re
import subprocess
import sys
from math import inf
from pathlib import Path

from truecourse.evidence.explain import Effort
from truecourse.feeds.areas import PROPERTIES
from truecourse.feeds.case import open_case
from truecourse.feeds.claims_schema import claims_schema
from truecourse.feeds.heard.word_kinds import KEYS, KINDS
from truecourse.feeds.map_schema import map_schema
from truecourse.feeds.schema import case_schema
from truecourse.feeds.sensors_schema import sensors_schema
from truecourse.flight.track import COLUMNS
from truecourse.investigation.investigate import examine
from truecourse.report.figures import map
from truecourse.report.schema import schema
from truecourse.service.settings import SETTINGS
from truecourse.watch.messages import EDITION, NAMES, TABLE
from truecourse.watch.site import Site

PICTURE_PARTICLES = 96
REFERENCE = Path(__file__).resolve().parent / "reference"

MESSAGES = """# Rules and their ASTERIX category 004 messages

Written by `make docs`. Message types are those of EUROCONTROL-SPEC-0149-04, edition {edition}, item I004/000.
Where the edition has none the alert has none: it goes out as JSON, to people, webhooks and maps only. An
alert that ends is sent as 17, End Of Conflict (EOC), under the number of its start; type 1, Alive Message
(AM), goes out every 10 s.

| rule | of it | type | its name in the edition |
|---|---|---|---|
{rows}
`ESTIMATE` "seen" is a flight that is overdue and that surveillance sees: type 2 must carry the deviation
along the route (I004/074), which words alone do not give. Positive is ahead of the planned position, as in
the edition. Type 3, named for the heading, carries the deviation across the route (I004/075), positive to its
right.
"""


def columns() -> str:
    """The columns of a track, as declared."""
    text = "# Columns of a track\n\nWritten by `make docs`. A value unknown is null or empty.\n\n"
    text += "| column | meaning | inside |\n|---|---|---|\n"
    return text + "".join(f"| `{c.wire}` | {c.meaning} | `{c.name}` |\n" for c in COLUMNS)


WORDS = """# Plans, clearances and reports

Written by `make docs`. What `truecourse watch --plan FILE` reads, and a live feed with `--format words`:
ICAO FPL, ARR and CNL messages (Doc 4444), and JSON objects, one a line; both may stand in one file, in any
order of time, but a plan before words that name a fix whose name is not unique.

A flight is named by `flight`, its callsign, or by `icao24`, its address; a word goes to the flight that is
heard under that name, however long before (up to 19 hours). Every word has `kind`, one of the two, and
`time`. A plan or word that is not understood is left out, and said at the start with its line and its
flight; the others are heeded. A flight that is never heard is named at the end. Keys that are not listed
here are not read.

{kinds}
Of `a or b` one is needed. A key that is null counts as left out.

| key | what it holds |
|---|---|
{keys}
An example of each:

```json
{examples}
```
"""


def words() -> str:
    """Every kind of word, its keys and an example of it, as declared."""
    kinds = "| kind | what it says | needed | may have |\n|---|---|---|---|\n" + "".join(
        f"| `{k.kind}` | {k.meaning} | {_keys(k.needed)} | {_keys(k.optional)} |\n" for k in KINDS
    )
    keys = "".join(f"| `{key}` | {what} |\n" for key, what in KEYS.items())
    return WORDS.format(kinds=kinds, keys=keys, examples="\n".join(k.example for k in KINDS))


def _keys(texts: tuple[str, ...]) -> str:
    return ", ".join(
        re.sub("|".join(sorted(KEYS, key=len, reverse=True)), r"`\g<0>`", text) for text in texts
    )


AREAS = """# Areas

Written by `make docs`. What `--areas FILE` of `truecourse watch` and `truecourse airspace entries` reads:
GeoJSON as below, OpenAir, AIXM 5.1, or NOTAMs in ICAO format. What a file is, is seen from what is in it.

GeoJSON is a FeatureCollection in WGS 84, longitude first. A feature is a Polygon or MultiPolygon (holes are
heeded; it may be cut at 180 degrees or go beyond it), a Point with `radius_nm`, or a LineString with
`width_nm`. Its properties:

| property | what it holds |
|---|---|
{properties}
Other properties are not read. One that looks like a limit (`floor_m`, `ceiling`, `upper`, `offset_nm` ...)
refuses its area, by name, for otherwise the limit would vanish. One area that is wrong stops no other.

```json
{example}
```

Both limits belong to the area, and so do its edges. Limits `AMSL` and `SFC` are put on pressure altitude by
one QNH and one elevation for all areas: `qnh_hpa` and `elevation_ft` under `[heights]` of a site's file in
`truecourse watch`, `--qnh-hpa` and `--elevation-ft` in `truecourse airspace entries` (1013.25 hPa and 0 ft
until they are set). A flight whose altitude is not known is taken to be at any.

`truecourse watch` leaves out the kinds that a site's `quiet_kinds` lists ([site](site.md)), and says how
many they were; `truecourse airspace entries` looks at every kind.
"""
AREA = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature",\n'
    ' "properties": {"name": "R-5", "kind": "restricted", "floor_ft": 1000,\n'
    ' "floor_ref": "SFC", "ceiling_ft": 19500}, "geometry": {"type": "Polygon", "coordinates":\n'
    " [[[2.0, 48.2], [2.4, 48.2], [2.4, 48.5], [2.0, 48.5], [2.0, 48.2]]]}},\n"
    ' {"type": "Feature", "properties": {"name": "D-7", "kind": "danger", "radius_nm": 5,\n'
    ' "ceiling_ft": 5000, "ceiling_ref": "AMSL", "active": ["2026-01-01T06:00Z/2026-01-01T18:00Z"]},\n'
    ' "geometry": {"type": "Point", "coordinates": [2.9, 48.9]}}]}'
)


def areas() -> str:
    """What a feature of GeoJSON areas may hold, as declared."""
    rows = "".join(f"| `{name}` | {what} |\n" for name, what in PROPERTIES.items())
    return AREAS.format(properties=rows, example=AREA)


SITE = """# What a site's file may set

Written by `make docs`. `truecourse watch --site FILE`, TOML; what it does not name keeps its default. What
the rules are: [the watch](../watch.md).

| table | key | default | from | to | meaning |
|---|---|---|---|---|---|
{settings}
Outside the tables: `name`; `edition`, `"now"` or `"before"` (a revised estimate is told from 2 or 3 minutes
on); `waypoint_nm`, how far from a fix reported passed a flight may be (default: the region's gross error);
`quiet_kinds`, kinds of areas not watched (default: {quiet}); `unplanned` in `[lost]`, `true` or `false`
(default), whether flights without a plan are told lost; and any number of `[[regions]]` with `name`,
`polygon` (corners `[lat_deg, lon_deg]`, geodesic edges, either way round but anticlockwise round a pole),
`limit_nm` and `offset_nm`.
"""


def site() -> str:
    """What a site's file may set, as declared."""
    settings = "".join(
        f"| `[{s.table}]` | `{s.key}` | {getattr(getattr(Site(), s.part), s.field) / s.factor:.4g} "
        f"| {s.least:g} | {s.most:g} | {s.meaning} |\n"
        for s in SETTINGS
    )
    return SITE.format(settings=settings, quiet=", ".join(f"`{kind}`" for kind in Site().ahead.quiet))


def messages() -> str:
    """Which rule travels as which ASTERIX category 004 message, as the watch has it."""
    rows = (
        f"| `{rule.value}` | {what} | {number or 'none'} | {NAMES[number] if number else ''} |\n"
        for (rule, what), number in TABLE.items()
    )
    return MESSAGES.format(edition=EDITION, rows="".join(rows))


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
        "site.md": site(),
        "words.md": words(),
        "areas.md": areas(),
        "messages.md": messages(),
        "case.schema.json": json.dumps(case_schema(), indent=1) + "\n",
        "claims.schema.json": json.dumps(claims_schema(), indent=1) + "\n",
        "recorder-map.schema.json": json.dumps(map_schema(), indent=1) + "\n",
        "sensors.schema.json": json.dumps(sensors_schema(), indent=1) + "\n",
        "explanation.schema.json": json.dumps(schema(), indent=1) + "\n",
    }


def picture() -> str:
    """The map of the founding case, from a small run of its investigation."""
    case = open_case("kal007")
    explanation = examine(case, None, inf, Effort(0, PICTURE_PARTICLES), lambda share, what: None)[0]
    return map.draw(explanation, case).svg


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, text in {**pages(), "commands.md": commands()}.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")
    (REFERENCE.parent / "picture.svg").write_text(picture(), encoding="utf-8")
    print("docs/picture.svg")
