"""A build after another: it makes the pages that show what changed, no other, and the site is that of a clean build."""

from __future__ import annotations

import gc
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pelican.settings import read_settings

from plugins.build import build as building
from plugins.build import pelican as adapter
from plugins.build.build import build
from plugins.build.report import BuildReport
from plugins.build.request import request_of
from plugins.site.feature import listed_features
from plugins.site.views import View
from tests.conftest import ROOT, small_content, write

NOON = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
LONG = "---\ntitle: Troisième essai\ndate: 2026-02-10\nsummary: Un résumé.\n---\n\nUn texte.\n\nUn mot ici.\n"


class Site:
    """A content, its theme, its outputs, its cache; `made` are the pages that the last build rendered."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content = folder, small_content(folder / "content")
        write(self.content, "articles/2026-02-10-troisieme.md", LONG)
        self.theme = Path(shutil.copytree(ROOT / "theme", folder / "theme"))
        self.features = listed_features()
        self.settings = read_settings(str(ROOT / "publishconf.py"), override={"THEME": str(self.theme)})
        self.made: list[str] = []

    def __call__(self, output: str = "out", now: datetime = NOON, *, recall: bool = False, **asked: Any) -> BuildReport:
        request = request_of(self.content, self.folder / output, now, self.features, production=True)
        self.made = []
        report = build(replace(request, **asked), partial(adapter.run_pelican, conf=self.settings), recall=recall)
        assert report.failure is None and not [each for each in report.problems if each.severity == "error"], report
        return report

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def bytes(self, output: str = "out") -> dict[str, bytes]:
        root = self.folder / output
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of which both trees are built."""
    for name, path in {"CACHE": "", "MANIFEST": "manifest.json", "TREES": "arbres", "TRIAL": "essai-0"}.items():
        monkeypatch.setattr(building, name, tmp_path / "cache" / path)
    monkeypatch.setattr(building, "AUDITED", 0)
    made = Site(tmp_path)
    render = adapter._Writer.page

    def noted(self: Any, output: Any) -> bytes:
        made.made.append(output.path)
        return render(self, output)

    monkeypatch.setattr(adapter._Writer, "page", noted)
    made()
    made()
    yield made


def changed(site: Site, before: dict[str, bytes]) -> set[str]:
    """The pages that are no more what they were."""
    now = site.bytes()
    return {name for name in now if name.endswith(".html") and now[name] != before.get(name)}


def test_a_build_without_a_change_renders_nothing(site: Site) -> None:
    """Sans changement, aucune page n’est refaite, et l’on en compte autant."""
    before = site.bytes()
    reports = [site(), site(), site(now=NOON + timedelta(minutes=7))]

    assert (site.made, changed(site, before)) == ([], set())
    assert {report.pages for report in reports} == {sum(name.endswith(".html") for name in before)}


