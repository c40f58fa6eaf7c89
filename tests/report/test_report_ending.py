"""Where to look, written down: GeoTIFF, GeoJSON, Parquet and figures."""

import io
import json
import re
import struct
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pyarrow.parquet as pq
import pytest

from ending.clouds import impacts, normal
from truecourse.earth.geodesy import direct
from truecourse.ending.charted import charted
from truecourse.ending.grid import unplane
from truecourse.feeds.write_impacts import impacts_parquet
from truecourse.flight.search import Beacon, Law, Searched, SearchPlan, Sensor
from truecourse.report.figures import ending, radius
from truecourse.report.geotiff import geotiff
from truecourse.report.search import plan_lines, plan_wire, regions_wire

HOUR = 3600.0


@pytest.fixture(scope="module")
def done():
    lat, lon = normal(50.0, 180.0, 8000.0, 3000)
    kind = (np.arange(3000) % 3 == 0).astype(np.int64)
    ring = np.column_stack(unplane(np.radians(50.0), np.pi, [0, 6e3, 6e3, 0], [0, 0, 6e3, 6e3]))
    asked = SearchPlan(
        (
            Sensor("sonar", 600.0, Law.EXPONENTIAL, 2.0, 60 * HOUR, 0.9),
            Sensor("ears", 3000.0, Law.DEFINITE, 2.0, 10 * HOUR, beacon="ulb", t=86_400.0),
        ),
        (Beacon("ulb", 0.1),),
        (Searched("sonar", 0.7, ring),),
        title="invented",
    )
    return charted(impacts(lat, lon, kind), asked)


def _tags(raw: bytes) -> dict[int, tuple]:
    """A TIFF read as the specification has it, by nothing of ours."""
    order, magic, at = struct.unpack("<2sHI", raw[:8])
    assert (order, magic) == (b"II", 42)
    (count,) = struct.unpack_from("<H", raw, at)
    sizes = {2: "c", 3: "H", 4: "I", 12: "d"}
    out, last = {}, 0
    for k in range(count):
        tag, kind, n = struct.unpack_from("<HHI", raw, at + 2 + 12 * k)
        assert tag > last, "tags ascend"
        last, size = tag, struct.calcsize(sizes[kind]) * n
        place = at + 10 + 12 * k if size <= 4 else struct.unpack_from("<I", raw, at + 10 + 12 * k)[0]
        out[tag] = struct.unpack_from(f"<{n}{sizes[kind]}", raw, place)
    return out


def test_the_geotiff_holds_the_chart_where_it_lies(done) -> None:
    raw, grid = geotiff(done.chart), done.chart.grid
    tags = _tags(raw)
    strips = [zlib.decompress(raw[a : a + n]) for a, n in zip(tags[273], tags[279], strict=True)]
    pixels = np.frombuffer(b"".join(strips), "<f4").reshape(tags[257][0], tags[256][0])
    assert np.allclose(pixels[::-1], done.chart.probability, rtol=1e-6)
    assert pixels.sum(dtype=float) == pytest.approx(1.0, abs=1e-6)
    assert tags[33550] == (grid.cell, grid.cell, 0.0)
    assert tags[33922][3:5] == (grid.west, grid.south + grid.rows * grid.cell)
    keys = {tags[34735][k]: tags[34735][k + 1 : k + 4] for k in range(4, len(tags[34735]), 4)}
    assert len(keys) == tags[34735][3]
    assert keys[3075][2] == 10, "Lambert azimuthal equal-area"
    centre = [tags[34736][keys[key][2]] for key in (3089, 3088)]
    assert centre == pytest.approx(np.degrees([grid.lat, grid.lon]))


def test_the_geotiff_as_gdal_reads_it(done, tmp_path) -> None:
    rasterio = pytest.importorskip("rasterio", reason="rasterio is not installed; it is no dependency")
    warp = pytest.importorskip("rasterio.warp")
    (tmp_path / "chart.tif").write_bytes(geotiff(done.chart))
    with rasterio.open(tmp_path / "chart.tif") as read:
        assert read.read(1).sum(dtype=float) == pytest.approx(1.0, abs=1e-6)
        best = np.unravel_index(read.read(1).argmax(), read.shape)
        (lon,), (lat,) = warp.transform(read.crs, "EPSG:4326", *([v] for v in read.xy(*best)))
    row, column = np.unravel_index(done.chart.probability.argmax(), done.chart.grid.shape)
    x, y = done.chart.grid.centres()
    there = np.degrees(unplane(done.chart.grid.lat, done.chart.grid.lon, x[column], y[row]))
    assert (lat, lon) == pytest.approx(tuple(there), abs=1e-6)


def test_impacts_in_parquet_name_their_units(done) -> None:
    table = pq.read_table(io.BytesIO(impacts_parquet(done.impacts, "invented")))
    assert table.num_rows == 3000
    units = {f.name: f.metadata[b"unit"].decode() for f in table.schema}
    assert units["lat_deg"] == "degree"
    assert units["t_s"].startswith("second since 1970")
    assert sum(table["probability"].to_pylist()) == pytest.approx(1.0)
    assert np.allclose(table["lon_deg"].to_numpy(), np.degrees(done.impacts.lon))
    assert set(table["class"].to_pylist()) == {"class 0", "class 1"}


