"""Where a flight ended, on the wire, in words and in files: keys kept, nothing unknown shown as a number."""

import json
import re
from dataclasses import replace
from html import escape

import numpy as np
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

from truecourse.ending.charted import charted
from truecourse.ending.containment import share_within
from truecourse.feeds.case import open_case
from truecourse.feeds.instants import parse_time
from truecourse.flight.ending import ClassResult, Impacts, Located, Reading, Waters
from truecourse.flight.search import Law, Searched, SearchPlan, Sensor
from truecourse.report.figures import ending, radius
from truecourse.report.figures.ground import Ground, unplane
from truecourse.report.located import located_wire
from truecourse.report.located_said import located_lines, reading_lines
from truecourse.report.write_located import FILES, write_located

N = 400
NONE = np.zeros(0, np.int64)
HIT = 431_202_362.0  # 1983-08-31T18:26:02Z


@pytest.fixture(scope="module")
def case():
    return open_case("kal007")


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    lat, lon = np.radians([46.4, 141.2])[:, None] + rng.normal(0.0, 0.004, (2, N))
    impacts = Impacts(
        lat, lon, HIT + rng.uniform(600.0, 800.0, N), lat + 0.005, lon + 0.005, np.full(N, HIT),
        np.full(N, 1.0 / N), np.arange(N) % 2, ("glide", "ditching"),
    )  # fmt: skip
    classes = (
        ClassResult("ditching", "Flown down", 0.4, "two of five", 0.7, -3.0, 0.1, 300.0),
        ClassResult("glide", "Glided", 0.6, "three of five", 0.3, -4.0, 0.1, 300.0),
    )
    fell, none = (600.0, 700.0, 790.0), (np.nan, np.nan)
    readings = (
        Reading("all", ("a",), False, (0.3, 0.7), (0.1, 0.1), 0.002, 0.001, 0.0, fell, 300.0),
        Reading("only a", ("a",), False, none, none, np.nan, np.nan, np.nan, (np.nan,) * 3, 9.0),
    )
    waters = (Waters("international", 0.8, 0.02), Waters("land", 0.2, 0.02))
    return Located(
        "kal007", "", 0, True, HIT, HIT, impacts, classes, readings, waters, ("a",), ("b",), (("c", "why"),)
    )


def test_the_keys_that_are_kept(case, found):
    wire = located_wire(found, charted(found.impacts), case)
    assert [set(c) >= {"name", "probability"} for c in wire["classes"]] == [True, True]
    for name in ("region_50", "region_90", "region_95"):
        assert wire[name]["area_nm2"] > 0.0
        assert wire[name]["geojson"]["type"] == "MultiPolygon"
    assert wire["region_50"]["area_nm2"] < wire["region_90"]["area_nm2"] < wire["region_95"]["area_nm2"]
    assert wire["waters"][0] == {"name": "international", "probability": 0.8, "error": 0.02}
    assert json.loads(json.dumps(wire, allow_nan=False)) == wire


def test_three_places_are_kept_apart(case, found):
    wire = located_wire(found, charted(found.impacts), case)
    assert wire["lost"]["from"] == wire["lost"]["until"] == "1983-08-31T18:26:02Z"
    assert wire["lost"]["lat_deg"] > wire["surface"]["lat_deg"] + 0.2
    tests = {o.id for o in case.observations if o.use.value == "test"}
    assert {c["observation"] for c in wire["comparisons"]} == tests
    assert not tests & set(wire["observations"] + wire["observations_before"])
    after = wire["surface"]["after_loss_s"]
    assert 590.0 < after["p05"] < after["p50"] < after["p95"] < 810.0


def test_words_say_not_known_where_it_is(case, found):
    lines = located_lines(located_wire(found, charted(found.impacts), case))
    assert any(line.startswith("Hit at 1983-08-31 18:26:02") for line in lines)
    table = lines[next(i for i, x in enumerate(lines) if x.startswith("By each reading")) :]
    assert all(len(x) <= 80 for x in table[:6])
    assert next(x for x in table if "only a" in x).split() == ["only", "a", "?", "?", "?", "?"]
    assert next(x for x in table if x.startswith("  all ")).split() == ["all", "30", "70", "0.20", "<0.01"]
    assert any(x.startswith("The densest place is 46.") for x in lines)
    assert any("international 80" in line for line in lines)
    dry = located_lines(located_wire(replace(found, waters=()), charted(found.impacts), case))
    assert any("not known: the case has no coasts" in line for line in dry)
    lost = replace(found, hurt=False, lost_until=HIT + 300.0)
    assert any("Lost between" in x for x in located_lines(located_wire(lost, charted(found.impacts), case)))


