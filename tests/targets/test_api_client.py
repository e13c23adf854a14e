"""The way out: total deadline, no blind second write, waiting as asked, no secret said."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from plugins.targets.api_client import ApiClient, retry_after
from plugins.targets.errors import Busy, Refused, RelayError, Uncertain
from tests.services.faultproxy import Fault, FaultProxy

SECRET = "mot-de-passe-secret"


@pytest.fixture(scope="module")
def line() -> Iterator[FaultProxy]:
    """A proxy in front of a server that answers every request with its own path, and 500 to some."""

    class Echo(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            refusals = {"/401": b'{"code":"rest_no"}', "/500": b"<p>Erreur", "/501": b'{"code":"rest_upload_error"}'}
            body = refusals.get(self.path, b'{"path": "%s"}' % self.path.encode())
            self.send_response(int(self.path[1:]) if self.path in refusals else 200)
            if "gzip" in self.headers.get("accept-encoding", ""):
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    proxy = FaultProxy(f"http://127.0.0.1:{server.server_port}")
    yield proxy
    proxy.stop()
    server.shutdown()
    server.server_close()


@pytest.fixture
def transport(line: FaultProxy) -> Iterator[ApiClient]:
    line.reset()
    made = ApiClient(line.url, lambda: {"Authorization": f"Basic {SECRET}"}, secrets=(SECRET,), deadline=1.2)
    yield made
    made.close()


@pytest.mark.parametrize("mode", ["slow", "mute"])
def test_the_deadline_is_total(transport: ApiClient, line: FaultProxy, mode: str) -> None:
    """Un serveur qui envoie un octet par seconde, ou rien, est quitté au délai, et n’est pas relancé."""
    line.faults.append(Fault("GET /", mode, times=9))
    begun = time.monotonic()
    with pytest.raises(Uncertain, match="délai"):
        transport.read("/x")

    assert time.monotonic() - begun < 2 and len(line.seen) == 1


@pytest.mark.parametrize("mode", ["lost", "cut", "truncated"])
def test_a_read_is_tried_again_and_a_write_never(transport: ApiClient, line: FaultProxy, mode: str) -> None:
    """Une lecture coupée est reprise ; une écriture coupée ne part qu’une fois."""
    line.faults.append(Fault("GET /", mode))
    read = transport.read("/x").data
    line.faults[:] = [Fault("POST /", mode)]
    with pytest.raises(Uncertain):
        transport.write("POST", "/x", {})

    assert read["path"].startswith("/x")
    assert [method for method, _ in line.seen] == ["GET", "GET", "POST"]


def test_a_page_with_status_200_is_no_answer(transport: ApiClient, line: FaultProxy) -> None:
    """Une page d’attente servie avec le code 200 n’est pas un succès."""
    line.faults.append(Fault("POST /", "html"))
    with pytest.raises(Uncertain, match="JSON"):
        transport.write("POST", "/x", {})


@pytest.mark.parametrize(("path", "kind"), [("/401", Refused), ("/501", Refused), ("/500", Uncertain)])
def test_a_refusal_is_told_from_a_crash(transport: ApiClient, path: str, kind: type[Exception]) -> None:
    """Un refus de l’API n’a rien écrit ; une erreur 500 sans refus a pu écrire."""
    with pytest.raises(kind):
        transport.write("POST", path, {})


@pytest.mark.parametrize("mode", ["busy:1", "busy-date:1"])
def test_a_read_waits_as_asked(transport: ApiClient, line: FaultProxy, mode: str) -> None:
    """Une lecture attend le temps demandé, en secondes ou en date, puis aboutit."""
    line.faults.append(Fault("GET /", mode))
    begun = time.monotonic()
    transport.read("/x")

    assert 0.8 < time.monotonic() - begun < 3


def test_patience_has_an_end(line: FaultProxy) -> None:
    """Un blog qui demande sans fin d’attendre est quitté quand sa part d’attente est épuisée."""
    line.reset()
    line.faults.append(Fault("GET /", "busy:0", times=99))
    slept: list[float] = []
    transport = ApiClient(line.url, patience=3, sleep=slept.append)
    with pytest.raises(Busy):
        transport.read("/x")
    transport.close()

    assert len(slept) == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Sun, 22 Nov 2026 09:01:30 GMT", 90), ("Sun, 22 Nov 2026 08:00:00 GMT", 0), ("bientôt", None)],
)
def test_both_forms_of_retry_after_are_read(value: str, seconds: float | None) -> None:
    """Retry-After se lit en secondes et en date ; illisible, il ne dit rien."""
    assert retry_after(value, datetime(2026, 11, 22, 9, 0, tzinfo=UTC)) == seconds


def test_a_password_never_goes_in_clear() -> None:
    """Une adresse http:// est refusée quand un mot de passe y passerait."""
    with pytest.raises(RelayError, match="https"):
        ApiClient("http://blog.example", secrets=(SECRET,))


def test_a_chain_of_errors_holds_no_secret(transport: ApiClient, line: FaultProxy) -> None:
    """Ni le message d’une panne, ni l’erreur d’origine, ne portent le secret."""
    line.faults.append(Fault("POST /", "cut"))
    with pytest.raises(Uncertain) as caught:
        transport.write("POST", f"/{SECRET}", {})

    assert SECRET not in str(caught.value) and "***" in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_a_public_page_is_asked_for_uncompressed(transport: ApiClient, line: FaultProxy) -> None:
    """Une page publique est lue en clair, aussi d’un serveur qui compresse ce qu’on lui laisse compresser."""
    assert transport.page(f"{line.url}/page") == (200, '{"path": "/page"}')
