"""The invented explanation and its case, built once."""

import pytest

from report import synthetic
from truecourse.report.page import draw_all
from truecourse.report.write import write_report


@pytest.fixture(scope="session")
def case():
    return synthetic.case()


@pytest.fixture(scope="session")
def explanation():
    return synthetic.explanation()


@pytest.fixture(scope="session")
def tracks():
    return {"heading-hold": synthetic.track()}


@pytest.fixture(scope="session")
def written(tmp_path_factory, case, explanation, tracks):
    """The folder of a report without claims, and the figures that were drawn for it."""
    out, made = tmp_path_factory.mktemp("report") / "out", []

    def draw(*of):
        made.extend(draw_all(*of))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truecourse.report.write.draw_all", draw)
        assert write_report(out, case, explanation, tracks) == out / "report.html"
    return out, tuple(made)


@pytest.fixture(scope="session")
def drawn(written):
    """Every figure of the invented explanation."""
    return written[1]
