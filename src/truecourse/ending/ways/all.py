"""Every way of coming down that is weighed."""

from truecourse.ending.ways import break_up, controlled, ditching, glide, loss_of_control, spiral_dive

WAYS = (
    break_up.WAY,
    spiral_dive.WAY,
    loss_of_control.WAY,
    controlled.WAY,
    ditching.WAY,
    glide.WAY,
)
