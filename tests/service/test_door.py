"""`truecourse watch` from outside: what it prints where, how it ends, and what it refuses in a sentence."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import nan
from pathlib import Path
from time import monotonic, sleep, time

import numpy as np
import pytest

from service.fakes import FakeWire, Letters, Time, batch, engine
from truecourse import cli
from truecourse.cli.watch import _shown
from truecourse.feeds.heard.own import write_reports
from truecourse.service.clock import Clock
from truecourse.service.decode import FORMATS, cut, stream_of
from truecourse.service.ending import Ending, heeded
from truecourse.service.event import together
from truecourse.service.live import live
from truecourse.service.replay import NAP
from truecourse.service.session import Wanted, begin
from truecourse.service.transport import listen
from truecourse.watch import monitor

T = 1_700_000_000.0
LINES = ("time", "flight", "rule", "severity", "state", "reason")


@pytest.fixture
def fake_rules(monkeypatch):
    """The loop, outlets and door with the rules of a test, so that nothing is compiled."""
    played = engine()
    monkeypatch.setattr(monitor, "step", played.step)
    monkeypatch.setattr(monitor, "assign", played.assign)
    monkeypatch.setattr(monitor, "init", lambda site, areas: {})
    monkeypatch.setattr(monitor, "in_place", lambda watch: watch)
    monkeypatch.setattr(monitor, "summary", lambda watch: (("flights", len(watch)),))


@pytest.fixture
def recording(tmp_path):
    """Two flights; the first falls silent at `T` + 60 s, the second goes on for 10 minutes."""
    rows = [(1, T + t) for t in range(0, 60, 10)] + [(2, T + t) for t in range(0, 600, 10)]
    path = tmp_path / "two.parquet"
    path.write_bytes(write_reports(batch(*sorted(rows, key=lambda row: row[1]))))
    return path


def _run(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["truecourse", "watch", *map(str, words)])
    try:
        cli.main()
    except SystemExit as end:
        return end.code or 0
    return 0


def test_json_lines_go_to_standard_output_and_the_summary_elsewhere(
    monkeypatch, capsys, fake_rules, recording
):
    assert _run(monkeypatch, recording, "--json") == 0
    out, err = capsys.readouterr()
    (line,) = [json.loads(text) for text in out.splitlines()]
    assert tuple(line)[:6] == LINES
    assert (line["flight"], line["rule"], line["state"]) == ("F1", "LOST", "start")
    assert (line["lat_deg"], line["lon_deg"]) == (60.0, pytest.approx(10.0, abs=10.0))
    assert "Alerts begun: 1 LOST (caution)." in err
    assert "66 messages heard, 66 reports read." in err


def test_people_read_one_line_a_piece(monkeypatch, capsys, fake_rules, recording, tmp_path):
    assert _run(monkeypatch, recording, "--geojson", tmp_path / "map.geojson") == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "F1" in out
    assert "no longer heard" in out
    assert "Map: 1 written." in err
    assert len(json.loads((tmp_path / "map.geojson").read_text())["features"]) == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "nothing to watch"),
        (("no/such/file",), "not there"),
        (("http://host/x",), "tcp:// or udp://"),
        (("tcp://127.0.0.1:9", "--format", "morse"), "morse"),
        (("tcp://127.0.0.1:9",), "format"),
        (("tcp://127.0.0.1:1?format=beast",), "cannot be connected to"),
        (("-", "--speed", "60"), "--speed"),
        (("{file}", "--demo"), "--demo"),
        (("--demo", "--format", "sbs"), "--format"),
        (("--demo", "--case", "kal007"), "leave --case out"),
        (("{file}", "--sac-sic", "1/2"), "--asterix"),
        (("{file}", "--asterix", "localhost:8600", "--sac-sic", "1/256"), "0 to 255"),
        (("{file}", "--asterix", "localhost:8600", "--sac-sic", "1"), "0 to 255"),
        (("{file}", "--asterix", "localhost:8600", "--sac-sic", "1/2/"), "0 to 255"),
        (("{file}", "--plan", "."), "Is a directory"),
        (("{file}", "--surveillance", "full"), "--surveillance"),
        (("{file}", "--speed", "0"), "--speed"),
        (("{file}", "--speed", "nan"), "--speed"),
        (("{file}", "--webhook", "ftp://x"), "--webhook"),
        (("{file}", "--asterix", "host"), "--asterix"),
        (("{file}", "--asterix", "localhost:99999"), "--asterix"),
        (("{file}", "--geojson", "no/such/folder/x"), "--geojson"),
        (("{file}", "--plan", "missing.txt"), "missing.txt"),
        (("{file}", "--plan", "{bad}"), "bad.txt"),
        (("{file}", "--areas", "missing.txt"), "missing.txt"),
        (("{file}", "--areas", "{bad}"), "bad.txt"),
        (("{file}", "--case", "no-such-case"), "no-such-case"),
        (("{file}", "--case", "kal007", "--with", "moon"), "moon"),
        (("{bad}",), "bad.txt"),
        (("{file}", "--format", "morse"), "morse"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_2(
    monkeypatch, capsys, fake_rules, recording, tmp_path, words, named
):
    bad = tmp_path / "bad.txt"
    bad.write_text("nothing of the sort\n")
    monkeypatch.chdir(tmp_path)
    assert _run(monkeypatch, *(w.format(file=recording, bad=bad) for w in words)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert named in err


def test_a_recording_with_nothing_in_it_is_refused_with_what_was_wrong(
    monkeypatch, capsys, fake_rules, tmp_path
):
    path = tmp_path / "empty.json"
    path.write_text('{"icao24": "484506", "timestamp": "never"}\n')
    assert _run(monkeypatch, path) == 2
    assert "holds no report that can be used" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("switches", "ending"), [((), "200km"), (("commander-islands",), "200km-with-commander-islands")]
)
def test_a_case_brings_its_plan_clearances_and_areas(monkeypatch, recording, switches, ending):
    monkeypatch.setattr(monitor, "init", lambda site, areas: areas)
    monkeypatch.setattr(monitor, "in_place", lambda watch: watch)
    session = begin(Wanted(source=str(recording), case="kal007", switches=switches), Clock())
    (buffer,) = [area.name for area in session.watch if "buffer" in area.name]
    assert buffer == f"kamchatka-buffer-{ending}"
    words = [word for event in session.events for word in event.words]
    assert len(words) >= 2
    assert {word.flight for word in words} == {"KAL007"}


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]}


def _areas(tmp_path, *areas):
    features = [{"type": "Feature", "properties": p, "geometry": g} for p, g in areas]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_one_bad_area_stops_no_watch_and_no_name_is_a_switch(recording, tmp_path):
    path = _areas(
        tmp_path,
        ({"name": "UPSIDE", "floor_ft": 3000, "ceiling_ft": 1000}, SQUARE),
        ({"name": "WIDE", "offset_km": 600}, SQUARE),
        ({"name": "TMA-with-hole", "kind": "danger"}, SQUARE),
        ({"name": "TMA", "kind": "tma"}, SQUARE),
        ({"name": "CTR", "kind": "CTR"}, SQUARE),
    )  # fmt: skip
    session = begin(Wanted(source=str(recording), areas=path), Clock())
    assert [area.name for area in session.watch.memory.areas.areas] == ["TMA-with-hole"]
    upside, wide, quiet = session.notices
    assert upside.startswith("areas.geojson, UPSIDE: its floor is above its ceiling")
    assert wide.startswith("areas.geojson, WIDE: an offset over 500 km")
    assert quiet.endswith("(quiet_kinds): 1 tma, 1 ctr")
    with pytest.raises(ValueError, match="UPSIDE"):
        begin(
            Wanted(
                source=str(recording),
                areas=_areas(tmp_path, ({"name": "UPSIDE", "floor_ft": 3000, "ceiling_ft": 1000}, SQUARE)),
            ),
            Clock(),
        )


PROGRAM = """
import sys
from types import SimpleNamespace
sys.path[:0] = {paths!r}
from service.fakes import engine
from truecourse.watch import monitor
played = engine(0.0 if {at_once!r} else 100.0)
monitor.step, monitor.assign = played.step, played.assign
monitor.in_place = lambda watch: watch
monitor.init, monitor.summary = lambda site, areas: {{}}, lambda watch: (("flights", len(watch)),)
from truecourse.cli import main
sys.argv = ["truecourse", "watch", *sys.argv[1:]]
main()
"""


def _start(*words, alert_at_once=False, **given):
    """The watch as a program of its own, with the rules of a test."""
    root = Path(__file__).resolve().parents[2]
    program = PROGRAM.format(paths=[str(root / "tests"), str(root / "src")], at_once=alert_at_once)
    command = [sys.executable, "-c", program, *map(str, words)]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | given
    return subprocess.Popen(command, **given)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_with_a_summary_and_the_status_a_shell_expects(recording, number):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(120.0)
        port = receiver.getsockname()[1]
        running = _start(recording, "--speed", "1", "--asterix", f"127.0.0.1:{port}")
        assert receiver.recv(2000)[0] == 4  # an alive message: the watch has begun
    running.send_signal(number)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 128 + number, err
    assert "The watch was ended by hand." in err
    assert "66 messages heard" in err
    assert "Traceback" not in err


def test_the_data_source_of_asterix_is_what_was_asked_for(monkeypatch, fake_rules, recording):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(60.0)
        to = f"127.0.0.1:{receiver.getsockname()[1]}"
        assert _run(monkeypatch, recording, "--asterix", to, "--sac-sic", "25/7") == 0
        block = receiver.recv(2000)
    # category 004 and its length; FSPEC ends at an octet that is even, then I004/010, the first of the UAP
    end = next(i for i in range(3, len(block)) if not block[i] & 1)
    assert block[0] == 4
    assert tuple(block[end + 1 : end + 3]) == (25, 7)


def test_standard_input_is_watched_until_it_ends():
    running = _start("-", "--format", "sbs", "--json", stdin=subprocess.PIPE)
    good = "MSG,3,1,1,4CA2D6,1,2023/11/14,22:13:20.000,2023/11/14,22:13:20.000,,35000,,,52.0,5.0,,,,,,0"
    out, err = running.communicate(f"rubbish\n{good}\n", timeout=120)
    assert running.returncode == 0, err
    assert out == ""
    assert "1 malformed" in err
    assert "1 reports read" in err


def _sbs(address, t):
    when = datetime.fromtimestamp(t, UTC).strftime("%Y/%m/%d,%H:%M:%S.000")
    return f"MSG,3,1,1,{address},1,{when},{when},,35000,,,52.0,5.0,,,,,,0\r\n".encode()


class _Posted(BaseHTTPRequestHandler):
    """Keeps the alerts that are posted, each answered after a while."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sleep(0.5)
        self.server.posted.append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_sigterm_on_a_live_feed_ends_in_order_and_every_outlet_is_closed(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Posted)
    server.posted = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as feed, socket.socket(type=socket.SOCK_DGRAM) as display:
        display.bind(("127.0.0.1", 0))
        display.settimeout(60.0)
        running = _start(
            f"tcp://127.0.0.1:{feed.getsockname()[1]}?format=sbs", "--json",
            "--webhook", f"http://127.0.0.1:{server.server_port}/",
            "--asterix", f"127.0.0.1:{display.getsockname()[1]}",
            "--geojson", tmp_path / "map.geojson", alert_at_once=True,
        )  # fmt: skip
        made, _ = feed.accept()
        with made:
            now = time()
            made.sendall(b"".join(_sbs(f"4CA2D{i}", now) for i in range(3)))
            sent = [display.recv(2000) for _ in range(4)]  # three alerts and an alive message
            running.send_signal(signal.SIGTERM)
            out, err = running.communicate(timeout=60)
    server.shutdown()
    server.server_close()
    assert running.returncode == 128 + signal.SIGTERM, err
    assert "Traceback" not in err
    assert len(out.splitlines()) == len(server.posted) == len([b for b in sent if len(b) > 20]) == 3
    assert len(json.loads((tmp_path / "map.geojson").read_text())["features"]) == 3
    for line in ("The watch was ended by hand.", "Feed: 3 messages heard, 3 reports read.",
                 "Alerts begun: 3 LOST (caution).", "Webhook: 3 posted.", "Map: 3 written."):  # fmt: skip
        assert line in err


