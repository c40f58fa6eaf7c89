"""ASTERIX: the captures, and every item's length and value against another decoder (libasterix)."""

from collections import Counter
from math import degrees, radians
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truecourse.earth.geodesy import inverse
from truecourse.feeds.heard import live, pcap
from truecourse.feeds.heard.asterix import UNSEEN
from truecourse.feeds.heard.asterix_items import records
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.radar import Radar, plot_place
from truecourse.flight.reports import Heard

CATEGORIES = {21: "Cat_021_2_7", 34: "Cat_034_1_29", 48: "Cat_048_1_32", 62: "Cat_062_1_21"}


def read(path: Path):
    batches = list(open_source(path))
    assert len(batches) == 1
    return batches[0]


def test_the_capture_of_plots(shared: Path, validation) -> None:
    reports, told = read(shared / "data" / "asterix" / "cat_034_048.pcap")
    with (shared / "data" / "asterix" / "cat_034_048.pcap").open("rb") as file:
        assert sum(1 for _ in pcap.payloads(file.read(), Counter())) == 100
    assert told.reports + told.wrong.get("repeated", 0) == 128
    assert (reports.heard == Heard.SECONDARY).all()
    assert dict(reports.names)[0x3C660C] == "DLH65A"
    placed = np.isfinite(reports.lat)
    unranged = 2  # plots without item 040
    assert placed.sum() == 128 - unranged - told.wrong["position not yet certain"]
    assert (np.abs(reports.t - reports.received) < 30.0).all()  # one radar's clock is 20 s behind
    validation(
        "feeds", "plots of the ASTERIX capture decoded", f"{told.reports}", "", "128", "its own description"
    )


def test_the_capture_of_tracks(shared: Path) -> None:
    reports, told = read(shared / "data" / "asterix" / "cat_062_065.pcap")
    assert {name for _, name in reports.names} == {"RYR174C", "ISS2007"}
    assert degrees(reports.lat[0]) == pytest.approx(41.1671, abs=1e-3)
    assert told.wrong == {"of a kind not read": 1}


@pytest.fixture(scope="module")
def peer():
    base, generated = pytest.importorskip("asterix.base"), pytest.importorskip("asterix.generated")
    return base, {category: getattr(generated, name) for category, name in CATEGORIES.items()}


def test_captures_item_by_item_against_libasterix(shared: Path, peer) -> None:
    base, categories = peer
    compared = 0
    for name in ("cat_034_048.pcap", "cat_062_065.pcap"):
        data = (shared / "data" / "asterix" / name).read_bytes()
        for _, payload in pcap.payloads(data, Counter()):
            for block in base.RawDatablock.parse(base.Bits.from_bytes(payload)):
                category = block.get_category()
                if category not in categories:
                    continue
                theirs = categories[category].cv_uap.parse(block.get_raw_records())
                ours, whole = records(category, block.get_raw_records().to_bytes())
                assert whole
                assert len(ours) == len(theirs)
                for mine, other in zip(ours, theirs, strict=True):
                    for item, value in mine.items():
                        if "/" not in item and value:
                            assert other.get_item(item).unparse().to_bytes() == value
                            compared += 1
    assert compared > 1000


@settings(max_examples=300)
@given(st.sampled_from(sorted(CATEGORIES)), st.binary(min_size=1, max_size=60))
def test_random_records_break_where_libasterix_says(peer, category: int, data: bytes) -> None:
    """What the other decoder takes apart is taken apart into as many records, and the reverse."""
    base, categories = peer
    theirs = categories[category].cv_uap.parse(base.Bits.from_bytes(data))
    ours, whole = records(category, data)
    if isinstance(theirs, ValueError):
        assert not whole
    else:
        assert whole
        assert len(theirs) == len(ours)


def fields(**items: bytes) -> dict[str, bytes]:
    return {name.removeprefix("i"): value for name, value in items.items()}


def test_places_of_plots_are_at_their_range(validation) -> None:
    """Against the straight line between the two antennas in space, for ranges to 250 NM."""
    rng = np.random.default_rng(3)
    radar = Radar(radians(45.0), radians(170.0), 500.0)
    slant, azimuth = rng.uniform(2e4, 4.6e5, 500), rng.uniform(0.0, 2 * np.pi, 500)
    height = rng.uniform(0.0, 13_000.0, 500)
    lat, lon = plot_place(radar, slant, azimuth, height)

    def cartesian(lat, lon, h):
        a, f = 6378137.0, 1 / 298.257223563
        e2 = f * (2 - f)
        n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        return np.array([(n + h) * np.cos(lat) * np.cos(lon), (n + h) * np.cos(lat) * np.sin(lon),
                         (n * (1 - e2) + h) * np.sin(lat)])  # fmt: skip

    line = np.linalg.norm(
        cartesian(lat, lon, height).T - cartesian(radar.lat, radar.lon, radar.height), axis=1
    )
    worst = np.abs(line - slant).max()
    assert worst < 100.0
    course, _, _ = inverse(np.full(500, radar.lat), np.full(500, radar.lon), lat, lon)
    assert np.abs(np.angle(np.exp(1j * (course - azimuth)))).max() < 1e-9
    validation(
        "feeds", "slant range of placed plots to 250 NM", worst, "m", 100.0, "the straight line in space"
    )


