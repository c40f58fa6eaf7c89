"""Maps of the AGS and of ARINC 647A as maps of ours, on small files written by hand by their structures."""

from pathlib import Path

import numpy as np
import pytest

from feeds.maps import FRA, FRED, PAR, fred_parameter, par_row, write_vec
from recording.encoder import bits_of, flat, packed, put, recording
from truecourse.feeds.convert_map import convert_map
from truecourse.feeds.errors import CaseError
from truecourse.feeds.parameter_map import parse_map, write_map
from truecourse.flight.parameter import FrameCounter, FrameType, ParameterMap, Part, Place
from truecourse.recording.decode import named, series
from truecourse.recording.find import find


def decoded(made: ParameterMap, subframes: list[list[int]], name: str):
    data = np.frombuffer(packed(bits_of(flat(subframes))), np.uint8)
    return series(find(data, made), made, named(made, name))


def test_a_vec_file_is_a_map_of_everything_in_it(tmp_path: Path) -> None:
    made = convert_map(write_vec(tmp_path / "000001.vec"))
    assert (made.standard, made.words, made.source) == ("717", 64, "AGS map T1")
    assert made.counter == FrameCounter(1, 9, 1, 12, 0, 0, 16)
    assert [p.name for p in made.parameters] == ["PITCH", "BARO", "FLAPS", "ID", "TYPE"]
    assert dict(made.left_out) == {
        "SUM": "it is worked out on the ground by a procedure of the AGS, which the .vec file does not have",
        "SPARE": "the .fra table has no place for it: it is not recorded",
        "FAR": "the .fra table places it outside the subframe, or by a second counter",
        "ODD": "it has the type 'BNR SPLINE', which is not understood",
    }
    assert repr(parse_map(write_map(made), "again")) == repr(made)


def test_values_of_a_vec_file(tmp_path: Path) -> None:
    """Pitch without its highest two bits, which are copies of the sign; the rest as the tables have it."""
    made = convert_map(write_vec(tmp_path / "000001.vec"))
    subframes = recording(64, 64)
    for f in range(16):
        subframes[4 * f][8] = 32 + f
        subframes[4 * f][4] = put(subframes[4 * f][4], 3, 10, -100 % 1024)
        subframes[4 * f + 1][29] = put(subframes[4 * f + 1][29], 2, 11, 0b001_0000_0001)  # 1, 0, 1
        subframes[4 * f + 1][30] = put(subframes[4 * f + 1][30], 5, 8, 0x32)  # 3, 2
        subframes[4 * f + 1][39] = put(subframes[4 * f + 1][39], 3, 2, 2)
    subframes[4 * 3 + 2][10] = ord("J")
    subframes[4 * 4 + 2][10] = ord("A")
    pitch = decoded(made, subframes, "PITCH")
    # bits 26 to 18 are recorded of 28 to 15: three more are below what is kept
    assert pitch.value[0] == -100 * 8 * 0.010986328125 and pitch.unit == "deg"
    assert pitch.t.tolist()[:3] == [4 / 64, 4 / 64 + 0.5, 1 + 4 / 64]
    assert set(decoded(made, subframes, "BARO").value) == {1013.2}
    flaps = decoded(made, subframes, "FLAPS")
    assert flaps.text[0] == "FULL" and flaps.t.tolist()[:3] == [1 + 39 / 64, 2 + 39 / 64, 3 + 39 / 64]
    assert decoded(made, subframes, "ID").text == ("JA",)
    assert decoded(made, subframes, "TYPE").value.tolist() == [52.0]


def test_a_vec_file_of_767(tmp_path: Path) -> None:
    frd = "1|647A-1\tx\n2|3\t1 Hz\t1\t\t3\t0\n2|8\tslow\t1\t60\t1\t0\n"
    frd += "3|3\t1\tFlaps-L\t\n3|3\t2\tPitch-L\t\n3|3\t3\tOdd-L\t\n"
    frd += "3|8\t1\tId-L\t\n4|Flaps-L\tFLAPS\n4|Pitch-L\tPITCH\n4|Odd-L\tODD\n4|Id-L\tID"
    par = PAR.replace("\t29\t28\t14\t", "\t15\t14\t14\t").replace("\t\t12\t2\t", "\t\t2\t2\t")
    made = convert_map(write_vec(tmp_path / "000002.vec", par, frd, "frd"))
    assert made.frames == (FrameType(3, "1 Hz", 1.0, 29), FrameType(8, "slow", 1 / 60, 16))
    places = {p.name: p.place for p in made.parameters if p.place}
    assert places == {"FLAPS": Place(3, 0, 2), "PITCH": Place(3, 2, 15), "ID": Place(8, 0, 16)}
    assert dict(made.left_out)["ODD"] == "it has the type 'BNR SPLINE', which is not understood"


@pytest.mark.parametrize(
    ("par", "fra", "sentence"),
    [
        (PAR, FRA.replace("1|S\t64", "1|S\t0"), "its line 1 has no words a second"),
        (PAR, FRA.replace("5B8", "247"), "its line 1 has no four sync words"),
        (PAR, FRA.replace("DB8", "XYZ"), "its line 1 has no four sync words"),
        (PAR, "", "its line 1 has no words a second"),
    ],
)
def test_a_vec_file_without_a_frame_is_refused(tmp_path: Path, par: str, fra: str, sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence):
        convert_map(write_vec(tmp_path / "x.vec", par, fra))


