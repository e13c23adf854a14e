"""The preview server: what it serves, what it adds, what it refuses, what it tells the browsers."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from plugins.build.paths import content_type
from plugins.build.preview import Changes, _Session
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.server import PreviewServer, ServerError
from plugins.common.problems import Rule

SCRIPT = b'<script type="module" src="/__tribune/live.js"></script>'
ERROR = Rule("valeur", "Une valeur a sa forme.").at(
    "content/articles/été.md", 4, 7, "date « 1/3/2026 » : écrivez AAAA-MM-JJ"
)
WARNING = Rule("doute", "Un doute est levé.", "warning", waivable=True).at(
    "content/articles/a.md", 1, 1, "<b>série</b> incomplète"
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "output"
    (root / "articles" / "été").mkdir(parents=True)
    (root / "vide").mkdir()
    (root / "index.html").write_text("<!doctype html><body><p>Accueil</p></body></html>", "utf-8")
    (root / "articles" / "été" / "index.html").write_text("<body>L’été</BODY>", "utf-8")
    (root / "404.html").write_text("<body>Égaré</body>", "utf-8")
    (root / "style.css").write_text("p::after { content: '</body>' }", "utf-8")
    (tmp_path / "secret.txt").write_text("brouillon", "utf-8")
    return root


@pytest.fixture
def server(site: Path) -> Iterator[PreviewServer]:
    with PreviewServer(site, port=0, heartbeat=0.1) as server:
        yield server


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def ask(server: PreviewServer, target: str, method: str = "GET", host: str | None = None) -> Answer:
    """The answer to a target sent as it stands, where a client would clean it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest(method, "/", skip_host=True)
        connection._buffer[0] = f"{method} {target} HTTP/1.1".encode("latin-1")
        connection.putheader("Host", host or f"127.0.0.1:{server.port}")
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Listener:
    """A browser's EventSource, reduced to what the tests read."""

    def __init__(self, server: PreviewServer) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._connection.request("GET", "/__tribune/events")
        self.response = self._connection.getresponse()

    def event(self) -> tuple[str, int, dict[str, object]]:
        """The next event: its name, its id and its data."""
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if not line and "event" in fields:
                return fields["event"], int(fields["id"]), json.loads(fields["data"])
            name, _, value = line.partition(": ")
            fields[name] = value

    def close(self) -> None:
        self.response.close()
        self._connection.close()


@contextmanager
def listening(server: PreviewServer) -> Iterator[Listener]:
    listener = Listener(server)
    try:
        yield listener
    finally:
        listener.close()


