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
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
BLUESKY = "bluesky-simulator[headless]==1.1.1"
TRAFFIC = ["traffic==2.13", "pandas<3"]
AIRCRAFT, PEER_SECONDS = 1000, 10.0
MOST_SECONDS, MOST_GIB, LEAST_RATIO, LEAST_STEPS, LEAST_PAIRS = 90.0, 4.0, 300.0, 1.5e7, 1000.0


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
        fresh = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}  # nothing compiled before
        process = subprocess.Popen(command, cwd=folder, env=fresh, stdout=output, stderr=subprocess.STDOUT)
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


def peer(name: str, needs: list[str], script: str, given: list[str]) -> dict[str, float]:
    """What a peer's script prints, in an environment of its own that is made once and kept."""
    folder = Path(os.environ.get("BENCH_ENV", Path(tempfile.gettempdir()) / "truecourse-bench"))
    home = folder.resolve() / name
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        print(f"making an environment for {name} in {home}", flush=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=True)
        (home / "installed").touch()
    own = {**os.environ, "HOME": str(home)}  # some keep caches and settings under the home folder
    return told([python, "-W", "ignore", HERE / script, *given], home, own)


def ours(script: str, given: Sequence[str] = ()) -> dict[str, float]:
    """What a script of our own prints, in a fresh process."""
    return told([sys.executable, HERE / script, *given], HERE, dict(os.environ))


def told(command: list[str | Path], folder: Path, environment: dict[str, str]) -> dict[str, float]:
    """The line of JSON that a command ends with."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |\n"


def speed_table() -> str:
    """The peer first, then ours, so that neither runs beside the other."""
    bluesky = peer("bluesky", [BLUESKY], "peer_bluesky.py", [str(AIRCRAFT), str(PEER_SECONDS)])
    us = ours("our_speed.py")
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


def entries_table() -> str:
    """Pair tests a second, the peer's on a part of the same flights and areas."""
    traffic = peer("traffic", TRAFFIC, "peer_traffic.py", [])["pairs_per_s"]
    us = ours("airspace_speed.py")
    ratio = us["pairs_per_s"] / traffic
    with_ready = us["pairs_per_s_with_preparing"]
    text = "\n## Entries of flights into areas\n\n"
    text += row("what", "traffic 2.13", "truecourse", "bound") + row(*["---"] * 4)
    text += row(
        "pairs of a flight (600 samples) and an area per second",
        f"{traffic:.3g}",
        f"{us['pairs_per_s']:.3g}",
        "",
    )
    text += row("the same, preparing the areas included", "", f"{with_ready:.3g}", "")
    text += row("ratio", "1", f"{ratio:.0f}", f"at least {LEAST_PAIRS:.0f}")
    return text + (
        "\nPairs that an index or a bounding box rejects count for both. `traffic` is planar and samples;\n"
        "truecourse solves for the time and place of every crossing on the ellipsoid.\n"
    )


def watch_table() -> str:
    """Reports a second through all rules, how late alerts are, how memory grows."""
    us = ours("watch_speed.py")
    text = f"\n## `truecourse watch`, {us['flights']:,.0f} flights with plans, {us['areas']:,.0f} areas\n\n"
    text += row("what", "by the clock", "by the processor's time", "bound") + row(*["---"] * 4)
    rate, cpu_rate = f"{us['reports_per_s']:,.0f}", f"{us['reports_per_cpu_s']:,.0f}"
    text += row("reports per second, batches of a second", rate, cpu_rate, "at least 200,000")
    for name, what, bound in (
        ("late_p50", "alert out after its report, 20,000 reports/s: median", ""),
        ("late_p99", "the same: 99 % of alerts", "100 ms"),
        ("longest_step", "longest step of 50 ms of reports", ""),
    ):
        text += row(what, f"{us[name + '_ms']:.0f} ms", f"{us[name + '_cpu_ms']:.0f} ms", bound)
    longest, cpu_longest = f"{us['longest_second_ms']:.0f} ms", f"{us['longest_second_cpu_ms']:.0f} ms"
    text += row("longest step of a second of reports", longest, cpu_longest, "")
    text += row("compiling the loops, where nothing is kept", f"{us['compiling_s']:.0f} s", "", "")
    text += row("first four minutes, plans laid out", f"{us['first_minutes_s']:.0f} s", "", "")
    slope = f"{us['hour_slope_mib_per_h']:.2f} MiB/h"
    text += row("memory's growth over an hour of 500 flights, a report every 4 s", slope, "", "flat")
    return text + (
        f"\nLoad of the machine when it ended: {us['load']:.1f}. Both cores work for a part of each step,\n"
        "so the processor's time is longer than the clock's on a quiet machine. The five minutes timed\n"
        f"hold {us['alerts']:,.0f} alerts, {us['alerts_timed']:,.0f} were timed one by one.\n"
    )


