"""OpenDrift's files broken on the way: one sentence, or what is sound."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from house.source import REPOSITORY, SOURCE
from truecourse.ending.drift import _ENOUGH, _WIDER, _WIDEST
from truecourse.feeds.drift import MOST, read_drift, seeds_csv
from truecourse.feeds.errors import CaseError

FILE = REPOSITORY / "tests" / "authorities" / "opendrift_forward.nc"


@pytest.fixture
def xarray():
    pytest.importorskip("h5netcdf", reason="the extra winds is not installed")
    return pytest.importorskip("xarray", reason="the extra winds is not installed")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # h5netcdf's own, on closing
def test_a_file_cut_or_overwritten_is_refused_in_a_sentence(xarray, tmp_path: Path) -> None:
    raw, rng = FILE.read_bytes(), np.random.default_rng(0)
    path = tmp_path / "drift.nc"
    for k in range(24):
        broken = bytearray(raw)
        if k % 2:
            for at in rng.integers(0, len(raw), 40):
                broken[at] = rng.integers(256)
        else:
            broken = broken[: rng.integers(0, len(raw))]
        path.write_bytes(bytes(broken))
        try:
            drift = read_drift(path)
        except CaseError as error:
            assert "\n" not in str(error)
            assert "drift.nc" in str(error)
        else:
            assert drift.lat.shape == drift.lon.shape == (len(drift.lat), len(drift.t))


def test_what_stranded_stays_and_what_left_is_gone(xarray, tmp_path: Path) -> None:
    with xarray.open_dataset(FILE, engine="h5netcdf") as opened:
        data = opened.load()
    status = np.zeros(data["lon"].shape)
    for row, code in ((0, 1.0), (1, 2.0)):  # both end at the fifth time
        status[row, 4] = code
        status[row, 5:] = np.nan
        for name in ("lon", "lat"):
            data[name][row, 5:] = np.nan
    data["status"] = (data["lon"].dims, status)
    data["status"].attrs = {
        "flag_values": np.array([0, 1, 2]),
        "flag_meanings": "active stranded missing_data",
    }
    data.to_netcdf(tmp_path / "ends.nc", engine="h5netcdf")
    drift = read_drift(tmp_path / "ends.nc")
    assert np.all(drift.lat[0, 4:] == drift.lat[0, 4])
    assert np.isnan(drift.lat[1, 5:]).all()
    assert np.isfinite(drift.lat[2:]).all()
    data.drop_vars("status").to_netcdf(tmp_path / "bare.nc", engine="h5netcdf")
    with pytest.raises(CaseError, match="no variable status"):
        read_drift(tmp_path / "bare.nc")


def test_the_page_states_the_layout_that_is_read(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "locate.md").read_text("utf-8")
    page = page.partition("### Debris found adrift")[2].partition("\n### ")[0]
    for name in ("time", "lon", "lat", "status", "trajectory", "flag_values", "flag_meanings", "strand"):
        assert f"`{name}`" in page
    assert f"{MOST // 1_000_000} million" in page
    assert f"fewer than {_ENOUGH} do" in page
    assert f"to {['', *map(str, range(1, 8)), 'eight'][round(_WIDER**_WIDEST)]} times" in page


def test_a_file_of_that_layout_alone_is_read(xarray, tmp_path: Path) -> None:
    """Classic netCDF, time first, and nothing that the page does not name."""
    lon = np.array([[179.9, np.nan, 10.0], [-179.9, 5.0, 10.1], [-179.8, 5.1, np.nan], [-179.7, 5.2, np.nan]])
    status = xarray.DataArray(
        np.array([[0, 0, 0], [0, 0, 7], [0, 0, 0], [0, 0, 0]], np.int16), dims=("time", "trajectory"),
        attrs={"flag_values": np.array([0, 7], np.int16), "flag_meanings": "active stranded"},
    )  # fmt: skip
    both = {"lon": (("time", "trajectory"), lon), "lat": (("time", "trajectory"), 0.0 * lon + 50.0)}
    since = {"units": "seconds since 1970-01-01"}
    made = xarray.Dataset({**both, "status": status}, {"time": ("time", 3600.0 * np.arange(4), since)})
    made.to_netcdf(tmp_path / "drift.nc", engine="scipy", format="NETCDF3_64BIT")
    drift = read_drift(tmp_path / "drift.nc")
    assert drift.t.tolist() == [0.0, 3600.0, 7200.0, 10800.0]
    assert np.allclose(np.degrees(drift.lon[2]), [10.0, 10.1, 10.1, 10.1])
    assert np.isnan(drift.lon[1, 0])
    assert np.degrees(drift.lon[0, 1]) == pytest.approx(-179.9)


def test_without_the_extra_it_says_how_to_install_it_from_a_clone(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(CaseError, match=r"extra winds .*run make winds .*pip install '\.\[winds\]' there"):
        read_drift(FILE)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert "winds" in project["optional-dependencies"]
    assert re.search(r"^winds: \.venv/\.installed-winds ", (REPOSITORY / "Makefile").read_text("utf-8"), re.M)
    for page in [*(REPOSITORY / "docs").glob("*.md"), *SOURCE.rglob("*.py")]:
        assert "pip install 'truecourse" not in page.read_text("utf-8"), page  # it is on no package index


def test_seeds_are_a_table_of_degrees() -> None:
    text = seeds_csv(np.radians([50.0]), np.radians([-180.0]), np.array([431202362.4]))
    assert text == "time,lat_deg,lon_deg\n1983-08-31T18:26:02Z,50.000000,-180.000000\n"
