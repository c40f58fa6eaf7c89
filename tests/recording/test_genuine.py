"""What is planted is found: cuts, copies, a changed heading, a changed speed, broken frames and custody."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from recording.simulated_flight import cut, edited, flight, repeated
from truecourse.air.wind import uniform
from truecourse.earth.geodesy import inverse
from truecourse.feeds.instants import parse_time
from truecourse.flight.custody import Custody, Hashed, Holding
from truecourse.flight.recording import Frames, Subframes
from truecourse.investigation.align import keyed_channel
from truecourse.investigation.recorded import Recorded
from truecourse.investigation.recorder_track import motion_of
from truecourse.investigation.recording import Opened, recording
from truecourse.recording.alignment import align
from truecourse.recording.check import Check, Status
from truecourse.recording.continuity import continuity
from truecourse.recording.custody import custody
from truecourse.recording.find import find
from truecourse.recording.pace import pace
from truecourse.recording.physics import physics
from truecourse.recording.reckoning import Fixed, radius, reckon
from truecourse.recording.samples import sampled
from truecourse.recording.splice import jumps_together, moving, repeats
from truecourse.recording.transmissions import transmissions

Record = Callable[..., None]


def _by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def _subframes(n: int = 400) -> Subframes:
    k = np.arange(n)
    return Subframes(768 * k, k % 4 + 1, k, np.where(k % 4 == 1, (k // 4 + 4000) % 4096, -1), 768)


def _without(frames: Subframes, gone: slice, place: bool = True, number: bool = True) -> Subframes:
    """Frames cut out: what follows moved up, as `place` and `number` say, by a forger who knows how."""
    kept = np.delete(np.arange(len(frames.place)), gone)
    n = len(kept)
    return Subframes(
        768 * np.arange(n) if place else frames.place[kept],
        np.arange(n) % 4 + 1 if number else frames.number[kept],
        np.arange(n), frames.counter[kept], 768,
    )  # fmt: skip


def test_whole_frames_pass_over_the_counter_s_turn() -> None:
    found = continuity(_subframes())
    assert [check.status for check in found] == [Status.CONSISTENT] * 4


def test_a_cut_of_whole_frames_shows_in_the_counter_alone() -> None:
    found = _by_name(continuity(_without(_subframes(), slice(100, 140))))
    assert found["sync"].status is Status.CONSISTENT
    assert found["subframe order"].status is Status.CONSISTENT
    assert found["frame counter"].status is Status.ODD
    assert found["frame counter"].at == (101.0,)


def test_a_cut_within_a_frame_shows_in_the_order() -> None:
    found = _by_name(continuity(_without(_subframes(), slice(100, 102), number=False)))
    assert found["subframe order"].status is Status.ODD
    assert found["subframe order"].at == (100.0,)


def test_lost_bits_and_lost_seconds_are_odd_where_they_are_a_dropout() -> None:
    whole = _subframes(4000)
    place = whole.place + np.where(np.arange(4000) >= 50, 5, 0)
    found = _by_name(continuity(Subframes(place, whole.number, whole.second, whole.counter, 768)))
    assert found["sync"].status is Status.ODD
    gone = Subframes(*(np.delete(c, slice(8, 12)) for c in (whole.place, whole.number, whole.second,
                                                           whole.counter)), 768)  # fmt: skip
    found = _by_name(continuity(gone))
    assert found["gaps"].status is Status.ODD
    assert found["gaps"].measure == 4.0


def test_stamps_of_arinc_767_that_go_back_contradict() -> None:
    n = 100
    frames = Frames(np.arange(n), np.full(n, 50), np.ones(n, int), np.arange(n) * 0.25)
    assert continuity(frames)[0].status is Status.CONSISTENT
    back = frames.t.copy()
    back[60:] -= 10.0
    assert continuity(Frames(frames.place, frames.size, frames.id, back))[0].status is Status.CONTRADICTS


def test_a_made_up_flight_obeys_mechanics_and_an_edited_one_does_not() -> None:
    made = flight()
    clean = _by_name(physics(made))
    assert all(clean[name].status is Status.CONSISTENT for name in ("turn", "climb", "mach", "way"))
    heading = made["heading_magnetic"]
    turned = edited(heading, heading.value + np.where(heading.t > 400.0, np.minimum(heading.t - 400.0, 30.0)
                                                      * np.radians(1.0), 0.0))  # fmt: skip
    found = _by_name(physics(made | {"heading_magnetic": turned}))
    assert found["turn"].status is Status.ODD
    assert any(395.0 <= at <= 435.0 for at in found["turn"].at)
    assert found["climb"].status is Status.CONSISTENT
    slow = {q: edited(made[q], made[q].value * 0.85) for q in ("cas",)}
    assert _by_name(physics(made | slow))["mach"].status is Status.ODD
    high = edited(made["altitude"], made["altitude"].value + np.clip(made["altitude"].t - 500.0, 0, 60) * 5.0)
    assert _by_name(physics(made | {"altitude": high}))["climb"].status is Status.ODD


def test_cuts_and_copies_in_series_are_found() -> None:
    made = list(flight(span=600.0).values())
    assert jumps_together(moving(made)).status is Status.CONSISTENT
    assert repeats(moving(made)).status is Status.CONSISTENT
    found = jumps_together(moving([cut(one, 200.0, 240.0) for one in made]))
    assert found.status is Status.ODD
    assert abs(found.at[0] - 200.0) <= 4.0
    found = repeats(moving([repeated(one, 150.0, 170.0) for one in made]))
    assert found.status is Status.CONTRADICTS
    assert found.measure >= 10.0  # of 20 s some have fewer than a third of the parameters moving
    assert found.at[0] == 170.0


def test_custody_names_gaps_seals_and_hashes() -> None:
    day = 86400.0
    first, second = Holding("navy", 0.0, 5 * day, "", "S1"), Holding("bureau", 9 * day, 20 * day, "S1", "")
    log = Custody(0.0, 20 * day, (second, first), (Hashed(day, "ab" * 32, "navy"),))
    found = _by_name(custody(log, "ab" * 32))
    assert found["custody"].status is Status.ODD
    assert "4.0 days between navy and bureau" in found["custody"].found
    assert found["seals"].status is Status.CONSISTENT
    assert found["hash"].status is Status.CONSISTENT
    other = custody(log._replace(holdings=(first, second._replace(seal_found="S2"))), "cd" * 32)
    assert [c.status for c in other] == [
        Status.ODD, Status.CONSISTENT, Status.CONTRADICTS, Status.CONTRADICTS
    ]  # fmt: skip
    unnoted = custody(log._replace(holdings=(first, second._replace(seal_found=""))), "ab" * 32)
    assert _by_name(unnoted)["seals"].status is Status.ODD
    both = custody(log._replace(holdings=(first._replace(end=11 * day), second)), "ab" * 32)
    assert _by_name(both)["overlaps"].status is Status.ODD
    assert "navy and bureau both for 2.0 days" in _by_name(both)["overlaps"].found
    assert _by_name(custody(log, ""))["hash"].status is Status.NOT_TESTABLE
    assert all(check.status is Status.NOT_TESTABLE for check in custody(None, ""))


def test_the_real_recording_is_clean_but_for_one_oddity_that_its_map_explains(
    of_717: Opened, recorded_717: Recorded
) -> None:
    whole = recording(of_717, [p.name for p in of_717.map.parameters if p.unit])
    of = recorded_717.of
    seen = moving(whole.series)
    checks = [*continuity(whole.frames), jumps_together(seen), repeats(seen), *pace(of), *physics(of)]
    odd = [check for check in checks if check.status in (Status.ODD, Status.CONTRADICTS)]
    (untold,) = [check for check in checks if check.status is Status.NOT_TESTABLE]
    assert untold.name == "pace"  # in 292 s a clock of whole seconds tells no hundred parts in a million
    # Its latitude is written in a coarse and a fine part; where the fine one turns over, at 115 × 180° /
    # 1024, one sample has the old coarse part with the new fine one.
    assert [check.name for check in odd] == ["way", "course"]
    lat = of["lat"]
    step = np.flatnonzero(np.abs(np.diff(np.degrees(lat.value))) > 0.1)
    assert len(step) == 2
    turn = 115 * 180.0 / 1024.0
    assert np.degrees(lat.value[step[0]]) < turn < np.degrees(lat.value[step[1] + 1])
    assert abs(odd[0].at[0] - lat.t[step[0]]) < 20.0
    for begin, end in ((40.0, 60.0), (150.0, 180.0)):
        spliced = jumps_together(moving([cut(one, begin, end) for one in whole.series]))
        assert spliced.status is Status.ODD
        assert min(abs(at - begin) for at in spliced.at) <= 4.0
    assert repeats(moving([repeated(one, 100.0, 120.0) for one in whole.series])).measure > 15.0


def _altered(of_717: Opened, change: Callable[[bytes], bytes]) -> dict[str, Check]:
    """The frame checks of the real file with its bytes changed; a subframe of it is 1024 bytes."""
    raw = np.frombuffer(change(of_717.held.data.tobytes()), np.uint8)
    return _by_name(continuity(find(raw, of_717.map).frames))


def test_what_is_planted_in_the_real_file_s_bytes_is_found(of_717: Opened) -> None:
    frame = 4 * 1024
    cut = _altered(of_717, lambda raw: raw[: 20 * frame] + raw[30 * frame :])
    assert cut["gaps"].status is Status.ODD
    assert "the recorder stopped and went on, or it was cut" in cut["gaps"].found
    assert cut["gaps"].measure == 40.0
    assert cut["sync"].status is Status.CONSISTENT
    copied = _altered(of_717, lambda raw: raw[: 30 * frame] + raw[20 * frame :])
    assert copied["frame counter"].status is Status.ODD
    dropped = _altered(of_717, lambda raw: raw[: 20 * frame + 1024] + raw[20 * frame + 2048 :])
    assert dropped["subframe order"].status is Status.ODD
    assert dropped["subframe order"].at == (82.0,)  # second 81 is gone
    assert "steps from sync to sync are whole subframes" in dropped["sync"].found
    slipped = _altered(of_717, lambda raw: raw[: 20 * frame + 300] + raw[20 * frame + 306 :])
    assert slipped["sync"].status is Status.ODD
    assert any(abs(at - 80.0) <= 3.0 for at in slipped["sync"].at)


def test_the_real_file_s_keying_finds_its_transcript(real_717: tuple[Path, Path], validation: Record) -> None:
    """A transcript by independent reading of its VHF channel, of a clock 36,000 s and 0.4 s ahead."""
    name, keyed = keyed_channel(*real_717)
    assert name == "VHF1"
    told = transmissions(np.array([34.0, 68.0]) + 36000.4, np.full(2, 0.5), np.array([3.0, 3.0]))
    found = align(keyed, told, drift_sd=20e-6)
    # the channel's word is 0.2 s into its second, where the list of samples beside the file has whole seconds
    began = found.modes[0].offset - (1.0 + found.modes[0].drift) * found.middle
    error = abs(began - 36000.4)
    assert error < 0.5
    assert found.modes[0].probability > 0.6
    assert not found.known  # two keyings are too few to be sure, and that is said
    validation("recording", "offset from the two keyings of a real recording", error, "s", 0.5,
               "a transcript with a known shift")  # fmt: skip


def test_the_real_flight_is_reckoned_to_where_it_recorded_itself(
    recorded_717: Recorded, validation: Record
) -> None:
    read = recorded_717
    start = parse_time("2022-01-01T16:05:00Z")
    motion = motion_of(read, start)
    t = motion.t - start
    lat, lon = (sampled(read.of[name], t) for name in ("lat", "lon"))
    first = Fixed(*(np.array([x]) for x in (motion.t[5], lat[5], lon[5], 100.0)))
    speed, from_ = (np.nanmedian(read.of[name].value) for name in ("wind_speed", "wind_from"))
    found = reckon(motion, first, uniform(float(from_), float(speed), 8.0))
    known = np.flatnonzero(np.isfinite(lat + lon) & (t < 280.0))  # after that its latitude jumps
    off = inverse(found.lat[known], found.lon[known], lat[known], lon[known])[2]
    size = radius(found.covariance)[known]
    assert (off < size).mean() > 0.9
    assert off[-1] < 0.06 * 45e3  # of some 45 km flown
    validation("recording", "4.5 min of a real flight reckoned, share of its way", 100 * off[-1] / 45e3,
               "%", 6.0, "the positions it recorded, from heading, airspeed and one wind")  # fmt: skip
