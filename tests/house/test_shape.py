"""The tail is guarded, so that the median can take care of itself."""

import ast
import re
from pathlib import Path

import pytest

from house.source import REPOSITORY, files, functions, name, public_functions, tree

TABLES = {"igrf14.py"}  # published coefficients, set out as published
MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 60, 8
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + "Error")

every_file = pytest.mark.parametrize("file", files(), ids=name)


@every_file
def test_a_file_is_read_in_one_sitting(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES or file.name in TABLES


@every_file
def test_a_function_fits_on_a_screen(file: Path) -> None:
    long = [f"{f.name}:{f.lineno}" for f in functions(file) if f.end_lineno - f.lineno >= MOST_FUNCTION_LINES]
    assert long == []


@every_file
def test_a_function_takes_few_and_named_parameters(file: Path) -> None:
    for function in functions(file):
        given = function.args
        count = len(given.posonlyargs + given.args + given.kwonlyargs)
        assert count <= MOST_PARAMETERS, f"{function.name} takes {count} parameters"
        assert given.kwarg is None, f"{function.name} takes **{given.kwarg and given.kwarg.arg}"


@every_file
def test_nothing_global_nothing_swallowed_nothing_unfinished(file: Path) -> None:
    for node in ast.walk(tree(file)):
        assert not isinstance(node, ast.Global), f"line {node.lineno}: global"
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), (
            f"line {node.lineno}: bare except"
        )
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        assert not UNFINISHED.search(line), f"line {number}: {line.strip()}"


@every_file
def test_what_is_public_says_what_it_does_and_takes(file: Path) -> None:
    for function in public_functions(file):
        assert ast.get_docstring(function), f"{function.name} has no docstring"
        assert function.returns is not None, f"{function.name} does not say what it returns"
        taken = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
        untyped = [arg.arg for arg in taken if arg.annotation is None and arg.arg not in {"self", "cls"}]
        assert untyped == [], f"{function.name} does not say what {untyped} are"


def _looks_for_something(function: ast.FunctionDef) -> bool:
    """Whether a test has an assert, a `raises`, or calls something named for asserting or checking."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        called = node.func if isinstance(node, ast.Call) else None
        word = getattr(called, "attr", getattr(called, "id", ""))
        if word == "raises" or word.lstrip("_").startswith(("assert", "check")):
            return True
    return False


def test_every_test_can_fail() -> None:
    for file in sorted((REPOSITORY / "tests").rglob("test_*.py")):
        for function in functions(file):
            if function.name.startswith("test_"):
                assert _looks_for_something(function), f"{name(file)}: {function.name} asserts nothing"
