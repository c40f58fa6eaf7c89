"""Where a flight ended, in sentences for the terminal: what `located_wire` holds."""

from typing import Any

from truecourse.flight.ending import QUICK
from truecourse.flight.observation import Seen
from truecourse.report.words import clock, duration, listed, moment, number, percent, place

WIDTH = 80  # columns of the readings' table
UNKNOWN = "?"
_BLUR, _LIKELY = 0.05, 0.01  # too large by more than this is said, of ways more probable than that


def located_lines(wire: dict[str, Any]) -> list[str]:
    """The answer, what each observation did to it, and how places never used compare."""
    said = [*answer_lines(wire), *taken_lines(wire), "", *reading_lines(wire)]
    compared = comparison_lines(wire)
    return [*said, "", "Never used, set beside the answer", *compared] if compared else said


def answer_lines(wire: dict[str, Any]) -> list[str]:
    """Where and when, in a sentence or two each."""
    lost, surface = wire["lost"], wire["surface"]
    after = surface["after_loss_s"]
    return [
        f"{_when(wire)}, median place {place(lost['lat_deg'], lost['lon_deg'])} (90 % within "
        f"{_area(lost['region_90'])}, known by some {number(lost['effective_flights'], 0)} flights).",
        f"Met the surface {duration(after['p50'])} later (the median; 90 %: {duration(after['p05'])} to "
        f"{duration(after['p95'])}), at a median distance of {number(surface['from_loss_nm']['p50'], 0)} NM.",
        f"The densest place is {place(surface['densest']['lat_deg'], surface['densest']['lon_deg'])}; the "
        f"median place, of all latitudes and longitudes, {place(surface['lat_deg'], surface['lon_deg'])}.",
        f"50 % of the probability lies within {_area(wire['region_50'])}, 90 % within "
        f"{_area(wire['region_90'])}, 95 % within {_area(wire['region_95'])}.",
        *_before(wire["before_searches_and_finds"]),
        _blurred(wire["chart"]["blurred_by"]),
        *_too_large(wire),
        _waters(wire["waters"]),
        f"Met the surface within {QUICK:.0f} s of the loss: {give_or_take(wire[_quick()])} probable.",
    ]


def reading_rows(wire: dict[str, Any], errors: bool = False) -> list[tuple[str, ...]]:
    """How the answer stands by each reading, as cells: its name; each way; the surface and a break-up within
    `QUICK` s. The first row is the heading; ways stand in the same order whatever the answer. With
    `errors`, where they are known.
    """
    names = [c["name"] for c in wire["readings"][0]["classes"]]
    rows = [("reading", *names, "down", "apart")]
    for r in wire["readings"]:
        ways = {c["name"]: (c["probability"], c["error"]) for c in r["classes"]}
        cells = [ways.get(name, (None, None)) for name in names]
        cells.append((r[_quick() + "_probability"], r[_quick() + "_error"]))
        cells.append((r["broken_" + _quick() + "_probability"], None))
        rows.append((r["reading"], *(_cell(p, e if errors else None) for p, e in cells)))
    return rows


def reading_lines(wire: dict[str, Any]) -> list[str]:
    """The readings as a table of at most `WIDTH` columns, in percent; a long name has a line of its own."""
    rows = reading_rows(wire)
    head = [_initials(name) for name in rows[0][1:]]
    short = [(h, n) for h, n in zip(head, rows[0][1:], strict=True) if h != n]
    keys = [[f"{h}: {n}" for h, n in short if ("-" in n) == joined] for joined in (True, False)]
    wide = 6  # a cell has five at most
    room = WIDTH - wide * len(head) - 2
    lines = [
        f"By each reading, in percent ({UNKNOWN}: not known, too few draws count)",
        f"  down: met the surface within {QUICK:.0f} s; apart: broke up within {QUICK:.0f} s",
        *("  " + ", ".join(key) for key in keys if key),
        "  " + " " * room + "".join(h.rjust(wide) for h in head),
    ]
    for name, *cells in rows[1:]:
        first = name if len(name) <= room else ""
        lines += [] if first else [f"  {name}"]
        lines.append("  " + first.ljust(room) + "".join(cell.rjust(wide) for cell in cells))
    return lines


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split("-")) if "-" in name else name[:5]


def _cell(p: float | None, error: float | None) -> str:
    if p is None:
        return UNKNOWN
    return _short(p) if error is None else f"{_short(p)} ± {_short(error)}"