@pytest.mark.parametrize("second", ["127.0.0.1:{port}", "ailleurs.example"])
def test_a_request_names_one_machine(server: PreviewServer, second: str) -> None:
    """Une demande qui porte deux noms de machine est refusée : on ne saurait lequel le navigateur a cru joindre."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.putrequest("GET", "/", skip_host=True)
        connection.putheader("Host", f"127.0.0.1:{server.port}")
        connection.putheader("Host", second.format(port=server.port))
        connection.endheaders()
        assert connection.getresponse().status == 403
    finally:
        connection.close()


def test_a_folder_is_served_by_its_index(server: PreviewServer) -> None:
    """L’adresse d’un dossier donne sa page index.html."""
    answer = ask(server, "/articles/%C3%A9t%C3%A9/")
    assert answer.status == 200
    assert "L’été" in answer.body.decode()


def test_a_folder_without_slash_is_redirected(server: PreviewServer) -> None:
    """L’adresse d’un dossier sans barre finale renvoie à celle qui en a une, question comprise."""
    answer = ask(server, "/articles/%C3%A9t%C3%A9?q=1")
    assert (answer.status, answer.headers["Location"]) == (301, "/articles/%C3%A9t%C3%A9/?q=1")


def test_a_redirection_stays_on_this_server(server: PreviewServer) -> None:
    """Une adresse qui commence par deux barres ne renvoie pas vers un autre site."""
    assert ask(server, "//articles").headers["Location"] == "/articles/"


@pytest.mark.parametrize("target", ["/absent", "/absent/", "/vide/", "/style.css/", "/index.html/x"])
def test_an_unknown_address_gets_the_sites_own_404(server: PreviewServer, target: str) -> None:
    """Une adresse inconnue donne la page 404 du site, avec le statut 404."""
    answer = ask(server, target)
    assert answer.status == 404
    assert "Égaré" in answer.body.decode()
    assert SCRIPT in answer.body


def test_without_a_404_page_the_answer_is_still_french(server: PreviewServer, site: Path) -> None:
    """Sans page 404 dans le site, une page simple le dit en français."""
    (site / "404.html").unlink()
    answer = ask(server, "/absent")
    assert answer.status == 404
    assert "Page introuvable" in answer.body.decode()


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/articles/..%2f..%2fsecret.txt",
        "/articles/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/index.html%00.txt",
        "/%ff",
        "/./index.html",
        "/C:/secret.txt",
        "/" + "a" * 5000,
        "http://[",
        "/lien.txt",
        "/dossier",
        "/dossier/secret.txt",
        "/boucle",
        "/articles/secret/",
    ],
)
def test_no_path_leaves_the_output(server: PreviewServer, site: Path, target: str) -> None:
    """Aucune adresse ne sort du dossier servi, ni par « .. », ni par un lien, ni par un octet nul."""
    (site / "..\\secret.txt").write_text("brouillon", "utf-8")
    (site / "lien.txt").symlink_to("../secret.txt")
    (site / "dossier").symlink_to("..")
    (site / "boucle").symlink_to("boucle")
    (site / "articles" / "secret").mkdir()
    (site / "articles" / "secret" / "index.html").symlink_to("../../../secret.txt")
    answer = ask(server, target)
    assert answer.status == 404
    assert b"brouillon" not in answer.body


def test_a_symlink_inside_the_output_is_followed(server: PreviewServer, site: Path) -> None:
    """Un lien symbolique qui reste dans le dossier servi est suivi."""
    (site / "copie.html").symlink_to("index.html")
    assert ask(server, "/copie.html").status == 200


@pytest.mark.parametrize(
    "host", ["malveillant.example", "malveillant.example:8000", "127.0.0.1.example", "[", "10.0.0.1"]
)
def test_another_host_name_is_refused(server: PreviewServer, host: str) -> None:
    """Une page du Web qui donne à son nom l’adresse de cette machine ne lit rien."""
    answer = ask(server, "/", host=host)
    assert answer.status == 403
    assert b"Accueil" not in answer.body


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machines_names_are_accepted(server: PreviewServer, host: str) -> None:
    """L’aperçu répond à tous les noms locaux de la machine."""
    assert ask(server, "/", host=host).status == 200


def test_the_port_opens_on_this_machine_only(site: Path) -> None:
    """L’aperçu refuse de s’ouvrir au réseau."""
    with pytest.raises(ServerError, match="que sur cette machine"):
        PreviewServer(site, "0.0.0.0", 0).start()


@pytest.mark.parametrize("target", ["/", "/articles/%C3%A9t%C3%A9/"])
def test_the_script_is_added_before_the_end_of_the_body(server: PreviewServer, site: Path, target: str) -> None:
    """Chaque page HTML reçoit le script de rechargement avant </body>."""
    before, _, after = ask(server, target).body.partition(SCRIPT)
    assert before.startswith(b"<")
    assert after.lower().startswith(b"</body>")


def test_a_page_without_body_end_gets_the_script_too(server: PreviewServer, site: Path) -> None:
    """Une page sans </body> reçoit le script à la fin."""
    (site / "court.html").write_text("<p>Court", "utf-8")
    assert ask(server, "/court.html").body.endswith(SCRIPT)


def test_what_is_not_html_is_served_as_it_stands(server: PreviewServer, site: Path) -> None:
    """Un fichier qui n’est pas du HTML est servi octet pour octet."""
    assert ask(server, "/style.css").body == (site / "style.css").read_bytes()


def test_nothing_is_written_in_the_output(server: PreviewServer, site: Path) -> None:
    """Servir une page n’écrit rien dans le site."""
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for target in ("/", "/absent", "/style.css", "/__tribune/live.js"):
        ask(server, target)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("target", ["/", "/style.css", "/absent", "/articles", "/__tribune/live.js"])
def test_head_answers_as_get_without_the_body(server: PreviewServer, target: str) -> None:
    """HEAD donne les en-têtes de GET, sans le corps."""
    head, get = ask(server, target, "HEAD"), ask(server, target)
    assert head.body == b""
    assert head.status == get.status
    for name in ("Content-Type", "Content-Length", "Cache-Control"):
        assert head.headers[name] == get.headers[name]
    assert int(get.headers["Content-Length"]) == len(get.body)


@pytest.mark.parametrize("target", ["/", "/style.css", "/absent", "/articles", "/__tribune/live.js"])
def test_nothing_is_kept_by_the_browser(server: PreviewServer, target: str) -> None:
    """Le navigateur ne garde aucune réponse en mémoire."""
    assert ask(server, target).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_is_refused_in_french(server: PreviewServer, method: str) -> None:
    """Une demande qui n’est pas une lecture est refusée en français."""
    answer = ask(server, "/", method)
    assert answer.status == 501
    assert "Demande refusée" in answer.body.decode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.CSS", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("a.atom", "application/atom+xml; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("a.avif", "image/avif"),
        ("a.pdf", "application/pdf"),
        ("a.wasm", "application/wasm"),
        ("a.pf_meta", "application/octet-stream"),
    ],
)
def test_each_file_has_its_type(name: str, expected: str) -> None:
    """Chaque sorte de fichier a son type, et le texte est en UTF-8."""
    assert content_type(Path(name)) == expected


def test_the_root_is_asked_at_each_request(tmp_path: Path) -> None:
    """Un dossier remplacé par un autre est servi dès la demande suivante."""
    roots = [tmp_path / "ancien", tmp_path / "nouveau"]
    for root in roots:
        root.mkdir()
        (root / "index.html").write_text(root.name, "utf-8")
    with PreviewServer(lambda: roots[0], port=0) as server:
        assert ask(server, "/").body.startswith(b"ancien")
        roots.reverse()
        assert ask(server, "/").body.startswith(b"nouveau")


def test_before_any_good_build_every_page_waits(tmp_path: Path) -> None:
    """Avant la première construction réussie, toute adresse montre l’attente."""
    with PreviewServer(tmp_path / "output", port=0) as server:
        answer = ask(server, "/articles/x/")
        assert answer.status == 503
        assert "Construction en cours" in answer.body.decode()
        assert SCRIPT in answer.body


def test_before_any_good_build_every_page_shows_the_faults(tmp_path: Path) -> None:
    """Tant que rien n’a pu être construit, toute adresse montre les fautes, les erreurs d’abord."""
    with PreviewServer(tmp_path / "output", port=0) as server:
        server.publish_state(BuildReport([WARNING, ERROR]))
        page = ask(server, "/").body.decode()
    assert "1 erreur, 1 avertissement" in page
    assert "content/articles/été.md:4:7" in page
    assert "&lt;b&gt;série&lt;/b&gt; incomplète" in page
    assert page.index(ERROR.message) < page.index("incomplète")


def test_before_any_good_build_the_engines_failure_is_shown(tmp_path: Path) -> None:
    """Tant que rien n’a pu être construit, une panne du moteur est montrée."""
    with PreviewServer(tmp_path / "output", port=0) as server:
        server.publish_state(BuildReport(failure="Le moteur s’est arrêté <ici>."))
        assert "Le moteur s’est arrêté &lt;ici&gt;." in ask(server, "/").body.decode()


def test_a_good_build_ends_the_holding_page(tmp_path: Path) -> None:
    """Après une construction réussie, une adresse inconnue est une page introuvable, même sans page d’accueil."""
    with PreviewServer(tmp_path, port=0) as server:
        server.publish_state(BuildReport())
        assert ask(server, "/").status == 404


def test_a_fault_leaves_the_last_good_page(server: PreviewServer) -> None:
    """Après une faute, la dernière bonne version reste servie."""
    server.publish_state(BuildReport(pages=3))
    server.publish_state(BuildReport([ERROR]))
    answer = ask(server, "/")
    assert answer.status == 200
    assert b"Accueil" in answer.body


def test_the_events_follow_the_builds(server: PreviewServer) -> None:
    """Les navigateurs apprennent qu’une construction commence, réussit ou échoue, avec son numéro."""
    with listening(server) as browser:
        assert browser.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        _, start, _ = browser.event()
        server.publish_building()
        assert browser.event()[:2] == ("building", start)
        server.publish_state(BuildReport([WARNING], pages=3))
        kind, number, data = browser.event()
        assert (kind, number, data["good"]) == ("built", start + 1, start + 1)
        server.publish_state(BuildReport([ERROR]))
        kind, number, data = browser.event()
    assert (kind, number, data["good"]) == ("fault", start + 2, start + 1)
    assert data["problems"] == BuildReport([ERROR]).as_json()["problems"]


def test_a_page_bears_the_build_it_shows(server: PreviewServer) -> None:
    """Une page porte le numéro de sa construction, qui ne change pas quand une faute suit."""
    with listening(server) as browser:
        browser.event()
        server.publish_state(BuildReport())
        good = browser.event()[1]
        server.publish_state(BuildReport([ERROR]))
        browser.event()
    assert f'content="good {good}"'.encode() in ask(server, "/").body


def test_a_browser_that_comes_back_catches_up(server: PreviewServer) -> None:
    """Un navigateur qui revient après une veille apprend aussitôt l’état présent."""
    with listening(server) as browser:
        start = browser.event()[1]
    for report in (BuildReport(), BuildReport(), BuildReport([ERROR])):
        server.publish_state(report)
    with listening(server) as browser:
        kind, number, data = browser.event()
    assert (kind, number, data["good"]) == ("fault", start + 3, start + 2)


def test_many_browsers_hear_each_event(server: PreviewServer) -> None:
    """Trente navigateurs ouverts apprennent la même construction."""
    browsers = [Listener(server) for _ in range(30)]
    try:
        for browser in browsers:
            browser.event()
        server.publish_state(BuildReport())
        assert {browser.event()[0] for browser in browsers} == {"built"}
    finally:
        for browser in browsers:
            browser.close()


def test_a_silent_stream_keeps_beating(server: PreviewServer) -> None:
    """Un flux sans nouvelles envoie un battement, pour que la connexion ne se perde pas."""
    with listening(server) as browser:
        browser.event()
        assert browser.response.readline() == b": \n"


def test_stopping_ends_the_streams_and_the_silent_connections(site: Path) -> None:
    """L’arrêt ferme les flux ouverts et les connexions muettes, sans attendre."""
    before = set(threading.enumerate())
    server = PreviewServer(site, port=0, heartbeat=60)
    server.start()
    with listening(server) as browser, socket.create_connection(("127.0.0.1", server.port)):
        browser.event()
        ask(server, "/")  # the silent connection, accepted before this one, has its thread
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        stopping.join(5)
        assert not stopping.is_alive()
        assert browser.response.read() == b""
    assert set(threading.enumerate()) <= before


def test_a_taken_port_gives_the_next_one(site: Path, server: PreviewServer) -> None:
    """Quand le port est pris, l’un des suivants est ouvert."""
    with PreviewServer(site, port=server.port, spare_ports=20) as other:
        assert server.port < other.port <= server.port + 20
        assert ask(other, "/").status == 200


def test_a_taken_port_is_told_in_french(site: Path, server: PreviewServer) -> None:
    """Quand le port demandé est pris et qu’aucun autre n’est permis, un message le dit."""
    with pytest.raises(ServerError, match=f"le port {server.port} est déjà pris"):
        PreviewServer(site, port=server.port).start()


def test_the_scripts_are_small() -> None:
    """Les scripts de l’aperçu pèsent ensemble moins de 24 Ko."""
    scripts = (Path(__file__).parents[2] / "plugins" / "build" / "live").glob("*.js")
    assert sum(script.stat().st_size for script in scripts) < 24 * 1024


class Maker:
    """An engine that has a programme to make."""

    unseen: ClassVar[dict[str, str]] = {}

    def page(self, path: str) -> None:
        return None

    def make(self, path: str) -> Path:
        return Path(__file__)

    def changed(self, files: object) -> None:
        pass


def test_a_pdf_is_awaited_until_a_build_has_said_which_there_are(server: PreviewServer, tmp_path: Path) -> None:
    """Avant la fin de la première construction, un PDF qui n’est pas dans le dossier est annoncé, non introuvable."""
    told = BuildReport(later=["ateliers/x/programme.pdf"])
    request = BuildRequest(tmp_path / "content", tmp_path / "output", datetime(2026, 3, 1, tzinfo=UTC))
    session = _Session(request, (), lambda request: told, Maker(), server, Changes(), lambda text: None)
    server.live = session
    before = ask(server, "/ateliers/x/programme.pdf")

    assert before.status == 503 and "Construction en cours" in before.body.decode()
    assert ask(server, "/absente/").status == 404

    session._rebuild(request, set())
    assert ask(server, "/ateliers/x/programme.pdf").status == 200
    assert ask(server, "/ateliers/y/programme.pdf").status == 404
