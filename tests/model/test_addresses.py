"""Links to the site's own lists, feeds and files: those that exist are right at any sub-path, the others are faults."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.addresses import site_addresses
from plugins.model.content import site_path
from plugins.model.links import leads_elsewhere, link_fault, own_host, resolve_link
from plugins.model.loader import load_site

ROOT = Path(__file__).resolve().parents[2]


def test_the_addresses_are_those_of_a_build(published_site):
    """Les adresses que le modèle connaît sont celles que la construction écrit, ni plus ni moins."""
    site = load_site(ROOT / "content", lambda timezone: datetime(2026, 11, 22, 9, tzinfo=ZoneInfo(timezone)))
    files = {path.relative_to(published_site).as_posix() for path in published_site.rglob("*") if path.is_file()}
    moved = {name for name in files if "/page/" in name and "a changé d’adresse" in (published_site / name).read_text()}
    files -= moved  # what answers where a list had a page once
    kept = ("images/", "medias/", "theme/", "pagefind/")
    written = {name.removesuffix("index.html") for name in files if not name.startswith(kept)}
    shown = [document for document in site.documents() if site.state(document) in ("published", "hidden")]
    texts = {site_path(document) for document in shown}
    old = {old.strip("/") for document in shown for old in getattr(document.record, "redirect_from", ())}

    known = site_addresses(site, drafts=False) | texts

    assert {name for name in written - known if name.strip("/") not in old} == set()
    assert known - written == set()


@pytest.fixture
def site(folder):
    """A site with two lists, an old address and a calendar."""
    folder.write(
        "articles/2026-03-01-essai.md",
        "---\ntitle: Essai\ndate: 2026-03-01\ncategory: Méthodes\ntags: [Vente]\n"
        "redirect_from: /2016/05/ancien.html\n---\nx\n",
    )
    folder.write("articles/2026-04-01-bis.md", "---\ntitle: Bis\nstatus: draft\ncategory: Coulisses\n---\nx\n")
    return folder.load()


@pytest.mark.parametrize(
    ("target", "resolved"),
    [
        ("/", "{filename}/"),
        ("/index.html", "{filename}/"),
        ("{index}", "{filename}/"),
        ("/articles/", "{filename}/articles/"),
        ("/articles#haut", "{filename}/articles/#haut"),
        ("/ateliers/", "{filename}/ateliers/"),
        ("/ateliers.ics", "{filename}/ateliers.ics"),
        ("/ateliers/ecrire.ics", "{filename}/ateliers/ecrire.ics"),
        ("/ateliers/ecrire/programme.pdf", "{filename}/ateliers/ecrire/programme.pdf"),
        ("/ateliers/par/mode/sur-place/", "{filename}/ateliers/par/mode/sur-place/"),
        ("/flux/atom.xml", "{filename}/flux/atom.xml"),
        ("/sitemap.xml", "{filename}/sitemap.xml"),
        ("/clients/", "{filename}/clients/"),
        ("/archives/2026/", "{filename}/archives/2026/"),
        ("/rubriques/methodes/", "{filename}/rubriques/methodes/"),
        ("{category}Méthodes", "{filename}/rubriques/methodes/"),
        ("{tag}vente", "{filename}/themes/vente/"),
        ("/themes/vente", "{filename}/themes/vente/"),
        ("/auteurs/redaction/", "{filename}/auteurs/redaction.md"),
        ("{author}La rédaction", "{filename}/auteurs/redaction.md"),
        ("/2016/05/ancien.html", "{filename}/articles/2026-03-01-essai.md"),
        ("{static}/images/cap.png", "{static}/images/cap.png"),
    ],
)
def test_an_address_of_the_site_is_a_link(site, target, resolved):
    """Une liste, un flux, un agenda, une ancienne adresse du site se lient par leur adresse."""
    assert resolve_link(site, site.articles["essai"], target)[:2] == (resolved, None)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/rubriques/method/", "adresse « /rubriques/method/ » inconnue ; voulez-vous « /rubriques/methodes/ » ?"),
        ("/tag/vente.html", "adresse « /tag/vente.html » inconnue ; voulez-vous « /themes/vente/ » ?"),
        ("/2016/05/essai.html", "adresse « /2016/05/essai.html » inconnue ; voulez-vous « /articles/essai/ » ?"),
        (
            "/fr/articles/make/",
            "adresse « /fr/articles/make/ » inconnue : liez le fichier du texte (../articles/mon-article.md), "
            "ou écrivez l’adresse complète",
        ),
        (
            "/rubriques/coulisses/",
            "adresse « /rubriques/coulisses/ » : aucun texte publié n’y est encore ; retirez ce lien",
        ),
        ("{tag}vent", "thème « vent » sans texte publié ; voulez-vous « Vente » ?"),
        ("{category}zut", "rubrique « zut » sans texte publié ; au choix : Articles, Coulisses, Méthodes"),
        ("{author}claire-martn", "auteur « claire-martn » introuvable ; voulez-vous « claire-martin » ?"),
        ("www.exemple.fr", "lien « www.exemple.fr » : ajoutez https:// devant : https://www.exemple.fr"),
        ("asahilinux.org/", "lien « asahilinux.org/ » : ajoutez https:// devant : https://asahilinux.org/"),
        (
            "contact@agence.example",
            "« contact@agence.example » est un courriel : écrivez mailto:contact@agence.example",
        ),
        ("mailto:contact", "courriel « mailto:contact » : écrivez mailto:nom@exemple.fr"),
        ("photo.png", "lien « photo.png » : ce fichier n’est pas dans le contenu ; vérifiez le nom"),
        (
            "../../notes.md",
            "« ../../notes.md » sort du contenu : mettez ce texte dans content/articles/, ou liez son adresse complète",
        ),
        ("http://exa mple/", "adresse « http://exa mple/ » : retirez l’espace du nom de domaine"),
        (
            "https://exemple.fr/un texte",
            "adresse « https://exemple.fr/un texte » : remplacez l’espace par %20, ou retirez-la",
        ),
        ("hhttps://exemple.fr", "adresse « hhttps://exemple.fr » : écrivez https://exemple.fr"),
        ("https:/exemple.fr", "adresse « https:/exemple.fr » : écrivez https://exemple.fr"),
        ("http://https://exemple.fr", "adresse « http://https://exemple.fr » : écrivez https://exemple.fr"),
        (
            "http://localhost:8000/articles/absent/",
            "adresse « http://localhost:8000/articles/absent/ » : elle n’existe que sur votre poste ; "
            "retirez-la, ou écrivez-la en code",
        ),
        (
            "http://127.0.0.1/zut",
            "adresse « http://127.0.0.1/zut » : elle n’existe que sur votre poste ; retirez-la, ou écrivez-la en code",
        ),
        (
            "https://blog.exemple.fr/wp-admin/post.php?post=3",
            "adresse « https://blog.exemple.fr/wp-admin/post.php?post=3 » : c’est l’administration d’un site ; "
            "écrivez l’adresse publique",
        ),
        (
            "https://agence.example/articles/esai/",
            "adresse « https://agence.example/articles/esai/ » : ce site n’a pas cette page ; "
            "voulez-vous « /articles/essai/ » ?",
        ),
        ("ftp://exemple.fr", "adresse « ftp://exemple.fr » : écrivez une adresse https:, mailto: ou un chemin du site"),
    ],
)
def test_a_link_that_leads_nowhere_names_the_act(site, target, message):
    """Un lien qui ne mène nulle part dit le geste qui le répare."""
    assert link_fault(site, site.articles["essai"], target)[0] == message


@pytest.mark.parametrize(
    "target",
    [
        "https://agence.example/articles/essai/", "https://agence.example/", "https://autre.example/zut",
        "//cdn.example/x",
        "mailto:contact@agence.example?subject=x", "tel:+33400000000", "#essai",
        "https://web.archive.org/web/2016/https://exemple.fr/",
    ],
)  # fmt: skip
def test_a_link_to_another_site_is_right(site, target):
    """Une adresse d’un autre site, ou du nôtre quand la page existe, est juste."""
    assert link_fault(site, site.articles["essai"], target)[0] is None


def test_an_image_of_the_author_s_machine_is_to_be_copied(site):
    """Le chemin d’une image du poste de l’auteur dit où copier l’image."""
    message, _ = link_fault(site, site.articles["essai"], "C:\\Users\\Marie\\quai.jpg", image=True)

    assert message == (
        "« C:\\Users\\Marie\\quai.jpg » est un chemin de votre poste : "
        "copiez l’image dans content/images/ et écrivez ../images/quai.jpg"
    )


@pytest.mark.parametrize(
    ("target", "elsewhere"),
    [
        ("https://autre.example/zut?a=1#b", True), ("HTTP://AUTRE.EXAMPLE", True), ("tel:+33400000000", True),
        ("https://agence.example/articles/essai/", False), ("http://localhost:8000/", False),
        ("https://poste.local/", False), ("http://127.0.0.1/", False), ("https://a.fr/wp-admin/x", False),
        ("https://a:b@exemple.fr/", False), ("http://https://exemple.fr", False), ("https://exemple.fr/a b", False),
        ("mailto:contact", False), ("../x.md", False),
    ],
)  # fmt: skip
def test_what_needs_no_look(site, target, elsewhere):
    """D’une adresse d’un autre site il n’y a rien à dire ; des nôtres, locales ou mal écrites, si."""
    assert leads_elsewhere(own_host(site), target) is elsewhere


def test_a_link_to_our_own_address_is_looked_at(folder):
    """Un lien complet vers une page que notre site n’a pas est une faute du texte."""
    folder.write("agence.yaml", "name: Agence\nurl: https://agence.example/carnet\n")
    folder.write("articles/essai.md", "---\ntitle: E\ndate: 2026-03-01\n---\n[x](https://agence.example/carnet/zut/)\n")
    messages = [str(problem) for problem in folder.load().problems if problem.path == "content/articles/essai.md"]

    assert messages == [
        "content/articles/essai.md:5:5: adresse « https://agence.example/carnet/zut/ » : "
        "ce site n’a pas cette page ; vérifiez l’adresse"
    ]
