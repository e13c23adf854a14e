"""Relays on a real Ghost: created once, updated, never over the client's words, taken off and brought back."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from plugins.relays.case import Wish
from plugins.relays.doctor import examine
from plugins.relays.ledger import Ledger
from plugins.relays.report import report
from plugins.targets.ghost import Ghost as GhostTarget
from tests.relays.desk import RICH, TEXT, Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.ghost import RETIRED, Ghost

pytestmark = pytest.mark.ghost


def decided(desk: Desk, what: Wish, slug: str, **options: str) -> str:
    """What `relay.adopt` or another wish says."""
    outcome = desk.wish(what, slug, **options)
    return "\n".join([outcome.to_text(), *(change.diff for change in outcome.line.changes)])


def test_an_excerpt_is_posted_with_its_link(ghost_desk: Desk, ghost: Ghost) -> None:
    """Un relais crée un billet publié, dont le dernier lien mène à notre article, et dont la page montre l’extrait."""
    slug = ghost_desk.new("porte", title="Écouter & répondre")
    applied = ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    (post,) = ghost.posts(entry.key)
    page = ghost.page(f"{ghost.url}/{slug}/").text

    assert applied.exit_code == 0 and "note" not in ghost_desk.said(applied), ghost_desk.said(applied)
    assert (post["status"], post["slug"], post["title"]) == ("published", slug, "Écouter & répondre")
    assert post["tags"] == f"#{entry.key}"
    assert f'<p class="lire-la-suite {entry.key}"><a href="https://essai.example/carnet/articles/{slug}/?ref=' in page
    assert "Lire la suite de «&nbsp;Écouter &amp; répondre&nbsp;» sur le blog d’Agence Essai</a>" in page
    assert entry.state == "published" and entry.intent is None


def test_a_second_run_writes_nothing(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un second passage n’envoie aucune requête qui écrit."""
    ghost_desk.new("deux-fois", text=TEXT + "\n\n## Un titre\n\n- une « liste »\n- de *deux* lignes\n\n> Une citation.")
    ghost_desk.apply()
    ghost_proxy.reset()
    applied = ghost_desk.apply()

    assert applied.outcomes == [] and applied.exit_code == 0
    assert ghost_proxy.writes == [] and len(ghost_proxy.seen) == 2


def test_every_form_of_an_excerpt_comes_back_as_it_was_sent(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Listes, citations, code, retours à la ligne, entités : le billet rendu par Ghost est celui qui fut envoyé."""
    slug = ghost_desk.new("riche", text=f"<!-- extrait -->\n\n{RICH}\n\n<!-- /extrait -->")
    said = ghost_desk.said(ghost_desk.apply())
    line = ghost_desk.line(slug)

    assert "modifié" not in said and line.action == "nothing", line.to_text()
    assert "a &lt; b" in ghost.posts(ghost_desk.entry(slug).key)[0]["html"]


def test_only_what_changed_is_written(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un titre corrigé ici met à jour le même billet, d’une requête."""
    slug = ghost_desk.new("titre", title="Premier titre")
    ghost_desk.apply()
    ghost_desk.article(slug, title="Second titre")
    line = ghost_desk.line(slug)
    ghost_proxy.reset()
    applied = ghost_desk.apply()
    (post,) = ghost.posts(ghost_desk.entry(slug).key)

    assert (line.action, line.changes[0].diff) == ("update", "[-Premier-] {+Second+} titre")
    assert applied.exit_code == 0 and len(ghost_proxy.writes) == 1
    assert post["title"] == "Second titre" and ghost_desk.action(slug) == "nothing"


@pytest.mark.parametrize("key", ["Author", "integration"])
def test_a_client_s_edit_is_a_conflict_with_a_name(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy, key: str
) -> None:
    """Un billet corrigé par le client n’est pas écrasé : le conflit dit qui l’a modifié, et montre les mots."""
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys[key], kind="ghost")
    slug = ghost_desk.new("corrige")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    ghost.edit(entry.remote["id"], html=ghost.posts(entry.key)[0]["html"].replace("trois lignes", "quatre lignes"))
    ghost_desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    ghost_proxy.reset()
    plan = ghost_desk.plan()
    (line,) = plan.lines
    applied = ghost_desk.apply()

    assert plan.exit_code == 3 and line.action == "conflict" and applied.exit_code == 3
    assert "par Marie le " in line.reason and "l’article a changé ici" in line.reason
    assert "[-trois-] {+quatre+}" in line.changes[0].diff
    assert ghost_proxy.writes == [] and "quatre lignes" in ghost.posts(entry.key)[0]["html"]
    assert ghost_desk.entry(slug).state == "conflict"


