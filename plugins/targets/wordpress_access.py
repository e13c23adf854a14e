"""Why a WordPress does not let us in: the case, and what mends it, from what the blog says to anyone.

`/wp-json/` says which ways of identification there are (developer.wordpress.org, « Global Parameters », « Discovery »);
`?rest_route=/` is the same without rewritten addresses; the home page names the address of the API in its `Link`
header. XML-RPC takes the password in its body: accepted there, it is the `Authorization` header that gets lost.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from plugins.common.untyped import Json
from plugins.targets.api_client import NOT_JSON, ApiClient
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain

# Answers to a request about ourselves that say that we are nobody: another door would open no more.
NOT_IDENTIFIED = frozenset(
    (401, code)
    for code in (
        "incorrect_password",
        "invalid_username",
        "invalid_email",
        "rest_not_logged_in",
        "application_passwords_disabled",
        "application_passwords_disabled_for_user",
    )
)
# What an API that an extension has closed answers, by its code: the extension.
CLOSED_BY = {
    "rest_cannot_access": "Disable REST API, ou un réglage de même sorte",
    "rest_disabled": "une extension de sécurité",
    "rest_api_disabled": "une extension de sécurité",
    "rest_login_required": "une extension de sécurité",
    "disabled_rest_api": "une extension de sécurité",
    "restx_logged_out": "Disable WP REST API",
    "itsec_rest_api_access_restricted": "Solid Security (iThemes)",
    "rest_api_authentication_error": "une extension d’identification",
    "nsl_rest_forbidden": "une extension de sécurité",
    "rest_unauthorized": "une extension de sécurité",
    "rest_forbidden": "une extension de sécurité",
}
HEADER_LOST = (
    "l’hébergeur retire l’en-tête Authorization : voyez docs/relais.md, le client ajoute au .htaccess, au-dessus des "
    'règles de WordPress, « SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1 » (sous nginx, '
    "« fastcgi_param HTTP_AUTHORIZATION $http_authorization »)"
)
PRIVATE = "le site entier demande un mot de passe (htpasswd, préproduction) : donnez l’adresse du site public"
NO_PASSWORDS = (
    "les mots de passe d’application sont désactivés sur ce blog (Wordfence : « Options de connexion » ; une extension "
    "de sécurité ; ou le site n’est pas en https) : demandez au client de les rouvrir"
)


def why_refused(http: ApiClient, error: RelayError | None, credentials: tuple[str, str] | None) -> str:
    """The case in which a refused preflight is, and its remedy, in French; empty when nothing more can be told."""
    if isinstance(error, Busy):
        return "le blog est en maintenance, ou trop chargé : relancez plus tard ; s’il y reste, prévenez le client"
    if isinstance(error, Uncertain):
        return _without_answer(http, error)
    if not isinstance(error, Refused):
        return ""
    if error.code == "redirect":  # WordPress sends an address that it does not know to one that it guesses
        here = urlsplit(str(error.data.get("to"))).netloc == urlsplit(http.base).netloc
        return _nowhere(http) if here and _index(http) is None else ""
    if error.status == 404:
        return _nowhere(http)
    if error.code in CLOSED_BY or (error.status == 403 and not error.code):
        return _closed(error)
    return _not_identified(http, error, credentials) if error.status in (401, 403) else ""


def _without_answer(http: ApiClient, error: Uncertain) -> str:
    """A page where JSON was asked for: a waiting page, a maintenance, an address that is no WordPress."""
    if NOT_JSON not in str(error):
        return ""
    if _index(http) is not None:
        return (
            "un pare-feu (Cloudflare, WAF de l’hébergeur) arrête nos requêtes identifiées : "
            "demandez d’y autoriser /wp-json/wp/v2/ pour l’agent « Tribune-relais »"
        )
    return _nowhere(http)


def _nowhere(http: ApiClient) -> str:
    """Nothing of WordPress at `/wp-json/wp/v2`: is it elsewhere?"""
    index = _index(http)
    if index is not None:
        if "wp/v2" in index.get("namespaces", ()):
            return (
                "l’API répond, mais ferme /wp/v2/users et /wp/v2/posts à notre compte (extension de sécurité) : "
                "demandez d’y autoriser le compte de l’agence"
            )
        return "l’API répond sans « wp/v2 » : une extension l’a retiré ; demandez de le rouvrir au compte de l’agence"
    prefix = _other_prefix(http)
    if prefix:
        return (
            f"l’API de ce blog est à {prefix} et non à /wp-json/ (filtre « rest_url_prefix ») : "
            "demandez au client de rétablir /wp-json/"
        )
    if _index(http, "/", {"rest_route": "/"}) is not None:
        return (
            "permaliens « simples », ou réécriture d’adresses en panne : dans Réglages → Permaliens, le client choisit "
            "« Titre de la publication » et enregistre (sous nginx : try_files $uri $uri/ /index.php?$args)"
        )
    status, page = _home(http)
    if status in (200, 401, 403) and re.search(
        r"wp-content/|wp-includes/|name=\"generator\" content=\"WordPress", page
    ):
        return "c’est bien un WordPress, mais son API est fermée à tous : demandez de rouvrir /wp-json/wp/v2/"
    if status == 401:
        return PRIVATE
    return "cette adresse n’est pas celle d’un WordPress : vérifiez « url » (dossier, sous-domaine, autre logiciel ?)"


def _closed(error: Refused) -> str:
    who = CLOSED_BY.get(error.code, "le pare-feu de l’hébergeur, ou une extension de sécurité")
    return (
        f"l’API est fermée par {who}{f' ({error.code})' if error.code else ''} : demandez de laisser ouvert "
        "/wp-json/wp/v2/ aux comptes identifiés par un mot de passe d’application"
    )


def _not_identified(http: ApiClient, error: Refused, credentials: tuple[str, str] | None) -> str:
    if error.code in ("application_passwords_disabled", "application_passwords_disabled_for_user"):
        return NO_PASSWORDS
    if error.code in ("invalid_username", "invalid_email"):
        return "le blog ne connaît pas ce compte : vérifiez « account » (le nom d’utilisateur, ou son adresse)"
    if error.code == "incorrect_password":
        return (
            "le mot de passe d’application est faux ou révoqué (celui de la connexion ne convient pas) : "
            "demandez-en un nouveau au client, Utilisateurs → Profil → Mots de passe d’application"
        )
    index = _index(http)
    if index is None:
        return PRIVATE if not error.code and _home(http)[0] == 401 else _closed(error)
    if "authentication" in index and "application-passwords" not in (index["authentication"] or ()):
        return NO_PASSWORDS
    known = _known_to_xml_rpc(http, credentials)
    if known is False:
        return (
            "le mot de passe est refusé aussi par XML-RPC : compte inconnu, mot de passe faux ou révoqué ; "
            "demandez-en un nouveau au client, Utilisateurs → Profil → Mots de passe d’application"
        )
    if known:
        return f"le mot de passe est bon, mais {HEADER_LOST}"
    return f"le mot de passe d’application est faux ou révoqué, ou bien {HEADER_LOST}"


def _index(http: ApiClient, path: str = "/wp-json/", parameters: dict[str, Json] | None = None) -> Json:
    """What the API says of itself to anyone, None when it does not answer there."""
    asked = {"_fields": "name,namespaces,authentication", **(parameters or {})}
    try:
        index = http.read(path, asked, anonymous=True).data
    except RelayError:
        return None
    return index if isinstance(index, dict) and isinstance(index.get("namespaces"), list) else None


def _home(http: ApiClient) -> tuple[int, str]:
    try:
        return http.page(http.base + "/")
    except RelayError:
        return 0, ""


def _other_prefix(http: ApiClient) -> str:
    """The path of the API that the home page names, empty when it names none, or the usual one."""
    found = re.search(r"<link[^>]*rel=[\"']https://api\.w\.org/[\"'][^>]*href=[\"']([^\"']*)", _home(http)[1])
    address = urlsplit(found[1]) if found else None
    if address is None or "rest_route" in address.query:
        return ""
    path = address.path.removeprefix(urlsplit(http.base).path)
    return "" if path == "/wp-json/" else path


def _known_to_xml_rpc(http: ApiClient, credentials: tuple[str, str] | None) -> bool | None:
    """Whether XML-RPC takes the account, None when it does not answer."""
    if credentials is None:
        return None
    values = "".join(f"<param><value><string>{escape(each)}</string></value></param>" for each in credentials)
    call = f"<methodCall><methodName>wp.getUsersBlogs</methodName><params>{values}</params></methodCall>"
    try:
        answer = http.text("/xmlrpc.php", call.encode(), "text/xml")
    except RelayError:
        return None
    return True if "<name>blogid</name>" in answer else False if "<fault>" in answer else None
