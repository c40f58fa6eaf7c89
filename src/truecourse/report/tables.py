"""The tables of the page: ranking, priors, observations, and what is set beside the answer."""

from collections.abc import Sequence
from html import escape
from typing import Any

from truecourse.report.cite import cite, digits_of
from truecourse.report.words import clock, date, split_unit

Wire = dict[str, Any]

NAT = "One nat is a factor of 2.72 in the odds: 1 is a hint, 3 are 20 to 1, 7 are 1,000 to 1."
TAGS = {
    "P": "read in the primary source",
    "C": "read in the source named",
    "C2": "read in a page that quotes it",
    "R": "recalled, not looked up",
    "X": "computed here",
}


def table(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]], caption: str, numeric: tuple[int, ...] = ()
) -> str:
    """HTML of a table whose cells are HTML already; columns in `numeric` are set right."""

    def cells(kind: str, row: tuple[str, ...]) -> str:
        return "".join(
            f"<{kind}{' class=n' if i in numeric else ''}>{cell}</{kind}>" for i, cell in enumerate(row)
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{caption}</caption><thead><tr>{cells("th", head)}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>"
    )


def ranking(wire: Wire) -> str:
    """Every cause with its probability, log evidence, prior and the prior's source."""
    rows = []
    for i, cause in enumerate(wire["causes"]):
        base = f"/causes/{i}"
        if cause["converged"] and cause["log_evidence"] is not None:
            numbers = (
                cite(wire, base + "/probability", "percent"),
                f"{cite(wire, base + '/log_evidence', '2')} ± {cite(wire, base + '/log_evidence_sd', '2')}"
                + (f"<br><small>{escape(cause['why_not'])}</small>" if cause["why_not"] else ""),
            )
        else:
            unknown = "does not apply" if cause["converged"] else "not known"
            numbers = (unknown, escape(cause["why_not"] or "did not converge"))
        variants = "; ".join(
            f"{escape(s['name'])} {cite(wire, f'{base}/submodes/{k}/probability', 'percent')}"
            for k, s in enumerate(cause["submodes"])
        )
        title = escape(cause["title"]) + (f"<br><small>{variants}</small>" if variants else "")
        rows.append(
            (
                f"<code>{escape(cause['name'])}</code>",
                title,
                *numbers,
                cite(wire, base + "/prior", "percent"),
                escape(cause["prior_source"]),
                cite(wire, base + "/effective_samples", "0"),
            )
        )
    head = (
        "cause",
        "what it claims",
        "probability",
        "log evidence (nats)",
        "prior",
        "source of the prior",
        "effective samples",
    )
    return table(head, rows, "The causes, ranked. ± is one standard deviation over replicates.", (2, 3, 4, 6))


def parameters(wire: Wire) -> str:
    """The leading cause's parameters, or nothing where there are none."""
    first = wire["causes"][0] if wire["leader"] else {"parameters": []}
    rows = []
    for k, p in enumerate(first["parameters"]):
        form, base, (_, unit) = (
            digits_of(p["low_90"], p["high_90"]),
            f"/causes/0/parameters/{k}",
            split_unit(p["name"]),
        )
        rows.append(
            (
                f"<code>{escape(p['name'])}</code>",
                escape(p["meaning"]),
                cite(wire, base + "/median", form),
                f"{cite(wire, base + '/low_90', form)} to {cite(wire, base + '/high_90', form)}",
                unit,
                escape(p["prior"]),
            )
        )
    head = ("parameter", "meaning", "median", "90 % interval", "unit", "prior")
    return table(head, rows, f"Parameters of {escape(wire['leader'])}.", (2, 3)) if rows else ""


