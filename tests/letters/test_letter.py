"""The letter of a month: what it holds, how mail programs take it, what is said to who asks for it wrongly."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from tests.letters.letters import KEPT, NOW, TEXTS, article, content

# What Word, by which some editions of Outlook draw, or Gmail leave out.
UNKNOWN = (
    "display:flex",
    "display:grid",
    "position:",
    "float:",
    "background-image",
    "transform",
    "calc(",
    "var(",
    "@import",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return content(tmp_path / "content")


@pytest.fixture
def digest(inv: Any, root: Path, tmp_path: Path) -> Any:
    """Runs the task on that content; returns its answer."""

    def run(month: str, *more: str, now: str = NOW) -> Any:
        folder = tmp_path / month
        return inv("digest", "--month", month, "--content", root, "--output", folder, "--now", now, *more)

    return run


@pytest.fixture
def letter(digest: Any, tmp_path: Path) -> BeautifulSoup:
    assert digest("2026-11").returncode == 0
    return BeautifulSoup((tmp_path / "2026-11" / "lettre.html").read_text("utf-8"), "lxml")


@pytest.mark.parametrize("name", ["lettre.html", "lettre.txt"])
def test_the_letter_keeps_its_bytes(digest: Any, tmp_path: Path, name: str) -> None:
    """La lettre s’écrit à l’octet près ; un écart voulu se note par `python -m tests.letters.letters`."""
    assert digest("2026-11").returncode == 0

    assert (tmp_path / "2026-11" / name).read_text("utf-8") == (KEPT / name).read_text("utf-8")


def test_it_holds_what_appeared_in_the_month(letter: BeautifulSoup) -> None:
    """Elle tient les articles du mois, à l’heure de l’agence, le guide, les sessions ouvertes ; ni brouillon, ni
    masqué, ni texte d’un autre mois, ni session passée."""
    said = [unquote(link["href"]) for link in letter("a")]

    for name in ("articles/question/", "articles/moins/", "articles/plus-tard/", "guides/lire/", "ateliers/lire/mars/"):
        assert f"https://essai.example/carnet/{name}" in said
    assert not re.search("brouillon|cache|octobre|decembre|passee", " ".join(said))
    assert letter.find("h1").get_text() == "La lettre d’Agence Essai"


def test_the_text_says_the_same(digest: Any, tmp_path: Path) -> None:
    """Le texte seul dit les mêmes titres, les mêmes adresses, sans balise, en lignes que l’on lit partout."""
    digest("2026-11")
    html = BeautifulSoup((tmp_path / "2026-11/lettre.html").read_text("utf-8"), "lxml")
    text = (tmp_path / "2026-11/lettre.txt").read_text("utf-8")

    for heading in html("h3"):
        assert heading.get_text(strip=True) in " ".join(text.split("\n"))
        assert heading.a["href"] in text
    assert not re.search(r"<\w|&\w+;", text)
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 90


def test_the_message_holds_both(digest: Any, tmp_path: Path) -> None:
    """Le message s’ouvre dans un logiciel de courriel : sujet, expéditeur, texte puis HTML, les mêmes octets."""
    digest("2026-11")
    data = (tmp_path / "2026-11/lettre.eml").read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    digest("2026-11")

    assert (tmp_path / "2026-11/lettre.eml").read_bytes() == data
    assert message["subject"] == "La lettre de novembre 2026\u00a0: Le dernier soir de novembre"
    assert message["from"] == "Agence Essai <bonjour@essai.example>" and message["x-unsent"] == "1"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for part, name in zip(message.iter_parts(), ("lettre.txt", "lettre.html"), strict=True):
        assert part.get_content().replace("\r\n", "\n") == (tmp_path / "2026-11" / name).read_text("utf-8")


def test_outlook_shows_it(letter: BeautifulSoup) -> None:
    """Des tableaux de présentation, des largeurs en attributs, un style sur chaque texte et chaque lien ; rien de ce
    que Word ou Gmail ne savent pas dessiner, rien d’extérieur que les images."""
    styles = " ".join(each["style"].replace(": ", ":") for each in letter.select("[style]"))
    assert [name for name in UNKNOWN if name in styles] == []
    assert letter.find(["script", "link", "form", "iframe", "svg", "video", "base"]) is None
    for table in letter("table"):
        assert table["role"] == "presentation" and table["width"] and table["cellpadding"] == table["border"] == "0"
    for image in letter("img"):
        assert image["src"].startswith("https://") and image["width"].isdigit() and image["height"].isdigit()
        assert int(image["width"]) <= 536 and image.has_attr("alt")
        assert re.search(r"\.(png|jpe?g|gif)$", image["src"])
    for link in letter("a"):
        assert re.match(r"https://|mailto:|\{\{", link["href"]) and "color:" in link["style"]
    for text in letter(["p", "h1", "h2", "h3"]):
        assert re.search(r"margin:.*font-family:.*font-size:\d+px;line-height:\d+px", text["style"])
    assert all(cell.get("bgcolor") for cell in letter.select("td.paper"))


def test_it_is_read_at_night_and_before_it_is_opened(letter: BeautifulSoup) -> None:
    """Elle dit ses couleurs de nuit, chacune pour une classe qui est là, et a une ligne d’aperçu, cachée."""
    assert letter.find("meta", {"name": "color-scheme"})["content"] == "light dark"
    night = re.findall(r"\.(\w+) \{", letter.style.string)
    assert night and all(letter.select(f".{name}") for name in night)
    first = letter.body.find()
    assert "display:none" in first["style"] and "Publiez moins" in first.get_text()
    assert letter.html["lang"] == "fr"


def test_typography_is_french(letter: BeautifulSoup, tmp_path: Path) -> None:
    """Les espaces insécables y sont, les fines changées en espaces que tous les logiciels montrent."""
    said = letter.get_text()

    assert "«\u00a0Combien\u00a0?\u00a0»\u00a0:" in said and "100\u00a0%" in said
    assert "\u202f" not in said + (tmp_path / "2026-11/lettre.txt").read_text("utf-8")
    assert not re.search(r"[«] | [»:;?!%]", said)


def test_its_links_and_images_are_on_the_site(inv: Any, digest: Any, root: Path, letter: Any, tmp_path: Path) -> None:
    """Chaque lien et chaque image mène à un fichier du site publié."""
    result = inv("publish", "--content", root, "--output", tmp_path / "site", "--now", NOW)
    assert result.returncode == 0, result.stderr
    base = "https://essai.example/carnet/"
    addresses = [each["href"] for each in letter("a")] + [each["src"] for each in letter("img")]
    own = [unquote(each.removeprefix(base)) for each in addresses if each.startswith(base)]

    assert len(own) > 8
    missing = [
        each
        for each in own
        if not (tmp_path / "site" / each / ("index.html" if each.endswith("/") or not each else "")).exists()
    ]
    assert missing == []


def test_a_month_has_one_letter(digest: Any, root: Path, tmp_path: Path) -> None:
    """Relancée plus tard, la commande rend la même lettre, aux offres de son instant ; oubliée, elle se refait."""
    register = root / "registre/lettres.txt"
    assert digest("2026-11").returncode == 0
    before = [(tmp_path / "2026-11" / name).read_bytes() for name in ("lettre.html", "lettre.txt", "lettre.eml")]
    noted = register.read_text("utf-8")
    again = digest("2026-11", now="2027-05-02 10:00")

    assert again.returncode == 0 and "La même lettre, déjà notée" in again.stdout
    assert [
        (tmp_path / "2026-11" / name).read_bytes() for name in ("lettre.html", "lettre.txt", "lettre.eml")
    ] == before
    assert register.read_text("utf-8") == noted

    assert "est oubliée" in digest("2026-11", "--oublier").stdout
    assert digest("2026-11", now="2027-05-02 10:00").returncode == 0
    html = (tmp_path / "2026-11/lettre.html").read_text("utf-8")
    assert "ateliers/lire/mars/" not in html and "articles/question/" in html


def test_what_comes_after_a_letter_is_in_the_next(digest: Any, root: Path, tmp_path: Path) -> None:
    """Un texte paru après la lettre de son mois est dans la suivante ; renommé, il n’est pas annoncé deux fois."""
    early = digest("2026-11", now="2026-11-20 09:00")
    assert "Le mois n’est pas fini" in early.stdout
    old = root / "articles/2026-11-17-moins.md"
    text = old.read_text("utf-8").replace("title:", "redirect_from: [/articles/moins/]\ntitle:")
    (root / "articles/2026-12-02-autrement.md").write_text(text.replace("2026-11-17", "2026-12-02"), "utf-8")
    old.unlink()
    assert digest("2026-12", now="2027-01-04 09:00").returncode == 0
    html = (tmp_path / "2026-12/lettre.html").read_text("utf-8")

    assert "articles/plus-tard/" in html and "articles/decembre/" in html
    assert "articles/autrement/" not in html and "articles/question/" not in html


def test_a_trial_notes_nothing(digest: Any, root: Path, tmp_path: Path) -> None:
    """À l’essai, la lettre s’écrit et rien n’est noté."""
    assert "rien n’est noté" in digest("2026-11", "--essai").stdout
    assert (tmp_path / "2026-11/lettre.html").is_file() and not (root / "registre").exists()


@pytest.mark.parametrize(
    ("month", "more", "code", "told"),
    [
        ("", (), 2, "--month manque : écrivez l’année et le mois"),
        ("novembre", (), 2, "--month « novembre » : écrivez l’année et le mois, AAAA-MM"),
        ("2026-13", (), 2, "par exemple --month 2026-11"),
        ("2026-1", (), 2, "AAAA-MM"),
        ("2027-01", (), 2, "ce mois n’a pas commencé"),
        ("2020-05", (), 1, "Rien n’a paru en mai 2020 qui ne soit déjà annoncé"),
        ("2026-11", ("--oublier",), 1, "aucune lettre de 2026-11, rien à oublier"),
        ("2026-11", ("--oublier", "--essai"), 2, "choisissez-en un"),
    ],
)
def test_a_wrong_request_is_told(digest: Any, root: Path, month: str, more: Any, code: int, told: str) -> None:
    """Un mois mal écrit, à venir, sans texte, une demande contradictoire : une phrase, un code, rien d’écrit."""
    result = digest(month, *more)

    assert (result.returncode, told in result.stderr) == (code, True), result.stderr
    assert not (root / "registre").exists()


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("<<<<<<< HEAD", "lettres.txt:2:1"),
        ("2026-11 articles/x/", "lettres.txt:2:1"),
        ("2026-11 faite=hier", "lettres.txt:2:1"),
        ("2026-11 faite=2026-12-01T09:00:00", "lettres.txt:2:1"),
        ("2026-09 /articles/x/", "lettres.txt:2:1"),
    ],
)
def test_a_damaged_register_is_told_at_its_line(digest: Any, root: Path, line: str, place: str) -> None:
    """Une ligne illisible du registre se dit à sa place, et rien ne s’écrit : un texte serait annoncé deux fois."""
    (root / "registre").mkdir()
    (root / "registre/lettres.txt").write_text(f"# Essai\n{line}\n", "utf-8")
    result = digest("2026-11")

    assert result.returncode == 1 and place in result.stderr and "effacez" in result.stderr
    assert (root / "registre/lettres.txt").read_text("utf-8") == f"# Essai\n{line}\n"


def test_a_fault_of_a_text_stops_it(digest: Any, root: Path) -> None:
    """Une faute du contenu se dit à sa ligne ; aucune lettre n’est écrite ni notée."""
    (root / "articles/2026-11-09-faute.md").write_text(article("9/11/2026", "Faute"), "utf-8")
    result = digest("2026-11")

    assert result.returncode == 1 and "2026-11-09-faute.md:3:7" in result.stderr
    assert "corrigez d’abord ces fautes" in result.stderr and not (root / "registre").exists()


def test_a_month_of_many_texts_is_shown_whole(digest: Any, root: Path, tmp_path: Path) -> None:
    """Quatre cents textes en un mois tiennent sous la limite de Gmail : les derniers ont leur titre, puis un lien."""
    for rank in range(400):
        (root / f"articles/2026-11-12-n{rank}.md").write_text(article("2026-11-12", f"Texte numéro {rank}"), "utf-8")
    assert digest("2026-11").returncode == 0
    html = (tmp_path / "2026-11/lettre.html").read_text("utf-8")

    assert len(html.encode()) <= 100_000
    assert re.search(r'archives/2026/"[^>]*>Et \d+&nbsp;autres textes', html)
    assert html.count("<h3") > 50 and len(TEXTS) > 3
