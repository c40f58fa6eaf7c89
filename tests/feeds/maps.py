"""Parameter maps in our format and in others', small and written by hand by their published structures."""

import io
import zipfile
from pathlib import Path

OURS = """
format = "truecourse recorder map 1"
name = "test"
standard = "717"
words = 64
counter = {subframe = 1, word = 9}

[[parameters]]
name = "ALT"
description = "pressure altitude"
unit = "ft"
kind = "linear"
bits = 17
sign = "twos"
low = -1000
high = 50000
samples = [[{words = [20]}, {words = [21], low = 8, bits = 5, at = 12}]]

[[parameters]]
name = "ROLL"
kind = "linear"
bits = 10
sign = "twos"
scale = 0.3515625
unit = "deg"
samples = [[{words = [5, 37], low = 3, bits = 10}]]

[[parameters]]
name = "VHF"
kind = "discrete"
bits = 1
states = [{raw = 0, name = "OFF"}, {raw = 1, name = "KEYED"}]
samples = [[{words = [60], bits = 1}]]

[[parameters]]
name = "TAIL"
kind = "character"
bits = 7
digits = [{low = 0, bits = 7}]
samples = [[{subframes = [3], words = [11], bits = 7, frames = [4]}]]

[[parameters]]
name = "ALT M"
kind = "computed"
unit = "m"
expression = "ALT * 0.3048"

[[left_out]]
name = "GS"
reason = "its label is not known"
"""


def par_row(
    name: str, kind: str, sign: str = "", top: int = 0, bits: int = 0, computation: str = "",
    span: tuple[float, float] = (0, 1), length: str = "4.0", unit: str = "", offset: str = "",
) -> str:  # fmt: skip
    """A parameter's own line: name, description, type, two sources, SSM, sign bit, highest bit, data bits,
    complement, angle, offset, computation, two ranges, format, signs, length, unit, the rest.
    """
    low, high = map(str, span)
    cells = [
        name,
        f"What {name} is",
        kind,
        "X/1/00",
        "//",
        "0",
        sign,
        str(top or ""),
        str(bits or ""),
        "2",
        "N",
    ]
    cells += [offset, computation, low, high, low, high, "DECIMAL", "", "", length, unit, "A", "2001-01-01"]
    return "1|" + "\t".join([*cells, "1", "Float", ""])


PAR = "\n".join(
    [
        "// 1|Parameter Name\tDescription",
        par_row("PITCH", "BNR LINEAR (A*X)", "29", 28, 14, "Resol=.010986328125", (-90, 90), "5.1", "deg"),
        "10|\t",
        par_row("BARO", "BCD", "", 29, 19, "", (745, 1050), "6.1", "mb"),
        *("5|1\t29\t3", "5|2\t26\t4", "5|3\t22\t4", "5|4\t18\t4", "5|5\t14\t4"),
        par_row("FLAPS", "PACKED BITS", "", 12, 2, "", (0, 3)),
        *("6|0\tUP", "6|2\tFULL"),
        par_row("ID", "CHARACTER", "", 16, 16, "", (0, 9)),
        *("5|1\t16\t8", "5|2\t8\t8"),
        par_row("SUM", "COMPUTED ON GROUND", "", 32, 32),
        par_row("TYPE", "CONSTANT", computation="Value=52"),
        par_row("SPARE", "DISCRETE", "", 15, 1),
        par_row("FAR", "DISCRETE", "", 15, 1),
        par_row("ODD", "BNR SPLINE", "", 28, 12),
    ]
)
FRA = "\n".join(
    [
        "1|S\t64\t12\t247\t5B8\tA47\tDB8\t1\t9\t12\t12\t0\t\t\t\t\t\t",
        "6|GOODFRAME",
        # name, part, samples a frame, subframe, word, bit out, bits, bit in
        "2|PITCH\t1\t8\t1\t5\t12\t1\t29\tImposed\t-180\t180\t180\t",
        "2|PITCH\t2\t8\t1\t5\t11\t9\t26\tImposed\t0\t180\t0.08\t",
        "2|BARO\t1\t1\t2\t30\t12\t11\t29\tImposed\t\t\t0\t",
        "2|BARO\t2\t1\t2\t31\t12\t8\t18\tImposed\t\t\t0\t",
        "2|FLAPS\t1\t2\t2\t40\t4\t2\t12\tImposed\t0\t3\t1\t",
        "2|FLAPS\t1\t2\t2\t40\t4\t2\t12\tImposed\t0\t3\t1\t",
        "2|ODD\t1\t4\t1\t50\t12\t12\t28\tImposed\t0\t1\t1\t",
        "2|FAR\t1\t4\t1\t65\t1\t1\t15\tImposed\t0\t1\t1\t",
        "3|1\t3\t11\t12\t12\t1",
        "4|ID\t1\t16\t1\t4\t8\t8\t16\t\t\t0",
        "4|ID\t2\t16\t1\t5\t8\t8\t8\t\t\t0",
    ]
)
FRED = """<?xml version="1.0" encoding="UTF-8"?>
<f:FREDFile xmlns:f="http://www.aviation-ia.com/aeec/SupportFiles/647a-1/"><f:FRED717>
<f:Header><f:File_Revision>one</f:File_Revision>
<f:Aircraft_Make_and_Model>T 1</f:Aircraft_Make_and_Model></f:Header>
<f:Subframe><f:Bits_Per_Word>12</f:Bits_Per_Word><f:Words_Per_Subframe>64</f:Words_Per_Subframe>
<f:Seconds_Per_Subframe><f:Numerator>1</f:Numerator></f:Seconds_Per_Subframe>
<f:Subframes_Per_Frame>4</f:Subframes_Per_Frame><f:Sync_Pattern><f:Sync_Code>001001000111</f:Sync_Code>
<f:Sync_Code>010110111000</f:Sync_Code><f:Sync_Code>101001000111</f:Sync_Code><f:Sync_Code>110110111000</f:Sync_Code>
</f:Sync_Pattern></f:Subframe>
{parameters}
</f:FRED717></f:FREDFile>"""


def fred_parameter(
    name: str, words: str, subframes: str, bits: tuple[int, int], range_: str, more: str = ""
) -> str:
    """A parameter of one component, in the order the schema has."""
    numbers = "".join(f"<f:Word_Num>{w}</f:Word_Num>" for w in words.split())
    within = "".join(f"<f:Subframe_Num>{s}</f:Subframe_Num>" for s in subframes.split())
    return (
        f"<f:Parameter717><f:Name>{name}</f:Name><f:Component><f:Word_Numbers>{numbers}</f:Word_Numbers>"
        f"<f:Subframe_Numbers>{within}</f:Subframe_Numbers><f:Bits><f:OneBasedIntRange_Start>{bits[0]}"
        f"</f:OneBasedIntRange_Start><f:OneBasedIntRange_End>{bits[1]}</f:OneBasedIntRange_End></f:Bits>{more}"
        f"</f:Component><f:Range>{range_}</f:Range></f:Parameter717>"
    )


def write_vec(path: Path, par: str = PAR, fra: str = FRA, kind: str = "fra") -> Path:
    """A .vec file: a zip file of tables in UTF-16."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("000001.par", par.encode("utf-16"))
        packed.writestr(f"000001.{kind}", fra.encode("utf-16"))
        packed.writestr("000001.ver", "[EXPORT]\r\nA/C Type=T1\r\n".encode("utf-16"))
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip file in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()
