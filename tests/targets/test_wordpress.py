"""Relays on a real WordPress: created once, updated, never over the client's words, taken off and brought back."""

from __future__ import annotations

import json
from html import unescape

import pytest

from tests.relays.desk import RICH, TEXT, Desk
from tests.services.faultproxy import FaultProxy
from tests.services.wordpress import Blog


def test_an_excerpt_is_posted_with_its_link(desk: Desk, blog: Blog) -> None:
    """Un relais crée un billet publié, en blocs, dont le dernier lien mène à notre article."""
    slug = desk.new("porte", title="Écouter & répondre")
    applied = desk.apply()
    key = desk.entry(slug).key
    (post,) = blog.posts(key)
    page = unescape(blog.page(post["link"]).text)

    assert applied.exit_code == 0, desk.said(applied)
    assert post["status"] == "publish" and post["slug"] == slug
    assert post["content"]["raw"].startswith("<!-- wp:paragraph -->\n<p>Un bon rendez-vous commence")
    assert f'<p class="lire-la-suite {key}"><a href="https://essai.example/carnet/articles/{slug}/">' in page
    assert "Lire la suite de «\xa0Écouter & répondre\xa0» sur le blog d’Agence Essai</a>" in page
    assert desk.entry(slug).state == "published" and desk.entry(slug).intent is None


def test_a_second_run_writes_nothing(desk: Desk, proxy: FaultProxy) -> None:
    """Un second passage n’envoie aucune requête qui écrit."""
    desk.new("deux-fois")
    desk.apply()
    proxy.reset()
    applied = desk.apply()

    assert applied.outcomes == [] and applied.exit_code == 0
    assert proxy.writes == [] and len(proxy.seen) == 2


def test_every_form_of_an_excerpt_comes_back_as_it_was_sent(desk: Desk, blog: Blog) -> None:
    """Listes, citations, code, retours à la ligne, entités : le billet rendu par le blog est celui qui fut envoyé."""
    slug = desk.new("riche", text=f"<!-- extrait -->\n\n{RICH}\n\n<!-- /extrait -->")
    said = desk.said(desk.apply())
    line = desk.line(slug)

    assert "modifié" not in said and line.action == "nothing", line.to_text()
    assert "a &lt; b" in blog.posts(desk.entry(slug).key)[0]["content"]["raw"]


def test_an_english_article_comes_back_as_it_was_sent(desk: Desk, blog: Blog) -> None:
    """Un article en anglais garde chez le client la langue de ses paragraphes."""
    slug = desk.new("english", text="- Done; *yes*!\n\nIs it done?\n\n<!-- more -->\n\nMore.", lang="en")
    said = desk.said(desk.apply())

    assert "modifié" not in said and desk.action(slug) == "nothing"
    assert '<p><span lang="en">Is it done?</span></p>' in blog.page(desk.entry(slug).remote["url"]).text


