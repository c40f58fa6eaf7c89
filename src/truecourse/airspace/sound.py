"""Areas that can be asked about, and a sentence for each that cannot: a bad one stops no other."""

from collections.abc import Sequence

from truecourse.airspace.index import Areas, prepare
from truecourse.airspace.limits import limits
from truecourse.airspace.parts import parts
from truecourse.flight.airspace import Airspace

Sound = tuple[tuple[Airspace, ...], tuple[str, ...]]


def ready(
    areas: Sequence[Airspace], correction: float = 0.0, ground: float = 0.0
) -> tuple[Areas, tuple[str, ...]]:
    """`prepare` of every area that can be, and sentences that name those that cannot, with the remedy."""
    good, refused = level(areas, correction, ground)
    try:
        return prepare(good, correction, ground), refused
    except ValueError:
        good, more = shaped(good)
        return prepare(good, correction, ground), (*refused, *more)


def level(areas: Sequence[Airspace], correction: float = 0.0, ground: float = 0.0) -> Sound:
    """Areas whose floor is not above their ceiling once both are pressure altitudes, and whose times run
    forwards; `correction`, `ground` m as in `prepare`. An area that is nowhere would be silent otherwise.
    """
    good, refused = list[Airspace](), list[str]()
    for area in areas:
        try:
            given = limits([area], correction, ground)
        except ValueError as error:
            refused.append(str(error))
            continue
        if given.floor[0] <= given.ceiling[0]:
            good.append(area)
        else:
            refused.append(
                f"{area.name}: its floor ({area.floor_ref}) is above its ceiling ({area.ceiling_ref}) at the "
                "pressure and the ground given; correct them"
            )
    return tuple(good), tuple(refused)


def shaped(areas: Sequence[Airspace]) -> Sound:
    """Areas that have a proper boundary."""
    good, refused = list[Airspace](), list[str]()
    for area in areas:
        try:
            for _ in parts(area):
                pass
        except ValueError as error:
            refused.append(str(error) if str(error).startswith(area.name) else f"{area.name}: {error}")
        else:
            good.append(area)
    return tuple(good), tuple(refused)
