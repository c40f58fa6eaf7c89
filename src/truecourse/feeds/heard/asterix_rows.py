"""Records of ASTERIX categories 021, 048 and 062 as rows on the wire; the scale of each item is beside it."""

from collections.abc import Mapping
from math import atan2, degrees, hypot, nan
from typing import Any

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.heard.identity import NOBODY, clean_name, key_of_name, key_of_track
from truecourse.flight.reports import Heard

_CALLSIGN = (
    "?ABCDEFGHIJKLMNOPQRSTUVWXYZ????? ???????????????0123456789??????"  # ICAO Annex 10 vol. IV, table 3-9
)
_TURN = 360.0 / 65536.0
_NM_PER_S = 3600.0 / 16384.0  # knots
# 95 % radius in metres by NACp, 0 to 11 (RTCA DO-260B, table 2-71)
_NACP = (nan, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0)
NUMBERS = (
    "lat_deg",
    "lon_deg",
    "altitude_ft",
    "height_ft",
    "gs_kt",
    "tas_kt",
    "course_deg",
    "heading_magnetic_deg",
    "vertical_rate_ftmin",
    "accuracy_m",
    "slant_m",
    "azimuth_deg",
    "of_day",
    "sent",
)
Record = Mapping[str, bytes]
Row = dict[str, Any]


def row_of(category: int, record: Record) -> Row:
    """A row of NUMBERS (NaN where not said), key, call, on_ground, heard, sensor, simulated and unseen
    (bool; the place is carried on, nobody saw it).

    `of_day` and `sent` are seconds of the day: of the position, and of its transmission where that is said.
    """
    row: Row = dict.fromkeys(NUMBERS, nan)
    row |= {"key": NOBODY, "call": "", "on_ground": False, "heard": Heard.ADS_B, "simulated": False}
    row["unseen"] = False
    row["sensor"] = _unsigned(record.get("010", b"\0\0"))
    {21: _cat021, 48: _cat048, 62: _cat062}[category](record, row)
    return row


def _cat021(record: Record, row: Row) -> None:
    of_day = next((record[item] for item in ("073", "071", "075", "077") if item in record), None)
    row["of_day"], row["sent"] = _scaled(of_day, 1 / 128), _scaled(record.get("077"), 1 / 128)
    _address(record.get("080"), row)
    row["call"] = _callsign(record.get("170"))
    if (place := record.get("131")) is not None:
        row["lat_deg"], row["lon_deg"] = (_signed(part) * 180 / 2**30 for part in (place[:4], place[4:]))
    elif (place := record.get("130")) is not None:
        row["lat_deg"], row["lon_deg"] = (_signed(part) * 180 / 2**23 for part in (place[:3], place[3:]))
    row["altitude_ft"] = _scaled_signed(record.get("145"), 25.0)
    row["height_ft"] = _scaled_signed(record.get("140"), 6.25)
    if (vector := record.get("160")) is not None and not vector[0] & 0x80:
        row["gs_kt"], row["course_deg"] = _unsigned(vector[:2]) * _NM_PER_S, _unsigned(vector[2:]) * _TURN
    if (tas := record.get("151")) is not None and not tas[0] & 0x80:
        row["tas_kt"] = float(_unsigned(tas))
    row["heading_magnetic_deg"] = _scaled(record.get("152"), _TURN)
    rate = record.get("155", record.get("157"))
    if rate is not None and not rate[0] & 0x80:
        row["vertical_rate_ftmin"] = _two(_unsigned(rate) & 0x7FFF, 15) * 6.25
    kind, quality = record.get("040", b""), record.get("090", b"")
    if len(kind) > 1:
        row["on_ground"], row["simulated"] = bool(kind[1] & 0x40), bool(kind[1] & 0x30)
    if len(quality) > 1:
        row["accuracy_m"] = _NACP[min((quality[1] >> 1) & 15, 11)]


