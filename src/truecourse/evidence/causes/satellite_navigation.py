"""Satellite navigation interfered with: the believed position is displaced, and dragged further."""

import numpy as np

from truecourse.evidence.baseline import DEG, KNOT, Values, instruments, lateral_rows, orders, size
from truecourse.evidence.prior import log_uniform, uniform
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Orders

NM = 1852.0


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When it began, how far the position jumped, how fast it was dragged on, and in which direction."""
    return (
        Uncertain(
            "spoofed_from_s",
            "when it began, after the start",
            "any time of the flight",
            uniform(0.0, scene.span),
        ),
        Uncertain(
            "jump_nm",
            "how far the believed position jumped",
            "log-uniform, 0.1 to 100 NM",
            log_uniform(0.1 * NM, 100 * NM),
            1 / NM,
        ),
        Uncertain(
            "drag_kt",
            "how fast it was dragged on",
            "log-uniform, 0.5 to 300 kt",
            log_uniform(0.5 * KNOT, 300 * KNOT),
            1 / KNOT,
        ),
        Uncertain("toward_deg", "direction of both, true", "uniform", uniform(-np.pi, np.pi), 1 / DEG),
    )


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared, by a position that is led astray; reports are read from the same position."""
    n = size(values)
    toward = np.stack([np.cos(values["toward_deg"]), np.sin(values["toward_deg"])], axis=1)[:, None]
    both = np.ones((n, 2, 1))
    usual = instruments(values)
    wrong = usual._replace(
        offset=values["jump_nm"][:, None, None] * toward * both,
        ramp=values["drag_kt"][:, None, None] * toward * both,
        onset=values["spoofed_from_s"][:, None] * both[:, :, 0],
    )
    return orders(scene, values, lateral_rows(scene, values)), wrong


def applies(scene: Scene) -> str:
    """Only an aircraft that has it can be misled by it."""
    return "" if scene.case.aircraft.satellite_navigation else "the aircraft had no satellite navigation"


CAUSE = Cause(
    name="satellite-navigation",
    title="Satellite navigation led astray",
    claims="satellite navigation was jammed or spoofed and the route flown displaced",
    uncertain=uncertain,
    orders=fly,
    applies=applies,
)
