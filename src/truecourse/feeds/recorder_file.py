"""The bytes of a raw recording: the file itself, mapped, or what a zip or gzip file holds, unpacked."""

import errno
import gzip
import hashlib
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted

MOST_BYTES = 4 << 30  # unpacked: 250 h at 1024 words a second
MOST_RATIO = 100  # unpacked to packed, of files over 16 MiB: real recordings have 2 to 20, a bomb 1000
_FREE = 16 << 20
_PIECE = 1 << 20
_MOST_MEMBERS = 1000
DAMAGE = (  # what the standard library raises of a zip file that is wrong
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError,
    ValueError, OverflowError, OSError, EOFError,
)  # fmt: skip
_WHAT = "give the raw file as it came from the recorder"


class RawFile(NamedTuple):
    """A recording's bytes, its name (with that of the member of a zip file), and the SHA-256 of the file."""

    data: NDArray[np.uint8]
    name: str
    sha256: str


@contextmanager
def open_raw(path: Path) -> Iterator[RawFile]:
    """The raw bytes, read-only, mapped into memory while the block runs; of a zip file the member that is the
    recording: its only one, else raw.dat, else the one whose name has CPL, else by far the largest.

    Raises CaseError where the file is missing, empty, encrypted, damaged, or unpacks to more than 4 GiB or a
    hundred times its size.
    """
    path = Path(path)
    try:
        with path.open("rb") as file, tempfile.TemporaryFile() as unpacked:
            start = file.read(4)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            name, source = path.name, file
            if start[:2] == b"\x1f\x8b":
                with gzip.open(file) as packed:
                    _unpack(packed, unpacked, path.name, path.stat().st_size)  # type: ignore[arg-type]
                source = unpacked  # type: ignore[assignment]
            elif start in (b"PK\x03\x04", b"PK\x05\x06"):
                name = _unzip(file, unpacked, path)
                source = unpacked  # type: ignore[assignment]
            yield RawFile(_mapped(source, path.name), name, digest)
    except FileNotFoundError:
        raise CaseError(f"{quoted(path.name)} is missing; {_WHAT}") from None
    except IsADirectoryError:
        raise CaseError(f"{quoted(path.name)} is a folder, not a file; {_WHAT}") from None


def refuse_parquet(path: Path) -> None:
    """Raises CaseError for a recording that was read into Parquet already: there is no raw data in it."""
    if Path(path).is_file():
        with Path(path).open("rb") as file:
            if file.read(4) == b"PAR1":
                raise CaseError(
                    f"{quoted(Path(path).name)} is Parquet, read already; give the raw file, or take its "
                    "samples with a tool that reads Parquet"
                )


def _mapped(file: IO[bytes], name: str) -> NDArray[np.uint8]:
    file.flush()
    if file.seek(0, 2) == 0:
        raise CaseError(f"{quoted(name)} is empty; {_WHAT}")
    return np.memmap(file, dtype=np.uint8, mode="r")


def _unzip(file: IO[bytes], out: IO[bytes], path: Path) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            member = recording_in(packed, path.name)
            if member.flag_bits & 1:
                raise CaseError(f"{quoted(path.name)} is encrypted; unpack it first")
            with packed.open(member) as inside:
                _unpack(inside, out, path.name, max(1, member.compress_size))
            return f"{path.name}/{member.filename}"
    except CaseError:
        raise
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        raise CaseError(f"{quoted(path.name)} is a damaged zip file; {_WHAT}") from None


def recording_in(packed: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The member of a zip file that is the recording. Raises CaseError where that cannot be told, or a
    member's name reaches outside.
    """
    members = [member for member in packed.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS:
        raise CaseError(f"{quoted(name)} has more than {_MOST_MEMBERS} files in it; {_WHAT}")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise CaseError(f"{quoted(name)} has a file named outside it, {quoted(member.filename)}; {_WHAT}")
    by_size = sorted(members, key=lambda member: -member.file_size)
    if not by_size:
        raise CaseError(f"{quoted(name)} has no file in it; {_WHAT}")
    for asked in ("raw.dat", "CPL"):
        for member in by_size:
            last = member.filename.rpartition("/")[2]
            if last == asked or (asked == "CPL" and asked in last):
                return member
    if len(by_size) > 1 and by_size[0].file_size < 4 * by_size[1].file_size:
        raise CaseError(
            f"{quoted(name)} has several files and which is the recording is not clear; unpack it"
        )
    return by_size[0]


def _unpack(packed: IO[bytes], out: IO[bytes], name: str, packed_size: int) -> None:
    total = 0
    try:
        while piece := packed.read(_PIECE):
            total += len(piece)
            if total > MOST_BYTES or (total > _FREE and total > MOST_RATIO * packed_size):
                raise CaseError(
                    f"{quoted(name)} unpacks to over {MOST_RATIO} times its size or to 4 GiB; {_WHAT}"
                )
            out.write(piece)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile):
        raise CaseError(f"{quoted(name)} cannot be unpacked: it is damaged or cut short; {_WHAT}") from None
