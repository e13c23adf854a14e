"""Old addresses as people have them: out of a log, a browser's bar, another engine; each read to one form."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from plugins.common.frozen import frozen
from plugins.common.regex import regex

_EXAMPLE = "écrivez un chemin du site, comme /2016/05/ancien-article/"
_PAGE = (".html", ".htm")
_EXTENSION = regex(r"\.[a-z][a-z0-9]{0,4}", re.I)
_CODE = regex(r"%[0-9A-Fa-f]{2}")
# Win32, « Naming Files, Paths, and Namespaces »: the checkout or the archive of a site may be on such a disk.
_FOR_DEVICES = regex(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.I)
_FORBIDDEN = set('<>:"|*?')
_NAME_MAX, _PATH_MAX = 255, 1000  # bytes: ext4, NTFS, APFS; some archives and servers hold no longer path


class Unusable(ValueError):
    """No address of a site; the message is French and says what to write."""


@frozen
class OldAddress:
    """`path` begins with « / », percent signs decoded, composed (NFC), without « . », « // » nor « index.html ».

    `host` is empty when only a path was written; `query` is as it was written, without its « ? ».
    """

    host: str
    path: str
    query: str = ""

    @property
    def file(self) -> str | None:
        """The file of the output whose page a server gives at this address: `2016/x/index.html`; None if none can.

        A server tells what a file is by its name, and never looks at the query: a page would come as a feed does,
        as a PDF, or at every query.
        """
        if self.query:
            return None
        path = self.path.strip("/")
        last = path.rpartition("/")[2]
        if last.lower().endswith(_PAGE) and not self.path.endswith("/"):
            return path
        extension = last[last.rfind(".") :] if "." in last else ""
        if _EXTENSION.fullmatch(extension) and not self.path.endswith("/"):
            return None
        return f"{path}/index.html" if path else "index.html"


def read_old_address(written: str) -> OldAddress:
    """The address that a person wrote, whole (`https://…`) or from the root of the site; Unusable if it is none."""
    text = written if len(written) <= 60 else f"{written[:59]}…"
    if "#" in written:
        raise Unusable(f"« {text} » : un serveur ne voit pas ce qui suit « # », écrivez l’adresse sans lui")
    if re.search(r"\s", written):
        raise Unusable(f"« {text} » : une espace s’écrit %20, et deux adresses vont dans une liste [/a/, /b/]")
    host, rest = "", written
    if re.match(r"https?://", written, re.I):
        try:
            parts = urlsplit(written)
            host = (parts.hostname or "").lower()
        except ValueError:
            raise Unusable(f"« {text} » illisible : {_EXAMPLE}") from None
        rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not rest.startswith("/") or re.search(r"[<>\"\\{}]", written):
        raise Unusable(f"« {text} » : {_EXAMPLE}")
    raw, _, query = rest.partition("?")
    if query and not all(re.fullmatch(r"[^=&]+=[^=&]*", pair) for pair in query.split("&")):
        raise Unusable(f"« {text} » : après « ? », écrivez des paires clé=valeur jointes par « & », comme /?p=12")
    return OldAddress(host, _path(raw, text), query)


def _path(raw: str, text: str) -> str:
    wrong = re.search(r"%(?![0-9A-Fa-f]{2}).{0,2}", raw)
    if wrong:
        raise Unusable(f"« {text} » : « {wrong[0]} » n’est pas un code, le signe « % » s’écrit %25")
    try:
        decoded = unicodedata.normalize("NFC", unquote(raw, errors="strict"))
    except UnicodeDecodeError:
        raise Unusable(f"« {text} » n’est pas codée en UTF-8 : écrivez ses accents tels quels, comme /été/") from None
    if _CODE.search(decoded):
        raise Unusable(f"« {text} » est codée deux fois : écrivez « {unquote(decoded)} »")
    names = [name for name in decoded.split("/") if name not in ("", ".")]
    for name in names:
        _check_name(name, text)
    if names and names[-1].lower() == "index.html":
        names.pop()
        decoded = "/"  # the address of its folder
    path = "/" + "/".join(names) + ("/" if names and decoded.endswith("/") else "")
    if len(path.encode()) > _PATH_MAX:
        raise Unusable(f"« {text} » : {len(path.encode())} octets, {_PATH_MAX} au plus, retirez cette adresse")
    return path


def _check_name(name: str, text: str) -> None:
    """A name that some disk refuses cannot be published everywhere."""
    size = len(name.encode())
    if name == "..":
        raise Unusable(f"« {text} » sort du site : {_EXAMPLE}")
    if not name.isprintable() or "\\" in name:
        raise Unusable(f"« {text} » tient un signe qui n’a pas de nom de fichier : {_EXAMPLE}")
    if size > _NAME_MAX:
        raise Unusable(f"« {text} » tient un nom de {size} octets, {_NAME_MAX} au plus : retirez cette adresse")
    if _FOR_DEVICES.fullmatch(name) or name[-1] in ". " or name[0] == " " or not _FORBIDDEN.isdisjoint(name):
        raise Unusable(f"« {text} » tient « {name} », que Windows refuse : retirez-la, et redirigez-la sur le serveur")
