"""What is told of a body and published as it is: what its author may not have meant, and has to settle."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.rules import all_rules
from plugins.model.body.colours import chosen_colours
from plugins.model.body.indents import indented_blocks
from plugins.model.body.masking import mask_comments
from plugins.model.body.reading import Reading
from plugins.model.body.source import Source
from plugins.model.fences import fences
from plugins.model.fields import Record, brief
from plugins.model.rules import DOUBTFUL_INDENT, JOINED_LINES, LEFTOVER, LONG_ROWS, READ_INDENT, READ_QUOTES, UNFINISHED

Told = Iterator[tuple[int, str, Rule]]

# What is left to do, in a text or between its brackets; what a program that writes says of itself.
_UNFINISHED = regex(
    r"\b(?:TODO|FIXME|XXX|TBD|TBC)\b(?![-_.\w/])"
    r"|(?i:\blorem ipsum\b)(?!\]\()"
    r"|\[(?i:(?:[àa] (?:compl[ée]ter|v[ée]rifier|confirmer|pr[ée]ciser|relire|faire|d[ée]finir|venir|sourcer|illustrer)"
    r"|ins[ée]rer|ajouter|compl[ée]ter|votre |nom d|date [àa]|xx+|placeholder|insert )[^\[\]\n]{0,80})\]"
    r"(?![(\[:])"
    r"|(?i:\bxx+ ?(?:%|€|euros)|\b(?:texte|paragraphe|section|chapitre) à (?:compléter|rédiger)\b)"
    r"|(?i:\ben tant (?:que|qu[’'])[^.\n]{0,12}(?:modèle de langage|intelligence artificielle|IA\b))"
    r"|\b(?:Erreur[ \u00a0\u202f]?! ?(?:Signet non défini|Source du renvoi introuvable)|Error! Bookmark not defined)"
    r"|#(?:REF|VALEUR|VALUE|NOM|NAME|NOMBRE|NUM|NUL|NULL|DIV/0)[!?]|#N/A\b"
    r"|:contentReference\[[^\]\n]{0,40}\](?:\{[^}\n]{0,40}\})?|【[^】\n]{0,40}】|\bturn\d+(?:search|view)\d+\b|\boaicite\b"
)
# One of these is in a body where something is found.
_SIGNS = ("ipsum", "IPSUM", "n tant qu", "oaici", "turn0", "【", "xx", "Signet non", "introuvable", "Bookmark not")
_SPREADSHEET = regex(r"#(?:[RVND][A-Z/]+[A-Z0][!?]|N/A)")
# What an assistant says before the text that it was asked for, and after.
_BEFORE = regex(
    r"(?:Bien sûr|Absolument|Avec plaisir|Certainement|Parfait|D[’']accord|Très bien)[ \u00a0]?[!,.][^\n]{0,60}"
    r"\b[Vv]oici\b[^\n]{0,200}:\Z"
)
_AFTER = regex(
    r"(?:(?:Souhaitez|Voulez)-vous|(?:Souhaites|Veux)-tu) que je (?:(?:le|la|les|vous|te|en) |l[’']|t[’'])?"
    r"(?:raccourcisse|adapte|reformule|rédige|propose|transforme|décline|traduise|fasse|prépare|génère|ajoute|crée|développe|continue|"
    r"complète|mette|écrive|optimise|retravaille)\b"
    r"|Si (?:vous (?:le )?(?:souhaitez|voulez)|tu (?:le )?(?:souhaites|veux)), je peux\b"
)
_TO_MARK_UP = frozenset(("", "markdown", "md", "text", "txt", "plaintext"))
_ACRONYM = regex(r"T(?:ODO|B[CD])")
_TO_WRITE = regex(r"à (?:compl|rédig)")
_BRACKET = regex(r"\[[àaAÀvVnNdDxXiIcCpP][^\[\]\n]{0,80}\](?![(\[:])")
_LOOSE_LINK = regex(
    r"(?P<bang>!?)(?<!\])\[(?P<text>(?!\^|\d+\]|[ xX]\])[^\[\]\n]{1,200})\][ \t]+\((?P<target>(?:https?://|www\.|mailto:|\.\.?/)[^()\s]{1,1000})\)"
)
# « #Titre », alone: a title whose space was forgotten, or a word that a sentence begins with.
_GLUED_TITLE = regex(
    r"(?:\A|\n[ \t]*\n)(?P<line>#(?=[A-ZÀ-ÖØ-Ý])[^\n#]{3,80}(?<![.!?…:,;]))[ \t]*(?=\n[ \t]*(?:\n|\Z)|\Z)"
)
_GLUED = regex("#[A-ZÀ-ÖØ-Ý]")  # of such a title
_SHORT = 50  # characters of a line that its author ends, rather than an editor that wraps
_THREE_SHORT = regex(r"\n[ \t]*\n(?:(?:[A-ZÀ-ÖØ-Ý(«]|\d+(?![\d.)/°]))[^\n|]{0,49}\n){3}")
_PLAIN_LINE = regex(r"(?:[A-ZÀ-ÖØ-Ý(«]|\d+(?![\d.)/°]))[^|\x1a]*[^\s.!?…:;,\\|>](?! {2})\Z")
# A line of dashes by columns, as pandoc has under the titles of a table.
_COLUMNS = regex(r"^ {0,3}-{3,80}(?: +-{2,80}){1,20} *$", re.M)
_EMPTY_LINK = regex(r"(?<![!\]\\])\[[ \u00a0]?\]\((?=[^\s)])")
_RULED = regex(r"^[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+(?:\|[ \t]*+)?$", re.M)
_COMMENT_CALL = regex(r"^\[(?P<letter>[a-z]{1,2})\](?=[^\s(\[:])", re.M)
# What other tools write, and what it is here; several of these signs would not be seen in the page as they are written.
_FOREIGN = (
    (">`_", r"`[^`<\n]{1,200}<https?:[^<>`\n]{1,500}>`__?(?!\w)", "un lien s’écrit [texte](adresse)"),
    (
        "\\(",
        r"\\\((?=[^\n)]{0,200}(?:[\^_={}]|\\[A-Za-z]))[^\n]{1,200}?\\\)",
        "les formules ne sont pas mises en page : écrivez-la en mots",
    ),
    ("\\[", r"^[ \t]*\\\[[ \t]*$", "les formules ne sont pas mises en page : écrivez-la en mots, ou mettez une image"),
    ('":http', r"\"[^\"\n]{1,100}\":https?://\S{1,500}", "un lien s’écrit [texte](adresse)"),
    ("[http", r"(?<!\[)\[https?://[^\s\[\]]{1,500} [^\[\]\n]{1,200}\](?![(\[:])", "un lien s’écrit [texte](adresse)"),
    ("://", r"https?://[^\s\[\]()<>|]{1,500}\[(?!\^)[^\[\]\n]{1,200}\]", "un lien s’écrit [texte](adresse)"),
    ("[[http", r"\[\[https?://[^\[\]\n]{1,500}\]", "un lien s’écrit [texte](adresse)"),
    ("[[", r"^\[\[_?(?i:toc)_?\]\]", "le sommaire s’écrit [TOC], seul sur sa ligne"),
)
_FOREIGN_SIGNS = tuple((sign, regex(pattern, re.M), remedy) for sign, pattern, remedy in _FOREIGN)
_NUMBERED = regex(r"\[\d{1,3}\](?![(\[:])")
_REFERENCE = regex(r"(?<=[\w.!?»”)])\[(\d{1,3})\](?![(\[:])")


def doubts(reading: Reading, record: Record) -> Told:
    """The doubts of a body: the offset in its source, the French message, the rule."""
    for edit in reading.left:
        yield (
            edit.start,
            f"« {brief(reading.source.body[edit.start : edit.end]) or '…'} » reste tel qu’il est écrit",
            all_rules()[edit.rule],
        )
    excepted = any(str(getattr(each, "rule", "")) == READ_QUOTES.id for each in getattr(record, "exceptions", ()))
    if excepted and any("“" in str(getattr(record, key, "") or "") for key in ("title", "summary", "description")):
        yield 0, "les “ ” de l’en-tête restent tels qu’ils sont écrits", READ_QUOTES
    source = reading.source
    if getattr(record, "status", "published") not in ("draft", "skip"):
        yield from _unfinished(source)
        yield from _assistant(source)
    yield from _indents(source, reading)
    yield from chosen_colours(source, reading)
    yield from _signs(source)
    yield from _foreign(source)
    yield from _joined(source, reading)


def _unfinished(source: Source) -> Told:
    body = source.body
    if not (
        any(sign in body for sign in _SIGNS)
        or _ACRONYM.search(body)
        or _TO_WRITE.search(body)
        or ("#" in body and _SPREADSHEET.search(body))
        or ("X" in body and ("XX" in body or "FIXME" in body))
        or ("[" in body and _BRACKET.search(body))
    ):
        return
    for match in _UNFINISHED.finditer(mask_comments(source.prose)):
        message = f"« {brief(match[0], 40)} » : ce texte paraît ; écrivez ce qui manque, ou effacez ceci"
        yield match.start(), message, UNFINISHED


def _assistant(source: Source) -> Told:
    """What an assistant says around the text, or the block of code that it gives the text in."""
    body = source.body
    start, end = len(body) - len(body.lstrip()), len(body.rstrip())
    if body.startswith(("```", "~~~"), start):
        whole = next(fences(body), None)
        if whole and not body[whole.end :].strip() and whole.language.lower() in _TO_MARK_UP:
            message = f"tout le texte est entre deux lignes « {body[start : start + 3]} » et sera montré comme du code"
            yield start, f"{message} : effacez ces deux lignes", LEFTOVER
    first, last = body[start : body.find("\n", start) + 1].rstrip(), body.rfind("\n", 0, end) + 1
    for at, found in ((start, _BEFORE.match(first)), (last, _AFTER.match(body, last, end))):
        if found:
            yield (
                at,
                f"« {brief(found[0], 40)} » : ce texte paraît ; écrivez ce qui manque, ou effacez ceci",
                UNFINISHED,
            )


def _indents(source: Source, reading: Reading) -> Told:
    if not source.odd_lines:
        return
    read = {edit.start for edit in reading.edits if edit.rule == READ_INDENT.id}
    for block in indented_blocks(source.unfenced):
        start = block.margins[0][0]
        if block.verdict == "prose" and start in read:
            message = "retrait d’alinéa : il est lu comme un paragraphe ; effacez les espaces au début de la ligne"
            yield start, f"{message} (du code se met entre deux lignes « ``` »)", READ_INDENT
        elif block.verdict == "unsure":
            message = "ces lignes en retrait seront montrées comme du code : effacez les espaces au début de la ligne"
            yield start, f"{message}, ou mettez-les entre deux lignes « ``` »", DOUBTFUL_INDENT


def _signs(source: Source) -> Told:
    body = source.body
    if "] (" in body:
        for match in _LOOSE_LINK.finditer(source.prose):
            written = f"{match['bang']}[{brief(match['text'])}]({brief(match['target'])})"
            yield match.start(), f"une espace sépare le lien de son adresse : écrivez {written}", LEFTOVER
    if _GLUED.search(body):
        for match in _GLUED_TITLE.finditer(source.prose):
            if " " in match["line"]:
                written = brief(match["line"].replace("#", "## ", 1), 40)
                yield (
                    match.start("line"),
                    f"« {brief(match['line'], 40)} » n’est pas un intertitre : écrivez {written}",
                    LEFTOVER,
                )
    if "-- -" in body or "--  -" in body:
        told = -1
        for match in _COLUMNS.finditer(source.prose):
            if match.start() > told:
                gap = source.prose.find("\n\n", match.end())
                told = gap if gap >= 0 else len(body)
                message = f"« {brief(match[0].strip(), 40)} » ne fait pas un tableau : séparez les cellules par « | »"
                yield (
                    match.end() - len(match[0].lstrip()),
                    f"{message}, et écrivez « |---|---| » sous les titres",
                    LEFTOVER,
                )
    if "[](" in body or "[ ](" in body:
        for match in _EMPTY_LINK.finditer(source.prose):
            yield match.start(), "lien sans texte, que personne ne verra : écrivez [texte](adresse)", LEFTOVER
    if "|" in body and "--" in body:
        yield from _long_rows(source.prose)
    if "\n[a]" in body:
        calls = Counter(re.findall(r"\[[a-z]{1,2}\]", body))
        for match in _COMMENT_CALL.finditer(source.prose):
            if calls[match[0]] > 1:
                message = f"commentaire de Google Docs « [{match['letter']}] » : effacez-le, et son appel dans le texte"
                yield match.start(), message, LEFTOVER


def _foreign(source: Source) -> Told:
    """What another tool than Markdown writes, told where the page would show it otherwise than it is written."""
    for sign, pattern, remedy in _FOREIGN_SIGNS:
        if sign in source.body:
            for match in pattern.finditer(source.body if sign == ">`_" else source.prose):
                yield match.start(), f"« {brief(match[0].strip(), 40)} » n’est pas lu : {remedy}", LEFTOVER
    if _NUMBERED.search(source.body) and (calls := list(_REFERENCE.finditer(source.prose))):
        notes = set(re.findall(r"^[ \t]*(?:- |\* )?\[(\d{1,3})\]", source.prose, re.M))
        for call in calls:
            if call[1] not in notes:
                remedy = f"écrivez « [^{call[1]}] » et, plus bas, « [^{call[1]}]: la source », ou effacez-le"
                yield call.start(), f"« {call[0]} » renvoie à une note qui n’est pas dans le texte : {remedy}", LEFTOVER


def _long_rows(prose: str) -> Told:
    """The rows of a table with more cells than it has titles: nobody would see the last ones."""
    start = 0
    for match in _RULED.finditer(prose):
        if match.start() < start:  # a row of the table above
            continue
        above = prose[prose.rfind("\n", 0, max(match.start() - 1, 0)) + 1 : match.start()]
        titles, start = _cells(above), match.end() + 1
        while "|" in match[0] and "|" in above and start < len(prose):
            end = found if (found := prose.find("\n", start)) >= 0 else len(prose)
            cells = _cells(prose[start:end])
            if "|" not in prose[start:end]:
                break
            if cells > titles > 1:
                message = f"{cells} cellules sous {titles} titres : le reste ne paraîtra pas ; ajoutez un titre"
                yield start, f"{message}, ou écrivez « \\| » pour un trait dans une cellule", LONG_ROWS
            start = end + 1


def _cells(line: str) -> int:
    return line.replace("\\|", "").strip().removeprefix("|").removesuffix("|").count("|") + 1


def _joined(source: Source, reading: Reading) -> Told:
    """Three short lines or more, each an end of its own: an address, a signature, a list without its marks."""
    body = source.body
    if not _THREE_SHORT.search(f"\n\n{body}\n"):
        return
    read = [edit.start for edit in reading.edits]
    for start, end in source.blocks(source.prose):
        lines = source.prose[start:end].split("\n")
        if (
            bisect_left(read, start) == bisect_left(read, end)
            and len(lines) > 2
            and all(len(line) <= _SHORT and _PLAIN_LINE.match(line) for line in lines)
        ):
            message = "ces lignes seront jointes en une seule : finissez-les par deux espaces, ou faites-en une liste"
            yield start, f"{message} (« - » devant chacune)", JOINED_LINES
