"""The reference pages say what the program does."""

import runpy

import pytest

from house.source import REPOSITORY

PAGES = runpy.run_path(str(REPOSITORY / "docs" / "build.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_reference_is_what_the_program_says(name: str) -> None:
    written = (REPOSITORY / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run make docs"
