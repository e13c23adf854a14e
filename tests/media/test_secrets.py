"""A secret in each place where one can hide; every byte of the published site is then read, unpacked and decoded."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pictures
import pytest
from pypdf import PdfReader

from tests.conftest import LEGAL
from tests.workshops.contents import HEADER, session_yaml

NOW = "2026-11-22 09:00"
_SECRET = re.compile(rb"zq[0-9]{4}qz")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


@dataclass
class Secrets:
    """A word of its own for each place, in letters and digits, so that a slug keeps it."""

    places: dict[str, str] = field(default_factory=dict)

    def __call__(self, place: str) -> str:
        for word, known in self.places.items():
            if known == place:
                return word
        word = f"zq{len(self.places):04}qz"
        self.places[word] = place
        return word

    def found(self, data: bytes) -> set[str]:
        """The places whose word stands in these bytes, however they are packed."""
        words = {match[0].lower() for part in unpacked(data) for match in _SECRET.finditer(part.lower())}
        return {self.places[word.decode()] for word in words if word.decode() in self.places}


def unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and all that they hold: packed, encoded, escaped, in another character set."""
    yield data
    yield data.replace(b"\0", b"")  # UTF-16
    if depth > 2:
        return
    yield unquote_to_bytes(data)
    if b"&" in data:
        yield unescape(data.decode("utf-8", "replace")).encode()
    for match in _BASE64.finditer(data) if len(data) < 2_000_000 else ():
        for shift in range(4):
            piece = match[0][shift:].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
            piece = piece[: len(piece) // 4 * 4]
            try:
                decoded = base64.b64decode(piece)
            except binascii.Error:
                continue
            if depth < 1 and len(decoded) > 500:
                yield from unpacked(decoded, depth + 1)
            else:
                yield decoded
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data), depth + 1)
    if data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield name.encode()
                    yield from unpacked(archive.read(name), depth + 1)
        except zipfile.BadZipFile:
            pass
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png_texts(data)
    if data[:4] == b"%PDF":
        yield from _pdf_parts(data, depth)


def _png_texts(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name in (b"zTXt", b"iTXt", b"iCCP"):
            for start in range(at + 8, min(at + 108, at + 8 + length)):
                if data[start : start + 1] == b"\x78":
                    try:
                        yield zlib.decompressobj().decompress(data[start : at + 8 + length])
                    except zlib.error:
                        continue
        at += 12 + length


def _pdf_parts(data: bytes, depth: int) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(data))
    yield repr(reader.metadata).encode()
    for page in reader.pages:
        yield page.extract_text().encode()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(number)
        yield repr(found).encode()
        if hasattr(found, "get_data"):
            yield found._data
            if found.get("/Filter") != "/DCTDecode":
                yield from unpacked(found.get_data(), depth + 1)


