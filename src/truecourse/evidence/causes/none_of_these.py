"""None of these: a free manoeuvring flight, broad on purpose, to take the probability when nothing fits."""

from truecourse.evidence.baseline import DEG, Row, Values, instruments, lateral_rows, orders, until
from truecourse.evidence.prior import normal, uniform
from truecourse.evidence.scene import Scene, planned_course
from truecourse.flight.cause import Cause, Reports, Uncertain
from truecourse.flight.orders import Instruments, Mode, Orders

PIECES = 6
FIRST = 30.0 * DEG
CHANGE = 20.0 * DEG
AIRSPEED = 0.05


def uncertain(scene: Scene) -> tuple[Uncertain, ...]:
    """When it began, the magnetic course of each piece against the plan's, and an airspeed of its own."""
    pieces = [
        Uncertain(
            f"course_change_{i}_deg",
            f"course of piece {i + 1} against the one before (the first: against the plan)",
            "normal, 30 degrees for the first, 20 for the others (judgement, broad)",
            normal(0.0, FIRST if i == 0 else CHANGE),
            1 / DEG,
        )
        for i in range(PIECES)
    ]
    return (
        Uncertain(
            "begins_s",
            "when it began, after the start",
            "any time of the first half",
            uniform(0.0, 0.5 * scene.span),
        ),
        *pieces,
        Uncertain(
            "own_airspeed_factor", "airspeed over the schedule's", "normal, 1 ± 0.05", normal(1.0, AIRSPEED)
        ),
    )


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """As cleared until it begins, then pieces of equal length, each on a magnetic heading of its own."""
    begin = values["begins_s"]
    rows = until(lateral_rows(scene, values), begin)
    course = planned_course(scene, begin)
    for i in range(PIECES):
        course = course + values[f"course_change_{i}_deg"]
        rows.append(Row(begin + (scene.span - begin) * i / PIECES, course, Mode.HEADING_MAGNETIC))
    told = orders(scene, values, rows)
    return told._replace(speed=told.speed * values["own_airspeed_factor"]), instruments(values)


CAUSE = Cause(
    name="none-of-these",
    title="None of these",
    claims="a free manoeuvring flight that no cause in the list describes",
    uncertain=uncertain,
    orders=fly,
    reports=Reports.FREE,
)
