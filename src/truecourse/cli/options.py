"""Options that several commands share."""

from typing import Annotated

import typer

PARTICLES = 96  # as the sampler has it, which is not imported before it is needed
MORE = "more is slower and makes the sampler's errors smaller"
Particles = Annotated[
    int,
    typer.Option(min=16, max=1_000_000, help=f"Simulated flights kept per cause; {MORE}."),
]
Descents = Annotated[
    int,
    typer.Option(
        min=16, max=1_000_000,
        help=f"Simulated flights kept per cause, and descents per way of coming down; {MORE}.",
    ),
]  # fmt: skip
