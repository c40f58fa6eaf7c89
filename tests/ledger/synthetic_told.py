"""How people tell a number or a time, and what a generous reader may take it for: the generator's own idea.

Nothing here is the program's: conversions and offsets from UTC are a table of its own. People choose the
coarsest round number that is near enough, multiples of 1 and 5 times a power of ten first (Jansen and
Pollmann, On round numbers, Journal of Quantitative Linguistics 8, 2001); near enough is a tenth here where
they say "about". Without such a word they give two significant digits, or every digit. `spans` of what was
told are wider than anybody would read it, so that two that do not meet contradict beyond argument.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import floor, inf, log10, pi
from random import Random

UNIT = {
    "nm": 1852.0, "statute_mi": 1609.344, "km": 1000.0, "m": 1.0, "ft": 0.3048, "fl": 30.48,
    "kt": 1852.0 / 3600.0, "km/h": 1.0 / 3.6, "mph": 0.44704, "m/s": 1.0,
    "h": 3600.0, "min": 60.0, "deg": pi / 180.0, "t": 1000.0, "kg": 1.0, "lb": 0.45359237, "count": 1.0,
}  # fmt: skip
MEANS = {"miles": ("statute_mi", "nm"), "miles/h": ("mph", "kt")}
# h from UTC in January 1994
OFFSET = {
    "UTC": 0, "Asia/Tokyo": 9, "America/Anchorage": -9, "Europe/Athens": 2, "Europe/Moscow": 3,
    "Pacific/Auckland": 13, "Pacific/Apia": -11, "America/New_York": -5, "Asia/Kamchatka": 12,
}  # fmt: skip
LOOSE = ("about", "some", "around")
Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Lines of the file, less those of the claim, and all it may be taken for, SI or POSIX s."""

    lines: tuple[str, ...]
    spans: Spans = ()
    term: str = ""
    denied: bool = False


def apart(a: Spans, b: Spans, circle: bool = False) -> bool:
    """Whether no reading of one meets one of the other's; on a circle also not a turn away."""
    turns = (-2.0 * pi, 0.0, 2.0 * pi) if circle else (0.0,)
    return all(x[1] + t < y[0] or y[1] < x[0] + t for x in a for y in b for t in turns)


def written(x: float) -> str:
    """A number without a float's dust."""
    return f"{x:.3f}".rstrip("0").rstrip(".")


def fine(x: float) -> float:
    """Every digit: to a whole unit, below 20 to a tenth."""
    return round(x, 1) if abs(x) < 20 else float(round(x))


def two_digits(x: float) -> float:
    """Two significant digits."""
    step = 10.0 ** (floor(log10(x)) - 1) if x > 0 else 1.0
    return round(x / step) * step


def roundest(x: float) -> float:
    """The coarsest multiple of 1 or 5 times a power of ten within a tenth of the number."""
    for power in range(6, -3, -1):
        for step in (5 * 10.0**power, 10.0**power):
            told = round(x / step) * step
            if told > 0 and abs(told - x) <= 0.1 * x:
                return told
    return x


def reach(text: str, unit: str, loose: bool) -> float:
    """How far from the number as it stands there the truth may be thought to be, in its unit."""
    x = float(text)
    if loose:
        return max(0.3 * x, 1.0)
    last = 10.0 ** -len(text.partition(".")[2]) if "." in text else 1.0
    if unit == "fl":
        return 2.0
    if unit == "count":
        return 0.1 * x if x >= 100 and text.endswith("0") else 0.0
    zeros = 10.0 ** (len(text) - len(text.rstrip("0"))) if "." not in text and x else 1.0
    return max(last, min(zeros, 0.1 * x))


