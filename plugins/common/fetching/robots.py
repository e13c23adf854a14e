"""robots.txt: what a site asks of programs that read it (RFC 9309), read once for each origin."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from protego import Protego

from plugins.common.fetching.errors import FetchError

MAX_BYTES = 512_000  # a parser reads at least 500 KiB (RFC 9309 §2.5)


class Robots:
    """What is known of the robots.txt of each origin; share one between the fetches of a run."""

    def __init__(self) -> None:
        self._known: dict[str, Protego | bool] = {}

    def allows(self, url: httpx.URL, agent: str, read: Callable[[str], tuple[int, str]]) -> bool:
        """Whether a page may be read. `read` gives the status and the text of an address.

        No robots.txt (4xx) allows everything, one that cannot be read (5xx, no answer) nothing: RFC 9309 §2.3.1.3
        and §2.3.1.4.
        """
        origin = f"{url.scheme}://{url.netloc.decode()}"
        if origin not in self._known:
            self._known[origin] = self._rules(f"{origin}/robots.txt", read)
        rules = self._known[origin]
        return rules if isinstance(rules, bool) else rules.can_fetch(str(url), agent)

    @staticmethod
    def _rules(address: str, read: Callable[[str], tuple[int, str]]) -> Protego | bool:
        try:
            status, text = read(address)
        except FetchError as error:
            if error.code in ("redirect", "url", "scheme", "userinfo"):
                return True  # led nowhere: as if there were none (RFC 9309 §2.3.1.2)
            if error.code in ("size", "encoding"):
                return False
            raise  # the host is out of reach: what is true of the page too, and says more
        if status >= 500:
            return False
        return Protego.parse(text) if status < 300 else True
