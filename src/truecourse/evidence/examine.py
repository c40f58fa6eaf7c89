"""What stands behind an answer: what each observation said, whether the best cause fits at all, what
would tell the leaders apart.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from truecourse.earth.nvector import from_nvector
from truecourse.evidence.explain import AT_ONCE, KEPT, REPLICATES, Effort, Weighed, posterior
from truecourse.evidence.level import NotConverged, Settings
from truecourse.evidence.likelihood import GROSS, RANGES, SHARED, log_density, residual_sigma
from truecourse.evidence.quantities import plane
from truecourse.evidence.residual import Residual, residual
from truecourse.evidence.reweight import LEAST_EFFECTIVE, log_evidence
from truecourse.evidence.sample import sample_near, unknown
from truecourse.evidence.weigh import answers_of, terms_of, trial, values_of
from truecourse.flight.cause import Reports
from truecourse.flight.explanation import Candidate, Contribution, Fan, Fit
from truecourse.flight.observation import Seen

Array = NDArray[np.float64]

RADAR_ERROR = 5 * 1852.0  # m: a position by a long-range radar, as a candidate observation
ABEAM_ERROR = 1852.0  # m: an offset abeam a fix by a radar near it
REPORT_ERROR = 60.0  # s: a position report's time
WITHOUT_ONE = Settings(rounds=8, batches=5)
CLEARLY = 0.5  # nats of error within which evidence, with an observation and without, is known well
FAN_FLIGHTS = 200
FAN_STEP = 300.0


def contributions(w: Weighed, effort: Effort) -> tuple[Contribution, ...]:
    """Log evidence with each observation less that without it, by reweighting every flight the sampler
    visited; where too few of them count without it, by weighing anew, if the cause's evidence is known well.
    """
    if w.samples is None or w.samples.pool is None or not w.samples.converged:
        return ()
    evidence = w.trial.evidence
    count = len(evidence.observations)
    terms = w.samples.pool.terms
    total = terms[:, :count].sum(axis=1)
    whole, effective_whole = log_evidence(w.samples.pool, total)
    draws = posterior(w, -1, KEPT, 1)
    values = values_of(w.trial, draws)
    answers = answers_of(w.trial, values)
    sharp = effective_whole >= LEAST_EFFECTIVE and w.samples.stages[-1].log_evidence_sd < CLEARLY
    found = []
    for j, o in enumerate(evidence.observations):
        rest, effective = log_evidence(w.samples.pool, total - terms[:, count + j])
        if effective < LEAST_EFFECTIVE and sharp:
            rest, effective = _without(w, j, effort) or (rest, effective)
        least = min(effective, effective_whole)
        sigma = residual_sigma(o, evidence.where[j], answers, values, w.trial.scene)
        found.append(
            Contribution(
                o.id,
                w.cause.name,
                whole - rest if least >= LEAST_EFFECTIVE else np.nan,
                least,
                float(np.nanmedian(sigma)) if np.isfinite(sigma).any() else np.nan,
            )
        )
    return tuple(found)


def _without(w: Weighed, j: int, effort: Effort) -> tuple[float, float] | None:
    """Log evidence without observation j, weighed from where the flights were with it, and its effective
    draws; None where they do not suffice.
    """
    places = posterior(w, -1, REPLICATES * effort.particles, effort.seed)
    count = len(w.trial.evidence.observations)
    exponents = np.repeat([1.0, 0.0], count)
    exponents[count + j] = -1.0
    try:
        stage, _ = sample_near(
            effort.seed,
            lambda z: terms_of(w.trial, z, AT_ONCE),
            unknown(places.reshape(REPLICATES, effort.particles, -1), 2 * count),
            exponents=exponents,
            particles=effort.particles,
            settings=WITHOUT_ONE,
        )
    except NotConverged:
        return None
    known = stage.effective >= LEAST_EFFECTIVE and stage.log_evidence_sd < CLEARLY
    return (stage.log_evidence, stage.effective) if known else None


def fit(w: Weighed, seed: int) -> Fit:
    """Posterior predictive check: how often data drawn from the cause itself are at least as odd as those
    seen.

    The discrepancy is minus the log likelihood, each observation alone (Gelman, Meng & Stern 1996).
    """
    rng = np.random.default_rng([seed, 7])
    values = values_of(w.trial, posterior(w, -1, KEPT, 2))
    answers = answers_of(w.trial, values)
    seen, drawn = np.zeros(KEPT), np.zeros(KEPT)
    of_group = {j: rng.standard_normal(KEPT) for group in w.trial.evidence.groups for j in [group[0]]}
    shared = {j: of_group[group[0]] for group in w.trial.evidence.groups for j in group}
    for j, (o, index) in enumerate(zip(w.trial.evidence.observations, w.trial.evidence.where, strict=True)):
        if o.kind in RANGES or (o.kind is Seen.INSTRUMENT_REPORT and w.cause.reports is Reports.FREE):
            continue
        found = residual(o, index, answers, values, w.trial.scene)
        wrong = rng.random(KEPT) < o.outlier_probability
        one = (KEPT, 1) if found.share < 1.0 else found.difference.shape
        right = rng.standard_normal(one)
        if j in shared:
            right[:, 0] = np.sqrt(SHARED) * shared[j] + np.sqrt(1.0 - SHARED) * right[:, 0]
        z = np.where(wrong[:, None], GROSS * rng.standard_cauchy(one), right)
        z = np.broadcast_to(z, found.difference.shape)
        seen -= log_density(found, o.outlier_probability)
        drawn -= log_density(Residual(z * found.sd, found.sd, found.share), o.outlier_probability)
    p = float(np.mean(drawn >= seen))
    words = "fits" if p > 0.05 else "fits poorly" if p > 0.005 else "does not fit"
    return Fit(
        w.cause.name,
        p,
        f"Even on its own terms {w.cause.title.lower()} {words}: {p:.1%} of data sets that it would produce "
        "are at least as odd as the one seen.",
    )


def candidates(first: Weighed, second: Weighed, seed: int) -> tuple[Candidate, ...]:
    """Observations nobody made, by how far they would separate two causes: expected log Bayes factor, in
    nats.

    Both causes' predictions are taken as normal and the mean of the two divergences of Kullback and Leibler
    is given.
    """
    scene = first.trial.scene
    hours = np.arange(scene.case.t_start + 1800.0, scene.case.t_start + scene.time.t_end, 3600.0)
    clouds = []
    for k, w in enumerate((first, second)):
        asked = trial(scene, w.cause, w.trial.evidence.observations, tuple(hours))
        extra = [plane(a, b, b) for a, b in zip(scene.route[:-1], scene.route[1:], strict=True)]
        questions = asked.questions._replace(
            **{
                name: np.array([e[i] for e in extra]) for i, name in enumerate(("abeam", "tangent", "normal"))
            },
            unit_leg=np.arange(1, len(scene.route)),
        )
        values = values_of(asked, posterior(w, -1, KEPT, seed + k))
        clouds.append(answers_of(replace(asked, questions=questions), values))
    a, b = clouds
    found = []
    for q, t in enumerate(hours):
        nats = _separation(a.state[:, q, :3] * 6371e3, b.state[:, q, :3] * 6371e3, RADAR_ERROR)
        found.append(
            (f"the position {(t - scene.case.t_start) / 3600:.1f} h after take-off, within 5 NM", nats)
        )
    seen = {
        o.place.name for o in first.trial.evidence.observations if o.kind is Seen.OFFSET_ABEAM and o.place
    }
    for i, fix in enumerate(scene.route[1:]):
        if fix.name in seen:
            continue
        found.append(
            (
                f"the offset abeam {fix.name}, within 1 NM",
                _separation(a.abeam[:, i, 1:], b.abeam[:, i, 1:], ABEAM_ERROR),
            )
        )
        report = _separation(a.report[:, i : i + 1], b.report[:, i : i + 1], REPORT_ERROR)
        found.append((f"the time the instruments show passing {fix.name}, within 1 min", report))
    best = sorted((f for f in found if np.isfinite(f[1])), key=lambda f: -f[1])
    return tuple(Candidate(words, first.cause.name, second.cause.name, nats) for words, nats in best[:8])


def fan(w: Weighed, seed: int) -> Fan:
    """Posterior flights of a cause: positions every five minutes, as long as the flight was its own."""
    scene = w.trial.scene
    last = float(np.nanmin([scene.time.t_end, scene.case.undisturbed_until - scene.case.t_start]))
    t = np.append(np.arange(0.0, last, FAN_STEP), last)
    asked = trial(scene, w.cause, w.trial.evidence.observations, tuple(scene.case.t_start + t))
    answers = answers_of(asked, values_of(asked, posterior(w, -1, FAN_FLIGHTS, seed)))
    lat, lon = from_nvector(np.nan_to_num(answers.state[:, : t.size, :3], nan=1.0))
    whole = np.isfinite(answers.state[:, : t.size, 0]).all(axis=1)
    return Fan(
        w.cause.name,
        scene.case.t_start + t,
        lat[whole],
        lon[whole],
        np.full(int(whole.sum()), 1 / max(int(whole.sum()), 1)),
    )


def _separation(a: Array, b: Array, error: float) -> float:
    """Mean of the two Kullback-Leibler divergences of normals fitted to clouds (n, d), each with an error
    added.
    """
    a, b = (x[np.isfinite(x).all(axis=1)] for x in (a, b))
    if min(len(a), len(b)) < 3 * KEPT // 4:  # what many flights never do cannot be asked of all
        return float("nan")
    d = a.shape[1]
    noise = error**2 * np.eye(d)
    ca, cb = (np.atleast_2d(np.cov(x.T)) + noise for x in (a, b))
    apart = a.mean(axis=0) - b.mean(axis=0)
    ia, ib = np.linalg.inv(ca), np.linalg.inv(cb)
    return float(0.25 * (np.trace(ib @ ca) + np.trace(ia @ cb) - 2 * d + apart @ (ia + ib) @ apart))