def observations(wire: Wire) -> str:
    """Every observation that can be evidence: when, since when known, whether used, what it said, its
    source.
    """
    said: dict[str, list[str]] = {}
    for i, c in enumerate(wire["contributions"]):
        said.setdefault(c["observation"], []).append(
            f"<span class=k>{escape(c['cause'])} {cite(wire, f'/contributions/{i}/nats', 'signed1')}</span>"
        )
    rows = []
    for row in wire["observation_table"]:
        if row["use"] in ("test", "compare"):
            continue
        when = clock(row["time"]) + (f" to {clock(row['time_end'])}" if row["time_end"] else "")
        use = (
            "used" if row["used"] else "not used" if row["use"] == "explain" else f"for {escape(row['use'])}"
        )
        note = f"<br><small>{escape(row['note'])}</small>" if row["note"] else ""
        tag = f" [{escape(row['tag'])}]" if row["tag"] else ""
        rows.append(
            (
                f"<code>{escape(row['id'])}</code>",
                escape(row["kind"].replace("_", " ")),
                when,
                f'<span class="k">{date(row["known_since"])}</span>',
                use,
                "<br>".join(said.get(row["id"], [])),
                escape(row["source"]) + tag + note,
            )
        )
    head = ("observation", "kind", "time (UTC)", "known since", "use", "nats it adds", "source")
    caption = (
        "The observations, and what each said: the log evidence of a cause with it less that without it, in "
        f"nats. {NAT}"
    )
    return table(head, rows, f"{caption} {_tags(wire)}".strip())


def _tags(wire: Wire) -> str:
    """What the tags in brackets after a source mean, those that stand there."""
    there = {row["tag"] for row in wire["observation_table"] if row["use"] not in ("test", "compare")}
    words = [f"[{tag}] {meaning}" for tag, meaning in TAGS.items() if tag in there]
    return f"After a source, how it is known: {'; '.join(words)}." if words else ""


def beside(wire: Wire) -> str:
    """Rows that were never used as evidence, set beside the leading cause's answer."""
    rows = []
    for i, row in enumerate(wire["comparisons"]):
        base = f"/comparisons/{i}"
        if "offset_nm" in row:
            there = (
                f"{cite(wire, base + '/offset_nm', '0')} ± "
                f"{cite(wire, base + '/offset_error_nm', '0')} NM right, abeam {escape(row['abeam'])}"
            )
            here = (
                f"{cite(wire, base + '/answer_offset_nm', '0')} NM right "
                f"({cite(wire, base + '/answer_offset_low_90_nm', '0')} to "
                f"{cite(wire, base + '/answer_offset_high_90_nm', '0')})"
            )
            apart = cite(wire, base + "/difference_nm", "signed1")
        else:
            there = f"{cite(wire, base + '/lat_deg', '3')}°, {cite(wire, base + '/lon_deg', '3')}°"
            here = (
                f"{cite(wire, base + '/answer_lat_deg', '2')}°, {cite(wire, base + '/answer_lon_deg', '2')}° "
                f"at {clock(row['answer_time'])}"
            )
            apart = (
                f"{cite(wire, base + '/distance_nm', '0')} "
                f"({cite(wire, base + '/distance_low_90_nm', '0')} to "
                f"{cite(wire, base + '/distance_high_90_nm', '0')})"
            )
            apart += {
                True: "; inside the region predicted",
                False: "; outside the region predicted",
                None: "",
            }[row["inside_region_90"]]
        rows.append(
            (
                f"<code>{escape(row['observation'])}</code>",
                row["use"],
                there,
                here,
                apart,
                escape(row["source"]),
            )
        )
    head = ("row", "use", "what it says", "the leading cause's flights", "apart (NM)", "source")
    caption = (
        "Set beside the answer: never used as evidence. Medians, with 90 % intervals; latitude and "
        f"longitude north and east positive. {not_flown(wire)}".strip()
    )
    return table(head, rows, caption) if rows else ""


def not_flown(wire: Wire) -> str:
    """A sentence where a place is of a later time than the flights reach; empty where none is."""
    late = [
        (row["answer_time"], row["time"])
        for row in wire["comparisons"]
        if row.get("answer_time") and row["time"] and row["answer_time"] < row["time"]
    ]
    if not late:
        return ""
    ends, first = late[0][0], min(time for _, time in late)
    return (
        f"The flights end at {clock(ends)}, the last moment of their own that anyone speaks of; the minutes "
        f"from then to the sea (the first of these rows is timed {clock(first)}) are not flown, so a place "
        "found there is compared with where the flight was before."
    )


def candidates(wire: Wire) -> str:
    """Observations nobody made, by how far they would separate the two leading causes."""
    rows = [
        (
            escape(c["description"]),
            f"{escape(c['first'])} from {escape(c['second'])}",
            cite(wire, f"/candidates/{i}/expected_nats", "1"),
        )
        for i, c in enumerate(wire["candidates"])
    ]
    head = ("observation nobody made", "would separate", "expected nats")
    return (
        table(head, rows, "Which further observation would tell the leading causes apart.", (2,))
        if rows
        else ""
    )


