"""Science is pure, speaks SI and radians, and its engines have one grammar."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from house.source import SOURCE, functions, imports, name, science_files, tree
from truecourse.cli.kept import NAMED

OUTSIDE = {
    "asyncio", "datetime", "http", "io", "logging", "os", "pathlib", "random", "requests", "shutil", "socket",
    "subprocess", "tempfile", "threading", "time", "urllib",
    "matplotlib", "pyarrow", "pydantic", "rich", "typer",
}  # fmt: skip
FOREIGN = re.compile(r"_(deg|ft|fl|kt|nm|fpm|hpa|km)$")

every_science_file = pytest.mark.parametrize("file", science_files(), ids=name)


@every_science_file
def test_science_touches_no_clock_disk_network_or_environment(file: Path) -> None:
    for line, module in imports(file):
        assert module.split(".")[0] not in OUTSIDE, f"line {line} imports {module}"
        assert not module.startswith(("importlib.resources", "numpy.random")), f"line {line} imports {module}"
    called = {
        n.func.id for n in ast.walk(tree(file)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert called.isdisjoint({"open", "print", "input", "exec", "eval"})


def _names(file: Path) -> set[str]:
    """Every name a file gives to a value: variables, parameters, fields, attributes, keywords, functions."""
    found = {function.name for function in functions(file)}
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            found.add(node.arg)
    return found


@pytest.mark.parametrize("file", [f for f in science_files() if f != SOURCE / "earth" / "units.py"], ids=name)
def test_foreign_units_stay_at_the_door(file: Path) -> None:
    assert sorted(word for word in _names(file) if FOREIGN.search(word)) == []


@every_science_file
def test_what_steps_also_begins(file: Path) -> None:
    given = {node.name for node in tree(file).body if isinstance(node, ast.FunctionDef)}
    given |= {a.asname or a.name for n in tree(file).body if isinstance(n, ast.ImportFrom) for a in n.names}
    assert "step" not in given or "init" in given, "an engine has init(...) -> State and step(state, input)"


def _python(program: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name != NAMED}  # as a library is imported
    return subprocess.run(
        [sys.executable, "-B", "-c", program], env=bare, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", ["truecourse", "truecourse.cli"])
def test_importing_it_brings_in_nothing_heavy(module: str) -> None:
    heavy = "{'jax', 'matplotlib', 'numba', 'pyarrow', 'pydantic', 'pyproj', 'scipy'}"
    done = _python(f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_importing_it_writes_no_file() -> None:
    modules = [
        ".".join(f.relative_to(SOURCE.parent).with_suffix("").parts) for f in sorted(SOURCE.rglob("*.py"))
    ]
    # Other people's libraries may warm their caches first; from then on every opening for writing is seen.
    done = _python(
        "import importlib, os, sys\n"
        "import matplotlib.pyplot, numba, pyarrow.parquet, pydantic, pyproj, rich.progress, typer\n"
        "written = []\n"
        "def hook(event, given):\n"
        "    if event == 'open' and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):\n"
        "        written.append(str(given[0]))\n"
        "    elif event in ('os.mkdir', 'os.rename', 'os.remove'):\n"
        "        written.append(event + ' ' + str(given[0]))\n"
        "sys.addaudithook(hook)\n"
        f"for module in {[m.removesuffix('.__init__') for m in modules]}:\n"
        "    importlib.import_module(module)\n"
        "print(written)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
