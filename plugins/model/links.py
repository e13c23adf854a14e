"""Where a link of the content leads: a text, a file, an address of the site; what to write when it leads nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import partial
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from plugins.common.machine_address import machine_address
from plugins.common.names import Names
from plugins.common.regex import regex
from plugins.common.texts import slugify, suggestion
from plugins.model.addresses import site_addresses
from plugins.model.content import Content, Document, relative_target
from plugins.model.fields import DOMAIN, LOCAL_HOSTS, Record, brief, url_fault
from plugins.model.source import EXTENSIONS

_INDICATOR = regex(r"^[{|](?P<what>[^}|]*)[}|](?P<path>.*)$")
RESOLVED = "resolved links"  # what `once` keeps of a content under this name
EXTERNAL = regex(r"^(?:https?:)?//|^(?:mailto|tel|sms|xmpp|webcal|geo):", re.I)
_OTHER_SITE = regex(
    r"https?://(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?|(?:tel|sms|xmpp|webcal|geo):.*", re.I
)
_WEB = regex(r"https?://", re.I)
_SCHEME = regex(r"^([a-z][a-z0-9+.-]*):", re.I)
_LOCAL_PATH = regex(r"^(?:[a-z]:(?:[\\/]|%5c)|\\\\|file:|/(?:Users|home|Volumes|media|mnt)/)", re.I)
_EMAIL = regex(r"^[^@\s/:]+@(?:[\w-]+\.)+[a-z]{2,}$", re.I)
_ADMIN = regex(r"/(?:wp-admin|wp-login\.php|ghost/#/editor)(?:[/?#]|$)", re.I)
_LISTS = regex(r"/(?:tags?|themes?|categor(?:y|ies)|categories?|rubriques?)/", re.I)
# Lists that are written once there is a text to list.
_LISTS_OF_TEXTS = frozenset(("articles/", "archives/", "ateliers/", "ateliers.ics", "clients/"))
# Names that end like a domain and are files.
_FILE_SUFFIXES = frozenset(
    ".html .htm .php .txt .py .js .css .sh .zip .pdf .doc .docx .odt .ods .xls .xlsx .csv .vtt .png .jpg .jpeg .gif"
    " .webp .avif .svg .heic .tif .tiff .bmp .mp3 .mp4 .webm .mov".split()
).union(EXTENSIONS)

Resolved = tuple[str, str | None, Document[Record] | None]


_Told = tuple[str | None, Document[Record] | None]


def link_fault(site: Content, document: Document[Record], target: str, *, image: bool = False) -> _Told:
    """The French message of a link or an image that leads nowhere, and the text that it leads to, if it is one."""
    if target.startswith("#"):
        return None, document
    told: dict[tuple[str, bool, str, bool], _Told] = site.once("links looked at", dict)
    key = (document.folder, sees_drafts(site, document), target, image)
    found = told.get(key)
    if found is None:
        found = told[key] = _look(site, document, target, image)
    return found


def _look(site: Content, document: Document[Record], target: str, image: bool) -> _Told:
    if _LOCAL_PATH.match(target):
        name = re.split(r"[\\/]|%5c", target, flags=re.I)[-1]
        what = "l’image" if image else "le fichier"
        remedy = f"copiez {what} dans content/images/ et écrivez ../images/{brief(name)}"
        return f"« {brief(target)} » est un chemin de votre poste : {remedy}", None
    if target.lower().startswith("data:"):
        remedy = "enregistrez l’image dans content/images/ et écrivez ![ce qu’elle montre](../images/nom.png)"
        return f"image collée dans le texte (« {brief(target, 24)} ») : {remedy}", None
    if EXTERNAL.match(target):
        return _external_fault(site, document, target)
    if _SCHEME.match(target) and not re.match(rf"{DOMAIN}(?:/|$)", target):
        fault = url_fault(target) if re.match(r"^(?:[a-z]{2,8}:/+|https?:)", target, re.I) else None
        if fault and "écrivez http" in fault:
            return fault, None
        return f"adresse « {brief(target)} » : écrivez une adresse https:, mailto: ou un chemin du site", None
    _, message, found = resolve_link(site, document, target)
    if message is None:
        return None, found
    if _EMAIL.match(target):
        return f"« {brief(target)} » est un courriel : écrivez mailto:{brief(target)}", None
    if _is_domain(target):
        return f"lien « {brief(target)} » : ajoutez https:// devant : https://{brief(target)}", None
    return message, None


def _is_domain(target: str) -> bool:
    """Whether a target is an address without its « https:// »: asahilinux.org/, www.exemple.fr/page."""
    host = re.split(r"[/?#]", target)[0]
    if not re.fullmatch(DOMAIN, host):
        return False
    return host.lower().startswith("www.") or PurePosixPath(host).suffix.lower() not in _FILE_SUFFIXES


