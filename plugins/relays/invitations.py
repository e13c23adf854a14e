"""The words of the link that follows an excerpt on a client's blog, in the language of the article.

RGAA 4.1, criterion 6.1: each link is explicit out of its context, so the title is in it.
"""

from __future__ import annotations

from plugins.french.elision import de
from plugins.french.quoting import is_french, quoted

# By the primary subtag of the language (BCP 47). Names of agencies are not declined: « el blog de », « the … blog ».
_INVITATIONS = {
    "en": "Read the rest of “{title}” on the {agency} blog",
    "de": "„{title}“ weiterlesen im Blog von {agency}",
    "es": "Seguir leyendo «{title}» en el blog de {agency}",
    "it": "Continua a leggere «{title}» sul blog di {agency}",
    "nl": "Lees “{title}” verder op het blog van {agency}",
    "pt": "Continuar a ler «{title}» no blogue de {agency}",
}


def invitation(title: str, agency: str, language: str | None = None) -> str:
    """« Lire la suite de « Titre » sur le blog de l’agence », in that language; the title alone in one not known."""
    if is_french(language):
        return f"Lire la suite de {quoted(title)} sur le blog {de(agency)}"
    phrase = _INVITATIONS.get(_primary(language), "{title}")
    return phrase.format(title=title, agency=agency)


def has_invitation(language: str | None) -> bool:
    """Whether the link to an article of that language says more than its title."""
    return is_french(language) or _primary(language) in _INVITATIONS


def _primary(language: str | None) -> str:
    return (language or "").split("-")[0].casefold()
