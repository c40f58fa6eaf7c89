"""The example in docs/case-format.md is a case, and its table says what the reader does."""

import re
from pathlib import Path

import pytest

from truecourse.feeds.case import check_case, read_case
from truecourse.feeds.measured import UNITS
from truecourse.flight.observation import Seen

PAGE = (Path(__file__).parents[2] / "docs" / "case-format.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path) -> Path:
    for file, language in (("case.toml", "toml"), ("observations.csv", "csv")):
        (example,) = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
        (tmp_path / file).write_text(example, encoding="utf-8")
    return tmp_path


def test_the_minimal_example_is_a_case(folder) -> None:
    assert check_case(folder) == []
    case = read_case(folder)
    assert case.aircraft.type == "A320"
    assert [point.fix.name for point in case.plan.points] == ["LFPG", "OKIPA", "48N005E"]
    assert [observation.id for observation in case.observations] == ["radar-1"]
    assert case.airspaces == ()


@pytest.mark.parametrize("kind", Seen, ids=lambda kind: kind.value)
def test_the_table_names_the_units_that_are_read(kind) -> None:
    (row,) = [
        line
        for line in PAGE.splitlines()
        if line.startswith("| `") and f"`{kind.value}`" in line.split("|")[1]
    ]
    value = row.split("|")[2]
    for unit in UNITS[kind]:
        assert (f"`{unit}`" if unit else "empty") in value
