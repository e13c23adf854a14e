"""The pages of blogs of all systems: the text and nothing else, and what is concluded when it is not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from client_pages import NOW, URL, answering, article

from plugins.model.content import Content
from plugins.quotes.captures import read_capture
from plugins.quotes.extract_article import find_body
from plugins.quotes.verify import Finding, verify
from tests.quotes.blog_systems import PARAGRAPHS, POINTS, SYSTEMS, TITLE, blog_of

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "relays"
MENU = "<header><nav><ul><li><a href='/'>Accueil</a></li><li><a href='/offre'>Notre offre</a></li></ul></nav></header>"
FOOT = "<footer><p>© Orvane 2026. Mentions légales. Toute reproduction est interdite sans accord écrit.</p></footer>"
QUOTED = (PARAGRAPHS[1], PARAGRAPHS[3])
WHOLE = [*PARAGRAPHS[:4], *POINTS, *PARAGRAPHS[4:]]
OTHER = tuple(
    f"Notre salon de printemps ouvre ses portes le {day} mars à Lyon. Vous y verrez nos clients, leurs équipes et"
    f" quelques machines en marche, de dix heures à la nuit, dans le hall {day}." for day in range(1, 7)
)  # fmt: skip
Load = Callable[..., Content]


def quoting(*passage: str) -> str:
    return article("\n\n".join(passage))


def checked(site: Content, page: str, hours: int = 0, **answer: object) -> Finding:
    (finding,) = verify(site, answering(page, **answer), NOW + timedelta(hours=hours))  # type: ignore[arg-type]
    return finding


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_text_is_found_and_nothing_else(system: str) -> None:
    """Le texte, sans titre, signature, date, partage, appel à l’action, billets liés ni commentaires."""
    assert [block.text for block in find_body(blog_of(system)).blocks] == WHOLE


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_passage_is_judged_in_each_system(read: Load, system: str) -> None:
    """L’extrait y est exact ; un mot changé s’y voit ; un autre article n’est une absence que là où il fut lu."""
    site = read(quoting(*QUOTED))
    changed = tuple(each.replace("sous un café", "sous un dossier") for each in PARAGRAPHS)
    before = checked(site, blog_of(system, OTHER))
    states = [
        checked(site, blog_of(system, text), hours).state for hours, text in enumerate((PARAGRAPHS, changed, OTHER))
    ]

    assert before.state == "unrecognised" and "clients/orvane.md" in before.notes[-1]
    assert states == ["exact", "changed", "absent"]
    assert (
        checked(site, blog_of(system, OTHER), 30).state == "vanished"
        and checked(site, blog_of(system), 31).state == "exact"
    )


FIRST = f"<p>{PARAGRAPHS[0]}</p>"
ARTICLE = f"{MENU}<main><article><h1>{TITLE}</h1><div class='entry-content'>{{}}</div></article></main>{FOOT}"
WALLS = {
    "abonnés, dit en données": (
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","isAccessibleForFree":"False"}]}</script>'
        + ARTICLE.format(FIRST),
        "abonnés",
    ),
    "abonnés, dit au lecteur": (ARTICLE.format(f"{FIRST}<p>La suite est réservée à nos abonnés.</p>"), "abonnés"),
    "Medium": (ARTICLE.format(f"{FIRST}<p>This is a member-only story. Sign in to read it.</p>"), "abonnés"),
    "Substack": (
        ARTICLE.format(f"{FIRST}<div class='paywall'><h2>This post is for paid subscribers</h2></div>"),
        "abonnés",
    ),
    "mot de passe": (
        ARTICLE.format("<form><p>Cet article est protégé par un mot de passe.</p><input type='password'></form>"),
        "mot de passe",
    ),
    "cookies": (
        "<div id='didomi-host'><h2>Vos données, votre choix</h2><p>Nous et nos 842 partenaires déposons des cookies sur"
        " votre terminal. Votre consentement peut être retiré à tout moment dans notre politique de vie privée.</p><p>"
        "Tout accepter ou continuer sans accepter.</p></div>",
        "cookies",
    ),
    "application": (f"<title>{TITLE}</title><div id='root'></div><script src=/a.js></script>", "script"),
    "Next": (
        "<div id='__next'><div class='spinner'>Chargement…</div></div><script id='__NEXT_DATA__'>{}</script>",
        "script",
    ),
    "noscript": (
        f"{MENU}<noscript>Vous devez activer JavaScript pour lire ce site.</noscript><div class=app></div>",
        "script",
    ),
    "robots": ("<title>Just a moment...</title><p>Vérification que vous n’êtes pas un robot.</p>", "robots"),
    "travaux": (
        "<h1>Site en maintenance</h1><p>Nous revenons dans un instant, merci de votre patience.</p>",
        "travaux",
    ),
}


@pytest.mark.parametrize("seen", [False, True], ids=["jamais lu", "déjà lu"])
@pytest.mark.parametrize(("page", "reason"), WALLS.values(), ids=WALLS)
def test_a_page_that_hides_its_text_proves_nothing(read: Load, page: str, reason: str, seen: bool) -> None:
    """Devant une page qui cache son texte, rien n’est conclu, ni aujourd’hui ni demain, et la cause est dite."""
    site = read(quoting(*QUOTED))
    if seen:
        checked(site, blog_of("ghost"))
    for hours in (1, 30, 60):
        finding = checked(site, page, hours)

        assert finding.state == "undetermined" and reason in finding.notes[-1], finding.notes
    assert (read_capture(site.root, "vendre") is not None) is seen


def test_a_page_cut_short_proves_nothing_where_it_was_read_whole(read: Load) -> None:
    """Une page bien plus courte que ce qui fut lu n’est pas une absence : elle ne montre que son début."""
    site = read(quoting(*QUOTED))
    checked(site, blog_of("webflow"))
    finding = checked(site, ARTICLE.format(FIRST), 30)

    assert finding.state == "undetermined" and "selector" in finding.notes[-1]


def test_what_a_wall_shows_is_judged(read: Load) -> None:
    """Derrière une page à demi fermée, ce qui se lit se juge : exact s’il y est, changé si un mot y diffère."""
    page = WALLS["abonnés, dit au lecteur"][0]

    assert checked(read(quoting(PARAGRAPHS[0])), page).state == "exact"
    assert checked(read(quoting(PARAGRAPHS[0])), page.replace("par une odeur", "par un signe")).state == "changed"


@pytest.mark.parametrize("words", ["Page introuvable", "Cet article n’est plus en ligne.", "Error 404: not found"])
def test_a_page_that_says_it_is_gone_is_an_absence(read: Load, words: str) -> None:
    """Une page qui dit que l’article n’y est plus est une absence, là où il fut lu ; jamais reconnue ailleurs."""
    site = read(quoting(*QUOTED))
    page = f"{MENU}<main><h1>{words}</h1></main><div id=root></div>{FOOT}"

    assert checked(site, page).state == "unrecognised"
    checked(site, blog_of("spip"), 1)
    assert [checked(site, page, hours).state for hours in (2, 40)] == ["absent", "vanished"]


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_never_answered_is_not_a_disappearance(read: Load, status: int) -> None:
    """Une adresse où l’extrait ne fut jamais lu n’est pas un original disparu : elle est à corriger."""
    site = read(quoting(*QUOTED))
    states = {checked(site, "", hours, status=status).state for hours in (0, 30, 60)}

    assert states == {"unrecognised"} and not read_capture(site.root, "vendre").gone


def test_a_passage_outside_of_what_was_taken_for_the_text_is_there(read: Load) -> None:
    """Un extrait que la page montre hors de ce qui fut pris pour l’article y est, et « selector » est conseillé."""
    other = "".join(f"<p>{each}</p>" for each in OTHER)
    hidden = f"<main><article>{other}</article></main><aside><p>{PARAGRAPHS[0]}</p></aside>"
    finding = checked(read(quoting(PARAGRAPHS[0])), hidden)

    assert finding.state == "exact" and "« selector »" in finding.notes[0]


def test_an_offer_to_subscribe_is_no_wall(read: Load) -> None:
    """Une page qui propose sa lettre n’est pas fermée : un autre article à la place du nôtre y est une absence."""
    site = read(quoting(*QUOTED))
    checked(site, blog_of("ghost"))
    other = "".join(f"<p>{each}</p>" for each in OTHER)
    page = ARTICLE.format(f"{other}<p>Abonnez-vous pour recevoir notre lettre, et nos cookies de Noël.</p>")

    assert checked(site, page, 1).state == "absent"


def test_the_text_given_in_data_is_read(read: Load) -> None:
    """Une page dessinée par un script, qui donne son texte en données (articleBody), se lit."""
    text = "\\n\\n".join(PARAGRAPHS)
    data = f'{{"@type":"Article","articleBody":"{text}"}}'
    page = f'<script type="application/ld+json">{data}</script><div id="root"></div>'

    assert checked(read(quoting(*QUOTED)), page).state == "exact"


def test_captures_of_before_do_not_hide_an_original_never_read() -> None:
    """Un « disparu » inscrit sans que le texte ait jamais été lu ne retire plus le lien."""
    from plugins.quotes.captures import Capture

    assert not Capture("vendre", URL, "2026-01-01T09:00:00+01:00", "vanished", absent_since="2026-01-01T09:00:00").gone


@pytest.mark.skipif(not CASES.is_dir(), reason="pas de cas à côté du projet (../shared)")
@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("casper", "exact"), ("divi", "exact"), ("elementor", "exact"), ("fse", "exact"), ("hubspot", "exact"),
        ("lazy-noscript", "exact"), ("nombre", "exact"), ("typo", "exact"), ("paywall", "undetermined"),
    ],
)  # fmt: skip
def test_pages_of_others_are_judged_alike(read: Load, name: str, state: str) -> None:
    """Les pages tenues à part du projet sont jugées de même."""
    second = (
        "Une semaine perdue coûte cinq jours, et souvent dix. Personne ne l’écrit au bilan : on parle d’aléas, de"
        " « petits retards », de rattrapage le samedi. À 4 500 € par jour, le rattrapage a un prix."
    )
    last = (
        "Si vous ne deviez garder qu’une idée, gardez celle-ci : ce qui arrête un atelier se voit une semaine avant, à"
        " condition que quelqu’un pose la question à voix haute."
    )
    finding = checked(read(quoting(second, last)), (CASES / f"{name}.html").read_text("utf-8"))

    assert finding.state == state, finding.diffs or finding.notes
