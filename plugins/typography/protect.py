"""Take out of a run the passages that are not prose: addresses, names of files, data, code.

Each passage becomes one stand-in, which rules see as a word (alphabet.py). A search is made only when the run
holds a literal that prose seldom has (``://``, ``@``, ``="``), and is bounded: no text costs more than its
length.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from plugins.common.regex import regex
from plugins.typography.alphabet import AMP, BREAK, FIRST_KEPT, GT, LT, OBJECT, SPACE, SPACES, TAG, names
from plugins.typography.language import Passage

Span = tuple[int, int]
Finder = Callable[[str], Iterable[Span]]
Kept = list[tuple[str, list[str]]]
"""For each kind taken out, its stand-in and the passages it stands for, in order."""

# Characters that end an address typed in prose.
END = f'{SPACE}<>"«»“”{LT}{GT}{TAG}{BREAK}{OBJECT}'
FILE_NAME_STOPS = SPACES | frozenset(f'<>"«»“”‘’{LT}{GT}{TAG}{BREAK}{OBJECT}')
ADDRESS = regex(rf"(?:[A-Za-z][A-Za-z0-9+.-]{{1,15}}://|www\.|mailto:)[^{END}]+")
# After the end of a name (« agence.example/a?b »), or from the root of a disk (« /etc/rc?.d/* »).
PATH = regex(rf"\.[A-Za-z]{{2,10}}[/?][^{END}]+|(?<![^{SPACE}(])~?/\w[^{END}]*/[^{END}]*[\w*/](?![^{SPACE},.;:!?)…])")
MAILBOX = regex(r"[\w.+'-]{1,64}+@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|@\w+")
FILE_NAME_END = regex(
    r"\.(?=[a-z7])(?:7z|avif?|bat|bmp|cfg|conf|cpp|css|csv|docx?|epub|exe|gif|gz|html?|ics|ini|java|jpe?g|js|json|log|md|mov|"
    r"mp3|mp4|odp|ods|odt|otf|pdf|php|png|pptx?|py|rar|rst|rtf|sh|sql|svg|tar|tiff?|toml|ts|ttf|txt|wav|webm|webp|"
    r"woff2?|xlsx?|xml|ya?ml|zip)(?!\w)"
)
BRACE = regex(r"[{}]")
# Unrolled rather than possessive: Python 3.11 before 3.11.5 loses its place in a possessive group (gh-106052).
MATHS = (
    # In single dollars, a formula or letters alone; amounts of money stay.
    r"(?<![\w$])\$(?=[^\s$\d])(?:[^$\n]{1,80}?[\\^_=][^$\n]{0,80}?|(?:[A-Za-z](?![A-Za-z])[^\w$\n]{0,3}){1,6})(?<=\S)"
    r"\$(?![\w$])|\$\$[^$]+\$\$|\\\([^\\]*(?:\\(?![()])[^\\]*)*\\\)|\\\[[^\\]*(?:\\(?![\[\]])[^\\]*)*\\\]"
)
KEY_VALUE = r"""=(?:"[^"\n]*"|'[^'\n]*')"""
JSON_PAIR = r""""[^"\n]{1,60}":[ ]?(?:"[^"\n]*"|(?:\d+|true|false|null)(?!\w)|(?=[\[{]))"""
STRINGS = r"""\["[^\[\]\n]*"\]|"[^"\n]{0,80}"(?:,"[^"\n]{0,80}")+"""
PRIMES = r"""\d['’′]\d{1,2}(?:[.,]\d+)?\""""
ENTITY_NAME = rf"[&{AMP}](?:amp|lt|gt|quot|apos|nbsp|[a-z]{{5,8}}|#\d{{1,7}}|#x[\da-fA-F]{{1,6}});"
CSS_FUNCTION = r"(?:calc|clamp|hsla?|rgba?|url|var)\([^()\n]{0,200}\)"
DECLARATION = rf":(?=[\w#.%-])(?<=[A-Za-z]:)[^;:{END}]+(?: [^;:{END}]+){{0,3}};"

TRAILING = frozenset(".,…'’")
ELIDED = names("c d j l m n s t qu jusqu lorsqu puisqu quoiqu")


def each(pattern: str) -> Finder:
    """Return a finder of every match of ``pattern``."""
    compiled = regex(pattern)

    def find(run: str) -> Iterator[Span]:
        return (match.span() for match in compiled.finditer(run))

    return find


def find_addresses(run: str, pattern: re.Pattern[str] = ADDRESS) -> Iterator[Span]:
    """Yield URLs, without the point, the comma or the bracket of the sentence around them."""
    for match in pattern.finditer(run):
        start, end = match.span()
        opened = "(" in match[0]
        while (run[end - 1] in TRAILING and run[end - 2] != ".") or (run[end - 1] == ")" and not opened):
            end -= 1
        yield start, end


def find_paths(run: str) -> Iterator[Span]:
    """Yield the path of an address typed without its scheme, and paths of files."""
    return find_addresses(run, PATH)


