"""The door of a recording as evidence: its clock, whether it is genuine, its track, its times, its figure."""

from pathlib import Path
from typing import Annotated

import typer

from truecourse.cli.show import print_json, print_table

Recording = Annotated[
    Path, typer.Argument(metavar="RECORDING", help="A recording read into Parquet, or raw data with --map.")
]
MapFile = Annotated[Path | None, typer.Option("--map", metavar="MAP", help="The parameter map of raw data.")]
Given = Annotated[
    list[str] | None,
    typer.Option("--as", metavar="Q=NAME", help="Which parameter a quantity is; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def align(
    recording: Recording,
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT", help="CSV of the aircraft's transmissions: time or t_s.")
    ],
    map_file: MapFile = None,
    parameter: Annotated[
        str, typer.Option(metavar="NAME", help="The keying channel; else the one with most keyings.")
    ] = "",
    who: Annotated[str, typer.Option(metavar="NAME", help="Only what this speaker of the transcript said.")]
    = "",
    drift: Annotated[
        float, typer.Option(min=1e-3, max=1e5, help="How far off the recorder's rate may be, parts in a "
        "million, one standard deviation."),
    ] = 1000.0,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Lay a recording on a transcript's clock by the pattern of radio keying."""
    from truecourse.investigation.align import align_files
    from truecourse.report.alignment import alignment_sentences, alignment_table, alignment_wire

    done = align_files(recording, map_file, transcript, parameter, who, drift * 1e-6)
    wire = {"channel": done.channel, **alignment_wire(done.found, done.keyed, done.transcript)}
    if as_json:
        print_json(wire)
        return
    for sentence in alignment_sentences(wire):
        typer.echo(sentence)
    print_table(alignment_table(wire))
    typer.echo(
        f"{wire['keyings']} keyings of {done.channel}; {len(wire['keyings_untold'])} are in no transmission. "
        "An error that the whole transcript shares, such as its clock's, is not in the errors above."
    )


def check(
    recording: Recording,
    map_file: MapFile = None,
    custody: Annotated[
        Path | None, typer.Option(metavar="LOG.toml", help="Who held it from when to when, seals, hashes.")
    ] = None,
    transcript: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Transmissions or speech to hold the keying against.")
    ] = None,
    parameter: Annotated[str, typer.Option(metavar="NAME", help="The keying channel for that.")] = "",
    given: Given = None,
    as_json: Json = False,
) -> None:
    """Say whether a recording is whole and genuine, as far as it can be seen: check by check."""
    from truecourse.investigation.check_recording import check_recording
    from truecourse.report.recorder_check import check_rows, check_table, verdict

    done = check_recording(recording, map_file, given or [], custody, transcript, parameter)
    if as_json:
        wire = {"source": done.source, "sha256": done.sha256, "problems": list(done.problems)}
        print_json({**wire, "verdict": verdict(done.checks), "checks": check_rows(done.checks)})
        return
    for sentence in done.problems:
        typer.echo(f"{done.source}: {sentence}", err=True)
    print_table(check_table(done.checks))
    typer.echo(verdict(done.checks))
