"""claims.toml as a ledger: what is right is read, what is wrong is named by its line and left out."""

import hashlib
import json
import re
import shutil
import tomllib
from math import radians

import jsonschema
import pytest

from feeds.broken import KAL007
from feeds.ledgers import EXAMPLE, HEAD, check_said, claim, read_one
from truecourse.feeds.case import read_case
from truecourse.feeds.claims import count_claims, ledger_of, parse_ledger, read_ledger
from truecourse.feeds.claims_schema import claims_schema
from truecourse.feeds.instants import parse_time
from truecourse.flight.claim import Grade, Kind, Modality

TERM = 'term = "heading hold"'
SUM = '\n[[subjects]]\nid = "{}"\ntitle = "x"\ndimension = "count"\nsum_of = {}\n'


def test_the_example_of_the_documentation_reads() -> None:
    ledger, problems = parse_ledger(EXAMPLE)
    assert problems == []
    (source,), (left, off, why), (story,) = ledger.sources, ledger.claims, ledger.stories
    assert (source.grade, source.language) == (Grade.RECOLLECTION, "en")
    assert left.readings[0].middle == parse_time("1983-08-31T13:00:00Z")
    assert [reading.how for reading in off.readings] == ["statute miles", "nautical miles"]
    assert (why.kind, why.modality, why.said_by) == (Kind.CAUSE, Modality.ALLEGED, "an official")
    assert (why.term, off.told) == ("heading-hold", "some 200 miles")
    assert story.causes == (("heading-hold", (("heading_deg", "246"),)),)
    assert story.expects[0][2] == 185200.0
    lines = EXAMPLE.splitlines()
    for read in ledger.claims:
        assert lines[read.line - 1] == "[[claims]]"
        assert lines[read.line] == f'id = "{read.id}"'


def test_the_schema_is_one_and_the_example_follows_it() -> None:
    schema = claims_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(json.dumps(tomllib.loads(EXAMPLE), default=str))
    jsonschema.validate(data, schema)
    data["claims"][0]["kind"] = "rumour"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


def test_values_by_kind() -> None:
    place = read_one("position", "", "lat_deg = 46.5\nlon_deg = 141.25\nerror_nm = 3")
    assert (place.lat, place.lon, place.error) == (radians(46.5), radians(141.25), 5556.0)
    digits = read_one("position", "", "lat_deg = 0.5\nlon_deg = 141.25")
    assert digits.error == pytest.approx(3 * 1852 / 3**0.5)  # 0.05 degree, uniform
    order = read_one("order", "", 'first = "time"\nsecond = "speed"')
    assert (order.first, order.second) == ("time", "speed")
    mind = read_one("mind", "", f'{TERM}\ntime = 1983-08-31T18:00:00Z\nactors = ["a", "b"]')
    assert (mind.term, mind.actors) == ("heading-hold", ("a", "b"))
    assert mind.readings[0].middle == parse_time("1983-08-31T18:00:00Z")
    wait = read_one("interval", "duration", 'value = 5\nvalue_to = 6\nunit = "h"\nlanguage = "el"')
    assert (wait.readings[0].low, wait.readings[0].high) == (4.5 * 3600, 6.5 * 3600)
    assert wait.language == "el"
    assert read_one("mind", "", 'term = " Did  NOT_know "').term == "did-not-know"


