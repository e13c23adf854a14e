"""Our own article, seen at its public address before an excerpt of it goes out.

An excerpt that leads to a 404, or to an older text, is worse than none: a client's readers meet it, and we do not see
it. A deploy takes a moment to be everywhere, so a page that is not there yet is asked for again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from plugins.common.fetch import FetchError, Page
from plugins.relays.desired_posts import DesiredPost
from plugins.targets.errors import RelayError

PAUSES = (2.0, 5.0, 10.0, 20.0)  # seconds before each new look
PATIENCE = 60.0  # seconds of waiting for all the articles of a run

Fetch = Callable[[str], Page]


class Online:
    """Looks at each article once a run; `fetch` gives the page of an address, or raises FetchError."""

    def __init__(self, fetch: Fetch, sleep: Callable[[float], None] = time.sleep) -> None:
        self._fetch, self._sleep = fetch, sleep
        self._patience = PATIENCE
        self._seen: dict[str, str] = {}
        self._unreached = ""
        self._one = threading.Lock()  # clients are served at once

    def __call__(self, wanted: DesiredPost) -> None:
        """Raises RelayError unless readers get the article: 200, and a page that says it is that article's."""
        with self._one:
            if wanted.address not in self._seen:
                self._seen[wanted.address] = self._look(wanted)
        if self._seen[wanted.address]:
            raise RelayError(f"{self._seen[wanted.address]} : mettez le site en ligne, puis relancez relay.apply")

    def _look(self, wanted: DesiredPost) -> str:
        """What is wrong, in French; empty when the article is there."""
        if self._unreached:  # all our articles are at one host, which did not answer
            return self._unreached
        wrong = ""
        for pause in (0.0, *PAUSES):
            if pause > self._patience:
                break
            if pause:
                self._patience -= pause
                self._sleep(pause)
            try:
                wrong = _fault(self._fetch(wanted.address), wanted)
            except FetchError as error:
                self._unreached = f"le site n’a pas pu être vu en ligne à {wanted.address} ({error})"
                return self._unreached
            if not wrong:
                break
        return wrong


def _fault(page: Page, wanted: DesiredPost) -> str:
    if page.status != 200:
        return f"l’article n’est pas en ligne ({wanted.address} répond {page.status})"
    link = LexborHTMLParser(page.text).css_first('head link[rel="canonical"]')
    canonical = (link.attributes.get("href") or "") if link else ""
    if canonical != wanted.reference:
        said = f"a pour adresse de référence {canonical}" if canonical else "n’a pas d’adresse de référence"
        return f"ce n’est pas l’article qui est en ligne : la page de {wanted.address} {said}"
    return ""
