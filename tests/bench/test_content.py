"""The bench content is one that the site takes, the same each time, and links are all that `links` changes."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.common.clock import read_clock
from plugins.common.problems import has_errors
from plugins.model.loader import load_site
from tests.bench.content import Size, write_content
from tests.bench.growth import Row, table

SIZE = Size(articles=12, links=40, images=3, tags=9, workshops=2, clients=2, authors=3)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_bench_content_has_no_error(tmp_path: Path) -> None:
    """Le contenu du banc se lit sans faute, et deux fois le même."""
    write_content(tmp_path / "a", SIZE)
    write_content(tmp_path / "b", SIZE)
    site = load_site(tmp_path / "a", lambda zone: read_clock("2026-07-01", zone))

    assert not has_errors(site.problems)
    assert (len(site.articles), len(site.workshops), len(site.clients), len(site.files)) == (12, 2, 2, 3)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_links_are_all_that_differs(tmp_path: Path) -> None:
    """Sans leurs liens, les textes du banc sont à l’octet près les mêmes."""
    for name, links in (("with", 40), ("without", 0)):
        write_content(tmp_path / name, Size(articles=4, links=links))
    linked, plain = files(tmp_path / "with"), files(tmp_path / "without")
    texts = {name: re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", data.decode()) for name, data in linked.items()}

    assert texts == {name: data.decode() for name, data in plain.items()}
    assert all(data.count(b"](") == 40 for name, data in linked.items() if name.startswith("articles/"))


def test_a_ratio_over_its_limit_is_said() -> None:
    """Le tableau du banc dit en toutes lettres le rapport qui dépasse sa limite."""
    text = table([Row("liens", 2.0, 3.0, 1.3), Row("double", 2.0, 4.0, 2.2), Row("pair", 1.0, 9.0, None)])

    assert [line.endswith("TROP") for line in text.splitlines()] == [False, True, False, False] and "1,50" in text
