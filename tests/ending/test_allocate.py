"""The split of effort against closed forms and a general optimiser."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, minimize
from scipy.special import erf, ndtr

from ending.clouds import field
from truecourse.ending.allocate import allocate, success
from truecourse.ending.detection import detected
from truecourse.flight.search import Law

LAWS = tuple(Law)
SLOPES = {
    Law.DEFINITE: lambda z: np.where(z < 1.0, 1.0, 0.0),
    Law.EXPONENTIAL: lambda z: np.exp(-z),
    Law.INVERSE_CUBE: lambda z: np.exp(-0.25 * np.pi * z**2),
}


def test_detection_functions_are_the_published_ones() -> None:
    assert float(detected(Law.EXPONENTIAL, 1.0)) == pytest.approx(1.0 - np.exp(-1.0))
    assert float(detected(Law.INVERSE_CUBE, 1.0)) == pytest.approx(float(erf(np.sqrt(np.pi) / 2.0)))
    assert float(detected(Law.INVERSE_CUBE, 1.0)) == pytest.approx(0.79, abs=0.005)  # 79 % at coverage 1
    assert float(detected(Law.DEFINITE, 0.4)) == 0.4
    for law in LAWS:
        z = np.linspace(0.0, 3.0, 31)
        fine = (detected(law, z + 1e-6) - detected(law, np.maximum(z - 1e-6, 0.0))) / (
            1e-6 + np.minimum(z, 1e-6)
        )
        smooth = np.abs(z - 1.0) > 1e-3
        assert np.allclose(fine[smooth], SLOPES[law](z)[smooth], atol=1e-5)


@pytest.mark.parametrize("h", [0.1, 0.5, 1.0, 2.0, 4.0, 8.0])
def test_a_circular_normal_searched_at_random(h: float, validation: Callable[..., None]) -> None:
    """1 − (1 + h) e^(−h) with h = sqrt(Z / (π σ²)): Koopman 1946; Stone 1975, example 2.2.7."""
    sigma, cell = 1.0, 0.05
    mass = np.diff(ndtr(np.arange(-9.0, 9.0 + cell, cell) / sigma))
    weight = np.outer(mass, mass).ravel()
    swept = np.pi * sigma**2 * h**2
    coverage = allocate(weight, np.array(cell**2), swept, Law.EXPONENTIAL)
    assert coverage.sum() * cell**2 == pytest.approx(swept, rel=1e-9)
    true = 1.0 - (1.0 + h) * np.exp(-h)
    off = abs(success(weight, coverage, Law.EXPONENTIAL) / true - 1.0)
    assert off < 1e-3
    validation(
        "ending", "probability of success of the best plan for a circular normal, relative error", off, "",
        1e-3, "1 − (1 + h) e^(−h)",
    )  # fmt: skip


def _brute(weight: np.ndarray, area: np.ndarray, swept: float, law: Law) -> float:
    """The best probability of success by a general optimiser: HiGHS where the law is linear, else SLSQP."""
    if law is Law.DEFINITE:
        return -float(linprog(-weight, area[None, :], [swept], bounds=(0.0, 1.0)).fun)

    def lost(z: np.ndarray) -> tuple[float, np.ndarray]:
        return -float(weight @ detected(law, z)), -weight * SLOPES[law](z)

    found = minimize(
        lost, np.full(weight.size, swept / area.sum()), jac=True, method="SLSQP",
        bounds=[(0.0, 60.0)] * weight.size, constraints=[LinearConstraint(area / swept, 0.0, 1.0)],
        options={"maxiter": 500, "ftol": 1e-12},
    )  # fmt: skip
    return -float(found.fun)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("name", ["two peaks", "three peaks"])
def test_no_general_optimiser_finds_more(law: Law, name: str, validation: Callable[..., None]) -> None:
    made = field(name, cells=6, cell=5000.0)
    weight, area = made.probability.ravel(), np.full(36, made.grid.area)
    for share in (0.05, 0.5):
        swept = share * area.sum()
        ours = success(weight, allocate(weight, area, swept, law), law)
        theirs = _brute(weight, area, swept, law)
        assert ours >= theirs * (1.0 - 1e-6)
        assert ours <= theirs * (1.0 + 1e-3), "more than can be found"
        validation(
            "ending", f"success on maps with several peaks, {law.value}: a general optimiser's less ours",
            max(theirs - ours, 0.0), "", 1e-6, "SciPy's HiGHS and SLSQP",
        )  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.1, 10.0)), min_size=2, max_size=6),
    st.floats(0.01, 30.0), st.sampled_from(LAWS), st.integers(0, 10_000),
)  # fmt: skip
def test_moving_effort_from_one_cell_to_another_never_helps(
    cells: list[tuple[float, float]], swept: float, law: Law, seed: int
) -> None:
    weight, area = (np.array(v) for v in zip(*cells, strict=True))
    coverage = allocate(weight, area, swept, law)
    best = success(weight, coverage, law)
    assert coverage @ area <= swept * (1.0 + 1e-9)
    rng = np.random.default_rng(seed)
    i, j = rng.integers(0, len(cells), 2)
    moved = coverage.copy()
    part = rng.random() * coverage[i] * area[i]
    moved[i] -= part / area[i]
    moved[j] += part / area[j]
    assert success(weight, np.maximum(moved, 0.0), law) <= best + 1e-9


def test_more_effort_only_adds_to_what_less_effort_does() -> None:
    """Uniformly optimal: two sensors at random, one after the other, do as well as one with both efforts."""
    made = field("three peaks", cells=60, cell=700.0)
    weight, area = made.probability.ravel(), np.array(made.grid.area)
    first = allocate(weight, area, 5e7, Law.EXPONENTIAL)
    left = weight * np.exp(-first)
    second = allocate(left, area, 9e7, Law.EXPONENTIAL)
    both = allocate(weight, area, 1.4e8, Law.EXPONENTIAL)
    assert np.allclose(first + second, both, atol=1e-9)


def test_what_cannot_be() -> None:
    for weight, area, swept in (([-0.1], [1.0], 1.0), ([0.1], [0.0], 1.0), ([0.1], [1.0], -1.0)):
        with pytest.raises(ValueError, match="0 or more"):
            allocate(np.array(weight), np.array(area), swept, Law.EXPONENTIAL)
    assert allocate(np.zeros(3), np.ones(3), 1.0, Law.EXPONENTIAL).tolist() == [0.0, 0.0, 0.0]
