"""What every test may ask for: the shared source material, and a place to write down what it measured."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from truecourse.cli.kept import NAMED, keep_compiled

REPOSITORY = Path(__file__).resolve().parent.parent
_KEPT = {"XDG_CACHE_HOME": str(REPOSITORY / ".pytest_cache")}  # what workers compile they compile once
keep_compiled(_KEPT)
os.environ.setdefault(NAMED, _KEPT[NAMED])
HEADER = ("what was checked", "measured", "bound", "against", "test")

settings.register_profile("truecourse", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("truecourse")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the founding source material beside the repository, or TRUECOURSE_SHARED, or a skip."""
    folder = Path(os.environ.get("TRUECOURSE_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("the shared source material is not here; set TRUECOURSE_SHARED to its folder")
    return folder


@pytest.fixture
def validation(request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    """Record what a test measured: `validation(room, what, value, unit, bound, against)`.

    Numbers are rounded to two significant digits, so that reruns do not churn; give a string for more.
    The same room and words again from one test keep the larger number, so it may be called once per example.
    The recording holds no test to its bound: assert it yourself.
    """
    test = request.node.nodeid.split("[")[0]
    rows: dict[tuple[str, str], dict[str, str | float]] = {}

    def record(room: str, what: str, value: float | str, unit: str, bound: float | str, against: str) -> None:
        value = value if isinstance(value, str) else float(value)
        before = rows.get((room, what), {}).get("value")
        if isinstance(before, float) and isinstance(value, float):
            value = max(before, value)
        rows[room, what] = {
            "room": room, "what": what, "value": value, "unit": unit,
            "bound": bound if isinstance(bound, str) else float(bound), "against": against, "test": test,
        }  # fmt: skip

    yield record
    _append(request.config, "rows", list(rows.values()))


def _append(config: pytest.Config, kind: str, items: list) -> None:
    """Add lines to this process's own file, so that workers never write to one file together."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with (Path(config.stash[FOLDER]) / f"{kind}-{worker}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(item) + "\n" for item in items)


def _gathered(config: pytest.Config, kind: str) -> list:
    files = sorted(Path(config.stash[FOLDER]).glob(f"{kind}-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


FOLDER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-validation", metavar="FILE", help="write the table of measured numbers here")


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("validation_folder")
    config.stash[FOLDER] = given or tempfile.mkdtemp(prefix="truecourse-validation-")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["validation_folder"] = node.config.stash[FOLDER]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _append(config, "known", [item.nodeid.split("[")[0] for item in items])


def pytest_deselected(items: list[pytest.Item]) -> None:
    if items:
        _append(items[0].config, "known", [item.nodeid.split("[")[0] for item in items])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """After a full run in which everything passed, write the table; a failing run leaves the old one."""
    config = session.config
    target = config.getoption("--write-validation")
    if hasattr(config, "workerinput") or not target or exitstatus != 0:
        return
    rows = {}
    for row in _gathered(config, "rows"):
        key = (row["room"], row["what"], row["test"])
        before = rows.get(key)
        numbers = before and isinstance(before["value"], float) and isinstance(row["value"], float)
        if not numbers or row["value"] > before["value"]:
            rows[key] = row
    lines = {(room, what, test): _line(row) for (room, what, test), row in rows.items()}
    path = Path(target)
    if path.exists():  # slow or skipped tests keep what they measured when they last ran, while they exist
        known, ran = set(_gathered(config, "known")), {key[2] for key in lines}
        old = _read(path.read_text(encoding="utf-8"))
        lines |= {key: line for key, line in old.items() if key[2] in known - ran}
    path.write_text(_table(lines), encoding="utf-8")


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.2g}"


def _line(row: dict) -> str:
    unit = f" {row['unit']}" if row["unit"] else ""
    bound = row["bound"] if isinstance(row["bound"], str) else f"{row['bound']:g}{unit}"
    cells = (row["what"], _shown(row["value"]) + unit, bound, row["against"], f"`{row['test']}`")
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _table(lines: dict[tuple[str, str, str], str]) -> str:
    text = "# Validation\n\nWritten by `make test` when every test passed: what was measured.\n"
    for room in sorted({key[0] for key in lines}):
        text += f"\n## {room}\n\n| {' | '.join(HEADER)} |\n|{'---|' * len(HEADER)}\n"
        text += "".join(f"{lines[key]}\n" for key in sorted(lines) if key[0] == room)
    return text


def _read(text: str) -> dict[tuple[str, str, str], str]:
    """The lines of a table written before, by room, what and test."""
    lines, room = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            room = line[3:]
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == len(HEADER) and cells[-1].startswith("`"):
            lines[room, cells[0], cells[-1].strip("`")] = line
    return lines
