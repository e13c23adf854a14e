"""A build that reads what the last one read: its report is recalled, nothing is made, and nothing else is missed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from plugins.build import build as building
from plugins.build import recall
from plugins.common import snapshot
from tests.build.test_incremental import LONG, NOON, Site, site
from tests.conftest import write

__all__ = ["site"]
LATER = "---\ntitle: Un texte à paraître\ndate: 2026-03-01 15:30\n---\n\nDu texte.\n"


@pytest.fixture
def known(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose last build is kept; files are believed as soon as they are written."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(recall, "NOTES", tmp_path / "cache" / "acquis")
    monkeypatch.setattr(recall, "ROOT", site.folder)
    monkeypatch.setattr(snapshot, "YOUNG", 0)
    write(site.content, "articles/2026-03-01-a-paraitre.md", LATER)
    site(recall=True)
    return site


def recalled(site: Site, monkeypatch: pytest.MonkeyPatch, **asked: object) -> bool:
    """Whether a build reads no content at all."""
    read = []
    monkeypatch.setattr(
        building, "read_content", lambda request, real=building.read_content: read.append(1) or real(request)
    )
    site(recall=True, **asked)
    return not read


def test_a_build_that_reads_the_same_is_recalled(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rien n’a changé : aucun texte n’est lu, le rapport et le site sont les mêmes, plus tard dans la journée aussi."""
    before, told = known.bytes(), known(recall=True)

    assert recalled(known, monkeypatch, now=NOON + timedelta(hours=3))
    again = known(recall=True)
    assert (again.problems, again.pages, again.texts) == (told.problems, told.pages, told.texts) and told.pages
    assert known.bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda site: site.edit("content/articles/2026-02-10-troisieme.md", "Un mot", "Un autre mot"),
        lambda site: write(site.content, "articles/2026-02-11-nouveau.md", LONG),
        lambda site: (site.content / "articles/2026-03-01-a-paraitre.md").unlink(),
        lambda site: os.utime(site.content / "agence.yaml"),
        lambda site: (site.content / "vide").mkdir(),
        lambda site: (site.theme / "templates" / "neuf.html").write_text("<p>", "utf-8"),
        lambda site: (site.folder / "out" / "articles" / "index.html").write_text("modifié", "utf-8"),
        lambda site: (site.folder / "out" / "de-trop.txt").write_text("ajouté", "utf-8"),
        lambda site: shutil.rmtree(site.folder / "out"),
        lambda site: next((site.folder / "cache" / "acquis").iterdir()).write_text("coupé", "utf-8"),
        lambda site: (site.folder / "cache" / "manifest.json").unlink(),
    ],
    ids=["text", "new", "gone", "touched", "folder", "template", "output", "stray", "no-output", "note", "manifest"],
)  # fmt: skip
def test_whatever_changes_is_a_build(
    change: Callable[[Site], object], known: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un texte, un dossier, un modèle, le site en place, le cache : ce qui a changé est lu, et le site est juste."""
    change(known)

    assert not recalled(known, monkeypatch)
    right = known.bytes()
    known(recall=True, fresh=True)
    assert known.bytes() == right


@pytest.mark.parametrize(
    "asked",
    [
        {"now": datetime(2026, 3, 1, 15, 30, tzinfo=NOON.tzinfo)},
        {"now": NOON - timedelta(minutes=1)},
        {"accept_loss": True},
        {"fresh": True},
        {"origin": "https://autre.example"},
    ],
    ids=["appears", "earlier", "loss", "fresh", "origin"],
)
def test_another_instant_or_request_is_a_build(
    asked: dict[str, object], known: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un texte paraît, l’instant est d’avant, on demande autre chose : la construction se fait."""
    assert not recalled(known, monkeypatch, **asked)


def test_other_code_is_a_build(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le code, les réglages ou une bibliothèque ont changé : la construction se fait."""
    monkeypatch.setattr(recall, "code_digest", lambda: b"un autre")

    assert not recalled(known, monkeypatch)


def test_another_day_is_a_build(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Où rien ne change de soi-même, une construction vaut jusqu’à minuit."""
    (known.content / "articles/2026-03-01-a-paraitre.md").unlink()
    known(recall=True)
    midnight = datetime(2026, 3, 2, tzinfo=NOON.tzinfo)

    assert recalled(known, monkeypatch, now=midnight - timedelta(seconds=1))
    assert not recalled(known, monkeypatch, now=midnight)


def test_a_secret_that_changes_is_looked_for(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """La valeur d’un secret que le site ne doit pas montrer a changé : on la cherche."""
    blog = "https://blog.example/"
    relay = f"{{kind: wordpress, url: {blog}, account: agence, secret_env: SECRET_DU_BLOG}}"
    client = f"---\nname: Exemple\nurl: {blog}\nblog_url: {blog}\nrelay: {relay}\n---\n\nUn client.\n"
    write(known.content, "clients/exemple.md", client)
    known(recall=True)
    assert recalled(known, monkeypatch)

    monkeypatch.setenv("SECRET_DU_BLOG", "valeur-longue")
    assert not recalled(known, monkeypatch)


@pytest.mark.parametrize("origin", [None, "https://relecture.example"], ids=["online", "reread"])
def test_two_contents_for_one_output_are_told_apart(
    origin: str | None, known: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """La sortie tient le site d’un autre contenu, en ligne ou à relire : la construction se fait."""
    mine, other = known.content, Path(shutil.copytree(known.content, known.folder / "autre"))
    write(other, "articles/2026-02-10-troisieme.md", LONG.replace("Un mot", "Un autre mot"))
    known(recall=True, origin=origin)
    assert recalled(known, monkeypatch, origin=origin)
    known.content = other
    known(recall=True, origin=origin)
    known.content = mine

    assert not recalled(known, monkeypatch, origin=origin)


@pytest.mark.parametrize("why", ["young", "ci", "said"])
def test_what_may_differ_is_not_kept(why: str, known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un fichier qui vient de changer, une copie fraîche (CI), un mot dit à part : rien n’est gardé ou cru."""
    write(known.content, "articles/2026-02-12-neuf.md", "---\ntitle: Neuf\ndate: 2026-02-12\n---\n\nMot.\n")
    if why == "young":
        monkeypatch.setattr(snapshot, "YOUNG", 10**12)
    elif why == "said":
        monkeypatch.setattr(building.Store, "save", lambda self: setattr(self, "complaint", "rien n’est gardé"))
    else:
        monkeypatch.setenv("CI", "true")
    known(recall=True)

    assert not recalled(known, monkeypatch)


def test_one_build_in_ten_is_made_all_the_same(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """De dix constructions que l’on pourrait rappeler, une se fait ; si une page y est à faire, c’est dit, et tout est
    refait."""
    monkeypatch.setattr(snapshot.Snapshot, "digest", lambda self: b"")  # a key that lacks what it is made of
    known(recall=True)
    known.edit("theme/templates/base.html", "<header", "<header ")
    told = [known(recall=True) for _ in range(10)]

    assert ["page-perimee" in [each.rule for each in report.problems] for report in told] == [False] * 9 + [True]
    assert b"<header " in known.bytes()["index.html"]
