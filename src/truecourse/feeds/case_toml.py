"""The text of a new case.toml."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from truecourse.feeds.fixes import Place
from truecourse.feeds.instants import format_time
from truecourse.feeds.toml_file import toml_string


@dataclass(frozen=True, slots=True)
class Begin:
    """What case.toml says of the flight: when (POSIX s), from where, by whom; clearances as TOML text."""

    take_off: float
    end: float
    start: Place
    altitude_ft: float
    callsign: str
    title: str
    item15: str
    clearances: str
    notes: tuple[str, ...]


def case_toml(begin: Begin, places: Sequence[Place], aircraft: str, notes: Sequence[str]) -> str:
    """The text of case.toml; `notes` and `places` may be empty."""
    day = datetime.fromtimestamp(begin.end, UTC).date().isoformat()
    text = (
        f"# A case of truecourse. Times are UTC; every other number has its unit in its name.\n\n"
        f"title = {toml_string(begin.title)}\ncallsign = {toml_string(begin.callsign)}\n"
        f"take_off = {format_time(begin.take_off)}\nend = {format_time(begin.end)}\n"
        f"notes = [\n{''.join(f'  {toml_string(note)},{chr(10)}' for note in notes)}]\n\n"
        f"[aircraft]\ntype = {toml_string(aircraft)}\n\n"
        f"[start]\n{_place(begin.start)}altitude_ft = {begin.altitude_ft:.0f}\n\n"
        f'[plan]\nitem15 = {toml_string(begin.item15)}\nsource = "as given when the case was made"\n\n'
    )
    text += "".join(f"[[fixes]]\n{_place(place)}\n" for place in places)
    text += f"{begin.clearances}\n"
    text += "# Stages of the inquiry: `--stage NAME` leaves out what was not known by then.\n"
    text += f'[[stages]]\nname = "now"\nknown_by = {day}\ntitle = "known on the day of the flight"\n\n'
    text += "# observations.csv: one thing somebody saw in each row; see the documentation.\n"
    text += "# areas.geojson: areas that a region_entry or region_exit may name, or that the map shows.\n"
    return text


def _place(place: Place) -> str:
    return (
        f"name = {toml_string(place.name)}\nlat_deg = {place.lat_deg:.6f}\nlon_deg = {place.lon_deg:.6f}\n"
        f"source = {toml_string(place.source)}\n"
    )
