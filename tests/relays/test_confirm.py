"""A kit that a client has published: proved by his page, counted, shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import page as served
from loopback import serving

from plugins.common.fetch import Page
from plugins.model.content import Content
from plugins.relays import confirmed
from plugins.relays.confirm import prove
from plugins.relays.kits import kit_of, kit_relays
from plugins.relays.ledger import Ledger
from plugins.relays.placements import placements, unconfirmed
from plugins.relays.report import report
from plugins.site.typesetting import typeset
from plugins.targets.errors import RelayError
from plugins.typography.options import Options
from tests.relays.desk import Desk
from tests.relays.test_kits import WANTED

URL = "https://blog.halle.example/extrait"
EXCERPT = (
    "<p>Un bon rendez-vous commence avant la porte. On relit trois lignes, on écrit une question, puis on range son"
    " téléphone au fond du sac.</p>\n<p>Le reste tient à l’écoute, et à rien d’autre que cela.</p>"
)
RELAY = replace(WANTED, excerpt=EXCERPT, rel=None)
PASTED = kit_of(RELAY).html


def shown(body: str, status: int = 200, redirects: tuple[str, ...] = ()) -> Page:
    around = "<header><nav><a href='/'>Accueil</a></nav></header>", "<footer><p>© Halle</p></footer>"
    return Page(
        URL, status, f"<html><body>{around[0]}<main><h1>Vu</h1>{body}</main>{around[1]}</body></html>", redirects
    )


def test_a_page_that_has_the_excerpt_and_its_link_is_a_proof() -> None:
    """L’extrait collé tel quel, lien compris, est prouvé mot pour mot."""
    proof = prove(RELAY, shown(PASTED))

    assert proof.exact and proof.url == URL and proof.notes == proof.diffs == ()


def test_what_editors_do_to_a_paste_is_no_change() -> None:
    """Ce qu’un éditeur fait d’un collage (classes, guillemets, espaces, lien raccourci par un suivi) ne change rien."""
    html = PASTED.replace("<p>", '<p class="font_8"><span style="color:red">').replace("</p>", "</span></p>")
    tracker = "https://suivi.example/c?u=https%3A%2F%2Fessai.example%2Farticles%2Fecouter%2F%3Futm_source%3Dhalle"
    link = "https://essai.example/articles/ecouter/?utm_source=halle&amp;utm_medium=relais"

    assert prove(RELAY, shown(html.replace("’", "'"))).exact
    assert prove(RELAY, shown(PASTED.replace(link, tracker))).notes == ()


def test_a_word_changed_is_shown_and_counts() -> None:
    """Un mot changé par le client est montré ; l’extrait est là."""
    proof = prove(RELAY, shown(PASTED.replace("trois lignes", "deux lignes")))

    assert not proof.exact and "[-trois-]{+deux+}" in proof.diffs[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>Un autre article, sur un autre sujet, en une phrase entière.</p>", "n’y est pas"),
        (EXCERPT, "aucun lien"),
        (PASTED.replace("essai.example/articles/ecouter/", "essai.example/"), "aucun lien"),
        ("<div class='paywall'><p>La suite est réservée aux abonnés.</p></div>", "abonnés"),
    ],
)
def test_what_is_not_there_is_not_written(body: str, said: str) -> None:
    """Sans l’extrait, ou sans son lien, rien n’est prouvé, et la cause est dite."""
    with pytest.raises(RelayError, match=said):
        prove(RELAY, shown(body))
    with pytest.raises(RelayError, match="404"):
        prove(RELAY, shown(PASTED, status=404))


def test_a_link_that_lost_its_tracking_is_told() -> None:
    """Un lien qui a perdu son suivi, ou une adresse sans lien, est dit : ses lecteurs ne seront pas comptés."""
    bare = PASTED.replace("?utm_source=halle&amp;utm_medium=relais", "")
    written = f"{EXCERPT}<p>La suite : https://www.essai.example/articles/ecouter/</p>"

    assert "utm_source" in prove(RELAY, shown(bare)).notes[0]
    assert "sans être un lien" in prove(RELAY, shown(written)).notes[0]


@pytest.fixture
def site(tmp_path: Path) -> Content:
    desk = Desk(tmp_path, {})
    desk.agency()
    desk.client("halle", "https://halle.example", "agence", "secret", kind="kit")
    desk.article("ecouter", clients="halle", title="Écouter")
    return typeset(desk.site(), Options())


def told(site: Content) -> str:
    return report(site, Ledger.of(site), "2026-11")


@pytest.mark.parametrize(("proved", "how"), [(True, "publié par le client, le"), (False, "sur parole, le")])
def test_a_confirmed_kit_is_counted(site: Content, proved: bool, how: str) -> None:
    """Avant, le kit est à confirmer ; après, le compte rendu et la page du client le comptent, avec son adresse."""
    (wanted,) = kit_relays(site, Options())
    before = told(site)
    assert placements(site) == {} and unconfirmed(site, "halle") == ["Écouter"]
    for _ in range(2):
        ledger = Ledger.of(site, confirmed.FOLDER)
        path = confirmed.record(ledger, wanted, site.articles, URL, "2026-11-20T09:00:00+01:00", proved=proved)
    after = told(site)

    assert "### Kits à confirmer (1)\n\n- Écouter" in before and "Kits à confirmer" not in after
    assert f"- [Écouter]({URL})" in after and f"{how} 20" in after
    assert placements(site) == {"halle": ["ecouter"]} and unconfirmed(site, "halle") == []
    assert path.read_text("utf-8").count('"seen"') == 1  # said twice, written once


def test_the_task_proves_then_writes(tmp_path: Path, inv: Callable[..., Any]) -> None:
    """`relay.confirm` lit la page, inscrit ce qu’elle prouve ; sans preuve, rien, à moins d’une parole."""
    desk = Desk(tmp_path, {})
    desk.agency()
    desk.client("halle", "https://halle.example", "agence", "secret", kind="kit")
    desk.article("ecouter", clients="halle", title="Écouter")
    (wanted,) = kit_relays(typeset(desk.site(), Options()), Options())
    options = ("--content", desk.content, "--now", "2026-11-22")
    with serving() as server:
        server.answers |= {"/oui": served(shown(kit_of(wanted).html).text), "/non": served(shown("<p>Rien.</p>").text)}
        no = inv("relay.confirm", "ecouter", "halle", f"{server.url}/non", *options, TRIBUNE_TEST_LOOPBACK="1")
        kept = list((desk.content / "registre").rglob("*.json")) if (desk.content / "registre").exists() else []
        yes = inv("relay.confirm", "ecouter", "halle", f"{server.url}/oui", *options, TRIBUNE_TEST_LOOPBACK="1")
    word = inv("relay.confirm", "ecouter", "halle", "https://www.linkedin.example/p/1", "--sans-preuve", *options)
    wrong = inv("relay.confirm", "ecouter", "halle", "blog", *options)

    assert no.returncode == 1 and "l’extrait n’y est pas" in no.stderr and "--sans-preuve" in no.stderr and kept == []
    assert yes.returncode == 0 and "mot pour mot, lien compris" in yes.stdout, yes.stderr
    assert word.returncode == 0 and "sur parole" in word.stdout
    assert wrong.returncode == 1 and "n’est pas une adresse" in wrong.stderr
    assert inv("relay.plan", *options).returncode == 0  # a kit is nothing to write at a client's


def test_the_report_counts_readers_when_it_is_given_logs(tmp_path: Path, inv: Callable[..., Any]) -> None:
    """`relay.report --clics` ajoute les lecteurs du mois, client par client."""
    desk = Desk(tmp_path, {})
    desk.agency()
    desk.client("halle", "https://halle.example", "agence", "secret", kind="kit")
    desk.article("ecouter", clients="halle", title="Écouter")
    log = tmp_path / "access.log"
    asked = '"GET /carnet/articles/ecouter/?utm_source=halle HTTP/2.0" 200 9 "-" "Mozilla/5.0 Firefox/128.0"'
    log.write_text(f"192.0.2.1 - - [03/Nov/2026:10:00:00 +0100] {asked}\n", "utf-8")
    options = ("--month", "2026-11", "--content", desk.content)

    with_logs, without = inv("relay.report", "--clics", log, *options), inv("relay.report", *options)
    assert "### Lecteurs venus de chez ce client (1)\n\n- Écouter : 1" in with_logs.stdout, with_logs.stderr
    assert "Lecteurs" not in without.stdout
