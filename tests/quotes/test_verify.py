"""Each original read again, and what is concluded of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from client_pages import NOW, ORIGINAL, PASSAGE, URL, answering, article, blog_page
from loopback import Loopback, page, redirect, serving

from plugins.common.fetch import FetchError, FetchPolicy, Page, fetch
from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.quotes.captures import capture_of, capture_path, read_capture
from plugins.quotes.verify import Finding, Pace, exit_code, report, verify

SHARED = Path(__file__).resolve().parents[3] / "shared"
Load = Callable[..., Content]


def only(site: Content, fetched: Callable[[str], Page], hours: int = 0) -> Finding:
    """The finding of the one article written for a client."""
    (finding,) = verify(site, fetched, NOW + timedelta(hours=hours))
    return finding


def failing(code: str) -> Callable[[str], Page]:
    def refuse(url: str) -> Page:
        raise FetchError(code, "pas de réponse complète en 20 secondes")  # type: ignore[arg-type]

    return refuse


def test_a_passage_that_is_there_is_exact(read: Load) -> None:
    """Un extrait retrouvé mot pour mot est exact, et sa part est dite."""
    site = read()
    finding = only(site, answering(blog_page(), etag='"v1"'))

    assert (finding.state, finding.notes, finding.diffs, finding.client) == ("exact", (), (), "orvane")
    assert round(finding.share, 2) == 0.16
    assert read_capture(site.root, "vendre").etag == '"v1"'


def test_one_word_changed_is_shown(read: Load) -> None:
    """Un mot changé par le client se voit, avec le mot d’avant et celui d’après."""
    finding = only(read(), answering(blog_page(ORIGINAL.replace("ce qui les gêne", "ce qui les freine"))))

    assert finding.state == "changed"
    assert finding.diffs == ("Ils ont cessé de voir ce qui les [-gêne-]{+freine+}.",)


def test_a_soft_404_is_an_absence(read: Load) -> None:
    """Une page « introuvable » qui répond 200 est une absence, et le texte gardé reste."""
    site = read()
    only(site, answering(blog_page()))
    finding = only(site, answering(blog_page("<p>Oups ! Cette page est introuvable. Retournez à l’accueil.</p>")), 1)

    assert finding.state == "absent" and "200" in finding.notes[0]
    assert read_capture(site.root, "vendre").blocks != ()


def test_a_replaced_page_is_an_absence_then_a_disappearance(read: Load) -> None:
    """Une page remplacée par un autre article est absente, puis disparue le lendemain."""
    other = answering(
        blog_page("<p>Notre nouvelle offre arrive au printemps. Elle change tout pour vos équipes.</p>" * 4)
    )
    site = read()
    states = [
        only(site, fetched, hours).state for fetched, hours in ((answering(blog_page()), 0), (other, 1), (other, 26))
    ]

    assert states == ["exact", "absent", "vanished"]
    assert read_capture(site.root, "vendre").gone


@pytest.mark.parametrize("passage", [PASSAGE, ""], ids=["avec extrait", "sans extrait"])
def test_a_page_that_sends_elsewhere_proves_nothing(read: Load, passage: str) -> None:
    """Une page qui renvoie ailleurs par « refresh » n’est ni là, ni absente : la note dit où elle mène."""
    sends = (
        "<html><head><meta http-equiv='Refresh' content='0; url=/nouveau/vendre'></head><body>Un instant</body></html>"
    )
    site = read(article(passage))
    only(site, answering(blog_page()))
    finding = only(site, answering(sends), 30)

    assert finding.state == "undetermined" and "https://blog.orvane.example/nouveau/vendre" in finding.notes[0]
    assert not read_capture(site.root, "vendre").gone


def test_a_page_that_reloads_itself_is_read(read: Load) -> None:
    """Une page qui se recharge, ou qui montre l’extrait avant de renvoyer ailleurs, est lue comme une autre."""
    for content in ("300", "5; url=/ailleurs"):
        page = blog_page(head=f'<meta http-equiv="refresh" content="{content}">')

        assert only(read(), answering(page)).state == "exact"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (404, "absent"),
        (410, "absent"),
        (403, "undetermined"),
        (429, "undetermined"),
        (500, "undetermined"),
        (503, "undetermined"),
    ],
)
def test_a_status_alone_proves_little(read: Load, status: int, state: str) -> None:
    """404 et 410 sont une absence ; un refus ou une panne ne disent rien."""
    site = read()
    only(site, answering(blog_page()))
    for hours in (1, 30, 60):
        finding = only(site, answering(status=status), hours)

    assert finding.state == ("vanished" if state == "absent" else state)
    assert read_capture(site.root, "vendre").gone == (state == "absent")


@pytest.mark.parametrize("code", ["timeout", "dns", "robots", "connection", "type"])
def test_what_cannot_be_read_is_never_gone(read: Load, code: str) -> None:
    """Une page qu’on ne peut lire n’est jamais dite disparue."""
    site = read()
    states = {only(site, failing(code), hours).state for hours in (0, 30, 60)}

    assert states == {"undetermined"} and read_capture(site.root, "vendre") is None


def test_a_redirect_is_accepted_when_the_passage_is_exact(read: Load) -> None:
    """Une redirection est acceptée si l’extrait y est exact : la nouvelle adresse est proposée."""
    finding = only(read(), answering(blog_page(), url="https://blog.orvane.example/vendre-2026"))

    assert finding.state == "exact"
    assert finding.notes == (
        "la page a changé d’adresse : écrivez « original_url: https://blog.orvane.example/vendre-2026 »",
    )


def test_a_redirect_to_another_article_is_an_absence(read: Load) -> None:
    """Une redirection vers un autre article, comme WordPress en devine, est une absence."""
    other = blog_page("<p>Vendre autrement, en cinq étapes. La première est de téléphoner chaque lundi matin.</p>" * 3)
    site = read()
    only(site, answering(blog_page()))
    finding = only(site, answering(other, url="https://blog.orvane.example/vendre-autrement"), 1)

    assert finding.state == "absent" and "où il redirige" in finding.notes[0]


def test_a_redirect_to_a_changed_passage_keeps_the_last_text(read: Load) -> None:
    """Une redirection où l’extrait a changé est dite, sans être prise pour notre article."""
    site = read()
    only(site, answering(blog_page()))
    before = read_capture(site.root, "vendre").blocks
    moved = answering(blog_page(ORIGINAL.replace("gêne", "freine")), url="https://blog.orvane.example/x")
    finding = only(site, moved, 1)

    assert finding.state == "changed" and "vérifiez que c’est notre article" in finding.notes[0]
    assert read_capture(site.root, "vendre").blocks == before


def test_a_moved_canonical_is_said(read: Load) -> None:
    """Une adresse de référence qui n’est plus celle de la page est dite ; une barre finale n’est rien."""
    link = "<link rel=canonical href='{}'>"

    assert only(read(), answering(blog_page(head=link.format(f"{URL}/")))).notes == ()
    notes = only(read(), answering(blog_page(head=link.format("https://orvane.example/autre")))).notes
    assert notes == ("la page donne https://orvane.example/autre comme son adresse de référence",)


def test_an_article_without_a_passage_is_captured(read: Load) -> None:
    """Sans extrait, l’original est gardé pour en proposer un."""
    site = read(article(passage=""))
    finding = only(site, answering(blog_page()))

    assert finding.state == "unquoted" and "./inv relay.quote vendre" in finding.notes[0]
    assert read_capture(site.root, "vendre").blocks
    assert only(site, answering(blog_page(), url="https://blog.orvane.example/x")).state == "undetermined"


def test_the_selector_of_the_client_is_used(client_content: Path, read: Load) -> None:
    """Le sélecteur du client choisit le corps ; s’il ne trouve rien ou n’en est pas un, c’est dit."""
    client = client_content / "clients" / "orvane.md"
    text = client.read_text("utf-8")
    advert = "<p>Une publicité pour autre chose.</p>" * 9
    html = f"<div class=entry-content>{advert}</div><div class=texte>{ORIGINAL}</div>"
    states = {}
    for selector in (".texte", ".ancien", "div["):
        client.write_text(text.replace("relay: {kind: card}", f"selector: '{selector}'"), "utf-8")
        finding = only(read(), answering(blog_page(html)))
        states[selector] = (finding.state, " ".join(finding.notes))

    assert states[".texte"] == ("exact", "")
    assert "ne trouve rien" in states[".ancien"][1]
    assert states["div["][0] == "undetermined" and "sélecteur" in states["div["][1]
    client.write_text(text.replace("{kind: card}", "{kind: card, selector: .texte}"), "utf-8")
    assert only(read(), answering(blog_page(html))).state == "exact"  # where it was written before


def test_a_broken_capture_is_made_again(read: Load) -> None:
    """Une capture abîmée est dite, puis refaite."""
    site = read()
    only(site, answering(blog_page()))
    path = site.root / "registre" / "captures" / "vendre.json"
    path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    finding = only(site, answering(blog_page()))

    assert "elle est refaite" in finding.notes[0]
    assert read_capture(site.root, "vendre").state == "exact"


def test_one_original_is_read_once(client_content: Path, read: Load) -> None:
    """Un original que deux articles citent n’est lu qu’une fois."""
    (client_content / "articles" / "2026-03-01-vendre-encore.md").write_text(
        article().replace("title: Vendre", "title: Vendre encore"), encoding="utf-8"
    )
    asked: list[str] = []

    def counting(url: str) -> Page:
        asked.append(url)
        return answering(blog_page())(url)

    lines: list[str] = []
    findings = verify(read(), counting, NOW, progress=lines.append)

    assert [finding.article for finding in findings] == ["vendre", "vendre-encore"]
    assert asked == [URL] and lines == [f"1/2 vendre : {URL}", f"2/2 vendre-encore : {URL}"]


def test_hosts_are_given_time() -> None:
    """Un hôte reçoit une demande par seconde au plus ; deux hôtes ne s’attendent pas."""
    instant = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        instant[0] += seconds

    pace = Pace(1.0, lambda: instant[0], sleep)
    pace("a.example")
    pace("b.example")
    instant[0] = 0.4
    pace("a.example")
    pace("b.example")
    instant[0] = 9.0
    pace("a.example")

    assert slept == [0.6]


FINDING = Finding("vendre", "content/articles/vendre.md", "orvane", URL, "exact", URL, 1.0, 0.206)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["exact"], 0),
        (["exact", "unquoted"], 0),
        ([], 0),
        (["exact", "changed"], 2),
        (["absent"], 2),
        (["vanished"], 2),
        (["undetermined"], 1),
        (["unrecognised"], 1),
        (["undetermined", "changed"], 2),
    ],
)
def test_the_exit_code_tells_the_worst(states: list[str], code: int) -> None:
    """0 quand tout est exact, 2 quand un original a changé, 1 quand un autre n’a pu être lu."""
    assert exit_code([replace(FINDING, state=state) for state in states]) == code  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", [False, True], ids=["renommé", "ancien repris"])
def test_a_renamed_article_keeps_its_capture(client_content: Path, kept: bool) -> None:
    """Un article renommé garde ce qui fut lu de son original, et « verify » renomme le fichier avec lui."""
    old, new = (client_content / "articles" / f"2026-02-01-{name}.md" for name in ("vendre", "convaincre"))
    site = load_site(client_content, lambda timezone: NOW)
    only(site, answering(blog_page()))
    new.write_text(article(header="redirect_from: [/articles/vendre/]\n"), encoding="utf-8")
    if not kept:
        old.unlink()
    site = load_site(client_content, lambda timezone: NOW)
    found = capture_of(site, site.articles["convaincre"])
    gone = answering(status=404)
    verify(site, gone, NOW + timedelta(hours=1), documents=[site.articles["convaincre"]])
    after = capture_of(site, site.articles["convaincre"])

    assert (found is not None) is not kept and capture_path(site.root, "vendre").exists() is kept
    assert after.article == "convaincre" and bool(after.blocks) is not kept
    assert after.state == ("unrecognised" if kept else "absent")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("client: exocett", "client: orvane"), ("original_url: htps://x.example/a", f"original_url: {URL}"),
     ("date: hier", "date: 2026-02-01")],
)  # fmt: skip
def test_a_content_with_a_fault_is_not_verified(
    client_content: Path, inv: Callable[..., Any], wrong: str, right: str
) -> None:
    """Un contenu fautif est montré et rien n’est lu : un article illisible ne passe pas pour absent."""
    path = client_content / "articles" / "2026-02-01-vendre.md"
    path.write_text(article().replace(right, wrong), encoding="utf-8")
    for asked in (["relay.verify"], ["relay.quote", "vendre"]):
        result = inv(*asked, "--content", client_content)

        assert result.returncode == 1 and "Traceback" not in result.stderr
        assert wrong.partition(": ")[2].removeprefix("htps://") in result.stdout and "fautes" in result.stderr


def test_the_report_is_french() -> None:
    """Le rapport dit chaque original en une ligne, puis le compte."""
    changed = replace(FINDING, state="changed", ratio=0.998, notes=("une note",), diffs=("le [-a-]{+b+}",))

    assert report([FINDING, changed]).splitlines() == [
        f"content/articles/vendre.md : exact, 21\u00a0% de l’original ({URL})",
        f"content/articles/vendre.md : changé, 99\u00a0% des mots retrouvés ({URL})",
        "  une note",
        "  ~ le [-a-]{+b+}",
        "2 originaux : 1 exact, 1 changé.",
    ]
    assert report([]) == "Aucun article écrit pour un client."
    assert json.loads(report([changed], "json"))[0]["diffs"] == ["le [-a-]{+b+}"]


# --- over a real server ---------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as started:
        yield started


def loopback_fetch(url: str) -> Page:
    return fetch(url, policy=FetchPolicy(allow_loopback_for_tests=True))


def served(server: Loopback, path: str = "/vendre") -> str:
    return article().replace(URL, f"{server.url}{path}")


def test_a_windows_page_is_read(server: Loopback, read: Load) -> None:
    """Une page en windows-1252 qui se dit en Latin-1 est lue juste."""
    server.answers["/vendre"] = page(blog_page().encode("cp1252"), kind="text/html; charset=ISO-8859-1")

    assert only(read(served(server)), loopback_fetch).state == "exact"


def test_a_guessed_redirect_is_caught(server: Loopback, read: Load) -> None:
    """Un billet effacé dont l’adresse mène à un autre billet est une absence."""
    server.answers["/vendre"] = page(blog_page())
    site = read(served(server))
    only(site, loopback_fetch)
    server.answers["/vendre"] = redirect("/vendre-et-autres-methodes")
    server.answers["/vendre-et-autres-methodes"] = page(
        blog_page("<p>D’autres méthodes de vente, en trois mots.</p>" * 9)
    )

    assert only(site, loopback_fetch, 1).state == "absent"


def test_a_page_that_says_no_is_undetermined(server: Loopback, read: Load) -> None:
    """Un robots.txt qui refuse laisse l’original indéterminé, et le dit."""
    server.answers |= {
        "/robots.txt": page("User-agent: *\nDisallow: /", kind="text/plain"),
        "/vendre": page(blog_page()),
    }
    finding = only(read(served(server)), loopback_fetch)

    assert finding.state == "undetermined" and "robots.txt" in finding.notes[0]


@pytest.fixture
def corpus(tmp_path: Path, server: Loopback) -> Callable[[str], Finding]:
    """Verifies the corpus article against a page that is served at its address."""
    source = SHARED / "corpus"
    if not source.is_dir():
        pytest.skip("pas de corpus à côté du projet (../shared)")
    text = (source / "content/articles/2017-02-20-value-added-selling.md").read_text("utf-8")
    root = tmp_path / "corpus"
    for name in ("articles", "clients", "auteurs"):
        (root / name).mkdir(parents=True)
    for name in ("clients/sparklane.md", "auteurs/cedric-jeanblanc.md"):
        (root / name).write_bytes((source / "content" / name).read_bytes())
    address = "https://blog.sparklane.example/value-added-selling"
    (root / "articles/value-added-selling.md").write_text(text.replace(address, f"{server.url}/v"), "utf-8")

    def check(html: str) -> Finding:
        server.answers["/v"] = page(html)
        return only(load_site(root, lambda timezone: NOW), loopback_fetch)

    return check


def test_the_corpus_page_holds_its_passage(corpus: Callable[[str], Finding]) -> None:
    """La vraie page du client contient notre extrait mot pour mot, à 21 % de l’original."""
    html = (SHARED / "corpus/client-blog/value-added-selling.html").read_text("utf-8")
    finding = corpus(html)

    assert (finding.state, f"{finding.share:.0%}") == ("exact", "21%")
    changed = corpus(html.replace("affaire de relation", "question de relation"))
    assert changed.state == "changed" and "[-affaire-]{+question+}" in changed.diffs[0]
    assert corpus(html.replace("« ", '"').replace(" »", '"').replace("’", "'")).state == "exact"
    assert corpus("<main><p>Page introuvable.</p></main>").state == "absent"
    assert corpus(blog_page()).state == "absent"


def test_the_tasks_work_from_end_to_end(inv, client_content: Path, server: Loopback, read: Load) -> None:
    """`relay.verify` puis `relay.quote --write` mènent d’un article sans extrait à un extrait exact."""
    server.answers["/vendre"] = page(blog_page())
    read(article(passage="").replace(URL, f"{server.url}/vendre"))
    options = ("--content", client_content, "--now", "2026-11-22")
    loopback = {"TRIBUNE_TEST_LOOPBACK": "1"}
    early = inv("relay.quote", "vendre", *options)
    first = inv("relay.verify", *options, **loopback)
    quoted = inv("relay.quote", "vendre", "--write", *options)
    again = inv("relay.quote", "vendre", "--write", *options)
    last = inv("relay.verify", "--json", *options, **loopback)

    assert early.returncode == 1 and "./inv relay.verify" in early.stderr
    assert first.returncode == 0 and "1 original : 1 sans extrait." in first.stdout and "ATTENTION" in first.stderr
    assert quoted.returncode == 0 and PASSAGE in quoted.stdout
    assert again.returncode == 1 and "cite déjà un passage" in again.stderr
    assert json.loads(last.stdout)[0]["state"] == "exact"
    assert inv("relay.verify", "--article", "vednre", *options).stderr.strip().endswith("voulez-vous « vendre » ?")
    server.answers["/vendre"] = page(blog_page(ORIGINAL.replace("La plupart des clients", "Les clients")))
    assert inv("relay.verify", *options, **loopback).returncode == 2
    assert inv("relay.verify", *options).returncode == 1
