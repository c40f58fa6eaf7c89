"""BaseStation lines ("SBS"): 22 columns, each message type filling some (Kinetic Avionic, Socket Data 30003).

Times there are in the receiver's zone, which the lines do not give: they are taken as UTC. What one message
does not say is NaN, as it is with the frames that they are made of.
"""

from collections import Counter
from math import inf

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.arrow import floats, text_floats, whose
from truecourse.feeds.heard.settle import Rows, join, settle
from truecourse.feeds.heard.tally import Tally, add, tally

_NAMES = (
    "message",
    "type",
    "session",
    "aircraft",
    "icao24",
    "flight",
    "date_generated",
    "time_generated",
    "date_logged",
    "time_logged",
    "callsign",
    "altitude_ft",
    "gs_kt",
    "course_deg",
    "lat_deg",
    "lon_deg",
    "vertical_rate_ftmin",
    "squawk",
    "alert",
    "emergency",
    "spi",
    "on_ground",
)
_NUMBERS = ("altitude_ft", "gs_kt", "course_deg", "lat_deg", "lon_deg", "vertical_rate_ftmin")
_READ = ("message", "icao24", "date_generated", "time_generated", "date_logged", "time_logged", "callsign",
         "on_ground", *_NUMBERS)  # fmt: skip
_CONVERT = pa.csv.ConvertOptions(column_types=dict.fromkeys(_NAMES, pa.string()), include_columns=list(_READ))
_INSTANT = r"^\d{4}/\d{2}/\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$"
_OTHERS = ("SEL,", "ID,", "AIR,", "STA,", "CLK,")  # selections and status: no surveillance
_PLAIN = bytes(c if (0x20 <= c < 0x7F or c == 0x0A) and c != 0x22 else 0x3F for c in range(256))


def rows_of_lines(
    data: bytes, received: float | None = None, now: float = inf, live: bool = False
) -> tuple[Rows, Tally]:
    """Rows of whole lines. `received` POSIX s is when they came, else it is the time logged in each line."""
    wrong: Counter[str] = Counter()
    examples: dict[str, object] = {}
    data = data.translate(_PLAIN, b"\r")
    heard = sum(map(bool, data.split(b"\n")))
    if not heard:
        return join([]), Tally()

    def refuse(text: str) -> str:
        name = named.UNKNOWN if text.startswith(_OTHERS) else named.MALFORMED
        wrong[name] += 1
        examples.setdefault(name, text[:60])
        return "skip"

    table = pa.csv.read_csv(
        pa.BufferReader(data),
        read_options=pa.csv.ReadOptions(column_names=_NAMES, block_size=len(data) + 1, use_threads=False),
        parse_options=pa.csv.ParseOptions(quote_char=False, invalid_row_handler=lambda row: refuse(row.text)),
        convert_options=_CONVERT,
    )
    is_message = pc.equal(table["message"], "MSG")
    if not pc.all(is_message).as_py():
        for text in table["message"].filter(pc.invert(is_message)).to_pylist():
            refuse(f"{text},")
        table = table.filter(is_message)
    if not table.num_rows:
        return join([]), tally(heard, 0, wrong, examples)
    wire: dict[str, NDArray] = {name: text_floats(table[name], name, wrong, examples) for name in _NUMBERS}
    wire["key"], wire["call"], calls = whose(table["icao24"], table["callsign"])
    wire["on_ground"] = np.isin(table["on_ground"].to_numpy(), ("-1", "1"))
    generated = _instants(table, "generated")
    logged = _instants(table, "logged") if received is None else np.full(table.num_rows, received)
    wire["t"] = np.where(np.isnan(generated), logged, generated)
    wire["received"] = logged
    rows, told = settle(wire, calls, now, live)
    return rows, add(tally(heard - told.heard, 0, wrong, examples), told)


def _instants(table: pa.Table, which: str) -> NDArray[np.float64]:
    """POSIX s of the date and time columns, taken as UTC; NaN where they are none."""
    text = pc.binary_join_element_wise(table[f"date_{which}"], table[f"time_{which}"], " ")
    text = pc.if_else(pc.match_substring_regex(text, _INSTANT), pc.replace_substring(text, "/", "-"), None)
    try:
        return floats(text.cast(pa.timestamp("us")))
    except pa.ArrowInvalid:  # a day or an hour that does not exist, somewhere
        return np.array([_instant(one) for one in text.to_pylist()])


def _instant(text: str | None) -> float:
    try:
        return (
            float(np.datetime64(text.replace(" ", "T"), "us").astype(np.int64)) / 1e6
            if text
            else float("nan")
        )
    except ValueError:
        return float("nan")
