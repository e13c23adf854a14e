"""What stands within the text of an article and is not its text, told by what short lines say.

Its title, a byline, dates, reading times, buttons, contents, captions, « à lire aussi », what follows the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from plugins.common.texts import count_words
from plugins.quotes.page_tree import BLOCK_TAGS
from plugins.quotes.phrases import one_of

SHORT = 12  # words of a line that may be furniture


_MONTH = (
    r"(?:janv(?:ier)?|févr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|août|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|déc(?:embre)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|october|november|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+"
_HOUR = r"(?:,?\s+(?:à\s+|at\s+)?\d{1,2}\s*[h:]\s*\d{0,2}(?::\d{2})?)?"
_DATE = (
    rf"(?:{_WEEKDAY})?(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}},?\s*(?:\d{{4}})?"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}){_HOUR}"
)
_SINCE = one_of(
    "publié", "posté", "paru", "rédigé", "écrit", "modifié", "mis en ligne", "mis à jour", "(?:dernière )?mise à jour",
    "posted", "published", "(?:last )?updated",
)  # fmt: skip
_DATED = rf"(?:{_SINCE}e?\s*(?:le|on)?\s*:?\s*|le\s+|on\s+)?{_DATE}"
_LENGTH = one_of("(?:temps|durée) de lecture", "lecture", "reading time", "à lire en")
_READING = one_of(
    rf"(?:{_LENGTH}\s*:?\s*)?(?:environ )?~?\s*\d+\s*(?:min|mn|minutes?)\.?(?: (?:de lecture|read|à lire))?",
    "(?:temps|durée) de lecture\\b.*",
)
_ACTION = one_of(
    "partage[rz]?(?: .{0,40})?", "share(?: .{0,30})?", "tweete[rz]", "imprimer", "print", "enregistrer", "save",
    "listen",
    "copier le lien", "copy link", "écouter(?: l.article)?", "follow", "suivre", "j.aime", "like", "comment",
    "s.abonner", "abonnez-vous", "subscribe", "sign up", "sign in", "se connecter", "retour(?: .{0,30})?", "commenter",
    "répondre", "reply", "aucun commentaire", "pas de commentaires?", "no comments?", "accueil", "home", "blog",
    r"\d+ (?:commentaires?|comments?|vues?|views?|likes?|j.aime|réactions?|claps?|partages?|shares?)", "publicité",
    "facebook", "twitter", "x", "linkedin", "whatsapp", "e-?mail", "pinterest", "advertisement", "annonce",
)  # fmt: skip
_META = re.compile(rf"{_DATED}|{_READING}|{_ACTION}", re.I)
_BY = one_of("par", "by", "(?:écrit|rédigé|publié|proposé) par", "(?:written|posted) by", "auteure?", "author")
_SIGNED = re.compile(rf"{_BY}\s*:?\s+[^.!?]{{2,60}}", re.I)
_ELSEWHERE = one_of(
    "[àa] ?lire (?:aussi|également|ensuite)\\b", "lire (?:aussi|également)\\b", "sur le même (?:sujet|thème)",
    "(?:voir|découvrez|découvrir|lisez) (?:aussi|également)\\b", "(?:read|see) (?:also|more|next)\\b", "related\\b",
    "dans la même (?:rubrique|catégorie)", "ces articles? (?:pourraient|peuvent)", "vous aimerez",
    "articles? (?:liés?|similaires?|connexes?|recommandés?|récents?)", "you (?:may|might) also",
)  # fmt: skip
_ALSO = re.compile(_ELSEWHERE, re.I)
_END = re.compile(
    one_of(
        _ELSEWHERE, "commentaires?\\b", "\\d+ commentaires?", "laisse[rz] (?:un|votre) commentaire", "comments?\\b",
        "leave a (?:comment|reply)", "partage[rz]\\b", "share\\b", "(?:à propos de )?l.auteure?\\b", "about the author",
        "newsletter\\b", "abonnez-vous", "s.abonner", "inscrivez-vous", "subscribe\\b", "navigation\\b",
        "(?:billet|article)s? (?:précédent|suivant)", "ressources liées",
    ),
    re.I,
)  # fmt: skip
_CONTENTS = re.compile(
    one_of(
        "sommaire", "au sommaire", "table des matières", "dans cet article", "plan de l.article", "in this article",
        "(?:table of )?contents",
    ),
    re.I,
)  # fmt: skip
_PARTS = re.compile(r"\s*[·•|/–—]\s*|\s+-\s+")
_SENTENCE = re.compile(r"[.!?…:;»”\")]$")
_HEADING = re.compile(r"h[1-6]")


@dataclass
class _Line:
    """A block without blocks in it: its words, how many are a link's, whether the text has begun and goes on."""

    element: Tag
    text: str
    words: int
    linked: int
    inside: bool = True

    @property
    def heading(self) -> bool:
        return _HEADING.fullmatch(self.element.name) is not None

    @property
    def sentence(self) -> bool:
        return self.words >= 8 and not self.heading and self.linked * 2 < self.words and _ends(self.text)


