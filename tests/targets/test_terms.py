"""The category or tag of a client's file among those of its blog, whatever their number and their spelling."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from plugins.targets.api_client import Answer
from plugins.targets.ghost import Ghost
from plugins.targets.wordpress import WordPress

NAMES = [f"Rubrique {number}" for number in range(230)] + ["Conseils &amp; astuces", "L’actualité", "Été &amp; Cie"]


class Terms:
    """The line to a blog that has all those names, by pages of a hundred as its API gives them."""

    asked = "GET"

    def read(self, path: str, parameters: dict[str, Any]) -> Answer:
        """A page of terms."""
        start = 100 * (parameters.get("page", 1) - 1)
        every = [{"id": number, "name": name, "slug": f"t{number}"} for number, name in enumerate(NAMES)]
        rows = every[start : start + 100]
        return Answer(200, httpx.Headers(), {"tags": rows} if "ghost" in path else rows)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Conseils & astuces", 230),
        ("L'actualité", 231),
        ("été & cie", 232),
        ("Rubrique 7", 7),
        ("t12", 12),
        ("Non", None),
    ],
)
def test_a_term_is_found_on_every_page(name: str, found: int | None) -> None:
    """Le nom du client est trouvé sur toutes les pages, quels que soient l’apostrophe, l’esperluette et la casse."""
    assert WordPress(Terms())._category(name) == found  # type: ignore[arg-type]
    assert Ghost(Terms())._tag(name) == found  # type: ignore[arg-type]
