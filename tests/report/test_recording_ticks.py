"""The scale of a heading: what a compass card has, with a tick below and above whatever was flown."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from truecourse.report.figures.recording import _compass


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-40.0, 20.0, ["300", "330", "000", "030"]),
        (244.6, 245.4, ["244", "245", "246"]),
        (355.0, 362.0, ["355", "000", "005"]),
        (10.0, 170.0, ["000", "045", "090", "135", "180"]),
        (90.0, 90.0, ["090", "091"]),
    ],
)
def test_ticks_are_multiples_round_the_card(low: float, high: float, ticks: list[str]) -> None:
    figure, axes = plt.subplots()
    _compass(axes, np.array([low, high]))
    bottom, top = axes.get_ylim()
    places = [tick for tick in axes.get_yticks() if bottom <= tick <= top]
    told = [axes.yaxis.get_major_formatter()(place, None) for place in places]
    plt.close(figure)
    assert told == ticks
    assert bottom <= low and high <= top
