"""The rows that a recording gives describe the flight that it is of."""

from dataclasses import replace

import numpy as np
import pytest

from recording.recorded_file import series
from recording.second_by_second import flown
from truecourse.earth.units import RAD_PER_DEG
from truecourse.evidence.causes.all import by_name
from truecourse.evidence.likelihood import residual_sigma
from truecourse.evidence.stage import stage
from truecourse.evidence.weigh import answers_of, trial
from truecourse.feeds.case import open_case
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.observation import Use
from truecourse.flight.recording import Recording
from truecourse.investigation.fly import settled
from truecourse.investigation.recorded import Recorded
from truecourse.investigation.recorder_evidence import When, evidence


@pytest.fixture(scope="module")
def scene():
    case = open_case("kal007")
    return stage(case, bundled_climatology(), case.t_start + 7200.0)


@pytest.mark.parametrize(
    ("cause", "settings"),
    [
        ("as-cleared", {}),
        ("heading-hold", {"heading_begin_s": "1200", "heading_magnetic_deg": "252"}),
        ("heading-hold", {"heading_begin_s": "3000", "heading_magnetic_deg": "238.5"}),
    ],
)
@pytest.mark.parametrize("slow", [-2.0, 0.0, 2.0])
def test_a_row_is_within_its_error_of_the_flight_that_was_recorded(scene, cause, settings, slow):
    """Whatever turns there are, and with a clock wrong by two of its errors: the autopilot that flies causes
    is also the one recorded, so what is left is the making of rows and their comparison."""
    t = np.arange(0.0, 7200.0)
    heading, altitude = flown(scene, cause, settings, scene.case.t_start + t)
    heading = heading + (0.4 * np.sin(t / 47.0) + 0.2 * np.sin(t / 311.0)) * RAD_PER_DEG
    of = {"heading_magnetic": series("HEAD", "", t, heading), "altitude": series("ALT", "", t, altitude)}
    read = Recorded(of, Recording("made-up", "", (), tuple(of.values())))
    rows = evidence(read, When(scene.case.t_start + slow * 1.0, 1.0), compass_sd=0.1 * RAD_PER_DEG)
    kept = tuple(replace(o, source="") for o in rows if o.use is Use.EXPLAIN)
    assert sum(o.id.startswith("recorder-heading") for o in kept) >= 2
    asked = trial(scene, by_name(cause), kept)
    values = settled(scene, asked.cause, settings)
    answers = answers_of(asked, values)
    for o, index in zip(kept, asked.evidence.where, strict=True):
        off = float(residual_sigma(o, index, answers, values, scene)[0])
        assert off < 2.0, (o.id, off)
