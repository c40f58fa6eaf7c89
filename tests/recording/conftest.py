"""The real recordings, each with its map converted once for all of the room's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from truecourse.feeds.convert_map import convert_map
from truecourse.feeds.parameter_map import write_map
from truecourse.investigation.recorded import Recorded, recorded
from truecourse.investigation.recording import Opened, open_recording


@pytest.fixture(scope="session")
def folder(shared: Path) -> Path:
    there = shared / "data" / "recorder"
    if not there.is_dir():
        pytest.skip("the recorder files are not in the shared folder")
    return there


def _real(folder: Path, made: Path, raw: str, vec: str) -> tuple[Path, Path]:
    chart = made / "map.toml"
    chart.write_text(write_map(convert_map(folder / vec)), encoding="utf-8")
    return folder / raw, chart


@pytest.fixture(scope="session")
def real_717(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return _real(folder, tmp_path_factory.mktemp("717"), "arinc717_B-8888.wgl.zip", "arinc717_010888.vec")


@pytest.fixture(scope="session")
def of_717(real_717: tuple[Path, Path]) -> Iterator[Opened]:
    with open_recording(*real_717) as read:
        yield read


@pytest.fixture(scope="session")
def recorded_717(real_717: tuple[Path, Path]) -> Recorded:
    return recorded(*real_717)


@pytest.fixture(scope="session")
def of_767(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    made = tmp_path_factory.mktemp("767")
    with open_recording(*_real(folder, made, "arinc767_B-6789.zip", "arinc767_078711.vec")) as read:
        yield read
