"""How long the items of ASTERIX records are: enough to take a record apart, whatever is in it.

Sources: EUROCONTROL Specification for Surveillance Data Exchange, Part 1 for the forms, Part 2b (category
034, edition 1.29), Part 4 (048, 1.32, whose order of items older editions share), Part 9 (062, 1.21), Part
12 (021, 2.7, whose order holds from 2.0 on: earlier editions are ordered otherwise).
"""

from collections.abc import Mapping

# item=length in octets; x<n> parts of n octets, the last bit of each saying whether another follows; r<n> a
# count and so many parts of n; e the length comes first; (...) an octet or more of bits for the parts that
# follow; - an item that is not defined
_ORDERS = {
    21: "010=2 040=x1 161=2 015=1 071=3 130=6 131=8 072=3 150=2 151=2 080=3 073=3 074=4 075=3 076=4 140=2 "
    "090=x1 210=1 070=2 230=2 145=2 152=2 200=1 155=2 157=2 160=4 165=2 077=3 170=6 020=1 "
    "220=(2,2,2,1) 146=2 148=2 110=(x1,r15) 016=1 008=1 271=x1 132=1 250=r8 260=7 400=1 "
    "295=(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1) - - - - - RE=e SP=e",
    34: "010=2 000=1 030=3 020=1 041=2 050=(1,-,-,1,1,2) 060=(1,-,-,1,1,1) 070=r2 100=8 110=1 120=8 090=2 "
    "RE=e SP=e",
    48: "010=2 140=3 020=x1 040=4 070=2 090=2 130=(1,1,1,1,1,1,1) 220=3 240=6 250=r8 161=2 042=4 200=4 "
    "170=x1 210=4 030=x1 080=2 100=4 110=2 120=(2,r6) 230=2 260=7 055=1 050=2 065=1 060=2 SP=e RE=e",
    62: "010=2 - 015=1 070=3 105=8 100=6 185=4 210=2 060=2 245=7 "
    "380=(3,6,2,2,2,2,2,x1,r15,2,2,7,2,2,2,2,2,2,1,8,1,6,2,1,r8,2,2,2) 040=2 080=x1 "
    "290=(1,1,1,1,2,1,1,1,1,1) 200=1 "
    "295=(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1) 136=2 130=2 135=2 220=2 "
    "390=(2,7,4,1,4,1,4,4,3,2,2,r4,6,1,7,7,2,7) 270=x1 300=1 110=(1,4,6,2,2,1,1) 120=2 510=x3 "
    "500=(4,2,4,1,1,2,2,1) 340=(2,4,2,2,2,1) - - - - - RE=e SP=e",
}
ORDERS: Mapping[int, tuple[tuple[str, str], ...]] = {
    category: tuple((item.partition("=")[0], item.partition("=")[2] or "-") for item in text.split())
    for category, text in _ORDERS.items()
}


def records(category: int, data: bytes) -> tuple[list[dict[str, bytes]], bool]:
    """The records of a data block (without its three octets of head), and whether it is whole.

    A record is its items by name, each as its octets. After an error nothing of the block can be told apart:
    the records before it are given. Parts of compound items have names such as "380/1", counted from 1.
    """
    found: list[dict[str, bytes]] = []
    at = 0
    while at < len(data):
        try:
            record, at = _record(ORDERS[category], data, at)
        except ValueError:
            return found, False
        found.append(record)
    return found, True


def _record(order: tuple[tuple[str, str], ...], data: bytes, at: int) -> tuple[dict[str, bytes], int]:
    present, at = _bits(data, at)
    record: dict[str, bytes] = {}
    for i in present:
        if i >= len(order) or order[i][1] == "-":
            raise ValueError("an item that is not defined")
        name, form = order[i]
        if form[0] == "(":
            at = _compound(name, form[1:-1].split(","), data, at, record)
        else:
            end = _end(form, data, at)
            record[name], at = data[at:end], end
    return record, at


def _bits(data: bytes, at: int) -> tuple[list[int], int]:
    """Which bits are set, counted without the last of each octet, and where the octets end."""
    present: list[int] = []
    for k in range(at, len(data)):
        octet = data[k]
        present += [7 * (k - at) + i for i in range(7) if octet & (0x80 >> i)]
        if not octet & 1:
            return present, k + 1
    raise ValueError("it breaks off")


def _compound(name: str, forms: list[str], data: bytes, at: int, record: dict[str, bytes]) -> int:
    present, at = _bits(data, at)
    record[name] = b""
    for i in present:
        if i >= len(forms) or forms[i] == "-":
            raise ValueError("a part that is not defined")
        end = _end(forms[i], data, at)
        record[f"{name}/{i + 1}"], at = data[at:end], end
    return at


def _end(form: str, data: bytes, at: int) -> int:
    """Where an item ends that begins at `at`. Raises ValueError past the end of the data."""
    if at >= len(data):
        raise ValueError("it breaks off")
    if form[0] == "x":
        size = int(form[1:])
        end = at + size
        while end <= len(data) and data[end - 1] & 1:
            end += size
    elif form[0] == "r":
        end = at + 1 + data[at] * int(form[1:])
    elif form == "e":
        if data[at] == 0:
            raise ValueError("an item of length nought")
        end = at + data[at]
    else:
        end = at + int(form)
    if end > len(data):
        raise ValueError("it breaks off")
    return end
