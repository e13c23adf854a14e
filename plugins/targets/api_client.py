"""The one way out to a client's blog: JSON in, JSON out, one total deadline, no secret in any message.

A read may be tried again when the line broke or the server asked to wait; a write never is: a blind second POST is
the duplicate. What a write's failure means is told by the kind of error, see `errors`, and who called decides.
"""

from __future__ import annotations

import inspect
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from secrets import token_hex
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from plugins.common import timed_network as network
from plugins.common.http import Transport
from plugins.common.timed_network import BROKEN, TIMED_OUT, UNREACHED
from plugins.common.untyped import Json
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain

DEADLINE = 30.0  # seconds for a whole exchange, from the connection to the last byte
MAX_BODY = 5_000_000  # bytes
PAUSES = (0.2, 1.0)  # seconds before the second and the third try of a read
PATIENCE = 60.0  # seconds that one blog may make a run wait, all its Retry-After together
# Statuses after which a read may be sent again: the server or the way failed, not the request (RFC 9110 §15.6).
RETRYABLE = frozenset((500, 502, 504))
NOT_JSON = "qui n’est pas du JSON"
NONCE = "_"  # the parameter that makes each read unlike any other; neither WordPress nor Ghost looks at it
LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
# What reading an answer raises when it is JSON, but not that of the API.
MISSHAPEN = (KeyError, IndexError, TypeError, AttributeError, ValueError)
T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True)
class Answer:
    """A JSON answer."""

    status: int
    headers: httpx.Headers
    data: Json

    @property
    def skew(self) -> float:
        """Seconds by which our clock is ahead of the server's, from its Date header (whole seconds)."""
        try:
            theirs = parsedate_to_datetime(self.headers.get("date", ""))
        except (TypeError, ValueError):
            return 0.0
        return (datetime.now(UTC) - theirs).total_seconds()

    def rows(self, name: str = "") -> list[Json]:
        """The list that the answer is, or holds under a name. TypeError otherwise: `{}` does not say « none found »,
        after which a post would be created."""
        rows = self.data[name] if name else self.data
        if not isinstance(rows, list):
            raise TypeError(name)
        return rows


class _Asks(Protocol):
    _http: ApiClient


def reads_answers(target: type[T]) -> type[T]:
    """The target with each of its methods raising `Uncertain` where an answer has another shape than its API's.

    A security extension or a proxy answers 200 `{"success": true}` for what it stopped: what was asked may have been
    done. Here once, since every line that reads an answer may meet one; the message says which request it was.
    """

    def guarded(method: Callable[..., V]) -> Callable[..., V]:
        @wraps(method)
        def call(self: _Asks, *arguments: object, **named: object) -> V:
            try:
                return method(self, *arguments, **named)
            except MISSHAPEN as error:
                what = self._http.asked
                message = f"{what} : réponse JSON d’une forme inattendue (extension de sécurité ? autre version ?)"
                raise Uncertain(message) from error

        return call

    for name, method in list(vars(target).items()):
        if inspect.isfunction(method) and not name.startswith("__") and not inspect.isgeneratorfunction(method):
            setattr(target, name, guarded(method))
    return target


Explain = Callable[[Mapping[str, Json]], tuple[str, Json]]  # the JSON of a refusal → its code, its details


