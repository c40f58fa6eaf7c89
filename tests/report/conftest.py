"""The invented explanation and its case, built once."""

import pytest

from report import synthetic


@pytest.fixture(scope="session")
def case():
    return synthetic.case()


@pytest.fixture(scope="session")
def explanation():
    return synthetic.explanation()


@pytest.fixture(scope="session")
def tracks():
    return {"heading-hold": synthetic.track()}
