"""A parameter map as it is written, in TOML or JSON: checked by Pydantic, its JSON Schema published."""

from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat

from truecourse.feeds.schema import Table, Text, json_schema
from truecourse.flight.parameter import KINDS, MOST_BITS, SUBFRAMES, WORD_BITS

EDITION = "truecourse recorder map 1"
MOST_WORDS, MOST_FRAME_BITS, MOST_CYCLE = 4096, 8192 * 8, 1024

Bits = Annotated[int, Field(ge=1, le=MOST_BITS, description=f"a number of bits, 1 to {MOST_BITS}")]
WordBit = Annotated[int, Field(ge=1, le=WORD_BITS, description="a bit of a word, 1 (least) to 12")]
Target = Annotated[int, Field(ge=0, lt=MOST_BITS, description="a bit of the raw value, 0 (least) to 62")]
Subframe = Annotated[int, Field(ge=1, le=SUBFRAMES, description="a subframe, 1 to 4")]
Word = Annotated[int, Field(ge=1, le=MOST_WORDS, description="a word, 1 being the sync word")]
Number = Annotated[FiniteFloat, Field(description="a finite number")]
Id = Annotated[int, Field(ge=1, le=255, description="a frame id, 1 to 255")]
Sync = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{1,3}$", description="12 bits as hexadecimal, such as 247")]
ParameterName = Annotated[
    str, Field(min_length=1, max_length=80, pattern=r"^[ -~]+$", description="a name in ASCII")
]


class PartTable(Table):
    """Bits of words that fill bits of a raw value, in each of these subframes and words."""

    subframes: list[Subframe] = Field(default=[1, 2, 3, 4], min_length=1, max_length=4)
    words: Annotated[list[Word], Field(min_length=1, max_length=64)]
    low: WordBit = 1
    bits: Annotated[int, Field(ge=1, le=WORD_BITS, description="a number of bits, 1 to 12")] = WORD_BITS
    at: Target = 0
    frames: list[Annotated[int, Field(ge=1, le=MOST_CYCLE)]] = Field(
        default=[],
        max_length=64,
        description="numbers of frames in the superframe's cycle, from 1; [] is all",
    )


class PlaceTable(Table):
    """Where an ARINC 767 frame has a raw value: bits counted from 0, the first of the frame's data."""

    frame: Id
    first: Annotated[int, Field(ge=0, lt=MOST_FRAME_BITS, description="a bit of the frame's data, from 0")]
    bits: Bits


class DigitTable(Table):
    """A digit or character of a raw value."""

    low: Target
    bits: Annotated[int, Field(ge=1, le=16, description="a number of bits, 1 to 16")]
    weight: Number = 1.0


class StateTable(Table):
    """A raw value's name."""

    raw: Annotated[int, Field(ge=0, lt=2**MOST_BITS, description="a raw value")]
    name: Annotated[str, Field(max_length=200, description="text")]


class ParameterTable(Table):
    """A recorded quantity."""

    name: ParameterName
    description: Text = ""
    unit: Annotated[str, Field(max_length=40, description="a unit's name")] = ""
    kind: Annotated[
        Literal[tuple(KINDS)],  # type: ignore[valid-type]
        Field(description="one of " + ", ".join(KINDS)),
    ]
    bits: Annotated[int, Field(ge=0, le=MOST_BITS, description=f"a number of bits, 0 to {MOST_BITS}")] = 0
    samples: list[Annotated[list[PartTable], Field(min_length=1, max_length=16)]] = Field(
        default=[], max_length=64
    )
    place: PlaceTable | None = None
    repeats: Annotated[int, Field(ge=1, le=16, description="how often each sample is told, 1 to 16")] = 1
    sign: Annotated[
        Literal["", "twos", "magnitude"], Field(description='"" (none), "twos" or "magnitude"')
    ] = ""
    scale: Number = 1.0
    offset: Number = 0.0
    table: list[Annotated[list[Number], Field(min_length=2, max_length=3)]] = Field(
        default=[], max_length=1000
    )
    digits: list[DigitTable] = Field(default=[], max_length=16)
    states: list[StateTable] = Field(default=[], max_length=4096)
    expression: Annotated[str, Field(max_length=500, description="a formula of other parameters")] = ""
    low: Number | None = None
    high: Number | None = None


class CounterTable(Table):
    """Where a frame's number stands."""

    subframe: Subframe
    word: Word
    low: WordBit = 1
    bits: Annotated[int, Field(ge=1, le=WORD_BITS, description="a number of bits, 1 to 12")] = WORD_BITS
    first: Annotated[int, Field(ge=0, le=4095, description="the count in frame 1 of the cycle")] = 0
    step: Annotated[int, Field(ge=0, le=2048, description="what it grows by; 0: seen from the recording")] = 0
    cycle: Annotated[int, Field(ge=1, le=MOST_CYCLE, description="frames in the superframe's cycle")] = 16


class FrameTable(Table):
    """A kind of ARINC 767 frame."""

    id: Id
    name: Text = ""
    rate: Annotated[FiniteFloat, Field(ge=0, le=1000, description="frames a second, 0: events")]
    bits: Annotated[int, Field(ge=1, le=MOST_FRAME_BITS, description="bits of its data")]


class LeftOutTable(Table):
    """A parameter that cannot be decoded."""

    name: ParameterName
    reason: Text


class MapFile(Table):
    """A parameter map."""

    format: Annotated[Literal["truecourse recorder map 1"], Field(description=f'"{EDITION}"')]
    name: Text
    standard: Annotated[Literal["717", "767"], Field(description='"717" or "767"')]
    words: Annotated[int, Field(ge=0, le=MOST_WORDS, description="words a subframe, such as 256")] = 0
    sync: list[Sync] = Field(default=["247", "5B8", "A47", "DB8"], min_length=4, max_length=4)
    period: Annotated[FiniteFloat, Field(gt=0, le=60, description="seconds of a subframe, usually 1")] = 1.0
    counter: CounterTable | None = None
    frames: list[FrameTable] = Field(default=[], max_length=255)
    source: Text = ""
    parameters: list[ParameterTable] = Field(default=[], max_length=20_000)
    left_out: list[LeftOutTable] = Field(default=[], max_length=20_000)


def map_schema() -> dict[str, Any]:
    """The JSON Schema of a parameter map, read as JSON."""
    return json_schema(MapFile)
