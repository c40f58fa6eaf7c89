"""Words of 12 bits in a file of bytes: packed, least significant bit first, or each in 16 bits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from truecourse.airspace.compiled import compiled, inner

# Forms: 12 of 12 bits; 12 of 16, low byte first; 12 of 16, high byte first.
PACKED, ALIGNED, SWAPPED = 0, 1, 2
FORMS = (PACKED, ALIGNED, SWAPPED)
STRIDES = (12, 16, 16)  # bits from word to word
STEPS = (1, 8, 8)  # bits by which a frame may have slipped
NAMES = ("bitstream of 12-bit words", "16-bit words, low byte first", "16-bit words, high byte first")
_MASK = 0xFFF


@inner
def word_at(data: NDArray[np.uint8], bit: int, form: int) -> Any:
    """The 12-bit word that begins at a bit of the file; the bit and eleven more must be in it."""
    i = bit >> 3
    if form == SWAPPED:
        return ((np.int64(data[i]) << 8) | np.int64(data[i + 1])) & _MASK
    bits = np.int64(data[i]) | (np.int64(data[i + 1]) << 8)
    if i + 2 < data.size:
        bits |= np.int64(data[i + 2]) << 16
    return (bits >> (bit & 7)) & _MASK


@compiled
def words_at(data: NDArray[np.uint8], places: NDArray[np.int64], form: int, out: NDArray[np.int64]) -> None:
    """The words that begin at these bits; −1 where a place is not in the file."""
    last = data.size * 8 - (12 if form == PACKED else 16)
    for i in range(places.size):
        out[i] = word_at(data, places[i], form) if 0 <= places[i] <= last else -1
