"""Captures: written whole, read back, and slow to say that a page is gone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from client_pages import NOW, URL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.quotes.blocks import Block
from plugins.quotes.captures import (
    Capture,
    CaptureError,
    Reading,
    capture_path,
    digest,
    read_capture,
    update,
    write_capture,
)

BLOCKS = (Block("p", "Un texte « cité »."), Block("ul", "Un point."))
FOUND = Reading("exact", URL, URL, '"v1"', "Mon, 20 Feb 2017 08:00:00 GMT", 1.0, BLOCKS)
ABSENT = Reading("absent")
UNDETERMINED = Reading("undetermined")
HOUR = timedelta(hours=1)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


def after(*readings: tuple[Reading, int]) -> Capture | None:
    """The capture after readings, each so many hours after the first."""
    capture = None
    for reading, hours in readings:
        capture = update(capture, "vendre", URL, reading, NOW + hours * HOUR)
    return capture


def test_a_capture_holds_what_proves_it() -> None:
    """Une capture porte le texte, son empreinte, l’adresse, la date et la version."""
    capture = after((FOUND, 0))

    assert (capture.state, capture.blocks, capture.sha256) == ("exact", BLOCKS, digest(BLOCKS))
    assert (capture.final_url, capture.etag, capture.date) == (URL, '"v1"', "2026-11-22T09:00:00+01:00")


def test_reading_the_same_again_changes_nothing() -> None:
    """Relire la même page laisse la capture telle quelle, date comprise."""
    assert after((FOUND, 0), (FOUND, 48)) == after((FOUND, 0))


@pytest.mark.parametrize(("hours", "state"), [(0, "absent"), (23, "absent"), (24, "vanished"), (100, "vanished")])
def test_gone_is_said_after_two_absences_a_day_apart(hours: int, state: str) -> None:
    """Un original n’est disparu qu’après deux absences à vingt-quatre heures d’écart."""
    capture = after((FOUND, 0), (ABSENT, 1), (ABSENT, 1 + hours))

    assert (capture.state, capture.gone, capture.blocks) == (state, state == "vanished", BLOCKS)


def test_an_undetermined_reading_changes_nothing() -> None:
    """Une panne ne compte ni pour ni contre la disparition."""
    assert after((FOUND, 0), (UNDETERMINED, 48)) == after((FOUND, 0))
    assert after((FOUND, 0), (ABSENT, 1), (UNDETERMINED, 10), (ABSENT, 25)).gone
    assert not after((FOUND, 0), (UNDETERMINED, 1), (UNDETERMINED, 49), (ABSENT, 50)).gone
    assert after((UNDETERMINED, 0)) is None


def test_what_comes_back_is_no_longer_gone() -> None:
    """Un original retrouvé n’est plus disparu, et l’absence suivante repart de zéro."""
    back = [(FOUND, 0), (ABSENT, 1), (ABSENT, 30), (FOUND, 31)]

    assert after(*back).state == "exact" and after(*back).absent_since is None
    assert not after(*back, (ABSENT, 60)).gone


def test_another_address_is_another_capture() -> None:
    """Une adresse corrigée repart d’une capture neuve."""
    old = after((FOUND, 0), (ABSENT, 1))
    new = update(old, "vendre", "https://blog.orvane.example/autre", ABSENT, NOW + 48 * HOUR)

    assert (new.state, new.blocks) == ("absent", ())


def test_a_redirected_change_keeps_the_last_good_text() -> None:
    """Une page redirigée et changée ne remplace pas le texte gardé."""
    capture = after((FOUND, 0), (Reading("changed", ratio=0.9), 1))

    assert (capture.state, capture.blocks, capture.ratio) == ("changed", BLOCKS, 0.9)


def test_the_file_is_sorted_json(tmp_path: Path) -> None:
    """Le fichier est du JSON aux clés triées, accents lisibles, une fin de ligne."""
    text = write_capture(tmp_path, after((FOUND, 0))).read_text("utf-8")

    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "« cité »" in text and text.endswith("}\n")
    assert capture_path(tmp_path, "vendre") == tmp_path / "registre" / "captures" / "vendre.json"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.builds(
        Capture,
        article=st.just("x"),
        url=TEXT,
        date=TEXT,
        state=st.sampled_from(["exact", "changed", "absent", "vanished", "unquoted"]),
        final_url=st.none() | TEXT,
        canonical=st.none() | TEXT,
        etag=st.none() | TEXT,
        last_modified=st.none() | TEXT,
        sha256=TEXT,
        ratio=st.floats(0, 1),
        blocks=st.lists(st.builds(Block, st.sampled_from(["p", "ul", "h2"]), TEXT)).map(tuple),
        absent_since=st.none() | st.datetimes().map(lambda moment: moment.isoformat()),
    )
)
def test_a_capture_is_read_back_as_it_was_written(tmp_path: Path, capture: Capture) -> None:
    """Une capture écrite se relit à l’identique."""
    write_capture(tmp_path, capture)

    assert read_capture(tmp_path, "x") == capture


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"article": "x"}', "<<<<<<< HEAD\n", '{"article":"x","url":"u","date":"d","state":"ok"}']
)
def test_a_broken_capture_is_a_message(tmp_path: Path, text: str) -> None:
    """Une capture abîmée donne un message qui dit quoi faire."""
    path = capture_path(tmp_path, "x")
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CaptureError, match=r"relay\.verify"):
        read_capture(tmp_path, "x")
