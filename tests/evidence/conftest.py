"""The founding case ready to be flown, built once for all of the room's tests."""

import pytest

from truecourse.evidence.scene import Scene
from truecourse.evidence.stage import stage
from truecourse.feeds.case import open_case
from truecourse.feeds.wind import bundled_climatology
from truecourse.flight.case import Case


@pytest.fixture(scope="session")
def kal007() -> Case:
    return open_case("kal007")


@pytest.fixture(scope="session")
def scene(kal007: Case) -> Scene:
    """The first two hours: take-off, vectors, Bethel, NABIE."""
    return stage(kal007, bundled_climatology(), kal007.t_start + 7200.0)


@pytest.fixture(scope="session")
def whole(kal007: Case) -> Scene:
    """The case to its end."""
    return stage(kal007, bundled_climatology(), kal007.t_end)
