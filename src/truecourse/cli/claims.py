"""The door of the ledger: what sources claim of a case, whether it agrees, and what physics allows."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from truecourse.cli.options import PARTICLES, Particles
from truecourse.cli.show import is_terminal, print_json, print_lines, print_table, progress, terminal_width

if TYPE_CHECKING:
    from truecourse.feeds.local_times import Clock
    from truecourse.flight.case import Case
    from truecourse.flight.claim import Ledger
    from truecourse.flight.ensemble import Ensemble
    from truecourse.report.timeline import Event

claims_app = typer.Typer(
    help="Ask what sources claim of a case, and check it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A bundled case's name, or a folder with a claims.toml.")
]
ALONE = (
    "{}: there is no case.toml, and so no reconstruction; claims are held against each other, and against "
    "light and physics where their subjects say enough"
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets.")]


class Listed(StrEnum):
    """What `claims check` lists one by one on a terminal, beside what it always does."""

    AGREED = "agreed"
    UNTESTABLE = "untestable"
    ALL = "all"


class _Read(NamedTuple):
    """A ledger, what is wrong with it, its case, how many claims stand in the file, read or
    not, and whether there is a case.toml.
    """

    ledger: "Ledger"
    problems: list[str]
    case: "Case | None"
    written: int
    has_case: bool

    @property
    def unread(self) -> str:
        """Words for the claims that could not be read; "" where all were."""
        lost = self.written - len(self.ledger.claims)
        return f"; {lost} of {self.written} could not be read" if lost else ""


@claims_app.command("list")
def list_claims(
    case: CaseName,
    source: Annotated[str, typer.Option(metavar="ID", help="Only those of this source.")] = "",
    subject: Annotated[
        str, typer.Option(metavar="TEXT", help="Only those on this subject: its id, or part of its title.")
    ] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help="Only this kind, such as time or decision.")] = "",
    grade: Annotated[
        str, typer.Option(metavar="GRADE", help="Only those of sources of this grade, such as primary.")
    ] = "",
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List what sources claim."""
    read = _read(case)
    ledger, problems = read.ledger, read.problems
    from truecourse.report.chosen import chosen
    from truecourse.report.claims import claim_rows
    from truecourse.report.claims_csv import spreadsheet_columns, spreadsheet_rows
    from truecourse.report.claims_shown import claims_lines

    rows = claim_rows(chosen(ledger, source, subject, kind, grade))
    wire, flat = {"claims": rows, "problems": problems}, spreadsheet_rows(rows, ledger)
    if not _told(wire, flat, spreadsheet_columns(ledger), as_json, as_csv):
        print_lines(claims_lines(rows, terminal_width()))
        typer.echo(f"{len(rows)} of {read.written} claims{read.unread}")


