"""One thing somebody saw."""

from dataclasses import dataclass
from enum import Enum
from math import nan

from truecourse.flight.fix import Fix


class Seen(Enum):
    """The kinds of observation, and what `value` then holds.

    POSITION: place (`value` is NaN, `place` holds it). OFFSET_ABEAM: metres right of the leg
    `leg_from`-`leg_to` abeam `place`. REGION_ENTRY, REGION_EXIT: time `t` of crossing `region`. LEVEL:
    pressure altitude, m. HEIGHT: height by radar, m. HEADING_MAGNETIC, COURSE: rad; with `t_end`, held over
    the interval. MEAN_SPEED: ground speed, m/s, over `t` to `t_end`. WIND_REPORT: at the aircraft, direction
    from (rad) and speed (m/s) in `value`, `value2`. WIND_AT_PLACE: the same at `place`. MEAN_WIND: headwind
    m/s between `leg_from` and `leg_to`. INSTRUMENT_REPORT: time at which the aircraft's own units pass abeam
    `place`. HEARD, NOT_HEARD, NOT_SEEN: `value` is the range in metres of the station or radar at `place`,
    `error` its one-sigma softness. EVENT: a time only. DERIVED, WRECK, SEARCH_AREA: never evidence.
    """

    POSITION = "position"
    OFFSET_ABEAM = "offset_abeam"
    REGION_ENTRY = "region_entry"
    REGION_EXIT = "region_exit"
    LEVEL = "level"
    HEIGHT = "height"
    HEADING_MAGNETIC = "heading_magnetic"
    COURSE = "course"
    MEAN_SPEED = "mean_speed"
    WIND_REPORT = "wind_report"
    WIND_AT_PLACE = "wind_at_place"
    MEAN_WIND = "mean_wind"
    INSTRUMENT_REPORT = "instrument_report"
    HEARD = "heard"
    NOT_HEARD = "not_heard"
    NOT_SEEN = "not_seen"
    EVENT = "event"
    DERIVED = "derived"
    WRECK = "wreck"
    SEARCH_AREA = "search_area"


SILENCE = (Seen.NOT_HEARD, Seen.NOT_SEEN)  # nobody heard or saw it


class Use(Enum):
    """What an observation may be used for: only the first is evidence about the cause."""

    EXPLAIN = "explain"
    ENDING = "ending"
    CONTEXT = "context"
    TEST = "test"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation with its error, its source, and since when it was known.

    `t`, `t_end`, `known_since` POSIX s UTC; `t_error` s, one standard deviation; `error`, `error2` one
    standard deviation in the unit of `value`, `value2` (metres for POSITION). Errors of one `group` are
    partly shared. `outlier_probability` is the chance that the source is simply wrong.
    """

    id: str
    kind: Seen
    t: float
    t_error: float
    value: float
    error: float
    group: str
    use: Use
    known_since: float
    outlier_probability: float
    t_end: float = nan
    value2: float = nan
    error2: float = nan
    place: Fix | None = None
    leg_from: Fix | None = None
    leg_to: Fix | None = None
    region: str = ""
    tag: str = ""
    source: str = ""
    note: str = ""