def test_the_plan_on_the_wire_and_in_words_is_one_truth(done) -> None:
    wire = plan_wire(done)
    json.dumps(wire, allow_nan=False)
    first, second = wire["sensors"]
    found = first["probability_of_success"]
    assert second["cumulative_probability"] == pytest.approx(
        found + (1.0 - found) * second["probability_of_success"]
    )
    assert wire["probability_of_success"] == pytest.approx(second["cumulative_probability"], abs=0.01)
    assert first["rectangles"][-1]["cumulative_probability"] == pytest.approx(found)
    assert first["rectangles"][-1]["cumulative_hours"] == pytest.approx(first["hours_planned"])
    assert [row["best_probability"] for row in first["by_hours"]] == sorted(
        row["best_probability"] for row in first["by_hours"]
    )
    assert wire["beacons"][0]["sounded_after_plan"] < wire["beacons"][0]["sounded_now"] == 0.9
    text = "\n".join(plan_lines(done)).replace("\N{NO-BREAK SPACE}", " ")
    assert "would have found it with probability" in text
    assert "that is if sonar found nothing" in text, "the second sensor's probability is conditional"
    for box in [box for sensor in wire["sensors"] for box in sensor["rectangles"]]:
        corner = box["corners"][0]
        assert f"{corner['lat_deg']:.4f}° N" in text
        for part in box["geojson"]["coordinates"]:
            assert all(abs(x) <= 180.0 for ring in part for x, _ in ring)
    regions = regions_wire(done.regions)
    assert (
        regions["region_50"]["area_nm2"] < regions["region_90"]["area_nm2"] < regions["region_95"]["area_nm2"]
    )
    assert len(regions["region_90"]["geojson"]["coordinates"]) == 2, "cut at 180 degrees"


def test_figures_are_drawn_whole(done) -> None:
    beside = (ending.Beside("printed", np.radians(50.0), np.radians(179.9)),)
    drawn = [ending.draw(done, beside=beside), radius.draw(done), ending.draw(charted(done.impacts))]
    for figure in drawn:
        ElementTree.fromstring(figure.svg)
        assert figure.caption
        assert figure.alt
    assert "searched in vain" in drawn[0].svg
    assert "never evidence" in drawn[0].svg
    assert "plan A" not in drawn[2].svg
    assert drawn[0].svg == ending.draw(done, beside=beside).svg, "the same every time"


def test_a_few_endings_far_off_do_not_make_the_map_useless() -> None:
    """One in fifty at 500 to 2,000 NM: none is in the 95 % region, and the map keeps to that."""
    lat, lon = normal(46.5, 141.3, 20_000.0, 2000)
    rng = np.random.default_rng(3)
    away = direct(lat[:40], lon[:40], rng.uniform(0.0, 6.3, 40), rng.uniform(500.0, 2000.0, 40) * 1852.0)
    lat[:40], lon[:40] = away[:2]
    done = charted(impacts(lat, lon))
    drawn = ending.draw(done)
    assert "42 of 2,000 endings, with 2.1\N{NO-BREAK SPACE}% of the probability" in drawn.caption
    assert "10 NM (19 km)" in drawn.svg, "the scale bar, a fifth of the map at most"


def test_the_radius_ends_near_99_per_cent() -> None:
    """0.7 % of a circular normal of 10 km moved 1,000 NM off; 99 % within 17.5 NM, with 0.3 % the less."""
    lat, lon = normal(46.5, 141.3, 10_000.0, 3000)
    lat[:21], lon[:21] = direct(lat[:21], lon[:21], 1.0, 1000.0 * 1852.0)[:2]
    lost_lat, lost_lon = np.full((2, 3000), np.radians([[46.5], [141.3]]))
    found = replace(impacts(lat, lon), lost_lat=lost_lat, lost_lon=lost_lon)
    ticks = re.findall(r">([\d.]+)</text>", radius.draw(charted(found)).svg)
    assert 15.0 <= max(float(tick) for tick in ticks) <= 30.0


@pytest.mark.parametrize(("days", "silent"), [(60.0, True), (20.0, False)])
def test_a_beacon_that_is_dead_by_then_is_said_to_be_silent(days: float, silent: bool) -> None:
    """A life of 30 days give or take 3: at day 60 it sends at ten deviations, at day 20 in 9 of 10."""
    lat, lon = normal(46.5, 141.0, 8000.0, 500)
    ears = Sensor("ears", 3000.0, Law.DEFINITE, 2.0, 10 * HOUR, beacon="ulb", t=days * 86_400.0)
    beacon = Beacon("ulb", 0.1, 30.0 * 86_400.0, 3.0 * 86_400.0)
    done = charted(impacts(lat, lon), SearchPlan((ears,), (beacon,)))
    sensor = plan_wire(done)["sensors"][0]
    assert sensor["beacon_sends_probability"] == pytest.approx(0.0 if silent else 0.9, abs=1e-3)
    assert sensor["days_after"] == days
    said = plan_lines(done)
    assert sum("ulb is silent by day 60" in line for line in said) == silent
    assert not any("not known of the best" in line or "in 0.0 h" in line for line in said)
    assert ("ears" in ending.draw(done).caption) is not silent


def test_few_tracks_of_drift_are_called_few(done) -> None:
    for tracks, few in ((44.0, True), (100.0, False)):
        said = "\n".join(plan_lines(replace(done, finds=(("cushion", 0.9, tracks),))))
        assert f"{tracks:.0f} tracks bear on it" in said
        assert ("few: under 100, run more" in said) is few
