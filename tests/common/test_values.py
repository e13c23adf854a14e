"""The digest of a plain value: the same for equal ones, another for any other, none for what is not plain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, make_dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from plugins.common.values import Digests
from tests.conftest import ROOT


class Colour(Enum):
    RED = 1
    BLUE = 2


@dataclass(frozen=True)
class Point:
    x: object
    y: object = None


@dataclass(frozen=True)
class Other:
    x: object
    y: object = None


@dataclass(frozen=True)
class Large:
    a: object = 1
    b: object = 2
    c: object = 3
    d: object = 4
    e: object = 5
    f: object = 6


@dataclass
class Open:
    x: int = 1


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")
    name: str = "a"
    price: Decimal = Decimal("1.0")


class Said:
    """What says its own digest; its content is not to be read."""

    def __init__(self, digest: bytes) -> None:
        self.digest = digest

    def __digest__(self) -> bytes:
        return self.digest


def digest(value: object) -> bytes:
    return Digests().of(value)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DISTINCT: list[Any] = [
    None, "", "a", "é", Markup("a"), b"a", 0, 1, -1, 2**70, True, False, 0.0, -0.0, 1.0, Decimal("1.0"),
    Decimal("1.00"),
    (), [], {}, ("a",), ["a"], ("a", "b"), (("a",), "b"), {"a": "b"}, {"a": "b", "c": "d"}, {"c": "d", "a": "b"},
    date(2026, 3, 1), datetime(2026, 3, 1), NOON, NOON.astimezone(timezone(timedelta(hours=1))), time(12), timedelta(1),
    Colour.RED, Colour.BLUE, Point(1), Point(1, 2), Point(2, 1), Other(1, 2), Point(Point(1)), Point(Other(1)), Large(),
    Large(f=7), (Large(), Large(f=7)), (Large(f=7), Large()), Record(), Record(name="b"), Record(price=Decimal(2)),
    Record(name="a", more="x"), Said(b"1"), Said(b"2"), "2026-03-01", ("HTML", "a"), "1",
]  # fmt: skip


def test_values_that_differ_have_other_digests() -> None:
    """Deux valeurs différentes, fût-ce par leur seul type, ont deux empreintes."""
    assert len({digest(value) for value in DISTINCT}) == len(DISTINCT)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False) | st.dates()
    | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.builds(Point, inner, inner)
    | st.builds(Large, inner, inner, inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(PLAIN, PLAIN)
def test_two_values_have_one_digest_when_they_are_written_alike(one: object, other: object) -> None:
    """L’empreinte est celle de la valeur écrite : ni de ce qui est partagé, ni de ce qui a été lu avant."""
    shared = Digests()
    assert (digest(one) == digest(other)) == (repr(one) == repr(other))
    assert [shared.of(one, one), shared.of(other)] == [digest_of_two(one), digest(other)]


def digest_of_two(value: object) -> bytes:
    return Digests().of(value, value)


def test_what_is_shared_does_not_count() -> None:
    """Deux fois le même objet, ou deux objets égaux, partagés par Python ou non : une empreinte."""
    one, other = ("".join(("al", each)) for each in ("pha", "pha"))
    assert one is not other

    assert digest((one, one)) == digest((one, other)) == digest((sys.intern(one), other))


def test_a_digest_is_the_same_in_any_process() -> None:
    """L’empreinte ne dépend ni du processus, ni du grain de hachage, ni d’un texte que Python partage."""
    code = (
        "from plugins.common.values import Digests; from tests.common.test_values import DISTINCT\n"
        "print(''.join(Digests().of(x, {'k'*2: x}).hex() for x in DISTINCT))"
    )
    command = [sys.executable, "-c", code]
    said = {
        subprocess.run(
            command, cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {"".join(Digests().of(x, {"kk": x}).hex() for x in DISTINCT) + "\n"}


class Text(str):
    __slots__ = ()


REFUSED: list[Callable[[], object]] = [
    lambda: print, lambda: (lambda: 1), lambda: {1, 2}, lambda: frozenset("a"), lambda: {1: "a"},
    lambda: {Markup("a"): 1},
    lambda: Open(), lambda: object(), lambda: Path("a"), lambda: Text("a"), lambda: iter("a"), lambda: Point(Open()),
    lambda: Large(f=print), lambda: ([{"a": {1}}],), lambda: Point,
]  # fmt: skip


@pytest.mark.parametrize("value", REFUSED)
def test_what_is_not_plain_is_refused(value: Callable[[], object]) -> None:
    """Une fonction, un ensemble, un objet qui vit, un texte d’une classe inconnue : pas d’empreinte."""
    with pytest.raises(TypeError):
        digest(value())


@pytest.mark.parametrize("count", [1, 7])
def test_the_hundredth_value_of_a_class_has_the_digest_of_the_first(count: int) -> None:
    """Une empreinte ne dépend pas du nombre de valeurs de sa classe qui ont été lues avant."""
    Line = make_dataclass("Line", [f"field{rank}" for rank in range(count)], frozen=True)
    digests = Digests()
    values = [Line(*range(rank, rank + count)) for rank in (*range(50), *range(50))]
    found = [digests.of(each) for each in values]

    assert found[:50] == found[50:] == [Digests().of(each) for each in values[:50]]
    assert len(set(found)) == 50
