"""The bank grows and nobody checks it: a turn that tightens, steepens and speeds up."""

from truecourse.ending.descent import Descents, Held, Lost, Way, nothing
from truecourse.ending.latents import Latents
from truecourse.ending.ways.parts import DEG, airframe, whole

# How long the bank takes to its greatest, and that: Adam Air 574 went from level to 100 degrees in some 40 s,
# Kenya 507 to 115 in 40 s, Ethiopian 409 lost control within 90 s (final reports, recalled). The spiral mode
# of an airframe left alone takes minutes. Lognormal, 60 s times or over 2; 40 to 85 degrees.
TIGHTENS = (60.0, 0.7)
STEEPEST = (40.0 * DEG, 85.0 * DEG)
POWER = (0.0, 1.1)  # of what sustains level flight


def draw(take: Latents, lost: Lost, hurt: bool) -> Descents:
    """The aircraft trimmed as it was, or as a hit leaves it, rolling to one side and staying there."""
    n = len(lost.t)
    phases, body = nothing(n), airframe(take, lost, hurt)
    phases.until[:, 0] = take.lognormal(*TIGHTENS)
    phases.held[:] = Held.FREE
    phases.lift[:], phases.drag[:] = body.lift[:, None], body.drag[:, None]
    phases.thrust[:] = (body.sustaining * take.uniform(*POWER))[:, None]
    phases.bank[:, 1:] = (take.uniform(*STEEPEST) * take.side())[:, None]
    return whole(phases)


WAY = Way("spiral-dive", "Spiral dive", draw)
