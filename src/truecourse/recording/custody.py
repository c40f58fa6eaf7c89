"""Who held the recorder, or its copies, and when: gaps, overlaps, seals and hashes. It judges the log, not
people.
"""

from collections.abc import Sequence

from truecourse.flight.custody import Custody, Hashed, Holding
from truecourse.recording.check import Check, Status, not_testable

HANDED = 60.0  # s between two holders that are no gap: times are told to the minute


def custody(log: Custody | None, sha256: str) -> list[Check]:
    """Checks of a custody log against a file's hash, lower-case hexadecimal; "" where the file that was
    hashed is not here.
    """
    if log is None:
        return [
            not_testable("custody", "no custody log was given"),
            not_testable("hash", "no custody log was given, so there is no earlier hash"),
        ]
    return [_gaps(log), _overlaps(log.holdings), _seals(log.holdings), _hash(log.hashes, sha256)]


def _gaps(log: Custody) -> Check:
    holdings = sorted(log.holdings, key=lambda h: h.start)
    gaps, reached, last = [], log.since, "what was recorded"
    for one in holdings:
        if one.start - reached > HANDED:
            gaps.append((reached, one.start, last, one.holder))
        if one.end > reached:
            reached, last = one.end, one.holder
    if log.until - reached > HANDED:
        gaps.append((reached, log.until, last, "the reading"))
    total = sum(b - a for a, b, _, _ in gaps)
    why = "a gap is a time for which the log names no holder"
    if not gaps:
        return Check("custody", Status.CONSISTENT, f"{len(holdings)} holders, no gap", 0.0, HANDED, why)
    told = "; ".join(f"{(b - a) / 86400.0:.1f} days between {x} and {y}" for a, b, x, y in gaps[:4])
    return Check("custody", Status.ODD, f"nobody is named for {told}", total, HANDED, why)


def _overlaps(holdings: Sequence[Holding]) -> Check:
    """Two holders of one thing at one time: copies, or an error of the log."""
    told, most = [], 0.0
    ordered = sorted(holdings, key=lambda h: h.start)
    for k, one in enumerate(ordered):
        for other in ordered[k + 1 :]:
            both = min(one.end, other.end) - other.start
            if both > HANDED:
                told.append(f"{one.holder} and {other.holder} both for {both / 86400.0:.1f} days")
                most = max(most, both)
    why = "one recorder has one holder at a time; its copies need a log each"
    if not told:
        return Check("overlaps", Status.CONSISTENT, "no two holders at one time", 0.0, HANDED, why)
    return Check("overlaps", Status.ODD, f"the log names {'; '.join(told[:4])}", most, HANDED, why)


def _seals(holdings: Sequence[Holding]) -> Check:
    pairs = list(zip(sorted(holdings, key=lambda h: h.start), sorted(holdings, key=lambda h: h.start)[1:],
                     strict=False))  # fmt: skip
    sealed = [(a, b) for a, b in pairs if a.seal_put or b.seal_found]
    broken = [(a, b) for a, b in sealed if a.seal_put != b.seal_found]
    if not sealed:
        return not_testable("seals", "no seal is told of")
    why = "a seal put on by one holder is the seal the next one found"
    if not broken:
        return Check("seals", Status.CONSISTENT, f"{len(sealed)} of {len(pairs)} hand-overs were sealed, "
                     "each seal found as put", 0.0, 0.0, why)  # fmt: skip
    noted = any(a.seal_put and b.seal_found for a, b in broken)
    told = "; ".join(
        f"{b.holder} found {_seal(b.seal_found)} where {a.holder} put {_seal(a.seal_put)}"
        for a, b in broken[:4]
    )
    return Check("seals", Status.CONTRADICTS if noted else Status.ODD, told, float(len(broken)), 0.0, why)


def _seal(name: str) -> str:
    return f'seal "{name}"' if name else "none noted"


def _hash(hashes: Sequence[Hashed], sha256: str) -> Check:
    if not sha256:
        return not_testable("hash", "the raw file is not here; what Parquet says of it is no evidence")
    if not hashes:
        return not_testable("hash", f"no earlier hash is told; this file's SHA-256 is {sha256}")
    wrong = [h for h in hashes if h.sha256 != sha256]
    why = "the SHA-256 of a file changes with any bit of it"
    if wrong:
        by = wrong[0].by or "an earlier reading"
        return Check("hash", Status.CONTRADICTS, f"the file is not the one that {by} hashed: it has {sha256}",
                     float(len(wrong)), 0.0, why)  # fmt: skip
    return Check("hash", Status.CONSISTENT, f"the same in all {len(hashes)} hashes: {sha256}", 0.0, 0.0, why)
