"""When an autopilot's or a navigation system's mode changed."""

from collections.abc import Collection, Sequence

import numpy as np

from truecourse.flight.recording import Series
from truecourse.recording.key_times import KeyTime


def mode_times(series: Sequence[Series], asked: Collection[str] = ()) -> list[KeyTime]:
    """Every change of state of each series, by the states' names where they have some; of those `asked` for
    also the state in which they begin, so that one that never changes is told.
    """
    found = []
    for one in series:
        kept = np.flatnonzero(one.valid)
        if not len(kept):
            continue
        said = [_state(one, int(k)) for k in kept]
        first = [0] if one.name in asked else []
        for k in [*first, *(k for k in range(1, len(said)) if said[k] != said[k - 1])]:
            begins = "" if k else ", as it begins"
            found.append(KeyTime(f"{one.name} {said[k]}{begins}", float(one.t[kept[k]]), one.name))
    return found


def _state(one: Series, k: int) -> str:
    text = one.text[k].strip() if one.text else ""
    return text or f"{one.value[k]:g}"
