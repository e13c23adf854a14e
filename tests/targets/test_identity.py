"""Our posts are found for certain, and read as far as our account may: whatever search, cache, author or role."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.relays.desk import TEXT, Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import Blog, WordPress

Extend = Callable[[str], None]


def as_(desk: Desk, blog: Blog, proxy: FaultProxy, role: str, **relay: str) -> None:
    """The client « orvane » reached with the account of a role."""
    account = blog.accounts[role]
    desk.client("orvane", proxy.url, account.login, account.password, **relay)


def of_marie(desk: Desk, blog: Blog, relay: str, **fields: Any) -> None:
    """What an editor of the client's does to our post of a relay."""
    blog.ask("POST", f"wp/v2/posts/{desk.entry(relay).remote['id']}", role="editor", json=fields)


def held(desk: Desk, blog: Blog, slug: str) -> dict[str, Any]:
    """Our post as the blog keeps it."""
    return blog.ask("GET", f"wp/v2/posts/{desk.entry(slug).remote['id']}", params={"context": "edit"})


# --- one listing ------------------------------------------------------------------------------------------


def test_forty_relays_are_one_listing(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Quarante relais : qui nous sommes, une liste de nos billets, une recherche d’appoint, et c’est tout."""
    known = [desk.new("liste") for _ in range(2)]
    desk.apply()
    proxy.reset()
    assert [desk.action(slug) for slug in known] == ["nothing", "nothing"]
    settled_reads = [path.partition("?")[0] for _, path in proxy.seen]
    for _ in range(38):
        desk.new("quarante")
    proxy.reset()
    plan = desk.plan()

    assert len(plan.lines) == 40 and [line.action for line in plan.lines].count("create") == 38
    assert settled_reads == ["/wp-json/wp/v2/users/me", "/wp-json/wp/v2/posts"] * 2
    assert len(proxy.seen) == 3 and "search" not in proxy.seen[1][1] and "search" in proxy.seen[2][1]


@pytest.mark.parametrize("plugin", [False, True])
def test_a_search_that_finds_nothing_doubles_nothing(
    desk: Desk, blog: Blog, proxy: FaultProxy, extend: Extend, plugin: bool
) -> None:
    """La recherche du blog est celle d’une autre extension, et la réponse se perd : un seul billet."""
    extend("add_filter('posts_search', fn ($where) => $where ? ' AND 1 = 0 ' : '');")
    blog.plugin(plugin)
    slug = desk.new("sans-recherche")
    proxy.faults += [Fault("POST /wp-json/wp/v2/posts", "lost"), Fault("GET /wp-json/wp/v2/posts", "cut", times=0)]
    desk.apply()

    desk.apply()

    assert len([post for post in blog.live() if desk.entry(slug).key in post["content"]["raw"]]) == 1
    assert blog.live(desk.entry(slug).key) == [] and desk.action(slug) == "nothing"


def test_a_silent_cache_hides_no_correction(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un cache rend ses copies de l’API sans regarder qui demande : la correction du client est vue."""
    slug = desk.new("cache")
    proxy.cache = lambda path: path
    desk.apply()
    desk.plan()
    of_marie(desk, blog, slug, content=held(desk, blog, slug)["content"]["raw"].replace("trois lignes", "dix lignes"))
    desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    applied = desk.apply()

    assert applied.exit_code == 3 and "dix lignes" in held(desk, blog, slug)["content"]["raw"]
    assert "[-trois-] {+dix+}" in desk.line(slug).to_text()


def test_a_cache_that_answers_all_the_same_stops_the_client(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un cache qui oublie les paramètres, et le dit, bloque : rien n’est écrit sur la foi d’une copie."""
    slug = desk.new("cache-sourd")
    desk.plan()
    proxy.cache = lambda path: path.partition("?")[0]
    desk.plan()
    proxy.seen.clear()
    applied = desk.apply()

    assert applied.exit_code == 4 and proxy.writes == []
    assert "un cache a répondu à la place du blog (x-cache: HIT)" in desk.line(slug).reason


# --- whoever signs ----------------------------------------------------------------------------------------


def test_a_post_that_the_client_signs_stays_ours(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Signé d’un autre : lu comme les visiteurs, inscrit, dit ; une correction de notre part attend le client."""
    slug = desk.new("signe")
    desk.apply()
    of_marie(desk, blog, slug, author=blog.accounts["editor"].id)
    line = desk.line(slug)
    desk.apply()
    quiet = desk.line(slug)
    desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    proxy.seen.clear()
    blocked = desk.line(slug)
    desk.apply()

    assert (line.action, line.reason) == ("drift", "signé de Marie chez le client")
    assert quiet.action == "nothing" and desk.entry(slug).remote["status"] == "published"
    assert blocked.action == "blocked" and "signé de Marie" in blocked.reason and "l’article a changé" in blocked.reason
    assert proxy.writes == []


def test_a_post_signed_by_another_is_found_without_a_ledger(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Registre perdu et billet signé d’un autre : sa marque le retrouve, rien n’est reposté."""
    slug = desk.new("signe-perdu")
    desk.apply()
    key = desk.entry(slug).key
    of_marie(desk, blog, slug, author=blog.accounts["editor"].id)
    (desk.content / f"registre/relais/{slug}@orvane.json").unlink()
    desk.apply()

    assert len(blog.live(key)) == 1 and desk.entry(slug).state == "published"
    assert desk.action(slug) == "nothing"


def test_a_draft_signed_by_another_is_left_to_the_client(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un brouillon signé d’un autre n’est plus à lire : le plan le dit une fois, et ne reposte rien."""
    as_(desk, blog, proxy, "author", status="draft")
    slug = desk.new("signe-brouillon")
    desk.apply()
    of_marie(desk, blog, slug, author=blog.accounts["editor"].id)
    line = desk.line(slug)
    desk.apply()
    quiet = desk.action(slug)
    of_marie(desk, blog, slug, status="publish")
    desk.apply()

    assert line.action == "drift" and "brouillon devenu fermé à notre compte" in line.reason
    assert quiet == "nothing" and len(blog.live(desk.entry(slug).key)) == 1
    assert desk.entry(slug).remote["status"] == "published" and desk.action(slug) == "nothing"


def test_a_contributor_works_as_far_as_it_may(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Contributeur : le brouillon que le client publie est inscrit, public ; corriger ou retirer attend le client."""
    as_(desk, blog, proxy, "contributor", status="draft")
    slug = desk.new("pigiste-publie")
    desk.apply()
    of_marie(desk, blog, slug, status="publish")
    line = desk.line(slug)
    desk.apply()
    quiet = desk.line(slug).action
    known = desk.entry(slug).remote
    desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    changed = desk.line(slug)
    desk.article(slug, clients="")
    unwanted = desk.line(slug)

    assert (line.action, line.reason) == ("drift", "brouillon devenu publié chez le client")
    assert quiet == "nothing" and known["status"] == "published" and known["url"].endswith(f"/{slug}/")
    assert changed.action == unwanted.action == "blocked" and "demandez-lui de le faire" in changed.reason


def test_the_client_s_correction_is_seen_through_the_public_view(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Contributeur, billet publié puis corrigé : le conflit montre les mots, pas les signes de WordPress."""
    as_(desk, blog, proxy, "contributor", status="draft")
    slug = desk.new("pigiste-corrige", text=f'{TEXT}\n\nDit "vite" -- en 3x4...')
    desk.apply()
    raw = blog.posts(desk.entry(slug).key)[0]["content"]["raw"]
    of_marie(desk, blog, slug, status="publish")
    untouched = desk.line(slug)
    of_marie(desk, blog, slug, content=raw.replace("trois lignes", "dix lignes"))
    line = desk.line(slug)

    assert untouched.action == "drift" and not untouched.changes
    assert line.action == "conflict" and "[-trois-] {+dix+}" in line.to_text()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "secret"}, "protégé par un mot de passe chez le client"),
        ({"status": "private"}, "publié devenu privé chez le client"),
        ({"status": "future", "date": "2031-01-02T08:00:00"}, "publié devenu programmé chez le client"),
        ({"status": "pending"}, "publié devenu en attente de relecture chez le client"),
        ({"slug": "autre-adresse", "excerpt": "Le leur."}, "adresse changée chez le client"),
    ],
)
def test_what_the_client_does_of_our_post_is_said_once(
    desk: Desk, blog: Blog, proxy: FaultProxy, fields: dict[str, str], said: str
) -> None:
    """Protégé, privé, programmé, déplacé : une dérive, dite et inscrite ; puis le silence, et rien n’est écrit."""
    slug = desk.new("chez-eux")
    desk.apply()
    of_marie(desk, blog, slug, **fields)
    line = desk.line(slug)
    proxy.seen.clear()
    desk.apply()

    assert line.action == "drift" and said in line.reason and not line.changes
    assert proxy.writes == [] and desk.action(slug) == "nothing"


