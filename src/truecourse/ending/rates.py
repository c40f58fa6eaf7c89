"""How likely each way of coming down is before anything seen afterwards, and why: two counts of accidents.

Each published accident counts once, under the way its report describes for the most part of the descent; a
half is added to every way (Krichevsky and Trofimov 1981, the Jeffreys prior of a multinomial), so that what
was never seen is not impossible. The accident under investigation is never among those counted, and the lists
were written down before any case was weighed by them. They are of reports and public accounts as recalled,
of transports in airline use, struck well above the ground or lost from climb or cruise; the numbers are
small.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HIT = {
    "break-up": ("El Al 402 (1955)", "Iran Air 655 (1988)", "Siberia 1812 (2001)", "Malaysia 17 (2014)"),
    "spiral-dive": (),
    "loss-of-control": (
        "Aeroflot 902 (1962)", "Air Rhodesia 827 (1979)", "Ukraine International 752 (2020)",
    ),
    "controlled": (
        "Libyan Arab 114 (1973)", "Korean Air Lines 902 (1978)", "Air Rhodesia 825 (1978)",
        "DHL Baghdad (2003)", "Azerbaijan 8243 (2024)",
    ),
    "ditching": ("Kweilin (1938)", "Cathay Pacific VR-HEU (1954)"),
    "glide": (),
}  # fmt: skip
SILENT = {
    "break-up": (
        "Itavia 870 (1980)", "Air India 182 (1985)", "Pan Am 103 (1988)", "UTA 772 (1989)",
        "TWA 800 (1996)", "China Airlines 611 (2002)", "Metrojet 9268 (2015)",
    ),
    "spiral-dive": ("Adam Air 574 (2007)", "Kenya Airways 507 (2007)", "Ethiopian 409 (2010)",
                    "EgyptAir 804 (2016)"),
    "loss-of-control": (
        "SilkAir 185 (1997)", "EgyptAir 990 (1999)", "West Caribbean 708 (2005)", "Pulkovo 612 (2006)",
        "Air France 447 (2009)", "Air Algerie 5017 (2014)", "AirAsia 8501 (2014)",
        "China Eastern 5735 (2022)",
    ),
    "controlled": ("LAM 470 (2013)", "Malaysia 370 (2014)", "Germanwings 9525 (2015)"),
    "ditching": (),
    "glide": ("Helios 522 (2005)",),
}  # fmt: skip
HALF = 0.5


class Rate(NamedTuple):
    """Prior probability of a way of coming down, and where it is from."""

    probability: float
    source: str


def doubt(rng: np.random.Generator, names: tuple[str, ...], hurt: bool, n: int) -> NDArray[np.float64]:
    """Priors (n, ways) that the counts leave possible: the Dirichlet distribution whose mean `rate` is."""
    counts = HIT if hurt else SILENT
    return rng.dirichlet([len(counts[name]) + HALF for name in names], n)


def rate(name: str, hurt: bool) -> Rate:
    """The prior of a way by name, for an aircraft struck from outside or for one lost without a word."""
    counts = HIT if hurt else SILENT
    total = sum(len(seen) + HALF for seen in counts.values())
    seen = counts[name]
    what = "airliners hit by missiles or guns" if hurt else "airliners lost without a word"
    listed = f": {', '.join(seen)}" if seen else ""
    every = sum(len(each) for each in counts.values())
    source = f"{len(seen)} of {every} {what}{listed}; a half is added to each way"
    return Rate((len(seen) + HALF) / total, source)
