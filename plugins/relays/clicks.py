"""How many readers came from each client: counted in the logs of our server, or read in what a statistics tool exports.

Nothing is added to pages for it: the address by which a reader comes says its client (`utm_source`), and a server notes
each address that it is asked for (Apache HTTP Server, « Combined Log Format », which nginx writes too).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from plugins.common.problems import reason
from plugins.common.untyped import Json
from plugins.model.content import Content, site_path
from plugins.relays.cards import SHARED
from plugins.targets.errors import RelayError

_MONTHS = {name: f"{rank:02}" for rank, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_LINE = re.compile(
    r"^(?:\S+ (?=\S+ \S+ \S+ \[))?(?P<host>\S+) \S+ .*?"
    r"\[(?P<day>\d{2})/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):[^\]]*\] "
    r'"(?P<method>[A-Z]+) (?P<address>\S+)[^"]*" (?P<status>\d{3}) \S+ '
    r'"(?P<sender>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"'
)
# What says of itself that it is no reader: search engines, previews of links, watchers, libraries, other blogs.
_BOT = re.compile(
    r"bot\b|bots\b|[a-z]bot|crawl|spider|slurp|scan|fetch|preview|externalhit|embedly|monitor|uptime|pingdom|check|probe"
    r"|headless|phantom|selenium|lighthouse|archive|feed|rss|wordpress/|ghost/|drupal|hubspot|curl|wget|python|perl|ruby"
    r"|java/|okhttp|go-http|node-fetch|axios|libwww|httpclient|http_request|dataprovider|validator|facebookcatalog",
    re.I,
)
# The columns of exports, in French and in English, without capitals: what names a source, what counts its visits.
_SOURCES = (
    "utm_source",
    "source",
    "name",
    "nom",
    "label",
    "libellé",
    "campaign source",
    "source de campagne",
    "sources",
)
_VISITS = (
    "visits", "nb_visits", "visites", "sessions", "visitors", "visiteurs", "nb_uniq_visitors", "unique visitors",
    "visiteurs uniques", "clicks", "clics",
)  # fmt: skip


@dataclass
class Clicks:
    """Readers by client, and by article where the files tell; `notes`, in French, are what is to be known of them."""

    by_client: Counter[str] = field(default_factory=Counter)
    by_article: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, client: str, count: int = 1, article: str = "") -> None:
        self.by_client[client] += count
        if article:
            self.by_article.setdefault(client, Counter())[article] += count


def count_clicks(site: Content, files: Iterable[str | Path], month: str) -> Clicks:
    """The readers that clients sent in a month (YYYY-MM). Raises RelayError, in French, for a file that tells nothing.

    A log counts a reader once a day for an article: the same address, by the same program, from the same place.
    """
    clicks, sources = Clicks(), client_sources(site)
    hosts = {
        _host(str(address)): client
        for client, document in site.clients.items()
        for address in (document.record.url, document.record.blog_url)
    }
    articles = {f"/{site_path(document)}": document.record.title for document in site.articles.values()}
    seen: set[tuple[str, ...]] = set()
    for name in files:
        path = Path(name)
        try:
            with _opened(path) as stream:
                _read(path, stream, month, sources, hosts, articles, seen, clicks)
        except (OSError, EOFError, UnicodeError) as error:
            what = reason(error) if isinstance(error, OSError) and error.strerror else "fichier abîmé ou coupé"
            raise RelayError(
                f"{path} : {what} ; donnez un journal du serveur ou un export de vos statistiques"
            ) from None
    return clicks


def client_sources(site: Content) -> dict[str, str]:
    """Which client each `utm_source` is of, in lower case: the one that its file gives, else its own id."""
    found: dict[str, str] = {}
    for client, document in sorted(site.clients.items()):
        relay = document.record.relay
        named = parse_qs((relay.utm or "").lstrip("?&")).get("utm_source") if relay else None
        for source in (*(named or ()), client):
            found.setdefault(source.casefold(), client)
    return found


def section(clicks: Clicks, client: str, title: str) -> str:
    """What a report says, in Markdown, of the readers that a client sent."""
    count, by_article = clicks.by_client[client], clicks.by_article.get(client, Counter())
    lines = [f"- {name} : {number}" for name, number in by_article.most_common()]
    others = count - by_article.total()
    if lines and others:
        lines.append(f"- autres pages : {others}")
    return "\n\n".join(filter(None, [f"{title} ({count})", "\n".join(lines) or ("" if count else "Aucun.")]))


def _opened(path: Path) -> io.TextIOBase:
    """A file as text, unpacked, in the encoding that it begins by; what is not UTF-8 in a log is shown as such."""
    with path.open("rb") as raw:
        start = raw.read(4)
    packed = start.startswith(b"\x1f\x8b")
    if packed:
        with gzip.open(path) as unpacked:
            start = unpacked.read(4)
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"  # Matomo exports for Excel
    if packed:
        return io.TextIOWrapper(gzip.open(path), encoding=encoding, errors="replace", newline="")
    return path.open(encoding=encoding, errors="replace", newline="")


def _read(
    path: Path,
    stream: io.TextIOBase,
    month: str,
    sources: Mapping[str, str],
    hosts: Mapping[str, str],
    articles: Mapping[str, str],
    seen: set[tuple[str, ...]],
    clicks: Clicks,
) -> None:
    first = stream.readline()
    if first.lstrip()[:1] in ("{", "["):
        counted = _of_json(path, first + stream.read(), month)
    elif _LINE.match(first) or not _columns(first):
        _count_log(path, _again(first, stream), month, sources, hosts, articles, seen, clicks)
        return
    else:
        counted = _of_table(path, _again(first, stream))
    clicks.notes.append(f"{path} : un export n’a pas de jours, tout y est compté pour {month}")
    for source, count in counted:
        if client := sources.get(source.casefold()):
            clicks.add(client, count)


def _again(first: str, stream: io.TextIOBase) -> Iterator[str]:
    yield first
    yield from stream


def _count_log(
    path: Path,
    lines: Iterable[str],
    month: str,
    sources: Mapping[str, str],
    hosts: Mapping[str, str],
    articles: Mapping[str, str],
    seen: set[tuple[str, ...]],
    clicks: Clicks,
) -> None:
    read = unread = 0
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            unread += bool(line.strip())
            continue
        read += 1
        if "utm_source=" not in match["address"] or f"{match['year']}-{_MONTHS.get(match['month'])}" != month:
            continue
        if match["method"] != "GET" or match["status"] not in ("200", "304") or _is_bot(match["agent"]):
            continue
        try:
            asked = urlsplit(match["address"].replace("&amp;", "&"))
        except ValueError:  # what a program made up
            continue
        source = parse_qs(asked.query).get("utm_source", [""])[0].casefold()
        # A card that several clients show does not say which: the page that sends the reader does.
        client = hosts.get(_host(match["sender"])) if source == SHARED else sources.get(source)
        reader = (match["day"], match["host"], match["agent"], asked.path, client or "")
        if client and reader not in seen:
            seen.add(reader)
            title = next((title for address, title in articles.items() if asked.path.endswith(address)), "")
            clicks.add(client, 1, title)
    if unread > read:
        raise RelayError(
            f"{path} : ni journal au format « combined », ni export de Matomo ou de Plausible : donnez l’un d’eux"
        )
    if unread:
        clicks.notes.append(f"{path} : {unread} lignes sur {read + unread} ne sont pas d’un journal, laissées de côté")


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # « http://[ » : what a program made up
        return ""


def _is_bot(agent: str) -> bool:
    return agent in ("", "-") or _BOT.search(agent) is not None


def _columns(line: str) -> str:
    """The sign that parts the columns of the first line of a table, empty when it is none."""
    return next((sign for sign in (",", ";", "\t") if {*_names(line, sign)} & {*_SOURCES}), "")


def _names(line: str, sign: str) -> list[str]:
    return [name.strip().strip('"').casefold() for name in line.strip().split(sign)]


def _of_table(path: Path, lines: Iterator[str]) -> Iterator[tuple[str, int]]:
    first = next(lines)
    sign = _columns(first)
    names = _names(first, sign)
    source = next(names.index(name) for name in _SOURCES if name in names)
    visits = next((names.index(name) for name in _VISITS if name in names), None)
    if visits is None:
        raise RelayError(
            f"{path} : export sans colonne de visites (« visits », « visiteurs »…) : exportez-le à nouveau"
        )
    for row in csv.reader(lines, delimiter=sign):
        if len(row) > max(source, visits):
            yield row[source].strip(), _whole(row[visits])


def _of_json(path: Path, text: str, month: str) -> Iterator[tuple[str, int]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RelayError(f"{path} : JSON illisible : exportez-le à nouveau") from None
    rows = list(_rows(data, month))
    if not rows and data:
        raise RelayError(f"{path} : aucun nombre de visites par source : exportez « Sources » ou « Campagnes »")
    yield from rows


def _rows(data: Json, month: str) -> Iterator[tuple[str, int]]:
    """The (source, visits) of an export, whatever holds its rows; of a day by day one, those of the month."""
    if isinstance(data, list):
        for each in data:
            yield from _rows(each, month)
        return
    if not isinstance(data, dict):
        return
    named = {str(name).casefold(): value for name, value in data.items()}
    source = next((named[name] for name in _SOURCES if isinstance(named.get(name), str)), None)
    visits = next((named[name] for name in _VISITS if isinstance(named.get(name), int | str | float)), None)
    if isinstance(named.get("dimensions"), list) and isinstance(named.get("metrics"), list):  # Plausible, version 2
        source, visits = next(iter(named["dimensions"]), None), next(iter(named["metrics"]), None)
    if source is not None and visits is not None:
        yield str(source), _whole(str(visits))
        return
    for name, value in data.items():
        dated = re.match(r"\d{4}-\d{2}", str(name))
        if not dated or dated[0] == month:
            yield from _rows(value, month)


def _whole(text: str) -> int:
    """A count as exports write it: « 1 204 », « 1,204 », « 12.0 »."""
    plain = re.sub(r"[\s\u00a0\u202f]|,(?=\d{3}\b)", "", text)
    match = re.match(r"\d+", plain)
    return int(match[0]) if match else 0
