"""Units and zones that a source leaves open, settled by its own other numbers before anybody else's."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from truecourse.flight.claim import Claim, Kind, Modality
from truecourse.ledger.reading import meet, usable

_NUMBERS = (Kind.TIME, Kind.QUANTITY, Kind.INTERVAL)


class Settled(NamedTuple):
    """A claim with the readings that its source's own number on the subject leaves, and that number."""

    claim: Claim
    by: Claim


def settled(claims: Iterable[Claim], dimension: str) -> dict[str, Settled]:
    """By name those of the claims on one subject that their source settles itself.

    A page that has 17.5 miles and 28 km of one distance has statute miles: of the readings of a number those
    stay that meet another of the same source, speaker and datum, if that one can be read in one way only and
    tells some of them from others.
    """
    told = [c for c in claims if c.kind in _NUMBERS and c.modality is not Modality.DENIED]
    found = {}
    for claim in told:
        ways = {r.how for r in claim.readings}
        for own in told if len(ways) > 1 and "" not in ways else ():
            if own.id == claim.id or not _of_one(claim, own) or len({r.how for r in own.readings}) > 1:
                continue
            met = meet(usable(claim, dimension), usable(own, dimension), dimension)[2]
            used = {a.how for a, _ in met}
            if used and used < ways:
                found[claim.id] = Settled(_read_as(claim, used), own)
                break
    return found


def _read_as(claim: Claim, ways: set[str]) -> Claim:
    """The claim with those of its readings, which an amount names behind its unit."""
    kept = tuple(r for r in claim.readings if r.how in ways)
    named = claim.told and claim.kind is not Kind.TIME
    return replace(
        claim, readings=kept, told=f"{claim.told} ({' or '.join(sorted(ways))})" if named else claim.told
    )


def _of_one(one: Claim, other: Claim) -> bool:
    return all(
        getattr(one, key) == getattr(other, key) for key in ("source", "said_by", "modality", "datum")
    ) and (one.kind is Kind.TIME) == (other.kind is Kind.TIME)
