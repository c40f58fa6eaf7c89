"""The table of kinds and keys of words, which the reference is made of, is what the reader reads."""

import ast
import inspect
import json
import re

import pytest

from truecourse.feeds.heard import word_json, words
from truecourse.feeds.heard.word_kinds import EVERY, KEYS, KINDS, NAMES, WordKind
from truecourse.feeds.heard.words import parse_words
from truecourse.flight.assigned import Ending, Special
from truecourse.flight.clearance import Granted


def _named(kind: WordKind) -> set[str]:
    return {key for text in (*kind.needed, *kind.optional) for key in re.findall(r"\w+", text)} & set(KEYS)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_every_example_is_read_with_the_keys_that_are_named(kind: WordKind) -> None:
    row = json.loads(kind.example)
    assert row["kind"] == kind.kind
    assert set(row) <= _named(kind) | set(EVERY)
    found = parse_words(kind.example)
    assert found.refused == ()
    assert found.assigned or len(found.reports.key)


@pytest.mark.parametrize("kind", [k for k in KINDS if k.needed], ids=lambda k: k.kind)
def test_what_is_needed_is_needed(kind: WordKind) -> None:
    row = json.loads(kind.example)
    for text in kind.needed:
        keys = set(re.findall(r"\w+", text))
        bare = {key: value for key, value in row.items() if key not in keys}
        assert len(parse_words(json.dumps(bare)).refused) == 1, text


def test_every_kind_the_reader_knows_is_in_the_table() -> None:
    known = {value.value for kinds in (Granted, Special, Ending) for value in kinds}
    assert {*known, "plan", "position", "estimate"} == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
    refusal = parse_words('{"kind": "?", "flight": "A", "time": 1}').refused[0].why
    assert all(name in refusal for name in NAMES)


def test_every_key_the_reader_reads_is_in_the_table_and_no_other() -> None:
    """A key is what `get`, `row[...]`, `_time` or `_needed` are given as text in the reader's source."""
    read = {f"{special.value}_nm" for special in (Special.OFFSET, Special.DEVIATION)}
    for module in (word_json, words):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("row", "point"):
                read |= {ast.literal_eval(node.slice)}
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = {"get": 0, "_time": 1, "_needed": 1}.get(name)
                if at is not None and isinstance(node.args[at], ast.Constant):
                    read |= {node.args[at].value}
    point = {"name"}  # of a point of `points`
    assert {key for key in read if isinstance(key, str) and key.isidentifier()} - point == set(KEYS)
    assert {key for kind in KINDS for key in _named(kind)} | set(EVERY) == set(KEYS)
