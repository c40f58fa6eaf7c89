"""Values of text and JSON, one at a time, become numbers and indices of names."""

from collections import Counter
from collections.abc import Sequence
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from truecourse.feeds.heard.identity import clean_name, key_of
from truecourse.feeds.instants import parse_time

_PER_SECOND = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # a time so large counts nano-, micro-, milliseconds


def number(value: object) -> float:
    """A JSON value as a number, NaN for null. Raises ValueError for anything else."""
    if value is None:
        return nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    try:
        return float(value)
    except OverflowError:
        return inf


def numbers(
    values: Sequence[object], name: str, wrong: Counter[str], examples: dict[str, object]
) -> NDArray[np.float64]:
    """A column of JSON values; those that are not numbers are NaN, counted as "`name` not a number"."""
    found = np.full(len(values), nan)
    for i, value in enumerate(values):
        try:
            found[i] = number(value)
        except ValueError:
            wrong[f"{name} not a number"] += 1
            examples.setdefault(f"{name} not a number", value)
    return found


def seconds(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """POSIX seconds of times counted in seconds, milli-, micro- or nanoseconds."""
    per = np.ones(len(values))
    for least, factor in reversed(_PER_SECOND):
        per[np.abs(values) > least] = factor
    return values / per


def moment(value: object) -> float:
    """POSIX seconds of a number, or of ISO text with its zone. Raises ValueError."""
    if isinstance(value, str):
        return parse_time(value)
    return float(seconds(np.array([number(value)]))[0])


def identities(
    addresses: Sequence[object], callsigns: Sequence[object]
) -> tuple[NDArray[np.int64], NDArray[np.int32], list[str]]:
    """Key of each row, index of its callsign among the names (-1 for none), and the names."""
    calls: dict[str, int] = {}
    known: dict[tuple[object, object], tuple[int, int]] = {}
    keys, call = np.empty(len(addresses), np.int64), np.empty(len(addresses), np.int32)
    for i, pair in enumerate(zip(map(_word, addresses), map(_word, callsigns), strict=True)):
        if pair not in known:
            name = clean_name(pair[1])
            known[pair] = key_of(*pair), calls.setdefault(name, len(calls)) if name else -1
        keys[i], call[i] = known[pair]
    return keys, call, list(calls)


def _word(value: object) -> str:
    """Text as it is, a number as its digits; anything else is nobody."""
    return value if isinstance(value, str) else ""
