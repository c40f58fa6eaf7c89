"""The door: commands, options and sentences. What simulates is imported inside the command that needs it."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truecourse import __version__
from truecourse.cli.airspace import airspace_app
from truecourse.cli.claims import claims_app
from truecourse.cli.kept import keep_compiled
from truecourse.cli.locate import locate
from truecourse.cli.options import PARTICLES, Particles
from truecourse.cli.recorder import recorder_app
from truecourse.cli.show import print_json, print_table, progress
from truecourse.cli.watch import Watch

if TYPE_CHECKING:
    from truecourse.flight.case import Case
    from truecourse.flight.explanation import Explanation

ODD = 0.05  # posterior predictive probability below which the misfit is told
USAGE_ERROR = typer.BadParameter.__mro__[1]  # typer exports it under no name of its own

app = typer.Typer(
    name="truecourse",
    help="Watches flights against what they were cleared to do, and when one has strayed works out why.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
case_app = typer.Typer(
    help="Make a case of your own, and check it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(case_app, name="case")
app.add_typer(airspace_app, name="airspace")
app.add_typer(claims_app, name="claims")
app.add_typer(recorder_app, name="recorder")
app.command("watch")(Watch)
app.command("locate")(locate)


class Air(StrEnum):
    """Which wind a flight is flown in."""

    STILL = "still"
    CASE = "case"


CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A bundled case's name, or the folder of one's own.")
]
Stage = Annotated[str | None, typer.Option(help="Only what was known at this stage of the inquiry.")]
Until = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Only what had happened by then, such as 1983-08-31T13:55Z."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"truecourse {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Watches flights against what they were cleared to do, and when one has strayed works out why."""


@app.command()
def cases() -> None:
    """List the bundled cases."""
    from truecourse.feeds.case import list_cases

    for name in list_cases():
        typer.echo(name)


@case_app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    plan: Annotated[str, typer.Option(metavar="TEXT", help="Item 15 of the flight plan, as filed.")],
    track: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A recorded track: CSV, JSON, GeoJSON or Parquet.")
    ] = None,
    aircraft: Annotated[str | None, typer.Option(metavar="TYPE", help="ICAO type, such as B742.")] = None,
    fixes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Places of the plan's names: CSV name,lat_deg,lon_deg."),
    ] = None,
) -> None:
    """Write a case that runs, from a flight plan and, if there is one, a recorded track."""
    from truecourse.feeds.new_case import new_case

    for note in new_case(folder, plan, track, aircraft, fixes):
        typer.echo(note)
    typer.echo(f"The case is {folder}; truecourse case check {folder} says what is missing")


@case_app.command("check")
def check(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the case.")]) -> None:
    """Say what is wrong with a case, or missing from it; of a folder with only claims.toml, with that."""
    from truecourse.feeds.case import CASE, CLAIMS, check_case, read_case

    claims = (folder / CLAIMS).exists()
    whole = not claims or (folder / CASE).exists()
    problems = check_case(folder) if whole else []
    case = read_case(folder) if whole and not problems else None
    if not whole:
        typer.echo(f"{folder} has no {CASE}; only {CLAIMS} is checked", err=True)
    if claims:
        from truecourse.feeds.claim_measures import names_of
        from truecourse.feeds.claims import read_ledger
        from truecourse.investigation.claims import cause_names

        problems = [*problems, *read_ledger(folder, names_of(case, cause_names()))[1]]
    for sentence in problems:
        typer.echo(sentence, err=True)
    if problems:
        raise typer.Exit(2)
    from truecourse.investigation.cautions import cautions

    warnings = cautions(case) if case is not None else ()
    for sentence in warnings:
        typer.echo(f"Warning: {sentence}", err=True)
    typer.echo(f"Nothing {'else ' if warnings else ''}is wrong with {folder}")


@app.command()
def investigate(
    case: CaseName,
    stage: Stage = None,
    until: Until = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the report, made if missing.")] = Path(
        "out"
    ),
    seed: Seed = 0,
    particles: Particles = PARTICLES,
) -> None:
    """Weigh every cause, and write a report with the numbers and tracks behind it."""
    opened, moment = _open(case, stage, until)
    from truecourse.investigation.investigate import investigate as run

    with progress() as tell:
        report = run(
            opened, stage=stage, until=moment, out=out, seed=seed, particles=particles, progress=tell
        )
    typer.echo(f"The report is {report}")


