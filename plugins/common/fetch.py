"""A page of someone else's site, fetched without harm to us or to them.

The address may come from an author's header or from a redirect: it is vetted as it is connected to, at each hop. What
is read is bounded in bytes and in seconds, and the site's robots.txt is heard.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore
import httpx

from plugins.common.fetching.addresses import hides_a_number
from plugins.common.fetching.decoding import decode, inflate
from plugins.common.fetching.errors import FetchError
from plugins.common.fetching.network import PORTS, GuardedNetwork, Resolve, deadline, system_resolve
from plugins.common.fetching.robots import MAX_BYTES as ROBOTS_BYTES
from plugins.common.fetching.robots import Robots
from plugins.common.http import Transport

__all__ = ["HTML", "FetchError", "FetchPolicy", "Page", "Robots", "fetch", "policy_from_environment"]

HTML = ("text/html", "application/xhtml+xml")
TEST_SWITCH = "TRIBUNE_TEST_LOOPBACK"
MAX_URL = 2000
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class FetchPolicy:
    """How far a fetch goes: seconds for all of it, bytes of the body after decompression, redirects.

    `content_types` are those accepted, all when empty. `agent` is the product name that robots.txt may address, and
    `agent_url` where its owner can be reached.
    """

    seconds: float = 20.0
    max_bytes: int = 2_000_000
    max_redirects: int = 5
    content_types: tuple[str, ...] = HTML
    agent: str = "Tribune"
    agent_url: str = ""
    allow_loopback_for_tests: bool = False

    @property
    def user_agent(self) -> str:
        """« Tribune (+https://agence.example) »."""
        return f"{self.agent} (+{self.agent_url})" if self.agent_url else self.agent


@dataclass(frozen=True)
class Page:
    """What a server answered. `url` is where the redirects led; the text of a refusal (4xx, 5xx) is not read."""

    url: str
    status: int
    text: str = ""
    redirects: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None


def policy_from_environment(environ: Mapping[str, str] = os.environ, **settings: object) -> FetchPolicy:
    """The policy of a command: the only place that reads the test switch, and it says so."""
    loopback = environ.get(TEST_SWITCH) == "1"
    if loopback:
        print(
            f"ATTENTION : {TEST_SWITCH}=1, les adresses de cette machine sont permises. Pour les tests seulement.",
            file=sys.stderr,
        )
    return FetchPolicy(**settings, allow_loopback_for_tests=loopback)  # type: ignore[arg-type]


def fetch(
    url: str,
    *,
    policy: FetchPolicy = FetchPolicy(),
    robots: Robots | None = None,
    ignore_robots: bool = False,
    pace: Callable[[str], None] | None = None,
    resolve: Resolve = system_resolve,
) -> Page:
    """Fetch a page by GET, redirects followed; FetchError when it cannot be had.

    `robots` keeps the robots.txt of origins from one fetch to the next; `ignore_robots` is for a page that its owner
    asked us to read. `pace` is called with the host before each request, and may wait: its time is not counted.
    """
    journey = _Journey(policy, pace, resolve)
    rules = robots or Robots()

    def allowed(address: httpx.URL) -> None:
        if not ignore_robots and not rules.allows(address, policy.agent, journey.robots_text):
            raise FetchError("robots", f"le robots.txt de {address.host} ne permet pas de lire cette page")

    return journey.go(url, policy.content_types, policy.max_bytes, allowed)


class _Journey:
    """All the requests of one fetch, robots.txt included, under one deadline."""

    def __init__(self, policy: FetchPolicy, pace: Callable[[str], None] | None, resolve: Resolve) -> None:
        self.policy = policy
        self.pace = pace
        self.resolve = resolve
        self.deadline = deadline(policy.seconds)

    def go(self, url: str, types: tuple[str, ...], max_bytes: int, allowed: Callable[[httpx.URL], None]) -> Page:
        """Follow an address to its page."""
        passed: list[str] = []
        while True:
            address = self._vet(url)
            allowed(address)
            answer = self._get(address, types, max_bytes)
            if isinstance(answer, Page):
                return Page(answer.url, answer.status, answer.text, tuple(passed), answer.etag, answer.last_modified)
            passed.append(str(address))
            if len(passed) > self.policy.max_redirects:
                raise FetchError("redirect", f"plus de {self.policy.max_redirects} redirections")
            url = answer

    def robots_text(self, address: str) -> tuple[int, str]:
        """The status and the text of a robots.txt, wherever it is (RFC 9309 §2.3.1.2)."""
        page = self.go(address, (), ROBOTS_BYTES, lambda _: None)
        return page.status, page.text

    def _vet(self, url: str) -> httpx.URL:
        shown = url if len(url) <= 120 else url[:119] + "…"
        try:
            address = httpx.URL(url) if len(url) <= MAX_URL else None
        except (httpx.InvalidURL, ValueError):
            address = None
        if address is None or not (address.host or address.scheme not in ("http", "https")):
            raise FetchError("url", f"adresse « {shown} » illisible")
        if address.scheme not in ("http", "https"):
            raise FetchError("scheme", f"adresse « {shown} » : seules http et https sont permises")
        if address.userinfo:
            raise FetchError("userinfo", f"adresse chez {address.host} avec un mot de passe : retirez-le")
        if hides_a_number(address.host):
            raise FetchError("url", f"adresse « {shown} » : écrivez le nom du site, non un nombre")
        if address.port not in (None, *PORTS) and not self.policy.allow_loopback_for_tests:
            raise FetchError("port", f"port {address.port} : seuls les ports 80 et 443 sont permis")
        return address.copy_with(fragment=None)

    def _get(self, address: httpx.URL, types: tuple[str, ...], max_bytes: int) -> Page | str:
        """One request: a page, or the address that it redirects to."""
        pace = self.pace
        if pace is not None:
            self.deadline.waiting(lambda: pace(address.host))
        network = GuardedNetwork(
            self.deadline,
            max_bytes,
            allow_loopback=self.policy.allow_loopback_for_tests,
            resolve=self.resolve,
        )
        headers = {
            "User-Agent": self.policy.user_agent,
            "Accept": ", ".join(types) or "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "fr",
            "Connection": "close",
        }
        try:
            with (
                httpx.Client(transport=Transport(network), trust_env=False, timeout=None) as client,
                client.stream("GET", address, headers=headers, follow_redirects=False) as response,
            ):
                return self._read(address, response, types, max_bytes)
        except (httpcore.ProtocolError, httpx.RequestError):
            raise FetchError("connection", f"réponse illisible de {address.host}") from None
        except httpcore.NetworkError:
            raise FetchError("connection", f"connexion à {address.host} refusée ou coupée") from None

    @staticmethod
    def _read(address: httpx.URL, response: httpx.Response, types: tuple[str, ...], max_bytes: int) -> Page | str:
        if response.status_code in _REDIRECTS:
            target = response.headers.get("location", "")
            if not target:
                raise FetchError("redirect", f"{address.host} redirige sans dire où")
            try:
                redirected: str = urljoin(str(address), target)
                return redirected
            except ValueError:
                raise FetchError("url", f"{address.host} redirige vers une adresse illisible") from None
        text = ""
        if response.status_code < 300:
            kind = response.headers.get("content-type", "")
            if types and kind.partition(";")[0].strip().lower() not in types:
                raise FetchError("type", f"« {kind or 'type inconnu'} » n’est pas une page")
            encoding = response.headers.get("content-encoding", "")
            text = decode(inflate(response.iter_raw(), encoding, max_bytes), kind)
        return Page(
            str(address),
            response.status_code,
            text,
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
        )
