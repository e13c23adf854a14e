"""PDF files: tags, bytes, what they may read, the cache."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from tagged_pdf import Tagged

from plugins.common import pdf, weasy
from plugins.common.pdf import BASE, Document, PdfCache, PdfFault, PdfUnavailable

ROOT = Path(__file__).resolve().parents[2]
FONT = ROOT / "theme" / "static" / "fonts" / "tribune-serif.woff2"
STYLE = f'@font-face {{ font-family: T; src: url("{BASE}t.woff2") }} html {{ font-family: T }}'
PAGE = (
    '<html lang="fr"><head><title>Été</title><meta name="author" content="Agence"></head>'
    '<body><h1>Été</h1><p>Un essai.</p><p>Le <span lang="en">social selling</span>.</p>'
    '<blockquote lang="de"><p>Ein Satz.</p></blockquote></body></html>'
)
DOCUMENT = Document(PAGE, [STYLE], {f"{BASE}t.woff2": FONT})
SCRIPT = """
import sys
import warnings
sys.path[:0] = [{root!r}, {tests!r}, {here!r}]
from test_pdf import DOCUMENT
from plugins.common.pdf import render
sys.stdout.buffer.write(render(DOCUMENT, "essai"))
"""


@pytest.fixture(scope="module")
def made() -> bytes:
    """The file of a small page."""
    return pdf.render(DOCUMENT, "essai")


def test_a_file_is_tagged_and_says_its_language(made: bytes) -> None:
    """Un PDF porte ses balises, sa langue, son titre et son auteur, comme le veut PDF/UA."""
    reader = PdfReader(BytesIO(made))
    catalog = reader.trailer["/Root"]

    assert "/StructTreeRoot" in catalog and catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr" and catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata.title, reader.metadata.author) == ("Été", "Agence")
    assert b"pdfuaid" in catalog["/Metadata"].get_data()


def test_a_passage_says_its_language(made: bytes) -> None:
    """Une expression, une citation d’une autre langue le disent dans les balises ; le reste est de celle du fichier."""
    document = Tagged(PdfReader(BytesIO(made)))
    said = [(each.kind, str(each.of["/Lang"])) for each in document.document.walk() if "/Lang" in each.of]

    assert set(said) == {("/Span", "en"), ("/BlockQuote", "de")} and document.check() == []


def test_a_cut_picture_stays_a_fault_after_a_pdf(made: bytes) -> None:
    """WeasyPrint fait lire à tout le processus les images coupées : après un PDF, elles restent des fautes."""
    file = BytesIO()
    Image.effect_noise((200, 200), 60).save(file, "PNG")

    with Image.open(BytesIO(file.getvalue()[:9000])) as cut, pytest.raises(OSError, match="truncated"):
        cut.load()


def test_the_machine_changes_no_byte(made: bytes) -> None:
    """Un autre processus, un autre fuseau, une autre graine et un autre jour donnent les mêmes octets."""
    script = SCRIPT.format(root=str(ROOT), tests=str(ROOT / "tests"), here=str(Path(__file__).parent))
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1000000000"}
    other = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True).stdout

    assert other == made


@pytest.mark.parametrize(
    "address", ["https://ailleurs.example/x.png", "file:///etc/passwd", "images/absente.png", f"{BASE}../secret.png"]
)
def test_nothing_else_is_read(address: str) -> None:
    """Un PDF ne lit ni réseau ni disque au-delà des fichiers qu’on lui donne, et le dit."""
    page = PAGE.replace("Un essai.", f'<img alt="x" src="{address}">')

    with pytest.raises(PdfFault, match="un PDF ne prend que les images du contenu"):
        pdf.render(Document(page, [], {}), "essai")


def test_a_rule_that_is_ignored_is_a_fault() -> None:
    """Une règle de style que le moteur ignore est une faute, pas un rendu approché."""
    with pytest.raises(PdfFault, match="grid-flavour"):
        pdf.render(Document(PAGE, ["p { grid-flavour: mint }"], {}), "essai")


def test_a_fault_is_heard_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Une faute déjà dite d’un autre document l’est encore, même si Pelican ôte les redites des journaux."""
    import weasyprint
    from pelican.log import LimitFilter

    monkeypatch.setattr(logging.getLogger(weasyprint.__name__), "filters", [LimitFilter()])
    for _ in range(3):  # the style sheet itself is read once
        with pytest.raises(PdfFault, match="grid-flavour"):
            pdf.render(Document(PAGE, ["p { grid-flavour: mint }"], {}), "essai")