def _ends(text: str) -> bool:
    return _SENTENCE.search(text) is not None


def trim(container: Tag, title: str = "") -> None:
    """Take from the text of an article its title, byline, dates, buttons, contents, captions and pointers elsewhere.

    `title` is what the page calls itself. Nothing is taken when most of the text would be.
    """
    for caption in container.find_all("figcaption"):
        caption.decompose()
    total = count_words(container.get_text(" "))
    _cut_end(container, total)
    lines = list(_lines(container))
    prose = [rank for rank, line in enumerate(lines) if line.sentence]
    for rank, line in enumerate(lines):
        line.inside = not prose or prose[0] <= rank <= prose[-1]
    doomed = [line for line in lines if _is_furniture(line, title.casefold())]
    if sum(line.words for line in doomed) * 2 < total:
        for line in doomed:
            line.element.decompose()
    last = lines[prose[-1]].element if prose else container
    after = {id(each) for each in last.find_all_next(["ul", "ol"])}
    for listing in container.find_all(["ul", "ol"]):
        if not listing.decomposed and _is_of_links(listing, within=id(listing) not in after):
            before = listing.find_previous_sibling()
            if isinstance(before, Tag) and _CONTENTS.fullmatch(_flat(before)):
                before.decompose()
            listing.decompose()


def _is_furniture(line: _Line, title: str) -> bool:
    text = line.text
    if line.element.name == "h1" or not any(sign.isalnum() for sign in text):
        return True
    # What a page calls itself is its title, whatever the level of the heading.
    if not line.inside and (line.heading or line.words > 2) and text.casefold() in title:
        return True
    if line.heading:
        return _CONTENTS.fullmatch(text) is not None
    if line.words > 2 * SHORT or line.element.name in ("pre", "td", "th", "blockquote"):
        return False
    if line.linked and _ALSO.match(text):
        return True
    parts = [part for part in _PARTS.split(text) if part]
    known = [part for part in parts if _META.fullmatch(part)]
    if known and all(part in known or (count_words(part) <= 5 and not _ends(part)) for part in parts):
        return True
    if line.words > SHORT or line.element.name == "li":
        return False
    if line.linked == line.words and not re.search(r"[.!?…]$", text):
        return True  # a button, or a link that stands alone
    return not line.inside and (_SIGNED.fullmatch(text) is not None or (line.words <= 6 and not _ends(text)))


def _cut_end(container: Tag, total: int) -> None:
    """Take what follows the text under a heading of its own: comments, other articles, the author."""
    for heading in container.find_all(["h2", "h3", "h4", "h5", "h6"]):
        if heading.decomposed or not _END.match(_flat(heading)):
            continue
        section = [heading]
        for node in heading.next_siblings:  # no list of all that follow, for each heading
            if not isinstance(node, Tag):
                continue
            if _HEADING.fullmatch(node.name) and node.name <= heading.name:
                break
            section.append(node)
        words = sum(count_words(node.get_text(" ")) for node in section)
        # An end has no paragraphs of the text: a section that happens to be called « Partage » has.
        said = any(node.name == "p" and node.find("a") is None and count_words(_flat(node)) >= 25 for node in section)
        if words * 3 < total and not said:
            for node in section:
                node.decompose()


def _is_of_links(listing: Tag, *, within: bool) -> bool:
    """Whether a list is links and nothing else: a table of contents when they lead `within` the page, other articles
    when it follows the text."""
    links = listing.find_all("a", href=True)
    if within and not all(str(link["href"]).startswith("#") for link in links):
        return False
    linked = sum(count_words(link.get_text(" ")) for link in links)
    return bool(links) and linked == count_words(listing.get_text(" "))


def _lines(container: Tag) -> Iterator[_Line]:
    for element in container.find_all(list(BLOCK_TAGS)):
        text = "" if element.find(list(BLOCK_TAGS)) else _flat(element)
        if text:
            linked = sum(count_words(link.get_text(" ")) for link in element.find_all("a"))
            yield _Line(element, text, count_words(text), linked)


def _flat(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