def test_only_what_changed_is_written(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un titre corrigé ici met à jour le même billet, d’une requête."""
    slug = desk.new("titre", title="Premier titre")
    desk.apply()
    desk.article(slug, title="Second titre")
    line = desk.line(slug)
    proxy.reset()
    applied = desk.apply()
    (post,) = blog.posts(desk.entry(slug).key)

    assert (line.action, line.changes[0].diff) == ("update", "[-Premier-] {+Second+} titre")
    assert applied.exit_code == 0 and len(proxy.writes) == 1
    assert post["title"]["raw"] == "Second titre" and desk.action(slug) == "nothing"


def test_a_client_s_edit_is_a_conflict_with_a_name(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un billet corrigé par le client n’est pas écrasé : le conflit dit qui l’a modifié, et montre les mots."""
    slug = desk.new("corrige")
    desk.apply()
    id = desk.entry(slug).remote["id"]
    theirs = blog.posts(desk.entry(slug).key)[0]["content"]["raw"].replace("trois lignes", "quatre lignes")
    blog.ask("POST", f"wp/v2/posts/{id}", role="editor", json={"content": theirs})
    desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    proxy.reset()
    plan = desk.plan()
    (line,) = plan.lines
    applied = desk.apply()

    assert plan.exit_code == 3 and line.action == "conflict" and applied.exit_code == 3
    assert "par Marie le " in line.reason and "l’article a changé ici" in line.reason
    assert "[-trois-] {+quatre+}" in line.changes[0].diff
    assert proxy.writes == [] and "quatre lignes" in blog.posts(desk.entry(slug).key)[0]["content"]["raw"]
    assert desk.entry(slug).state == "conflict"


def test_a_plan_whose_world_moved_is_refused(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un plan lu puis dépassé par une modification du client est refusé, sans rien écrire."""
    slug = desk.new("depasse", title="Avant")
    desk.apply()
    desk.article(slug, title="Après")
    read = json.loads(desk.plan().to_json())
    blog.ask("POST", f"wp/v2/posts/{desk.entry(slug).remote['id']}", role="editor", json={"title": "Chez eux"})
    proxy.reset()

    applied = desk.apply(read)

    assert applied.exit_code == 3 and "a changé depuis ce plan" in desk.said(applied)
    assert proxy.writes == []


def test_an_edit_made_during_the_run_is_not_overwritten(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Une correction faite entre le plan et l’écriture est vue au dernier regard : rien n’est écrit."""
    slug = desk.new("entre-deux", title="Avant")
    desk.apply()
    desk.article(slug, title="Après")
    id = desk.entry(slug).remote["id"]
    proxy.reset()

    def step(name: str) -> None:
        if name == "published-intent":
            blog.ask("POST", f"wp/v2/posts/{id}", role="editor", json={"title": "Chez eux"})

    applied = desk.apply(step=step)

    assert applied.exit_code == 4 and proxy.writes == []
    assert blog.ask("GET", f"wp/v2/posts/{id}")["title"]["rendered"] == "Chez eux"
    assert desk.action(slug) == "conflict"


def test_what_the_client_took_off_is_known_without_a_ledger(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Registre perdu, un billet que le client a mis à la corbeille n’est pas reposté pour autant."""
    slug = desk.new("oubli")
    desk.apply()
    blog.ask("DELETE", f"wp/v2/posts/{desk.entry(slug).remote['id']}", role="editor")
    (desk.content / f"registre/relais/{slug}@orvane.json").unlink()
    proxy.reset()
    line = desk.line(slug)
    desk.apply()

    assert line.action == "drift" and proxy.writes == [] and desk.entry(slug).by == "client"


def test_the_plan_that_was_read_is_done(desk: Desk, blog: Blog) -> None:
    """Un plan relu à l’identique est fait."""
    slug = desk.new("relu")
    applied = desk.apply(json.loads(desk.plan().to_json()))

    assert applied.exit_code == 0 and len(blog.live(desk.entry(slug).key)) == 1


def test_a_renamed_article_keeps_its_post(desk: Desk, blog: Blog) -> None:
    """Un article renommé garde son billet, dont le lien suit la nouvelle adresse."""
    slug = desk.new("ancien")
    desk.apply()
    key = desk.entry(slug).key
    (desk.content / f"articles/2026-11-02-{slug}.md").unlink()
    desk.article(f"{slug}-neuf", title=f"À propos de {slug}", redirect_from=f"[/articles/{slug}/]")
    line = desk.line(f"{slug}-neuf")
    desk.apply()
    (post,) = blog.posts(key)

    assert line.action == "update"
    assert f"/carnet/articles/{slug}-neuf/" in post["content"]["raw"]
    assert desk.entry(f"{slug}-neuf").key == key and desk.action(f"{slug}-neuf") == "nothing"


def test_a_renaming_without_redirection_is_asked_about(desk: Desk, proxy: FaultProxy) -> None:
    """Un article disparu tandis qu’un autre de même titre paraît n’est ni retiré ni reposté : le plan demande."""
    slug = desk.new("perdu")
    desk.apply()
    (desk.content / f"articles/2026-11-02-{slug}.md").unlink()
    desk.article(f"{slug}-autre", title=f"À propos de {slug}")
    plan = desk.plan()

    assert [line.action for line in plan.lines] == ["conflict", "conflict"]
    assert f"redirect_from: [/articles/{slug}/]" in plan.lines[0].reason


def test_a_relay_no_more_asked_for_is_taken_off_and_comes_back(desk: Desk, blog: Blog) -> None:
    """Sans « relay: », le billet part à la corbeille et sa page publique disparaît ; avec, il revient le même."""
    slug = desk.new("retour")
    desk.apply()
    entry = desk.entry(slug)
    desk.article(slug, clients="")
    taken_off = desk.action(slug)
    desk.apply()
    gone = blog.page(entry.remote["url"]).status_code
    state = desk.entry(slug).state
    desk.article(slug)
    desk.apply()
    (post,) = blog.posts(entry.key)

    assert (taken_off, gone, state) == ("withdraw", 404, "withdrawn")
    assert (str(post["id"]), post["status"], post["slug"]) == (entry.remote["id"], "publish", slug)
    assert blog.page(entry.remote["url"]).status_code == 200 and desk.action(slug) == "nothing"


def test_what_the_client_took_off_is_never_posted_again(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un billet que le client a mis à la corbeille, ou supprimé, n’est jamais recréé."""
    first, second = desk.new("corbeille"), desk.new("supprime")
    desk.apply()
    blog.ask("DELETE", f"wp/v2/posts/{desk.entry(first).remote['id']}", role="editor")
    blog.ask("DELETE", f"wp/v2/posts/{desk.entry(second).remote['id']}", role="editor", params={"force": True})
    proxy.reset()
    actions = [line.action for line in desk.plan().lines]
    desk.apply()

    assert actions == ["drift", "drift"] and proxy.writes == []
    assert desk.entry(first).by == desk.entry(second).by == "client"
    assert [line.action for line in desk.plan().lines] == ["nothing", "nothing"]


def test_a_draft_published_by_the_client_is_seen(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Le brouillon que le client publie est une dérive, que le registre inscrit sans rien écrire chez lui."""
    account = blog.accounts["author"]
    desk.client("orvane", proxy.url, account.login, account.password, status="draft")
    slug = desk.new("brouillon")
    applied = desk.apply()
    blog.ask("POST", f"wp/v2/posts/{desk.entry(slug).remote['id']}", role="editor", json={"status": "publish"})
    line = desk.line(slug)
    proxy.reset()
    desk.apply()

    assert "brouillon, à relire : " in desk.said(applied) and "/wp-admin/post.php?post=" in desk.said(applied)
    assert line.action == "drift" and "brouillon devenu publié" in line.reason
    assert proxy.writes == [] and desk.entry(slug).remote["status"] == "published"
    assert desk.action(slug) == "nothing"


def test_a_slug_already_taken_is_said(desk: Desk, blog: Blog) -> None:
    """Une adresse déjà prise chez le client est dite, et n’est pas un doublon."""
    slug = desk.new("pris")
    blog.ask("POST", "wp/v2/posts", role="editor", json={"title": "À eux", "slug": slug, "status": "publish"})
    applied = desk.apply()

    assert f"« {slug}-2 »" in desk.said(applied) and applied.exit_code == 0
    assert desk.action(slug) == "nothing" and len(blog.live(desk.entry(slug).key)) == 1


def test_an_unknown_category_is_refused_before_any_write(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Une catégorie inconnue du blog bloque le relais dans le plan ; une catégorie connue est retenue."""
    account = blog.accounts["author"]
    desk.client("orvane", proxy.url, account.login, account.password, category="Inconnue")
    slug = desk.new("categorie")
    line = desk.line(slug)
    refused = desk.apply()
    writes = list(proxy.writes)
    desk.client("orvane", proxy.url, account.login, account.password, category="Conseils")
    desk.apply()
    (post,) = blog.posts(desk.entry(slug).key)
    names = [blog.ask("GET", f"wp/v2/categories/{id}")["name"] for id in post["categories"]]

    assert line.action == "blocked" and "« Inconnue » inconnue" in line.reason
    assert refused.exit_code == 4 and writes == [] and names == ["Conseils"]


@pytest.mark.parametrize(
    ("theirs", "ours"), [("Conseils & astuces", "Conseils & astuces"), ("L’actualité", "L'actualité")]
)
def test_a_category_is_known_by_its_name_however_it_is_spelt(
    desk: Desk, blog: Blog, proxy: FaultProxy, theirs: str, ours: str
) -> None:
    """Une catégorie dont le nom a une esperluette ou une autre apostrophe est connue."""
    id = blog.ask("POST", "wp/v2/categories", json={"name": theirs})["id"]
    account = blog.accounts["author"]
    desk.client("orvane", proxy.url, account.login, account.password, category=ours)
    slug = desk.new("esperluette")
    desk.apply()

    assert blog.posts(desk.entry(slug).key)[0]["categories"] == [id]


def test_a_contributor_is_told_what_it_lacks(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un compte contributeur ne publie pas : le plan le dit avant d’écrire ; il peut remettre un brouillon."""
    account = blog.accounts["contributor"]
    desk.client("orvane", proxy.url, account.login, account.password)
    slug = desk.new("pigiste", image=desk.picture("p.png", "red"), image_alt="Un carré")
    line = desk.line(slug)
    desk.client("orvane", proxy.url, account.login, account.password, status="draft")
    applied = desk.apply()
    (post,) = blog.posts(desk.entry(slug).key)

    assert line.action == "blocked" and "« Pigiste » (contributor) ne peut pas publier" in line.reason
    assert applied.exit_code == 0 and post["status"] == "draft" and desk.action(slug) == "nothing"


def test_a_revoked_password_stops_one_client_only(
    desk: Desk, blog: Blog, other_blog: Blog, other_proxy: FaultProxy, proxy: FaultProxy
) -> None:
    """Un mot de passe révoqué bloque son client avant toute écriture ; l’autre reçoit son billet."""
    account = other_blog.accounts["author"]
    desk.client("cadran", other_proxy.url, account.login, account.password)
    desk.environment["ORVANE_SECRET"] = "aaaa bbbb cccc dddd eeee ffff"
    slug = desk.new("revoque", clients="orvane, cadran")
    applied = desk.apply()
    line = desk.line(slug)

    assert applied.exit_code == 4 and proxy.writes == []
    assert line.action == "blocked" and "révoqué" in line.reason and "aaaa" not in line.reason
    assert len(other_blog.live(desk.entry(slug, "cadran").key)) == 1


def test_a_blog_that_is_down_does_not_hold_the_other(
    desk: Desk, blog: Blog, other_blog: Blog, other_proxy: FaultProxy
) -> None:
    """Un blog éteint est laissé pour plus tard ; le passage suivant l’achève, sans toucher à l’autre."""
    account = other_blog.accounts["author"]
    desk.client("cadran", other_proxy.url, account.login, account.password)
    slug = desk.new("eteint", clients="orvane, cadran")
    other_blog.stop()
    try:
        first = desk.apply()
    finally:
        other_blog.start()
    second = desk.apply()

    assert first.exit_code == 4 and [outcome.line.client for outcome in first.outcomes] == ["orvane"]
    assert second.exit_code == 0 and [outcome.line.client for outcome in second.outcomes] == ["cadran"]
    assert len(blog.live(desk.entry(slug).key)) == len(other_blog.live(desk.entry(slug, "cadran").key)) == 1


def test_a_picture_is_sent_once(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Une illustration commune à deux articles est envoyée une fois, avec son texte alternatif."""
    image = desk.picture("bleu.png", "blue")
    slugs = [desk.new("image", image=image, image_alt="Un carré bleu") for _ in range(2)]
    desk.apply()
    posts = [blog.posts(desk.entry(slug).key)[0] for slug in slugs]
    media = blog.ask("GET", f"wp/v2/media/{posts[0]['featured_media']}")
    sent = [each for each in proxy.writes if each == "POST /wp-json/wp/v2/media"]

    assert len(sent) == 1 and posts[0]["featured_media"] == posts[1]["featured_media"] != 0
    assert media["alt_text"] == "Un carré bleu" and [desk.action(slug) for slug in slugs] == ["nothing", "nothing"]
