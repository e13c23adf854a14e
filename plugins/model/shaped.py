"""What an author shapes by hand in a body, and readers get otherwise: by ear, or in colours of theirs.

Told, and published as it is. Each check is one pass over the text or its tree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.safe_html import Fragment
from plugins.model.body_scan import locate
from plugins.model.fields import brief
from plugins.model.rules import BY_PLACE, CAPITALS, EMPTY_BLOCK, LINE_BREAKS, NEW_WINDOW, PICTOGRAMS, UNCAPTIONED_VIDEO

Told = Iterator[tuple[int, str, Rule]]

_CAPITALS = "[A-ZÀ-ÖØ-ÞŒŸ][A-ZÀ-ÖØ-ÞŒŸ’'-]*"  # a word
_SHOUTED = regex(rf"(?<![\w’'-]){_CAPITALS}(?:(?:[ \u00a0\u202f]+\n?|\n){_CAPITALS}){{2,}}(?![\w’'-])")
_LONG_CAPITALS = regex("[A-ZÀ-ÖØ-ÞŒŸ’'-]{6}")  # in a passage in capitals, one word is that long at least
_LETTERS = 12  # of a passage in capitals
_LONGEST = 6  # letters of its longest word: acronyms have fewer
_SIGN = "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]*"
_PICTURE = f"{_SIGN}(?:\u200d{_SIGN}){{0,8}}"  # « 👩‍💻 » is two signs, and one pictogram
_PICTURES = regex(f"(?<!\u200d){_PICTURE}(?:[ \u00a0\u202f]{{0,4}}{_PICTURE}){{2,}}")
# The high bytes of what is no sign of a pictogram, in UTF-16: a text without one of the others has none.
_PLAIN_BYTES = bytes({*range(256)} - {0x26, 0x27, 0x2B, *range(0xD8, 0xDC)})
_BREAKS = regex(r"<br\b[^<>]*>(?:\s*<br\b[^<>]*>)+|(?:(?<=[^\s\\])\\\n[ \t]*)(?:\\\n[ \t]*)+", re.I)
_NUMBERED = regex(r"<br\b[^<>]*>\s*(?:<[a-z]+>|\*\*)?(?:[2-9][.)]|[•▪‣])", re.I)
_OPENED = regex(r"\btarget\s*=\s*[\"']?(?!_self\b)\w", re.I)
# Of a sentence that shows where things are, or by which colour.
_BY_PLACE = regex(
    r"(?<!\w)(?:boutons?|liens?|encadrés?|tableaux?|schémas?|images?|photos?|menus?|onglets?|icônes?|colonnes?|cases?"
    r"|lignes?|mots?|passages?|champs?|chiffres?|valeurs?|points?|flèches?|zones?|textes?)"
    r"\s(?:(?:sont|est|ci-dess(?:ou|u)s|ci-contre|située?s?|placée?s?|écrite?s?|indiquée?s?|marquée?s?|juste)\s){0,2}"
    r"(?:(?:à|de)\s(?:droite|gauche)|en\s(?:rouge|vert|bleu|jaune|orange|gris|rose|violet))(?!\w)"
    r"|(?<!\w)(?:boutons?|icônes?|pictogrammes?|flèches?|pastilles?|onglets?|liens?)\s"
    r"(?:rouges?|verte?s?|bleue?s?|jaunes?|orange|grise?s?|roses?|violet(?:te)?s?|ronde?s?|carrée?s?)(?!\w)",
    re.I,
)
# One of these is in a text, in lower case, where the pattern finds something. Each begins with letters, which a search
# skips to.
_PLACE_WORDS = ("droite", "gauche", "bouton", "icône", "pictogramme", "flèche", "pastille", "onglet")
_PLACE_SIGNS = (regex(r"en\s(?:rouge|vert|bleu|jaune|orange|gris|rose|violet)"), regex(r"liens?\s"))
_BLOCKS = ("li", "blockquote", "p", "h2", "h3", "h4", "h5", "h6")
_NAMES = {"li": "élément de liste", "blockquote": "citation", "p": "paragraphe"}
_EMPTY = {  # as Markdown writes them
    "li": regex(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]*$", re.M),
    "blockquote": regex(r"(?:(?<=\n\n)|\A)(?:[ \t]*>[ \t]*(?:\n|\Z))+(?![ \t]*>)"),
    "p": regex(r"<p\b[^<>]*>\s*</p>", re.I),
    "h": regex(r"^[ \t>]*#{1,6}[ \t]*#*[ \t]*$", re.M),
}


def shaped(fragment: Fragment, masked: str) -> Told:
    """What is told of a body: each with its offset in the source, the French message, the rule."""
    lower = masked.lower()
    yield from _typed(masked, lower)
    for match in _BREAKS.finditer(masked) if "<br" in lower or "\\\n" in masked else ():
        message = "sauts de ligne à la suite : séparez deux paragraphes d’une ligne vide ; l’espace est celle du site"
        yield match.start(), message, LINE_BREAKS
    numbered = _NUMBERED.search(masked) if "<br" in lower else None
    if numbered:
        message = "liste faite de sauts de ligne : commencez chaque ligne par « 1. » ou « - », après une ligne vide"
        yield numbered.start(), message, LINE_BREAKS
    opened = list(_OPENED.finditer(masked)) if "target" in lower else ()
    if opened and any(True for _ in fragment.nodes("a[target]:not([target=_self])")):
        for match in opened:
            message = "ce lien ouvre une fenêtre que le lecteur n’a pas demandée : retirez cet attribut"
            yield match.start(), message, NEW_WINDOW
    yield from _empty(fragment, masked)
    for rank, node in enumerate(fragment.nodes("video")):
        if "muted" not in node.attributes and node.css_first("track") is None:
            message = 'vidéo sans sous-titres : ajoutez-y « <track kind="captions" srclang="fr" src="….vtt"> »,'
            offset = locate(masked, element="video", rank=rank)
            yield offset, f"{message} ou « muted » si elle n’a pas de son", UNCAPTIONED_VIDEO


def _typed(masked: str, lower: str) -> Told:
    for match in _SHOUTED.finditer(masked) if _LONG_CAPITALS.search(masked) else ():
        words = match[0].split()
        if sum(map(len, words)) >= _LETTERS and max(map(len, words)) >= _LONGEST:
            message = f"« {brief(' '.join(words), 40)} » en capitales se lit mal, et s’épelle parfois : écrivez"
            yield match.start(), f"{message} en minuscules, entre « ** » pour insister", CAPITALS
    for match in _PICTURES.finditer(masked) if _may_hold_pictures(masked) else ():
        message = f"« {brief(match[0], 20)} » : chaque pictogramme est dit à voix haute ; gardez-en un, et des mots"
        yield match.start(), message, PICTOGRAMS
    for match in _BY_PLACE.finditer(masked) if _may_show_places(lower) else ():
        message = f"« {brief(' '.join(match[0].split()))} » : qui l’écoute, ou a ses couleurs, ne le trouve pas"
        yield match.start(), f"{message} ; nommez-le par son titre ou ses mots", BY_PLACE


def _may_hold_pictures(text: str) -> bool:
    return bool(text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _PLAIN_BYTES))


def _may_show_places(lower: str) -> bool:
    return any(word in lower for word in _PLACE_WORDS) or any(sign.search(lower) for sign in _PLACE_SIGNS)


def _empty(fragment: Fragment, masked: str) -> Told:
    places: dict[str, list[int]] = {}
    seen: Counter[str] = Counter()
    for node in fragment.nodes(f":is({', '.join(_BLOCKS)}):not(:has(*))"):
        name = node.tag or ""
        if (node.text() or "").strip():
            continue
        kind = name if name in _NAMES else "h"  # headings of all ranks
        rank, seen[kind] = seen[kind], seen[kind] + 1
        if kind not in places:
            places[kind] = [match.start() for match in _EMPTY[kind].finditer(masked)]
        if rank >= len(places[kind]) and (kind == "p" or f"<{name}" not in masked):
            continue  # no one wrote it: a tag that closes nothing makes one
        offset = places[kind][rank] if rank < len(places[kind]) else locate(masked, element=name, rank=rank)
        yield offset, f"{_NAMES.get(name, 'intertitre')} sans un mot : à écrire, ou à effacer", EMPTY_BLOCK