def own_host(site: Content) -> str:
    """The host of the site's public address."""
    return urlsplit(site.agency.url).netloc.lower()


def leads_elsewhere(own: str, target: str) -> bool:
    """Whether an address is one of another host than `own`, and nothing is to be said of it: most are."""
    match = _OTHER_SITE.fullmatch(target)
    if match is None:
        return False
    host = (match["host"] or "").lower()
    if not host.isascii():
        return False  # it may be the site's, as people write it
    return host != own and not LOCAL_HOSTS.fullmatch(host) and not _ADMIN.search(target)


def _external_fault(site: Content, document: Document[Record], target: str) -> _Told:
    """An address of another site is only looked at, never fetched; one of our own is resolved as a path of the site."""
    if re.match(r"mailto:\s", target, re.I):
        written = f"mailto:{brief(target[7:].strip())}"
        return f"« {brief(target)} » : une espace suit « mailto: » ; écrivez {written}", None
    if target.lower().startswith("mailto:"):
        address = unquote(target[7:].partition("?")[0])
        if address and not all(_EMAIL.match(each.strip()) for each in address.split(",")):
            return f"courriel « {brief(target)} » : écrivez mailto:nom@exemple.fr", None
        return None, None
    if not re.match(r"^(?:https?:)?//|^https?:", target, re.I):
        return None, None
    # Other signs that an address should not hold are mended by browsers.
    whole = f"https:{target}" if target.startswith("//") else target
    fault = url_fault(re.sub(r"[<>\"{}|\\^`]", "_", whole))
    if fault or whole != target:
        return fault, None
    parts = urlsplit(target)
    if _ADMIN.search(parts.path):
        return f"adresse « {brief(target)} » : c’est l’administration d’un site ; écrivez l’adresse publique", None
    _, message, found = resolve_link(site, document, target)
    if message and LOCAL_HOSTS.fullmatch(parts.hostname or ""):
        remedy = "retirez-la, ou écrivez-la en code"
        return f"adresse « {brief(target)} » : elle n’existe que sur votre poste ; {remedy}", None
    return f"adresse « {brief(target)} » : ce site n’a pas cette page{_hint(message)}" if message else None, found


def _path_here(site: Content, target: str) -> str | None:
    """The path, below the site's root, of an address of its own or of a preview; None for the address of another."""
    try:
        target = machine_address(target)
    except ValueError:  # a fault that is told of the address
        return None
    parts = urlsplit(target)
    if LOCAL_HOSTS.fullmatch(parts.hostname or ""):
        path = parts.path
    else:
        own = urlsplit(str(site.agency.url))
        base = own.path.rstrip("/")
        if (
            "url" not in site.agency.model_fields_set
            or parts.netloc.lower() != own.netloc.lower()
            or not f"{parts.path}/".startswith(f"{base}/")
        ):
            return None
        path = parts.path[len(base) :]
    return f"{path or '/'}{split_target(target)[1]}"


def _hint(message: str) -> str:
    return message[message.find(" ; voulez-vous") :] if " ; voulez-vous" in message else " ; vérifiez l’adresse"


def resolve_link(site: Content, document: Document[Record], target: str) -> Resolved:
    """What a link of the content means.

    Returns (target in Pelican's notation or as it was, French message when it leads nowhere, document it leads to).
    An address of the site's own (`/ateliers/`, `https://agence.example/ateliers/`, that of a preview) is
    `{filename}/ateliers/`, as if it were a text; one of another site is left as it is.
    Found once for all the texts of a folder that may lead to the same addresses: checks, pages and relays ask.
    """
    resolved: dict[tuple[str, bool, str], Resolved] = site.once(RESOLVED, dict)
    key = (document.folder, sees_drafts(site, document), target)
    found = resolved.get(key)
    if found is None:
        found = resolved[key] = _resolve(site, document, target)
    return found


