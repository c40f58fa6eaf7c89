"""Mutated recordings, maps and packed files to every reader of a recorder's data: none may crash or hang.

    PYTHONPATH=tests python tools/fuzz_recorder.py --files 20000 --seed 1

A file is a good one with bytes changed, cut, doubled or put in. A reader may refuse it in a sentence (a
ValueError) or read what is sound of it; anything else is a fault. Says how many were read, how many refused,
and the slowest.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from feeds.maps import FRA, FRED, OURS, PAR, fred_parameter, write_vec, zipped
from recording.encoder import bits_of, flat, frame767, packed, recording
from truecourse.feeds.convert_map import convert_map
from truecourse.feeds.parameter_map import parse_map, write_map
from truecourse.feeds.recorder_file import open_raw
from truecourse.flight.parameter import FrameType, Parameter, ParameterMap, Place
from truecourse.recording.decode import samples
from truecourse.recording.find import find

_OURS = parse_map(OURS, "map.toml")
_FRAME = FrameType(4, "", 5.0, 64)
_WORD = Parameter(name="A", kind="float", bits=32, place=Place(4, 7, 32))
_OF_767 = ParameterMap("t", "767", 0, (_WORD,), frames=(_FRAME,))


def mutated(data: bytes, rng: random.Random, most: int = 1 << 16) -> bytes:
    """The bytes with one to eight changes."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at = rng.randrange(len(found) + 1)
        kind = rng.randrange(6)
        if kind == 0 and found:
            found[at % len(found)] ^= 1 << rng.randrange(8)
        elif kind == 1 and found:
            found[at % len(found)] = rng.choice((0, 255, 9, 10, 0x22, 0x5B, 0x30, 0x39, rng.randrange(256)))
        elif kind == 2:
            del found[at : at + rng.randrange(1, 40)]
        elif kind == 3:
            found[at:at] = rng.randbytes(rng.randrange(1, 40))
        elif kind == 4:
            found[at:at] = found[at : at + rng.randrange(1, 400)]
        else:
            del found[at:]
    return bytes(found[:most])


def decode(data: bytes, made: ParameterMap) -> None:
    """Find the frames and decode everything; samples come in the order of time."""
    held = find(np.frombuffer(data, np.uint8), made)
    for parameter in made.parameters:
        found = samples(held, made, parameter)
        ordered = not len(found.t) or (np.all(np.diff(found.t) >= 0) and found.t[0] >= 0)
        if not ordered or (np.any(np.isnan(found.value) & found.valid) and parameter.kind != "character"):
            raise AssertionError(f"{parameter.name}: samples out of order, or valid without a value")


def raw_717(data: bytes, folder: Path) -> None:
    """As a bitstream or aligned words."""
    decode(data, _OURS)


def raw_767(data: bytes, folder: Path) -> None:
    """As frames."""
    decode(data, _OF_767)


def a_map(data: bytes, folder: Path) -> None:
    """As a map of ours."""
    made = parse_map(data.decode("utf-8", "replace"), "map.toml")
    if repr(parse_map(write_map(made), "again")) != repr(made):
        raise AssertionError("a map reads back otherwise")


def foreign(data: bytes, folder: Path) -> None:
    """As a map in another format."""
    (folder / "x.vec").write_bytes(data)
    made = convert_map(folder / "x.vec")
    if repr(parse_map(write_map(made), "again")) != repr(made):
        raise AssertionError("a converted map reads back otherwise")


def vec(data: bytes, folder: Path) -> None:
    """The tables are mutated, the zip file around them is whole."""
    par, _, fra = data.decode("utf-8", "replace").partition("\f")
    foreign(write_vec(folder / "y.vec", par, fra).read_bytes(), folder)


def container(data: bytes, folder: Path) -> None:
    """As a zip file with a recording in it."""
    (folder / "x.zip").write_bytes(data)
    with open_raw(folder / "x.zip") as raw:
        int(raw.data.sum())


def seeds(folder: Path) -> dict[str, tuple[Callable[[bytes, Path], None], bytes]]:
    """A reader and a good file of each kind."""
    aligned = np.array(flat(recording(64, 12)), dtype="<u2").tobytes()
    frames = b"".join(frame767(4, 200 * k, bytes(range(8))) for k in range(30))
    binary = "<f:Data_Type>BCD</f:Data_Type><f:BCD_Format>344</f:BCD_Format>"
    fred = FRED.replace("{parameters}", fred_parameter("A", "5 9", "1 3", (1, 11), binary))
    return {
        "bitstream": (raw_717, packed(bits_of(flat(recording(64, 12))))),
        "aligned": (raw_717, aligned),
        "767": (raw_767, frames),
        "map": (a_map, OURS.encode()),
        "vec tables": (vec, f"{PAR}\f{FRA}".encode()),
        "vec": (foreign, write_vec(folder / "s.vec").read_bytes()),
        "fred": (foreign, fred.encode()),
        "zip": (container, zipped({"raw.dat": aligned, "notes": b"n"})),
    }


def fuzz(files: int, seed: int) -> dict[str, Counter]:
    """What became of so many mutants of each kind; raises what no reader may raise."""
    rng, told = random.Random(seed), {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, (read, good) in seeds(folder).items():
            told[kind] = Counter()
            for _ in range(files):
                data, began = mutated(good, rng), time.perf_counter()
                try:
                    read(data, folder)
                    told[kind]["read"] += 1
                except ValueError as error:
                    if not str(error) or "\n" in str(error):
                        raise AssertionError(f"{kind}: no sentence: {error!r}") from error
                    told[kind]["refused"] += 1
                slowest = int(1000 * (time.perf_counter() - began))
                told[kind]["slowest_ms"] = max(told[kind]["slowest_ms"], slowest)
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for kind, counts in fuzz(given.files, given.seed).items():
        print(kind, dict(counts), flush=True)
