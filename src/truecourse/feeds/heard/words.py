"""What was said to, by and for flights: FPL, ARR and CNL messages, JSON lines, or both."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.columns import moment
from truecourse.feeds.heard.fpl import messages, parse_end, parse_fpl
from truecourse.feeds.heard.identity import NOBODY, clean_name, key_of
from truecourse.feeds.heard.settle import reports, settle
from truecourse.feeds.heard.source import lines, opened
from truecourse.feeds.heard.tally import Tally, add, tally
from truecourse.feeds.heard.word_json import Position, words_of
from truecourse.flight.assigned import Assigned
from truecourse.flight.fix import Fix
from truecourse.flight.plan import FlightPlan
from truecourse.flight.reports import Reports

WITHOUT = "plan without its aerodromes"  # kept: their places are not known, and the route has places enough
REFUSED = "not understood"  # a word of a known form whose content cannot be true; its example says why
_NAMED = (named.FUTURE, named.NO_TIME, named.NO_IDENTITY, named.MALFORMED)
_LONGEST = 1 << 16  # characters of a line
_MANY = 1000  # places beyond which those that the text does not name are left out first
_NAMES = re.compile(r"[A-Z]+|[^\s\"'/,:;()\[\]{}-]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Everything assigned, in order of `t`; the positions reported, by `received`; and what was wrong."""

    assigned: tuple[Assigned, ...]
    reports: Reports
    tally: Tally


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
    heard = 0
    if len(places) > _MANY:
        spoken = set(_NAMES.findall(text)) | set(re.findall("[A-Z]+", text))
        places = [fix for fix in places if fix.name in spoken]
    for item in _items(text):
        heard += 1
        try:
            if isinstance(item, str):
                plan = item.startswith("(FPL")
                found = [parse_fpl(item, places, near) if plan else parse_end(item, near, keys)]
            else:
                found = _object(item, places, now, routes, said)
        except CaseError as error:
            reason = named.MALFORMED if item is None else str(error)
            name = reason if reason in _NAMED else REFUSED
            wrong[name] += 1
            examples.setdefault(name, str(error))
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
    return Words(tuple(sorted(unique, key=lambda a: a.t)), batch, total)


def _items(text: str) -> Iterator[str | dict[str, Any] | None]:
    """Every FPL message, every JSON object, and None for every other line that is not empty."""
    found, plain = messages(text)
    yield from found
    for line in plain.splitlines():
        if not line.strip():
            continue
        try:
            item = json.loads(line) if len(line) <= _LONGEST else None
        except (ValueError, RecursionError):
            item = None
        rows = item if isinstance(item, list) and item else [item]
        yield from (row if isinstance(row, dict) else None for row in rows)


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
        raise CaseError(named.NO_IDENTITY)
    try:
        t = moment(row.get("time"))
    except (ValueError, OverflowError):
        raise CaseError(named.NO_TIME) from None
    if not isfinite(t) or t < 0.0:
        raise CaseError(named.NO_TIME)
    if t > now:
        raise CaseError(named.FUTURE)
    words, position = words_of(row, t, places, routes.get(key, ()))
    if position is not None:
        said.append((key, callsign, t, position))
    return [Assigned(key, callsign, t, word) for word in words]


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
