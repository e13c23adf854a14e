"""French dates, written from our own table and read without a guess."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.french.dates import date_fr, datetime_fr, days_fr, parse_day, parse_moment, time_fr, weekday_fr


@given(st.dates())
def test_a_day_comes_back_from_its_text(day):
    """Un jour écrit AAAA-MM-JJ se relit à l’identique."""
    assert (parse_day(day.isoformat()), parse_moment(day.isoformat())) == (day, datetime.combine(day, time()))


@given(st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_a_moment_comes_back_from_its_text(moment):
    """Un instant écrit AAAA-MM-JJ HH:MM se relit à l’identique."""
    assert parse_moment(moment.isoformat(" ", "minutes")) == moment


@given(st.text())
def test_no_text_makes_a_date_raise(text):
    """Un texte quelconque est une date ou n’en est pas une ; il ne fait rien échouer."""
    assert parse_day(text) is None or parse_day(text).isoformat() == text
    assert parse_moment(text) is None or parse_moment(text).isoformat().startswith(text[:10])


@pytest.mark.parametrize(
    "text",
    [
        "25 avril 2017", "04/05/2024", "2024-02", "2024-02-30", "2024-13-01", "24-02-01", "12017-01-01", "2024-2-1",
        "2024-04-25 14h30", "2024-04-25 24:00", "2024-04-25T10:00+99:00", "10:30", "demain", "", " 2024-02-01",
        "2024-02-01\n", "٢٠٢٤-٠٢-٠١",
    ],
)  # fmt: skip
def test_another_form_is_no_date(text):
    """Toute autre forme qu’AAAA-MM-JJ et HH:MM est refusée : rien n’est deviné."""
    assert (parse_day(text), parse_moment(text)) == (None, None)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 1), "1er⍽mars 2026"),
        (datetime(2017, 2, 20, 8, 30), "20⍽février 2017 à 8⍽h⍽30"),
        (datetime(2026, 8, 31, 9, 0), "31⍽août 2026 à 9⍽h"),
        (datetime(2026, 12, 2, 0, 5), "2⍽décembre 2026 à 0⍽h⍽05"),
    ],
)
def test_a_moment_in_french(moment, text):
    """Un instant se dit en français, le jour lié à son mois."""
    assert datetime_fr(moment).replace("\u00a0", "⍽") == text


@given(st.dates())
def test_only_the_first_of_a_month_is_an_ordinal(day):
    """Seul le premier du mois porte « er »."""
    assert date_fr(day).startswith("1er") == (day.day == 1)


def test_weekday_and_time():
    """Le 1er mars 2026 est un dimanche ; neuf heures s’écrit « 9 h »."""
    assert (weekday_fr(date(2026, 3, 1)), time_fr(time(9))) == ("dimanche", "9\u00a0h")


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], ""),
        ([date(2027, 3, 25)], "jeudi 25⍽mars 2027"),
        ([date(2027, 3, 25), date(2027, 3, 26)], "jeudi 25 et vendredi 26⍽mars 2027"),
        ([date(2027, 3, 31), date(2027, 4, 1)], "mercredi 31⍽mars et jeudi 1er⍽avril 2027"),
        ([date(2027, 12, 31), date(2028, 1, 1)], "vendredi 31⍽décembre 2027 et samedi 1er⍽janvier 2028"),
        ([date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 3)], "lundi 1er, mardi 2 et mercredi 3⍽mars 2027"),
    ],
)
def test_days_say_once_what_they_share(days, text):
    """Plusieurs jours ne disent qu’une fois le mois et l’année qu’ils ont en commun."""
    assert days_fr(days).replace("\u00a0", "⍽") == text
