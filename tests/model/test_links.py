"""Links of a text: where they lead, and what the page engine is given."""

from __future__ import annotations

import pytest

from plugins.model.content import PublishedFile
from plugins.model.links import resolve_link
from plugins.site.assemble import banner_of, status_of, updated_of
from plugins.site.texts import text_of
from plugins.site.values import ROOT
from plugins.typography.options import Options


@pytest.fixture
def linked(folder):
    """A text whose body the test writes; returns its HTML and the messages."""
    folder.write("images/mon image.png", b"png")
    folder.write("images/l'été & moi.png", b"png")

    def write(body: str) -> tuple[str, list[str]]:
        folder.write("articles/essai.md", f"---\ntitle: Essai\ndate: 2026-03-01\n---\n{body}\n")
        site = folder.load()
        site.published.update({name: PublishedFile(path, "") for name, path in site.files.items()})
        html = str(text_of(site, site.articles["essai"], Options()).content).replace(ROOT, "")
        return html, [str(problem) for problem in site.problems]

    return write


@pytest.mark.parametrize(
    ("target", "resolved"),
    [
        ("2026-02-01-premier.md", "{filename}/articles/2026-02-01-premier.md"),
        ("./2026-02-01-premier.md?a=1#b", "{filename}/articles/2026-02-01-premier.md?a=1#b"),
        ("{filename}2026-02-01-premier.md#b", "{filename}/articles/2026-02-01-premier.md#b"),
        ("{filename}/pages/contact.md", "{filename}/pages/contact.md"),
        ("|filename|../pages/contact.md", "{filename}/pages/contact.md"),
        ("../pages/contact.md", "{filename}/pages/contact.md"),
        ("../images/cap.png", "{static}/images/cap.png"),
        ("../images/cap.png?v=2#haut", "{static}/images/cap.png?v=2#haut"),
        ("{static}/images/cap.png", "{static}/images/cap.png"),
        ("{attach}../images/cap.png", "{static}/images/cap.png"),
        ("../images/mon%20image.png", "{static}/images/mon image.png"),
        ("../ateliers/../pages/contact.md", "{filename}/pages/contact.md"),
        ("{category}articles", "{filename}/rubriques/articles/"),
    ],
)
def test_a_link_leads_to_a_text_or_a_file(target, resolved, folder):
    """Un lien relatif, `{filename}` ou `{static}` mène au même fichier, et garde sa suite."""
    site = folder.load()
    folder.write("images/mon image.png", b"png")
    site = folder.load()

    assert resolve_link(site, site.articles["ebauche"], target)[:2] == (resolved, None)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("absent.md", "lien « absent.md » : ce fichier n’est pas dans le contenu ; vérifiez le nom"),
        (
            "premeir.md",
            "lien « premeir.md » : ce fichier n’est pas dans le contenu ; voulez-vous « 2026-02-01-premier.md » ?",
        ),
        (
            "../image/cape.png",
            "lien « ../image/cape.png » : ce fichier n’est pas dans le contenu ; voulez-vous « ../images/cap.png » ?",
        ),
        ("../../images/cap.png", "« ../../images/cap.png » sort du contenu : copiez le fichier dans content/images/"),
        ("{static}/../cap.png", "« /../cap.png » sort du contenu : copiez le fichier dans content/images/"),
        ("{zut}cap.png", "indicateur « {zut} » inconnu ; au choix : {filename}, {static}"),
    ],
)
def test_a_link_that_leads_nowhere_says_what_to_write(target, message, folder):
    """Un lien qui ne mène nulle part dit quoi écrire."""
    site = folder.load()

    assert resolve_link(site, site.articles["ebauche"], target)[1] == message


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[x](../pages/contact.md#a)", '<p><a href="/contact/#a">x</a></p>'),
        ("[x](../pages/contact.md?a=1&b=2)", '<p><a href="/contact/?a=1&amp;b=2">x</a></p>'),
        (
            "[x](https://exemple.fr/?q=%22a%20b%22&c=%26)",
            '<p><a href="https://exemple.fr/?q=%22a%20b%22&amp;c=%26">x</a></p>',
        ),
        ("[x](mailto:a@exemple.fr?subject=Un%20mot)", '<p><a href="mailto:a@exemple.fr?subject=Un%20mot">x</a></p>'),
        (
            "![x](../images/cap.png)",
            '<figure><img alt="x" src="/images/cap.png" fetchpriority="high"></figure>',
        ),
        (
            "![x](../images/mon%20image.png)",
            '<figure><img alt="x" src="/images/mon%20image.png" fetchpriority="high"></figure>',
        ),
        (
            "![x](<../images/l'été & moi.png>)",
            '<figure><img alt="x" src="/images/l%27%C3%A9t%C3%A9%20%26%20moi.png" fetchpriority="high"></figure>',
        ),
        ("[x][c]\n\n[c]: ../pages/contact.md", '<p><a href="/contact/">x</a></p>'),
        ("`[x](absent.md)`", "<p><code>[x](absent.md)</code></p>"),
    ],
)
def test_a_page_gets_links_from_the_root_of_the_site(markdown, html, linked):
    """Un lien du contenu mène à son adresse, depuis la racine du site ; une adresse du dehors reste à la lettre."""
    rendered, messages = linked(markdown)

    assert (rendered, [message for message in messages if "#a" not in message]) == (html, [])


