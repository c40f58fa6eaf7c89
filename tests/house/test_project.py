"""What the front page says is so."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

import truecourse
from house.source import REPOSITORY, SCIENCE, files, imports, name

OF_ONE_MACHINE = re.compile(
    r"/(ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers|t" + r"mp)/|[A-Z]:\\\\|\.\./sha" + "red"
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".csv",
    ".geojson",
    ".cff",
    ".json",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".txt",
    "",
}


def _read(path: str) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8")


def _python_of_readme() -> str:
    return re.search(r"```python\n(.*?)```", _read("README.md"), re.DOTALL).group(1)


def test_one_version_everywhere() -> None:
    changelog = re.search(r"^## (\S+)", _read("CHANGELOG.md"), re.MULTILINE).group(1)
    citation = re.search(r"^version: (\S+)", _read("CITATION.cff"), re.MULTILINE).group(1)
    assert truecourse.__version__ == changelog == citation


def test_readme_has_the_two_commands_and_ten_lines() -> None:
    readme, code = _read("README.md"), _python_of_readme()
    assert "make demo" in readme
    assert "make test" in readme
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    used = {n.attr for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Attribute) and n.value.id == "tc"}
    assert used <= set(truecourse.__all__)
    for link in re.findall(r"\]\(([^)#]+)\)", readme):
        assert "://" in link or (REPOSITORY / link).exists(), f"README.md links to {link}, which is not there"


@pytest.mark.slow
def test_readme_ten_lines_run(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(_python_of_readme(), "README.md", "exec"), {})
    assert "heading-hold" in capsys.readouterr().out


def _our_files() -> list[Path]:
    folders = [REPOSITORY / f for f in ("src", "tests", "docs", "benchmarks", "tools", ".ci")]
    files = [f for folder in folders for f in folder.rglob("*") if f.is_file() and f.suffix in TEXT]
    return [f for f in files + list(REPOSITORY.glob("*")) if f.is_file() and "__pycache__" not in f.parts]


@pytest.mark.parametrize("file", sorted(_our_files()), ids=name)
def test_no_path_of_one_machine(file: Path) -> None:
    if (found := OF_ONE_MACHINE.search(file.read_text(encoding="utf-8", errors="replace"))) is not None:
        pytest.fail(f"{name(file)} names {found.group()!r}, a path of one machine")
    assert file.stat().st_size < 5_000_000, "too much for a repository"


def test_contracts_name_every_science_room() -> None:
    contracts = tomllib.loads(_read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    pure = next(c for c in contracts if c["type"] == "forbidden")["source_modules"]
    assert pure == [f"truecourse.{room}" for room in SCIENCE]


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    needed = {re.split(r"[<>=~\[]", line)[0] for line in project["dependencies"]}
    imported = {module.split(".")[0] for file in files() for _, module in imports(file)}
    outside = imported - sys.stdlib_module_names - {"truecourse", "mpl_toolkits", ""}
    assert outside == needed  # what is only in an extra is imported by name, where it is asked for
