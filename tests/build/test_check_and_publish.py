"""What `check` accepts publishes, and what `publish` refuses `check` tells, in French, at its line.

Generated sites are read, tried and published in this process. TRIBUNE_AGREE=N, or `./inv soak.agree`, tries N of them,
drawn anew, workshops among them, and says what only a build has shown.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.build.build import build
from plugins.build.checking import examine
from plugins.build.pelican import run_pelican
from plugins.build.report import BuildReport
from plugins.build.request import request_of
from plugins.common.problems import has_errors
from plugins.model.kinds import KINDS
from plugins.site.feature import listed_features
from tests.conftest import LEGAL, write

FEATURES = listed_features()
LONG = int(os.environ.get("TRIBUNE_AGREE", "0"))
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
# What is told of a text is a French sentence: no exception, no word of the engine, nothing without a place.
FOREIGN = re.compile(r"Traceback|\w+(?:Error|Exception|Warning)\b|Pelican signale|le moteur des pages|s’est arrêtée")
PLACED = re.compile(r"content(?:/[^:]+)?:\d+:\d+: \S", re.S)

# Values that are right for some key and odd for all others; pieces that are right alone or told: together they do what
# nobody foresaw.
PIECES = yaml.safe_load((Path(__file__).parent / "pieces.yaml").read_text("utf-8"))
GLUE = ("\n\n", "\n\n", "\n\n", "\n", "", " ", "\n> ", "\n    ")
SIGNS = st.text(st.sampled_from("[]()<>{}!#*_`|:\\\"'&;=-~^/%$@ \n\tabé1«»’\u00a0"), max_size=30)


def _png(mode: str) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (40, 30)).save(file, "PNG")
    return file.getvalue()


def _svg(inside: str = '<path d="M0 0h9"/>', size: str = 'width="4cm" height="3cm" viewBox="0 0 40 30"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode()


PICTURES = (
    *map(_png, ("I;16", "P", "1", "LA")),
    _png("RGB")[:60],
    *(b"", b"GIF89a", b"texte", b"BM" + bytes(60), b"\xff\xd8\xff\xe0" + bytes(40), b"RIFF\x10\0\0\0WEBPVP8 "),
    *(_svg(), _svg(size=""), _svg(size='width="0" height="-1"'), b"<svg"),
    *map(_svg, ("<script>x</script>", '<image href="http://x/"/>')),
    b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
)
SIGNATURE = "name: La rédaction"
HEADERS = {
    "article": "title: Un texte de plus\ndate: 2026-03-01",
    "page": "title: Une page de plus",
    "author": "name: Ada Essai",
    "client": "name: Client\nurl: https://client.example/\nblog_url: https://client.example/blog/",
    "guide": "title: Un guide\nsummary: Ce qu’il contient.",
    "workshop": """title: Un atelier
