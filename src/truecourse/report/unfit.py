"""What does not fit in a reckoned track, in a sentence."""

import numpy as np

from truecourse.earth.units import METRES_PER_NM, MPS_PER_KNOT
from truecourse.feeds.instants import format_time
from truecourse.flight.track import Track
from truecourse.recording.reckoning import Fixed, Reckoned
from truecourse.recording.unfit import MOST, Unfit


def unfit_sentence(track: Track, found: Reckoned, fixes: Fixed, how: Unfit, culprit: int) -> str:
    """What is wrong, and what to do about it; "" where everything is within `MOST` standard deviations."""
    if how.worst <= MOST:
        return ""
    told = []
    for j in np.argsort(-how.fixes)[:2]:
        if how.fixes[j] > MOST:
            told.append(
                f"the fix of {format_time(float(fixes.t[j]))} is {how.far[j] / METRES_PER_NM:.1f} NM from "
                f"the track, {how.fixes[j]:.0f} times its error"
            )
    if how.compass > MOST:
        told.append(f"the compass would be {np.degrees(found.compass):+.1f}° off")
    if how.airspeed > MOST:
        told.append(f"the airspeed {100 * found.airspeed:+.1f} % off")
    if how.wind > MOST:
        told.append(f"the wind {how.wind:.0f} times its error off")
    fastest = float(np.nanmax(track.columns["gs"])) / MPS_PER_KNOT
    which = (
        f"without the fix of {format_time(float(fixes.t[culprit]))} the others fit, so correct or leave out "
        "that one"
        if culprit >= 0
        else "correct or leave out a fix, give it its true error, or correct --start"
    )
    return (
        f"the fixes do not fit the recording: {', '.join(told)}, with ground speeds up to {fastest:.0f} kt; "
        f"{which}"
    )
