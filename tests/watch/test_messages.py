"""The message types that alerts have, against another's table of the edition."""

import pytest

from truecourse.flight.alert import Rule
from truecourse.watch.messages import NAMES, TABLE

generated = pytest.importorskip("asterix.generated", reason="libasterix is not installed")


def test_no_message_type_is_invented() -> None:
    """Every number is in libasterix's table of I004/000, edition 1.12, under the name that is printed."""
    item = generated.Cat_004_1_12.cv_record.spec("000").cv_rule.cv_variation
    theirs = item.cv_rule.cv_content.cv_values
    assert {number: theirs.get(number) for number in NAMES} == NAMES
    assert {number for number in TABLE.values() if number} == set(NAMES)
    assert {rule for rule, _ in TABLE} == set(Rule)