def number(rng: Random, truth: float, unit: str, how: str, meant: str = "") -> Told:
    """A quantity in `unit`. `how`: fine, round, about, low, high, range or also; `meant`: his miles."""
    meanings = MEANS.get(unit, (unit,))
    x = truth / UNIT[meant or meanings[0]]
    loose = how in ("about", "also")
    x = {"fine": fine, "round": two_digits, "about": roundest, "also": roundest}.get(how, fine)(x)
    if unit in ("count", "fl"):
        x = float(round(x))
    ends = (x, x)
    if how == "low":
        ends = (two_digits(x * rng.uniform(0.7, 0.9)), inf)
    if how == "high":
        ends = (-inf, two_digits(x * rng.uniform(1.1, 1.4)))
    if how == "range":
        ends = (two_digits(x * rng.uniform(0.8, 0.93)), two_digits(x * rng.uniform(1.07, 1.2)))
    shown = written(ends[0] if ends[0] > -inf else ends[1])
    lines = [f"value = {shown}", f'unit = "{unit}"']
    if loose:
        lines.append(f'qualifier = "{rng.choice(LOOSE)}"')
    if how in ("low", "high"):
        word = rng.choice(("more-than", "at-least") if how == "low" else ("less-than", "at-most", "up-to"))
        lines.append(f'qualifier = "{word}"')
    if how == "range":
        lines.append(f"value_to = {written(ends[1])}")
    if how == "also" and unit == "miles":
        lines.append(f'also = {{ value = {round(x * UNIT[meant] / 1000.0)}, unit = "km" }}')
        meanings = (meant,)
    spans = []
    for one in meanings:
        a, b = (reach(written(e), unit, loose) if abs(e) < inf else 0.0 for e in ends)
        spans.append(((ends[0] - a) * UNIT[one], (ends[1] + b) * UNIT[one]))
    return Told(tuple(lines), tuple(spans))


def _local(t: float, zone: str) -> datetime:
    """The clock on the wall."""
    return datetime.fromtimestamp(t, UTC) + timedelta(hours=OFFSET[zone])


def _of(wall: datetime, zone: str) -> float:
    return (wall - timedelta(hours=OFFSET[zone])).timestamp()


def clock(rng: Random, truth: float, zones: tuple[str, ...], how: str) -> Told:
    """A time in the first of the zones. `how`: minute, second, about, low, high, day or range."""
    wall = _local(truth, zones[0])
    if how == "day":
        day = wall.replace(hour=0, minute=0, second=0, microsecond=0)
        spans = tuple((_of(day, z), _of(day + timedelta(days=1), z)) for z in zones)
        return Told((f"date = {day:%Y-%m-%d}", f'zone = "{"|".join(zones)}"'), spans)
    step = {"second": 1, "about": rng.choice((300, 900))}.get(how, 60)
    if how in ("low", "high"):
        wall += timedelta(seconds=(-1 if how == "low" else 1) * rng.randint(180, 1800))
    on = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    seconds = (wall - on).total_seconds()
    cut = step == 60 and rng.random() < 0.5  # some read 18:25:50 off the clock as 18:25, others as 18:26
    wall = on + timedelta(seconds=(floor(seconds / step) if cut else round(seconds / step)) * step)
    text = f"{wall:%H:%M:%S}" if how == "second" else f"{wall:%H:%M}"
    lines = [f'time = "{text}"', f"date = {wall:%Y-%m-%d}", f'zone = "{"|".join(zones)}"']
    margin = {"second": 5.0, "about": 2700.0 if wall.minute % 15 == 0 else 900.0}.get(how, 120.0)
    low, high = -margin, margin
    if how == "about":
        lines.append(f'qualifier = "{rng.choice(LOOSE)}"')
    if how == "low":
        lines.append('qualifier = "after"')
        high = inf
    if how == "high":
        lines.append('qualifier = "before"')
        low = -inf
    if how == "range":
        later = wall + timedelta(minutes=rng.randint(2, 12))
        lines.append(f'time_to = "{later:%H:%M}"')
        high = (later - wall).total_seconds() + margin
    return Told(tuple(lines), tuple((_of(wall, z) + low, _of(wall, z) + high) for z in zones))


def with_lines(told: Told, *more: str) -> Told:
    """The same with lines more."""
    return replace(told, lines=(*told.lines, *more))
