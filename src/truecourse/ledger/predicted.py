"""Numbers told of flights held against theirs: by what datum they are told, and with what in between."""

from math import degrees, hypot, isfinite, isnan, nan

from truecourse.air.envelope import true_of_indicated
from truecourse.earth.magnetic import variation
from truecourse.flight.claim import Claim, Modality, Reading, Subject
from truecourse.flight.ensemble import Ensemble
from truecourse.ledger import say
from truecourse.ledger.cloud import Cloud, interval, predictive, quantiles, unrolled
from truecourse.ledger.datum import DATUMS, GROUND, INDICATED, MAGNETIC, TRUE, TRUE_NORTH, datum_of, named
from truecourse.ledger.held import Held, untested
from truecourse.ledger.measure import View, level_of, middle_of, middle_time, place_at
from truecourse.ledger.reading import centre, turned
from truecourse.ledger.status import SURE, Status, of_probability, of_reconstruction

WIND_ALONG = 20.0  # m/s, one deviation of the wind along a flight at cruise level (a judgement)
_WIDTH = 0.9  # of a number uniform between its bounds: its 90 % width


def number(claim: Claim, readings: tuple[Reading, ...], cloud: Cloud) -> Held:
    """A number against what the flights have of it, by its kindest reading; a denial by what is left."""
    tails = [(predictive(r, cloud), r) for r in readings]
    p, best = max(tails, key=lambda pair: pair[0])
    if claim.modality is Modality.DENIED:
        return _denied(p, best, cloud)
    low, middle, high = quantiles(cloud.values, cloud.weights, cloud.dimension)
    told = f"the reconstruction has {interval((low, middle, high), cloud.unit)}"
    if len({r.how for r in readings}) > 1 and best.how:
        told += f", nearest if it is read as {best.how}"
    sided = not isfinite(centre(best))
    told_at = turned(best, Reading(middle, middle)) if cloud.dimension == "angle" else best
    within = told_at.low <= middle <= told_at.high
    status = of_reconstruction(p, high - low, _WIDTH * (best.high - best.low), within)
    if sided:
        status = Status.SUPPORTED if p >= SURE else of_probability(p)
    return Held(status, p, f"{told} ({say.chance(p)}{' that it holds' if sided else ''})")


def _denied(p: float, reading: Reading, cloud: Cloud) -> Held:
    """A denial is contradicted where what is denied is near certain, and supported where it is ruled out."""
    low, middle, high = quantiles(cloud.values, cloud.weights, cloud.dimension)
    inside = p
    if isfinite(centre(reading)):
        r = turned(reading, Reading(low, high)) if cloud.dimension == "angle" else reading
        values = unrolled(cloud.values, centre(r)) if cloud.dimension == "angle" else cloud.values
        inside = float(cloud.weights @ ((values >= r.low) & (values <= r.high)))
    status = Status.SUPPORTED if 1.0 - inside >= SURE else of_probability(1.0 - inside)
    told = f"the reconstruction has {interval((low, middle, high), cloud.unit)}"
    return Held(status, 1.0 - inside, f"{told} ({say.chance(1.0 - inside)} that it is not so)")


def speed(claim: Claim, subject: Subject, readings: tuple[Reading, ...], cloud: Cloud, view: View) -> Held:
    """Flights tell their speed over the ground: an airspeed differs from it by a wind, and where no datum is
    told it may be either. What leans on a wind is not supported.
    """
    told = datum_of(claim, subject)
    if told == GROUND:
        return number(claim, readings, cloud)
    if claim.datum and not told:
        return untested(f"it is not known what speed {claim.datum} is: {say.listed(sorted(DATUMS))} are")
    level = level_of(view.flights, middle_time(subject))
    as_read = {INDICATED: [], TRUE: list(readings)}
    for r in readings:
        ends = [true_of_indicated(x, level) if isfinite(x) else x for x in (r.low, r.high)]
        if not any(map(isnan, ends)):
            as_read[INDICATED].append(Reading(ends[0], ends[1], how=INDICATED))
    windy = cloud._replace(slack=hypot(cloud.slack, WIND_ALONG))
    held = [(number(claim, tuple(as_read[d]), windy), d) for d in ([told] if told else as_read) if as_read[d]]
    if not held and isfinite(level):
        at = say.wire(level, "level")
        return untested(f"at {at} it would be beyond the speed of sound, which no flight here comes near")
    if not held:
        return untested("the height is not known, to make a true airspeed of it: a level then would test it")
    best, datum = max(held, key=lambda pair: pair[0].probability)
    status = Status.AGREES if best.status is Status.SUPPORTED else best.status
    which = f"as {datum}" if told else f"as {datum}, the kindest reading as no datum is told"
    slack = f"give or take {say.wire(WIND_ALONG, 'speed')} of wind"
    return Held(status, best.probability, f"{best.said}, taken {which}, {slack}")


def heading(claim: Claim, subject: Subject, readings: tuple[Reading, ...], cloud: Cloud, view: View) -> Held:
    """Flights tell their heading from magnetic north: one told from true north is less by the variation
    where they are. Where no north is told it may be either; what is so only as true is not supported.
    """
    north = named(claim, subject)
    if north not in ("", TRUE_NORTH, MAGNETIC):
        return untested(f"it is not known what north {north} is from: {TRUE_NORTH} and {MAGNETIC} are")
    east = variation_at(view.flights, middle_time(subject))
    held = [(number(claim, readings, cloud), MAGNETIC)] if north != TRUE_NORTH else []
    if north != MAGNETIC and isfinite(east):
        as_true = tuple(Reading(r.low - east, r.high - east, r.middle - east, r.how) for r in readings)
        held.append((number(claim, as_true, cloud), TRUE_NORTH))
    if not held:
        return untested("it is told from true north, and where the flights were is not known")
    best, way = max(held, key=lambda pair: pair[0].probability)
    if way == MAGNETIC:
        return best
    status = Status.AGREES if best.status is Status.SUPPORTED and not north else best.status
    there = f"{abs(degrees(east)):.0f}° {'east' if east >= 0.0 else 'west'}"
    return Held(status, best.probability, f"{best.said}, taken as {way}, where the variation is {there}")


def variation_at(flights: Ensemble, t: float) -> float:
    """Variation, rad, east positive, in the middle of the flights; NaN where less than half are in flight."""
    lat, lon = middle_of(*place_at(flights, t), flights.weights)
    return float(variation(lat, lon, level_of(flights, t), t)) if isfinite(lat) else nan
