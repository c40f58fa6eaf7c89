"""The source as the house rules see it: files, their trees, and the functions in them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "truecourse"
SCIENCE = (
    "earth",
    "air",
    "flight",
    "autopilot",
    "evidence",
    "airspace",
    "watch",
    "drill",
    "ledger",
    "ending",
    "recording",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every module of the package."""
    return tuple(sorted(SOURCE.rglob("*.py")))


@cache
def science_files() -> tuple[Path, ...]:
    """Every module of the rooms that touch no clock, disk, network or environment."""
    return tuple(file for file in files() if file.relative_to(SOURCE).parts[0] in SCIENCE)


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))


def name(file: Path) -> str:
    """How a file is named in a complaint."""
    return file.relative_to(REPOSITORY).as_posix()


def functions(file: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    yield from (node for node in ast.walk(tree(file)) if isinstance(node, Function))


def public_functions(file: Path) -> Iterator[Function]:
    """Functions at the top of a file, and methods of classes there, that a reader may call."""
    for node in tree(file).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (f for f in members if isinstance(f, Function) and not f.name.startswith("_"))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, wherever in it."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
