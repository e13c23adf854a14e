"""A kind of content that a feature brings: one file that declares it, one template, one word in pelicanconf.py."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.content import Content
from plugins.model.fields import Record
from plugins.model.kinds import known_kinds
from plugins.model.loader import load_site
from plugins.site.contract import faults_of
from plugins.site.views import entry_page
from tests.conftest import NOW, ROOT, small_content, write
from tests.site import etudes
from tests.site.etudes import STUDY
from tests.site.pages import soup, text

BY_NAME = "tests.site.etudes:STUDY"
TEMPLATE = """{% extends 'base.html' %}
{% from '_banner.html' import banner %}
{% from '_time.html' import day %}
{% block title %}{{ entry.title }}{% endblock %}
{% block description %}<meta name="description" content="{{ entry.description }}">{% endblock %}
{% block content %}
<article{% if entry.lang != 'fr' %} lang="{{ entry.lang }}"{% endif %}>
  {{ banner(entry) }}
  <h1>{{ entry.title }}</h1>
  <p class="standfirst">{{ record.sample }} personnes : {{ record.finding }}</p>
  <div class="prose">{{ entry.content }}</div>
{% if entry.updated %}
  <p>{{ day(entry.updated) }}</p>
{% endif %}
</article>
{% endblock %}
"""
READING = """---
title: Lire : où ?
sample: 412
finding: [Le soir] un lecteur sur deux lit : chez lui
authors: [redaction]
modified: 2026-03-02
redirect_from: /2015/lecture/
---

