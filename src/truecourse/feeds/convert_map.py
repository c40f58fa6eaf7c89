"""A parameter map of ours made from a file in another's format: AGS .vec, or FRED (ARINC 647A)."""

from dataclasses import replace
from pathlib import Path

from truecourse.feeds.errors import CaseError
from truecourse.feeds.fred import convert_fred
from truecourse.feeds.map_check import parameter_problems
from truecourse.feeds.parameter_map import parse_map, write_map
from truecourse.feeds.vec import convert_vec
from truecourse.feeds.wire import quoted
from truecourse.flight.parameter import ParameterMap


def convert_map(path: Path) -> ParameterMap:
    """The map; what the file is, is seen from how it begins. A parameter that would reach outside its frame
    is left out, with the reason. Raises CaseError where the file is neither format or has no frame.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except FileNotFoundError:
        raise CaseError(f"{quoted(path.name)} is missing; give a .vec file or a FRED file in XML") from None
    except IsADirectoryError:
        raise CaseError(f"{quoted(path.name)} is a folder; give a .vec file or a FRED file in XML") from None
    if start.startswith(b"PK"):
        made = convert_vec(path)
    elif start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        made = convert_fred(path)
    else:
        raise CaseError(
            f"{quoted(path.name)} is neither a .vec file (a zip file) nor FRED (XML); give one of them"
        )
    made = _without_wrong(made)
    return parse_map(write_map(made), path.name)


def _without_wrong(made: ParameterMap) -> ParameterMap:
    """The map with what is wrong of a parameter as the reason for leaving that one out."""
    wrong = {parameter.name: next(parameter_problems(made, parameter), "") for parameter in made.parameters}
    left_out = [
        (name, f"the file places it wrongly: {problem}") for name, problem in wrong.items() if problem
    ]
    sound = tuple(parameter for parameter in made.parameters if not wrong[parameter.name])
    return replace(made, parameters=sound, left_out=(*made.left_out, *left_out))
