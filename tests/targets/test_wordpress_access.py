"""A WordPress that does not let us in: the doctor names the case, and what mends it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from plugins.relays.doctor import examine
from plugins.targets.target import kinds
from tests.relays.desk import Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import Blog

Said = tuple[int, dict[str, str], str]
PAGE = (404, {"Content-Type": "text/html"}, "<html><p>Introuvable")
INDEX = {"name": "Blog", "namespaces": ["oembed/1.0", "wp/v2"], "authentication": {"application-passwords": {}}}
NO_PASSWORDS = {**INDEX, "authentication": []}
NOBODY = (401, {}, '{"code": "rest_not_logged_in"}')


def api(content: object) -> Said:
    return 200, {"Content-Type": "application/json"}, json.dumps(content)


def refusal(status: int, code: str) -> Said:
    return status, {"Content-Type": "application/json"}, json.dumps({"code": code})


@dataclass
class Ill:
    """What a blog answers: to who we are, of its API, without rewritten addresses, at home, by XML-RPC."""

    me: Said = NOBODY
    index: Said = field(default_factory=lambda: api(INDEX))
    plain: Said = PAGE
    home: Said = (200, {}, "<html><p>Bonjour")
    xmlrpc: Said = PAGE

    def answer(self, path: str) -> Said:
        parts = urlsplit(path)
        if "rest_route" in parse_qs(parts.query):
            return self.plain
        return {"/wp-json/": self.index, "/": self.home, "/xmlrpc.php": self.xmlrpc}.get(parts.path, self.me)


KNOWN = (200, {}, "<methodResponse><name>blogid</name></methodResponse>")
FAULT = (200, {}, "<methodResponse><fault></fault></methodResponse>")
NO_API = {"me": PAGE, "index": PAGE}
PLAIN = "foreach (['permalink_structure', 'rewrite_rules'] as $name) {" + (
    " add_filter(\"pre_option_$name\", '__return_empty_string'); }"
)
WORDPRESS = (200, {}, '<html><script src="/wp-includes/js/x.js">')
NAMED = (200, {}, '<link rel="https://api.w.org/" href="http://127.0.0.1/api/">')


@pytest.mark.parametrize(
    ("ill", "said"),
    [
        (Ill(index=api(NO_PASSWORDS)), "les mots de passe d’application sont désactivés"),
        (Ill(me=refusal(401, "application_passwords_disabled")), "les mots de passe d’application sont désactivés"),
        (Ill(me=refusal(401, "invalid_username")), "le blog ne connaît pas ce compte : vérifiez « account »"),
        (Ill(me=refusal(401, "incorrect_password")), "le mot de passe d’application est faux ou révoqué"),
        (Ill(xmlrpc=KNOWN), "le mot de passe est bon, mais l’hébergeur retire l’en-tête Authorization"),
        (Ill(xmlrpc=FAULT), "le mot de passe est refusé aussi par XML-RPC"),
        (Ill(), "faux ou révoqué, ou bien l’hébergeur retire l’en-tête Authorization"),
        (Ill(**NO_API, plain=api(INDEX)), "permaliens « simples »"),
        (Ill(**NO_API, home=NAMED), "l’API de ce blog est à /api/ et non à /wp-json/"),
        (Ill(**NO_API, home=WORDPRESS), "c’est bien un WordPress, mais son API est fermée à tous"),
        (Ill(**NO_API), "cette adresse n’est pas celle d’un WordPress"),
        (Ill(me=(200, {}, "<html>"), index=PAGE), "cette adresse n’est pas celle d’un WordPress"),
        (Ill(me=(200, {}, "<html>Un instant")), "un pare-feu"),
        (Ill(me=refusal(403, "rest_disabled"), index=refusal(403, "rest_disabled")), "l’API est fermée par"),
        (Ill(me=refusal(401, "rest_cannot_access")), "l’API est fermée par Disable REST API"),
        (Ill(me=refusal(401, "x_y"), index=refusal(401, "x_y")), "ou une extension de sécurité (x_y)"),
        (Ill(me=(403, {}, "<html>Forbidden")), "l’API est fermée par le pare-feu de l’hébergeur"),
        (Ill(*[(401, {}, "<html>")] * 4), "le site entier demande un mot de passe"),
        (Ill(me=(503, {"Retry-After": "600"}, "<html>Maintenance")), "en maintenance"),
        (Ill(me=(301, {"Location": "https://www.orvane.example/"}, "")), "renvoi vers https://www.orvane.example/"),
        (Ill(me=refusal(404, "rest_no_route"), index=api({**INDEX, "namespaces": []})), "l’API répond sans « wp/v2 »"),
        (Ill(me=refusal(404, "rest_no_route")), "ferme /wp/v2/users et /wp/v2/posts à notre compte"),
    ],
)
def test_each_case_has_its_remedy(serve: Callable[[Ill], str], tmp_path: Path, ill: Ill, said: str) -> None:
    """À chaque blog malade son cas, et le remède de ce cas."""
    desk = Desk(tmp_path, kinds())
    desk.agency()
    desk.client("orvane", serve(ill), "agence", "secret")
    (finding,) = examine(desk.site(), desk.kinds, desk.environment)

    assert not finding.good and said in finding.message and "secret" not in finding.message


@pytest.fixture
def serve() -> Iterator[Callable[[Ill], str]]:
    """Brings a blog up on loopback, and gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def up(ill: Ill) -> str:
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments: object) -> None:
                pass

            def handle_one(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                status, headers, body = ill.answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = handle_one

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield up
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("add_filter('wp_is_application_passwords_available', '__return_false');", "d’application sont désactivés"),
        (PLAIN, "permaliens « simples »"),
        (
            "add_filter('rest_authentication_errors', fn () => new WP_Error('rest_disabled', '', ['status' => 403]));",
            "l’API est fermée par une extension de sécurité (rest_disabled)",
        ),
    ],
)
def test_a_real_wordpress_that_is_ill(
    desk: Desk, blog: Blog, extend: Callable[[str], None], code: str, said: str
) -> None:
    """Sur un vrai WordPress : mots de passe coupés, permaliens simples, API fermée."""
    extend(code)
    account = blog.accounts["author"]
    desk.client("orvane", blog.url, account.login, account.password)
    (finding,) = examine(desk.site(), desk.kinds, desk.environment)

    assert said in finding.message and not finding.good


