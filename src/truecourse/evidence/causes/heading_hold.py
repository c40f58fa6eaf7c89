"""The autopilot stays in HEADING after a vector: navigation never armed, or armed outside its gate."""

import numpy as np

from truecourse.evidence.baseline import (
    DEG,
    Row,
    Values,
    instruments,
    lateral_rows,
    orders,
    size,
    taken_effect,
    until,
)
from truecourse.evidence.prior import mixture, normal, uniform
from truecourse.evidence.scene import Scene, planned_course
from truecourse.flight.cause import Cause, Uncertain
from truecourse.flight.clearance import Granted
from truecourse.flight.orders import Instruments, Mode, Orders

SPREAD = 5.0 * DEG
AFTER_VECTOR = 0.8
HEADINGS = (0.0, 360.0)  # degrees that a selector has
ARMED_AFTER = (
    3600.0  # s after the heading was taken: by then outside the gate; only the display depends on it
)


def vectored(scene: Scene) -> int | None:
    """Index of the first direct clearance that ends a radar vector: where HEADING is left on."""
    heading = False
    for i, clearance in enumerate(scene.case.clearances):
        heading |= clearance.granted is Granted.HEADING
        if heading and clearance.granted is Granted.DIRECT:
            return i
    return None


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When the heading was taken, and how far it is from the planned magnetic course then."""
    later = uniform(0.0, scene.span)
    if vectored(scene) is None:
        begin, words = later, "any time of the flight"
    else:
        begin, words = (
            mixture(normal(np.nan, 1.0), later, AFTER_VECTOR),
            "0.8 at the end of the vector, else any time",
        )
    return (
        Uncertain(
            "heading_begin_s",
            "when the heading was selected, after the start",
            words,
            begin,
            allowed=(0.0, scene.span),
        ),
        Uncertain(
            "heading_magnetic_deg",
            "magnetic heading selected and held",
            "normal about the planned magnetic course, 5 degrees (judgement: wind correction and hand)",
            normal(0.0, SPREAD),
            1 / DEG,
            HEADINGS,
        ),
    )


def resolve(scene: Scene, values: Values) -> Values:
    """The end of the vector where drawn so, and the heading from its difference to the course planned."""
    given, begin = vectored(scene), values["heading_begin_s"]
    if given is not None:
        begin = np.where(np.isnan(begin), taken_effect(scene, values, given), begin)
    heading = np.mod(planned_course(scene, begin) + values["heading_magnetic_deg"], 2 * np.pi)
    return values | {"heading_begin_s": begin, "heading_magnetic_deg": heading}


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared until the heading is selected, that heading from then on."""
    begin = values["heading_begin_s"]
    rows = until(lateral_rows(scene, values), begin)
    heading = values["heading_magnetic_deg"]
    rows.append(Row(begin, heading, Mode.HEADING_MAGNETIC))
    told = orders(scene, values, rows)
    late = values.get("armed_late", np.zeros(size(values))) > 0.5
    if late.any():
        rows.append(Row(np.where(late, begin + ARMED_AFTER, np.inf), heading, Mode.LNAV, leg=1, direct=0))
        told = orders(scene, values, rows)._replace(capture_gate=np.where(late, 0.0, told.capture_gate))
    return told, instruments(values)


CAUSE = Cause(
    name="heading-hold",
    title="Heading mode left on",
    claims="the autopilot holds a magnetic heading; navigation was never armed, "
    "or armed where it could not capture",
    uncertain=uncertain,
    resolve=resolve,
    orders=fly,
    submodes=(("never-armed", 0.5), ("armed-late", 0.5)),
)
