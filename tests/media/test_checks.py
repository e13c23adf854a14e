"""Files of a content folder: each is opened once, told with the text that shows it, and goes out only when one does."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pictures
import pytest
from pypdf import PdfWriter

from plugins.common.outputs import Outputs, Source
from plugins.common.problems import BuildRefused
from plugins.media import checks, prepare, store
from plugins.media.store import Store
from plugins.media.uses import reached
from plugins.model.content import Content
from plugins.model.loader import load_site

CHECK = "plugins.media.checks:check_images"
Read = Callable[[], Content]


def nothing(place: str) -> bytes:
    return b"rien"


@pytest.fixture
def read(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads the small content with the check of its files, their cache beside it."""
    monkeypatch.setattr(checks, "Store", lambda: Store(tmp_path / "cache"))
    monkeypatch.setattr(store, "_STILL", -1)

    def load() -> Content:
        return load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)), [CHECK])

    return load


def put(content: Path, name: str, data: bytes) -> None:
    (content / "images" / name).write_bytes(data)


def told(site: Content) -> list[str]:
    """What is said of a content, but that its pictures are too small for cards: those of tests are."""
    return [
        f"{Path(each.path).name}:{each.line}: {each.severity}: {each.message}"
        for each in site.problems
        if each.rule != "image-de-partage"
    ]


def article(content: Path, name: str, body: str, header: str = "") -> None:
    text = f"---\ntitle: Essai {name}\ndate: 2026-02-02\n{header}---\n\n{body}\n"
    (content / "articles" / f"{name}.md").write_text(text, encoding="utf-8")


# --- what is reached ------------------------------------------------------------------------------------------------


def test_a_file_goes_out_when_a_text_reaches_it(content: Path, read: Read) -> None:
    """Image du corps ou de l’en-tête, lien, srcset, affiche d’un film, référence, HTML sans guillemets : tout sort."""
    files = ["corps.png", "lien.pdf", "affiche.png", "film.mp4", "petite.png", "grande.png", "ref.png", "brut.png"]
    for name in [*files, "entete.png", "été bleu.png", "inutile.png"]:
        put(content, name, pictures.written(pictures.scene(), "PNG") if name.endswith("png") else b"%PDF-1.4\n")
    put(content, "film.mp4", pictures.film(nothing))
    article(
        content,
        "tout",
        "![Un paysage](../images/corps.png) [Le bilan](/images/lien.pdf#page=2) ![Été](<../images/été bleu.png>)\n\n"
        "![Réf][r]\n\n"
        '<video src="../images/film.mp4" poster="../images/affiche.png" muted></video>\n\n'
        '<img src="../images/carre.png" srcset="../images/petite.png 1x, ../images/grande.png 2x" alt="x">\n\n'
        "<img src=../images/brut.png alt=x>\n\n[r]: ../images/ref.png\n",
        "image: images/entete.png\nimage_alt: Vue\n",
    )
    site = read()

    assert reached(site, production=True) == {
        f"images/{name}" for name in [*files, "carre.png", "entete.png", "été bleu.png"]
    }
    assert told(site) == ["images:1: warning: 1 fichier que rien ne montre, gardé hors du site : inutile.png"]


def test_a_file_that_an_old_address_leads_to_goes_out(content: Path, read: Read) -> None:
    """Un document qu’une ancienne adresse de agence.yaml remplace est publié, même si aucun texte ne le montre."""
    put(content, "bilan été.pdf", b"%PDF-1.4\n")
    with (content / "agence.yaml").open("a", encoding="utf-8") as file:
        file.write("redirects:\n  /wp-content/bilan.pdf: /images/bilan%20été.pdf\n")

    assert "images/bilan été.pdf" in reached(read(), production=True)


@pytest.mark.parametrize(
    ("header", "production", "preview"),
    [
        ("", True, True),
        ("status: hidden\n", True, True),
        ("status: draft\n", False, True),
        ("status: skip\n", False, False),
        ("modified: 2026-02-03\n", True, True),
    ],
)
def test_the_files_of_a_text_follow_it(content: Path, read: Read, header: str, production: bool, preview: bool) -> None:
    """Les images d’un brouillon se voient dans l’aperçu, et restent hors du site publié."""
    put(content, "vue.png", pictures.written(pictures.scene(), "PNG"))
    article(content, "texte", "![Un paysage](../images/vue.png)", header)
    site = read()

    assert ("images/vue.png" in reached(site, production=True)) is production
    assert ("images/vue.png" in reached(site, production=False)) is preview


