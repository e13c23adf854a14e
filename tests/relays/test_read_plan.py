"""A plan that was read, given back: done as it was read, feeds included, or refused in French."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.relays.desk import Desk


@pytest.fixture
def paper(tmp_path: Path) -> Desk:
    """A desk whose client « orvane » takes a feed."""
    desk = Desk(tmp_path, {})
    desk.agency()
    url = "https://orvane.example/"
    desk.write("clients/orvane.md", f"---\nname: Orvane\nurl: {url}\nblog_url: {url}\nrelay: {{kind: feed}}\n---\n")
    desk.article("un")
    return desk


def planned(paper: Desk, inv: Any) -> Path:
    """The plan of now, in a file."""
    done = inv("relay.plan", "--json", "--content", paper.content)
    assert done.returncode == 2
    (paper.root / "plan.json").write_text(done.stdout, encoding="utf-8")
    return paper.root / "plan.json"


def test_a_plan_in_json_says_what_enters_the_feeds(paper: Desk, inv: Any) -> None:
    """Le plan en JSON dit l’identifiant et le lien que chaque flux va figer."""
    data = json.loads(planned(paper, inv).read_text("utf-8"))
    (line,) = data["feeds"]

    assert data["lines"] == [] and (line["article"], line["client"]) == ("un", "orvane")
    assert line["id"].startswith("tag:essai.example,") and "/articles/un/?utm_source=orvane" in line["url"]


def test_the_feeds_of_a_read_plan_are_done_as_read(paper: Desk, inv: Any) -> None:
    """« apply --plan » fige ce que le plan relu dit, et refuse, lui seul, un article arrivé depuis."""
    plan = planned(paper, inv)
    paper.article("deux")
    moved = inv("relay.apply", "--plan", plan, "--content", paper.content)
    frozen = [path.stem for path in paper.content.rglob("*@orvane.json")]
    done = inv("relay.apply", "--plan", planned(paper, inv), "--content", paper.content)

    assert moved.returncode == 3 and "deux@orvane : flux, cette ligne a changé" in moved.stdout
    assert frozen == ["un@orvane"]
    assert done.returncode == 0 and len(list(paper.content.rglob("*@orvane.json"))) == 2


@pytest.mark.parametrize(
    "text",
    [None, "", "du texte", "[]", '{"lines": 3}', '{"lines": [{"article": "un"}]}', '{"lines": [3]}', '{"feeds": [1]}'],
)
def test_what_is_no_plan_is_told(paper: Desk, inv: Any, text: str | None) -> None:
    """Un plan absent ou illisible est dit en français, avec le code 1, et rien n’est fait."""
    path = paper.root / "plan.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = inv("relay.apply", "--plan", path, "--content", paper.content)

    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "plan.json" in done.stderr and "relay.plan --json" in done.stderr
    assert not (paper.content / "registre").exists()
