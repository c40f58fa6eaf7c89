"""The bundled climatology, and files written and read back."""

import sys
import warnings

import numpy as np
import pytest

from truecourse.air import wind
from truecourse.air.wind import Kind
from truecourse.feeds.wind import bundled_climatology, read_wind

AUGUST_16 = 429_883_200.0  # 1983-08-16T12:00Z, the middle of August
FT = 0.3048


def test_bundled():
    field = bundled_climatology()
    assert field.kind is Kind.CLIMATOLOGY and field.levels[0] == pytest.approx(38662 * FT, abs=1.0)
    assert np.isfinite(field.east).all() and np.abs(field.east).max() < 80.0
    lons = np.radians(np.arange(-180.0, 180.0, 2.5))
    # What every climatology shows: January's jet off Japan (60 to 80 m/s), the tropical easterly jet of July
    # over southern India, westerlies of 10 to 30 m/s at 50 N in August
    jet, _ = wind.at(field, np.radians(32.5), np.radians(140.0), field.levels[0], 1296000.0)
    easterly, _ = wind.at(field, np.radians(10.0), np.radians(75.0), field.levels[0], 16934400.0)
    august, _ = wind.at(field, np.radians(50.0), lons, field.levels[0], AUGUST_16)
    assert 60.0 < jet < 80.0
    assert -35.0 < easterly < -15.0
    assert 10.0 < august.mean() < 30.0


def test_bundled_is_the_file(shared):
    h5py = pytest.importorskip("h5py", reason="h5py of the extra winds is not installed")
    folder = shared / "data" / "wind"
    if not (folder / "uwnd_mean.nc").is_file():
        pytest.skip("the shared wind files are not here")
    field = bundled_climatology()
    for name, ours in (("uwnd", field.east), ("vwnd", field.north)):
        with h5py.File(folder / f"{name}_mean.nc") as file:
            theirs = file[name][:]
        assert np.abs(ours[:, 0, ::-1, :-1] - theirs).max() <= 0.0501


def test_july_against_another_reanalysis(validation):
    """Zonal means of the zonal wind at 200 hPa, 40 to 62 N, of ERA-Interim's July."""
    field, lons = bundled_climatology(), np.radians(np.arange(0.0, 360.0, 2.5))
    era = {40.0: 19.2, 45.0: 21.7, 50.0: 17.5, 55.0: 12.1, 62.0: 6.6}
    off = max(
        abs(wind.at(field, np.radians(lat), lons, field.levels[0], 427204800.0 + 43200.0)[0].mean() - mean)
        for lat, mean in era.items()
    )
    validation(
        "air", "zonal mean wind of July, worst of five latitudes", off, "m/s", 1.0, "ERA-Interim, 200 hPa"
    )
    assert off < 1.0


def dataset(**names):
    xarray = pytest.importorskip("xarray", reason="the extra winds is not installed")
    times = np.array(["1983-08-31T12:00", "1983-08-31T18:00"], "datetime64[ns]")
    axes = {
        "time": times,
        "level": [200.0, 250.0, 300.0],
        "latitude": [60.0, 50.0, 40.0],
        "longitude": [170.0, 180.0, 190.0],
    }
    rng = np.random.default_rng(0)
    shape = (2, 3, 3, 3)
    both = {
        names.get(n, n): (tuple(axes), rng.normal(20.0, 5.0, shape).astype("float32")) for n in ("u", "v")
    }
    out = xarray.Dataset(both, axes)
    out["level"].attrs["units"] = "hPa"
    return out


def check(field, written, east="u"):
    t = 431_136_000.0 + 64800.0  # 18 UTC
    level = field.levels[1]  # 250 hPa, whichever way they came
    got = wind.at(field, np.radians(50.0), np.pi, level, t)
    values = written.transpose("time", "level", "latitude", "longitude")
    assert float(got[0]) == pytest.approx(float(values[east][1, 1, 1, 1]), abs=1e-3)
    assert field.levels[1] / FT == pytest.approx(33999, abs=1)
    assert np.allclose(np.diff(field.times), 21600.0)
    assert field.kind is Kind.GRIDDED and field.east.shape == (2, 3, 3, 3)