@pytest.mark.parametrize(
    ("kind", "subject", "keys", "sentence"),
    [
        ("quantity", "length", 'value = 3\nunit = "leagues"', 'c, unit: the unit "leagues" is not known'),
        ("quantity", "length", "value = 3", 'c, unit: the unit "" is not known'),
        ("quantity", "length", 'value = 3\nunit = "kt"', '"kt" measures speed, and the subject "length" has'),
        ("quantity", "length", 'value = nan\nunit = "km"', "c, value: it is .*; write a finite"),
        ("quantity", "length", 'value = 1e99999999999999999999\nunit = "km"', "c, value: .*finite"),
        ("quantity", "length", 'value = true\nunit = "km"', "c, value: it is True; write a number"),
        ("quantity", "length", 'unit = "km"', "c, value: it is missing, .* needs it; add it"),
        ("quantity", "length", 'value = 5\nvalue_to = 4\nunit = "km"', "ends at 4, before it begins; write"),
        ("quantity", "length", f'value = 5\nunit = "km"\n{TERM}', "c, term: .* quantity has no such key"),
        ("quantity", "length", 'value = 5\nunit = "km"\nqualifier = "nearly"', "c, qualifier: .* one of"),
        ("quantity", "length", 'value = 9\nunit = "km"\nalso = {value = 9, unit = "nm"}', "two claims"),
        ("interval", "speed", 'value = 5\nunit = "kt"', "not speed; make it a quantity"),
        ("time", "time", 'time = "04:00"\ndate = 1983-08-31', "c, time: it has no zone; add zone"),
        ("time", "time", 'time = "04:00"\nzone = "UTC"', "c, time: it has no day; add date"),
        ("time", "time", 'date = "1983-02-30"\nzone = "UTC"', "c, date: the date 1983-02-30 does not exist"),
        ("time", "time", 'time = "25:00"\ndate = 1983-08-31\nzone = "UTC"', "time 25:00 does not exist"),
        ("time", "time", 'time = "04:00"\ndate = 1883-08-31\nzone = "UTC"', "only the years 1900 to 2029"),
        ("time", "time", 'time = "04:00"\ndate = 1983-08-31\nzone = "Mars/Base"', 'zone "Mars/Base" is not'),
        ("time", "time", 'time = "04:00"\ndate = 1983-08-31\nzone = "../UTC"', 'zone "../UTC" is not known'),
        ("time", "length", 'time = "04:00"\ndate = 1983-08-31\nzone = "UTC"', 'has the dimension "length"'),
        ("position", "", "lat_deg = 91\nlon_deg = 0", "c, lat_deg: it is 91; it must be degrees, -90 to 90"),
        ("position", "", "lat_deg = 9\nlon_deg = 0\nerror_nm = -1", "c, error_nm: it is -1; it must be"),
        ("position", "", 'lat_deg = 9\nlon_deg = 0\nzone = "UTC"', "c, zone: it has no time or date"),
        ("order", "", 'first = "time"\nsecond = "time"', '"time" cannot come before itself; correct'),
        ("order", "", 'first = "time"\nsecond = "dawn"', 'c, second: there is no subject "dawn" that can'),
        ("mind", "", 'term = ""', 'c, term: it is ""; it must be a word'),
        ("mind", "", f'{TERM}\nmoodality = "denied"', "c, moodality: this key is not known; remove it"),
        ("mind", "", f'{TERM}\nmodality = "rumoured"', "c, modality: .* must be one of asserted, alleged"),
        ("mind", "", f"{TERM}\nsaid_at = 1983-08-31T13:00:00", "c, said_at: .* it has no zone; add Z"),
        ("rumour", "", TERM, 'c, kind: it is "rumour"; it must be one of time, position'),
        ("mind", "nothing", TERM, 'c, subject: there is no subject "nothing" that can be read; add it'),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_claim_is_said_and_the_rest_read(kind, subject, keys, sentence) -> None:
    others = claim("mind", "", TERM, "before"), claim("mind", "", TERM, "after")
    check_said(HEAD + others[0] + claim(kind, subject, keys) + others[1], sentence, claims=2)


def test_the_line_is_that_of_the_table_whatever_stands_in_strings() -> None:
    odd = '# [[claims]]\nactors = ["""\n[[claims]]\n""", \'\'\'\n[[claims]]\'\'\', "[[claims]]"]'
    text = HEAD + claim("mind", "", f"{TERM}\n{odd}", "odd") + claim("mind", "", "", "bad")
    _, problems = parse_ledger(text)
    line = text[: text.index('id = "bad"')].count("\n")
    assert problems == [
        f"claims.toml, line {line}, claim bad, term: it is missing, and a claim of kind mind needs it; add it"
    ]
    assert parse_ledger(text.replace("\n", "\r\n"))[1] == problems


def test_a_table_that_is_no_toml_costs_only_itself() -> None:
    text = (
        HEAD + claim("mind", "", TERM, "a") + claim("mind", "", "term = ", "b") + claim("mind", "", TERM, "d")
    )
    ledger, problems = parse_ledger(text)
    line = text[: text.index("term = \n")].count("\n") + 1
    assert len(problems) == 1
    assert problems[0].startswith(f"claims.toml, line {line}: it is not TOML")
    assert [read.id for read in ledger.claims] == ["a", "d"]


@pytest.mark.parametrize("head", ["[[claim]]", "[[claims", "[[claims]", "[claims]", "claims]]", "[[Claims]]"])
def test_a_broken_header_costs_its_own_table_and_is_counted(tmp_path, head) -> None:
    """Nothing of a neighbour is lost, and what is lost is named with its line and counted."""
    parts = [claim("mind", "", TERM, name) for name in "abcd"]
    parts[1] = parts[1].replace("[[claims]]", head)
    text = HEAD + "".join(parts)
    (tmp_path / "claims.toml").write_text(text, encoding="utf-8")
    ledger, problems = read_ledger(tmp_path)
    line = text[: text.index(f"\n{head}\n") + 1].count("\n") + 1
    assert [read.id for read in ledger.claims] == ["a", "c", "d"]
    assert problems == [
        f'claims.toml, line {line}: "{head}" heads no table of this file; write [[claims]]',
        f"claims.toml: 3 of 4 claims read; left out: claim b (line {line})",
    ]
    assert count_claims(tmp_path) == 4


def test_lists_of_bare_words_and_inner_tables_are_no_headers() -> None:
    odd = "\n[subjects.about]\nodd = [\ntrue\n]\n"
    text = HEAD.replace('\n[[subjects]]\nid = "time"', f'{odd}\n[[subjects]]\nid = "time"')
    assert text != HEAD
    _, problems = parse_ledger(text + claim("mind", "", TERM))
    assert len(problems) == 2 and "mend its table on line" in problems[1]
    line = text[: text.index("[subjects.about]")].count("\n") + 1
    assert problems[0].startswith(f"claims.toml, line {line}, subject word, about, odd: ")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("published = 1984-05", 'published is a month, which needs quotes; write published = "1984-05"'),
        (
            "published = 1983-02-30",
            "is 1983-02-30, a day that does not exist: February 1983 has 28",
        ),
        (
            "published = 1983-13-01",
            "is 1983-13-01, a day that does not exist: there is no month 13",
        ),
        (
            'published = "1983-02-30"',
            "published: .*; the date 1983-02-30 does not exist: Feb.* has 28",
        ),
        ("published = 1989/1991", 'is an interval, which needs quotes; write published = "1989/1991"'),
        ("language = en-GB", 'language is text, which needs quotes; write language = "en-GB"'),
    ],
)
def test_one_line_for_a_value_without_quotes_and_one_for_all_that_follows(tmp_path, keys, sentence) -> None:
    """Months and days: the Gregorian calendar. The claims of a lost source are one sentence and one count."""
    old = 'language = "en"' if keys.startswith("language") else 'grade = "rec'
    new = keys if keys.startswith("language") else f"{keys}\n{old}"
    text = HEAD.replace(old, new) + "".join(claim("mind", "", TERM, name) for name in "abc")
    (tmp_path / "claims.toml").write_text(text, encoding="utf-8")
    ledger, problems = read_ledger(tmp_path)
    line = text[: text.index(keys)].count("\n") + 1
    assert ledger.claims == () and len(problems) == 3
    assert re.match(rf"claims\.toml, line {line}[:,] .*{sentence}", problems[0])
    assert (
        'no source "s" that can be read; mend its table on line 2, and 2 more claims with it' in problems[1]
    )
    assert problems[2].startswith(
        "claims.toml: 0 of 1 sources, 0 of 3 claims read; left out: source s (line 2)"
    )