def test_a_post_made_by_hand_becomes_a_relay(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un billet public que le client a fait à la main est lu, et devient le relais, par son adresse."""
    slug = desk.new("a-la-main")
    made = blog.ask(
        "POST", "wp/v2/posts", role="editor", json={"title": "À eux", "content": "<p>Le leur.</p>", "status": "publish"}
    )
    said = desk.wish("adopt", slug, address=made["link"]).message

    assert "texte du client adopté" in said and desk.entry(slug).remote["id"] == str(made["id"])
    desk.apply()
    assert desk.action(slug) == "nothing" and blog.live(desk.entry(slug).key) == []


@pytest.mark.parametrize("author", ["author", "editor"])
def test_a_copy_that_the_client_makes_is_his(desk: Desk, blog: Blog, proxy: FaultProxy, author: str) -> None:
    """Une extension copie notre billet, marque comprise : même un compte d’éditeur laisse la copie."""
    as_(desk, blog, proxy, "editor")
    slug = desk.new("copie")
    desk.apply()
    post = held(desk, blog, slug)
    signed = blog.accounts["editor"].id if author == "editor" else blog.accounts["author"].id
    copy = blog.ask(
        "POST",
        "wp/v2/posts",
        json={"title": post["title"]["raw"], "content": post["content"]["raw"], "status": "draft", "author": signed},
    )
    line = desk.line(slug)
    proxy.seen.clear()
    desk.apply()

    assert line.action == "nothing" and proxy.writes == []
    assert author == "author" or f"billet {copy['id']} : copie faite chez le client" in line.to_text()
    assert blog.ask("GET", f"wp/v2/posts/{copy['id']}", params={"context": "edit"})["status"] == "draft"


# --- what is sent -----------------------------------------------------------------------------------------


def test_lists_show_our_passage_and_not_the_invitation(desk: Desk, blog: Blog) -> None:
    """L’extrait des listes est le passage, sans l’invitation ; celui que le client écrit reste."""
    slug = desk.new("chapo")
    desk.apply()
    first = held(desk, blog, slug)["excerpt"]["raw"]
    desk.article(slug, text=TEXT.replace("trois lignes", "dix lignes"))
    desk.apply()
    second = held(desk, blog, slug)["excerpt"]["raw"]
    of_marie(desk, blog, slug, excerpt="Le leur.")
    desk.article(slug, text=TEXT.replace("trois lignes", "six lignes"))
    desk.apply()

    assert first.startswith("Un bon rendez-vous") and "trois lignes" in first and "Lire la suite" not in first
    assert "dix lignes" in second and held(desk, blog, slug)["excerpt"]["raw"] == "Le leur."
    assert "six lignes" in held(desk, blog, slug)["content"]["raw"]


def test_nothing_of_an_article_runs_on_the_client_s_page(desk: Desk, blog: Blog, extend: Extend) -> None:
    """Un « [code court] » d’un article est un texte chez le client : page, titre, extrait des listes."""
    extend(
        "add_shortcode('essai', fn () => 'LANCÉ');"
        "foreach (['the_title', 'the_excerpt', 'the_content'] as $name) { add_filter($name, 'do_shortcode', 11); }"
    )
    slug = desk.new("codes", title="Le code [essai]", text="Écrivez [essai a=1] puis `[/essai]`.\n\nEt [gallery].")
    desk.apply()
    post = held(desk, blog, slug)
    page = blog.page(post["link"]).text
    shown = unescape(re.sub("<[^>]*>", "", page))

    assert "LANCÉ" not in page + post["title"]["rendered"] + post["excerpt"]["rendered"]
    assert "[essai a=1]" in shown and "[/essai]" in shown and "[gallery]" in shown and desk.action(slug) == "nothing"


def test_a_character_that_the_database_refuses_is_named(desk: Desk, blog: Blog, wordpress: WordPress) -> None:
    """Une base de données qui ne sait pas garder un signe : le passage dit lequel, et ce qui le répare."""
    slug = desk.new("signe-rare", text="Une lettre de mathématiques : 𝒜, dit-on.")
    wordpress.charset(blog, "utf8mb3")
    try:
        applied = desk.apply()
    finally:
        wordpress.charset(blog, "utf8mb4")

    assert applied.exit_code == 4 and "ne sait pas garder « 𝒜 » (U+1D49C)" in desk.said(applied)
    assert blog.live(desk.entry(slug).key) == []
