"""French micro-typography: ``html → html`` and ``text → text``.

The convention is that of the Imprimerie nationale, *Lexique des règles typographiques en usage à l’Imprimerie
nationale* (« Lexique » below and in the other modules). Both functions are pure, and setting twice is setting
once.
"""

from collections.abc import Callable
from functools import partial

from plugins.typography.alphabet import STAND_IN
from plugins.typography.dashes import set_dashes
from plugins.typography.language import Passage, is_whole, mark, passages
from plugins.typography.ligatures import set_ligatures
from plugins.typography.numbers import set_numbers, signs_after
from plugins.typography.optional import set_optional
from plugins.typography.options import EVERY_RULE, Options
from plugins.typography.ordinals import set_ordinals
from plugins.typography.protect import protect, unprotect
from plugins.typography.quotes import set_quotes
from plugins.typography.references import set_references
from plugins.typography.spacing import set_spaces
from plugins.typography.tokens import rewrite
from plugins.typography.typogrify_filters import dress_run
from plugins.typography.widow import bind_run
from plugins.typography.words import set_apostrophe, set_ellipsis

__all__ = ["Options", "set_run", "typeset_body", "typeset_html", "typeset_html_all", "typeset_text", "typeset_text_all"]

DEFAULT = Options()


def typeset_html(html: str, options: Options = DEFAULT) -> str:
    """Return an HTML fragment or page with its French text set.

    Only text and the attributes alt, title and aria-label change; ``<sup>`` is added around the ending of
    ordinals. Code, data, addresses, other languages and elements of class « verbatim » are left alone.
    """
    return rewrite(html, lambda run, tags, _block: set_run(run, options, tags), set_value=value_setter(options))


def typeset_body(html: str, options: Options = DEFAULT) -> str:
    """Return the body of a text as its readers get it: set, dressed as typogrify does, last words bound, and the
    language of what is not French said.

    The same as ``say_languages(bind_widow(dress(typeset_html(html, options))))``, for one reading of the tags. In
    this order: typogrify's filters look for words as they were typed; the widow is bound after all that moves spaces.
    """
    foreign: list[Passage] = []  # of the run that goes through

    def set_first(run: str, tags: bool, _block: str) -> str:
        foreign[:] = passages(run)
        return set_run(run, options, tags, foreign)

    def say(run: str, tags: bool, _block: str) -> str:
        return mark(run, passages(run)) if foreign and tags else run

    return rewrite(html, set_first, dress_run, bind_run, say, set_value=value_setter(options))


def say_languages(html: str) -> str:
    """Return the HTML with the language of its passages that are not French said by ``<span lang="en">``."""
    return rewrite(html, lambda run, tags, _block: mark(run, passages(run)) if tags else run)


def value_setter(options: Options) -> Callable[[str], str]:
    """Return what sets the text of an attribute."""
    return lambda value: set_run(value, options, tags=False)


def typeset_text(text: str, options: Options = DEFAULT) -> str:
    """Return plain text (a title, a feed entry) set, without tags; ``&`` and ``<`` are characters in it."""
    return text if STAND_IN.search(text) else set_run(text, options, tags=False)


def set_run(run: str, options: Options, tags: bool, foreign: list[Passage] | None = None) -> str:
    """Set the text of one block, whose markup is stand-ins (alphabet.py); ``tags``: tags may be added.

    ``foreign``: its passages in another language, which are looked for when they are not given.
    """
    if run.isspace() or not run:
        return run
    if foreign is None:
        foreign = passages(run)
    if foreign and is_whole(run, foreign):
        return run
    run, kept = protect(run, options.brands, foreign)
    run = set_ellipsis(run)
    # Before quotes: the apostrophe of « d'"un mot" » shows that the quote opens.
    if "'" in run:
        run = set_apostrophe(run)
    if '"' in run or options.curly_quotes:
        run = set_quotes(run, options.curly_quotes)
    run = set_dashes(run, options)
    if options.ligatures:
        run = set_ligatures(run)
    if options.asks_for_more:
        run = set_optional(run, options)
    following = signs_after(run)
    run = set_references(run, options, bool(following))
    run = set_numbers(run, options, following)
    # After all that writes guillemets, signs and units: it sets the spaces around them.
    run = set_spaces(run, options)
    run = set_ordinals(run, following, tags)  # last: it writes tags
    return unprotect(run, kept) if kept else run


typeset_html_all = partial(typeset_html, options=EVERY_RULE)
typeset_text_all = partial(typeset_text, options=EVERY_RULE)
