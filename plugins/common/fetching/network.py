"""The network of a fetch: addresses vetted as they are connected to, one deadline, bytes counted.

It is under httpcore, so that no layer between the check and the socket resolves a name again.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import httpcore

from plugins.common.fetching.addresses import is_loopback, refusal
from plugins.common.fetching.errors import FetchError
from plugins.common.http import Deadline

PORTS = (80, 443)
HEAD_ROOM = 256 * 1024  # bytes of headers and framing, beyond those of the body
T = TypeVar("T")
Answer = tuple[int, int, int, str, tuple[object, ...]]  # what getaddrinfo gives
Resolve = Callable[[str, int], Iterable[Answer]]


def deadline(seconds: float, clock: Callable[[], float] = time.monotonic) -> Deadline:
    """The deadline of a fetch: FetchError `timeout` once it is over."""
    return Deadline(seconds, lambda: FetchError("timeout", f"pas de réponse complète en {seconds:g} secondes"), clock)


def system_resolve(host: str, port: int) -> list[Answer]:
    """The addresses of a host, by the system."""
    return [*socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves once, vets every address of the answer, connects to those very addresses."""

    def __init__(self, deadline: Deadline, max_bytes: int, *, allow_loopback: bool, resolve: Resolve) -> None:
        self._deadline = deadline
        self._max_bytes = max_bytes + HEAD_ROOM
        self._allow_loopback = allow_loopback
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[object] | None = None,
    ) -> httpcore.NetworkStream:
        answers = self._vetted(host, port)
        error: OSError | None = None
        for rank, (family, kind, protocol, _, address) in enumerate(answers):
            sock = socket.socket(family, kind, protocol)
            try:
                # A mute address leaves its share of the time to those that follow it.
                sock.settimeout(self._deadline.left() / (len(answers) - rank))
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return _Stream(sock, self._deadline, self._max_bytes)
            except OSError as refused:
                sock.close()
                error = refused
            except BaseException:
                sock.close()
                raise
        self._deadline.left()
        raise httpcore.ConnectError(str(error))

    def _vetted(self, host: str, port: int) -> list[Answer]:
        answers = self._resolved(host, port)
        for answer in answers:
            address = str(answer[4][0])
            if self._allow_loopback and is_loopback(address):
                continue
            # One private address among public ones is how a name is rebound: the whole answer is refused.
            why = refusal(address)
            if why:
                shown = address if host == address else f"{host} ({address})"
                raise FetchError("address", f"{shown} n’est pas une adresse publique : {why}")
            if port not in PORTS:
                raise FetchError("port", f"port {port} : seuls les ports 80 et 443 sont permis")
        return answers

    def _resolved(self, host: str, port: int) -> list[Answer]:
        """The system's resolver takes no time-out: it is asked in a thread, which is left behind when it is late."""
        box: queue.SimpleQueue[list[Answer] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                box.put(list(self._resolve(host, port)))
            except Exception as error:
                box.put(error)

        threading.Thread(target=ask, daemon=True, name="resolve").start()
        try:
            found = box.get(timeout=self._deadline.left())
        except queue.Empty:
            raise FetchError("timeout", f"le nom {host} n’est pas résolu à temps") from None
        if isinstance(found, OSError | UnicodeError) or found == []:
            raise FetchError("dns", f"le nom {host} est introuvable : vérifiez l’adresse")
        if isinstance(found, Exception):
            raise found
        return found


class _Stream(httpcore.NetworkStream):
    """A socket that knows the deadline of the whole fetch and counts what it receives."""

    def __init__(self, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._timed(lambda: self._sock.recv(max_bytes), httpcore.ReadError)
        self._left -= len(data)
        if self._left < 0:
            raise FetchError("size", "réponse trop longue")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        while buffer:
            sent = self._timed(lambda: self._sock.send(buffer), httpcore.WriteError)  # noqa: B023
            buffer = buffer[sent:]

    def _timed(self, action: Callable[[], T], kind: type[Exception]) -> T:
        self._sock.settimeout(self._deadline.left())
        try:
            return action()
        except TimeoutError:
            self._deadline.left()
            raise self._deadline.late() from None
        except ssl.SSLCertVerificationError as error:
            raise FetchError("connection", f"certificat du site refusé ({error.verify_message})") from None
        except OSError as error:
            raise kind(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        def shake() -> ssl.SSLSocket:
            return ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)

        try:
            secured = self._timed(shake, httpcore.ConnectError)
        except BaseException:
            self.close()
            raise
        return _Stream(secured, self._deadline, self._left)

    def close(self) -> None:
        self._sock.close()

    def get_extra_info(self, info: str) -> object:
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        return None
