"""What is written reads back, whatever it says; and no text, however broken, stops the reader."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.ledgers import EXAMPLE, HEAD, claim
from truecourse.feeds.case import list_cases, open_case
from truecourse.feeds.claims import ledger_of, parse_ledger
from truecourse.feeds.claims_schema import ClaimRow
from truecourse.feeds.precision import Qualifier
from truecourse.feeds.toml_file import toml_string
from truecourse.feeds.write_claims import write_ledger
from truecourse.flight.claim import Grade, Kind, Modality

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
MOMENT = st.integers(-(2**31), 1_800_000_000).map(float) | st.just(math.nan)
QUALIFIER = st.sampled_from(Qualifier).map(lambda q: f'qualifier = "{q.value}"')
NUMBER = st.integers(0, 10**9).map(str) | st.decimals(0, 10**6, places=3).map(str)
PLACE = st.decimals(-90, 90, places=4).map(str)
CLOCK = st.times().map(lambda t: f"{t:%H:%M}") | st.times().map(lambda t: t.isoformat())
ZONE = st.sampled_from(["UTC", "+09:00", "Asia/Tokyo", "America/Anchorage|Europe/Moscow"])
DATE = st.sampled_from(["1983-08-31", "1983-10-30|1983-10-31", "1999-12-31"])


def _keys(*parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(*parts).map("\n".join)


TIMED = _keys(
    CLOCK.map(lambda t: f'time = "{t}"'),
    DATE.map(lambda d: f'date = "{d}"'),
    ZONE.map(lambda z: f'zone = "{z}"'),
    QUALIFIER,
)
LENGTH = _keys(
    NUMBER.map(lambda n: f"value = {n}"),
    st.sampled_from(["nm", "miles", "km", "fl"]).map(lambda u: f'unit = "{u}"'),
    QUALIFIER,
)
VALUES = st.one_of(
    TIMED.map(lambda keys: ("time", "time", keys)),
    st.sampled_from(["1983", "1983-09", "1983-09-01"]).map(
        lambda d: ("time", "time", f'date = "{d}"\nzone = "UTC"')
    ),
    LENGTH.map(lambda keys: ("quantity", "length", keys)),
    NUMBER.map(lambda n: ("quantity", "length", f'value = {n}\nvalue_to = 1e9\nunit = "ft"')),
    st.just(("quantity", "length", 'value = 200\nunit = "miles"\nalso = {value = 320, unit = "km"}')),
    st.tuples(PLACE, PLACE, TIMED | st.just("error_nm = 2.50")).map(
        lambda p: ("position", "", f"lat_deg = {p[0]}\nlon_deg = {p[1]}\n{p[2]}")
    ),
    TIMED.map(lambda keys: ("decision", "", f'term = "to go"\n{keys}')),
    st.just(("order", "", 'first = "time"\nsecond = "speed"')),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VALUES, max_size=4), TEXT, MOMENT, st.sampled_from(Modality), st.sampled_from(Grade))
def test_what_is_written_reads_back_equal(values, text, moment, modality, grade) -> None:
    made = HEAD + "".join(claim(*value, f"c{number}") for number, value in enumerate(values))
    ledger, problems = parse_ledger(made)
    assert problems == []
    dressed = [
        replace(
            one, says=text, locator=text, said_by=text, actors=(text, "b"), said_at=moment, modality=modality
        )
        for one in ledger.claims
    ]
    source = replace(ledger.sources[0], title=text, published=moment, grade=grade)
    subject = replace(ledger.subjects[0], about=(("fix", text), (text, "3.50")), opposites=(("a", "b"),))
    ledger = replace(
        ledger, sources=(source,), subjects=(subject, *ledger.subjects[1:]), claims=tuple(dressed)
    )
    back, problems = parse_ledger(write_ledger(ledger))
    assert problems == []
    bare = [replace(one, file="", line=0) for one in back.claims]
    assert repr(bare) == repr([replace(one, file="", line=0) for one in dressed])
    assert repr((back.sources, back.subjects)) == repr((ledger.sources, ledger.subjects))


@pytest.mark.parametrize("name", list_cases())
def test_ledgers_that_come_with_the_program_are_right_and_read_back(name) -> None:
    ledger, problems = ledger_of(open_case(name))
    assert problems == []
    back, problems = parse_ledger(write_ledger(ledger))
    assert problems == []
    assert [one.id for one in back.claims] == [one.id for one in ledger.claims]


def test_stories_read_back() -> None:
    ledger, _ = parse_ledger(EXAMPLE)
    (story,) = ledger.stories
    more = replace(
        story,
        causes=(("heading-hold", (("heading_deg", "246.0"),)), ("drift", ())),
        expects=(
            ("cause", "yes", -math.inf, math.inf),
            ("take-off", "", 4e8, math.inf),
            ("distance-off", "", 1.5, 2.0),
        ),
    )
    ledger = replace(ledger, stories=(more,))
    assert parse_ledger(write_ledger(ledger))[0].stories == (more,)


def test_what_no_file_can_say_is_refused() -> None:
    ledger, _ = parse_ledger(EXAMPLE)
    first, second, _ = ledger.claims
    for wrong in (
        replace(second, told="200 leagues"),
        replace(second, told="a lot"),
        replace(second, told="x km"),
        replace(second, readings=()),
        replace(first, kind=Kind.ORDER),
        replace(first, source="nobody"),
    ):
        with pytest.raises(ValueError, match=r"cannot be written|as claims tell it"):
            write_ledger(replace(ledger, claims=(wrong,)))


JUNK = ['"""', "'''", "[[claims]]", "[[", "]]", "\\", "=", "\n", "nan", "1e999", ""]
PIECES = [
    '\\"""\n',
    '"""',
    "'''\n",
    "[[",
    "\n[[",
    "\n[[claims]\n",
    "a=",
    '"""\\\n',
    "a.",
    "{a=",
    ',"',
    "[a.b]\n",
]


