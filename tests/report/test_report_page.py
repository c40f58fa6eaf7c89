"""The page: one file that asks nothing of anyone, whose numbers are those of explanation.json."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from math import nan
from xml.etree import ElementTree

import pytest

from report import synthetic
from report.synthetic_case import posix
from truecourse.flight.explanation import Sensitivity
from truecourse.flight.observation import Use
from truecourse.report.cite import FORMATS, at
from truecourse.report.figures import sensitivity
from truecourse.report.machine import to_wire
from truecourse.report.page import METHOD, draw_all, page
from truecourse.report.spoken import asides
from truecourse.report.summary import summary
from truecourse.report.tables import TAGS, observations
from truecourse.report.words import clock, iso
from truecourse.report.write import write_report


@pytest.fixture(scope="module")
def folder(written):
    return written[0]


@pytest.fixture(scope="module")
def html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Collects what a browser would follow or read."""

    def __init__(self, text):
        super().__init__()
        self.attributes, self.ids, self.data, self.open, self.tags = [], [], [], None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag == "data":
            self.open = [dict(attrs), ""]

    def handle_data(self, text):
        if self.open:
            self.open[1] += text

    def handle_endtag(self, tag):
        if tag == "data":
            self.data.append(self.open)
            self.open = None


def test_it_is_written_whole_with_what_belongs_to_it(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "explanation.json",
        "report.html",
        "track.geojson",
        "track.parquet",
    ]
    assert list(folder.parent.iterdir()) == [folder], "nothing is left beside it"


