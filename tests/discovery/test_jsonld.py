"""What machines read of a page cannot end the element that carries it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from plugins.discovery.jsonld import graph, iso6523, person_node
from plugins.model.agency import Agency
from plugins.site.assemble import fediverse_account
from plugins.site.values import Html, Link, Person
from plugins.site.views import Facts

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 \u2029"


@pytest.mark.parametrize("place", ["agency", "node", "trail", "address"])
def test_no_text_ends_the_script(place: str) -> None:
    """Un « </script> » dans un titre, un nom ou une adresse reste une donnée : la page n’en exécute rien."""
    said = {name: HOSTILE if name == place else "Essai" for name in ("agency", "node", "trail", "address")}
    text = graph(
        Facts(
            Agency(name="Essai").model_copy(update={"name": said["agency"]}), "https://essai.example", "", None, True
        ),
        [{"@type": "BlogPosting", "headline": said["node"]}],
        [Link(said["trail"], "articles/")],
        said["address"],
    )

    assert "<" not in text and "\u2028" not in text and "\u2029" not in text
    assert HOSTILE in json.dumps(json.loads(text), ensure_ascii=False)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("552 100 554", "0002:552100554"),
        ("552\u00a0100\u00a0554 00013", "0009:55210055400013"),
        ("RCS Lyon 552100554", "0002:552100554"),
        ("123", None),
        (None, None),
    ],
)
def test_a_siren_is_given_with_its_register(number: str | None, code: str | None) -> None:
    """Un SIREN ou un SIRET est donné avec son registre, comme Google le lit ; ce qui n’en est pas n’est pas dit."""
    assert iso6523(number) == code


def test_a_team_is_no_person() -> None:
    """Une signature collective est une organisation, partie de l’agence ; une personne est une personne."""
    team = Person("La rédaction", "auteurs/redaction/", "redaction", "Équipe", True, (), None, Html.of(""), team=True)
    someone = replace(team, name="Camille Exemple", team=False)

    assert person_node(team, "https://a.example")["@type"] == "Organization"
    assert person_node(team, "https://a.example")["parentOrganization"] == {"@id": "https://a.example/#organisation"}
    assert "jobTitle" not in person_node(team, "https://a.example")
    assert person_node(someone, "https://a.example")["@type"] == "Person"


@pytest.mark.parametrize(
    ("links", "account"),
    [
        ({"Mastodon": "https://mastodon.example/@camille"}, "@camille@mastodon.example"),
        ({"YouTube": "https://www.youtube.com/@camille", "mastodon": "https://m.example/@c.e_1/"}, "@c.e_1@m.example"),
        ({"Mastodon": "https://mastodon.example/camille"}, ""),
        ({"LinkedIn": "https://linkedin.example/@camille"}, ""),
    ],
)
def test_an_account_of_the_fediverse(links: dict[str, str], account: str) -> None:
    """Le compte Mastodon d’une signature se lit de son lien ; d’un autre réseau, non."""
    assert fediverse_account(links) == account