class ApiClient:
    """Requests to one blog. `headers` carry the secret: they are sent to that blog alone and shown nowhere.

    They are asked for at each request, since some tokens live for minutes. `explain` finds the code of a refusal
    where this blog's software puts it (WordPress's way if not given).
    """

    def __init__(
        self,
        base: str,
        headers: Callable[[], Mapping[str, str]] = dict,
        *,
        explain: Explain = lambda details: (str(details.get("code", "")), details.get("data")),
        secrets: tuple[str, ...] = (),
        deadline: float = DEADLINE,
        patience: float = PATIENCE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base = base.rstrip("/")
        self.asked = self.base  # the last request, for messages
        parts = urlsplit(self.base)
        if parts.scheme != "https" and (secrets and parts.hostname not in LOOPBACK):
            raise RelayError(f"{self.base} : le mot de passe passerait en clair, écrivez une adresse https://")
        self._headers, self._secrets, self._sleep, self._patience = headers, secrets, sleep, patience
        self._explain = explain
        self._deadline = network.deadline(deadline)
        transport = Transport(network.TimedNetwork(self._deadline))
        self._client = httpx.Client(transport=transport, follow_redirects=False, trust_env=False)

    def read(self, path: str, parameters: Mapping[str, Json] | None = None, *, anonymous: bool = False) -> Answer:
        """GET a JSON answer; again when the line broke, and after the time that the server asks for.

        Each request is unlike any other, and asks for no kept copy: caches answer for an API without a look at who
        asks. `anonymous`: without our account.
        """
        pauses = iter(PAUSES)
        while True:
            try:
                unique = {**(parameters or {}), NONCE: token_hex(8)}
                answer = self._exchange("GET", path, parameters=unique, anonymous=anonymous)
                if kept_by(answer.headers):
                    raise RelayError(
                        f"{self.asked} : un cache a répondu à la place du blog ({kept_by(answer.headers)}) : "
                        "demandez au client d’en exclure l’API"
                    )
                return answer
            except Busy as error:
                if not self.wait(error):
                    raise
            except Uncertain as error:
                pause = next(pauses, None) if error.again else None
                if pause is None:
                    raise
                self._sleep(pause)

    def wait(self, busy: Busy) -> bool:
        """Wait as the server asks, unless this blog has made us wait too long already."""
        if busy.wait is None or max(busy.wait, 1.0) > self._patience:  # « 0 seconds » is no endless loop
            return False
        self._patience -= max(busy.wait, 1.0)
        self._sleep(busy.wait)
        return True

    def write(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        parameters: Mapping[str, Json] | None = None,
    ) -> Answer:
        """One request that writes, sent once."""
        return self._exchange(method, path, parameters=parameters, body=body, content=content, headers=headers)

    def page(self, url: str, hops: int = 3) -> tuple[int, str]:
        """The status and the text of a public page, as a visitor gets it: without our account."""
        try:
            for _ in range(hops + 1):
                self._deadline.begin()
                # Bytes are read as they come, so that their number is known: none of them compressed.
                headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
                with self._client.stream("GET", url, headers=headers) as answer:
                    body = self._body(answer)
                if not answer.is_redirect:
                    return answer.status_code, body.decode(answer.encoding or "utf-8", "replace")
                url = str(httpx.URL(url).join(answer.headers["location"]))
                if urlsplit(url).hostname != urlsplit(self.base).hostname:
                    return answer.status_code, ""
        except (*BROKEN, httpx.InvalidURL) as error:
            raise Uncertain(self.redact(f"page {url} : {_fault(error)}")) from None
        return 310, ""

    def text(self, path: str, content: bytes, kind: str) -> str:
        """The text of the answer to a POST that only reads (XML-RPC), sent without our account."""
        self._deadline.begin()
        try:
            headers = {"Content-Type": kind, "User-Agent": AGENT, "Accept-Encoding": "identity"}
            with self._client.stream("POST", self.base + path, content=content, headers=headers) as answer:
                return self._body(answer).decode("utf-8", "replace")
        except BROKEN as error:
            raise Uncertain(self.redact(f"POST {path} : {_fault(error)}")) from None

    def redact(self, text: str) -> str:
        """The text without the secrets of this transport."""
        for secret in self._secrets:
            text = text.replace(secret, "***") if secret else text
        return text

    def close(self) -> None:
        self._client.close()

    # --- one exchange -----------------------------------------------------------------------------------

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, Json] | None = None,
        body: Json = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        anonymous: bool = False,
    ) -> Answer:
        what = self.asked = self.redact(f"{method} {path}")
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": AGENT}
        if body is not None:
            content, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method == "GET":
            sent |= {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}  # RFC 9111 §5.2.1, §5.4
        sent |= {**(headers or {}), **({} if anonymous else self._headers())}
        self._deadline.begin()
        try:
            with self._client.stream(
                method, self.base + path, params=parameters or None, content=content, headers=sent
            ) as answer:
                raw = self._body(answer)
        except BROKEN as error:
            # `from None`: the original holds the request, and the request the secret.
            again = not isinstance(error, TIMED_OUT)
            raise Uncertain(self.redact(f"{what} : {_fault(error)}"), again) from None
        return self._read_answer(what, answer.status_code, answer.headers, raw)

    def _body(self, answer: httpx.Response) -> bytes:
        raw = b""
        for piece in answer.iter_raw():
            raw += piece
            if len(raw) > MAX_BODY:
                raise httpx.ReadError("réponse trop longue")
        length = answer.headers.get("content-length", "")
        if length.isdigit() and len(raw) < int(length):
            raise httpx.ReadError("réponse tronquée")
        return raw

    def _read_answer(self, what: str, status: int, headers: httpx.Headers, raw: bytes) -> Answer:
        try:
            data = json.loads(raw) if raw else None
        except (ValueError, RecursionError):
            data = None
        if status in (429, 503):
            wait = retry_after(headers.get("retry-after"))
            raise Busy(f"{what} : le serveur demande d’attendre (HTTP {status})", wait)
        if 300 <= status < 400:
            to = self.redact(headers.get("location", "")).split("?")[0]
            raise Refused(f"{what} : renvoi vers {to}, corrigez « url »", status, "redirect", {"to": to})
        if status >= 400:
            code, inner = self._explain(data if isinstance(data, dict) else {})
            code = code[:60]
            message = self.redact(f"{what} : HTTP {status}{f' {code}' if code else ''}")
            # A 5xx that is not a refusal of the API comes from a gateway or a crash: the write may have been done.
            if status >= 500 and not code.startswith(("rest_", "db_")):
                raise Uncertain(message, status in RETRYABLE)
            raise Refused(message, status, code, inner if isinstance(inner, dict) else {})
        if not isinstance(data, dict | list):
            raise Uncertain(f"{what} : réponse HTTP {status} {NOT_JSON} (pare-feu, page d’attente ?)")
        return Answer(status, headers, data)


AGENT = "Tribune-relais/1"


def kept_by(headers: Mapping[str, str]) -> str:
    """The header by which a cache says that the answer is a copy that it kept, empty when none says so.

    `Age` is RFC 9111 §5.1; the others are what the usual caches write (`X-Cache: HIT`, `CF-Cache-Status: HIT`).
    """
    if headers.get("age", "0").isdigit() and int(headers.get("age", "0")):
        return f"Age: {headers['age']}"
    for name, value in headers.items():
        if "cache" in name and name != "cache-control" and re.match(r"\s*hit\b", value, re.I):
            return f"{name}: {value}"
    return ""


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header, in both its forms (RFC 9110 §10.2.3); None when absent or unreadable."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def _fault(error: Exception) -> str:
    """What broke, in French, without anything that the exception carries."""
    if isinstance(error, TIMED_OUT):
        return "pas de réponse complète dans le délai"
    if isinstance(error, UNREACHED):
        return "connexion impossible"
    text = str(error)
    return text if text.startswith("réponse ") else "ligne coupée avant la fin de la réponse"
