"""Kits: one excerpt in each form that a client without an account for us may paste."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from PIL import Image

from plugins.relays.desired_posts import DesiredPost, desired_posts
from plugins.relays.kit_file import kit_file
from plugins.relays.kits import NETWORK_LIMIT, PICTURE, kit_of, kit_page, kit_picture, network_length, plain_blocks
from plugins.site.typesetting import typeset
from plugins.targets.target import Picture
from plugins.typography.options import Options
from tests.conftest import LEGAL, ROOT, small_content, write
from tests.relays.desk import Desk

EXCERPT = (
    '<p>Un <em>début</em> &amp; <a href="https://x.example/?a=1&amp;b=2">un lien</a>.</p>\n<h3>Un titre</h3>\n'
    "<ul><li>Un point</li><li>Un autre<ol><li>dedans</li></ol></li></ul>\n"
    "<blockquote><p>Dit.</p><p>Redit.</p></blockquote>"
)
WANTED = DesiredPost(
    article="ecouter", client="halle", source="articles/ecouter.md", aliases=(), due=None, published=date(2026, 11, 2),
    address="https://essai.example/articles/ecouter/", reference="https://essai.example/articles/ecouter/",
    tracking="utm_source=halle&utm_medium=relais", title="Écouter & vendre", excerpt=EXCERPT,
    invitation="Lire la suite de « Écouter & vendre » sur le blog d’Essai", status="draft",
)  # fmt: skip
LINK = "https://essai.example/articles/ecouter/?utm_source=halle&utm_medium=relais"


def test_each_form_leads_to_the_article_with_its_tracking() -> None:
    """Chaque forme porte le lien suivi vers l’article, et l’invitation."""
    kit = kit_of(WANTED)
    links = [BeautifulSoup(form, "html.parser").find_all("a")[-1]["href"] for form in (kit.html, kit.mail)]

    assert links == [LINK, LINK] and kit.plain.strip().endswith(LINK) and kit.post.endswith(LINK)
    assert all("Lire la suite" in form for form in (kit.html, kit.plain, kit.post, kit.mail))


def test_plain_text_keeps_blocks_and_items() -> None:
    """En texte seul : une ligne vide entre deux blocs, un signe devant chaque point, aucune balise."""
    assert plain_blocks(EXCERPT) == (
        "Un début & un lien.\n\nUn titre\n\n• Un point\n• Un autre\n  1. dedans\n\nDit.\n\nRedit."
    )


def test_a_post_is_never_over_the_limit_of_the_network() -> None:
    """Un post tient dans 3 000 signes, lien compris, et finit par une phrase entière."""
    long = replace(WANTED, excerpt="".join(f"<p>Une phrase numéro {rank}, avec un 🙂.</p>" for rank in range(300)))
    post = kit_of(long).post
    page = kit_page(long, "Halle")

    assert network_length(post) <= NETWORK_LIMIT and post.endswith(LINK)
    assert post.split("\n\nLire la suite")[0].endswith(".")
    assert page.post_seen + page.post_rest == post and 150 < len(page.post_seen) <= 210


def test_a_block_of_a_newsletter_holds_in_outlook() -> None:
    """Le bloc d’une lettre n’a que des tableaux et des styles en ligne : ni classe, ni feuille, ni script."""
    mail = BeautifulSoup(kit_of(WANTED).mail, "html.parser")

    assert {"class", "id"} & {name for node in mail.find_all(True) for name in node.attrs} == set()
    assert all(node.get("style") for node in mail.find_all(["p", "ul", "ol", "li", "a", "h2", "h3"]))
    assert mail.find("table")["role"] == "presentation" and mail.find("div") is mail.find("style") is None


@pytest.mark.parametrize("size", [(3000, 900), (500, 800), (1200, 627)])
def test_the_picture_has_the_size_of_networks(tmp_path: Path, size: tuple[int, int]) -> None:
    """L’image a 1200 × 627 pixels, sans métadonnées ; agrandie, elle est dite floue."""
    path = tmp_path / "a.png"
    Image.new("RGBA", size, (200, 0, 0, 120)).save(path)
    made = Image.open(BytesIO(kit_picture(str(path))))
    note = kit_page(replace(WANTED, picture=Picture(path, "Un carré", path)), "Halle").picture_note

    assert made.size == PICTURE and made.format == "JPEG" and not made.getexif()
    assert bool(note) == (size[0] < 1200 or size[1] < 627)


def test_what_we_host_is_tracked_without_being_asked(tmp_path: Path) -> None:
    """Flux, carte et kit disent leur client dans le lien ; un « utm » écrit passe avant ; un billet reste sans."""
    desk = Desk(tmp_path, {})
    desk.agency()
    found = {}
    for kind, utm in (("feed", ""), ("card", ""), ("kit", ""), ("kit", "utm_source=x"), ("wordpress", "")):
        desk.client("orvane", "https://orvane.example", "agence", "secret", kind=kind, utm=utm)
        desk.article("un")
        (wanted,) = desired_posts(typeset(desk.site(), Options()), {kind}, Options())
        found[kind, utm] = wanted.tracking

    own = "utm_source=orvane&utm_medium=relais"
    assert list(found.values()) == [own, own, own, "utm_source=x", ""]


# --- the page, in a browser -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kit_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_content(tmp_path_factory.mktemp("kit") / "content")
    write(root, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}")
    client = "name: Halle\nurl: https://halle.example/\nblog_url: https://blog.halle.example/\nrelay: {kind: kit}\n"
    write(root, "clients/halle.md", f"---\n{client}---\n\nUn client.\n")
    write(
        root,
        "articles/2026-01-05-ecouter.md",
        "---\ntitle: Écouter\ndate: 2026-01-05\nrelay: [halle]\n---\n\n<!-- extrait -->\nUn *début* de l’art.\n\n"
        "- Un point.\n"
        "<!-- /extrait -->\n\nLa suite.\n",
    )
    return root


@pytest.fixture(scope="module")
def sites(kit_content: Path, inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The preview of a site with a kit, and what it publishes."""
    made = []
    for task in ("build", "publish"):
        out = tmp_path_factory.mktemp(task) / "out"
        result = inv(task, "--content", kit_content, "--output", out, "--now", "2026-02-01")
        assert result.returncode == 0, result.stdout + result.stderr
        made.append(out)
    return made[0], made[1]


