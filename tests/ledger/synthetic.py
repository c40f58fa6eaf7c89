"""200 made-up claims with 40 contradictions across units, zones and languages, as the text of a file.

A world of three flights has 63 truths; each is told by three or four claims of ten sources in four
languages, in their own units, zones and manners (`synthetic_told`). In 40 truths one claim is altered: it
tells something else as truly as its source tells anything, beyond any reading of both it and a witness.
Everything else is true, and much of it looks otherwise: the same in other units, rounded otherwise, local
times of one minute about midnight and the date line, miles of either kind, bounds that hold, 359.8 and 0
degrees, longitudes either side of 180, two causes that go together, a wrong cause denied.

Nothing is shared with the checker, and of how precisely a number is told this has its own idea.
"""

from dataclasses import dataclass, field
from math import cos, hypot, radians
from random import Random

from ledger.synthetic_told import Told, apart, clock, number, with_lines

CLAIMS, CONTRADICTIONS = 200, 40
MIDNIGHT = 758_980_800.0  # 1994-01-19 12:00 UTC: midnight at +12, noon at Greenwich
LINE = 1.0 / 60.0


@dataclass(frozen=True, slots=True)
class Teller:
    """A source, its language, grade, units by what is measured, zone, and what its miles are."""

    id: str
    language: str
    grade: str
    units: dict[str, str]
    zones: tuple[str, ...]
    miles: str = ""
    depends_on: str = ""


def _units(length: str, speed: str, height: str, mass: str) -> dict[str, str]:
    return {
        "length": length, "speed": speed, "height": height, "mass": mass,
        "duration": "min", "angle": "deg", "count": "count",
    }  # fmt: skip


