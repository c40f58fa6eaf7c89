"""explanation.json: its shape is published, its times and units are the wire's, and two of them can be
compared.
"""

import json
from importlib.resources import files
from math import inf, nan

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from report import synthetic
from truecourse.report.machine import compare, schema, to_wire, track_to_wire


@pytest.fixture(scope="module")
def wire(explanation, case):
    return to_wire(explanation, case)


def test_the_published_schema_is_the_one_in_the_code():
    """Write it again with: python -m truecourse.report.schema >
    src/truecourse/report/static/explanation.schema.json
    """
    text = files("truecourse.report").joinpath("static/explanation.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == schema()
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "change", [{}, {"prediction": False}, {"until": synthetic.posix("1983-08-31T13:55:00Z")}]
)
def test_what_is_written_has_the_published_shape(change, case):
    data = to_wire(synthetic.explanation(**change), case)
    text = json.dumps(data, allow_nan=False)
    checker = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in checker.iter_errors(json.loads(text))] == []


def test_a_field_nobody_published_is_refused(wire):
    assert not Draft202012Validator(schema()).is_valid({**wire, "surprise": 1})


def test_a_cause_that_did_not_converge_has_no_number_and_a_reason(wire):
    last = wire["causes"][-1]
    assert last["name"] == "wind-dead-reckoning"
    assert not last["converged"] and "tempering" in last["why_not"]
    assert last["probability"] is last["log_evidence"] is last["log_evidence_sd"] is None


def test_causes_are_ranked_and_name_the_leader(wire):
    shares = [cause["probability"] for cause in wire["causes"] if cause["probability"] is not None]
    assert shares == sorted(shares, reverse=True)
    assert wire["leader"] == wire["causes"][0]["name"] == "heading-hold"


def test_times_are_iso_utc_and_no_limit_is_null(wire, case):
    assert wire["until"] is None
    assert (
        to_wire(synthetic.explanation(until=synthetic.posix("1983-08-31T13:55:00Z")), case)["until"]
        == "1983-08-31T13:55:00Z"
    )
    row = next(row for row in wire["observation_table"] if row["id"] == "kenai-offset")
    assert (row["time"], row["known_since"]) == ("1983-08-31T13:27:30Z", "1993-06-14T00:00:00Z")


def test_the_wreck_is_set_beside_the_answer_at_the_distance_geographiclib_gives(wire, explanation):
    from geographiclib.geodesic import Geodesic

    row = next(row for row in wire["comparisons"] if row["observation"] == "wreck-a")
    fan = explanation.fans[0]
    far = [
        Geodesic.WGS84.Inverse(np.degrees(a), np.degrees(o), 46.567, 141.283)["s12"] / 1852
        for a, o in zip(fan.lat[:, -1], fan.lon[:, -1], strict=True)
    ]
    assert (
        min(far) <= row["distance_low_90_nm"] <= row["distance_nm"] <= row["distance_high_90_nm"] <= max(far)
    )
    order = np.argsort(far)
    middle = order[np.searchsorted(np.cumsum(fan.weights[order]), 0.5)]
    assert row["distance_nm"] == pytest.approx(far[middle], abs=1e-3)
    assert row["answer_time"] == "1983-08-31T18:27:00Z", "the flights end before the wreck's time"


def test_rows_that_are_never_evidence_are_never_used(wire):
    assert {row["use"] for row in wire["observation_table"] if row["used"]} == {"explain"}


def test_two_runs_that_are_the_same_have_no_difference(wire, case):
    assert compare(wire, to_wire(synthetic.explanation(), case)) == []


def test_differences_are_said_in_words(wire, case):
    other = to_wire(synthetic.explanation(seed=1, shift=3.0), case)
    other["hashes"]["case.toml"] = "c" * 64
    other["prediction"]["lat_deg"] += 1.0
    said = compare(wire, other)
    assert "seed: 0 in the first, 1 in the second." in said
    assert "input file case.toml: aaaaaaaaaaaa in the first, cccccccccccc in the second." in said
    # sqrt(0.15² + 0.15²) = 0.2121; 3 / 0.2121 = 14.1
    assert any("start-position: log evidence −47.90 and −44.90" in s and "14.1 joint" in s for s in said)
    # a degree of meridian at 50.5 N is 111.24 km = 60.06 NM
    assert "predicted position: 60.1 NM apart." in said


def test_without_any_number_there_is_no_leader(case):
    from dataclasses import replace

    lost = tuple(replace(c, probability=nan, log_evidence=nan, converged=False) for c in synthetic.causes())
    data = to_wire(replace(synthetic.explanation(), causes=lost, until=inf), case)
    assert data["leader"] is None
    assert all(row["cause"] is None for row in data["comparisons"])


def test_a_track_on_the_wire_has_iso_times_degrees_and_words(tracks):
    track = track_to_wire(tracks["heading-hold"])
    assert track["time"][:2] == ["1983-08-31T13:00:00Z", "1983-08-31T13:01:00Z"]
    assert track["lat_deg"][0] == pytest.approx(61.25)
    assert track["altitude_ft"][0] == pytest.approx(31000.0, abs=1.0)
    assert track["unit_cross_track_nm"][-1] == pytest.approx(240.0)
    assert (track["mode"][0], track["armed"][0], track["abeam"][0]) == ("RUNWAY", False, None)
    assert "course_deg" not in track, "a column that was not there is not made up"


@pytest.mark.parametrize(
    ("text", "said"), [("{", "not JSON"), ("[]", "not an explanation"), (None, "no such file")]
)
def test_a_file_that_is_no_explanation_is_refused_in_one_sentence(tmp_path, wire, text, said):
    if text is not None:
        (tmp_path / "explanation.json").write_text(text)
    with pytest.raises((ValueError, OSError), match=said) as error:
        compare(wire, tmp_path)
    assert "\n" not in str(error.value)


def test_folders_of_runs_can_be_compared(tmp_path, wire):
    (tmp_path / "explanation.json").write_text(json.dumps(wire))
    assert compare(tmp_path, tmp_path / "explanation.json") == []
