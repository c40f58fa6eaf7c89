"""Whether a map is of this aircraft: told by every command that opens the file, and not of the right map."""

from pathlib import Path

import numpy as np
import pytest

from feeds.maps import OURS
from recording.encoder import bits_of, flat, packed, recording
from recording.simulated_flight import cut, flight
from truecourse.feeds.recording_parquet import about_parquet
from truecourse.investigation.recording import open_recording, write_recording
from truecourse.recording.check import Status
from truecourse.recording.splice import TOGETHER, jumps_together, moving


@pytest.mark.parametrize("standard", ["717", "767"])
def test_a_real_file_with_its_own_map_raises_no_doubt(request: pytest.FixtureRequest, standard: str) -> None:
    """Many ranges of the 767 map are 0 to 2^n − 1: the span of the bits, not what the aircraft can do."""
    opened = request.getfixturevalue(f"of_{standard}")
    assert not [one for one in opened.held.problems if "another aircraft" in one]


def test_the_doubt_is_told_when_the_file_is_opened_and_stands_in_parquet(tmp_path: Path) -> None:
    raw, chart = tmp_path / "raw.dat", tmp_path / "map.toml"
    raw.write_bytes(packed(bits_of(flat(recording(64, 40)))))
    chart.write_text(
        OURS + "".join(
            f'[[parameters]]\nname = "R{k}"\nkind = "linear"\nbits = 12\nlow = 0\nhigh = 10\n'
            f"samples = [[{{words = [{30 + k}]}}]]\n"
            for k in range(8)
        ),
        encoding="utf-8",
    )  # fmt: skip
    with open_recording(raw, chart) as opened:
        (doubt,) = [one for one in opened.held.problems if "another aircraft" in one]
        write_recording(opened, tmp_path / "r.parquet", lambda done, what: None)
    assert doubt in about_parquet(tmp_path / "r.parquet")["problems"]


def test_series_one_by_one_move_as_all_together() -> None:
    made = list(flight(span=300.0).values())
    whole, each = moving(made), moving(iter(made), 299.0)
    assert whole.names == each.names
    assert np.array_equal(whole.mark, each.mark) and np.array_equal(whole.jumped, each.jumped)


def test_the_threshold_of_a_splice_raises_no_false_alarm_in_flights_it_was_not_set_on() -> None:
    """Sixty made-up quarters of an hour: no alarm; cuts of 40 s in a turn are found in nearly all."""
    made = [flight(seed).values() for seed in range(100, 160)]
    assert max(jumps_together(moving(of)).measure for of in made) < TOGETHER
    found = [jumps_together(moving(cut(one, 200.0, 240.0) for one in of)).status for of in made[:20]]
    assert found.count(Status.ODD) >= 18
