"""Whether the data's keyings and a transcript's, or a voice recording's, are of one flight."""

from truecourse.recording.alignment import Alignment
from truecourse.recording.check import Check, Status
from truecourse.recording.cut import Cut, cut_sentence

ALIKE, STRANGE = 0.05, 0.5  # probability of another recording under which it is one, over which it is not
UNTOLD = 0.5  # share of transmissions told while the recorder ran without a keying that is odd


def keyed_alike(found: Alignment, spliced: Cut | None = None) -> Check:
    """From an alignment: what speaks against the transcript being of this recording, or against its being
    whole.
    """
    inside = [match for match in found.matches if match.inside or match.keying >= 0]
    paired = sum(match.keying >= 0 for match in inside)
    share = 1.0 - paired / max(1, len(inside))
    outside = len(found.matches) - len(inside)
    if found.unrelated > STRANGE:
        status = Status.CONTRADICTS
    else:
        good = found.known and found.unrelated < ALIKE and share < UNTOLD
        status = Status.CONSISTENT if good else Status.ODD
    words = (
        f"{paired} of {len(inside)} transmissions told while it ran have a keying where they should"
        + (f" ({outside} are of before or after)" if outside else "")
        + f"; that they are of another recording has probability {found.unrelated:.3f}"
        + ("" if found.known else ", and no one alignment is known")
    )
    why = f"judgement: beforehand that was 0.05; under {ALIKE} it is one flight, over {STRANGE} another"
    if spliced is None:
        return Check("keying", status, words, found.unrelated, ALIKE, why)
    status = Status.ODD if status is Status.CONSISTENT else status
    at = (spliced.low, spliced.high)
    return Check("keying", status, f"{words}; {cut_sentence(spliced)}", found.unrelated, ALIKE, why, at)
