"""Groups, stars and speakers."""

from math import inf

import pytest

from ledger.claims import ALLEGED, MILE, NM, ledger, number, source, word
from truecourse.flight.claim import Grade, Ledger, Reading
from truecourse.ledger import agree, say
from truecourse.ledger.book import open_book
from truecourse.ledger.compare import compare
from truecourse.ledger.finding import Concern
from truecourse.ledger.status import Status


def told(*claims, sources=()) -> list[tuple]:
    found = agree.findings(ledger(*claims, sources=sources))
    return [(f.kind.value, f.claim, f.against) for f in found]


def test_n_that_agree_are_one_finding_and_the_odd_one_another() -> None:
    claims = [number(f"c{i}", f"s{i}", 100.0 + i, 10.0) for i in range(6)] + [number("odd", "t", 300.0, 10.0)]
    others = tuple(f"c{i}" for i in range(6))
    assert told(*claims) == [("contradiction", "odd", others), ("agreement", "c0", others[1:])]


def test_two_camps_name_every_pair_once() -> None:
    claims = [number(f"l{i}", f"s{i}", 0.0, 1.0) for i in range(3)] + [
        number(f"r{i}", f"t{i}", 9.0, 1.0) for i in range(2)
    ]
    found = [f for f in agree.findings(ledger(*claims)) if f.kind is Concern.CONTRADICTION]
    pairs = [frozenset((f.claim, other)) for f in found for other in f.against]
    assert len(pairs) == len(set(pairs)) == 6
    assert len(found) == 2


def test_a_chain_is_not_a_group() -> None:
    """0 meets 15 and 15 meets 30, but 0 does not meet 30."""
    claims = [number(n, n, x, 10.0) for n, x in (("a", 0.0), ("b", 15.0), ("c", 30.0))]
    found = told(*claims)
    assert found[0] == ("contradiction", "c", ("a",))
    assert {frozenset((claim, *against)) for _, claim, against in found[1:]} == {
        frozenset("ab"),
        frozenset("bc"),
    }


def test_a_source_against_itself() -> None:
    assert told(number("p", "a", 1.0, 0.1), number("q", "a", 2.0, 0.1)) == [("within", "q", ("p",))]
    found = agree.findings(ledger(*(number(n, "a", x, 0.1, said_by="pilot", said_at=t) for n, x, t in
                                    (("p", 1.0, 4.7e8), ("q", 2.0, 6.6e8)))))  # fmt: skip
    assert found[0].kind is Concern.WITHIN
    assert "the account was given 1990-11-30 and 1984-11-22" in found[0].reason


def test_a_source_that_reports_two_speakers_does_not_contradict_itself() -> None:
    pilot = number("p", "a", 1.0, 0.1, said_by="pilot")
    assert told(pilot, number("q", "a", 2.0, 0.1, said_by="marshal"))[0][0] == "contradiction"
    assert told(pilot, number("q", "a", 2.0, 0.1))[0][0] == "contradiction"
    assert told(word("p", "a", "u", modality=ALLEGED), word("q", "a", "v"))[0][0] == "contradiction"


def test_one_speaker_in_two_sources_is_one_voice_or_told_otherwise() -> None:
    both = [number(n, n, x, 1.0, said_by="pilot") for n, x in (("a", 1.0), ("b", 1.5))]
    assert "they count as 1 voice" in agree.findings(ledger(*both))[0].reason
    apart = [number(n, n, x, 1.0, said_by="pilot") for n, x in (("a", 1.0), ("b", 9.0))]
    assert "both report pilot" in agree.findings(ledger(*apart))[0].reason
    assert "pilot (reported by a)" in agree.findings(ledger(*apart))[0].reason


def test_a_compiler_of_two_sources_does_not_make_them_one() -> None:
    sources = (source("z", depends_on=("a", "b")),)
    claims = [number(n, n, 1.0, 0.1) for n in "abz"]
    assert "they count as 2 voices" in agree.findings(ledger(*claims, sources=sources))[0].reason


