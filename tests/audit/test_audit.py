"""The audit says what it measured, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit import audit
from tests.audit.audit import Line, checked, lighthouse, links, table


def test_a_budget_that_is_not_held_is_said() -> None:
    """Une mesure au-dessus du plafond, ou sous le plancher, fait tomber sa ligne, et elle seule."""
    heavy, slow, light = Line("poids", "≤ 9"), Line("vitesse", "≥ 98"), Line("autre", "≤ 9")
    heavy.put("", 9.04, most=9)
    slow.put("accueil", 98, least=98)
    slow.put("article", 97, least=98)
    light.put("recherche", 9, most=9)

    assert [line.failed for line in (heavy, slow, light)] == [True, True, False]
    rows = table([heavy, slow, light]).splitlines()[2:]
    assert rows == [
        "| poids | ≤ 9 | 9 |  |  |  | **non** |",
        "| vitesse | ≥ 98 | 98 | 97 |  |  | **non** |",
        "| autre | ≤ 9 |  |  |  | 9 | oui |",
    ]


def test_dead_links_are_counted(tmp_path: Path) -> None:
    """Un fichier absent, un passage absent : deux liens rompus ; ceux qui mènent quelque part n’en sont pas."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text('<p id="ici"><a href="../">x</a><a href="#ici">x</a>', "utf-8")
    (tmp_path / "index.html").write_text(
        '<a href="a/#ici">x</a><a href="a/#la">x</a><a href="b/">x</a><a href="https://ailleurs.example/">x</a>',
        "utf-8",
    )

    line = links(tmp_path)
    assert (line.found[""], line.failed) == ("2", True)


def test_what_cannot_be_measured_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans Java ni Node, une ligne dit ce qui manque et la commande qui l’installe ; rien n’est donné pour mesuré."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "index.html").write_text("<p>", "utf-8")
    (speed,) = lighthouse("http://127.0.0.1:9/", 1)
    validity = checked(tmp_path)

    for line, command in ((speed, "apt install nodejs npm"), (validity, "apt install default-jre-headless")):
        assert command in line.skipped and not line.found
        assert "non mesuré : " in table([line])


@pytest.mark.parametrize(("environ", "code"), [("", 0), ("true", 1)])
def test_a_lack_is_a_failure_in_ci_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environ: str, code: int
) -> None:
    """Un outil absent n’est un échec que sous CI."""
    monkeypatch.setenv("CI", environ)
    monkeypatch.setattr("sys.argv", ["audit", "--site", str(tmp_path)])
    monkeypatch.setattr(audit, "measured", lambda site, runs, tell: [Line("x", "0", skipped="pas de Node")])

    assert audit.main() == code