@pytest.mark.parametrize("engine", ["scipy", "h5netcdf"])
def test_netcdf(tmp_path, engine):
    pytest.importorskip(
        {"scipy": "scipy", "h5netcdf": "h5py"}[engine], reason="the extra winds is not installed"
    )
    written = dataset(u="uwnd", v="vwnd")
    written.to_netcdf(tmp_path / "w.nc", engine=engine)
    check(read_wind(tmp_path / "w.nc"), written, "uwnd")
    assert [f.name for f in tmp_path.iterdir()] == ["w.nc"]


def write_message(eccodes, file, name, hour, level, values):
    keys = {
        "Ni": 3, "Nj": 3, "dataDate": 19830831, "dataTime": hour, "level": level, "shortName": name,
        "latitudeOfFirstGridPointInDegrees": 60.0, "latitudeOfLastGridPointInDegrees": 40.0,
        "longitudeOfFirstGridPointInDegrees": 170.0, "longitudeOfLastGridPointInDegrees": 190.0,
        "iDirectionIncrementInDegrees": 10.0, "jDirectionIncrementInDegrees": 10.0,
    }  # fmt: skip
    message = eccodes.codes_grib_new_from_samples("regular_ll_pl_grib1")
    for key, value in keys.items():
        eccodes.codes_set(message, key, value)
    eccodes.codes_set_values(message, values.ravel().astype(float))
    eccodes.codes_write(message, file)
    eccodes.codes_release(message)


def test_grib(tmp_path):
    """Written message by message with ecCodes, not with the reader."""
    eccodes = pytest.importorskip("eccodes", reason="ecCodes of the extra winds is not installed")
    pytest.importorskip("cfgrib", reason="cfgrib of the extra winds is not installed")
    written = dataset()
    with (tmp_path / "w.grib").open("wb") as file:
        for name in "uv":
            for i, hour in enumerate((1200, 1800)):
                for j, level in enumerate((200, 250, 300)):
                    write_message(eccodes, file, name, hour, level, written[name].values[i, j])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cfgrib's own, about its future
        field = read_wind(tmp_path / "w.grib")
    check(field, written)
    assert [f.name for f in tmp_path.iterdir()] == ["w.grib"]


def test_monthly_file(tmp_path):
    xarray = pytest.importorskip("xarray", reason="the extra winds is not installed")
    pytest.importorskip("scipy", reason="the extra winds is not installed")
    values = np.arange(12.0)[:, None, None] + np.zeros((12, 3, 4))
    axes = {"time": np.arange(12.0), "lat": [80.0, 0.0, -80.0], "lon": [0.0, 90.0, 180.0, 270.0]}
    both = {name: (tuple(axes), values) for name in ("ua", "va")}
    xarray.Dataset(both, axes | {"plev": 25000.0}).assign_coords(
        plev=xarray.DataArray(25000.0, attrs={"units": "Pa"})
    ).to_netcdf(tmp_path / "m.nc", engine="scipy")
    field = read_wind(tmp_path / "m.nc", monthly=True)
    assert field.levels[0] / FT == pytest.approx(33999, abs=1)
    assert float(wind.at(field, 0.0, 1.0, field.levels[0], AUGUST_16)[0]) == pytest.approx(7.0)


def test_refusals_are_sentences(tmp_path):
    pytest.importorskip("scipy", reason="the extra winds is not installed")
    written = dataset()
    for drop, words in (
        ("u", "no wind component named u"),
        ("level", "no pressure level"),
        ("time", "no axis of times"),
    ):
        out = written.drop_vars("u") if drop == "u" else written.isel({drop: 0}, drop=True)
        out.to_netcdf(tmp_path / "bad.nc", engine="scipy")
        with pytest.raises(ValueError, match=words):
            read_wind(tmp_path / "bad.nc")
    (tmp_path / "text.nc").write_text("not a grid")
    with pytest.raises(ValueError, match="neither netCDF nor GRIB"):
        read_wind(tmp_path / "text.nc")
    with pytest.raises(ValueError, match="no such file"):
        read_wind(tmp_path / "absent.nc")


def test_without_the_extra(tmp_path, monkeypatch):
    (tmp_path / "w.nc").write_bytes(b"CDF\x01rest")
    monkeypatch.setitem(sys.modules, "xarray", None)  # what import makes of a package that is not there
    with pytest.raises(
        ValueError, match=r"make winds in the folder of the project, or pip install '\.\[winds\]' there"
    ):
        read_wind(tmp_path / "w.nc")
