"""Values as people say them."""

import pytest

from ledger.claims import number
from truecourse.flight.claim import Kind
from truecourse.ledger.say import amount, day, told, value
from truecourse.ledger.spoken import spoken

JULY = 425_865_600.0  # 1983-07-01 00:00 UTC: 4929 days after 1970
YEAR_1983, YEAR_1984 = 410_227_200.0, 441_763_200.0  # 4748 and 5113 days


@pytest.mark.parametrize(
    ("kept", "kind", "said"),
    [
        ("269 count", Kind.QUANTITY, "269"),
        ("at-least 1 count", Kind.QUANTITY, "at least 1"),
        ("350 fl", Kind.QUANTITY, "FL350"),
        ("310 to 330 fl", Kind.QUANTITY, "FL310 to FL330"),
        ("about 17 to 18 nm", Kind.QUANTITY, "about 17 to 18 NM"),
        ("some 200 miles (320 km)", Kind.QUANTITY, "some 200 miles (320 km)"),
        ("100 statute_mi", Kind.QUANTITY, "100 statute miles"),
        ("220 deg", Kind.QUANTITY, "220°"),
        ("up-to 10 min", Kind.INTERVAL, "up to 10 min"),
        ("0.84 mach", Kind.QUANTITY, "Mach 0.84"),
        ("18:25 on 1983-08-31 zone UTC", Kind.TIME, "18:25 UTC on 1983-08-31"),
        ("about 18:25 to 18:26 on 1983-08-31 zone UTC", Kind.TIME, "about 18:25 to 18:26 UTC on 1983-08-31"),
        ("03:38 on 1983-09-01 zone Asia/Tokyo", Kind.TIME, "03:38 (Asia/Tokyo) on 1983-09-01"),
        ("03:38 on 1983-09-01 zone +09:00", Kind.TIME, "03:38 UTC+09:00 on 1983-09-01"),
        ("on 1989|1990|1991 zone UTC", Kind.TIME, "1989, 1990 or 1991"),
        ("before on 1989/1991 zone UTC", Kind.TIME, "before 1989 to 1991"),
        ("on 1983-09-01 zone Asia/Sakhalin|UTC", Kind.TIME, "1983-09-01 (Asia/Sakhalin or UTC)"),
        ("46.567 141.367 +-5 nm", Kind.POSITION, "46.567°, 141.367° ± 5 NM"),
        ("1983-08-31T18:25:00Z", Kind.TIME, "1983-08-31T18:25:00Z"),
        ("whatever stands there", Kind.TIME, "whatever stands there"),
        ("", Kind.CAUSE, ""),
    ],
)
def test_no_word_of_the_file_s_own_is_left(kept, kind, said):
    assert spoken(kept, kind) == said


def test_a_claim_is_told_so():
    assert told(number("p", "a", 2.0, 0.0, told="2 count"), "count") == "2"


def test_heights_are_in_feet_and_speeds_in_knots_first():
    assert amount(1066.8, "level") == "3500 ft (1067 m)"
    assert amount(231.5, "speed") == "450 kt (231.5 m/s)"
    assert value(9_144.0, 9_144.0, "level") == "30000 ft (9144 m)"


def test_whole_days_and_years_are_not_told_by_the_minute():
    assert value(YEAR_1983, YEAR_1984, "time") == "1983"
    assert value(YEAR_1983, JULY, "time") == "1983-01-01 to 1983-06-30"
    assert value(JULY, JULY + 86_400.0, "time") == "1983-07-01"
    assert value(JULY + 60.0, JULY + 120.0, "time") == "1983-07-01 00:01:30 UTC ± 30 s"
    assert day(YEAR_1983) == "1983"
    assert day(JULY) == "1983-07-01"
    assert amount(6 * 365.25 * 86_400.0, "time") == "6 years"


def test_amounts_have_no_exponent():
    assert amount(21_551.0, "level") == "70705 ft (21551 m)"
    assert amount(12_640e3, "length") == "12640 km (6825 NM)"
    assert amount(44_100.0, "length") == "44.1 km (23.81 NM)"
