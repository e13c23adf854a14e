"""What `./inv doctor` says of a machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.editorial import doctor
from plugins.editorial.doctor import Finding, examine


def found(content: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(content)}


def test_a_machine_where_the_preview_works(inv, content: Path) -> None:
    """Code 0 où l’aperçu peut servir ; chaque chose est dite présente ou absente."""
    result = inv("doctor", "--content", content)

    assert result.returncode == 0, result.stdout
    assert re.search(r"^présent  Python 3\.\d+", result.stdout, re.M)
    assert re.search(r"^(Rien ne manque|L’aperçu peut servir)\.$", result.stdout, re.M)


def test_what_the_preview_needs_gives_another_code(inv, tmp_path: Path) -> None:
    """Sans contenu, le code est 1, et la ligne dit le remède."""
    result = inv("doctor", "--content", tmp_path / "rien")

    assert result.returncode == 1
    assert f"MANQUE   contenu {tmp_path}/rien : rien à montrer\n         → --content" in result.stdout


def test_each_lack_has_its_cost_and_its_command(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chaque manque dit ce qu’il coûte et la commande exacte."""
    monkeypatch.setattr(doctor, "has_pango", lambda: False)
    monkeypatch.setattr(doctor, "find_browser", lambda: None)
    monkeypatch.setenv("LC_ALL", "fr_FR.ISO-8859-1")
    lacks = [finding for finding in examine(content) if not finding.there]

    assert {"Pango", "Chromium", "terminal en UTF-8"} <= {finding.name for finding in lacks}
    assert all(finding.cost and finding.remedy for finding in lacks) and not any(finding.needed for finding in lacks)
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0" in str(next(f for f in lacks if f.name == "Pango"))


def test_a_cache_that_cannot_be_written_is_named(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un cache où l’on ne peut écrire est nommé, avec la raison et le réglage."""
    monkeypatch.setattr(doctor, "CACHE", Path("/proc/nulle-part"))
    lack = found(content)["écrire dans /proc/nulle-part"]

    assert lack.needed and "TRIBUNE_CACHE" in lack.remedy and "l’aperçu n’a pas où écrire" in lack.cost
