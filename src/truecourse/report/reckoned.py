"""A reckoned track as CSV, with the error of each place, and in a sentence."""

import csv
import io

import numpy as np

from truecourse.earth.units import METRES_PER_NM
from truecourse.feeds.write_track import track_csv
from truecourse.flight.track import Track
from truecourse.recording.reckoning import Reckoned, radius


def reckoned_csv(track: Track, found: Reckoned) -> str:
    """The track's columns, and of each place's error the ellipse of one standard deviation: `error_major_nm`,
    `error_minor_nm`, `error_major_from_deg` (true direction of the long axis, 0 to 180).
    """
    rows = list(csv.reader(io.StringIO(track_csv(track))))
    values, vectors = np.linalg.eigh(found.covariance)
    major, minor = (np.sqrt(np.maximum(values[:, k], 0.0)) / METRES_PER_NM for k in (1, 0))
    along = np.mod(np.degrees(np.arctan2(vectors[:, 1, 1], vectors[:, 0, 1])), 180.0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*rows[0], "error_major_nm", "error_minor_nm", "error_major_from_deg"])
    for row, a, b, c in zip(rows[1:], major, minor, along, strict=True):
        writer.writerow([*row, f"{a:.3f}", f"{b:.3f}", f"{c:.1f}"])
    return out.getvalue()


def reckoned_sentence(track: Track, found: Reckoned) -> str:
    """How long the track is, and how well its places are known."""
    size = radius(found.covariance) / METRES_PER_NM
    hours = (track.columns["t"][-1] - track.columns["t"][0]) / 3600.0
    steps = np.diff(track.columns["t"])
    hole = (
        f"; nothing is recorded for {steps.max() / 60.0:.0f} min at a time, which the error has in it"
        if steps.max() > 2.5 * np.median(steps)
        else ""
    )
    return (
        f"{len(size)} places over {hours:.1f} h; 95 % within {size.max():.1f} NM where it is worst and "
        f"{size[-1]:.1f} NM at the end; the compass is taken to be {np.degrees(found.compass):+.1f}° off and "
        f"the airspeed {100 * found.airspeed:+.1f} %{hole}"
    )
