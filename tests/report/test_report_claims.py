"""The ledger in the report: numbers are those of the JSON, figures can be read, cases without claims are as
before.
"""

import json
import re
from dataclasses import replace
from html import escape, unescape
from math import inf
from xml.etree import ElementTree

import pytest

from feeds.ledgers import EXAMPLE
from ledger.claims import MINUTE, NIGHT, ledger, order, source, time, word
from truecourse.feeds.claims import parse_ledger
from truecourse.flight.case import Stage
from truecourse.flight.claim import Reading, Subject
from truecourse.ledger.check import check
from truecourse.ledger.finding import Concern, Finding
from truecourse.ledger.status import Status
from truecourse.report.cite import FORMATS, at
from truecourse.report.claim_tables import untestable
from truecourse.report.claims import checked, claims_wire
from truecourse.report.facts import BOTH, DIFFERS, facts
from truecourse.report.figures import ledger as drawing
from truecourse.report.figures import timeline as figure
from truecourse.report.figures.panels import MOST_ROWS, panels
from truecourse.report.machine import to_wire
from truecourse.report.page import page
from truecourse.report.schema import schema
from truecourse.report.timeline import clocks, events
from truecourse.report.write import write_report

jsonschema = pytest.importorskip("jsonschema")


def _time(name, of, minutes, **more):
    return time(name, of, NIGHT + minutes * MINUTE, **more)


@pytest.fixture(scope="module")
def book():
    """Two sources on one event, a third with another hour, an order, a term denied, and what is sly."""
    about = (
        Subject("go", "When it went <b>off</b>", "time", lane="crew"),
        Subject("told", "Whether Tokyo was told", lane="Tokyo"),
        Subject("back", "When it came back", "time", lane="crew"),
    )
    said, two = "18:13 on 1983-08-31 zone UTC", ("crew", "Tokyo")
    early = Reading(-inf, NIGHT + 1800.0, NIGHT + 1800.0)
    return ledger(
        _time("a1", "a", 0, subject="go", told=said),
        _time("b1", "b", 0.5, subject="go", told=said),
        _time("c1", "c", 60, subject="go", told="about 19:13 on 1983-08-31 zone UTC", actors=two),
        _time("a2", "a", 30, subject="back", readings=(early,)),
        word("a3", "a", "yes", subject="told", actors=two),
        word("b3", "b", "no", subject="told"),
        order("b4", "b", "go", "back"),
        subjects=about,
        sources=(*(source(s, published=NIGHT) for s in "ab"), source("c", published=NIGHT + 1e6)),
    )


STAGES = (Stage("early", NIGHT + 10.0, "early"), Stage("late", NIGHT + 2e6, "late"))


@pytest.fixture(scope="module")
def found(book):
    return checked(book, ["claims.toml, line 3, it is odd"], check(book, None, None, STAGES), STAGES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, case, explanation, tracks, found):
    out = tmp_path_factory.mktemp("claims") / "out"
    write_report(out, case, explanation, tracks, found)
    return out


