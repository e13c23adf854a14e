"""Lists of two criteria: which are made, of what, and how many at the most."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from plugins.workshops.facets import ENOUGH_OF_BOTH, PAIRS, pairs_of, with_narrower
from plugins.workshops.views import Facet

SESSION = st.fixed_dictionaries(
    {
        "theme": st.sampled_from(["", "vente", "achats", "management"]),
        "lieu": st.sets(st.sampled_from(["lyon", "nantes", "visio"]), min_size=1),
        "mode": st.sampled_from(["sur-place", "en-ligne"]),
        "mois": st.sampled_from(["2027-01", "2027-02", "2027-03"]),
    }
)


def names(criteria: dict[str, object], kind: str) -> set[str]:
    """The lists of a kind that a session is in."""
    said = criteria[kind]
    return set(said) if isinstance(said, set) else {str(said)} - {""}


def facets_of(drawn: list[dict[str, object]]) -> list[Facet]:
    """The lists of one criterion of sessions drawn by chance."""
    sessions = [
        SimpleNamespace(url=f"s{rank}", workshop=SimpleNamespace(url=f"a{rank % 4}")) for rank in range(len(drawn))
    ]
    found: dict[tuple[str, str], list[SimpleNamespace]] = {}
    for session, criteria in zip(sessions, drawn, strict=True):
        for kind in criteria:
            for name in sorted(names(criteria, kind)):
                found.setdefault((kind, name), []).append(session)
    workshops = tuple(SimpleNamespace(url=f"a{rank}") for rank in range(4))
    return [Facet(*key, key[1], None, workshops, tuple(own)) for key, own in found.items()]


@given(st.lists(SESSION, max_size=80))
def test_a_list_of_two_holds_what_both_hold(drawn: list[dict[str, object]]) -> None:
    """Une liste de deux critères a les sessions des deux, six au moins, moins que chacun ; aucune ne manque."""
    pairs = pairs_of(facets_of(drawn))
    wanted = {}
    for kinds in PAIRS:
        each = [{name for criteria in drawn for name in names(criteria, kind)} for kind in kinds]
        for first in each[0]:
            for second in each[1]:
                some, others = (
                    {f"s{rank}" for rank, criteria in enumerate(drawn) if name in names(criteria, kind)}
                    for kind, name in zip(kinds, (first, second), strict=True)
                )
                if ENOUGH_OF_BOTH <= len(some & others) < min(len(some), len(others)):
                    wanted[f"ateliers/par/{kinds[0]}/{first}/{kinds[1]}/{second}/"] = some & others

    assert {pair.url: {session.url for session in pair.sessions} for pair in pairs} == wanted
    assert all({each.workshop.url for each in pair.sessions} == {each.url for each in pair.workshops} for pair in pairs)
    for first, second in PAIRS:
        held = sum(len(names(each, first)) * len(names(each, second)) for each in drawn)
        assert sum([each.kind for each in pair.criteria] == [first, second] for pair in pairs) <= held / ENOUGH_OF_BOTH


@given(st.lists(SESSION, max_size=80))
def test_each_list_of_two_is_reached_from_both(drawn: list[dict[str, object]]) -> None:
    """Chaque liste de deux critères est atteinte depuis chacun d’eux, et y ramène."""
    facets = facets_of(drawn)
    pairs = pairs_of(facets)
    ways = {(way.url, facet.url) for facet in facets for way in with_narrower(facet, pairs).narrower}

    assert ways == {(pair.url, criterion.without) for pair in pairs for criterion in pair.criteria}


def test_a_card_of_a_list_says_the_next_session_of_that_list(published_site: Path) -> None:
    """La carte d’un atelier, dans la liste d’un lieu, dit la prochaine session de ce lieu, et non celle d’un autre."""
    said = {}
    for place in ("lyon", "nantes"):
        text = (published_site / "ateliers/par/lieu" / place / "index.html").read_text("utf-8")
        card = text.partition('class="workshop-card"')[2].partition("</article>")[0]
        said[place] = card.partition("Prochaine session")[2].partition("</p>")[0]

    assert "lyon-2027-02/" in said["lyon"] and "nantes-2027-01/" in said["nantes"]
