"""Which ASTERIX category 004 message says which alert: EUROCONTROL-SPEC-0149-04, edition 1.12, item I004/000.

Only message types that the edition has; where it has none, the alert has none, and travels as JSON. Edition
1.12 calls type 3 "Heading Deviation (RAMHD)"; earlier editions and common use call it the transversal
deviation of route adherence, which is what it monitors: the deviation across the route (its item I004/075).
Type 2 must carry the deviation along the route in metres (I004/074), so that an estimate that only words
revise, with nothing seen of the flight, has no message.
"""

from truecourse.flight.alert import Alert, Phase, Rule

EDITION = "1.12"
NAMES = {
    2: "Route Adherence Monitor Longitudinal Deviation (RAMLD)",
    3: "Route Adherence Monitor Heading Deviation (RAMHD)",
    5: "Area Proximity Warning (APW)",
    6: "Clearance Level Adherence Monitor (CLAM)",
    25: "Cleared Heading Adherence Monitor (CHAM)",
    97: "Lost Track Warning (LTW)",
    99: "Airspace Infringement Warning (AIW)",
}
# (rule, what of it): type, or None where the edition has none.
TABLE: dict[tuple[Rule, str], int | None] = {
    (Rule.ROUTE, "longitudinal"): 2,
    (Rule.ROUTE, "lateral"): 3,
    (Rule.AREA, "tactical"): 5,
    (Rule.AREA, "strategic"): 5,
    (Rule.AREA, "inside"): 99,
    (Rule.LEVEL, ""): 6,
    (Rule.HEADING, ""): 25,
    (Rule.LOST, "flight"): 97,
    (Rule.LOST, "feed"): None,
    (Rule.ESTIMATE, "seen"): 2,
    (Rule.ESTIMATE, "by word"): None,
    (Rule.WAYPOINT, ""): None,
    (Rule.MODE, ""): None,
    (Rule.GNSS, ""): None,
    (Rule.ALERTING, ""): None,
}


def message_type(alert: Alert) -> int | None:
    """The category 004 message type of an alert, None where the edition has none.

    The end of an `ESTIMATE` is of the type of its start, if that was sent.
    """
    details = dict(alert.details)
    what = {
        Rule.ROUTE: str(details.get("axis", "lateral")),
        Rule.AREA: str(details.get("look", "inside")),
        Rule.ESTIMATE: "seen" if "along_track_nm" in details or alert.state is Phase.END else "by word",
        Rule.LOST: "feed" if "feed" in details else "flight",
    }.get(alert.rule, "")
    return TABLE[alert.rule, what]
