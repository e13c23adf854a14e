"""What a person decides, on a real WordPress: adopt, withdraw, bring back; doctor, report, pushed ledger."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from loopback import page, serving

from plugins.relays.doctor import examine
from plugins.relays.ledger import Ledger
from plugins.relays.ledger_git import LedgerGit
from plugins.relays.report import report
from plugins.targets.errors import RelayError
from tests.relays.desk import TEXT, Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import Blog


def corrected(desk: Desk, blog: Blog, slug: str) -> None:
    """The client's editor changes two words of the post."""
    entry = desk.entry(slug)
    content = entry.base.content.replace("trois lignes", "dix pages")
    blog.ask("POST", f"wp/v2/posts/{entry.remote['id']}", role="editor", json={"content": content})


def test_a_correction_is_adopted(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """La correction adoptée n’est plus un conflit ; si l’article change ensuite, elle n’est toujours pas écrasée."""
    slug = desk.new("adopte")
    desk.apply()
    corrected(desk, blog, slug)
    proxy.reset()
    said = desk.wish("adopt", slug)
    after = desk.action(slug)
    desk.article(slug, text=TEXT.replace("téléphone", "mobile"))
    changed = desk.line(slug)

    assert "[-trois lignes,-] {+dix pages,+}" in said.line.changes[0].diff and proxy.writes == []
    assert (after, changed.action) == ("nothing", "conflict") and "relay.resolve" in changed.reason


def test_a_correction_carried_into_the_article_settles_it(desk: Desk, blog: Blog) -> None:
    """La correction reportée dans l’article, les deux textes sont le même, et l’article redevient libre de changer."""
    slug = desk.new("reporte")
    desk.apply()
    corrected(desk, blog, slug)
    desk.wish("adopt", slug)
    text = TEXT.replace("trois lignes", "dix pages")
    desk.article(slug, text=text)
    desk.apply()
    settled = desk.action(slug)
    desk.article(slug, text=text.replace("téléphone", "mobile"))

    assert settled == "nothing" and desk.action(slug) == "update"


def test_our_text_can_be_kept_after_a_look(desk: Desk, blog: Blog) -> None:
    """Avec --ours, le plan montre d’abord ce qu’il remettra, puis le remet."""
    slug = desk.new("garde")
    desk.apply()
    corrected(desk, blog, slug)
    desk.wish("resolve", slug)
    line = desk.line(slug)
    desk.apply()

    assert line.action == "update" and "[-dix pages,-] {+trois lignes,+}" in line.changes[0].diff
    assert "trois lignes" in blog.posts(desk.entry(slug).key)[0]["content"]["raw"]


def test_a_post_made_by_hand_becomes_a_relay(desk: Desk, blog: Blog) -> None:
    """Un billet fait à la main avant Tribune est pris pour ce relais par son adresse : il n’en naît pas un second."""
    slug = desk.new("main")
    account = blog.accounts["author"]
    made = blog.ask(
        "POST", "wp/v2/posts", role="author", json={"title": "À la main", "content": "Extrait.", "status": "publish"}
    )
    desk.wish("adopt", slug, address=made["link"])

    assert account.id == made["author"] and desk.action(slug) == "nothing"
    assert desk.entry(slug).remote["id"] == str(made["id"]) and blog.posts(desk.entry(slug).key) == []


def test_a_withdrawal_is_checked_and_reversible(desk: Desk, blog: Blog) -> None:
    """Un billet retiré par décision n’est plus public, le plan ne le reposte pas, et il revient le même."""
    slug = desk.new("decision")
    desk.apply()
    entry = desk.entry(slug)
    outcome = desk.wish("withdraw", slug)
    gone = blog.page(entry.remote["url"]).status_code
    plan = desk.line(slug)
    back = desk.wish("restore", slug)

    assert (outcome.notes, gone, plan.action) == ([], 404, "nothing") and "retiré par vous" in plan.reason
    assert back.done and blog.page(entry.remote["url"]).status_code == 200
    assert desk.entry(slug).remote["id"] == entry.remote["id"] and desk.action(slug) == "nothing"


def test_nothing_to_withdraw_is_said(desk: Desk, blog: Blog) -> None:
    """Retirer ce qui n’a jamais été envoyé est un message, pas une écriture."""
    slug = desk.new("rien")
    with pytest.raises(RelayError, match="aucun billet"):
        desk.wish("withdraw", slug)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("author", "les horloges s’accordent"),
        ("contributor", "ce compte ne peut pas publier"),
        ("editor", "ce compte peut plus qu’il ne faut"),
    ],
)
def test_the_doctor_judges_the_role(desk: Desk, blog: Blog, proxy: FaultProxy, role: str, expected: str) -> None:
    """Le docteur dit ce que chaque rôle peut, trop ou trop peu, sans rien écrire."""
    account = blog.accounts[role]
    desk.client("orvane", proxy.url, account.login, account.password)
    findings = list(examine(desk.site(), desk.kinds, desk.environment))

    assert expected in "\n".join(map(str, findings)) and proxy.writes == []
    assert all(finding.good for finding in findings) == (role == "author")


