"""How often flights stray, and for which reason: the priors of the causes, each with its source and edition.

A rate where one is published; elsewhere a labelled judgement. The rate of the flight's own era is taken:
crews who typed into inertial systems of the 1970s and crews watched by satellite err at different rates. None
is fitted to any case.
"""

from dataclasses import dataclass

WATCHED_SINCE = (
    852076800.0  # 1 January 1997: reduced separation, flight management systems and monitoring are usual
)
INERTIAL_ERA = 2 * 5.3e-4
MODERN_ERA = 86 / 460_000
ERAS = {
    INERTIAL_ERA: "1.1e-3 lateral gross errors a flight before 1997: 5.3e-4 of flight time 30 NM or more "
    "off, the limit of the navigation performance specification of the time (NAT Doc 001/007), a flight that "
    "errs being off for half of its time (judgement)",
    MODERN_ERA: "1.9e-4 lateral errors a flight since 1997: 86 in about 460,000 flights, North Atlantic 2015 "
    "(regional monitoring, via internationalflightresources.com)",
}
_ORDER = "NAT Doc 007 15.3.1, newer edition, gives the order of causes and no rates"
SHARES: dict[str, tuple[float, str]] = {
    "waypoint-entry": (0.25, "25 % of gross errors were waypoint insertion, North Atlantic 2007-08"),
    "not-reprogrammed": (0.30, f"judgement; first in the list; {_ORDER}"),
    "heading-hold": (0.15, f"judgement; third in the list, heading mode left on; {_ORDER}"),
    "satellite-navigation": (
        0.10,
        "judgement; interference is common since 2023, deviations from it are few",
    ),
    "inertial-drift": (0.08, "judgement; single reports of 18 statute miles and of two failed units"),
    "start-position": (0.05, "judgement; known since inertial systems came in, no published share"),
    "heading-entry": (0.04, "judgement"),
    "variation-sign": (0.02, "judgement; one airliner in 1978 (KAL 902)"),
    "wind-dead-reckoning": (0.01, "judgement; only where no other navigation is left"),
}
FIXED: dict[str, tuple[float, str]] = {
    "deliberate": (
        1e-7,
        "judgement: no published rate; one airliner in ten million flights",
    ),
    "none-of-these": (1e-6, "judgement: no published rate; broad on purpose"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A probability per flight and where it comes from."""

    probability: float
    source: str


def rate(name: str, t: float) -> Rate:
    """Prior of a cause for a flight at time `t` (POSIX s). Raises KeyError for a name that has none.

    The rate of the era before satellites is that of flights without satellite navigation: the other causes
    share all of it, in proportion. An early aircraft that has it errs by it on top of that.
    """
    era = INERTIAL_ERA if t < WATCHED_SINCE else MODERN_ERA
    if name == "as-cleared":
        strayed = era * sum(share_of(other, t) for other in SHARES) + sum(p for p, _ in FIXED.values())
        return Rate(1.0 - strayed, f"the remainder; {ERAS[era]}")
    if name in FIXED:
        return Rate(*FIXED[name])
    share, why = share_of(name, t), SHARES[name][1]
    return Rate(
        era * share, f"{share:.3g} of the {era:.1e} a flight of its era (see as-cleared); share: {why}"
    )


def share_of(name: str, t: float) -> float:
    """Share of a cause in its era's rate of straying. Raises KeyError for a name that has none."""
    share = SHARES[name][0]
    if t >= WATCHED_SINCE or name == "satellite-navigation":
        return share
    return share / (1.0 - SHARES["satellite-navigation"][0])
