"""The first page: the question, the answer and how sure, what decides, what is not known. Words follow the
numbers.
"""

from html import escape
from typing import Any

from truecourse.report.cite import cite, digits_of
from truecourse.report.tables import not_flown
from truecourse.report.words import clock, date, listed, measure, split_unit

Wire = dict[str, Any]
_DECIDES = 1.0  # nats: an observation that moves the odds by a factor of e is worth naming
_ODD = 0.05


def summary(wire: Wire) -> str:
    """HTML of the one-page summary."""
    parts = (
        ("The question", question(wire)),
        ("The answer", answer(wire)),
        ("What decides", decides(wire)),
        ("How firm it is", firm(wire)),
        ("Beside the answer", beside(wire)),
        ("What the sources claim", claimed(wire)),
        ("What is not known", unknown(wire)),
    )
    return "\n".join(f"<dt>{title}</dt><dd>{text}</dd>" for title, text in parts if text)


def question(wire: Wire) -> str:
    """What was asked, of what."""
    used, every = len(wire["observations"]), sum(row["use"] == "explain" for row in wire["observation_table"])
    limits = (
        [f"what happened before {wire['until'].replace('T', ' ').replace('Z', ' UTC')}"]
        if wire["until"]
        else []
    )
    limits += [f"what was known at stage {escape(wire['stage'])}"] if wire["stage"] else []
    cut = f"Only {listed(limits)} is used: " if limits else "Everything in the case is used: "
    return (
        f"Why was {escape(wire['callsign'])} where it was seen, and not on its route? {cut}"
        f"{used} of {every} observations that can be evidence, weighed against {len(wire['causes'])} causes."
    )


NO_CAUSE_FITS = "No cause fits what was seen"
POOR_FIT = 0.005  # posterior predictive probability below which the answer begins with the misfit


def answer(wire: Wire) -> str:
    """The leading cause, the runner-up, and where the flight would be."""
    causes = [(i, c) for i, c in enumerate(wire["causes"]) if c["probability"] is not None]
    if not causes:
        return "<strong>Not known:</strong> no cause has a number in this run."
    first = causes[0][1]
    text = (
        f"<strong>{escape(first['title'])}</strong> (<code>{escape(first['name'])}</code>) is "
        f"{cite(wire, '/causes/0/probability', 'likelihood')}: probability "
        f"{cite(wire, '/causes/0/probability', 'percent')} "
        "among the causes weighed, with the priors listed below. "
    )
    if wire["fit"] and wire["fit"]["p_value"] is not None and wire["fit"]["p_value"] < POOR_FIT:
        text = f"<strong>{NO_CAUSE_FITS}</strong>; least badly among those weighed: " + text
    if first["probability"] < 0.66:
        text = "No cause stands out. " + text
    if len(causes) > 1:
        i, second = causes[1]
        text += (
            f"Next comes {escape(_lower(second['title']))} (<code>{escape(second['name'])}</code>) with "
            f"{cite(wire, f'/causes/{i}/probability', 'percent')}.{_gap(wire, first, second, i)} "
        )
    return text + _parameter(wire, first) + _predicted(wire)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _gap(wire: Wire, first: Wire, second: Wire, i: int) -> str:
    if None in (first["log_evidence"], second["log_evidence"]):
        return ""
    return (
        f" Their log evidence is {cite(wire, '/causes/0/log_evidence', '1')} ± "
        f"{cite(wire, '/causes/0/log_evidence_sd', '2')} "
        f"and {cite(wire, f'/causes/{i}/log_evidence', '1')} ± "
        f"{cite(wire, f'/causes/{i}/log_evidence_sd', '2')} nats."
    )


