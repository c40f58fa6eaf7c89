"""An inertial unit drifts far beyond its usual rate: the route is flown displaced, slowly more and more."""

import numpy as np

from truecourse.evidence.baseline import DEG, KNOT, Values, instruments, lateral_rows, orders, size
from truecourse.evidence.prior import choice, log_uniform, uniform
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Orders


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """Rate, direction, onset, Schuler swing, and whether the reporting unit shares it."""
    return (
        Uncertain(
            "drift_kt",
            "rate at which the believed position leaves the true one",
            "log-uniform, 2 to 60 kt (2 NM/h is the certification limit)",
            log_uniform(2 * KNOT, 60 * KNOT),
            1 / KNOT,
        ),
        Uncertain(
            "drift_toward_deg",
            "direction in which the believed position moves off, true",
            "uniform",
            uniform(-np.pi, np.pi),
            1 / DEG,
        ),
        Uncertain(
            "drift_begins_s",
            "when it began, after the start",
            "half from the start, else any time",
            lambda z: np.maximum(uniform(-scene.span, scene.span)(z), 0.0),
        ),
        Uncertain(
            "schuler_kt",
            "velocity amplitude of the 84.4 minute oscillation",
            "log-uniform, 0.5 to 20 kt",
            log_uniform(0.5 * KNOT, 20 * KNOT),
            1 / KNOT,
        ),
        Uncertain(
            "all_units", "1 where reports come from a unit that drifts alike", "even", choice([0.0, 1.0])
        ),
    )


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared, by a coupled unit that drifts."""
    n = size(values)
    usual = instruments(values)
    units = np.stack([np.ones(n), values["all_units"]], axis=1)[:, :, None]
    toward = np.stack([np.cos(values["drift_toward_deg"]), np.sin(values["drift_toward_deg"])], axis=1)[
        :, None
    ]
    wrong = usual._replace(
        ramp=usual.ramp + values["drift_kt"][:, None, None] * toward * units,
        schuler=values["schuler_kt"][:, None, None] * toward * units,
        onset=values["drift_begins_s"][:, None] * units[:, :, 0],
    )
    return orders(scene, values, lateral_rows(scene, values)), wrong


CAUSE = Cause(
    name="inertial-drift",
    title="Inertial drift",
    claims="the coupled inertial unit drifted far beyond its usual rate",
    uncertain=uncertain,
    orders=fly,
)
