"""What is built from what earlier builds kept is what a clean build makes: a few edits, deaths and damages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.equality import Bench, run


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    started = Bench(tmp_path)
    yield started
    started.stop()


def test_an_edited_site_is_the_one_of_a_clean_build(bench: Bench) -> None:
    """Quoi qu’on change entre deux constructions, le site est celui d’une construction neuve, à l’octet près."""
    run(bench, examples=2, steps=4, number=2026)

    assert bench.count["steps"] > 4 and bench.count["well"]
