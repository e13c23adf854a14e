"""What an auditor looks for besides words: results, objectives, certifications, documents, a catalogue that lives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import unquote

from plugins.common.problems import Problem, Rule, Severity
from plugins.common.regex import regex
from plugins.french.dates import date_fr
from plugins.model.addresses import leads_somewhere
from plugins.model.content import Content, Document
from plugins.model.fields import Loc
from plugins.model.workshop import Results, Workshop
from plugins.workshops.offer import end_of, ends
from plugins.workshops.rules import (
    ASLEEP,
    COMPLETE,
    CONSUMERS,
    DOCUMENTS,
    OBJECTIVES,
    READABLE,
    REGISTERED,
    SECURE,
    is_certified,
    rules,
    trains,
)

_INFINITIVE = regex(
    r"être (?:capable|en mesure|apte)|(?:ne pas |mieux |bien )?(?:se |s[’'])?\w+(?:er|ir|re|oir)\b", re.I
)
_NO_VERBS = frozenset(
    "leader manager atelier dossier métier premier dernier particulier courrier cahier papier".split()
)
_OLD = 2  # years after which results are those of another time


def check_audit(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Ce qu’un auditeur relèverait d’un atelier publié."""
    yield from check_registration(document)
    yield from check_asleep(site, document)
    if not trains(site.agency):
        return
    yield from check_results(site, document)
    yield from check_objectives(document)
    yield from check_certification(site, document)
    yield from check_accessibility(site, document)
    yield from check_mentions(site, document)


def severity_of(site: Content) -> Severity:
    """What a certified body must do is an error for it; for another, a warning."""
    return "error" if is_certified(site.agency) else "warning"


def figures(results: Results) -> list[str]:
    """The figures that results hold."""
    return [
        each for each in (results.satisfaction, results.completion, results.success) if each and re.search(r"\d", each)
    ]


