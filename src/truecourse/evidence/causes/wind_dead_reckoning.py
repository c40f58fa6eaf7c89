"""Dead reckoning on the forecast wind: headings by the clock, offset by what the wind really was."""

import numpy as np

from truecourse.evidence.baseline import DEG, Row, Values, instruments, lateral_rows, orders, until
from truecourse.evidence.legs import by_the_clock
from truecourse.evidence.prior import normal, uniform
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Mode, Orders


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When it began, and the steering's own error."""
    return (
        Uncertain(
            "begins_s",
            "when steering by headings began, after the start",
            "any time of the flight",
            uniform(0.0, scene.span),
        ),
        Uncertain(
            "steering_error_deg",
            "steady error of the heading steered",
            "normal, 2 degrees",
            normal(0.0, 2 * DEG),
            1 / DEG,
        ),
    )


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """True headings corrected for the mean wind, leg by leg on the planned schedule."""
    begin = values["begins_s"]
    rows = until(lateral_rows(scene, values), begin)
    for t, heading, end in by_the_clock(scene):
        start = np.where(end > begin, np.maximum(t, begin), np.inf)
        rows.append(Row(start, heading + values["steering_error_deg"], Mode.HEADING_TRUE))
    return orders(scene, values, rows), instruments(values)


CAUSE = Cause(
    name="wind-dead-reckoning",
    title="Dead reckoning on a wrong wind",
    claims="courses were steered by headings and times on the forecast wind",
    uncertain=uncertain,
    orders=fly,
)
