"""Dead reckoning on the forecast wind: headings by the clock, offset by what the wind really was."""

from truecourse.evidence.baseline import DEG, Values, instruments, orders
from truecourse.evidence.legs import steered
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
    return orders(scene, values, steered(scene, values, Mode.HEADING_TRUE)), instruments(values)


CAUSE = Cause(
    name="wind-dead-reckoning",
    title="Dead reckoning on a wrong wind",
    claims="courses were steered by headings and times on the forecast wind",
    uncertain=uncertain,
    orders=fly,
)
