"""Published accidents, once each: what struck, which way it came down, for how long, and how it turned.

Every count and duration behind a prior is read from this table, so that no accident stands for two things.
It is of reports and public accounts as recalled, not of a register; figures that are not remembered well are
left out. It was written down without regard to any case weighed by it, and holds none of them.
"""

from enum import Enum
from typing import NamedTuple


class Loss(Enum):
    """STRUCK: by missiles or guns, well above the ground. SILENT: lost from climb or cruise without a word.
    ALOUD: damaged, or without thrust, and told; counted for durations and turns alone.
    """

    STRUCK = "airliners hit by missiles or guns"
    SILENT = "airliners lost without a word"
    ALOUD = "airliners damaged or without thrust"


class Turned(Enum):
    """For the most part of the way down: straight on, one turn to where it was wanted, or round and round."""

    STRAIGHT = 0
    ONCE = 1
    ROUND = 2


class Fell(Enum):
    """What it was like where nobody controlled it and it stayed in one piece."""

    STALLED = 0
    DIVING = 1
    PORPOISING = 2


class Accident(NamedTuple):
    """`way`: that of the most part of its way down. `minutes`: from the hit or failure to the surface or to
    the end of control, for those controlled; `first`: minutes of them before it began to circle. `late`: it
    broke up, but not within seconds. None where it is not known, or says nothing.
    """

    name: str
    loss: Loss
    way: str
    source: str
    minutes: float | None = None
    turned: Turned | None = None
    first: float | None = None
    late: bool = False
    fell: Fell | None = None


