"""Signs of other tools that this site does not read, and that readers would see as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from plugins.common.regex import regex
from plugins.common.safe_html import Fragment
from plugins.model.fields import brief

_MARKS = {"em": "*", "strong": "**"}
_CODE = frozenset(("code", "pre", "kbd", "samp", "title"))
# What each sign is, and what to write in its place.
_SIGNS = (
    (r"^:{3,}[ \t]*[^:\s][^\n]*", "retirez-le ; un encadré s’écrit « !!! note », son texte en retrait dessous"),
    (r"^\?{3}\+? [^\n]*", "un texte replié s’écrit <details><summary>Titre</summary>, le texte, </details>"),
    (r"^\.\. [a-z][\w-]{1,40}::[^\n]*", "un encadré s’écrit « !!! note », une image ![ce qu’elle montre](images/…)"),
    (r"^(?:h[1-6]|bq)\. (?=\S)[^\n]{0,40}", "un intertitre s’écrit « ## Titre », une citation « > texte »"),
    (r"^![\w./-]{1,200}\.(?:png|jpe?g|gif|webp|svg)!", "une image s’écrit ![ce qu’elle montre](images/…)"),
    (r"^-[*#]+ [^\n]{1,40}", "une liste s’écrit « - » devant chaque ligne"),
    (r"'{3}[^'\n]{1,200}'{3}", "le gras s’écrit « **mots** »"),
    (r"^#\+[A-Za-z_]{3,30}\b[^\n]{0,40}", "retirez-le ; une citation s’écrit « > texte »"),
    (r"^(?:image|video|include|toc)::[^\s\[]*\[[^\]\n]*\]", "une image s’écrit ![ce qu’elle montre](images/…)"),
    (r"^(?:import \S[^\n]{0,100} from ['\"]|export (?:const|default|let|function) )[^\n]{0,40}", "effacez cette ligne"),
    (
        r"\\(?:textbf|textit|emph|cite[a-z]?|ref|label|(?:sub)*section|begin|end|footnote|href|url)\{[^}\n]{0,200}\}"
        r"|\\(?:og|fg|item|par|newline)\b(?:\{\})?",
        "c’est une commande de LaTeX : écrivez en Markdown, « **gras** », « *italique* », « - » pour une liste",
    ),
    (r"&nbsp(?!;)", "écrivez le signe lui-même"),
    (r"\b(?:HYPERLINK|INCLUDEPICTURE|PAGEREF) (?=[\"«“]|\Z)", "c’est un champ de traitement de texte : retirez-le"),
    (r"(?<![\w~])~(?=\w)[^~\n]{0,100}\w~(?![\w~])", "un mot barré s’écrit « ~~mot~~ »"),
    (r"^={3} [^\n]*", "il n’y a pas d’onglets ici : écrivez un intertitre"),
    (r"\{%.{0,500}?%\}", "écrivez ce qu’il devait produire, ou montrez-le entre « ` »"),
    (r"\{\{.{0,500}?\}\}", "écrivez ce qu’il devait produire, ou montrez-le entre « ` »"),
    (r"(?<=[\])\w])\{(?:[.#:]|[a-z-]+=)[^{}\n]*\}", "retirez-le ; Markdown a « **gras** » et « *italique* »"),
    (r"\[/?(?:caption|gallery|embed|youtube|audio|video|playlist|sourcecode)\b[^\]\n]{0,500}\]", "retirez-le"),
    (r"\[(?:url|img|quote|color|size|center|spoiler)(?:=[^\]\n]{0,300})?(?:\]|\Z)", "un lien s’écrit [texte](adresse)"),
    (r"\[[a-z][\w-]{1,40}(?: [\w-]+=[\"'“”«][^\]\n]{1,300})\]|\[/[a-z][\w-]{0,40}\]|\[(?:b|i|u)\](?=\S)", "retirez-le"),
    (r"\[[^\[\]\n]{1,200}->", "un lien s’écrit [texte](adresse)"),
    (r"^\[(?:toc|Toc)\]|(?<=[\s,])\[toc\]", "le sommaire s’écrit [TOC], seul sur sa ligne"),
    (r"^\{:[^{}\n]*\}", "retirez-le ; une classe s’écrit à la fin du paragraphe, {: .nom }"),
    (r"^={2,6} [^=\n]+(?: ={2,6})?$|^= [A-ZÀ-Ý][^=\n]*$", "un intertitre s’écrit « ## Titre »"),
    (r"(?<![\w:]):(?!-)[a-z][a-z0-9_+-]{2,40}:(?![\w:])", "collez le signe lui-même, ou retirez ce nom"),
    (r"(?<!\d)\*\*+|\*\*+(?!\d)", "le gras s’écrit « **mots** », sans espace entre les étoiles et les mots"),
    (r"\]\((?:\S[^\s()]*|\Z)", "un lien s’écrit [texte](adresse), parenthèses fermées"),
    (r"\[![A-Za-z]{3,12}\]", "un encadré s’écrit « !!! note », son texte en retrait dessous"),
    (r"\[\[[^\[\]\n]+\]\]", "un lien s’écrit [texte](adresse)"),
    (r"\^\[[^\[\]\n]+\]", "une note s’écrit « [^1] » dans la phrase, et « [^1]: son texte » plus bas"),
    (
        r"\[(?:[^\[\]@\n]{0,60}[\s;-])?@[A-Za-z][\w:.-]{0,60}\d{2}[a-z]?\b[^\[\]\n]{0,100}\]",
        "nommez la source, ou citez-la en note",
    ),
    (r"%%[^%\n]+%%", "une remarque se met entre <!-- et -->, ou s’efface"),
    (r"^\|[ \t]*\Z|^\|(?:[^\n|]*\|)+[^\n]*(?:\n\|[^\n]*)*", "un tableau a une ligne « |---|---| » sous ses titres"),
    (r"^[^\n|]+ \| [^\n]*\n[^\n|]+ \| [^\n]*", "un tableau a une ligne « ---|--- » sous ses titres"),
    (
        r"\$\$.{1,500}?\$\$|(?<![\w$])\$(?=[^\s$])[^$\n]{0,200}[\\^_{}][^$\n]{0,200}\$(?![\w$])",
        "les formules ne sont pas mises en page : écrivez-la en mots, ou mettez une image",
    ),
)
_ANY = regex("|".join(f"(?P<s{rank}>{pattern})" for rank, (pattern, _) in enumerate(_SIGNS)), re.M | re.S)
# What one of them holds: each beginning is a letter, so that Python looks for those alone.
_HINT = regex(
    r"::|\?\?\?|===|\{[%{.#:a-z]|\[[/!\[a-z]|:[a-z]|\*\*|\]\(|%%|\||\$|\^\[|@|\'\'\'|\\|&|~|HYPER|INCLUDE|PAGEREF"
)
_AT_A_LINE = regex(r"=+ |\.\. |[hb]\w\. |!|-[*#]|#\+|(?:im|ex)port ")


def _has_hint(text: str) -> bool:
    return _HINT.search(text) is not None or any(map(_AT_A_LINE.match, text.split("\n")))


def leftovers(fragment: Fragment) -> Iterator[tuple[str, str, int]]:
    """Each sign that stays in the text of a page: (French message, what to look for, its rank among the same)."""
    seen: dict[str, int] = {}
    texts = [(node, node.text_content or "") for node in fragment.texts()]
    whole = "\n".join([text for _, text in texts])
    for node, text in texts if "*" in whole or _has_hint(whole) else ():
        half = _half_open(node, text)
        if not (half or _has_hint(text)) or _in_code(node):
            continue
        if half:
            yield (
                "des étoiles qui ne vont pas par paires : fermez le gras ou l’italique avec autant qu’il en ouvre",
                half,
                0,
            )
        for match in _ANY.finditer(text.replace("\u00a0", " ").replace("\u202f", " ")):
            found = match[0]
            rank = seen[found] = seen.get(found, -1) + 1
            remedy = _SIGNS[int(str(match.lastgroup)[1:])][1]
            yield f"« {brief(found, 40)} » sera montré tel quel : {remedy}", found.splitlines()[0], rank


def _half_open(node: LexborNode, text: str) -> str:
    """A star left beside words in bold or italics, with them, as the source has them; empty when there is none."""
    after = node.next if text.endswith("*") and not text.endswith("**") else None
    if after is not None and after.tag in _MARKS:
        return f"*{_MARKS[after.tag]}{(after.text() or '').splitlines()[0][:30]}"
    before = node.prev if text.startswith("*") and not text.startswith("**") else None
    if before is not None and before.tag in _MARKS:
        return f"{(before.text() or '').splitlines()[-1][-30:]}{_MARKS[before.tag]}*"
    return ""


def _in_code(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _CODE:
            return True
        parent = parent.parent
    return False