def write(root: Path, name: str, data: str | bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def plant(root: Path, say: Secrets) -> None:
    """A small site whose every corner hides a word."""

    def words(place: str) -> bytes:
        return say(place).encode()

    def own(kind: str) -> str:
        return (
            f"extra: {{note: {say(f'clé à soi : {kind}')}, liste: [{{prix: {say(f'clé à soi, au fond : {kind}')}}}]}}\n"
        )

    png = pictures.written(pictures.scene(), "PNG")
    files = {
        "a.jpg": pictures.jpeg(words),
        "droite.jpg": pictures.jpeg(lambda place: words(f"{place} tournée"), orientation=6),
        "b.png": pictures.png(words),
        "c.gif": pictures.gif(words),
        "d.webp": pictures.webp(words),
        "e.webp": pictures.webp(words, frames=2),
        "f.avif": pictures.avif(words),
        "g.mp4": pictures.film(words),
        "profil.png": pictures.written(
            pictures.scene(), "PNG", icc_profile=pictures.profile("Écran de Zoé", words("profil"))
        ),
        "h.svg": (
            f"<!-- {say('svg commentaire')} --><svg xmlns='http://www.w3.org/2000/svg' width='4cm' height='2cm'"
            " xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd'"
            f" sodipodi:docname='/home/{say('svg chemin')}/h.svg' data-name='{say('svg donnée')}'>"
            f"<metadata>{say('svg métadonnées')}</metadata><style>/* {say('svg style')} */ rect{{fill:red}}</style>"
            f"<rect width='9' height='9' style='/* {say('svg attribut')} */fill:red'/>"
            "<image href='data:image/jpeg;base64,"
            f"{base64.b64encode(pictures.jpeg(lambda place: words(f'svg {place}'))).decode()}'/></svg>"
        ).encode(),
        "sous-titres.vtt": b"WEBVTT\n",
        "affiche.png": png,
        f"inutile-{say('nom d’un fichier inutile')}.png": pictures.written(pictures.scene(), "PNG", pnginfo=None)
        + words("fichier inutile"),
    }
    for state in ("draft", "skip", "scheduled", "atelier"):
        files[f"{say(f'nom d’une image : {state}')}-{state}.png"] = png
    for name, data in files.items():
        write(root, f"images/{name}", data)
    for name in (
        "images/a.jpg~",
        "images/b.png.bak",
        "images/Thumbs.db",
        "articles/.x.md.swp",
        "articles/x.md~",
        ".env",
    ):
        write(root, name, words(f"copie {name}"))
    for name in ("registre/notes.txt", "registre/captures/x.txt"):
        write(root, name, words(name))
    comment = "comments:\n  - {id: un, author: Une lectrice, date: 2026-02-01 09:00, text: Merci.}\n"
    write(root, "commentaires/premier.yaml", f"# {say('fil de commentaires')}\n{comment}")
    shown = {
        name: next(key for key in files if key.endswith(f"-{name}.png")) for name in ("draft", "skip", "scheduled")
    }

    write(
        root,
        "agence.yaml",
        f"# {say('agence.yaml commentaire')}\nname: Agence Essai\n"
        f"url: https://essai.example/carnet  # {say('agence.yaml fin')}\n{LEGAL}",
    )
    write(
        root,
        "lieux.yaml",
        f"lyon: {{name: Salle, street: 1 rue X, postcode: '69001', city: Lyon}}  # {say('lieux.yaml commentaire')}\n"
        f"visio: {{name: Classe virtuelle, url: 'https://visio.example/{say('salle virtuelle')}'}}\n",
    )
    write(
        root,
        "auteurs/redaction.md",
        f"---\nname: La rédaction\ntrainer: true # {say('auteur commentaire')}\n{own('auteur')}---\nUne équipe.\n",
    )
    relay = (
        f"relay: {{kind: wordpress, url: 'https://blog.orvane.example/', account: {say('compte du relais')},"
        f" secret_env: {say('variable du secret').upper()}}}\n"
    )
    write(
        root,
        "clients/orvane.md",
        f"---\nname: Orvane\nurl: https://orvane.example/\nblog_url: https://blog.orvane.example/\n{relay}"
        f"# {say('note sur le client')}\n{own('client')}---\nUn client.\n",
    )
    head = "---\ntitle: {}\ndate: {}\nauthors: [redaction]\nstatus: {}\n{}---\n\n"
    pictured = "".join(f"![Un nuancier](../images/{name})\n\n" for name in files if name[1] == "." and name != "g.mp4")
    write(
        root,
        "articles/2026-01-05-premier.md",
        head.format(
            "Premier essai",
            "2026-01-05",
            "published",
            f"# {say('article commentaire')}\n{own('article')}image: images/droite.jpg\nimage_alt: Vue\n",
        )
        + f"Un texte.\n\n<!-- more -->\n\n{pictured}![Le tableau de bord](../images/profil.png)\n\n"
        '<video src="../images/g.mp4" poster="../images/affiche.png" controls muted></video>\n',
    )
    write(
        root,
        "articles/2026-01-06-remarque.md",
        head.format("Remarque", "2026-01-06", "published", "")
        + f"Un début. <!-- {say('article remarque en ligne')} -->\n\n"
        f"<!-- {say('article remarque')} -->\n\nUne suite.\n",
    )
    write(
        root,
        "articles/2026-01-07-masque.md",
        head.format("Texte masqué", "2026-01-07", "hidden", f"# {say('masqué commentaire')}\n")
        + f"Un texte.\n\n<!-- {say('masqué remarque')} -->\n",
    )
    for state, date in (("draft", "2026-01-08"), ("skip", "2026-01-09"), ("scheduled", "2027-01-10")):
        status = "published" if state == "scheduled" else state
        write(
            root,
            f"articles/{date}-{say(f'{state} nom')}.md",
            head.format(
                f"Titre {say(f'{state} titre')}",
                date,
                status,
                f"image: images/{shown[state]}\nimage_alt: Vue\ntags: [{say(f'{state} thème')}]\n",
            )
            + f"{say(f'{state} corps')}\n\n![Vue](../images/{shown[state]})\n",
        )
    write(
        root,
        "guides/lire.md",
        f"---\ntitle: Lire\nsummary: Un guide.\narticles: [premier]\n{own('guide')}---\n\nUn guide.\n",
    )
    write(
        root,
        "articles/2026-01-11-ancien.md",
        f"Title: Ancien\nDate: 2026-01-11\nNote: {say('clé inconnue d’un en-tête simple')}\n\nUn texte.\n",
    )
    for folder, extra in (("pages", ""), ("guides", "summary: Un guide.\narticles: [premier]\n")):
        write(
            root,
            f"{folder}/{say(f'{folder} brouillon nom')}.md",
            f"---\ntitle: {say(f'{folder} brouillon titre')}\nstatus: draft\n{extra}---\n\n"
            f"{say(f'{folder} brouillon corps')}\n",
        )
    write(
        root,
        "pages/contact.md",
        f"---\ntitle: Contact\n{own('page')}# {say('page commentaire')}\n---\n\nÉcrivez-nous.\n",
    )
    workshop = next(key for key in files if key.endswith("-atelier.png"))
    write(
        root,
        f"ateliers/{say('atelier brouillon nom')}.md",
        _workshop(
            say("atelier brouillon titre"),
            f"status: draft\nimage: images/{workshop}\nimage_alt: Vue\n",
            say("atelier brouillon corps"),
        ),
    )
    write(
        root,
        "ateliers/ecrire.md",
        _workshop(
            "Écrire",
            f"image: images/a.jpg\nimage_alt: Vue\n{own('atelier')}# {say('atelier commentaire')}\n",
            "![Vue](../images/b.png)\n\n![Vue](../images/f.avif)\n\n![Vue](../images/h.svg)",
        ),
    )


def _workshop(title: str, more: str, body: str) -> str:
    text = HEADER.format(title=title, more=more, sessions=session_yaml(place="visio"))
    return f"{text.replace('mode: onsite', 'mode: hybrid')}\n## Le matin\n\n{body}\n"


@dataclass(frozen=True)
class Published:
    """The site that was published, and the places whose secret is somewhere in it, with where."""

    output: Path
    secrets: Secrets
    leaks: dict[str, list[str]]


@pytest.fixture(scope="module")
def published(inv: Any, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The planted content, published from a path and by a person whose names are secrets too."""
    say = Secrets()
    base = tmp_path_factory.mktemp(say("chemin du contenu"))
    plant(base / "content", say)
    environment = {"USER": say("compte de la machine"), "LOGNAME": "x", "SECRET": say("valeur d’un secret")}
    result = inv("publish", "--content", base / "content", "--output", base / "out", "--now", NOW, **environment)
    assert result.returncode == 0, result.stderr
    leaks: dict[str, list[str]] = {}
    for path in sorted((base / "out").rglob("*")):
        name = path.relative_to(base / "out").as_posix()
        for place in say.found(name.encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")):
            leaks.setdefault(place, []).append(name)
        for place in say.found(path.read_bytes()) if path.is_file() else ():
            leaks.setdefault(place, []).append(name)
    return Published(base / "out", say, leaks)


def test_no_secret_is_in_the_bytes_of_the_site(published: Published) -> None:
    """Aucun secret planté n’est dans les octets publiés, où et comme qu’il soit caché."""
    assert published.leaks == {}


def test_the_files_that_texts_reach_are_published(published: Published) -> None:
    """Les images du texte publié, de son en-tête et de l’atelier sont en ligne, et elles seules."""
    expected = "a.jpg b.png c.gif d.webp e.webp f.avif h.svg g.mp4 affiche.png droite.jpg profil.png".split()

    assert sorted(path.name for path in (published.output / "images").iterdir()) == sorted(expected)


def test_every_secret_would_be_seen(tmp_path: Path) -> None:
    """Chaque secret planté dans un fichier se voit quand on le lit ainsi : le test d’absence peut échouer."""
    say = Secrets()
    plant(tmp_path / "content", say)
    seen = set()
    for path in (tmp_path / "content").rglob("*"):
        seen |= say.found(str(path).encode())
        if path.is_file():
            seen |= say.found(path.read_bytes())

    assert set(say.places.values()) - seen == set()


@pytest.mark.parametrize(
    "hide",
    [
        gzip.compress,
        base64.b64encode,
        lambda data: data.decode().encode("utf-16-le"),
        lambda data: b"".join(f"&#{byte};".encode() for byte in data),
        lambda data: b"".join(f"%{byte:02x}".encode() for byte in data),
        lambda data: b"x" + base64.urlsafe_b64encode(b"__" + data),
    ],
)
def test_the_search_sees_through(hide: Any) -> None:
    """La recherche voit un secret comprimé, codé ou échappé."""
    say = Secrets()

    assert say.found(hide(b"un mot : " + say("ici").encode() + b" et la suite")) == {"ici"}