_STRUCK, _SILENT, _ALOUD = Loss.STRUCK, Loss.SILENT, Loss.ALOUD
_STALLED, _DIVING, _PORPOISING = Fell.STALLED, Fell.DIVING, Fell.PORPOISING
_STRAIGHT, _ONCE, _ROUND = Turned.STRAIGHT, Turned.ONCE, Turned.ROUND
ACCIDENTS = (
    # Struck. El Al 402 and Siberia 1812 flew on, hit, and then came apart in the air: break-ups, late.
    Accident("El Al 402 (1955)", _STRUCK, "break-up", "ICJ pleadings, 27 July 1955", late=True),
    Accident("Iran Air 655 (1988)", _STRUCK, "break-up", "ICAO 1988"),
    Accident("Siberia 1812 (2001)", _STRUCK, "break-up", "Interstate Aviation Committee", late=True),
    Accident("Malaysia 17 (2014)", _STRUCK, "break-up", "Dutch Safety Board 2015"),
    Accident("Aeroflot 902 (1962)", _STRUCK, "loss-of-control", "press"),
    Accident("Air Rhodesia 827 (1979)", _STRUCK, "loss-of-control", "press"),
    # Who flew it after the second missile is not known, so its 3.5 minutes are no duration of control.
    Accident(
        "Ukraine International 752 (2020)", _STRUCK, "loss-of-control", "AAIB of Iran 2021", fell=_PORPOISING
    ),
    Accident("Libyan Arab 114 (1973)", _STRUCK, "controlled", "ICAO 1973", 5.0),
    Accident("Korean Air Lines 902 (1978)", _STRUCK, "controlled", "press", 100.0, _ROUND),
    Accident("Air Rhodesia 825 (1978)", _STRUCK, "controlled", "press"),
    Accident("DHL Baghdad (2003)", _STRUCK, "controlled", "crew's accounts", 16.0, _ROUND, 2.0),
    Accident("Azerbaijan 8243 (2024)", _STRUCK, "controlled", "Kazakhstan 2025, interim", 74.0, _ROUND, 60.0),
    Accident("Kweilin (1938)", _STRUCK, "ditching", "press"),
    Accident("Cathay Pacific VR-HEU (1954)", _STRUCK, "ditching", "press", None, _STRAIGHT),
    # Silent.
    Accident("Itavia 870 (1980)", _SILENT, "break-up", "Italian courts"),
    Accident("Air India 182 (1985)", _SILENT, "break-up", "Kirpal 1986"),
    Accident("Pan Am 103 (1988)", _SILENT, "break-up", "AAIB 2/90"),
    Accident("UTA 772 (1989)", _SILENT, "break-up", "French commission"),
    Accident("TWA 800 (1996)", _SILENT, "break-up", "NTSB AAR-00/03"),
    Accident("China Airlines 611 (2002)", _SILENT, "break-up", "ASC 2005"),
    Accident("Metrojet 9268 (2015)", _SILENT, "break-up", "press"),
    Accident("Adam Air 574 (2007)", _SILENT, "spiral-dive", "KNKT 2008"),
    Accident("Kenya Airways 507 (2007)", _SILENT, "spiral-dive", "Cameroon 2010"),
    Accident("Ethiopian 409 (2010)", _SILENT, "spiral-dive", "Lebanon 2012"),
    Accident("EgyptAir 804 (2016)", _SILENT, "spiral-dive", "BEA and press"),
    Accident("SilkAir 185 (1997)", _SILENT, "loss-of-control", "NTSC 2000", fell=_DIVING),
    Accident("EgyptAir 990 (1999)", _SILENT, "loss-of-control", "NTSB AAB-02/01", fell=_DIVING),
    Accident("West Caribbean 708 (2005)", _SILENT, "loss-of-control", "JIAAC 2010", fell=_STALLED),
    Accident(
        "Pulkovo 612 (2006)", _SILENT, "loss-of-control", "Interstate Aviation Committee 2007", fell=_STALLED
    ),
    Accident("Air France 447 (2009)", _SILENT, "loss-of-control", "BEA 2012", fell=_STALLED),
    Accident("Air Algerie 5017 (2014)", _SILENT, "loss-of-control", "BEA 2016", fell=_STALLED),
    Accident("AirAsia 8501 (2014)", _SILENT, "loss-of-control", "KNKT 2015", fell=_STALLED),
    Accident("China Eastern 5735 (2022)", _SILENT, "loss-of-control", "CAAC, statements", fell=_DIVING),
    Accident("LAM 470 (2013)", _SILENT, "controlled", "Namibia 2016", None, _STRAIGHT),
    Accident("Malaysia 370 (2014)", _SILENT, "controlled", "Malaysia 2018"),
    Accident("Germanwings 9525 (2015)", _SILENT, "controlled", "BEA 2016", None, _STRAIGHT),
    Accident("Helios 522 (2005)", _SILENT, "glide", "AAIASB 2006", None, _ROUND),
    # Aloud.
    Accident("Japan Air Lines 123 (1985)", _ALOUD, "controlled", "AAIC 1987", 32.0, _ROUND, 20.0),
    Accident("United 232 (1989)", _ALOUD, "controlled", "NTSB AAR-90/06", 44.0, _ROUND, 1.0),
    Accident("El Al 1862 (1992)", _ALOUD, "controlled", "Netherlands 1994", 8.0, _ROUND, 1.0),
    Accident("Turkish 981 (1974)", _ALOUD, "loss-of-control", "French commission 1976", fell=_DIVING),
    Accident("Alaska 261 (2000)", _ALOUD, "loss-of-control", "NTSB AAR-02/01", fell=_DIVING),
    Accident("American 96 (1972)", _ALOUD, "controlled", "NTSB AAR-73-02", None, _ONCE),
    Accident("Aloha 243 (1988)", _ALOUD, "controlled", "NTSB AAR-89/03", 13.0, _STRAIGHT),
    Accident("Pan Am 6 (1956)", _ALOUD, "ditching", "CAB 1957", None, _ROUND),
    Accident("Gimli (1983)", _ALOUD, "glide", "Lockwood 1985", None, _ONCE),
    Accident("Air Transat 236 (2001)", _ALOUD, "glide", "GPIAA 2004", None, _ONCE),
    Accident("US Airways 1549 (2009)", _ALOUD, "glide", "NTSB AAR-10/03", None, _ONCE),
)


def names(loss: Loss, way: str) -> tuple[str, ...]:
    """Accidents of a kind of loss that came down one way."""
    return tuple(a.name for a in ACCIDENTS if a.loss is loss and a.way == way)


def turns() -> tuple[int, int, int]:
    """How many flew straight on, turned once, went round and round."""
    kinds = [a.turned for a in ACCIDENTS]
    return kinds.count(Turned.STRAIGHT), kinds.count(Turned.ONCE), kinds.count(Turned.ROUND)


def falls() -> tuple[int, int, int]:
    """How many stalled, dived, porpoised."""
    kinds = [a.fell for a in ACCIDENTS]
    return kinds.count(Fell.STALLED), kinds.count(Fell.DIVING), kinds.count(Fell.PORPOISING)


def durations(struck: bool) -> tuple[float, ...]:
    """Minutes control lasted, or until they were down: of those struck, or of those damaged otherwise."""
    mine = [a for a in ACCIDENTS if (a.loss is Loss.STRUCK) is struck and a.way == "controlled"]
    return tuple(a.minutes for a in mine if a.minutes is not None)


def waits() -> tuple[float, ...]:
    """Minutes flown before they began to go round and round."""
    return tuple(a.first for a in ACCIDENTS if a.first is not None)


def break_ups() -> tuple[int, int]:
    """How many came apart within seconds, and how many later."""
    late = [a.late for a in ACCIDENTS if a.way == "break-up"]
    return late.count(False), late.count(True)
