"""Broken copies of the founding case, and what must be said of them."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from truecourse.feeds.case import check_case, read_case
from truecourse.feeds.errors import CaseError

KAL007 = Path(str(files("truecourse.cases").joinpath("kal007")))


def copied(tmp_path: Path) -> Path:
    """A copy of the founding case to break."""
    return Path(shutil.copytree(KAL007, tmp_path / "broken", dirs_exist_ok=True))


def replace(path: Path, old: str, new: str) -> None:
    """Put `new` in the first place of `old`; an empty `old` appends."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")


def check_refused(folder: Path, sentence: str) -> None:
    """The sentence is among the problems, each is one line with a remedy, and reading raises the first."""
    problems = check_case(folder)
    assert any(re.search(sentence, problem) for problem in problems), problems
    assert all(problem.isprintable() and re.search("; |must be", problem) for problem in problems), problems
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    assert str(caught.value) == problems[0]