def _parameter(wire: Wire, first: Wire) -> str:
    if not first["parameters"]:
        return ""
    p, base = first["parameters"][0], "/causes/0/parameters/0"
    form, unit = digits_of(p["low_90"], p["high_90"]), split_unit(p["name"])[1]
    return (
        f"If so, {escape(_lower(p['meaning']))}: {cite(wire, base + '/median', form)}{measure(unit)}, with "
        f"90 % probability between "
        f"{cite(wire, base + '/low_90', form)} and {cite(wire, base + '/high_90', form)}. "
    )


def _predicted(wire: Wire) -> str:
    if wire["prediction"] is None:
        return ""
    return (
        f"At {clock(wire['prediction']['time'])} UTC, all causes together put it near "
        f"{cite(wire, '/prediction/lat_deg', '1')}° "
        f"latitude, {cite(wire, '/prediction/lon_deg', '1')}° longitude, with 90 % probability inside an "
        f"area of "
        f"{cite(wire, '/prediction/region_90/area_nm2', '0')} NM²."
    )


def decides(wire: Wire) -> str:
    """The observations that separate the two leading causes most."""
    rows = [(i, row) for i, row in enumerate(wire["decides"]) if row["difference_nats"] is not None]
    if not rows:
        return "What each observation said was not worked out in this run."
    first, second = rows[0][1]["first"], rows[0][1]["second"]
    top = [(i, row) for i, row in rows if row["difference_nats"] >= _DECIDES][:4]
    if not top:
        return (
            f"No single observation separates {first} from {second} by as much as {_DECIDES:.0f} nat; "
            f"it is their sum."
        )
    items = [
        f"<code>{escape(row['observation'])}</code> "
        f"({cite(wire, f'/decides/{i}/difference_nats', 'signed1')} nats, "
        f"known since {date(row['known_since'])})"
        for i, row in top
    ]
    return f"For <code>{first}</code> against <code>{second}</code>, most of all: {listed(items)}."


def firm(wire: Wire) -> str:
    """Whether the leader leads at every stage and under changed assumptions, and whether it fits at all."""
    text = []
    if wire["stages"]:
        leads = [s["stage"] for s in wire["stages"] if _leader(s) == wire["leader"]]
        other = [
            f"{s['stage']} ({_leader(s) or 'no cause'} leads)"
            for s in wire["stages"]
            if _leader(s) != wire["leader"]
        ]
        text.append(
            f"It leads at "
            f"{'every stage' if not other else 'stage ' + listed(leads) if leads else 'no stage'} of the "
            f"inquiry"
            f"{', but not at ' + listed(other) if other else ' (' + listed(leads) + ')'}."
        )
    rows = [row for row in wire["sensitivity"] if row["margin_nats"] is not None]
    if rows:
        lost = [f"{row['what']} {row['setting']}" for row in rows if not row["leads"]]
        text.append(
            f"It still leads under {len(rows) - len(lost)} of {len(rows)} changed assumptions"
            + (f"; it does not, or is not known to, with {escape(listed(lost))}." if lost else ".")
        )
    text += [_widest(wire, i, row) for i, row in enumerate(wire["widest"])]
    if wire["rivals"]:
        text.append(
            f"For {escape(_lower(wire['rivals'][0]['title']))} to lead, its prior would have to be "
            f"{cite(wire, '/rivals/0/prior_factor', 'times')} times larger "
            f"({cite(wire, '/rivals/0/log_factor_nats', '1')} ± "
            f"{cite(wire, '/rivals/0/log_factor_sd_nats', '1')} nats)."
        )
    if wire["fit"] and wire["fit"]["p_value"] is not None:
        odd = wire["fit"]["p_value"] < _ODD
        text.append(
            f"Checked by itself, {'even the best cause fits badly' if odd else 'the best cause fits'}: "
            f"data at least as odd "
            f"have probability {cite(wire, '/fit/p_value', 'percent')} under it."
        )
    return " ".join(text)