def test_what_had_been_heard_is_judged_before_the_end():
    ticking, ending = Time(), Ending()
    clock = replace(ticking.clock, over=ending.asked)
    wire = FakeWire(ticking, *[b"a"] * 10)
    heard = 0
    for event in live(listen("-", wire, None, clock), Letters()):
        heard += len(event.reports.key)
        if heard == 3:
            ending.number = signal.SIGTERM
    assert heard == 3 + (10 - 3 - len(wire.script))
    assert wire.closed


def test_only_a_second_signal_interrupts_and_handlers_are_put_back():
    before, ending = signal.getsignal(signal.SIGTERM), Ending()
    with heeded(ending):
        signal.raise_signal(signal.SIGTERM)
        assert ending.asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before


def test_who_asks_for_the_end_is_not_kept_waiting_by_a_slow_replay(recording):
    ticking = Time(T + 3600.0)
    clock = replace(ticking.clock, over=lambda: ticking.t > T + 3705.0)
    events = list(begin(Wanted(source=str(recording), speed=1.0), clock).events)
    assert events[-1].now == T + 100.0
    assert ticking.t < T + 3705.0 + 2 * NAP


@pytest.mark.parametrize("how", [("--json",), ()])
def test_a_reader_that_goes_away_ends_the_watch_quietly(recording, how):
    with _start(recording, *how) as running:
        running.stdout.close()
        err = running.stderr.read()
    assert running.returncode == 0, err
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
    assert "66 messages heard" in err


