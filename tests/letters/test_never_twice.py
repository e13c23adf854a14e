"""Two letters never share a text, whatever the order and the instants at which they are made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.letters.edition import texts_of
from plugins.letters.sent import Letter, Sent, read_sent, written
from plugins.model.article import ARTICLE

START = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
months = st.integers(1, 12).map(lambda number: f"2026-{number:02}")


def site(dates: list[datetime], now: datetime) -> Any:
    """A site of articles, as `texts_of` reads one at an instant."""
    articles = [
        SimpleNamespace(id=f"t{rank}", date=date, noindex=False) for rank, date in enumerate(dates) if date <= now
    ]
    documents = {each.id: SimpleNamespace(id=each.id, kind=ARTICLE) for each in articles}
    return SimpleNamespace(
        articles=articles,
        content=SimpleNamespace(articles=documents, zone=UTC, now=now),
        memory=SimpleNamespace(former=lambda document: []),
        shown=lambda kind: [],
    )


def told(dates: list[datetime], sent: Sent, month: str, now: datetime) -> set[str]:
    """The addresses that a letter made at an instant tells, which are then noted, as the task does."""
    known = sent.letters.get(month)
    articles, _ = texts_of(site(dates, known.made if known else now), month, sent)
    found = {f"/articles/{each.id}/" for each in articles}
    if not known and found:
        sent.letters[month] = Letter(now, found)
    return found


@given(st.lists(instants, max_size=12), st.lists(st.tuples(months, instants), max_size=14))
def test_no_text_is_told_twice(dates: list[datetime], asked: list[tuple[str, datetime]]) -> None:
    """Quels que soient les mois demandés et les instants, deux lettres ne disent jamais le même texte, et un mois
    redemandé rend les mêmes."""
    sent, letters = Sent(), dict[str, set[str]]()
    for month, now in asked:
        found = told(dates, sent, month, now)
        if month in letters:
            assert found == letters[month]
        elif found:
            letters[month] = found
        sent = read_sent(written(sent), "lettres.txt")[0]  # as the next command reads it
    every = [address for found in letters.values() for address in found]

    assert len(every) == len(set(every))


@given(st.lists(instants, max_size=12), st.integers(0, 40))
def test_each_text_is_told(dates: list[datetime], late: int) -> None:
    """Qui écrit la lettre de chaque mois, même avant sa fin, n’oublie aucun texte : la suivante dit le reste."""
    sent, every = Sent(), set[str]()
    for number in range(1, 13):
        end = datetime(2026 + number // 12, number % 12 + 1, 1, tzinfo=UTC)
        every |= told(dates, sent, f"2026-{number:02}", end - timedelta(days=late % 20))
    last = datetime(2027, 6, 1, tzinfo=UTC)
    for number in (1, 2, 3):
        every |= told(dates, sent, f"2027-{number:02}", last)
    noted = {month for month in sent.letters}
    for rank, date in enumerate(dates):
        if f"{date:%Y-%m}" in noted and any(month > f"{date:%Y-%m}" for month in noted):
            later = max(letter.made for letter in sent.letters.values())
            assert f"/articles/t{rank}/" in every or date > later
