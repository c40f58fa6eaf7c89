"""UDP payloads of a packet capture (the classic libpcap file: D. Turner's PCAP, IETF opsawg draft)."""

import struct
from collections import Counter
from collections.abc import Iterator

from truecourse.feeds.heard import tally as named

_ORDERS = {b"\xd4\xc3\xb2\xa1": ("<", 1e-6), b"\xa1\xb2\xc3\xd4": (">", 1e-6),
           b"\x4d\x3c\xb2\xa1": ("<", 1e-9), b"\xa1\xb2\x3c\x4d": (">", 1e-9)}  # fmt: skip
MAGIC = frozenset(_ORDERS)
_LINKS = {0: 4, 1: 14, 101: 0, 113: 16}  # octets before IP: loopback, Ethernet, raw IP, Linux cooked
_LONGEST = 1 << 18
_UDP = 17


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
        payload = _datagram(data[at : at + caught], link)
        at += caught
        if payload is None:
            wrong[named.UNKNOWN] += 1
        else:
            yield seconds + parts * fraction, payload


def _datagram(packet: bytes, link: int) -> bytes | None:
    """The payload of a UDP datagram in IP version 4 or 6, whole; else None."""
    at = _LINKS.get(link)
    if at is None:
        return None
    if link == 1:
        while packet[at - 2 : at] in (b"\x81\x00", b"\x88\xa8"):  # VLAN tags
            at += 4
    ip = packet[at:]
    if len(ip) >= 20 and ip[0] >> 4 == 4:
        start = (ip[0] & 15) * 4
        fragment = int.from_bytes(ip[6:8], "big") & 0x3FFF
        if ip[9] != _UDP or fragment or start < 20:
            return None
    elif len(ip) >= 40 and ip[0] >> 4 == 6 and ip[6] == _UDP:
        start = 40
    else:
        return None
    length = int.from_bytes(ip[start + 4 : start + 6], "big")
    if length < 8 or start + length > len(ip):
        return None
    return ip[start + 8 : start + length]
