"""What the law asks a published site to say: each mention by its name, its line and the act that mends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from bs4 import BeautifulSoup

from plugins.legal.checks import check_notices
from plugins.legal.rules import asks, kept_asks
from plugins.model.legal import LABELS, siren_fault, vat_fault
from plugins.model.loader import load_site
from tests.conftest import LEGAL, small_content, write

START = "name: Agence Essai\nurl: https://www.agence-essai.fr/\n"
COMPANY = """legal_name: Agence Essai
legal: {form: SAS, capital: 10 000 €, registry: RCS Lyon, vat_number: FR11123456782}
siren: "123 456 782"
address: {street: 1 rue de l’Essai, postcode: "69001", city: Lyon}
phone: "+33 4 00 00 00 00"
email: bonjour@agence-essai.fr
publication_director: Camille Essai
host: {name: Hébergeur, address: "1 rue du Serveur, 75000 Paris", phone: "+33 1 00 00 00 00"}
privacy: {kept: {logs: six mois, messages: trois ans}}
"""
# What each form is asked for that another is not; a form that is asked for less says why in rules.yaml.
WHOLE = {
    "particulier": LEGAL,
    "EI": COMPANY.replace("form: SAS, capital: 10 000 €, registry: RCS Lyon", "form: EI"),
    "micro-entreprise": COMPANY.replace(
        "{form: SAS, capital: 10 000 €, registry: RCS Lyon, vat_number: FR11123456782}",
        "{form: micro-entreprise, vat: franchise}",
    ),
    "association": COMPANY.replace(
        "{form: SAS, capital: 10 000 €, registry: RCS Lyon, vat_number: FR11123456782}", "{form: association}"
    ).replace('siren: "123 456 782"\n', ""),
    "SAS": COMPANY,
    "GIE": COMPANY.replace("form: SAS, capital: 10 000 €", "form: GIE"),
}


def told(content: Path, agency: str) -> list[str]:
    """What is told of a small site of this agency: line, column, message."""
    write(content, "agence.yaml", START + agency)
    site = load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))
    assert site.problems == []
    return [f"{each.line}:{each.column} {each.message}" for each in check_notices(site)]


@pytest.mark.parametrize("form", WHOLE)
def test_what_a_form_owes_is_enough(form: str, content: Path) -> None:
    """Chaque forme juridique a une identité complète, et rien de plus ne lui est demandé."""
    assert told(content, WHOLE[form]) == []


@pytest.mark.parametrize("form", WHOLE)
def test_each_mention_is_missed(form: str, content: Path) -> None:
    """Ôtée d’une identité complète, chaque mention que sa forme doit est demandée, elle seule."""
    for ask in (ask for ask in asks() if form in ask.forms):
        data = yaml.safe_load(WHOLE[form])
        holder = data
        for name in ask.key[:-1]:
            holder = holder[name]
        if ask.unless:
            holder.pop(ask.unless[-1], None)
        holder.pop(ask.key[-1], None)
        # The mail address is also the one to which one writes of one's data.
        data["privacy"]["contact"] = "donnees@agence-essai.fr"
        lacks = told(content, yaml.safe_dump(data, allow_unicode=True))

        assert len(lacks) == 1 and f"mention légale absente, {ask.what} ({ask.reference})" in lacks[0], (ask, lacks)


@pytest.mark.parametrize("form", WHOLE)
def test_following_what_is_told_mends_it(form: str, content: Path) -> None:
    """Ce qu’un message dit d’ajouter, ajouté là où il le dit, suffit."""
    for ask in (ask for ask in asks() if form in ask.forms):
        data = yaml.safe_load(WHOLE[form])
        del data[ask.key[0]]
        if ask.key[0] in ("legal", "privacy"):
            continue
        for _ in range(5):
            lacks = told(content, yaml.safe_dump(data, allow_unicode=True))
            if not lacks:
                break
            where = lacks[0].partition("dans « ")[2].partition(" »")[0]
            example = lacks[0].partition("ajoutez par exemple « ")[2].partition(" »")[0]
            holder = data[where] if where else data
            holder.update(yaml.safe_load(f"{{{example}}}" if where else example))
        assert told(content, yaml.safe_dump(data, allow_unicode=True)) == []


def test_a_new_site_is_told_what_comes_first(content: Path) -> None:
    """Sans rien, on demande la forme juridique, l’hébergeur et ce que deviennent les données, à la première ligne."""
    lacks = told(content, "")

    assert [each.partition(" (")[0] for each in lacks] == [
        "1:1 mention légale absente, forme juridique",
        "1:1 mention légale absente, hébergeur",
        "1:1 mention légale absente, à qui écrire de ses données",
        "1:1 mention légale absente, durée des journaux du serveur",
    ]


def test_check_and_publish_agree_and_a_preview_does_without(inv: Callable, content: Path, tmp_path: Path) -> None:
    """`check` et `publish` refusent une mention absente, au même endroit ; l’aperçu s’en passe."""
    write(content, "agence.yaml", START + COMPANY.replace("registry: RCS Lyon, ", ""))
    check = inv("check", "--content", content)
    publish = inv("publish", "--content", content, "--output", tmp_path / "out")
    build = inv("build", "--content", content, "--output", tmp_path / "apercu")

    assert [result.returncode for result in (check, publish, build)] == [1, 1, 0]
    lack = "agence.yaml:4:1: mention légale absente, registre et ville du greffe (Code de commerce, art. R123-237)"
    assert lack in check.stdout and lack in publish.stderr
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "apercu/mentions-legales/index.html").is_file()


def test_another_country_has_another_law(content: Path) -> None:
    """À une agence de Genève, rien n’est demandé de la loi française."""
    assert told(content, "address: {street: 1 rue du Lac, city: Genève, country: CH}\n") == []


@pytest.mark.parametrize(("name", "left"), [("mentions-legales", "durée des journaux"), ("confidentialite", "forme")])
def test_a_page_of_ones_own_stands(name: str, left: str, content: Path) -> None:
    """Une page écrite à la main dispense de ses données, avec un avertissement ; l’autre page reste demandée."""
    write(content, f"pages/{name}.md", "---\ntitle: La nôtre\n---\n\nTout y est.\n")
    lacks = told(content, "email: a@agence-essai.fr\n")

    assert any("page écrite à la main" in each for each in lacks)
    assert any(left in each for each in lacks)
    assert sum("mention légale absente" in each for each in lacks) == (1 if name == "mentions-legales" else 2)


def test_who_sells_to_individuals_names_a_mediator(content: Path) -> None:
    """Un prix pour les particuliers demande un médiateur ; nommé, il est sur la page des mentions."""
    workshop = """---
