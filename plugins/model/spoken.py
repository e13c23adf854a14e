"""What a text does to those who hear it, or who go from link to link: told, and published as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.safe_html import Fragment
from plugins.common.texts import slugify
from plugins.model.body_scan import locate
from plugins.model.fields import brief
from plugins.model.rules import FALSE_HEADING, HEADLESS_TABLE, SKIPPED_LEVEL, VAGUE_LINK

Told = Iterator[tuple[int, str, Rule]]

# The words of a link that say nothing of where it leads, once they are heard alone (RGAA 4.1, 6.1).
_VAGUE = frozenset(
    "ici cliquez-ici cliquer-ici cliquez clic ce-lien cette-page lien le-lien lien-ici par-ici en-savoir-plus"
    " savoir-plus plus lire lire-la-suite la-suite suite voir voir-la-suite voir-plus voir-ici plus-d-infos"
    " plus-d-informations details en-detail decouvrir telecharger telechargement cet-article ce-texte ce-billet"
    " ce-document document ce-site site cette-video consulter acceder suivre pdf here"
    " click-here read-more more link".split()
)
_CLICK = regex(r"(?:cliqu(?:ez|er|e)|clic|click)-(?:ici|sur-ce-lien|here)-.*|.*-(?:infos|informations|details)-ici")
_CLICKS = frozenset("cliquez cliquer clique clic click".split())
_LAST = frozenset(words.rpartition("-")[2] for words in _VAGUE) | {"ici"}
_ADDRESS = regex(r"(?:https?://|www\.)\S+/\S{12,}")
_BOLD_LINE = regex(r"^(?P<mark>\*\*|__)(?P<words>[^*_=\n]{3,80}?[^\s.!?…:;,*_»])(?P=mark)[ \t]*$", re.M)
_TABLE_RULE = regex(r"^[ \t]*+\|?[ \t:]*+-{2,}[-| \t:]*+$", re.M)
_HEADING_TAG = regex(r"<h(?P<rank>[1-6])\b(?![^<>]*\sid\s*=)", re.I)  # with no id, which Markdown gives to its own
_FOLLOWED = regex(r"\n[ \t]*\n(?![ \t]*\n)\S")  # by another paragraph


def spoken(fragment: Fragment, masked: str) -> Told:
    """What is told of a body: each with its offset in the source, the French message, the rule."""
    yield from _links(fragment, masked)
    yield from _tables(fragment, masked)
    yield from _headings(fragment, masked)
    yield from _ranks(fragment, masked)


def _links(fragment: Fragment, masked: str) -> Told:
    seen: Counter[str] = Counter()
    reached = 0  # links come in the order of the text: each is looked for after the one before
    for node in fragment.nodes("a[href]"):
        href = node.attributes.get("href") or ""
        text = " ".join((node.text() or "").split())
        rank, seen[href] = seen[href], seen[href] + 1
        at = masked.find(href, reached) if href else -1
        reached = at + len(href) if at >= 0 else reached
        if any(node.attributes.get(name) for name in ("aria-label", "aria-labelledby", "class", "title")):
            continue
        if not text:
            if node.css_first("img[alt]:not([alt=''])") is None and at > 0 and masked[at - 1] in "\"'=":
                yield at, f"lien vers « {brief(href, 40)} » sans un mot : écrivez [son titre](son adresse)", VAGUE_LINK
            continue
        if _may_be_vague(text) and _is_vague(text):
            message = f"lien « {brief(text)} » : entendu seul, il ne dit pas où il mène ; liez les mots qui le disent"
        elif _ADDRESS.fullmatch(text):
            message = (
                f"lien « {brief(text, 40)} » : une adresse se lit mal à voix haute ; écrivez [son titre](son adresse)"
            )
        else:
            continue
        yield at if at >= 0 else locate(masked, value=href, rank=rank), message, VAGUE_LINK


def _may_be_vague(text: str) -> bool:
    """Whether the words of a link may say nothing of where it leads: its ends tell, when they are plain words."""
    first, last = text.partition(" ")[0], text.rpartition(" ")[2]
    told = first.isascii() and first.isalnum() and last.isascii() and last.isalnum()
    return not told or first.lower() in _CLICKS or last.lower() in _LAST


def _is_vague(text: str) -> bool:
    words = slugify(text)
    return not any(map(str.isalnum, text)) or words in _VAGUE or bool(_CLICK.fullmatch(words))


def _tables(fragment: Fragment, masked: str) -> Told:
    for rank, node in enumerate(fragment.nodes("table")):
        cells = list(node.css("th"))
        if not any((cell.text() or "").strip() for cell in cells):
            found = _TABLE_RULE.finditer(masked)
            rules = [match.start() for match in found if "|" in match[0]]
            offset = rules[min(rank, len(rules) - 1)] if rules else locate(masked, element="table", rank=rank)
            message = (
                "tableau sans titres de colonnes : qui l’écoute ne sait pas ce que dit une case ; écrivez-les au-dessus"
            )
            yield offset, f"{message} de « |---| »", HEADLESS_TABLE


def _ranks(fragment: Fragment, masked: str) -> Told:
    """The headings written in HTML that are more than one rank below the one before: others are in `headings`."""
    written = _HEADING_TAG.finditer(masked)
    above = 0
    for node in fragment.nodes(":is(h1, h2, h3, h4, h5, h6)") if _HEADING_TAG.search(masked) else ():
        rank = int((node.tag or "h0")[1])
        tag = None if node.attributes.get("id") else next(written, None)
        if tag and above and rank > above + 1:
            level = int(tag["rank"]) - (rank - above) + 1  # as written: a page may lower all the ranks of a text
            yield (
                tag.start(),
                f"intertitre « <h{tag['rank']}> » sous un rang {level - 1} : écrivez « <h{level}> »",
                SKIPPED_LEVEL,
            )
        above = rank


def _headings(fragment: Fragment, masked: str) -> Told:
    """A short paragraph, all in bold, followed by another: what looks like a heading and is in no list of them."""
    alone = {
        " ".join((node.text() or "").split())
        for node in fragment.nodes("p > strong:only-child")
        if node.parent is not None and (node.parent.text() or "").strip() == (node.text() or "").strip()
    }
    first = len(masked) - len(masked.lstrip())
    for match in _BOLD_LINE.finditer(masked):
        begins = match.start() <= first or masked.endswith("\n\n", 0, match.start())
        if begins and _FOLLOWED.match(masked, match.end()) and " ".join(match["words"].split()) in alone:
            message = f"« {brief(match['words'], 40)} » ressemble à un intertitre, et n’en est pas un : écrivez"
            yield match.start(), f"{message} « ## {brief(match['words'], 40)} »", FALSE_HEADING