def test_views_are_let_go_before_the_gate(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tout est refait : ce que les pages montraient n’est plus en mémoire quand le contrôle les lit."""
    alive: list[int] = []
    look = building._gate

    def counted(*given: Any) -> Any:
        alive.append(sum(isinstance(each, View) for each in gc.get_objects()) - before)
        return look(*given)

    monkeypatch.setattr(building, "_gate", counted)
    gc.collect()
    before = sum(isinstance(each, View) for each in gc.get_objects())
    gc.disable()  # as a command does
    try:
        site(fresh=True)
    finally:
        gc.enable()

    assert len(site.made) > 9 and alive == [0]


@pytest.mark.parametrize(
    ("name", "old", "new", "count"),
    [
        ("content/articles/2026-02-10-troisieme.md", "Un mot ici.", "Un autre mot.", 1),
        ("content/articles/2026-02-10-troisieme.md", "Troisième essai", "Troisième titre", 5),
        ("content/pages/contact.md", "Écrivez-nous", "Appelez-nous", 1),
        ("content/pages/contact.md", "title: Contact", "title: Nous joindre", 10),
        ("content/auteurs/redaction.md", "role: Équipe", "role: Bureau", 2),
        ("content/agence.yaml", "Agence Essai", "Agence Autre", 10),
        ("theme/templates/_share.html", "<ul", "<ul ", 3),
        ("theme/templates/card.html", "<main>", "<main >", 3),
        ("theme/templates/base.html", "<header", "<header ", 10),
    ],
    ids=["word", "title", "page", "menu", "person", "agency", "included", "card", "base"],
)
def test_what_changes_renders_the_pages_that_show_it(name: str, old: str, new: str, count: int, site: Site) -> None:
    """Un mot, un titre, un modèle : les pages qui le montrent sont refaites, elles seules, une fois."""
    before = site.bytes()
    site.edit(name, old, new)
    site()
    made, shown = set(site.made), changed(site, before)
    site()

    if old != "title: Contact":  # what menus show is in the frame, of which a card shows little
        assert made == shown
    assert made >= shown and len(shown) >= count and (count > 1 or len(shown) == 1)
    assert site.made == []


def test_the_year_is_shown_and_the_instant_is_not(site: Site) -> None:
    """Un jour qui passe ne refait rien ici ; une année qui passe refait le pied de chaque page, sans les cartes."""
    site(now=NOON + timedelta(days=1))
    assert site.made == []
    before = site.bytes()
    site(now=NOON + timedelta(days=366))

    assert set(site.made) >= changed(site, before) and len(changed(site, before)) > 10


EDITS: list[Callable[[Site], object]] = [
    lambda site: site.edit("content/articles/2026-02-10-troisieme.md", "mot ici", "mot là"),
    lambda site: site.edit("content/articles/2026-02-10-troisieme.md", "Troisième essai", "Troisième titre"),
    lambda site: write(site.content, "articles/2026-02-20-quatrieme.md", LONG.replace("Trois", "Quatr")),
    lambda site: site.edit("content/articles/2026-02-01-second.md", "tags: [essai]", "tags: [essai, autre]"),
    lambda site: site.edit("content/articles/2026-02-20-quatrieme.md", "summary:", "status: draft\nsummary:"),
    lambda site: (site.content / "articles/2026-02-10-troisieme.md").unlink(),
    lambda site: (site.content / "pages/contact.md").rename(site.content / "pages/ecrire.md"),
    lambda site: (site.content / "images/autre.ico").write_bytes(b"\0\0\1\0\0\0"),
    lambda site: site.edit("theme/static/css/site.css", "}", "} "),
    lambda site: site.edit("content/articles/2026-02-20-quatrieme.md", "status: draft\n", ""),
]  # fmt: skip


def test_after_each_edit_the_site_is_that_of_a_clean_build(site: Site) -> None:
    """Après chaque changement, la sortie est à l’octet près celle d’une construction qui ne sait rien."""
    for number, edit in enumerate(EDITS):
        edit(site)
        site(accept_loss=True)
        site("neuf", accept_loss=True, fresh=True)
        assert site.bytes() == site.bytes("neuf"), number


def test_a_clean_build_believes_nothing(site: Site) -> None:
    """`--neuf` refait toutes les pages, aux mêmes octets."""
    before = site.bytes()
    site(fresh=True)

    assert (len(site.made), site.bytes()) == (sum(name.endswith(".html") for name in before), before)


def test_a_page_that_lies_is_seen_and_all_is_made_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une page gardée qui ne serait plus la même est dite, avec son tirage, et tout le site est refait."""
    monkeypatch.setattr(building, "AUDITED", 5)
    before = site.bytes()
    assert site().problems == []
    render = adapter._Writer.page
    monkeypatch.setattr(adapter._Writer, "page", lambda self, output: render(self, output) + b"\n")
    (problem,) = site().problems

    assert problem.severity == "warning" and problem.rule == "page-perimee"
    assert re.match(r"la page /\S*, gardée de la .* \(tirage \d+\) : tout le site est refait", problem.message)
    now = site.bytes()
    assert all(now[name] == data + (b"\n" if name.endswith(".html") else b"") for name, data in before.items())
    assert site().problems == []


def test_a_trial_renders_what_is_not_known_and_writes_it_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` après `publish` ne refait rien ; après un changement, il ne fait que ce qui le montre, une fois."""
    site(trial=True)
    assert site.made == []
    site.edit("content/articles/2026-02-10-troisieme.md", "mot ici", "mot là")
    written: list[str] = []
    close = building.Outputs.close

    def noted(outputs: building.Outputs) -> None:
        written.extend(path.relative_to(outputs.folder).as_posix() for path in outputs.folder.rglob("*.html"))
        close(outputs)

    monkeypatch.setattr(building.Outputs, "close", noted)
    before = site.bytes()
    site(trial=True)
    assert site.made == written == ["articles/troisieme/index.html"] and site.bytes() == before
    site(trial=True)
    assert site.made == []


def test_a_trial_reads_what_it_did_not_write(site: Site) -> None:
    """Un essai dont le contrôle a tout oublié relit chaque page, que l’essai n’a pas écrite."""
    (site.folder / "cache" / "controle-publication.bin").unlink()
    report = site(trial=True)

    assert len(site.made) == report.pages


def test_a_trial_reads_what_other_code_writes_alike(site: Site) -> None:
    """Après un changement du thème qui ne change aucun octet, un essai dont le contrôle a tout oublié lit chaque page,
    que rien n’a publiée."""
    site("ailleurs", trial=True)
    (site.folder / "cache" / "controle-publication.bin").unlink(missing_ok=True)
    site.edit("theme/templates/base.html", "</main>", "{# rien #}</main>")
    report = site("ailleurs", trial=True)

    assert report.failure is None and len(site.made) == report.pages


def test_what_is_left_to_deployment_is_written_when_it_changes(site: Site) -> None:
    """Le manifeste public dit chaque fichier, et n’est récrit que s’il change."""
    file = site.folder / "cache" / "manifest.json"
    date = file.stat().st_mtime_ns
    site()
    assert file.stat().st_mtime_ns == date
    site.edit("content/articles/2026-02-10-troisieme.md", "mot ici", "mot là")
    site()

    assert file.stat().st_mtime_ns != date and set(site.bytes()) == set(_files(file))


def _files(manifest: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads(manifest.read_text("utf-8"))["files"]
    return files


def test_what_a_person_did_to_the_output_is_put_right(site: Site) -> None:
    """Une page corrigée à la main dans la sortie, une autre effacée, un fichier posé là : le site suivant est juste."""
    before = site.bytes()
    (site.folder / "out/404.html").write_text("à la main")
    (site.folder / "out/contact/index.html").unlink()
    (site.folder / "out/articles/notes.txt").write_text("x")

    for _ in range(3):
        site()
        assert site.bytes() == before
