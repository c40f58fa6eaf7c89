"""Captures in pcapng: files that another program wrote, the shared captures converted, and rubbish."""

import struct
from base64 import b64decode
from collections import Counter
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard import pcapng
from truecourse.feeds.heard.open import open_source
from truecourse.flight.reports import NUMBERS

# A capture of one datagram of categories 062 and 065, written by python-pcapng 2.1.1 (Apache-2.0) through its
# FileWriter: SectionHeader of either byte order, InterfaceDescription with if_name and, in the first,
# if_tsresol 9, then an EnhancedPacket with the time and octets of the shared capture, or a SimplePacket.
WRITTEN = {
    "little-endian, nanoseconds": (
        "Cg0NChwAAABNPCsaAQAAAP//////////HAAAAAEAAAAoAAAAAQAAAAAAAAACAAQAZXRoMAkAAQAJAAAAAAAAACgAAAAGAAAA"
        "+AAAAAAAAABHHFYTSMleVNcAAADXAAAAAQBeAAYBRCsDZHTdCABFyADJAABAAAERdTMKExAV4wAGAd3eJxEAtc0MPgChv9/9"
        "AhlkAVmBswB1GPwALK7Z/xlr8IZgA5P/QwAAAr3BIEynqEmUsd9A4CD2EmkZAwEIcBcNDQCQDQ0GGBbNBhgAANwZDJO6iOgG"
        "GAK9oL/f/QIZZAFZgbMAdc7lADcmvQiBO/GKn/y9//EACQh9wSBMrH8lNPLDDeAg9hqvEQMBCHAgEBBAkBAQBfAadQXwAADc"
        "GQy5jl61BfAIfaBBAAz4GWQCAVmBswEA+AAAAA=="
    ),
    "big-endian, microseconds": (
        "Cg0NCgAAABwaKzxNAAEAAP//////////AAAAHAAAAAEAAAAgAAEAAAAAAAAAAgAEZXRoMAAAAAAAAAAgAAAABgAAAPgAAAAA"
        "AATzOnB35x0AAADXAAAA1wEAXgAGAUQrA2R03QgARcgAyQAAQAABEXUzChMQFeMABgHd3icRALXNDD4Aob/f/QIZZAFZgbMA"
        "dRj8ACyu2f8Za/CGYAOT/0MAAAK9wSBMp6hJlLHfQOAg9hJpGQMBCHAXDQ0AkA0NBhgWzQYYAADcGQyTuojoBhgCvaC/3/0C"
        "GWQBWYGzAHXO5QA3Jr0IgTvxip/8vf/xAAkIfcEgTKx/JTTyww3gIPYarxEDAQhwIBAQQJAQEAXwGnUF8AAA3BkMuY5etQXw"
        "CH2gQQAM+BlkAgFZgbMBAAAAAPg="
    ),
    "big-endian, a packet without a time": (
        "Cg0NCgAAABwaKzxNAAEAAP//////////AAAAHAAAAAEAAAAgAAEAAAAAAAAAAgAEZXRoMAAAAAAAAAAgAAAAAwAAAOgAAADX"
        "AQBeAAYBRCsDZHTdCABFyADJAABAAAERdTMKExAV4wAGAd3eJxEAtc0MPgChv9/9AhlkAVmBswB1GPwALK7Z/xlr8IZgA5P/"
        "QwAAAr3BIEynqEmUsd9A4CD2EmkZAwEIcBcNDQCQDQ0GGBbNBhgAANwZDJO6iOgGGAK9oL/f/QIZZAFZgbMAdc7lADcmvQiB"
        "O/GKn/y9//EACQh9wSBMrH8lNPLDDeAg9hqvEQMBCHAgEBBAkBAQBfAadQXwAADcGQy5jl61BfAIfaBBAAz4GWQCAVmBswEA"
        "AAAA6A=="
    ),
}  # fmt: skip


def block(order: str, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(order: str, major: int = 1) -> bytes:
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, major, 0, -1))


def interface(order: str, link: int = 1, kept: int = 0, **options: bytes) -> bytes:
    codes = {"resolution": 9, "offset": 14, "name": 2}
    body = struct.pack(order + "HHI", link, 0, kept)
    for name, value in options.items():
        body += struct.pack(order + "HH", codes[name], len(value)) + value + bytes(-len(value) % 4)
    return block(order, 1, body + bytes(4))


def enhanced(order: str, ticks: int, packet: bytes, which: int = 0) -> bytes:
    head = struct.pack(order + "IIIII", which, ticks >> 32, ticks & 0xFFFFFFFF, len(packet), len(packet))
    return block(order, 6, head + packet)


def udp(payload: bytes) -> bytes:
    """A datagram in IP version 4, without the octets of a link."""
    length = struct.pack(">H", 28 + len(payload))
    ip = b"\x45\0" + length + bytes(5) + b"\x11" + bytes(10)
    return ip + bytes(4) + struct.pack(">H", 8 + len(payload)) + bytes(2) + payload


def packets(data: bytes) -> list[tuple[int, int, bytes]]:
    """Seconds, microseconds and octets of each packet of a little-endian pcap file."""
    found, at = [], 24
    while at < len(data):
        seconds, parts, kept, _ = struct.unpack_from("<IIII", data, at)
        found.append((seconds, parts, data[at + 16 : at + 16 + kept]))
        at += 16 + kept
    return found