@pytest.mark.parametrize(
    "body",
    [
        "Voici :\n\n```\n[x](absent.md)\n<script>\n<!-- more -->\n```",
        "~~~ html\n<div>\n~~~",
        "Du code : `<script>` et ``[x](absent.md)``.",
        "<!-- [x](absent.md) <div> -->",
        "[x](https://exemple.fr/a_(b)) et [y](//exemple.fr/) et [z](tel:+33400000000)",
        "Une note[^1].\n\n[^1]: Voir [x](https://exemple.fr/).",
        "<p>Un paragraphe<p>un autre",
        "<br> <hr/> <img src='../images/cap.png' alt=''>",
        "Si a < b et c > d, alors <- et ->.",
    ],
)
def test_what_is_no_link_nor_open_tag_is_left_alone(body, linked):
    """Du code, un commentaire, une adresse complète ou une image décorative ne sont pas des fautes."""
    assert linked(body)[1] == []


def test_drafts_may_lead_to_drafts(folder):
    """Un brouillon peut mener à un brouillon : ils paraîtront ensemble."""
    folder.write("articles/essai.md", "---\ntitle: Essai\nstatus: draft\n---\n[x](ebauche.md)\n")

    assert folder.messages() == []


@pytest.mark.parametrize(
    ("status", "state", "production", "given"),
    [
        ("draft", "draft", True, ("skip", None)),
        ("draft", "draft", False, ("published", "draft")),
        ("published", "scheduled", True, ("skip", None)),
        ("published", "scheduled", False, ("published", "scheduled")),
        ("hidden", "scheduled", True, ("skip", None)),
        ("skip", "skip", False, ("skip", None)),
        ("hidden", "hidden", True, ("hidden", None)),
        ("hidden", "hidden", False, ("hidden", "hidden")),
        ("published", "published", True, ("published", None)),
    ],
)
def test_a_draft_and_a_scheduled_text_are_shown_in_preview_alone(status, state, production, given, folder):
    """Un brouillon ou un texte à paraître se voit en préversion, avec un bandeau, et jamais en production."""
    date = "2027-01-01" if state == "scheduled" else "2026-01-01"
    folder.write("articles/essai.md", f"---\ntitle: Essai\ndate: {date}\nstatus: {status}\n---\nUn.\n")
    site = folder.load()
    document = site.articles["essai"]
    shown = (status_of(site, document, production=production), banner_of(site, document, production=production))

    assert (site.state(document), shown) == (state, given)


@pytest.mark.parametrize(("now", "state"), [("2026-12-24 07:59", "scheduled"), ("2026-12-24 08:00", "published")])
def test_a_text_is_out_at_its_minute_in_the_agency_s_zone(now, state, folder):
    """Un texte paraît à sa minute, dans le fuseau de l’agence."""
    folder.write("articles/essai.md", "---\ntitle: Essai\ndate: 2026-12-24 08:00\n---\nUn.\n")
    site = folder.load(now)

    assert site.state(site.articles["essai"]) == state


