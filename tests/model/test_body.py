"""The door of a body: no word is lost, every place is kept, what is certain is written once, code is left alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from html import unescape
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.common.rules import all_rules
from plugins.model.answers import idle_answers
from plugins.model.body.doubts import doubts
from plugins.model.body.edits import Edit, Places, apply_edits, without_overlaps
from plugins.model.body.reading import certain_edits, read
from plugins.model.markdown import render
from plugins.model.page import Page

# What people write and paste, one a line; each @ is a word, ⏎ an end of line.
CONSTRUCTS = """
@ @
•	@⏎•	@
•	@⏎o	@
– @ ;⏎– @ ;
– @ ?⏎– @.
	Le @ et @ ici.
    Le @ ou @⏎encore @.
a) @⏎b) @
@	@⏎@	@
	@⏎@	@
| @ | @ |⏎|---|---|⏎| @ | @ |
| @ | @ |⏎| @ | @ |
> @ @
> • @⏎> • @
> [!NOTE] @⏎> @
::: tip @⏎@⏎:::
::: {custom-style="Citation"}⏎@⏎⏎@⏎:::
::: x⏎@
!!! note "@"⏎    @
[@]{.underline} @
<p class="MsoNormal" style="margin:0">@ <b>@</b><o:p></o:p></p>
<font color=red>@ </font>@
<center>@
@</font>
<b style="font-weight:normal" id="docs-internal-guid-1"><span style="font-weight:700">@</span></b>
**@ **@
a **@** b** @ **
“@ @” « @ “@” »
“@
[@](https://exemple.fr/)
(@)[https://exemple.fr/]
[@]( @
[@] (https://exemple.fr)
@^e^ @~2~
==@== ~~@~~
```⏎@⏎```
`@ “@”`
## @
## @
#@ @
- @⏎- @
1) @⏎2) @
1998. @
- [ ] @
* @⏎    * @
@⏎: @
<details><summary>@</summary>⏎⏎@⏎⏎</details>
<div>@</div>
{% @ %}
??? @
:::
​@­
@\\'@
@ @
@.⏎---
Un paragraphe assez long pour être une phrase à lui seul, @.⏎---⏎@
—
<!– more –>
✓ @⏎✓ @
&nbsp;
*@ **@*
[^@] @
\\[@\\]
<!-- x -->@
"""
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(CONSTRUCTS.replace("⏎", "\n").strip("\n").split("\n")),
        st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n"]),
    ),
    max_size=12,
)
WORD = re.compile(r"qu[a-j]+z")


def written(pieces: list[tuple[str, str]]) -> str:
    """The text of constructs, each of its words another one."""
    numbers = count()
    names = str.maketrans("0123456789", "abcdefghij")
    text = "".join(construct + gap for construct, gap in pieces)
    return re.sub("@", lambda _: f"qu{str(next(numbers)).translate(names)}z", text)


@given(TEXTS)
def test_no_construct_loses_a_word(pieces):
    """Les mots du texte sont ceux de la page, dans leur ordre, quoi qu’on y colle."""
    text = written(pieces)
    page = re.sub(r"<[^<>]*>", " ", render(read(text).text).html)

    assert WORD.findall(unescape(page).replace("\u00ad", "")) == WORD.findall(text)


@settings(derandomize=True)
@given(TEXTS)
def test_what_is_certain_is_written_once(pieces):
    """Ce qui est certain, une fois écrit, n’y change plus rien, et la page est la même."""
    text = written(pieces)
    fixed = apply_edits(text, certain_edits(text))

    assert certain_edits(fixed) == ()
    assert fixed == read(text).text


@given(TEXTS)
def test_each_place_is_kept(pieces):
    """Chaque mot est à la ligne que le texte lui donnait."""
    text = written(pieces)
    reading = read(text)
    edits = reading.edits

    assert list(edits) == sorted(edits) and all(a.end <= b.start for a, b in pairwise(edits))
    for match in WORD.finditer(reading.text):
        place = reading.place(match.start())
        assert text.count("\n", 0, place) == text.count("\n", 0, text.index(match[0]))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=8))
def test_of_edits_that_overlap_the_first_given_stays(spans):
    """De deux changements d’un même endroit, le premier donné est fait."""
    given_edits = [Edit(start, start + length, str(rank), "x") for rank, (start, length) in enumerate(spans)]
    kept = without_overlaps(given_edits)

    assert all(a.end <= b.start for a, b in pairwise(kept))
    assert not given_edits or given_edits[0] in kept


def test_the_place_of_what_was_written_is_that_of_what_it_replaces():
    """Un signe écrit à la place d’un autre est à sa place."""
    place = Places((Edit(2, 3, "- ", "x"), Edit(5, 5, "ab", "x"), Edit(7, 9, "", "x")))

    assert [place(offset) for offset in range(11)] == [0, 1, 2, 3, 3, 4, 5, 5, 5, 6, 9]


CODE = "```\n•\tun\n“x” \\'y\\' 2^e^ **a **b\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"- un\n\n    {CODE.strip().replace(chr(10), chr(10) + '    ')}\n",
        "`“x”` et ``[a]{.underline}``\n",
        "Du code :\n\n    for x in y:\n        return “x”\n\n    •\tnon\n",
        "<pre>\n•\tun “x”\n\n    [a]{.underline}\n</pre>\n",
        "<code>“x” 2^e^</code>\n",
    ],
)
def test_code_is_left_alone(text):
    """Le code reste tel qu’il est écrit."""
    assert certain_edits(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "- un\n\n    Un paragraphe du premier point, qui le suit.\n",
        "!!! note\n    Un texte.\n\n    Un autre texte, plus long.\n",
        "Un mot[^1].\n\n[^1]: Une note.\n\n    Son second paragraphe, plus long.\n",
        "Elle dit – sans rire – que oui.\nEt lui – parfois – que non.\n",
        "— Bonjour, dit-elle.\n\n— Bonjour.\n",
        "Le *prix*, les **deux** et 3 ** 2 et 4 ** 2.\n",
        "Il a dit « le mot “claire” revient ».\n",
        "She said “hello” and that was the end of it.\n",
        "Une note[^1] et 2^10 et a_b_c et x ~ y ~ z.\n\n[^1]: Ici.\n",
        "Titre\n---\n\nTexte.\n",
        "Pourquoi ?\n---\n",
        "2017\n\n1. Un\n",
        "Nous sommes en\n1998. Oui.\n",
        "👨‍👩‍👧 et می‌خواهم\n",
        '<span class="a" lang="en">x</span> <p style="float:right">y</p>\n',
        "![a](b.png){: .droite width=50% }\n",
        "## Titre {#ancre}\n\nTexte {: .classe }\n",
        "[1] (https://exemple.fr) et [^1]\n",
        "A | B\n---|---\n1 | 2\n",
        "Voir https://a.example/x~8~1/y^2^/a==b==c/5*3*2/ et [x](https://a.example/x~8~1) et <https://a.example/2^e^>\n",
        "Résultat bluffant ! [Exemple](https://a.example/x.jpg)\n",
        "!!! note\n    ```\n    x\n    ```\n\n    Un texte qui suit le code, dans l’encadré.\n",
        "Une citation […] coupée [...] deux fois.\n",
        "BDALTI2*25M***0925_6400** et 2*3\n",
        "*Un*\n*Deux*\n",
        "-5 °C\n-3 °C\n",
    ],
)
def test_what_means_what_it_says_is_left(text):
    """Ce qui est du Markdown, ou du français, n’est pas touché."""
    assert certain_edits(text) == ()


def costs_of(short: Callable[[], object], long: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor of two works, of which the second is eight times as long: the first is done eight times.

    The least of three turns: what else the machine does can only add to them, and weighs on both alike.
    """

    def cost(work: Callable[[], object], times: int) -> float:
        start = time.process_time()
        for _ in range(times):
            work()
        return time.process_time() - start

    turns = [(cost(short, 8), cost(long, 1)) for _ in range(3)]
    return min(first for first, _ in turns) / 8, min(last for _, last in turns)


@pytest.mark.parametrize(
    "unit", ["•\tmot\n", "“mot” ", "<font>", "[a]{.ul} ", "a\tb\n", "::: note\n", "**a ", "\tMot mot mot.\n\n"]
)
def test_the_door_is_linear(unit):
    """Ce que coûte la lecture croît comme le texte."""

    texts = [unit * (length // len(unit)) for length in (50_000, 400_000)]
    short, long = costs_of(*(partial(certain_edits, text) for text in texts))

    assert long < 24 * max(short, 0.01)


@pytest.mark.parametrize(
    ("head", "unit", "tail"),
    [
        ("a | b\n-- c\n\n", " ", "x\n"), ("a | b\n\n--", " ", "x\n"), ("a | b\n\n", "|-", "x\n"),
        ("a | b\n", "---|---\n", ""), ("a | b\n---|---\n", "c|d|e\n", ""), ("", "- -- ", "\n"), ("[x]", " ", "(\n"),
        ("", "[ ](", ""), ("", "\n[a]x", ""), ("TODO ", "[à ", ""),
    ],
)  # fmt: skip
def test_doubts_are_linear(head, unit, tail):
    """Ce que coûtent les doutes croît comme le texte, une ligne sans fin comprise."""

    def doubted(length: int) -> Callable[[], object]:
        reading = read(head + unit * (length // len(unit)) + tail)
        return lambda: list(doubts(reading, Page.model_construct()))

    short, long = costs_of(doubted(4_000), doubted(32_000))

    assert long < 24 * max(short, 0.01)


def article(text: str, *exceptions: str) -> str:
    given = "".join(f"  - {{rule: {rule}, reason: voulu}}\n" for rule in exceptions)
    return f"---\ntitle: Essai\ndate: 2026-03-01\n{'exceptions:' + chr(10) + given if given else ''}---\n{text}"


def test_a_text_keeps_the_signs_that_it_excepts(folder):
    """Un texte qui s’excepte d’une lecture garde ses signes, et son exception sert."""
    folder.write("articles/essai.md", article("Le mot “juste”, 2^e^ fois.\n", "lu-guillemets"))
    site = folder.load()

    assert "“juste”, 2<sup>e</sup>" in site.articles["essai"].rendered.html
    assert {each.rule for each in site.excused} == {"lu-guillemets"} and not site.problems


def test_an_exception_to_a_reading_that_reads_nothing_is_told(folder):
    """Une exception à une lecture qui n’a rien à lire est de trop."""
    folder.write("articles/essai.md", article("Le mot juste.\n", "lu-guillemets"))

    assert [each.rule for each in idle_answers(folder.load(), at_the_end=False)] == ["exception-sans-objet"]


def test_the_house_answers_no_reading(folder):
    """Une lecture se refuse dans un texte, non dans agence.yaml."""
    folder.write("agence.yaml", "name: A\nurl: https://a.example/\nrules: {lu-guillemets: off}\n")
    folder.write("articles/essai.md", article("Le mot “juste”.\n"))

    [problem] = folder.load().problems
    assert "se refuse texte par texte" in problem.message


def test_a_told_indent_may_be_kept_as_code(folder):
    """Un alinéa que l’on veut en code le reste, sans un mot."""
    folder.write("articles/essai.md", article("\tLe quai s’éveille tôt, ce matin.\n", "lu-alinea"))
    site = folder.load()

    assert "<pre>" in site.articles["essai"].rendered.html and not site.problems


def test_every_reading_has_its_rule():
    """Chaque lecture est une règle que docs/rules.md montre."""
    readings = {name for name, rule in all_rules().items() if rule.reading}

    assert len(readings) >= 15 and {"lu-guillemets", "lu-puces", "lu-html"} <= readings


def test_links_to_the_site_itself_are_followed(folder):
    """Une adresse du site, ou d’un aperçu, mène à sa page ; elle est relative dans la page."""
    folder.write(
        "articles/essai.md",
        article("[a](https://agence.example/articles/premier/) [b](http://localhost:8000/articles/premier/)\n"),
    )

    assert not folder.load().problems
