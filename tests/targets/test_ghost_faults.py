"""A broken line to a Ghost, a machine that dies: never a second post, never a lost one. Ghost refuses no second."""

from __future__ import annotations

import shutil
import threading
import time
from functools import partial

import pytest

from plugins.targets.target import kinds
from tests.relays.desk import Desk, settled
from tests.relays.killed import STEPS, prepare, start
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.ghost import Ghost

pytestmark = pytest.mark.ghost

API = "/ghost/api/admin"
CREATE = f"POST {API}/posts/"
EDIT = f"PUT {API}/posts/"
MODES = "lost cut truncated slow mute busy:1 busy-date:1 down html odd twice".split()


@pytest.fixture
def hurried(ghost_desk: Desk) -> Desk:
    """A desk that waits two seconds for an answer."""
    ghost_desk.kinds = {"ghost": partial(kinds()["ghost"], deadline=2.0)}
    return ghost_desk


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_while_creating_leaves_one_post(
    hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy, mode: str
) -> None:
    """Quelle que soit la panne pendant la création, le billet est là, une fois."""
    slug = hurried.new(f"panne-{mode.partition(':')[0]}")
    ghost_proxy.faults.append(Fault(CREATE, mode))
    hurried.apply()
    struck = not ghost_proxy.faults[0].times
    at_once = len(ghost.live(hurried.entry(slug).key))

    assert struck and at_once <= 1 and len(settled(hurried, ghost, slug)) == 1


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_while_updating_loses_no_word(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy, mode: str) -> None:
    """Une mise à jour dont la réponse se perd est retrouvée faite, ou refaite ; ce n’est jamais un conflit."""
    slug = hurried.new("maj", title="Avant")
    hurried.apply()
    hurried.article(slug, title="Après")
    ghost_proxy.faults.append(Fault(EDIT, mode))
    hurried.apply()
    ids = settled(hurried, ghost, slug)

    assert not ghost_proxy.faults[0].times and len(ids) == 1
    assert [post["title"] for post in ghost.live(hurried.entry(slug).key)] == ["Après"]


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_while_taking_off_is_mended(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy, mode: str) -> None:
    """Un retrait dont la réponse se perd est inscrit ou refait : le billet n’est plus public."""
    slug = hurried.new("retrait")
    hurried.apply()
    entry = hurried.entry(slug)
    hurried.article(slug, clients="")
    ghost_proxy.faults.append(Fault(EDIT, mode))
    hurried.apply()
    hurried.apply()

    assert not ghost_proxy.faults[0].times and ghost.live(entry.key) == []
    assert ghost.page(entry.remote["url"]).status_code == 404
    assert hurried.entry(slug).state == "withdrawn" and hurried.entry(slug).by == "contenu"


@pytest.mark.parametrize("mode", MODES)
def test_a_fault_while_sending_a_picture_loses_nothing(
    hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy, mode: str
) -> None:
    """Une panne pendant l’envoi de l’illustration laisse un billet, une fois, avec son illustration."""
    colour = f"#0000{MODES.index(mode):02x}"  # another picture each time: one that is known is not sent
    slug = hurried.new("image", image=hurried.picture("p.png", colour), image_alt="Un carré")
    ghost_proxy.faults.append(Fault(f"POST {API}/images/upload/", mode))
    hurried.apply()
    (id,) = settled(hurried, ghost, slug)
    (post,) = ghost.live(hurried.entry(slug).key)

    assert not ghost_proxy.faults[0].times
    assert post["id"] == id and "/cx-" in post["feature_image"]


