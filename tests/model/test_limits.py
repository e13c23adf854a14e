"""What a text may cost: the converter reads it once, and one that asks for too much is refused by name."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.clock import read_clock
from plugins.model import limits
from plugins.model.limits import Linear, TooCostly, bounded
from plugins.model.markdown import render
from plugins.model.reading import load_site
from tests.conftest import write

PIECES = st.sampled_from(
    [
        *"[ ] ( ) ![ [a](b) [a][b] ![i](j'k') mot ` * _ <b> \\[ [b] <http://a.example> \" [^1]".split(),
        *(" ", "\n", "\n\n", "]: /x\n", "[b]: /cible 'titre'\n", "\n\n[^1]: note\n"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_html_is_that_of_the_stock_converter(text: str) -> None:
    """Liens et images sont ceux de python-markdown, à l’octet près, quels que soient leurs crochets."""
    stock = markdown.Markdown(extensions=["extra"])
    linear = markdown.Markdown(extensions=["extra", Linear()])

    assert linear.convert(text) == stock.convert(text)


@pytest.mark.parametrize("unit", ["![", "[[a](", "[a](", "[a](b(", "[a] ", "![a][b]", "[a](b) [ "])
def test_brackets_are_read_once(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le nombre de lectures d’un paragraphe ne dépend pas du nombre de ses crochets."""
    reads: list[int] = []
    read = limits._Brackets._read
    monkeypatch.setattr(
        limits._Brackets, "_read", lambda self, data, start: reads.append(start) or read(self, data, start)
    )
    counts = []
    for repeat in (20, 200):
        reads.clear()
        render(unit * repeat)
        counts.append(len(reads))

    assert counts[0] == counts[1] <= 12


def test_declarations_by_the_hundred_are_text() -> None:
    """Trop de « <![CDATA[ » sans fin sont du texte ; un seul, montré dans du code, y reste tel quel."""
    many = render("<![CDATA[ <? " * 300).html
    assert "<![" not in many and many.count("&lt;![CDATA[") == 300

    assert "<code>&lt;?php echo 1;\n</code>" in render("    <?php echo 1;\n").html


def test_a_long_glossary_is_published() -> None:
    """Une liste de mille définitions se convertit : la profondeur d’appels en suit la longueur."""
    html = render("\n\n".join(f"Terme {number}\n\n:   Sa définition." for number in range(1000))).html

    assert html.count("<dt>") == 1000


def busy(seconds: float) -> None:
    with bounded(seconds):
        while True:
            pass


def test_time_is_limited_and_the_alarm_put_back() -> None:
    """Passé son temps de calcul, un texte est refusé ; l’alarme et la profondeur d’appels sont remises comme avant."""
    frames, handler = sys.getrecursionlimit(), signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(TooCostly, match="trop de calcul"):
        busy(0.01)

    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert (sys.getrecursionlimit(), signal.getsignal(signal.SIGVTALRM)) == (frames, handler)


def test_a_limit_within_another_leaves_it() -> None:
    """Une limite prise dans une autre ne la prolonge ni ne l’arrête."""
    with pytest.raises(TooCostly, match=r"plus de 0\.01 s"), bounded(0.01):
        busy(1000)


def test_another_thread_is_not_limited() -> None:
    """Hors du fil principal aucun signal n’arrive : le travail se fait sans limite, et sans erreur."""
    done: list[str] = []

    def work() -> None:
        with bounded(0.000001):
            done.append(render("mot " * 200).html)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def test_calls_within_calls_are_limited() -> None:
    """Un texte imbriqué sans fin est refusé avec le geste qui le corrige, non par une trace."""

    def deeper() -> None:
        deeper()

    with pytest.raises(TooCostly, match="trop imbriqué : séparez"), bounded():
        deeper()


def test_a_text_that_costs_too_much_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un texte qui demande trop de calcul est une faute à sa première ligne ; les autres sont lus."""
    monkeypatch.setattr(bounded.__wrapped__, "__defaults__", (0.01,))
    write(tmp_path, "articles/court.md", "---\ntitle: Court\ndate: 2026-01-01\n---\n\nUn mot.\n")
    write(tmp_path, "articles/long.md", f"---\ntitle: Long\ndate: 2026-01-02\n---\n\n{'Un *mot*. ' * 4000}\n")
    site = load_site(tmp_path, lambda zone: read_clock("2026-06-01", zone))

    [problem] = [each for each in site.problems if each.severity == "error"]
    assert (problem.path, problem.line) == (str(tmp_path / "articles" / "long.md"), 5)
    assert "trop de calcul (plus de 0.01 s)" in problem.message
