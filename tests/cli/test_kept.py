"""What is compiled is kept: once for each state of the program's text, where the user's caches are."""

import os
import subprocess
import sys
import time

import pytest

from truecourse.cli import kept
from truecourse.cli.kept import LASTING, NAMED, keep_compiled


def test_one_folder_for_one_text_and_old_ones_go(tmp_path):
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    keep_compiled(environment)
    mine = tmp_path / "truecourse" / os.path.basename(environment[NAMED])
    assert str(mine) == environment[NAMED] and mine.is_dir()
    old, recent = mine.parent / "old", mine.parent / "recent"
    for folder in (old, recent):
        folder.mkdir()
    os.utime(old, (time.time() - LASTING - 60,) * 2)
    again = {"XDG_CACHE_HOME": str(tmp_path)}
    keep_compiled(again)
    assert again == environment
    assert recent.is_dir() and not old.exists()


def test_another_text_has_another_folder(tmp_path, monkeypatch):
    first, second = ({"XDG_CACHE_HOME": str(tmp_path)} for _ in range(2))
    keep_compiled(first)
    (tmp_path / "package" / "cli").mkdir(parents=True)
    (tmp_path / "package" / "one.py").write_text("changed = True\n")
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "package" / "cli" / "kept.py"))
    keep_compiled(second)
    assert first[NAMED] != second[NAMED]


@pytest.mark.parametrize("given", [{NAMED: "elsewhere"}, {"XDG_CACHE_HOME": "/dev/null/no-folder"}])
def test_a_folder_already_named_stays_and_none_that_cannot_be_is_named(given):
    environment = dict(given)
    keep_compiled(environment)
    assert environment == given


SECOND_RUN = """
import numpy as np
from truecourse.airspace.index import prepare
from truecourse.flight.airspace import Airspace
prepare([Airspace("a", "", (np.radians([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),))])
from truecourse.airspace.index import _boxes
print(sum(_boxes.stats.cache_hits.values()))
"""


def test_the_second_run_compiles_nothing_again(tmp_path):
    environment = {**os.environ, NAMED: str(tmp_path)}
    hits = [
        subprocess.run(
            [sys.executable, "-c", SECOND_RUN], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert hits == ["0", "1"]
