"""Where a flight recorder writes what, and what its bits mean: the parameter map of one recorder."""

from dataclasses import dataclass
from math import nan

SYNC_WORDS = (0o1107, 0o2670, 0o5107, 0o6670)  # ARINC 573-7 and 717: first word of subframes 1 to 4
WORD_RATES = (64, 128, 256, 512, 1024)  # words of 12 bits a second, which is a subframe
WORD_BITS = 12
SUBFRAMES = 4
MOST_BITS = 63  # of a raw value: as many as a whole number of 64 bits with a sign has

KINDS = {
    "linear": "scale x raw + offset",
    "segments": "scale x raw + offset, each from a raw value on",
    "points": "straight lines between points (raw, value)",
    "polynomial": "sum of coefficient x raw^power",
    "bcd": "sum of weight x digit, then scale and offset",
    "discrete": "raw, with a name for each state",
    "character": "a text of ISO 646 characters, no number",
    "utc": "seconds of the UTC day, from digits weighed in seconds",
    "float": "raw as an IEEE 754 number of 32 bits",
    "constant": "offset, once",
    "computed": "an expression of other parameters",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Bits of 12-bit words that fill bits of a raw value.

    A sample is taken at each of `subframes` (1 to 4) and in each at each of `words` (1 is the sync word);
    `low` is the lowest of `bits` bits in the word (1 to 12), `at` the bit of the raw value it fills (0 is the
    least). `frames` are the numbers (from 1) of the frames in the superframe's cycle that have it; () is all.
    """

    subframes: tuple[int, ...]
    words: tuple[int, ...]
    low: int = 1
    bits: int = WORD_BITS
    at: int = 0
    frames: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an ARINC 767 frame holds a raw value: `first` bit of its data (0 is the first, written most
    significant first), and how many.
    """

    frame: int
    first: int
    bits: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """One recorded quantity. Either `samples` (ARINC 717) or `place` (767), or neither where it is constant
    or computed. Each of `samples` is the parts that together make up its raw value, each of them as often a
    frame; most parameters have one such group. Where a map lists each place `repeats` times, every sample is
    told so often, evenly until the next, as programs that read such a map do.

    `sign` is "" (none), "twos" complement or sign and "magnitude", the sign being the highest of `bits`.
    `table` has (from, scale, offset) for segments, (raw, value) for points, (coefficient, power) for a
    polynomial; `digits` (low bit from 0, bits, weight), most significant first. `low` and `high` bound what
    the aircraft can do, in `unit`: samples beyond them are told, not thrown away.
    """

    name: str
    kind: str
    bits: int = 0
    unit: str = ""
    description: str = ""
    samples: tuple[tuple[Part, ...], ...] = ()
    place: Place | None = None
    repeats: int = 1
    sign: str = ""
    scale: float = 1.0
    offset: float = 0.0
    table: tuple[tuple[float, ...], ...] = ()
    digits: tuple[tuple[int, int, float], ...] = ()
    states: tuple[tuple[int, str], ...] = ()
    expression: str = ""
    low: float = nan
    high: float = nan


@dataclass(frozen=True, slots=True)
class FrameCounter:
    """Where a frame's number stands, and how it counts: frame 1 of the superframe's cycle of `cycle` frames
    is where (counter − first) / step is a multiple of `cycle`. `step` 0: see it from the recording.
    """

    subframe: int
    word: int
    low: int = 1
    bits: int = WORD_BITS
    first: int = 0
    step: int = 0
    cycle: int = 16


@dataclass(frozen=True, slots=True)
class FrameType:
    """A kind of ARINC 767 frame: its id, how many it has a second, and how many bits of data at least."""

    id: int
    name: str
    rate: float
    bits: int


@dataclass(frozen=True, slots=True)
class ParameterMap:
    """What one recorder writes. `standard` is "717" or "767"; `words` a subframe, `sync` and `period`, the
    seconds of a subframe, are of 717, `frames` of 767. `left_out` has the parameters that cannot be decoded,
    each with the reason.
    """

    name: str
    standard: str
    words: int
    parameters: tuple[Parameter, ...]
    sync: tuple[int, ...] = SYNC_WORDS
    period: float = 1.0
    counter: FrameCounter | None = None
    frames: tuple[FrameType, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    source: str = ""


def times(part: Part) -> int:
    """How many samples a part has in a frame of four seconds (in the superframe's cycle, if it is of one)."""
    return len(part.subframes) * len(part.words) * max(1, len(part.frames))
