"""Names and numbers in claims.toml that nothing has or nothing can have: said, with what to write instead."""

import re

import pytest

from feeds.ledgers import DOCS, HEAD, claim
from truecourse.feeds.case import open_case
from truecourse.feeds.claim_measures import MEASURES, SIGNED, names_of
from truecourse.feeds.claims import parse_ledger, read_ledger
from truecourse.feeds.write_claims import write_ledger
from truecourse.investigation.claims import cause_names
from truecourse.ledger import measure

SUBJECT = '\n[[subjects]]\nid = "it"\ntitle = "x"\ndimension = "{}"\nmeasure = "{}"\nabout = {{{}}}\n'
STORY = '\n[[stories]]\nid = "t"\ntitle = "x"\ncauses = [{name = "pilot-suicide"}]\n'
NOON = 'time = "12:00"\ndate = 2014-03-08\nzone = "UTC"'


def said(text: str) -> list[str]:
    names = names_of(open_case("kal007"), cause_names())
    return parse_ledger(text, names=names)[1]


@pytest.mark.parametrize(
    ("dimension", "named", "about", "sentence"),
    [
        ("", "lightat", 'time = "2014-03-08T00:19:00Z"', 'measure: .*"lightat"; write light_at'),
        ("time", "passage_time", 'fix = "BETT", leg_from = "ANC", leg_to = "BET"', '"BETT"; write.*BET'),
        ("time", "region_entry", 'region = "sakhalin-coats"', '"sakhalin-coats"; write .*sakhalin-coast'),
        ("duration", "duration", 'from_subject = "tme", to_subject = "time"', 'subject "tme"; write .*time'),
        ("length", "offset_at", 'time = "2014-03-08T00:19:00"', "about: time: it has no zone"),
        ("length", "offset_at", 'tmie = "2014-03-08T00:19:00Z"', '"tmie" is no key of .*; write .*time'),
        ("length", "offset_at", "", "about: time is missing"),
        ("speed", "speed_between", 'from = "2014-03-08T00:19:00Z", to = "2014-03-07T23:00:00Z"',
         "to is not after from"),
        ("", "cause", '"a word" = "heading-hodl"', 'no cause "heading-hodl"; write .*heading-hold'),
        ("length", "distance_to_place_at", 'time = "2014-03-08T00:19:00Z", lat_deg = "north", lon_deg = 3',
         'lat_deg: "north" is no number'),
    ],
)  # fmt: skip
def test_a_measure_or_a_name_it_needs_that_there_is_not_is_said(dimension, named, about, sentence) -> None:
    text = HEAD + SUBJECT.format(dimension, named, about)
    problems = said(text)
    line = text[: text.index("measure = " if "measure:" in sentence else "about = ")].count("\n") + 1
    assert any(re.match(rf"claims\.toml, line {line}, subject it, .*{sentence}", p) for p in problems), (
        problems
    )
    ledger, _ = parse_ledger(text + claim("mind", "", 'term = "a"'))
    assert len(ledger.claims) == 1 and ledger.subjects[-1].id == "it"  # the rest is still read