def test_the_line_is_that_of_the_key() -> None:
    for kind, subject, keys, key in (
        ("quantity", "length", 'value = 3\nunit = "leagues"', "unit"),
        ("quantity", "length", 'value = true\nunit = "km"', "value"),
        ("time", "time", 'time = "04:00"\ndate = "1983-02-30"\nzone = "UTC"', "date"),
        ("time", "time", 'time = "04:00"\ndate = 1983-08-31\nzone = "Mars/Base"', "zone"),
        ("mind", "", f'{TERM}\nmoodality = "denied"', "moodality"),
        ("mind", "nothing", TERM, "subject"),
    ):
        text = HEAD + claim("mind", "", TERM, "before") + claim(kind, subject, keys)
        (problem,) = parse_ledger(text)[1]
        where = text.rindex(f"\n{key} = ") + 1
        assert problem.startswith(f"claims.toml, line {text[:where].count(chr(10)) + 1}, claim c, {key}: ")


def test_names_that_stand_twice_or_nowhere() -> None:
    one = claim("mind", "", TERM)
    check_said(HEAD + one + one, r"claim c, id: it stands already on line \d+; rename", claims=1)
    check_said(
        HEAD + one.replace('source = "s"', 'source = "t"'),
        'c, source: there is no source "t"',
    )
    check_said(HEAD.replace('grade = "rec', 'depends_on = ["t"]\ngrade = "rec') + one, "depends_on: .*no", 1)
    story = '\n[[stories]]\nid = "st"\ntitle = "x"\n'
    check_said(HEAD + one + story + 'told_by = ["c", "d"]', 'story st, told_by: .* no claim or source "d"', 1)
    check_said(
        HEAD + one + story + 'expects = [{subject = "q", term = "x"}]',
        'no subject "q"',
        1,
    )
    check_said(HEAD + one + story + 'expects = [{subject = "time"}]', "expects 1: it has neither a term", 1)
    both = 'expects = [{subject = "time", term = "x", low = "1983-08-31T13:00:00Z"}]'
    check_said(HEAD + one + story + both, "expects 1: it has both a term and low or high; keep one", 1)


