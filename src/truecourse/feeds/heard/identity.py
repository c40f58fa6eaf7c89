"""Whose a report is: one integer for each flight of a feed."""

import re
import zlib

NOBODY = -1
_ADDRESS = re.compile(r"~?[0-9a-f]{6}", re.ASCII)
_NAMED = 1 << 40  # keys from here on are made of names, below 1 << 24 they are 24-bit addresses
_NON_ICAO = 1 << 25  # readsb marks addresses that are not of ICAO's with ~
TRACK = 1 << 32  # a radar's track number, below the radar's own number


def key_of_address(text: object) -> int:
    """The 24-bit address in six hexadecimal digits ("484506"), ~ before one that is not of ICAO's.

    `NOBODY` for anything else, and for 000000, which belongs to nobody (ICAO Annex 10 vol. III, 9.1.3).
    """
    text = str(text).strip().lower()
    if not _ADDRESS.fullmatch(text) or text.endswith("000000"):
        return NOBODY
    return int(text.removeprefix("~"), 16) | (_NON_ICAO if text[0] == "~" else 0)


def key_of_name(text: object) -> int:
    """A key made of a callsign, for feeds that know no address; `NOBODY` for an empty one."""
    name = str(text).strip().upper()
    return _NAMED | zlib.crc32(name.encode("utf-8", "replace")) if name else NOBODY


def key_of(address: object, callsign: object) -> int:
    """The key of an address where there is one, else of the callsign, else `NOBODY`."""
    key = key_of_address("" if address is None else address)
    return key if key != NOBODY else key_of_name("" if callsign is None else callsign)


def key_of_track(sensor: int, number: int) -> int:
    """The key of a radar's own track number, for targets without an address."""
    return TRACK | (sensor & 0xFFFF) << 12 | (number & 0xFFF)


def clean_name(text: object) -> str:
    """A callsign as it can be shown: capitals, digits and little else, or empty."""
    name = "".join(c for c in str(text or "").strip().upper() if c.isascii() and (c.isalnum() or c in "-_/"))
    return name[:16]
