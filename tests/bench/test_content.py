"""The bench content is one that the site takes, the same each time, and links are all that `links` changes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from plugins.common.clock import read_clock
from plugins.common.problems import has_errors
from plugins.model.loader import load_site
from tests.bench.articles import articles_of
from tests.bench.bench import Measured
from tests.bench.bench import table as site_table
from tests.bench.catalogue import CatalogueSize, write_catalogue
from tests.bench.content import Size, write_content
from tests.bench.engines import Peer
from tests.bench.growth import Row, table
from tests.bench.process import Cost, run
from tests.bench.sites import write_eleventy, write_hugo, write_pelican, write_tribune

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


def test_articles_are_the_same_each_time_and_follow_their_laws(tmp_path: Path) -> None:
    """Les articles du banc se lisent sans rien à dire, deux fois les mêmes, longs et liés comme ceux d’un vrai blog."""
    for name in "ab":
        write_tribune(tmp_path / name, 60)
    site = load_site(tmp_path / "a", lambda zone: read_clock("2026-07-01", zone))
    articles = articles_of(400)
    words = sorted(article.words for article in articles)

    assert site.problems == [] and len(site.articles) == 60
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert 700 < words[200] < 1000 and words[380] > 1.8 * words[200]
    assert 2 < sum(len(article.links) for article in articles) / 400 < 5
    assert all(0 <= number < article.number for article in articles for number in article.links)
    assert sum(article.series is not None for article in articles) == 80


def test_each_engine_gets_the_same_texts(tmp_path: Path) -> None:
    """Chaque moteur reçoit les mêmes phrases : les liens seuls changent d’adresse."""
    for write in (write_tribune, write_pelican, write_hugo, write_eleventy):
        write(tmp_path / write.__name__, 5)

    def texts(root: Path) -> list[str]:
        bodies = (re.split(r"\n\n", path.read_text("utf-8"), maxsplit=1)[1] for path in root.rglob("*dossier-*.md"))
        return sorted(re.sub(r"\]\([^)]*\)", "]", text) for text in bodies)

    given = texts(tmp_path / "write_tribune" / "articles")
    assert len(given) == 5
    for name in ("write_pelican", "write_hugo", "write_eleventy"):
        assert texts(tmp_path / name / "content") == given


def test_a_command_costs_what_its_children_cost(tmp_path: Path) -> None:
    """Le calcul et la mémoire d’un processus fils comptent dans ceux de la commande."""
    script = "x = bytearray(80 << 20)\nend = __import__('time').process_time() + 0.4\n"
    script += "while __import__('time').process_time() < end: pass"
    cost = run(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {script!r}])"], tmp_path
    )

    assert 0.4 <= cost.cpu < 3 and cost.memory > 80


def test_the_table_gives_medians_and_ratios_by_turn() -> None:
    """Le tableau donne des médianes, et des rapports pris tour par tour."""
    peer = Peer("Hugo", "1", write_hugo, [], "output")
    rows = [
        Measured("à froid", [Cost(2, 1, 50), Cost(9, 1, 50), Cost(3, 1, 50)], 7),
        Measured("Hugo", [Cost(1, 1, 9), Cost(9, 1, 9), Cost(2, 1, 9)], 5),
    ]

    lines = site_table(10, rows, [peer]).splitlines()
    assert lines[2:] == [
        "| Tribune, à froid | 3.00 | 1.50 | 1.00 | 50 | 7 |",
        "| Hugo 1 | 2.00 | – | 1.00 | 9 | 5 |",
    ]


def test_a_catalogue_has_no_fault(tmp_path: Path) -> None:
    """Le catalogue du banc se lit sans faute ni avertissement, et deux fois le même."""
    size = CatalogueSize(workshops=15, sessions=4, trainers=3)
    for name in "ab":
        write_catalogue(tmp_path / name, size)
    site = load_site(
        tmp_path / "a",
        lambda zone: read_clock("2026-07-01", zone),
        checks=["plugins.workshops.checks:check_workshops"],
    )

    assert [str(problem) for problem in site.problems] == []
    assert sum(len(each.record.sessions) for each in site.workshops.values()) == 60
    assert files(tmp_path / "a") == files(tmp_path / "b")
