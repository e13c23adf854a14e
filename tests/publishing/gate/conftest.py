"""What tests of the gate share: a site of one page at an address, and what a rule says of a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plugins.publishing.gate.page import read_page
from plugins.publishing.gate.values import Facts, Rules
from plugins.publishing.policy import page_policy

ORIGIN = "https://essai.example/carnet"


@pytest.fixture
def rules() -> Rules:
    """Those of a site to publish."""
    return Rules(ORIGIN, True, frozenset((page_policy(),)))


@pytest.fixture
def page(rules: Rules) -> Callable[..., bytes]:
    """A page without fault, with something in its body and its head."""

    def make(body: str = "", head: str = "") -> bytes:
        policy = f'<meta http-equiv="Content-Security-Policy" content="{page_policy()}">'
        return (
            f'<!DOCTYPE html>\n<html lang="fr"><head>{policy}<title>Essai</title>{head}</head>'
            f"<body><h1>Essai</h1>{body}</body></html>"
        ).encode()

    return make


@pytest.fixture
def faults(rules: Rules, page: Callable[..., bytes]) -> Callable[..., list[str]]:
    """What is said of a page that holds something."""

    def said(body: str = "", head: str = "") -> list[str]:
        facts: Facts = read_page("articles/a/index.html", page(body, head), rules)
        return [fault.message for fault in facts.faults]

    return said
