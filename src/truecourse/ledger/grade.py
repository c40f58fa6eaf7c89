"""How much a source weighs in a consensus, by what it is: one table, and the reason for it."""

from truecourse.flight.claim import Claim, Grade, Modality

# A judgement, not a measurement: each retelling halves what is kept of the detail. A source that quotes a
# primary is one retelling away, a recollection two (memory, then the telling); a drama is free to change what
# it likes, three. Only the order matters to which of two claims is the better; the factors matter to the
# consensus, which is a weighted median and so moves little when they do.
WEIGHTS = {Grade.PRIMARY: 1.0, Grade.QUOTES_PRIMARY: 0.5, Grade.RECOLLECTION: 0.25, Grade.DRAMA: 0.125}
UNKNOWN = 0.125  # a source the ledger does not have: no better than the least
ALLEGED = 0.5  # one more retelling: the source itself does not vouch for it


def weight(claim: Claim, grade: Grade | None) -> float:
    """What a claim weighs: its source's grade, once more halved where it is only alleged."""
    whole = UNKNOWN if grade is None else WEIGHTS[grade]
    return whole * ALLEGED if claim.modality is Modality.ALLEGED else whole
