"""How a recording lies on a transcript's clock: sentences, a table of transmissions, and JSON."""

from math import isfinite
from typing import Any

import numpy as np
from rich.table import Table

from truecourse.earth.units import SECONDS_PER_HOUR
from truecourse.feeds.instants import format_time
from truecourse.feeds.transcript import Transcript
from truecourse.recording.alignment import KNOWN, Alignment, Mode, on_clock
from truecourse.recording.keying import Keyings

PER_MILLION = 1e6


def alignment_wire(found: Alignment, keyed: Keyings, transcript: Transcript) -> dict[str, Any]:
    """Everything, JSON-ready: modes with errors, probabilities, and what each transmission goes with."""
    return {
        "known": found.known,
        "threshold": KNOWN,
        "modes": [_mode(mode, found, transcript) for mode in found.modes],
        "unrelated_probability": found.unrelated,
        "elsewhere_probability": found.elsewhere,
        "keyings": len(keyed.start),
        "transmissions": _rows(found, keyed, transcript),
        "keyings_untold": _untold(found, keyed),
    }


def _mode(mode: Mode, found: Alignment, transcript: Transcript) -> dict[str, Any]:
    at, sd = on_clock(mode, np.array([0.0, found.middle]), found.middle)
    drift_sd = float(np.sqrt(mode.covariance[1, 1]))
    return {
        "probability": mode.probability,
        "start": _moment(at[0], transcript),
        "start_error_s": float(sd[0]),
        "middle_t_s": found.middle,
        "middle": _moment(at[1], transcript),
        "middle_error_s": float(sd[1]),
        "drift_ppm": mode.drift * PER_MILLION,
        "drift_error_ppm": drift_sd * PER_MILLION,
    }


def _moment(t: float, transcript: Transcript) -> str | float:
    return format_time(t) if transcript.utc else round(float(t), 3)


def _rows(found: Alignment, keyed: Keyings, transcript: Transcript) -> list[dict[str, Any]]:
    rows = []
    for match, line in zip(found.matches, transcript.lines, strict=True):
        paired = match.keying >= 0
        rows.append(
            {
                "time": _moment(line.t, transcript),
                "time_half_width_s": line.half,
                "while_recording": match.inside,
                "who": line.who,
                "text": line.text,
                "keying_t_s": round(float(keyed.start[match.keying]), 3) if paired else None,
                "keyed_for_s": round(float(keyed.duration[match.keying]), 3) if paired else None,
                "residual_s": round(match.residual, 3) if isfinite(match.residual) else None,
                "probability": match.probability,
            }
        )
    return rows


def _untold(found: Alignment, keyed: Keyings) -> list[float]:
    told = {match.keying for match in found.matches}
    return [round(float(t), 3) for i, t in enumerate(keyed.start) if i not in told]


def alignment_sentences(wire: dict[str, Any]) -> list[str]:
    """What is known, in plain words; of rivals the best few."""
    shown = [_sentence(mode) for mode in wire["modes"][:4]]
    others = wire["elsewhere_probability"], wire["unrelated_probability"]
    rest = f"Some other alignment: {others[0]:.3f}; the transcript is of another recording: {others[1]:.3f}."
    if wire["known"]:
        return [f"The recording {shown[0]}.", rest]
    return [
        f"Not known: no alignment holds {100 * wire['threshold']:.0f} % of the probability. The best are:",
        *(f"  the recording {line}" for line in shown),
        rest,
    ]


def _sentence(mode: dict[str, Any]) -> str:
    hourly = mode["drift_ppm"] / PER_MILLION * SECONDS_PER_HOUR
    hourly = round(hourly, 2) + 0.0  # no -0.00
    return (
        f"began at {mode['start']} ± {mode['start_error_s']:.2f} s (probability {mode['probability']:.3f}); "
        f"its middle, {mode['middle_t_s']:.1f} s after its start, is {mode['middle']} ± "
        f"{mode['middle_error_s']:.2f} s; the transcript's clock gains {mode['drift_ppm']:.0f} ± "
        f"{mode['drift_error_ppm']:.0f} parts in a million on it ({hourly:+.2f} s an hour)"
    )


def alignment_table(wire: dict[str, Any]) -> Table:
    """A row a transmission: when told, the keying it goes with under the best alignment, and how far off."""
    table = Table("time", "who", "keying, s", "held, s", "told less keyed, s", "probability", box=None,
                  header_style="bold")  # fmt: skip
    for row in wire["transmissions"]:
        none = row["keying_t_s"] is None
        without = "none" if row["while_recording"] else "outside the recording"
        cells = (without, "", "", "") if none else (
            f"{row['keying_t_s']:.1f}", f"{row['keyed_for_s']:.1f}", f"{row['residual_s']:+.2f}",
            f"{row['probability']:.2f}",
        )  # fmt: skip
        wide = f" ± {row['time_half_width_s']:.3g} s" if row["time_half_width_s"] else ""
        table.add_row(f"{row['time']}{wide}", row["who"], *cells)
    return table