def test_an_interrupted_run_leaves_nothing(tmp_path, case, explanation, tracks, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("truecourse.report.write.draw_all", lambda *_: [])
    monkeypatch.setattr("truecourse.report.write.track_geojson", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(tmp_path / "out", case, explanation, tracks)
    assert list(tmp_path.iterdir()) == []


def test_no_request_leaves_the_page(html):
    reader = Reader(html)
    asked = [
        (tag, name, value)
        for tag, name, value in reader.attributes
        if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster")
        and not value.startswith("#")
    ]
    assert asked == []
    assert not {"script", "link", "iframe", "object", "embed", "img"} & set(reader.tags)
    assert [use for use in re.findall(r"url\(([^)]*)\)", html) if not use.startswith("#")] == []
    assert "@import" not in html
    assert set(re.findall(r'[\w:]+="https?://[^"]*"', html)) <= {'xmlns="http://www.w3.org/2000/svg"'}


def test_every_reference_leads_somewhere_and_ids_are_single(html):
    reader = Reader(html)
    assert len(reader.ids) == len(set(reader.ids))
    led = {value[1:] for _, name, value in reader.attributes if name == "href"} | set(
        re.findall(r"url\(#([^)]*)\)", html)
    )
    assert led <= set(reader.ids)


def test_numbers_on_the_page_are_those_of_the_json(html, folder):
    wire = json.loads((folder / "explanation.json").read_text(encoding="utf-8"))
    cited = Reader(html).data
    assert len(cited) > 100
    for attributes, text in cited:
        value = at(wire, attributes["data-at"])
        assert attributes.get("value") == (None if value is None else str(value))
        assert text == FORMATS[attributes["data-form"]](value)


def test_every_number_in_a_table_is_cited_or_an_input(html):
    """Cells set right hold numbers; each must say where in the JSON it stands, or say that it is not
    known.
    """
    cells = re.findall(r"<td class=n>(.*?)</td>", html)
    assert len(cells) > 30
    for cell in cells:
        bare = re.sub(r"<data[^>]*>.*?</data>", "", cell)
        assert not re.search(r"\d", bare) or "samples" in bare, cell


def test_every_figure_has_axes_a_caption_and_words_for_who_cannot_see_it(drawn):
    assert [figure.name for figure in drawn] == [
        "map",
        "offset",
        "ranking",
        "said",
        "posterior",
        "cockpit",
        "sensitivity",
    ]
    for figure in drawn:
        root = ElementTree.fromstring(figure.svg)
        names = {child.tag.rpartition("}")[2]: child.text for child in root[:2]}
        assert names == {"title": figure.title, "desc": figure.alt}
        assert root.get("role") == "img"
        assert len(figure.caption) > 60 and re.search(r"\d", figure.caption)
        words = " ".join(text for text in root.itertext())
        assert re.search(r"NM|nats|°|UTC", words), "units stand on the axes, as text"


def test_figures_are_the_same_every_time(html, drawn):
    """Drawn twice in one process, once for the page and once here."""
    assert [figure.name for figure in drawn if figure.svg not in html] == []


def test_captions_follow_the_numbers(case, explanation):
    from truecourse.report.figures import ranking

    turned = replace(explanation, stages=(), causes=synthetic.causes(shift=20.0))
    assert "start-position leads" in ranking.draw(turned, case).caption
    assert "heading-hold leads" in ranking.draw(explanation, case).caption


def test_the_summary_says_what_is_not_known(case, explanation):
    text = summary(to_wire(explanation, case))
    assert "virtually certain" in text and "wind-dead-reckoning" in text and "dfdr-heading" in text


def test_a_close_race_is_not_called(case, explanation):
    text = summary(to_wire(replace(explanation, causes=synthetic.causes(shift=6.5)), case))
    assert "No cause stands out" in text and "certain" not in text


def test_a_bare_explanation_still_makes_a_page(case):
    lost = tuple(
        replace(
            c,
            probability=nan,
            log_evidence=nan,
            log_evidence_sd=nan,
            converged=False,
            why_not="stalled",
            parameters=(),
        )
        for c in synthetic.causes()
    )
    bare = replace(
        synthetic.explanation(prediction=False),
        causes=lost,
        stages=(),
        contributions=(),
        candidates=(),
        sensitivity=(),
        fit=None,
        fans=(),
    )
    wire = to_wire(bare, case)
    text = page(wire, draw_all(bare, case, {}, wire["leader"]))
    assert "no cause has a number" in text and "stalled" in text
    assert ">nan<" not in text.lower() and "None" not in text.replace("None of these", "").replace(
        "None speaks", ""
    )


def test_what_others_wrote_is_text_and_not_markup(case, explanation):
    sly = replace(case, title="<script>alert(1)</script>", notes=("<b>bold</b>",))
    text = page(to_wire(explanation, sly), [])
    assert "<script" not in text and "<b>" not in text


def test_a_margin_within_its_error_is_nobodys_lead(case, explanation):
    """It is told and drawn as not known, with the sign that it has in the table."""
    unsure = Sensitivity(
        "wind error", "times 4", "not known: the margin is within its error", False, 4.2, 378.0, 11.5
    )
    other = replace(explanation, sensitivity=(*explanation.sensitivity, unsure))
    text = page(to_wire(other, case), [sensitivity.draw(other, case)])
    assert "Which leads is not known with wind error times 4." in text
    assert "within its error leads" not in text
    assert "−4.2: not known" not in text


def test_what_is_said_after_the_ranking(explanation):
    """Causes without a number, and the place predicted, in degrees and square nautical miles."""
    t = posix("1983-08-31T18:26:02Z")
    where = replace(explanation.prediction, t=t, lat=0.8, lon=-3.0, area=1852.0**2)
    causes = (*explanation.causes[:-1], replace(explanation.causes[-1], converged=False))
    lost, placed = asides(replace(explanation, causes=causes, prediction=where))
    assert lost.startswith(f"Not known is how probable {causes[-1].name} is:")
    assert "among the other causes only" in lost
    assert "18:26:02Z" in placed and "45.84° N, 171.89° W" in placed and "area of 1 NM²" in placed
    known = tuple(replace(cause, converged=True) for cause in causes)
    assert asides(replace(explanation, causes=known, prediction=None)) == []


def test_the_method_is_ten_lines():
    assert len(METHOD) == 10


def test_what_a_nat_is_and_what_the_tags_mean_stand_where_they_are_shown(case, explanation):
    """Only the tags that stand there; a tag of one's own is shown and not explained."""
    given = ["P", "C2", "mine"]
    rows = [replace(o, tag=given[i] if i < len(given) else "") for i, o in enumerate(case.observations)]
    shown = observations(to_wire(explanation, replace(case, observations=tuple(rows))))
    caption = shown[: shown.index("</caption>")]
    assert "One nat is a factor of 2.72 in the odds" in caption
    assert caption.count("[") == 2
    for tag in ("P", "C2"):
        assert f"[{tag}] {TAGS[tag]}" in caption
        assert f" [{tag}]" in shown[len(caption) :]
    assert " [mine]" in shown[len(caption) :]
    bare = observations(to_wire(explanation, case))
    assert "[" not in bare[: bare.index("</caption>")]


def test_the_minutes_to_the_sea_are_said_not_to_be_flown(html, case, explanation):
    """In the summary and in the table, only where a place is of a time that no flight reaches."""
    assert html.count("are not flown") == 2
    assert "The flights end at 18:27" in html
    after = [o.t for o in case.observations if o.use is Use.TEST and o.t > posix("1983-08-31T18:27:00Z")]
    assert f"the first of these rows is timed {clock(iso(min(after)))})" in html
    early = replace(case, observations=tuple(replace(o, t=o.t - 3600.0) for o in case.observations))
    wire = to_wire(explanation, early)
    assert "not flown" not in page(wire, [])


def test_how_far_assumptions_may_go_is_said_with_its_ends_and_errors(html):
    assert "It leads with the wind error multiplied by" in html
    assert "the lower one is the end of what was tried" in html
    assert "the ends of what was tried" in html
    assert "beyond it start-position leads" in html
    assert re.search(r">4\.9\u00a0×\u00a010⁸</data> times larger", html), "e to the 20"
    assert "within its error" in html
    assert ">not known</data></td>" in html[html.index("What the priors would have to be") :], "e to the 800"
