"""A search plan's file: what is read, and one sentence for what is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest

from house.source import REPOSITORY
from truecourse.earth.region import area
from truecourse.feeds.errors import CaseError
from truecourse.feeds.sensors import read_sensors
from truecourse.feeds.sensors_schema import sensors_schema
from truecourse.flight.search import Law

GOOD = """
title = "two ships"
direction_deg = 30
rectangles = 3

[[sensors]]
name = "sonar"
detection = "definite"
sweep_width_nm = 0.5
speed_kt = 4
hours = 240
most_probability = 0.9
source = "invented"

[[sensors]]
name = "hydrophone"
detection = "definite"
speed_kt = 3
hours = 100
beacon = "recorder"
hearing_db = 75
depth_m = 800
listening_depth_m = 300
days_after = 12

[[beacons]]
name = "recorder"
failed_probability = 0.1
life_days = 30
life_error_days = 3

[[searched]]
sensor = "sonar"
polygon = [[46.5, 179.9], [46.5, -179.9], [46.7, -179.9], [46.7, 179.9]]
hours = 20
source = "invented"
"""


def _read(folder: Path, text: str):
    (folder / "sensors.toml").write_text(text, encoding="utf-8")
    return read_sensors(folder / "sensors.toml")


def test_what_a_plan_asks(tmp_path: Path) -> None:
    asked = _read(tmp_path, GOOD)
    sonar, ears = asked.sensors
    assert sonar.width == 926.0
    assert sonar.law is Law.DEFINITE
    assert sonar.effort == 240 * 3600.0
    assert (sonar.most, asked.most_rectangles) == (0.9, 3)
    assert np.degrees(asked.direction) == pytest.approx(30.0)
    assert ears.beacon == "recorder"
    assert 2 * 1500.0 < ears.width < 2 * 3000.0, "as far as the beacon is heard, less what depth takes"
    assert asked.beacons[0].life == 30 * 86_400.0
    (search,) = asked.searched
    assert search.coverage == pytest.approx(926.0 * (4 * 1852 / 3600) * 20 * 3600.0 / area([search.ring]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"definite"\nsweep', '"sometimes"\nsweep', "sensors 1 (sonar), detection"),
        ("sweep_width_nm = 0.5\n", "", "sensors 1 (sonar), sweep_width_nm: it is missing"),
        ("sweep_width_nm = 0.5", "sweep_width_nm = -1", "more than 0"),
        ("speed_kt = 4", "speed_kt = nan", "speed_kt"),
        ("hours = 240", 'hours = "long"', "hours, 0 to"),
        ("most_probability = 0.9", "most_probability = 1.1", "most_probability"),
        ('beacon = "recorder"', 'beacon = "tail"', 'no [[beacons]] is named "tail"'),
        ("days_after = 12\n", "", "days_after: it is missing"),
        ("listening_depth_m = 300", "listening_depth_m = 11000", "listen deeper"),
        ("failed_probability = 0.1\n", "", "failed_probability: it is missing"),
        ('sensor = "sonar"', 'sensor = "eyes"', 'no [[sensors]] is named "eyes"'),
        ("hours = 20", "", "it has neither hours nor coverage; write one"),
        ("hours = 20", "hours = 20\ncoverage = 1.0", "it has both hours and coverage; keep one"),
        ("[46.7, 179.9]]", "[96.7, 179.9]]", "polygon"),
        (", [46.7, -179.9], [46.7, 179.9]]", "]", "searched 1, polygon: it is"),
        ('name = "hydrophone"', 'name = "sonar"', "stands there twice"),
        ("rectangles = 3", "rectangles = 99", "a whole number, 1 to 12"),
        ("title = ", "titel = ", "this key is not known"),
        ("[[beacons]]", "[[beacons", "line 26"),
    ],
)
def test_one_sentence_says_what_is_wrong_and_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(CaseError) as caught:
        _read(tmp_path, GOOD.replace(old, new, 1))
    sentence = str(caught.value)
    assert sentence.startswith("sensors.toml")
    assert said in sentence
    assert "\n" not in sentence


def test_a_drift_file_that_is_none(tmp_path: Path) -> None:
    drift = "\n".join(
        (
            "",
            "[[drift]]",
            'name = "raft"',
            'file = "%s"',
            'time = "1983-09-02T00:00:00Z"',
            "lat_deg = 46",
            "lon_deg = 141",
            "error_nm = 1",
            "",
        )
    )
    (tmp_path / "text.nc").write_text("no netCDF", encoding="utf-8")
    (tmp_path / "broken.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(200))
    for name, said in (
        ("../x.nc", "no name of a file beside"),
        ("gone.nc", "no such file"),
        ("text.nc", "is not netCDF"),
        ("broken.nc", "netCDF|needs the extra winds"),  # what is missing first, where nothing reads netCDF
    ):
        with pytest.raises(CaseError, match=said):
            _read(tmp_path, GOOD + drift % name)
    with pytest.raises(CaseError, match="missing"):
        read_sensors(tmp_path / "none.toml")


def test_the_published_schema_takes_what_is_read(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    import tomllib

    schema = json.loads(
        (REPOSITORY / "docs" / "reference" / "sensors.schema.json").read_text(encoding="utf-8")
    )
    assert schema == sensors_schema()
    jsonschema.validate(tomllib.loads(GOOD), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(GOOD.replace("speed_kt = 4", "speed_kt = 0")), schema)
    page = (REPOSITORY / "docs" / "locate.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    jsonschema.validate(tomllib.loads(example), schema)
    assert _read(tmp_path, example).sensors
