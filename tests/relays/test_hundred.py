"""Articles that go to five clients at once, on five real blogs: what is asked of each, and one client that is mute.

Twenty relays; `./inv soak.relay` makes them a hundred, and shows the figures.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from plugins.relays.apply import Applied
from plugins.targets.target import kinds
from tests.relays.desk import Desk
from tests.services.faultproxy import Fault, FaultProxy
from tests.services.wordpress import WordPress

NAMES = ("alizier", "bouleau", "cadran", "charme", "orvane")
MUTE = "alizier"  # the first to be served
ARTICLES = int(os.environ.get("TRIBUNE_SOAK_RELAYS", "20")) // len(NAMES)
OPENED = ["GET /users/me", "GET /posts", "GET /posts"]  # who we are there, our posts, those with our mark
SENT = ["GET /posts", "POST /posts", "GET /posts"]  # what came since, the post, a second one that came meanwhile
LATER_PAGE = re.compile(r"[?&]page=(?!1(?:&|$))")  # of a listing: two of the blogs hold the posts of other tests


@dataclass
class Story:
    """What each step of the sending asked of each blog, without the parameters, and what came of it."""

    asked: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    applied: dict[str, Applied] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)
    held: int = 0  # lines of the mute client on which an answer was still waited for, once all others were served
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def lines(wordpress: WordPress) -> Iterator[dict[str, FaultProxy]]:
    """Five blogs, each behind a proxy that counts."""
    added = [wordpress.add(name) for name in NAMES if name not in wordpress.blogs]
    made = {name: FaultProxy(wordpress.blogs[name].url) for name in NAMES}
    yield made
    for line in made.values():
        line.stop()
    for blog in added:
        blog.stop()


@pytest.fixture(scope="module")
def story(wordpress: WordPress, lines: dict[str, FaultProxy], tmp_path_factory: pytest.TempPathFactory) -> Story:
    """All articles are planned, then sent while « alizier » is mute, sent to it too, and one relay is withdrawn."""
    told, desk = Story(), Desk(tmp_path_factory.mktemp("cent"), kinds())
    desk.agency()
    for name in NAMES:
        account = wordpress.blogs[name].accounts["author"]
        desk.client(name, lines[name].url, account.login, account.password)
    for number in range(ARTICLES):
        desk.article(f"cent-{number}", clients=", ".join(NAMES))

    def count(what: str, since: float) -> None:
        told.asked[what] = {
            name: [
                f"{method} {path.partition('?')[0].removeprefix('/wp-json/wp/v2')}"
                for method, path in line.seen
                if not LATER_PAGE.search(path)
            ]
            for name, line in lines.items()
        }
        requests = sum(map(len, told.asked[what].values()))
        told.said.append(f"{what} : {requests} requêtes, {time.monotonic() - since:.1f} s")
        for line in lines.values():
            line.reset()

    written: list[str] = []

    def step(name: str) -> None:
        if name == "written":
            written.append(name)
            if len(written) == ARTICLES * (len(NAMES) - 1):
                told.held = lines[MUTE].hang_up()

    begun = time.monotonic()
    desk.plan()
    count("plan", begun)
    lines[MUTE].faults += [Fault("", "mute"), Fault("", "cut", times=99)]
    begun = time.monotonic()
    told.applied["muet"] = desk.apply(step=step, push_ledger=lambda paths, message: told.pushed.append(message))
    count("envoi, un client muet", begun)
    begun = time.monotonic()
    told.applied["revenu"] = desk.apply()
    count("envoi à celui qui est revenu", begun)
    begun = time.monotonic()
    assert desk.plan().exit_code == 0
    count("plan, tout est envoyé", begun)
    begun = time.monotonic()
    desk.wish("withdraw", "cent-1", "bouleau")
    count("retrait d’un seul", begun)
    desk.wish("untrack", "cent-2", "bouleau")
    count("abandon d’un seul", begun)
    print(f"\n{ARTICLES * len(NAMES)} relais chez {len(NAMES)} clients", *told.said, sep="\n  ")
    return told


def test_a_run_lists_each_blog_once(story: Story) -> None:
    """Un plan demande deux ou trois choses à un blog, quels que soient ses relais ; un envoi, trois par billet."""
    first, sent, rest = story.asked["plan"], story.asked["envoi, un client muet"], story.asked["plan, tout est envoyé"]

    assert first == dict.fromkeys(NAMES, OPENED) and rest == dict.fromkeys(NAMES, OPENED[:2])
    assert {name: asked for name, asked in sent.items() if name != MUTE} == dict.fromkeys(
        NAMES[1:], OPENED + SENT * ARTICLES
    )


def test_a_mute_client_delays_nobody(story: Story) -> None:
    """Pendant qu’un client est muet, les quatre autres sont servis ; il l’est quand il revient, une fois."""
    mute, back = story.applied["muet"], story.applied["revenu"]

    assert story.held == 1 and set(story.asked["envoi, un client muet"][MUTE]) == {"GET /users/me"}
    assert mute.exit_code == 4 and {each.line.client for each in mute.outcomes if each.done} == set(NAMES[1:])
    assert len(story.pushed) == 5  # one a client before it is written to, one for the run
    assert back.exit_code == 0 and [each.line.client for each in back.outcomes if each.done] == [MUTE] * ARTICLES


def test_one_relay_of_a_hundred_asks_one_blog(story: Story) -> None:
    """Retirer un relais ne demande que son blog ; ne plus le suivre ne demande rien à personne."""
    withdrawn, untracked = story.asked["retrait d’un seul"], story.asked["abandon d’un seul"]

    assert {name for name, asked in withdrawn.items() if asked} == {"bouleau"} and len(withdrawn["bouleau"]) < 8
    assert not any(untracked.values())