def test_circles_are_said_and_broken() -> None:
    text = (
        HEAD + SUM.format("all", '["part", "rest"]') + SUM.format("part", '["all"]') + SUM.format("rest", [])
    )
    ledger, problems = parse_ledger(text)
    assert len(problems) == 1
    assert 'subject all, sum_of: it leads back to "all" in a circle; take' in problems[0]
    assert [s.id for s in ledger.subjects if s.sum_of] == []  # which of the two is wrong is not known
    check_said(HEAD + SUM.format("all", '["length"]'), 'sum_of: "length" has another dimension; correct')


def test_a_file_that_changed_is_said(tmp_path) -> None:
    (tmp_path / "told.txt").write_bytes(b"as told")
    right = hashlib.sha256(b"as told").hexdigest()
    for given, sentence in ((right, None), ("0" * 64, f"has {right}; it is another"), ("", f"add {right}")):
        keys = f'file = "told.txt"\nsha256 = "{given}"\ngrade ='
        (tmp_path / "claims.toml").write_text(HEAD.replace("grade =", keys), encoding="utf-8")
        ledger, problems = read_ledger(tmp_path)
        assert ledger.sources[0].file == "told.txt"
        assert problems == [] if sentence is None else sentence in problems[0]
    (tmp_path / "told.txt").unlink()
    assert read_ledger(tmp_path)[1] == []
    outside = HEAD.replace("grade =", 'file = "../told.txt"\ngrade =')
    assert "it must be a file's name, no folder" in parse_ledger(outside)[1][0]


def test_files_that_are_none(tmp_path) -> None:
    assert "claims.toml is missing" in read_ledger(tmp_path)[1][0]
    assert "is not a folder" in read_ledger(tmp_path / "nowhere" / "claims.toml")[1][0]
    (tmp_path / "claims.toml").write_bytes(b"\xff\xfe")
    assert "line 1: it is not text in UTF-8" in read_ledger(tmp_path)[1][0]
    assert "longer than" in parse_ledger("#" * 5_000_001)[1][0]
    assert "is not a list of [[claims]]" in parse_ledger("claims = [{}]")[1][0]
    assert "is not known; write one of" in parse_ledger("claim = 3")[1][0]


def test_a_case_finds_its_claims(tmp_path) -> None:
    folder = shutil.copytree(KAL007, tmp_path / "case")
    (folder / "claims.toml").write_text(EXAMPLE, encoding="utf-8")
    case = read_case(folder)
    assert [len(part) for part in (ledger_of(case)[0].claims, ledger_of(case)[1])] == [3, 0]
    assert "claims.toml" in dict(case.hashes)
    (folder / "claims.toml").unlink()
    assert ledger_of(read_case(folder)) == (parse_ledger("")[0], [])
