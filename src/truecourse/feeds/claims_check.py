"""What is wrong between the tables of claims.toml that are each right by themselves."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from truecourse.feeds.claim_measures import NO_NAMES, Names, choose, wrong_measure
from truecourse.feeds.claims_left_out import Written
from truecourse.feeds.claims_schema import ClaimRow, SourceRow, StoryRow, SubjectRow
from truecourse.feeds.schema import Table
from truecourse.feeds.wire import quoted

R = TypeVar("R", bound=Table)


class Placed(NamedTuple, Generic[R]):
    """A row, the line its table begins on, and those of its keys."""

    line: int
    row: R
    keys: Mapping[str, int] = MappingProxyType({})


Say = Callable[[Placed[Any], str], None]


def unique(rows: list[Placed[R]], say: Say) -> list[Placed[R]]:
    """The first row of each id; the others are said."""
    seen: dict[str, int] = {}
    for placed in rows:
        name = placed.row.id  # type: ignore[attr-defined]
        if name in seen:
            say(placed, f"id: it stands already on line {seen[name]}; rename or remove one")
        else:
            seen[name] = placed.line
    return [placed for placed in rows if seen[placed.row.id] == placed.line]  # type: ignore[attr-defined]


class Tables(NamedTuple):
    """The rows of a file."""

    sources: list[Placed[SourceRow]]
    subjects: list[Placed[SubjectRow]]
    claims: list[Placed[ClaimRow]]
    stories: list[Placed[StoryRow]]


def joined(rows: Tables, say: Say, written: Iterable[Written] = (), names: Names = NO_NAMES) -> Tables:
    """The same rows without the names that nothing has, and without rows that cannot be read without them.

    `say` is told of each: line, row, what is wrong and what to write; once of a name that many claims have.
    `written`: every table of the file, to tell a name that stands nowhere from one that cannot be read.
    `names`: what the case has.
    """
    known, about = _ids(rows.sources), _ids(rows.subjects)
    tellers = known | _ids(rows.claims)
    sources = _acyclic(
        [_only(p, "depends_on", "source", known, say) for p in rows.sources], "depends_on", say
    )
    subjects = _acyclic([_only(p, "sum_of", "subject", about, say) for p in rows.subjects], "sum_of", say)
    _say_odd_sums(subjects, say)
    for subject in subjects:
        for wrong in wrong_measure(subject.row, about, names):
            say(subject, wrong)
    claims = _standing(rows.claims, known, about, say, written)
    stories = [_only(p, "told_by", "claim or source", tellers, say) for p in rows.stories]
    stories = [placed for placed in stories if _story_stands(placed, about, names, say)]
    return Tables(sources, subjects, claims, stories)


def _ids(rows: Iterable[Placed[Any]]) -> set[str]:
    return {placed.row.id for placed in rows}


def _only(placed: Placed[R], key: str, what: str, known: set[str], say: Say) -> Placed[R]:
    """The row with only those names of a list that something has."""
    names = getattr(placed.row, key)
    for name in names:
        if name not in known:
            say(placed, f"{key}: there is no {what} {quoted(name)} that can be read; add it or correct it")
    return _with(placed, key, [name for name in dict.fromkeys(names) if name in known])


def _with(placed: Placed[R], key: str, names: list[str]) -> Placed[R]:
    return placed._replace(row=placed.row.model_copy(update={key: names}))


def _acyclic(rows: list[Placed[R]], key: str, say: Say) -> list[Placed[R]]:
    """The rows; of names that lead back to themselves the first is said and keeps none. Of sums none of the
    circle keeps any: a whole is not a part of its part, and which of them is wrong is not known.
    """
    links = {placed.row.id: getattr(placed.row, key) for placed in rows}  # type: ignore[attr-defined]
    for placed in rows:
        name = placed.row.id  # type: ignore[attr-defined]
        reached = _reached(name, links)
        if name in reached:
            say(placed, f"{key}: it leads back to {quoted(name)} in a circle; take one name out of it")
            whole = {other for other in reached if name in _reached(other, links)}
            for other in whole if key == "sum_of" else {name}:
                links[other] = []
    return [_with(placed, key, links[placed.row.id]) for placed in rows]  # type: ignore[attr-defined]


def _reached(name: str, links: dict[str, list[str]]) -> set[str]:
    """All that a name's names lead to; itself only by a circle."""
    reached: set[str] = set()
    ahead = list(links[name])
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += links[here]
    return reached


def _say_odd_sums(rows: list[Placed[SubjectRow]], say: Say) -> None:
    """Say where parts do not measure what their sum does."""
    dimensions = {placed.row.id: placed.row.dimension for placed in rows}
    for placed in rows:
        for part in placed.row.sum_of:
            if dimensions[part] != placed.row.dimension:
                say(placed, f"sum_of: {quoted(part)} has another dimension; correct one of them")


def _standing(
    rows: list[Placed[ClaimRow]],
    sources: set[str],
    subjects: set[str],
    say: Say,
    written: Iterable[Written],
) -> list[Placed[ClaimRow]]:
    """The claims whose source and subjects there are; each name that is missing is said once."""
    missing: dict[tuple[str, str], list[tuple[Placed[ClaimRow], str]]] = {}
    kept = []
    for placed in rows:
        row = placed.row
        named = [("source", "source", row.source, sources), ("subject", "subject", row.subject, subjects)]
        named += [
            ("subject", key, name, subjects)
            for key, name in (("first", row.first), ("second", row.second))
            if name
        ]
        lost = [(what, key, name) for what, key, name, known in named if name not in known]
        for what, key, name in lost:
            missing.setdefault((what, name), []).append((placed, key))
        kept += [] if lost else [placed]
    lines = {(table.kind, table.id): table.line for table in written}
    for (what, name), claims in missing.items():
        placed, key = claims[0]
        line = lines.get((what, name))
        remedy = f"mend its table on line {line}" if line else "add it or correct it"
        more = f", and {len(claims) - 1} more claims with it" if len(claims) > 1 else ""
        say(placed, f"{key}: there is no {what} {quoted(name)} that can be read; {remedy}{more}")
    return kept


def _story_stands(placed: Placed[StoryRow], subjects: set[str], names: Names, say: Say) -> bool:
    """Whether a story can be read; of a cause that there is not it is said, and it still can."""
    for cause in placed.row.causes:
        if names.causes is not None and cause.name not in names.causes:
            say(placed, f"causes: there is no cause {quoted(cause.name)}; {choose(cause.name, names.causes)}")
    missing = [expect.subject for expect in placed.row.expects if expect.subject not in subjects]
    for name in missing:
        say(placed, f"expects: there is no subject {quoted(name)} that can be read; add it or correct it")
    return not missing


def say_changed_files(rows: list[Placed[SourceRow]], folder: Path, say: Say) -> None:
    """Say which files of sources in a folder are not those whose hash stands there.

    A file that is not there is not looked for: a source may be one that nobody may give on.
    """
    for placed in rows:
        path = folder / placed.row.file
        if not placed.row.file or not path.is_file():
            continue
        try:
            found = _hash(path)
        except OSError as error:
            say(placed, f"file: {quoted(path.name)} cannot be read ({error.strerror}); save it again")
            continue
        if not placed.row.sha256:
            say(placed, f"sha256: it is missing though file is given; add {found}")
        elif found != placed.row.sha256:
            say(placed, f"sha256: {quoted(path.name)} has {found}; it is another file or was changed")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
