"""Variation applied with the wrong sign, or not at all: the error is twice, or once, the local variation."""

import numpy as np

from truecourse.evidence.baseline import DEG, Values, instruments, orders
from truecourse.evidence.legs import steered
from truecourse.evidence.prior import choice, normal, uniform
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Mode, Orders


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """Sign or neglect; the leg on which it began; the steering's own error."""
    return (
        Uncertain(
            "times_variation",
            "2 where the sign was wrong, 1 where true was flown as magnetic",
            "even",
            choice([1.0, 2.0]),
        ),
        Uncertain(
            "begins_s",
            "when steering by headings began, after the start",
            "any time of the flight",
            uniform(0.0, scene.span),
        ),
        Uncertain(
            "steering_error_deg",
            "steady error of the heading steered",
            "normal, 1 degree",
            normal(0.0, DEG),
            1 / DEG,
        ),
    )


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """Headings for the planned courses, leg by leg on the planned schedule, with the variation wrong."""
    mode = np.where(values["times_variation"] > 1.5, Mode.HEADING_TWICE, Mode.HEADING_MAGNETIC)
    return orders(scene, values, steered(scene, values, mode)), instruments(values)


CAUSE = Cause(
    name="variation-sign",
    title="Variation applied wrongly",
    claims="headings were steered with the variation applied with the wrong sign, or not at all",
    uncertain=uncertain,
    orders=fly,
)