def test_the_worse_founded_is_named_first_and_the_gravest_finding_too() -> None:
    claims = [number("p", "film", 1.0, 0.1), number("q", "report", 3.0, 0.1),
              number("r", "film", 1.0, 0.1, "y"), number("s", "report", 1.21, 0.1, "y")]  # fmt: skip
    found = agree.findings(ledger(*claims, sources=(source("film", Grade.DRAMA),)))
    assert [(f.claim, f.status) for f in found] == [("p", Status.CONTRADICTED), ("r", Status.IMPLAUSIBLE)]


def test_the_probability_is_that_of_the_pair_that_is_told() -> None:
    """Of a, 2 off, and b, 1.5 off, a is the better founded and told; b has the greater probability."""
    told = (("odd", 3.0, 0.1), ("a", 1.0, 0.1), ("b", 1.5, 0.3))
    odd, a, b = (number(n, n, x, half) for n, x, half in told)
    graded = (source("odd", Grade.DRAMA), source("b", Grade.RECOLLECTION))
    found = agree.findings(ledger(odd, a, b, sources=graded))[0]
    assert found.against == ("a", "b")
    assert found.probability == pytest.approx(compare(open_book(ledger(odd, a)), odd, a).probability)
    assert f"({say.chance(found.probability)}, normal errors)" in found.reason


def test_what_is_measured_outside_comes_before_the_count_of_voices() -> None:
    claims = [word(n, n, term) for n, term in (("p", "u"), ("q", "v"), ("r", "v"))]
    (alone,) = [f for f in agree.findings(ledger(*claims)) if f.kind is Concern.CONTRADICTION]
    assert (alone.claim, "1 voice against 2" in alone.reason) == ("p", True)
    denied = dict.fromkeys("qr", (False, "the map"))
    found = [f for f in agree.findings(ledger(*claims), borne=denied) if f.kind is Concern.CONTRADICTION]
    assert {(f.claim, f.against) for f in found} == {("q", ("p",)), ("r", ("p",))}
    assert all("by the map it is not so" in f.reason for f in found)
    one = agree.findings(ledger(*claims), borne={"r": (False, "the map")})  # r lends q no voice
    assert "not decided" in next(f.reason for f in one if {f.claim, *f.against} == {"p", "q"})


def test_what_the_compilers_recall_contradicts_no_source() -> None:
    claims = [number(n, n, x, 0.1) for n, x in (("p", 1.0), ("q", 9.0), ("r", 9.0))]
    recalled = (source("q", compiler=True),)
    assert told(*claims[:2], sources=recalled) == []
    found = agree.findings(ledger(*claims, sources=recalled))
    assert {frozenset((f.claim, *f.against)) for f in found} == {frozenset("pr"), frozenset("qr")}
    against = next(f for f in found if f.kind is Concern.CONTRADICTION)
    assert "not decided" in against.reason  # nor does it lend r its voice
    assert told(number("s", "q", 1.0, 0.1), claims[1], sources=recalled)[0][0] == "within"


def test_bounds_that_bound_little_are_no_agreement_in_words() -> None:
    more = number("p", "a", 0, 0, readings=(Reading(195.0, inf),), told="more than 200")
    claims = more, number("q", "b", 500.0, 50.0, told="500"), number("r", "c", 480.0, 50.0, told="480")
    reason = agree.findings(ledger(*claims))[0].reason
    assert reason.startswith("a, b and c do not exclude one another on x: more than 200, 500 and 480")
    assert agree.findings(ledger(*claims[1:]))[0].reason.startswith("b and c agree on x: 500")


def test_nothing_of_nothing() -> None:
    assert agree.findings(Ledger((), (), ())) == ()
    assert told(number("p", "a", 1.0, 0.1)) == []
    assert told(number("p", "a", 1.0, 0.1, ""), number("q", "b", 2.0, 0.1, "")) == []


def raised(*claims, sources=(), borne=None):
    found = agree.findings(ledger(*claims, sources=sources), borne=borne)
    return [f for f in found if f.kind in (Concern.CONTRADICTION, Concern.WITHIN)]


