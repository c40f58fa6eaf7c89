"""What is wrong between keys of a parameter map that are each right by themselves."""

from collections.abc import Iterator

from truecourse.feeds.wire import quoted
from truecourse.flight.parameter import SUBFRAMES, WORD_BITS, Parameter, ParameterMap, Part, times

TWICE = "another of this name stands before it, which is read"  # why a converted map leaves one out


def map_problems(made: ParameterMap) -> Iterator[str]:
    """Sentences, each naming the parameter: places outside the subframe, the word or the raw value, and what
    its kind needs.
    """
    if made.standard == "717" and made.words < 2:
        yield "words: a map of ARINC 717 needs the words a subframe; write words = 256 or what it has"
    if made.standard == "767" and not made.frames:
        yield "frames: a map of ARINC 767 needs its frames; write a [[frames]] table for each"
    if len(set(made.sync)) < SUBFRAMES:
        yield "sync: two sync words are the same; write four that differ"
    counter = made.counter
    if counter and (counter.word > made.words or counter.low + counter.bits - 1 > WORD_BITS):
        yield f"counter: it reaches beyond the subframe of {made.words} words or its word; correct it"
    ids = [frame.id for frame in made.frames]
    if len(set(ids)) < len(ids):
        yield "frames: two have the same id; leave one out"
    seen: set[str] = set()
    for parameter in made.parameters:
        here = f"parameter {quoted(parameter.name)}"
        if parameter.name in seen:
            yield f"{here}: it stands there twice; remove or rename one"
        seen.add(parameter.name)
        for problem in parameter_problems(made, parameter):
            yield f"{here}: {problem}"


def parameter_problems(made: ParameterMap, parameter: Parameter) -> Iterator[str]:
    """The second halves of such sentences for one parameter."""
    recorded = parameter.kind not in ("constant", "computed")
    if not recorded and (parameter.samples or parameter.place):
        yield f"a {parameter.kind} parameter is recorded nowhere; leave out samples and place"
    if recorded and made.standard == "717" and not parameter.samples:
        yield "it has no samples; write where it is recorded"
    if recorded and made.standard == "767" and parameter.place is None:
        yield "it has no place; write the frame and the bits that hold it"
    if recorded and not parameter.bits:
        yield "bits is missing; write how many bits the raw value has"
    if parameter.kind == "float" and parameter.bits != 32:
        yield "a float has 32 bits; write bits = 32"
    if parameter.kind == "computed" and not parameter.expression:
        yield "it has no expression; write one"
    for group in parameter.samples:
        yield from _group(made, parameter, group)
    yield from _placed(made, parameter)
    yield from _tabled(parameter)


def _group(made: ParameterMap, parameter: Parameter, group: tuple[Part, ...]) -> Iterator[str]:
    for part in group:
        if max(part.words) > made.words:
            yield f"word {max(part.words)} is beyond the subframe of {made.words} words; correct it"
        if part.low + part.bits - 1 > WORD_BITS:
            yield f"bits {part.low} to {part.low + part.bits - 1} reach beyond a word of 12; correct them"
        if part.at + part.bits > parameter.bits:
            yield f"a part reaches beyond the raw value of {parameter.bits} bits; correct at or bits"
        if times(part) != times(group[0]):
            yield "its parts do not have the same number of samples; write as many words for each"
        if part.frames and (made.counter is None or max(part.frames) > made.counter.cycle):
            yield "it is of a superframe, but no counter of the map has such a cycle; write [counter]"
        if list(part.subframes) != sorted(set(part.subframes)) or list(part.words) != sorted(set(part.words)):
            yield "subframes or words are not in order; sort them, each once"
    if len({len(part.frames) for part in group}) > 1:
        yield "its parts are not in the same number of the cycle's frames; write as many for each"
    elif parameter.samples and bool(group[0].frames) != bool(parameter.samples[0][0].frames):
        yield "some of its samples are of the superframe and some are not; name them apart"


def _placed(made: ParameterMap, parameter: Parameter) -> Iterator[str]:
    place = parameter.place
    if place is None:
        return
    frame = next((frame for frame in made.frames if frame.id == place.frame), None)
    if frame is None:
        yield f"frame {place.frame} is not among the map's; write its [[frames]] table"
    elif place.first + place.bits > frame.bits:
        yield f"its bits reach beyond the {frame.bits} of frame {frame.id}; correct first or bits"
    if place.bits != parameter.bits:
        yield "bits and place.bits differ; make them the same"


def _tabled(parameter: Parameter) -> Iterator[str]:
    needed = {"segments": 3, "points": 2, "polynomial": 2}.get(parameter.kind, 0)
    if needed and (not parameter.table or any(len(line) != needed for line in parameter.table)):
        yield f"a table of {parameter.kind} has lines of {needed} numbers; correct table"
    elif parameter.kind in ("segments", "points"):
        first = [line[0] for line in parameter.table]
        if first != sorted(set(first)):
            yield "the lines of table are not in order; sort them by their first number, each once"
    if parameter.kind in ("bcd", "character", "utc") and not parameter.digits:
        yield "it has no digits; write the bits of each"
    if any(low + bits > parameter.bits for low, bits, _ in parameter.digits):
        yield f"a digit reaches beyond the raw value of {parameter.bits} bits; correct its low or bits"