def test_a_reader_of_everything_that_goes_away_ends_the_watch_quietly(recording):
    reading, writing = os.pipe()
    os.close(reading)
    running = _start(recording, "--json", stdout=writing, stderr=writing)
    os.close(writing)
    assert running.wait(timeout=120) == 0


def test_help_is_quick():
    began = monotonic()
    program = "import sys; sys.argv = ['truecourse', 'watch', '-h']; from truecourse.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "SOURCE" in done.stdout
    assert monotonic() - began < 5.0  # under one on a machine that does nothing else
    loaded = "import truecourse.cli, sys; print({'numpy', 'rich.progress', 'socket'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert "numpy" not in done.stdout


def test_progress_is_shown_on_a_terminal_and_never_beside_json(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")  # Rich then takes what it writes to for a terminal
    with _shown(as_json=False) as (_, progress):
        progress(nan)
        progress(0.5)
    assert "50 %" in capsys.readouterr().err
    with _shown(as_json=True) as (_, progress):
        progress(0.5)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("datagrams", [False, True])
def test_no_format_is_upset_by_rubbish_or_by_where_it_is_cut(format, datagrams):
    rng = np.random.default_rng(7)
    decoder, heard = stream_of(format, "a feed", datagrams), 0
    for _ in range(60):
        reports, _, told = decoder.feed(rng.bytes(int(rng.integers(0, 3000))), T)
        heard += told.heard
        assert len(reports.key) == told.reports
    decoder.anew()
    assert heard > 0


def test_blocks_and_lines_are_cut_where_they_end():
    block = bytes([48, 0, 5, 1, 2])
    assert cut("asterix", block * 2 + block[:4]) == (block * 2, block[:4])
    assert cut("asterix", block + bytes([0, 0, 1, 9])) == (block + bytes([0, 0, 1, 9]), b"")
    assert cut("readsb", b"one\ntwo\nthr") == (b"one\ntwo\n", b"thr")


def test_what_is_said_while_it_is_watched_comes_as_words():
    decoder = stream_of("words", "a feed", datagrams=False)
    said = {
        "kind": "heading",
        "heading_magnetic_deg": 245,
        "flight": "KAL007",
        "time": "2023-11-14T22:00:00Z",
    }
    line = json.dumps(said).encode() + b"\n"
    assert decoder.feed(line[:40], T)[1] == ()
    (word,) = decoder.feed(line[40:], T)[1]
    assert word.flight == "KAL007"
    assert word.word.heading_magnetic == pytest.approx(np.radians(245.0))


def test_the_demonstration_comes_with_the_program():
    session = begin(Wanted(demo=True), Clock())
    events = list(session.events)
    assert sum(len(event.reports.key) for event in events) == 8681
    assert 2.0 * 3600 < events[-1].now - events[0].now < 3.0 * 3600


@pytest.mark.parametrize("version", ["ended", "full"])
def test_the_surveillance_of_kal007_says_that_it_is_synthetic_and_brings_its_words(version):
    session = begin(Wanted(case="kal007", surveillance=version), Clock())
    assert "synthetic" in session.notices[0]
    events = list(session.events)
    reports = together([event.reports for event in events])
    words = [word for event in events for word in event.words]
    assert set(reports.key.tolist()) == {word.key for word in words}
    assert np.all(np.diff(reports.received) >= 0.0)
    assert {type(word.word).__name__ for word in words} >= {"FlightPlan", "Clearance", "Estimate"}
