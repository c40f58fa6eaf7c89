"""What a flight recorder wrote: series of samples, each at its own rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Series:
    """One recorded parameter: n samples in the order of time.

    `t` (n,) is seconds by the recorder's own clock from the first subframe of the recording, at the word that
    carries the sample; `value` (n,) is in `unit`, the unit that the parameter map names ("" if none), and NaN
    where it is not valid or is a text; `text` has n entries for characters and named states, else none;
    `valid` (n,) is false where the sample was lost, out of sync or marked bad.
    """

    name: str
    unit: str
    t: NDArray[np.float64]
    value: NDArray[np.float64]
    valid: NDArray[np.bool_]
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subframes:
    """The subframes found in a file of ARINC 717, n of them in its order.

    `place` (n,) is the bit of the file at which the sync word begins; `number` (n,) 1 to 4; `second` (n,) how
    many seconds after the first: where some were lost it jumps. `counter` (n,) is the frame counter where
    this subframe holds it, else −1. `period` is the bits from one sound subframe to the next; `unsound` how
    many of them have a broken sync word or do not end where they should.
    """

    place: NDArray[np.int64]
    number: NDArray[np.int64]
    second: NDArray[np.int64]
    counter: NDArray[np.int64]
    period: int
    unsound: int = 0


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames found in a file of ARINC 767, n of them in its order.

    `place` (n,) is the byte of the file at which the frame begins, `size` (n,) its bytes, `id` (n,) its type
    and `t` (n,) its own time stamp, seconds since the recording began.
    """

    place: NDArray[np.int64]
    size: NDArray[np.int64]
    id: NDArray[np.int64]
    t: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recording:
    """The series of one recording, by the order of its parameter map, and what the file was.

    `frames` is where they were found in the raw file; none if it was read from Parquet. `problems` are
    sentences on what was lost, doubted or left out.
    """

    series: tuple[Series, ...]
    source: str = ""
    sha256: str = ""
    frames: Subframes | Frames | None = None
    problems: tuple[str, ...] = ()
