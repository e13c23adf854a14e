"""The blogs of a site's clients, each opened and looked at once a run."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.client import RelayTarget
from plugins.model.content import Content
from plugins.targets.errors import RelayError, Uncertain
from plugins.targets.target import Account, Factory, Target

MAX_SKEW = 30.0  # seconds: WordPress turns a post dated a minute ahead into a scheduled one, without a word


class Blogs:
    """The targets of a site; a failure is told again to whoever asks again. One client's are used by one thread."""

    def __init__(self, site: Content, kinds: Mapping[str, Factory], environment: Mapping[str, str]) -> None:
        self.kinds = kinds
        self._site, self._environment = site, environment
        self._open: dict[str, tuple[Target, Account]] = {}
        self._failed: dict[str, RelayError] = {}

    def of(self, client: str) -> tuple[Target, Account]:
        """The target of a client and our account there. Raises RelayError when nothing may be written there."""
        if client in self._failed:
            raise self._failed[client]
        if client not in self._open:
            try:
                self._open[client] = self._opened(client)
            except RelayError as error:
                self._failed[client] = error
                raise
        return self._open[client]

    def relay(self, client: str) -> RelayTarget | None:
        """What the client's file says of its blog, None when it names none that posts are sent to."""
        document = self._site.clients.get(client)
        relay = document.record.relay if document else None
        return relay if relay and relay.kind in self.kinds else None

    def place(self, client: str) -> str:
        """The kind and the address of a client's blog, empty when there is none: what the ledger keeps of it."""
        relay = self.relay(client)
        return f"{relay.kind} {str(relay.url).rstrip('/')}" if relay else ""

    def _opened(self, client: str) -> tuple[Target, Account]:
        relay = self.relay(client)
        if relay is None:
            raise RelayError("ce client n’a plus de relais où écrire dans content/clients/ : rien ne peut y être lu")
        target = self.kinds[relay.kind](relay, self._environment)
        try:
            account = target.preflight()
        except Uncertain as error:
            raise RelayError(f"le blog ne répond pas ({error}) : relancez plus tard") from None
        if abs(account.skew) > MAX_SKEW:
            side = "avance" if account.skew > 0 else "retarde"
            raise RelayError(f"notre horloge {side} de {abs(account.skew):.0f} s sur celle du blog : réglez-la")
        return target, account

    def close(self) -> None:
        for target, _ in self._open.values():
            target.close()