KM, MI = _units("km", "km/h", "m", "t"), _units("statute_mi", "mph", "ft", "lb")
FREE, SEA = _units("miles", "miles/h", "ft", "lb"), _units("miles", "kt", "ft", "t")
LOG, BOOK = _units("nm", "kt", "fl", "kg"), _units("nm", "m/s", "fl", "t")
TELLERS = (
    Teller("tower-log", "en", "primary", LOG, ("UTC",)),
    Teller("radar-japan", "ja", "primary", KM, ("Asia/Tokyo",)),
    Teller("inquiry", "en", "quotes-primary", LOG | {"height": "ft"}, ("UTC",), "", "tower-log"),
    Teller("red-star", "ru", "quotes-primary", KM, ("Europe/Moscow",)),
    Teller("daily", "en", "quotes-primary", FREE, ("America/New_York",), "land"),
    Teller("kathimerini", "el", "quotes-primary", KM, ("Europe/Athens",)),
    Teller("sailor", "en", "recollection", SEA, ("Pacific/Auckland",), "sea"),
    Teller("anchorage", "en", "primary", MI, ("America/Anchorage",)),
    Teller("pilot-book", "ru", "recollection", BOOK, ("Asia/Kamchatka", "Europe/Moscow")),
    Teller("islander", "el", "drama", MI, ("Pacific/Apia",)),
)
WORDS = {
    "identity": (
        ("Boeing 727", "Boeing 707", "DC-8", "Il-62"),
        ("captain Adam", "captain Bell", "captain Chow"),
    ),
    "decision": (("turn back", "go on", "land at once"), ("Tokyo", "Anchorage", "Honolulu")),
    "cause": (("heading mode left on", "wrong start position", "gyro failure"),),
    "mind": (("not noticed", "noticed"),),
}


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so: a number (SI, POSIX s), a place (degrees), an order of two times, or a word and others."""

    id: str
    kind: str
    dimension: str = ""
    value: float = 0.0
    place: tuple[float, float] = (0.0, 0.0)
    pair: tuple[str, str] = ("", "")
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class World:
    """The text, which truths each claim bears on, and the planted: altered claim to those it contradicts."""

    text: str = ""
    truths: dict[str, frozenset[str]] = field(default_factory=dict)
    planted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)


def _flight(rng: Random, name: str) -> list[Truth]:
    """Twenty-one truths about one flight."""
    t = MIDNIGHT + rng.randint(-4, 4) * 1800 + rng.randint(-900, 900)
    at = [t]
    for gap in (rng.randint(1800, 9000), rng.randint(240, 1500), rng.randint(240, 3600)):
        at.append(at[-1] + gap)
    events = [f"{name}-{e}" for e in ("take-off", "waypoint", "last-call", "radar-lost")]
    truths = [Truth(e, "time", "time", x) for e, x in zip(events, at, strict=True)]
    numbers = {
        ("off-track", "length"): rng.uniform(15, 400) * 1852,
        ("flown", "length"): rng.uniform(900, 4000) * 1852,
        ("level", "height"): rng.randrange(250, 400, 10) * 30.48,
        ("speed", "speed"): rng.uniform(380, 520) * 1852 / 3600,
        ("wind", "speed"): rng.uniform(25, 110) * 1852 / 3600,
        ("flying-time", "duration"): rng.uniform(35, 600) * 60,
        ("heading", "angle"): radians(rng.choice((rng.uniform(0, 360), rng.uniform(359.6, 360.4) % 360))),
        ("fuel", "mass"): rng.uniform(30, 110) * 1000,
        ("aboard", "count"): float(rng.randint(60, 380)),
        ("searchers", "count"): float(rng.randint(7, 90)),
    }
    truths += [Truth(f"{name}-{what}", "quantity", of, x) for (what, of), x in numbers.items()]
    lon = rng.choice((rng.uniform(140, 200), 180.0 + rng.uniform(-0.05, 0.05)))
    truths.append(Truth(f"{name}-place", "position", "position", place=(rng.uniform(-40, 60), lon)))
    for a, b in ((0, 1), rng.choice(((1, 2), (2, 3), (1, 3))), rng.choice(((0, 2), (0, 3)))):
        truths.append(Truth(f"{name}-{a}-before-{b}", "order", pair=(events[a], events[b])))
    for kind in rng.sample(sorted(WORDS), 3):
        words = list(rng.choice(WORDS[kind]))
        rng.shuffle(words)
        truths.append(Truth(f"{name}-{kind}", kind, words=tuple(words)))
    return truths


def _how(rng: Random, kind: str) -> str:
    if kind == "time":
        return rng.choices(
            ("minute", "second", "about", "low", "high", "day", "range"), (9, 3, 4, 1, 1, 1, 1)
        )[0]
    return rng.choices(("fine", "round", "about", "also", "low", "high", "range"), (6, 4, 5, 2, 1.5, 1.5, 1))[
        0
    ]


def _place(rng: Random, lat: float, lon: float) -> Told:
    """Decimals or minutes; the span is the place as degrees and how far from it one may think."""
    lon = (lon + 180.0) % 360.0 - 180.0
    step, error = rng.choice(((0.01, 0.0), (0.1, 0.0), (LINE, 1.0), (0.5, 20.0)))
    a, b = round(lat / step) * step, round(lon / step) * step
    lines = [f"lat_deg = {a:.4f}", f"lon_deg = {b:.4f}"]
    if not error:
        digits = 2 if step == 0.01 else 1
        lines = [f"lat_deg = {a:.{digits}f}", f"lon_deg = {b:.{digits}f}"]
    else:
        lines.append(f"error_nm = {error}")
    return Told(tuple(lines), ((a, b), (max(1.5 * step, 5.0 * error / 60.0), 0.0)))


def _far(a: Told, b: Told) -> bool:
    (x, y), (p, q) = a.spans[0], b.spans[0]
    east = ((q - y + 180.0) % 360.0 - 180.0) * cos(radians(x))
    return hypot(p - x, east) > 1.5 * (a.spans[1][0] + b.spans[1][0])


def _tell(rng: Random, truth: Truth, teller: Teller, how: str) -> Told:
    """What this source says of a truth, truly."""
    if truth.kind == "position":
        return _place(rng, *truth.place)
    if truth.kind == "order":
        return Told((f'first = "{truth.pair[0]}"', f'second = "{truth.pair[1]}"'), term=truth.pair[0])
    if truth.words:
        wrong = rng.random() < 0.15
        both = truth.kind == "cause" and rng.random() < 0.25  # the last cause goes with the true one
        term = truth.words[-1] if both else truth.words[0]
        if wrong:
            term = truth.words[1]
        shown = rng.choice((term, term.upper(), term.replace(" ", "-"), term.title()))
        told = Told((f'term = "{shown}"',), term=term, denied=wrong)
        return with_lines(told, 'modality = "denied"') if wrong else told
    if truth.kind == "time":
        return clock(rng, truth.value, teller.zones, how)
    unit = teller.units[truth.dimension]
    if truth.dimension == "length" and unit == "miles" and how == "also" and truth.value < 4e4:
        how = "about"
    if truth.dimension == "duration" and truth.value > 7200 and rng.random() < 0.4:
        unit = "h"
    if truth.dimension in ("angle", "height") and how in ("about", "also", "round"):
        how = "fine"  # nobody rounds a course or a level to a tenth
    pair = ("statute_mi", "nm") if unit == "miles" else ("mph", "kt")
    meant = pair[teller.miles == "sea"] if unit in ("miles", "miles/h") else ""
    if truth.dimension == "speed" and how == "also":
        how = "about"
    return number(rng, truth.value, unit, how, meant)


def _changed(rng: Random, truth: Truth, size: float) -> Truth:
    """The truth altered by about the fraction `size` of itself, a time by as many h, a word by another."""
    by = size * rng.uniform(0.8, 1.2) * rng.choice((-1, 1))
    change = {"pair": truth.pair[::-1]} if truth.kind == "order" else {}
    if truth.words:
        change = {"words": (truth.words[1], truth.words[0], *truth.words[2:])}
    if truth.kind == "position":
        change = {"place": (truth.place[0] + by, truth.place[1] - by)}
    if truth.kind == "time":
        change = {"value": truth.value + 3600.0 * by}
    if truth.dimension == "angle":
        change = {"value": (truth.value + 3.0 * by) % radians(360)}
    elif truth.kind == "quantity":
        change = {"value": truth.value * (1.0 + by if by > 0 else 1.0 / (1.0 - by))}
    if truth.dimension == "count":
        change["value"] = float(round(change["value"]))
    return Truth(**{f: getattr(truth, f) for f in Truth.__slots__} | change)


def _contradict(truth: Truth, a: Told, b: Told) -> bool:
    """Whether two tellings exclude one another under any reading."""
    if truth.kind == "position":
        return _far(a, b)
    if truth.kind == "order":
        return a.term != b.term
    if truth.words:
        if truth.kind == "cause" and truth.words[-1] in (a.term, b.term):
            return False
        return (a.term == b.term) if a.denied != b.denied else (a.term != b.term and not a.denied)
    return apart(a.spans, b.spans, truth.dimension == "angle")


def _alter(
    rng: Random, truth: Truth, tellers: list[Teller], told: list[Told]
) -> tuple[int, Told, list[int]] | None:
    """Which claim to alter, to what, and whom it then contradicts: the least change tried that suffices."""
    for size in (0.01 * 1.25**k for k in range(22)):
        for at in rng.sample(range(len(told)), len(told)):
            other = _changed(rng, truth, size)
            new = _tell(rng, other, tellers[at], _how(rng, truth.kind))
            if new.denied:
                continue
            against = [i for i, b in enumerate(told) if i != at and _contradict(truth, new, b)]
            if against:
                return at, new, against
    return None


def _claim(name: str, truth: Truth, teller: Teller, told: Told, rng: Random) -> str:
    lines = [
        "[[claims]]", f'id = "{name}"', f'source = "{teller.id}"', f'locator = "line {rng.randint(1, 400)}"',
        f'kind = "{truth.kind}"', f'subject = "{truth.id}"', f'says = "on {truth.id}"', *told.lines,
    ]  # fmt: skip
    if not told.denied and rng.random() < 0.1:
        lines += ['modality = "alleged"', f'said_by = "somebody of {name}"']
    return "\n".join(lines)


def _head(truths: list[Truth]) -> list[str]:
    """Sources and subjects. Of causes only two exclude one another."""
    blocks = []
    for s in TELLERS:
        more = f'\ndepends_on = ["{s.depends_on}"]' if s.depends_on else ""
        about = f'id = "{s.id}"\ntitle = "{s.id}"\nlanguage = "{s.language}"\ngrade = "{s.grade}"'
        blocks.append(f"[[sources]]\n{about}{more}")
    for t in truths:
        dimension = {"height": "length"}.get(t.dimension, t.dimension)
        more = f'\ndimension = "{dimension}"' if dimension else ""
        if t.kind == "cause":
            more += f'\nexclusive = false\nopposites = [["{t.words[0]}", "{t.words[1]}"]]'
        blocks.append(f'[[subjects]]\nid = "{t.id}"\ntitle = "{t.id}"{more}')
    return blocks


def world(seed: int) -> World:
    """The world of a seed: always the same, 200 claims and 40 planted contradictions."""
    rng = Random(seed)
    truths = [t for name in ("aurora-12", "meridian-408", "condor-77") for t in _flight(rng, name)]
    counts = [3] * len(truths)
    for i in rng.sample(range(len(truths)), CLAIMS - 3 * len(truths)):
        counts[i] += 1
    made, blocks, number_of = World(), _head(truths), 0
    for at in rng.sample(range(len(truths)), len(truths)):
        truth = truths[at]
        tellers = rng.sample(TELLERS, counts[at])
        if rng.random() < 0.1:
            tellers[1] = tellers[0]  # a source tells it twice
        told = [_tell(rng, truth, s, _how(rng, truth.kind)) for s in tellers]
        names = [f"c{number_of + i:03d}" for i in range(len(told))]
        number_of += len(told)
        if len(made.planted) < CONTRADICTIONS and (planted := _alter(rng, truth, tellers, told)):
            which, told[which], against = planted
            made.planted[names[which]] = tuple(names[i] for i in against)
        for name, s, one in zip(names, tellers, told, strict=True):
            made.truths[name] = frozenset({truth.id, *truth.pair} - {""})
            made.kind[name] = truth.dimension or truth.kind
            blocks.append(_claim(name, truth, s, one, rng))
    made.text = "\n\n".join(blocks) + "\n"
    return made
