"""Computed parameters that stand on one another: each worked out once, no cycle, no depth without end."""

from pathlib import Path

import numpy as np
import pytest

from recording.encoder import bits_of, flat, packed, recording
from truecourse.feeds.errors import CaseError
from truecourse.flight.parameter import Parameter, ParameterMap, Part
from truecourse.investigation.recording import open_map
from truecourse.recording import decode
from truecourse.recording.decode import depths, named, samples
from truecourse.recording.find import find

ALL = (1, 2, 3, 4)


def _map(*expressions: str) -> ParameterMap:
    made = [Parameter(f"A{k}", "linear", 12, samples=((Part(ALL, (20 + k,)),),)) for k in range(2)]
    made += [Parameter(f"A{k}", "computed", expression=e) for k, e in enumerate(expressions, start=2)]
    return ParameterMap("made up", "717", 64, tuple(made))


def _held(made: ParameterMap) -> decode.Held:
    return find(np.frombuffer(packed(bits_of(flat(recording(64, 8)))), np.uint8), made)


def test_each_parameter_under_an_expression_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two before it each: by recursion the 30th would be decoded 1.3 million times (Fibonacci)."""
    made = _map(*(f"(A{k - 1} + A{k - 2}) / 2" for k in range(2, 32)))
    held, often = _held(made), []
    gather = decode._raw
    monkeypatch.setattr(decode, "_raw", lambda *given: often.append(1) or gather(*given))
    found = samples(held, made, named(made, "A31"))
    assert len(often) == 2
    a, b = (samples(held, made, named(made, name)).value for name in ("A0", "A1"))
    for _ in range(30):
        a, b = b, (a + b) / 2
    assert np.allclose(found.value[found.valid], b[found.valid])


def test_an_expression_that_comes_back_to_itself_is_refused_in_a_sentence() -> None:
    made = _map("A3 + 1", "A2 + 1")
    with pytest.raises(ValueError, match="A2 is computed from A3, which is no parameter above it"):
        samples(_held(made), made, named(made, "A3"))


def test_a_chain_without_end_is_refused_when_the_map_is_read(tmp_path: Path) -> None:
    made = _map(*(f"A{k - 1} + 1" for k in range(2, 1500)))
    assert max(depths(made).values()) == 1498
    found = samples(_held(made), made, named(made, "A1499"))  # and does not end in a traceback
    assert found.value[0] == samples(_held(made), made, named(made, "A1")).value[0] + 1498
    text = 'format = "truecourse recorder map 1"\nname = "x"\nstandard = "717"\nwords = 64\n'
    text += '[[parameters]]\nname = "A1"\nkind = "linear"\nbits = 12\nsamples = [[{words = [20]}]]\n'
    for k in range(2, 80):
        text += f'[[parameters]]\nname = "A{k}"\nkind = "computed"\nexpression = "A{k - 1} + 1"\n'
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match="more than 64 deep"):
        open_map(tmp_path / "map.toml")
