"""Old addresses: a page at each that leads to the new one, and rules for servers where no page can answer."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from urllib.parse import quote, unquote, urlsplit

from plugins.common.machine_address import machine_host
from plugins.common.old_addresses import OldAddress, Unusable, read_old_address
from plugins.common.outputs import address_of, disk_key
from plugins.common.problems import Problem, Rule
from plugins.french.elision import de
from plugins.model.addresses import UNPUBLISHED, site_addresses
from plugins.model.content import Content, Document, site_path
from plugins.model.fields import Record
from plugins.publishing.rules import OLD_ADDRESS, SERVER_RULE
from plugins.publishing.written import Written

RULES, APACHE_RULES = "_redirects", ".htaccess"
PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{address}">{card}
<meta http-equiv="refresh" content="0; url={address}">
</head>
<body>
<h1>Cette page a changé d’adresse</h1>
<p><a href="{address}">{title}</a></p>
</body>
</html>
"""


def redirect_page(title: str, address: str, card: str = "", policy: str = "") -> str:
    """The page of an old address: it leads to `address` at once, without JavaScript (HTML, § « refresh »).

    Search engines take an instant refresh for a permanent redirect (Google, « Redirects »): with « noindex » they would
    leave the new address out too.

    `card` is the address of the article's oEmbed answer: a blog that shows a card of the old address reads this page,
    and would make a plain link of it. `policy` is what the page may load.
    """
    found = f'\n<link rel="alternate" type="application/json+oembed" href="{escape(card)}">' if card else ""
    return PAGE.format(policy=policy, title=escape(title), address=escape(address), card=found)


Place = tuple[str, int, int]  # path as it is shown, line, column


@dataclass(frozen=True)
class Redirect:
    """An old address as it was declared `at` a place, and where it leads: `target` is below the site's root.

    `document` is None when agence.yaml declares it.
    """

    written: str
    old: OldAddress
    target: str
    at: Place
    document: Document[Record] | None = None

    @property
    def file(self) -> str | None:
        """The file of its page; None where only a rule can answer: a reader of feeds follows no page either."""
        return self.old.file if self.target.endswith(("/", ".html")) or not self.target else None

    def problem(self, message: str, rule: Rule = OLD_ADDRESS) -> Problem:
        """A problem where it is declared."""
        return rule.at(*self.at, message)


def declared(site: Content) -> Iterator[Redirect]:
    """Every old address that texts and agence.yaml declare, read from the root of the site."""
    base = unquote(urlsplit(site.agency.url).path).rstrip("/")
    for document in site.documents():
        for rank, written in enumerate(getattr(document.record, "redirect_from", ())):
            at = (document.shown, *document.place(("redirect_from", rank)))
            yield Redirect(written, _in_the_site(written, base), site_path(document), at, document)
    for written, target in site.agency.redirects.items():
        at = (f"{site.shown}/agence.yaml", *site.agency_header.place(("redirects", written), key=True))
        yield Redirect(written, _in_the_site(written, base), target[1:], at)


def _in_the_site(written: str, base: str) -> OldAddress:
    """A whole address without the path under which the site is; a path is from the root of the site already."""
    old = read_old_address(written)
    inside = old.host and base and f"{old.path}/".startswith(f"{base}/")
    return replace(old, path=old.path[len(base) :] or "/") if inside else old


def check_redirects(site: Content) -> Iterator[Problem]:
    """Une ancienne adresse n’est prise par rien de ce que le site écrit, n’est déclarée qu’une fois, et mène droit."""
    taken = _Taken(site)
    sound: list[Redirect] = []
    for each in declared(site):
        message = _elsewhere(site, each) or taken.by(each)
        if message:
            yield each.problem(message)
        else:
            taken.add(each)
            sound.append(each)
    yield from _check_targets(site, sound)
    ruled = [each for each in sound if each.file is None]
    if ruled:
        others = f" (et {len(ruled) - 1} autres)" if len(ruled) > 2 else " (et une autre)" if len(ruled) == 2 else ""
        yield ruled[0].problem(
            f"« {ruled[0].written} »{others} : aucune page ne peut répondre là. La règle est écrite dans « {RULES} » "
            f"(Netlify…) et « {APACHE_RULES} » (Apache) ; GitHub Pages ne lit ni l’un ni l’autre",
            SERVER_RULE,
        )


class _Taken:
    """What the site writes and what was declared before, for one pass over old addresses."""

    def __init__(self, site: Content) -> None:
        self._site = site
        self._declared: dict[tuple[str, str], str] = {}

    @cached_property
    def _written(self) -> Written:
        return Written(self._site)

    def by(self, redirect: Redirect) -> str | None:
        """The fault of an address that is not free, in French."""
        old = redirect.old
        owner = None if old.query else self._written.owner(old.file or old.path.strip("/"))
        owner = owner or self._declared.get(_identity(old))
        if owner is None:
            return None
        if owner == redirect.at[0]:
            return f"adresse « {redirect.written} » déjà dans ce fichier, ou celle de ce texte : retirez-la"
        return f"adresse « {redirect.written} » déjà prise par {owner} : retirez-la de cette liste"

    def add(self, redirect: Redirect) -> None:
        self._declared[_identity(redirect.old)] = redirect.at[0]
        if redirect.file:
            self._written.add(redirect.file, redirect.at[0])


def _identity(old: OldAddress) -> tuple[str, str]:
    return disk_key(old.path.rstrip("/")), old.query