def _widest(wire: Wire, i: int, row: Wire) -> str:
    """One sentence on how far something assumed may be changed."""
    ends = [row["low_is_end_of_tried"], row["high_is_end_of_tried"]]
    words = {
        (True, True): "the ends of what was tried",
        (False, False): "beyond, it does not, or is not known to",
    }
    how = words.get((ends[0], ends[1])) or (
        f"the {'lower' if ends[0] else 'upper'} one is the end of what was tried"
    )
    low, high = (cite(wire, f"/widest/{i}/{end}_factor", "times") for end in ("low", "high"))
    return f"It leads with the {escape(row['what'])} multiplied by {low} to {high} ({how})."


def _leader(stage: Wire) -> str | None:
    first = stage["causes"][0] if stage["causes"] else None
    return first["name"] if first and first["probability"] is not None else None


def beside(wire: Wire) -> str:
    """What was never evidence: how far the wreck lies from the answer."""
    rows = [
        (i, r)
        for i, r in enumerate(wire["comparisons"])
        if r["use"] == "test" and r.get("distance_nm") is not None
    ]
    if not rows:
        return ""
    near, far = min(rows, key=lambda r: r[1]["distance_nm"]), max(rows, key=lambda r: r[1]["distance_nm"])
    text = (
        f"The {len(rows)} printed places of the end were not used. From the leading cause's flights they lie "
    )
    text += f"{cite(wire, f'/comparisons/{near[0]}/distance_nm', '0')}"
    text += (
        f" to {cite(wire, f'/comparisons/{far[0]}/distance_nm', '0')} NM away (medians)"
        if len(rows) > 1
        else " NM away (median)"
    )
    known = [r["inside_region_90"] for _, r in rows if r["inside_region_90"] is not None]
    text += f"; {sum(known)} of {len(known)} lie inside the region predicted." if known else "."
    return f"{text} {not_flown(wire)}".strip()


def claimed(wire: Wire) -> str:
    """How many claims of how many sources there are, how many are contradicted, how many untestable."""
    if not wire["claim_counts"]:
        return ""
    claims, sources, wrong, dim = (
        cite(wire, f"/claim_counts/{name}", "count")
        for name in ("claims", "sources", "claims_contradicted", "claims_untestable")
    )
    return (
        f"{claims} claims of {sources} sources were checked. "
        f'<a href="#claims">Contradicted</a>: {wrong}; untestable: {dim}.'
    )


def unknown(wire: Wire) -> str:
    """What this run cannot say."""
    text = []
    lost = [f"<code>{escape(c['name'])}</code>" for c in wire["causes"] if not c["converged"]]
    if lost:
        text.append(
            f"How probable {listed(lost)} {'is' if len(lost) == 1 else 'are'}: the sampler did not converge, "
            "so the other probabilities are among the rest only."
        )
    dim = sorted({c["observation"] for c in wire["contributions"] if c["nats"] is None})
    if dim:
        text.append(f"What {escape(listed(dim))} said: left out one at a time, too few flights remain.")
    first = wire["causes"][0] if wire["leader"] else None
    if first and len(first["submodes"]) > 1 and max(s["probability"] for s in first["submodes"]) < 0.9:
        split = [
            f"{escape(s['name'])} ({cite(wire, f'/causes/0/submodes/{i}/probability', 'percent')})"
            for i, s in enumerate(first["submodes"])
        ]
        text.append(f"Which variant it was: {listed(split)}.")
    ranked = sorted(
        (i for i, c in enumerate(wire["candidates"]) if c["expected_nats"] is not None),
        key=lambda i: -wire["candidates"][i]["expected_nats"],
    )
    if ranked:
        c = wire["candidates"][ranked[0]]
        text.append(
            f"What would tell {escape(c['first'])} from {escape(c['second'])} best: "
            f"{escape(c['description'])}, expected to "
            f"separate them by {cite(wire, f'/candidates/{ranked[0]}/expected_nats', '1')} nats."
        )
    text.append(
        "A probability here is among the causes weighed and under the priors stated; it says nothing of "
        "why a crew did what it did."
    )
    return " ".join(text)
