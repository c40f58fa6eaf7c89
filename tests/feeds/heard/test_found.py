"""Inputs that coverage-guided fuzzing found (tools/fuzz_covered.py); each once brought a reader down."""

from io import BytesIO

import numpy as np
import pytest

from truecourse.feeds.heard.open import READERS
from truecourse.feeds.heard.settle import join

RECORD = (
    b'{"timestamp":1700000000000,"icao24":"4ca2d6","callsign":"%b","latitude":51.4,"longitude":-1.0,'
    b'"altitude":37000,"groundspeed":450,"track":90,"vertical_rate":0,"onground":false}'
)
STATE = b"1700000000,4ca2d6,51.4,-1.0,A1,first,second\n"


def read(kind: str, data: bytes):
    return join([rows for rows, _ in READERS[kind](BytesIO(data), 1.8e9)])


@pytest.mark.parametrize("callsign", [b"\xbf\xbf", b"A\xff1", b"\xed\xa0\x80"])
def test_a_callsign_that_is_no_utf_8_in_json(callsign: bytes) -> None:
    """One flight's rubbish must not cost another its report."""
    rows = read("pandas", b"[" + RECORD % callsign + b"," + RECORD % b"KAL007" + b"]")
    assert np.degrees(rows.columns["lat"]) == pytest.approx([51.4, 51.4])
    assert "KAL007" in rows.calls


def test_two_columns_of_one_name_in_csv() -> None:
    header = b"time,icao24,lat,lon,callsign,spi,spi\n"
    rows = read("opensky", header + STATE)
    assert len(rows.call) == 1
    twice = read("opensky", b"time,icao24,lat,lon,callsign,callsign,x\n" + STATE)
    assert list(twice.calls) == ["A1"]  # the first of them
