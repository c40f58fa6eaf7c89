"""Alerts as ASTERIX category 004, Safety Net Messages (EUROCONTROL, edition 1.12 of 28 October 2020).

Items and their order: the standard user application profile of that edition; which item a message type
carries: its tables of items per type. Message types come from the caller; a rule without one is not sent.
"""

from collections.abc import Iterable
from math import isfinite

from truecourse.earth.units import METRES_PER_NM, SECONDS_PER_DAY
from truecourse.flight.alert import Alert, Phase, Rule, Severity

CATEGORY = 4
ALIVE, LONGITUDINAL, TRANSVERSAL, PROXIMITY, LEVEL, END = 1, 2, 3, 5, 6, 17
HEADING, LOST, INFRINGEMENT = 25, 97, 99
PROFILE = (
    "010", "000", "015", "020", "040", "045", "060", "030", "170", "120", "070", "076", "074", "075",
    "100", "035", "171", "110", "", "RE", "SP",
)  # fmt: skip
STATUS = {Phase.START: 1, Phase.UPDATE: 2, Phase.END: 3}  # I004/045 leaves its values to the system
_CLASSIFIED = {PROXIMITY, LEVEL, HEADING, LOST, INFRINGEMENT}  # types that may carry I004/120
_TIMED = {PROXIMITY, LOST, INFRINGEMENT}  # types that may carry I004/070
_NAMED = {PROXIMITY, HEADING, LOST, INFRINGEMENT}  # types that may carry I004/100
_RUNNING = {LONGITUDINAL: (0, 64), TRANSVERSAL: (0, 32), PROXIMITY: (0, 8), LEVEL: (0, 4),
            INFRINGEMENT: (2, 128), HEADING: (2, 4)}  # fmt: skip
MOST_TRACKS = 65_536  # track numbers are 16 bits


class Numbers:
    """Track and alert numbers of 16 bits, given out in turn; a number is kept until its alert has ended."""

    def __init__(self) -> None:
        self._tracks: dict[int, int] = {}
        self._alerts: dict[tuple[int, Rule, str], int] = {}
        self._next_track = self._next_alert = 0

    def track(self, key: int) -> int:
        """The flight's track number; of more than 65,536 flights the longest silent gives its number up."""
        number = self._tracks.pop(key, None)
        if number is None:
            if len(self._tracks) >= MOST_TRACKS:
                number = self._tracks.pop(next(iter(self._tracks)))
            else:
                number, self._next_track = self._next_track, self._next_track + 1
        self._tracks[key] = number
        return number

    def alert(self, alert: Alert) -> int | None:
        """The alert's number: the same from its start to its end; None for an end without a start.

        Of one flight and rule there may be an alert for each area, axis and, of an estimate, fix.
        """
        details = dict(alert.details)
        fix = details.get("fix", "") if alert.rule is Rule.ESTIMATE else ""
        which = alert.key, alert.rule, f"{details.get('area', '')}/{details.get('axis', '')}/{fix}"
        number = self._alerts.get(which)
        if number is None and alert.state is Phase.END:
            return None
        if number is None:
            number, self._next_alert = self._next_alert, (self._next_alert + 1) % 65_536
        if alert.state is Phase.END:
            self._alerts.pop(which, None)
        else:
            self._alerts[which] = number
            if len(self._alerts) > 65_536:
                self._alerts.pop(next(iter(self._alerts)))
        return number


def encode(alert: Alert, kind: int, numbers: Numbers, source: tuple[int, int] = (0, 0)) -> bytes | None:
    """A data block of one record, or None where the alert lacks an item that its message type must have.

    `kind` is the message type of I004/000; an alert that ends is sent as END OF CONFLICT (17) under its
    alert number, and None is returned for one that was never sent. `source` is SAC and SIC. Values outside an
    item's range are sent as its largest.
    """
    ends = alert.state is Phase.END
    own = {} if ends else _of_type(kind, dict(alert.details))
    number = None if own is None else numbers.alert(alert)
    if own is None or number is None:
        return None
    items = _common(END if ends else kind, alert.t, source) | {
        "040": number.to_bytes(2, "big"),
        "045": bytes([STATUS[alert.state] << 1]),
        "030": numbers.track(alert.key).to_bytes(2, "big"),
        "170": b"\x80" + _ascii(alert.flight, 7),
    }
    if kind in _CLASSIFIED and not ends:
        items["120"] = _characteristics(alert)
    return _block(items | own)


