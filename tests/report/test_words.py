"""Factors as a person reads them."""

from math import e, inf, nan

import pytest

from truecourse.report.words import iso, times


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.25, "0.25"), (1.0, "1"), (1.54, "1.5"), (37.2, "37"), (2940.0, "2,900"), (99400.0, "99,000"),
        (99600.0, "1.0\u00a0×\u00a010⁵"), (e**20, "4.9\u00a0×\u00a010⁸"), (inf, "not known"),
        (nan, "not known"), (None, "not known"),
    ],
)  # fmt: skip
def test_a_factor_has_two_digits(factor, words):
    assert times(factor) == words


@pytest.mark.parametrize(
    ("t", "text"),
    [
        (431182800.0, "1983-08-31T13:00:00Z"),
        (431182800.25, "1983-08-31T13:00:00.250Z"),
        (nan, None),
        (inf, None),
    ],
)
def test_a_time_is_written_as_everywhere(t, text):
    assert iso(t) == text
