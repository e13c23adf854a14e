"""The one clock of a build."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugins.common.clock import ClockError, read_clock


@pytest.mark.parametrize(
    ("now", "environ", "instant"),
    [
        ("2026-03-01", {}, "2026-03-01T00:00:00+01:00"),
        ("2026-07-01 08:30", {}, "2026-07-01T08:30:00+02:00"),
        ("2026-03-01T12:00:00+00:00", {}, "2026-03-01T13:00:00+01:00"),
        ("2026-03-01", {"SOURCE_DATE_EPOCH": "0"}, "2026-03-01T00:00:00+01:00"),
        (None, {"SOURCE_DATE_EPOCH": "0"}, "1970-01-01T01:00:00+01:00"),
    ],
)
def test_now_goes_before_the_environment(now, environ, instant):
    """--now l’emporte sur SOURCE_DATE_EPOCH, et se lit dans le fuseau de l’agence."""
    assert read_clock(now, "Europe/Paris", environ).isoformat() == instant


def test_without_either_it_is_the_time():
    """Sans l’un ni l’autre, c’est l’heure qu’il est."""
    read = read_clock(None, "Europe/Paris", {})

    assert abs(datetime.now(ZoneInfo("Europe/Paris")) - read) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "environ", "message"),
    [
        ("demain", {}, "--now « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM, par exemple 2026-03-01 08:30"),
        (None, {"SOURCE_DATE_EPOCH": "hier"}, "SOURCE_DATE_EPOCH « hier » : écrivez un nombre de secondes depuis 1970"),
        (None, {"SOURCE_DATE_EPOCH": "²"}, "SOURCE_DATE_EPOCH « ² » : écrivez un nombre de secondes depuis 1970"),
        (None, {"SOURCE_DATE_EPOCH": "9" * 30}, f"SOURCE_DATE_EPOCH « {'9' * 30} » : écrivez un nombre de secondes"),
    ],
)
def test_a_wrong_instant_is_told(now, environ, message):
    """Un instant illisible donne un message, jamais une trace."""
    with pytest.raises(ClockError, match=re.escape(message)):
        read_clock(now, "Europe/Paris", environ)


@pytest.mark.parametrize("now", ["0001-01-01", "9999-12-31", "1969-12-31 23:59"])
def test_a_year_without_a_calendar_is_refused(now):
    """Une année où les fuseaux n’ont pas de sens est refusée par une phrase."""
    with pytest.raises(ClockError, match="année entre 1970 et 2199"):
        read_clock(now, "Europe/Paris", {})
