"""The search page in a real Chromium: words, slips, sorts, keyboard, small screens, no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

Search = Callable[..., Any]


def titles(page: Any) -> list[str]:
    """What was found, once it is said how much."""
    expect(page.get_by_role("status")).to_contain_text("texte")
    if not page.get_by_role("status").inner_text().startswith("Aucun"):
        page.locator("#trouves li").first.wait_for()
    return page.locator("#trouves h3").all_inner_texts()


@pytest.mark.parametrize(
    ("asked", "expected"),
    {
        "innovation": {"Une panne d’innovation\u202f?"},
        "coeur": {"Le cœur du métier"},
        "Cœur": {"Le cœur du métier"},
        "oeuvre": {"Le cœur du métier"},
        "l'œuvre": {"Le cœur du métier"},
        "numerique": {"Une carte par jour"},
        "ete": {"Une carte par jour"},
        "dirigeant": {"Une panne d’innovation\u202f?", "Une carte par jour", "Le guide des dirigeants", "Contact"},
        "les dirigeants de l'agence": {"Contact"},
        "le": {"Le cœur du métier", "Le guide des dirigeants", "Une carte par jour", "Une panne d’innovation\u202f?"},
        "« parle d’innovation »": {"Une panne d’innovation\u202f?"},
        "entrepr": {"Une panne d’innovation\u202f?"},
    }.items(),
)
def test_words_are_found_as_people_type_them(search: Search, asked: str, expected: set[str]) -> None:
    """Élisions, ligatures, accents, pluriels, débuts de mots, expressions entre guillemets."""
    page = search(asked)

    assert {*titles(page)} == expected
    assert page.said == []


@pytest.mark.parametrize(
    ("asked", "read", "expected"),
    [
        ("inovation", "innovation", "Une panne d’innovation\u202f?"),
        ("dirigaents agence", "dirigeants agence", "Contact"),
        ("entrepirse", "entreprise", "Une panne d’innovation\u202f?"),
        ("metier", "metier", "Le cœur du métier"),
        ("numérque", "numérique", "Une carte par jour"),
    ],
)
def test_a_slip_is_forgiven_and_told(search: Search, asked: str, read: str, expected: str) -> None:
    """Une faute de frappe mène au mot voisin, et la page le dit."""
    page = search(asked)

    assert titles(page) == [expected]
    told = page.get_by_role("status").inner_text()
    assert f"pour «\u00a0{read}\u00a0»" in told
    assert (f"Aucun ne contient «\u00a0{asked}\u00a0»" in told) == (asked != read)


def test_a_word_that_nobody_wrote_finds_nothing(search: Search) -> None:
    """Un mot qu’aucun texte n’a ne trouve rien ; à côté d’un mot connu, il est laissé de côté et nommé."""
    page = search("hapax")
    assert titles(page) == [] and "Aucun texte pour" in page.get_by_role("status").inner_text()
    assert page.get_by_role("link", name="Plan du site").first.is_visible()

    page = search("innovation xylophone")
    assert titles(page) == ["Une panne d’innovation\u202f?"]
    assert "Aucun ne contient «\u00a0xylophone\u00a0»" in page.get_by_role("status").inner_text()


def test_excerpts_mark_the_word_and_keep_the_typography(search: Search) -> None:
    """L’extrait est celui qui est publié, le mot trouvé y est marqué sans son élision ni sa ponctuation."""
    page = search("innovation")
    titles(page)

    assert page.locator("mark").all_inner_texts() == ["innovation"]
    assert page.locator(".excerpt").evaluate("node => node.childNodes.length") == 3  # not one text for each word
    assert (
        page.locator(".excerpt").inner_text()
        == "L’entreprise parle d’innovation, puis elle attend les\u00a0dirigeants."
    )
    assert page.locator("#trouves li").first.locator("p").first.inner_text() == "Article,\n1er\u00a0mars 2026"
    page.locator("#trouves a").first.click()
    expect(page.locator("h1")).to_have_text("Une panne d’innovation\u202f?")


def test_a_sort_may_be_chosen(search: Search) -> None:
    """Les sortes trouvées sont proposées avec leurs nombres ; en choisir une ne montre qu’elle."""
    page = search("dirigeant")
    titles(page)
    choice = page.get_by_label("Parmi")

    assert choice.locator("option").all_inner_texts() == [
        "Tous les textes (4)", "Articles (2)", "Guides (1)", "Pages (1)",
    ]  # fmt: skip
    choice.select_option(label="Guides (1)")
    expect(page.locator("#trouves h3")).to_have_text(["Le guide des dirigeants"])
    expect(page.get_by_role("status")).to_contain_text("1\u00a0texte pour")
    assert choice.locator("option").all_inner_texts()[0] == "Tous les textes (4)"


def test_all_is_done_from_the_keyboard(search: Search) -> None:
    """Au clavier seul : le champ, la recherche, la suite des résultats, le premier nouveau."""
    page = search()
    page.get_by_label("Chercher dans le site").focus()
    page.keyboard.type("rameau")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("12\u00a0textes")
    expect(page.locator("#trouves li")).to_have_count(10)
    assert page.url.endswith("?q=rameau")

    page.get_by_role("button", name="Montrer plus").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#trouves li")).to_have_count(12)
    expect(page.locator("#trouves li").nth(10).locator("a")).to_be_focused()
    expect(page.get_by_role("button", name="Montrer plus")).to_be_hidden()
    assert page.said == []


def test_the_index_comes_when_it_is_asked_for(search: Search) -> None:
    """La page ne charge ni l’index ni son programme avant que l’on entre dans le champ, et ne garde rien."""
    page = search()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert not [url for url in asked if "/pagefind/" in url]

    page.get_by_label("Chercher dans le site").focus()
    page.keyboard.type("coeur")
    assert titles(page) == ["Le cœur du métier"]
    assert [url for url in asked if not url.startswith(page.root) and not url.startswith("blob:")] == []
    assert not [url for url in asked if url.endswith("mots.txt")]
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["", "dirigeant", "hapax"])
def test_the_page_breaks_no_rule_of_accessibility(search: Search, asked: str, scheme: str) -> None:
    """axe ne trouve rien, claire ou sombre, vide ou remplie ; à 320 points rien ne déborde."""
    page = search(asked, color_scheme=scheme, viewport={"width": 320, "height": 700})
    if asked:
        titles(page)

    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_script_the_page_says_where_to_look(search: Search) -> None:
    """Sans JavaScript, la page le dit et donne les listes ; le champ reste un formulaire."""
    page = search("coeur", java_script_enabled=False)

    assert page.get_by_text("La recherche demande JavaScript").is_visible()
    assert page.locator("#autrement").get_by_role("link", name="Articles").is_visible()


def test_a_lost_page_asks_the_search_page(search: Search) -> None:
    """Le formulaire de la page d’erreur mène à la recherche, déjà faite."""
    page = search(path="404.html")
    page.get_by_label("Que cherchiez-vous").fill("cœur")
    page.get_by_role("button", name="Rechercher").click()

    assert titles(page) == ["Le cœur du métier"]
    assert page.said == []


def test_search_is_one_link_away_and_out_of_engines(searched_site: Path) -> None:
    """Chaque page y mène, le plan du site aussi ; les moteurs ne la gardent pas ; elle seule lit l’index."""
    pages = {
        path.relative_to(searched_site).as_posix(): path.read_text("utf-8") for path in searched_site.rglob("*.html")
    }
    framed = {name: html for name, html in pages.items() if "site-header" in html}

    assert framed and all(">Rechercher</a>" in html for html in framed.values())
    assert "/recherche/" in pages["plan-du-site/index.html"].partition("<main")[2].partition("</main>")[0]
    assert '<meta name="robots" content="noindex, follow">' in pages["recherche/index.html"]
    assert [name for name, html in pages.items() if "wasm-unsafe-eval" in html] == ["recherche/index.html"]
    assert "/recherche/" not in (searched_site / "sitemap.xml").read_text("utf-8")
