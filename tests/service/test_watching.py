"""Recordings are replayed in time, words find their flights, alerts reach every outlet: all is counted."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import nan
from time import monotonic, sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.alerts.invented import alert
from service.fakes import Time, batch, engine
from truecourse.feeds.errors import CaseError
from truecourse.feeds.heard.identity import key_of_name
from truecourse.feeds.heard.open import open_source
from truecourse.feeds.heard.tally import Tally, tally
from truecourse.flight.alert import Phase, Rule
from truecourse.flight.assigned import Assigned, Became, Permission, Special
from truecourse.service.event import Event, nothing, part, together
from truecourse.service.outlets import Asterix, Mapped
from truecourse.service.places import Places
from truecourse.service.replay import GAP, SLICE, paced, replay
from truecourse.service.summary import summary
from truecourse.service.watching import watch_events
from truecourse.service.webhook import Webhook, check_address
from truecourse.service.words import PATIENCE, accompany
from truecourse.watch.messages import message_type

T = 1_000_000.0
TIMES = st.lists(st.floats(0.0, 5000.0), max_size=40).map(sorted)


class Kept:
    """An outlet that keeps what it is given."""

    def __init__(self):
        self.alerts, self.ticks, self.closed = [], [], 0

    def give(self, alert):
        self.alerts.append(alert)

    def tick(self, now):
        self.ticks.append(now)

    def close(self):
        self.closed += 1
        return {"kept": len(self.alerts)}


def _watch(events, say=lambda text: None, **outlets):
    return watch_events(engine(), {}, events, outlets, say, lambda done: None)


@given(TIMES, st.integers(1, 10))
def test_a_replay_loses_nothing_and_keeps_time(times, size):
    rows = [(n % 5, T + t) for n, t in enumerate(times)]
    parts = [batch(*rows[i : i + size]) for i in range(0, len(rows), size)]
    tallies = [Tally(len(rows), len(rows)), *[Tally()] * len(parts)]
    events = list(replay(zip(parts, tallies, strict=False)))
    assert together([event.reports for event in events]).t.tolist() == [t for _, t in rows]
    nows = [event.now for event in events]
    assert nows == sorted(nows)
    for event in events:
        assert not len(event.reports.t) or event.reports.t.max() == event.now
        assert not len(event.reports.t) or np.ptp(event.reports.t) <= SLICE
    assert not events or events[-1].done == pytest.approx(1.0)
    assert max(np.diff(nows), default=0.0) <= GAP + 2 * SLICE


def test_what_falls_silent_in_a_recording_is_said_in_time_and_not_when_the_next_report_comes():
    kept = Kept()
    recording = batch((1, T), (2, T), (2, T + 5000.0))
    ended = _watch(replay([(recording, Tally(3, 3))]), kept=kept)
    assert [(a.key, a.t - T < 100.0 + GAP + SLICE) for a in kept.alerts] == [(1, True), (2, True)]
    assert ended.alerts[("LOST", "caution")] == 2


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_a_replay_paced_takes_its_time(speed):
    time = Time()
    recording = batch(*((1, T + t) for t in range(0, 600, 5)))
    start = time.t
    for event in paced(replay([(recording, Tally(120, 120))]), speed, time.clock):
        assert time.t - start >= (event.now - T) / speed - 1e-6
    assert time.t - start == pytest.approx(595.0 / speed)


def _word(name, key, t=T):
    return Assigned(key, name, t, Permission(t, Special.OFFSET, 1852.0))


def test_words_for_a_callsign_go_to_the_address_heard_under_it():
    named = key_of_name("KAL007")
    crew = batch((named, T + 20.0))
    events = [
        Event(T, batch((5, T))),
        Event(T + 10.0, batch((9, T + 10.0), names=((9, "KAL007"),))),
        Event(T + 30.0, nothing()),
    ]
    out = list(accompany(events, (_word("KAL007", named), _word("X", 77)), crew))
    assert [[word.key for word in event.words] for event in out] == [[77], [9], []]
    assert [event.reports.key.tolist() for event in out] == [[5], [9], [9]]


def test_words_for_a_flight_never_heard_are_not_lost():
    named = key_of_name("KAL007")
    events = [Event(T, nothing()), Event(T + PATIENCE + 1.0, nothing())]
    out = list(accompany(events, (_word("KAL007", named),)))
    assert [[word.key for word in event.words] for event in out] == [[], [named]]


def test_everything_is_counted_in_the_summary():
    told = tally(9, 4, {"malformed": 5}, {"malformed": "MSG,"})
    events = [
        Event(T, batch((1, T)), told=told, notice="the feed is back"),
        Event(T + 200.0, nothing(), told=tally(1, 0, {"malformed": 1})),
    ]
    said, kept = [], Kept()
    ended = _watch(events, said.append, kept=kept)
    lines = list(summary(ended, {"taken": 4, "late": 0}))
    assert said == ["the feed is back"]
    assert "Watched from 1970-01-12T13:46:40Z to 1970-01-12T13:50:00Z." in lines
    assert "Alerts begun: 1 LOST (caution)." in lines
    assert 'Feed: 6 malformed, for example "MSG,".' in lines
    assert "Reports as the watch took them: 4 taken." in lines
    assert "kept: 1 kept." in lines


@pytest.mark.parametrize(("error", "word"), [(KeyboardInterrupt, "interrupted"), (BrokenPipeError, "unread")])
def test_an_interruption_closes_every_outlet_and_keeps_the_counts(error, word):
    def events():
        yield Event(T, batch((1, T)), told=Tally(1, 1))
        raise error

    kept = Kept()
    ended = _watch(events(), kept=kept)
    assert getattr(ended, word)
    assert (kept.closed, ended.told.heard) == (1, 1)


def test_an_alert_carries_where_its_flight_was_last_heard_in_bounded_memory():
    places = Places(most=10)
    for n in range(100):
        places.note(batch((n, T), (1000 + n, T)))
    placed = dict(places.place(alert(key=1099)).details)
    assert (placed["lat_deg"], placed["lon_deg"]) == (60.0, 1.0)
    assert "lat_deg" not in dict(places.place(alert(key=0)).details)
    assert dict(places.place(alert(key=1099, lat_deg=1.0)).details) == {"lat_deg": 1.0}
    assert len(places._last) <= 10


@given(TIMES, st.integers(0, 40), st.integers(0, 40))
def test_part_and_together_are_inverse(times, a, b):
    whole = batch(*((n, t) for n, t in enumerate(times)), names=((0, "A"),) if times else ())
    a, b = sorted((a, b))
    again = together([part(whole, 0, a), part(whole, a, b), part(whole, b, len(times))])
    assert again.key.tolist() == whole.key.tolist()
    assert again.names == whole.names


class _Server:
    """A web server on a port of its own that answers with `status` after `delay` s."""

    def __init__(self, status=204, delay=0.0):
        got = self.got = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sleep(delay)
                got.append(json.loads(body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/alerts"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_alerts_are_posted_to_a_web_address():
    with _Server() as server:
        hook = Webhook(server.address)
        for key in range(3):
            hook.give(alert(key=key))
        assert hook.close() == {"posted": 3}
    assert [posted["key"] for posted in server.got] == [0, 1, 2]


def test_a_web_address_that_refuses_or_is_gone_is_counted():
    with _Server(status=500) as server:
        hook = Webhook(server.address)
        hook.give(alert())
        assert hook.close() == {"refused with status 500": 1}
    hook = Webhook(server.address)
    hook.give(alert())
    assert hook.close() == {"failed (ConnectionRefusedError)": 1}


def test_a_dead_web_address_is_told_once_and_its_recovery_too():
    said, answers = [], iter((500, 500, 204, 204, 503))
    with _Server() as server:
        handler = server.server.RequestHandlerClass
        plain = handler.send_response
        handler.send_response = lambda self, status: plain(self, next(answers))
        hook = Webhook(server.address, say=said.append)
        for key in range(5):
            hook.give(alert(key=key))
        assert hook.close() == {"refused with status 500": 2, "posted": 2, "refused with status 503": 1}
    assert [line.split(",")[0].split(";")[0] for line in said] == [
        "Webhook: an alert was not taken", "Webhook: alerts are taken again",
        "Webhook: an alert was not taken",
    ]  # fmt: skip
    assert "refused with status 500" in said[0]
    assert "2 were lost" in said[1]


def test_a_slow_web_address_never_holds_up_the_watch():
    with _Server(delay=0.2) as server:
        hook = Webhook(server.address, waiting=2)
        began = monotonic()
        for key in range(50):
            hook.give(alert(key=key))
        assert monotonic() - began < 0.1
        counts = hook.close(patience=0.3)
    assert counts["dropped, too many were waiting"] >= 47
    assert sum(counts.values()) >= 50


@pytest.mark.parametrize("text", ["ftp://x/y", "host", "", "http://", "http://[::1", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(text):
    with pytest.raises(CaseError, match="webhook"):
        check_address(text)


def test_alerts_go_out_as_datagrams_and_what_has_no_type_is_counted():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5.0)
        wire = Asterix("127.0.0.1", receiver.getsockname()[1], message_type)
        for now in (T, T + 1.0, T + 11.0):
            wire.tick(now)
        wire.give(alert(cross_track_nm=12.0))
        wire.give(alert(Rule.GNSS))
        wire.give(alert(Rule.ROUTE, axis="longitudinal", late_s=nan))
        got = [receiver.recv(2000) for _ in range(3)]
    assert [block[0] for block in got] == [4, 4, 4]
    assert wire.close() == {
        "alive messages sent": 2,
        "sent": 1,
        "not sent, GNSS has no message type here": 1,
        "not sent, ROUTE lacks what type 2 says": 1,
    }


def test_a_map_that_cannot_be_written_is_refused_at_the_door(tmp_path):
    with pytest.raises(CaseError, match="--geojson"):
        Mapped(tmp_path / "missing" / "alerts.geojson")
    mapped = Mapped(tmp_path / "alerts.geojson")
    mapped.give(alert(state=Phase.END))
    assert mapped.close() == {"written": 1}


def test_a_plan_filed_hours_before_waits_for_its_flight_however_late_the_watch_begins():
    named = key_of_name("KAL007")
    events = [
        Event(T, nothing()),
        Event(T + 60.0, batch((9, T + 60.0), names=((9, "KAL007"),))),
    ]
    out = list(accompany(events, (_word("KAL007", named, T - 7200.0),)))
    assert [[word.key for word in event.words] for event in out] == [[], [9]]


def test_words_given_to_the_name_move_to_the_address_once_it_is_heard():
    named, late = key_of_name("KAL007"), T + PATIENCE + 1.0
    events = [
        Event(T, nothing()),
        Event(late, nothing()),
        Event(late + 10.0, nothing(), words=(_word("KAL007", named, late),)),
        Event(late + 20.0, batch((9, late + 20.0), names=((9, "KAL007"),))),
        Event(late + 30.0, batch((8, late + 30.0), names=((8, "KAL007"),)), words=(_word("KAL007", named),)),
    ]
    out = list(accompany(events, (_word("KAL007", named, T - 7200.0), _word("OTHER", key_of_name("OTHER")))))
    moved = [(word.key, isinstance(word.word, Became)) for word in out[3].words]
    assert [word.key for word in out[1].words] == [named, key_of_name("OTHER")]
    assert [word.key for word in out[2].words] == [named]
    assert moved == [(named, True), (9, False), (9, False)]
    assert [word.key for word in out[4].words] == [8]  # said to who is heard now; what was said is not again


def test_yesterdays_plan_is_not_todays():
    named = key_of_name("KAL007")
    events = [Event(T, nothing()), Event(T + 86_400.0, batch((9, T), names=((9, "KAL007"),)))]
    out = list(accompany(events, (_word("KAL007", named),)))
    assert [word.key for event in out for word in event.words if word.key == 9] == []


def test_flights_that_are_heard_by_name_get_their_words_at_once():
    named = key_of_name("KAL007")
    events = [Event(T, batch((named, T), names=((named, "KAL007"),)))]
    assert [word.key for word in next(accompany(events, (_word("KAL007", named),))).words] == [named]


def test_every_plan_over_paris_reaches_its_flight(shared, validation):
    """Filed two hours before the recording begins, by callsign; none is watched beside its flight."""
    batches = list(open_source(shared / "data" / "adsb" / "quickstart.json.gz"))
    names = dict(pair for batch, _ in batches for pair in batch.names)
    start = min(float(batch.received.min()) for batch, _ in batches if len(batch.key))
    plans = tuple(_word(name, key_of_name(name), start - 7200.0) for name in sorted(set(names.values())))
    reached, by_name = set(), set()
    for event in accompany(replay(iter(batches), 60.0), plans):
        for word in event.words:
            if isinstance(word.word, Became):
                by_name.discard(word.key)
            elif word.key in names:
                reached.add(word.flight)
            else:
                by_name.add(word.key)
    assert reached == set(names.values())
    assert by_name == set()
    validation("watch", "plans over Paris, filed 2 h before, that reach their flight", f"{len(reached)}", "",
               f"{len(plans)}", "callsigns in the recording")  # fmt: skip