def sensitivity(wire: Wire) -> str:
    """The numbers of the sensitivity figure; how far each rival's prior must rise; the widest intervals."""
    rows = [
        (
            escape(s["what"]),
            escape(s["setting"]),
            escape(s["leader"]),
            _with_error(wire, f"/sensitivity/{i}/margin", s["margin_nats"]),
            _with_error(wire, f"/sensitivity/{i}/change", s["change_nats"]) + _hidden(s),
            cite(wire, f"/sensitivity/{i}/effective_samples", "0"),
            escape(s["how"] or ""),
        )
        for i, s in enumerate(wire["sensitivity"])
    ]
    head = (
        "what is changed",
        "to",
        "who leads then",
        "log odds over the strongest rival (nats)",
        "change (nats)",
        "effective samples",
        "how found",
    )
    caption = (
        "The ranking under changed assumptions, against the nearest rivals. ± is one standard deviation; a "
        "change smaller than its error may be none."
    )
    own = table(head, rows, caption, (3, 4, 5)) if rows else ""
    return own + widest(wire) + rivals(wire)


def _with_error(wire: Wire, stem: str, value: float | None) -> str:
    if value is None:
        return "not known"
    form = "signed1" if stem.endswith("change") else "1"
    return f"{cite(wire, stem + '_nats', form)} ± {cite(wire, stem + '_sd_nats', '1')}"


def _hidden(row: Wire) -> str:
    change, error = row["change_nats"], row["change_sd_nats"]
    lost = change is not None and error is not None and 0.0 < abs(change) < error
    return "<br><small>within its error</small>" if lost else ""


def widest(wire: Wire) -> str:
    """The widest interval of each factor, of those tried, in which the leader leads."""
    rows = []
    for i, w in enumerate(wire["widest"]):
        ends = [
            "the end of what was tried"
            if w[f"{side}_is_end_of_tried"]
            else f"beyond it {escape(w[f'leader_{beyond}'] or 'another')} leads"
            if not (w[f"leader_{beyond}"] or "").startswith("not known")
            else "beyond it not known"
            for side, beyond in (("low", "below"), ("high", "above"))
        ]
        rows.append(
            (
                escape(w["what"]),
                f"{cite(wire, f'/widest/{i}/low_factor', 'times')} "
                f"to {cite(wire, f'/widest/{i}/high_factor', 'times')}",
                *ends,
                ", ".join(
                    cite(wire, f"/widest/{i}/tried_factors/{k}", "times")
                    for k in range(len(w["tried_factors"]))
                ),
            )
        )
    head = ("what is multiplied", "leads from … to … times", "the lower end is", "the upper end is", "tried")
    return table(head, rows, "The widest set, of those tried, under which the leader leads.") if rows else ""


def rivals(wire: Wire) -> str:
    """By what factor each rival's prior must rise for it to lead: arithmetic, with the evidence's error."""
    rows = [
        (
            f"<code>{escape(r['name'])}</code>",
            cite(wire, f"/rivals/{i}/prior_factor", "times"),
            f"{cite(wire, f'/rivals/{i}/log_factor_nats', '1')} ± "
            f"{cite(wire, f'/rivals/{i}/log_factor_sd_nats', '1')}",
        )
        for i, r in enumerate(wire["rivals"])
    ]
    head = ("rival", "its prior must rise by a factor of", "that is, in nats")
    return table(head, rows, "What the priors would have to be for another to lead.", (1, 2)) if rows else ""


def identity(wire: Wire) -> str:
    """Seed, versions and hashes: what is needed to run it again."""
    rows = [
        ("seed", cite(wire, "/seed", "count")),
        ("particles", cite(wire, "/particles", "count")),
        ("stage", escape(wire["stage"] or "all")),
        ("until", escape(wire["until"] or "the end")),
    ]
    rows += [(f"version of {escape(name)}", escape(version)) for name, version in wire["versions"].items()]
    rows += [
        (f"SHA-256 of {escape(name)}", f"<code>{escape(value)}</code>")
        for name, value in wire["hashes"].items()
    ]
    for name in wire["extras"]:
        words, unit = split_unit(name)
        rows.append(
            (
                f"{escape(words)}{f' ({unit})' if unit else ''}",
                cite(wire, f"/extras/{name.replace('~', '~0').replace('/', '~1')}", "2"),
            )
        )
    return table(("what", "value"), rows, "To run it again: the same seed and inputs give the same numbers.")