@pytest.mark.parametrize("names", ["pq", "qp"])
def test_of_two_equal_voices_nothing_is_decided_whatever_their_names(names: str) -> None:
    """A recorder's level and a newspaper's, both quoted by sources of one grade."""
    one, other = names
    (found,) = raised(number(one, "recorder", 350.0, 0.5), number(other, "paper", 315.0, 0.5))
    assert found.undecided and {found.claim, *found.against} == {"p", "q"}
    assert found.status is Status.CONTRADICTED
    assert "of two equal voices: not decided" in found.reason
    assert all(f"{source} has" in found.reason for source in ("recorder", "paper"))


@pytest.mark.parametrize("names", ["pqr", "rqp", "qrp"])
def test_among_equals_the_more_independent_voices_stand(names: str) -> None:
    odd, one, other = names
    claims = number(odd, "s", 350.0, 0.5), number(one, "t", 315.0, 0.5), number(other, "u", 315.0, 0.5)
    (found,) = raised(*claims)
    assert found.claim == odd and not found.undecided
    assert "1 voice against 2" in found.reason
    copied = (source("u", depends_on=("t",)),)
    assert all(f.undecided for f in raised(*claims, sources=copied))  # they are one voice against one


def test_grade_comes_before_the_number_of_voices_and_is_named() -> None:
    papers = [source(n, Grade.RECOLLECTION) for n in "stu"]
    claims = [number(n, n, 315.0, 0.5) for n in "stu"]
    found = raised(*claims, number("z", "recorder", 350.0, 0.5), sources=tuple(papers))
    assert sorted(f.claim for f in found) == list("stu")
    assert all("by grade (recollection against primary)" in f.reason for f in found)


def test_a_poor_source_at_one_with_a_good_one_is_not_the_worse() -> None:
    """A film says what the report says; a memoir, better than a film, does not."""
    sources = source("film", Grade.DRAMA), source("memoir", Grade.RECOLLECTION)
    claims = word("f", "film", "u"), word("r", "report", "u"), word("m", "memoir", "v")
    (found,) = raised(*claims, sources=sources)
    assert (found.claim, found.against) == ("m", ("r", "f"))


@pytest.mark.parametrize("grade", Grade)
def test_an_allegation_alone_contradicts_no_assertion(grade: Grade) -> None:
    sources = source("film", Grade.DRAMA), source("page", grade)
    claims = word("a", "film", "u"), word("b", "page", "v", modality=ALLEGED, said_by="somebody")
    (found,) = raised(*claims, sources=sources)
    assert (found.claim, found.against) == ("b", ("a",))
    assert "it is only alleged" in found.reason
    both = word("a", "film", "u", modality=ALLEGED), word("b", "film", "v", modality=ALLEGED, said_by="x")
    assert raised(*both, sources=sources)[0].undecided


@pytest.mark.parametrize("names", ["pq", "qp"])
def test_of_a_source_against_itself_what_others_or_the_map_bear_out_stands(names: str) -> None:
    right, wrong = names
    own = number(right, "a", 1.0, 0.1), number(wrong, "a", 2.0, 0.1)
    (found,) = raised(*own)
    assert found.undecided and "but also has" in found.reason
    assert "of two equal statements: not decided" in found.reason
    within = [f for f in raised(*own, number("z", "b", 1.0, 0.1)) if f.kind is Concern.WITHIN]
    assert [(f.claim, f.undecided) for f in within] == [(wrong, False)]
    for borne in ({right: (True, "the map")}, {wrong: (False, "the map")}):
        (found,) = raised(*own, borne=borne)
        assert (found.claim, found.undecided) == (wrong, False)
        assert "by the map" in found.reason


def test_what_an_agreement_hangs_on_is_told_once() -> None:
    read = tuple(
        Reading(26.5 * u, 27.5 * u, 27.0 * u, how)
        for u, how in ((MILE, "statute miles"), (NM, "nautical miles"))
    )
    vague = number("p", "a", 0, 0, readings=read)
    claims = vague, number("q", "b", 50e3, 500.0), number("r", "c", 50e3, 500.0)
    (found,) = [f for f in agree.findings(ledger(*claims)) if f.status is Status.AGREES]
    assert found.reason.endswith("; only if p is read as nautical miles.")
