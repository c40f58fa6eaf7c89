"""Raw bits to engineering units, against other programs' arithmetic and published examples."""

import struct
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.flight.parameter import Parameter
from truecourse.recording.convert import convert


def one(parameter: Parameter, raw: int) -> float:
    return float(convert(parameter, np.array([raw], dtype=np.int64)).value[0])


@settings(max_examples=40)
@given(st.integers(2, 60), st.data())
def test_twos_complement_is_what_python_reads_from_bytes(bits: int, data: st.DataObject) -> None:
    value = data.draw(st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1))
    raw = int.from_bytes(value.to_bytes(8, "big", signed=True), "big") % 2**bits
    whole = Parameter(name="X", kind="linear", bits=bits, sign="twos")
    assert one(whole, raw) == float(value)


@given(st.floats(width=32))
def test_a_float_is_what_the_standard_has(value: float) -> None:
    raw = struct.unpack(">I", struct.pack(">f", value))[0]
    got = convert(Parameter(name="X", kind="float", bits=32), np.array([raw], dtype=np.int64))
    assert got.value[0] == value or (np.isnan(value) and got.beyond[0])


def test_every_value_looked_up_is_the_value_worked_out() -> None:
    """Short words are worked out once for all raw values: the same as one by one."""
    parameter = Parameter(name="X", kind="linear", bits=10, sign="twos", scale=0.0054931640625, offset=-3.5)
    raw = np.tile(np.arange(1024), 2)
    slow = [one(parameter, int(r)) for r in range(1024)]
    assert convert(parameter, raw).value.tolist() == slow * 2


def test_roll_at_the_resolution_of_arinc_429_label_325() -> None:
    """180 degrees over 2^15 (ARINC 429 part 1, attachment 2): -45 degrees is a quarter of the range below."""
    roll = Parameter(name="ROLL", kind="linear", bits=16, sign="twos", scale=180.0 / 2**15)
    assert one(roll, 0x10000 - 0x2000) == -45.0 and one(roll, 0x4000) == 90.0


@pytest.mark.parametrize(
    ("digits", "weights", "raw", "value"),
    [
        # ARINC 429 part 1, table 6-1: DME distance label 201, 25786 in five digits of 3, 4, 4, 4, 4 bits
        ((3, 4, 4, 4, 4), (100.0, 10.0, 1.0, 0.1, 0.01), 0x25786, "257.86"),
        ((3, 4, 4, 4, 4), (1000.0, 100.0, 10.0, 1.0, 0.1), 0x10132, "1013.2"),
        ((4, 4), (10.0, 1.0), 0x59, "59"),
    ],
)
def test_bcd(digits: tuple[int, ...], weights: tuple[float, ...], raw: int, value: str) -> None:
    told, low = [], sum(digits)
    for bits, weight in zip(digits, weights, strict=True):
        low -= bits
        told.append((low, bits, weight))
    parameter = Parameter(name="X", kind="bcd", bits=sum(digits), digits=tuple(told))
    assert one(parameter, raw) == float(Decimal(value))


def test_a_digit_over_nine_is_not_valid() -> None:
    parameter = Parameter(name="X", kind="bcd", bits=8, digits=((4, 4, 10.0), (0, 4, 1.0)))
    got = convert(parameter, np.array([0x19, 0x1A, 0xA1]))
    assert got.beyond.tolist() == [False, True, True]


def test_segments_points_and_polynomials() -> None:
    segments = Parameter(name="S", kind="segments", bits=8, table=((0.0, 1.0, 0.0), (100.0, 2.0, -100.0)))
    assert [one(segments, raw) for raw in (0, 99, 100, 200)] == [0.0, 99.0, 100.0, 300.0]
    points = Parameter(name="P", kind="points", bits=8, table=((10.0, 0.0), (20.0, 5.0), (40.0, -5.0)))
    got = convert(points, np.array([9, 10, 15, 30, 40, 41]))
    assert got.beyond.tolist() == [True, False, False, False, False, True]
    assert got.value[1:5].tolist() == [0.0, 2.5, 0.0, -5.0]
    cubic = Parameter(name="C", kind="polynomial", bits=8, table=((1.0, 0.0), (-2.0, 1.0), (0.5, 3.0)))
    assert [one(cubic, raw) for raw in (0, 2, 10)] == [1.0, 1.0, 481.0]


def test_signs_and_magnitudes() -> None:
    parameter = Parameter(name="X", kind="linear", bits=8, sign="magnitude")
    assert [one(parameter, raw) for raw in (0x05, 0x85, 0x80)] == [5.0, -5.0, 0.0]


def test_states_characters_and_times_have_texts() -> None:
    gear = Parameter(name="G", kind="discrete", bits=2, states=((0, "UP"), (1, "DOWN"), (3, "TRANSIT")))
    got = convert(gear, np.array([0, 1, 2, 3]))
    assert ["" if c < 0 else got.names[c] for c in got.code] == ["UP", "DOWN", "", "TRANSIT"]
    assert got.value.tolist() == [0.0, 1.0, 2.0, 3.0]
    text = Parameter(name="T", kind="character", bits=24, digits=((16, 8, 1.0), (8, 7, 1.0), (0, 7, 1.0)))
    got = convert(text, np.array([ord("K") << 16 | ord("A") << 8 | ord("L")]))
    assert got.names == ("KAL",) and np.isnan(got.value[0])
    utc = Parameter(name="U", kind="utc", bits=17, digits=((12, 5, 3600.0), (6, 6, 60.0), (0, 6, 1.0)))
    got = convert(utc, np.array([18 << 12 | 26 << 6 | 2, 18 << 12 | 61 << 6, 24 << 12]))
    assert got.names[got.code[0]] == "18:26:02" and got.value[0] == 66362.0
    assert got.beyond.tolist() == [False, True, True]
