"""Four readers of calendars give each session the same instants as the zone's own data."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from contents import session_yaml

from plugins.workshops.calendar_compat import calendar_of

Instants = dict[str, tuple[int, int]]
# Winter, summer, and the week-ends on which clocks change; Sunday itself at 9, when they have.
DAYS = ("2027-02-09", "2027-06-15", "2027-03-27", "2027-03-28", "2027-03-29", "2027-10-30", "2027-10-31", "2027-11-01")
PLACES = {"lyon": "Europe/Paris", "geneve": "Europe/Zurich"}


@pytest.fixture(scope="module")
def expected() -> Instants:
    """The instants by the zones' data, 9 h to 17 h of each place."""
    return {
        f"atelier-{place}-{day}-j1@essai.example": tuple(
            int(datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=ZoneInfo(zone)).timestamp())
            for hour in ("09", "17")
        )
        for place, zone in PLACES.items()
        for day in DAYS
    }


@pytest.fixture
def calendar(workshop_site) -> str:
    """A calendar of sessions on those days in two zones."""
    sessions = [session_yaml(f"{place}-{day}", day, place=place) for place in PLACES for day in DAYS]
    return calendar_of(workshop_site(*sessions))


def test_icalendar_agrees(calendar: str, expected: Instants) -> None:
    """icalendar lit les bons instants."""
    events = icalendar.Calendar.from_ical(calendar).walk("VEVENT")

    assert {
        str(event["UID"]): tuple(int(event.decoded(key).timestamp()) for key in ("DTSTART", "DTEND"))
        for event in events
    } == expected


def test_ics_agrees(calendar: str, expected: Instants) -> None:
    """La bibliothèque ics lit les bons instants."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, about its parser
        import ics

        events = ics.Calendar(calendar).events

    assert {event.uid: (event.begin.int_timestamp, event.end.int_timestamp) for event in events} == expected


def test_khal_agrees(calendar: str, expected: Instants, tmp_path: Path) -> None:
    """khal, un agenda de terminal, affiche les bons instants."""
    (tmp_path / "agenda").mkdir()
    (tmp_path / "a.ics").write_text(calendar, encoding="utf-8", newline="")
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[essai]]\npath = {tmp_path / 'agenda'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    khal = [str(Path(sys.executable).with_name("khal")), "-c", str(tmp_path / "khal.conf")]
    form = "{uid}|{start-long-full}|{end-long-full}"
    done = subprocess.run(
        [*khal, "printics", "--format", form, str(tmp_path / "a.ics")], capture_output=True, text=True, timeout=60
    )
    found = {}
    for line in done.stdout.splitlines():
        if line.count("|") == 2:
            uid, *moments = line.split("|")
            found[uid] = tuple(
                int(datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()) for moment in moments
            )

    assert found == expected, done.stderr


def test_ical_js_agrees(calendar: str, expected: Instants, node_pieces: Path) -> None:
    """ical.js, le moteur de Thunderbird et de Nextcloud, lit les bons instants."""
    judge, module = Path(__file__).with_name("judge.mjs"), node_pieces / "node_modules/ical.js/dist/ical.js"
    done = subprocess.run(
        ["node", str(judge), str(module)], input=calendar, capture_output=True, text=True, timeout=60, check=True
    )

    assert {uid: (start, end) for uid, start, end in json.loads(done.stdout)} == expected
