"""The door of the ending: where a flight came down, and where to look."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from truecourse.cli.options import PARTICLES, Descents
from truecourse.cli.show import print_json, print_table, progress

if TYPE_CHECKING:
    from rich.table import Table

    from truecourse.ending.charted import Charted


Case = Annotated[
    str, typer.Argument(metavar="CASE", help="A bundled case's name, or the folder of one's own.")
]
Stage = Annotated[str | None, typer.Option(help="Only what was known at this stage of the inquiry.")]
Plan = Annotated[
    Path | None, typer.Option(metavar="SENSORS.toml", help="Also plan a search with these sensors and hours.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Also write regions, endings, chart and figures there.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def locate(
    case: Case,
    stage: Stage = None,
    plan: Plan = None,
    out: Out = None,
    seed: Seed = 0,
    particles: Descents = PARTICLES,
    as_json: Json = False,
) -> None:
    """Say where the flight came down: ways, regions, waters, and what each observation did to that."""
    from truecourse.evidence.select import stage_named
    from truecourse.feeds.case import open_case

    opened = open_case(case)
    stage_named(opened, stage)
    asked = None
    if plan is not None:
        from truecourse.feeds.sensors import read_sensors

        asked = read_sensors(plan)
    if out is not None:
        from truecourse.report.write_located import check_place_of_located

        check_place_of_located(out)
    from truecourse.ending.charted import charted
    from truecourse.investigation.locate import locate as run
    from truecourse.report.located import located_wire
    from truecourse.report.write_located import write_located

    with progress() as tell:
        found = run(
            opened,
            stage=stage,
            seed=seed,
            particles=particles,
            progress=lambda share, what: tell(0.95 * share, what),
        )
        tell(0.95, "drawing the chart")
        done = charted(found.impacts, asked, opened.airspaces)
        wire = located_wire(found, done, opened)
        if out is not None:
            write_located(out, wire, done, opened, f"{datetime.now(UTC):%Y-%m-%d}")
    if as_json:
        print_json(wire)
        return
    _say(wire, done)
    if out is not None:
        typer.echo(f"The files are in {out}")


def _say(wire: dict[str, Any], done: "Charted") -> None:
    """The answer and, where there is one, the search plan, in words."""
    from truecourse.report.located_said import located_lines
    from truecourse.report.search import plan_lines

    print_table(_classes(wire))
    said = plan_lines(done)
    for line in (*located_lines(wire), *(["", "Where to look", *said] if said else [])):
        typer.echo(line)


def _classes(wire: dict[str, Any]) -> "Table":
    from rich.table import Table

    table = Table("way of coming down", "probability", "±", "prior", "log evidence", "±", box=None)
    for way in wire["classes"]:
        numbers = ("probability", "error", "prior", "log_evidence", "log_evidence_error")
        digits = (4, 2, 3, 2, 2)
        cells = [
            "not known" if way[key] is None else f"{way[key]:.{places}f}"
            for key, places in zip(numbers, digits, strict=True)
        ]
        table.add_row(way["name"], *cells)
    return table