def test_a_plot_of_a_known_radar_and_one_of_a_simulator(shared: Path) -> None:
    block = (shared / "data" / "asterix" / "cat048.raw").read_bytes()
    start = live.start("asterix", radars={0x19C9: Radar(radians(50.0), radians(14.0))})
    state, reports, told = live.decode(start, block, 1462433756.5)
    assert np.isfinite(reports.lat).all()
    assert told.wrong == {}
    _, again, told = live.decode(state, block, 1462433757.5)
    assert len(again.t) == 0
    assert told.wrong == {"repeated": 1}
    late, _, told = live.decode(state, block, 1462433756.5 - 40_000.0)
    assert late.last
    assert told.wrong.get("dated in the future") or told.wrong.get("out of order") or told.heard


def _block(category: int, *records) -> bytes:
    body = b"".join(record.unparse().to_bytes() for record in records)
    return bytes([category]) + (3 + len(body)).to_bytes(2, "big") + body


KIND = ((("TYP", 5), ("SIM", 0), ("RDP", 0), ("SPI", 0), ("RAB", 0), None),)
PLOT = {"010": 0x19C9, "140": 128 * 3600, "020": KIND,
        "040": (("RHO", 256 * 50), ("THETA", 0)), "220": 0x484506}  # fmt: skip


@pytest.mark.parametrize(("v", "g"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_a_level_that_is_garbled_or_not_validated_is_none(peer, v: int, g: int) -> None:
    """EUROCONTROL-SPEC-0149-4, I048/090, bits 16 (V) and 15 (G), of records made by libasterix."""
    record = peer[1][48].cv_record.create(PLOT | {"090": (("V", v), ("G", g), ("FL", 1400))})
    start = live.start("asterix", radars={0x19C9: Radar(radians(50.0), radians(14.0))})
    _, reports, told = live.decode(start, _block(48, record), 3600.0)
    assert told.wrong == {}
    assert np.isfinite(reports.lat).tolist() == [True]
    expected = 35_000 * 0.3048 if (v, g) == (0, 0) else np.nan
    assert reports.altitude.tolist() == pytest.approx([expected], nan_ok=True)


def _track(peer, t: int = 3600, number: int = 7, **status: int):
    names = (("MON", "SPI", "MRH", "SRC", "CNF"), ("SIM", "TSE", "TSB", "FPC", "AFF", "STP", "KOS"),
             ("AMA", "MD4", "ME", "MI", "MD5"),
             ("CST", "PSR", "SSR", "MDS", "ADS", "SUC", "AAC"))  # fmt: skip
    octets = tuple((*((name, status.get(name, 0)) for name in octet), None) for octet in names)
    items = {
        "010": 0x0102,
        "070": 128 * t,
        "105": (("LAT", 1 << 22), ("LON", 1 << 20)),
        "040": number,
        "080": octets,
    }
    return peer[1][62].cv_record.create(items)


@pytest.mark.parametrize("bit", ["", "TSB", "AMA", "PSR", "SSR", "MDS", "ADS", "CST", "TSE"])
def test_a_track_that_is_coasted_or_ended_is_not_seen(peer, bit: str) -> None:
    """EUROCONTROL-SPEC-0149-9, I062/080: CST in octet 4, TSE in octet 2; other bits change nothing."""
    block = _block(62, _track(peer, number=6), _track(peer, **({bit: 1} if bit else {})))
    _, reports, told = live.decode(live.start("asterix"), block, 3600.0)
    if bit in ("CST", "TSE"):
        assert len(reports.t) == 1
        assert told.wrong == {UNSEEN: 1}
    else:
        assert len(reports.t) == 2
        assert told.wrong == {}


def test_blocks_across_midnight_keep_their_order(peer, tmp_path: Path) -> None:
    """Raw blocks have a time of day only: after 86,399 s comes 1 s of the next day, and one that is late."""
    times = [86_398, 86_399, 1, 86_397, 2, 3]
    path = tmp_path / "night.raw"
    path.write_bytes(b"".join(_block(62, _track(peer, t, number=n)) for n, t in enumerate(times)))
    reports, _ = read(path)
    assert reports.t.tolist() == [86_397, 86_398, 86_399, 86_401, 86_402, 86_403]
    path.write_bytes(b"".join(_block(62, _track(peer, t, number=n)) for n, t in enumerate([1, 86_399, 2])))
    reports, told = read(path)
    assert told.reports == 3
    assert np.diff(reports.t).tolist() == [2.0, 1.0]


@given(st.binary(max_size=200))
def test_any_capture_is_read_to_its_end(data: bytes) -> None:
    for magic in pcap.MAGIC:
        wrong: Counter[str] = Counter()
        list(pcap.payloads(magic + data, wrong))
        assert not data or wrong or len(data) >= 20
