"""What is said after the ranking on the terminal."""

from math import degrees

from truecourse.flight.explanation import Explanation
from truecourse.report.words import iso, listed, number, place

_NM2 = 1852.0**2


def asides(explanation: Explanation) -> list[str]:
    """Sentences: which causes have no number, so that the probabilities are among the rest only, and where
    the flight would be, if that was asked.
    """
    lost = [cause.name for cause in explanation.causes if not cause.converged]
    said = []
    if lost:
        said.append(
            f"Not known is how probable {listed(lost)} {'is' if len(lost) == 1 else 'are'}: the sampler did "
            "not converge, so the probabilities are among the other causes only."
        )
    where = explanation.prediction
    if where is not None:
        said.append(
            f"At {iso(where.t)} all causes together put it near "
            f"{place(degrees(where.lat), degrees(where.lon))}, with 90 % probability inside an area of "
            f"{number(where.area / _NM2, 0)} NM²."
        )
    return said
