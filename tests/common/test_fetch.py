"""Fetching what others wrote the address of: attacks refused, pages read, in bounded time and space."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, page, redirect, serving, slowly

from plugins.common.fetch import FetchError, FetchPolicy, Robots, fetch, policy_from_environment
from plugins.common.fetching import decoding
from plugins.common.fetching.addresses import hides_a_number, refusal
from plugins.common.fetching.network import deadline, system_resolve

TESTS = FetchPolicy(allow_loopback_for_tests=True)
QUICK = FetchPolicy(allow_loopback_for_tests=True, seconds=0.6)
CLOCK_SLACK = 1.0  # seconds that a loaded machine may add


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as started:
        yield started


def refused(url: str, **options: object) -> str:
    """The code of the refusal of an address."""
    with pytest.raises(FetchError) as caught:
        fetch(url, ignore_robots=True, **options)  # type: ignore[arg-type]
    assert str(caught.value)
    return caught.value.code


# --- attacks by the address -----------------------------------------------------------------------------------------

ADDRESS_ATTACKS = {
    "boucle locale": ("http://127.0.0.1/", "address"),
    "boucle locale par son nom": ("http://localhost/", "address"),
    "boucle locale IPv6": ("http://[::1]/", "address"),
    "réseau privé 10": ("http://10.1.2.3/", "address"),
    "réseau privé 172": ("http://172.31.255.1/", "address"),
    "réseau privé 192": ("http://192.168.1.1/", "address"),
    "réseau d’opérateur": ("http://100.64.0.1/", "address"),
    "métadonnées": ("http://169.254.169.254/latest/meta-data/", "address"),
    "métadonnées d’Azure": ("http://168.63.129.16/", "address"),
    "multidiffusion": ("http://224.0.0.1/", "address"),
    "usage réservé": ("http://240.0.0.1/", "address"),
    "IPv4 déguisée": ("http://[::ffff:127.0.0.1]/", "address"),
    "NAT64": ("http://[64:ff9b::7f00:1]/", "address"),
    "6to4": ("http://[2002:7f00:1::]/", "address"),
    "Teredo": ("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "address"),
    "ULA et ses métadonnées": ("http://[fd00:ec2::254]/", "address"),
    "réservé IPv6": ("http://[2001:20::1]/", "address"),
    "documentation IPv6": ("http://[2001:db8::1]/", "address"),
    "lien local IPv6": ("http://[fe80::1]/", "address"),
    "décimal": ("http://2130706433/", "url"),
    "forme courte": ("http://127.1/", "url"),
    "hexadécimal": ("http://0x7f.0.0.1/", "url"),
    "octal": ("http://0177.0.0.1/", "url"),
    "chiffres pleine chasse": ("http://１２７.0.0.1/", "url"),
    "schéma file": ("file:///etc/passwd", "scheme"),
    "schéma gopher": ("gopher://127.0.0.1:11211/_stats", "scheme"),
    "autre port": ("http://blog.example:6379/", "port"),
    "mot de passe": ("http://blog.example@127.0.0.1/", "userinfo"),
    "sans hôte": ("http:///etc/passwd", "url"),
    "adresse sans fin": ("http://blog.example/" + "a" * 5000, "url"),
}


@pytest.mark.parametrize(("url", "code"), ADDRESS_ATTACKS.values(), ids=ADDRESS_ATTACKS)
def test_an_address_that_is_not_public_is_refused(url: str, code: str) -> None:
    """Une adresse qui mène chez nous est refusée, sous toutes ses formes."""
    assert refused(url) == code


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"])
def test_a_public_address_is_not_refused(address: str) -> None:
    """Une adresse publique, même voisine d’un bloc réservé, est permise."""
    assert refusal(address) is None


@given(st.ip_addresses(v=4))
def test_no_special_address_is_public(address: object) -> None:
    """Ce que Python dit non public l’est pour nous aussi."""
    if not address.is_global:  # type: ignore[attr-defined]
        assert refusal(str(address)) is not None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_public_in_no_ipv6_disguise(address: object) -> None:
    """Une adresse IPv4 cachée dans une adresse IPv6 est refusée, même publique."""
    number = int(address)  # type: ignore[call-overload]
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for disguise in (f"::ffff:{high}:{low}", f"64:ff9b::{high}:{low}", f"2002:{high}:{low}::", f"::{high}:{low}"):
        assert refusal(disguise) is not None


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_no_host(number: int) -> None:
    """Un nombre seul n’est pas un nom de site ; quatre décimales en sont un, que l’adresse juge."""
    assert hides_a_number(str(number)) and hides_a_number(hex(number))
    assert not hides_a_number(socket.inet_ntoa(number.to_bytes(4, "big")))


# --- attacks by the resolver ----------------------------------------------------------------------------------------


def answer(address: str, port: int) -> tuple[object, ...]:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


def test_one_private_address_among_several_is_refused(server: Loopback) -> None:
    """Un nom qui a une adresse privée parmi d’autres est refusé en entier."""
    both = [answer("127.0.0.1", server.port), answer("10.0.0.1", server.port)]

    assert refused(f"{server.url}/", policy=TESTS, resolve=lambda host, port: both) == "address"  # type: ignore[arg-type]
    assert server.asked == []


def test_a_rebound_name_is_never_resolved_between_check_and_connection(server: Loopback) -> None:
    """Le nom est résolu une fois : l’adresse vérifiée est celle où l’on se connecte."""
    server.answers["/"] = page("<p>Bonjour.</p>")
    calls: list[str] = []

    def rebinding(host: str, port: int) -> list[tuple[object, ...]]:
        calls.append(host)
        return [answer("127.0.0.1" if len(calls) == 1 else "10.0.0.1", server.port)]

    found = fetch("http://blog.example/", policy=TESTS, ignore_robots=True, resolve=rebinding)  # type: ignore[arg-type]

    assert (found.status, calls) == (200, ["blog.example"])


def test_a_name_rebound_at_a_redirect_is_refused(server: Loopback) -> None:
    """À chaque redirection le nom est résolu et vérifié de nouveau."""
    server.answers["/"] = redirect("http://blog.example/suite")
    addresses = iter(["127.0.0.1", "10.0.0.1"])

    code = refused(
        "http://blog.example/",
        policy=TESTS,
        resolve=lambda host, port: [answer(next(addresses), server.port)],  # type: ignore[arg-type]
    )

    assert (code, server.paths()) == ("address", ["/"])


def test_a_mute_resolver_is_left_in_time() -> None:
    """Un serveur de noms muet n’arrête pas le programme."""
    over = threading.Event()
    started = time.monotonic()
    try:
        code = refused("http://blog.example/", policy=QUICK, resolve=lambda host, port: over.wait(20) and [])
    finally:
        over.set()

    assert code == "timeout" and time.monotonic() - started < QUICK.seconds + CLOCK_SLACK


def test_an_unknown_name_is_said() -> None:
    """Un nom introuvable se distingue d’une panne."""

    def unknown(host: str, port: int) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    assert refused("http://blog.example/", resolve=unknown) == "dns"


# --- attacks by the server ------------------------------------------------------------------------------------------

HTML_START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BOMB = gzip.compress(bytes(50_000_000), mtime=0)


def mute(server: Loopback, send: object) -> None:
    server.stopping.wait(20)


SERVER_ATTACKS = {
    "redirection privée": (redirect("http://10.0.0.1/"), "address"),
    "redirection vers un fichier": (redirect("file:///etc/passwd"), "scheme"),
    "redirection avec mot de passe": (redirect("http://a:b@127.0.0.1/"), "userinfo"),
    "redirection sur soi": (redirect("/"), "redirect"),
    "redirection sans but": (page("", status="302 Found"), "redirect"),
    "corps trop long": (page(b"a" * 2_000_001), "size"),
    "corps sans fin": (slowly(HTML_START + b"\r\n", b"a" * 2_000_000), "size"),
    "en-têtes sans fin": (slowly(HTML_START, b"X-A: " + b"a" * 50_000 + b"\r\n"), "connection"),
    "réponses provisoires sans fin": (slowly(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 50_000), "size"),
    "bombe": (page(BOMB, "Content-Encoding: gzip"), "size"),
    "compression inconnue": (page("x", "Content-Encoding: br"), "encoding"),
    "compression double": (page("x", "Content-Encoding: gzip, gzip"), "encoding"),
    "compression abîmée": (page("abc", "Content-Encoding: gzip"), "encoding"),
    "compression coupée": (page(BOMB[:60], "Content-Encoding: gzip"), "encoding"),
    "pas une page": (page("%PDF-1.7", kind="application/pdf"), "type"),
    "pas de type": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "type"),
    "pas du HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n", "connection"),
    "coupée": (HTML_START + b"Content-Length: 100\r\n\r\nabc", "connection"),
    "rien": (b"", "connection"),
}


@pytest.mark.parametrize(("attack", "code"), SERVER_ATTACKS.values(), ids=SERVER_ATTACKS)
def test_a_hostile_server_is_left(server: Loopback, attack: object, code: str) -> None:
    """Un serveur qui redirige chez nous, gonfle, coupe ou ment n’obtient qu’un refus."""
    server.answers["/"] = attack  # type: ignore[assignment]

    assert refused(f"{server.url}/", policy=TESTS) == code


@pytest.mark.parametrize(
    "attack",
    [slowly(HTML_START + b"\r\n", b"a"), slowly(HTML_START, b"X"), slowly(b"", b"H"), mute],
    ids=["corps", "en-têtes", "premier mot", "muet"],
)
def test_a_server_that_sends_a_byte_at_a_time_is_left_at_the_deadline(server: Loopback, attack: object) -> None:
    """Le délai est celui de tout l’échange : un octet de temps en temps ne le prolonge pas."""
    server.answers["/"] = attack  # type: ignore[assignment]
    started = time.monotonic()

    assert refused(f"{server.url}/", policy=QUICK) == "timeout"
    assert QUICK.seconds - 0.05 < time.monotonic() - started < QUICK.seconds + CLOCK_SLACK


def test_a_slow_chain_of_redirects_has_one_deadline(server: Loopback) -> None:
    """Les redirections partagent un seul délai."""

    def late(started: Loopback, send: object) -> None:
        started.stopping.wait(0.3)
        send(redirect("/"))  # type: ignore[operator]

    server.answers["/"] = late

    assert refused(f"{server.url}/", policy=QUICK) == "timeout"
    assert len(server.paths()) <= 3


def test_a_server_mute_before_tls_is_left_at_the_deadline() -> None:
    """Un serveur qui se tait avant la poignée de main TLS est laissé à temps."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        started = time.monotonic()

        assert refused(f"https://127.0.0.1:{listening.getsockname()[1]}/", policy=QUICK) == "timeout"
    assert time.monotonic() - started < QUICK.seconds + CLOCK_SLACK


