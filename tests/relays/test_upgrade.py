"""Ledgers and posts as an earlier version of this code left them: a newer one reads them, and writes nothing by itself.

`written/*.json` were recorded, one from a blog in memory, one from two real WordPress: the content, the ledger in its
first form, the posts with what their clients did to them, and the plan that was made of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.relays.events import COMPOSITION
from plugins.relays.ledger import Ledger
from plugins.targets.target import BlogPost
from tests.relays.desk import Desk
from tests.relays.memory import Memory

WRITTEN = sorted((Path(__file__).parent / "written").glob("*.json"))


class World:
    """A desk brought back as it was recorded, its blogs in memory by client."""

    def __init__(self, root: Path, recorded: Path) -> None:
        self.data: dict[str, Any] = json.loads(recorded.read_text("utf-8"))
        self.blogs: dict[str, Memory] = {}
        for name, held in self.data["posts"].items():
            posts = [BlogPost(**{**post, "category": tuple(post["category"]), "notes": ()}) for post in held["posts"]]
            editors = {id: (who, when) for id, (who, when) in held["editors"].items()}
            self.blogs[name] = Memory({post.id: post for post in posts}, editors=editors)
        self.desk = Desk(root, {"wordpress": self._blog}, dict.fromkeys(("ORVANE_SECRET", "CADRAN_SECRET"), "secret"))
        for path, text in self.data["files"].items():
            self.desk.write(path, text)
        for path, octets in self.data["binary"].items():
            (self.desk.content / path).parent.mkdir(exist_ok=True)
            (self.desk.content / path).write_bytes(bytes.fromhex(octets))

    def _blog(self, relay: Any, environment: Any) -> Memory:
        return next(blog for name, blog in self.blogs.items() if name in str(relay.url))

    @property
    def calls(self) -> list[str]:
        return [call for blog in self.blogs.values() for call in blog.calls]


@pytest.fixture(params=WRITTEN, ids=lambda path: path.stem)
def world(tmp_path: Path, request: pytest.FixtureRequest) -> World:
    return World(tmp_path, request.param)


def test_an_upgrade_alone_plans_nothing(world: World) -> None:
    """Ce qui était au repos l’est encore ; ce qui était en cours attend la même chose qu’avant."""
    recorded = {(article, client): action for article, client, action, _ in world.data["plan"]}
    planned = {(line.article, line.client): line.action for line in world.desk.plan().lines}

    assert planned == recorded and set(recorded.values()) > {"nothing", "conflict"} and world.calls == []


def test_an_upgrade_writes_only_what_was_under_way(world: World) -> None:
    """Appliqué, seuls les relais en cours écrivent, une fois ; ensuite il ne reste que les conflits, intacts."""
    recorded = {(article, client): action for article, client, action, _ in world.data["plan"]}
    before = {name: dict(blog.posts) for name, blog in world.blogs.items()}
    world.desk.apply()
    left = {(line.article, line.client): line.action for line in world.desk.plan().lines}
    meant = sorted(action for action in recorded.values() if action in ("create", "update", "withdraw"))
    wrote = sorted(call.split()[0] for call in world.calls if call != "upload")

    assert wrote == meant
    assert {name: action for name, action in left.items() if action != "nothing"} == {
        name: action for name, action in recorded.items() if action == "conflict"
    }
    untouched = [id for id, post in before["orvane"].items() if world.blogs["orvane"].posts[id] == post]
    assert len(untouched) == len(before["orvane"]) - sum(action in ("update", "withdraw") for action in meant)


def test_an_article_that_changes_after_an_upgrade_is_sent(world: World) -> None:
    """Le premier passage récrit le registre, sans rien envoyer ; un article corrigé ensuite part, comme avant."""
    desk = world.desk
    desk.apply()
    for slug in ("liste", "cree-orvane", "signes"):
        path = desk.content / f"articles/2026-11-02-{slug}.md"
        path.write_text(path.read_text("utf-8").replace("---\n\n", "---\n\nUne phrase de plus, en tête. ", 1), "utf-8")
    planned = {line.article: line.action for line in desk.plan().lines if line.action not in ("nothing", "conflict")}
    forms = {"events" in json.loads(path.read_text("utf-8")) for path in desk.content.glob("registre/relais/*.json")}

    assert planned == {"liste": "update", "cree-orvane": "update", "signes": "update"}
    live = [entry for entry in Ledger(desk.content) if entry.state == "published"]
    assert forms >= {True} and all(entry.composed == COMPOSITION for entry in live if entry.base)