def check_read(text: str) -> None:
    """Reading gives a ledger and sentences of one line each that name the file, whatever the text is."""
    ledger, problems = parse_ledger(text)
    assert all(problem.startswith("claims.toml") and problem.isprintable() for problem in problems), problems
    assert all(1 <= one.line <= text.count("\n") + 1 for one in ledger.claims)
    for one in ledger.claims:
        for reading in one.readings:
            assert reading.low <= reading.high


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_broken_file_is_read_as_far_as_it_goes(data) -> None:
    text = EXAMPLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        junk = data.draw(st.sampled_from(JUNK))
        text = text[:start] + junk + text[end:]
    check_read(text)


GIVEN = {"id", "source", "locator", "says", "kind", "subject"}  # by the tests' own text
VALUE = st.one_of(
    st.sampled_from(
        ["nan", "-inf", "true", "[]", "{}", "[[1]]", "1e400", "1983-08-31", "18:25:00", '""', "0"]
    ),
    st.sampled_from(["1983-08-31T18:25:00Z", "{value = 3, unit = 4}", '"UTC|UTC"', '"+99:99"', "9" * 4000]),
    TEXT.map(toml_string),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(Kind),
    st.dictionaries(
        st.sampled_from(sorted(set(ClaimRow.model_fields) - GIVEN)),
        VALUE,
        max_size=6,
    ),
)
def test_any_value_of_any_key_is_read_or_refused(kind, keys) -> None:
    text = HEAD + claim(kind.value, "time", "\n".join(f"{key} = {value}" for key, value in keys.items()))
    check_read(text + claim("mind", "", 'term = "x"', "other"))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text) -> None:
    check_read(text)


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_broken_file_takes_no_longer_than_its_length(piece) -> None:
    check_read(piece * (100_000 // len(piece)))
