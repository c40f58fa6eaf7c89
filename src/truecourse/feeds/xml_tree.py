"""XML as a small tree with line numbers, and nothing that a hostile file could use.

A document type declaration is refused outright: with it go entities (and their explosions), external files
and default attributes. Depth and number of elements are bounded; nothing is ever fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 100
MOST_ELEMENTS = 500_000  # some 200 MB of tree


class XmlError(ValueError):
    """What is wrong with the XML, and the remedy, as the second half of a sentence."""


@dataclass(slots=True)
class Element:
    """An element: its name without namespace, attributes without namespace, its own text, where it began."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, *path: str) -> list["Element"]:
        """Every element reached by going down children of these names."""
        found = [self]
        for tag in path:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def inside(self, tag: str) -> Iterator["Element"]:
        """Every descendant of this name, in the order of the document."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.inside(tag)

    def first(self, *path: str) -> "Element | None":
        """The first of `all`, or None."""
        return next(iter(self.all(*path)), None)

    def said(self, *path: str) -> str:
        """The stripped text of the first of `all`, or an empty text."""
        found = self.first(*path)
        return found.text.strip() if found else ""


def parse_xml(data: bytes) -> Element:
    """The root of an XML document. Raises XmlError for what is not well formed, has a document type, or is
    deeper than 100 or larger than 500,000 elements.
    """
    root = Element("", {}, 1)
    stack: list[Element] = [root]
    pieces: list[list[str]] = [[]]
    count = 0
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(stack) > DEEPEST:
            raise XmlError("it is deeper or larger than any airspace file; split it or send airspaces only")
        local = {key.rpartition("|")[2]: value for key, value in attributes.items()}
        element = Element(tag.rpartition("|")[2], local, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)
        pieces.append([])

    def end(tag: str) -> None:
        stack.pop().text = "".join(pieces.pop())

    def characters(text: str) -> None:
        pieces[-1].append(text)

    def refuse(*declared: object) -> None:
        raise XmlError("it has a document type declaration, which could hide entities; take it out")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise XmlError(f"it is not well-formed XML (line {error.lineno}, {expat.ErrorString(error.code)}); "
                       "write it again or correct it") from None  # fmt: skip
    except (ValueError, LookupError) as error:
        if isinstance(error, XmlError):
            raise
        raise XmlError("its encoding is not known; write it as UTF-8") from None
    return root.children[0]