def test_a_search_plan_is_in_every_file_that_speaks_of_it(case, found, tmp_path):
    sonar = Sensor("sonar", 600.0, Law.EXPONENTIAL, 2.0, 100 * 3600.0, 0.9)
    done = charted(found.impacts, SearchPlan((sonar,), title="invented"), case.airspaces)
    wire = located_wire(found, done, case)
    assert {row["class"] for row in wire["chart"]["blurred_by"]} == {"glide", "ditching"}
    assert 0.0 < wire["plan"]["probability_of_success"] <= 0.9
    folder = write_located(tmp_path / "out", wire, done, replace(case, airspaces=()))
    regions = json.loads((folder / "regions.geojson").read_text(encoding="utf-8"))
    boxes = [f for f in regions["features"] if f["properties"]["name"].startswith("sonar, rectangle")]
    assert len(boxes) == len(wire["plan"]["sensors"][0]["rectangles"])
    page = (folder / "located.html").read_text(encoding="utf-8")
    assert "A1, sonar" in page
    assert "src=" not in page
    assert page.count("<svg") == 2
    seeds = (folder / "drift-seeds.csv").read_text(encoding="utf-8").splitlines()
    assert seeds[0] == "time,lat_deg,lon_deg"
    assert len(seeds) == 2001


def test_nothing_is_written_where_a_file_is_in_the_way(case, found, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "chart.tif").mkdir()
    done = charted(found.impacts)
    with pytest.raises(ValueError, match="is a folder, not a file"):
        write_located(tmp_path / "out", located_wire(found, done, case), done, replace(case, airspaces=()))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["chart.tif"]


def test_the_files_belong_together(case, found, tmp_path):
    done = charted(found.impacts)
    wire = located_wire(found, done, case)
    write_located(tmp_path / "out", wire, done, replace(case, airspaces=()))
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(FILES)
    regions = json.loads((tmp_path / "out" / "regions.geojson").read_text(encoding="utf-8"))
    names = [f["properties"]["name"] for f in regions["features"]]
    assert {"region_50", "region_90", "region_95", "lost, region_90"} <= set(names)


@pytest.fixture(scope="module")
def parted():
    """Glides to the west and ditchings to the east, 24 NM apart, so that a search of one leaves the other."""
    rng = np.random.default_rng(1)
    kind = rng.permutation(N) % 2
    lat, lon = np.radians([46.4, 141.2])[:, None] + rng.normal(0.0, 0.0006, (2, N))
    lon = lon + np.where(kind == 0, -0.005, 0.005)
    waters = (Waters("international", 1.0, 0.0),)
    impacts = Impacts(
        lat, lon, HIT + 700.0 + rng.uniform(0.0, 9.0, N), lat, lon, np.full(N, HIT), np.full(N, 1.0 / N),
        kind, ("glide", "ditching"), np.arange(N), np.arange(N) // 2 % 3,
    )  # fmt: skip
    classes = tuple(ClassResult(n, n, 0.5, "", 0.5, -3.0, 0.1, 300.0) for n in impacts.kinds)
    reading = Reading("all", ("a",), False, (0.5, 0.5), (0.1, 0.1), 0.0, 0.0, 0.0, (700.0,) * 3, 300.0)
    return Located("made-up", "", 0, True, HIT, HIT, impacts, classes, (reading,), waters, ("a",), (), ())


WEST = np.radians([[45.0, 139.0], [45.0, 141.2], [48.0, 141.2], [48.0, 139.0]])


def test_a_search_in_vain_is_in_every_file_and_word(case, parted, tmp_path):
    """Half the map searched at random with coverage 2: glides become e^-2 times as probable to ditchings,
    and the areas of the answer are those of the figure, of the chart and of the terminal."""
    sonar = Sensor("sonar", 600.0, Law.EXPONENTIAL, 2.0)
    done = charted(parted.impacts, SearchPlan((sonar,), (), (Searched("sonar", 2.0, WEST),)))
    wire = located_wire(parted, done, replace(case, airspaces=()))
    chance = {c["name"]: (c["probability"], c["error"]) for c in wire["classes"]}
    miss = np.exp(-2.0)
    assert chance["glide"][0] == pytest.approx(miss / (1.0 + miss), rel=0.02)
    assert chance["glide"][1] == pytest.approx(0.1 * miss / (0.5 + 0.5 * miss) ** 2, rel=0.02)
    assert chance["glide"][0] + chance["ditching"][0] == pytest.approx(1.0)
    assert wire["classes"][0]["name"] == "ditching"
    before = wire["before_searches_and_finds"]
    assert [c["probability"] for c in before["classes"]] == [0.5, 0.5]
    assert wire["region_90"]["area_nm2"] < 0.9 * before["region_90"]["area_nm2"]
    assert wire["surface"]["lon_deg"] > 141.3
    folder = write_located(tmp_path / "out", wire, done, replace(case, airspaces=()))
    area = f"{wire['region_90']['area_nm2']:,.0f} NM²"
    assert any(f"90 % within {area}" in x for x in located_lines(wire))
    page = (folder / "located.html").read_text(encoding="utf-8")
    assert f"90 % in {area}" in page[page.index("<figcaption>") :]
    assert f"90 % region, {area}" in (folder / "map.svg").read_text(encoding="utf-8")
    assert f"90 % in {before['region_90']['area_nm2']:,.0f} NM²" in page
    seeds = np.loadtxt(folder / "drift-seeds.csv", delimiter=",", skiprows=1, usecols=2)
    assert np.mean(seeds < 141.2) == pytest.approx(miss / (1.0 + miss), abs=0.01)
    x = done.chart.grid.centres()[0]
    west = done.chart.probability[:, x < 0.0].sum()
    assert west == pytest.approx(miss / (1.0 + miss), rel=0.1)
    ways = pq.read_table(folder / "impacts.parquet")
    glide = np.array(ways["class"].to_pylist()) == "glide"
    assert ways["probability"].to_numpy()[glide].sum() == pytest.approx(chance["glide"][0], abs=1e-6)


