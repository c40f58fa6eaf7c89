"""The state of a connection that may stall, break and come back: pure, so that tests need none."""

from dataclasses import dataclass, replace

FIRST, MOST = 1.0, 60.0  # s before the first and, doubling, before any later attempt to connect
STALL = 30.0  # s of silence after which a feed is said to have stalled, and a connection is made anew


@dataclass(frozen=True, slots=True)
class Link:
    """`name` for sentences; `up` whether it is connected; `heard` when bytes last came, `down` since when
    nothing has; `failed` attempts since then; `retry` when to try next. Times in s of a clock that does not
    jump.
    """

    name: str
    up: bool
    heard: float
    down: float = 0.0
    failed: int = 0
    retry: float = 0.0
    silent: bool = False


def begin(name: str, now: float) -> Link:
    """A connection just made."""
    return Link(name, True, now)


def hear(link: Link, now: float) -> tuple[Link, str]:
    """Bytes have come; a sentence where that ends a silence."""
    back = f"{link.name} is back after {now - link.down:.0f} s" if link.silent else ""
    return replace(link, heard=now, silent=False, failed=0), back


def wait(link: Link, now: float, stall: float = STALL) -> tuple[Link, str]:
    """Nothing has come; a sentence, once, where that has lasted too long."""
    if link.silent or now - link.heard < stall:
        return link, ""
    told = (
        f"{link.name} has been silent for {now - link.heard:.0f} s; nothing it carries is watched meanwhile"
    )
    return replace(link, silent=True, down=link.heard), told


def lose(link: Link, now: float, why: str) -> tuple[Link, str]:
    """The connection is gone, or could not be made: try again later, each time twice as late."""
    delay = min(MOST, FIRST * 2.0 ** min(link.failed, 10))
    told = f"{link.name} is lost ({why}); connecting again in {delay:.0f} s"
    down = link.down if link.silent else link.heard
    return replace(link, up=False, silent=True, down=down, failed=link.failed + 1, retry=now + delay), told


def connect(link: Link, now: float) -> Link:
    """Connected again; whether it says anything is another matter, so a silence is not over yet."""
    return replace(link, up=True, heard=now)
