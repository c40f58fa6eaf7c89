"""What searches in vain and finds adrift do to an answer: its draws weighed anew by where they lie."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from truecourse.ending.chart import Chart
from truecourse.ending.grid import Array, cells
from truecourse.ending.waters import waters
from truecourse.flight.airspace import Airspace
from truecourse.flight.ending import QUICK, ClassResult, Impacts, Located, Reading, Waters


def reweighed(i: Impacts, before: Chart, after: Chart) -> Impacts:
    """Draws with the weights that a chart of the same cells gives them: Bayes by draw, with the likelihood of
    the cell it lies in. Raises ValueError where no draw is left.
    """
    at = cells(before.grid, i.lat, i.lon)
    was = before.probability[at]
    said = np.divide(after.probability[at], was, out=np.zeros(len(was)), where=was > 0.0)
    weight = i.weight * said
    if not weight.sum() > 0.0:
        raise ValueError("the searches and finds leave no ending that was drawn; one of them must be wrong")
    return replace(i, weight=weight / weight.sum())


def reckoned(found: Located, i: Impacts, areas: Sequence[Airspace]) -> Located:
    """The answer by draws weighed anew: its ways, waters and first reading, errors with them, as those of
    odds. The other readings are left as they were.
    """
    was, now = found.impacts.weight, i.weight
    ways = [
        carried(c.probability, _error(found, c), *_times(was, now, i.kind == i.kinds.index(c.name)))
        for c in found.classes
    ]
    total = float(np.nansum([p for p, _ in ways]))
    classes = tuple(replace(c, probability=p / total) for c, (p, _) in zip(found.classes, ways, strict=True))
    errors = {c.name: e for c, (_, e) in zip(found.classes, ways, strict=True)}
    first = found.readings[0]
    soon = carried(first.quick, first.quick_error, *_times(was, now, i.t - i.lost_t <= QUICK))
    reading = replace(
        first, errors=tuple(errors.get(k, np.nan) for k in i.kinds), quick=soon[0], quick_error=soon[1]
    )
    return replace(
        found,
        impacts=i,
        classes=tuple(sorted(classes, key=_last_unknown)),
        waters=_waters(found, i, areas),
        readings=(_chances(reading, classes, i.kinds), *found.readings[1:]),
    )


def carried(p: float, error: float, inside: float, outside: float) -> tuple[float, float]:
    """A probability and its error after evidence that is so likely `inside` the case and `outside` it: Bayes'
    rule, and its derivative.
    """
    whole = p * inside + (1.0 - p) * outside
    return (p * inside / whole, error * inside * outside / whole**2) if whole > 0.0 else (p, error)


def _times(was: Array, now: Array, mine: NDArray[np.bool_]) -> tuple[float, float]:
    """By what weights grew, on average, of some draws and of all others; 1 for either where it has none."""
    grew = [(float(now[part].sum()), float(was[part].sum())) for part in (mine, ~mine)]
    inside, outside = (after / before if before > 0.0 else 1.0 for after, before in grew)
    return inside, outside


def _error(found: Located, c: ClassResult) -> float:
    return dict(zip(found.impacts.kinds, found.readings[0].errors, strict=True))[c.name]


def _chances(reading: Reading, classes: Sequence[ClassResult], kinds: tuple[str, ...]) -> Reading:
    chance = {c.name: c.probability for c in classes}
    return replace(reading, probabilities=tuple(chance.get(name, np.nan) for name in kinds))


def _last_unknown(c: ClassResult) -> float:
    return -c.probability if c.probability == c.probability else 1.0


def _waters(found: Located, i: Impacts, areas: Sequence[Airspace]) -> tuple[Waters, ...]:
    names, where = waters(areas, i.lat, i.lon)
    index = {name: k for k, name in enumerate(names)}
    was, now, out = found.impacts.weight, i.weight, []
    for w in found.waters:
        mine = where == index.get(w.name, -1)
        out.append(Waters(w.name, *carried(w.probability, w.error, *_times(was, now, mine))))
    return tuple(sorted(out, key=lambda w: -w.probability))
