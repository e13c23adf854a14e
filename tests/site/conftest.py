"""Lets the tests of this folder import its helpers by name, wherever pytest starts."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from many import many_articles


@pytest.fixture(scope="session")
def many_site(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 75 articles."""
    return build_once("many", "publish", "--content", many_articles(tmp_path_factory.mktemp("many") / "content"))
