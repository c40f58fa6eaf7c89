"""Claims as data: claims.toml of a case, read whole, with everything wrong in it named by its line."""

from collections.abc import Callable, Collection
from math import nan
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from truecourse.feeds.case import CLAIMS
from truecourse.feeds.claim_measures import NO_NAMES, Names, names_of
from truecourse.feeds.claim_told import told
from truecourse.feeds.claim_values import value_of
from truecourse.feeds.claims_check import Placed, Say, Tables, joined, say_changed_files, unique
from truecourse.feeds.claims_left_out import say_left_out, written
from truecourse.feeds.claims_questions import questions
from truecourse.feeds.claims_schema import ClaimRow, SourceRow, StoryRow, SubjectRow
from truecourse.feeds.claims_tables import Found, line_of, tables
from truecourse.feeds.errors import CaseError
from truecourse.feeds.problems import sentences
from truecourse.feeds.schema import Table
from truecourse.feeds.stories import story_of
from truecourse.feeds.toml_file import is_folder, read_text
from truecourse.flight.case import Case
from truecourse.flight.claim import Claim, Ledger, Source, Subject

R = TypeVar("R", bound=Table)
T = TypeVar("T")
TABLES: dict[str, type[Table]] = {
    "sources": SourceRow, "subjects": SubjectRow, "claims": ClaimRow, "stories": StoryRow,
}  # fmt: skip
NOTHING = Ledger((), (), ())
MOST_CHARACTERS = 5_000_000


def ledger_of(case: Case, causes: Collection[str] | None = None) -> tuple[Ledger, list[str]]:
    """What the sources of a case claim, as `read_ledger` gives it; nothing where it has no claims.toml."""
    if not case.folder or not (Path(case.folder) / CLAIMS).exists():
        return NOTHING, []
    return read_ledger(Path(case.folder), names_of(case, causes))


def read_ledger(path: Path, names: Names = NO_NAMES) -> tuple[Ledger, list[str]]:
    """The ledger in a folder or file, and everything wrong with it: a sentence each, with file and line.

    What is wrong is left out and the rest still read; the last sentence then says what is left out. A file
    missing or unreadable is an empty ledger. `names`: what the case has that a ledger may name.
    """
    path = Path(path) / CLAIMS if is_folder(str(path)) else Path(path)
    try:
        text = read_text(path)
    except CaseError as error:
        return NOTHING, [str(error)]
    ledger, problems = parse_ledger(text, path.name, path.parent, names)
    lost = say_left_out(text, ledger, path.name)
    return ledger, [*problems, *questions(ledger, path.name, written(text), not lost), *lost]


def count_claims(folder: Path) -> int:
    """How many claims stand in a folder's file, readable or not. Raises CaseError as `read_text`."""
    return sum(table.kind == "claim" for table in written(read_text(folder / CLAIMS)))


def parse_ledger(
    text: str, file: str = CLAIMS, folder: Path | None = None, names: Names = NO_NAMES
) -> tuple[Ledger, list[str]]:
    """The ledger in a text, as `read_ledger`; files of sources are looked for in `folder`, if any."""
    if len(text) > MOST_CHARACTERS:
        return NOTHING, [f"{file} is longer than {MOST_CHARACTERS} characters; split the case"]
    problems: list[str] = []

    def say(placed: Placed[Any], what: str) -> None:
        line = line_of(placed.line, placed.keys, what.partition(":")[0])
        problems.append(f"{file}, line {line}, {_what(placed.row)} {placed.row.id}, {what}")

    found = tables(text.replace("\r\n", "\n"), file, problems, tuple(TABLES))
    rows = joined(
        Tables(
            unique(_rows(found["sources"], SourceRow, file, problems), say),
            unique(_rows(found["subjects"], SubjectRow, file, problems), say),
            unique(_rows(found["claims"], ClaimRow, file, problems), say),
            unique(_rows(found["stories"], StoryRow, file, problems), say),
        ),
        say,
        written(text),
        names,
    )
    if folder is not None:
        say_changed_files(rows.sources, folder, say)
    about = {placed.row.id: _subject(placed.row) for placed in rows.subjects}
    languages = {placed.row.id: placed.row.language for placed in rows.sources}
    claims = _made(
        rows.claims, lambda p: _claim(p.row, about[p.row.subject], languages[p.row.source], file, p.line), say
    )
    stories = _made(rows.stories, lambda p: story_of(p.row, about), say)
    sources = tuple(_source(placed.row) for placed in rows.sources)
    return Ledger(sources, tuple(about.values()), claims, stories), problems


def _made(rows: list[Placed[R]], make: Callable[[Placed[R]], T], say: Say) -> tuple[T, ...]:
    """What is made of each row; those of which nothing can be made are said."""
    made = []
    for placed in rows:
        try:
            made.append(make(placed))
        except ValueError as error:
            say(placed, str(error))
    return tuple(made)


def _what(row: Table | type[Table]) -> str:
    kind = row if isinstance(row, type) else type(row)
    return kind.__name__.removesuffix("Row").lower()


def _rows(found: list[Found], kind: type[R], file: str, problems: list[str]) -> list[Placed[R]]:
    """The tables that are rows of this kind; the others become sentences."""
    rows = []
    for one in found:
        try:
            rows.append(Placed(one.line, kind.model_validate(one.table), one.keys))
        except ValidationError as error:
            problems += _wrong(error, one, kind, file)
    return rows


def _wrong(error: ValidationError, found: Found, kind: type[Table], file: str) -> list[str]:
    """What is wrong with a table that is no row of this kind, each with the line of its key."""
    name = found.table.get("id")
    own = f" {name}" if isinstance(name, str) and name.isprintable() and len(name) <= 60 else ""

    def here(loc: tuple[int | str, ...]) -> str:
        line = line_of(found.line, found.keys, str(loc[0]) if loc else "")
        return f"{file}, line {line}, {_what(kind)}{own}"

    return sentences(error, here, found.table, kind)


def _source(row: SourceRow) -> Source:
    published, after = row.published or (nan, nan)
    return Source(
        row.id,
        row.title,
        row.language,
        row.grade,
        published,
        row.sha256,
        tuple(row.depends_on),
        row.file,
        row.compiler,
        after,
    )


def _subject(row: SubjectRow) -> Subject:
    return Subject(
        id=row.id, title=row.title, dimension=row.dimension, exclusive=row.exclusive,
        opposites=tuple((a, b) for a, b in row.opposites), measure=row.measure,
        about=tuple(row.about.items()), lane=row.lane,
        sum_of=tuple(row.sum_of),
    )  # fmt: skip


def _claim(row: ClaimRow, subject: Subject, language: str, file: str, line: int) -> Claim:
    value = value_of(row, subject)
    known_since, known_to = row.known_since or (nan, nan)
    return Claim(
        id=row.id, source=row.source, locator=row.locator, language=row.language or language, kind=row.kind,
        subject=row.subject, says=row.says, modality=row.modality, said_by=row.said_by,
        said_at=nan if row.said_at is None else row.said_at,
        known_since=known_since, known_to=known_to,
        readings=value.readings, lat=value.lat, lon=value.lon, error=value.error, first=row.first or "",
        second=row.second or "", term=row.term or "", told=told(row), datum=row.datum, reading=row.reading,
        actors=tuple(row.actors), file=file, line=line,
    )  # fmt: skip
