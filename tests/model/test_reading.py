"""A content folder read whole: what is taken, what is refused, and every fault at once."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from plugins.editorial.checks import check_editorial
from plugins.model import source
from plugins.model.loader import load_site, read_timezone

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT.parent / "shared"


def article(**keys: str) -> str:
    """An article with a title, a date and these keys."""
    lines = {"title": "Essai", "date": "2026-03-01", **keys}
    return "\n".join(["---", *(f"{key}: {value}" for key, value in lines.items()), "---", "", "Le texte.", ""])


def test_a_right_folder_has_no_fault(folder):
    """Un contenu juste n’a pas de faute, et chaque texte y est sous son identifiant."""
    site = folder.load()

    assert site.problems == []
    assert {document.relative: (document.kind.name, document.id) for document in site.documents()} == {
        "articles/2026-02-01-premier.md": ("article", "premier"),
        "articles/2026-12-24-noel.md": ("article", "noel"),
        "articles/ebauche.md": ("article", "ebauche"),
        "ateliers/ecrire.md": ("workshop", "ecrire"),
        "auteurs/claire-martin.md": ("author", "claire-martin"),
        "auteurs/redaction.md": ("author", "redaction"),
        "clients/orvane.md": ("client", "orvane"),
        "guides/trois-mois.md": ("guide", "trois-mois"),
        "pages/contact.md": ("page", "contact"),
    }


def test_a_folder_that_is_not_there(empty):
    """Un dossier de contenu absent est dit, sans trace."""
    empty.root.rmdir()

    assert empty.messages() == ["content:1:1: dossier de contenu introuvable : vérifiez --content"]


@pytest.mark.parametrize("files", [[], ["agence.yaml"], ["images/cap.png"]])
def test_a_folder_without_text_is_refused(files, empty):
    """Un contenu sans aucun texte est refusé : rien ne remplacera le site par du vide."""
    for name in files:
        empty.write(name, "name: Agence\n")

    assert empty.messages() == [
        "content:1:1: aucun texte dans ce dossier : vérifiez --content, ou écrivez un article (./inv new article)"
    ]


def test_agency_and_places_may_be_absent(empty):
    """Sans agence.yaml ni lieux.yaml, le site se lit avec des valeurs par défaut."""
    empty.write("pages/contact.md", "---\ntitle: Contact\n---\n")
    site = empty.load()

    assert (site.problems, site.agency.name, site.agency.timezone, site.places) == ([], "Tribune", "Europe/Paris", {})


def test_all_faults_of_all_files_in_one_run(folder):
    """Toutes les fautes de tous les fichiers sont dites en une fois, dans l’ordre des lignes."""
    folder.write("articles/b.md", article(date="demain", sumary="x") + "[x](absent.md)\n")
    folder.write("articles/a.md", article(client="zut", original_url="https://zut.example/") + "[x](absent.md)\n")
    folder.write("pages/z.md", "---\ntitle: 🎉\n---\n")
    folder.write("agence.yaml", "nom: Agence\n")

    assert folder.messages() == [
        "content/agence.yaml:1:1: clé « nom » inconnue ; voulez-vous « name » ?",
        "content/articles/a.md:4:9: client « zut » introuvable dans content/clients/ ; au choix : orvane",
        "content/articles/a.md:9:5: lien « absent.md » : ce fichier n’est pas dans le contenu ; vérifiez le nom",
        "content/articles/b.md:3:7: date « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM, par exemple 2026-03-01",
        "content/articles/b.md:4:1: clé « sumary » inconnue ; voulez-vous « summary » ?",
        "content/articles/b.md:8:5: lien « absent.md » : ce fichier n’est pas dans le contenu ; vérifiez le nom",
        "content/pages/z.md:2:8: « title » : titre « 🎉 » sans lettre ni chiffre : écrivez un titre lisible",
    ]


def test_a_fault_hides_no_other_one_of_its_text(folder):
    """Une date fausse ne cache ni l’auteur inconnu, ni le client inconnu, ni le lien mort, ni la balise interdite."""
    keys = {"date": "1/3/2026", "authors": "dupont", "client": "zut", "original_url": "https://zut.example/"}
    folder.write("articles/b.md", article(**keys) + "[x](absent.md)\n\n<script>x</script>\n")
    folder.write("articles/c.md", article() + "[b](b.md)\n")

    assert [message.split(": ")[0] for message in folder.messages()] == [
        f"content/articles/b.md:{place}" for place in ("3:7", "4:10", "5:9", "10:5", "12:1")
    ]


def test_twelve_planted_faults_give_twelve_lines(folder):
    """Douze fautes dans un fichier donnent douze lignes."""
    folder.write(
        "ateliers/fautes.md",
        "---\ntitle: 🎉\nmode: zut\nformats: [zut]\nprices: []\nobjectives: [un]\ntrainers: []\nstatus: zut\n"
        "duration: {hours: -1, days: zut}\ncontact: {email: zut}\naccessibility: {contact: x}\n"
        "summary: a\naudience: a\nprerequisites: a\naccess: a\naccess_delay: a\nmethods: a\nzut: a\n"
        "assessment: a\n---\n",
    )

    assert len(folder.messages()) == 12


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.md", "b.md"), ("2026-01-01-essai.md", "2026-01-02-essai.md"), ("essai.md", "sous-dossier/essai.md")],
)
def test_of_two_texts_with_one_address_the_later_is_at_fault(first, second, folder):
    """De deux textes de même adresse, le second dans l’ordre des noms est en faute, et il nomme le premier."""
    keys = {"slug": "essai"} if first == "a.md" else {}
    for name in (second, first):
        folder.write(f"articles/{name}", article(title=f"Essai {name}", **keys))
    place = "4:7" if keys else "1:1"

    assert folder.messages() == [
        f"content/articles/{second}:{place}: adresse « /articles/essai/ » déjà prise par content/articles/{first} :"
        " donnez un autre « slug »"
    ]


def test_the_same_accent_in_two_forms_is_one_address(folder):
    """Deux noms de fichier qui s’affichent pareils ont la même adresse : le second est en faute."""
    folder.write(f"articles/{unicodedata.normalize('NFD', 'été')}.md", article())
    folder.write(f"articles/{unicodedata.normalize('NFC', 'été')}.md", article())

    assert len(folder.messages()) == 1 and "adresse « /articles/ete/ » déjà prise" in folder.messages()[0]


@pytest.mark.parametrize(("written", "stored"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_an_accent_in_a_file_name_links_in_either_form(written, stored, folder):
    """Un lien vers un fichier accentué marche quelle que soit la forme de l’accent sur le disque."""
    folder.write(f"articles/{unicodedata.normalize(stored, 'été')}.md", article())
    folder.write(f"images/{unicodedata.normalize(stored, 'chêne')}.png", b"png")
    image = unicodedata.normalize(written, "images/chêne.png")
    folder.write(
        "articles/lien.md",
        article(image=image, image_alt="Un arbre") + unicodedata.normalize(written, "[été](été.md)\n"),
    )

    assert folder.messages() == []


@pytest.mark.parametrize(
    "name", ["2026-03-01-essai.md", "2026-03-01_essai.md", "essai.md", "Essai.md", "èssai.md", "un/deux/essai.md"]
)
def test_the_slug_is_the_file_name_without_its_date(name, folder):
    """L’adresse d’un article est le nom de son fichier, sans la date ni les accents."""
    path = folder.write(f"articles/{name}", article(title="Un tout autre titre"))

    assert [document.id for document in folder.load().articles.values() if document.path == path] == ["essai"]


@pytest.mark.parametrize(
    "header",
    [
        "TITLE: Essai\nDate: 2026-03-01\nTags: vente, écoute\nAuthor: claire-martin",
        "---\nTITLE: Essai\nDate: 2026-03-01\nTags: [vente, écoute]\nAuthors: [claire-martin]\n---",
        "---\ntitle: Essai\ndate: 2026-03-01\ntags:\n  - vente\n  - écoute\nauthors: Claire Martin\n---",
        "# Un commentaire n’est pas un en-tête simple".join(["---\n", "\n"])
        + "title: Essai\ndate: 2026-03-01\ntags: vente ; écoute\nauthor: claire-martin\n---",
    ],
)
def test_headers_of_every_form_say_the_same(header, folder):
    """Un en-tête simple ou YAML, en capitales ou non, en liste ou à virgules, dit la même chose."""
    folder.write("articles/essai.md", f"{header}\n\nLe texte.\n")
    site = folder.load()
    record = site.articles["essai"].record

    assert (site.problems, record.title, record.tags) == ([], "Essai", ["vente", "écoute"])
    assert [site.author_id(name) for name in record.authors] == ["claire-martin"]


def test_keys_are_case_insensitive_at_every_depth(folder, required):
    """Les clés s’écrivent en capitales ou non, en haut de l’en-tête comme au fond d’une session."""
    keys = {**required["ateliers"], "SESSIONS": "[{ID: lyon, Place: lyon, STATE: open, Days: [{DATE: 2027-03-25, "}
    keys["SESSIONS"] += "Start: 09:00, end: 17:00}]}]"
    folder.write("ateliers/essai.md", "\n".join(["---", *(f"{key}: {value}" for key, value in keys.items()), "---"]))
    site = folder.load()

    assert (site.problems, site.workshops["essai"].record.sessions[0].days[0].end.hour) == ([], 17)


def test_two_keys_that_differ_by_case_alone_are_one(folder, required):
    """Deux clés qui ne diffèrent que par la casse sont la même clé, écrite deux fois."""
    keys = {**required["ateliers"], "duration": "{hours: 7, Hours: 8, days: 1}"}
    lines = [f"{key}: {value}" for key, value in keys.items()]
    folder.write("ateliers/essai.md", "\n".join(["---", *lines, "---"]))

    assert folder.messages() == [
        f"content/ateliers/essai.md:{lines.index('duration: ' + keys['duration']) + 2}:22:"
        " la clé « Hours » est écrite deux fois (déjà ligne 7) : gardez-en une"
    ]


@pytest.mark.parametrize("name", ["claire-martin", "Claire Martin", "claire martin", "CLAIRE MARTIN"])
def test_an_author_is_named_by_id_or_by_name(name, folder):
    """Un auteur se nomme par son identifiant ou par son nom."""
    folder.write("articles/essai.md", article(authors=name, modified="2026-03-02", modified_by=name))

    assert folder.messages() == []


def test_windows_line_ends_keep_places(folder):
    """Avec les fins de ligne de Windows et une marque d’ordre des octets, une faute garde sa place."""
    text = article(category="!!!") + "\n[x](absent.md)\n"
    folder.write("articles/essai.md", text.encode())
    expected = folder.messages()
    folder.write("articles/essai.md", text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert folder.messages() == expected != []


def test_a_fault_told_once_is_not_told_again_by_those_who_name_the_text(folder):
    """Un texte fautif dit ses fautes ; ceux qui le nomment ou le lient n’en disent pas d’autres."""
    folder.write("auteurs/claire-martin.md", "---\nnom: Claire Martin\n---\n")
    folder.write("articles/casse.md", article(date="demain"))
    folder.write("articles/essai.md", article(authors="claire-martin") + "[x](casse.md)\n")
    folder.write("lieux.yaml", "lyon: {city: Lyon}\n")

    assert folder.messages() == [
        "content/articles/casse.md:3:7: date « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM,"
        " par exemple 2026-03-01",
        "content/auteurs/claire-martin.md:2:1: clé « nom » inconnue ; voulez-vous « name » ?",
        "content/lieux.yaml:1:1: clé « name » absente (nom du lieu) : ajoutez-la",
    ]


def test_an_unknown_folder_is_told(folder):
    """Un dossier inconnu est signalé, avec le nom le plus proche ; s’il a des textes, c’est une faute."""
    folder.write("article/essai.md", article())
    folder.write("image/note.txt", "x")

    assert folder.messages() == [
        "content/article:1:1: ignoré : ce nom n’est pas celui d’un type de contenu ; voulez-vous « articles » ?",
        "content/image:1:1: avertissement : ignoré : ce nom n’est pas celui d’un type de contenu ;"
        " voulez-vous « images » ? [fichier-ignore]",
    ]


@pytest.mark.parametrize("name", [".essai.md.swp", "essai.md~", "essai.md.orig", ".DS_Store", "#essai.md#", "a.tmp"])
def test_files_of_editors_and_systems_are_left_alone(name, folder):
    """Les fichiers des éditeurs et des systèmes ne comptent pas."""
    for where in ("articles", "images", "."):
        folder.write(f"{where}/{name}", b"\xff\x00")

    assert folder.messages() == []


@pytest.mark.parametrize(
    ("link", "target", "message"),
    [
        ("articles/a.md", "../../dehors.md", "lien vers un fichier hors du contenu : copiez le fichier à sa place"),
        ("images/a.png", "../../dehors.md", "lien vers un fichier hors du contenu : copiez le fichier à sa place"),
        ("agence.yaml", "../dehors.md", "lien vers un fichier hors du contenu : copiez le fichier à sa place"),
        ("articles/a", "../../dossier", "lien vers un dossier : copiez le dossier à sa place"),
        ("articles/a.md", "a.md", "ce n’est pas un fichier ordinaire : retirez-le"),
        ("articles/a.md", "absent.md", "ce n’est pas un fichier ordinaire : retirez-le"),
    ],
)
def test_a_symbolic_link_that_leaves_the_content_is_refused(link, target, message, folder):
    """Un lien symbolique qui sort du contenu, tourne en rond ou ne mène nulle part est refusé."""
    (folder.root.parent / "dehors.md").write_text("secret")
    (folder.root.parent / "dossier").mkdir()
    (folder.root / link).unlink(missing_ok=True)
    (folder.root / link).symlink_to(target)

    assert folder.messages() == [f"content/{link}:1:1: {message}"]


def test_a_symbolic_link_inside_the_content_is_a_file(folder):
    """Un lien symbolique qui reste dans le contenu est un fichier comme un autre."""
    (folder.root / "images/autre.png").symlink_to("cap.png")

    assert sorted(folder.load().files) == ["images/autre.png", "images/cap.png"]


@pytest.mark.skipif(sys.platform == "darwin", reason="ce système n’admet pas ce nom")
@pytest.mark.parametrize("name", [b"\xe9t\xe9.md", b"a\nb.md", b"\xe9t\xe9/essai.md"])
def test_an_unreadable_file_name_is_told(name, folder):
    """Un nom de fichier qu’on ne peut afficher est dit, sur une ligne affichable."""
    path = os.path.join(os.fsencode(folder.root), b"articles", name)  # noqa: PTH118 - bytes
    Path(os.fsdecode(path)).parent.mkdir(exist_ok=True)
    Path(os.fsdecode(path)).write_text(article())
    (message,) = folder.messages()

    assert message.endswith("nom de fichier illisible : renommez-le en lettres, chiffres et traits d’union")
    assert message.encode() and "\n" not in message


@pytest.mark.parametrize("name", ["articles/secret.md", "images/secret.png", "articles/secret"])
def test_what_may_not_be_read_is_told(name, folder):
    """Un fichier ou un dossier sans droit de lecture est dit, il n’est pas ignoré."""
    path = folder.root / name
    if path.suffix:
        folder.write(name, article())
    else:
        path.mkdir()
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("l’utilisateur de ce test lit tout")
    messages = folder.messages()
    path.chmod(0o700)

    assert len(messages) == 1 and "accès refusé" in messages[0]


def test_the_time_zone_is_known_before_the_rest(folder):
    """Le fuseau de l’agence se lit avant le reste ; fautif, c’est celui de Paris."""
    folder.write("agence.yaml", "name: Agence\ntimezone: America/Guadeloupe\n")
    right = read_timezone(folder.root)
    folder.write("agence.yaml", "name: Agence\ntimezone: Mars/Olympus\n")

    assert (right, read_timezone(folder.root)) == ("America/Guadeloupe", "Europe/Paris")


def test_the_same_folder_gives_the_same_site(folder):
    """Deux lectures d’un même contenu donnent les mêmes textes dans le même ordre."""
    first, second = folder.load(), folder.load()

    assert [(document.relative, document.record) for document in first.documents()] == [
        (document.relative, document.record) for document in second.documents()
    ]


def test_reading_opens_each_file_once(folder, monkeypatch):
    """Cinq cents articles se lisent en ouvrant chaque fichier une fois."""
    for number in range(500):
        folder.write(f"articles/essai-{number}.md", article(title=f"Essai {number}") + f"[x](essai-{number // 2}.md)\n")
    opened: Counter[str] = Counter()
    monkeypatch.setattr(
        source, "read_file", lambda path, read=source.read_file: opened.update([str(path)]) or read(path)
    )
    site = folder.load()

    assert site.problems == []
    assert set(opened.values()) == {1} and len(opened) == len(list(folder.root.rglob("*.md"))) + 2


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="le corpus n’est pas sur cette machine")
def test_the_real_articles_have_no_fault(folder):
    """Les articles réels de l’agence se lisent sans une faute."""
    site = load_site(SHARED / "corpus/content", lambda timezone: folder.load().now)

    assert [str(problem) for problem in site.problems] == []


def bad_inputs() -> list[Path]:
    """Cases of bad content that must be told; those that a script makes are left out."""
    cases = (SHARED / "badinputs").glob("*_*_*/content") if (SHARED / "badinputs").is_dir() else ()
    wanted = (case.parent for case in cases if case.parent.name.split("_")[1] in ("meta", "enc"))
    return sorted(case for case in wanted if '"report"' in (case / "case.json").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(path, id=path.name) for path in bad_inputs()])
def test_a_bad_input_is_told_with_its_file(case, folder):
    """Un contenu fautif est dit, et le fichier nommé."""
    for path in sorted((case / "content").rglob("*")):
        if path.is_file():
            folder.write(path.relative_to(case / "content").as_posix(), path.read_bytes())
    site = folder.load()
    problems = [*site.problems, *check_editorial(site)]

    assert any(problem.path.startswith("content/articles/") and problem.line >= 1 for problem in problems)
