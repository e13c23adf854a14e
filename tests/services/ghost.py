"""A real Ghost on loopback with sqlite, gone when the tests end: its owner, its staff, the keys of an agency.

Everything lives in one folder given by the caller; no letter leaves it, and nothing is asked of another machine.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.services.ghost_install import NODE_BIN, PACKAGE, environment
from tests.services.processes import end, free_port, serve, wait_for

PASSWORD = "une phrase longue pour les essais"  # no secret: a blog that lives for one test run
FOLDERS = "data images files media logs settings public themes adapters".split()
RETIRED = "#tribune-retire"
STAFF = {"Editor": "Marie", "Author": "Agence", "Contributor": "Pigiste"}
QUIET = {
    "mail": {"transport": "stub"},
    "process": "local",
    "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False},
    "security": {"staffDeviceVerification": False},
    "spam": {"user_login": {"minWait": 1, "maxWait": 2, "freeRetries": 500}},
    "updateCheck": {"url": "http://127.0.0.1:9"},
    "portal": {"url": False},
    "sodoSearch": {"url": False},
    "comments": {"url": False},
}


@dataclass
class Ghost:
    """One blog. `keys` are Admin API keys by what they may do: `integration`, `Editor`, `Author`, `Contributor`."""

    name: str
    home: Path
    port: int = field(default_factory=free_port)
    keys: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- its life ---------------------------------------------------------------------------------------

    def install(self) -> None:
        """Lay out the folder, start, make the owner, the staff and the keys."""
        for name in FOLDERS:
            (self.home / "content" / name).mkdir(parents=True)
        shutil.copytree(PACKAGE / "content" / "themes" / "source", self.home / "content" / "themes" / "source")
        (self.home / "package.json").symlink_to(PACKAGE / "package.json")
        settings = {
            **QUIET,
            "url": self.url,
            "server": {"host": "127.0.0.1", "port": self.port},
            "database": {
                "client": "better-sqlite3",
                "connection": {"filename": str(self.database)},
                "useNullAsDefault": True,
            },
            "logging": {"level": "warn", "transports": ["file"], "path": f"{self.home}/content/logs/"},
            "paths": {"contentPath": f"{self.home}/content/"},
        }
        (self.home / "config.production.json").write_text(json.dumps(settings), encoding="utf-8")
        self.start()
        owner = {"name": "Claire", "email": "claire@client.invalid", "password": PASSWORD, "blogTitle": self.name}
        self._ask("POST", "authentication/setup/", json={"setup": [owner]})
        with self._session(owner["email"]) as claire:
            made = self._ask(
                "POST", "integrations/?include=api_keys", claire, json={"integrations": [{"name": "Agence"}]}
            )
            self.keys["integration"] = next(
                key["secret"] for key in made["integrations"][0]["api_keys"] if key["type"] == "admin"
            )
            roles = {role["name"]: role["id"] for role in self._ask("GET", "roles/?limit=100", claire)["roles"]}
            for role, name in STAFF.items():
                self._hire(claire, roles[role], role, name)

    def _hire(self, owner: httpx.Client, role: str, label: str, name: str) -> None:
        """A member of the staff, as by an invitation that was accepted; its personal token."""
        email = f"{name.lower()}@client.invalid"
        self._ask("POST", "invites/", owner, json={"invites": [{"email": email, "role_id": role}]})
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            (token,) = database.execute("SELECT token FROM invites WHERE email = ?", (email,)).fetchone()
        person = {"token": token, "email": email, "name": name, "password": PASSWORD}
        self._ask("POST", "authentication/invitation/", json={"invitation": [person]})
        with self._session(email) as session:
            key = self._ask("GET", "users/me/token/", session)["apiKey"]
        self.keys[label] = _whole(key)

    @property
    def database(self) -> Path:
        return self.home / "content" / "data" / "ghost.db"

    def start(self) -> None:
        """Serve the blog and wait for its first answer."""
        command = [str(NODE_BIN / "node"), "--max-old-space-size=400", str(PACKAGE / "index.js")]
        variables = {"PATH": environment()["PATH"], "NODE_ENV": "production", "HOME": str(self.home)}
        self.process = serve(command, self.home / "ghost.log", variables, self.home)
        for path in ("/ghost/api/admin/site/", "/"):  # the pages come after the API
            wait_for(lambda path=path: self.page(self.url + path).status_code == 200, self.url, 90)

    def stop(self) -> None:
        """Stop serving: the address answers no more, the data stay."""
        if self.process is not None:
            end(self.process)
            self.process = None

    # --- people of the client's -------------------------------------------------------------------------

    @contextmanager
    def _session(self, email: str) -> Iterator[httpx.Client]:
        with httpx.Client(headers={"Origin": self.url}, timeout=30, trust_env=False) as client:
            self._ask("POST", "session/", client, json={"username": email, "password": PASSWORD})
            yield client

    def _ask(self, method: str, route: str, client: httpx.Client | None = None, **options: Any) -> Any:
        send = client.request if client else httpx.request
        more = {} if client else {"timeout": 30, "trust_env": False}
        answer = send(method, f"{self.url}/ghost/api/admin/{route}", **options, **more)
        if answer.is_error:
            raise AssertionError(f"{method} {route}: {answer.status_code} {answer.text[:400]}")
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None

    def edit(self, id: str, **fields: Any) -> dict[str, Any]:
        """Marie, editor, changes a post; the post as it is then."""
        with self._session("marie@client.invalid") as marie:
            held = self._ask("GET", f"posts/{id}/", marie)["posts"][0]
            sent = {"posts": [{**fields, "updated_at": held["updated_at"]}]}
            return self._ask("PUT", f"posts/{id}/?source=html&formats=html", marie, json=sent)["posts"][0]

    def add(self, **fields: Any) -> dict[str, Any]:
        """Marie writes a post."""
        with self._session("marie@client.invalid") as marie:
            return self._ask("POST", "posts/?source=html", marie, json={"posts": [fields]})["posts"][0]

    def copy(self, id: str) -> dict[str, Any]:
        """Marie duplicates a post, as the editor's menu does."""
        with self._session("marie@client.invalid") as marie:
            return self._ask("POST", f"posts/{id}/copy/", marie)["posts"][0]

    def delete(self, id: str) -> None:
        """Marie deletes a post: Ghost has no trash."""
        with self._session("marie@client.invalid") as marie:
            self._ask("DELETE", f"posts/{id}/", marie)

    def revoke(self, label: str) -> str:
        """A key that the client has made anew since: the old one, which is worth nothing any more."""
        old = self.keys[label]
        with self._session(f"{STAFF[label].lower()}@client.invalid") as session:
            key = self._ask("PUT", "users/me/token/", session)["apiKey"]
        self.keys[label] = _whole(key)
        return old

    # --- what the blog holds, read behind the relay's back ----------------------------------------------

    def posts(self, key: str) -> list[dict[str, Any]]:
        """The posts whose text or tags have the key, oldest first, from the database itself."""
        wanted = (
            "SELECT p.id, p.title, p.slug, p.status, p.html, p.feature_image, p.canonical_url, p.codeinjection_head,"
            " (SELECT group_concat(t.name, ' ') FROM posts_tags pt JOIN tags t ON t.id = pt.tag_id"
            "  WHERE pt.post_id = p.id ORDER BY pt.sort_order) AS tags FROM posts p ORDER BY p.created_at, p.id"
        )
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            rows = [dict(row) for row in database.execute(wanted)]
        return [row for row in rows if key in (row["html"] or "") or f"#{key}" in (row["tags"] or "").split()]

    def live(self, key: str) -> list[dict[str, Any]]:
        """The same without those that were taken off."""
        return [row for row in self.posts(key) if row["status"] != "draft" or RETIRED not in (row["tags"] or "")]

    def page(self, url: str) -> httpx.Response:
        """A page as a visitor gets it."""
        return httpx.get(url, timeout=30, trust_env=False)

    def images(self) -> list[str]:
        """The names of the images that were sent, as they are on the disk."""
        folder = self.home / "content" / "images"
        sent = (path for path in folder.rglob("cx-*") if not path.stem.endswith("_o"))  # Ghost keeps both, made smaller
        return sorted(path.name for path in sent if "size" not in path.parts)


def _whole(key: dict[str, str]) -> str:
    """A key as Ghost shows it to people: both halves."""
    return key["secret"] if ":" in key["secret"] else f"{key['id']}:{key['secret']}"
