"""ASTERIX category 004 as an independent decoder reads it (libasterix, from EUROCONTROL's definitions)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.alerts.invented import NOON, alert
from truecourse.earth.geodesy import inverse
from truecourse.feeds.alerts.asterix import Numbers, alive, encode
from truecourse.flight.alert import Phase, Rule
from truecourse.flight.assigned import Estimate
from truecourse.watch.messages import NAMES, TABLE, message_type
from watch.flights import NM, ROUTE, SPEED, T0, every, fix, of, plan, run, said, straight, told

FAR_IN = fix("start", 60.0)  # past the terminal area of the filed route
COURSE = float(inverse(FAR_IN.lat, FAR_IN.lon, ROUTE[1].lat, ROUTE[1].lon)[0])
base = pytest.importorskip("asterix.base", reason="libasterix is not installed")
generated = pytest.importorskip("asterix.generated", reason="libasterix is not installed")
EDITIONS = (generated.Cat_004_1_12, generated.Cat_004_1_13)
ITEMS = (
    "010", "000", "015", "020", "040", "045", "060", "030", "170", "120", "070", "076", "074", "075", "100",
    "035", "171", "110", "RE", "SP",
)  # fmt: skip


def _decoded(block, edition=generated.Cat_004_1_12):
    """The one record of a data block and the names of its items."""
    (raw,) = base.RawDatablock.parse(base.Bits.from_bytes(block))
    assert raw.get_category() == 4
    (record,) = edition.cv_uap.parse(raw.get_raw_records())
    return record, {name for name in ITEMS if record.get_item(name) is not None}


def _content(record, item, *path):
    found = record.get_item(item)
    for name in path:
        found = found.variation.get_item(name)
    return found.variation.content


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_area_warning_is_read_back_equal(edition):
    block = encode(
        alert(Rule.AREA, t=NOON + 0.5, area="Kamchatka 200 km", time_to_entry_s=1234.5), 5, Numbers(), (7, 9)
    )
    record, items = _decoded(block, edition)
    assert items == {"000", "010", "020", "030", "040", "045", "070", "100", "120", "170"}
    assert _content(record, "000").as_uint() == 5
    assert (_content(record, "010", "SAC").as_uint(), _content(record, "010", "SIC").as_uint()) == (7, 9)
    assert _content(record, "020").as_quantity("s") == 43_200.5
    assert _content(record, "070", "TC").as_quantity("s") == 1234.5
    assert _content(record, "100", "AN").as_string() == "KAMCHATK"
    assert _content(record, "120", "CC", "CS").as_uint() == 1
    assert _content(record, "120", "CD").as_quantity("s") == 60.0
    assert _content(record, "170", "AI1").as_string().strip() == "KAL007"
    assert _content(record, "045", "STAT").as_uint() == 1


@pytest.mark.parametrize(
    ("rule", "kind", "name", "item", "unit", "lsb"),
    [
        (Rule.ROUTE, 3, "cross_track_nm", "075", "m", 0.5),
        (Rule.ROUTE, 2, "along_track_nm", "074", "m", 32.0),
        (Rule.LEVEL, 6, "altitude_ft", "076", "ft", 25.0),
    ],
)
@settings(max_examples=50)
@given(value=st.floats(-500.0, 500.0))
def test_deviations_keep_sign_and_size(rule, kind, name, item, unit, lsb, value):
    record, items = _decoded(
        encode(alert(rule, **{name: value, "cleared_altitude_ft": 0.0}), kind, Numbers())
    )
    assert item in items
    metres = value * (1852.0 if unit == "m" else 1.0)
    assert abs(_content(record, item).as_quantity(unit) - metres) <= lsb / 2 + 1e-6


@pytest.mark.parametrize("late", [400.0, -400.0])
def test_a_flight_that_the_watch_finds_late_is_read_back_behind_its_planned_position(late):
    watched = told([said(plan()), said(Estimate(T0, ROUTE[1], T0 + 240.0 * NM / SPEED - late, False))])
    (start, *_) = of(run(watched, straight(FAR_IN, COURSE, every(5.0, 10)))[1], Rule.ROUTE)
    record, items = _decoded(encode(start, message_type(start), Numbers()))
    assert _content(record, "000").as_uint() == 2
    assert items == {"000", "010", "020", "030", "040", "045", "074", "170"}
    ahead = _content(record, "074").as_quantity("m")  # edition 1.12: positive ahead of the planned position
    assert ahead == pytest.approx(-late * SPEED, abs=750.0)
    assert abs(ahead - dict(start.details)["along_track_nm"] * NM) <= 16.0


def test_the_table_of_message_types_is_the_editions_own():
    content = _content(_decoded(encode(alert(Rule.LOST), 97, Numbers()))[0], "000")
    theirs = type(content).cv_values
    assert theirs[1] == "Alive Message (AM)"
    assert theirs[17] == "End Of Conflict (EOC)"
    assert {number: theirs[number] for number in NAMES} == NAMES
    assert set(TABLE.values()) - {None} == set(NAMES)


def test_estimates_for_two_fixes_are_two_alerts_and_one_never_sent_has_no_end():
    numbers = Numbers()
    sent = [
        encode(alert(Rule.ESTIMATE, state, fix=fix, **more), 2, numbers)
        for state, fix, more in (
            (Phase.START, "NABIE", {"along_track_nm": -9.0}),
            (Phase.START, "NEEVA", {"along_track_nm": -7.0}),
            (Phase.START, "NOKKA", {}),
            (Phase.END, "NABIE", {}),
            (Phase.END, "NOKKA", {}),
        )
    ]
    assert sent[2] is sent[4] is None
    numbered = [_content(_decoded(block)[0], "040").as_uint() for block in sent if block]
    assert numbered == [0, 1, 0]


def test_what_exceeds_an_item_is_sent_as_its_largest():
    record, _ = _decoded(encode(alert(cross_track_nm=-9e9), 3, Numbers()))
    assert _content(record, "075").as_quantity("m") == -(2**23 - 1) / 2


@pytest.mark.parametrize("kind", [25, 97, 99])
def test_the_other_types_have_what_every_alert_has(kind):
    record, items = _decoded(encode(alert(Rule.LOST), kind, Numbers()))
    assert _content(record, "000").as_uint() == kind
    assert items == {"000", "010", "020", "030", "040", "045", "120", "170"}


def test_an_end_is_end_of_conflict_under_the_same_number():
    numbers, seen = Numbers(), []
    numbers.alert(alert(Rule.LEVEL, key=1))
    for state in (Phase.START, Phase.UPDATE, Phase.END, Phase.START):
        record, _ = _decoded(encode(alert(state=state, cross_track_nm=30.0), 3, numbers))
        seen.append((_content(record, "000").as_uint(), _content(record, "040").as_uint()))
    assert seen == [(3, 1), (3, 1), (17, 1), (3, 2)]


def test_an_end_of_what_was_never_sent_is_not_sent():
    assert encode(alert(state=Phase.END, cross_track_nm=3.0), 3, Numbers()) is None


def test_two_areas_of_one_flight_are_two_alerts_of_one_track():
    numbers, seen = Numbers(), []
    for area in ("inner", "outer"):
        record, _ = _decoded(encode(alert(Rule.AREA, area=area), 5, numbers))
        seen.append((_content(record, "040").as_uint(), _content(record, "030").as_uint()))
    assert seen == [(0, 0), (1, 0)]


@pytest.mark.parametrize("kind", [2, 3, 5])
def test_without_an_item_its_type_must_have_nothing_is_sent(kind):
    assert encode(alert(), kind, Numbers()) is None


def test_alive_says_which_functions_run():
    record, items = _decoded(alive(NOON, (2, 3, 5, 6, 25, 97, 99)))
    assert items == {"000", "010", "020", "060"}
    functions = [
        "MRVA",
        "RAMLD",
        "RAMHD",
        "MSAW",
        "APW",
        "CLAM",
        "STCA",
        "APM",
        "AIW",
        "PAIW",
        "CHAM",
        "DSAM",
    ]
    running = {
        name
        for name in functions
        if record.get_item("060").variation.get_item(name).variation.content.as_uint()
    }
    assert running == {"RAMLD", "RAMHD", "APW", "CLAM", "AIW", "CHAM"}


def test_numbers_stay_within_16_bits_however_many_flights():
    numbers = Numbers()
    given_out = [numbers.track(key) for key in range(70_000)]
    assert max(given_out) == 65_535
    assert numbers.track(69_999) == given_out[69_999]
    many = [numbers.alert(alert(Rule.LOST, key=key)) for key in range(70_000)]
    assert max(many) == 65_535
