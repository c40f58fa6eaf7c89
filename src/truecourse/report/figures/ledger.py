"""The figures of a ledger: its timeline, and its sources by facts."""

from truecourse.flight.case import Case
from truecourse.report.claims import Checked
from truecourse.report.consensus import reconstruction_rows
from truecourse.report.facts import facts
from truecourse.report.figures import matrix, timeline
from truecourse.report.figures.sheet import Drawn
from truecourse.report.spread import spread
from truecourse.report.timeline import clocks, events
from truecourse.report.words import NOT_KNOWN


def draw(of: Checked, case: Case) -> list[Drawn]:
    """The timeline's figures, then the matrix's; none where nothing is claimed."""
    if not of.ledger.claims:
        return []
    found = events(of.ledger, of.findings)
    drawn = timeline.draw(of.ledger, case, found, clocks(of.ledger, case))
    read = reconstruction_rows(of.ledger, of.consensus, of.reconstructed)
    words = {name: spread(row, row["unit"]) for name, row in read.items()}
    words |= dict(of.in_words or ())
    if of.in_words is not None:
        words = {s.id: words.get(s.id, NOT_KNOWN) for s in of.ledger.subjects}
    return drawn + matrix.draw(of.ledger, facts(of.ledger, of.findings, words))
