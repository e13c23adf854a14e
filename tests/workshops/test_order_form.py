"""The form by which one registers, in a real Chromium: what is sent, to whom, and what can be asked no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import axe_playwright_python
import pytest
from contents import PLACES
from loopback import serving_site
from pypdf import PdfReader
from receiving import Desk

from tests.conftest import LEGAL

NOW = "2026-11-22T09:00:00+01:00"  # the instant of the build
SESSIONS = """
  - {id: mars, place: lyon, state: open, registration_until: 2027-03-10, days: [{date: 2027-03-18, start: "09:00", end: "16:00"}]}
  - {id: mai, place: lyon, state: tentative, days: [{date: 2027-05-20, start: "09:00", end: "16:00"}]}
  - {id: pleine, place: lyon, state: full, days: [{date: 2027-04-15, start: "09:00", end: "16:00"}]}
  - {id: close, place: lyon, state: open, registration_until: 2026-11-20, days: [{date: 2026-12-10, start: "09:00", end: "16:00"}]}
  - {id: en-cours, place: lyon, state: open, days: [{date: 2026-11-20, start: "09:00", end: "12:00"}, {date: 2026-11-27, start: "09:00", end: "13:00"}]}
  - {id: ailleurs, place: lyon, state: open, registration: "https://billets.example/x", days: [{date: 2027-06-10, start: "09:00", end: "16:00"}]}
"""  # noqa: E501
WORKSHOP = """---
title: Lire à voix haute
summary: Une journée pour lire, et se faire entendre.
audience: Tous
objectives: [Lire un texte, Tenir une salle]
duration: {hours: 7, days: 1}
mode: onsite
formats: [inter, intra]
prices:
  - {label: Tarif normal, amount: 900, vat: excluded, unit: par personne, for: inter}
  - {label: Tarif anticipé, amount: 700, vat: excluded, unit: par personne, for: inter, until: 2027-01-31}
  - {label: Groupe, amount: sur devis, for: intra}
trainers: [lea]
contact: {email: ateliers@essai.example}
modified: 2026-11-01
sessions:SESSIONS---

## Matin