def test_a_plan_whose_world_moved_is_refused(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un plan lu puis dépassé par une modification du client est refusé, sans rien écrire."""
    slug = ghost_desk.new("depasse", title="Avant")
    ghost_desk.apply()
    ghost_desk.article(slug, title="Après")
    read = json.loads(ghost_desk.plan().to_json())
    ghost.edit(ghost_desk.entry(slug).remote["id"], title="Chez eux")
    ghost_proxy.reset()

    applied = ghost_desk.apply(read)

    assert applied.exit_code == 3 and "a changé depuis ce plan" in ghost_desk.said(applied)
    assert ghost_proxy.writes == []


def test_an_edit_made_during_the_run_is_not_overwritten(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Une correction faite après notre dernier regard, dans la même seconde, est vue avant d’écrire."""
    slug = ghost_desk.new("entre-deux", title="Avant")
    ghost_desk.apply()
    ghost_desk.article(slug, title="Après")
    id = ghost_desk.entry(slug).remote["id"]

    def step(name: str) -> None:
        if name == "looked":
            ghost.edit(id, title="Chez eux")

    ghost_proxy.reset()
    applied = ghost_desk.apply(step=step)

    assert applied.exit_code == 4 and "vient de changer chez le client" in ghost_desk.said(applied)
    assert ghost_proxy.writes == [] and ghost.posts(ghost_desk.entry(slug).key)[0]["title"] == "Chez eux"
    assert ghost_desk.action(slug) == "conflict"


def test_an_edit_made_while_we_write_is_kept_by_the_lock(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Une correction faite alors que notre écriture part est sauve : le verrou de Ghost refuse la nôtre."""
    slug = ghost_desk.new("verrou", title="Avant")
    ghost_desk.apply()
    ghost_desk.article(slug, title="Après")
    read = GhostTarget._held

    def held(target: GhostTarget, id: str) -> dict[str, Any]:
        data = read(target, id)
        time.sleep(1.1)  # Ghost's dates are whole seconds
        ghost.edit(id, title="Chez eux")
        return data

    monkeypatch.setattr(GhostTarget, "_held", held)
    ghost_proxy.reset()
    applied = ghost_desk.apply()

    assert applied.exit_code == 4 and "vient de changer chez le client" in ghost_desk.said(applied)
    assert len(ghost_proxy.writes) == 1  # it was sent, and refused
    assert ghost.posts(ghost_desk.entry(slug).key)[0]["title"] == "Chez eux"


def test_a_correction_is_adopted(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """La correction du client, adoptée, cesse d’être un conflit ; avec « --ours », notre texte revient."""
    slug = ghost_desk.new("adopte", title="Le nôtre")
    ghost_desk.apply()
    id = ghost_desk.entry(slug).remote["id"]
    ghost.edit(id, title="Le leur")
    said = decided(ghost_desk, "adopt", slug)
    after = ghost_desk.action(slug)
    ghost_desk.article(slug, title="Un autre encore")
    kept = ghost_desk.action(slug)
    decided(ghost_desk, "resolve", slug)
    ghost_desk.apply()

    assert "texte du client adopté" in said and (after, kept) == ("nothing", "conflict")
    assert ghost.posts(ghost_desk.entry(slug).key)[0]["title"] == "Un autre encore"


def test_a_post_made_by_hand_becomes_a_relay(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un billet fait à la main chez le client devient ce relais, par son adresse : aucun second n’est créé."""
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys["integration"], kind="ghost")
    slug = ghost_desk.new("main")
    made = ghost.add(title="Fait à la main", html="<p>Un extrait.</p>", status="published", slug=f"{slug}-eux")
    decided(ghost_desk, "adopt", slug, address=made["url"])
    adopted = ghost_desk.entry(slug)
    decided(ghost_desk, "resolve", slug)
    ghost_desk.apply()
    (post,) = ghost.posts(adopted.key)

    assert adopted.adopted and post["id"] == made["id"] and post["title"] == f"À propos de {slug}"
    assert f"#{adopted.key}" in post["tags"].split() and ghost_desk.action(slug) == "nothing"


def test_a_lost_ledger_is_found_again_by_either_mark(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Registre perdu, le billet est retrouvé, que le client en ait ôté l’étiquette ou récrit le texte."""
    slugs = [ghost_desk.new("oubli") for _ in range(2)]
    ghost_desk.apply()
    entries = [ghost_desk.entry(slug) for slug in slugs]
    ghost.edit(entries[0].remote["id"], tags=[])
    ghost.edit(entries[1].remote["id"], html="<p>Tout récrit.</p>")
    for slug in slugs:
        (ghost_desk.content / f"registre/relais/{slug}@orvane.json").unlink()
    ghost_proxy.reset()
    actions = [ghost_desk.action(slug) for slug in slugs]
    ghost_desk.apply()

    assert actions == ["drift", "conflict"] and ghost_proxy.writes == []
    assert ghost_desk.entry(slugs[0]).remote["id"] == entries[0].remote["id"]


def test_a_renamed_article_keeps_its_post(ghost_desk: Desk, ghost: Ghost) -> None:
    """Un article renommé garde son billet, dont le lien suit la nouvelle adresse."""
    slug = ghost_desk.new("ancien")
    ghost_desk.apply()
    key = ghost_desk.entry(slug).key
    (ghost_desk.content / f"articles/2026-11-02-{slug}.md").unlink()
    ghost_desk.article(f"{slug}-neuf", title=f"À propos de {slug}", redirect_from=f"[/articles/{slug}/]")
    line = ghost_desk.line(f"{slug}-neuf")
    ghost_desk.apply()
    (post,) = ghost.posts(key)

    assert line.action == "update" and f"/carnet/articles/{slug}-neuf/" in post["html"]
    assert ghost_desk.entry(f"{slug}-neuf").key == key and ghost_desk.action(f"{slug}-neuf") == "nothing"


def test_a_relay_no_more_asked_for_is_taken_off_and_comes_back(ghost_desk: Desk, ghost: Ghost) -> None:
    """Sans « relay: », le billet devient un brouillon marqué et sa page disparaît ; avec, il revient le même."""
    slug = ghost_desk.new("retour")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    ghost_desk.article(slug, clients="")
    taken_off = ghost_desk.action(slug)
    said = ghost_desk.said(ghost_desk.apply())
    gone = ghost.page(entry.remote["url"]).status_code
    (away,) = ghost.posts(entry.key)
    rest = ghost_desk.apply().outcomes
    ghost_desk.article(slug)
    ghost_desk.apply()
    (post,) = ghost.posts(entry.key)

    assert (taken_off, gone, rest) == ("withdraw", 404, [])
    assert "parmi les brouillons du blog, réversible" in said and "corbeille" not in said
    assert away["status"] == "draft" and RETIRED in away["tags"].split()
    assert (post["id"], post["status"], post["slug"]) == (entry.remote["id"], "published", slug)
    assert RETIRED not in post["tags"] and ghost.page(entry.remote["url"]).status_code == 200
    assert ghost_desk.action(slug) == "nothing"


def test_a_rewritten_relay_comes_back_with_its_new_text(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Remis après une réécriture, le billet revient d’une écriture, publié, sans sa marque, avec le texte neuf."""
    slug = ghost_desk.new("remis", title="Avant")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    ghost_desk.article(slug, title="Avant", clients="")
    ghost_desk.apply()
    ghost_desk.article(slug, title="Après")
    ghost_proxy.reset()
    applied = ghost_desk.apply()
    (post,) = ghost.posts(entry.key)

    assert applied.exit_code == 0 and len(ghost_proxy.writes) == 1
    assert (post["id"], post["status"], post["title"]) == (entry.remote["id"], "published", "Après")
    assert RETIRED not in post["tags"] and f"#{entry.key}" in post["tags"] and ghost_desk.action(slug) == "nothing"


def test_a_withdrawal_by_decision_holds_until_it_is_lifted(ghost_desk: Desk, ghost: Ghost) -> None:
    """Retiré par décision, un billet n’est pas reposté ; « --back » remet le même, aussi quand c’était un brouillon."""
    slug = ghost_desk.new("decide")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    decided(ghost_desk, "withdraw", slug)
    gone, waiting = ghost.page(entry.remote["url"]).status_code, ghost_desk.action(slug)
    decided(ghost_desk, "restore", slug)

    assert (gone, waiting) == (404, "nothing")
    assert [post["id"] for post in ghost.live(entry.key)] == [entry.remote["id"]]
    assert ghost.page(entry.remote["url"]).status_code == 200 and ghost_desk.action(slug) == "nothing"


def test_what_the_client_took_off_is_never_posted_again(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Un billet que le client a supprimé n’est jamais recréé ; un billet qu’il a dépublié reste son brouillon."""
    first, second = ghost_desk.new("depublie"), ghost_desk.new("supprime")
    ghost_desk.apply()
    ghost.edit(ghost_desk.entry(first).remote["id"], status="draft")
    ghost.delete(ghost_desk.entry(second).remote["id"])
    ghost_proxy.reset()
    lines = ghost_desk.plan().lines
    ghost_desk.apply()

    assert [line.action for line in lines] == ["drift", "drift"] and ghost_proxy.writes == []
    assert "publié devenu brouillon chez le client" in lines[0].reason
    assert ghost_desk.entry(first).remote["status"] == "draft" and ghost_desk.entry(second).by == "client"
    assert [line.action for line in ghost_desk.plan().lines] == ["nothing", "nothing"]


def test_a_draft_published_by_the_client_is_seen(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Le brouillon que le client publie est une dérive, que le registre inscrit sans rien écrire chez lui."""
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys["Author"], kind="ghost", status="draft")
    slug = ghost_desk.new("brouillon")
    applied = ghost_desk.apply()
    ghost.edit(ghost_desk.entry(slug).remote["id"], status="published")
    line = ghost_desk.line(slug)
    ghost_proxy.reset()
    ghost_desk.apply()

    assert "brouillon, à relire : " in ghost_desk.said(applied) and "/ghost/#/editor/post/" in ghost_desk.said(applied)
    assert line.action == "drift" and "brouillon devenu publié" in line.reason
    assert ghost_proxy.writes == [] and ghost_desk.entry(slug).remote["status"] == "published"
    assert ghost_desk.action(slug) == "nothing"


def test_a_public_page_without_the_excerpt_is_said(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Une page réservée aux abonnés ne montre pas l’extrait : elle est vue ainsi, bien que l’étiquette y soit."""
    slug = ghost_desk.new("reserve")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    target = ghost_desk.kinds["ghost"](ghost_desk.site().clients["orvane"].record.relay, ghost_desk.environment)
    remote = target.get(entry.remote["id"])
    before = target.public_state(remote, entry.key)
    ghost.edit(remote.id, visibility="members")
    page = ghost.page(remote.url).text

    assert entry.key in page and (before, target.public_state(remote, entry.key)) == ("there", "other")


def test_a_slug_already_taken_is_said(ghost_desk: Desk, ghost: Ghost) -> None:
    """Une adresse déjà prise chez le client est dite, et n’est pas un doublon."""
    slug = ghost_desk.new("pris")
    ghost.add(title="À eux", slug=slug, status="published")
    applied = ghost_desk.apply()

    assert f"« {slug}-2 »" in ghost_desk.said(applied) and applied.exit_code == 0
    assert ghost_desk.action(slug) == "nothing" and len(ghost.live(ghost_desk.entry(slug).key)) == 1


def test_an_unknown_tag_is_refused_before_any_write(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Une étiquette inconnue du blog bloque le relais, au lieu d’y être créée ; une étiquette connue est retenue."""
    author = ghost.keys["Author"]
    ghost.add(title="Une étiquette", tags=[{"name": "L’été des conseils"}])
    ghost_desk.client("orvane", ghost_proxy.url, "", author, kind="ghost", category="Inconnue")
    slug = ghost_desk.new("etiquette")
    line = ghost_desk.line(slug)
    refused = ghost_desk.apply()
    writes = list(ghost_proxy.writes)
    ghost_desk.client("orvane", ghost_proxy.url, "", author, kind="ghost", category="L’été des conseils")
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    (post,) = ghost.posts(entry.key)

    assert line.action == "blocked" and "« Inconnue » inconnue" in line.reason
    assert refused.exit_code == 4 and writes == [] and post["tags"] == f"L’été des conseils #{entry.key}"


def test_a_contributor_is_told_what_it_lacks(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un compte contributeur ne publie pas : le plan le dit avant d’écrire ; il peut remettre un brouillon."""
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys["Contributor"], kind="ghost")
    slug = ghost_desk.new("pigiste")
    line = ghost_desk.line(slug)
    writes = list(ghost_proxy.writes)
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys["Contributor"], kind="ghost", status="draft")
    applied = ghost_desk.apply()
    (post,) = ghost.posts(ghost_desk.entry(slug).key)

    assert line.action == "blocked" and "« Pigiste » (contributor) ne peut pas publier" in line.reason
    assert writes == [] and applied.exit_code == 0, ghost_desk.said(applied)
    assert post["status"] == "draft" and ghost_desk.action(slug) == "nothing"


def test_a_post_of_someone_else_s_is_left_alone(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un auteur ne peut pas modifier le billet d’un autre, même adopté : le plan le dit, et rien n’est écrit."""
    slug = ghost_desk.new("a-eux")
    made = ghost.add(title="À eux", html="<p>Leur texte.</p>", status="published", slug=f"{slug}-eux")
    decided(ghost_desk, "adopt", slug, address=made["id"])
    decided(ghost_desk, "resolve", slug)
    applied = ghost_desk.apply()

    line = ghost_desk.line(slug)

    assert applied.exit_code == 4 and line.action == "blocked" and "signé de Marie" in line.reason
    assert "Leur texte." in ghost.page(made["url"]).text


def test_a_revoked_key_stops_one_client_only(
    ghost_desk: Desk, ghost: Ghost, other_ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Une clé révoquée bloque son client avant toute écriture ; l’autre reçoit son billet."""
    ghost_desk.client("cadran", other_ghost.url, "", other_ghost.keys["Author"], kind="ghost")
    old = ghost_desk.environment["ORVANE_SECRET"] = ghost.revoke("Author")
    slug = ghost_desk.new("revoque", clients="orvane, cadran")
    applied = ghost_desk.apply()
    line = ghost_desk.line(slug)

    assert applied.exit_code == 4 and ghost_proxy.writes == []
    assert line.action == "blocked" and "identification refusée" in line.reason
    assert old.partition(":")[2] not in line.reason
    assert len(other_ghost.live(ghost_desk.entry(slug, "cadran").key)) == 1


def test_a_blog_that_is_down_does_not_hold_the_other(ghost_desk: Desk, ghost: Ghost, other_ghost: Ghost) -> None:
    """Un blog éteint est laissé pour plus tard ; le passage suivant l’achève, sans toucher à l’autre."""
    ghost_desk.client("cadran", other_ghost.url, "", other_ghost.keys["Author"], kind="ghost")
    slug = ghost_desk.new("eteint", clients="orvane, cadran")
    other_ghost.stop()
    try:
        first = ghost_desk.apply()
    finally:
        other_ghost.start()
    second = ghost_desk.apply()

    assert first.exit_code == 4 and [outcome.line.client for outcome in first.outcomes] == ["orvane"]
    assert second.exit_code == 0 and [outcome.line.client for outcome in second.outcomes] == ["cadran"]
    assert (
        len(ghost.live(ghost_desk.entry(slug).key)) == len(other_ghost.live(ghost_desk.entry(slug, "cadran").key)) == 1
    )


def test_a_picture_is_sent_once(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Une illustration commune à deux articles est envoyée une fois, avec son texte alternatif."""
    image = ghost_desk.picture("bleu.png", "blue")
    slugs = [ghost_desk.new("image", image=image, image_alt="Un carré bleu") for _ in range(2)]
    ghost_desk.apply()
    posts = [ghost.posts(ghost_desk.entry(slug).key)[0] for slug in slugs]
    sent = [each for each in ghost_proxy.writes if each.startswith("POST /ghost/api/admin/images/")]

    assert len(sent) == len(ghost.images()) == 1
    assert posts[0]["feature_image"] == posts[1]["feature_image"] and ghost.images()[0] in posts[0]["feature_image"]
    assert 'alt="Un carré bleu"' in ghost.page(f"{ghost.url}/{slugs[0]}/").text
    assert [ghost_desk.action(slug) for slug in slugs] == ["nothing", "nothing"]


def test_what_was_agreed_is_said_to_search_engines(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Le billet dit la référence et « noindex » convenus, les oublie ensuite, et garde ce que le client y a mis."""
    author = ghost.keys["Author"]
    agreed = {"canonical": "true", "robots": "noindex", "utm": "utm_source=orvane"}
    ghost_desk.client("orvane", ghost_proxy.url, "", author, kind="ghost", **agreed)
    slug = ghost_desk.new("reference", title="Avant")
    notes = ghost_desk.line(slug).notes
    ghost_desk.apply()
    before = ghost.page(f"{ghost.url}/{slug}/").text
    (post,) = ghost.posts(ghost_desk.entry(slug).key)
    theirs = '<meta name="author" content="eux">'
    ghost.edit(post["id"], codeinjection_head=f"{post['codeinjection_head']}\n{theirs}")
    ghost_desk.client("orvane", ghost_proxy.url, "", author, kind="ghost", utm="utm_source=orvane")
    ghost_desk.article(slug, title="Après")
    ghost_desk.apply()
    after = ghost.page(f"{ghost.url}/{slug}/").text

    assert notes == []
    assert f'<link rel="canonical" href="https://essai.example/carnet/articles/{slug}/"' in before
    assert '<meta name="robots" content="noindex" data-tribune>' in before
    assert f'<link rel="canonical" href="{ghost.url}/{slug}/"' in after and "noindex" not in after and theirs in after


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Author", "bon : ce compte peut publier, corriger et retirer ses billets"),
        ("Contributor", "À CORRIGER : ce compte ne peut pas publier"),
        ("Editor", "À CORRIGER : ce compte peut plus qu’il ne faut"),
        ("integration", "bon : cette clé d’intégration peut modifier tout le blog"),
    ],
)
def test_the_doctor_judges_the_key(
    ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy, key: str, expected: str
) -> None:
    """Le docteur dit ce que peut chaque clé, sans rien écrire, et ne parle pas de l’extension de WordPress."""
    ghost_desk.client("orvane", ghost_proxy.url, "", ghost.keys[key], kind="ghost", canonical="true")
    said = "\n".join(map(str, examine(ghost_desk.site(), ghost_desk.kinds, ghost_desk.environment)))

    assert f"orvane : {expected}" in said, said
    assert "les horloges s’accordent" in said and "extension" not in said and ghost_proxy.writes == []


def test_the_doctor_tells_why_a_key_is_refused(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Clé inconnue, fausse, mal copiée, en-tête retiré, adresse sans Ghost : chaque cause est dite, sans la clé."""
    id, _, half = ghost.keys["Author"].partition(":")

    def said(key: str, path: str = "") -> str:
        ghost_desk.client("orvane", ghost_proxy.url + path, "", key, kind="ghost")
        (finding,) = examine(ghost_desk.site(), ghost_desk.kinds, ghost_desk.environment)
        assert not finding.good and half not in str(finding) and key not in str(finding)
        return str(finding)

    assert "clé révoquée, ou d’un autre blog" in said(f"{'0' * 24}:{half}")
    assert "clé fausse ou incomplète" in said(f"{id}:{'0' * 64}")
    assert "clé mal formée dans ORVANE_SECRET" in said(half)
    ghost_proxy.faults.append(Fault("GET /ghost/api/admin/users/me", "stripped"))
    assert "retire l’en-tête Authorization" in said(f"{id}:{half}")
    assert "pas d’API Ghost à cette adresse" in said(f"{id}:{half}", "/blog")


def test_the_month_is_reported(ghost_desk: Desk, ghost: Ghost) -> None:
    """Le compte rendu du mois cite les billets du Ghost comme les autres, avec leur adresse."""
    slug = ghost_desk.new("compte")
    ghost_desk.apply()
    text = report(ghost_desk.site(), Ledger(ghost_desk.content), "2026-11")

    assert f"- [À propos de {slug}]({ghost.url}/{slug}/), le 22\u00a0novembre 2026" in text


def test_twenty_relays_are_one_listing(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Vingt relais : qui nous sommes, et une liste des billets qui portent une marque ; pas une requête chacun."""
    known = ghost_desk.new("liste")
    ghost_desk.apply()
    for _ in range(19):
        ghost_desk.new("vingt")
    ghost_proxy.reset()
    plan = ghost_desk.plan()

    assert len(plan.lines) == 20 and [line.action for line in plan.lines].count("create") == 19
    assert ghost_desk.action(known) == "nothing"
    assert len(ghost_proxy.seen) == 2 + 2


def test_a_post_that_the_client_signs_is_left_to_him(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Signé d’un autre : inscrit et dit ; une correction de notre part attend le client, et le plan le dit."""
    slug = ghost_desk.new("signe")
    ghost_desk.apply()
    ghost.edit(ghost_desk.entry(slug).remote["id"], authors=[{"email": "marie@client.invalid"}])
    line = ghost_desk.line(slug)
    ghost_desk.apply()
    quiet = ghost_desk.action(slug)
    ghost_desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    ghost_proxy.reset()
    blocked = ghost_desk.line(slug)
    ghost_desk.apply()

    assert (line.action, line.reason) == ("drift", "signé de Marie chez le client") and quiet == "nothing"
    assert blocked.action == "blocked" and "signé de Marie" in blocked.reason and ghost_proxy.writes == []


def test_a_copy_that_the_client_makes_is_his(ghost_desk: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """La copie que Ghost fait de notre billet, marques comprises, n’est pas un doublon : elle reste."""
    slug = ghost_desk.new("copie")
    ghost_desk.apply()
    copied = ghost.copy(ghost_desk.entry(slug).remote["id"])
    line = ghost_desk.line(slug)
    ghost_proxy.reset()
    ghost_desk.apply()

    assert line.action == "nothing" and f"billet {copied['id']} : copie faite chez le client" in line.to_text()
    assert ghost_proxy.writes == []
