"""Real recordings of two recorders, read with the maps that came with them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from truecourse.feeds.vec_tables import read_vec
from truecourse.flight.parameter import Part
from truecourse.flight.recording import Frames, Subframes
from truecourse.investigation.recording import Opened, recording
from truecourse.recording.decode import named, samples
from truecourse.recording.doubt import count, doubt
from truecourse.report.recording import series_csv

NAMES = ("ALT_STD", "IAS", "ROLL", "UTC_MIN", "VHF1", "WIN_SPDR")


@pytest.mark.parametrize("name", NAMES)
def test_six_parameters_are_another_programs_to_the_last_digit(
    folder: Path, of_717: Opened, name: str, validation
) -> None:
    """The texts of every time and value are the same, line for line."""
    expected = [
        line.split("\t") for line in (folder / "expected" / f"{name}.csv").read_text().split("\n")[1:]
    ]
    expected = [[cell.strip() for cell in row] for row in expected if len(row) == 2]
    series = recording(of_717, [name]).series[0]
    got = [line.split(",") for line in series_csv(series, named(of_717.map, name)).splitlines()[1:]]
    different = sum(a != b for a, b in zip(expected, got, strict=True))
    assert different == 0 and len(got) >= 73
    validation(
        "recording", f"samples of {name} in the real ARINC 717 file that differ in time or value",
        f"{different} of {len(got)}", "", 0.0, "expected values by the FlightDataDecode project's program",
    )  # fmt: skip


def test_every_parameter_of_the_717_map_decodes_or_is_named(folder: Path, of_717: Opened) -> None:
    tables = read_vec(folder / "arinc717_010888.vec")
    everyone = {line.field(0) for line in tables.par if line.kind == "1"}
    decoded = {parameter.name for parameter in of_717.map.parameters}
    named_ones = dict(of_717.map.left_out)
    assert decoded | set(named_ones) == everyone and decoded.isdisjoint(named_ones)
    assert all(named_ones.values())
    recorded = {line.field(0) for line in tables.fra if line.kind in ("2", "4")}
    assert len(recorded) == 853 and recorded <= decoded
    counts = {}
    for parameter in of_717.map.parameters:
        found = samples(of_717.held, of_717.map, parameter)
        counts[parameter.name] = count(parameter, found)
        assert len(found.t) > 0 and found.valid.sum() >= len(found.t) - 1, parameter.name
    assert doubt(list(counts.values())) == ""
    outside = {name for name, one in counts.items() if one.within >= 0 and 2 * one.within < one.valid}
    # digits that the map does not record (thousands of hectopascals, 1000 kHz), and a height beyond its range
    assert outside <= {"ADF_FRQ1", "ADF_FRQ2", "ALT_CPT_R", "ALT_FO_R", "BARO_REF", "EW_SPDR", "MACH_SEL",
                       "RALT1", "RALT2"}  # fmt: skip


def test_the_717_file_is_whole_and_its_numbers_agree_with_each_other(of_717: Opened) -> None:
    frames = of_717.held.frames
    assert isinstance(frames, Subframes) and of_717.held.problems == ()
    assert np.all(np.diff(frames.place) == 512 * 16) and len(frames.place) == 292
    counted = frames.counter[frames.counter >= 0]
    assert np.all(np.diff(counted) == 1)
    of = dict(zip(NAMES_OF_ONE, recording(of_717, NAMES_OF_ONE).series, strict=True))
    assert set(of["CITY_FROM_R"].text) == {"ZJHK"} and {"ZGSZ"} == set(of["CITY_TO_R"].text) - {""}
    clock = of["UTC_MIN_SEC"]
    assert np.all(np.diff(clock.value) == 4.0) and clock.text[0] == "00:05:55"
    # its course made good, from positions 2 s apart, against the ground speed it recorded
    lat, lon = np.radians(of["LATP"].value), np.radians(of["LONP"].value)
    apart = np.hypot(np.diff(lat), np.cos(lat[1:]) * np.diff(lon)) * 6371.0 / 1.852 / 2.0 * 3600.0
    speed = np.interp(of["LATP"].t[1:] - 1.0, of["GS"].t, of["GS"].value)
    assert np.median(np.abs(apart - speed)) < 10.0


NAMES_OF_ONE = ["CITY_FROM_R", "CITY_TO_R", "UTC_MIN_SEC", "LATP", "LONP", "GS"]


def test_the_767_file_decodes_every_frame(of_767: Opened, validation) -> None:
    frames = of_767.held.frames
    assert isinstance(frames, Frames) and of_767.held.problems == ()
    counts = {int(i): int(np.sum(frames.id == i)) for i in np.unique(frames.id)}
    assert counts == {1: 1, 3: 168, 4: 845, 5: 1690, 7: 42, 8: 3, 10: 169, 11: 169}
    assert int(frames.size.sum()) == of_767.held.data.size
    lengths = {kind.id: set(frames.size[frames.id == kind.id].tolist()) for kind in of_767.map.frames}
    for kind in of_767.map.frames:  # the map's bits, filled up to whole bytes or words, are the frame's data
        (length,) = lengths[kind.id]
        assert 0 <= (length - 12) * 8 - kind.bits < 16
    for parameter in of_767.map.parameters:
        found = samples(of_767.held, of_767.map, parameter)
        assert found.valid.all() and len(found.t) > 0, parameter.name
    validation(
        "recording", "frames of the real ARINC 767 file that decode", f"{sum(counts.values())} of 3087", "",
        "all", "its own lengths and trailers",
    )  # fmt: skip


def test_a_map_of_another_aircraft_is_told(of_717: Opened) -> None:
    """Every place of the map a few words off: the frames fit, the values do not."""

    def moved(part: Part) -> Part:
        return replace(part, words=tuple(sorted((word + 3) % 510 + 2 for word in part.words)))

    wrong = [
        replace(p, samples=tuple(tuple(moved(part) for part in group) for group in p.samples))
        for p in of_717.map.parameters if p.samples and not any(g[0].frames for g in p.samples)
    ]  # fmt: skip
    counts = [count(p, samples(of_717.held, of_717.map, p)) for p in wrong]
    assert "the map may be of another aircraft" in doubt(counts)
