"""The tutorial does what it says: its commands are run as they stand on the page."""

import re
import shlex
import sys

import pytest

from house.source import REPOSITORY
from truecourse import cli
from truecourse.feeds.case import open_case

PAGE = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```console\n(.*?)\n```", PAGE, re.DOTALL)
LONG = ("truecourse explain", "truecourse investigate")


def _run(monkeypatch, command):
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code in {0, None}, command


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder that has the tutorial's track where the page says it is."""
    (tmp_path / "docs").symlink_to(REPOSITORY / "docs")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_case_it_makes_runs(monkeypatch, folder, capsys):
    for command in (c for c in COMMANDS if not c.startswith(LONG)):
        _run(monkeypatch, command)
    assert "Nothing is wrong" in capsys.readouterr().out
    case = open_case(folder / "out" / "orly")
    assert case.callsign == "AFR69CR"
    assert len(case.plan.points) == 4
    assert case.observations


@pytest.mark.slow
def test_all_of_it(monkeypatch, folder):
    for command in COMMANDS:
        _run(monkeypatch, command)
    assert (folder / "out" / "orly-report" / "report.html").stat().st_size > 10_000
