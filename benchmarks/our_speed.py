"""How fast the kernel moves a thousand flights at a stated track error: run by benchmarks/run.py.

Half the flights hold a heading, half follow the route with its fly-by turns; all have the first vectors, the
case's wind with an error of their own, magnetic variation, climbs, instrument errors. Prints a line of JSON.
"""

import json
import time

import numpy as np

from truecourse.autopilot.fly import ask, duration, fly
from truecourse.autopilot.probe import Questions
from truecourse.evidence.baseline import common
from truecourse.evidence.causes import as_cleared, heading_hold
from truecourse.evidence.stage import stage
from truecourse.feeds.case import open_case
from truecourse.feeds.wind import bundled_climatology

AIRCRAFT = 1000
HOURS = 5.4
ALLOWED = 0.1 * 1852.0  # m
LONGEST_STEPS = (600.0, 480.0, 360.0, 300.0, 240.0, 180.0, 120.0, 90.0, 60.0, 45.0, 30.0, 20.0, 10.0, 5.0)
RADIUS = 6371e3
REPEATS = 20


def drawn(scene, own, n, seed):
    """Values of `n` flights, drawn from the priors all causes share and from a cause's `own`."""
    draw = np.random.default_rng(seed)
    values = {
        quantity.name: quantity.quantile(draw.standard_normal(n)) for quantity in (*common(scene), *own)
    }
    error = np.einsum("ij,njk->nik", scene.wind_root, draw.standard_normal((n, scene.wind_root.shape[1], 2)))
    return {**values, "wind_error": error}


def joined(first, second):
    """Two batches as one; what is one number for a batch stays one."""
    return type(first)(
        *(np.concatenate([a, b]) if np.ndim(a) else a for a, b in zip(first, second, strict=True))
    )


def flights(scene):
    """The thousand flights."""
    half = AIRCRAFT // 2
    held = drawn(scene, heading_hold.uncertain(scene), half, seed=0)
    hold = heading_hold.fly(scene, heading_hold.resolve(scene, held))
    route = as_cleared.fly(scene, drawn(scene, (), half, seed=1))
    return joined(hold[0], route[0]), joined(hold[1], route[1])


def where(scene, batch, seconds, longest):
    """Where the flights are at the end, in steps of at most `longest` seconds; and the wall seconds taken."""
    none = np.zeros((0, 3))
    edges = np.zeros((0, scene.environment.field.shape[0]), np.float32)
    questions = Questions(np.array([seconds - 1.0]), none, none, none, np.zeros(0, np.int64), edges)
    begun = time.perf_counter()
    answers = ask(*batch, scene.environment, questions, duration(seconds, longest))
    return answers.state[:, 0, :3], time.perf_counter() - begun


def main():
    """Find the longest step that keeps the error within the bound, then time it."""
    case = open_case("kal007")
    seconds = HOURS * 3600.0
    scene = stage(case, bundled_climatology(), case.t_start + seconds)
    batch = flights(scene)
    where(scene, batch, seconds, 60.0)  # compiles
    reference, _ = where(scene, batch, seconds, 1.0)
    for longest in LONGEST_STEPS:
        there, _ = where(scene, batch, seconds, longest)
        error = float(np.max(np.linalg.norm(there - reference, axis=1))) * RADIUS
        if error <= ALLOWED:
            break
    busy = time.process_time()
    wall = min(where(scene, batch, seconds, longest)[1] for _ in range(REPEATS))
    busy = (time.process_time() - busy) / REPEATS
    steps = sum(len(track) - 1 for track in fly(*batch, scene.environment, duration(seconds, longest)))
    result = {
        "aircraft": AIRCRAFT,
        "step_s": longest,
        "error_nm": error / 1852.0,
        "aircraft_seconds_per_s": AIRCRAFT * seconds / wall,
        "steps_per_s": steps / wall,
        "core_ns_per_step": busy / steps * 1e9,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