On lit.
"""
AGENCY = """name: Essai
url: https://essai.example
email: bonjour@essai.example
documents: {terms: https://documents.example/cgv.pdf, welcome: /images/livret.pdf}
after_registration: Vous recevez une convocation sous deux jours ; Léa répond à vos questions.
registration:
  endpoint: ENDPOINT
  privacy: /confidentialite/
  fields: {access_key: abc-123}
"""
PHONE = {"width": 390, "height": 844}
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


def write(root: Path, agency: str) -> Path:
    """A content of one workshop."""
    for name, text in {
        "agence.yaml": agency + LEGAL,
        "lieux.yaml": PLACES,
        "auteurs/lea.md": "---\nname: Léa Essai\ntrainer: true\n---\n",
        "images/livret.pdf": f"%PDF-1.4\n{'livret ' * 20}\n%%EOF\n",
        "pages/confidentialite.md": "---\ntitle: Confidentialité\n---\n\nRien n’est gardé.\n",
        "ateliers/lire.md": WORKSHOP.replace("SESSIONS", SESSIONS),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def build(inv: Any, content: Path, output: Path) -> Path:
    """The site as a preview makes it, at the instant of the tests."""
    result = inv("build", "--content", content, "--output", output, "--now", "2026-11-22 09:00")
    assert result.returncode == 0, result.stdout + result.stderr
    return output


@pytest.fixture(scope="module")
def address(inv: Any, receiver: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site whose forms the service receives."""
    folder = tmp_path_factory.mktemp("formulaire")
    site = build(inv, write(folder / "contenu", AGENCY.replace("ENDPOINT", receiver.url)), folder / "site")
    with serving_site(site) as place:
        receiver.then = f"http://{place}/confidentialite/"
        yield f"http://{place}/ateliers/lire/"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page of the workshop as a new visitor does, at an instant."""
    contexts = []

    def open_(page: str = "", now: str = NOW, script: bool = True) -> Any:
        context = browser.new_context(viewport=PHONE, java_script_enabled=script)
        contexts.append(context)
        opened = context.new_page()
        opened.clock.set_fixed_time(datetime.fromisoformat(now))
        opened.goto(address + page)
        return opened

    yield open_
    for context in contexts:
        context.close()


def fill(page: Any) -> None:
    """What an HR buyer writes."""
    page.get_by_label("Nom et prénom").fill("Zoé Müller")
    page.get_by_label("Adresse e-mail").fill("zoe@client.example")
    page.get_by_label("Entreprise").fill("L’Œuvre & fils")
    page.get_by_label("Nombre de personnes").fill("3")
    page.get_by_label("Besoins d’adaptation").fill("Boucle magnétique")
    page.get_by_label("Message").fill("Bonjour,\nà bientôt")
    page.get_by_label("J’accepte").check()


@pytest.mark.parametrize("script", [True, False], ids=["avec script", "sans script"])
def test_a_session_is_asked_for_by_its_page(visit, receiver: Desk, address: str, script: bool) -> None:
    """Le formulaire d’une session part chez l’agence avec ce que la page disait, avec ou sans JavaScript."""
    receiver.received.clear()
    page = visit("mars/", script=script)
    fill(page)
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/confidentialite/")

    ((path, sent),) = receiver.received
    assert path == "/recevoir?de=essai"
    assert sent == [
        ("access_key", "abc-123"),
        ("workshop", "lire"),
        ("title", "Lire à voix haute"),
        ("price", "Tarif normal (inter-entreprises) : 900 € HT, soit 1 080 € TTC, par personne"),
        (
            "price",
            "Tarif anticipé (inter-entreprises) : 700 € HT, soit 840 € TTC, par personne, jusqu’au 31 janvier 2027",
        ),
        ("session", "mars"),
        ("name", "Zoé Müller"),
        ("email", "zoe@client.example"),
        ("company", "L’Œuvre & fils"),
        ("phone", ""),
        ("participants", "3"),
        ("accessibility", "Boucle magnétique"),
        ("message", "Bonjour,\r\nà bientôt"),
        ("_gotcha", ""),
        ("consent", "oui"),
    ]


def test_only_what_can_be_booked_is_a_choice(visit) -> None:
    """Une session complète, close, commencée, ou qui se réserve ailleurs n’est pas un choix ; un devis en est un."""
    page = visit(script=False)
    choices = page.eval_on_selector_all("form option", "found => found.map(each => each.value)")

    assert choices == ["", "mars", "mai", "À vos dates, chez vous"]
    for name in ("pleine", "close", "en-cours", "ailleurs"):
        assert visit(f"{name}/", script=False).locator("form").count() == 0
    assert page.locator("h2", has_text="S’inscrire ou demander un devis").count() == 1
    page.get_by_role("link", name="Demander un devis").first.click()
    assert page.url.endswith("/ateliers/lire/#formulaire-d-inscription")


def test_what_closes_while_a_page_is_open_is_withdrawn(visit, receiver: Desk, address: str) -> None:
    """L’horloge avancée, une session close n’est plus un choix, un prix expiré n’est plus envoyé, et le formulaire
    d’une session close disparaît ; l’instant d’avant, tout y est."""
    receiver.received.clear()
    before = visit(now="2027-03-10T23:59:59+01:00")
    assert before.locator("option[value=mars]").is_enabled()
    assert visit("mars/", now="2027-03-10T23:59:59+01:00").locator("form").is_visible()
    assert not visit("mars/", now="2027-03-11T00:00:00+01:00").locator("form").is_visible()

    page = visit(now="2027-03-10T12:00:00+01:00")
    page.get_by_label("Session").select_option("mars")
    page.clock.set_fixed_time(datetime.fromisoformat("2027-03-11T00:00:00+01:00"))
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    assert page.locator("option[value=mars]").is_disabled()
    assert page.get_by_label("Session").input_value() == ""
    fill(page)
    page.get_by_role("button", name="Envoyer").click()
    assert page.url == address and not receiver.received  # a session is to be chosen
    page.get_by_label("Session").select_option("mai")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url("**/confidentialite/")
    sent = receiver.received[0][1]
    assert ("session", "mai") in sent
    assert [value.partition(" (")[0] for name, value in sent if name == "price"] == ["Tarif normal"]


def test_a_form_is_sent_to_the_agency_alone(visit, receiver: Desk) -> None:
    """La politique de la page n’a que l’adresse de l’agence : un formulaire détourné n’est pas envoyé."""
    receiver.received.clear()
    page = visit("mars/")
    policy = page.get_attribute("meta[http-equiv=Content-Security-Policy]", "content")
    assert f"form-action {receiver.url.partition('?')[0]} 'self'" in policy
    fill(page)
    page.evaluate(
        "const form = document.forms[0]; form.action = form.action.replace('recevoir', 'ailleurs'); form.submit()"
    )
    page.wait_for_timeout(200)
    assert not receiver.received and page.url.endswith("/mars/")


def test_who_fills_a_form_is_helped(visit) -> None:
    """Chaque champ a son libellé, son remplissage automatique, sa marque s’il est obligatoire ; axe n’y trouve rien, et
    la page ne défile pas de côté."""
    page = visit()
    needed = page.eval_on_selector_all("form [required]", "found => found.map(each => each.name)")
    assert needed == ["session", "name", "email", "participants", "consent"]
    marks = page.eval_on_selector_all("form [required]", "all => all.map(each => each.closest('label').innerText)")
    assert all("*" in mark for mark in marks)
    filled = dict(page.eval_on_selector_all("form [autocomplete]", "all => all.map(e => [e.name, e.autocomplete])"))
    assert filled | {"name": "name", "email": "email", "company": "organization", "phone": "tel"} == filled
    page.evaluate(AXE.read_text("utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.get_attribute("form a[href*=confidentialite]", "href") == "../../confidentialite/"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("{endpoint: http://f.example/x, privacy: /p/}", "formulaire envoyé en clair : écrivez https://f.example/x"),
        ("{endpoint: https://f.example/x}", "clé « privacy » absente"),
        ("{endpoint: f.example, privacy: /p/}", "ajoutez https:// devant"),
        ("{endpoint: https://f.example/x, privacy: /p/, fields: {email: a}}", "« email » est un champ que le"),
        ("{endpoint: https://f.example/x, privacy: /p/, fields: {_subject: Inscription}}", None),
        ("{endpoint: http://localhost:8080/x, privacy: /p/}", None),
    ],
)
def test_the_service_is_told_right(folder, keys: str, told: str | None) -> None:
    """Une adresse en clair, une page de confidentialité qui manque, un champ pris : dit à sa ligne d’agence.yaml."""
    folder.write("pages/p.md", "---\ntitle: Données\n---\n\nRien n’est gardé.\n")
    own = (folder.root / "agence.yaml").read_text("utf-8")
    folder.write("agence.yaml", f"{own}registration: {keys}\n")
    found = folder.messages()

    assert len(found) == bool(told)
    line = own.count("\n") + 1
    assert not told or (found[0].startswith(f"agence.yaml:{line}:") and told in found[0])


def test_what_follows_is_told_and_what_is_to_be_read_is_there(inv, tmp_path: Path) -> None:
    """« Après l’inscription » est sur la page de l’atelier, celle de ses sessions et le programme PDF ; un atelier qui
    dit le sien l’y a ; le document déposé dans images/ est publié, et tous y mènent."""
    content = write(tmp_path / "contenu", AGENCY.replace("ENDPOINT", "https://f.example/x"))
    own = WORKSHOP.replace("SESSIONS", SESSIONS).replace("title: ", "after_registration: Rien à faire.\ntitle: ", 1)
    (content / "ateliers/relire.md").write_text(own.replace("Lire à voix haute", "Relire").replace("lea]", "max]"))
    (content / "auteurs/max.md").write_text("---\nname: Max Essai\ntrainer: true\n---\n")
    site = build(inv, content, tmp_path / "site")
    for workshop, words in (("lire", "Vous recevez une convocation sous deux jours"), ("relire", "Rien à faire.")):
        pdf = PdfReader(site / "ateliers" / workshop / "programme.pdf")
        printed = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
        links = {each.get_object()["/A"]["/URI"] for page in pdf.pages for each in page.get("/Annots", ())}
        assert "Après l’inscription" in printed and words in printed
        assert "https://essai.example/images/livret.pdf" in links
        for page in ("", "mars/", "pleine/"):
            text = (site / "ateliers" / workshop / page / "index.html").read_text("utf-8")
            assert "<h2>Après l’inscription</h2>" in text and words in text
            assert f"{'../' * (2 + bool(page))}images/livret.pdf" in text
    assert (site / "images/livret.pdf").is_file()


def test_without_a_service_a_message_is_written(inv, tmp_path: Path) -> None:
    """Sans adresse de l’agence, aucun formulaire : le courriel est écrit, avec les documents à lire."""
    content = write(tmp_path / "contenu", AGENCY.partition("\nregistration:")[0])
    text = (build(inv, content, tmp_path / "site") / "ateliers/lire/mars/index.html").read_text("utf-8")
    (mail,) = re.findall(r'href="(mailto:[^"]*subject=Inscription[^"]*)"', text.partition("Autres dates")[0])

    assert "<form" not in text and "form-action 'self'" in text
    assert "Conditions générales de vente : https://documents.example/cgv.pdf" in unquote(mail)
