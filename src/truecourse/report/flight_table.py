"""A flown track as a table for people: every half hour, and where the aircraft's unit declares a passage."""

import numpy as np
from rich.table import Table

from truecourse.flight.track import COLUMNS, Track
from truecourse.report.words import clock, iso, number

EVERY = 1800.0  # s
SHOWN = (
    ("lat", "lat °", 2),
    ("lon", "lon °", 2),
    ("altitude", "altitude ft", 0),
    ("gs", "gs kt", 0),
    ("course", "course °", 0),
    ("heading_magnetic", "heading °M", 0),
    ("cross_track", "right of route NM", 1),
)


def flight_table(track: Track) -> Table:
    """Rows of a track of `flight.track.COLUMNS`: time, place, what it flew, and what its cockpit showed."""
    factor = {column.name: column.per_si for column in COLUMNS}
    table = Table(title=track.source, title_justify="left", box=None, header_style="bold", pad_edge=False)
    table.add_column("UTC")
    for _, heading, _ in SHOWN:
        table.add_column(heading, justify="right")
    for heading in ("mode", "next", "unit's cross-track NM", "declared abeam"):
        table.add_column(heading, justify="right" if heading.endswith("NM") else "left", overflow="fold")
    columns = track.columns
    for i in rows_shown(track):
        flown = [number(float(columns[name][i] * factor[name]), places) for name, _, places in SHOWN]
        unit = number(float(columns["unit_cross_track"][i] * factor["unit_cross_track"]), 1)
        words = [str(columns[name][i]) for name in ("mode", "leg_to", "abeam")]
        table.add_row(clock(iso(float(columns["t"][i]))), *flown, words[0], words[1], unit, words[2])
    return table


def rows_shown(track: Track) -> list[int]:
    """Indices of the rows worth a line: each half hour from the start, each passage declared, the last."""
    since = track.columns["t"] - track.columns["t"][0]
    worth = (np.mod(since, EVERY) < 1e-3) | (track.columns["abeam"] != "")
    worth[-1] = True
    return [int(i) for i in np.flatnonzero(worth)]