@pytest.mark.parametrize(
    ("body", "warned"),
    [
        ("Une phrase <!-- more --> coupée.", True),
        ("Une phrase.\n\n<!-- more -->\n\nUne autre.", False),
        ("« Une phrase ! » <!-- more --> Une autre.", False),
    ],
)
def test_a_mark_in_the_middle_of_a_sentence_is_told(linked, body, warned):
    """« <!-- more --> » au milieu d’une phrase est signalé ; seul ou après une phrase, non."""
    messages = linked(body)[1]

    assert any("coupe une phrase" in message for message in messages) == warned


@pytest.mark.parametrize(("modified", "shown"), [("2026-02-28", False), ("2026-03-01", True), ("2026-04-01", True)])
def test_an_update_before_the_first_day_is_not_shown(folder, modified, shown):
    """Une mise à jour antérieure à la parution n’est pas montrée aux lecteurs."""
    folder.write("articles/essai.md", f"---\ntitle: Essai\ndate: 2026-03-01\nmodified: {modified}\n---\nUn mot.\n")
    site = folder.load()

    assert (updated_of(site, site.articles["essai"]) is not None) == shown


def test_the_excerpt_of_a_client_s_article_is_ours(folder):
    """L’extrait d’un article écrit pour un client laisse de côté le passage cité de lui."""
    quoted = "<!-- extrait -->\nSes mots.\n<!-- /extrait -->"
    header = "title: Essai\ndate: 2026-03-01\nclient: orvane\noriginal_url: https://orvane.example/x"
    folder.write("articles/essai.md", f"---\n{header}\n---\nLes nôtres.\n\n{quoted}\n\nAprès.\n")
    site = folder.load()

    assert text_of(site, site.articles["essai"], Options()).teaser == "Les nôtres. Après."


def test_every_address_of_raw_html_is_resolved(linked):
    """En HTML aussi, chaque adresse d’une balise mène au fichier : affiche, srcset, attribut sans guillemets."""
    html, messages = linked(
        "<video src=\"../images/cap.png\" poster='../images/cap.png' muted></video>\n\n"
        '<picture><source srcset="../images/cap.png 1x, ../images/mon%20image.png 2x">'
        "<img src=../images/cap.png alt=Vue></picture>\n\n"
        '<blockquote cite="2026-02-01-premier.md">Mot</blockquote>'
    )

    assert messages == []
    assert '<video src="/images/cap.png" poster="/images/cap.png" muted>' in html
    assert 'srcset="/images/cap.png 1x, /images/mon%20image.png 2x"' in html
    assert '<img src="/images/cap.png"' in html
    assert 'cite="/articles/premier/"' in html


def test_what_a_srcset_names_is_looked_for(linked):
    """Un fichier absent d’un srcset est une faute, comme celui d’un src."""
    _, messages = linked('<img src="../images/cap.png" srcset="../images/cap.png 1x, ../images/cpa.png 2x" alt="Vue">')

    assert [message.split(": ", 1)[1] for message in messages] == [
        "lien « ../images/cpa.png » : ce fichier n’est pas dans le contenu ; vérifiez le nom"
    ]


@pytest.mark.parametrize(
    "body",
    ["http://c.example[http://c.example", "[a](http://[x/)", "[a](//[x)", "<http://[y>", "[a](https://ex[ample/x.pdf)",
     '<iframe src="https://[youtube.com/embed/x"></iframe>'],
)  # fmt: skip
def test_an_address_that_nothing_reads_is_told(linked, body):
    """Une adresse qu’aucun programme ne sait lire est dite à sa ligne ; le texte se lit tout de même."""
    _, problems = linked(body)

    assert any("articles/essai.md:5:" in each and "illisible" in each for each in problems), problems


def test_an_address_without_its_scheme_is_one_of_another_site(linked):
    """« //exemple.example/page » mène ailleurs : rien à dire."""
    assert linked("[a](//exemple.example/page)")[1] == []
