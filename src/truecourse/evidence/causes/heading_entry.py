"""A heading entered wrong: 027.0 read as 270, a reciprocal, digits changed places; held from then on."""

import numpy as np

from truecourse.evidence.baseline import DEG, Row, Values, instruments, lateral_rows, orders, until
from truecourse.evidence.causes.heading_hold import HEADINGS
from truecourse.evidence.causes.heading_hold import resolve as resolve_hold
from truecourse.evidence.causes.heading_hold import uncertain as uncertain_hold
from truecourse.evidence.prior import choice, normal
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.orders import Instruments, Mode, Orders

HAND = 2.0 * DEG
SLIPS = (
    "reciprocal",
    "first two digits changed places",
    "last two digits changed places",
    "ten too many",
    "ten too few",
    "hundred too many",
    "hundred too few",
    "decimal point put in",
    "decimal point lost",
)


def slipped(heading: np.ndarray, slip: np.ndarray) -> np.ndarray:
    """A heading in radians as a slip makes it, rad in [0, 2π)."""
    d = np.mod(np.round(heading / DEG), 360).astype(int)
    a, b, c = d // 100, d // 10 % 10, d % 10
    options = np.stack(
        [
            d + 180,
            100 * b + 10 * a + c,
            100 * a + 10 * c + b,
            d + 10,
            d - 10,
            d + 100,
            d - 100,
            d // 10,
            d * 10,
        ]
    )
    return np.mod(options[slip.astype(int), np.arange(d.size)] * DEG, 2 * np.pi)


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When, which slip, and the hand's own error."""
    return (
        uncertain_hold(scene)[0],
        Uncertain(
            "slip",
            "; ".join(f"{i} {s}" for i, s in enumerate(SLIPS)),
            "each equally likely (judgement)",
            choice(np.arange(len(SLIPS))),
        ),
        Uncertain(
            "heading_magnetic_deg",
            "magnetic heading held",
            "the slip's value, 2 degrees",
            normal(0.0, HAND),
            1 / DEG,
            HEADINGS,
        ),
    )


def resolve(scene: Scene, values: Values) -> Values:
    """The slip applied to the planned magnetic course at the time, and the hand's error to that."""
    none = np.zeros_like(values["slip"])
    meant = resolve_hold(scene, values | {"heading_magnetic_deg": none})
    heading = np.mod(
        slipped(meant["heading_magnetic_deg"], values["slip"]) + values["heading_magnetic_deg"], 2 * np.pi
    )
    return meant | {"heading_magnetic_deg": heading}


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared until the wrong heading is selected, that heading from then on."""
    begin = values["heading_begin_s"]
    rows = until(lateral_rows(scene, values), begin)
    rows.append(Row(begin, values["heading_magnetic_deg"], Mode.HEADING_MAGNETIC))
    return orders(scene, values, rows), instruments(values)


CAUSE = Cause(
    name="heading-entry",
    title="A heading entered wrong",
    claims="a heading was entered with digits changed, a decimal lost, or reversed, and held",
    uncertain=uncertain,
    orders=fly,
    resolve=resolve,
)
