"""What was said to, by and for flights: FPL, ARR and CNL messages, JSON lines, or both."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.columns import moment
from truecourse.feeds.heard.fpl import callsign_of, messages, parse_end, parse_fpl
from truecourse.feeds.heard.identity import NOBODY, clean_name, key_of
from truecourse.feeds.heard.settle import reports, settle
from truecourse.feeds.heard.source import lines, opened
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.feeds.heard.word_json import Position, words_of
from truecourse.feeds.wire import quoted
from truecourse.flight.assigned import Assigned
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan
from truecourse.flight.reports import Reports

WITHOUT = "plan without its aerodromes"  # kept: their places are not known, and the route has places enough
REFUSED = "not understood"  # a word of a known form whose content cannot be true; its example says why
_NAMED = (named.FUTURE, named.NO_TIME, named.NO_IDENTITY, named.MALFORMED)
_ALIASES = ("address", "hex", "icao", "callsign", "ident", "id", "acid")  # what others call those two keys
_LONGEST = 1 << 16  # characters of a line
_MANY = 1000  # places beyond which those that the text does not name are left out first
_NAMES = re.compile(r"[A-Z]+|[^\s\"'/,:;()\[\]{}-]+")


class Refusal(NamedTuple):
    """A word that is left out: the line it begins on, counted from 1, the callsign or address it names (""
    for none), whether it is a plan, and why.
    """

    line: int
    flight: str
    is_plan: bool
    why: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything assigned, in order of `t`; the positions reported, by `received`; what was wrong, counted;
    and each word that was refused, as far as it stands on a line of its own.
    """

    assigned: tuple[Assigned, ...]
    reports: Reports
    tally: Tally
    refused: tuple[Refusal, ...] = ()


def read_words(path: Path, places: Sequence[Fix] = (), now: float = inf, near: float = inf) -> Words:
    """The words of a file: FPL messages, or JSON objects one a line (see `word_json`), or both.

    `places` are the fixes and aerodromes that may be named; `now` POSIX s is the latest time at which a word
    can have been said; `near` the time of the flights, for plans without a date. Raises CaseError only where
    the file cannot be opened; a line that is wrong is counted, and the tally's example says why.
    """
    wrong: Counter[str] = Counter()
    with opened(Path(path)) as file:
        text = b"".join(lines(file, wrong)).decode("utf-8", "replace").removeprefix("\ufeff")
    words = parse_words(text, places, now, near)
    return replace(words, tally=add(words.tally, tally(0, 0, wrong)))


