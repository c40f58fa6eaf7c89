"""Writes opendrift_forward.nc and opendrift_backward.nc, in an environment of its own that has OpenDrift
1.14.12 (GPL-2.0; never a dependency): python opendrift.py FOLDER
"""

import importlib
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

SEA = {
    "x_wind": 8.0,
    "y_wind": 3.0,
    "x_sea_water_velocity": 0.2,
    "y_sea_water_velocity": 0.1,
    "land_binary_mask": 0,
}


def run(file: Path, lat: float, lon: float, start: datetime, hours: int) -> None:
    model = importlib.import_module("opendrift.models.leeway").Leeway(loglevel=50)
    for name, value in SEA.items():
        model.set_config(f"environment:constant:{name}", value)
    np.random.seed(1)
    model.seed_elements(lon=lon, lat=lat, radius=3000, number=40, time=start, object_type=33)
    sign = 1 if hours > 0 else -1
    model.run(
        duration=timedelta(hours=abs(hours)), time_step=sign * 1800, time_step_output=sign * 10_800,
        outfile=str(file), export_variables=["lon", "lat", "status"],
    )  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run(folder / "opendrift_forward.nc", 50.0, 179.9, datetime(1983, 8, 31, 18, 38), 24)
    run(folder / "opendrift_backward.nc", 50.1, -179.8, datetime(1983, 9, 1, 18, 38), -24)
