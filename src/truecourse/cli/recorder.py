"""The door of the recorder: raw flight data read with a parameter map."""

from pathlib import Path
from typing import Annotated

import typer

from truecourse.cli import recorder_evidence
from truecourse.cli.show import print_json, print_table, progress

recorder_app = typer.Typer(
    help="Read what a flight recorder wrote.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
RawFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Raw flight data, as it is, in a zip file or gzipped.")
]
MapFile = Annotated[
    Path, typer.Option("--map", metavar="MAP", help="The parameter map: TOML or JSON, see docs/recorder.md.")
]
MaybeMap = Annotated[
    Path | None, typer.Option("--map", metavar="MAP", help="The parameter map, which raw data need.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
ROWS = 60  # of a table of samples that are shown; --csv has all


@recorder_app.command("read")
def read(
    file: RawFile,
    map_file: MapFile,
    out: Annotated[Path, typer.Option(metavar="F.parquet", help="The file to write, whole or not at all.")],
    as_json: Json = False,
) -> None:
    """Decode every parameter of a raw recording into Parquet, each at its own rate."""
    from truecourse.investigation.recording import open_recording, write_recording

    with open_recording(file, map_file) as opened, progress() as tell:
        told = write_recording(opened, out, tell)
    for sentence in told["problems"]:
        typer.echo(f"{opened.source}: {sentence}", err=True)
    if as_json:
        print_json(told)
        return
    samples = sum(row["samples"] for row in told["parameters"])
    valid = sum(row["valid"] for row in told["parameters"])
    share = f", {100 * valid / samples:.2f} % of them valid" if samples else ""
    typer.echo(
        f"{out}: {len(told['parameters'])} parameters, {samples} samples{share}, "
        f"over {told['duration_s']:.0f} s"
    )
    if told["left_out"]:
        typer.echo(
            f"{len(told['left_out'])} parameters of the map cannot be decoded; "
            "truecourse recorder parameters names each, with the reason"
        )


@recorder_app.command("show")
def show(
    file: RawFile,
    parameter: Annotated[str, typer.Option(metavar="NAME", help="The parameter's name in the map.")],
    map_file: MaybeMap = None,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Show the samples of one parameter; time in s counts from its own first sample."""
    if as_json and as_csv:
        raise ValueError("--json and --csv exclude one another; leave one out")
    from truecourse.feeds.recorder_file import refuse_parquet
    from truecourse.investigation.recording import open_recording
    from truecourse.report.recording import series_csv, series_table, series_wire

    refuse_parquet(file)
    if map_file is None:
        raise ValueError(f"{file.name} is raw data; give its map with --map MAP")
    with open_recording(file, map_file) as opened:
        from truecourse.recording.decode import named, series

        known = named(opened.map, parameter)
        one = series(opened.held, opened.map, known)
    for sentence in opened.held.problems:
        typer.echo(f"{opened.source}: {sentence}", err=True)
    if as_json:
        print_json(series_wire(one, known))
    elif as_csv:
        typer.echo(series_csv(one, known), nl=False)
    else:
        print_table(series_table(one, known, ROWS))
        more = f"; the first {ROWS} are shown, --csv has all" if len(one.t) > ROWS else ""
        typer.echo(f"{len(one.t)} samples, {int(one.valid.sum())} valid{more}")


@recorder_app.command("parameters")
def parameters(map_file: MapFile, as_json: Json = False) -> None:
    """List the parameters of a map, and those it cannot decode, with the reason."""
    from truecourse.investigation.recording import open_map
    from truecourse.report.recording import left_out_table, map_wire, parameters_table

    made = open_map(map_file)
    if as_json:
        print_json(map_wire(made))
        return
    print_table(parameters_table(made))
    if made.left_out:
        typer.echo("Not decoded:")
        print_table(left_out_table(made))
    typer.echo(f"{len(made.parameters)} parameters decode, {len(made.left_out)} do not")


@recorder_app.command("convert-map")
def convert_map(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A map in another format: AGS .vec, or FRED (ARINC 647A)."),
    ],
    out: Annotated[Path, typer.Option(metavar="MAP", help="The map to write, as TOML.")],
) -> None:
    """Make a parameter map of ours from one in another format."""
    from truecourse.feeds.atomic import replace_files
    from truecourse.feeds.convert_map import convert_map as convert
    from truecourse.feeds.parameter_map import write_map

    made = convert(file)
    replace_files(out.parent, {out.name: write_map(made)})
    typer.echo(
        f"{out}: ARINC {made.standard}, {len(made.parameters)} parameters; "
        f"{len(made.left_out)} are left out, each with the reason"
    )


recorder_app.command("keys")(recorder_evidence.keys)
recorder_app.command("plot")(recorder_evidence.plot)
recorder_app.command("align")(recorder_evidence.Align)
recorder_app.command("check")(recorder_evidence.Check)
recorder_app.command("evidence")(recorder_evidence.Evidence)
recorder_app.command("reckon")(recorder_evidence.Reckon)
