"""What people do to a site between two builds: each edit changes files of a checkout, by chance, and says what."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from PIL import Image

WORDS = (
    "lecteur « choisi » ; vraiment ! 12 % des 1 500 euros, l'œuvre du XXe siècle... R&D aujourd’hui : non ? "
    "n° 5 15h30 <em>mot</em> **gras** `code` coeur Ier"
).split(" ")
KINDS = ("articles", "ateliers", "guides", "pages", "auteurs", "clients")
KEPT = 9  # texts of a folder: no more are made


@dataclass
class Place:
    """The checkout whose content, theme and settings are edited. `now` is the instant of its next build."""

    root: Path
    now: date

    @property
    def content(self) -> Path:
        return self.root / "content"

    def texts(self, *kinds: str) -> list[Path]:
        return sorted(path for kind in kinds or KINDS for path in (self.content / kind).glob("*.md"))

    def images(self) -> list[Path]:
        return sorted(path for path in (self.content / "images").iterdir() if path.suffix in (".png", ".svg"))


Edit = Callable[[Place, Random], str]
EDITS: dict[str, list[Edit]] = {}


def _of(group: str) -> Callable[[Edit], Edit]:
    def kept(function: Edit) -> Edit:
        EDITS.setdefault(group, []).append(function)
        return function

    return kept


def words(chance: Random, count: int = 6) -> str:
    """Some words, with what typography changes among them."""
    return " ".join(chance.choices(WORDS, k=count))


def with_key(text: str, key: str, value: str | None) -> str:
    """The text with a key of its header on one line, or without it."""
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    lines = [line for line in head.split("\n") if not line.startswith(f"{key}:")]
    if value is not None:
        lines.append(f"{key}: {value}")
    return "---\n" + "\n".join(lines) + mark + body


def _key(place: Place, chance: Random, key: str, value: str | None, *kinds: str) -> str:
    path = chance.choice(place.texts(*(kinds or ("articles",))))
    path.write_text(with_key(path.read_text("utf-8"), key, value), "utf-8")
    return f"{path.name} {key}: {value}"


def _slug(path: Path) -> str:
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem)


# --- bodies


@_of("body")
def add_words(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts())
    text = path.read_text("utf-8")
    path.write_text(f"{text.rstrip()}\n\n{words(chance)}.\n" if chance.random() < 0.6 else text + "x", "utf-8")
    return f"words in {path.name}"


@_of("body")
def change_a_word(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "pages"))
    head, mark, body = path.read_text("utf-8").partition("\n---\n")
    found = [match.span() for match in re.finditer(r"\b[a-zé]{4,}\b", body)]
    if found:
        start, end = chance.choice(found)
        body = body[:start] + "".join(chance.choices("abcdef", k=end - start)) + body[end:]
    path.write_text(head + mark + body, "utf-8")
    return f"a word of {path.name}"


@_of("body")
def add_a_heading(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "pages", "guides"))
    title = chance.choice(("Pourquoi", "Comment", words(chance, 3)))
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n## {title}\n\nUn texte.\n", "utf-8")
    return f"heading « {title} » in {path.name}"


@_of("body")
def change_headings(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "pages"))
    text = re.sub(r"^## .*$", f"## {words(chance, 2)}", path.read_text("utf-8"), flags=re.M)
    path.write_text(text, "utf-8")
    return f"headings of {path.name}"


@_of("body")
def move_the_marks(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles"))
    head, mark, body = path.read_text("utf-8").partition("\n---\n")
    body = re.sub(r"<!-- (?:more|/?extrait) -->\n*", "", body).strip()
    choice = chance.randrange(3)
    if choice == 0:
        body = f"{words(chance)}.\n\n<!-- more -->\n\n{body}"
    elif choice == 1:
        body = f"{body}\n\n<!-- extrait -->\n{words(chance)}.\n<!-- /extrait -->\n\nFin."
    path.write_text(f"{head}{mark}\n{body}\n", "utf-8")
    return f"marks of {path.name}: {choice}"


@_of("body")
def rewrite_whole(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles"))
    head, mark, _ = path.read_text("utf-8").partition("\n---\n")
    parts = [words(chance, 12) + "." for _ in range(chance.randint(1, 4))]
    parts.append(chance.choice(("> « Cité »", "- un\n- deux", "| a | b |\n|---|---|\n| 1 | 2 |", "```\ncode\n```", "")))
    path.write_text(head + mark + "\n" + "\n\n".join(parts) + "\n", "utf-8")
    return f"the whole of {path.name}"


# --- links


@_of("links")
def link_texts(place: Place, chance: Random) -> str:
    path, target = chance.choice(place.texts("articles", "pages")), chance.choice(place.texts())
    found = re.findall(r"^## (\w+)", target.read_text("utf-8"), re.M)
    fragment = f"#{chance.choice(found).lower()}" if found and chance.random() < 0.6 else ""
    way = f"../{target.parent.name}/{target.name}"
    forms = (f"[mot]({way}{fragment})", f"[mot]({{filename}}/{target.parent.name}/{target.name}{fragment})")
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\nVoir {chance.choice(forms)}.\n", "utf-8")
    return f"{path.name} leads to {target.name}{fragment}"


@_of("links")
def link_addresses(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "pages"))
    address = chance.choice(
        (
            "/ateliers/", "/flux/atom.xml", "/articles/", "/archives/", "https://ailleurs.example/x", "/themes/vente/",
            "https://temoin.example/sous/chemin/contact/",
            f"/articles/{_slug(chance.choice(place.texts('articles')))}/",
        )
    )  # fmt: skip
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\nVoir [là]({address}).\n", "utf-8")
    return f"{path.name} leads to {address}"


@_of("links")
def unlink(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "pages"))
    path.write_text(re.sub(r"(?<!!)\[([^\]^]*)\]\([^)]*\)", r"\1", path.read_text("utf-8")), "utf-8")
    return f"links of {path.name} go"


# --- headers


@_of("header")
def change_title(place: Place, chance: Random) -> str:
    titles = (words(chance, 4), "Même titre pour deux", f"{chance.randrange(9)} : un titre", "L'été « dit » 5 %")
    return _key(place, chance, "title", chance.choice(titles).replace("`", ""), "articles", "pages", "guides")


@_of("header")
def change_date(place: Place, chance: Random) -> str:
    day = date(2024, 1, 1) + timedelta(chance.randrange(1300))
    return _key(place, chance, "date", f"{day}{chance.choice(('', ' 08:30', ' 23:59'))}")


@_of("header")
def change_tags(place: Place, chance: Random) -> str:
    tags = chance.sample(("Vente", "vente", "Écriture", "Demain", "R&D", "Nouveau thème"), chance.randint(0, 3))
    return _key(place, chance, "tags", f"[{', '.join(tags)}]")


@_of("header")
def change_category(place: Place, chance: Random) -> str:
    return _key(place, chance, "category", chance.choice((None, "Carnet", "méthodes", "Méthodes", "Réserve")))


@_of("header")
def change_status(place: Place, chance: Random) -> str:
    status = chance.choice((None, "draft", "hidden", "published", "skip"))
    return _key(place, chance, "status", status, "articles", "articles", "ateliers", "pages", "guides")


@_of("header")
def change_series(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles"))
    series, part = chance.choice((None, "Écrire en entreprise", "Autre série")), chance.randint(1, 3)
    text = with_key(path.read_text("utf-8"), "series", series)
    path.write_text(with_key(text, "series_part", str(part) if series else None), "utf-8")
    return f"{path.name} series {series} {part}"


@_of("header")
def change_slug(place: Place, chance: Random) -> str:
    return _key(place, chance, "slug", chance.choice((None, "autre-nom", f"nom-{chance.randrange(3)}")))


@_of("header")
def change_a_key(place: Place, chance: Random) -> str:
    keys = {
        "summary": (None, words(chance, 8).replace("`", "").replace("<em>mot</em>", "")),
        "description": (None, "Une description : courte."),
        "noindex": (None, "true"),
        "toc": (None, "true"),
        "lang": (None, "en", "fr"),
        "modified": (None, "2026-11-01", "2026-11-21"),
        "authors": ("[redaction]", "[anciens]", "[redaction, anciens]", None),
        "canonical": (None, "https://elsewhere.example/note/"),
        "guide": (None, "premiers-pas"),
        "workshop": (None, "ecrire", "parler"),
        "seo_title": (None, "Un autre titre"),
        "extra": (None, "{cle: valeur}"),
        "exceptions": (None, "[{rule: liens.introuvable, reason: essai}]"),
        "source": (None, '{title: Livre, author: Autrice, url: "https://livre.example/"}'),
    }
    key = chance.choice(list(keys))
    return _key(place, chance, key, chance.choice(keys[key]))


@_of("header")
def change_redirects(place: Place, chance: Random) -> str:
    old = f"/vieux-{chance.randrange(4)}/"
    return _key(place, chance, "redirect_from", chance.choice((None, f"[{old}]", f"[{old}, /2019/ancien.html]")),
                "articles", "pages", "ateliers")  # fmt: skip


@_of("header")
def change_relay(place: Place, chance: Random) -> str:
    relay = chance.choice((None, "[phare]", "[orme]", "[phare, orme]", "[{client: phare, date: 2026-12-01}]"))
    return _key(place, chance, "relay", relay)


@_of("header")
def change_original(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles"))
    client = chance.choice((None, "phare", "orme"))
    text = with_key(path.read_text("utf-8"), "client", client)
    address = f"https://{client}.example/blog/x{chance.randrange(3)}/"
    path.write_text(with_key(text, "original_url", address if client else None), "utf-8")
    return f"{path.name} client {client}"


# --- files


@_of("files")
def new_text(place: Place, chance: Random) -> str:
    kind = chance.choice(("articles", "articles", "articles", "pages", "auteurs", "guides", "clients"))
    rank = chance.randrange(100, 999)
    day = date(2024, 1, 1) + timedelta(chance.randrange(1200))
    slug = _slug(chance.choice(place.texts("articles")))
    name = f"{day}-nouveau-{rank}.md" if kind == "articles" else f"nouveau-{rank}.md"
    header = {
        "articles": f"title: {words(chance, 3).replace('`', '')}\ndate: {day}\ntags: [Vente]\nauthors: [redaction]",
        "pages": f"title: Page {rank}\nmenu: {chance.randint(1, 5)}",
        "auteurs": f"name: Plume {rank}",
        "guides": f"title: Guide {rank}\nsummary: Un guide.\narticles: [{slug}]",
        "clients": f"name: Client {rank}\nurl: https://c{rank}.example/\nblog_url: https://c{rank}.example/blog/",
    }[kind]
    (place.content / kind / name).write_text(f"---\n{header}\n---\n\n{words(chance, 20)}.\n", "utf-8")
    return f"new {kind}/{name}"


@_of("files")
def remove_text(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts("articles", "articles", "pages", "guides", "ateliers", "clients", "auteurs"))
    if len(place.texts(path.parent.name)) > 1:
        path.unlink()
    return f"{path.name} goes"


@_of("files")
def rename_text(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts())
    name = chance.choice((f"x-{path.name}", path.name.replace("-", "_", 1), f"2025-01-01-{_slug(path)}.md"))
    path.rename(path.with_name(name))
    return f"{path.name} → {name}"


@_of("files")
def swap_texts(place: Place, chance: Random) -> str:
    """Two texts change places: dates and inodes go with them."""
    one, other = chance.choice(place.texts("articles")), chance.choice(place.texts("articles"))
    aside = one.with_suffix(".aside")
    one.rename(aside)
    if one != other:
        other.rename(one)
    aside.rename(other)
    return f"{one.name} ⇄ {other.name}"


@_of("files")
def copy_with_its_date(place: Place, chance: Random) -> str:
    one, other = chance.choice(place.texts("articles")), chance.choice(place.texts("articles"))
    if one != other:
        shutil.copy2(one, other)  # into the same inode, with the date of the other file
    return f"{one.name} copied over {other.name}, its date kept"


@_of("files")
def same_stamp(place: Place, chance: Random) -> str:
    """Other bytes, as many, in place, and the date put back: as `touch -r`, or a tool that keeps dates."""
    path = chance.choice(place.texts("articles", "pages"))
    before = path.stat()
    data = path.read_bytes()
    found = [match.start() for match in re.finditer(rb"[a-z](?=[a-z]{3})", data.partition(b"\n---\n")[2])]
    if found:
        at = len(data) - len(data.partition(b"\n---\n")[2]) + chance.choice(found)
        data = data[:at] + bytes([97 + (data[at] - 96) % 26]) + data[at + 1 :]
    with path.open("r+b") as file:
        file.write(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"{path.name}: other bytes, same size and date"


@_of("files")
def touch(place: Place, chance: Random) -> str:
    path = chance.choice(place.texts())
    which = chance.randrange(3)
    if which == 0:
        path.touch()
    elif which == 1:
        path.write_bytes(path.read_bytes())
    else:
        path.chmod(chance.choice((0o600, 0o644, 0o755)))
    return f"{path.name} touched ({which})"


@_of("files")
def fault(place: Place, chance: Random) -> str:
    """A content with a fault, or with a warning."""
    path = chance.choice(place.texts("articles"))
    text = path.read_text("utf-8")
    bad = (
        text.replace("\n---\n", "\nauthors: [personne]\n---\n", 1),
        text.replace("title:", "titre:", 1),
        text.replace("---\n", "--\n", 1),
        text + "\n![](../images/carre.png)\n",
        text + "\n[mot](../articles/absent.md)\n",
        text + "\n<script>alert(1)</script>\n",
        text + "\n" + "[" * 3000 + "\n",
        text + "\n![carre](../images/carre.png)\n",
        text.replace("\n---\n", "\nimage: images/absente.png\nimage_alt: x\n---\n", 1),
        text + "\ncf. le site ci-dessus, [ici](http://exemple.example) !\n",
    )
    which = chance.randrange(len(bad))
    path.write_text(bad[which], "utf-8")
    return f"fault {which} in {path.name}"


# --- images


def _png(chance: Random) -> bytes:
    out = io.BytesIO()
    size = chance.choice(((40, 30), (30, 40), (64, 64)))
    Image.new("RGB", size, chance.choice(("navy", "red", "#123456", "#abcdef"))).save(out, "PNG")
    return out.getvalue()


@_of("images")
def add_image(place: Place, chance: Random) -> str:
    name = f"essai-{chance.randrange(3)}.png"
    (place.content / "images" / name).write_bytes(_png(chance))
    return f"image {name}"


@_of("images")
def replace_image(place: Place, chance: Random) -> str:
    path = chance.choice([each for each in place.images() if each.suffix == ".png"])
    path.write_bytes(_png(chance))
    return f"other bytes for {path.name}"


@_of("images")
def replace_drawing(place: Place, chance: Random) -> str:
    path = place.content / "images" / "schema.svg"
    wide = chance.choice((10, 20, 30))
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="10"><title>S</title><path d="M0 0h9"/></svg>\n'
    )
    return f"drawing {wide}"


@_of("images")
def remove_image(place: Place, chance: Random) -> str:
    path = chance.choice(place.images())
    path.unlink()
    return f"{path.name} goes"


@_of("images")
def use_image(place: Place, chance: Random) -> str:
    path, image = chance.choice(place.texts("articles")), chance.choice(place.images())
    text = path.read_text("utf-8")
    if chance.random() < 0.5:
        text = with_key(with_key(text, "image", f"images/{image.name}"), "image_alt", "Ce que montre l’image")
    else:
        text += f"\n![Ce qu’elle montre](../images/{image.name})\n"
    path.write_text(text, "utf-8")
    return f"{image.name} in {path.name}"


# --- workshops, guides, agency, places, register


@_of("data")
def change_a_session(place: Place, chance: Random) -> str:
    path = place.content / "ateliers" / "ecrire.md"
    if not path.exists():
        return "no workshop"
    text = path.read_text("utf-8")
    if chance.random() < 0.5:
        states = ("open", "full", "cancelled", "tentative")
        text = re.sub(r"place: lyon, state: \w+", f"place: lyon, state: {chance.choice(states)}", text, count=1)
    else:
        day = date(2026, 11, 1) + timedelta(chance.randrange(200))
        text = text.rstrip().removesuffix("---").rstrip() if text.rstrip().endswith("---") else text
        line = (
            f"  - {{id: s{chance.randrange(10_000)}, days: [{{date: {day}, start: 9:00, end: 17:00}}],"
            f" place: {chance.choice(('lyon', 'visio', 'montreal'))}, state: open}}\n"
        )
        text = text.replace("sessions:\n", f"sessions:\n{line}", 1)
        text = text if text.count("---") > 1 else text + "\n---\n"
    path.write_text(text, "utf-8")
    return "a session"


@_of("data")
def change_a_workshop(place: Place, chance: Random) -> str:
    keys = {
        "theme": (None, "Écriture", "Parole"), "mode": ("onsite", "online", "hybrid"),
        "access": (words(chance, 3).replace("`", ""),),
        "certification": (None,), "faq": (None, '[{q: "Une question ?", r: "Oui."}]'), "funding": (None, "[OPCO]"),
        "trainers": ("[redaction]", "[anciens]"), "summary": ("Un autre résumé ; court.",), "image": (None,),
    }  # fmt: skip
    key = chance.choice(list(keys))
    return _key(place, chance, key, chance.choice(keys[key]), "ateliers")


@_of("data")
def change_a_guide(place: Place, chance: Random) -> str:
    slugs = [_slug(path) for path in place.texts("articles")]
    return _key(place, chance, "articles", f"[{', '.join(chance.sample(slugs, min(2, len(slugs))))}]", "guides")


@_of("data")
def change_a_person(place: Place, chance: Random) -> str:
    keys = {
        "name": (f"Plume {chance.randrange(5)}",), "role": (None, "Équipe"), "active": (None, "false"),
        "portrait": (None, "images/portrait.png"), "portrait_alt": ("Deux plumes",),
    }  # fmt: skip
    key = chance.choice(list(keys))
    return _key(place, chance, key, chance.choice(keys[key]), "auteurs")


@_of("data")
def change_a_client(place: Place, chance: Random) -> str:
    keys = {
        "name": (f"Client {chance.randrange(5)}",), "blog_name": (None, "le carnet d’Orme"),
        "relay": (None, "{kind: card}", "{kind: feed, max_words: 40}"), "url": ("https://autre.example/",),
        "excerpt_max_share": (None, "0.1"),
    }  # fmt: skip
    key = chance.choice(list(keys))
    return _key(place, chance, key, chance.choice(keys[key]), "clients")


@_of("data")
def change_a_page(place: Place, chance: Random) -> str:
    keys = {"menu": (None, "1", "5"), "summary": (None, "Ce qu’elle dit."), "template": (None, "mentions-legales")}
    key = chance.choice(list(keys))
    return _key(place, chance, key, chance.choice(keys[key]), "pages")


@_of("data")
def change_places(place: Place, chance: Random) -> str:
    path = place.content / "lieux.yaml"
    text = path.read_text("utf-8")
    which = chance.randrange(4)
    if which == 0:
        text = text.replace("Salle", "Grande salle", 1)
    elif which == 1:
        text = re.sub(r"wheelchair: \w+", f"wheelchair: {chance.choice(('true', 'false'))}", text)
    elif which == 2:
        text = text.replace("America/Montreal", chance.choice(("America/Toronto", "America/Montreal")))
    else:
        text += f"ville-{chance.randrange(1000)}: {{name: Ailleurs, city: Lille}}\n"
    path.write_text(text, "utf-8")
    return f"places ({which})"


@_of("data")
def change_agency(place: Place, chance: Random) -> str:
    path = place.content / "agence.yaml"
    keys = {
        "name": ("Agence Témoin", "Agence Autre", "L'agence « dite »"),
        "url": ("https://temoin.example/sous/chemin", "https://temoin.example", "https://autre.example/x"),
        "tagline": ("Dire peu", "Dire : vrai !"),
        "default_category": ("Carnet", "Autre rubrique"),
        "email": ("bonjour@temoin.example", "a@temoin.example"),
        "timezone": ("Europe/Paris", "America/Montreal"),
        "training": ('{activity_number: "84 69 00000 01", region: Auvergne-Rhône-Alpes, vat_exempt: true}',
                     '{activity_number: "84 69 00000 02", region: Île-de-France, vat_exempt: false, qualiopi: true}'),
        "rules": ("[]",),
    }  # fmt: skip
    key = chance.choice(list(keys))
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{key}:")]
    value = chance.choice(keys[key])
    value = f'"{value}"' if key in ("tagline", "name") else value
    path.write_text("\n".join([*lines, f"{key}: {value}"]) + "\n", "utf-8")
    return f"agency {key}: {value}"


@_of("data")
def change_register(place: Place, chance: Random) -> str:
    from plugins.quotes.captures import Capture, Reading, update, write_capture

    quoted = [path for path in place.texts("articles") if "original_url" in path.read_text("utf-8")]
    if not quoted:
        return "no quoted article"
    path = chance.choice(quoted)
    found = re.search(r"^original_url: (\S+)$", path.read_text("utf-8"), re.M)
    from datetime import UTC, datetime

    state = chance.choice(("exact", "changed", "absent", "unquoted"))
    reading = Reading(state, ratio=0.5, canonical=found[1] if found else None)
    moment = datetime(2026, 11, chance.randint(1, 20), tzinfo=UTC)
    old: Capture | None = None
    capture = update(old, _slug(path), found[1] if found else "", reading, moment)
    if capture is not None:
        write_capture(place.content, capture)
    return f"capture of {path.name}: {state}"


# --- theme and settings


@_of("theme")
def change_a_template(place: Place, chance: Random) -> str:
    path = chance.choice(sorted((place.root / "theme" / "templates").glob("*.html")))
    text, rank = path.read_text("utf-8"), chance.randrange(1000)
    if text.lstrip().startswith(("{% extends", "{#")) and "{% block" in text:
        text = re.sub(r"(\{%-? block content[^%]*%\})", rf"\1<b>essai {rank}</b>", text, count=1)
    elif "{% macro" in text:
        text = re.sub(r"(\{%-? macro[^%]*%\})", rf"\1<b>essai {rank}</b>", text, count=1)
    else:
        text = text.replace("</body>", f"<b>essai {rank}</b></body>") if "</body>" in text else text + f"<b>{rank}</b>"
    path.write_text(text, "utf-8")
    return f"template {path.name}"


@_of("theme")
def change_style(place: Place, chance: Random) -> str:
    path = chance.choice([place.root / "theme/static/css/site.css", place.root / "theme/print/programme.css"])
    path.write_text(f"{path.read_text('utf-8')}\n/* {chance.randrange(1000)} */\n", "utf-8")
    return f"style {path.name}"


@_of("theme")
def change_static(place: Place, chance: Random) -> str:
    path = place.root / "theme" / "static" / "js" / f"essai-{chance.randrange(2)}.js"
    if path.exists() and chance.random() < 0.5:
        path.unlink()
    else:
        path.write_text(f"// {chance.randrange(1000)}\n")
    return f"static {path.name}"


@_of("settings")
def change_settings(place: Place, chance: Random) -> str:
    path = place.root / "pelicanconf.py"
    name, value = chance.choice(
        (
            ("DEFAULT_PAGINATION", "4"), ("DEFAULT_PAGINATION", "3"), ("LATEST_ON_HOME", "2"), ("FEED_MAX_ITEMS", "5"),
            ("TYPOGRAPHY_SPACE_COLON", '"\\u202f"'), ("TYPOGRAPHY_CAPITALS", "True"), ("TYPOGRAPHY_LIGATURES", "True"),
        )
    )  # fmt: skip
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{name} =")]
    path.write_text("\n".join([*lines, f"{name} = {value}"]) + "\n", "utf-8")
    return f"{name} = {value}"


# --- time


@_of("time")
def pass_time(place: Place, chance: Random) -> str:
    place.now += timedelta(chance.choice((1, 1, 7, 21, 60, 120, 400, -30)))
    return f"now {place.now}"
