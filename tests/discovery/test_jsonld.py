"""What machines read of a page cannot end the element that carries it."""

from __future__ import annotations

import json

import pytest

from plugins.discovery.jsonld import graph
from plugins.model.agency import Agency
from plugins.site.values import Link

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \u2029"


@pytest.mark.parametrize("place", ["agency", "node", "trail", "address"])
def test_no_text_ends_the_script(place: str) -> None:
    """Un « </script> » dans un titre, un nom ou une adresse reste une donnée : la page n’en exécute rien."""
    said = {name: HOSTILE if name == place else "Essai" for name in ("agency", "node", "trail", "address")}
    text = graph(
        Agency(name="Essai").model_copy(update={"name": said["agency"]}),
        "https://essai.example",
        [{"@type": "BlogPosting", "headline": said["node"]}],
        [Link(said["trail"], "articles/")],
        said["address"],
    )

    assert "<" not in text and "\u2028" not in text and "\u2029" not in text
    assert HOSTILE in json.dumps(json.loads(text), ensure_ascii=False)
