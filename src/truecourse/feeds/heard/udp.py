"""The payload of a UDP datagram out of a captured packet, whatever link it was captured on."""

# Octets before IP by link type (tcpdump.org's list): loopback, Ethernet, raw IP (as BSDs number it, too),
# Linux cooked in both versions, and IP alone by its version.
LINKS = {0: 4, 1: 14, 12: 0, 14: 0, 101: 0, 113: 16, 228: 0, 229: 0, 276: 20}
_ETHERNET, _UDP = 1, 17


def datagram(packet: bytes, link: int) -> bytes | None:
    """The payload of a UDP datagram in IP version 4 or 6, whole; else None. `link` is the link type."""
    at = LINKS.get(link)
    if at is None:
        return None
    if link == _ETHERNET:
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
