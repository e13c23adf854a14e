"""The headers of the site as real servers send them: nginx and Caddy, fed with what « ./inv headers » writes."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import brotli
import httpx
import pytest

from plugins.publishing.compressed import compress_site
from tests.conftest import missing
from tests.services import web_servers
from tests.services.processes import end, free_port, serve, wait_for

BASE = "/carnet"


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(
    request: pytest.FixtureRequest,
    inv: Callable[..., CompletedProcess[str]],
    published_site: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[httpx.Client, Path]]:
    """A server of the sample site, at its path; the folder that it serves."""
    if why := web_servers.lacking():
        missing(f"pas de serveur ({' '.join(web_servers.PACKAGES)}) : {why}")
    folder = tmp_path_factory.mktemp(request.param)
    site = Path(shutil.copytree(published_site, folder / "www" / "carnet"))
    compress_site(site, folder / "copies")
    done = inv("headers", request.param, "--output", site)
    assert done.returncode == 0, done.stderr
    said = done.stdout.replace("# brotli_static", "brotli_static")  # its module is there
    make, port = getattr(web_servers, f"{request.param}_command"), free_port()
    command = make(said, folder / "www", port, folder)
    log = folder / "log"
    process = serve(command, log, {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)})
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
    try:
        wait_for(lambda: client.get(f"{BASE}/").status_code < 500, log.read_text("utf-8", "replace"), 20)
        yield client, site
    finally:
        client.close()
        end(process)


def lasting(site: Path) -> str:
    """The address of a file whose name changes with its bytes."""
    return f"{BASE}/{next((site / 'medias').glob('*.avif')).relative_to(site).as_posix()}"


def test_a_page_is_sent_with_its_headers(server: tuple[httpx.Client, Path]) -> None:
    """Une page dit ce que les navigateurs refusent, une fois chacun, et se redemande à chaque visite."""
    client, _ = server
    for address in (f"{BASE}/", f"{BASE}/articles/publiez-moins/"):
        answer = client.get(address)
        found = answer.headers

        assert answer.status_code == 200 and found["content-type"].startswith("text/html")
        assert found.get_list("cache-control") == ["no-cache"]
        assert found.get_list("x-content-type-options") == ["nosniff"]
        assert found.get_list("x-frame-options") == ["DENY"]
        assert found.get_list("content-security-policy") == ["frame-ancestors 'none'"]
        assert found["strict-transport-security"].startswith("max-age=")


def test_what_is_named_by_its_bytes_is_kept(server: tuple[httpx.Client, Path]) -> None:
    """Une image du dossier « medias » se garde un an, dit « nosniff », et rien de ce qui est des pages."""
    client, site = server
    found = client.get(lasting(site)).headers

    assert found.get_list("cache-control") == ["public, max-age=31536000, immutable"]
    assert found.get_list("x-content-type-options") == ["nosniff"]
    assert "x-frame-options" not in found


def test_a_card_may_be_framed(server: tuple[httpx.Client, Path]) -> None:
    """Une carte à intégrer n’est refusée d’aucun cadre."""
    client, site = server
    card = next((site / "oembed").rglob("*.html"), None)
    assert card is not None
    found = client.get(f"{BASE}/{card.relative_to(site).as_posix().removesuffix('index.html')}")

    assert found.status_code == 200 and "x-frame-options" not in found.headers


@pytest.mark.parametrize(
    ("asked", "suffix", "unpack"),
    [("br", ".br", brotli.decompress), ("gzip", ".gz", gzip.decompress)],
)
def test_the_copies_are_what_is_sent(
    server: tuple[httpx.Client, Path], asked: str, suffix: str, unpack: Callable[[bytes], bytes]
) -> None:
    """Un navigateur qui lit Brotli ou gzip reçoit la copie faite avant, à l’octet près."""
    client, site = server
    with client.stream("GET", f"{BASE}/articles/publiez-moins/", headers={"Accept-Encoding": asked}) as answer:
        sent = b"".join(answer.iter_raw())
    page = site / "articles" / "publiez-moins" / "index.html"

    assert answer.headers["content-encoding"] == asked and "Accept-Encoding" in answer.headers["vary"]
    assert sent == page.with_name(f"index.html{suffix}").read_bytes() and unpack(sent) == page.read_bytes()
    with client.stream("GET", f"{BASE}/", headers={"Accept-Encoding": "identity"}) as answer:
        assert b"".join(answer.iter_raw()) == (site / "index.html").read_bytes()


def test_a_page_that_is_not_there_is_ours(server: tuple[httpx.Client, Path]) -> None:
    """Une adresse inconnue reçoit la page 404 du site, avec le code 404 et les mêmes refus."""
    client, site = server
    answer = client.get(f"{BASE}/nulle-part/")

    assert answer.status_code == 404 and answer.content == (site / "404.html").read_bytes()
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