def test_without_searches_or_finds_nothing_is_before(case, parted):
    sonar = Sensor("sonar", 600.0, Law.EXPONENTIAL, 2.0, 36_000.0)
    done = charted(parted.impacts, SearchPlan((sonar,)))
    assert located_wire(parted, done, case)["before_searches_and_finds"] is None
    assert np.array_equal(done.impacts.weight, parted.impacts.weight)


def test_errors_are_on_the_page_wherever_they_are_known(case, parted, tmp_path):
    done = charted(parted.impacts)
    wire = located_wire(parted, done, case)
    write_located(tmp_path / "out", wire, done, replace(case, airspaces=()))
    page = (tmp_path / "out" / "located.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    ways = page[page.index("Ways of coming down") :]
    assert ways.count("<td>50 % (± 10 %)</td>") == 2
    assert "international over 99.99 % (± under 0.01 %)" in page
    for row in wire["comparisons"]:
        each = [share_within(run, *np.radians([row["lat_deg"], row["lon_deg"]])) for run in done.runs]
        assert row["share_error"] == pytest.approx(np.std(each, ddof=1) / np.sqrt(3.0))


def test_regions_that_the_blur_makes_too_large_say_by_how_much(case, parted):
    """Two knots of 200 draws of a normal each: areas 1 + 200^(-1/3) times too large (Silverman),
    so that the 50 % region holds 1 - 0.5^1.17 of the draws."""
    impacts = replace(parted.impacts, flight=NONE, run=NONE)  # each ending of a flight of its own
    wire = located_wire(replace(parted, impacts=impacts), charted(impacts), case)
    assert [k["areas_too_large_by"] for k in wire["chart"]["blurred_by"]] == pytest.approx(
        [0.17] * 2, abs=0.03
    )
    two_deviations = 2.0 * np.sqrt(0.25 / N)
    assert wire["region_50"]["share_of_draws"] == pytest.approx(1.0 - 0.5**1.17, abs=two_deviations)
    assert any("too large, by some" in x and "for glide" in x for x in located_lines(wire))
    layers = json.loads(json.dumps(wire))
    layers["chart"]["blurred_by"] += [kernel | {"layer": 1} for kernel in wire["chart"]["blurred_by"]]
    assert located_lines(layers) == located_lines(wire), "what lies far out of a way is not told again"
    fine = json.loads(json.dumps(wire))
    for kernel in fine["chart"]["blurred_by"]:
        kernel["areas_too_large_by"] = 0.02
    assert not any("too large" in x for x in located_lines(fine))


def test_the_moment_of_loss_is_a_window_and_what_the_endings_make_of_it(case, found):
    """Drawn evenly over the middle third of the window: 5, 50 and 95 % points at its 105, 150 and 195 s."""
    t = HIT + 100.0 + 100.0 * (np.arange(N) + 0.5) / N
    early = replace(found, hurt=False, lost_until=HIT + 300.0, impacts=replace(found.impacts, lost_t=t))
    wire = located_wire(early, charted(early.impacts), case)
    assert (wire["lost"]["from"], wire["lost"]["until"]) == ("1983-08-31T18:26:02Z", "1983-08-31T18:31:02Z")
    points = [parse_time(wire["lost"]["time"][key]) - HIT for key in ("p05", "p50", "p95")]
    assert points == pytest.approx([105.0, 150.0, 195.0], abs=0.5)
    said = located_lines(wire)[0]
    assert "Lost between 1983-08-31 18:26:02 and 18:31:02 UTC" in said
    assert "18:28:31 (the median; 90 %: 18:27:46 to 18:29:16)" in said


def test_the_star_is_the_place_that_is_printed(case, found):
    """A tenth of the draws were lost 5 degrees farther west: the mean moves half a degree."""
    far = np.arange(N) % 10 == 0
    impacts = replace(found.impacts, lost_lon=found.impacts.lost_lon - np.where(far, np.radians(5.0), 0.0))
    done = charted(impacts)
    wire = located_wire(replace(found, impacts=impacts), done, case)
    axes, ground = Figure().subplots(), Ground(46.4, 141.2, -90.0, 90.0, -90.0, 90.0)
    ending._lost(axes, ground, impacts)
    (star,) = axes.get_lines()
    place = np.degrees(unplane(ground, star.get_xdata(), star.get_ydata())).ravel()
    assert place == pytest.approx([wire["lost"]["lat_deg"], wire["lost"]["lon_deg"]], abs=1e-6)
    assert "median place" in star.get_label()
    assert f"median place {place[0]:.2f}° N" in located_lines(wire)[0]
    assert "the star is the median place" in ending.draw(done).caption
    assert "all, from the median place of the surface" in radius.draw(done).svg


def test_the_readings_fit_a_terminal_whatever_they_are_called(case, found):
    """Columns apart, in one order whatever the answer, and none wider than 80 characters."""
    kinds = ("break-up", "spiral-dive", "loss-of-control", "controlled", "ditching", "glide")
    some = found.readings[0]
    readings = tuple(
        replace(some, name=name, probabilities=(0.0, 1.0, 0.5, 0.123, 0.00012, 0.2), errors=(0.0,) * 6)
        for name in ("a", "only a reading with a name that is far too long for its line")
    )
    classes = tuple(ClassResult(k, k, 0.2, "", 1.0 / 6.0, -3.0, 0.1, 300.0) for k in reversed(kinds))
    impacts = replace(found.impacts, kind=np.arange(N) % 6, kinds=kinds)
    wire = located_wire(
        replace(found, readings=readings, classes=classes, impacts=impacts), charted(impacts), case
    )
    lines = reading_lines(wire)
    assert max(map(len, lines)) <= 80
    head = next(k for k, x in enumerate(lines) if x.split()[:1] == ["bu"])
    assert lines[head].split() == ["bu", "sd", "loc", "contr", "ditch", "glide", "down", "apart"]
    assert next(x for x in lines if x.startswith("  a ")).split()[1:7] == [
        "<0.01",
        "100",
        "50",
        "12",
        "0.01",
        "20",
    ]
    assert lines == reading_lines(wire | {"classes": wire["classes"][::-1]})
    for short, name in (("bu", "break-up"), ("contr", "controlled"), ("ditch", "ditching")):
        assert f"{short}: {name}" in "".join(lines[:head])


def test_the_page_says_what_its_names_numbers_and_times_are(case, parted, tmp_path):
    rows = ("jasdf-lost", "jasdf-height-1")
    wire = located_wire(
        replace(parted, rows=rows, versions=(("truecourse", "7.8.9"),)), charted(parted.impacts), case
    )
    done = charted(parted.impacts)
    write_located(tmp_path / "out", wire, done, replace(case, airspaces=()), "2026-11-30")
    page = (tmp_path / "out" / "located.html").read_text(encoding="utf-8")
    answer = page[page.index("<dt>The answer") : page.index("</dd>")]
    assert answer.count("<li>") >= 5
    assert "1983-08-31 18:26:02 UTC" in answer
    assert not any(row in answer for row in rows), "names of rows are explained in a table of their own"
    for row in wire["taken"]:
        assert f"<td>{row['observation']}</td>" in page
        assert escape(row["source"]) in page
    numbered = [f"{k}. {c['observation']}" for k, c in enumerate(wire["comparisons"], 1)]
    assert all(word in page for word in numbered)
    assert "1 wreck-infobox, 2 wreck-bilyuk" in page
    assert "<td>50 ± 10</td>" in page, "the error of a reading"
    assert "Written on 2026-11-30 by truecourse 7.8.9, seed 0. All times are UTC" in page
    lines = set(re.findall(r"stroke: #c0392b[^\"]*", page[: page.index("Figure 2")]))
    assert len(lines) == 3, "regions are told apart by their lines"


def test_coasts_of_the_case_are_told_from_the_land_of_the_picture(case, found):
    drawn = ending.draw(charted(found.impacts), case.airspaces)
    assert "coasts of the case" in drawn.svg
    assert "coasts of the case" not in ending.draw(charted(found.impacts)).svg
    assert "Grey land is the picture's own" in drawn.caption
    assert "decides nothing" in drawn.caption
