"""What is known beforehand of the flights and the sky of a watch: words, positions reported, areas."""

from dataclasses import dataclass, field
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.identity import key_of_name
from truecourse.feeds.heard.tally import Tally, add
from truecourse.feeds.heard.words import Refusal, read_words
from truecourse.feeds.read_areas import open_areas
from truecourse.flight.airspace import Airspace
from truecourse.flight.assigned import Assigned
from truecourse.flight.case import Case
from truecourse.flight.fix import Fix
from truecourse.flight.reports import Reports
from truecourse.service.event import by_arrival, nothing, together

FILED = 1800.0  # s before take-off at which a case's plan counts as filed
MOST_SAID = 3  # sentences about one file of areas before they are only counted
MOST_REFUSED = 20  # words of one file told one by one: each is a flight that somebody thinks is watched


@dataclass(frozen=True, slots=True)
class Said:
    """Everything assigned, positions reported beside the source by `received`, what was wrong, and sentences
    about the words that are left out.
    """

    assigned: tuple[Assigned, ...] = ()
    positions: Reports | None = None
    told: Tally = field(default_factory=Tally)
    notices: tuple[str, ...] = ()


def words_of_case(case: Case) -> tuple[Assigned, ...]:
    """A case's plan and clearances, for whichever flight is heard under its callsign."""
    key = key_of_name(case.callsign)
    plan = Assigned(key, case.callsign, case.t_start - FILED, case.plan)
    return (plan, *(Assigned(key, case.callsign, c.t, c) for c in case.clearances))


def said_in(path: Path, places: tuple[Fix, ...], near: float) -> Said:
    """The words of a file of plans, clearances and reports; `near` POSIX s as in `read_words`.

    Raises CaseError where it cannot be opened or not a word in it is understood.
    """
    words = read_words(path, places, near=near)
    if not words.assigned and not len(words.reports.key):
        why = _where(words.refused[0]) if words.refused else "it is empty"
        raise CaseError(
            f"{path.name} has no plan, clearance or report that is understood ({why}); correct it"
        )
    return Said(words.assigned, words.reports, words.tally, _left_out(path.name, words.refused))


def _left_out(file: str, refused: tuple[Refusal, ...]) -> tuple[str, ...]:
    """A sentence for each word that is left out, up to `MOST_REFUSED`, and how many more there are."""
    said = tuple(f"{file}, {_where(one)}: {_then(one)}" for one in refused[:MOST_REFUSED])
    more = len(refused) - MOST_REFUSED
    return (*said, *((f"{file}: {more} more plans or words are left out",) if more > 0 else ()))


def _then(one: Refusal) -> str:
    """What comes of it."""
    if not one.flight:
        return "it is left out"
    return f"the flight is watched without this {'plan' if one.is_plan else 'word'}"


def _where(one: Refusal) -> str:
    name = f" ({one.flight})" if one.flight else ""
    return f"line {one.line}{name}: {one.why}"


def both(first: Said, second: Said) -> Said:
    """Two files' words as one's."""
    positions = [said.positions or nothing() for said in (first, second)]
    return Said(
        (*first.assigned, *second.assigned),
        by_arrival(together(positions)),
        add(first.told, second.told),
        (*first.notices, *second.notices),
    )


def areas_in(path: Path, near: float) -> tuple[tuple[Airspace, ...], tuple[str, ...]]:
    """The areas of a file, and a few sentences about what in it was refused or doubtful; `near` POSIX s as in
    `open_areas`. Raises CaseError.
    """
    found = open_areas(path, near)
    sentences = (*found.refused, *found.doubts)
    if not sentences:
        return found.areas, ()
    return found.areas, (*sentences[:MOST_SAID], f"{path.name}: {found.summary()}")


def said_of(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """A few sentences, and how many more there are."""
    more = len(sentences) - MOST_SAID
    return (*sentences[:MOST_SAID], *((f"{more} more areas are refused",) if more > 0 else ()))