def test_files_that_are_neither(tmp_path: Path) -> None:
    for name, data, sentence in (
        ("a.vec", b"PK\3\4 no zip", "is no .vec file"),
        ("b.vec", b"hello", "is neither a .vec file"),
        ("c.xml", b"<a>", "is not well-formed XML"),
        ("d.xml", b"<a/>", "is no FRED file"),
        ("e.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type declaration"),
        ("f.vec", b"", "is neither a .vec file"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CaseError, match=sentence):
            convert_map(tmp_path / name)
    with pytest.raises(CaseError, match="is missing"):
        convert_map(tmp_path / "none.vec")


BINARY = "<f:Data_Type>Unsigned Binary</f:Data_Type>"
STEP = "<f:Conversion_Step><f:Poly_Coeff>{}</f:Poly_Coeff></f:Conversion_Step>"


def fred(tmp_path: Path, *parameters: str) -> ParameterMap:
    path = tmp_path / "fred.xml"
    path.write_text(FRED.replace("{parameters}", "\n".join(parameters)), encoding="utf-8")
    return convert_map(path)


def test_a_fred_file(tmp_path: Path) -> None:
    line = STEP.format('<f:Coeff_Pair index="0">10</f:Coeff_Pair><f:Coeff_Pair index="1">0.5</f:Coeff_Pair>')
    cubic = STEP.format('<f:Coeff_Pair index="3">2.0</f:Coeff_Pair>')
    states = (
        '<f:Text_Conversion><f:Range_Text_Pair min="0" max="2">LOW</f:Range_Text_Pair></f:Text_Conversion>'
    )
    table = (
        '<f:Conversion_Step><f:Integer_Real_Table><f:Integer_Real_Pair index="0">-5</f:Integer_Real_Pair>'
        '<f:Integer_Real_Pair index="100">5</f:Integer_Real_Pair></f:Integer_Real_Table></f:Conversion_Step>'
    )
    cycles = (
        "<f:Superframe_Parameter>COUNT</f:Superframe_Parameter><f:Superframe_Cycles><f:Cycle_Num>0</f:Cycle_Num>"
        "<f:Cycle_Num>8</f:Cycle_Num></f:Superframe_Cycles>"
    )
    words = "<f:Predefined_Equation>Teledyne Synchro</f:Predefined_Equation>"
    words = f"<f:Conversion_Step>{words}</f:Conversion_Step>"
    made = fred(
        tmp_path,
        fred_parameter("SPEED", "10 42", "1 2 3 4", (1, 12), BINARY + line),
        fred_parameter("BANK", "11", "2 4", (3, 12), "<f:Data_Type>Signed Binary</f:Data_Type>" + cubic),
        fred_parameter("STATE", "12", "1", (2, 3), BINARY + states),
        fred_parameter("SHAPE", "13", "1", (1, 8), BINARY + table),
        fred_parameter("COUNT", "27", "4", (9, 12), BINARY),
        fred_parameter(
            "MINUTE",
            "34",
            "4",
            (1, 7),
            "<f:Data_Type>BCD</f:Data_Type><f:BCD_Format>34</f:BCD_Format>",
            cycles,
        ),
        fred_parameter("SYNCHRO", "14", "1", (1, 12), BINARY + words),
        fred_parameter("FAR", "65", "1", (1, 12), BINARY),
    )
    assert made.counter == FrameCounter(4, 27, 9, 4, 0, 1, 16) and made.source == "FRED T 1, one"
    of = {p.name: p for p in made.parameters}
    assert of["SPEED"].samples == ((Part((1, 2, 3, 4), (10, 42)),),)
    assert (of["SPEED"].scale, of["SPEED"].offset, of["BANK"].kind) == (0.5, 10.0, "polynomial")
    assert of["STATE"].states == ((0, "LOW"), (1, "LOW"), (2, "LOW")) and of["SHAPE"].kind == "points"
    assert of["MINUTE"].samples == ((Part((4,), (34,), 1, 7, 0, (1, 9)),),)
    assert dict(made.left_out) == {
        "SYNCHRO": "it is converted by what a FRED file tells in words only: Teledyne Synchro",
        "FAR": "a component of it is outside the subframe or the word",
    }
    subframes = recording(64, 64)
    for f in range(16):
        subframes[4 * f + 3][26] = put(subframes[4 * f + 3][26], 9, 4, f)
        subframes[4 * f + 3][33] = put(subframes[4 * f + 3][33], 1, 7, 0x45)
    assert decoded(made, subframes, "MINUTE").value.tolist() == [45.0, 45.0]
    speed = decoded(made, subframes, "SPEED")
    assert speed.value[:2].tolist() == [subframes[0][9] / 2 + 10, subframes[0][41] / 2 + 10]
    bank = decoded(made, subframes, "BANK").value[0]
    raw = subframes[1][10] >> 2
    assert bank == 2.0 * (raw - 1024 if raw >= 512 else raw) ** 3
    assert repr(parse_map(write_map(made), "again")) == repr(made)


def test_of_two_parameters_of_one_name_the_second_is_told(tmp_path: Path) -> None:
    twice = "another of this name stands before it, which is read"
    made = fred(
        tmp_path,
        fred_parameter("A", "10", "1", (1, 12), BINARY),
        fred_parameter("A", "11", "1", (1, 12), BINARY),
    )
    assert [p.samples[0][0].words for p in made.parameters] == [(10,)] and made.left_out == (("A", twice),)
    row = par_row("PITCH", "DISCRETE", "", 15, 1)
    made = convert_map(write_vec(tmp_path / "y.vec", f"{PAR}\n{row}"))
    assert [p.kind for p in made.parameters if p.name == "PITCH"] == ["linear"]
    assert ("PITCH", twice) in made.left_out


def test_a_counter_is_found_by_name_where_it_has_a_mnemonic(tmp_path: Path) -> None:
    of = "<f:Superframe_Parameter>Frame count</f:Superframe_Parameter>"
    counter = fred_parameter("Frame count", "27", "4", (9, 12), BINARY)
    made = fred(
        tmp_path,
        counter.replace("</f:Name>", "</f:Name><f:Mnemonic_Code>COUNT</f:Mnemonic_Code>"),
        fred_parameter("A", "34", "4", (1, 7), BINARY, of),
    )
    assert made.counter == FrameCounter(4, 27, 9, 4, 0, 1, 16) and not made.left_out
    assert [p.name for p in made.parameters] == ["COUNT", "A"]


def test_a_fred_value_of_two_components(tmp_path: Path) -> None:
    """The first is the least significant, and one bit is in both, as in the standard's own example."""
    one = fred_parameter("ALT", "59", "1 2 3 4", (1, 12), "<f:Data_Type>Signed Binary</f:Data_Type>")
    second = (
        "<f:Component><f:Word_Numbers><f:Word_Num>58</f:Word_Num></f:Word_Numbers><f:Subframe_Numbers>"
        + "".join(f"<f:Subframe_Num>{k}</f:Subframe_Num>" for k in (1, 2, 3, 4))
        + "</f:Subframe_Numbers><f:Bits><f:OneBasedIntRange_Start>5</f:OneBasedIntRange_Start>"
        "<f:OneBasedIntRange_End>9</f:OneBasedIntRange_End></f:Bits><f:Overlap_Bits>1</f:Overlap_Bits></f:Component>"
    )
    made = fred(tmp_path, one.replace("<f:Range>", second + "<f:Range>"))
    altitude = made.parameters[0]
    assert altitude.bits == 16
    assert altitude.samples == ((Part((1, 2, 3, 4), (59,)), Part((1, 2, 3, 4), (58,), 5, 5, 11)),)
    subframes = recording(64, 8)
    for one_ in subframes:
        raw = -1234 % 2**16
        one_[58], one_[57] = raw & 0xFFF, put(one_[57], 5, 5, raw >> 11)
    assert set(decoded(made, subframes, "ALT").value) == {-1234.0}


def test_a_fred_file_of_767(tmp_path: Path) -> None:
    """Parameters lie in a frame in the order of its list, each as long as it is said to be."""

    def parameter(name: str, bits: int, kind: str) -> str:
        range_ = f"<Range><Data_Type>{kind}</Data_Type></Range>"
        return (
            f"<Parameter767><Name>{name}</Name><Number_of_Bits>{bits}</Number_of_Bits>{range_}</Parameter767>"
        )

    listed = "".join(f"<Name_Ref>{name}</Name_Ref>" for name in ("B", "LONG", "A", "T"))
    frame = (
        "<Frame><Frame_ID>3</Frame_ID><Frame_Title>1/4 Hz</Frame_Title>"
        "<Recording_Rate><Numerator>1</Numerator>"
        f"<Denominator>4</Denominator></Recording_Rate><Parameter_List>{listed}</Parameter_List></Frame>"
    )
    rows = parameter("A", 12, "Signed Binary") + parameter("B", 32, "Floating Point")
    rows += parameter("LONG", 100, "ASCII") + parameter("T", 16, "ASCII") + parameter("NONE", 4, "BCD")
    path = tmp_path / "f.xml"
    path.write_text(f"<FREDFile><FRED767>{frame}{rows}</FRED767></FREDFile>", encoding="utf-8")
    made = convert_map(path)
    assert made.frames == (FrameType(3, "1/4 Hz", 0.25, 160),)
    assert {p.name: (p.kind, p.place) for p in made.parameters} == {
        "A": ("linear", Place(3, 132, 12)), "B": ("float", Place(3, 0, 32)),
        "T": ("character", Place(3, 144, 16)),
    }  # fmt: skip
    assert set(dict(made.left_out)) == {"LONG", "NONE"}
    path.write_text(path.read_text().replace("<Name_Ref>A<", "<Name_Ref>Z<"), encoding="utf-8")
    with pytest.raises(CaseError, match='frame 3 has "Z", whose bits it does not tell'):
        convert_map(path)
