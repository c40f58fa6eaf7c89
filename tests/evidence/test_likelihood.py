"""Densities against direct formulas and quadrature; shared errors against an independent integral."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import cauchy, norm

from truecourse.autopilot.probe import Answers
from truecourse.evidence.likelihood import gather, log_density, log_terms, shared_density, shared_error
from truecourse.evidence.mixture import Group, _by_nodes, _by_subsets, group_terms
from truecourse.evidence.quantities import Index
from truecourse.evidence.residual import Residual
from truecourse.flight.cause import Reports
from truecourse.flight.fix import Fix
from truecourse.flight.observation import Observation, Seen, Use

SCENE = SimpleNamespace(case=SimpleNamespace(t_start=0.0, undisturbed_until=np.nan))
PLACE = Fix("HERE", 1.0, 2.0)


def crossing(name, error, outlier, known=0.0, group="g"):
    """An entry into a region at time 0, so that the residual is the simulated flight's own time of entry."""
    return Observation(
        name, Seen.REGION_ENTRY, 0.0, error, np.nan, np.nan, group, Use.EXPLAIN, known, outlier, region=name
    )


def terms(observations, times, reports=Reports.UNITS):
    """Log likelihood terms of flights that entered the areas at `times` (n, J)."""
    times = np.atleast_2d(np.asarray(times, float))
    entered = np.stack([times, np.full(times.shape, np.nan)], axis=2)
    n = len(times)
    answers = Answers(np.zeros((n, 0, 12)), np.zeros((n, 0, 2)), np.zeros((n, 0)), entered)
    where = tuple(Index((), j) for j in range(len(observations)))
    return log_terms(gather(tuple(observations), where), answers, {}, SCENE, reports)


def density(x, sd, outlier):
    return (1 - outlier) * norm.pdf(x, 0, sd) + outlier * cauchy.pdf(x, 0, 10 * sd)


@pytest.mark.parametrize("outlier", [1e-6, 0.02, 0.2])
def test_density_is_a_normal_and_a_wide_cauchy(outlier):
    x = np.linspace(-2000.0, 2000.0, 401)
    found = log_density(Residual(x[:, None], np.full((401, 1), 60.0)), outlier)
    assert np.abs(found - np.log(density(x, 60.0, outlier))).max() < 1e-12


def test_density_integrates_to_one():
    def at(x):
        return float(np.exp(log_density(Residual(np.array([[x]]), np.array([[3.0]])), 0.1))[0])

    near = quad(at, -3e3, 3e3, points=[-30, 0, 30], limit=400, epsabs=1e-12)[0]
    assert near + 0.1 * 2 * cauchy.sf(3e3, 0, 30) == pytest.approx(1.0, abs=1e-9)


def test_components_multiply_and_samples_of_one_fact_average():
    x = np.array([[1.0, -2.0, 0.5]])
    apart = log_density(Residual(x, np.ones((1, 3))), 1e-9)[0]
    assert apart == pytest.approx(norm.logpdf(x).sum(), abs=1e-6)
    assert log_density(Residual(x, np.ones((1, 3)), 1 / 3), 1e-9)[0] == pytest.approx(apart / 3, abs=1e-6)
    same = log_density(Residual(np.full((1, 6), 1.3), np.ones((1, 6)), 1 / 6), 0.05)[0]
    assert same == pytest.approx(
        log_density(Residual(np.array([[1.3]]), np.ones((1, 1))), 0.05)[0], abs=1e-12
    )


def joint(x, sds, outliers):
    """Independent integral over the shared error: half of every variance, with adaptive quadrature."""

    def integrand(u):
        each = [
            (1 - q) * norm.pdf(v, np.sqrt(0.5) * s * u, np.sqrt(0.5) * s) + q * cauchy.pdf(v, 0, 10 * s)
            for v, s, q in zip(x, sds, outliers, strict=True)
        ]
        return norm.pdf(u) * np.prod(each)

    return np.log(quad(integrand, -12, 12, points=[-3, 0, 3, 6], limit=500, epsabs=0, epsrel=1e-11)[0])


CASES = [
    ((20.0, 35.0, -10.0), (30.0, 60.0, 20.0), (0.02, 0.05, 0.2)),
    ((120.0, 230.0, 90.0), (30.0, 60.0, 20.0), (0.02, 0.05, 0.2)),
    ((0.0, 5000.0), (60.0, 60.0), (0.05, 0.02)),
    ((330.0, 330.0, 330.0, 330.0), (60.0, 60.0, 60.0, 60.0), (0.02, 0.02, 0.02, 0.02)),
]


