"""Nothing went wrong: the flight follows its clearances, with the errors every flight has."""

from truecourse.evidence.baseline import Values, instruments, lateral_rows, orders
from truecourse.evidence.scene import Scene
from truecourse.flight.cause import Cause
from truecourse.flight.orders import Instruments, Orders


def fly(scene: Scene, values: Values) -> tuple[Orders, Instruments]:
    """The clearances as obeyed."""
    return orders(scene, values, lateral_rows(scene, values)), instruments(values)


CAUSE = Cause(
    name="as-cleared",
    title="As cleared",
    claims="the flight follows its clearances within the usual errors",
    uncertain=lambda scene: (),
    orders=fly,
)