Suite de [notre premier texte](../articles/2026-01-05-premier.md).
"""
Tribune = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project with the feature, and a content with one study, to which an article leads twice."""
    root = tmp_path_factory.mktemp("projet")
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("tasks.py", "pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "docs").mkdir()
    write(root, "plugins/etudes/__init__.py", Path(__file__).with_name("etudes.py").read_text("utf-8"))
    write(root, "theme/templates/etude.html", TEMPLATE)
    conf = (root / "pelicanconf.py").read_text("utf-8")
    conf = conf.replace("    editorial,\n    guides,", "    editorial,\n    etudes,\n    guides,").replace(
        "PLUGINS = [", "PLUGINS = [etudes, "
    )
    write(root, "pelicanconf.py", conf)
    content = small_content(root / "content")
    write(content, "etudes/lecture.md", READING)
    second = content / "articles/2026-02-01-second.md"
    links = "\nVoir [l’étude](../etudes/lecture.md), [là](/etudes/lecture/) ou [avant](/2015/lecture/).\n"
    second.write_text(second.read_text("utf-8") + links, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def tribune(project: Path) -> Tribune:
    """Run a task of that project."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "tasks.py", *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(project), "TRIBUNE_CACHE": str(project / ".cache"), "CI": "true"},
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.fixture(scope="module")
def published(project: Path, tribune: Tribune) -> Path:
    """The site of that content, as `publish` builds it."""
    done = tribune("publish", "--output", "output", "--now", NOW)
    assert (done.returncode, done.stderr) == (0, "")
    return project / "output"


def test_a_template_is_enough_for_pages(published: Path) -> None:
    """Un texte d’un type nouveau a sa page : son titre, son en-tête et son texte, composés, ses liens résolus."""
    page = soup(published, "etudes/lecture/")

    assert page.h1 is not None and page.h1.string == "Lire\u00a0: où\u202f?"
    assert text(page.find(class_="standfirst")) == "412 personnes : [Le soir] un lecteur sur deux lit\u00a0: chez lui"
    link = page.select_one(".prose a")
    assert link is not None and link["href"] == "../../articles/premier/"
    assert "2\u00a0mars 2026" in text(page.article)


def test_links_lead_there(published: Path) -> None:
    """Un article y mène par le fichier, par l’adresse, ou par l’ancienne, qui répond encore."""
    links = soup(published, "articles/second/").select(".prose a")

    assert [each["href"] for each in links if "lecture" in str(each["href"])] == ["../../etudes/lecture/"] * 3
    assert 'content="0; url=' in (published / "2015/lecture/index.html").read_text("utf-8")


def test_its_texts_are_listed(published: Path) -> None:
    """Ses textes ont leur liste, au menu et au fil d’Ariane ; le plan n’a la liste qu’à trois textes."""
    page = soup(published, "etudes/")

    assert page.h1 is not None and page.h1.string == "Études"
    link = page.select_one("main h2 a")
    assert link is not None and link["href"] == "../etudes/lecture/"
    trail = soup(published, "etudes/lecture/").select("script[type='application/ld+json']")
    assert "https://essai.example/carnet/etudes/" in str(trail)
    assert soup(published, "").select_one("nav a[href='./etudes/'], nav a[href='etudes/']") is not None
    known = (published / "sitemap.xml").read_text("utf-8")
    assert "carnet/etudes/lecture/</loc>" in known and "carnet/etudes/</loc>" not in known


def test_a_list_is_an_address(content: Path) -> None:
    """On peut mener à la liste quand elle a un texte ; à celle d’un type sans titre de liste, non."""
    write(content, "etudes/lecture.md", READING)
    write(content, "pages/liens.md", "---\ntitle: Liens\n---\n\n[Les études](/etudes/).\n")

    assert load(content, BY_NAME).problems == []
    write(content, "etudes/lecture.md", READING.replace("sample: 412", "sample: 412\nstatus: draft"))
    assert [each.path for each in load(content, BY_NAME).problems if "/etudes/" in each.message] != []


def test_the_site_map_has_it(published: Path) -> None:
    """Son adresse est au plan du site."""
    assert "<loc>https://essai.example/carnet/etudes/lecture/</loc>" in (published / "sitemap.xml").read_text("utf-8")


def test_its_keys_are_checked(project: Path, tribune: Tribune) -> None:
    """Une clé mal écrite, un auteur inconnu, un nombre qui n’en est pas un : chacun est dit à sa ligne."""
    path = write(
        project / "content",
        "etudes/fausse.md",
        "---\ntitle: Fausse\nsampel: 3\nfinding: Rien\nauthors: [redacton]\n---\n\nUn.\n",
    )
    done = tribune("check", "content/etudes/fausse.md", "--now", NOW)
    path.unlink()

    assert done.returncode == 1
    told = re.findall(r"fausse\.md:(\d+):\d+: (.*)", done.stdout + done.stderr)
    assert [(line, message[:34]) for line, message in told] == [
        ("3", "clé « sampel » inconnue ; voulez-v"),
        ("5", "auteur « redacton » introuvable da"),
    ]


def test_the_reference_has_its_section(project: Path, tribune: Tribune) -> None:
    """`./inv docs` décrit ses clés, et ce que son modèle peut lire."""
    done = tribune("docs")

    assert done.returncode == 0, done.stderr
    section = (project / "docs/reference.md").read_text("utf-8").partition("## Étude — `content/etudes/*.md`")[2]
    assert "| `sample` | oui | nombre entier | Nombre de personnes interrogées |" in section.partition("\n## ")[0]
    assert "| `authors` |  | liste : signature | Qui l’a menée |" in section
    views = (project / "docs/templates.md").read_text("utf-8").partition("### `etude.html`")[2].partition("###")[0]
    assert "| `entry` | [Entry](#entry) |" in views and "| `record` | record `Study` |" in views


def test_a_new_file_is_ready(project: Path, tribune: Tribune) -> None:
    """`./inv new étude "Titre"` écrit un brouillon qui connaît ses clés et passe les contrôles."""
    done = tribune("new", "étude", "Écrire : quand ?", "--now", "2026-11-22")
    path = project / "content/etudes/ecrire-quand.md"

    assert (done.stdout.strip(), done.stderr) == ("content/etudes/ecrire-quand.md", "")
    written = path.read_text("utf-8")
    assert 'title: "Écrire : quand ?"\n' in written and "status: draft\n" in written
    assert "authors: [redaction]\n" in written and "\n# Date de la dernière mise à jour\n#modified:\n" in written
    checked = tribune("check", str(path), "--now", NOW)
    path.unlink()
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_its_template_is_judged_by_its_keys(tmp_path: Path) -> None:
    """Le contrat des modèles connaît les clés du type : une clé mal écrite y est vue à sa ligne."""
    write(tmp_path, "etude.html", "{{ entry.title }}\n{{ record.sampel }}")
    told = faults_of(tmp_path, [entry_page(STUDY)])

    assert told[0] == "etude.html:2: record.sampel: Study has no « sampel »"


def load(content: Path, *kinds: str) -> Content:
    """The content with some kinds."""
    return load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)), kinds=kinds)


def test_its_folder_is_unknown_without_the_feature(content: Path) -> None:
    """Sans la fonction dans la liste, ses textes ne sont pas lus : c’est dit."""
    write(content, "etudes/lecture.md", READING)

    assert [each.message[:6] for each in load(content).problems] == ["ignoré"]
    assert load(content, BY_NAME).problems == []


def test_its_folder_is_no_page_s_address(content: Path) -> None:
    """L’adresse de son dossier n’est pas celle d’une page."""
    write(content, "pages/etudes.md", "---\ntitle: Études\n---\n\nUn.\n")

    told = [each.message for each in load(content, BY_NAME).problems]
    assert told == ["l’adresse « etudes » est réservée au site : renommez ce fichier"]
    assert load(content).problems == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "its name, noun or folder is that of « study »"),
        ({"name": "poll", "folder": "sondages", "noun": "Etude"}, "its name, noun or folder is that of « study »"),
        ({"name": "poll", "folder": "images", "noun": "sondage"}, "the folder « images » is the site's own"),
        ({"name": "poll", "folder": "sondages", "noun": "sondage", "schema": Record}, "neither « title » nor « name »"),
    ],
)
def test_a_kind_that_hides_another_is_refused(change, said, monkeypatch) -> None:
    """Un type qui en cacherait un autre, ou dont les textes n’ont pas de titre, arrête tout."""
    monkeypatch.setattr(etudes, "POLL", replace(STUDY, **change), raising=False)

    with pytest.raises(ValueError, match=said):
        known_kinds([BY_NAME, "tests.site.etudes:POLL"])