def test_a_bomb_is_stopped_while_it_inflates() -> None:
    """Une bombe n’est pas gonflée au-delà de la limite."""
    inflated: list[int] = []

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(BOMB), 1000):
            inflated.append(start)
            yield BOMB[start : start + 1000]

    with pytest.raises(FetchError) as caught:
        decoding.inflate(chunks(), "gzip", 2_000_000)

    assert caught.value.code == "size" and len(inflated) * 1000 < len(BOMB) / 10


def test_a_bomb_received_at_once_takes_no_memory() -> None:
    """Une bombe reçue d’un coup n’occupe guère plus que la limite."""
    tracemalloc.start()
    try:
        with pytest.raises(FetchError):
            decoding.inflate([BOMB], "gzip", 1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 8_000_000


def test_loopback_needs_the_switch(server: Loopback) -> None:
    """Sans l’interrupteur des tests, un serveur de cette machine est hors d’atteinte."""
    server.answers["/"] = page("<p>Secret.</p>")

    assert refused(f"{server.url}/") == "port"
    assert server.asked == []


def test_the_switch_opens_no_other_port_elsewhere() -> None:
    """L’interrupteur des tests ne permet un autre port que sur cette machine."""
    found = refused("http://blog.example:6379/", policy=TESTS, resolve=lambda host, port: [answer("8.8.8.8", port)])  # type: ignore[arg-type]

    assert found == "port"


def test_the_switch_of_the_environment_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """L’interrupteur des tests se lit dans l’environnement et s’annonce."""
    assert not policy_from_environment({}).allow_loopback_for_tests
    assert capsys.readouterr().err == ""
    assert policy_from_environment({"TRIBUNE_TEST_LOOPBACK": "1"}).allow_loopback_for_tests
    assert "ATTENTION" in capsys.readouterr().err


def test_a_proxy_of_the_environment_is_ignored(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un mandataire de l’environnement ne reçoit rien."""
    server.answers["/"] = page("<p>Direct.</p>")
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        found = fetch(f"{server.url}/", policy=TESTS, ignore_robots=True)

        assert (found.text, proxy.asked) == ("<p>Direct.</p>", [])


# --- good pages -----------------------------------------------------------------------------------------------------


def test_a_page_is_read_with_what_tells_its_version(server: Loopback) -> None:
    """Une page ordinaire se lit, avec ses marques de version."""
    server.answers["/a"] = page("<p>Été</p>", 'ETag: "v1"', "Last-Modified: Mon, 20 Feb 2017 08:00:00 GMT")
    found = fetch(f"{server.url}/a#suite", policy=TESTS)

    assert (found.url, found.status, found.text, found.redirects) == (f"{server.url}/a", 200, "<p>Été</p>", ())
    assert (found.etag, found.last_modified) == ('"v1"', "Mon, 20 Feb 2017 08:00:00 GMT")


def test_a_moved_compressed_page_is_read_where_it_is(server: Loopback) -> None:
    """Une page compressée, cinq redirections plus loin, se lit, et l’on sait par où l’on est passé."""
    for hop in range(5):
        server.answers[f"/{hop}"] = redirect(f"/{hop + 1}")
    server.answers["/5"] = page("<p>Été</p>", packed=True)
    found = fetch(f"{server.url}/0", policy=TESTS)

    assert (found.url, found.text) == (f"{server.url}/5", "<p>Été</p>")
    assert found.redirects == tuple(f"{server.url}/{hop}" for hop in range(5))


def test_a_sixth_redirect_is_refused(server: Loopback) -> None:
    """Cinq redirections sont suivies, la sixième est refusée."""
    for hop in range(6):
        server.answers[f"/{hop}"] = redirect(f"/{hop + 1}")
    server.answers["/6"] = page("<p>Trop loin.</p>")

    assert refused(f"{server.url}/0", policy=TESTS) == "redirect"
    assert "/6" not in server.paths()


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "429 Too Many Requests", "503 Unavailable"])
def test_a_refusal_is_a_status_and_not_a_fault(server: Loopback, status: str) -> None:
    """Un refus du serveur est un état que l’appelant juge, quel que soit son type."""
    server.answers["/"] = page('{"error": 1}', status=status, kind="application/json")

    assert fetch(f"{server.url}/", policy=TESTS).status == int(status[:3])


def test_robots_txt_is_heard_and_read_once(server: Loopback) -> None:
    """Le robots.txt du site est respecté, et lu une fois pour toutes ses pages."""
    server.answers |= {
        "/robots.txt": page("User-agent: Tribune\nDisallow: /prive\n", kind="text/plain"),
        "/prive": page("<p>Non.</p>"),
        "/a": page("<p>Oui.</p>"),
        "/vers": redirect("/prive"),
    }
    robots = Robots()

    assert fetch(f"{server.url}/a", policy=TESTS, robots=robots).text == "<p>Oui.</p>"
    for path in ("/prive", "/vers"):
        with pytest.raises(FetchError) as caught:
            fetch(f"{server.url}{path}", policy=TESTS, robots=robots)
        assert caught.value.code == "robots"
    assert [path for path, _ in server.asked] == ["/robots.txt", "/a", "/vers"]
    assert fetch(f"{server.url}/prive", policy=TESTS, robots=robots, ignore_robots=True).text == "<p>Non.</p>"


@pytest.mark.parametrize(
    ("robots", "readable"),
    [
        (page("", status="404 Not Found"), True),
        (page("", status="503 Unavailable"), False),
        (redirect("/robots.txt"), True),
        (page("User-agent: *\nDisallow: /", kind="text/plain"), False),
        (page(b"a" * 600_000, kind="text/plain"), False),
    ],
    ids=["absent", "en panne", "en rond", "tout interdit", "sans fin"],
)
def test_a_robots_txt_out_of_order(server: Loopback, robots: bytes, readable: bool) -> None:
    """Sans robots.txt tout est permis ; s’il ne se lit pas, rien ne l’est (RFC 9309)."""
    server.answers |= {"/robots.txt": robots, "/": page("<p>Oui.</p>")}
    if readable:
        assert fetch(f"{server.url}/", policy=TESTS).status == 200
    else:
        with pytest.raises(FetchError) as caught:
            fetch(f"{server.url}/", policy=TESTS)
        assert caught.value.code == "robots"


def test_the_agent_says_who_it_is(server: Loopback) -> None:
    """Le site lu sait qui le lit."""
    server.answers["/"] = page("<p>Oui.</p>")
    fetch(
        f"{server.url}/",
        policy=FetchPolicy(agent_url="https://agence.example", allow_loopback_for_tests=True),
        ignore_robots=True,
    )

    assert "user-agent: tribune (+https://agence.example)" in server.asked[0][1]


def test_the_time_of_politeness_is_not_counted(server: Loopback) -> None:
    """Le temps que nous attendons par politesse ne compte pas dans le délai."""
    server.answers["/"] = page("<p>Oui.</p>")
    hosts: list[str] = []

    def wait(host: str) -> None:
        hosts.append(host)
        time.sleep(QUICK.seconds)

    assert fetch(f"{server.url}/", policy=QUICK, pace=wait).status == 200
    assert hosts == ["127.0.0.1", "127.0.0.1"]  # robots.txt, then the page


def test_a_deadline_is_one_instant() -> None:
    """Le délai court d’un bout à l’autre."""
    instants = iter([0.0, 5.0, 19.9, 20.0])
    limit = deadline(20, lambda: next(instants))

    assert (limit.left(), round(limit.left(), 1)) == (15.0, 0.1)
    with pytest.raises(FetchError):
        limit.left()


def test_the_system_resolver_knows_this_machine() -> None:
    """Le système résout localhost en une adresse de boucle locale, que rien ne laisse passer."""
    assert all(refusal(str(found[4][0])) for found in system_resolve("localhost", 80))


# --- charsets -------------------------------------------------------------------------------------------------------

CHARSETS = {
    "en-tête": ("text/html; charset=utf-8", "é’".encode()),
    "meta": ("text/html", b'<meta charset="windows-1252">' + "é’".encode("cp1252")),
    "meta ancien": ("text/html", b'<meta http-equiv=x content="text/html; charset=cp1252">' + "é’".encode("cp1252")),
    "dit Latin-1, est windows-1252": ("text/html; charset=ISO-8859-1", "é’".encode("cp1252")),
    "rien de dit, UTF-8": ("text/html", "é’".encode()),
    "rien de dit, windows-1252": ("text/html", "é’".encode("cp1252")),
    "marque d’ordre": ("text/html; charset=latin-1", b"\xef\xbb\xbf" + "é’".encode()),
    "UTF-16 avec marque": ("text/html", b"\xff\xfe" + "é’".encode("utf-16-le")),
    "meta qui ne peut être": ("text/html", b'<meta charset="utf-16">' + "é’".encode()),
    "en-tête qui ment": ("text/html; charset=utf-8", "é’".encode("cp1252")),
    "codec de Python": ("text/html; charset=unicode_escape", "é’".encode()),
    "inconnu": ("text/html; charset=klingon", "é’".encode()),
}


@pytest.mark.parametrize(("kind", "body"), CHARSETS.values(), ids=CHARSETS)
def test_the_charset_is_the_one_the_page_is_in(kind: str, body: bytes) -> None:
    """Les accents et l’apostrophe se lisent, que le jeu de caractères soit dit, tu ou faux."""
    assert decoding.decode(body, kind).endswith("é’")


@given(st.binary(max_size=300), st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_bytes_are_a_text(body: bytes, kind: str) -> None:
    """Des octets quelconques donnent un texte, jamais une exception."""
    assert isinstance(decoding.decode(body, kind), str)


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(["gzip", "deflate", "raw", ""]))
def test_inflating_gives_back_what_was_deflated(body: bytes, size: int, encoding: str) -> None:
    """Un corps compressé se retrouve à l’octet près, quels que soient les morceaux reçus."""
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(body[:7]) + gzip.compress(body[7:]),
        "deflate": zlib.compress(body),
        "raw": raw.compress(body) + raw.flush(),
        "": body,
    }[encoding]
    chunks = [packed[start : start + size] for start in range(0, len(packed), size)]

    assert decoding.inflate(chunks, "deflate" if encoding == "raw" else encoding, 2000) == body