def test_a_late_request_is_reported_and_mended(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Une requête arrivée après le passage suivant fait un doublon : le plan le dit, et met l’un de côté."""
    slug = hurried.new("tard")
    ghost_proxy.faults.append(Fault(CREATE, "late"))
    first = hurried.apply()
    hurried.apply()
    ghost_proxy.settle()
    doubled = len(ghost.live(hurried.entry(slug).key))
    line = hurried.line(slug)
    ids = settled(hurried, ghost, slug)

    assert first.exit_code == 4 and doubled == 2 and line.action == "duplicate"
    assert ids == [hurried.entry(slug).remote["id"]]


def test_an_update_that_arrives_late_is_refused_by_the_lock(
    hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy
) -> None:
    """Une mise à jour arrivée après la suivante n’écrase rien : le verrou de Ghost la refuse."""
    slug = hurried.new("maj-tard", title="Avant")
    hurried.apply()
    time.sleep(1.1)  # the lock is a date in whole seconds: two writes within one look the same to it
    hurried.article(slug, title="Ancienne")
    ghost_proxy.faults.append(Fault(EDIT, "late"))
    hurried.apply()
    hurried.article(slug, title="Nouvelle")
    hurried.apply()
    ghost_proxy.settle()

    assert [post["title"] for post in ghost.live(hurried.entry(slug).key)] == ["Nouvelle"]
    assert hurried.action(slug) == "nothing"


def test_a_blog_under_maintenance_is_left_for_later(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Un blog qui demande dix minutes est laissé pour plus tard, après une seule tentative, sans attendre."""
    hurried.new("maintenance-a")
    hurried.new("maintenance-b")
    ghost_proxy.faults.append(Fault(CREATE, "down"))
    applied = hurried.apply()

    assert applied.exit_code == 4 and [outcome.done for outcome in applied.outcomes] == [False, False]
    assert len(ghost_proxy.writes) == 1 and "plus tard" in hurried.said(applied)


@pytest.mark.parametrize("mode", ["busy:1", "busy-date:1"])
def test_retry_after_is_honoured(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy, mode: str) -> None:
    """Un blog qui demande d’attendre une seconde reçoit le billet dans le même passage, après un nouveau regard."""
    slug = hurried.new("attendre")
    ghost_proxy.faults.append(Fault(CREATE, mode))
    applied = hurried.apply()
    routes = [f"{method} {path.partition('?')[0]}" for method, path in ghost_proxy.seen]
    first = routes.index(CREATE)

    assert applied.exit_code == 0 and routes.count(CREATE) == 2
    assert f"GET {API}/posts/" in routes[first : routes.index(CREATE, first + 1)]
    assert len(ghost.live(hurried.entry(slug).key)) == 1


def test_no_secret_in_any_message(hurried: Desk, ghost: Ghost, ghost_proxy: FaultProxy) -> None:
    """Aucune panne ne fait apparaître la clé ni un jeton, ni dans un message, ni dans le registre."""
    slug = hurried.new("secret")
    id, _, half = hurried.environment["ORVANE_SECRET"].partition(":")
    said = ""
    for mode in ("lost", "html", "cut", "down", "stripped"):
        ghost_proxy.faults[:] = [Fault(f"GET {API}/users/me", mode, times=9)]
        said += hurried.plan().to_text()
        ghost_proxy.faults[:] = [Fault(CREATE, mode)]
        said += hurried.said(hurried.apply())
    said += hurried.entry(slug).to_json()

    assert len(said) > 500 and "bloqué" in said
    assert half not in said and id not in said and "eyJ" not in said and "Authorization :" not in said


@pytest.mark.parametrize(
    ("action", "step"), [(action, step) for action in STEPS for step in range(1, STEPS[action] + 1)]
)
def test_a_death_at_each_step_loses_and_doubles_nothing(ghost_desk: Desk, ghost: Ghost, action: str, step: int) -> None:
    """Un processus tué à chacun des points nommés laisse un billet, une fois, que le passage suivant retrouve."""
    slug = prepare(ghost_desk, action, step)
    process = start(ghost_desk, "step", step)
    said = process.communicate(timeout=60)[0]
    ghost_desk.apply()
    entry = ghost_desk.entry(slug)
    live = ghost.live(entry.key)

    assert process.returncode == -9, said
    assert len(live) == (0 if action == "withdraw" else 1)
    assert entry.intent is None and entry.state == ("withdrawn" if action == "withdraw" else "published")
    assert not live or live[0]["title"] == ("Après" if action == "update" else "Avant")
    assert ghost_desk.plan().exit_code == 0


def test_two_machines_that_looked_together_end_with_one_post(ghost_desk: Desk, ghost: Ghost) -> None:
    """Deux machines qui ont toutes deux vu le blog vide avant d’écrire finissent avec un seul billet."""
    slug = ghost_desk.new("course")
    shutil.copytree(ghost_desk.content, ghost_desk.root / "autre" / "content")
    other = Desk(ghost_desk.root / "autre", ghost_desk.kinds, ghost_desk.environment)
    meeting = threading.Barrier(2)

    def step(name: str) -> None:
        if name == "looked":
            meeting.wait(20)

    options = {"step": step, "recheck_delay": 0.5}
    runs = [threading.Thread(target=each.apply, kwargs=options) for each in (ghost_desk, other)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    for each in (ghost_desk, other):
        each.apply()
    (post,) = ghost.live(ghost_desk.entry(slug).key)

    assert ghost_desk.entry(slug).remote["id"] == other.entry(slug).remote["id"] == post["id"]
    assert ghost_desk.action(slug) == other.action(slug) == "nothing"