def test_the_reader_knows_every_measure_that_is_read_off_and_that_the_documentation_has() -> None:
    pattern = r"^\| (`[a-z_0-9`, ]+) \|(.*?)\| .* \| (?:flights|map|case|causes|almanac|claims) \|$"
    rows = re.findall(pattern, DOCS.read_text(encoding="utf-8"), re.M)
    told = {}
    for (
        names,
        keys,
    ) in rows:  # of two measures in a row each has its own keys, with ; between, or both the same
        both, parts = re.findall(r"`([a-z_0-9]+)`", names), keys.split(";")
        for name, part in zip(both, parts * (len(both) // len(parts)), strict=True):
            told[name] = set(re.findall(r"`([a-z_]+)`", part))
    assert set(told) == set(MEASURES) and set(MEASURES) >= measure.MEASURES
    for name, keys in told.items():
        if name not in ("cause", "distance_to_region_at", "distance_to_place_at"):  # which say it in words
            assert keys == set(MEASURES[name]), name
    assert set(SIGNED) <= set(MEASURES)


def test_the_story_of_a_cause_that_there_is_not_names_those_there_are() -> None:
    (problem,) = said(HEAD + STORY)
    assert 'story t, causes: there is no cause "pilot-suicide"' in problem
    assert all(name in problem for name in cause_names())


@pytest.mark.parametrize(
    ("kind", "subject", "keys", "what"),
    [
        ("quantity", "count", 'value = -3\nunit = "count"', "a count cannot"),
        ("interval", "duration", 'value = -5\nunit = "h"', "a duration cannot"),
        ("quantity", "length", 'value = -200\nunit = "nm"', "a distance cannot"),
        ("interval", "length", 'value = -200\nunit = "m"', "a distance cannot"),
        ("quantity", "mass", 'value = -200\nunit = "kg"', "a mass cannot"),
    ],
)
def test_what_cannot_be_negative_is_refused_with_the_line(kind, subject, keys, what) -> None:
    text = HEAD + claim(kind, subject, keys)
    (problem,) = said(text)
    line = text[: text.index("value = ")].count("\n") + 1
    assert problem.startswith(f"claims.toml, line {line}, claim c, value: it is -") and what in problem


def test_a_side_a_height_or_a_climb_may_be_negative() -> None:
    signed = HEAD + SUBJECT.format("length", "offset_at", 'time = "1983-08-31T17:00:00Z"')
    signed += claim("quantity", "it", 'value = -20\nunit = "nm"')
    assert said(signed) == []
    for keys, of in (('value = -1300\nunit = "ft"', "length"), ('value = -900\nunit = "ft/min"', "speed")):
        assert said(HEAD + claim("quantity", of, keys)) == []


def test_a_subject_of_no_claim_and_a_source_before_what_it_tells_are_asked_after(tmp_path) -> None:
    head = HEAD.replace('grade = "rec', 'published = "1918"\ngrade = "rec')
    (tmp_path / "claims.toml").write_text(head + claim("time", "time", NOON), encoding="utf-8")
    ledger, problems = read_ledger(tmp_path)
    assert len(ledger.claims) == 1 and len(problems) == 2
    assert "no claim is on the subjects word, length, speed" in problems[0]
    assert re.match(r"claims\.toml, line 2, source s, published: it is 1918.*2014-03-08", problems[1])
    dated = head.replace('"1918"', '"2014-03"')  # the month in which it was
    (tmp_path / "claims.toml").write_text(dated + claim("time", "time", NOON), encoding="utf-8")
    assert len(read_ledger(tmp_path)[1]) == 1


def test_the_order_the_sum_and_the_place_of_the_documentation_are_right(tmp_path) -> None:
    first, second = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[:2]
    (tmp_path / "claims.toml").write_text(first + second, encoding="utf-8")
    ledger, problems = read_ledger(tmp_path)
    assert problems == [] and {c.kind.value for c in ledger.claims} >= {"order", "position", "quantity"}


def test_a_month_stays_a_month_when_it_is_written_again() -> None:
    text = HEAD.replace('grade = "rec', 'published = "2014-03"\ngrade = "rec')
    ledger, problems = parse_ledger(text + claim("mind", "", 'term = "a"\nknown_since = "1992"'))
    assert problems == []
    written = write_ledger(ledger)
    assert 'published = "2014-03"' in written and 'known_since = "1992"' in written


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("value = 49.1", "value = 49,1", "value has a comma; write value = 49.1, with a point"),
        ("value = 49.1", "value = 49,100", "value has a comma; write value = 49.100"),
        ("value = 49.1", "value = 49,100,000", "value has a comma; write value = 49100000"),
        ('says = "x"', 'says = "He said "go"."', 'says has a quotation mark within its quotes; write'),
    ],
)  # fmt: skip
def test_a_comma_or_a_quotation_mark_within_is_said_with_the_remedy(old, new, sentence) -> None:
    text = HEAD + claim("quantity", "mass", 'value = 49.1\nunit = "t"')
    assert said(text) == []
    (problem,) = said(text.replace(old, new))
    line = text[: text.index(old)].count("\n") + 1
    assert problem.startswith(f"claims.toml, line {line}: {sentence}")


def test_a_clock_that_shows_no_such_time_is_told_in_words() -> None:
    (problem,) = said(HEAD + claim("time", "time", NOON.replace("12:00", "25:40")))
    assert "the time 25:40 does not exist: hours go from 00 to 23" in problem