def _cat048(record: Record, row: Row) -> None:
    row["of_day"] = _scaled(record.get("140"), 1 / 128)
    kind = record.get("020", b"\x40")
    row["heard"] = Heard.PRIMARY if kind[0] >> 5 == 1 else Heard.SECONDARY
    row["simulated"] = bool(kind[0] & 0x10) or (len(kind) > 1 and bool(kind[1] & 0x80))
    if (plot := record.get("040")) is not None:
        row["slant_m"] = _unsigned(plot[:2]) / 256.0 * METRES_PER_NM
        row["azimuth_deg"] = _unsigned(plot[2:]) * _TURN
    level = record.get("090")
    if level is not None and not level[0] & 0xC0:  # V: not validated, G: garbled; either is no altitude
        row["altitude_ft"] = _two(_unsigned(level) & 0x3FFF, 14) * 25.0
    _address(record.get("220"), row)
    row["call"] = _callsign(record.get("240"))
    _track(record.get("161"), row)
    if (vector := record.get("200")) is not None:
        row["gs_kt"], row["course_deg"] = _unsigned(vector[:2]) * _NM_PER_S, _unsigned(vector[2:]) * _TURN
    if (status := record.get("230")) is not None:
        row["on_ground"] = (status[0] >> 2) & 7 in (1, 3)
    _registers(record.get("250"), row)


def _cat062(record: Record, row: Row) -> None:
    row["of_day"] = _scaled(record.get("070"), 1 / 128)
    row["heard"] = Heard.SECONDARY
    if (place := record.get("105")) is not None:
        row["lat_deg"], row["lon_deg"] = (_signed(part) * 180 / 2**25 for part in (place[:4], place[4:]))
    if (vector := record.get("185")) is not None:
        east, north = (_signed(part) * 0.25 for part in (vector[:2], vector[2:]))
        row["gs_kt"] = hypot(east, north) * 3600.0 / METRES_PER_NM
        row["course_deg"] = degrees(atan2(east, north)) % 360.0
    row["altitude_ft"] = _scaled_signed(record.get("136"), 25.0)
    row["height_ft"] = _scaled_signed(record.get("130"), 6.25)
    row["vertical_rate_ftmin"] = _scaled_signed(record.get("220"), 6.25)
    _address(record.get("380/1"), row)
    said = record.get("245", b"\xc0")
    row["call"] = _callsign(record.get("380/2")) or (_callsign(said[1:]) if not said[0] & 0x80 else "")
    row["heading_magnetic_deg"] = _scaled(record.get("380/3"), _TURN)
    row["tas_kt"] = _scaled(record.get("380/5"), 1.0)
    _track(record.get("040"), row)
    status = record.get("080", b"").ljust(4, b"\0")  # octets that are not there say nothing
    row["simulated"] = bool(status[1] & 0x80)
    row["unseen"] = bool(status[1] & 0x40 or status[3] & 0x80)  # TSE: ended, CST: coasted


def _address(item: bytes | None, row: Row) -> None:
    if item is not None and any(item):
        row["key"] = _unsigned(item)


def _track(item: bytes | None, row: Row) -> None:
    """A track's own number where no address is known; it is longer in 062 than the 12 bits of 048."""
    if item is not None and row["key"] == NOBODY:
        number = _unsigned(item)
        row["key"] = (
            key_of_track(row["sensor"], number) if number < 4096 else key_of_name(f"{row['sensor']}/{number}")
        )


def _callsign(item: bytes | None) -> str:
    """Characters of six bits each (two octets of a filler are never there)."""
    if item is None or len(item) != 6:
        return ""
    bits = _unsigned(item)
    text = "".join(_CALLSIGN[(bits >> shift) & 63] for shift in range(42, -1, -6))
    return "" if "?" in text.strip() else clean_name(text)


def _registers(item: bytes | None, row: Row) -> None:
    """Magnetic heading of register 6,0 and true airspeed of 5,0 (ICAO Doc 9871, tables A-2-96 and A-2-80)."""
    for at in range(1, len(item or b""), 8):
        register, bits = item[at + 7], _unsigned(item[at : at + 7])  # type: ignore[index]
        if register == 0x60 and bits >> 55:
            row["heading_magnetic_deg"] = _two((bits >> 44) & 0x7FF, 11) * 90.0 / 512.0
        elif register == 0x50 and (bits >> 10) & 1:
            row["tas_kt"] = (bits & 0x3FF) * 2.0


def _unsigned(item: bytes) -> int:
    return int.from_bytes(item, "big")


def _signed(item: bytes) -> int:
    return int.from_bytes(item, "big", signed=True)


def _two(value: int, bits: int) -> int:
    """Two's complement of so many bits."""
    return value - (1 << bits) if value >> (bits - 1) else value


def _scaled(item: bytes | None, step: float) -> float:
    return nan if item is None else _unsigned(item) * step


def _scaled_signed(item: bytes | None, step: float) -> float:
    return nan if item is None else _signed(item) * step
