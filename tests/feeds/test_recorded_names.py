"""The quantities that the guide lists are those that there are."""

import re
from pathlib import Path

from truecourse.feeds.recorded import NAMES

GUIDE = Path(__file__).parents[2] / "docs/recorder.md"


def test_the_guide_lists_every_quantity() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    said = re.search(r"The\s+quantities\s+are\s+(.+?)\.\s", text, re.DOTALL)
    assert said and re.findall(r"`(\w+)`", said[1]) == list(NAMES)
