"""What search engines and collectors of texts are told: one table, which pages, the site map and the feeds read.

A list that shows too little, or what another list shows, is no answer to a question: it stays open to readers, its
links are followed, and it is out of the index (Google, « Block indexing », « Consolidate duplicate URLs »,
« Pagination »). `docs/indexing.md` is written from here by `./inv docs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from plugins.common.frozen import frozen
from plugins.model.agency import Agency

INDEXED = "max-image-preview:large"  # the picture of a page may be shown whole (Google, « robots meta tag »)
KEPT_OUT = "noindex, follow"
ENOUGH = 3  # texts, from which a list says more than each of them


@frozen
class Row:
    """A row of the table. `label` and `why` are French.

    A page of this kind is indexed when it holds `enough` texts: never when that is None, always when it is 0. `own`: it
    has words of its own besides, so that it is never taken for another. `following` says whether the next pages of such
    a list are indexed. `in_feeds`: feeds hold such a text.
    """

    label: str
    enough: int | None
    why: str
    own: bool = True
    following: bool = False
    in_feeds: bool = False


TEXT = Row("Article paru", 0, "c’est ce que l’on cherche", in_feeds=True)
ELSEWHERE = Row(
    "Article dont l’original est ailleurs (`canonical`)",
    0,
    "sa page nomme l’autre adresse : les moteurs gardent celle-là",
    in_feeds=True,
)
ASIDE = Row("Texte masqué, ou `noindex: true`", None, "son auteur ne veut pas qu’on le trouve")
UNSEEN = Row("Brouillon, texte programmé ou masqué, dans un aperçu", None, "les lecteurs ne l’ont pas")
PLAIN = Row("Page, guide, atelier, session à venir", 0, "c’est ce que l’on cherche")
PAST = Row("Session passée", None, "on n’y vient plus")
HOME = Row("Accueil", 0, "c’est par là que l’on entre")
CATALOGUE = Row("Catalogue des ateliers", 0, "c’est par là que l’on entre", own=False)
ARTICLES = Row(
    "Tous les articles",
    ENOUGH,
    "les pages suivantes sont le chemin vers chaque article",
    own=False,
    following=True,
)
RUBRIC = Row("Rubrique, thème", ENOUGH, "un texte ou deux se trouvent mieux seuls", own=False)
YEAR = Row("Année des archives", ENOUGH, "un texte ou deux se trouvent mieux seuls", own=False)
YEARS = Row("Archives", ENOUGH, "d’un an ou deux, ce n’est qu’un détour ; compte les années")
PRESENTED = Row("Signature ou client qui se présente", 1, "ses mots sont de lui")
NAMED = Row("Signature ou client sans présentation", ENOUGH, "un texte ou deux se trouvent mieux seuls", own=False)
LIST = Row("Liste des clients, des textes d’une autre sorte", ENOUGH, "un texte ou deux se trouvent mieux seuls")
DIRECTORY = Row(
    "Liste des rubriques, des thèmes, des auteurs, des guides (`/rubriques/`, `/themes/`, `/auteurs/`, `/guides/`)",
    ENOUGH,
    "de un ou deux, ce n’est qu’un détour ; compte ses lignes",
)
FACET = Row(
    "Ateliers d’un lieu, d’un thème, d’une modalité, d’un mois, ou de deux à la fois",
    ENOUGH,
    "compte les sessions à venir",
    own=False,
)
APART = Row(
    "Page introuvable, recherche (`/recherche/`), plan du site (`/plan-du-site/`), carte pour un autre site",
    None,
    "ce n’est pas une page que l’on cherche",
)
TABLE = (
    TEXT, ELSEWHERE, ASIDE, UNSEEN, PLAIN, PAST, HOME, CATALOGUE, ARTICLES, RUBRIC, YEAR, YEARS, PRESENTED, NAMED, LIST,
    DIRECTORY, FACET, APART,
)  # fmt: skip


@frozen
class Use:
    """What programs collect texts for: the key of `ai` in agence.yaml, and the names that they say (`User-agent`).

    `reserved_by_law`: a reservation is declared as the directive (EU) 2019/790, article 4, wants it (TDM Reservation
    Protocol, W3C). The others ask robots.txt alone.
    """

    key: str
    label: str
    agents: tuple[str, ...]
    reserved_by_law: bool = False


USES = (
    Use(
        "training",
        "Entraîner un modèle",
        (
            "AI2Bot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "Diffbot", "GPTBot", "Google-Extended",
            "Meta-ExternalAgent", "Omgilibot", "PanguBot", "cohere-training-data-crawler",
        ),
        reserved_by_law=True,
    ),
    Use(
        "answers",
        "Répondre en citant",
        (
            "ChatGPT-User", "Claude-SearchBot", "Claude-User", "DuckAssistBot", "MistralAI-User", "OAI-SearchBot",
            "Perplexity-User", "PerplexityBot",
        ),
    ),
)  # fmt: skip


def reservation_headers(agency: Agency) -> dict[str, str]:
    """What servers say with each file where text and data mining is reserved; nothing where it is not.

    TDM Reservation Protocol, W3C, « HTTP response header fields »: it holds for pictures and documents too, and under a
    path, where no file at the root of the host speaks of the site.
    """
    if not agency.ai or not any(use.reserved_by_law and getattr(agency.ai, use.key) == "reserved" for use in USES):
        return {}
    # Quotes, dollars and braces would be read by the servers that these are written for.
    policy = quote(agency.ai.policy, safe=":/?#[]@!&'()*+,;=%~") if agency.ai.policy else ""
    return {"TDM-Reservation": "1", **({"TDM-Policy": policy} if policy else {})}


@frozen
class Standing:
    """What is told of one page: the content of its robots element, whether the site map names it, and whether its
    list is to be compared with others (`holds` are the addresses of the texts in it)."""

    robots: str
    in_map: bool
    holds: frozenset[str] = frozenset()


def standing(row: Row, holds: Sequence[str] = (), *, following: bool = False) -> Standing:
    """What is told of a page of a row, given the addresses of all that its list holds; `following`: not its first."""
    if row.enough is None or len(holds) < row.enough:
        return Standing(KEPT_OUT, in_map=False)
    if following:
        return Standing(INDEXED if row.following else KEPT_OUT, in_map=False)
    return Standing(INDEXED, row is not ELSEWHERE, frozenset() if row.own else frozenset(holds))


def indexing_reference() -> str:
    """The page of the documentation, in Markdown."""
    return "\n".join([_HEAD, *_lines(), "", _FOOT, *_uses(), "", _HOST])


def _lines() -> Iterator[str]:
    for row in TABLE:
        if row.enough is None:
            page, following, in_map = KEPT_OUT, "", "non"
        else:
            few = f"de {row.enough} textes : {INDEXED} ; de moins : {KEPT_OUT}" if row.enough > 1 else INDEXED
            page = f"d’un texte : {INDEXED} ; sans texte : {KEPT_OUT}" if row.enough == 1 else few
            following = "" if row.own and not row.following and row is not PRESENTED else KEPT_OUT
            following = f"{INDEXED}, hors du plan" if row.following else following
            in_map = "non" if row is ELSEWHERE else "oui, si elle est indexée"
        same = "" if row.own else "la première des listes"
        feeds = "oui" if row.in_feeds else "non"
        yield f"| {row.label} | {page} | {following} | {same} | {in_map} | {feeds} | {row.why} |"


def _uses() -> Iterator[str]:
    for use in USES:
        law = f", {_BY_LAW}" if use.reserved_by_law else ""
        yield f"| `{use.key}` | {use.label} | robots.txt{law} | {', '.join(use.agents)} |"


_HEAD = """# Ce que les moteurs gardent

