"""What a text may cost: the converter reads it once, and one that asks for too much is refused by name."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.clock import read_clock
from plugins.common.safe_html import Fragment
from plugins.model import body_scan, limits
from plugins.model.limits import Linear, TooCostly, bounded
from plugins.model.loader import load_site
from plugins.model.markdown import render
from tests.conftest import write

PIECES = st.sampled_from(
    [
        *"[ ] ( ) ![ [a](b) [a][b] ![i](j'k') mot ` * _ <b> \\[ [b] <http://a.example> \" [^1]".split(),
        *(" ", "\n", "\n\n", "]: /x\n", "[b]: /cible 'titre'\n", "\n\n[^1]: note\n", "\n\n[^é]: autre[^1]\n"),
        *"\\* \\[ \\\\ \\é \\` &amp; &#201; &a;b; &amp [^é]".split(),
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


@pytest.mark.parametrize("unit", ["\\*\\[", "&amp;&#201;", "mot[^@] ", "mot[^1] "])
def test_what_is_replaced_is_not_copied_each_time(unit: str) -> None:
    """Échappements, entités et appels de notes : dix fois plus de texte demande une dizaine de fois plus de calcul."""

    def cost(size: int, times: int) -> float:
        repeated = [unit.replace("@", str(rank)) for rank in range(size // len(unit))]
        notes = [f"[^{rank}]: n\n" for rank in range(len(repeated) if "@" in unit else 2)]
        text = "".join([*repeated, "\n\n", *(notes if "[^" in unit else [])])
        start = time.process_time()
        for _ in range(times):
            render(text)
        return time.process_time() - start

    cost(100, 1)
    # Both last as long, by turns: what else the machine does weighs on them alike.
    costs = [(cost(40_000, 1), cost(4_000, 10)) for _ in range(5)]
    long, ten_short = map(min, zip(*costs, strict=True))
    assert long < 22 * ten_short / 10


def test_notes_are_numbered_anew_in_each_text() -> None:
    """Deux textes dont les notes ont les mêmes noms, définies dans un autre ordre, ont chacun leurs numéros."""
    for order in ("12", "21"):
        html = render("mot[^2]\n\n" + "\n\n".join(f"[^{name}]: note" for name in order)).html
        assert f'href="#fn:2">{order.index("2") + 1}</a>' in html


def test_calls_of_notes_are_not_looked_for() -> None:
    """Les liens que le convertisseur fait lui-même ne sont pas cherchés dans la source ; ceux d’un auteur le sont."""
    text = 'mot[^1] <a class="footnote-ref" href="absent.md">x</a>\n\n[^1]: note\n'
    found = body_scan.rendered_links(Fragment(render(text).html), text, lambda target: False)

    assert [link.target for link in found] == ["absent.md"]


def test_declarations_by_the_hundred_are_text() -> None:
    """Trop de « <![CDATA[ » sans fin sont du texte ; un seul, montré dans du code, y reste tel quel."""
    many = render("<![CDATA[ <? " * 300).html
    assert "<![" not in many and many.count("&lt;![CDATA[") == 300

    assert "<code>&lt;?php echo 1;\n</code>" in render("    <?php echo 1;\n").html


def test_tags_by_the_hundred_are_text() -> None:
    """Des balises sans fin, par centaines, sont du texte ; une de moins est lue comme une balise."""
    assert render("<a " * 300).html.count("&lt;a") == 300
    assert "<b>" in render("<b>un</b> " * 300).html


@pytest.mark.parametrize("line", ["# a", "## a", "---", "* * *", "a\n=", "a\n-", "*[a]: b"])
def test_a_crowd_is_refused_where_it_begins(line: str, tmp_path: Path) -> None:
    """Des centaines de titres, de filets ou d’abréviations sans ligne vide : une faute à la ligne du premier."""
    body = f"Mot.\n\n```\n{'# code' * 9}\n\n```\n\n" + f"{line}\n" * 401
    write(tmp_path, "articles/x.md", f"---\ntitle: X\ndate: 2026-01-01\n---\n{body}")
    site = load_site(tmp_path, lambda zone: read_clock("2026-06-01", zone))

    errors = [each for each in site.problems if each.severity == "error"]
    assert [(each.line, "plus de 400 titres" in each.message) for each in errors] == [(12 + line.count("\n"), True)]


def test_no_crowd_when_lines_part_it() -> None:
    """Les mêmes lignes séparées par des vides, ou montrées dans du code, se convertissent."""
    assert render("# a\n\n" * 500).html.count("<h2") == 500
    assert render("```\n" + "# a\n" * 500 + "```\n").html.count("# a") == 500


def test_a_refused_text_is_told_once(tmp_path: Path) -> None:
    """Un lien vers un passage d’un texte refusé n’est pas une seconde faute."""
    write(tmp_path, "articles/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\n\n[b](b.md#c)\n")
    write(tmp_path, "articles/b.md", "---\ntitle: B\ndate: 2026-01-01\n---\n\n" + "---\n" * 500)
    site = load_site(tmp_path, lambda zone: read_clock("2026-06-01", zone))

    [problem] = [each for each in site.problems if each.severity == "error"]
    assert problem.path.endswith("b.md")


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
    frames, handler = sys.getrecursionlimit(), signal.getsignal(signal.SIGPROF)
    with pytest.raises(TooCostly, match="trop de calcul"):
        busy(0.01)

    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert (sys.getrecursionlimit(), signal.getsignal(signal.SIGPROF)) == (frames, handler)


def test_the_time_of_the_system_counts() -> None:
    """Un long texte recopié sans fin demande surtout du temps au système : il compte."""
    start = time.process_time()
    with Path("/dev/zero").open("rb", buffering=0) as zeros, pytest.raises(TooCostly), bounded(0.1):
        while time.process_time() - start < 2:
            zeros.read(30_000_000)

    assert time.process_time() - start < 0.4


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
    render("")  # the converter is made once
    monkeypatch.setattr(bounded.__wrapped__, "__defaults__", (0.05,))
    write(tmp_path, "articles/court.md", "---\ntitle: Court\ndate: 2026-01-01\n---\n\nUn mot.\n")
    write(tmp_path, "articles/long.md", f"---\ntitle: Long\ndate: 2026-01-02\n---\n\n{'Un *mot*. ' * 12000}\n")
    site = load_site(tmp_path, lambda zone: read_clock("2026-06-01", zone))

    [problem] = [each for each in site.problems if each.severity == "error"]
    assert (problem.path, problem.line) == (str(tmp_path / "articles" / "long.md"), 5)
    assert "trop de calcul (plus de 0.05 s)" in problem.message
