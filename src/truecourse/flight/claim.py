"""What a source says, as data: who says it of what, where it stands, how surely, and how precisely.

A claim is never text of its source: `says` is a paraphrase, `locator` finds the place again.
"""

from dataclasses import dataclass
from enum import Enum
from math import nan


class Grade(Enum):
    """What a source is: how near it stands to what happened."""

    PRIMARY = "primary"
    QUOTES_PRIMARY = "quotes-primary"
    RECOLLECTION = "recollection"
    DRAMA = "drama"


class Kind(Enum):
    """What a claim claims, and what of it then holds the value.

    TIME: `readings` in POSIX s UTC. POSITION: `place` (`error` m). QUANTITY: `readings` in SI, unit by the
    subject. INTERVAL: `readings`, s or m between two things. ORDER: `first` came before `second`. IDENTITY,
    CAUSE, DECISION, MIND: `term`, a word of the subject's vocabulary. POSITION and those with a term have
    `readings` in POSIX s UTC too where a time is told.
    """

    TIME = "time"
    POSITION = "position"
    QUANTITY = "quantity"
    INTERVAL = "interval"
    ORDER = "order"
    IDENTITY = "identity"
    CAUSE = "cause"
    DECISION = "decision"
    MIND = "mind"


class Modality(Enum):
    """How it is said: by the source as so, as somebody's allegation, as not so, as an inquiry's finding."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    DENIED = "denied"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a number: from `low` to `high`, SI or POSIX s, with the precision it was told with.

    Either may be infinite ("more than"). `how` names the unit or the zone it takes ("statute miles",
    "America/Anchorage"); a number that may mean several has a reading for each. `middle` is the number as
    told, NaN for a bare range. `calendar`: whole days, months or years, whose `high` is the first moment
    after them and no part of them.
    """

    low: float
    high: float
    middle: float = nan
    how: str = ""
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document, or a witness: id, title, language (BCP 47), grade, when it appeared (POSIX s, NaN unknown).

    `published_to`: the first moment after the day, month or year it is dated by; NaN of a moment.
    `sha256` of its `file` where one is given; `depends_on` ids of sources it is known to draw on. `compiler`:
    no source, but what those who compiled the file recall, which contradicts no source.
    """

    id: str
    title: str
    language: str
    grade: Grade
    published: float = nan
    sha256: str = ""
    depends_on: tuple[str, ...] = ()
    file: str = ""
    compiler: bool = False
    published_to: float = nan


@dataclass(frozen=True, slots=True)
class Subject:
    """What claims are about, written once so that they meet: two claims on one subject can disagree.

    `dimension` of a number ("time", "length", "speed", "angle", "duration", "count", "mass", "" for words).
    `exclusive`: of two different terms on it one must be wrong. `opposites`: pairs of terms that exclude one
    another where others do not. `measure` names how it is read off a reconstruction and `about` what it needs
    for that (a fix, a region, a time); "" where nothing physical is claimed. `lane` is whose doing it is.
    `sum_of`: ids of the subjects whose numbers add up to this one's.
    """

    id: str
    title: str
    dimension: str = ""
    exclusive: bool = True
    opposites: tuple[tuple[str, str], ...] = ()
    measure: str = ""
    about: tuple[tuple[str, str], ...] = ()
    lane: str = ""
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement; see `Kind` for what holds its value.

    `source` id, `locator` (paragraph, line), `language`; `said_by` whom the source reports, "" itself, and
    `said_at` when (POSIX s, NaN unknown); `known_since` POSIX s, `known_to` as a source's `published_to`.
    `lat`, `lon` rad, `error` m one standard deviation. `told` is the value as it stands there, unit and all.
    `actors`: who did it, to whom. `datum` of a quantity where told ("true airspeed", "indicated", "pressure
    altitude", ...). `reading`: how whoever wrote the claim down read the source's words, where the value is
    not the source's own.
    """

    id: str
    source: str
    locator: str
    language: str
    kind: Kind
    subject: str
    says: str
    modality: Modality = Modality.ASSERTED
    said_by: str = ""
    said_at: float = nan
    known_since: float = nan
    readings: tuple[Reading, ...] = ()
    lat: float = nan
    lon: float = nan
    error: float = nan
    first: str = ""
    second: str = ""
    term: str = ""
    told: str = ""
    datum: str = ""
    reading: str = ""
    actors: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    known_to: float = nan


@dataclass(frozen=True, slots=True)
class Story:
    """An alternative account: causes the program has that it needs, each with parameters (wire units), and
    what it would have made observable: subjects with the term or the least and greatest value expected.
    """

    id: str
    title: str
    told_by: tuple[str, ...]
    causes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    expects: tuple[tuple[str, str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything claimed about one case."""

    sources: tuple[Source, ...]
    subjects: tuple[Subject, ...]
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...] = ()