def test_the_page_of_a_kit_is_of_the_preview_alone(sites: tuple[Path, Path]) -> None:
    """La page d’un kit n’est que dans l’aperçu, hors des moteurs, et rien n’en est publié."""
    preview, published = sites
    page = (preview / "relais" / "ecouter-halle" / "index.html").read_text("utf-8")

    assert '<meta name="robots" content="noindex' in page and "relay.confirm ecouter halle" in page
    assert not (published / "relais").exists()
    assert "relais/" not in (published / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize("where", ["aperçu", "fichier"])
def test_each_button_copies_by_keyboard_and_says_so(
    browser: Any, sites: tuple[Path, Path], kit_content: Path, inv: Callable[..., Any], tmp_path: Path, where: str
) -> None:
    """Au clavier, chaque bouton copie et le dit ; la politique de la page ne refuse rien ; l’extrait garde sa forme."""
    root, path = sites[0], "relais/ecouter-halle/"
    if where == "fichier":
        made = inv(
            "relay.kit", "ecouter", "halle", "--content", kit_content, "--dossier", tmp_path, "--now", "2026-02-01"
        )
        assert made.returncode == 0 and "relay.confirm ecouter halle" in made.stdout
        root, path = tmp_path, "ecouter-halle.html"
        assert not re.search(r'(?:src|href)="(?!data:|https://essai)', (root / path).read_text("utf-8"))
    with serving_site(root) as place:
        context = browser.new_context(permissions=["clipboard-read"])
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        page.goto(f"http://{place}/{path}")
        copied = {}
        for button in page.query_selector_all("button"):
            button.focus()
            page.keyboard.press("Enter")
            name = button.text_content()
            assert page.text_content("[role=status]") == f"{name} : copié"
            copied[name] = page.evaluate("navigator.clipboard.readText()")
            if name == "Copier l’extrait":
                rich = page.evaluate(
                    "navigator.clipboard.read().then(all => all[0].getType('text/html')).then(kept => kept.text())"
                )
        context.close()

    assert refused == []
    assert "<em>début</em>" in rich and "utm_source=halle" in rich and "style=" not in rich.partition("<em>")[2]
    assert "<ul>" in copied["Copier le code HTML"] and "• Un point." in copied["Copier le texte"]
    assert copied["Copier le post"].startswith("Un début de l’art.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ecouter", "hale"), "voulez-vous « halle » ?"),
        (("ecoutez", "halle"), "voulez-vous « ecouter » ?"),
        (("bonjour", "halle"), "halle"),
    ],
)
def test_a_kit_that_is_not_there_says_why(
    kit_content: Path, inv: Callable[..., Any], arguments: tuple[str, str], said: str
) -> None:
    """Un kit qui n’existe pas dit pourquoi, et ce qu’il faut écrire."""
    result = inv("relay.kit", *arguments, "--content", kit_content, "--now", "2026-02-01")

    assert result.returncode == 1 and said in result.stderr and "Traceback" not in result.stderr


def test_a_file_allows_its_own_script_and_no_other() -> None:
    """Le fichier envoyé ne laisse courir que son script et son style, par leur empreinte."""
    page = kit_file(kit_page(replace(WANTED, title="<script>x()</script>"), "Halle"), None, ROOT)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)

    assert policy and "default-src 'none'" in policy[1] and policy[1].count("sha256-") == 2
    assert '<meta name="robots" content="noindex' in page
    assert "<script>x()" not in page and page.count("<script") == 1
