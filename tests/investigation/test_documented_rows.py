"""The rows of docs/locate.md, with the minimal case of docs/case-format.md, are used as the page says."""

import re

import numpy as np

from house.source import REPOSITORY
from truecourse.feeds.case import check_case, read_case
from truecourse.feeds.instants import parse_time
from truecourse.investigation.cautions import cautions
from truecourse.investigation.loss import moment, rows_of

FORMAT, PAGE = ((REPOSITORY / "docs" / name).read_text("utf-8") for name in ("case-format.md", "locate.md"))


def test_messages_silence_and_a_last_word(tmp_path):
    (toml,), (table,) = (re.findall(rf"```{kind}\n(.*?)```", FORMAT, re.DOTALL) for kind in ("toml", "csv"))
    (rows,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "case.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "observations.csv").write_text(table.splitlines()[0] + "\n" + rows, encoding="utf-8")
    assert check_case(tmp_path) == []
    case = read_case(tmp_path)
    assert cautions(case) == ()
    when = moment(case)
    assert not when.hurt
    assert when.last_good == parse_time("2024-05-01T10:40:00Z")
    assert when.t[0] + when.t[-1] == 2.0 * parse_time("2024-05-01T10:45:00Z")
    assert np.ptp(when.t) < 600.0
    found = rows_of(case, when)
    assert [o.id for o in found.explain] == ["radar-1", "message-1"]
    assert [o.id for o in found.ending] == ["message-due", "last-word"]
    assert found.unused == ()
    assert case.observations[3].group == "radio"