def parse_words(text: str, places: Sequence[Fix] = (), now: float = inf, near: float = inf) -> Words:
    """The words of a text, as `read_words`."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    assigned: list[Assigned] = []
    said: list[tuple[int, str, float, Position]] = []
    routes: dict[int, tuple[Fix, ...]] = {}
    keys: dict[str, int] = {}  # of flights with a plan, by callsign
    refused: list[Refusal] = []
    heard = 0
    if len(places) > _MANY:
        spoken = set(_NAMES.findall(text)) | set(re.findall("[A-Z]+", text))
        places = [fix for fix in places if fix.name in spoken]
    for line, item in _items(text):
        heard += 1
        try:
            if isinstance(item, str):
                plan = item.startswith("(FPL")
                found = [parse_fpl(item, places, near) if plan else parse_end(item, near, keys)]
            else:
                found = _object(item, places, now, routes, said)
        except CaseError as error:
            reason = named.MALFORMED if item is None else str(error)
            name = next((name for name in _NAMED if reason.startswith(name)), REFUSED)
            wrong[name] += 1
            examples.setdefault(name, CaseError(reason.removeprefix(f"{name}: ")))
            refused.append(_refusal(line, item, str(error)))
            continue
        assigned += found
        for filed in (a.word for a in found if isinstance(a.word, FlightPlan) and a.word.source):
            wrong[WITHOUT] += 1
            examples.setdefault(WITHOUT, filed.source)
        keys |= {a.flight: a.key for a in found if isinstance(a.word, FlightPlan)}
        routes |= {
            a.key: tuple(p.fix for p in a.word.points) for a in found if isinstance(a.word, FlightPlan)
        }
    batch, told = _positions(said, now)
    unique = list({repr(word): word for word in assigned}.values())  # by their text: NaN is not equal to NaN
    wrong[named.REPEATED] += len(assigned) - len(unique)
    total = add(tally(heard, 0, wrong, examples), replace(told, heard=0))
    return Words(tuple(sorted(unique, key=lambda a: a.t)), batch, total, tuple(refused))


def _items(text: str) -> Iterator[tuple[int, str | dict[str, Any] | None]]:
    """Every FPL message, every JSON object, and None for every other line that is not empty; each with the
    number of its line.
    """
    found, between = messages(text)
    yield from found
    for first, plain in between:
        for number, whole in enumerate(plain.split("\n"), first):
            for line in whole.splitlines():
                yield from ((number, item) for item in _objects(line))


def _objects(line: str) -> list[dict[str, Any] | None]:
    if not line.strip():
        return []
    try:
        item = json.loads(line) if len(line) <= _LONGEST else None
    except (ValueError, RecursionError):
        item = None
    rows = item if isinstance(item, list) and item else [item]
    return [row if isinstance(row, dict) else None for row in rows]


def _refusal(line: int, item: str | dict[str, Any] | None, why: str) -> Refusal:
    if isinstance(item, str):
        return Refusal(line, callsign_of(item), item.startswith("(FPL"), why)
    row = item or {}
    name = clean_name(row.get("flight")) or clean_name(row.get("icao24"))
    return Refusal(line, name, row.get("kind") == "plan", why)


def _object(
    row: dict[str, Any] | None,
    places: Sequence[Fix],
    now: float,
    routes: Mapping[int, tuple[Fix, ...]],
    said: list[tuple[int, str, float, Position]],
) -> list[Assigned]:
    """The words of an object; a position is added to `said`. Raises CaseError."""
    if row is None:
        raise CaseError("neither an FPL, ARR or CNL message nor a JSON object on one line")
    callsign, address = clean_name(row.get("flight")), row.get("icao24")
    key = key_of(address, callsign)
    if key == NOBODY:
        raise CaseError(_nobody(row))
    t = _said_at(row.get("time"))
    if t > now:
        raise CaseError(f"{named.FUTURE}: time is {quoted(row.get('time'))}")
    words, position = words_of(row, t, places, routes.get(key, ()))
    if position is not None:
        said.append((key, callsign, t, position))
    return [Assigned(key, callsign, t, word) for word in words]


def _nobody(row: Mapping[str, Any]) -> str:
    """Why it cannot be told whose a word is, and the keys that tell."""
    remedy = 'write flight (the callsign) or icao24 (its address, such as "71be07")'
    if row.get("icao24"):
        return f"{named.NO_IDENTITY}: icao24 is {quoted(row['icao24'])}, no six hexadecimal digits; {remedy}"
    other = next((key for key in _ALIASES if row.get(key)), "")
    return f"{named.NO_IDENTITY}: " + (f"{quoted(other)} is not read; {remedy}" if other else remedy)


def _said_at(value: object) -> float:
    """POSIX s of a word's `time`. Raises CaseError with the remedy."""
    try:
        t = moment(value)
    except (ValueError, OverflowError) as error:
        raise CaseError(f"{named.NO_TIME}: time is {quoted(value)}; {error}") from None
    if not isfinite(t) or t < 0.0:
        raise CaseError(f"{named.NO_TIME}: write time, when it was said, such as 1983-08-31T14:32:00Z")
    return t


def _positions(said: list[tuple[int, str, float, Position]], now: float) -> tuple[Reports, Tally]:
    said = sorted(said, key=lambda row: row[2])
    calls = list(dict.fromkeys(callsign for _, callsign, _, _ in said))
    wire: dict[str, np.ndarray] = {
        name: np.array([getattr(position, name) for _, _, _, position in said], dtype=np.float64)
        for name in ("t", "lat_deg", "lon_deg", "altitude_ft")
    }
    wire["key"] = np.array([key for key, _, _, _ in said], dtype=np.int64)
    wire["received"] = np.array([t for _, _, t, _ in said], dtype=np.float64)
    wire["heard"] = np.array([position.heard for _, _, _, position in said], dtype=np.int8)
    wire["call"] = np.array([calls.index(name) if name else -1 for _, name, _, _ in said], dtype=np.int32)
    rows, told = settle(wire, calls, now)
    return reports(rows), told
