"""The bytes of a recording, from whatever they came packed in; nothing that is a trap."""

import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest

from feeds.maps import zipped
from truecourse.feeds import recorder_file
from truecourse.feeds.errors import CaseError
from truecourse.feeds.recorder_file import open_raw

DATA = random.Random(1).randbytes(5000)


def opened(tmp_path: Path, data: bytes, name: str = "f.dat") -> tuple[bytes, str, str]:
    (tmp_path / name).write_bytes(data)
    with open_raw(tmp_path / name) as raw:
        return raw.data.tobytes(), raw.name, raw.sha256


def test_a_file_a_zip_file_and_a_gzip_file_hold_the_same(tmp_path: Path) -> None:
    import hashlib

    assert opened(tmp_path, DATA) == (DATA, "f.dat", hashlib.sha256(DATA).hexdigest())
    packed = zipped({"notes.txt": b"x" * 9, "a/raw.dat": DATA})
    assert opened(tmp_path, packed, "f.zip") == (DATA, "f.zip/a/raw.dat", hashlib.sha256(packed).hexdigest())
    assert opened(tmp_path, gzip.compress(DATA), "f.gz")[:2] == (DATA, "f.gz")
    assert opened(tmp_path, zipped({"x": b"1", "010203-CCA-CPL": DATA}), "g.zip")[0] == DATA
    assert opened(tmp_path, zipped({"big": DATA, "small": b"1" * 100}), "h.zip")[0] == DATA


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (gzip.compress(DATA, mtime=0)[:-200], "cannot be unpacked: it is damaged or cut short"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"\x1f\x8b" + DATA, "cannot be unpacked"),
        (zipped({"raw.dat": DATA})[:-30], "is a damaged zip file"),
        (zipped({"raw.dat": DATA}).replace(DATA[100:110], b"0123456789"), "damaged"),
        (zipped({"../raw.dat": DATA}), 'has a file named outside it, "../raw.dat"'),
        (zipped({"/etc/raw.dat": DATA}), "has a file named outside it"),
        (zipped({"a\\..\\..\\raw.dat": DATA}), "has a file named outside it"),
        (zipped({"c:/raw.dat": DATA}), "has a file named outside it"),
        (zipped({}), "damaged zip file|no file in it"),
        (zipped({"raw.dat": b""}), "is empty"),
        (zipped({"a": DATA, "b": DATA}), "which is the recording is not clear"),
        (zipped({str(k): b"" for k in range(1001)}), "more than 1000 files"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence) as caught:
        opened(tmp_path, data, "f.zip")
    assert "; " in str(caught.value)


def test_bombs_do_not_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to a hundred times its size is no recording, whatever it says its size is."""
    monkeypatch.setattr(recorder_file, "_FREE", 1 << 16)
    bomb = bytes(1 << 24)
    for packed in (zipped({"raw.dat": bomb}), gzip.compress(bomb)):
        with pytest.raises(CaseError, match="unpacks to over 100 times its size or to 4 GiB"):
            opened(tmp_path, packed, "f.zip")
    lying = bytearray(zipped({"raw.dat": bomb}))
    at = lying.index(b"PK\1\2") + 24
    lying[at : at + 4] = (100).to_bytes(4, "little")  # its directory says 100 bytes
    with pytest.raises(CaseError):
        opened(tmp_path, bytes(lying), "f.zip")
    monkeypatch.setattr(recorder_file, "MOST_BYTES", 4000)
    with pytest.raises(CaseError, match="4 GiB"):
        opened(tmp_path, gzip.compress(DATA), "f.gz")


def test_encrypted_missing_and_folders(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("raw.dat", DATA)
    flagged = bytearray(out.getvalue())
    flagged[flagged.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(CaseError, match="is encrypted; unpack it first"):
        opened(tmp_path, bytes(flagged), "f.zip")
    with pytest.raises(CaseError, match="is missing"), open_raw(tmp_path / "none"):
        pass
    with pytest.raises(CaseError, match="is a folder"), open_raw(tmp_path):
        pass
