"""Why a page that answers cannot be judged: what it holds is shown to others than us, or not yet.

A paywall, a cookie wall, a page that a script draws, a check against robots, a password: the article may be whole
behind. Nothing is concluded from such a page but what it does show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.common.texts import count_words, plain_text
from plugins.quotes.blocks import Block
from plugins.quotes.match import compare
from plugins.quotes.page_data import is_locked
from plugins.quotes.phrases import one_of

LITTLE = 80  # words: a page with more has something to be judged by
SHORTENED = 0.4  # of the words once read there: a page with less shows its beginning, or nothing


def _said(*phrases: str) -> re.Pattern[str]:
    return re.compile(one_of(*phrases), re.I)


_SUBSCRIBERS = _said(
    r"réservée?s? (?:aux|à nos) (?:\w+ )?(?:abonné|membre|adhérent|inscrit|client)",
    r"abonne[zr]-(?:vous|toi) (?:à partir de|dès|pour) [\d€]",
    r"il (?:vous )?reste \d+\s*%",
    r"(?:lire|poursuivre|continuer) (?:la suite|votre lecture|cet article)[^.]{0,40}(?:abonn|inscri|connect|compte)",
    r"(?:abonn|inscri|connect|identifi)\w*-vous pour (?:lire|continuer|poursuivre|accéder|débloquer)",
    r"for (?:paid|paying) (?:subscribers|members)",
    r"(?:subscribers|members) only",
    r"member-only",
    r"subscribe to (?:keep|continue|read|unlock)",
    r"(?:sign|log) in to (?:read|continue|view)",
    r"unlock this",
    r"create an? (?:free )?account to (?:read|continue)",
    r"free trial to (?:read|keep)",
)
_WALL_NAME = re.compile(
    r"(?:class|id|data-[\w-]+)\s*=\s*[\"'][^\"'<>]{0,300}\b(?:paywall|regwall|is-truncated|poool-|piano-|tp-modal"
    r"|tp-container|subscriber-(?:wall|only)|subscription-(?:wall|only)|premium-(?:wall|content|only)|pm-wall"
    r"|(?:article|content)-locked)",
    re.I,
)
_PASSWORD = _said(
    r"protégée?s? par (?:un )?mot de passe",
    r"password[- ]protected",
    r"mot de passe oublié",
    r"forgot(?:ten)? (?:your )?password",
)
_PASSWORD_FIELD = re.compile(r"type\s*=\s*[\"']?password", re.I)
_ROBOTS = _said(
    r"n.êtes pas un robot",
    r"vérification (?:de sécurité|que vous)",
    r"(?:are|you.re) (?:not a robot|human)",
    r"just a moment",
    r"checking your browser",
    r"security check",
    r"captcha",
    r"unusual traffic",
    r"access denied",
    r"accès refusé",
    r"enable (?:javascript and )?cookies",
    r"request unsuccessful",
    r"pardon our interruption",
)
_CONSENT = _said(
    r"\bcookies?\b",
    r"\btraceurs?\b",
    r"\bconsent(?:ement|ir|ez)?\b",
    r"\b(?:rgpd|gdpr)\b",
    r"vie privée",
    r"données (?:personnelles|à caractère)",
    r"\bprivacy\b",
    r"\bpartenaires\b",
    r"tout (?:accepter|refuser)",
    r"accept all",
)
_WORKS = _said(
    r"en maintenance",
    r"maintenance en cours",
    r"bientôt de retour",
    r"under (?:maintenance|construction)",
    r"be right back",
    r"site en construction",
    r"coming soon",
)
_SCRIPTED = _said(
    r"(?:activer?z?|enable|requires?|nécessite|besoin de|without) (?:le |du )?javascript",
    r"javascript (?:est )?(?:désactivé|is (?:disabled|required)|pour |to run)",
)
# An empty box that a script fills, or the data that it fills it from.
_ROOT = re.compile(
    r"<(?:div|main|body)\b[^<>]*\b(?:id|class)\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|svelte|application"
    r"|main-app|react-root|ember\d*|SITE_CONTAINER)\b[^<>]*>\s*(?:<div[^<>]*>\s*(?:</div>)?\s*){0,3}</"
    r"|<app-root\b|__NEXT_DATA__|window\.__(?:INITIAL|PRELOADED|NUXT|APOLLO)",
    re.I,
)
_GONE = _said(
    r"introuvable",
    r"n.existe (?:plus|pas)",
    r"n.est plus (?:disponible|en ligne|accessible)",
    r"(?:a|ont) été (?:supprimé|retiré|archivé|dépublié)",
    r"page non trouvée",
    r"pas (?:été )?trouvée?",
    r"\b404\b",
    r"not (?:be )?found",
    r"no longer (?:available|exists?)",
    r"(?:doesn.t|does not) exist",
    r"nothing (?:was )?found",
    r"can.t find",
)


def wall(page: str, blocks: Sequence[Block], known: Sequence[Block] = ()) -> str:
    """Why nothing is concluded from a page where the passage is not whole, and what to do, in French, or nothing.

    `blocks` is the text found in it, `known` the text that was once read at its address.
    """
    text = " ".join(block.text for block in blocks)
    words, shown = count_words(text), plain_text(_visible(page))
    little = words < LITTLE
    if is_locked(page) or _SUBSCRIBERS.search(shown) or _WALL_NAME.search(page):
        return "la page est réservée à des abonnés : lisez-la avec un compte, ou demandez au client un lien ouvert"
    if _PASSWORD.search(shown) and (little or _PASSWORD_FIELD.search(page)):
        return "la page demande un mot de passe : demandez au client un lien ouvert"
    if little and _ROBOTS.search(f"{_head(page)} {shown}"):
        return (
            "le site a répondu par une vérification contre les robots : réessayez plus tard, ou demandez au client de"
            " laisser passer « Tribune »"
        )
    if little and _GONE.search(f"{_head(page)} {text or shown}"):
        return ""
    if _asks_consent(shown) and (little or _about_consent(blocks)):
        return "la page ne montre que sa demande de consentement (cookies) : lisez-la dans un navigateur"
    if little and _WORKS.search(f"{_head(page)} {shown}"):
        return "le site est en travaux : réessayez plus tard"
    if little and (_SCRIPTED.search(_noscript(page)) or _ROOT.search(page)):
        return (
            "la page est composée par un script, que nous ne faisons pas tourner : lisez-la dans un navigateur, ou"
            " donnez dans « original_url » une version imprimable ou AMP"
        )
    before = sum(count_words(block.text) for block in known)
    # Short and of the same words, it is the beginning; another text of some length is another article.
    if words < before * SHORTENED and (little or compare(blocks, known).verdict != "absent"):
        return (
            f"la page ne montre plus que {words} mots, là où {before} avaient été lus : lisez-la dans un navigateur ;"
            " si le texte y est, donnez « selector » dans la fiche du client"
        )
    return ""


def _asks_consent(shown: str) -> bool:
    """Whether a third of the sentences of a page speak of cookies and consent, two at least."""
    sentences = re.split(r"(?<=[.!?])\s", shown)
    about = sum(_CONSENT.search(sentence) is not None for sentence in sentences)
    return about > 1 and about * 3 >= len(sentences)


def _about_consent(blocks: Sequence[Block]) -> bool:
    """Whether most of the words of a text are of blocks that speak of cookies and consent."""
    said = [(count_words(block.text), bool(_CONSENT.search(block.text))) for block in blocks]
    return 2 * sum(words for words, consent in said if consent) > sum(words for words, _ in said)


def _head(page: str) -> str:
    """The title of a page, and its headings of the first rank."""
    return plain_text(" ".join(re.findall(r"<title\b[^<>]*>[^<]{0,500}|<h1\b[^<>]*>.{0,500}?</h1>", page, re.I | re.S)))


def _noscript(page: str) -> str:
    return plain_text(
        " ".join(re.findall(r"<noscript\b[^<>]*>.{0,2000}?</noscript>", page, re.I | re.S)) + _visible(page)
    )


def _visible(page: str) -> str:
    """A page without its head, its scripts and its styles."""
    body = re.sub(r"^.{0,200000}?<body\b", "<body", page, count=1, flags=re.I | re.S)
    return re.sub(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", " ", body, flags=re.I | re.S)
