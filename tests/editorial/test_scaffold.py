"""Ready files: they pass the checks, know every key and overwrite nothing."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.kinds import KINDS

NOUNS = [kind.noun for kind in KINDS]


@pytest.mark.parametrize("kind", NOUNS)
def test_a_new_file_has_no_fault(kind, load):
    """Un fichier neuf passe les contrôles aussitôt créé."""
    path = create(kind, "Twitter : un réseau sur le déclin ?", load())
    site = load()

    # A signature and a client have no draft: what is left to write in their file is told at once.
    assert [problem for problem in site.problems if "exemple" not in problem.message] == []
    assert bool(site.problems) == (kind in ("client", "auteur"))
    assert path in [document.path for document in site.documents()]


@pytest.mark.parametrize("kind", NOUNS)
def test_a_new_file_knows_every_useful_key(kind, load):
    """Un fichier neuf montre chaque clé utile, avec un commentaire."""
    text = create(kind, "Essai", load()).read_text("utf-8")
    schema = next(known.schema for known in KINDS if known.noun == kind)
    shown = re.findall(r"^#? ?(\w+) ?:", text, re.M)
    rare = {"slug", "comments", "noindex", "canonical", "seo_title", "lang", "extra", "exceptions"}

    assert set(schema.model_fields) - set(shown) <= rare


@pytest.mark.parametrize("kind", NOUNS)
def test_what_a_new_file_says_is_refused_when_it_goes_out(kind, load):
    """Chaque exemple d’un fichier neuf, s’il paraît tel quel, est une erreur à sa ligne ; les défauts honnêtes, non."""
    path = create(kind, "Essai", load())
    text = path.read_text("utf-8").replace("status: draft", "status: published")
    path.write_text(text, "utf-8")
    lines = text.splitlines()

    told = {lines[problem.line - 1] for problem in load().problems if "exemple" in problem.message}

    examples = [
        line for line in text.partition("\n---\n")[2].splitlines() if re.search(r"\w", line) and "more" not in line
    ]
    assert set(examples) <= told
    values = {re.sub(r"^\s*(?:- |\w+: )", "", line) for line in told - set(examples)}
    assert values == {
        "article": set(),
        "atelier": {
            "Deux phrases : ce que l’on saura faire, et pour qui.", "À qui s’adresse l’atelier", "Être capable de…",
            "{label: Inter-entreprises, amount: 590, unit: par personne, vat: exempt, for: inter}",
            "Comment on s’inscrit, et ce qui confirme l’inscription", "Délai à écrire, en jours ou en semaines",
            "Comment on y apprend : exposés, exercices, mises en situation…",
            "Ce qui est évalué, quand, et ce qui le sanctionne",
            "{text: Comment un besoin d’adaptation est étudié et reçu, contact: a@agence.example}",
        },
        "client": {"https://site-du-client.example/", "https://blog-du-client.example/"},
        "auteur": {"Fonction"},
        "guide": {"Deux phrases : ce que le lecteur y trouve."},
        "page": set(),
    }[kind]  # fmt: skip


def test_a_price_of_one_s_own_is_no_example(load):
    """Un prix de 590 € au libellé de l’agence n’est pas l’exemple."""
    path = create("atelier", "Essai", load())
    text = path.read_text("utf-8").replace("status: draft", "status: published")
    path.write_text(text.replace("label: Inter-entreprises", "label: Une place"), "utf-8")

    assert [problem for problem in load().problems if "590" in problem.message] == []


def test_a_new_file_names_what_exists(load):
    """Un fichier neuf nomme les signatures, les rubriques et les thèmes qui existent."""
    text = create("article", "Essai", load()).read_text("utf-8")

    assert "; il y a : claire-martin" in text


@pytest.mark.parametrize(
    "title",
    [
        "#1 : vendre",
        "@nom",
        "« Écrire »",
        '"Écrire" ou parler',
        '"Écrire',
        "'Écrire'",
        "{accolades} et {title}",
        "100 % [vrai]",
        "L'été : l’automne",
        "- Tiret",
        "2026",
    ],
)
def test_a_new_title_is_the_one_that_was_given(title, load):
    """Le titre donné est celui du fichier, quels que soient ses signes."""
    create("article", title, load())
    site = load()

    assert site.problems == []
    assert title in [document.record.title for document in site.articles.values()]


def test_an_article_is_named_after_its_day_and_title(load):
    """Un article neuf porte sa date et son titre dans son nom, et naît brouillon."""
    path = create("article", "  L’été   à Paris ! ", load())
    record = load().articles["l-ete-a-paris"].record

    assert (path.name, record.title, record.status) == ("2026-06-01-l-ete-a-paris.md", "L’été à Paris !", "draft")


@pytest.mark.parametrize(
    ("kind", "title", "message"),
    [
        ("articl", "Essai", "« articl » n’est pas un type de contenu ; voulez-vous « article » ?"),
        ("article", "🎉", "« 🎉 » ne donne pas d’adresse : écrivez au moins une lettre ou un chiffre"),
        ("article", "Premier", "l’article « premier » existe déjà : content/articles/premier.md"),
        ("page", "Recherche", "l’adresse « /recherche/ » est réservée au site : choisissez un autre titre"),
        ("article", "Index", "l’adresse « /index/ » est réservée au site : choisissez un autre titre"),
        ("auteur", "Luc <b>", "« name » : « Luc <b> » : écrivez un nom sans « / », crochet ni chevron"),
        (
            "article",
            "mot " * 60,
            "« title » : titre de 239 caractères, 200 au plus : raccourcissez-le",
        ),
        ("page", "œ" * 190, "ne peut être écrit (nom trop long) : raccourcissez le titre"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(kind, title, message, content, load):
    """Ce qui ne peut être créé est dit, et rien n’est écrit."""
    before = sorted(content.rglob("*.md"))

    with pytest.raises(ScaffoldError, match=re.escape(message)):
        create(kind, title, load())

    assert sorted(content.rglob("*.md")) == before


def test_a_disk_that_takes_no_file_is_told(content, load, monkeypatch):
    """Un disque en lecture seule est dit tel ; raccourcir le titre n’y ferait rien."""
    site = load()

    def refuse(path, *arguments, **named):
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(ScaffoldError, match=r"» ne peut être écrit \(disque en lecture seule\) : vérifiez le dossier"):
        create("article", "Essai", site)


def test_a_file_that_is_there_is_never_overwritten(content, load):
    """Un fichier déjà là n’est jamais récrit, même s’il est fautif."""
    path = content / "articles/2026-06-01-essai.md"
    path.write_text("mes notes", "utf-8")

    with pytest.raises(ScaffoldError, match="existe déjà : rien n’a été écrit"):
        create("article", "Essai", load())

    assert path.read_text("utf-8") == "mes notes"


def test_a_folder_that_is_not_there_is_not_made(content, load):
    """Un dossier de contenu mal tapé n’est pas créé : il est dit introuvable."""
    site = load()
    site.root = content.with_name("contnet")

    with pytest.raises(ScaffoldError, match="introuvable"):
        create("article", "Essai", site)
    assert not site.root.exists()


def test_a_workshop_without_any_signature_asks_for_one_first(content, load):
    """Un atelier dans un contenu sans signature demande d’abord un intervenant."""
    (content / "auteurs" / "claire-martin.md").unlink()

    with pytest.raises(ScaffoldError, match=r"\./inv new auteur"):
        create("atelier", "Essai", load())


def test_a_guide_without_any_article_asks_for_one_first(content, load):
    """Un guide dans un contenu sans article demande d’abord un article : vide, il serait une faute."""
    (content / "articles" / "premier.md").unlink()

    with pytest.raises(ScaffoldError, match=r"\./inv new article"):
        create("guide", "Essai", load())
