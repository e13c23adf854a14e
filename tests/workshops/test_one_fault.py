"""Workshops with one fault, each told at its line or published right: those of `one_fault.yaml`, then any kept beside
the project."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from contents import ROOT, read
from contents import SHARED as CORPUS

from plugins.site.assemble import assemble
from plugins.site.options import Options
from plugins.workshops.calendar import training_days
from plugins.workshops.jsonld import event_node
from plugins.workshops.outputs import workshops_of
from plugins.workshops.programme import programme_sheet
from tests.workshops.conftest import NOW, PLACES

ORIGIN = "https://essai.example/carnet"
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("one_fault.yaml").read_text("utf-8"))
CHECKS = ["plugins.workshops.checks:check_workshops", "plugins.editorial.checks:check_editorial"]
DAY = "{date: 2027-03-18, start: '09:00', end: '17:00', break_minutes: 60}"
MORE_PLACES = """reunion: {name: Salle, street: 1 rue Z, postcode: "97400", city: Saint-Denis, country: RE}
cayenne: {name: Salle, street: 1 rue Z, postcode: "97300", city: Cayenne, country: GF}
noumea: {name: Salle, street: 2 rue Y, postcode: "98800", city: Nouméa, country: NC, timezone: Pacific/Noumea}
bruxelles: {name: Salle, street: 2 rue Y, postcode: "1000", city: Bruxelles, country: BE, timezone: Europe/Brussels}
visio-montreal: {name: Classe de Montréal, url: https://visio.essai.example/m, timezone: America/Montreal}
montreal: {name: Salle, street: 2 rue Y, postcode: H2X, city: Montréal, country: CA, timezone: America/Toronto}
casa: {name: Riad, street: 3 rue Z, city: Casablanca, country: MA, timezone: Africa/Casablanca}
client: {name: Chez vous}
"""
SHARED = CORPUS.parents[1] / "cases" / "workshops"


def plain(text: str) -> str:
    """A text with plain spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def faces(content: Any) -> dict[str, str]:
    """What each face says of the first session: the page, the PDF, the calendar, the structured data."""
    site = assemble(replace(content), Options(ORIGIN, production=True))
    (workshop,) = workshops_of(site)
    document, view = site.content.workshops["ecrire"], workshop.sessions[0]
    sheet = programme_sheet(site.content, document, "", ORIGIN)
    events = training_days(site.content, document, document.record.sessions[0], origin=ORIGIN, host="e.example")
    said = view.phases[0]
    hours = [span.hours for day in view.days for span in day.spans]
    prices = [f"{price.text} {price.until or ''}" for price in (*view.prices, *workshop.prices)]
    venues = [place.name for place in view.venues]
    page = [
        next((price.text for price in workshop.card_prices if price.since is None), ""),
        said.label,
        *said.notes,
        view.hours,
        view.clock or "",
        *hours,
        view.when,
        *prices,
        *venues,
        workshop.record.contact.phone or "",
    ]
    printed = [*map(str, sheet.prices), *map(str, sheet.sessions), *(line.text for line in sheet.contact)]
    node = event_node(workshop, view, ORIGIN)
    return {
        "page": plain(" | ".join(page)),
        "pdf": plain(" ".join(printed).replace("\\xa0", " ").replace("\\u202f", " ")),
        "agenda": plain(" | ".join(f"{each.location} | {each.description}" for each in events)),
        "données": plain(json.dumps(node, ensure_ascii=False, default=str)),
    }


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_one_fault_is_told_or_published_right(case, folder, line_of) -> None:
    """Une faute est dite une fois, à la ligne de sa clé ; ce qui n’en est pas une, toutes les faces le disent."""
    folder.write("lieux.yaml", PLACES + MORE_PLACES)
    session = f"{{id: une, place: {case.get('place', 'lyon')}, {case.get('session', 'state: open')}, "
    session += f"days: [{case.get('days', DAY)}]}}" if "every" not in session else "}"
    more = f"\n  - {case['more']}" if "more" in case else ""
    folder.workshop(**{"sessions": f"\n  - {session}{more}", **case.get("change", {})})
    if "training" in case:
        plain_agency = (folder.root / "agence.yaml").read_text("utf-8").partition("training:")[0]
        folder.write("agence.yaml", f"{plain_agency}training: {case['training']}\n")
    content = read(folder.root, case.get("now", NOW), CHECKS)
    problems = content.problems
    if "told" in case:
        key, severity, words = case["told"]
        first = line_of(folder, key)
        last = first + (1 + bool(more) if key == "sessions" else 0)
        assert [(each.path, each.severity) for each in problems] == [("content/ateliers/ecrire.md", severity)], problems
        assert first <= problems[0].line <= last and words in plain(problems[0].message), problems
    else:
        assert problems == []
    if "shown" in case or "node" in case:
        said = faces(content)
        lacking = {
            face: [each for each in case.get("shown", []) if each not in text]
            for face, text in said.items()
            if face not in ("données", *case.get("silent", []))
        }
        assert not any(lacking.values()), (lacking, said)
        assert case.get("node", "") in said["données"], said["données"]


# Of those kept beside the project: words that tell the fault, or that the page and the PDF both say.
TOLD = {
    "p01": ["sans chiffre ni nombre de réponses"], "p02": ["sans le nombre de réponses"],
    "p07": ["abolition de l’esclavage"], "p08": ["fête nationale"], "p09": ["fête nationale du Québec"],
    "p10": ["« training: false »"], "p11": ["la certification est celle de l’organisme", "le paiement d’un tiers"],
    "p12": ["« CPF »", "le paiement d’un tiers"], "p16": ["est l’exemple du fichier neuf"],
    "p18": ["le dernier prix a expiré"],
    "p19": ["ne dit pas ce que l’on saura faire"], "p20": ["pris le 21 janvier 2027"],
    "p22": ["02:15 n’existe pas", "est un dimanche"], "p24": ["est la nouvelle date"], "p26": ["est à venir"],
    "p28": ["écrivez https://"], "p30": ["ne dit pas comment un besoin est étudié", "référent handicap « x »"],
    "p31": ["il y a plus de 5 ans", "suites de parcours"],
    "p32": ["agrément de l’État", "n’existe plus", "Formation diplômante", "ce qui ne dépend pas de vous"],
    "p33": ["ajoutez « seats »"], "p34": ["a l’air d’un prix de groupe"], "q01": ["L6353-6"], "q02": ["CPF"],
    "q03": ["le paiement d’un tiers"], "q04": ["CPF"], "q05": ["agrément de l’État", "ce qui ne dépend pas de vous"],
    "q08": ["elearning_hours: 3"], "q09": ["conditions générales : nommé ici", "règlement intérieur : nommé ici"],
    "q13": ["a l’air d’un prix de groupe"],
}  # fmt: skip
REFUSED = ("p16", "p18", "p22", "p24")
SAID = {
    "p03": ["Complet"], "p04": ["Complet"], "p05": ["20 h – 1 h le lendemain"], "p06": ["20 h – minuit"],
    "p14": ["€ net de taxe"], "p15": ["€ net de taxe"], "p17": ["gratuit"], "p21": ["Maroc"],
    "p23": ["Date à venir"], "p25": ["Complet", "Reportée du"], "p34": ["€ net de taxe"], "p35": ["Dans vos locaux"],
    "q10": ["Paris", "Classe virtuelle"], "q11": ["€ net de taxe"], "q12": ["CHF"], "q13": ["sur devis"],
    "q15": ["Inscription jusqu’au"],
}  # fmt: skip


def test_the_cases_kept_beside_the_project(tmp_path: Path) -> None:
    """Les ateliers à une faute gardés à côté du projet : chacun est dit à sa ligne, ou bien publié."""
    if not SHARED.is_dir():
        pytest.skip("les ateliers à une faute ne sont pas à côté du projet")
    folder = shutil.copytree(ROOT / "content", tmp_path / "content")
    files = (SHARED / "lieux.yaml", folder / "lieux.yaml")
    places = {key: value for path in files for key, value in yaml.safe_load(path.read_text("utf-8")).items()}
    files[1].write_text(yaml.safe_dump(places, allow_unicode=True), "utf-8")
    for path in (folder / "ateliers").iterdir():
        path.unlink()
    cases = sorted(path for path in SHARED.glob("*.md") if re.match(r"[pq]\d\d-", path.name))
    lacking: dict[str, object] = {}
    for path in cases:
        alone = shutil.copy(path, folder / "ateliers")
        content = read(folder, "2026-11-25 10:00", CHECKS)
        name = path.name[:3]
        own = [(each.severity, plain(each.message)) for each in content.problems if each.path.endswith(path.name)]
        wanted = TOLD.get(name, [])
        untold = [words for words in wanted if not any(words in message for _, message in own)]
        more = [message for _, message in own if not any(words in message for words in wanted)]
        if any(severity == "error" for severity, _ in own) != (name in REFUSED) or untold or more:
            lacking[path.name] = own
        elif name not in REFUSED:
            site = assemble(content, Options(ORIGIN, production=True))
            (workshop,) = workshops_of(site)
            sheet = programme_sheet(content, content.workshops[path.stem], "", ORIGIN)
            said = [f"{workshop.prices} {workshop.sessions}", f"{sheet.prices} {sheet.sessions}"]
            texts = [plain(each.replace("\\xa0", " ").replace("\\u202f", " ")) for each in said]
            if unsaid := [words for words in SAID.get(name, []) if any(words not in text for text in texts)]:
                lacking[path.name] = unsaid
        Path(alone).unlink()

    assert len(cases) == 51 and lacking == {}
