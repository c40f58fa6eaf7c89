"""Coverage-guided fuzzing of every decoder and reader of feeds (not part of `make test`).

    python tools/fuzz_covered.py --seconds 30                 all targets, one after another
    python tools/fuzz_covered.py --seconds 600 --only beast,pcapng
    python tools/fuzz_covered.py --again beast FILE           one input again, to see what it does

Needs atheris (libFuzzer for Python), which is no dependency of truecourse: `pip install atheris` in an
environment of its own that also has truecourse. Each target runs in a process of its own, begins with the
good messages of `fuzz_seeds.py`, and keeps what reaches new code in a temporary folder. It fails on whatever
is raised but the sentence of a `CaseError`, on ten seconds for one input, on 2 GB of memory, and on what its
check finds wrong in what was read. Inputs of at most 2,048 bytes.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOW = 1.8e9  # POSIX s of reading: what is dated later is refused
LONGEST, SLOWEST, MEMORY = 2048, 10, 2048  # bytes, s, MB
STREAMS = ("beast", "avr", "frames", "sbs", "readsb", "asterix")
FILES = ("pandas", "csv", "opensky", "opensky-json")
AREAS = ("geojson", "openair", "aixm", "notam")
TARGETS = (*STREAMS, *(f"file-{name}" for name in FILES), "parquet", "pcap", "pcapng", "fpl", "words", *AREAS,
           "schedule", "item15", "alerts")  # fmt: skip


def target(name: str) -> Callable[[bytes], None]:
    """What is done with an input; imported here, so that it is instrumented."""
    if name in STREAMS:
        return _stream(name)
    if name in AREAS or name in ("schedule", "item15", "alerts"):
        return _text(name)
    if name in ("fpl", "words"):
        from truecourse.feeds.heard.words import parse_words

        return lambda data: check(parse_words(data.decode("utf-8", "replace"), (), NOW, 1.7e9).reports)
    return _file(name)


def check(reports: Any) -> None:
    """Whatever was read is of this world: the rest of the program relies on it."""
    import numpy as np

    known = np.isfinite(reports.lat)
    assert (known == np.isfinite(reports.lon)).all(), "half a position"
    assert (np.abs(reports.lat[known]) <= np.pi / 2).all(), "a latitude off the earth"
    assert (np.abs(reports.lon[known]) <= np.pi).all(), "a longitude off the earth"
    assert np.isfinite(reports.t).all(), "a report without a time"


def _stream(name: str) -> Callable[[bytes], None]:
    from truecourse.feeds.heard import live

    def run(data: bytes) -> None:
        state, reports, told = live.decode(live.start(name), data, 1.7e9)
        assert len(reports.t) == told.reports <= told.heard, "reports that were not heard"
        check(reports)
        cut = len(data) // 2
        if name not in ("asterix", "readsb"):  # a stream may be cut anywhere
            state, _, _ = live.decode(live.start(name), data[:cut], 1.7e9)
            live.decode(state, data[cut:], 1.7e9)

    return run


def _file(name: str) -> Callable[[bytes], None]:
    from truecourse.feeds.heard import open as opened
    from truecourse.feeds.heard import pcap, pcapng
    from truecourse.feeds.heard.settle import in_order, join, reports

    def read(kind: str, data: bytes) -> None:
        parts = list(opened.READERS[kind](BytesIO(data), NOW))
        check(reports(in_order(join([rows for rows, _ in parts]))[0]))

    if name == "pcap":
        return lambda data: read(
            "asterix", data if data[:4] in pcap.MAGIC else b"\xd4\xc3\xb2\xa1" + data[4:]
        )
    if name == "pcapng":
        return lambda data: read("asterix", pcapng.SECTION + data[4:])
    return lambda data: read(name.removeprefix("file-"), data)


def _text(name: str) -> Callable[[bytes], None]:
    from truecourse.feeds.aixm import gather_aixm
    from truecourse.feeds.alerts.lines import read_line
    from truecourse.feeds.areas import gather_areas
    from truecourse.feeds.errors import CaseError
    from truecourse.feeds.item15 import parse_item15
    from truecourse.feeds.notam import gather_notams
    from truecourse.feeds.notam_schedule import schedule
    from truecourse.feeds.openair import gather_openair

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        try:
            if name == "geojson":
                gather_areas("x", data)
            elif name == "openair":
                gather_openair("x", text, 1.7e9)
            elif name == "aixm":
                gather_aixm("x", data, 1.7e9)
            elif name == "notam":
                gather_notams("x", text, 1.7e9)
            elif name == "alerts":
                read_line(text, "x")
            elif name == "item15":
                parse_item15(text)
            else:
                schedule(text, 1.7e9, 1.705e9, (0.9, 0.1), part=True)
        except CaseError as error:
            assert str(error).isprintable(), "a sentence that cannot be printed"
        except ValueError:
            assert name in ("schedule", "item15"), "a ValueError that is no CaseError"

    return run


def _child(name: str, seconds: int, corpus: str, again: str) -> None:
    """One target; libFuzzer takes the process over and ends it."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is not installed; pip install atheris in an environment of its own with truecourse")
    with atheris.instrument_imports(include=["truecourse.feeds", "truecourse.earth.sun"]):
        run = target(name)
    folder = Path(corpus)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}",
               f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={folder.parent}/found-{name}-",
               "-print_final_stats=1", "-verbosity=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *(options if not again else []), again or corpus], run)
    atheris.Fuzz()


def _one(name: str, seconds: int, folder: Path) -> tuple[int, int, int, str]:
    """Executions, inputs kept, peak memory (MB) and what went wrong."""
    sys.path.insert(0, str(HERE))
    from fuzz_seeds import SEEDS

    corpus = folder / name
    corpus.mkdir()
    for i, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{i}").write_bytes(seed)
    command = [sys.executable, __file__, "--child", name, "--seconds", str(seconds), "--corpus", str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = dict(re.findall(r"stat::(\w+):\s+(\d+)", done.stderr))
    runs, kept = int(said.get("number_of_executed_units", 0)), int(said.get("new_units_added", 0))
    wrong = ""
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if re.search(r"Error|ERROR|assert|timeout|atheris is not", line)]
        found = [str(path) for path in folder.glob(f"found-{name}-*")]
        wrong = f"{(errors or lines or ['no output'])[0].strip()} {' '.join(found)}"
    return runs, kept, int(said.get("peak_rss_mb", 0)), wrong


def main() -> None:
    """Run the targets and print a table of them; exit 1 where one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--only", default=",".join(TARGETS))
    parser.add_argument("--again", nargs=2, metavar=("TARGET", "FILE"))
    parser.add_argument("--child", choices=TARGETS, help=argparse.SUPPRESS)
    parser.add_argument("--corpus", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.again or given.child:
        name = given.again[0] if given.again else given.child
        _child(
            name, given.seconds, given.corpus or tempfile.gettempdir(), given.again[1] if given.again else ""
        )
    folder, total, failed = Path(tempfile.mkdtemp(prefix="truecourse-fuzz-")), Counter[str](), 0
    print("target           executions   kept  peak MB  wrong")
    for name in given.only.split(","):
        runs, kept, memory, wrong = _one(name, given.seconds, folder)
        total["runs"] += runs
        failed += bool(wrong)
        print(f"{name:14} {runs:12,} {kept:6,} {memory:8,}  {wrong or 'nothing'}", flush=True)
    print(f"{total['runs']:,} executions in all; {failed} targets failed; inputs are in {folder}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
