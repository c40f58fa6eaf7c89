from types import SimpleNamespace

import pytest

from truecourse.drill.demonstration import demonstrations
from truecourse.feeds.case import open_case
from truecourse.feeds.wind import bundled_climatology


@pytest.fixture(scope="session")
def night() -> SimpleNamespace:
    """KAL 007's case, the wind it is flown in, and its drills by version, made once."""
    case, wind = open_case("kal007"), bundled_climatology()
    return SimpleNamespace(
        case=case, wind=wind, **{v: demonstrations(case, wind, v) for v in ("ended", "full")}
    )