summary: Pour apprendre.
audience: Tous
objectives: [Écrire, Relire]
prerequisites: Aucun
duration: {hours: 7, days: 1}
mode: onsite
formats: [inter]
prices: [{label: Inter, amount: 100, unit: personne, vat: excluded}]
access: Par courriel
access_delay: 8 jours
methods: Pratique
assessment: Questionnaire
accessibility: {text: Salle accessible, contact: a@essai.example}
trainers: [redaction]
contact: {email: a@essai.example}""",
}
FIELDS = {kind.name: tuple(kind.schema.model_fields) for kind in KINDS}
FOLDERS = {kind.name: kind.folder for kind in KINDS}


@dataclass(frozen=True)
class Text:
    """A text to write: its file below the content, and what it holds."""

    path: str
    text: str


def bodies() -> st.SearchStrategy[str]:
    """Pieces of Markdown and HTML, most of them right, put together in every way."""
    piece = st.one_of(*[st.sampled_from(PIECES["sound"])] * 4, st.sampled_from(PIECES["hostile"]), SIGNS)
    glued = st.lists(st.tuples(piece, st.sampled_from(GLUE)), max_size=6)
    return glued.map(lambda parts: "".join(f"{text}{glue}" for text, glue in parts))


@st.composite
def texts(draw: st.DrawFn, kinds: Sequence[str]) -> Text:
    """A text of some kind, with at most two odd keys; now and then in a plain header, or under an odd name."""
    kind = draw(st.sampled_from(kinds))
    odd = draw(st.lists(st.tuples(st.sampled_from(FIELDS[kind]), st.sampled_from(PIECES["values"])), max_size=2))
    keys = {line.partition(":")[0]: line for line in HEADERS[kind].split("\n")}
    keys |= {name: f"{name}: {value}" for name, value in odd}
    lines = "\n".join(keys.values())
    frame = draw(st.sampled_from(["---\n{}\n---\n\n{}\n"] * 9 + ["{}\n\n{}\n", "---\n{}\n{}"]))
    name = draw(st.sampled_from(["un-texte"] * 8 + ["Été 2026", "a" * 200, "premier", "index", "2026-03-01-x"]))
    return Text(f"{FOLDERS[kind]}/{name}.md", frame.replace("{}", lines, 1).replace("{}", draw(bodies()), 1))


@st.composite
def sites(draw: st.DrawFn, kinds: Sequence[str]) -> tuple[tuple[Text, ...], bytes, bytes]:
    """One or two texts beside those that are right, and two pictures."""
    return (
        tuple(draw(st.lists(texts(kinds), min_size=1, max_size=2))),
        draw(st.sampled_from(PICTURES)),
        draw(st.sampled_from(PICTURES)),
    )


def agree(root: Path, parts: Sequence[Text], first: bytes = b"", second: bytes = b"") -> tuple[bool, BuildReport]:
    """Write a site below a folder, check it, publish it: whether it was tried, and what `check` says.

    Asserts that both say the same, and how they say it.
    """
    content = root / "content"
    write(
        content,
        "agence.yaml",
        f"name: Agence Essai\nurl: https://essai.example/carnet\nemail: a@essai.example\n{LEGAL}",
    )
    write(content, "auteurs/redaction.md", f"---\n{SIGNATURE}\ntrainer: true\n---\n\nUne équipe.\n")
    write(
        content, "articles/2026-01-05-premier.md", "---\ntitle: Premier\ndate: 2026-01-05\ntags: [essai]\n---\n\nUn.\n"
    )
    write(content, "pages/contact.md", "---\ntitle: Contact\n---\n\nÉcrivez-nous.\n")
    (content / "images").mkdir()
    (content / "images" / "carre.png").write_bytes(_png("RGB"))
    (content / "images" / "seize.png").write_bytes(first or _png("I;16"))
    (content / "images" / "trait.svg").write_bytes(second or _svg())
    for part in parts:
        write(content, part.path, part.text)
    request = request_of(Path("content"), root / "site", NOW, FEATURES, production=True)
    checked, published = examine(request, run_pelican), build(request, run_pelican)
    errors = [
        sorted(str(each) for each in report.problems if each.severity == "error")
        for report in (checked.report, published)
    ]
    assert (checked.report.failure, published.failure) == (None, None)
    assert errors[0] == errors[1]
    assert (checked.report.ok, (root / "site" / "index.html").is_file()) == (published.ok, published.ok)
    assert [line for line in errors[0] if FOREIGN.search(line) or not PLACED.match(line)] == []
    return checked.tried, checked.report


def _in_a_folder(parts: Sequence[Text], *pictures: bytes) -> tuple[bool, BuildReport]:
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # messages show paths from the caller's folder
        try:
            return agree(Path(folder), parts, *pictures)
        finally:
            os.chdir(before)


@settings(
    max_examples=LONG or 25,
    derandomize=not LONG,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(sites([name for name in HEADERS if LONG or name != "workshop"]))
def test_check_and_publish_say_the_same(site: tuple[tuple[Text, ...], bytes, bytes]) -> None:
    """Ce que la vérification accepte se publie ; ce que la publication refuse, elle le dit en français à sa ligne."""
    tried, report = _in_a_folder(site[0], *site[1:])
    if LONG and tried:
        for problem in report.problems:
            if has_errors([problem]):
                print(f"seule la construction l’a vu : {problem}")


@pytest.mark.parametrize("body", ["Un texte.", "<details>\n\nUn texte.", "[x](absent.md)"])
def test_a_site_of_each_kind_is_drawn(body: str) -> None:
    """Les sites de cette épreuve ne sont pas tous refusés, ni tous acceptés."""
    _, report = _in_a_folder([Text("articles/a.md", f"---\n{HEADERS['article']}\n---\n\n{body}\n")])

    assert report.ok == (body == "Un texte.")