def test_the_doctor_finds_a_stripped_header(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un en-tête Authorization perdu en route se distingue d’un mot de passe faux."""
    proxy.faults.append(Fault("GET /", "stripped", times=9))
    stripped = "\n".join(map(str, examine(desk.site(), desk.kinds, desk.environment)))
    proxy.reset()
    desk.environment["ORVANE_SECRET"] = "faux"
    wrong = "\n".join(map(str, examine(desk.site(), desk.kinds, desk.environment)))

    assert "retire l’en-tête Authorization : voyez" in stripped and "refusé aussi par XML-RPC" in wrong


def test_the_doctor_names_a_missing_secret(desk: Desk) -> None:
    """Un secret absent est dit par le nom de sa variable."""
    desk.environment.clear()
    (finding,) = examine(desk.site(), desk.kinds, desk.environment)

    assert not finding.good and "ORVANE_SECRET" in finding.message


def test_the_report_tells_a_client_s_month(desk: Desk, blog: Blog) -> None:
    """Le compte rendu dit, pour un client et un mois : donné, écrit pour lui, en ligne, modifié, retiré."""
    given, corrected_one, withdrawn = (desk.new(name) for name in ("donne", "modifie", "ote"))
    desk.apply()
    corrected(desk, blog, corrected_one)
    desk.apply()
    desk.wish("withdraw", withdrawn)
    desk.article("pour-eux", clients="", client="orvane", original_url="https://orvane.example/a/")
    text = report(desk.site(), Ledger(desk.content), "2026-11")
    url = desk.entry(given).remote["url"]

    assert f"- [À propos de {given}]({url}), le 22 novembre 2026" in text
    assert "### Donnés ce mois-ci (3)" in text and "### Écrits pour ce blog ce mois-ci (1)" in text
    assert "### En ligne aujourd’hui (2)" in text and "### Modifiés par le client (1)" in text
    assert f"- À propos de {withdrawn}, par nous, le 22 novembre 2026" in text and "par Marie" in text
    assert "### Donnés ce mois-ci (0)" in report(desk.site(), Ledger(desk.content), "2026-10")


def git(folder: Path, *arguments: str) -> str:
    names = ("-c", "user.name=Essai", "-c", "user.email=essai@essai.example", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *names, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def cloned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk as the clone of a shared repository."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Essai")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "essai@essai.example")
    git(desk.root, "init", "--bare", "--quiet", "serveur.git")
    git(desk.root, "init", "--quiet", "content")
    git(desk.content, "add", ".")
    git(desk.content, "commit", "--quiet", "--message", "Contenu")
    git(desk.content, "remote", "add", "origin", "../serveur.git")
    git(desk.content, "push", "--quiet", "--set-upstream", "origin", "HEAD:main")
    return desk


def test_the_intent_is_pushed_before_the_write(cloned: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Avec --push, l’intention est sur le serveur git avant l’envoi, et le résultat après."""
    slug = cloned.new("pousse")
    seen: list[tuple[str, int]] = []

    def step(name: str) -> None:
        if name.startswith("published"):
            entry = json.loads(git(cloned.root / "serveur.git", "show", f"main:registre/relais/{slug}@orvane.json"))
            seen.append((entry["events"][-1]["what"], len(proxy.writes)))

    cloned.apply(push_ledger=LedgerGit(cloned.content), step=step)

    assert seen == [("intended", 0), ("answered", 1)]
    assert git(cloned.content, "status", "--porcelain", "registre") == ""


def test_a_refused_push_writes_nothing(cloned: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Une intention que le serveur git refuse arrête le relais avant toute écriture chez le client."""
    cloned.new("refuse")
    claims = LedgerGit(cloned.content)
    (cloned.root / "serveur.git").rename(cloned.root / "parti.git")
    applied = cloned.apply(push_ledger=claims)

    assert applied.exit_code == 4 and proxy.writes == []


@pytest.mark.parametrize("hangs", [False, True], ids=["injoignable", "muet"])
def test_what_git_says_is_told(cloned: Desk, blog: Blog, monkeypatch: pytest.MonkeyPatch, hangs: bool) -> None:
    """Un serveur git injoignable ou muet est dit tel, sans mot de passe, et non comme un autre passage."""
    cloned.new("injoignable")
    claims = LedgerGit(cloned.content)
    address = "https://moi:motdepasse@127.0.0.1:1/x.git"
    git(cloned.content, "remote", "set-url", "origin", address)
    if hangs:
        monkeypatch.setattr("plugins.relays.ledger_git.TIMEOUT", 0.0)
    said = cloned.said(cloned.apply(push_ledger=claims))

    assert "à reprendre" in said and "un autre passage" not in said and "motdepasse" not in said
    assert ("pas de réponse" if hangs else "127.0.0.1") in said


def test_the_push_joins_what_others_pushed(cloned: Desk, blog: Blog) -> None:
    """Un autre envoi arrivé entre-temps sur le serveur git est repris, pas écrasé."""
    slug = cloned.new("joint")
    git(cloned.root, "clone", "--quiet", "--branch", "main", "serveur.git", "autre")
    (cloned.root / "autre" / "note.txt").write_text("Autre.", encoding="utf-8")
    git(cloned.root / "autre", "add", ".")
    git(cloned.root / "autre", "commit", "--quiet", "--message", "Autre")
    git(cloned.root / "autre", "push", "--quiet")
    applied = cloned.apply(push_ledger=LedgerGit(cloned.content))
    names = git(cloned.root / "serveur.git", "ls-tree", "-r", "--name-only", "main").split()

    assert applied.exit_code == 0 and {"note.txt", f"registre/relais/{slug}@orvane.json"} <= set(names)


def test_the_tasks_speak_french_and_end_with_their_codes(desk: Desk, blog: Blog, inv: Any) -> None:
    """Les tâches montrent, font, puis n’ont plus rien à faire, avec les codes 2, 0 et 0."""
    slug = desk.new("taches")
    options = ("--content", desk.content, "--now", "2026-11-22 09:00")
    with serving() as site:
        desk.agency(site.url)
        address = f"{site.url}/articles/{slug}/"
        site.answers[f"/articles/{slug}/"] = page(f'<head><link rel="canonical" href="{address}"></head>')
        shown = inv("relay.plan", *options, **desk.environment)
        asked = site.paths()
        done = inv("relay.apply", *options, TRIBUNE_TEST_LOOPBACK="1", **desk.environment)
        rest = inv("relay.plan", *options, **desk.environment)
        checked = inv("relay.doctor", "--content", desk.content, **desk.environment)

    assert (shown.returncode, done.returncode, rest.returncode, checked.returncode) == (2, 0, 0, 0)
    assert f"créer  {slug} → orvane : nouveau" in shown.stdout and f"créer  {slug} → orvane : http" in done.stdout
    assert asked == [] and site.paths() == [f"/articles/{slug}/"]  # the plan is made without our site, the rest sees it
    assert "à jour depuis le 22 novembre 2026" in rest.stdout and "rôle : author" in checked.stdout


def test_with_the_plugin_the_page_declares_our_article(desk: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Avec l’extension, le billet déclare notre article comme référence, et dit « noindex » quand c’est convenu."""
    account = blog.accounts["author"]
    desk.client("orvane", proxy.url, account.login, account.password, canonical="true", robots="noindex")
    slug = desk.new("reference")
    without = desk.line(slug).notes
    blog.plugin(True)
    desk.apply()
    page = blog.page(desk.entry(slug).remote["url"]).text

    assert "extension tribune-relais" in without[0]
    assert f'<link rel="canonical" href="https://essai.example/carnet/articles/{slug}/" />' in page
    assert "noindex" in page[page.index("name='robots'") :][:80]


def test_the_plugin_holds_an_edit_made_meanwhile(desk: Desk, blog: Blog) -> None:
    """Avec l’extension, une correction du client faite entre notre lecture et notre écriture n’est pas écrasée."""
    blog.plugin(True)
    slug = desk.new("verrou", title="Avant")
    desk.apply()
    desk.article(slug, title="Après")
    id = desk.entry(slug).remote["id"]

    def step(name: str) -> None:
        if name == "looked":  # we have just read the post for the last time before writing
            blog.ask("POST", f"wp/v2/posts/{id}", role="editor", json={"title": "Chez eux"})

    applied = desk.apply(step=step)

    assert applied.exit_code == 4 and "rien n’a été écrit" in desk.said(applied)
    assert blog.ask("GET", f"wp/v2/posts/{id}")["title"]["rendered"] == "Chez eux"
    assert desk.action(slug) == "conflict"


def test_the_tasks_settle_a_conflict(desk: Desk, blog: Blog, proxy: FaultProxy, inv: Any) -> None:
    """« relay.adopt --write » montre puis reporte la correction ; « relay.resolve » et les anciens mots se valent."""
    account = blog.accounts["author"]
    desk.client("orvane", proxy.url, account.login, account.password, status="draft")
    slug, other = desk.new("tache-adopte"), desk.new("tache-garde")
    desk.apply()
    for each in (slug, other):
        corrected(desk, blog, each)
    options = ("--content", desk.content, "--now", "2026-11-25 09:00")
    told = inv("relay.mail", "--sent", *options, **desk.environment)
    adopted = inv("relay.adopt", slug, "orvane", "--write", *options, **desk.environment)
    kept = inv("relay.adopt", other, "orvane", "--ours", *options, **desk.environment)
    again = inv("relay.mail", *options, **desk.environment)
    shown = inv("relay.plan", "--format", "markdown", *options, **desk.environment)
    lost = inv("relay.adopt", f"{slug}x", "orvane", *options, **desk.environment)

    assert "[-trois lignes-] {+dix pages+}" in adopted.stdout and "texte du client adopté" not in adopted.stdout
    assert "dix pages" in (desk.content / f"articles/2026-11-02-{slug}.md").read_text("utf-8")
    assert (desk.action(slug), desk.action(other)) == ("nothing", "update") and kept.returncode == 0
    assert f"À propos de {slug}" in told.stdout and "2 billets attendent" in told.stdout
    assert "Aucun brouillon à annoncer" in again.stdout
    assert shown.returncode == 2 and f"- **mettre à jour** `{other}`" in shown.stdout and slug not in shown.stdout
    assert lost.returncode == 1 and f"voulez-vous « {slug} »" in lost.stderr
