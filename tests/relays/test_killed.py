"""A machine that dies anywhere, two machines at once: one post, and a ledger that says so."""

from __future__ import annotations

import os
import random
import shutil
import threading

import pytest

from tests.relays.desk import Desk
from tests.relays.killed import STEPS, prepare, start
from tests.services.wordpress import Blog

RUNS = int(os.environ.get("TRIBUNE_SOAK_RUNS", "12"))


@pytest.mark.parametrize("number", range(RUNS))
def test_a_death_anywhere_loses_and_doubles_nothing(
    desk: Desk, blog: Blog, number: int, request: pytest.FixtureRequest
) -> None:
    """Un processus tué à n’importe quel point laisse un billet, une fois, que le passage suivant retrouve."""
    chance = random.Random(number)
    plugin = number % 3 == 2
    blog.plugin(plugin)
    action = ("create", "create", "update", "withdraw")[chance.randrange(4)]
    slug = prepare(desk, action, number)
    if number % 2:
        process = start(desk, "after", chance.uniform(0, STEPS[action] + 1))
    else:
        process = start(desk, "step", chance.randrange(STEPS[action]) + 1)
    said = process.communicate(timeout=60)[0]
    killed = process.returncode == -9
    request.node.user_properties.append(("death", f"{action}, plugin {plugin}, killed {killed}"))
    desk.apply()
    entry = desk.entry(slug)
    live = blog.live(entry.key)

    assert killed, said
    assert len(live) == (0 if action == "withdraw" else 1)
    assert entry.intent is None and entry.state == ("withdrawn" if action == "withdraw" else "published")
    assert not live or live[0]["title"]["raw"] == ("Après" if action == "update" else "Avant")
    assert desk.plan().exit_code == 0


def test_two_runs_on_one_machine_post_once(desk: Desk, blog: Blog) -> None:
    """Deux passages lancés ensemble sur la même machine : le second attend, et n’a plus rien à faire."""
    slug = desk.new("ensemble")
    runs = [start(desk, "none", 0) for _ in range(2)]
    said = [run.communicate(timeout=60)[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0]
    assert sorted(bool(text.strip()) for text in said) == [False, True]
    assert len(blog.live(desk.entry(slug).key)) == 1


@pytest.mark.parametrize("plugin", [False, True], ids=["sans extension", "avec extension"])
@pytest.mark.parametrize("number", range(3))
def test_two_machines_that_looked_together_end_with_one_post(desk: Desk, blog: Blog, plugin: bool, number: int) -> None:
    """Deux machines qui ont toutes deux vu le blog vide avant d’écrire finissent avec un seul billet."""
    blog.plugin(plugin)
    slug = desk.new("course")
    shutil.copytree(desk.content, desk.root / "autre" / "content")
    other = Desk(desk.root / "autre", desk.kinds, desk.environment)
    meeting = threading.Barrier(2)

    def step(name: str) -> None:
        if name == "looked":
            meeting.wait(20)

    runs = [threading.Thread(target=each.apply, kwargs={"step": step, "recheck_delay": 0.5}) for each in (desk, other)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    (post,) = blog.live(desk.entry(slug).key)
    for each in (desk, other):
        each.apply()

    assert desk.entry(slug).remote["id"] == other.entry(slug).remote["id"] == str(post["id"])
    assert desk.action(slug) == other.action(slug) == "nothing"
