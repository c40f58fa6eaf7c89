"""Transcripts and custody logs: what is right is read, what is wrong is named, nothing else ever happens."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truecourse.feeds.custody import read_custody
from truecourse.feeds.errors import CaseError
from truecourse.feeds.transcript import read_transcript

GOOD = """time,time_error_s,duration_s,who,text
1983-08-31T13:02:40Z,,,KE007,"airborne, three thousand"
1983-08-31T13:00Z,2,3.5,TWR,cleared for take-off
"""
LOG = """recorded_until = 1983-08-31T18:27:46Z
read = 1993-01-10T00:00:00Z
[[held]]
holder = "navy"
from = 1983-10-20T00:00:00Z
to = 1992-11-19T00:00:00Z
[[hashes]]
at = 1993-01-08T00:00:00Z
by = "bureau"
sha256 = "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"
"""


def _written(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_transcript_is_read_by_time(tmp_path: Path) -> None:
    found = read_transcript(_written(tmp_path, GOOD))
    assert found.utc
    assert [line.t for line in found.lines] == [431182800.0, 431182960.0]
    assert [line.error for line in found.lines] == [2.0, 1.0]
    assert [line.measured for line in found.lines] == [True, False]
    assert found.lines[1].duration == pytest.approx(24 / 13.0)
    assert [line.who for line in read_transcript(_written(tmp_path, GOOD), "ke007").lines] == ["KE007"]


def test_a_time_to_the_minute_is_anywhere_in_it(tmp_path: Path) -> None:
    found = read_transcript(_written(tmp_path, "time\n1983-08-31T13:02Z\n1983-08-31T13:02:00Z\n"))
    assert [line.t - 431182920.0 for line in found.lines] == [0.0, 30.0]
    assert [line.half for line in found.lines] == [0.0, 30.0]
    assert [line.error for line in found.lines] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: it must name the columns"),
        ("time,t_s\n", "line 1: it must name the columns"),
        ("time,what\n", "line 1: it must name the columns"),
        ("time\n1983-08-31T13:02:40\n", "line 2: time is"),
        ("t_s,duration_s\n3,-1\n", "line 2: duration_s is .*must be 0.1 to 600"),
        ("t_s\nnan\n", "line 2: t_s is"),
        ("t_s,text\n3,a,b\n", "line 2: it has 3 columns instead of 2"),
        ("time,text\n,hello\n", "line 2: its time is empty"),
        ('t_s,text\n3,"a\n', "close its quotes"),
    ],
)
def test_a_wrong_transcript_is_named_by_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence) as caught:
        read_transcript(_written(tmp_path, text))
    assert str(caught.value).startswith("t.csv")
    assert "\n" not in str(caught.value)


def test_a_speaker_who_is_not_there_is_told_who_is(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match='nothing is said by "JL"; the speakers are "KE007", "TWR"'):
        read_transcript(_written(tmp_path, GOOD), "JL")


def test_a_custody_log_is_read(tmp_path: Path) -> None:
    log = read_custody(_written(tmp_path, LOG, "log.toml"))
    assert log.holdings[0].holder == "navy"
    assert log.hashes[0].sha256 == "ab" * 32


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('holder = "navy"\n', "", r"held 1, holder: it is missing"),
        ("read = 1993-01-10", "read = 1973-01-10", "read is before recorded_until"),
        ("to = 1992", "to = 1982", r"held 1 \(navy\): to is .* before from"),
        ("ABAB", "XYZW", "sha256"),
        ("by =", "bye =", "this key is not known"),
        ("[[held]]", "[held]", "held"),
        ("from = 1983-10-20T00:00:00Z", 'from = "last year"', "from: it is"),
    ],
)
def test_a_wrong_custody_log_is_named_by_key(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence) as caught:
        read_custody(_written(tmp_path, LOG.replace(old, new, 1), "log.toml"))
    assert str(caught.value).startswith("log.toml")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_damage_is_read_or_named_and_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    good, reader, name = data.draw(
        st.sampled_from([(GOOD, read_transcript, "t.csv"), (LOG, read_custody, "log.toml")])
    )
    raw = bytearray(good.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path = tmp_path / name
    path.write_bytes(bytes(raw))
    try:
        reader(path)
    except CaseError as error:
        assert str(error).isprintable()
