"""The reference pages say what the program does."""

import re
import runpy

import pytest

from house.source import REPOSITORY, SOURCE
from truecourse.feeds.areas import gather_areas
from truecourse.flight.alert import Rule
from truecourse.watch.state import COUNTS

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


def test_the_page_of_the_watch_says_what_every_count_of_its_summary_means() -> None:
    page = (REPOSITORY / "docs" / "watch.md").read_text(encoding="utf-8")
    table = page.partition("## What the summary counts")[2].partition("\n## ")[0]
    source = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "watch").glob("*.py"))
    noted = set(re.findall(r'noted\["([^"]+)"', source))
    noted |= set(re.findall(r'(?:what|name) = f?"(?:\{why\} )?([^"]+)"\n +desk\.noted', source))
    assert {"passed by word, but seen elsewhere", "by word, but seen aloft"} <= noted
    assert len(noted) >= 4
    for count in (*COUNTS, *noted, "alerts out", "words waiting", "flights"):
        assert count in table, count


def test_the_example_of_areas_is_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGES["areas.md"], re.DOTALL)
    found = gather_areas("example", example.encode())
    assert [(area.name, area.floor_ref, area.ceiling_ref) for area in found.areas] == [
        ("R-5", "SFC", "STD"), ("D-7", "STD", "AMSL"),
    ]  # fmt: skip
    assert found.refused == ()
