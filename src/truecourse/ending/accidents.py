"""Published accidents, once each: what struck, which way it came down, for how long, and how it turned.

Every count and duration behind a prior is read from this table, so that no accident stands for two things.
It was made without regard to any case weighed by it, and holds none of them. Of its 68 rows 68 were looked
up: `seen` names the public text that was read, and of what where the rest of the row is as recalled.

STRUCK: civil aircraft of airliner types, hit by missiles or guns 1,000 m or more above the surface or,
where no height is told, neither taking off nor landing, in planecrashinfo.com (to 2009) or a public list or
account of airliners shot at; left out where nothing read says how they came down. Of such there are a dozen
and more, and all aboard died (An-26 YA-BAM, DC-4 XV-NUJ, DC-3 G-AGBB, Lionair 602, an An-12 of Khors,
Hercules of TAAG and of Transafrik): so those that somebody flew may be too many. SILENT: passenger jets
since 1980, lost likewise from climb or cruise with no distress call told, not flown into high ground nor
into another; planecrashinfo.com to 2009, Wikipedia after; left out where nothing read says how (Korean Air
858, Sibir 1047). ALOUD has no rule: the best known, for what is told of them.
"""

from enum import Enum
from typing import NamedTuple


class Loss(Enum):
    """STRUCK: by missiles or guns, well above the ground. SILENT: lost from climb or cruise without a word.
    ALOUD: damaged, or without thrust, and told; counted for durations, turns and falls alone.
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
    """`way`: that of the most part of its way down. `source`: the report, or the kind of account. `seen`: the
    public text that was read for this row, "" where it is as recalled. `minutes`: from the hit or failure to
    the surface or to the end of control, for those controlled; `first`: minutes of them before it began to
    circle. `late`: it broke up, but not within seconds. None where no text tells, or says nothing.
    """

    name: str
    loss: Loss
    way: str
    source: str
    seen: str
    minutes: float | None = None
    turned: Turned | None = None
    first: float | None = None
    late: bool = False
    fell: Fell | None = None


_STRUCK, _SILENT, _ALOUD = Loss.STRUCK, Loss.SILENT, Loss.ALOUD
_STALLED, _DIVING = Fell.STALLED, Fell.DIVING
_STRAIGHT, _ONCE, _ROUND = Turned.STRAIGHT, Turned.ONCE, Turned.ROUND
_WIKI, _CRASHES = "Wikipedia", "planecrashinfo.com"
ACCIDENTS = (
    # Struck. El Al 402 and the DC-7 N284 came down for a while before they came apart: break-ups, late.
    Accident("El Al 402 (1955)", _STRUCK, "break-up", "ICJ pleadings, 27 July 1955", _WIKI, late=True),
    Accident("Iran Air 655 (1988)", _STRUCK, "break-up", "ICAO 1988, 1.1", "airdisasters.co.uk"),
    Accident(
        "T&G Aviation N284 (1988)", _STRUCK, "break-up", "crew of N90804", "Deseret News 1988", late=True
    ),
    Accident("Siberia 1812 (2001)", _STRUCK, "break-up", "Interstate Aviation Committee", _CRASHES),
    Accident("Malaysia 17 (2014)", _STRUCK, "break-up", "Dutch Safety Board 2015", "NL Times, ABC 2015"),
    Accident(
        "Kaleva (1940)", _STRUCK, "loss-of-control", "Finnish histories", "Panssarivaunut 2015", fell=_DIVING
    ),
    # That a missile struck it is not the official cause.
    Accident("Aeroflot 902 (1962)", _STRUCK, "loss-of-control", "press", _WIKI),
    Accident("Air Rhodesia 827 (1979)", _STRUCK, "loss-of-control", "press", "Pindula, German Wikipedia"),
    # Who flew it after the second missile is not known, so its 3.5 minutes are no duration of control.
    Accident("Ukraine International 752 (2020)", _STRUCK, "loss-of-control", "AAIB of Iran 2021", "CBC 2020"),
    Accident("KNILM PK-AFV (1942)", _STRUCK, "controlled", "histories", _WIKI),
    Accident("ABA Gripen (1943)", _STRUCK, "controlled", "press, its engineer", "Danish press of 1943"),
    Accident(
        "Air France F-BELI (1952)",
        _STRUCK,
        "controlled",
        "Time, 12 May 1952",
        "Berlin-Chronik",
        None,
        _STRAIGHT,
    ),
    Accident("Sabena OO-CBY (1954)", _STRUCK, "controlled", "press", "German Wikipedia", None, _ONCE),
    Accident("Libyan Arab 114 (1973)", _STRUCK, "controlled", "ICAO 1973", _CRASHES),
    # Low over the Kola peninsula for 40 minutes (Soviet press), an hour, or an hour and a half (passengers).
    Accident("Korean Air Lines 902 (1978)", _STRUCK, "controlled", "press", f"{_WIKI}, heninen.net", 60.0),
    Accident("Air Rhodesia 825 (1978)", _STRUCK, "controlled", "press", _WIKI),
    Accident("T&G Aviation N90804 (1988)", _STRUCK, "controlled", "its crew", "Deseret News 1988", 120.0),
    Accident("Permaviatrans RA-26028 (1998)", _STRUCK, "controlled", "last messages", "B3A archives"),
    Accident("Congo Airlines 9Q-CSG (1998)", _STRUCK, "controlled", "Flight International", _WIKI),
    Accident("Transafrik S9-BOG (2001)", _STRUCK, "controlled", "WFP", "BBC 2001"),
    # It broke off one approach and flew round for another.
    Accident("DHL Baghdad (2003)", _STRUCK, "controlled", "crew's accounts", "Herald 2003", 16.0, _ROUND),
    # Hit at 05:13:31, down at 06:27:58; on its way over the sea at 06:07, then two wide circles.
    Accident(
        "Azerbaijan 8243 (2024)",
        _STRUCK,
        "controlled",
        "Kazakhstan 2025, interim",
        "summaries of it",
        74.0,
        _ROUND,
        60.0,
    ),
    Accident("Cathay Pacific VR-HEU (1954)", _STRUCK, "ditching", "crew's accounts", _WIKI),
    # Silent. A commission of 1994 found a bomb in Itavia 870, civil courts of 2013 a missile: not settled.
    Accident("Itavia 870 (1980)", _SILENT, "break-up", "commission 1994; courts", "Reuters 2013, Wikispooks"),
    Accident("Far Eastern 103 (1981)", _SILENT, "break-up", "Taiwan CAA", _CRASHES),
    Accident("Air India 182 (1985)", _SILENT, "break-up", "Kirpal 1986", _CRASHES),
    Accident("Pan Am 103 (1988)", _SILENT, "break-up", "AAIB 2/90", _CRASHES),
    Accident("UTA 772 (1989)", _SILENT, "break-up", "French commission", _CRASHES),
    Accident("TWA 800 (1996)", _SILENT, "break-up", "NTSB AAR-00/03", _CRASHES),
    Accident("China Airlines 611 (2002)", _SILENT, "break-up", "ASC 2005", _CRASHES),
    Accident("Volga-Aviaexpress 1303 (2004)", _SILENT, "break-up", "press", _CRASHES),
    Accident("Metrojet 9268 (2015)", _SILENT, "break-up", "Interstate Aviation Committee", "press of 2015"),
    Accident("Copa 201 (1992)", _SILENT, "spiral-dive", "Panama", _CRASHES),
    Accident("TAROM 371 (1995)", _SILENT, "spiral-dive", "Romania", _CRASHES),
    Accident("Flash 604 (2004)", _SILENT, "spiral-dive", "Egypt 2006", _WIKI),
    Accident("Adam Air 574 (2007)", _SILENT, "spiral-dive", "KNKT 2008", _CRASHES),
    Accident("Ethiopian 409 (2010)", _SILENT, "spiral-dive", "Lebanon 2012", "Admiral Cloudberg"),
    Accident("EgyptAir 804 (2016)", _SILENT, "spiral-dive", "Greek radar; Egypt 2024", "Lexology 2016"),
    Accident("Sriwijaya 182 (2021)", _SILENT, "spiral-dive", "KNKT 2022", "New Paper 2021"),
    Accident("Aeroflot 7425 (1985)", _SILENT, "loss-of-control", "Soviet Union", _CRASHES, fell=_STALLED),
    Accident("Lauda 004 (1991)", _SILENT, "loss-of-control", "Thailand 1993", _CRASHES, fell=_DIVING),
    Accident("Aeroflot 593 (1994)", _SILENT, "loss-of-control", "Russia", _CRASHES),
    Accident("Birgenair 301 (1996)", _SILENT, "loss-of-control", "Dominican Republic", _WIKI, fell=_STALLED),
    Accident("ADC 86 (1996)", _SILENT, "loss-of-control", "Nigeria", _CRASHES, fell=_DIVING),
    Accident("SilkAir 185 (1997)", _SILENT, "loss-of-control", "NTSC 2000", _CRASHES, fell=_DIVING),
    Accident("EgyptAir 990 (1999)", _SILENT, "loss-of-control", "NTSB AAB-02/01", _CRASHES, fell=_DIVING),
    Accident("Air France 447 (2009)", _SILENT, "loss-of-control", "BEA 2012", _CRASHES, fell=_STALLED),
    # Flown for hours, but what is told of its way down is a high and increasing rate of descent, flaps in.
    Accident("Malaysia 370 (2014)", _SILENT, "loss-of-control", "ATSB 2016, 2017", "Reuters 2016"),
    Accident("Air Algerie 5017 (2014)", _SILENT, "loss-of-control", "BEA 2016", _WIKI, fell=_STALLED),
    Accident(
        "AirAsia 8501 (2014)", _SILENT, "loss-of-control", "KNKT 2015", "Taipei Times 2015", fell=_STALLED
    ),
    Accident("Saratov 703 (2018)", _SILENT, "loss-of-control", "IAC 2019", _WIKI, fell=_DIVING),
    Accident("China Eastern 5735 (2022)", _SILENT, "loss-of-control", "CAAC", "Gulf News 2022", fell=_DIVING),
    Accident("LAM 470 (2013)", _SILENT, "controlled", "Namibia 2016", "African Aerospace", None, _STRAIGHT),
    Accident("Germanwings 9525 (2015)", _SILENT, "controlled", "BEA 2016", "Aviation Week", None, _STRAIGHT),
    # It circled in its hold, before its way down.
    Accident("Helios 522 (2005)", _SILENT, "glide", "AAIASB 2006", "Flight International 2005"),
    # Aloud. West Caribbean 708 told of its engines, Pulkovo 612 called for help.
    Accident(
        "Japan Air Lines 123 (1985)", _ALOUD, "controlled", "AAIC 1987", "Time 1985", 32.0, _ROUND, 16.0
    ),
    Accident(
        "United 232 (1989)",
        _ALOUD,
        "controlled",
        "NTSB AAR-90/06",
        "gcmap.com 2019: minutes, turns",
        44.0,
        _ROUND,
        1.0,
    ),
    Accident(
        "El Al 1862 (1992)",
        _ALOUD,
        "controlled",
        "Netherlands 1994",
        "side3.no 2018: minutes, turns",
        8.0,
        _ROUND,
        1.0,
    ),
    Accident("American 96 (1972)", _ALOUD, "controlled", "NTSB AAR-73-02", "taxiways.de", 20.0, _ONCE),
    Accident(
        "Aloha 243 (1988)", _ALOUD, "controlled", "NTSB AAR-89/03", "Maui News 2018: minutes", 13.0, _STRAIGHT
    ),
    Accident("United 811 (1989)", _ALOUD, "controlled", "NTSB AAR-92/02", "ARFF Working Group", None, _ONCE),
    Accident("Turkish 981 (1974)", _ALOUD, "loss-of-control", "commission 1976", _CRASHES, fell=_DIVING),
    Accident("Alaska 261 (2000)", _ALOUD, "loss-of-control", "NTSB AAR-02/01", _CRASHES, fell=_DIVING),
    Accident("West Caribbean 708 (2005)", _ALOUD, "loss-of-control", "JIAAC 2010", _WIKI, fell=_STALLED),
    Accident("Pulkovo 612 (2006)", _ALOUD, "loss-of-control", "IAC 2007", "tailstrike.com", fell=_STALLED),
    Accident("Pan Am 6 (1956)", _ALOUD, "ditching", "CAB 1957", _WIKI, None, _ROUND),
    Accident("Gimli (1983)", _ALOUD, "glide", "Lockwood 1985", f"{_CRASHES}: the glide", None, _ONCE),
    Accident("Air Transat 236 (2001)", _ALOUD, "glide", "GPIAA 2004", f"{_WIKI}: the glide", None, _ONCE),
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