def feeds_table() -> str:
    """Messages a second of each decoder, on one core."""
    us = ours("feeds_speed.py")
    text = "\n## Decoders, one core, messages per second of its time\n\n"
    text += row("format", "messages per second", "reports read per second") + row(*["---"] * 3)
    for name, rates in us.items():
        text += row(name, f"{rates['messages_per_s']:,.0f}", f"{rates['reports_per_s']:,.0f}")
    return text + (
        "\nDecoded as they come live, in pieces of 64 kB or whole documents; own Parquet as a file. Mode S\n"
        "frames are those of a recording where that is at hand, else three published ones over and over.\n"
    )


def investigation_table() -> str:
    """Wall time and memory of the main job, first compilation included."""
    wall, memory = investigation()
    text = "\n## `truecourse investigate kal007` at its defaults, a fresh process\n\n"
    text += row("what", "measured", "bound") + row(*["---"] * 3)
    text += row("wall time, first compilation included", f"{wall:.0f} s", f"{MOST_SECONDS:.0f} s")
    return text + row("peak memory", f"{memory:.2f} GiB", f"{MOST_GIB:.0f} GB")


def recorder_table() -> str:
    """A hundred hours of a flight recorder, from the file to Parquet."""
    us = ours("recorder_speed.py")
    text = f"\n## `truecourse recorder read`, {us['hours']:.0f} flight hours at 256 words a second\n\n"
    text += row("what", "measured", "bound") + row(*["---"] * 3)
    text += row("parameters", f"{us['parameters']}", "500")
    text += row("samples", f"{us['samples']:,}", "")
    text += row("wall time, a fresh process, machine code kept", f"{us['wall_s']:.0f} s", "60 s")
    text += row("processor's time, the run that compiles included", f"{us['cpu_s']:.0f} s", "")
    text += row("peak memory, the file's mapped pages included", f"{us['peak_gib']:.2f} GiB", "")
    sizes = f"{us['raw_mib']:.0f} MiB, {us['parquet_mib']:.0f} MiB"
    text += row("size of the recording, and of the Parquet file", sizes, "")
    return text + (
        f"\nLoad of the machine when it ended: {us['load']:.1f}. The recording is made up: a bitstream\n"
        "whose words are random walks, every word of it used. A first run, which compiles, takes\n"
        f"{us['first_run_of_a_minute_s']:.0f} s for a minute of it.\n"
    )


TABLES: dict[str, Callable[[], str]] = {
    "recorder": recorder_table,
    "investigate": investigation_table,
    "speed": speed_table,
    "entries": entries_table,
    "watch": watch_table,
    "feeds": feeds_table,
}


def main() -> None:
    """Measure what is asked for and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=list(TABLES), help="print this part, and write nothing")
    only = parser.parse_args().only
    text = "# Benchmarks\n\nWritten by `make bench`; no test depends on it. The machine:\n\n"
    text += "".join(f"- {line}\n" for line in machine())
    text += "".join(make() for name, make in TABLES.items() if only in (None, name))
    print(text)
    if only is None:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
