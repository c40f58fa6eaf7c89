"""The Sun against published tables, textbook examples and laws."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truecourse.earth.sun import HORIZON, above, altitude, place

TABLE = Path(__file__).parents[1] / "authorities" / "usno_sun.csv"


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def published() -> dict[tuple[float, float, int], list[tuple[float, str, int]]]:
    """Events of the US Naval Observatory's tables by latitude, longitude (degrees) and year."""
    found: dict[tuple[float, float, int], list[tuple[float, str, int]]] = {}
    with TABLE.open(encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            key = float(row["lat_deg"]), float(row["lon_deg"]), int(row["time"][:4])
            t = utc(row["time"].removesuffix("Z"))
            found.setdefault(key, []).append((t, row["event"], int(row["events_in_the_year"])))
    return found


def test_place_in_meeus_example_25a() -> None:
    """1992 October 13, 0 h dynamical time: apparent 198.38083 and -7.78507 degrees."""
    ascension, declination = place(utc("1992-10-13") - 69.0)
    assert np.degrees(ascension) % 360.0 == pytest.approx(198.38083, abs=1e-5)
    assert np.degrees(declination) == pytest.approx(-7.78507, abs=1e-5)


@pytest.mark.parametrize("key", published())
def test_rises_and_sets_of_the_naval_observatory(key: tuple[float, float, int], validation) -> None:
    """To the minute, of which half is their rounding. A degree or two from a pole the Sun goes along the
    horizon, and 0.01 degrees are minutes; at the pole it climbs a minute of arc an hour.
    """
    lat, lon, year = key
    begin, end = utc(f"{year}-01-01"), utc(f"{year + 1}-01-01")
    ours = above(np.radians(lat), np.radians(lon), begin, end)
    rises, sets = ours[ours[:, 0] > begin, 0], ours[ours[:, 1] < end, 1]
    events = published()[key]
    assert len(rises) + len(sets) == events[0][2]
    off = [float(np.abs((rises if event == "rise" else sets) - t).min()) for t, event, _ in events]
    bound = 60.0 if abs(lat) <= 60.0 else 180.0 if abs(lat) < 90.0 else 1200.0
    assert max(off) <= bound
    where = "to 60 degrees of latitude" if abs(lat) <= 60.0 else f"at {lat:g} degrees of latitude"
    validation("earth", f"sunrise and sunset {where}", max(off), "s", bound, "US Naval Observatory's tables")


def test_polar_day_and_night() -> None:
    svalbard = np.radians(78.2), np.radians(15.6)
    summer, winter = (utc("2024-06-01"), utc("2024-07-01")), (utc("2024-12-01"), utc("2025-01-01"))
    assert above(*svalbard, *summer).tolist() == [list(summer)]
    assert above(*svalbard, *winter).tolist() == []


@given(st.floats(-1.5, 1.5), st.floats(-np.pi, np.pi), st.floats(utc("1940-01-01"), utc("2060-01-01")))
def test_what_is_left_out_is_below_and_what_is_given_is_above(lat: float, lon: float, t: float) -> None:
    spans = above(lat, lon, t, t + 2 * 86_400.0)
    edges = spans.ravel()
    assert (np.diff(edges) > 0.0).all()
    inner = edges[(edges > t) & (edges < t + 2 * 86_400.0)]
    assert altitude(lat, lon, inner) == pytest.approx(HORIZON, abs=1e-6)
    assert (altitude(lat, lon, spans.mean(axis=1)) > HORIZON).all()


def test_times_that_are_none_are_refused() -> None:
    for begin, end in ((1.0, 1.0), (0.0, np.inf), (np.nan, 1.0)):
        with pytest.raises(ValueError, match="begin must be before end"):
            above(0.0, 0.0, begin, end)
