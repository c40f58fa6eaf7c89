"""What light there was, against almanacs."""

from math import degrees, radians

import numpy as np
import pytest

from ledger.claims import DENIED, ledger, word
from ledger.flights import START, east_along_equator
from truecourse.flight.claim import Subject
from truecourse.ledger.light import Light, called, dip, findings, light, moonless, moonlit
from truecourse.ledger.status import Status


def posix(iso: str) -> float:
    return float(np.datetime64(iso, "s").astype(np.int64))


@pytest.mark.parametrize(
    ("iso", "name"),
    [  # Greenwich, 2000-03-20 (PyEphem 4.2.1): sunset 18:13:31, twilights to 18:46:52, 19:26:19, 20:07:27
        ("2000-03-20T12:00:00", "day"),
        ("2000-03-20T18:14:30", "civil twilight"),
        ("2000-03-20T18:48:00", "nautical twilight"),
        ("2000-03-20T19:28:00", "astronomical twilight"),
        ("2000-03-20T20:09:00", "night"),
    ],
)
def test_day_and_twilights(iso, name):
    assert called(light(radians(51.48), 0.0, posix(iso))) == name


def test_full_and_new_moon():
    full = light(radians(51.48), 0.0, posix("2000-01-21T04:00:00"))  # the eclipse of that night
    assert full.lit > 0.99
    assert moonlit(full)
    new = light(radians(48.0), radians(11.6), posix("1999-08-11T11:00:00"))  # the eclipse of that day
    assert new.lit < 0.01
    assert not moonlit(new)
    assert degrees(new.moon - new.sun) == pytest.approx(0.0, abs=1.0)


def test_the_horizon_falls_away_with_height():
    assert degrees(dip(10_668.0)) == pytest.approx(3.3, abs=0.05)
    assert dip(0.0) == 0.0


NIGHT = (("time", "2000-01-21T04:00:00Z"), ("lat_deg", "51.48"), ("lon_deg", "0"))


def of(about, *claims, flights=None):
    subject = Subject("x", "light", measure="light_at", about=about)
    return {f.claim: f for f in findings(ledger(*claims, subjects=(subject,)), flights)}


def test_words_about_the_light_itself_are_decided():
    words = ("dark", "daylight", "moonlit", "moonless", "twilight")
    found = of(NIGHT, *(word(w, "s", w) for w in words), word("no", "s", "dark", modality=DENIED))
    yes, no = Status.SUPPORTED, Status.CONTRADICTED
    assert [found[w].status for w in (*words, "no")] == [yes, no, yes, no, no, no]


def test_a_thin_moon_makes_neither_moonlit_nor_moonless_wrong():
    """New moon was on 2000-01-06 at 18:14 UTC (USNO): three days later a sickle stands in the evening sky."""
    thin = (("time", "2000-01-09T18:00:00Z"), ("lat_deg", "51.48"), ("lon_deg", "0"))
    here = light(radians(51.48), 0.0, posix("2000-01-09T18:00:00"))
    assert degrees(here.moon) > 5.0
    assert 0.05 < here.lit < 0.15
    words = (word("lit", "s", "moonlit"), word("less", "s", "moonless"),
             word("no", "s", "moonless", modality=DENIED))  # fmt: skip
    found = of(thin, *words)
    assert [found[name].status for name in ("lit", "less", "no")] == [Status.UNTESTABLE] * 3
    assert "called either" in found["lit"].reason
    set_already = (("time", "2000-01-09T23:00:00Z"), *thin[1:])
    found = of(set_already, *words)
    assert [found[name].status for name in ("lit", "less", "no")] == [
        Status.CONTRADICTED, Status.SUPPORTED, Status.CONTRADICTED]  # fmt: skip


def test_what_was_seen_is_not_decided_but_the_facts_are_told():
    found = of(NIGHT, word("lights", "s", "lights on"))["lights"]
    assert found.status is Status.UNTESTABLE
    assert "it was night" in found.reason
    assert "100% of it lit" in found.reason


def test_the_place_is_the_flights_where_none_is_named():
    when = (("time", str(np.datetime64(round(START + 3600.0), "s")) + "Z"),)
    flights = east_along_equator([0.0])
    assert "at 0.0, 177.8" in of(when, word("c", "s", "on"), flights=flights)["c"].reason
    two = east_along_equator([0.0, 200_000.0], weights=[0.9, 0.1])  # 20 km south, by weight
    assert "at -0.2, 177.8" in of(when, word("c", "s", "on"), flights=two)["c"].reason
    nowhere = of(when, word("c", "s", "on"))["c"].reason
    assert "no place is known" in nowhere and "in about of its subject it would test it" in nowhere
    assert of((), word("c", "s", "on"), flights=flights)["c"].status is Status.UNTESTABLE


GREENWICH = (("lat_deg", "51.48"), ("lon_deg", "0"))  # PyEphem 4.2.1: sunset 18:13:31, civil to 18:46:52


@pytest.mark.parametrize(
    ("iso", "yes", "no", "open_"),
    [
        (
            "2000-03-20T18:30:00Z",
            ("dusk", "evening twilight"),
            ("dawn", "morning twilight"),
            ("dark", "daylight"),
        ),
        ("2000-03-20T18:48:00Z", ("dusk", "dark", "nautical twilight"), ("daylight", "civil twilight"), ()),
        (
            "2000-03-20T05:45:00Z",
            ("dawn", "morning twilight", "twilight"),
            ("dusk",),
            ("dark", "red twilight"),
        ),
        ("2000-03-20T17:00:00Z", ("daylight",), ("dark", "dusk", "dawn"), ("moonlit", "moonless")),
    ],
)
def test_twilight_is_called_light_or_dark_and_has_a_side_of_the_day(iso, yes, no, open_):
    """The Moon was full on 2000-03-20 at 04:44 UTC (USNO), and rises as the Sun sets."""
    words = (*yes, *no, *open_)
    found = of((("time", iso), *GREENWICH), *(word(w, "s", w) for w in words))
    wanted = (
        [Status.SUPPORTED] * len(yes) + [Status.CONTRADICTED] * len(no) + [Status.UNTESTABLE] * len(open_)
    )
    assert [found[w].status for w in words] == wanted


def test_from_a_height_sun_and_moon_are_seen_beyond_the_horizon_of_the_sea():
    """At FL350 the horizon lies 3.3° below: a Sun 2° down is up there, and so is the Moon."""
    low, high = (light(0.0, 0.0, posix("2000-03-20T18:18:00"), h) for h in (0.0, 10_668.0))
    assert -3.0 < degrees(low.sun) < -1.5
    assert (called(low), called(high)) == ("civil twilight", "day")
    set_already = Light(radians(-30.0), radians(-2.0), 0.9)
    assert moonless(set_already) and not moonlit(set_already)
    aloft = set_already._replace(dip=dip(10_668.0))
    assert moonlit(aloft) and not moonless(aloft)
