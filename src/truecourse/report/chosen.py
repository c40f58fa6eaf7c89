"""Which claims somebody asks for."""

from dataclasses import replace
from difflib import get_close_matches

from truecourse.flight.claim import Claim, Grade, Kind, Ledger


def chosen(ledger: Ledger, source: str = "", subject: str = "", kind: str = "", grade: str = "") -> Ledger:
    """The ledger with those claims only: of a source, on a subject (its id, or part of its title), of a kind,
    of sources of a grade; "" asks nothing. Raises ValueError for what there is none of.
    """
    grades = {s.id: s.grade.value for s in ledger.sources}
    _known("--source", source, list(grades))
    _known("--kind", kind, [k.value for k in Kind])
    _known("--grade", grade, [g.value for g in Grade])
    asked = subject.casefold()
    about = {s.id for s in ledger.subjects if not subject or s.id == subject or asked in s.title.casefold()}
    if not about:
        raise ValueError(f"--subject {subject}: no subject has it in its id or title; claims list names them")
    claims = tuple(
        c
        for c in ledger.claims
        if (not source or c.source == source)
        and c.subject in about
        and (not kind or c.kind.value == kind)
        and (not grade or grades[c.source] == grade)
    )
    return replace(ledger, claims=claims)


def named(ledger: Ledger, name: str) -> Claim:
    """The claim of this id. Raises ValueError, with the nearest ids, if there is none."""
    found = next((c for c in ledger.claims if c.id == name), None)
    if found is None:
        near = get_close_matches(name, [c.id for c in ledger.claims], n=3)
        hint = f"the nearest are {', '.join(near)}" if near else "claims list names them"
        raise ValueError(f"there is no claim {name}; {hint}")
    return found


def _known(option: str, word: str, words: list[str]) -> None:
    if word and word not in words:
        raise ValueError(f"{option} {word}: there is none; write one of {', '.join(words)}")
