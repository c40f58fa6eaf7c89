"""How often flights stray, and for which reason: the priors of the causes, each with its source and edition.

A rate where one is published; elsewhere a labelled judgement. None is fitted to any case.
"""

from dataclasses import dataclass

LATERAL = 86 / 460_000  # lateral errors under 25 NM among flights, North Atlantic 2015
_RATE = "86 lateral deviations in about 460,000 flights, North Atlantic 2015 (regional monitoring, via internationalflightresources.com)"
_ORDER = "NAT Doc 007 15.3.1, newer edition, gives the order of causes and no rates"


@dataclass(frozen=True, slots=True)
class Rate:
    """A probability per flight and where it comes from."""

    probability: float
    source: str


def _share(share: float, reason: str) -> Rate:
    return Rate(LATERAL * share, f"{share:g} of {LATERAL:.1e} a flight ({_RATE}); share: {reason}")


WAYPOINT_ENTRY = _share(0.25, "25 % of gross errors were waypoint insertion, North Atlantic 2007-08")
NOT_REPROGRAMMED = _share(0.30, f"judgement; first in the list of {_ORDER}")
HEADING_HOLD = _share(0.15, f"judgement; third in the list, heading mode left on; {_ORDER}")
START_POSITION = _share(0.05, "judgement; known since inertial systems were introduced, no published share")
HEADING_ENTRY = _share(0.04, "judgement")
VARIATION_SIGN = _share(0.02, "judgement; one airliner loss in 1978 (KAL 902) by this cause")
INERTIAL_DRIFT = _share(0.08, "judgement; single reports of 18 statute miles and of two failed units in the case list")
WIND_DEAD_RECKONING = _share(0.01, "judgement; only where no other navigation is left")
SATELLITE_NAVIGATION = _share(0.10, "judgement; interference is common since 2023, deviations from it are few")
DELIBERATE = Rate(1e-7, "judgement: no published rate; about one airliner in ten million flights, shown by sensitivity")
NONE_OF_THESE = Rate(1e-6, "judgement: no published rate; broad on purpose, shown by sensitivity")
AS_CLEARED = Rate(
    1.0 - LATERAL - DELIBERATE.probability - NONE_OF_THESE.probability, f"the remainder; {_RATE}"
)
