"""Claims for tests: short to write, everything else empty."""

from math import radians

from truecourse.flight.claim import Claim, Grade, Kind, Ledger, Modality, Reading, Source, Subject

NM, MILE, KM, KNOT, HOUR, MINUTE = 1852.0, 1609.344, 1000.0, 1852.0 / 3600.0, 3600.0, 60.0
NIGHT = 431_200_000.0  # a POSIX time in the night of 31 August 1983


def source(name: str, grade: Grade = Grade.PRIMARY, **more) -> Source:
    return Source(name, name, "en", grade, **more)


def number(name: str, of: str, middle: float, half: float, subject: str = "x", **more) -> Claim:
    more = {"kind": Kind.QUANTITY, "readings": (Reading(middle - half, middle + half, middle),)} | more
    return Claim(name, of, "1", "en", subject=subject, says="", **more)


def time(name: str, of: str, t: float, half: float = 30.0, subject: str = "x", **more) -> Claim:
    return number(name, of, t, half, subject, kind=Kind.TIME, **more)


def word(name: str, of: str, term: str, subject: str = "x", **more) -> Claim:
    return Claim(name, of, "1", "en", **{"kind": Kind.CAUSE} | more, subject=subject, says="", term=term)


def place(name: str, of: str, lat: float, lon: float, error: float, **more) -> Claim:
    return Claim(
        name, of, "1", "en", Kind.POSITION, "x", "", lat=radians(lat), lon=radians(lon), error=error, **more
    )


def order(name: str, of: str, first: str, second: str, **more) -> Claim:
    return Claim(name, of, "1", "en", Kind.ORDER, f"{name}s", "", first=first, second=second, **more)


def ledger(*claims: Claim, subjects: tuple[Subject, ...] = (), sources: tuple[Source, ...] = ()) -> Ledger:
    """Sources not given are primary, subjects not given lengths that exclude one another."""
    given, about = {s.id for s in sources}, {s.id for s in subjects}
    more = sorted({c.source for c in claims} - given)
    others = sorted({c.subject for c in claims if c.subject} - about)
    return Ledger(
        (*sources, *map(source, more)), (*subjects, *(Subject(s, s, "length") for s in others)), claims
    )


DENIED, ALLEGED, CONCLUSION = Modality.DENIED, Modality.ALLEGED, Modality.CONCLUSION