Ce fichier est écrit par `./inv docs` à partir de `plugins/site/indexing.py` : ne le modifiez pas à la main. Les pages
(`<meta name="robots">`), `sitemap.xml` et les flux lisent la même table.

| page | elle dit aux moteurs | pages suivantes | même contenu qu’une autre | dans le plan | dans les flux | pourquoi |
|---|---|---|---|---|---|---|"""
_FOOT = """De deux listes qui montrent les mêmes textes, la seconde nomme la première (`rel="canonical"`), dans
l’ordre : tous les articles, rubriques, thèmes, années, signatures, catalogue et listes d’ateliers, clients. Une
ancienne adresse mène à la nouvelle et ne dit rien aux moteurs : un renvoi immédiat leur suffit, et « noindex » ferait
oublier les deux. Un texte que l’on ne doit pas trouver n’est dans aucun flux du site ; ses listes, elles, le montrent
s’il n’est pas masqué.

## Programmes qui collectent les textes

`agence.yaml` dit ce qui leur est permis : `ai: {training: reserved, answers: allowed}`. Sans cette clé, tout est permis
et rien n’est dit. `policy: https://…` donne l’adresse où l’on négocie.

| clé | usage | où une réserve est dite | programmes |
|---|---|---|---|"""
_BY_LAW = (
    "chaque page (`tdm-reservation`), chaque fichier par les en-têtes du serveur (`_headers`, `./inv headers`), "
    "`/.well-known/tdmrep.json`"
)
_HOST = """`robots.txt` et `/.well-known/tdmrep.json` ne sont lus qu’à la racine d’un hôte. D’un site sous un chemin
(`https://www.agence.fr/blog`), seuls les pages et les en-têtes du serveur parlent d’eux-mêmes : ajoutez au
`robots.txt` de la racine les lignes du nôtre, qui nomment déjà ce chemin et le plan du site, et à la racine le
`tdmrep.json` que donne `./inv machines --racine`.
"""
