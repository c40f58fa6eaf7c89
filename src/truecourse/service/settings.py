"""Every number of a site that a file may set: declared once, with its unit on the wire and what it means."""

from typing import NamedTuple

from truecourse.earth.units import (
    METRES_PER_FOOT,
    METRES_PER_NM,
    MPS_PER_KNOT,
    PASCALS_PER_HECTOPASCAL,
    RAD_PER_DEG,
    SECONDS_PER_MINUTE,
)


class Setting(NamedTuple):
    """One number: its table and key in the file, the part and field of `Site`, SI units in one of its own,
    the least and most that make sense, in its own unit, and what it means.
    """

    table: str
    key: str
    part: str
    field: str
    factor: float
    least: float
    most: float
    meaning: str


# fmt: off
SETTINGS = (
    Setting("route", "limit_nm", "lateral", "limit", METRES_PER_NM, 0.1, 200.0,
            "gross error: off the route by so much is an alert"),
    Setting("route", "offset_nm", "lateral", "offset", METRES_PER_NM, 0.0, 50.0,
            "strategic offset right of the route that is authorised"),
    Setting("route", "floor_share", "lateral", "floor", 1.0, 0.0, 1.0,
            "share of the limit from which an opening deviation is said early"),
    Setting("route", "end_share", "lateral", "end", 1.0, 0.0, 1.0,
            "share of the limit below which an alert ends"),
    Setting("route", "ahead_min", "lateral", "ahead", SECONDS_PER_MINUTE, 0.0, 120.0,
            "an opening deviation counts if it reaches the limit within this"),
    Setting("route", "opening_kt", "lateral", "opening", MPS_PER_KNOT, 0.0, 100.0,
            "slower than this is no opening"),
    Setting("route", "sure_sd", "lateral", "sure", 1.0, 0.0, 10.0,
            "standard errors above nothing that an opening must be"),
    Setting("route", "terminal_nm", "lateral", "terminal", METRES_PER_NM, 0.0, 200.0,
            "about the ends of a filed route it is not watched"),
    Setting("route", "settle_s", "lateral", "settle", 1.0, 0.0, 3600.0,
            "time for the turn onto a new clearance"),
    Setting("route", "late_min", "lateral", "late", SECONDS_PER_MINUTE, 0.5, 120.0,
            "longitudinal limit, early or late"),
    Setting("level", "tolerance_ft", "vertical", "tolerance", METRES_PER_FOOT, 25.0, 5000.0,
            "off the cleared level by more is an alert"),
    Setting("level", "begin_min", "vertical", "begin", SECONDS_PER_MINUTE, 0.0, 60.0,
            "how long a change of level may wait to begin"),
    Setting("heading", "tolerance_deg", "directional", "tolerance", RAD_PER_DEG, 1.0, 90.0,
            "off the cleared heading, where the heading is reported"),
    Setting("heading", "by_course_deg", "directional", "by_course", RAD_PER_DEG, 1.0, 90.0,
            "the same where only the course over the ground is known"),
    Setting("heading", "settle_s", "directional", "settle", 1.0, 0.0, 3600.0,
            "time for the turn"),
    Setting("area", "tactical_min", "ahead", "tactical", SECONDS_PER_MINUTE, 0.1, 30.0,
            "short look ahead"),
    Setting("area", "strategic_min", "ahead", "strategic", SECONDS_PER_MINUTE, 5.0, 240.0,
            "long look ahead"),
    Setting("area", "coast_min", "ahead", "coast", SECONDS_PER_MINUTE, 0.0, 600.0,
            "an off-route flight is carried on so long after it was last seen"),
    Setting("lost", "silence_s", "clocks", "silence", 1.0, 1.0, 7200.0,
            "without a report for so long a track is lost"),
    Setting("lost", "turns", "clocks", "turns", 1.0, 1.0, 100.0,
            "or for so many of its own reporting intervals, if that is longer"),
    Setting("lost", "stall_s", "clocks", "stall", 1.0, 1.0, 7200.0,
            "nothing heard of anybody: the feed is down"),
    Setting("lost", "arrival_nm", "clocks", "arrival", METRES_PER_NM, 0.0, 200.0,
            "last seen so near its destination, low, going down or slow, a flight has landed"),
    Setting("lost", "arrival_ft", "clocks", "low", METRES_PER_FOOT, 0.0, 30000.0,
            "and below this pressure altitude"),
    Setting("lost", "unheard_min", "clocks", "unheard", SECONDS_PER_MINUTE, 10.0, 2880.0,
            "alerts of a flight silent for so long end, but LOST and ALERTING"),
    Setting("lost", "forget_min", "clocks", "forget", SECONDS_PER_MINUTE, 10.0, 2880.0,
            "silent so long, with no alert out and no plan to fly, a flight is forgotten"),
    Setting("alerting", "uncertainty_min", "clocks", "uncertainty", SECONDS_PER_MINUTE, 1.0, 600.0,
            "after a report was due"),
    Setting("alerting", "alert_min", "clocks", "alert", SECONDS_PER_MINUTE, 1.0, 600.0,
            "after the same time"),
    Setting("alerting", "distress_min", "clocks", "distress", SECONDS_PER_MINUTE, 1.0, 600.0,
            "after the same time"),
    Setting("alerting", "report_min", "clocks", "report", SECONDS_PER_MINUTE, 1.0, 600.0,
            "how often a flight out of sight reports"),
    Setting("heights", "qnh_hpa", "heights", "qnh", PASCALS_PER_HECTOPASCAL, 870.0, 1085.0,
            "pressure at mean sea level: areas' altitudes and cleared altitudes are on it"),
    Setting("heights", "elevation_ft", "heights", "elevation", METRES_PER_FOOT, -1500.0, 20_000.0,
            "of the ground above mean sea level, one for all areas"),
    Setting("heights", "transition_altitude_ft", "heights", "transition", METRES_PER_FOOT, 0.0, 18_000.0,
            "an altitude cleared at or below it is flown on the QNH, above it as a flight level"),
    Setting("trust", "future_s", "trust", "future", 1.0, 0.0, 3600.0,
            "a report stamped later than its arrival by more is not believed"),
    Setting("trust", "fastest_kt", "trust", "fastest", MPS_PER_KNOT, 100.0, 5000.0,
            "no flight is faster"),
    Setting("trust", "slack_nm", "trust", "slack", METRES_PER_NM, 0.0, 50.0,
            "by which a place may be off even so"),
    Setting("trust", "stale_s", "trust", "stale", 1.0, 1.0, 7200.0,
            "without surveillance for so long, words are all there is"),
)
# fmt: on
