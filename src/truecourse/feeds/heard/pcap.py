"""UDP payloads of a packet capture (the classic libpcap file: D. Turner's PCAP, IETF opsawg draft)."""

import struct
from collections import Counter
from collections.abc import Iterator

from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.udp import datagram

_ORDERS = {b"\xd4\xc3\xb2\xa1": ("<", 1e-6), b"\xa1\xb2\xc3\xd4": (">", 1e-6),
           b"\x4d\x3c\xb2\xa1": ("<", 1e-9), b"\xa1\xb2\x3c\x4d": (">", 1e-9)}  # fmt: skip
MAGIC = frozenset(_ORDERS)
_LONGEST = 1 << 18


def payloads(data: bytes, wrong: Counter[str]) -> Iterator[tuple[float, bytes]]:
    """Time (POSIX s) and payload of each UDP datagram; what is none, or cut short, is counted."""
    order, fraction = _ORDERS[data[:4]]
    if len(data) < 24:
        wrong[named.TRUNCATED] += 1
        return
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    at = 24
    while at < len(data):
        if at + 16 > len(data):
            wrong[named.TRUNCATED] += 1
            return
        seconds, parts, caught, _ = struct.unpack_from(order + "IIII", data, at)
        at += 16
        if caught > _LONGEST or at + caught > len(data):
            wrong[named.TRUNCATED] += 1
            return
        payload = datagram(data[at : at + caught], link)
        at += caught
        if payload is None:
            wrong[named.UNKNOWN] += 1
        else:
            yield seconds + parts * fraction, payload