def find_mailboxes(run: str) -> Iterator[Span]:
    """Yield e-mail addresses and mentions, without the elided word before (« d'info@a.example »)."""
    for match in MAILBOX.finditer(run):
        start, end = match.span()
        head, apostrophe, _ = match[0].partition("'")
        yield (start + len(head) + 1 if apostrophe and head.lower() in ELIDED else start), end


def find_file_names(run: str) -> Iterator[Span]:
    """Yield names that end with a known extension, back to the space or the quote before them."""
    done = 0
    for match in FILE_NAME_END.finditer(run):
        start = match.start()
        while start > done and run[start - 1] not in FILE_NAME_STOPS:
            start -= 1
        while run[start] in "([":
            start += 1
        done = match.end()
        yield start, done


def find_braces(run: str) -> Iterable[Span]:
    """Return the outermost balanced {…}: data, templates, attribute lists; French prose has none."""
    opened: list[int] = []
    spans: list[Span] = []
    for match in BRACE.finditer(run):
        if match[0] == "{":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, match.end()))
    return spans


@lru_cache(maxsize=8)
def find_brands(brands: tuple[str, ...]) -> Finder:
    """Return a finder of the names that end with a mark."""
    return each("|".join(rf"{re.escape(name)}(?<!\w{re.escape(name)})(?!\w)" for name in brands) or "(?!)")


# What to take out, in this order, and the literals without which there is none. Code first: it may hold the
# rest.
GUARDS: tuple[tuple[str, tuple[str, ...], Finder], ...] = (
    ("backtick", ("`",), each(r"``[^`\n]+``|`[^`\n]+`")),
    ("maths", ("$", "\\"), each(MATHS)),
    ("brace", ("{",), find_braces),
    ("function", ("(",), each(CSS_FUNCTION)),
    ("address", ("://", "www.", "mailto:"), find_addresses),
    ("path", ("/", "?"), find_paths),
    ("entity", ("&", AMP), each(ENTITY_NAME)),
    ("mailbox", ("@",), find_mailboxes),
    ("hashtag", ("#",), each(r"#\w+")),
    ("file", (".",), find_file_names),
    ("value", ('="', "='"), each(KEY_VALUE)),
    ("pair", ('":',), each(JSON_PAIR)),
    ("strings", ('["', '","'), each(STRINGS)),
    ("primes", ('"',), each(PRIMES)),
    ("declaration", (";",), each(DECLARATION)),
)
# Without one of these most of the guards find nothing; the others look inside words. Looked for one by one: a search of
# one sign is many times as fast as that of a set of them.
UNUSUAL = ("/", "&", AMP, '"', "@", "#", "=", "`", "$", "\\", "{")
MARKS = {kind: chr(FIRST_KEPT + number) for number, (kind, _, _) in enumerate(GUARDS)}
BRAND = chr(FIRST_KEPT + len(GUARDS))
FOREIGN = chr(FIRST_KEPT + len(GUARDS) + 1)
# The kinds that are words of a sentence: a missing space can be added after them. After code it cannot.
WORD_MARKS = MARKS["mailbox"] + MARKS["hashtag"] + MARKS["file"] + FOREIGN


def take_out(run: str, spans: Iterable[Span], mark: str, kept: Kept) -> str:
    """Replace each span (in order, apart) by ``mark`` and record what stood there."""
    parts: list[str] = []
    passages: list[str] = []
    done = 0
    for start, end in spans:
        parts += (run[done:start], mark)
        passages.append(run[start:end])
        done = end
    if not passages:
        return run
    kept.append((mark, passages))
    return "".join((*parts, run[done:]))


def protect(run: str, brands: tuple[str, ...], foreign: Iterable[Passage] = ()) -> tuple[str, Kept]:
    """Return the run with stand-ins for what is not French prose, and what ``unprotect`` needs to put it back.

    ``foreign``: its passages in another language.
    """
    kept: Kept = []
    if foreign:
        run = take_out(run, [(each.start, each.end) for each in foreign], FOREIGN, kept)
    if _may_hold_more_than_prose(run):
        for kind, needles, find in GUARDS:
            for needle in needles:
                if needle in run:
                    run = take_out(run, find(run), MARKS[kind], kept)
                    break
    if "!" in run:
        run = take_out(run, find_brands(brands)(run), BRAND, kept)
    return run, kept


def _may_hold_more_than_prose(run: str) -> bool:
    """Tell whether a guard may find something: an unusual sign, a point, a bracket or a semicolon against a word."""
    for sign in UNUSUAL:
        if sign in run:
            return True
    count = run.count
    return (
        count(".") != count(". ") + count(f".{TAG}") + run.endswith(".")
        or ("(" in run and count("(") != count(" ("))
        or (";" in run and count(";") != count(" ;"))
        or "mailto:" in run
    )


def unprotect(run: str, kept: Kept) -> str:
    """Put back what ``protect`` took out; last out, first in, since a passage may hold earlier stand-ins."""
    for mark, passages in reversed(kept):
        texts = run.split(mark)
        run = "".join([part for pair in zip(texts, passages, strict=False) for part in pair]) + texts[-1]
    return run
