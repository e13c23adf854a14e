"""The network of an exchange with a site that we know: the system's, under one deadline; what a broken line raises."""

from __future__ import annotations

import ssl

import httpcore
import httpx

from plugins.common.http import Deadline
from plugins.common.untyped import Untyped

# What a broken line raises, through httpx or straight from below it.
BROKEN = (httpx.HTTPError, httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
TIMED_OUT = (httpx.TimeoutException, httpcore.TimeoutException)
UNREACHED = (httpx.ConnectError, httpcore.ConnectError)


def deadline(seconds: float) -> Deadline:
    """The deadline of an exchange: httpcore's ReadTimeout once it is over."""
    return Deadline(seconds, lambda: httpcore.ReadTimeout("deadline"))


class _Stream(httpcore.NetworkStream):
    """A socket that stops at the deadline, however slowly bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline.left()
        return min(left, timeout) if timeout else left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class TimedNetwork(httpcore.SyncBackend):
    """The system's network, under one deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(  # type: ignore[override]  # the other options go through as they are
        self, host: str, port: int, timeout: float | None = None, **options: Untyped
    ) -> httpcore.NetworkStream:
        left = self._deadline.left()
        return _Stream(super().connect_tcp(host, port, min(left, timeout or left), **options), self._deadline)
