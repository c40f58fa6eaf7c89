"""Where a map has a parameter, in words."""

from truecourse.flight.parameter import Parameter, Part
from truecourse.report.recording import where


def test_where_a_parameter_stands_names_every_word_and_frame() -> None:
    parts = (Part((2,), (5, 133), 3, 10, 0, (7,)),)
    one = Parameter("ROLL", "linear", samples=(parts, parts))
    assert where(one) == "frame 7 subframe 2 words 5, 133 bits 3-12, and 1 more"
