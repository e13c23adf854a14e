"""What machines read of a page cannot end the element that carries it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from plugins.common.outputs import Source
from plugins.discovery.jsonld import comment_node, graph, iso6523, person_node
from plugins.discovery.outputs import parts_of
from plugins.model.agency import Agency
from plugins.site.assemble import fediverse_account
from plugins.site.outputs import Output
from plugins.site.slots import CommentView
from plugins.site.values import Html, Link, Person
from plugins.site.views import Facts, SiteMapPage

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


def test_comments_are_told_with_whom_they_answer() -> None:
    """Un commentaire est dit avec son auteur, sa place, ses mots sans balises, et celui auquel il répond."""
    said = CommentView(
        id="commentaire_b",
        author="Essai",
        date=datetime(2026, 1, 7, tzinfo=UTC),
        html=Markup("<p>Merci <b>à vous</b>.</p>"),
        agency=True,
        reply_to=Link("Zoé", "commentaire_a"),
        number="",
    )
    node = comment_node(said, "https://a.example/x/")

    assert node["@id"] == "https://a.example/x/#commentaire_b"
    assert node["parentItem"] == {"@id": "https://a.example/x/#commentaire_a"}
    assert node["author"] == {"@type": "Organization", "name": "Essai"}
    assert node["text"] == "Merci à vous."
    assert "parentItem" not in comment_node(replace(said, reply_to=None), "")


def test_the_plan_has_themes_in_the_order_of_french() -> None:
    """Dans le plan, les thèmes suivent l’ordre du français : « écriture » entre « droit » et « vente »."""
    names = ("vente", "écriture", "Droit", "erreur")

    def view(name: str) -> SiteMapPage:
        return SiteMapPage(trail=(Link(name, ""),), parts=())

    found = [
        Output(f"themes/{rank}/index.html", Source("x"), view=view(name), indexed=True)
        for rank, name in enumerate(names)
    ]
    (part,) = parts_of(found)

    assert [link.name for link in part.links] == ["Droit", "écriture", "erreur", "vente"]
