"""The door: help everywhere, one sentence and exit 2 for what is wrong, 130 when interrupted."""

import json
import re
import subprocess
import sys
import tempfile
import threading
from math import inf
from pathlib import Path

import pytest

import truecourse
from truecourse import cli
from truecourse.cli import show
from truecourse.flight.explanation import Explanation, Fit
from truecourse.report.write import check_place

COMMANDS = (
    "cases",
    "investigate",
    "explain",
    "fly",
    "compare",
    "case",
    "case new",
    "case check",
    "watch",
    "claims",
    "claims list",
    "claims show",
    "claims check",
    "claims timeline",
)


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Exit status of the program given these words."""
    monkeypatch.setattr(sys, "argv", ["truecourse", *words])
    try:
        cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_everywhere(monkeypatch, capsys, command, option):
    assert _run(monkeypatch, *command.split(), option) == 0
    assert "Usage" in capsys.readouterr().out


def test_version(monkeypatch, capsys):
    assert _run(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"truecourse {truecourse.__version__}\n"


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "truecourse", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == (f"truecourse {truecourse.__version__}\n", "", 0)


def test_help_and_version_import_nothing_that_flies():
    program = (
        "import sys; from truecourse.cli import main; sys.argv = ['truecourse', sys.argv[1]]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'jax', 'numpy', 'pydantic', 'matplotlib', 'pyarrow'} & set(sys.modules)))"
    )
    for option in ("-h", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", program, option], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("investigate", "no-such-case"), "no-such-case"),
        (("explain", "kal007", "--until", "1983-08-31T13:55"), "zone"),
        (("explain", "kal007", "--until", "1983-02-31T13:55Z"), "does not exist"),
        (("explain", "kal007", "--predict", "yesterday"), "--predict"),
        (("explain", "kal007", "--stage", "1066"), "1066"),
        (("fly", "kal007", "--cause", "heading-hold", "--set", "heading"), "--set"),
        (("compare", "no-such-run", "nor-this"), "no-such-run"),
        (("case", "check", "no-such-folder"), "case.toml"),
        (("case", "check", "."), "case.toml is missing from this folder; add it"),
        (("locate", "kal007", "--plan", "missing.toml"), "missing.toml is missing from this folder; add it"),
        (
            ("explain", "kal007", "--until", "1983-08-31T13:00Z"),
            "in kal007: of its 23 observations with the use explain the time, stage and rows asked for leave",
        ),
    ],
)
def test_wrong_at_the_door_is_one_sentence_and_exit_2(monkeypatch, capsys, tmp_path, words, named):
    monkeypatch.chdir(tmp_path)
    assert _run(monkeypatch, *words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert named in captured.err
    assert list(tmp_path.iterdir()) == []


def _check_refused_before_the_work(monkeypatch, capsys, tmp_path, out, named):
    """Whether `investigate --out` stops before anything is computed, in one sentence, leaving nothing."""

    def never(case: object) -> None:
        raise AssertionError("the work began")

    monkeypatch.setattr("truecourse.investigation.investigate.wind_of", never)
    before = sorted(tmp_path.rglob("*"))
    assert _run(monkeypatch, "investigate", "kal007", "--out", str(out)) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert named in said
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("out", "named"),
    [
        ("taken", '"taken" is a file'),
        ("taken/below", "Not a directory"),
        ("taken/far/below", "Not a directory"),
        ("used", '"used/report.html" is a folder'),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_first(monkeypatch, capsys, tmp_path, out, named):
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "used" / "report.html").mkdir(parents=True)
    _check_refused_before_the_work(monkeypatch, capsys, tmp_path, tmp_path / out, named)


@pytest.mark.parametrize("out", ["locked", "locked/new", "locked/new/deeper"])
def test_a_place_without_permission_is_refused_first(monkeypatch, capsys, tmp_path, out):
    """The refusal of the system is played: who runs the tests may be allowed everything."""
    (tmp_path / "locked").mkdir()
    real = tempfile.mkdtemp

    def locked(suffix: str | None = None, prefix: str | None = None, dir: Path | None = None) -> str:
        if dir == (tmp_path / "locked").resolve():
            raise PermissionError(13, "Permission denied")
        return real(suffix, prefix, dir)

    monkeypatch.setattr("tempfile.mkdtemp", locked)
    _check_refused_before_the_work(monkeypatch, capsys, tmp_path, tmp_path / out, "Permission denied")


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "report.html").write_text("old")
    for out in ("old", "new", "new/deeper"):
        check_place(tmp_path / out)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["old", "report.html"]


def test_interrupted(monkeypatch, tmp_path):
    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("truecourse.feeds.case.open_case", interrupt)
    assert _run(monkeypatch, "investigate", "kal007") == 130
    assert list(tmp_path.iterdir()) == []


def test_json_numbers_are_numbers_or_null(monkeypatch, capsys):
    with pytest.raises(ValueError, match="JSON"):
        show.print_json({"x": float("nan")})
    show.print_json({"x": None})
    assert capsys.readouterr().out == '{\n "x": null\n}\n'


def _said(monkeypatch, capsys, calls):
    """Progress lines for `(time, fraction)` calls on a clock of their own; the line began at time 0."""
    now = [0.0]
    monkeypatch.setattr(show, "monotonic", lambda: now[0])
    tell = show.lines()
    for now[0], fraction in calls:
        tell(fraction, "flying")
    return capsys.readouterr().err.splitlines()


def test_progress_in_a_log_is_a_line_every_few_seconds_with_the_time_left(monkeypatch, capsys):
    """From 5 % to 25 % in 10 s: the other 75 % take 37.5 s, however long the start took."""
    for start in (1.0, 25.0):
        calls = [(start, 0.05), (start + 10.0, 0.25), (start + 11.0, 0.5)]
        said = _said(monkeypatch, capsys, calls)
        assert said[-1] == " 25 %  flying, about 38 s left"
        assert all("left" not in line for line in said[:-1])


def test_a_step_that_says_nothing_is_told_again_until_all_is_over():
    said, calls, over = [], threading.Semaphore(0), threading.Event()

    def wait(seconds: float) -> bool:
        """Passes at once, as often as it is let, and says then that all is over."""
        assert seconds <= 10.0
        calls.acquire()
        return over.is_set()

    told = threading.Semaphore(0)
    tell = show.told_again(lambda share, text: (said.append((share, text)), told.release()), wait)
    calls.release()
    told.acquire()
    tell(0.3, "falling")
    told.acquire()
    calls.release()
    told.acquire()
    over.set()
    calls.release()
    assert said == [(0.0, "starting"), (0.3, "falling"), (0.3, "falling")]


def test_no_time_left_is_shown_before_it_means_anything(monkeypatch, capsys):
    assert _said(monkeypatch, capsys, [(27.0, 0.051), (33.0, 0.057)]) == [
        "  5 %  flying",
        "  6 %  flying",
    ]


def test_the_time_left_is_within_half_of_the_truth_in_a_run_that_was_recorded(monkeypatch):
    """Seconds and shares of a run on a busy machine: 27 s to compile, 207 s in all."""
    recorded = [
        (4.1, 0.0), (27.0, 0.05), (31.6, 0.057), (35.7, 0.081), (40.0, 0.111), (48.7, 0.154), (57.5, 0.187),
        (71.3, 0.221), (83.7, 0.276), (97.0, 0.350), (111.9, 0.419), (127.1, 0.485), (139.5, 0.600),
        (154.3, 0.681), (170.6, 0.8), (180.4, 0.85),
    ]  # fmt: skip
    now = [0.0]
    monkeypatch.setattr(show, "monotonic", lambda: now[0])
    time_left, told = show.left(), 0
    for now[0], fraction in recorded:
        words = time_left(fraction)
        if words:
            value, unit = re.fullmatch(r"about (\d+) (s|min) left", words).groups()
            assert 0.5 < int(value) * (60 if unit == "min" else 1) / (206.7 - now[0]) < 1.5, (now, words)
            told += 1
    assert told > 10


def _explanation(folder, case):
    folder.mkdir()
    empty = {"format": "truecourse-explanation-1", "case": case, "causes": [], "seed": 0}
    (folder / "explanation.json").write_text(json.dumps(empty))
    return str(folder)


def test_runs_of_different_cases_are_said_to_be_so_first(monkeypatch, capsys, tmp_path):
    one, two = (_explanation(tmp_path / name, name) for name in ("kal007", "mine"))
    assert _run(monkeypatch, "compare", one, two) == 0
    assert capsys.readouterr().out.startswith("Warning: these are runs of different cases, kal007 and mine;")
    assert _run(monkeypatch, "compare", one, two, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["same_case"] is False
    assert "different cases" in told["warning"]
    assert _run(monkeypatch, "compare", one, one, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"same_case": True, "warning": None, "differences": []}


@pytest.mark.parametrize(
    ("p", "said"), [(0.001, "No cause fits what was seen. So it is."), (0.02, "So it is."), (0.3, None)]
)
def test_the_ranking_on_the_terminal_says_when_the_best_cause_does_not_fit(monkeypatch, capsys, p, said):
    weighed = Explanation("kal007", "", inf, 0, 96, (), (), fit=Fit("heading-hold", p, "So it is."))
    monkeypatch.setattr("truecourse.investigation.explain.explain", lambda *given, **named: weighed)
    assert _run(monkeypatch, "explain", "kal007") == 0
    last = capsys.readouterr().out.rstrip().splitlines()[-1]
    assert last == said if said else "So it is" not in last


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("fly", "kal007", "--bogus"), "--bogus"),
        (("fly",), "CASE"),
        (("fly", "kal007"), "--cause"),
        (("investigate", "kal007", "--seed", "many"), "--seed"),
        (("explain", "kal007", "extra"), "extra"),
        (("no-such-command",), "no-such-command"),
        (("case", "new", "somewhere"), "--plan"),
        (("fly", "kal007", "--cause", "as-cleared", "--wind", "gale"), "gale"),
    ],
)
def test_a_command_used_wrongly_is_one_sentence_and_exit_2(monkeypatch, capsys, tmp_path, words, named):
    monkeypatch.chdir(tmp_path)
    assert _run(monkeypatch, *words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert named in captured.err
    assert captured.err.rstrip().endswith(" -h")


def test_nothing_asked_is_answered_with_help(monkeypatch, capsys):
    assert _run(monkeypatch) == 2
    captured = capsys.readouterr()
    assert "Usage" in captured.out + captured.err


def test_a_case_that_only_some_commands_can_use_is_warned_of(monkeypatch, capsys, tmp_path):
    folder = str(tmp_path / "new")
    assert _run(monkeypatch, "case", "new", folder, "--plan", "M084F310 5715N17944E DCT 5440N17211E") == 0
    said = capsys.readouterr().out
    assert "The runway is 5715N17944E, the first place of the plan, at 0 ft: no track was given." in said
    assert "A320 is assumed" in said
    assert _run(monkeypatch, "case", "check", folder) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith("Warning: observations.csv: no row has the use explain, so explain, ")
    assert len(captured.err.splitlines()) == 1
    assert f"Nothing else is wrong with {folder}" in captured.out
    assert _run(monkeypatch, "case", "check", str(Path(cli.__file__).parents[1] / "cases" / "kal007")) == 0
    captured = capsys.readouterr()
    assert (captured.err, captured.out.startswith("Nothing is wrong with ")) == ("", True)


def test_a_case_with_something_wrong_exits_2(monkeypatch, capsys, tmp_path):
    assert _run(monkeypatch, "case", "check", str(tmp_path)) == 2
    assert "case.toml is missing" in capsys.readouterr().err
