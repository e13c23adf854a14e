"""A blog that answers JSON of another shape than its API's: one client blocked, the others served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from plugins.relays.doctor import examine
from plugins.targets.errors import Uncertain
from plugins.targets.target import Target, kinds
from tests.relays.desk import Desk
from tests.relays.memory import Memory

STRANGE = [{"ok": True}, [], {}, [None], {"users": [], "posts": {}, "data": None}, ["a", 1], {"id": "x", "name": None}]
SECRETS = {"wordpress": "secret", "ghost": f"{'0' * 24}:{'ab' * 32}"}


@pytest.fixture
def strange() -> Iterator[Any]:
    """A server that answers every request with `said`, as JSON and with status 200."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            body = json.dumps(server.said).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

    class Server(ThreadingHTTPServer):
        said: Any = None

        @property
        def url(self) -> str:
            return f"http://127.0.0.1:{self.server_port}"

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def paper(tmp_path: Path, strange: Any) -> Desk:
    """A desk with an article for two clients; « cadran » has a sound blog in memory."""
    desk = Desk(tmp_path, {**kinds(), "ghost": Memory()})
    desk.agency()
    desk.client("cadran", "https://cadran.example", "", "secret", kind="ghost")
    desk.article("un", clients="orvane, cadran")
    return desk


def given(paper: Desk, kind: str, url: str) -> None:
    """« orvane » has a blog of that kind at that address, « cadran » the other kind, in memory."""
    other = "wordpress" if kind == "ghost" else "ghost"
    paper.kinds = {kind: kinds()[kind], other: Memory()}
    paper.client("orvane", url, "" if kind == "ghost" else "agence", SECRETS[kind], kind=kind)
    paper.client("cadran", "https://cadran.example", "" if other == "ghost" else "agence", "secret", kind=other)


@pytest.mark.parametrize("said", STRANGE, ids=json.dumps)
@pytest.mark.parametrize("kind", ["wordpress", "ghost"])
def test_a_strange_answer_blocks_its_client_alone(paper: Desk, strange: Any, kind: str, said: Any) -> None:
    """Une réponse JSON d’une forme inattendue bloque son client, et les autres sont servis."""
    strange.said = said
    given(paper, kind, strange.url)
    applied = paper.apply()

    assert {line.client: line.action for line in applied.plan.lines} == {"orvane": "blocked", "cadran": "create"}
    assert [(outcome.line.client, outcome.done) for outcome in applied.outcomes] == [("cadran", True)]
    assert "forme inattendue" in applied.plan.lines[1].reason


@pytest.mark.parametrize("kind", ["wordpress", "ghost"])
def test_the_doctor_tells_of_a_strange_answer(paper: Desk, strange: Any, kind: str) -> None:
    """Le docteur dit qu’un blog répond autre chose que son API, et examine les autres."""
    strange.said = {"ok": True}
    given(paper, kind, strange.url)
    findings = list(examine(paper.site(), paper.kinds, paper.environment))

    assert {finding.client for finding in findings if not finding.good} == {"orvane"}
    assert any("forme inattendue" in finding.message for finding in findings)


@pytest.mark.parametrize("said", [{"success": True}, [], {"posts": {}}], ids=json.dumps)
@pytest.mark.parametrize("kind", ["wordpress", "ghost"])
def test_no_list_is_not_an_empty_list(paper: Desk, strange: Any, kind: str, said: Any) -> None:
    """Une recherche qui ne répond pas une liste ne dit pas que le billet manque : rien n’est créé."""
    strange.said = {"success": True} if kind == "wordpress" and said == [] else said
    given(paper, kind, strange.url)
    target: Target = paper.kinds[kind](paper.site().clients["orvane"].record.relay, paper.environment)
    with pytest.raises(Uncertain, match="forme inattendue"):
        target.find("cx-1")
    target.close()
