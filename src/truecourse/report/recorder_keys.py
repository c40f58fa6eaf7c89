"""Key times and values of a recording as tables and JSON, in the units of the cockpit."""

from math import isfinite, nan, pi
from typing import Any

from rich.table import Table

from truecourse.earth.units import METRES_PER_FOOT, MPS_PER_FOOT_PER_MINUTE, MPS_PER_KNOT
from truecourse.feeds.instants import format_time
from truecourse.recording.key_times import KeyTime, KeyValue

# Of each quantity the factor to the wire unit, the unit's name, and decimals.
SHOWN = {
    "altitude": (1.0 / METRES_PER_FOOT, "ft", 0), "cas": (1.0 / MPS_PER_KNOT, "kt", 1),
    "tas": (1.0 / MPS_PER_KNOT, "kt", 1), "gs": (1.0 / MPS_PER_KNOT, "kt", 1), "mach": (1.0, "", 3),
    "vertical_speed": (1.0 / MPS_PER_FOOT_PER_MINUTE, "ft/min", 0), "roll": (180.0 / pi, "deg", 1),
    "pitch": (180.0 / pi, "deg", 1), "normal_load": (1.0, "g", 3),
    "wind_speed": (1.0 / MPS_PER_KNOT, "kt", 0),
    "heading_magnetic": (180.0 / pi, "deg", 1), "heading": (180.0 / pi, "deg", 1),
    "wind_from": (180.0 / pi, "deg", 0), "radio_height": (1.0 / METRES_PER_FOOT, "ft", 0),
    "drift": (180.0 / pi, "deg", 1), "lat": (180.0 / pi, "deg", 4), "lon": (180.0 / pi, "deg", 4),
    "temperature": (1.0, "K", 1),
}  # fmt: skip


def keys_wire(
    times: list[KeyTime], values: list[KeyValue], start: float = nan, drift: float = 0.0
) -> dict[str, Any]:
    """JSON-ready; `start` is the POSIX time of recorder time 0, NaN where it is not known, and `drift` how
    much faster than the recorder's clock the true one runs, s per s.
    """
    utc, rate = isfinite(start), 1.0 + drift
    return {
        "times": [
            {"name": k.name, "t_s": round(k.t, 3), "time": format_time(start + rate * k.t) if utc else None,
             "read_from": k.read_from} for k in times
        ],
        "values": [
            {"name": v.name, "value": round(v.value * SHOWN[v.quantity][0], SHOWN[v.quantity][2]),
             "unit": SHOWN[v.quantity][1], "t_s": round(v.t, 3),
             "time": format_time(start + rate * v.t) if utc else None} for v in values
        ],
    }  # fmt: skip


def times_table(wire: dict[str, Any]) -> Table:
    """A row a key time."""
    table = Table("moment", "t, s", "time", "read from", box=None, header_style="bold")
    for row in wire["times"]:
        table.add_row(row["name"], f"{row['t_s']:.1f}", row["time"] or "", row["read_from"])
    return table


def values_table(wire: dict[str, Any]) -> Table:
    """A row a key value."""
    table = Table("value", "", "unit", "t, s", "time", box=None, header_style="bold")
    for row in wire["values"]:
        table.add_row(row["name"], f"{row['value']:g}", row["unit"], f"{row['t_s']:.1f}", row["time"] or "")
    return table