title: Écrire
summary: Pour apprendre.
audience: Tous
objectives: [Écrire, Relire]
prerequisites: Aucun
duration: {hours: 7, days: 1}
mode: onsite
formats: [inter]
prices: [{label: Particulier, amount: 100, vat: excluded, for: individual}]
contact: {email: a@essai.example}
---

Un atelier.
"""
    write(content, "ateliers/ecrire.md", workshop.replace("contact:", "trainers: [redaction]\ncontact:"))
    write(content, "auteurs/redaction.md", "---\nname: La rédaction\ntrainer: true\n---\n\nUne équipe.\n")
    (lack,) = told(content, COMPANY)
    assert "médiateur de la consommation, dû aux particuliers (Code de la consommation, art. L616-1" in lack

    assert told(content, COMPANY + "consumers: {mediator: {name: Médiateur}}\n") == []


def test_what_is_kept_is_asked_of_what_the_site_receives(content: Path) -> None:
    """Un formulaire d’inscription demande combien de temps ce qu’il reçoit est gardé."""
    form = "registration: {endpoint: https://formulaires.fr/x, privacy: /confidentialite/}\n"

    (lack,) = told(content, COMPANY + form)
    assert "durée des demandes d’inscription" in lack
    assert lack.endswith("dans « privacy.kept », ajoutez par exemple « registration: trois ans après la session »")
    assert told(content, (COMPANY + form).replace("messages:", "registration: un an, messages:")) == []


def test_every_form_is_known_to_the_law() -> None:
    """Chaque forme que le schéma connaît est dans un groupe des règles, et chaque durée a un exemple."""
    from plugins.model.legal import Kept

    assert set(LABELS) == {form for ask in asks() for form in ask.forms}
    assert set(Kept.model_fields) == set(kept_asks())


@pytest.mark.parametrize(
    ("siren", "said"),
    [
        ("123 456 782", None),
        ("000 000 000", None),
        ("123456789", "sa clé ne convient pas"),
        ("12345678", "neuf chiffres"),
        ("123 456 782 00012", "écrivez ses neuf premiers chiffres, « 123456782 »"),
        ("RCS Lyon 123 456 782", "neuf chiffres"),
    ],
)
def test_a_siren_has_its_key(siren: str, said: str | None) -> None:
    """Un SIREN a neuf chiffres dont le dernier est une clé ; un SIRET est reconnu."""
    fault = siren_fault(siren)

    assert fault is None if said is None else said in str(fault)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("FR11123456782", None),
        ("FR 11 123 456 782", None),
        ("FRX1123456782", None),
        ("BE0123456789", None),
        ("FR12123456782", "la clé de ce SIREN est 11"),
        ("FR11123456783", "ne finit pas par le SIREN"),
        ("FR123", "écrivez FR, deux signes de clé"),
    ],
)
def test_a_vat_number_fits_its_siren(number: str, said: str | None) -> None:
    """Un numéro de TVA français a la clé de son SIREN, qui est celui de l’agence."""
    fault = vat_fault(number, "123 456 782")

    assert fault is None if said is None else said in str(fault)


def words(site: Path, address: str) -> str:
    """What a page says, its spaces those of a typewriter."""
    main = BeautifulSoup((site / address / "index.html").read_text("utf-8"), "html.parser").find("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


@pytest.fixture(scope="module")
def company(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site of a company that says everything, and has no page of its own for the law."""
    content = small_content(tmp_path_factory.mktemp("societe") / "content")
    more = "consumers: {mediator: {name: Médiateur Essai, url: https://mediateur-essai.fr/}}\n"
    more += "registration: {endpoint: https://formulaires-essai.fr/x, privacy: /confidentialite/}\n"
    more += "ecodesign: {date: 2026-01-01, score: 62.5, auditor: Cabinet Essai, care: [Peu d’images]}\n"
    more += "ai: {training: reserved, policy: 'https://droits-essai.fr/a$b'}\n"
    agency = COMPANY.replace("messages:", "registration: un an, messages:")
    agency = agency.replace(
        "kept:", "officer: dpo@agence-essai.fr, processors: [{name: Postier, purpose: lettre}], kept:"
    )
    write(content, "agence.yaml", START + agency + more)
    return build_once("societe", "publish", "--content", content)


