"""Bytes of a file, unpacked, in pieces, whatever is the matter with its end."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import tally as named
from truecourse.feeds.wire import quoted

PIECE = 1 << 23  # bytes looked at together


def opened(path: Path) -> BinaryIO:
    """The file open for reading, unpacked where it begins as gzip does. Raises CaseError."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]
    except FileNotFoundError:
        raise CaseError(f"{path.name} is not there; give the name of a file that is") from None
    except OSError as error:
        raise CaseError(f"{path.name} cannot be read ({quoted(error.strerror)}); give another file") from None


def pieces(file: BinaryIO, wrong: Counter[str], size: int = PIECE) -> Iterator[bytes]:
    """The bytes of a file in order; a packed file that breaks off is counted and read as far as it goes."""
    while True:
        try:
            piece = file.read(size)
        except EOFError:
            wrong[named.TRUNCATED] += 1
            return
        except (OSError, zlib.error):
            wrong[named.CORRUPT] += 1
            return
        if not piece:
            return
        yield piece


def lines(file: BinaryIO, wrong: Counter[str], longest: int = PIECE, size: int = PIECE) -> Iterator[bytes]:
    """Whole lines, many at a time; a line longer than `longest` is counted as malformed and left out."""
    rest, skipping = b"", False
    for piece in pieces(file, wrong, size):
        data = rest + piece
        if skipping:
            _, newline, data = data.partition(b"\n")
            skipping = not newline
        end = data.rfind(b"\n") + 1
        whole, rest = data[:end], data[end:]
        if len(rest) > longest:
            wrong[named.MALFORMED] += 1
            rest, skipping = b"", True
        if whole:
            yield whole
    if rest:
        yield rest