def own_path(site: Content, document: Document[Record], target: str) -> str | None:
    """The path of a page of the site that is written by its whole address, or by that of a preview; None otherwise."""
    if not _WEB.match(target):
        return None
    try:
        here = _path_here(site, target)
    except ValueError:  # no address at all
        return None
    return here if here is not None and resolve_link(site, document, here)[1] is None else None


def _resolve(site: Content, document: Document[Record], target: str) -> Resolved:
    if _WEB.match(target):
        try:
            here = _path_here(site, target)
        except ValueError:  # no address at all, told as such
            here = None
        if here is None:
            return target, None, None
        resolved, message, found = _resolve(site, document, here)
        return (target if message else resolved), message, found
    path, mark = split_target(target)
    match = _INDICATOR.match(path)
    if match:
        what, path = match["what"], match["path"]
        if what in ("author", "category", "tag", "index"):
            return _resolve_name(site, document, target, what, unquote(path), mark)
        if what not in ("filename", "static", "attach"):
            known = ("{filename}", "{static}")
            return target, f"indicateur « {{{brief(what)}}} » inconnu{suggestion(what, known)}", None
    elif path.startswith("/"):
        return _resolve_address(site, document, target, unquote(path).lstrip("/"), mark)
    wanted = relative_target(document, unquote(path))
    if wanted.startswith(".."):
        remedy = "copiez le fichier dans content/images/"
        if _is_text(wanted):
            remedy = "mettez ce texte dans content/articles/, ou liez son adresse complète"
        return target, f"« {brief(path)} » sort du contenu : {remedy}", None
    wanted = site.stored_path(wanted)
    found = site.by_path.get(wanted)
    if found is not None:
        return f"{{filename}}/{wanted}{mark}", None, found
    if wanted in site.files:
        return f"{{static}}/{wanted}{mark}", None, None
    if wanted in site.refused:  # its own faults are told: this link is right
        return target, None, None
    return target, f"lien « {brief(target)} » : {_missing(site, wanted, document)}", None


def _missing(site: Content, wanted: str, document: Document[Record] | None = None) -> str:
    """What to say of a file that readers cannot be given: it is elsewhere, of another kind, or nowhere."""
    if wanted in site.unserved:
        suffix = PurePosixPath(wanted).suffix
        return f"ce fichier est là, mais un « {suffix} » n’est pas montré aux lecteurs : convertissez-le (JPEG, PDF…)"
    if not _is_text(wanted) and (site.root / wanted).is_file():
        return "ce fichier n’est pas publié là où il est : déplacez-le dans content/images/, et changez ce chemin"
    near = nearest_path(site, "by_path" if _is_text(wanted) else "files", wanted)
    if near is None:
        return "ce fichier n’est pas dans le contenu ; vérifiez le nom"
    path = os.path.relpath(near, PurePosixPath(document.relative).parent) if document else near
    return f"ce fichier n’est pas dans le contenu ; voulez-vous « {path} » ?"


def missing_file(site: Content, name: str, label: str) -> str:
    """The French message of a header that names an image or a file which is not there."""
    said = f"{label} « {brief(name)} »"
    bare = re.split(r"[\\/]", split_target(name)[0])[-1]
    if re.match(r"(?:https?:)?//", name, re.I):
        return f"{said} : copiez-la dans content/images/ et écrivez images/{brief(bare) or 'nom.jpg'}"
    if _LOCAL_PATH.match(name):
        return f"{said} est un chemin de votre poste : copiez-la dans content/images/ et écrivez images/{brief(bare)}"
    path = site.stored_path(name)
    if path in site.unserved or (site.root / path).is_file():
        return f"{said} : {_missing(site, path)}"
    near = nearest_path(site, "files", name)
    return f"{said} introuvable dans content/{f' ; voulez-vous « {near} » ?' if near else ' ; vérifiez le nom'}"


def _resolve_name(site: Content, document: Document[Record], target: str, what: str, name: str, mark: str) -> Resolved:
    """`{tag}vente`, `{category}…`, `{author}…`, `{index}`: the page of that name."""
    if what == "index":
        return f"{{filename}}/{mark}", None, None
    if what == "author":
        found = site.authors.get(site.author_id(name) or "")
        if found is not None:
            return f"{{filename}}/{found.relative}{mark}", None, found
        return target, f"auteur « {brief(name)} » introuvable{suggestion(name, site.authors)}", None
    folder, label, names = {
        "tag": ("themes", "thème", site.tag_names),
        "category": ("rubriques", "rubrique", site.category_names),
    }[what]
    address = f"{folder}/{slugify(name)}/"
    if address in _known(site, document):
        return f"{{filename}}/{address}{mark}", None, None
    hint = suggestion(name, names.values()) or " ; vérifiez le nom"
    return target, f"{label} « {brief(name)} » sans texte publié{hint}", None