@app.command()
def explain(
    case: CaseName,
    stage: Stage = None,
    until: Until = None,
    only: Annotated[str, typer.Option(metavar="IDS", help="Only these observations, comma-separated.")] = "",
    without: Annotated[str, typer.Option(metavar="IDS", help="All but these observations.")] = "",
    predict: Annotated[
        str | None, typer.Option(metavar="TIME", help="Also say where the flight would be at this time.")
    ] = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Say how probable each cause is, given what had been seen and was known."""
    opened, moment = _open(case, stage, until)
    then = _time(predict, "--predict") if predict else None
    from truecourse.investigation.explain import explain as weigh
    from truecourse.report.machine import to_wire
    from truecourse.report.spoken import asides

    with progress() as tell:
        explanation = weigh(
            opened,
            stage=stage,
            until=moment,
            only=_ids(only),
            without=_ids(without),
            predict=then,
            seed=seed,
            progress=tell,
        )
    if as_json:
        print_json(to_wire(explanation, opened))
    else:
        _print_ranking(explanation)
        for sentence in asides(explanation):
            typer.echo(sentence)
        if explanation.fit is not None and explanation.fit.p_value < ODD:
            from truecourse.report.summary import NO_CAUSE_FITS, POOR_FIT

            poor = explanation.fit.p_value < POOR_FIT
            typer.echo(f"{NO_CAUSE_FITS}. {explanation.fit.statement}" if poor else explanation.fit.statement)


@app.command()
def fly(
    case: CaseName,
    cause: Annotated[str, typer.Option(metavar="NAME", help="The cause to fly, such as heading-hold.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="K=V", help="A parameter of the cause; may be repeated."),
    ] = None,
    wind: Annotated[Air, typer.Option(help="Still air, or the wind of the case.")] = Air.CASE,
    as_json: Json = False,
) -> None:
    """Fly one cause from the clearance: a table, or with --json the track minute by minute."""
    opened, pairs = _open(case)[0], _settings(settings or [])
    from truecourse.feeds.write_track import track_json
    from truecourse.investigation.fly import fly_case
    from truecourse.report.flight_table import flight_table

    track = fly_case(opened, cause, pairs, wind.value)
    if as_json:
        print_json({"track": track_json(track)})
    else:
        print_table(flight_table(track))


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="A run's folder, or its explanation.json.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another's.")],
    as_json: Json = False,
) -> None:
    """Say what differs between two runs; first of all where they are of different cases."""
    from truecourse.report.compare import compare as differences
    from truecourse.report.compare import other_case, read_explanation

    runs = read_explanation(first), read_explanation(second)
    warning, found = other_case(*runs), differences(*runs)
    if as_json:
        print_json({"same_case": warning is None, "warning": warning, "differences": found})
        return
    for sentence in (
        [warning, *found] if warning else found or ["Nothing differs: the same numbers throughout."]
    ):
        typer.echo(sentence)


def main() -> None:
    """Run a command: exit 2 with one sentence for what was wrong at the door, 130 when interrupted."""
    keep_compiled(os.environ)
    try:
        code = app(prog_name="truecourse", standalone_mode=False)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not isinstance(error, (ValueError, OSError, USAGE_ERROR)):
            raise
        print(_sentence(error), file=sys.stderr)
        sys.exit(2)
    sys.exit(code or 0)


def _sentence(error: Exception) -> str:
    """What was wrong, on one line; how a command is used where it was used wrongly; help where nothing was
    asked.
    """
    context, message = getattr(error, "ctx", None), getattr(error, "format_message", error.__str__)()
    if context is None:
        return " ".join(message.split())
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(message)
    return f"{' '.join(message.split()).rstrip('.')}; see {context.command_path} -h"


def _open(case: str, stage: str | None = None, until: str | None = None) -> "tuple[Case, float | None]":
    """The case, and what `--until` means; an unknown stage is refused before anything is simulated."""
    from truecourse.evidence.select import stage_named
    from truecourse.feeds.case import open_case, until_time

    opened = open_case(case)
    stage_named(opened, stage)
    return opened, until_time(opened, until) if until is not None else None


def _time(text: str, option: str) -> float:
    from truecourse.feeds.instants import parse_time

    try:
        return parse_time(text)
    except ValueError as error:
        raise ValueError(f"{option} is {text}; {error}") from None


def _ids(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _settings(pairs: list[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair or pair.startswith("="):
            raise ValueError(f"--set {pair}: write it as name=value, such as heading_magnetic_deg=245")
    return {name.strip(): value.strip() for name, value in (pair.split("=", 1) for pair in pairs)}


def _print_ranking(explanation: "Explanation") -> None:
    from rich.table import Table

    table = Table("cause", "probability", "log evidence", "±", box=None, header_style="bold")
    for cause in sorted(explanation.causes, key=lambda c: -c.probability if c.converged else 1.0):
        if cause.converged and not cause.flights:
            evidence = ("does not apply", cause.why_not, "")
        elif cause.converged:
            evidence = (
                f"{cause.probability:.4f}",
                f"{cause.log_evidence:.2f}",
                f"{cause.log_evidence_sd:.2f}",
            )
        else:
            evidence = ("not known", cause.why_not, "")
        table.add_row(cause.name, *evidence)
    print_table(table)
