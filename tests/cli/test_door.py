"""The door: help everywhere, one sentence and exit 2 for what is wrong, 130 when interrupted."""

import subprocess
import sys

import pytest

import truecourse
from truecourse import cli

COMMANDS = ("cases", "investigate", "explain", "fly", "compare", "case", "case new", "case check")


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


def test_interrupted(monkeypatch, tmp_path):
    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("truecourse.feeds.case.open_case", interrupt)
    assert _run(monkeypatch, "investigate", "kal007") == 130
    assert list(tmp_path.iterdir()) == []


def test_json_numbers_are_numbers_or_null(monkeypatch, capsys):
    with pytest.raises(ValueError, match="JSON"):
        cli._print_json({"x": float("nan")})
    cli._print_json({"x": None})
    assert capsys.readouterr().out == '{\n "x": null\n}\n'


def test_progress_in_a_log_is_a_line_every_few_seconds_with_the_time_left(monkeypatch, capsys):
    clock = iter([0.0, 1.0, 10.0, 11.0])
    monkeypatch.setattr(cli, "monotonic", lambda: next(clock))
    show = cli._lines()
    for fraction in (0.1, 0.25, 0.5):
        show(fraction, "flying")
    assert capsys.readouterr().err == " 25 %  flying, about 30 s left\n"