def _resolve_address(site: Content, document: Document[Record], target: str, path: str, mark: str) -> Resolved:
    """A link by address (`/articles/x/`): right today, it would break at another sub-path if it stayed as it is."""
    bare = path.removesuffix("index.html")
    folder = bare.rstrip("/") + "/" if bare else ""
    found = site.by_address.get(folder) or _old_addresses(site).get(path.strip("/"))
    if found is not None:
        return f"{{filename}}/{found.relative}{mark}", None, found
    stored = site.stored_path(path)
    if stored in site.files:
        return f"{{static}}/{stored}{mark}", None, None
    for address in (bare, folder):
        if address in _known(site, document):
            return f"{{filename}}/{address}{mark}", None, None
        if address in _LISTS_OF_TEXTS or address in site.once(
            "addresses in preview", partial(site_addresses, site, drafts=True)
        ):
            return target, f"adresse « {brief(target)} » : aucun texte publié n’y est encore ; retirez ce lien", None
    near = _nearest_address(site, path)
    remedy = (
        f" ; voulez-vous « /{near} » ?"
        if near is not None
        else " : liez le fichier du texte (../articles/mon-article.md), ou écrivez l’adresse complète"
    )
    return target, f"adresse « {brief(target)} » inconnue{remedy}", None


def _nearest_address(site: Content, path: str) -> str | None:
    """The known address whose last part is nearly that of an unknown one: what comes before changes with systems."""
    lists = bool(_LISTS.search(f"/{path}"))

    def by_name() -> dict[str, str]:
        known: Iterable[str] = site.by_address
        if lists:
            known = (a for a in site_addresses(site, drafts=False) if a.startswith(("rubriques/", "themes/")))
        return {_last_part(address): address for address in sorted(known) if address}

    names = site.once(f"last parts, lists {lists}", by_name)
    near = site.once(f"names of addresses, lists {lists}", lambda: Names(names)).nearest(_last_part(path))
    return None if near is None else names[near]


def _last_part(address: str) -> str:
    return re.sub(r"\.(?:html?|php)$", "", address.rstrip("/").rsplit("/", 1)[-1])


def _known(site: Content, document: Document[Record]) -> frozenset[str]:
    """The addresses that a text may lead to: a published one, to what readers have; a draft, to what editors see."""
    drafts = sees_drafts(site, document)
    return site.once(
        f"addresses in {'preview' if drafts else 'production'}", partial(site_addresses, site, drafts=drafts)
    )


def sees_drafts(site: Content, document: Document[Record]) -> bool:
    """Whether a text may lead to drafts: those who see it see them too."""
    return site.state(document) not in ("published", "hidden")


def _old_addresses(site: Content) -> dict[str, Document[Record]]:
    """Texts by the addresses that they had: a link to one leads to the text itself."""
    return site.once(
        "old addresses",
        lambda: {
            old.strip("/"): document
            for document in site.documents()
            for old in getattr(document.record, "redirect_from", ())
        },
    )


def nearest_path(site: Content, among: Literal["files", "by_path"], wanted: str) -> str | None:
    """The known path whose name is nearly that of a path."""
    # Names without date nor extension: what all of them share would make any two look alike.
    paths = site.once(among, lambda: {bare_name(path): path for path in getattr(site, among)})
    near = site.once(f"names of {among}", lambda: Names(paths)).nearest(bare_name(wanted))
    return paths[near] if near is not None else None


def _is_text(path: str) -> bool:
    return PurePosixPath(path).suffix in ("", *EXTENSIONS)


def bare_name(path: str) -> str:
    """The name of a file without its date and extension."""
    return re.sub(r"^\d{4}-\d{2}-\d{2}[-_]", "", PurePosixPath(path).stem)


def split_target(target: str) -> tuple[str, str]:
    """The path of a target, and its query and fragment."""
    match = re.search(r"[?#]", target)
    return (target[: match.start()], target[match.start() :]) if match else (target, "")
