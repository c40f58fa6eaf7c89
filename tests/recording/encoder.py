"""Recordings written bit by bit as the published frame structures have them, by nothing of the program's own.

ARINC 717: a subframe is a second of words of 12 bits, the first a sync word, octal 1107, 2670, 5107 and 6670
in turn; each word is sent least significant bit first, and the bits fill bytes from their least significant
bit. ARINC 767: a frame is 0xEB90, its length, a millisecond count, type and id, data, and type and id.
"""

import random
import struct

SYNC = (0o1107, 0o2670, 0o5107, 0o6670)


def bits_of(words: list[int]) -> list[int]:
    """The bits of 12-bit words in the order they are sent."""
    return [word >> k & 1 for word in words for k in range(12)]


def packed(bits: list[int]) -> bytes:
    """Bytes filled from their least significant bit; the last is filled up with zeros."""
    bits = bits + [0] * (-len(bits) % 8)
    return bytes(sum(bits[i + k] << k for k in range(8)) for i in range(0, len(bits), 8))


def aligned(words: list[int], swapped: bool = False) -> bytes:
    """Each word in 16 bits, low byte first or high byte first."""
    return struct.pack(f"{'>' if swapped else '<'}{len(words)}H", *words)


def subframe(number: int, rate: int, filler: random.Random) -> list[int]:
    """A subframe of this number (1 to 4) with random words that are no sync words."""
    words = [SYNC[number - 1]]
    while len(words) < rate:
        word = filler.randrange(4096)
        if word not in SYNC:
            words.append(word)
    return words


def recording(rate: int, count: int, seed: int = 0, first: int = 1) -> list[list[int]]:
    """So many subframes, the first of this number."""
    filler = random.Random(seed)
    return [subframe((first - 1 + k) % 4 + 1, rate, filler) for k in range(count)]


def flat(subframes: list[list[int]]) -> list[int]:
    """Their words one after the other."""
    return [word for one in subframes for word in one]


def put(word: int, low: int, bits: int, value: int) -> int:
    """A word with `bits` bits from bit `low` (1 is the least) on set to a value."""
    mask = (1 << bits) - 1 << low - 1
    return word & ~mask | (value << low - 1 & mask)


def frame767(kind: int, milliseconds: int, data: bytes, type_: int = 0) -> bytes:
    """An ARINC 767 frame."""
    head = struct.pack(">HHIBB", 0xEB90, 12 + len(data), milliseconds, type_, kind)
    return head + data + struct.pack(">BB", type_, kind)


def msb_first(fields: list[tuple[int, int]]) -> bytes:
    """Values of so many bits each, most significant bit first, filled up to whole bytes."""
    text = "".join(format(value, f"0{bits}b") for value, bits in fields)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""