def test_a_scheduled_text_keeps_its_files(content: Path, read: Read) -> None:
    """Les images d’un texte programmé attendent avec lui."""
    put(content, "vue.png", pictures.written(pictures.scene(), "PNG"))
    article(content, "texte", "![Un paysage](../images/vue.png)")
    path = content / "articles" / "texte.md"
    path.write_text(path.read_text("utf-8").replace("2026-02-02", "2027-02-02"), encoding="utf-8")
    site = read()

    assert "images/vue.png" not in reached(site, production=True)
    assert "images/vue.png" in reached(site, production=False)


# --- what is told ---------------------------------------------------------------------------------------------------


def test_a_fault_names_the_text_that_shows_the_file(content: Path, read: Read) -> None:
    """Une image coupée est dite à son fichier, avec le texte qui la montre et sa ligne."""
    data = pictures.written(pictures.scene(), "JPEG")
    put(content, "vue.jpg", data[: len(data) // 2])
    article(content, "texte", "Un.\n\n![Un paysage](../images/vue.jpg)")
    site = read()

    (said,) = told(site)
    assert said.startswith("vue.jpg:1: error: fichier coupé avant la fin") and said.endswith("texte.md:8)")


def test_the_fault_of_a_file_that_nobody_shows_stops_nothing(content: Path, read: Read) -> None:
    """Un fichier fautif que rien ne montre reste hors du site : il est dit, et n’arrête rien."""
    put(content, "vide.png", b"")
    site = read()

    assert [said.split(": ")[1] for said in told(site)] == ["warning", "warning"]


def test_a_hostile_drawing_is_told_at_its_line(content: Path, read: Read) -> None:
    """Un dessin hostile est dit à sa propre ligne."""
    put(content, "d.svg", b'<svg xmlns="http://www.w3.org/2000/svg">\n<script/></svg>')
    article(content, "texte", "![Un paysage](../images/d.svg)")

    assert told(read())[0].startswith("d.svg:2: error: « <script> » lance un programme")


def test_a_document_that_names_someone_is_told(content: Path, read: Read) -> None:
    """Un PDF ou un fichier bureautique qui nomme une personne est dit ; les signatures du site, non."""
    for name, author in (("a.pdf", "Zoé Untel"), ("b.pdf", "La rédaction"), ("c.pdf", "Agence Essai")):
        writer, file = PdfWriter(), io.BytesIO()
        writer.add_blank_page(10, 10)
        writer.add_metadata({"/Author": author})
        writer.write(file)
        put(content, name, file.getvalue())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("docProps/core.xml", "<x><cp:lastModifiedBy>Zoé &amp; Co</cp:lastModifiedBy></x>")
        archive.writestr("word/comments.xml", "<x/>")
    put(content, "d.docx", file.getvalue())
    article(content, "texte", " ".join(f"[{name}](../images/{name})" for name in ("a.pdf", "b.pdf", "c.pdf", "d.docx")))

    assert [said.partition(" : ")[0] for said in told(read())] == [
        "a.pdf:1: warning: les propriétés de ce document disent « Zoé Untel » (auteur)",
        "d.docx:1: warning: les propriétés de ce document disent « Zoé & Co » (dernière modification par)",
        "d.docx:1: warning: les propriétés de ce document disent « de relecture » (commentaires)",
    ]


def test_names_that_differ_by_capitals_are_told(content: Path, read: Read) -> None:
    """Deux images que seules des majuscules séparent n’en font qu’une sur bien des machines."""
    for name in ("Vue.png", "vue.png"):
        put(content, name, pictures.written(pictures.scene(), "PNG"))
    article(content, "texte", "![Un paysage](../images/vue.png) ![Un paysage](../images/Vue.png)")

    assert "ne diffère que par des majuscules" in told(read())[0]


@pytest.mark.parametrize("suffix", ["jxl", "TIFF", "bmp"])
def test_a_format_that_browsers_do_not_show_is_told(content: Path, read: Read, suffix: str) -> None:
    """Une photo JPEG XL, TIFF ou BMP est dite avec ce qu’il faut en faire."""
    put(content, f"vue.{suffix}", b"x")

    assert "que les navigateurs ne montrent pas : convertissez-la en JPEG" in told(read())[0]


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_a_file_is_opened_once(content: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un fichier qui n’a pas changé n’est ni rouvert ni préparé de nouveau ; s’il change, il l’est."""
    put(content, "vue.jpg", pictures.jpeg(nothing, orientation=6))
    article(content, "texte", "![Un paysage](../images/vue.jpg)")
    first = read().published["images/vue.jpg"]
    opened: list[str] = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.suffix) or real(path))

    assert read().published["images/vue.jpg"] == first and ".jpg" not in opened
    put(content, "vue.jpg", pictures.jpeg(nothing, orientation=3))
    assert read().published["images/vue.jpg"].size == (96, 64) and opened.count(".jpg") == 1


def test_bytes_that_were_seen_are_not_prepared_again(
    content: Path, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Les mêmes octets sous un autre nom, ou à une autre date, ne sont pas préparés de nouveau."""
    data = pictures.jpeg(nothing, orientation=6)
    put(content, "vue.jpg", data)
    read()
    monkeypatch.setattr(prepare, "prepare", lambda *_: pytest.fail("préparée deux fois"))
    put(content, "autre.jpg", data)

    assert read().published["images/autre.jpg"].path == read().published["images/vue.jpg"].path


def test_a_cache_that_lost_its_files_makes_them_again(content: Path, read: Read, tmp_path: Path) -> None:
    """Un cache vidé, abîmé ou d’une autre version est refait."""
    put(content, "vue.jpg", pictures.jpeg(nothing, orientation=6))
    first = read().published["images/vue.jpg"]
    data = first.path.read_bytes()
    first.path.unlink()

    assert read().published["images/vue.jpg"].path.read_bytes() == data
    (tmp_path / "cache" / "index.json").write_text("{", encoding="utf-8")
    assert read().published["images/vue.jpg"] == first


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """Sans cache où écrire, les fichiers sont préparés ailleurs, le temps de la construction."""
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    path = tmp_path / "vue.jpg"
    path.write_bytes(pictures.jpeg(nothing, orientation=6))
    entry = Store(tmp_path / "fichier" / "cache").look({"vue": path})["vue"]

    assert entry.published is not None and entry.published.size == (64, 96)


@pytest.mark.parametrize("now", [b"", b"autre", None])
def test_a_file_that_changes_during_the_build_is_caught(
    content: Path, read: Read, now: bytes | None, tmp_path: Path
) -> None:
    """Une image vidée, changée ou retirée entre la vérification et la copie arrête la construction."""
    published = read().published["images/carre.png"]
    published.path.unlink() if now is None else published.path.write_bytes(now)

    with pytest.raises(BuildRefused, match=r"carre.png a changé pendant la construction"):
        Outputs(tmp_path).copy("carre.png", published.path, Source("images/carre.png"), published.digest)


# --- as tasks do it -------------------------------------------------------------------------------------------------


def test_what_check_accepts_publishes(inv: Callable[..., object], content: Path) -> None:
    """Seize bits, centimètres, CMJN, photo tournée, dans un article et dans un programme PDF : tout se publie."""
    import contents

    put(content, "profond.png", pictures.written(pictures.scene(mode="L").convert("I;16"), "PNG"))
    put(content, "encres.jpg", pictures.written(pictures.scene(mode="CMYK"), "JPEG"))
    put(content, "photo.jpg", pictures.jpeg(nothing, orientation=6))
    put(content, "anime.gif", pictures.gif(nothing))
    put(content, "photo.webp", pictures.webp(nothing))
    put(content, "photo.avif", pictures.avif(nothing))
    put(
        content,
        "d.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="4cm" height="20mm"><path d="M0 0h9v9z"/></svg>',
    )
    put(content, "sans.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>')
    names = "profond.png encres.jpg photo.jpg anime.gif photo.webp photo.avif d.svg".split()
    body = "\n\n".join(f"![Un paysage](../images/{name})" for name in names)
    article(content, "texte", body, "image: images/sans.svg\nimage_alt: Vue\n")
    (content / "ateliers").mkdir()
    (content / "lieux.yaml").write_text(contents.PLACES, encoding="utf-8")
    header = contents.HEADER.format(
        title="Écrire", more="image: images/d.svg\nimage_alt: Vue\n", sessions=contents.session_yaml()
    )
    (content / "ateliers" / "ecrire.md").write_text(header + body, encoding="utf-8")
    author = content / "auteurs" / "redaction.md"
    author.write_text(author.read_text("utf-8").replace("role:", "trainer: true\nrole:"), encoding="utf-8")
    output = content.parent / "out"
    check = inv("check", "--content", content, "--now", "2026-11-22")
    publish = inv("publish", "--content", content, "--output", output, "--now", "2026-11-22")

    assert (check.returncode, publish.returncode) == (0, 0), check.stdout + publish.stderr
    page = (output / "articles" / "texte" / "index.html").read_text("utf-8")
    assert 'photo.jpg" width="64" height="96"' in page and 'd.svg" width="151" height="76"' in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("d.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><rect transform="rotate()"/></svg>', "programme PDF"),
        ("d.png", b"\x89PNG\r\n\x1a\n", "coupé avant la fin"),
    ],
)
def test_what_publish_refuses_check_tells(
    inv: Callable[..., object], content: Path, name: str, data: bytes, said: str
) -> None:
    """Une image qu’un programme PDF ne peut montrer est dite par check, au fichier et à la ligne."""
    import contents

    put(content, name, data)
    (content / "ateliers").mkdir()
    (content / "lieux.yaml").write_text(contents.PLACES, encoding="utf-8")
    header = contents.HEADER.format(title="Écrire", more="", sessions=contents.session_yaml())
    (content / "ateliers" / "ecrire.md").write_text(f"{header}\n![Un paysage](../images/{name})\n", encoding="utf-8")
    author = content / "auteurs" / "redaction.md"
    author.write_text(author.read_text("utf-8").replace("role:", "trainer: true\nrole:"), encoding="utf-8")
    check = inv("check", "--content", content, "--now", "2026-11-22")

    assert check.returncode == 1 and said in check.stdout and "ecrire.md:" in check.stdout


def test_what_a_refused_text_may_show_is_not_said_unused(content: Path, read: Read) -> None:
    """Tant qu’un texte est refusé, on ne sait pas ce qu’il montre : aucun fichier n’est dit inutile."""
    shutil.copy(content / "images/carre.png", content / "images/seul.png")
    told = [str(problem) for problem in read().problems]
    (content / "articles/faux.md").write_text("---\ntitle: Faux\ndate: hier\n---\n\nUn mot.\n", "utf-8")

    assert any("que rien ne montre" in problem for problem in told)
    assert not any("que rien ne montre" in str(problem) for problem in read().problems)


@pytest.mark.parametrize(("size", "why"), [((400, 300), "400 × 300"), ((600, 2000), "trop haute")])
def test_a_picture_that_a_card_cannot_show_is_told(content: Path, read: Read, size: tuple[int, int], why: str) -> None:
    """Une illustration trop petite ou trop haute pour le partage est dite à la ligne de l’article qui la nomme."""
    put(content, "vue.png", pictures.written(pictures.scene(size), "PNG"))
    article(content, "vue", "Un texte.", "image: images/vue.png\nimage_alt: Vue\n")
    (found,) = [each for each in read().problems if each.rule == "image-de-partage"]

    assert (Path(found.path).name, found.line, found.severity) == ("vue.md", 4, "warning") and why in found.message


def test_a_logo_that_no_icon_can_show_is_told(content: Path, read: Read) -> None:
    """Un logo trop petit pour l’icône d’un téléphone est dit à sa ligne de agence.yaml."""
    put(content, "logo.png", pictures.written(pictures.scene((80, 80)), "PNG"))
    agency = content / "agence.yaml"
    agency.write_text(agency.read_text("utf-8") + "logo: images/logo.png\n", encoding="utf-8")

    (found,) = [each for each in read().problems if each.rule == "image-de-partage"]

    assert Path(found.path).name == "agence.yaml" and found.line > 1 and "192 points" in found.message