def test_files_share_their_fonts(made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Les polices et la feuille de style sont préparées une fois ; les fichiers sont les mêmes, à l’octet près."""
    from weasyprint.text.fonts import FontConfiguration

    weasy.forget()
    prepared: list[FontConfiguration] = []
    born = FontConfiguration.__init__
    monkeypatch.setattr(FontConfiguration, "__init__", lambda self: (prepared.append(self), born(self))[1])
    other = replace(DOCUMENT, html=PAGE.replace("Un essai.", "« Çà et là », 1er ½ fin ; ﬁ."))
    files = [pdf.render(each, "essai") for each in (other, DOCUMENT, other, DOCUMENT)]
    folders = [each._folder for each in prepared]
    own = replace(DOCUMENT, html=PAGE.replace("<body>", f"<style>{STYLE}</style><body>"))
    pdf.render(own, "essai")

    assert files[1] == files[3] == made and files[0] == files[2]
    assert len(folders) == 1 and len(prepared) == 2  # a page that brings fonts of its own gives them to no other
    assert folders[0].is_dir()
    weasy.forget()
    assert not folders[0].exists()


def test_each_weight_of_a_font_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Une police variable est fixée à chaque graisse une seule fois pour tous les fichiers."""
    weasy._load()
    import weasyprint.pdf.fonts as embedding

    weasy.forget()
    weights: list[float] = []
    born = embedding.instantiateVariableFont
    monkeypatch.setattr(
        embedding,
        "instantiateVariableFont",
        lambda font, at, **options: (weights.append(at["wght"]), born(font, at, **options))[1],
    )
    other = replace(DOCUMENT, html=PAGE.replace("Un essai.", "Un autre."))
    for each in (DOCUMENT, other, DOCUMENT):
        pdf.render(each, "essai")

    assert sorted(weights) == [400, 700]


def test_a_font_that_changes_is_read_again(tmp_path: Path) -> None:
    """Une police changée dans son fichier l’est dans le PDF suivant."""
    font = tmp_path / "t.woff2"
    document = replace(DOCUMENT, files={f"{BASE}t.woff2": font})
    files = []
    for rank, name in enumerate(("tribune-serif", "tribune-serif-italic")):
        font.write_bytes((FONT.parent / f"{name}.woff2").read_bytes())
        os.utime(font, ns=(rank, rank))
        files.append(pdf.render(document, "essai"))

    assert files[0] != files[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_leaves_the_fonts_to_its_parent(made: bytes) -> None:
    """Un processus né d’un autre prépare ses propres polices, et n’efface pas celles de son parent."""
    pdf.render(DOCUMENT, "essai")
    folder = next(iter(weasy._kept.values())).fonts._folder
    child = os.fork()
    if not child:
        same = pdf.render(DOCUMENT, "essai") == made
        weasy.forget()
        os._exit(0 if same else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert folder.is_dir() and pdf.render(DOCUMENT, "essai") == made


def test_a_file_is_made_once(tmp_path: Path) -> None:
    """Un fichier n’est refait que si une de ses parties a changé : page, style, fichier ou nom de fichier."""
    calls = []

    def make(document: Document, identifier: str) -> bytes:
        calls.append(identifier)
        return document.html.encode()

    font = tmp_path / "font"
    font.write_bytes(b"1")
    base = Document("a", ["b"], {"c": font})
    cache = PdfCache(tmp_path / "cache", make)
    first = [cache.get(base), cache.get(Document("a", ["b"], {"c": font}))]
    others = [("ab", [""], "c"), ("a", ["b", ""], "c"), ("a", ["b"], "d")]
    for html, stylesheets, address in others:
        cache.get(Document(html, stylesheets, {address: font}))
    font.write_bytes(b"2")
    last = cache.get(base)

    assert first[0] == first[1] != last and first[0].read_bytes() == b"a"
    assert len(calls) == len(set(calls)) == 5


def test_many_files_are_made_by_a_process_of_their_own(
    made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beaucoup de fichiers sont faits par un autre processus, à l’octet près ; il ne laisse rien derrière lui."""
    calls: list[str] = []

    def make(document: Document, identifier: str) -> bytes:
        calls.append(identifier)
        return pdf.render(document, "essai")

    (tmp_path / "passing").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    documents = [replace(DOCUMENT, html=f"{PAGE}{' ' * number}") for number in range(pdf.MANY)]
    cache = PdfCache(tmp_path / "cache", make)
    cache.prepare(documents[1:])
    assert not cache.folder.exists()  # few are left to this process
    cache.prepare(documents)

    assert [cache.get(each).read_bytes() for each in documents] == [made] * pdf.MANY
    assert not calls and not [*(tmp_path / "passing").iterdir()]


def test_a_fault_of_one_of_many_is_told(tmp_path: Path) -> None:
    """Ce qu’un autre processus n’a pu faire est dit par celui-ci, et les fichiers suivants sont faits."""
    calls: list[str] = []

    def make(document: Document, identifier: str) -> bytes:
        calls.append(document.html)
        if document.html == "2":
            raise PdfFault("une image manque")
        return document.html.encode()

    documents = [Document(str(number), [], {}) for number in range(pdf.MANY)]
    cache = PdfCache(tmp_path, make)
    cache.prepare(documents)
    with pytest.raises(PdfFault, match="une image manque"):
        cache.get(documents[2])

    assert cache.get(documents[-1]).is_file() and calls == ["2"]


def fill(folder: Path, count: int) -> tuple[PdfCache, list[Path]]:
    """A cache that gave `count` files, and their paths."""
    cache = PdfCache(folder, lambda document, identifier: document.html.encode())
    return cache, [cache.get(Document(str(number), [], {})) for number in range(count)]


@pytest.mark.parametrize("count", [101, 300])
def test_a_build_keeps_all_that_it_was_given(tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une construction retrouve tous ses fichiers, si nombreux et si lourds qu’ils soient ; la suivante aussi."""
    monkeypatch.setattr(pdf, "MAX_BYTES", 0)
    cache, paths = fill(tmp_path, count)
    for path in paths:
        os.utime(path, (0, 0))
    cache.forget()

    assert [int(path.read_bytes()) for path in paths] == list(range(count))

    def refuse(document: Document, identifier: str) -> bytes:
        raise AssertionError("refait")

    assert PdfCache(tmp_path, refuse).get(Document("0", [], {})) == paths[0]


def test_forgetting_looks_at_the_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le coût d’un fichier ne dépend pas du nombre de ceux que le cache tient déjà."""
    looks: list[Path] = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: looks.append(self) or glob(self, pattern))
    cache, _ = fill(tmp_path, 50)
    assert looks == []

    cache.forget()
    assert looks == [tmp_path]


def test_what_nobody_uses_is_forgotten(tmp_path: Path) -> None:
    """Un fichier que rien n’a demandé depuis un mois s’en va ; un plus récent reste."""
    _, paths = fill(tmp_path, 3)
    for path, days in zip(paths, (31, 29, 0), strict=True):
        moment = time.time() - days * 86_400
        os.utime(path, (moment, moment))
    PdfCache(tmp_path).forget()

    assert [path.is_file() for path in paths] == [False, True, True]


def test_a_cache_that_is_too_heavy_loses_its_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Au-delà de la taille admise, les plus anciens s’en vont, jamais ceux du jour, qu’une autre construction tient."""
    monkeypatch.setattr(pdf, "MAX_BYTES", 3)
    _, paths = fill(tmp_path, 6)
    for path, days in zip(paths, (4, 3, 2, 0.5, 0, 0), strict=True):
        moment = time.time() - days * 86_400
        os.utime(path, (moment, moment))
    PdfCache(tmp_path).forget()
    assert [path.is_file() for path in paths] == [False, False, False, True, True, True]

    monkeypatch.setattr(pdf, "MAX_BYTES", 0)
    PdfCache(tmp_path).forget()
    assert sum(path.is_file() for path in paths) == 3


def test_without_pango_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Sans Pango, le message donne la commande qui l’installe, et rien d’autre n’est dit."""

    class Absent:
        def find_spec(self, name: str, *rest: object) -> None:
            if name == "weasyprint":
                print("WeasyPrint could not import some external libraries.")  # as it does
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])

    with pytest.raises(PdfUnavailable, match="apt install libpango"):
        pdf.render(DOCUMENT, "essai")
    assert capsys.readouterr() == ("", "")


def test_harfbuzz_changes_no_byte(made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Avec ou sans la bibliothèque de découpe de HarfBuzz, les octets sont les mêmes."""
    import weasyprint.pdf.fonts

    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", object())  # whatever there is

    assert pdf.render(DOCUMENT, "essai") == made


def test_no_font_of_the_machine_is_used(made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans réglage, police ni dossier personnel, les octets sont les mêmes."""
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("FONTCONFIG_PATH", str(tmp_path))

    assert pdf.render(DOCUMENT, "essai") == made


@pytest.mark.parametrize(
    "record",
    [
        ("pdf/fonts.py", 'Using fontTools instead of HarfBuzz-Subset for font "%s". This will be unsupported'),
        ("pdf/fonts.py", 'Unable to subset "%s" with HarfBuzz'),
    ],
)
def test_what_is_said_of_the_machine_is_no_fault(record: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Un avertissement sur une bibliothèque, sa version ou une version à venir n’arrête rien."""
    import weasyprint

    class Warned(weasyprint.HTML):
        def write_pdf(self, **options: object) -> bytes:
            path, text = record
            logger = logging.getLogger("weasyprint")
            logger.handle(logger.makeRecord("weasyprint", logging.WARNING, f"/x/{path}", 1, text, ("Serif",), None))
            warnings.warn("will be removed in Python 3.99", DeprecationWarning, stacklevel=1)
            return b"%PDF"

    monkeypatch.setattr(weasyprint, "HTML", Warned)

    assert pdf.render(DOCUMENT, "essai") == b"%PDF"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "/tmp/x"), "« /tmp/x » .plus de place sur le disque"),
        (TypeError("glyph"), "WeasyPrint s’est arrêté .TypeError : glyph"),
    ],
)
def test_a_machine_that_cannot_is_no_fault(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un disque plein ou une bibliothèque qui s’arrête laisse le PDF de côté : ce n’est pas une faute du texte."""
    import weasyprint

    def stop(self: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(weasyprint.HTML, "write_pdf", stop)

    with pytest.raises(PdfUnavailable, match=said):
        pdf.render(DOCUMENT, "essai")


def test_a_font_that_does_not_load_is_named(tmp_path: Path) -> None:
    """Une police du thème que la machine ne lit pas est nommée, et le PDF laissé de côté."""
    broken = tmp_path / "t.woff2"
    broken.write_bytes(b"not a font")

    with pytest.raises(PdfUnavailable, match="police"):
        pdf.render(Document(PAGE, [STYLE], {f"{BASE}t.woff2": broken}), "essai")


def test_a_sign_without_font_is_named() -> None:
    """Un signe qu’aucune police n’a est nommé, avec le remède ; le reste du site se construit."""
    page = PAGE.replace("Un essai.", "Un essai \U0010fffd.")

    with pytest.raises(PdfUnavailable, match="aucune police n’a « \U0010fffd » : remplacez"):
        pdf.render(Document(page, [STYLE], dict(DOCUMENT.files)), "essai")
