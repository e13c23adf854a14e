"""The task that writes the letter of a month: `digest`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from invoke import Context, Exit, task

from plugins.common.files import write_whole
from plugins.common.places import ROOT
from plugins.common.problems import has_errors, render
from plugins.french.file_size import size_label
from plugins.model.content import Content, site_path
from plugins.model.loader import load_site, shown_path
from plugins.model.options import CONTENT, NOW, clock, content_folder
from plugins.model.register_files import read_register, shown_register, write_register
from plugins.site.feature import content_checks, content_kinds, listed_features

if TYPE_CHECKING:
    from plugins.letters.sent import Sent

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FILES = ("lettre.html", "lettre.txt", "lettre.eml")


@task(
    help={
        "month": "mois de la lettre, AAAA-MM",
        "output": "dossier où l’écrire (lettres/AAAA-MM/ si absent)",
        "essai": "écrit la lettre sans rien noter : les mêmes textes restent à annoncer",
        "oublier": "retire du registre la lettre de ce mois : ses textes redeviennent à annoncer",
        **CONTENT,
        **NOW,
    }
)
def digest(
    c: Context,
    month: str = "",
    output: str = "",
    essai: bool = False,
    oublier: bool = False,
    content: str = "",
    now: str = "",
) -> None:
    """Écrit la lettre d’un mois, de ce qui a paru, et ne dit jamais deux fois le même texte.

    HTML, texte seul, et message à ouvrir dans un logiciel de courriel. Code 1 s’il n’y a rien à annoncer.
    """
    from plugins.letters.sent import REGISTER, Letter, read_sent, written  # with what follows, for this task alone

    if not _MONTH.fullmatch(month):
        said = f"--month « {month} » : écrivez" if month else "--month manque : écrivez"
        raise Exit(f"{said} l’année et le mois, AAAA-MM, par exemple --month 2026-11", code=2)
    if essai and oublier:
        raise Exit("--essai et --oublier : choisissez-en un", code=2)
    site = _read(content, clock(now))
    text, faults = read_register(site, REGISTER)
    shown = shown_register(site, REGISTER)
    sent, strange = read_sent(text or "", shown)
    if faults or strange:
        print(render([*faults, *strange]), file=sys.stderr)
        raise Exit("Lettre non écrite : corrigez d’abord ces fautes.", code=1)
    if oublier:
        if sent.letters.pop(month, None) is None:
            raise Exit(f"{shown} : aucune lettre de {month}, rien à oublier.", code=1)
        write_register(site, REGISTER, written(sent))
        print(f"{shown} : la lettre de {month} est oubliée, à ajouter au dépôt (git add).")
        return
    if month > f"{site.now:%Y-%m}":
        raise Exit(f"--month {month} : ce mois n’a pas commencé ; rien n’y a encore paru.", code=2)
    known = sent.letters.get(month)
    if known:  # the same letter, whose offers are those of its instant
        made = known.made
        site = _read(content, lambda zone: made.astimezone(ZoneInfo(zone)))
    folder = Path(output) if output else ROOT / "lettres" / month
    told, weight = _write(site, month, sent, folder)
    letter = f"{shown_path(folder)} : {_count(len(told))}, {size_label(weight)} de HTML"
    if known:
        print(f"{letter}. La même lettre, déjà notée.")
    elif essai:
        print(f"{letter}. À l’essai : rien n’est noté.")
    else:
        sent.letters[month] = Letter(site.now, told)
        write_register(site, REGISTER, written(sent))
        print(f"{letter}.\n{shown} : noté, à ajouter au dépôt (git add).")
    if not known and month == f"{site.now:%Y-%m}":
        print("Le mois n’est pas fini : ce qui paraît d’ici là sera dans la lettre suivante.")


def _read(content: str, instant: Callable[[str], datetime]) -> Content:
    folder = content_folder(content)
    if not folder.is_dir():
        raise Exit(f"« {shown_path(folder)} » introuvable : vérifiez --content", code=2)
    features = listed_features()
    site = load_site(folder, instant, content_checks(features, production=False), content_kinds(features))
    if has_errors(site.problems):
        print(render(site.problems), file=sys.stderr)
        raise Exit("Lettre non écrite : corrigez d’abord ces fautes.", code=1)
    return site


def _write(content: Content, month: str, sent: Sent, folder: Path) -> tuple[set[str], int]:
    """Write the files of a letter; the addresses of its texts, and the weight of its HTML in bytes."""
    from plugins.letters.edition import edition_of, month_name, texts_of
    from plugins.letters.written import blocks, html_of, message_of, text_of
    from plugins.site.assemble import assemble
    from plugins.site.options import Options
    from plugins.site.outputs import slots_of
    from plugins.site.paper import public_origin
    from plugins.typography.options import site_options

    site = assemble(content, Options(public_origin(content), production=True, typography=site_options()))
    articles, guides = texts_of(site, month, sent)
    if not articles and not guides:
        raise Exit(f"Rien n’a paru en {month_name(month)} qui ne soit déjà annoncé : aucune lettre à écrire.", code=1)
    slots = slots_of(site, listed_features(), blocks)
    edition = edition_of(site, slots, month, articles, guides)
    html, text = html_of(edition), text_of(edition)
    folder.mkdir(parents=True, exist_ok=True)
    found = (html.encode(), text.encode(), message_of(edition, content.now, html, text))
    for name, data in zip(_FILES, found, strict=True):
        write_whole(folder / name, data)
    documents = [*(site.content.articles[each.id] for each in articles), *guides]
    return {f"/{site_path(each)}" for each in documents}, len(found[0])


def _count(count: int) -> str:
    return f"{count} texte{'s' if count > 1 else ''}"


TASKS = (digest,)