@pytest.mark.parametrize(("x", "sds", "outliers"), CASES)
def test_a_group_adds_up_to_its_joint_density(validation, x, sds, outliers):
    seen = [
        crossing(str(i), s, q, known=float(i)) for i, (s, q) in enumerate(zip(sds, outliers, strict=True))
    ]
    found = terms(seen, x)[0]
    error = abs(found[: len(x)].sum() - joint(x, sds, outliers))
    validation(
        "evidence", "density of a group that shares an error", error, "nats", 1e-5, "adaptive quadrature"
    )
    assert error < 1e-5


@pytest.mark.parametrize(("x", "sds", "outliers"), CASES)
def test_leaving_one_out_takes_away_what_it_adds_to_the_rest(x, sds, outliers):
    count = len(x)
    seen = [crossing(str(i), s, q) for i, (s, q) in enumerate(zip(sds, outliers, strict=True))]
    found = terms(seen, x)[0]
    for j in range(count):
        rest = [tuple(v for i, v in enumerate(of) if i != j) for of in (x, sds, outliers)]
        assert found[count + j] == pytest.approx(joint(x, sds, outliers) - joint(*rest), abs=1e-5)


def test_the_order_of_knowledge_moves_the_terms_and_not_their_sum():
    x, sds, outliers = CASES[1]
    one, other = (
        terms([crossing(str(i), sds[i], outliers[i], known) for i, known in enumerate(order)], x)[0]
        for order in ((1.0, 2.0, 3.0), (3.0, 1.0, 2.0))
    )
    assert np.abs(one[:3] - other[:3]).max() > 0.1
    assert one[:3].sum() == pytest.approx(other[:3].sum(), abs=1e-9)
    assert np.abs(one[3:] - other[3:]).max() < 1e-9


def test_a_stage_that_knew_only_the_first_has_the_first_one_s_own_density():
    x, sds, outliers = CASES[0]
    later = [crossing(str(i), sds[i], outliers[i], known=float(i)) for i in range(3)]
    assert terms(later, x)[0, 0] == pytest.approx(np.log(density(x[0], sds[0], outliers[0])), abs=1e-6)
    assert terms(later, x)[0, :2].sum() == pytest.approx(joint(x[:2], sds[:2], outliers[:2]), abs=1e-5)


def test_errors_of_one_group_in_one_direction_cost_less_than_of_two():
    together = terms([crossing("a", 60.0, 1e-9), crossing("b", 60.0, 1e-9)], [180.0, 180.0])[0, :2].sum()
    apart = terms(
        [crossing("a", 60.0, 1e-9, group="a"), crossing("b", 60.0, 1e-9, group="b")], [180.0, 180.0]
    )[0, :2].sum()
    against = terms([crossing("a", 60.0, 1e-9), crossing("b", 60.0, 1e-9)], [180.0, -180.0])[0, :2].sum()
    # of a bivariate normal with correlation one half: 9/1.5 against 9 against 9/0.5, and its determinant
    shape = -0.5 * np.log(0.75)
    assert together - apart == pytest.approx(9 - 6 + shape, abs=1e-4)
    assert against - apart == pytest.approx(9 - 18 + shape, abs=1e-4)


def test_one_gross_mistake_costs_a_bounded_number_of_nats():
    z = np.array([0.0, 10.0, 30.0, 100.0, 1000.0])
    found = log_density(Residual(z[:, None], np.ones((5, 1))), 0.02)
    cost = found[0] - found
    assert (np.diff(cost) > 0).all()
    assert cost[2] < 9.5  # thirty errors: a normal would take 450
    assert cost[4] < 16.0  # a thousand: a normal would take half a million


def test_what_never_happened_is_finite_and_only_a_wrong_source():
    single = log_density(Residual(np.array([[np.nan]]), np.array([[60.0]])), 0.05)[0]
    assert single == pytest.approx(np.log(0.05 * cauchy.pdf(6000.0, 0, 600.0)), abs=1e-12)
    grouped = terms([crossing("a", 60.0, 0.05), crossing("b", 60.0, 0.05)], [[np.nan, 0.0], [np.nan, np.nan]])
    assert np.isfinite(grouped).all()
    assert grouped[0, 2] == pytest.approx(single, abs=1e-6)
    nodes = shared_density(Residual(np.array([[np.nan]]), np.array([[60.0]])), 0.05)
    assert nodes == pytest.approx(np.full(nodes.shape, single), abs=1e-9)


