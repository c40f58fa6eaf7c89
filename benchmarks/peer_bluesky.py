"""How fast BlueSky moves a thousand aircraft: run by benchmarks/run.py in BlueSky's own environment.

Prints one line of JSON. Conflict detection is off, and nothing is drawn: only the motion is timed.
"""

import json
import random
import sys
import time

import bluesky
from bluesky.simulation import ScreenIO


class Silent(ScreenIO):
    """A screen that shows nothing."""

    def echo(self, text: str = "", flags: int = 0) -> None:
        """Say nothing."""


def measure(aircraft: int, seconds: float) -> dict[str, float]:
    """Steps of one simulated second for `seconds` of wall time, after a step to warm up."""
    draw = random.Random(0)
    for number in range(aircraft):
        place = draw.uniform(45, 55), draw.uniform(0, 15)
        bluesky.traf.cre(f"B{number}", "A320", *place, draw.uniform(0, 360), 10_000.0, 230.0)
    bluesky.stack.stack("ASAS OFF")
    bluesky.stack.stack("DT 1;FF")
    bluesky.sim.step()
    steps, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        bluesky.sim.step()
        steps += 1
    wall = time.perf_counter() - begun
    if abs(bluesky.sim.simdt - 1.0) > 1e-9 or bluesky.traf.ntraf != aircraft:
        sys.exit("BlueSky did not run the steps or the aircraft that were asked for")
    return {
        "aircraft": aircraft,
        "step_s": bluesky.sim.simdt,
        "aircraft_seconds_per_s": aircraft * steps / wall,
    }


if __name__ == "__main__":
    bluesky.init(mode="sim", detached=True)
    bluesky.scr = Silent()
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
