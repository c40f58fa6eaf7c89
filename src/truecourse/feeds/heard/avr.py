"""Mode S frames as text: AVR lines (`*8D...;`, with a 12 MHz time `@0123456789AB8D...;`), and JSON lines.

The JSON lines are those of the program jet1090: `{"timestamp": 1720249161.85, "frame": "8d39..."}`.
"""

import json
import re
from collections import Counter
from math import isfinite

from truecourse.feeds.heard import tally as named
from truecourse.feeds.heard.columns import number

LONGEST = 4096  # bytes of a line
_LINE = re.compile(rb"(?:\*|[@%][0-9a-fA-F]{12}|<[0-9a-fA-F]{14})((?:[0-9a-fA-F]{14}){1,2});?")
_FRAME = re.compile(r"(?:[0-9a-fA-F]{14}){1,2}", re.ASCII)
_MODE_AC = re.compile(rb"(?:\*|[@%][0-9a-fA-F]{12}|<[0-9a-fA-F]{14})[0-9a-fA-F]{4};?")


def frames_of(data: bytes, wrong: Counter[str], examples: dict[str, object]) -> tuple[list[str], bytes, int]:
    """Frames (hexadecimal) of AVR lines, the bytes left over, and how many lines there were."""
    lines, rest = whole_lines(data, wrong)
    frames = []
    for line in lines:
        if found := _LINE.fullmatch(line):
            frames.append(found[1].decode("ascii").lower())
        else:
            name = named.UNKNOWN if _MODE_AC.fullmatch(line) else named.MALFORMED
            wrong[name] += 1
            examples.setdefault(name, line[:60].decode("ascii", "replace"))
    return frames, rest, len(lines)


def stamped_frames(
    data: bytes, wrong: Counter[str], examples: dict[str, object]
) -> tuple[list[tuple[str, float]], bytes, int]:
    """Frames with their POSIX time of JSON lines, the bytes left over, and how many lines there were."""
    lines, rest = whole_lines(data, wrong)
    frames = []
    for line in lines:
        try:
            row = json.loads(line)
            frame, t = row["frame"], number(row["timestamp"])
            if not _FRAME.fullmatch(frame) or not isfinite(t):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            wrong[named.MALFORMED] += 1
            examples.setdefault(named.MALFORMED, line[:60].decode("utf-8", "replace"))
        else:
            frames.append((frame.lower(), t))
    return frames, rest, len(lines)


def whole_lines(data: bytes, wrong: Counter[str]) -> tuple[list[bytes], bytes]:
    """The lines that have ended, without those that are empty, and the bytes of the one that has not."""
    *lines, rest = data.split(b"\n")
    if len(rest) > LONGEST:
        wrong[named.MALFORMED] += 1
        rest = b""
    return [stripped for line in lines if (stripped := line.strip())], rest
