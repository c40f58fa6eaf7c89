"""The door of a recording as evidence: its clock, whether it is genuine, its track, its times, its figure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
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

Who = Annotated[str, typer.Option(metavar="NAME", help="Only what this speaker of the transcript said.")]
MayDrift = Annotated[
    float, typer.Option("--drift", min=1e-3, max=1e5, help="How far off the recorder's rate may be, parts in "
    "a million, one standard deviation."),
]  # fmt: skip
Drift = Annotated[
    float, typer.Option("--drift", min=-1e5, max=1e5, help="What the true clock gains on the recorder's, as "
    "align found it: parts in a million."),
]  # fmt: skip


@dataclass(frozen=True)
class Align:
    """Lay a recording on a transcript's clock by the pattern of radio keying."""

    recording: Recording
    transcript: Annotated[
        Path, typer.Argument(metavar="TRANSCRIPT", help="CSV of the aircraft's transmissions, time or t_s; "
        "or another recording in Parquet, such as speech on a tape.")
    ]  # fmt: skip
    map_file: MapFile = None
    parameter: Annotated[
        str, typer.Option(metavar="NAME", help="The keying channel; else the one with most keyings.")
    ] = ""
    who: Who = ""
    drift: MayDrift = 1000.0
    against: Annotated[
        str, typer.Option(metavar="NAME", help="Of another recording the parameter that is speech or keying.")
    ] = ""
    given: Given = None
    as_json: Json = False

    def __post_init__(self) -> None:
        """Do it; Typer makes the options by calling the class, so that they need be named once."""
        _align(self)
        raise typer.Exit


def _align(options: Align) -> None:
    from truecourse.investigation.align import align_files
    from truecourse.recording.cut import cut_sentence
    from truecourse.report.alignment import alignment_sentences, alignment_table, alignment_wire

    done = align_files(
        options.recording, options.map_file, options.transcript, options.parameter, options.who,
        options.drift * 1e-6, options.against, options.given or [],
    )  # fmt: skip
    wire = {
        "channel": done.channel,
        **alignment_wire(done.found, done.keyed, done.transcript),
        "cut": done.cut._asdict() if done.cut else None,
    }
    if options.as_json:
        print_json(wire)
        return
    for sentence in alignment_sentences(wire):
        typer.echo(sentence)
    if done.cut:
        typer.echo(f"But {cut_sentence(done.cut)}.")
    print_table(alignment_table(wire))
    typer.echo(
        f"{wire['keyings']} keyings of {done.channel}; {len(wire['keyings_untold'])} are in no transmission. "
        "An error that the whole transcript shares, such as its clock's, is not in the errors above."
    )


@dataclass(frozen=True)
class Check:
    """Say whether a recording is whole and genuine, as far as it can be seen: check by check."""

    recording: Recording
    map_file: MapFile = None
    custody: Annotated[
        Path | None, typer.Option(metavar="LOG.toml", help="Who held it from when to when, seals, hashes.")
    ] = None
    transcript: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Transmissions or speech to hold the keying against.")
    ] = None
    parameter: Annotated[str, typer.Option(metavar="NAME", help="The keying channel for that.")] = ""
    who: Who = ""
    drift: MayDrift = 1000.0
    given: Given = None
    as_json: Json = False

    def __post_init__(self) -> None:
        """Do it; Typer makes the options by calling the class, so that they need be named once."""
        _check(self)
        raise typer.Exit


def _check(options: Check) -> None:
    from truecourse.investigation.check_recording import Speech, check_recording
    from truecourse.report.recorder_check import check_rows, check_table, verdict

    speech = Speech(options.transcript, options.parameter, options.who, options.drift * 1e-6)
    done = check_recording(options.recording, options.map_file, options.given or [], options.custody, speech)
    if options.as_json:
        wire = {"source": done.source, "sha256": done.sha256, "problems": list(done.problems)}
        print_json({**wire, "verdict": verdict(done.checks), "checks": check_rows(done.checks)})
        return
    for sentence in done.problems:
        typer.echo(f"{done.source}: {sentence}", err=True)
    print_table(check_table(done.checks), fold=True)
    typer.echo(verdict(done.checks))


