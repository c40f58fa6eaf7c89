"""The search plan: what earlier searches left, where each sensor does best next, and what it would find."""

from math import isfinite, pi

import numpy as np

from truecourse.ending.allocate import allocate, success
from truecourse.ending.boxes import boxes, spread
from truecourse.ending.chart import Chart
from truecourse.ending.covered import looked, to_look, within_reach
from truecourse.ending.detection import Array
from truecourse.ending.tracks import rectangles
from truecourse.ending.turned import Turned, turn
from truecourse.ending.unseen import Look, sounded, unseen
from truecourse.flight.search import Law, Planned, Rectangle, SearchPlan, Sensor, Sought

TURNS = 3  # directions tried within a right angle, where none is asked for
WORTH_TURNING = 0.01  # of success: judgement; for less, rectangles lie along the longer axis of the effort
CURVE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0)  # of the effort


def plan(chart: Chart, asked: SearchPlan, land: Array | None = None) -> tuple[Planned, Chart]:
    """The plan, and the chart after what was searched in vain.

    Sensors come in their order, each knowing that those before it found nothing. For one sensor the split of
    effort is the best there is (`allocate`); over sensors of unlike laws or caps it is the best step by step,
    and that is not always the best of all orders. `land` (rows, columns) is 1 where a cell is land. Raises
    ValueError for a beacon or sensor that is not named.
    """
    sensors = {sensor.name: sensor for sensor in asked.sensors}
    looks, land = [], np.zeros(chart.grid.shape) if land is None else land
    for row in asked.searched:
        if row.sensor not in sensors:
            raise ValueError(f"no sensor is named {row.sensor}, which searched before; add it")
        looks.append(looked(chart.grid, row, sensors[row.sensor], land))
    place = chart.probability.ravel()
    heard_of = {beacon.name: [1.0 - beacon.failed] for beacon in asked.beacons}
    left = unseen(looks, asked.beacons, place.size)
    before = max(1.0 - float(place @ left), 0.0)
    searched = _updated(chart, left)
    _ask(heard_of, looks, asked, place)
    sought: list[Sought] = []
    for sensor in asked.sensors:
        if sensor.effort > 0.0:
            sought.append(_seek(chart, (looks, land), sensor, asked))
            looks = [*looks, to_look(chart.grid, sought[-1].rectangles, sensor, land)]
    _ask(heard_of, looks, asked, place)
    last = unseen(looks, asked.beacons, place.size)
    found = max(1.0 - float(place @ last) / (1.0 - before), 0.0)
    beacons = tuple((name, *said) for name, said in heard_of.items())
    return Planned(tuple(sought), before, found, beacons), searched  # type: ignore[arg-type]


def _ask(heard_of: dict[str, list[float]], looks: list[Look], asked: SearchPlan, place: Array) -> None:
    for name, said in heard_of.items():
        said.append(sounded(looks, asked.beacons, name, place))


def _updated(chart: Chart, left: Array) -> Chart:
    """Bayes by cell: what was searched in vain is less probable, all else more."""
    after = chart.probability * left.reshape(chart.grid.shape)
    if not after.sum() > 0.0:
        raise ValueError("the searches leave no place where it can be; their coverage or the map is wrong")
    return Chart(chart.grid, after / after.sum(), chart.kernels)


def _seek(chart: Chart, known: tuple[list[Look], Array], sensor: Sensor, asked: SearchPlan) -> Sought:
    """The best split of one sensor's effort, and rectangles that come near it.

    What is unseen is linear in what this sensor's next pass would miss in a cell, so the weight of a cell
    is the difference between missing all there and nothing.
    """
    place, grid, (looks, land) = chart.probability.ravel(), chart.grid, known
    blind = unseen(looks, asked.beacons, place.size)
    blind_to = 1.0 - within_reach(sensor, land).ravel()
    sure = unseen([*looks, Look(sensor, blind_to, sensor.t)], asked.beacons, place.size)
    weight = np.maximum(place * (blind - sure), 0.0) / float(place @ blind)
    swept = sensor.width * sensor.speed * sensor.effort
    worth = weight[weight > 1e-12 * weight.max()] if weight.any() else weight[:1]
    each = [
        (
            share * sensor.effort,
            success(worth, allocate(worth, np.array(grid.area), share * swept, sensor.law), sensor.law),
        )
        for share in CURVE
    ]
    optimum = dict(each)[sensor.effort]
    found = _boxed(chart, weight, sensor, asked) if weight.any() and swept > 0.0 else []
    return Sought(
        sensor,
        optimum,
        float(sum(r.success for r in found)),
        float(sum(r.effort for r in found)),
        tuple(found),
        np.array(each),
    )


def _boxed(chart: Chart, weight: Array, sensor: Sensor, asked: SearchPlan) -> list[Rectangle]:
    """Rectangles in the direction asked for, or in the best of several."""
    grid, swept = chart.grid, sensor.width * sensor.speed * sensor.effort
    field = weight.reshape(grid.shape)
    first = asked.direction if isfinite(asked.direction) else _axis(chart, field, swept, sensor)
    turned = turn(grid, field, first)
    if not isfinite(asked.direction):
        others = [turn(grid, field, first + 0.5 * pi * k / TURNS) for k in range(1, TURNS)]
        rough = [_roughly(each, swept, sensor.law) for each in (turned, *others)]
        best = int(np.argmax(rough))
        turned = (turned, *others)[best] if rough[best] > rough[0] * (1.0 + WORTH_TURNING) else turned
    plans = []
    for found in boxes(turned, swept, sensor.law, asked.most_rectangles):
        coverage = spread(turned, found, swept, sensor.law)[1]
        plans.append(rectangles(grid, turned, found, coverage, sensor))
    return max(plans, key=lambda plan: sum(box.success for box in plan))


def _roughly(turned: Turned, swept: float, law: Law) -> float:
    """What two boxes find, which tells one direction from another."""
    return max(spread(turned, found, swept, law)[2] for found in boxes(turned, swept, law, 2))


def _axis(chart: Chart, field: Array, swept: float, sensor: Sensor) -> float:
    """The direction, rad, of the longer axis of where the best plan puts its effort."""
    grid = chart.grid
    effort = allocate(field.ravel(), np.array(grid.area), swept, sensor.law).reshape(field.shape)
    x, y = np.meshgrid(*grid.centres())
    share = effort / effort.sum()
    x, y = x - float((share * x).sum()), y - float((share * y).sum())
    across = float((share * x * y).sum())
    return 0.5 * float(np.arctan2(2.0 * across, (share * (y * y - x * x)).sum())) % pi