def _elsewhere(site: Content, redirect: Redirect) -> str | None:
    """The fault of an address that is not below the site's, in French."""
    public = urlsplit(site.agency.url)
    base, host = unquote(public.path).rstrip("/"), (public.hostname or "").removeprefix("www.")
    if machine_host(redirect.old.host).removeprefix("www.") not in ("", host):
        return (
            f"« {redirect.written} » est l’adresse d’un autre site, qui seul peut la rediriger : retirez-la, "
            f"ou écrivez une ancienne adresse {de(host)}"
        )
    if redirect.old.host and base and not unquote(urlsplit(redirect.written).path).startswith(f"{base}/"):
        return f"« {redirect.written} » est hors de {site.agency.url} : retirez-la, et redirigez-la sur le serveur"
    if not redirect.old.host and base and redirect.old.path.startswith(f"{base}/"):
        inside = redirect.written[len(base) :]
        return f"« {redirect.written} » : écrivez « {inside} », les chemins partent de {site.agency.url}"
    return None


def _check_targets(site: Content, redirects: list[Redirect]) -> Iterator[Problem]:
    """What agence.yaml leads to is there, and is no old address itself."""
    if all(each.document is not None for each in redirects):
        return
    following = {_identity(each.old): each.target for each in redirects}
    known = _Known(site)
    for each in redirects:
        if each.document is not None:
            continue
        target, passed = each.target, {_identity(each.old)}
        while (found := _identity(_address_of(target))) in following and found not in passed:
            passed.add(found)
            target = following[found]
        if found in passed and found in following:
            yield each.problem(
                f"« {each.written} » mène à « /{each.target} », qui y ramène : écrivez une adresse du site"
            )
        elif fault := known.fault(target):
            yield each.problem(f"« {each.written} » mène à « /{target} », {fault}")
        elif target != each.target:
            yield each.problem(
                f"« {each.written} » mène à « /{each.target} », qui est une ancienne adresse : écrivez « /{target} »"
            )


def _address_of(target: str) -> OldAddress:
    try:
        return read_old_address(f"/{target}")
    except Unusable:  # no address that someone could have
        return OldAddress("", f"/{target}")


class _Known:
    """What an old address may lead to: a page, a list, a feed or a file that readers are given."""

    def __init__(self, site: Content) -> None:
        texts = {path: site.state(document) for path, document in site.by_address.items()}
        self._published = {path for path, state in texts.items() if state not in UNPUBLISHED}
        self._published |= {*site.files, *site_addresses(site, drafts=False)}
        self._to_come = {*texts, *site_addresses(site, drafts=True)}
        self._sure = not site.refused  # the addresses of a text that cannot be read are not known

    def fault(self, target: str) -> str | None:
        """What is wrong with a target, in French."""
        old = _address_of(target)
        address = address_of(old.file or old.path.strip("/"))[1:]
        if address in self._published or not self._sure:
            return None
        if address in self._to_come:
            return "que les lecteurs n’ont pas encore : publiez d’abord ce qui y sera, ou retirez cette ligne"
        return "que le site n’écrit pas : écrivez l’adresse d’une page, d’une liste ou d’un flux"


# --- what is written ----------------------------------------------------------------------------------------


def redirect_files(
    site: Content, origin: str, *, pages: Container[str], cards: Mapping[str, str], policy: str = ""
) -> Iterator[tuple[str, str, Place]]:
    """The files of the old addresses of what this build shows, their text, and where each was asked for.

    `pages` are the addresses that this build writes, below the root: a text that it leaves out has no old address
    either. `cards` gives the address of an article's card by that of the article, `policy` what a page may load.
    Rules for servers are there only when an address needs one.
    """
    ruled: list[tuple[Redirect, str]] = []
    for each in declared(site):
        if each.document is not None and each.target not in pages:
            continue
        address = f"{origin}/{quote(each.target, safe='/%')}"
        if each.file is None:
            ruled.append((each, address))
        elif each.document is None:
            yield each.file, redirect_page(address, address, policy=policy), each.at
        else:
            card = cards.get(each.target, "")
            yield each.file, redirect_page(each.document.title, address, card, policy), each.at
    if ruled:
        at, base = ruled[0][0].at, urlsplit(origin).path
        yield RULES, "".join(_rule(each.old, address, base) for each, address in ruled), at
        yield APACHE_RULES, _apache_rules(ruled), at


def _rule(old: OldAddress, address: str, base: str) -> str:
    """A line that hosts of static sites read (docs.netlify.com, « Redirect options », « Query parameters »)."""
    return " ".join([quote(f"{unquote(base)}{old.path}"), *filter(None, old.query.split("&")), address, "301\n"])


def _apache_rules(ruled: list[tuple[Redirect, str]]) -> str:
    """The rules for Apache 2.4 (« mod_rewrite »); a server without the module reads nothing of them."""
    lines = ["<IfModule mod_rewrite.c>", "RewriteEngine On"]
    for each, address in ruled:
        for pair in filter(None, each.old.query.split("&")):
            lines.append(f"RewriteCond %{{QUERY_STRING}} (?:^|&){re.escape(pair)}(?:&|$)")
        substitution = re.sub(r"[%$\\]", r"\\\g<0>", address)
        lines.append(f'RewriteRule "^{re.escape(each.old.path.strip("/"))}/?$" "{substitution}" [R=301,L,NE,QSD]')
    return "\n".join([*lines, "</IfModule>", ""])