def alive(t: float, kinds: Iterable[int], source: tuple[int, int] = (0, 0)) -> bytes:
    """An alive message: `kinds` are the message types of the functions that run (I004/060)."""
    octets = [0, 0, 0]
    for kind in kinds:
        if kind in _RUNNING:
            octet, bit = _RUNNING[kind]
            octets[octet] |= bit
    octets[0] |= 1
    octets[1] |= 1  # extended: the third octet follows
    return _block(_common(ALIVE, t, source) | {"060": bytes(octets)})


def _common(kind: int, t: float, source: tuple[int, int]) -> dict[str, bytes]:
    return {
        "010": bytes(source),
        "000": bytes([kind]),
        "020": (round(128 * (t % SECONDS_PER_DAY)) % (128 * 86_400)).to_bytes(3, "big"),
    }


def _of_type(kind: int, details: dict[str, float | str]) -> dict[str, bytes] | None:
    """The items that belong to a message type; None where one it must have is missing."""
    items: dict[str, bytes | None] = {}
    if kind == LONGITUDINAL:
        items["074"] = _signed(details.get("along_track_nm"), METRES_PER_NM / 32.0, 2)
        if items["074"] is None:
            return None
    if kind == TRANSVERSAL:
        items["075"] = _signed(details.get("cross_track_nm"), METRES_PER_NM / 0.5, 3)
        if items["075"] is None:
            return None
    if kind == LEVEL:
        altitude, cleared = (details.get(name) for name in ("altitude_ft", "cleared_altitude_ft"))
        if isinstance(altitude, int | float) and isinstance(cleared, int | float):
            items["076"] = _signed(altitude - cleared, 1.0 / 25.0, 2)
    if kind in _TIMED:
        left = _unsigned(details.get("time_to_entry_s"), 128.0, 3)
        items["070"] = left and b"\x80" + left
    if kind in _NAMED and details.get("area"):
        items["100"] = b"\x80" + _six_bits(str(details["area"]))
    if kind == PROXIMITY and "100" not in items:
        return None
    return {name: value for name, value in items.items() if value is not None}


def _characteristics(alert: Alert) -> bytes:
    """I004/120: severity (high for a warning), no table of classes, and how long the alert has lasted."""
    lasted = _unsigned(alert.t - alert.since, 128.0, 3) or bytes(3)
    return b"\x50" + bytes([alert.severity is Severity.WARNING]) + lasted


def _number(value: float | str | None, scale: float) -> float | None:
    usable = isinstance(value, int | float) and isfinite(value)
    return float(value) * scale if usable else None  # type: ignore[arg-type]


def _signed(value: float | str | None, scale: float, octets: int) -> bytes | None:
    number, most = _number(value, scale), 2 ** (8 * octets - 1) - 1
    if number is None:
        return None
    return round(max(-most, min(most, number))).to_bytes(octets, "big", signed=True)


def _unsigned(value: float | str | None, scale: float, octets: int) -> bytes | None:
    number, most = _number(value, scale), 2 ** (8 * octets) - 1
    return None if number is None else round(max(0, min(most, number))).to_bytes(octets, "big")


def _ascii(text: str, length: int) -> bytes:
    return text.encode("ascii", "replace")[:length].ljust(length)


def _six_bits(text: str) -> bytes:
    """Eight characters of six bits each (ICAO Annex 10 vol. IV, 3.1.2.9.1.2); others become spaces."""
    packed = 0
    for c in text.upper()[:8].ljust(8):
        packed = packed << 6 | (ord(c) & 63 if c.isascii() and c.isalnum() else 32)
    return packed.to_bytes(6, "big")


def _block(items: dict[str, bytes]) -> bytes:
    places = [place for place, name in enumerate(PROFILE) if name in items]
    presence = bytearray(max(places) // 7 + 1)
    for place in places:
        presence[place // 7] |= 0x80 >> place % 7
    for octet in range(len(presence) - 1):
        presence[octet] |= 1
    record = bytes(presence) + b"".join(items[name] for name in PROFILE if name in items)
    return bytes([CATEGORY]) + (len(record) + 3).to_bytes(2, "big") + record
