"""What the law asks a published site to say, and that `agence.yaml` does not say yet.

A preview does without: an agency has texts before it has a host.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.common.problems import Problem
from plugins.french.countries import OF_FRANCE
from plugins.legal.rules import HANDWRITTEN, NOTICES, Ask, asks, kept_asks, mediation
from plugins.model.content import Content, Document
from plugins.model.fields import Loc
from plugins.model.legal import NOTICE, PRIVACY, TITLES
from plugins.model.page import Page


def check_notices(site: Content) -> Iterator[Problem]:
    """Les mentions légales et la page Confidentialité ont ce que la loi demande."""
    agency = site.agency
    if "agence.yaml" in site.refused or not site.by_path:
        return
    if agency.address is not None and agency.address.country not in OF_FRANCE:
        return  # another law, which is not known here
    for name, check in ((NOTICE, _identity), (PRIVACY, _privacy)):
        page = handwritten(site, name)
        if page is None:
            yield from check(site)
        else:
            message = (
                f"{TITLES[name]} : page écrite à la main, où rien n’est vérifié ; « template: {name} » y ajoute ce que "
                "dit agence.yaml"
            )
            yield page.problem(("template",) if page.record.template else (), message, HANDWRITTEN)


def handwritten(site: Content, name: str) -> Document[Page] | None:
    """The page that readers have at the address of a legal one, and that is all its author's; None without one."""
    pages = {each.id: each for each in site.pages.values() if site.state(each) in ("published", "hidden")}
    if any(each.record.template == name for each in pages.values()):
        return None
    return pages.get(name)


def _identity(site: Content) -> Iterator[Problem]:
    form = site.agency.legal.form if site.agency.legal else None
    if form is None:
        message = (
            "forme juridique (loi nº 2004-575, art. 1-1) : ajoutez par exemple « legal: {form: SAS} », ou EI, "
            "association, particulier… ; elle dit quelles autres mentions sont dues"
        )
        yield _told(site, (), message)
    for ask in asks():
        if form in ask.forms or (form is None and ask.key[0] == "host"):
            yield from _asked(site, ask)
    yield from _mediator(site)


def _asked(site: Content, ask: Ask) -> Iterator[Problem]:
    holder = ".".join(ask.key[:-1])
    absent = bool(holder) and _value(site, ask.key[:-1]) is None
    if (absent and not ask.whole) or _value(site, ask.key) or (ask.unless and _value(site, ask.unless)):
        return  # what is asked of an absent record is asked by its own line
    where = f"dans « {holder} », " if holder and not absent else ""
    other = " (ou « vat: franchise », « vat: exempt », sans TVA)" if ask.unless else ""
    lacks = f"{ask.what} ({ask.reference})"
    text = ask.whole if absent else ask.example
    yield _told(site, ask.key[:-1], f"{lacks} : {where}ajoutez par exemple « {text} »{other}")


def _mediator(site: Content) -> Iterator[Problem]:
    """Qui vend à des particuliers nomme son médiateur."""
    consumers = site.agency.consumers
    if consumers and consumers.mediator:
        return
    published = [each.record for each in site.workshops.values() if site.state(each) in ("published", "hidden")]
    sold = [price for each in published for price in each.prices]
    sold += [price for each in published for session in each.sessions for price in session.prices]
    if any(price.says_for_whom and "individual" in price.audiences for price in sold):
        reference, example = mediation()
        where = "dans « consumers », ajoutez" if consumers else "ajoutez"
        text = example if consumers else f"consumers: {{{example}}}"
        message = f"médiateur de la consommation, dû aux particuliers ({reference}) : {where} « {text} »"
        yield _told(site, ("consumers",), message)


def _privacy(site: Content) -> Iterator[Problem]:
    agency = site.agency
    privacy = agency.privacy
    if not (agency.email or (privacy and privacy.contact)):
        where = "dans « privacy », ajoutez" if privacy else "ajoutez"
        text = "contact: donnees@agence.fr" if privacy else "email: bonjour@agence.fr"
        message = f"à qui écrire de ses données (RGPD, art. 13, 1, a) : {where} par exemple « {text} »"
        yield _told(site, ("privacy",), message)
    lacking = [service.key for service in agency.services if not service.kept]
    if lacking:
        known = kept_asks()
        what = ", ".join(known[key]["what"] for key in lacking)
        text = ", ".join(known[key]["example"] for key in lacking)
        kept = privacy is not None and privacy.kept is not None
        where = "dans « privacy.kept », " if kept else "dans « privacy », " if privacy else ""
        text = text if kept else f"kept: {{{text}}}" if privacy else f"privacy: {{kept: {{{text}}}}}"
        message = f"{what} (RGPD, art. 13, 2, a) : {where}ajoutez par exemple « {text} »"
        yield _told(site, ("privacy", "kept") if kept else ("privacy",), message)


def _told(site: Content, loc: Loc, message: str) -> Problem:
    """A fault at the key of agence.yaml that holds what lacks, at its first line where there is none."""
    place = (1, 1)
    if loc and _value(site, tuple(map(str, loc))) is not None:
        place = site.agency_header.place(loc, key=True)
    return NOTICES.at(f"{site.shown}/agence.yaml", *place, f"mention légale absente, {message}")


def _value(site: Content, key: tuple[str, ...]) -> object:
    found: object = site.agency
    for name in key:
        found = getattr(found, name, None)
    return found
