"""A text of another tool becomes a text of the site: what is kept, what is told, what is refused."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from plugins.editorial.importing import converted
from plugins.editorial.importing.imported import ImportRefused
from plugins.editorial.importing.taken import Taken, take
from plugins.editorial.scaffold import ScaffoldError
from plugins.model.frontmatter import parse_document
from plugins.model.markdown import render
from tests.editorial.importing.documents import picture

HERE = Path(__file__).parent
TITLE = "Oser répondre : mode d’emploi"


@pytest.fixture
def taken(content, load, tmp_path):
    """Take a file: its name, its bytes; the text that it makes and what is told."""

    def take_file(name: str, data: bytes | str, title: str = "", kind: str = "article") -> tuple[str, Taken]:
        source = tmp_path / name
        source.write_bytes(data.encode() if isinstance(data, str) else data)
        found = take(kind, title, source, load())
        return found.path.read_text("utf-8"), found

    return take_file


def body(text: str) -> str:
    return parse_document(text).body.strip("\n") + "\n"


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_a_document_of_libreoffice(form, taken, content):
    """Un document de LibreOffice, en .odt ou en .docx, devient le même texte, images et notes comprises."""
    text, found = taken(f"essai.{form}", (HERE / f"essai.{form}").read_bytes())

    assert body(text) == (HERE / "essai.golden.md").read_text("utf-8")
    assert parse_document(text).data["title"] == TITLE
    assert parse_document(text).data["authors"] == ["claire-martin"]
    assert found.path.name == "2026-06-01-oser-repondre-mode-d-emploi.md"
    images = sorted((content / "images").iterdir())
    assert [path.name for path in images] == [f"oser-repondre-mode-d-emploi-{rank}.png" for rank in (1, 2)]
    assert [Image.open(path).convert("RGB").getpixel((0, 0)) for path in images] == [(255, 0, 0), (0, 0, 255)]


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_comments_and_changes_are_told_and_stay_out(form, taken):
    """Un commentaire et un passage supprimé sont dits, et ne sont pas dans le texte ; un passage ajouté y est."""
    text, found = taken(f"essai.{form}", (HERE / f"essai.{form}").read_bytes())
    told = "\n".join(found.notes)

    assert "Vérifier ce chiffre" in told and "Vérifier" not in text
    assert "passage supprimé par Jean Vial, absent du texte : « phrase retirée »" in told and "retirée" not in text
    assert "passage ajouté par Jean Vial, gardé dans le texte : « chaque mois »" in told and "chaque mois" in text


def test_a_missing_alternative_is_asked_for(taken, load):
    """Une image sans texte alternatif est une faute du texte, à sa ligne."""
    text, _ = taken("essai.odt", (HERE / "essai.odt").read_bytes())
    line = text.splitlines().index("![](../images/oser-repondre-mode-d-emploi-2.png)") + 1

    assert [(problem.line, problem.rule) for problem in load().problems] == [(line, "image-alt")]


def test_no_word_of_the_document_is_lost(taken):
    """Les mots du document sont ceux de la page."""
    text, _ = taken("essai.docx", (HERE / "essai.docx").read_bytes())
    shown = re.sub(r"<[^>]+>", " ", render(body(text)).html)
    for words in ("barré", "un autre", "préparer", "ligne *une*", "12 | 13", "ni *ceci* de l’italique", "savante"):
        assert words in shown
    assert "ni &lt;b&gt;, ni &amp;nbsp;." in shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas là")
@pytest.mark.parametrize("form", ["odt", "docx"])
def test_the_documents_are_those_of_libreoffice(form, taken, tmp_path):
    """Les documents de ces tests sont ce que LibreOffice enregistre."""
    shutil.copy(HERE / "essai.fodt", tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), "essai.fodt"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    text, _ = taken(f"essai.{form}", (tmp_path / f"essai.{form}").read_bytes())

    assert body(text) == (HERE / "essai.golden.md").read_text("utf-8")


GOOGLE = """<html><head><style>.c1{font-weight:700}.c2{font-style:italic}</style><title>Sans titre</title></head><body>
<p class="title"><span>Oser répondre</span></p><h1><span>Un</span></h1>
<p><span>Un mot </span><span class="c1">gras</span><span>, un </span><span class="c2">penché</span><span>,
<a href="https://exemple.fr/">un lien</a></span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup><!--
--><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p>
<h2>Deux</h2><p><img alt="" src="data:image/png;base64,{data}"></p><script>alert(1)</script>
<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> La note.</span></p></div>
<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>À revoir</span></p></div></body></html>"""


def test_a_page_of_google_docs(taken):
    """Une page de Google Docs : ses styles, ses notes, ses images sont ceux d’un texte."""
    text, found = taken("page.html", GOOGLE.replace("{data}", base64.b64encode(picture("red")).decode()))

    assert parse_document(text).data["title"] == "Oser répondre"
    assert "commentaire, laissé de côté : « À revoir »" in found.notes
    assert body(text) == (
        "## Un\n\nUn mot **gras**, un *penché*, [un lien](https://exemple.fr/)[^1]\n\n### Deux\n\n"
        "![](../images/oser-repondre-1.png)\n\n[^1]: La note.\n"
    )


def test_a_page_and_the_pictures_beside_it(taken, tmp_path, content):
    """Les images à côté d’une page sont prises sous leur nom ; celle d’un autre site, ou absente, est dite."""
    (tmp_path / "Un quai.png").write_bytes(picture("red"))
    (content / "images").mkdir()
    (content / "images/un-quai.png").write_bytes(picture("blue"))
    page = '<h1>Un</h1><p>A</p><img src="Un%20quai.png" alt="Un quai"><img src="https://x.example/a.png" alt="b">'
    text, found = taken("page.html", page + '<img src="perdue.png" alt="c">')

    assert "![](../images/un-quai-2.png)" in text  # an alternative that is the name of the file says nothing
    assert (content / "images/un-quai-2.png").read_bytes() == picture("red")
    assert any("d’un autre site" in note for note in found.notes)
    assert any("image introuvable à côté du fichier : perdue.png" in note for note in found.notes)


def test_a_markdown_text_of_another_tool(taken, tmp_path):
    """D’un Markdown d’ailleurs, l’en-tête est repris où il est certain, le statut reste brouillon, le reste est dit."""
    (tmp_path / "a.png").write_bytes(picture("red"))
    source = (
        "---\ntitle: Un : deux\ndate: 3 mars 2025\nkeywords: [vente, écoute]\nstatus: published\nlayout: post\n"
        "auteur: Claire Martin\n---\n\n•\tun point\n\n![Une image](a.png)\n\n![[a.png]]\n"
    )
    text, found = taken("x.md", source)
    data = parse_document(text).data

    assert (data["title"], data["date"], data["tags"]) == ("Un : deux", "2025-03-03", ["vente", "écoute"])
    assert (data["status"], data["authors"]) == ("draft", ["claire-martin"])
    assert body(text) == "- un point\n\n![Une image](../images/a.png)\n\n![](../images/a.png)\n"
    assert "clés de l’en-tête du fichier non reprises : layout" in found.notes


def test_a_markdown_text_without_a_header(taken):
    """Sans en-tête, le premier titre est celui du texte."""
    text, _ = taken("notion.md", "# Oser : répondre\n\nNote : ceci est le texte.\n")

    assert parse_document(text).data["title"] == "Oser : répondre"
    assert body(text) == "Note : ceci est le texte.\n"


def test_a_file_without_a_title_has_its_name(taken):
    """Un fichier sans titre donne son nom, et le dit ; le titre demandé l’emporte."""
    text, found = taken("Mon essai.html", "<p>Un texte.</p>")
    assert parse_document(text).data["title"] == "Mon essai"
    assert "le fichier n’a pas de titre" in found.notes[0]

    text, found = taken("autre.html", "<h1>Un</h1><p>Un texte.</p>", "Oser : répondre")
    assert parse_document(text).data["title"] == "Oser : répondre"
    assert "titre du document, remplacé par le vôtre : « Un »" in found.notes


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"x", "enregistrez-le en .docx"),
        ("a.pages", b"x", "exportez-le en Word"),
        ("a.pdf", b"%PDF", "document d’origine"),
        ("a.xyz", b"x", ".docx, .odt, .html, .md"),
        ("a.docx", b"x", "n’est pas un document Word lisible"),
        ("a.odt", b"x", "n’est pas un document OpenDocument lisible"),
        ("a.html", b"<p> </p>", "n’a pas de texte"),
        ("a.md", b"", "est vide"),
        ("a.md", "---\ntitle: é\n".encode("utf-16"), "UTF-8"),
        ("a.md", b"---\ntags: [a\n---\nUn.\n", "a.md:2:7: "),
    ],
)
def test_what_cannot_be_read_is_refused(name, data, said, taken, content):
    """Un fichier qui ne se lit pas est refusé, avec le remède ; rien n’est écrit."""
    before = sorted(content.rglob("*"))
    with pytest.raises(ImportRefused, match=re.escape(said)):
        taken(name, data)
    assert sorted(content.rglob("*")) == before


def test_a_file_that_is_not_there(load, tmp_path):
    """Un fichier absent est dit."""
    with pytest.raises(ImportRefused, match="introuvable"):
        take("article", "", tmp_path / "absent.docx", load())


def test_a_text_that_is_there_already_costs_nothing(taken, content):
    """Un texte qui existe déjà refuse l’import : ni texte, ni image."""
    (content / "articles/2026-06-01-oser-repondre-mode-d-emploi.md").write_text(
        "---\ntitle: A\ndate: 2026-01-01\n---\nA.\n"
    )
    with pytest.raises(ScaffoldError, match="existe déjà"):
        taken("essai.odt", (HERE / "essai.odt").read_bytes())
    assert not (content / "images").exists()


def test_what_pandoc_alone_reads(taken, monkeypatch):
    """Sans pandoc, un .rst dit ce qui manque ; avec lui, il est repris."""
    if shutil.which("pandoc"):
        text, _ = taken("un.rst", "Oser\n====\n\nUn *texte*.\n")
        assert body(text) == "Un *texte*.\n"
    monkeypatch.setattr(converted.shutil, "which", lambda name: None)
    with pytest.raises(ImportRefused, match="demande pandoc"):
        taken("deux.rst", "Oser\n====\n\nUn.\n")


def test_any_kind_of_text_may_be_taken(taken):
    """Une page se reprend comme un article."""
    text, found = taken("page.html", "<h1>Nos engagements</h1><p>Tenir.</p>", kind="page")

    assert found.path.parent.name == "pages" and body(text) == "Tenir.\n"


def test_what_reads_other_tools_is_loaded_by_that_command_alone():
    """Aucune autre commande ne charge ce qui lit Word ou écrit du Markdown."""
    heavy = "{'mammoth', 'markdownify', 'plugins.editorial.importing', 'plugins.model.writing.fixing'}"
    script = f"import sys, tasks; sys.exit(bool({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], cwd=HERE.parents[2]).returncode == 0
