"""A feed that stalls, breaks and comes back is connected to again, and says so."""

import socket
import threading
from itertools import islice, pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fakes import FakeWire, Letters, Time
from truecourse.feeds.errors import CaseError
from truecourse.service import link as links
from truecourse.service.live import TICK, TOGETHER, live
from truecourse.service.source import Kind, Source, parse_source
from truecourse.service.transport import dial, first_wire, listen


def _until(pieces, seconds, time):
    end = time.t + seconds
    return list(takewhile(lambda piece: time.t < end, pieces))


def test_a_feed_that_breaks_is_dialled_again_and_says_when_it_is_back():
    time = Time()
    first = FakeWire(time, b"ab", ConnectionResetError(104, "Connection reset by peer"))
    answers = [OSError(111, "Connection refused"), FakeWire(time, b"cd")]

    def redial():
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    pieces = _until(listen("tcp://x:1", first, redial, time.clock), 10.0, time)
    said = [piece.notice for piece in pieces if piece.notice]
    assert said[0] == 'tcp://x:1 is lost ("Connection reset by peer"); connecting again in 1 s'
    assert said[1] == 'tcp://x:1 is lost ("Connection refused"); connecting again in 2 s'
    assert said[2].startswith("tcp://x:1 is back after 3 s")
    assert b"".join(piece.data for piece in pieces) == b"abcd"
    assert [piece.anew for piece in pieces].count(True) == 1
    assert first.closed


def test_a_feed_that_falls_silent_is_dialled_again():
    time = Time()
    pieces = _until(
        listen("tcp://x:1", FakeWire(time, b"a"), lambda: FakeWire(time, b"b"), time.clock), 40.0, time
    )
    said = [piece.notice for piece in pieces if piece.notice]
    assert said[0] == "tcp://x:1 is lost (silent for 30 s); connecting again in 1 s"
    assert said[1] == "tcp://x:1 is back after 31 s"


def test_datagrams_that_stop_are_waited_for():
    time = Time()
    pieces = _until(listen("udp://*:1", FakeWire(time, b"a", 45.0, b"b"), None, time.clock), 60.0, time)
    said = [piece.notice for piece in pieces if piece.notice]
    assert said == [
        "udp://*:1 has been silent for 45 s; nothing it carries is watched meanwhile",
        "udp://*:1 is back after 45 s",
    ]


def test_standard_input_ends_the_watch_when_it_ends():
    time = Time()
    pieces = list(listen("standard input", FakeWire(time, b"a", b"b", b""), None, time.clock))
    assert b"".join(piece.data for piece in pieces) == b"ab"
    assert [piece.notice for piece in pieces if piece.notice] == []


def test_time_goes_on_evenly_while_the_clock_of_the_machine_is_set():
    time = Time()
    pieces = listen("x", FakeWire(time, *[b"a"] * 50), None, time.clock)
    before = next(pieces).received
    time.wall = -3600.0
    after = [piece.received for piece in islice(pieces, 20)]
    assert all(a < b for a, b in zip([before, *after], after, strict=False))
    assert after[-1] - before < 2.0


@given(st.lists(st.sampled_from(["lose", "connect", "hear", "wait"]), max_size=60), st.floats(0.1, 100.0))
def test_however_a_link_fares_the_next_attempt_is_within_a_minute(happenings, apart):
    link, now = links.begin("x", 0.0), 0.0
    for what in happenings:
        now += apart
        if what == "connect":
            link = links.connect(link, now)
        else:
            link, _ = links.lose(link, now, "y") if what == "lose" else getattr(links, what)(link, now)
        assert link.up or link.retry - now <= links.MOST
        assert link.down <= now


def test_attempts_grow_further_apart_and_begin_anew_once_something_was_heard():
    link, delays = links.begin("x", 0.0), []
    for _ in range(9):
        link, _ = links.lose(link, 0.0, "y")
        delays.append(link.retry)
    assert delays == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    link, _ = links.hear(links.connect(link, 0.0), 0.0)
    assert links.lose(link, 0.0, "y")[0].retry == 1.0


def test_bytes_are_handed_on_together_and_time_without_any():
    time = Time()
    wire = FakeWire(time, *[b"a!"] * 100, b"")
    events = list(live(listen("-", wire, None, time.clock), Letters()))
    gaps = [later.now - earlier.now for earlier, later in pairwise(events)]
    assert sum(len(event.reports.key) for event in events) == 100
    assert sum(event.told.wrong.get("malformed", 0) for event in events) == 100
    assert min(gaps) > 0.0
    assert max(gaps) <= 2 * TOGETHER + 1e-6
    idle = islice(live(listen("-", FakeWire(time), None, time.clock), Letters()), 4)
    times = [event.now for event in idle]
    assert times[3] - times[1] == pytest.approx(2 * TICK, abs=0.2)


def test_the_decoder_is_told_of_a_new_connection():
    time, letters = Time(), Letters()
    wire, again = FakeWire(time, b"a", ConnectionError("gone")), FakeWire(time, b"b")
    events = live(listen("x", wire, lambda: again, time.clock), letters)
    heard = "".join(chr(key) for event in islice(events, 6) for key in event.reports.key)
    assert heard == "ab"
    assert letters.begun == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tcp://host:30005?format=beast", Source(Kind.TCP, "tcp://host:30005", "beast", None, "host", 30005)),
        ("tcp://host?format=sbs", Source(Kind.TCP, "tcp://host:30003", "sbs", None, "host", 30003)),
        ("udp://:8600?format=asterix", Source(Kind.UDP, "udp://*:8600", "asterix", None, "", 8600)),
        ("tcp://[::1]:5", Source(Kind.TCP, "tcp://::1:5", "avr", None, "::1", 5)),
        ("-", Source(Kind.STDIN, "standard input", "avr")),
    ],
)
def test_sources_are_understood(text, expected):
    assert parse_source(text, "avr") == expected


@pytest.mark.parametrize(
    "text",
    ["http://host:1", "tcp://host", "tcp://:5", "tcp://host:99999", "tcp://host:5?format", "no/such/file",
     "tcp://host:5?fromat=beast", "udp://", "tcp://[::1:5", ".", ""],
)  # fmt: skip
def test_what_is_no_source_is_refused_in_a_sentence(text):
    with pytest.raises(CaseError) as refused:
        parse_source(text)
    assert "\n" not in str(refused.value)


def test_a_port_that_nobody_serves_is_refused_at_the_door():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(CaseError, match=rf"tcp://127\.0\.0\.1:{port} cannot be connected to"):
        first_wire(parse_source(f"tcp://127.0.0.1:{port}"))


def test_bytes_come_over_a_real_connection_and_as_datagrams():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve():
            made, _ = server.accept()
            with made:
                made.sendall(b"hello")

        serving = threading.Thread(target=serve)
        serving.start()
        wire = first_wire(parse_source(f"tcp://127.0.0.1:{port}"))
        assert wire.receive(5.0) == b"hello"
        assert wire.receive(5.0) == b""
        wire.close()
        serving.join()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        free = sender.getsockname()[1]
    wire = dial(parse_source(f"udp://127.0.0.1:{free}"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", ("127.0.0.1", free))
        sender.sendto(b"plot", ("127.0.0.1", free))
    assert wire.receive(5.0) is None
    assert wire.receive(5.0) == b"plot"
    assert wire.receive(0.01) is None
    wire.close()
