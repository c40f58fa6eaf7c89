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
class Recording:
    """The series of one recording, by the order of its parameter map, and what the file was."""

    series: tuple[Series, ...]
    source: str = ""
    sha256: str = ""
