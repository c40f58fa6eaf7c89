"""Measure speed and memory, ours and a peer's in the same run, and write docs/benchmarks.md.

BENCH_ENV names the folder for the peer's own environment (default: one in the system's temporary folder).
Nothing here is a test: numbers are of one machine on one day, and the page names it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import venv
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
PEER = "bluesky-simulator[headless]==1.1.1"
AIRCRAFT, PEER_SECONDS = 1000, 10.0
MOST_SECONDS, MOST_GIB, LEAST_RATIO, LEAST_STEPS = 90.0, 4.0, 300.0, 1.5e7


def machine() -> list[str]:
    """What this machine is, a line each."""
    cpu = platform.processor() or platform.machine()
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    memory = ""
    if cpuinfo.exists():
        named = (line for line in cpuinfo.read_text().splitlines() if line.startswith("model name"))
        cpu = next(named, cpu).split(":")[-1].strip()
    if meminfo.exists():
        memory = f", {int(meminfo.read_text().split()[1]) / 2**20:.0f} GiB"
    busy = os.getloadavg()[0]
    return [
        f"{cpu}, {len(os.sched_getaffinity(0))} cores{memory}, {platform.system()}",
        f"CPython {platform.python_version()}, Numba {version('numba')}, NumPy {version('numpy')}",
        f"{datetime.now(UTC):%Y-%m-%d}, load {busy:.1f} when it began",
    ]


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall seconds and peak GiB of a command run as a fresh process in a folder."""
    begun = time.perf_counter()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit((folder / "output").read_text(errors="replace"))
    scale = 2**30 if sys.platform == "darwin" else 2**20  # ru_maxrss is in bytes there, in KiB on Linux
    return wall, used.ru_maxrss / scale


def investigation() -> tuple[float, float]:
    """Wall seconds and peak GiB of investigating the founding case at its defaults."""
    program = Path(sys.executable).with_name("truecourse")
    with tempfile.TemporaryDirectory() as folder:
        return measured([str(program), "investigate", "kal007", "--out", "out"], Path(folder))


def peer() -> dict[str, float]:
    """BlueSky's speed, in an environment of its own that is made once and kept."""
    home = Path(os.environ.get("BENCH_ENV", Path(tempfile.gettempdir()) / "truecourse-bench")).resolve()
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        print(f"making BlueSky's environment in {home}", flush=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True)
        (home / "installed").touch()
    script = [python, "-W", "ignore", HERE / "peer_bluesky.py", str(AIRCRAFT), str(PEER_SECONDS)]
    own = {**os.environ, "HOME": str(home)}  # it keeps caches and settings under the home folder
    done = subprocess.run(script, cwd=home, env=own, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def ours() -> dict[str, float]:
    """Our speed at equal track error, in a fresh process."""
    done = subprocess.run(
        [sys.executable, HERE / "our_speed.py"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |\n"


def speed_table() -> str:
    """The peer first, then ours, so that neither runs beside the other."""
    bluesky, us = peer(), ours()
    ratio = us["aircraft_seconds_per_s"] / bluesky["aircraft_seconds_per_s"]
    text = "\n## Simulated flight\n\n"
    text += row("what", "BlueSky 1.1.1", "truecourse", "bound") + row(*["---"] * 4)
    text += row("aircraft", f"{bluesky['aircraft']:.0f}", f"{us['aircraft']:.0f}", "")
    text += row("longest step", f"{bluesky['step_s']:g} s", f"{us['step_s']:g} s", "")
    text += row("track error after 5.4 h against 1 s steps", "", f"{us['error_nm']:.2g} NM", "0.1 NM")
    peer_rate, rate = bluesky["aircraft_seconds_per_s"], us["aircraft_seconds_per_s"]
    text += row("simulated aircraft-seconds per second", f"{peer_rate:.2e}", f"{rate:.2e}", "")
    text += row("ratio", "1", f"{ratio:.0f}", f"at least {LEAST_RATIO:.0f}")
    text += row(
        "raw steps per second", f"{peer_rate:.2e}", f"{us['steps_per_s']:.2e}", f"at least {LEAST_STEPS:.1e}"
    )
    return text + (
        "\nBoth fly with conflict detection off. Ours has wind, magnetic variation, mode changes and the\n"
        "first vectors in it; its step is the longest whose track error is within the bound. BlueSky has no\n"
        "error here: it flies with 1 s steps, which are taken as exact.\n"
    )


def investigation_table() -> str:
    """Wall time and memory of the main job, first compilation included."""
    wall, memory = investigation()
    text = "\n## `truecourse investigate kal007` at its defaults, a fresh process\n\n"
    text += row("what", "measured", "bound") + row(*["---"] * 3)
    text += row("wall time, first compilation included", f"{wall:.0f} s", f"{MOST_SECONDS:.0f} s")
    return text + row("peak memory", f"{memory:.2f} GiB", f"{MOST_GIB:.0f} GB")


def main() -> None:
    """Measure what is asked for and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["speed", "investigate"], help="print this part, and write nothing")
    only = parser.parse_args().only
    text = "# Benchmarks\n\nWritten by `make bench`; no test depends on it. The machine:\n\n"
    text += "".join(f"- {line}\n" for line in machine())
    text += investigation_table() if only != "speed" else ""
    text += speed_table() if only != "investigate" else ""
    print(text)
    if only is None:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
