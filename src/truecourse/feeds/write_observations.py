"""What a recording says as evidence, as rows of observations.csv."""

import csv
import io
from collections.abc import Sequence
from math import isnan

from truecourse.feeds.instants import format_time
from truecourse.feeds.measured import UNITS
from truecourse.feeds.observations import COLUMNS
from truecourse.flight.observation import Observation, Seen

_UNIT = {Seen.HEADING_MAGNETIC: "deg", Seen.COURSE: "deg", Seen.LEVEL: "fl", Seen.EVENT: ""}


def observations_csv(rows: Sequence[Observation]) -> str:
    """Headings, courses, levels and events as the case format has them: degrees and flight levels."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(one) for one in rows)
    return out.getvalue()


def _row(one: Observation) -> dict[str, str]:
    unit = _UNIT[one.kind]
    time = format_time(one.t) + ("" if isnan(one.t_end) else f"/{format_time(one.t_end)}")
    row = {
        "id": one.id, "kind": one.kind.value, "time": time, "time_error_s": f"{one.t_error:.3g}",
        "unit": unit, "group": one.group, "use": one.use.value,
        "known_since": format_time(one.known_since), "tag": one.tag, "source": one.source, "note": one.note,
    }  # fmt: skip
    if unit:
        row |= {"value": f"{one.value / UNITS[one.kind][unit]:.2f}",
                "error": f"{one.error / UNITS[one.kind][unit]:.2f}"}  # fmt: skip
    if not isnan(one.outlier_probability):
        row["outlier_probability"] = f"{one.outlier_probability:g}"
    return row