def _short(p: float) -> str:
    """A probability in percent, in at most five characters."""
    share = 100.0 * p
    if share < 0.01:
        return "<0.01"
    return f"{share:.0f}" if share >= 9.5 else f"{share:.1f}" if share >= 0.95 else f"{share:.2f}"


def taken_lines(wire: dict[str, Any]) -> list[str]:
    """What rows are taken to say and not to say, where that matters: of a case's own rows, as it uses
    them.
    """
    told = []
    for row in wire["taken"]:
        if row["ends_before_loss"]:
            told.append(
                f"{row['observation']} ends before the loss: it only tells how far its source is off."
            )
        elif row["kind"] == Seen.POSITION.value:
            told.append(
                f"{row['observation']} is used as a place only. That nothing was seen after it is "
                "not evidence here: a radar's horizon, its range and who looked are not known."
            )
    return told


def _before(alone: dict[str, Any] | None) -> list[str]:
    """What the case alone says, where a plan's file tells of searches or finds."""
    if not alone:
        return []
    told = listed([f"{share} % in {_area(alone[f'region_{share}'])}" for share in (50, 90, 95)])
    return [
        "All this is after the searches in vain and the finds adrift of the plan's file, which the readings "
        f"below leave out. By the case alone: {told}."
    ]


def _area(region: dict[str, Any]) -> str:
    error = region["area_error_nm2"]
    about = "" if error is None else f" (± {number(error, 0)})"
    return f"{number(region['area_nm2'], 0)} NM²{about}"


def _blurred(kernels: list[dict[str, Any]]) -> str:
    told = [f"{k['class']} {number(max(k['bandwidth_nm']))} NM" for k in kernels if k["layer"] == 0]
    return f"The map is blurred, one deviation along the longer axis: {', '.join(told)}."


def _too_large(wire: dict[str, Any]) -> list[str]:
    """By how much the blur makes regions too large, where that is more than a few percent."""
    chance = {c["name"]: c["probability"] or 0.0 for c in wire["classes"]}
    told = [
        f"{percent(k['areas_too_large_by'])} for {k['class']}"
        for k in wire["chart"]["blurred_by"]
        if k["layer"] == 0
        and (k["areas_too_large_by"] or 0.0) > _BLUR
        and chance.get(k["class"], 0.0) > _LIKELY
    ]
    if not told:
        return []
    drawn = [percent(wire[f"region_{share}"]["share_of_draws"]) for share in (50, 90)]
    return [
        f"That blur makes areas too large, by some {listed(told)}: the 50 % region holds {drawn[0]} of the "
        f"endings drawn, the 90 % region {drawn[1]}."
    ]


def give_or_take(known: dict[str, Any]) -> str:
    """A probability and its error, where that is known."""
    if known["error"] is None:
        return percent(known["probability"])
    return f"{percent(known['probability'])} (± {percent(known['error'])})"


def comparison_lines(wire: dict[str, Any]) -> list[str]:
    """Places of wreckage and searches: the test, not evidence."""
    lines = []
    for n, c in enumerate(wire["comparisons"], 1):
        inside = "inside" if c["inside_region_90"] else "outside"
        share = give_or_take({"probability": c["share"], "error": c["share_error"]})
        lines.append(
            f"  {n}. {c['observation']} ({place(c['lat_deg'], c['lon_deg'])}): {inside} the 90 % region; the "
            f"smallest region that holds it has {share}"
        )
    return lines


def _when(wire: dict[str, Any]) -> str:
    lost = wire["lost"]
    word = "Hit" if wire["struck_from_outside"] else "Lost"
    if lost["from"] == lost["until"]:
        return f"{word} at {moment(lost['from'])} UTC"
    early, middle, late = (clock(lost["time"][key]) for key in ("p05", "p50", "p95"))
    return (
        f"{word} between {moment(lost['from'])} and {clock(lost['until'])} UTC, and by all that was seen at "
        f"{middle} (the median; 90 %: {early} to {late})"
    )


def _waters(waters: list[dict[str, Any]]) -> str:
    if not waters:
        return "In which waters is not known: the case has no coasts or territorial areas."
    told = [f"{w['name']} {give_or_take(w)}" for w in waters]
    return f"Came down in: {'; '.join(told)}. International means in none of the areas given."


def _quick() -> str:
    return f"within_{QUICK:.0f}_s"