@pytest.mark.parametrize("plugin", [False, True])
def test_a_blog_that_hides_its_accounts_is_served(
    desk: Desk, blog: Blog, extend: Callable[[str], None], plugin: bool
) -> None:
    """`/users` fermé contre les curieux : l’extrait part, se retrouve, suit l’article ; une seule fois."""
    extend(
        "add_filter('rest_endpoints', fn ($all) => array_filter($all, fn ($route) => !str_starts_with($route, "
        "'/wp/v2/users'), ARRAY_FILTER_USE_KEY));"
    )
    blog.plugin(plugin)
    findings = list(examine(desk.site(), desk.kinds, desk.environment))
    slug = desk.new("sans-comptes")
    first = desk.apply()
    (desk.content / f"registre/relais/{slug}@orvane.json").unlink()
    second = desk.apply()

    assert all(finding.good for finding in findings), findings
    assert first.exit_code == second.exit_code == 0 and len(blog.live(desk.entry(slug).key)) == 1
    assert desk.action(slug) == "nothing"


def test_a_header_that_is_lost_is_told_from_a_wrong_password(desk: Desk, proxy: FaultProxy) -> None:
    """Sur un vrai WordPress : l’en-tête perdu en route, puis le mot de passe faux."""
    proxy.faults.append(Fault("GET /", "stripped", times=9))
    (lost,) = examine(desk.site(), desk.kinds, desk.environment)
    proxy.reset()
    desk.environment["ORVANE_SECRET"] = "faux"
    (wrong,) = examine(desk.site(), desk.kinds, desk.environment)

    assert "le mot de passe est bon, mais l’hébergeur retire" in lost.message
    assert "refusé aussi par XML-RPC" in wrong.message
