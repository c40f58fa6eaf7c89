"""Arrow tables as columns: numbers with NaN for null, and who the rows are of."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truecourse.feeds.heard.columns import identities


def floats(column: pa.ChunkedArray | pa.Array) -> NDArray[np.float64]:
    """A numeric or boolean column as float64, NaN for null. Raises pa.ArrowInvalid for text."""
    if pa.types.is_timestamp(column.type):
        column = pc.divide(pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64()).cast(pa.float64()), 1e6)
    column = pc.cast(column, pa.float64(), safe=False)
    return np.asarray(pc.fill_null(column, float("nan")).to_numpy())


def text_floats(
    column: pa.ChunkedArray | pa.Array, name: str, wrong: Counter[str], examples: dict[str, object]
) -> NDArray[np.float64]:
    """A column of text as float64, NaN where it is empty; what is not a number is counted by its name."""
    try:
        found = floats(pc.if_else(pc.equal(column, ""), None, column).cast(pa.float64()))
        if not pc.any(pc.and_kleene(pc.is_nan(pa.array(found)), pc.not_equal(column, ""))).as_py():
            return found
    except pa.ArrowInvalid:
        pass
    column = pc.utf8_trim_whitespace(column)
    valid = pc.fill_null(
        pc.match_substring_regex(column, r"^[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?$"),
        False,
    )
    bad = pc.and_(pc.invert(valid), pc.fill_null(pc.not_equal(column, ""), False))
    count = pc.sum(bad).as_py() or 0
    if count:
        wrong[f"{name} not a number"] += count
        examples.setdefault(f"{name} not a number", column.filter(bad)[0].as_py())
    return floats(pc.if_else(valid, column, None).cast(pa.float64()))


def whose(
    addresses: pa.ChunkedArray | pa.Array, callsigns: pa.ChunkedArray | pa.Array
) -> tuple[NDArray[np.int64], NDArray[np.int32], list[str]]:
    """`columns.identities` of two text columns, each pair of words looked at once."""
    codes, words = zip(*(_codes(column) for column in (addresses, callsigns)), strict=True)
    pairs, back = np.unique(codes[0] * len(words[1]) + codes[1], return_inverse=True)
    first = [words[0][i] for i in (pairs // len(words[1])).tolist()]
    second = [words[1][i] for i in (pairs % len(words[1])).tolist()]
    keys, call, calls = identities(first, second)
    return keys[back], call[back], calls


def _codes(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.int64], list[str | None]]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    encoded = column.cast(pa.binary()).dictionary_encode()  # Arrow's readers let pass what is no UTF-8
    words = [word.decode("utf-8", "replace") for word in encoded.dictionary.to_pylist()] + [None]
    codes = np.asarray(
        pc.fill_null(encoded.indices, len(words) - 1).to_numpy(zero_copy_only=False), dtype=np.int64
    )
    return codes, words