@claims_app.command("show")
def show_claim(
    case: CaseName,
    claim: Annotated[str, typer.Argument(metavar="ID", help="The claim's id.")],
    flights: Annotated[
        bool, typer.Option("--flights", help="Hold it against the flights too, which take a minute.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show one claim with everything: its value as told and as understood, what others say, findings."""
    ledger, problems, opened, *_ = _read(case, with_case=True)
    from truecourse.investigation.claims import check_ledger
    from truecourse.report.chosen import named
    from truecourse.report.claims import claim_rows, finding_rows, source_rows
    from truecourse.report.claims_shown import Shape, claim_lines
    from truecourse.report.consensus import consensus_rows

    one = named(ledger, claim)
    rows = {row["id"]: row for row in claim_rows(ledger)}
    others = [row for row in rows.values() if row["subject"] == one.subject and row["id"] != claim]
    flown = _flown(opened, None, 0, PARTICLES) if flights and opened is not None else None
    checked = check_ledger(ledger, problems, opened, flown)
    about = tuple(c for c in checked.consensus if c.subject == one.subject)
    together = consensus_rows(ledger, about, checked.reconstructed)
    shared = together[0] if together else None
    found = finding_rows(checked.findings)
    found = [f for f in found if claim in (f["claim"], *f["against"])]
    source = next(row for row in source_rows(ledger) if row["id"] == one.source)
    if as_json:
        print_json(
            {"claim": rows[claim], "source": source, "others": others, "consensus": shared, "findings": found}
        )
    else:
        measure = next(s.measure for s in ledger.subjects if s.id == one.subject)
        shape = Shape(terminal_width(), measure, flown is not None)
        print_lines(claim_lines(rows[claim], source, others, found, shared, shape))


@claims_app.command("check")
def check_claims(
    case: CaseName,
    stage: Annotated[
        str | None, typer.Option(help="Go by what was known at this stage of the inquiry.")
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", "--no-reconstruction", help="Leave out the flights, which take a minute."),
    ] = False,
    listed: Annotated[
        Listed | None,
        typer.Option("--list", help="List agreements, what cannot be tested, or both, not their number."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same gives the same numbers.")] = 0,
    particles: Particles = PARTICLES,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Hold claims against each other, against physics and the map, and against the case's flights."""
    read = _read(case, with_case=True)
    ledger, problems, opened = read.ledger, read.problems, read.case
    if stage is not None:
        _check_stage(opened, stage)
    from truecourse.investigation.claims import check_ledger
    from truecourse.report.claims import FINDING, finding_rows, source_rows, thresholds
    from truecourse.report.claims_shown import consensus_lines
    from truecourse.report.consensus import consensus_rows
    from truecourse.report.findings_shown import counted, findings_lines

    if opened is None and not read.has_case:
        typer.echo(ALONE.format(case), err=True)
    flown = None if opened is None or quick else _flown(opened, stage, seed, particles)
    checked = check_ledger(ledger, problems, opened, flown, stage)
    rows = finding_rows(checked.findings)
    together = consensus_rows(ledger, checked.consensus, checked.reconstructed)
    wire = {
        "findings": rows,
        "consensus": together,
        "sources": source_rows(ledger),
        "thresholds": thresholds(),
        "problems": problems,
        "stage": stage,
        "reconstruction": flown is not None,
    }
    if not _told(wire, rows, list(FINDING), as_json, as_csv):
        wide = terminal_width()
        agreed, untested = (listed in (one, Listed.ALL) for one in (Listed.AGREED, Listed.UNTESTABLE))
        print_lines(findings_lines(rows, wide, agreed, untested))
        if any(len(row["sources"]) > 1 for row in together):
            print_lines(
                ["WHAT TWO OR MORE SOURCES TOGETHER SAY OF A NUMBER", *consensus_lines(together, wide), ""]
            )
        many = len(ledger.claims)
        typer.echo(f"{many} claim{'s' if many > 1 else ''}{read.unread}. {counted(rows)}")


@claims_app.command("timeline")
def timeline(
    case: CaseName,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it into this file too.")] = None,
    zone: Annotated[
        list[str] | None,
        typer.Option(metavar="ZONE", help="A clock more, such as Europe/Paris; may be repeated."),
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="ORDER", help="lane: whose doing it is; time: one after the other.")
    ] = "lane",
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List who says what happened when, with the clocks of all zones side by side."""
    if by not in ("lane", "time"):
        raise ValueError(f"--by {by}: write lane or time")
    ledger, problems, opened, *_ = _read(case, with_case=True)
    from truecourse.investigation.claims import check_ledger
    from truecourse.report.timeline import by_time, clocks, contradicted, events, timeline_wire
    from truecourse.report.timeline_shown import order_lines

    shown = clocks(ledger, opened, tuple(zone or ()))
    findings = check_ledger(ledger, problems, opened, None).findings
    found = events(ledger, findings)
    if svg is not None:
        from truecourse.feeds.atomic import replace_files
        from truecourse.report.figures import sheet
        from truecourse.report.figures import timeline as figure

        if not found:
            raise ValueError(f"--svg {svg}: no claim of {case} tells a time, so there is nothing to draw")
        drawn = sheet.stacked(figure.draw(ledger, opened, found, shown))
        replace_files(svg.parent, {svg.name: drawn})
    found = by_time(found) if by == "time" else found
    wire = timeline_wire(ledger, opened, found, shown)
    if not _told(wire, wire["events"], [], as_json, as_csv):
        _print_timeline(found, shown)
        print_lines(order_lines(ledger, contradicted(findings), terminal_width()))
        if svg is not None:
            typer.echo(f"The figure is {svg}")


def _print_timeline(found: list["Event"], clocks: tuple["Clock", ...]) -> None:
    """A table where a terminal has room for a column a clock, or where it is no terminal; else lines."""
    from truecourse.report.timeline_shown import NARROW, timeline_lines, timeline_table

    if is_terminal() and terminal_width() < NARROW:
        print_lines(timeline_lines(found, clocks, terminal_width()))
    else:
        print_table(timeline_table(found, clocks))


def _read(name: str, with_case: bool = False) -> _Read:
    """The ledger of a case, after saying on standard error what is wrong with it; and the case, if asked for
    and whole. Exit 2 where no claim can be read.
    """
    from truecourse.feeds.case import CASE, CLAIMS, case_folder, read_case
    from truecourse.feeds.claim_measures import names_of
    from truecourse.feeds.claims import count_claims, read_ledger
    from truecourse.feeds.errors import CaseError

    folder = case_folder(name)
    if not (folder / CLAIMS).exists():
        raise ValueError(f"{name} has no {CLAIMS}; docs/claims.md says how to write one")
    case, there, causes, broken = None, (folder / CASE).exists(), None, ""
    if with_case:
        from truecourse.investigation.claims import cause_names

        causes = cause_names()
        try:
            case = read_case(folder) if there else None
        except CaseError as error:
            broken = f"{error}; claims are checked without the case"
    ledger, problems = read_ledger(folder, names_of(case, causes))
    for sentence in problems:
        typer.echo(sentence, err=True)
    if not ledger.claims:
        if not problems:
            typer.echo(f"{name}: no claim stands in {CLAIMS}; add [[claims]]", err=True)
        raise typer.Exit(2)
    if broken:
        typer.echo(broken, err=True)
    return _Read(ledger, problems, case, count_claims(folder), there)


def _flown(case: "Case", stage: str | None, seed: int, particles: int) -> "Ensemble | None":
    """The flights the case may have been; None, after saying why, where there are none."""
    from truecourse.investigation.ensemble import ensemble

    with progress() as tell:
        try:
            return ensemble(case, stage=stage, seed=seed, particles=particles, progress=tell)
        except ValueError as error:
            problem = str(error)
    typer.echo(problem, err=True)
    return None


def _check_stage(case: "Case | None", stage: str) -> None:
    from truecourse.evidence.select import stage_named

    if case is None:
        raise ValueError(f"--stage {stage}: without a case there are no stages; leave it out")
    stage_named(case, stage)


def _told(
    wire: dict[str, Any], rows: list[dict[str, Any]], columns: list[str], as_json: bool, as_csv: bool
) -> bool:
    """Whether a program was answered: JSON or CSV is printed."""
    if as_json and as_csv:
        raise ValueError("--json and --csv exclude one another; leave one out")
    if as_json:
        print_json(wire)
    elif as_csv:
        from truecourse.report.as_csv import csv_text

        typer.echo(csv_text(rows, columns), nl=False)
    return as_json or as_csv
