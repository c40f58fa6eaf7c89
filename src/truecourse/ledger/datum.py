"""Which speed a number is: over the ground, true or indicated."""

from truecourse.flight.claim import Claim, Subject
from truecourse.ledger.compare import plain

TRUE, INDICATED, GROUND = "true airspeed", "indicated airspeed", "ground speed"
DATUMS = {
    "true airspeed": TRUE,
    "tas": TRUE,
    "indicated": INDICATED,
    "indicated airspeed": INDICATED,
    "ias": INDICATED,
    "cas": INDICATED,
    "calibrated airspeed": INDICATED,
    "ground speed": GROUND,
    "ground": GROUND,
}


def datum_of(claim: Claim, subject: Subject) -> str:
    """The claim's datum, else its subject's (`datum` in `about`); "" where neither says, or says another."""
    return DATUMS.get(plain(claim.datum or dict(subject.about).get("datum", "")), "")
