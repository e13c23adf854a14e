"""The gate in a build: what it refuses is told at its line, and the site in place stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.common.outputs import Outputs
from plugins.model.loader import load_site
from plugins.publishing.gate.known import rules_of
from plugins.publishing.gate.look import look
from tests.conftest import write

LATER = "2026-03-01"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = "---\ntitle: Troisième essai\ndate: 2026-02-10\n{header}---\n\nUn texte.\n\n{body}\n"


def add(content: Path, body: str = "", header: str = "") -> None:
    """An article more."""
    text = ARTICLE.format(body=body, header=header)
    (content / "articles" / "2026-02-10-troisieme.md").write_text(text, "utf-8")


@pytest.fixture
def published(inv, content: Path, tmp_path: Path) -> Path:
    """A good output of the small content."""
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", LATER, CI="true")
    assert (result.returncode, result.stderr) == (0, "")
    return tmp_path / "out"


@pytest.mark.parametrize("task", ["publish", "build"])
def test_a_fault_of_the_output_keeps_the_old_one(inv, content: Path, published: Path, task: str) -> None:
    """Ce que les contrôles du contenu laissent passer, la sortie le montre : rien n’est remplacé."""
    before = (published / "index.html").read_bytes()
    add(content, f"-----BEGIN PRIVATE KEY-----\n{'MIIEvQIBADANBgkqhkiG' * 3}")
    result = inv(task, "--content", content, "--output", published, "--now", LATER)

    assert result.returncode == 1 and "L’ancienne sortie est gardée" in result.stderr
    assert "2026-02-10-troisieme.md:8:" in result.stderr and "forme d’une clé" in result.stderr
    assert (published / "index.html").read_bytes() == before


def test_each_of_two_same_faults_is_told_at_its_line(inv, content: Path, tmp_path: Path) -> None:
    """Deux fois la même faute dans un texte, dans un paragraphe comme dans deux : chacune à sa ligne et sa colonne."""
    key = f"-----BEGIN PRIVATE KEY-----\n{'MIIEvQIBADANBgkqhkiG' * 3}\n"
    add(content, f"Un {{{{ x }}}} et {{{{ x }}}}.\n\n{key}\nDeux.\n\n{key}\n{{{{ x }}}} encore.")
    result = inv("check", "--content", content, "--now", LATER, CI="true")
    places = [line.split(": ")[0].partition(".md:")[2] for line in result.stdout.splitlines()]

    assert places == ["8:4", "8:15", "10:12", "15:12", "18:1"]


def test_what_a_text_excepts_is_not_told_by_the_gate(inv, content: Path) -> None:
    """Ce qu’un texte admet n’est pas redit de la sortie ; une exception de la sortie qui ne sert plus est dite."""
    waivers = [f"  - {{rule: {name}, reason: c’est le sujet}}\n" for name in ("signe-etranger", "annonce-d-un-texte")]
    add(content, "Un {{ x }}.", f"exceptions:\n{''.join(waivers)}")
    result = inv("check", "--content", content, "--now", LATER, CI="true")

    assert [line.partition(".md:")[2] for line in result.stdout.splitlines()] == [
        "6:5: avertissement : « annonce-d-un-texte » ne dit plus rien de ce texte : retirez cette exception"
    ]
    assert result.stderr.endswith(" : 1 avertissement, 1 faute admise.\n")


@pytest.mark.parametrize("old", ["/articles/", "/404.html", "/archives/2026/", "/oembed/second/", "/flux/atom.xml/x/"])
def test_an_old_address_replaces_nothing(inv, content: Path, tmp_path: Path, old: str) -> None:
    """Une ancienne adresse que le site a prise est une faute à sa ligne."""
    add(content, header=f"redirect_from: [/libre/, {old}]\n")
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", LATER)

    assert result.returncode == 1 and not (tmp_path / "out").exists()
    assert "2026-02-10-troisieme.md:4:26: " in result.stderr and "déjà prise par" in result.stderr


def test_addresses_are_noted_kept_and_forgotten(inv, content: Path, published: Path) -> None:
    """Le registre noté retient un texte renommé jusqu’à sa redirection, ou son retrait voulu."""

    def publish() -> Any:
        return inv("publish", "--content", content, "--output", published, "--now", LATER, CI="true")

    assert inv("addresses.record", "--content", content, "--output", published).returncode == 0
    register = content / "registre" / "adresses.txt"
    assert "\n/articles/premier/ " in register.read_text("utf-8")
    assert "déjà à jour" in inv("addresses.record", "--content", content, "--output", published).stdout

    old = content / "articles" / "2026-01-05-premier.md"
    new = old.rename(old.with_name("2026-01-05-tout-premier.md"))
    assert "redirect_from: [/articles/premier/]" in publish().stderr
    text = new.read_text("utf-8")
    new.write_text(text.replace("title:", "redirect_from: [/articles/premier/]\ntitle:"), "utf-8")
    assert publish().returncode == 0
    assert (published / "oembed" / "premier.json").is_file()  # a card keeps the address that others pasted

    new.write_text(text, "utf-8")
    assert publish().returncode == 1
    assert inv("addresses.forget", "/articles/premier/", "--content", content).returncode == 0
    (line,) = [each for each in register.read_text("utf-8").splitlines() if each.startswith("/articles/premier/ ")]
    assert line.endswith(" retirée")
    assert publish().returncode == 0 and not (published / "articles" / "premier").exists()


def test_only_a_published_site_is_noted(inv, content: Path, preview_site: Path) -> None:
    """Un site de relecture n’est pas noté comme s’il était en ligne."""
    result = inv("addresses.record", "--content", content, "--output", preview_site)

    assert result.returncode == 1 and "n’est pas un site publié" in result.stderr
    assert inv("addresses.forget", "/theme/css/site.css", "--content", content).returncode == 2
    assert not (content / "registre").exists()


class TestWords:
    """What must not show, looked for in all that was written."""

    @pytest.fixture
    def say(self, content: Path, tmp_path: Path):
        """What the gate says of one file of a site, in production or not."""
        (content / "articles" / "2027-01-01-rachat-de-la-societe-orvane.md").write_text(
            "---\ntitle: Le rachat d’Orvane annoncé\ndate: 2027-01-01\n---\n\nUn texte.\n", "utf-8"
        )
        (content / "clients").mkdir()
        (content / "clients" / "orvane.md").write_text(
            "---\nname: Orvane\nurl: https://orvane.example/\nblog_url: https://orvane.example/blog/\n"
            "relay:\n  kind: wordpress\n  url: https://orvane.example/\n  account: agence\n"
            "  secret_env: ORVANE_SECRET\n---\n\nUn client.\n",
            "utf-8",
        )

        def of(text: str, *, production: bool = True) -> list[str]:
            site = load_site(content, lambda timezone: NOW)
            (tmp_path / "site").mkdir(exist_ok=True)
            outputs = Outputs(tmp_path / "site")
            outputs.write("robots.txt", text, site.articles["second"].source())
            found = look(
                site,
                outputs,
                production=production,
                origin="https://essai.example/carnet",
                output=tmp_path / "out",
                cache=tmp_path / "cache",
                project=Path(__file__).resolve().parents[2],
            )
            return [problem.message for problem in found]

        return of

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Le rachat d’Orvane annoncé", "son titre paraît"),
            ("Le rachat d\\u2019Orvane annonc\\u00e9", "son titre paraît"),
            ("../articles/rachat-de-la-societe-orvane/", "son adresse paraît"),
            ("images/rachat-de-la-societe-orvane.png", "son nom paraît"),
            (str(Path(__file__).resolve().parents[2] / "content"), "chemin de cette machine"),
            ("file:///C:/", "chemin de cette machine"),
            ("http://localhost:8000/", "adresse de l’aperçu"),
        ],
    )
    def test_what_is_not_published_does_not_show(self, say, text: str, said: str) -> None:
        """Un texte à paraître, un chemin de la machine, l’adresse de l’aperçu ne paraissent nulle part."""
        assert [said in message for message in say(text)] == [True]

    def test_the_preview_shows_drafts(self, say) -> None:
        """L’aperçu montre les textes à paraître, et se nomme."""
        assert say("Le rachat d’Orvane annoncé http://localhost:8000/", production=False) == []

    def test_a_secret_of_a_client_does_not_show(self, say, monkeypatch) -> None:
        """La valeur d’un secret n’est publiée ni par `publish`, ni par l’aperçu, ni dans un message."""
        monkeypatch.setenv("ORVANE_SECRET", "abcd efgh ijkl")
        for production in (True, False):
            (found,) = say("mot de passe : abcd efgh ijkl", production=production)
            assert "ORVANE_SECRET" in found and "efgh" not in found


def test_the_address_of_a_page_to_come_is_a_word(tmp_path: Path) -> None:
    """D’un texte à venir, l’adresse ne paraît pas ; celle d’une page est un mot comme un autre (« contact/ »)."""
    write(tmp_path, "pages/contact.md", "---\ntitle: Nous écrire un mot\nstatus: draft\n---\n\nUn mot.\n")
    write(tmp_path, "articles/essai.md", "---\ntitle: Un essai qui attend\nstatus: draft\n---\n\nUn mot.\n")
    site = load_site(tmp_path, lambda zone: NOW)
    words = {guarded.text for guarded in rules_of(site, True, "https://essai.example", ()).guarded}

    assert {"Nous écrire un mot", "Un essai qui attend", "articles/essai/"} <= words and "contact/" not in words
