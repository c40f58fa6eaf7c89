"""The door of the airspace: when flights were in which areas."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from truecourse.airspace.entries import Entries

airspace_app = typer.Typer(
    help="Ask when flights are in which areas.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
PLACES = 7  # decimals of a degree: 1 cm


@airspace_app.callback()
def _airspace() -> None:
    """Ask when flights are in which areas."""


@airspace_app.command("entries")
def entries(
    tracks: Annotated[
        Path,
        typer.Argument(metavar="TRACKS", help="Tracks: CSV of flight,time,lat_deg,lon_deg,altitude_ft."),
    ],
    areas: Annotated[
        Path, typer.Option("--areas", metavar="FILE", help="Areas: GeoJSON, OpenAir, AIXM 5.1 or NOTAMs.")
    ],
    qnh_hpa: Annotated[
        float,
        typer.Option(min=870.0, max=1085.0, help="Pressure at mean sea level, for limits in altitudes."),
    ] = 1013.25,
    elevation_ft: Annotated[
        float, typer.Option(min=-1500.0, max=20_000.0, help="Of the ground, for limits above it.")
    ] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """List when and where flights enter and leave areas, between their samples too."""
    from math import nan

    from truecourse.earth.units import METRES_PER_FOOT, PASCALS_PER_HECTOPASCAL
    from truecourse.feeds.read_areas import open_areas
    from truecourse.feeds.tracks_csv import read_tracks_csv

    flights = read_tracks_csv(tracks)
    read = open_areas(areas, float(flights.t.min()) if len(flights.t) else nan)
    from truecourse.air.atmosphere import altitude
    from truecourse.airspace.entries import entries as find
    from truecourse.airspace.sound import ready

    correction = float(altitude(qnh_hpa * PASCALS_PER_HECTOPASCAL))
    good, refused = ready(read.areas, correction, elevation_ft * METRES_PER_FOOT)
    refused = tuple(f"{areas.name}, {sentence}" for sentence in refused)
    if not good.areas:
        raise ValueError(refused[0])
    for sentence in (*read.refused, *read.doubts, *refused):
        typer.echo(sentence, err=True)
    rows = _rows(find(flights, good), flights.names, [area.name for area in good.areas])
    if as_json:
        typer.echo(json.dumps(rows, allow_nan=False, ensure_ascii=False, indent=1))
    else:
        _print(rows)


def _rows(found: "Entries", flights: tuple[str, ...], areas: list[str]) -> list[dict[str, str | float]]:
    import numpy as np

    from truecourse.feeds.instants import format_time

    return [
        {
            "flight": flights[found.flight[i]],
            "area": areas[found.area[i]],
            "entry_time": format_time(found.entry_t[i]),
            "exit_time": format_time(found.exit_t[i]),
            "entry_lat_deg": round(float(np.degrees(found.entry_lat[i])), PLACES),
            "entry_lon_deg": round(float(np.degrees(found.entry_lon[i])), PLACES),
        }
        for i in np.lexsort((found.entry_t, found.flight))
    ]


def _print(rows: list[dict[str, str | float]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    table = Table("flight", "area", "entry", "exit", "latitude", "longitude", box=None, header_style="bold")
    for row in rows:
        lat, lon = f"{row['entry_lat_deg']:.5f}", f"{row['entry_lon_deg']:.5f}"
        table.add_row(*(str(row[key]) for key in ("flight", "area", "entry_time", "exit_time")), lat, lon)
    console.print(table if rows else "No flight enters an area")