def ranged(kind):
    return Observation("r", kind, 0.0, 0.0, 300e3, 30e3, "", Use.EXPLAIN, 0.0, 0.1, place=PLACE)


def test_heard_and_not_heard_complete_each_other():
    angle = 1.0 + np.array([0.0, 280e3, 300e3, 900e3]) / 6371e3  # due north of the station
    p = np.stack([np.cos(angle) * np.cos(2.0), np.cos(angle) * np.sin(2.0), np.sin(angle)], axis=1)
    state = np.zeros((4, 1, 12))
    state[:, 0, :3] = p
    none = np.zeros((4, 0, 2))
    answers = Answers(state, none, np.zeros((4, 0)), none)
    chances = {}
    for kind in (Seen.HEARD, Seen.NOT_HEARD, Seen.NOT_SEEN):
        evidence = gather((ranged(kind),), (Index((0,)),))
        chances[kind] = np.exp(log_terms(evidence, answers, {}, SCENE, Reports.UNITS)[:, 0])
    expected = 0.9 * norm.cdf((300e3 - np.array([0.0, 280e3, 300e3, 900e3])) / 30e3) + 0.05
    assert chances[Seen.HEARD] == pytest.approx(expected, abs=1e-9)
    assert chances[Seen.HEARD] + chances[Seen.NOT_HEARD] == pytest.approx(np.ones(4), abs=1e-9)
    assert chances[Seen.NOT_SEEN] == pytest.approx(chances[Seen.NOT_HEARD])


@pytest.mark.parametrize("count", [1, 2])
def test_reports_that_are_made_up_say_nothing_of_the_track(count):
    seen = [
        Observation(
            str(i),
            Seen.INSTRUMENT_REPORT,
            0.0,
            60.0,
            np.nan,
            np.nan,
            "crew",
            Use.EXPLAIN,
            0.0,
            0.02,
            place=PLACE,
        )
        for i in range(count)
    ]
    none = np.zeros((3, 0, 2))
    answers = Answers(np.zeros((3, 0, 12)), none, np.tile([[0.0], [500.0], [np.nan]], count), none)
    evidence = gather(tuple(seen), tuple(Index((), i) for i in range(count)))
    free = log_terms(evidence, answers, {}, SCENE, Reports.FREE)
    assert free == pytest.approx(np.full((3, 2 * count), -np.log(3600.0)))
    own = log_terms(evidence, answers, {}, SCENE, Reports.UNITS)
    assert own[0, :count].sum() > own[1, :count].sum() > own[2, :count].sum()


def test_a_sign_convention_decides_nothing():
    """Two places of two components each: turning the sign of either everywhere changes nothing."""
    base = np.array([[[2.0, 2.0]], [[1.5, 2.5]]])
    for flip in ((1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)):
        both = [
            group_terms(
                [Residual(z * np.array(f), np.ones((1, 2))) for z in base],
                [0.05, 0.05],
                shared_error(4),
                100.0,
            )
            for f in ((1.0, 1.0), flip)
        ]
        assert both[0] == pytest.approx(both[1], abs=1e-9)


def test_the_two_ways_to_integrate_a_shared_error_agree():
    """Closed form over who is right, and nodes: two ways written apart."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal((200, 4, 2)) * np.exp(rng.standard_normal((200, 4, 1)))
    happened = rng.random((200, 4)) > 0.05
    group = Group(
        np.where(happened[..., None], z, 100.0),
        rng.standard_normal((200, 4)),
        happened,
        np.array([2, 1, 2, 1]),
        np.ones(4),
        np.array([0.02, 0.3, 0.05, 1e-6]),
    )
    nodes = shared_error(6)
    exact, folded = np.empty((200, 2, 4)), np.empty((200, 2, 4))
    _by_subsets(group, nodes, exact, np.empty((2, 16)))
    _by_nodes(group, nodes, folded, np.empty((5, nodes.nodes.size)))
    assert np.abs(exact - folded).max() < 1e-5
