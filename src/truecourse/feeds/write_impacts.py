"""Weighted impacts as Parquet, units in the schema."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from truecourse.flight.ending import Impacts

_COLUMNS = (
    ("t_s", "t", "second since 1970-01-01T00:00:00Z", "when it met the surface, UTC"),
    ("lat_deg", "lat", "degree", "latitude where it met the surface, WGS 84"),
    ("lon_deg", "lon", "degree", "longitude where it met the surface, WGS 84"),
    ("lost_t_s", "lost_t", "second since 1970-01-01T00:00:00Z", "when it was hit or lost, UTC"),
    ("lost_lat_deg", "lost_lat", "degree", "latitude where it was hit or lost, WGS 84"),
    ("lost_lon_deg", "lost_lon", "degree", "longitude where it was hit or lost, WGS 84"),
    ("probability", "weight", "", "of this ending; all add up to 1"),
)


def impacts_parquet(impacts: Impacts, source: str = "") -> bytes:
    """A row an ending: times in seconds, places in degrees, its probability and its class."""
    fields, arrays = [], []
    for name, attribute, unit, meaning in _COLUMNS:
        values = np.asarray(getattr(impacts, attribute), np.float64)
        fields.append(pa.field(name, pa.float64(), metadata={"unit": unit, "meaning": meaning}))
        arrays.append(pa.array(np.degrees(values) if name.endswith("_deg") else values))
    words = pa.DictionaryArray.from_arrays(
        pa.array(impacts.kind, pa.int32()), pa.array(list(impacts.kinds), pa.string())
    )
    fields.append(pa.field("class", words.type, metadata={"unit": "", "meaning": "way of coming down"}))
    sink = io.BytesIO()
    pq.write_table(pa.table([*arrays, words], schema=pa.schema(fields, metadata={"source": source})), sink)
    return sink.getvalue()
