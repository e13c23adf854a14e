"""The list of features in pelicanconf.py: any may be taken out; Pelican's own command builds as `publish` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.common.named import load
from plugins.site.feature import listed_features

ROOT = Path(__file__).resolve().parents[2]
CONTENT = Path(__file__).with_name("content")
EPOCH = "1795334400"  # 22 November 2026
OWN_PAGES = {
    "workshops": "ateliers/", "guides": "guides/", "relays": "clients/", "media": "images/", "discovery": "flux/",
    "publishing": "prochain-changement.json", "editorial": "", "search": "recherche/",
    "legal": "confidentialite/", "comments": "",
}  # fmt: skip


def pelican(conf: Path, content: Path, output: Path) -> subprocess.CompletedProcess[str]:
    """Run Pelican's command."""
    return subprocess.run(
        [sys.executable, "-m", "pelican", str(content), "-s", str(conf), "-o", str(output)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        cwd=output.parent,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_feature_may_be_taken_out(name: str, tmp_path: Path) -> None:
    """Une fonction retirée de la liste donne un site sans ses pages, non une panne."""
    conf, output = tmp_path / "conf.py", tmp_path / "sortie"
    conf.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom publishconf import *\n"
        f"PLUGINS = [each for each in PLUGINS if each.__name__ != 'plugins.{name}']\n",
        encoding="utf-8",
    )
    content = shutil.copytree(CONTENT, tmp_path / "contenu")
    # What leads to the pages of a feature goes with it.
    agency, rules = content / "agence.yaml", content / "pages" / "regles.md"
    agency.write_text(agency.read_text("utf-8").partition("redirects:")[0], encoding="utf-8")
    rules.write_text(rules.read_text("utf-8").partition("Voir")[0], encoding="utf-8")
    done = pelican(conf, content, output)

    assert done.returncode == 0, done.stderr
    written = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    assert {"index.html", "articles/un-debut/index.html", "regles/index.html"} <= written
    assert not OWN_PAGES[name] or not [path for path in written if path.startswith(OWN_PAGES[name])]


def test_pelican_s_command_publishes_as_ours(inv, content: Path, tmp_path: Path) -> None:
    """`pelican content -s publishconf.py` et `./inv publish` donnent les mêmes octets au même instant."""
    ours, theirs = tmp_path / "a", tmp_path / "b"
    first = inv("publish", "--content", content, "--output", ours, SOURCE_DATE_EPOCH=EPOCH)
    second = pelican(ROOT / "publishconf.py", content, theirs)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    files = [
        {path.relative_to(each).as_posix(): path.read_bytes() for path in each.rglob("*") if path.is_file()}
        for each in (ours, theirs)
    ]
    assert files[0] == files[1] and files[0]


def test_pelican_s_command_keeps_the_old_site(content: Path, tmp_path: Path) -> None:
    """Une faute d’un texte arrête `pelican` comme `./inv publish` : en français, code 1, l’ancien site gardé."""
    output = tmp_path / "site"
    assert pelican(ROOT / "publishconf.py", content, output).returncode == 0
    before = sorted(path.read_bytes() for path in output.rglob("*.html"))
    (content / "articles" / "faux.md").write_text("---\ntitle: Faux\ndate: hier\n---\nUn.\n", encoding="utf-8")
    done = pelican(ROOT / "publishconf.py", content, output)

    assert done.returncode == 1 and "faux.md:3:7: date « hier »" in done.stderr and "Traceback" not in done.stderr
    assert sorted(path.read_bytes() for path in output.rglob("*.html")) == before


def test_what_a_feature_names_is_there() -> None:
    """Chaque nom qu’une fonction donne (pages, contrôles, tâches) se charge."""
    for feature in listed_features():
        names = (feature.slots, feature.outputs, feature.head, feature.gate, *feature.tasks.values())
        for name in (*filter(None, names), *feature.kinds, *feature.checks, *feature.publication_checks):
            assert load(name)