@pytest.mark.parametrize("name", WRITTEN)
def test_what_another_program_wrote(name: str, tmp_path: Path) -> None:
    path = tmp_path / "tracks.pcapng"
    path.write_bytes(b64decode(WRITTEN[name]))
    ((reports, told),) = open_source(path)
    assert {callsign for _, callsign in reports.names} == {"RYR174C", "ISS2007"}
    assert np.degrees(reports.lat[0]) == pytest.approx(41.1671, abs=1e-3)
    if "without a time" in name:
        assert told.wrong == {"of a kind not read": 1, "of a day not known": 2}
        assert (reports.t < 86_400.0).all()
    else:
        assert told.wrong == {"of a kind not read": 1}
        assert reports.received == pytest.approx(1393332227.401501, abs=2e-6)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("resolution", "per_second"), [(None, 10**6), (b"\x09", 10**9), (b"\x94", 2**20)])
def test_a_capture_converted_says_the_same(
    shared: Path, tmp_path: Path, order, resolution, per_second
) -> None:
    source = shared / "data" / "asterix" / "cat_034_048.pcap"
    data = source.read_bytes()
    options = {} if resolution is None else {"resolution": resolution}
    text = section(order) + interface(order, int.from_bytes(data[20:24], "little"), **options)
    for seconds, parts, packet in packets(data):
        text += enhanced(order, seconds * per_second + round(parts * per_second / 1e6), packet)
    path = tmp_path / "converted.pcapng"
    path.write_bytes(text)
    ((before, told),), ((after, again),) = open_source(source), open_source(path)
    assert again == told
    assert after.names == before.names
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), atol=2e-6, err_msg=name)


def test_clocks_links_and_sections_are_each_their_own() -> None:
    ethernet = bytes(12) + b"\x08\x00"
    tagged = bytes(12) + b"\x81\x00\0\x05" + b"\x08\x00"
    links = {0: bytes(4), 1: ethernet, 101: b"", 113: bytes(16), 228: b"", 276: bytes(20)}
    offset = struct.pack(">q", 1_000_000_000)
    data = section(">") + b"".join(interface(">", link, offset=offset) for link in links)
    for i, (link, head) in enumerate(links.items()):
        data += enhanced(">", 500_000, head + udp(b"%d" % link), i)
    data += enhanced(">", 500_000, tagged + udp(b"tag"), 1)
    data += block(">", 5, bytes(12)) + block(
        ">", 0x0BAD, b"of a company"
    )  # statistics; a block of someone's own
    data += section("<") + interface("<", 101, resolution=b"\x00", kept=30)  # a clock of whole seconds
    data += enhanced("<", 7, udp(b"late")) + block("<", 3, struct.pack("<I", 99) + udp(b"ab"))
    data += block("<", 2, struct.pack("<HHIIII", 0, 0, 0, 8, 31, 31) + udp(b"old"))
    wrong: Counter[str] = Counter()
    found = list(pcapng.payloads(data, wrong))
    assert found[:7] == [(1_000_000_000.5, b"%d" % link) for link in links] + [(1_000_000_000.5, b"tag")]
    assert [payload for _, payload in found[7:]] == [b"late", b"ab", b"old"]
    assert found[7][0] == 7.0
    assert isnan(found[8][0])
    assert found[9][0] == 8.0
    assert not wrong


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (section("<")[:-1], "truncated"),
        (section("<") + interface("<") + enhanced("<", 0, b"x")[:-5], "truncated"),
        (section("<", major=2), "of a kind not read"),
        (pcapng.SECTION + bytes(40), "malformed"),  # no byte order
        (section("<") + struct.pack("<III", 6, 8, 8), "malformed"),  # shorter than its own head
        (section("<") + struct.pack("<II", 6, 16) + bytes(8), "malformed"),  # its two lengths differ
        (section("<") + enhanced("<", 0, b"x"), "malformed"),  # of an interface that is not there
        (section("<") + interface("<", 147) + enhanced("<", 0, udp(b"x")), "of a kind not read"),
        (section("<") + interface("<") + enhanced("<", 0, bytes(60)), "of a kind not read"),  # no UDP
    ],
)
def test_what_is_wrong_is_counted_by_its_name(data: bytes, named: str) -> None:
    wrong: Counter[str] = Counter()
    assert list(pcapng.payloads(data, wrong)) == []
    assert wrong == {named: 1}


@pytest.mark.parametrize("head", [b"snoop\0\0\0\0\0\0\2", b"\x34\xcd\xb2\xa1\2\0\4\0", b"GMBU\0\2"])
def test_a_capture_of_another_kind_is_refused_in_a_sentence(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.cap"
    path.write_bytes(head + bytes(100))
    with pytest.raises(CaseError, match=r"other\.cap is a capture of another kind \(.+\); save it as pcap"):
        next(open_source(path))


@given(st.binary(max_size=300), st.sampled_from(["<", ">"]))
def test_any_rubbish_after_a_section_is_read_to_its_end(data: bytes, order: str) -> None:
    wrong: Counter[str] = Counter()
    start = section(order) + interface(order)
    assert list(pcapng.payloads(start + data, wrong)) == []
    assert wrong or not data or len(data) % 4 == 0


@given(st.data())
def test_a_good_file_with_bytes_changed_or_cut_is_read_to_its_end(data: st.DataObject) -> None:
    text = bytearray(b64decode(data.draw(st.sampled_from(sorted(WRITTEN.values())))))
    for at, octet in data.draw(
        st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(0, 255)), max_size=6)
    ):
        text[at] = octet
    cut = data.draw(st.integers(0, len(text)))
    wrong: Counter[str] = Counter()
    found = list(pcapng.payloads(bytes(text[:cut]), wrong))
    assert len(found) <= 1
    assert all(isnan(t) or t > -1e20 for t, _ in found)