@pytest.fixture(scope="module")
def wire(folder):
    return json.loads((folder / "explanation.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_it_is_of_the_published_shape(wire):
    jsonschema.validate(wire, schema())
    assert len(wire["claims"]) == 7 and wire["findings"]


def test_numbers_on_the_page_are_those_of_the_json(html, wire):
    cited = re.findall(r"<data([^>]*)>(.*?)</data>", html[html.index('<section id="claims">') :])
    assert len(cited) > 10
    for attributes, text in cited:
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        value = at(wire, given["data-at"])
        assert given.get("value") == (None if value is None else str(value))
        assert unescape(text) == FORMATS[given["data-form"]](value)
    for status in ("contradicted", "agrees"):
        count = sum(f["status"] == status for f in wire["findings"])
        assert f'data-at="/claim_counts/{status}" data-form="count">{count}<' in html


def test_every_finding_stands_there_once_gravest_first_and_agreements_are_folded(html, wire):
    section = html[html.index('<section id="claims">') : html.index('<section id="when">')]
    open_part, _, folded = section.partition("<details>")
    places = []
    for f in wire["findings"]:
        if f["status"] == "untestable":
            continue  # by reason, below
        reason = re.escape(escape(f["reason"]))
        assert re.search(reason, section), f["reason"]
        part = folded if f["status"] in ("agrees", "untestable") else open_part
        places.append((f["status"] in ("agrees", "untestable"), re.search(reason, part).start()))
    shown = [place for is_folded, place in places if not is_folded]
    assert shown == sorted(shown) and len(shown) > 1
    assert "claims.toml, line 3, it is odd" in open_part


def test_what_tests_nothing_is_a_row_a_reason_with_every_claim_named(wire):
    """Hundreds of findings are a few rows: their number, and the claims they are of."""
    said = [
        {"claim": f"c{n}", "source": "s", "locator": "1", "kind": "reconstruction", "status": "untestable",
         "probability": None, "reason": f"<b>{n}</b>: nothing in simulated flights shows it."}
        for n in range(344)
    ]  # fmt: skip
    text = untestable({**wire, "findings": said})
    assert text.count("<tr>") == 2 and "<td class=n>344</td>" in text
    assert all(re.search(rf"\bc{n}\b", text) for n in range(344))
    assert len(text) < 5000 and "<b>" not in text
    assert untestable({**wire, "findings": []}) == ""


def test_the_matrix_has_what_the_reconstruction_says_or_not_known(book, found, case):
    of = found._replace(in_words=(("told", "46.50° N, 141.20° E ± 9 NM"),))
    alt = " ".join(
        ElementTree.fromstring(d.svg)[1].text for d in drawing.draw(of, case) if "matrix" in d.name
    )
    assert "the reconstruction 46.50° N, 141.20° E ± 9 NM" in alt and "the reconstruction not known" in alt
    plain = [d for d in drawing.draw(found, case) if "matrix" in d.name]
    assert all("reconstruction" not in d.svg for d in plain), "without flights there is no such column"


def test_what_changed_at_each_stage(html, wire):
    section = html[html.index('<section id="knowledge">') :]
    for stage in ("early", "late"):
        known = len({h["subject"] for h in wire["knowledge"] if h["stage"] == stage})
        assert f"<td>{stage}</td><td>{known}</td>" in section


def test_what_sources_wrote_is_text_and_not_markup(html):
    assert "<b>off" not in html and "&lt;b&gt;off" in html


def test_a_case_without_claims_has_no_such_sections(case, explanation, drawn):
    bare = to_wire(explanation, case)
    jsonschema.validate(bare, schema())
    assert bare["claims"] == [] and bare["findings"] == [] and bare["thresholds"] is None
    text = page(bare, list(drawn))
    for key in ("claims", "when", "facts", "knowledge", "stories"):
        assert f'id="{key}"' not in text


def test_the_example_of_the_documentation_makes_a_page_with_its_story(case, explanation):
    read, problems = parse_ledger(EXAMPLE)
    of = checked(read, problems, check(read))
    data = to_wire(explanation, case, of)
    jsonschema.validate(data, schema())
    text = page(data, drawing.draw(of, case))
    story = text[text.index('<section id="stories">') :]
    assert "it was sent to look" in story and "heading-hold (heading_deg 246)" in story
    assert "how far it" not in story and "from 185.2 km (100 NM)" in story


def test_marks_of_the_facts_follow_the_findings(book, found):
    table = {fact.subject.id: fact for fact in facts(book, found.findings)}
    assert set(table) == {"go", "told"}, "told by two sources or more"
    assert {s: c.mark for s, c in table["go"].cells.items()} == {"a": BOTH, "b": BOTH, "c": DIFFERS}
    assert table["told"].contested
    assert [f.contested for f in facts(book)] == [False, False]


def test_the_timeline_has_every_time_and_every_clock(book, found, case):
    assert [c.words for c in clocks(book, None)] == ["UTC", "Tokyo"]
    drawn = {d.name: d for d in drawing.draw(found, case)}
    assert {"timeline", "matrix"} <= set(drawn)
    of = [ElementTree.fromstring(d.svg) for n, d in drawn.items() if n.startswith("timeline")]
    svg = " ".join(" ".join(root.itertext()) for root in of)
    for words in ("18:13: a", "about 19:13: c ≠", "Crew", "Tokyo (UTC+9)"):
        assert words in svg
    assert "go before back (b)" in drawn["timeline"].caption
    assert svg.count("a ≠") == 0, "what no finding contradicts has no mark, though it contradicts another"


def test_events_are_in_one_panel_each_and_panels_have_room(book):
    many = tuple(_time(f"m{n}", "a", 3.0 * n, subject=f"s{n % 7}") for n in range(200))
    more = (_time("far", "a", -2e6, subject="far"), *many)
    names = ["far", *(f"s{n}" for n in range(7))]
    wide = replace(ledger(*more), subjects=tuple(Subject(s, s, "time") for s in names))
    shared = panels(events(wide), None)
    claims = [e.claim.id for panel in shared for e in panel.events]
    assert sorted(claims) == sorted(c.id for c in more)
    assert all(len(panel.events) <= MOST_ROWS for panel in shared)
    for panel in shared:
        for e in panel.events:
            assert panel.low < e.readings[0].low and e.readings[0].high < panel.high
    assert len({panel.name for panel in shared}) == len(shared)
    assert figure.draw(wide, None, [], clocks(wide, None)) == []


def test_two_versions_of_one_event_stay_in_one_panel():
    close = tuple(_time(f"x{n}", "a", 300 + n, subject=f"x{n}") for n in range(12))
    early = tuple(_time(f"e{n}", "a", 20.0 * n, subject=f"e{n}") for n in range(12))
    late = _time("late", "b", 318.0, subject="x3")
    names = [c.subject for c in (*close, *early)]
    of = ledger(*close, *early, late, subjects=tuple(Subject(s, s, "time") for s in names))
    held = {e.claim.id: panel.name for panel in panels(events(of), None) for e in panel.events}
    assert held["late"] == held["x3"] == "timeline-close"
    assert held["e0"] == "timeline"


def test_probabilities_are_never_above_one(book):
    over = Finding("a1", "a", "1", Concern.RECONSTRUCTION, Status.AGREES, (), 1.0 + 4e-16, "So.")
    assert claims_wire(checked(book, [], (over,)))["findings"][0]["probability"] == 1.0


def test_a_ledger_of_which_nothing_can_be_read_says_why(case, explanation):
    broken = checked(ledger(), ["claims.toml, line 1: it is no TOML"], ())
    text = page(to_wire(explanation, case, broken), drawing.draw(broken, case))
    assert "claims.toml, line 1: it is no TOML" in text and 'id="when"' not in text
