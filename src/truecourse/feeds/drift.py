"""Tracks of debris from OpenDrift's netCDF files, and seeds for it: only files are exchanged.

The layout read is that of OpenDrift's results (CF discrete sampling geometry "trajectory"): `lon`, `lat` and
`status` by trajectory and time, `status` named by `flag_values` and `flag_meanings`. Reading needs the extra
`winds`, which reads netCDF already.
"""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np

from truecourse.feeds.errors import CaseError
from truecourse.feeds.extras import winds_extra
from truecourse.feeds.instants import format_time
from truecourse.feeds.wire import quoted
from truecourse.flight.search import Array, Drift

MOST = 50_000_000  # values of a file
_BROKEN = (OSError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError, RuntimeError)
HDF, CLASSIC = b"\x89HDF\r\n\x1a\n", b"CDF"


def read_drift(path: Path) -> Drift:
    """A result of OpenDrift. What stranded stays where it did; what else left the model is adrift no more.

    Raises CaseError, one sentence, where the extra is missing or the file is not such a result.
    """
    try:
        lat, lon, t = _read(path)
    except CaseError:
        raise
    except _BROKEN as why:
        said = quoted(str(why), 90)
        raise CaseError(f"{path.name} cannot be read as netCDF ({said}); write it again") from None
    return Drift(np.radians(lat), np.radians(lon), t, path.name)


def _read(path: Path) -> tuple[Array, Array, Array]:
    """Degrees by track and time, and POSIX s. Raises CaseError, or what broken bytes make readers raise."""
    with _opened(path) as data:
        missing = [name for name in ("lon", "lat", "status", "time") if name not in data.variables]
        if missing:
            raise CaseError(f"{path.name} has no variable {missing[0]}; give a result file of OpenDrift")
        for name in ("lon", "lat", "status"):
            if set(data[name].dims) != {"trajectory", "time"} or data[name].size > MOST:
                raise CaseError(
                    f"{path.name}, {name}: its dimensions are {quoted(str(data[name].dims))}; give trajectory"
                    f" and time, {MOST:,} values at most"
                )
        lat, lon, status = (
            data[name].transpose("trajectory", "time").values.astype(np.float64)
            for name in ("lat", "lon", "status")
        )
        t, stranded = _seconds(data, path), _stranded(data["status"].attrs)
    _checked(path, lat, lon, t)
    return (*_kept(lat, lon, status, stranded), t)


def seeds_csv(lat: Array, lon: Array, t: Array) -> str:
    """Seeds for a drift model, arrays (n,) in rad and POSIX s: CSV of time, lat_deg, lon_deg."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["time", "lat_deg", "lon_deg"])
    for when, north, east in zip(t.tolist(), np.degrees(lat).tolist(), np.degrees(lon).tolist(), strict=True):
        writer.writerow([format_time(round(when)), f"{north:.6f}", f"{east:.6f}"])
    return out.getvalue()


def _opened(path: Path) -> Any:
    if not path.is_file():
        raise CaseError(f"{path.name}: there is no such file; give a result file of OpenDrift")
    with path.open("rb") as stream:
        start = stream.read(8)
    engine = "h5netcdf" if start == HDF else "scipy" if start.startswith(CLASSIC) else ""
    if not engine:
        raise CaseError(f"{path.name} is not netCDF; give a result file of OpenDrift")
    xarray = winds_extra("xarray", path.name)
    winds_extra(engine, path.name)
    return xarray.open_dataset(path, engine=engine)


def _seconds(data: Any, path: Path) -> Array:
    if data["time"].dtype.kind != "M" or data["time"].ndim != 1 or data["time"].size < 2:
        raise CaseError(f"{path.name}, time: it is no axis of two dates or more; give a result of OpenDrift")
    return np.asarray(data["time"].values.astype("datetime64[ms]").astype(np.float64) / 1000.0)


def _stranded(attributes: dict[str, Any]) -> list[float]:
    """The numbers that say a track is stranded."""
    words = str(attributes.get("flag_meanings", "")).split()
    values = np.atleast_1d(attributes.get("flag_values", []))
    return [float(v) for v, word in zip(values, words, strict=False) if word.startswith("strand")]


def _checked(path: Path, lat: Array, lon: Array, t: Array) -> None:
    steps = np.diff(t)
    if not (np.all(steps > 0.0) or np.all(steps < 0.0)):
        raise CaseError(
            f"{path.name}, time: it runs neither only forwards nor only backwards; write it again"
        )
    good = np.isfinite(lat) & np.isfinite(lon)
    if not good.any(axis=1).any():
        raise CaseError(f"{path.name} holds no place that is known; run the drift again")
    if np.any(np.abs(lat[good]) > 90.0) or np.any(np.abs(lon[good]) > 540.0):
        raise CaseError(f"{path.name} has places off the Earth; write it in degrees")


def _kept(lat: Array, lon: Array, status: Array, stranded: list[float]) -> tuple[Array, Array]:
    """Places where there is a track; a stranded one's last place carried on to the end."""
    known = np.isfinite(lat) & np.isfinite(lon)
    lat, lon = np.where(known, lat, np.nan), np.where(known, lon, np.nan)
    at = np.where(known, np.arange(lat.shape[1]), -1)
    last = np.maximum.accumulate(at, axis=1)
    ended = np.isin(np.take_along_axis(status, np.maximum(last, 0), axis=1), stranded) & (last >= 0)
    row = np.arange(len(lat))[:, None]
    carried = [np.where(ended, v[row, np.maximum(last, 0)], v) for v in (lat, lon)]
    return carried[0], carried[1]
