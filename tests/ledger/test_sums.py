"""Wholes and parts."""

from ledger.claims import DENIED, MINUTE, NIGHT, ledger, number, source, time
from truecourse.flight.claim import Grade, Kind, Reading, Subject
from truecourse.ledger.status import Status
from truecourse.ledger.sums import findings

COUNTS = (
    Subject("all", "on board", "count", sum_of=("passengers", "crew")),
    Subject("passengers", "passengers", "count"),
    Subject("crew", "crew", "count"),
)


def count(name: str, of: str, n: int, subject: str, **more):
    return number(name, of, n, 0.0, subject, told=str(n), **more)


def told(*claims, subjects=COUNTS) -> list[tuple]:
    return [(f.claim, f.against, f.status) for f in findings(ledger(*claims, subjects=subjects))]


def test_it_adds_up_and_says_so() -> None:
    claims = count("n", "a", 269, "all"), count("p", "a", 246, "passengers"), count("c", "a", 23, "crew")
    (found,) = findings(ledger(*claims, subjects=COUNTS))
    assert found.status is Status.AGREES
    assert found.reason == "a's 269 = 246 + 23 (a): it adds up; all of one source."


def test_it_does_not_add_up() -> None:
    own = count("p", "a", 240, "passengers"), count("c", "a", 29, "crew")
    assert told(count("n", "a", 270, "all"), *own) == [("n", ("p", "c"), Status.CONTRADICTED)]
    other = count("n", "b", 269, "all")
    assert told(other, *own) == [("n", ("p", "c"), Status.AGREES)]


def test_a_sum_with_a_bound_among_its_parts_is_a_bound() -> None:
    more = count("p", "a", 0, "passengers", readings=(Reading(311.0, float("inf"), 310.0),))
    claims = count("n", "a", 325, "all"), more, count("c", "a", 22, "crew")
    (found,) = findings(ledger(*claims, subjects=COUNTS))
    assert found.status is Status.CONTRADICTED
    assert "is at least 333" in found.reason and "unbounded" not in found.reason


def test_parts_of_the_same_source_come_first() -> None:
    claims = [count("n", "a", 269, "all"), count("p", "a", 246, "passengers"), count("c", "a", 23, "crew"),
              count("p2", "b", 200, "passengers"), count("c2", "b", 23, "crew")]  # fmt: skip
    assert told(*claims) == [("n", ("p2", "c2"), Status.CONTRADICTED), ("n", ("p", "c"), Status.AGREES)]


def test_a_part_missing_or_denied_says_nothing() -> None:
    whole, part = count("n", "a", 269, "all"), count("p", "a", 246, "passengers")
    assert told(whole, part) == []
    assert told(whole, part, count("c", "a", 23, "crew", modality=DENIED)) == []
    assert told(whole, subjects=(Subject("all", "", "count", sum_of=("all",)),)) == []


def test_a_sum_that_fails_blames_the_worst_founded_of_whole_and_parts() -> None:
    """People aboard MH370: 239, 227 of them passengers, as the safety report has it; the crew by memory."""
    whole, part = count("w", "report", 239, "all"), count("p", "report", 227, "passengers")
    memory = source("paper", Grade.RECOLLECTION)
    claims = whole, part, count("c", "paper", 14, "crew")
    (found,) = findings(ledger(*claims, subjects=COUNTS, sources=(memory,)))
    assert (found.claim, found.against, found.undecided) == ("c", ("w", "p"), False)
    assert found.reason.endswith(
        "of these paper's 14: the worse founded by grade (recollection against primary)."
    )
    claims = whole, count("w2", "other", 239, "all"), part, count("p2", "other", 227, "passengers")
    found = findings(ledger(*claims, count("c", "paper", 14, "crew"), subjects=COUNTS))[0]
    assert (found.claim, found.undecided) == ("c", False)
    assert found.reason.endswith("of these paper's 14: 1 voice against 2.")


def test_of_a_sum_of_equal_voices_nothing_is_decided() -> None:
    claims = count("w", "a", 239, "all"), count("p", "b", 227, "passengers"), count("c", "c", 14, "crew")
    (found,) = findings(ledger(*claims, subjects=COUNTS))
    assert (found.claim, found.undecided) == ("w", True)
    assert found.reason.endswith("of equal voices: not decided.")


def test_no_sum_of_a_circle_is_tested() -> None:
    """all = part + rest and part = all + rest: 30 = 10 + 20 adds up, 10 = 30 + 20 does not, and both are said
    of subjects whose sums cannot both be meant.
    """
    circle = (
        Subject("all", "all", "count", sum_of=("part", "rest")),
        Subject("part", "part", "count", sum_of=("all", "rest")),
        Subject("rest", "rest", "count"),
        Subject("more", "more", "count", sum_of=("all", "rest")),
    )
    claims = count("a", "s", 30, "all"), count("p", "s", 10, "part"), count("r", "s", 20, "rest")
    assert told(*claims, subjects=circle) == []
    beside = count("m", "s", 50, "more")  # it leads into the circle and is not of it
    assert told(*claims, beside, subjects=circle) == [("m", ("a", "r"), Status.AGREES)]


def test_a_duration_is_the_time_between_its_ends() -> None:
    span = Subject(
        "span", "span", "duration", measure="duration", about=(("from_subject", "x"), ("to_subject", "y"))
    )
    ends = time("x1", "a", NIGHT, subject="x"), time("y1", "a", NIGHT + 20 * MINUTE, subject="y")
    for minutes, status in ((20, Status.AGREES), (21, Status.AGREES), (30, Status.CONTRADICTED)):
        readings = (Reading(minutes * MINUTE - 30, minutes * MINUTE + 30),)
        whole = number("d", "a", 0, 0, "span", kind=Kind.INTERVAL, readings=readings)
        assert told(whole, *ends, subjects=(span,)) == [("d", ("y1", "x1"), status)]