def test_the_pages_are_made_of_what_is_said(company: Path) -> None:
    """Sans texte de la maison, mentions, confidentialité et écoconception sont faites d’agence.yaml."""
    notices, privacy, ecodesign = (
        words(company, name) for name in ("mentions-legales", "confidentialite", "ecoconception")
    )

    for part in (
        "Agence Essai", "société par actions simplifiée", "10 000 €", "RCS Lyon 123 456 782", "FR11123456782",
        "1 rue de l’Essai, 69001 Lyon", "+33 4 00 00 00 00", "bonjour@agence-essai.fr", "Camille Essai", "Hébergeur",
        "1 rue du Serveur, 75000 Paris", "+33 1 00 00 00 00", "Médiateur Essai", "Fouille de textes et de données",
    ):  # fmt: skip
        assert part in notices, part
    for part in (
        "ne dépose aucun cookie", "formulaires-essai.fr", "six mois", "trois ans", "un an", "dpo@agence-essai.fr",
        "Postier : lettre", "Hébergeur : hébergement", "CNIL",
    ):  # fmt: skip
        assert part in privacy, part
    for part in ("62,5 %", "Cabinet Essai", "Peu d’images", "1er janvier 2026"):
        assert part in ecodesign, part


def test_every_page_leads_to_them(company: Path) -> None:
    """Le pied de chaque page mène aux pages que la loi demande."""
    for page in (company / "index.html", company / "articles/premier/index.html"):
        foot = BeautifulSoup(page.read_text("utf-8"), "html.parser").find("footer", class_="site-footer")
        assert foot is not None
        found = [link.get_text() for link in foot.find_all("a")]
        assert {"Mentions légales", "Confidentialité", "Écoconception"} <= set(found)


def test_the_notice_begins_with_what_the_law_asks(published_site: Path) -> None:
    """Les mentions légales commencent par l’éditeur ; ce qu’ajoute la maison vient après."""
    page = BeautifulSoup((published_site / "mentions-legales/index.html").read_text("utf-8"), "lxml")
    headings = [each.get_text() for each in page.select("main .prose h2")]

    assert headings[:2] == ["Éditeur", "Hébergeur"] and headings[-1] == "Pour en savoir\u00a0plus"
    assert page.select_one("main .prose").find(True).name == "h2"


def test_what_is_not_received_is_not_named(published_site: Path) -> None:
    """Sans formulaire ni commentaires, la page Confidentialité n’en nomme pas."""
    said = words(published_site, "confidentialite")

    assert "formulaire" not in said and "commentaire" not in said
    assert "aucune page n’appelle d’elle-même un service tiers" in said


def test_no_page_stores_anything() -> None:
    """Ce que dit la page Confidentialité est vrai des scripts du thème : ni cookie, ni rien dans le navigateur."""
    scripts = Path(__file__).resolve().parents[2] / "theme" / "static" / "js"

    for script in scripts.glob("*.js"):
        for name in ("cookie", "localStorage", "sessionStorage", "indexedDB", "sendBeacon"):
            assert name not in script.read_text("utf-8"), (script.name, name)


def test_a_reservation_is_in_the_headers(company: Path, published_site: Path) -> None:
    """La réserve de fouille de textes est dite de chaque fichier, sans signe qu’un serveur comprendrait autrement."""
    headers = (company / "_headers").read_text("utf-8")

    assert "/*\n" in headers and "  TDM-Reservation: 1\n" in headers
    assert "  TDM-Policy: https://droits-essai.fr/a%24b\n" in headers
    assert "  TDM-Reservation: 1\n" in (published_site / "_headers").read_text("utf-8")