Start = Annotated[
    str, typer.Option(metavar="TIME", help="When recorder time 0 was, such as 1983-08-31T12:58:00Z.")
]
MaybeStart = Annotated[
    str | None, typer.Option("--start", metavar="TIME", help="When recorder time 0 was, for times UTC.")
]


OutCsv = Annotated[Path, typer.Option(metavar="CSV", help="The file to write.")]
StartError = Annotated[float, typer.Option(min=0.0, max=3600.0, help="One standard deviation of --start, s.")]
CompassError = Annotated[
    float, typer.Option(min=0.01, max=30.0, help="One standard deviation of the compass, degrees.")
]
After = Annotated[str | None, typer.Option("--from", metavar="TIME", help="Only what was then or later.")]
Before = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Only what was until then.")]
KnownSince = Annotated[
    str | None, typer.Option(metavar="DATE", help="Since when it was known; else since it happened.")
]
HeldFor = Annotated[
    float, typer.Option(min=30.0, max=86400.0, help="Only what was held for so long, s.")
]  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """Write what a recording says as observations of a case: headings and levels held, the last sample."""

    recording: Recording
    start: Start
    out: OutCsv
    map_file: MapFile = None
    start_error: StartError = 1.0
    drift: Drift = 0.0
    compass_error: CompassError = 1.0
    after: After = None
    before: Before = None
    known_since: KnownSince = None
    held_for: HeldFor = 300.0
    given: Given = None

    def __post_init__(self) -> None:
        """Write; Typer makes the options by calling the class, so that they need be named once."""
        _evidence(self)
        raise typer.Exit


def _evidence(options: Evidence) -> None:
    from math import inf, nan, radians

    from truecourse.feeds.atomic import replace_files
    from truecourse.feeds.instants import parse_day
    from truecourse.feeds.write_observations import observations_csv
    from truecourse.investigation.recorded import ends_in, recorded
    from truecourse.investigation.recorder_evidence import When, evidence

    known, out = options.known_since, options.out
    when = When(
        _time(options.start, "--start"),
        options.start_error,
        _time(options.after, "--from") if options.after else -inf,
        _time(options.before, "--to") if options.before else inf,
        _time(known, "--known-since", parse_day) if known else nan,
        options.drift * 1e-6,
    )
    read = recorded(options.recording, options.map_file, options.given or [])
    last = ends_in(options.recording, options.map_file)
    rows = evidence(read, when, radians(options.compass_error), options.held_for, last)
    replace_files(out.parent, {out.name: observations_csv(rows)})
    _tell_missing(read.of, "heading_magnetic", "altitude", "on_ground")
    typer.echo(f"{out}: {len(rows)} observations; copy the rows into a case's observations.csv")


Modes = Annotated[
    list[str] | None,
    typer.Option("--mode", metavar="NAME", help="A parameter whose states to tell, the first too; may be "
    "repeated. Modes of a known name or description are told in any case."),
]  # fmt: skip


def keys(
    recording: Recording,
    map_file: MapFile = None,
    start: MaybeStart = None,
    drift: Drift = 0.0,
    mode: Modes = None,
    given: Given = None,
    as_json: Json = False,
) -> None:
    """Say the key times and values: lift-off, top of climb, mode changes, touchdown, extremes."""
    from math import nan

    from truecourse.investigation.recorded import ends_in, modes_in, recorded
    from truecourse.recording.key_times import key_times, key_values
    from truecourse.recording.mode_times import mode_times
    from truecourse.report.recorder_keys import keys_wire, times_table, values_table

    known = dict.fromkeys([*modes_in(recording, map_file), *(mode or [])])
    read = recorded(recording, map_file, given or [], more=list(known))
    for sentence in read.whole.problems:
        typer.echo(f"{read.whole.source}: {sentence}", err=True)
    ends = ends_in(recording, map_file)
    if ends is None:
        raise ValueError(f"{recording.name} has no valid sample, so there are no times in it")
    changes = mode_times([one for one in read.whole.series if one.name in known], mode or [])
    times = sorted([*key_times(read.of, ends), *changes], key=lambda key: key.t)
    wire = keys_wire(times, key_values(read.of), _time(start, "--start") if start else nan, drift * 1e-6)
    if as_json:
        print_json(wire)
        return
    _tell_missing(
        read.of, "altitude", "cas", "vertical_speed", "on_ground", "autopilot_1", "gear_down", "roll", "pitch"
    )
    print_table(times_table(wire))
    print_table(values_table(wire))


