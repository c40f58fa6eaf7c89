"""The reference pages say what the program does."""

import re
import runpy

import pytest

from house.source import REPOSITORY, SOURCE
from truecourse.feeds.areas import gather_areas
from truecourse.flight.alert import Rule

PAGES = runpy.run_path(str(REPOSITORY / "docs" / "build.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_reference_is_what_the_program_says(name: str) -> None:
    written = (REPOSITORY / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run make docs"


def test_the_page_of_the_watch_names_what_alerts_hold() -> None:
    page = (REPOSITORY / "docs" / "watch.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if re.match(r"\| `[A-Z]+` \|", line)]
    assert {row[1].strip(" `") for row in rows} == {rule.value for rule in Rule}
    source = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "watch").glob("*.py"))
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[3])}
    assert not {name for name in named if f'"{name}"' not in source}


def test_the_example_of_areas_is_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGES["areas.md"], re.DOTALL)
    found = gather_areas("example", example.encode())
    assert [(area.name, area.floor_ref, area.ceiling_ref) for area in found.areas] == [
        ("R-5", "SFC", "STD"), ("D-7", "STD", "AMSL"),
    ]  # fmt: skip
    assert found.refused == ()
