"""What SOURCE means: a file, a connection, datagrams or standard input, and in which format."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from truecourse.feeds.errors import CaseError
from truecourse.feeds.wire import quoted

PORTS = {"beast": 30005, "avr": 30002, "sbs": 30003, "asterix": 8600}  # where such a feed usually is


class Kind(Enum):
    """How a source is read."""

    FILE = "file"
    TCP = "tcp"
    UDP = "udp"
    STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """Where reports come from; `format` is "" where the file or the first bytes are to tell."""

    kind: Kind
    text: str
    format: str = ""
    path: Path | None = None
    host: str = ""
    port: int = 0


def parse_source(text: str, format: str = "") -> Source:
    """SOURCE of the command line; a format in its query goes before `format`. Raises CaseError."""
    if text == "-":
        return Source(Kind.STDIN, "standard input", format)
    scheme, _, rest = text.partition("://")
    if not rest:
        path = Path(text)
        if path.is_dir():
            raise CaseError(f"{quoted(text)} is a folder; give a file, tcp://host:port, udp://host:port or -")
        if not path.exists():
            raise CaseError(
                f"{quoted(text)} is not there; give a file, tcp://host:port, udp://host:port or -"
            )
        return Source(Kind.FILE, path.name, format, path=path)
    if scheme not in ("tcp", "udp"):
        raise CaseError(f"{quoted(text)} begins with {scheme}://; write tcp:// or udp://, a file or -")
    return _address(Kind(scheme), text, format)


def _address(kind: Kind, text: str, format: str) -> Source:
    example = f"{kind.value}://localhost:30005?format=beast"
    try:
        parts = urlsplit(text)
        host, port, query = (
            parts.hostname or "",
            parts.port,
            parse_qs(parts.query, strict_parsing=bool(parts.query)),
        )
    except ValueError as error:
        raise CaseError(f"{quoted(text)} is no address ({error}); write it like {example}") from None
    unknown = sorted(query.keys() - {"format"})
    if unknown:
        raise CaseError(
            f"{quoted(text)} asks for {quoted(unknown[0])}; only format is known, as in {example}"
        )
    format = query.get("format", [format])[0]
    port = port or PORTS.get(format, 0)
    if not port or (not host and kind is Kind.TCP):
        raise CaseError(f"{quoted(text)} has no {'port' if host else 'host'}; write it like {example}")
    return Source(kind, f"{kind.value}://{host or '*'}:{port}", format, host=host, port=port)
