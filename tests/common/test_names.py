"""Many questions to many names: the same answers as one by one, at a cost that does not grow with them."""

from __future__ import annotations

import difflib
from random import Random

import pytest

from plugins.common import names as module
from plugins.common.names import COMPARED, COMPARED_WHOLE, Names
from plugins.common.texts import nearest, suggestion
from tests.bench.texts import tag, title

KNOWN = [title(Random(number), number) for number in range(600)]


def misspelt(name: str, random: Random) -> str:
    """A name with a letter lost, doubled, or moved."""
    at = random.randrange(3, len(name) - 3)
    return random.choice([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[: at - 1] + name[at:]])


def test_many_names_give_the_answer_of_each_by_itself() -> None:
    """Un nom mal écrit trouve le sien parmi six cents, comme en les comparant tous lettre à lettre."""
    random = Random(4)
    known = Names(KNOWN)
    asked = [misspelt(random.choice(KNOWN), random) for _ in range(12)]

    assert [known.nearest(name) for name in asked] == [nearest(name, KNOWN) for name in asked]
    assert known.nearest("zzzz") is None and known.suggestion("zzzz") == ""
    assert known.nearest(KNOWN[5].upper()) == KNOWN[5]


def test_few_names_say_the_choice() -> None:
    """Peu de noms donnent la même phrase que `suggestion`."""
    for name in ("sumary", "zzz"):
        assert Names(["summary", "title"]).suggestion(name) == suggestion(name, ["summary", "title"])


@pytest.mark.parametrize("count", [500, 2000])
@pytest.mark.parametrize("name", [lambda n: f"atelier-{n:05}", lambda n: tag(n), lambda n: f"photo-du-chantier-{n}"])
def test_a_question_costs_the_same_whatever_the_number_of_names(count: int, name, monkeypatch) -> None:
    """Une question compare une poignée de noms, qu’il y en ait cinq cents ou deux mille, même tous semblables."""
    compared: list[int] = []
    real = difflib.get_close_matches

    def counting(word, possibilities, *rest, **options):
        possibilities = list(possibilities)
        compared.append(len(possibilities))
        return real(word, possibilities, *rest, **options)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    known = Names(name(number) for number in range(count))
    for number in range(20):
        known.nearest(f"x{name(number * 3)}")

    assert compared and max(compared) <= 3 * COMPARED < COMPARED_WHOLE


def test_the_same_question_is_answered_once(monkeypatch) -> None:
    """Cinq cents fois le même lien mort ne cherchent qu’une fois."""
    asked: list[str] = []
    monkeypatch.setattr(module, "nearest", lambda name, known: asked.append(name))
    known = Names(KNOWN)
    for _ in range(500):
        known.nearest("absent")

    assert asked == ["absent"]
