"""Where each flight was last heard, so that an alert can be put on a map; in bounded memory."""

from dataclasses import replace
from math import degrees

import numpy as np

from truecourse.flight.alert import Alert
from truecourse.flight.reports import Heard, Reports

MOST = 200_000  # flights remembered; then the half heard longest ago is forgotten


class Places:
    """Last positions by key, of surveillance (what a crew reports is not where it is)."""

    def __init__(self, most: int = MOST) -> None:
        self._last: dict[int, tuple[float, float]] = {}
        self._most = most

    def note(self, reports: Reports) -> None:
        """Remember the positions of a batch."""
        if not len(reports.key):
            return
        seen = np.isfinite(reports.lat) & np.isfinite(reports.lon) & (reports.heard < Heard.CREW)
        keys = reports.key[seen].tolist()
        places = zip(reports.lat[seen].tolist(), reports.lon[seen].tolist(), strict=True)
        if len(self._last) + len(keys) > self._most:
            for key in keys:
                self._last.pop(key, None)  # so that what is heard now is youngest
            for key in list(self._last)[: max(0, len(self._last) - self._most // 2)]:
                del self._last[key]
        self._last.update(zip(keys, places, strict=True))

    def place(self, alert: Alert) -> Alert:
        """The alert with `lat_deg`, `lon_deg` of its flight behind its details, if it has none and they are
        known.
        """
        where = self._last.get(alert.key)
        if where is None or "lat_deg" in dict(alert.details):
            return alert
        lat, lon = (round(degrees(angle), 5) for angle in where)
        return replace(alert, details=(*alert.details, ("lat_deg", lat), ("lon_deg", lon)))
