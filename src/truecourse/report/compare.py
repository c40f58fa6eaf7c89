"""What differs between two runs, in words: for `truecourse compare A B`."""

import json
from itertools import chain
from math import hypot, radians
from pathlib import Path
from typing import Any

from truecourse.earth.geodesy import inverse
from truecourse.report.schema import FORMAT
from truecourse.report.words import NOT_KNOWN, number, percent, signed

_SETTINGS = ("format", "stage", "until", "seed", "particles")


def compare(a: dict[str, Any] | Path, b: dict[str, Any] | Path) -> list[str]:
    """Sentences, one per difference, for two explanations as from `to_wire`; none when they are the same.

    Each is the data, its explanation.json, or the folder that holds it. Settings and inputs come first, since
    they are the reasons, then what came of them: log evidence in units of the two runs' joint standard
    deviation, probabilities, and the predicted position. Raises ValueError for a file that is not an
    explanation. Whether the two are of one case is for `other_case` to say.
    """
    a, b = (run if isinstance(run, dict) else read_explanation(run) for run in (a, b))
    reasons = chain(
        _settings(a, b), _observations(a, b), *(_table(a, b, name) for name in ("hashes", "versions"))
    )
    effects = chain(_leader(a, b), _causes(a, b), _predictions(a, b), _rest(a, b))
    return [*reasons, *effects]


def other_case(a: dict[str, Any], b: dict[str, Any]) -> str | None:
    """A warning where two runs are of different cases, to be said before anything else."""
    one, two = a.get("case"), b.get("case")
    if one == two:
        return None
    return (
        f"Warning: these are runs of different cases, {one} and {two}; their numbers answer different "
        "questions and cannot be set against each other."
    )


def read_explanation(path: Path) -> dict[str, Any]:
    """The data of an explanation.json, or of the one in a folder. Raises ValueError, OSError in one
    sentence.
    """
    file = path / "explanation.json" if path.is_dir() else path
    if not file.is_file():
        raise FileNotFoundError(f"{file}: no such file; name the folder of a run or its explanation.json")
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: not JSON ({error}); name the explanation.json of a run") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(
            f"{file}: not an explanation of this version ({FORMAT}); run it again with this program"
        )
    return data


def _settings(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {_or_all(a.get(name))} in the first, {_or_all(b.get(name))} in the second."
        for name in _SETTINGS
        if a.get(name) != b.get(name)
    ]


def _or_all(value: Any) -> str:
    return "none" if value is None else str(value)


def _observations(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    first, second = a.get("observations", []), b.get("observations", [])
    only = [
        (which, [row for row in mine if row not in other])
        for which, mine, other in (("first", first, second), ("second", second, first))
    ]
    return [f"observations used only in the {which}: {', '.join(rows)}." for which, rows in only if rows]


def _table(a: dict[str, Any], b: dict[str, Any], name: str) -> list[str]:
    first, second = a.get(name, {}), b.get(name, {})
    what = {"hashes": "input file", "versions": "version of"}[name]
    out = []
    for key in sorted({*first, *second}):
        one, two = first.get(key), second.get(key)
        if one != two:
            short = [value[:12] if value else "absent" for value in (one, two)]
            out.append(f"{what} {key}: {short[0]} in the first, {short[1]} in the second.")
    return out


def _leader(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    one, two = a.get("leader"), b.get("leader")
    return (
        []
        if one == two
        else [f"leading cause: {one or NOT_KNOWN} in the first, {two or NOT_KNOWN} in the second."]
    )


def _causes(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    first, second = ({cause["name"]: cause for cause in run["causes"]} for run in (a, b))
    out = []
    for name in dict.fromkeys([*first, *second]):
        if name not in first or name not in second:
            out.append(f"{name}: weighed only in the {'first' if name in first else 'second'}.")
        else:
            out += _cause(name, first[name], second[name])
    return out


def _cause(name: str, a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    out = []
    if a["converged"] != b["converged"]:
        out.append(f"{name}: converged only in the {'first' if a['converged'] else 'second'}.")
    elif a["log_evidence"] != b["log_evidence"]:
        out.append(
            f"{name}: log evidence {number(a['log_evidence'], 2)} and {number(b['log_evidence'], 2)}, "
            f"{_in_sd(a, b)}."
        )
    if a["prior"] != b["prior"]:
        out.append(f"{name}: prior {percent(a['prior'])} and {percent(b['prior'])}.")
    if a["probability"] != b["probability"]:
        out.append(f"{name}: probability {percent(a['probability'])} and {percent(b['probability'])}.")
    middles = {p["name"]: p["median"] for p in b["parameters"]}
    for p in a["parameters"]:
        if p["name"] in middles and p["median"] != middles[p["name"]]:
            out.append(
                f"{name}: median {p['name']} {number(p['median'], 3)} and {number(middles[p['name']], 3)}."
            )
    return out


def _in_sd(a: dict[str, Any], b: dict[str, Any]) -> str:
    one, two = a["log_evidence"], b["log_evidence"]
    if one is None or two is None:
        return "known in one of them only"
    spread = [run["log_evidence_sd"] for run in (a, b)]
    if None in spread or hypot(*spread) == 0.0:
        return f"a change of {signed(two - one, 2)} nats whose error is not known"
    joint = hypot(*spread)
    return (
        f"a change of {signed(two - one, 2)} nats, {number(abs(two - one) / joint, 1)} joint standard "
        f"deviations"
    )


def _predictions(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    one, two = a.get("prediction"), b.get("prediction")
    if one is None or two is None:
        return [] if one is two else [f"only the {'first' if one else 'second'} predicts a position."]
    if one["time"] != two["time"]:
        return [f"predicted position: for {one['time']} in the first, for {two['time']} in the second."]
    if None in (one["lat_deg"], one["lon_deg"], two["lat_deg"], two["lon_deg"]):
        return [] if one == two else ["predicted position: not known in one of them."]
    far = float(inverse(*(radians(run[k]) for run in (one, two) for k in ("lat_deg", "lon_deg")))[2])
    areas = [run["region_90"]["area_nm2"] for run in (one, two)]
    out = [f"predicted position: {number(far / 1852.0, 1)} NM apart."] if far > 0.0 else []
    return out + (
        [f"90 % region: {number(areas[0], 0)} and {number(areas[1], 0)} NM²."] if areas[0] != areas[1] else []
    )


def _rest(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """Parts too long to spell out, named when they differ, so that silence means the runs are the same."""
    names = (
        "stages",
        "contributions",
        "decides",
        "candidates",
        "sensitivity",
        "rivals",
        "widest",
        "fit",
        "observation_table",
        "comparisons",
        "claims",
        "findings",
        "notes",
        "extras",
        "title",
        "callsign",
    )
    changed = [name.replace("_", " ") for name in names if a.get(name) != b.get(name)]
    return [f"also different: {', '.join(changed)}."] if changed else []
