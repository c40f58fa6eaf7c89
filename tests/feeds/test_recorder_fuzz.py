"""Damaged recordings, maps and packed files: read as far as they are sound, or refused in a sentence."""

import runpy

from house.source import REPOSITORY


def test_nothing_but_a_sentence_comes_of_damage() -> None:
    """A short run of tools/fuzz_recorder.py, which raises what no reader may raise."""
    told = runpy.run_path(str(REPOSITORY / "tools" / "fuzz_recorder.py"))["fuzz"](60, 7)
    assert all(counts["read"] + counts["refused"] == 60 for counts in told.values())
    assert sum(counts["refused"] for counts in told.values()) > 60
    assert all(told[kind]["read"] > 0 for kind in ("bitstream", "aligned", "767", "vec tables"))
