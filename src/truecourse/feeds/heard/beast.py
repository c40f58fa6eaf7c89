"""The Beast format of Mode S receivers: frames marked by 0x1A, each with a 48-bit time and a signal level.

Source: Mode-S Beast, data output formats (the binary format); types "1" Mode A/C, "2" short and "3" long
Mode S, "4" status. 0x1A within a frame is doubled.
"""

import re
from collections import Counter

from truecourse.feeds.heard import tally as named

_MARK = b"\x1a"
_LENGTHS = {0x31: 9, 0x32: 14, 0x33: 21, 0x34: 21}  # time 6, signal 1, message 2, 7, 14; status 14
_LONGEST = 2 * 22 + 1
_START = re.compile(rb"\x1a[\x31-\x34]")
TICKS = 12e6  # a second


def frames_of(data: bytes, wrong: Counter[str]) -> tuple[list[tuple[str, int]], bytes, int]:
    """Mode S frames (hexadecimal, time in ticks), the bytes left over, and how many messages there were.

    What is damaged is counted as malformed and passed over to the next mark.
    """
    frames: list[tuple[str, int]] = []
    heard, at, end = 0, 0, len(data)
    while at < end:
        if data[at] != 0x1A:
            at, heard = _next(data, at), heard + 1
            wrong[named.MALFORMED] += 1
            continue
        if at + 1 >= end:
            break
        length = _LENGTHS.get(data[at + 1])
        if length is None:
            at, heard = _next(data, at + 1), heard + 1
            wrong[named.MALFORMED] += 1
            continue
        body, after = _body(data, at + 2, length)
        if body is None:
            if after >= end:
                break
            wrong[named.TRUNCATED] += 1
        elif length == 9 or data[at + 1] == 0x34:
            wrong[named.UNKNOWN] += 1
        else:
            frames.append((body[7:].hex(), int.from_bytes(body[:6], "big")))
        at, heard = after, heard + 1
    return frames, data[at:] if end - at <= _LONGEST else b"", heard


def _next(data: bytes, at: int) -> int:
    """Where the next message may begin; a mark at the very end may be the first half of one."""
    found = _START.search(data, at)
    if found is not None:
        return found.start()
    return len(data) - 1 if data.endswith(_MARK) and len(data) - 1 > at else len(data)


def _body(data: bytes, at: int, length: int) -> tuple[bytes | None, int]:
    """The next `length` bytes with doubled marks undone, and where they end; None where they break off."""
    plain = data[at : at + length]
    if len(plain) == length and _MARK not in plain:
        return plain, at + length
    body = bytearray()
    while len(body) < length:
        if at >= len(data):
            return None, len(data)
        byte = data[at]
        if byte == 0x1A:
            if at + 1 >= len(data):
                return None, len(data)
            if data[at + 1] != 0x1A:
                return None, at
            at += 1
        body.append(byte)
        at += 1
    return bytes(body), at


def write_frame(frame: str, ticks: int, signal: int = 128) -> bytes:
    """A frame (hexadecimal) as a Beast message, for tests and for handing a feed on."""
    body = ticks.to_bytes(6, "big") + bytes([signal]) + bytes.fromhex(frame)
    return _MARK + (b"2" if len(frame) == 14 else b"3") + body.replace(_MARK, _MARK * 2)