def _tell_missing(found: Collection[str], *wanted: str) -> None:
    from truecourse.feeds.recorded import not_found

    if sentence := not_found(found, wanted):
        typer.echo(sentence, err=True)


def _time(text: str, option: str, parser: Callable[[str], float] | None = None) -> float:
    from truecourse.feeds.instants import parse_time

    try:
        return (parser or parse_time)(text)
    except ValueError as error:
        raise ValueError(f"{option} is {text}; {error}") from None


@dataclass(frozen=True)
class Reckon:
    """Reckon a track from heading, airspeed, altitude and wind, held by fixes, with its growing error."""

    recording: Recording
    start: Start
    fixes: Annotated[Path, typer.Option(metavar="CSV", help="Known places: time,lat_deg,lon_deg,error_nm.")]
    out: Annotated[Path, typer.Option(metavar="CSV", help="The track to write.")]
    wind: Annotated[
        str, typer.Option(metavar="WIND", help="climatology, still, 250/60 (degrees/knots), or a file.")
    ] = "climatology"
    start_error: StartError = 0.0
    drift: Drift = 0.0
    map_file: MapFile = None
    given: Given = None

    def __post_init__(self) -> None:
        """Do it; Typer makes the options by calling the class, so that they need be named once."""
        _reckon(self)
        raise typer.Exit


def _reckon(options: Reckon) -> None:
    from truecourse.feeds.atomic import replace_files
    from truecourse.investigation.recorded import by_clock, recorded
    from truecourse.investigation.recorder_track import read_places, reckoned_track, wind_named
    from truecourse.report.reckoned import reckoned_csv, reckoned_sentence

    air, places = wind_named(options.wind), read_places(options.fixes)
    read = by_clock(recorded(options.recording, options.map_file, options.given or []), options.drift * 1e-6)
    start, error = _time(options.start, "--start"), options.start_error
    track, found = reckoned_track(read, start, places, air, start_error=error)
    replace_files(options.out.parent, {options.out.name: reckoned_csv(track, found)})
    typer.echo(f"{options.out}: {reckoned_sentence(track, found)}")


def plot(
    recording: Recording,
    out: Annotated[Path, typer.Option(metavar="F.svg", help="The figure to write.")],
    map_file: MapFile = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A parameter or quantity to draw; may be repeated."),
    ] = None,
    start: MaybeStart = None,
    drift: Drift = 0.0,
    given: Given = None,
) -> None:
    """Draw parameters below one another against time, with the key times across them."""
    from math import nan

    from truecourse.feeds.atomic import replace_files
    from truecourse.investigation.recorded import by_clock, recorded
    from truecourse.recording.key_times import key_times
    from truecourse.report.figures import recording as figure
    from truecourse.report.figures import sheet

    if out.suffix.lower() not in ("", ".svg"):
        raise ValueError(f"--out {out.name}: the figure is SVG; give a name that ends in .svg")
    wanted = parameter or []
    quantities = [name for name in wanted if name in figure.LABELS]
    more = [name for name in wanted if name not in figure.LABELS]
    read = recorded(recording, map_file, given or [], more=more)
    read = by_clock(read, drift * 1e-6) if start else read
    missing = [name for name in quantities if name not in read.of]
    if missing:
        raise ValueError(f"--parameter {missing[0]}: the recording has none known; name it with --as Q=NAME")
    of = {q: read.of[q] for q in (quantities if wanted else figure.USUAL) if q in read.of}
    others = [series for name in more for series in read.whole.series if series.name == name]
    drawn = figure.draw(of, others, key_times(read.of), read.whole, _time(start, "--start") if start else nan)
    replace_files(out.parent, {out.name: sheet.stacked([drawn])})
    if not wanted:
        _tell_missing(read.of, *(name for name in figure.USUAL if name[-2:] != "_2" and name != "heading"))
    typer.echo(f"The figure is {out}. {drawn.caption}")
