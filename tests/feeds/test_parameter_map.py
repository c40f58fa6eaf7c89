"""Our own maps: read, written back the same, and refused in a sentence where they are wrong."""

import json
import re
import tomllib
from dataclasses import replace
from math import nan
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.maps import OURS
from truecourse.feeds.errors import CaseError
from truecourse.feeds.map_schema import map_schema
from truecourse.feeds.parameter_map import parse_map, read_map, write_map
from truecourse.flight.parameter import KINDS, FrameCounter, FrameType, Parameter, ParameterMap, Part, Place


def test_a_map_is_what_it_says() -> None:
    made = parse_map(OURS, "map.toml")
    assert [p.name for p in made.parameters] == ["ALT", "ROLL", "VHF", "TAIL", "ALT M"]
    assert made.counter == FrameCounter(1, 9) and made.left_out == (("GS", "its label is not known"),)
    altitude = made.parameters[0]
    assert altitude.samples == ((Part((1, 2, 3, 4), (20,)), Part((1, 2, 3, 4), (21,), 8, 5, 12)),)
    assert (altitude.low, altitude.high, altitude.sign, altitude.scale) == (-1000.0, 50000.0, "twos", 1.0)


def test_it_is_the_same_in_json_and_fits_its_schema() -> None:
    data = tomllib.loads(OURS)
    jsonschema.validate(data, map_schema())
    assert repr(parse_map(json.dumps(data), "map.json")) == repr(parse_map(OURS, "map.toml"))


def test_it_is_written_as_it_was_read() -> None:
    made = parse_map(OURS, "map.toml")
    assert repr(parse_map(write_map(made), "again")) == repr(made)


text = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)
real = st.floats(allow_nan=False, allow_infinity=False, width=32)


@settings(max_examples=60)
@given(text, st.text(max_size=20), real, st.integers(1, 12), st.integers(1, 64), st.lists(text, max_size=3))
def test_any_map_comes_back(
    name: str, said: str, scale: float, bits: int, word: int, states: list[str]
) -> None:
    first = Parameter(
        name=name, kind="discrete", bits=bits, unit=name, description=said, scale=scale,
        samples=((Part((2, 4), (word,), 13 - bits, bits),), (Part((1, 3), (65 - word,), 1, bits),)),
        states=tuple(enumerate(states)), low=scale, high=nan,
    )  # fmt: skip
    made = ParameterMap(
        said, "717", 64, (first,), sync=(1, 2, 3, 4095), left_out=((name, said),), source=said
    )
    assert repr(parse_map(write_map(made), "again")) == repr(made)
    place = Parameter(name=name, kind="linear", bits=bits, place=Place(3, word, bits), offset=scale)
    other = ParameterMap(said, "767", 0, (place,), frames=(FrameType(3, said, abs(scale) % 1000, 200),))
    assert repr(parse_map(write_map(other), "again")) == repr(other)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("words = 64", "words = 1", "words: a map of ARINC 717 needs the words a subframe"),
        ("words = [20]", "words = [65]", '"ALT": word 65 is beyond the subframe of 64 words; correct it'),
        ("words = [20]", "words = [0]", "words.*: it is 0; it must be a word, 1 being the sync word"),
        ("words = [20]", "words = [20, 22]", '"ALT": its parts do not have the same number'),
        ("words = [20]", "words = [22, 20]", '"ALT": subframes or words are not in order'),
        ("low = 8, bits = 5", "low = 9, bits = 5", '"ALT": bits 9 to 13 reach beyond a word of 12'),
        ("at = 12", "at = 13", '"ALT": a part reaches beyond the raw value of 17 bits'),
        ("at = 12", "at = 12, colour = 1", "colour: this key is not known; remove it"),
        ('name = "ROLL"', 'name = "ALT"', '"ALT": it stands there twice'),
        ('kind = "linear"', 'kind = "spline"', 'kind: it is "spline"; it must be one of linear, seg'),
        ('kind = "linear"', 'kind = "float"', '"ALT": a float has 32 bits'),
        ('kind = "linear"', 'kind = "points"', '"ALT": a table of points has lines of 2 numbers'),
        ('kind = "linear"', 'kind = "bcd"', '"ALT": it has no digits; write the bits of each'),
        ('kind = "linear"', 'kind = "constant"', '"ALT": a constant parameter is recorded nowhere'),
        ("subframe = 1,", "subframe = 9,", "counter, subframe: it is 9; it must be a subframe, 1 to 4"),
        ("word = 9}", "word = 90}", "counter: it reaches beyond the subframe"),
        ("counter = {subframe = 1, word = 9}", "", '"TAIL": it is of a superframe, but no counter'),
        ("low = 0, bits = 7", "low = 1, bits = 7", '"TAIL": a digit reaches beyond the raw value'),
        ("scale = 0.3515625", "scale = nan", "scale: it is nan; it must be a finite number"),
        ('standard = "717"', 'standard = "767"', "frames: a map of ARINC 767 needs its frames"),
        ('standard = "717"', 'standard = "573"', 'standard: it is "573"; it must be "717" or "767"'),
        ("map 1", "map 2", 'does not begin with format = "truecourse recorder map 1"'),
        ("[[left_out]]", "[[left_out]", "it is not TOML"),
        ('expression = "ALT * 0.3048"', "", '"ALT M": it has no expression'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_remedy(old: str, new: str, sentence: str) -> None:
    assert old in OURS
    with pytest.raises(CaseError, match=sentence) as caught:
        parse_map(OURS.replace(old, new, 1), "map.toml")
    assert str(caught.value).startswith("map.toml") and str(caught.value).isprintable()


def test_places_of_767_are_held_to_the_frame() -> None:
    one = Parameter(name="A", kind="linear", bits=12, place=Place(3, 10, 12))
    made = ParameterMap("t", "767", 0, (one,), frames=(FrameType(3, "", 1.0, 22),))
    assert repr(parse_map(write_map(made), "m")) == repr(made)
    for wrong, sentence in (
        (replace(one, place=Place(3, 11, 12)), "its bits reach beyond the 22 of frame 3"),
        (replace(one, place=Place(4, 0, 12)), "frame 4 is not among the map's"),
        (replace(one, place=Place(3, 0, 11)), "bits and place.bits differ"),
    ):
        with pytest.raises(CaseError, match=sentence):
            parse_map(write_map(replace(made, parameters=(wrong,))), "m")


def test_files_that_are_no_maps(tmp_path: Path) -> None:
    (tmp_path / "a.vec").write_bytes(b"PK")
    with pytest.raises(CaseError, match=r"a\.vec is no map of ours; truecourse recorder convert-map a\.vec"):
        read_map(tmp_path / "a.vec")
    with pytest.raises(CaseError, match="missing"):
        read_map(tmp_path / "b.toml")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseError, match="UTF-8"):
        read_map(tmp_path / "c.toml")
    for empty in ("", "[]", "{}", "[1]", "{" * 5000, f'{{"words": {"1" * 5000}}}'):
        with pytest.raises(CaseError, match=r"does not begin with|is not JSON|is not TOML|ends too early"):
            parse_map(empty, "d")


def test_every_kind_is_told_in_the_schema() -> None:
    told = map_schema()["$defs"]["ParameterTable"]["properties"]["kind"]
    assert set(told["enum"]) == set(KINDS) and re.search("bcd", told["description"])
