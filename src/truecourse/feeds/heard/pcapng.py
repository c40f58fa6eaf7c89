"""UDP payloads of a packet capture in pcapng (IETF draft-ietf-opsawg-pcapng, 4), as Wireshark and tcpdump
write it: sections of either byte order, each with its interfaces and their clocks.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from math import nan
from typing import NamedTuple

from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.udp import datagram

SECTION = b"\x0a\x0d\x0d\x0a"  # type of a section's first block, the same in either byte order
_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_INTERFACE, _OLD, _SIMPLE, _ENHANCED = 1, 2, 3, 6  # block types; others say nothing of packets
_RESOLUTION, _OFFSET = 9, 14  # if_tsresol, if_tsoffset
_LONGEST = 1 << 24  # bytes of a block
_MOST_INTERFACES = 65_536


class _Interface(NamedTuple):
    """Link type, octets kept of a packet (0: all), s a tick of its clock lasts, and s added to it."""

    link: int
    kept: int
    tick: float = 1e-6
    offset: int = 0


class _Packet(NamedTuple):
    """Which interface, POSIX s (NaN: not told), and the octets kept."""

    interface: int
    t: float
    data: bytes


def payloads(data: bytes, wrong: Counter[str]) -> Iterator[tuple[float, bytes]]:
    """Time (POSIX s, NaN where the block has none) and payload of each UDP datagram; what is none, of a link
    not known, or cut short is counted.
    """
    interfaces: list[_Interface] = []
    for order, kind, body in _blocks(data, wrong):
        if kind == _INTERFACE and len(body) >= 8 and len(interfaces) < _MOST_INTERFACES:
            interfaces.append(_interface(order, body))
        elif kind in (_OLD, _SIMPLE, _ENHANCED):
            packet = _packet(order, kind, body, interfaces)
            if packet is None:
                wrong[named.MALFORMED] += 1
                continue
            payload = datagram(packet.data, interfaces[packet.interface].link)
            if payload is None:
                wrong[named.UNKNOWN] += 1
            else:
                yield packet.t, payload
        elif kind is None:
            interfaces = []


def _blocks(data: bytes, wrong: Counter[str]) -> Iterator[tuple[str, int | None, bytes]]:
    """Byte order, type (None: a section begins) and body of each block, until one cannot be right."""
    at, order = 0, "<"
    while at < len(data):
        begins = data[at : at + 4] == SECTION
        if begins:
            order = _ORDERS.get(data[at + 8 : at + 12], "")
        if at + 12 > len(data):
            wrong[named.TRUNCATED] += 1
            return
        kind, length = struct.unpack_from((order or "<") + "II", data, at)
        if not order or length < 12 or length % 4 or length > _LONGEST:
            wrong[named.MALFORMED] += 1
            return
        if at + length > len(data):
            wrong[named.TRUNCATED] += 1
            return
        if struct.unpack_from(order + "I", data, at + length - 4)[0] != length:
            wrong[named.MALFORMED] += 1
            return
        body = data[at + 8 : at + length - 4]
        if begins and (len(body) < 16 or struct.unpack_from(order + "H", body, 4)[0] != 1):
            wrong[named.UNKNOWN] += 1  # only major version 1 is known
            return
        yield order, None if begins else kind, body
        at += length


def _interface(order: str, body: bytes) -> _Interface:
    """An interface and its clock; ticks are microseconds where the block does not say."""
    link, _, kept = struct.unpack_from(order + "HHI", body)
    tick, offset, at = 1e-6, 0, 8
    while at + 4 <= len(body):
        code, length = struct.unpack_from(order + "HH", body, at)
        value = body[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4
        if code == 0:
            break
        if code == _RESOLUTION and len(value) == 1:
            tick = 2.0 ** -(value[0] & 0x7F) if value[0] & 0x80 else 10.0 ** -value[0]
        elif code == _OFFSET and len(value) == 8:
            offset = struct.unpack(order + "q", value)[0]
    return _Interface(link, kept, tick, offset)


def _packet(order: str, kind: int, body: bytes, interfaces: list[_Interface]) -> _Packet | None:
    """A packet of any of the three kinds of block; None where it lacks something or an interface."""
    if kind == _SIMPLE:
        if len(body) < 4 or not interfaces:
            return None
        kept = struct.unpack_from(order + "I", body)[0]
        if interfaces[0].kept:
            kept = min(kept, interfaces[0].kept)
        return _Packet(0, nan, body[4 : 4 + kept]) if 4 + kept <= len(body) else None
    if len(body) < 20:
        return None
    which, high, low, kept, _ = struct.unpack_from(
        order + ("I" if kind == _ENHANCED else "Hxx") + "IIII", body
    )
    if which >= len(interfaces) or 20 + kept > len(body):
        return None
    _, _, tick, offset = interfaces[which]
    return _Packet(which, (high << 32 | low) * tick + offset, body[20 : 20 + kept])
