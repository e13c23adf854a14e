"""A broken line, at every write: never a second post, never a lost one."""

from __future__ import annotations

from functools import partial

import pytest

from plugins.targets.target import kinds
from tests.relays.desk import Desk, settled
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import Blog

CREATE = "POST /wp-json/wp/v2/posts?"
MODES = "lost cut truncated slow mute busy:1 down html odd twice".split()
PLUGIN = pytest.mark.parametrize("plugin", [False, True], ids=["sans extension", "avec extension"])


@pytest.fixture
def hurried(desk: Desk) -> Desk:
    """A desk that waits a second and a half for an answer."""
    desk.kinds = {"wordpress": partial(kinds()["wordpress"], deadline=1.5)}
    return desk


@PLUGIN
@pytest.mark.parametrize("mode", MODES)
def test_a_fault_while_creating_leaves_one_post(
    hurried: Desk, blog: Blog, proxy: FaultProxy, mode: str, plugin: bool
) -> None:
    """Quelle que soit la panne pendant la création, le billet est là, une fois."""
    blog.plugin(plugin)
    slug = hurried.new(f"panne-{mode.partition(':')[0]}")
    proxy.faults.append(Fault(CREATE, mode))
    hurried.apply()
    struck = not proxy.faults[0].times
    at_once = len(blog.live(hurried.entry(slug).key))

    assert struck and at_once <= 1 and len(settled(hurried, blog, slug)) == 1


@pytest.mark.parametrize(
    ("mode", "plugin"),
    [
        ("lost", False),
        ("cut", False),
        ("truncated", False),
        ("html", False),
        ("odd", False),
        ("twice", False),
        ("twice", True),
    ],
)
def test_a_fault_while_updating_loses_no_word(
    hurried: Desk, blog: Blog, proxy: FaultProxy, mode: str, plugin: bool
) -> None:
    """Une mise à jour dont la réponse se perd est retrouvée faite, ou refaite ; ce n’est jamais un conflit."""
    blog.plugin(plugin)
    slug = hurried.new("maj", title="Avant")
    hurried.apply()
    hurried.article(slug, title="Après")
    proxy.faults.append(Fault("POST /wp-json/wp/v2/posts/", mode))
    hurried.apply()
    ids = settled(hurried, blog, slug)

    assert not proxy.faults[0].times and len(ids) == 1
    assert blog.ask("GET", f"wp/v2/posts/{ids[0]}")["title"]["rendered"] == "Après"


@pytest.mark.parametrize("mode", ["lost", "cut", "truncated", "odd", "twice"])
def test_a_fault_while_taking_off_is_mended(hurried: Desk, blog: Blog, proxy: FaultProxy, mode: str) -> None:
    """Un retrait dont la réponse se perd est inscrit ou refait : le billet n’est plus public."""
    slug = hurried.new("retrait")
    hurried.apply()
    entry = hurried.entry(slug)
    hurried.article(slug, clients="")
    proxy.faults.append(Fault("DELETE /wp-json/wp/v2/posts/", mode))
    hurried.apply()
    hurried.apply()

    assert not proxy.faults[0].times and blog.live(entry.key) == []
    assert hurried.entry(slug).state == "withdrawn" and hurried.entry(slug).by == "contenu"


def test_a_late_request_is_reported_and_mended_without_the_plugin(hurried: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Une requête arrivée après le passage suivant fait un doublon : le plan le dit, et l’ôte."""
    slug = hurried.new("tard")
    proxy.faults.append(Fault(CREATE, "late"))
    first = hurried.apply()
    hurried.apply()
    proxy.settle()
    doubled = len(blog.live(hurried.entry(slug).key))
    line = hurried.line(slug)
    ids = settled(hurried, blog, slug)

    assert first.exit_code == 4 and doubled == 2 and line.action == "duplicate"
    assert len(ids) == 1 and ids[0] == hurried.entry(slug).remote["id"]


def test_a_late_request_is_refused_by_the_plugin(hurried: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Avec l’extension, la requête en retard est refusée par le blog : jamais deux billets."""
    blog.plugin(True)
    slug = hurried.new("tard-mu")
    proxy.faults.append(Fault(CREATE, "late"))
    hurried.apply()
    hurried.apply()
    proxy.settle()

    assert len(blog.live(hurried.entry(slug).key)) == 1 and hurried.action(slug) == "nothing"


def test_a_blog_under_maintenance_is_left_for_later(hurried: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Un blog qui demande dix minutes est laissé pour plus tard, après une seule tentative, sans attendre."""
    hurried.new("maintenance-a")
    hurried.new("maintenance-b")
    proxy.faults.append(Fault(CREATE, "down"))
    applied = hurried.apply()

    assert applied.exit_code == 4 and [outcome.done for outcome in applied.outcomes] == [False, False]
    assert len(proxy.writes) == 1 and "plus tard" in hurried.said(applied)


@pytest.mark.parametrize("mode", ["busy:1", "busy-date:1"])
def test_retry_after_is_honoured(hurried: Desk, blog: Blog, proxy: FaultProxy, mode: str) -> None:
    """Un blog qui demande d’attendre une seconde reçoit le billet dans le même passage, après un nouveau regard."""
    slug = hurried.new("attendre")
    proxy.faults.append(Fault(CREATE, mode))
    applied = hurried.apply()
    routes = [f"{method} {path.partition('?')[0].removeprefix('/wp-json')}" for method, path in proxy.seen]
    first = routes.index("POST /wp/v2/posts")

    assert applied.exit_code == 0 and routes.count("POST /wp/v2/posts") == 2
    assert "GET /wp/v2/posts" in routes[first : routes.index("POST /wp/v2/posts", first + 1)]
    assert len(blog.live(hurried.entry(slug).key)) == 1


def test_no_secret_in_any_message(hurried: Desk, blog: Blog, proxy: FaultProxy) -> None:
    """Aucune panne ne fait apparaître le secret, ni dans un message, ni dans le registre."""
    slug = hurried.new("secret")
    password = hurried.environment["ORVANE_SECRET"]
    said = ""
    for mode in ("lost", "html", "cut", "down"):
        proxy.faults[:] = [Fault("GET /wp-json/wp/v2/users/me", mode, times=9)]
        said += hurried.plan().to_text()
        proxy.faults[:] = [Fault(CREATE, mode)]
        said += hurried.said(hurried.apply())
    said += hurried.entry(slug).to_json()

    assert len(said) > 500 and "bloqué" in said
    assert password not in said and "Basic" not in said and "Authorization" not in said
