"""What is built from what earlier builds kept is what a clean build makes: a few edits, deaths and damages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.equality import BREAKS, ROOT, Bench, breaks, run


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    started = Bench(tmp_path)
    yield started
    started.stop()


def test_an_edited_site_is_the_one_of_a_clean_build(bench: Bench) -> None:
    """Quoi qu’on change entre deux constructions, le site est celui d’une construction neuve, à l’octet près."""
    run(bench, examples=2, steps=4, number=2026)

    assert bench.count["steps"] > 4 and bench.count["well"]


@pytest.mark.parametrize("name", BREAKS)
def test_what_the_engine_could_forget_is_still_in_its_code(name: str, tmp_path: Path) -> None:
    """Ce que `soak.equality --broken` casse exprès est encore où il le cherche."""
    file = BREAKS[name][0]
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_bytes((ROOT / file).read_bytes())

    breaks(name)(tmp_path)

    assert (tmp_path / file).read_bytes() != (ROOT / file).read_bytes()
