"""What a buyer can do on a telephone without scrolling far; what cannot be bought once a course has begun."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site

PHONE = {"width": 390, "height": 844}
ACTIONS = ", ".join(f"main {each}:visible" for each in (".button", ".actions a", ".session-says a"))
SCREENS = 1.5  # of a telephone, that hold the whole of the first thing that one can do
# The words that are seen above a height, in pixels.
ABOVE = """limit => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), range = new Range();
  let said = '';
  while (walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.height && box.width > 1 && box.bottom + scrollY <= limit) said += ` ${walker.currentNode.data}`;
  }
  return said.replace(/\\s+/g, ' ');
}"""
HARD = """---
title: "{title}"
summary: "{summary}"
audience: Tous
objectives: [Lire un texte, Tenir une salle]
duration: {{hours: 7, days: 1}}
mode: onsite
formats: [inter, intra]
prices:
  - {{label: Inter, amount: 900, vat: excluded, unit: par personne, for: inter}}
  - {{label: Groupe, amount: sur devis, for: intra}}
trainers: [lea]
contact: {{email: ateliers@essai.example}}
modified: 2026-11-01
sessions: {sessions}
---

## Matin

On lit.
"""
TITLE = "Reprendre une réunion d’équipe qui s’éternise, quand personne ne sait plus pourquoi elle se tient"
SUMMARY = (
    "Deux demi-journées pour les chefs de projet, les assistantes et assistants de direction et les équipes de vente "
    "qui n’ont plus le temps de préparer : on y vient avec un cas, on en repart avec un ordre du jour, un compte rendu "
    "et une décision que chacun sait redire."
)
OPEN = '[{id: mars, place: lyon, state: open, days: [{date: 2027-03-18, start: "09:00", end: "16:00"}]}]'
FULL = OPEN.replace("open", "full")
EVENINGS = (
    '[{id: cours, place: lyon, state: open, every: mardi, times: 6, from: 2027-01-05, start: "18:30", end: "20:30"}]'
)


@pytest.fixture(scope="module")
def hard_site(inv: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workshops of a long title and a long summary: one can come, it is full, it has no date."""
    folder = tmp_path_factory.mktemp("loin")
    texts = {
        "agence.yaml": "name: Essai\nurl: https://essai.example\nemail: bonjour@essai.example\n",
        "lieux.yaml": 'lyon: {name: Salle, street: 1 rue Haute, postcode: "69001", city: Lyon}\n',
        "auteurs/lea.md": "---\nname: Léa Essai\ntrainer: true\n---\n",
    }
    for name, sessions in {"ouvert": OPEN, "complet": FULL, "sans-date": "[]", "cours": EVENINGS}.items():
        texts[f"ateliers/{name}.md"] = HARD.format(title=f"{TITLE} ({name})", summary=SUMMARY, sessions=sessions)
    texts["ateliers/cours.md"] = texts["ateliers/cours.md"].replace("{hours: 7, days: 1}", "{hours: 12, days: 6}")
    for name, text in texts.items():
        (folder / "contenu" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "contenu" / name).write_text(text, "utf-8")
    command = ("build", "--content", folder / "contenu", "--output", folder / "site", "--now", "2026-11-22 09:00")
    result = inv(*command)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "site"


@pytest.mark.parametrize("name", ["published_site", "hard_site"])
def test_the_first_action_is_within_a_screen_and_a_half(
    name: str, request: pytest.FixtureRequest, browser: Any
) -> None:
    """Sur un téléphone, le premier acte de chaque atelier et de chaque session à venir tient dans un écran et demi."""
    site: Path = request.getfixturevalue(name)
    pages = [page for page in site.glob("ateliers/*/**/index.html") if page.relative_to(site).parts[1] != "par"]
    page = browser.new_page(viewport=PHONE)
    far = {}
    with serving_site(site) as place:
        for path in pages:
            page.goto(f"http://{place}/{path.parent.relative_to(site)}/")
            if page.locator("main header[data-state=ended]").count():
                continue  # there is nothing to be done for what is over
            actions = page.locator(ACTIONS)
            box = actions.first.bounding_box() if actions.count() else None
            if box is None:
                far[str(path.parent.relative_to(site))] = None
            elif box["y"] + box["height"] > SCREENS * PHONE["height"]:
                far[str(path.parent.relative_to(site))] = box["y"] + box["height"]
    page.close()

    assert len(pages) >= 3 and far == {}


def test_a_buyer_reads_what_he_asks_in_a_screen_and_a_half(published_site: Path, browser: Any) -> None:
    """Sur un téléphone : quoi, quand, où, combien, pour qui et comment s’inscrire tiennent dans un écran et demi."""
    page = browser.new_page(viewport=PHONE)
    with serving_site(published_site) as place:
        for address, words in {
            "ateliers/prendre-la-parole-en-ligne/": ("Deux jours", "21 et vendredi", "Nantes", "2 jours"),
            "ateliers/prendre-la-parole-en-ligne/nantes-2027-01/": ("l’atelier", "21 et vendredi", "Nantes", "9 h"),
            "ateliers/ecrire-un-billet/": ("Une matinée", "10 décembre", "Classe virtuelle", "demi-journée"),
            "ateliers/ecrire-un-billet/visio-2026-12/": ("billet", "10 décembre", "Classe virtuelle", "heure de Paris"),
        }.items():
            page.goto(f"http://{place}/{address}")
            said = page.evaluate(ABOVE, SCREENS * PHONE["height"]).replace("\u00a0", " ").replace("\u202f", " ")
            assert [each for each in (*words, "€", "Public", "Dirigeants", "S’inscrire") if each not in said] == []
    page.close()


def test_a_course_of_six_weeks_is_in_progress_after_its_third_evening(hard_site: Path, browser: Any) -> None:
    """Un cours de six mardis n’est plus à vendre au premier, « En cours » après le troisième, passé après le dernier,
    sur sa page, celle de l’atelier, la liste et l’accueil."""
    page = browser.new_page()
    with serving_site(hard_site) as place:

        def seen(address: str, now: str) -> tuple[list[str], int]:
            page.clock.set_fixed_time(datetime.fromisoformat(now))
            page.goto(f"http://{place}/{address}")
            own = page.locator("main [data-state]", has=page.locator(".state:visible"))
            rows = page.locator("li.session:visible", has=page.locator("a[href$='/cours/cours/']"))
            where = rows if rows.count() else own
            states = where.locator(".state:visible").all_inner_texts() if where.count() else []
            bought = page.locator("main .button:visible, main .price:visible, main .next-date:visible a.button")
            return states[:1], bought.count() if address == "ateliers/cours/cours/" else where.locator(
                ".button:visible"
            ).count()

        third = "2027-01-20T09:00:00+01:00"
        assert seen("ateliers/cours/cours/", "2027-01-05T18:29:00+01:00")[0] == ["Inscriptions ouvertes"]
        for address in ("ateliers/cours/cours/", "ateliers/cours/", "ateliers/"):
            assert seen(address, third) == (["En cours"], 0), address
        assert seen("ateliers/cours/cours/", "2027-02-09T20:30:00+01:00") == (["Session terminée"], 0)
        page.goto(f"http://{place}/")
        assert page.locator("a[href$='/cours/cours/']:visible").count() == 0
    page.close()
