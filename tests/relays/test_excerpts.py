"""What leaves: found between its marks, cleaned, cut at a sentence end, its links whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.texts import count_words, plain_text
from plugins.relays.desired_posts import DesiredPost, desired_posts
from plugins.relays.excerpts import clean, cut, first_blocks, relay_excerpt
from plugins.relays.invitations import invitation
from plugins.site.assemble import assemble
from plugins.site.options import Options as SiteOptions
from plugins.site.typesetting import typeset
from plugins.targets.gutenberg import gutenberg
from plugins.targets.target import Post
from plugins.typography.options import Options
from tests.relays.desk import Desk


@pytest.fixture
def paper(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, {})
    desk.agency()
    return desk


def excerpt_of(desk: Desk, slug: str, limit: int | None = None) -> str:
    site = desk.site()
    return relay_excerpt(site, site.articles[slug], limit)


def test_the_marked_passage_is_given(paper: Desk) -> None:
    """Le passage entre les marques part, et lui seul."""
    paper.article("un", clients="", text="Avant.\n\n<!-- extrait -->\n\nLe *passage*.\n\n<!-- /extrait -->\n\nAprès.")

    assert excerpt_of(paper, "un") == "<p>Le <em>passage</em>.</p>"


def test_without_marks_the_excerpt_of_lists_is_given(paper: Desk) -> None:
    """Sans marques, c’est l’extrait des listes : jusqu’à « more », sinon le chapô."""
    paper.article("un", clients="", text="Début.\n\n<!-- more -->\n\nFin.")
    paper.article("deux", clients="", summary="Le chapô.")

    assert excerpt_of(paper, "un") == "<p>Début.</p>" and excerpt_of(paper, "deux") == "<p>Le chapô.</p>"


LIST = "<ul>\n<li>Le premier point vous regarde.</li>\n<li>Le second aussi.</li>\n</ul>"
TEXT = "Un *début* et [un lien](https://x.example/).\n\nVoici ce qu’il révèle :\n\n- Le premier point vous regarde.\n"
TEXT += "- Le second aussi.\n\nUne suite assez longue."


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (30, f"{{start}}\n<p>Voici ce qu’il révèle :</p>\n{LIST}\n<p>Une suite assez longue.</p>"),
        (20, f"{{start}}\n<p>Voici ce qu’il révèle :</p>\n{LIST}"),
        (16, "{start}"),  # the list would be over the limit: what announces it stays with it
        (6, "{start}"),
        (4, '<p>Un <em>début</em> et <a href="https://x.example/">un</a> […]</p>'),
    ],
)
def test_without_anything_set_apart_whole_blocks_leave(paper: Desk, limit: int, expected: str) -> None:
    """Sans rien de marqué, partent les premiers blocs, entiers, avec leurs listes et leurs liens."""
    paper.article("un", clients="", text=TEXT)
    start = '<p>Un <em>début</em> et <a href="https://x.example/">un lien</a>.</p>'

    assert excerpt_of(paper, "un", limit) == expected.replace("{start}", start)


@given(
    st.lists(
        st.sampled_from(
            ["<p>Un deux trois. Quatre cinq.</p>", "<p>Un deux :</p>", "<p>Un. Voici :</p>", "<h2>Titre</h2>", LIST,
             "<table><tr><td>a</td></tr></table>", "<p><em>Six sept</em> huit.</p>", "<figure><img src=x></figure>"]
        ),
        max_size=8,
    ),
    st.integers(6, 40),
)  # fmt: skip
def test_any_first_blocks_are_within_the_limit_and_end_well(blocks: list[str], limit: int) -> None:
    """Quels que soient les blocs : dans la longueur, les mêmes deux fois, et une fin qui n’annonce rien."""
    found = first_blocks("\n".join(blocks), limit)

    assert found == first_blocks("\n".join(blocks), limit)
    assert count_words(plain_text(found.html)) <= limit
    assert not plain_text(found.html).endswith(":") and not found.html.endswith("</h2>")


def test_the_automatic_excerpt_ends_where_a_text_may_end(paper: Desk) -> None:
    """Ni intertitre, ni annonce d’un tableau resté chez nous à la fin ; l’annonce s’en va, sa phrase d’avant reste."""
    table = "| a | b |\n|---|---|\n| c | d |"
    paper.article("un", clients="", text=f"Un mot. Voici les chiffres :\n\n{table}\n\nLa suite.")
    paper.article("deux", clients="", text="Un mot.\n\n## Titre\n\n" + "Une phrase très longue, " * 60 + "enfin.")
    paper.article("trois", clients="", text=f"Un mot.\n\n{table}\n\nLa suite.")

    assert excerpt_of(paper, "un") == excerpt_of(paper, "deux") == "<p>Un mot.</p>"
    assert excerpt_of(paper, "trois") == "<p>Un mot.</p>\n<p>La suite.</p>"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Read the rest of “Écouter” on the Agence Vigie blog"),
        ("en-GB", "Read the rest of “Écouter” on the Agence Vigie blog"),
        ("de", "„Écouter“ weiterlesen im Blog von Agence Vigie"),
        ("es", "Seguir leyendo «Écouter» en el blog de Agence Vigie"),
        ("it", "Continua a leggere «Écouter» sul blog di Agence Vigie"),
        ("fr-CA", "Lire la suite de «\xa0Écouter\xa0» sur le blog d’Agence Vigie"),
        ("pl", "Écouter"),
    ],
)
def test_the_invitation_speaks_the_language_of_the_article(language: str, expected: str) -> None:
    """L’invitation est dans la langue de l’article ; dans une langue inconnue, le titre seul."""
    assert invitation("Écouter", "Agence Vigie", language) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (9, "<p>Un deux <strong>trois</strong>. Quatre cinq six. Sept huit neuf.</p>"),
        (8, "<p>Un deux <strong>trois</strong>. Quatre cinq six. […]</p>"),
        (5, "<p>Un deux <strong>trois</strong>. […]</p>"),
        (2, "<p>Un deux […]</p>"),
    ],
)
def test_a_cut_falls_at_a_sentence_end(limit: int, expected: str) -> None:
    """Un extrait trop long est coupé à la fin d’une phrase, suivie de « […] », sans balise ouverte."""
    html = "<p>Un deux <strong>trois</strong>. Quatre cinq six. Sept huit neuf.</p>"

    assert cut(html, limit) == expected


def test_a_cut_keeps_whole_items_and_no_lonely_heading() -> None:
    """Une liste est coupée entre deux points ; un intertitre qui n’annonce plus rien est ôté."""
    assert cut("<ul><li>Un deux.</li><li>Trois quatre cinq.</li></ul>", 3) == "<ul><li>Un deux.</li></ul>\n<p>[…]</p>"
    assert cut("<p>Un deux.</p>\n<h3>Titre</h3>\n<p>Trois quatre cinq.</p>", 4) == "<p>Un deux. […]</p>"


@pytest.mark.parametrize("limit", range(1, 30))
def test_a_cut_is_never_over_the_limit(limit: int) -> None:
    """Aucune coupe ne dépasse la longueur convenue."""
    html = "<p>L’été, on écrit&nbsp;: peu. M. Dupont relit !</p>\n<ul><li>Un.</li><li>Deux.</li></ul>\n<p>Fin.</p>"

    assert count_words(plain_text(cut(html, limit))) <= limit


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<blockquote>\n<p>Un deux. Trois quatre.</p>\n</blockquote>", "<blockquote>\n<p>Un deux.</p></blockquote>"),
        ("<ul><li>Un deux. Trois quatre.</li><li>Cinq.</li></ul>", "<ul><li>Un deux.</li></ul>"),
        ("<dl><dt>Un</dt><dd>deux. Trois quatre.</dd></dl>", "<dl><dt>Un</dt><dd>deux.</dd></dl>"),
        ("<h3>Titre</h3>\n<blockquote><p>Un deux. Trois.</p></blockquote>", "<blockquote><p>Un deux.</p></blockquote>"),
        ("<h3>Un long titre</h3>\n<p>Un deux. Trois quatre.</p>", "<p>Un deux. […]</p>"),
    ],
)
def test_a_cut_leaves_something_to_read(html: str, expected: str) -> None:
    """Une citation, une liste ou un titre trop longs laissent au moins une phrase, jamais « […] » seul."""
    assert cut(html, 2).removesuffix("\n<p>[…]</p>") == expected


def test_a_run_of_inline_elements_is_one_paragraph() -> None:
    """Un bloc de HTML sans paragraphe en fait un seul, et deux boîtes en font deux."""
    assert clean("Un <em>mot</em>, <a href='tel:+33123456789'>un numéro</a>.<p>Deux.</p>\n") == (
        '<p>Un <em>mot</em>, <a href="tel:+33123456789">un numéro</a>.</p>\n<p>Deux.</p>'
    )
    assert clean("<div>Un <b>mot</b></div><div>Deux</div>") == "<p>Un <b>mot</b></p>\n<p>Deux</p>"


def test_definitions_and_code_stay_whole(paper: Desk) -> None:
    """Une liste de définitions reste une liste, un bloc de code garde ses lignes, un numéro de téléphone son lien."""
    text = "Mot\n:   Sens.\n\n```\nun\n  deux < trois\n```\n\n[Appelez](tel:+33123456789)."
    text = f"<!-- extrait -->\n{text}\n<!-- /extrait -->"
    paper.article("un", clients="", text=text)
    html = excerpt_of(paper, "un")
    blocks = gutenberg(Post("cx-1", "T", html, "https://a.example/", "Lire", "un", "draft"))

    assert "<dl><dt>Mot</dt><dd>Sens.</dd></dl>" in html.replace("\n", "")
    assert "<pre><code>un\n  deux &lt; trois\n</code></pre>" in html and 'href="tel:+33123456789"' in html
    assert "un\n  deux &lt; trois" in blocks and '<!-- wp:code -->\n<pre class="wp-block-code"><code>' in blocks


def test_links_are_whole_away_from_home(paper: Desk) -> None:
    """Un lien du site devient une adresse entière ; un lien d’ailleurs reste ce qu’il est."""
    paper.article("paru", clients="", text="## Suite\n\nTexte.")
    paper.article(
        "un",
        clients="",
        text="<!-- extrait -->\n\n[paru](2026-11-02-paru.md#suite), [ici](#la), "
        "[ailleurs](https://x.example/?a=1&b=2).\n\n<!-- /extrait -->\n\n## La\n\nFin.",
    )
    html = excerpt_of(paper, "un")

    assert '<a href="https://essai.example/carnet/articles/paru/#suite">paru</a>' in html
    assert '<a href="https://essai.example/carnet/articles/un/#la">ici</a>' in html
    assert '<a href="https://x.example/?a=1&amp;b=2">ailleurs</a>' in html


def test_nothing_active_leaves() -> None:
    """Ni script, ni gestionnaire, ni image, ni note ne part chez un client."""
    html = clean(
        '<p onclick="x()">Un<script>x()</script> <a href="javascript:x()">lien</a> <img src="a.png">'
        '<sup id="fnref:1">1</sup></p><figure><img src="b.png"></figure><div class="footnote">Note</div>'
    )

    assert html == "<p>Un lien </p>"


def test_blocks_carry_the_key_on_the_invitation_alone() -> None:
    """En blocs, chaque paragraphe se corrige à part ; la marque est la classe du dernier."""
    post = Post(
        "cx-1", "Titre", "<p>Un.</p>\n<h3>Deux</h3>\n<ol><li>Trois</li></ol>", "https://a.example/?x=1&y=2", "Lire",
        "un", "draft", rel="sponsored",
    )  # fmt: skip
    blocks = gutenberg(post)

    assert blocks.count("cx-1") == 2 and blocks.count("<!-- wp:") == blocks.count("<!-- /wp:") == 5
    assert (
        '<p class="lire-la-suite cx-1"><a href="https://a.example/?x=1&amp;y=2" rel="sponsored">Lire</a></p>' in blocks
    )
    assert '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Deux</h3>' in blocks
    assert '<!-- wp:list {"ordered":true} -->' in blocks


@pytest.mark.parametrize(
    ("agency", "expected"),
    [("Agence Vigie", "le blog d’Agence Vigie"), ("Le Cadran", "le blog du Cadran"), ("Vigie", "le blog de Vigie")],
)
def test_the_invitation_says_where_it_leads(agency: str, expected: str) -> None:
    """Le lien dit l’article et le blog où il mène, avec l’élision."""
    assert invitation("Écouter", agency) == f"Lire la suite de «\xa0Écouter\xa0» sur {expected}"


def wanted_of(paper: Desk, **article: str) -> DesiredPost:
    """The relay that an article asks for, typeset as the tasks do."""
    paper.client("orvane", "https://orvane.example", "agence", "secret")
    paper.article("un", **article)
    site = typeset(paper.site(), Options())
    return next(desired_posts(site, {"wordpress"}, Options()))


def test_an_english_article_keeps_english_typography(paper: Desk) -> None:
    """Un article en anglais part avec sa typographie, et chacun de ses textes dit sa langue."""
    text = 'Is it "done"? Yes!\n\n- One; two:\n    - three!\n\n<!-- more -->\n\nMore.'
    wanted = wanted_of(paper, text=text, title="Why not?", lang="en")

    assert wanted.title == "Why not?" and wanted.language == "en"
    assert ' lang="en">Read the rest of “Why not?”' in wanted.post("cx-1", "").closing[1]
    assert wanted.excerpt.startswith('<p><span lang="en">Is it "done"? Yes!</span></p>')
    assert '<li><span lang="en">One; two:</span><ul><li><span lang="en">three!</span></li></ul></li>' in (
        wanted.excerpt.replace("\n", "")
    )


def test_title_and_invitation_are_set_as_the_excerpt(paper: Desk) -> None:
    """Le titre et l’invitation ont la typographie de l’extrait, guillemets intérieurs compris."""
    wanted = wanted_of(paper, text="Vraiment ?", title="L'art & « l'écoute » : oser ?")

    assert wanted.title == "L’art & «\xa0l’écoute\xa0»\xa0: oser\u202f?"
    assert wanted.invitation.startswith("Lire la suite de «\xa0L’art & “l’écoute”\xa0: oser\u202f?\xa0» sur le blog d’")
    assert wanted.excerpt == "<p>Vraiment\u202f?</p>"


def test_the_typography_of_the_site_reaches_pages_cards_and_relays(paper: Desk) -> None:
    """Les réglages de typographie du site valent pour la page, sa carte, les flux et le relais."""
    chosen = Options(space_colon="\u202f", space_high="\xa0", ligatures=False)
    paper.client("orvane", "https://orvane.example", "agence", "secret")
    paper.article("un", title="Oser : un coeur ?", text="Vraiment : un coeur ?")
    content = paper.site()
    site = assemble(content, SiteOptions("https://agence.example", production=True, typography=chosen))
    wanted = next(desired_posts(typeset(content, chosen), {"wordpress"}, chosen))
    (article,) = site.articles

    assert {article.title, site.cards[article.id].title, wanted.title} == {"Oser\u202f: un coeur\xa0?"}
    assert {str(article.excerpt), wanted.excerpt} == {"<p>Vraiment\u202f: un coeur\xa0?</p>"}
    assert "Vraiment\u202f: un" in str(site.text(content.articles["un"]).content)