def check_results(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Des résultats sont un chiffre, un nombre de réponses, une période ; sans chiffre encore, une phrase le dit."""
    results, reference = document.record.results, rules()["results"]["reference"]
    if results is None:
        return
    example = next(rule["example"] for rule in rules()["completeness"] if rule["key"] == "results")
    lacks = []
    if not figures(results):
        if results.text and re.search(rules()["results"]["later"], results.text, re.I):
            return  # « les premiers résultats paraîtront après trois sessions »
        lacks.append("sans chiffre")
    if not results.answers:
        lacks.append("sans nombre de réponses" if lacks else "sans le nombre de réponses")
    if not re.search(r"\d{4}", results.period):
        lacks.append("sans année")
    if lacks:
        said = " ni ".join([lacks[0], *(each.removeprefix("sans ") for each in lacks[1:])])
        yield document.problem(
            ("results",),
            f"résultats {said} ({reference}) : écrivez par exemple « {example} »",
            COMPLETE,
            severity_of(site),
        )


def check_objectives(document: Document[Workshop]) -> Iterator[Problem]:
    """Un objectif commence par ce que l’on saura faire."""
    for rank, objective in enumerate(document.record.objectives):
        first = re.split(r"[\s’']", objective.lower(), maxsplit=1)[0]
        if first in _NO_VERBS or not _INFINITIVE.match(objective):
            yield document.problem(
                ("objectives", rank),
                f"« {objective} » ne dit pas ce que l’on saura faire : commencez par un verbe, "
                "« Être capable de… », « Construire… »",
                OBJECTIVES,
            )


def check_certification(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Une certification est enregistrée pour cinq ans au plus ; ses résultats et ses suites se disent."""
    certification, law = document.record.certification, rules()["certification"]
    if certification is None:
        return
    day = certification.registered
    if day and site.now.date() > day.replace(day=min(day.day, 28), year=day.year + law["years"]):
        written = date_fr(day).replace("\u00a0", " ")
        yield document.problem(
            ("certification", "registered"),
            f"{certification.code} enregistrée le {written}, il y a plus de {law['years']} ans "
            f"({law['term_reference']}) : écrivez la date du renouvellement, ou retirez la certification",
            REGISTERED,
        )
    results = document.record.results
    if results and figures(results) and not results.success:
        yield document.problem(
            ("results",),
            "résultats d’une formation certifiante sans taux de réussite (RNQ, indicateur 2) : ajoutez par exemple "
            "« success: 92 % »",
            REGISTERED,
        )
    if not certification.outcomes:
        yield document.problem(
            ("certification",),
            "certification sans suites de parcours (RNQ, indicateur 3) : ajoutez par exemple "
            "« outcomes: Donne accès au titre de niveau 6 ; deux blocs en sont communs »",
            REGISTERED,
        )


def check_accessibility(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """L’accueil d’un handicap est une phrase, et un nom ou une adresse."""
    said = document.record.accessibility
    if said is None:
        return
    example = next(rule["example"] for rule in rules()["completeness"] if rule["key"] == "accessibility")
    if len(re.findall(r"\w+", said.text)) < 2 or re.fullmatch(
        r"(?i)accessible (?:aux )?(?:PSH|PMR|handicapés?)\W*", said.text
    ):
        yield document.problem(
            ("accessibility", "text"),
            f"« {said.text} » ne dit pas comment un besoin est étudié (RNQ, indicateurs 1 et 26) : écrivez par exemple "
            f"« {example} »",
            COMPLETE,
            severity_of(site),
        )
    if (
        "@" not in said.contact
        and len(re.findall(r"[^\W\d_]", said.contact)) < 3
        and not re.search(r"\d{4}", said.contact)
    ):
        yield document.problem(
            ("accessibility", "contact"),
            f"référent handicap « {said.contact} » (RNQ, indicateurs 1 et 26) : écrivez un nom ou un courriel",
            COMPLETE,
            severity_of(site),
        )


def check_registration(document: Document[Workshop]) -> Iterator[Problem]:
    """Une inscription ne voyage pas en clair."""
    for number, session in enumerate(document.record.sessions):
        if session.registration and session.registration.startswith("http://"):
            meant = session.registration.replace("http://", "https://", 1)
            message = f"inscription en clair : écrivez {meant}"
            yield document.problem(("sessions", number, "registration"), message, SECURE)


def check_asleep(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Des dates, des prix, des résultats d’un autre temps."""
    record, today = document.record, site.now.date()
    ahead = [
        session
        for session in record.sessions
        if session.state == "postponed" or (session.state != "cancelled" and ends(site, session) > site.now)
    ]
    # One that never had a date is new, or waits for who asks.
    if record.sessions and not ahead and "inter" in record.formats:
        message = (
            f"aucune session à venir : ajoutez-en une (./inv new session {document.id}), ou « formats: [intra] » si "
            "l’atelier ne se tient plus que sur demande"
        )
        yield document.problem(("sessions",), message, ASLEEP, key=True)
    lists: list[tuple[Loc, int]] = [
        (("prices", rank), rank)
        for rank, price in enumerate(record.prices)
        if price.until and end_of(price.until, site.zone) + timedelta(days=7) <= site.now
    ]
    if len(lists) < len(record.prices):  # else there is no price at all, which is told
        for loc, rank in lists:
            until = record.prices[rank].until
            assert until
            written = date_fr(until).replace("\u00a0", " ")
            yield document.problem((*loc, "until"), f"prix expiré le {written} : effacez-le, ou repoussez-le", ASLEEP)
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", record.results.period)] if record.results else []
    if years and max(years) <= today.year - _OLD:
        message = f"résultats de {max(years)} : écrivez ceux de {today.year - 1}"
        yield document.problem(("results", "period"), message, ASLEEP)


_DOCUMENTS = (
    ("rules", "règlement intérieur", r"règlement intérieur", "https://exemple.fr/reglement.pdf"),
    ("terms", "conditions générales", r"\bCGV\b|conditions générales", "https://exemple.fr/cgv.pdf"),
    ("welcome", "livret d’accueil", r"livret d[’']accueil", "https://exemple.fr/livret.pdf"),
)


def check_mentions(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Un document que l’atelier nomme est à lire quelque part."""
    documents = site.agency.documents
    record = document.record
    texts: list[tuple[Loc, str]] = [(("access",), record.access or ""), (("assessment",), record.assessment or "")]
    texts += [(("faq", rank, "r"), each.r) for rank, each in enumerate(record.faq)]
    for key, name, pattern, example in _DOCUMENTS:
        if documents and getattr(documents, key):
            continue
        for loc, text in texts:
            if re.search(pattern, text, re.I):
                yield document.problem(
                    loc,
                    f"{name} : nommé ici, nulle part à lire ; ajoutez à agence.yaml, par exemple, "
                    f"« documents: {{{key}: {example}}} »",
                    DOCUMENTS,
                )
                break


def check_readings(site: Content) -> Iterator[Problem]:
    """Un document, une page que nomme agence.yaml est là."""
    for loc, address in site.agency.readings().items():
        path = unquote(address.removeprefix(site.agency.url.rstrip("/")))
        if not path.startswith("/"):
            continue  # on another site: nobody goes there
        if not leads_somewhere(site, path):
            message = (
                f"« {address} » : rien à cette adresse ; écrivez cette page (./inv new page), ou mettez le fichier "
                "dans content/images/ et donnez son chemin, comme /images/cgv.pdf"
            )
            yield READABLE.at(f"{site.shown}/agence.yaml", *site.agency_header.place(loc), message)


def check_agency(site: Content) -> Iterator[Problem]:
    """Ce que l’organisme doit à qui s’inscrit : certificat montré, documents, droits des particuliers."""
    agency, training = site.agency, site.agency.training
    published = [each for each in site.workshops.values() if site.state(each) in ("published", "hidden")]
    if published:
        yield from check_readings(site)
    if not published or training is None or not trains(agency):
        return
    path, header = f"{site.shown}/agence.yaml", site.agency_header

    def told(loc: Loc, message: str, rule: Rule = DOCUMENTS) -> Problem:
        return rule.at(path, *header.place(loc), message)

    documents = agency.documents
    if is_certified(agency):
        if not training.qualiopi_certifier or not training.qualiopi_categories:
            message = (
                "certificat montré sans son organisme ou ses catégories (arrêté du 31 mai 2023) : ajoutez par exemple "
                "« qualiopi_certifier: Certificateur Exemple », « qualiopi_categories: [actions de formation] »"
            )
            yield told(("training", "qualiopi"), message)
        lacking = [key for key in ("certificate", "rules", "terms") if not (documents and getattr(documents, key))]
        if lacking:
            example = ", ".join(f"{key}: {_ADDRESSES[key]}" for key in lacking)
            message = (
                "documents à donner à lire (arrêté du 31 mai 2023 ; Code du travail, art. L6353-8) : "
                f"ajoutez par exemple « documents: {{{example}}} »"
            )
            yield told(("documents",) if documents else ("training",), message)
        if not agency.complaints:
            message = (
                "réclamations (RNQ, indicateur 31) : ajoutez par exemple « complaints: Écrivez-nous ; nous répondons "
                "sous dix jours »"
            )
            yield told(("training",), message)
    sold = [price for each in published for price in each.record.prices]
    sold += [price for each in published for session in each.record.sessions for price in session.prices]
    if any(price.says_for_whom and "individual" in price.audiences for price in sold):
        consumers = agency.consumers
        owed = [(what, example) for key, what, example in _RIGHTS if not (consumers and getattr(consumers, key))]
        if owed:
            what, example = " ni ".join(each for each, _ in owed), ", ".join(each for _, each in owed)
            message = f"prix pour les particuliers, sans {what} : ajoutez par exemple « consumers: {{{example}}} »"
            yield told(("consumers",) if consumers else ("training",), message, CONSUMERS)


_ADDRESSES = {
    "certificate": "https://exemple.fr/certificat.pdf",
    "rules": "https://exemple.fr/reglement.pdf",
    "terms": "https://exemple.fr/cgv.pdf",
}
_RIGHTS = (
    (
        "withdrawal",
        "délai de rétractation (Code du travail, art. L6353-5 ; Code de la consommation, art. L221-18)",
        "withdrawal: Dix jours après la signature ou quatorze si elle se fait à distance",
    ),
    (
        "payment",
        "conditions de paiement (Code du travail, art. L6353-6)",
        "payment: Rien avant la fin de la rétractation puis 30 % et le reste au fil de la formation",
    ),
)
