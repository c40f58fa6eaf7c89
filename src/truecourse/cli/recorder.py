"""The door of the recorder: raw flight data read with a parameter map."""

from pathlib import Path
from typing import Annotated

import typer

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
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]
