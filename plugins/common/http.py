"""The one way from httpx to the network: httpcore, with a network that keeps one deadline for the whole exchange.

httpx's own time-outs are per read: a server that sends a byte a second holds them for ever. Who reads a stranger's
page gives a network that vets addresses and counts bytes (`fetching.network`), who writes on a client's blog or reads
our own site one that keeps the deadline alone (`timed_network`).
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from functools import lru_cache

import httpcore
import httpx


class Deadline:
    """One instant for all that an exchange does, `seconds` after its beginning.

    It begins when it is made, and again at `begin`. `late` makes what `left` raises once it is over.
    """

    def __init__(
        self, seconds: float, late: Callable[[], Exception], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self.late = late
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """Start the time again, for another exchange."""
        self._end = self._clock() + self.seconds

    def left(self) -> float:
        """Seconds left, more than zero; raises what `late` makes when there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise self.late()
        return left

    def waiting(self, wait: Callable[[], None]) -> None:
        """Call `wait`, and put the end off by the time that it took."""
        before = self._clock()
        wait()
        self._end += self._clock() - before


class Transport(httpx.BaseTransport):
    """What httpx sends through: plain HTTP/1.1 over a network of ours, one connection a request, no retry, no proxy
    nor certificate of the environment."""

    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(),
            max_keepalive_connections=0,
            retries=0,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response to a request; raises what the network raises, and httpcore's errors."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
