"""What one asks for by leaving an address: the letter, on any page; the PDF of a guide, on its own.

By a form that the agency's own tool receives, by a page of that tool, else by a message.

The form is sent by the browser to the address that `agence.yaml` names; no file of the site reads it.
"""

from __future__ import annotations

from plugins.common.mailto import prefilled
from plugins.model.agency import Agency, MailForm
from plugins.site.doc import doc, value

_LETTER = "Bonjour,\n\nJe souhaite recevoir votre lettre à cette adresse.\n"
_GUIDE = "Bonjour,\n\nJe souhaite recevoir à cette adresse votre guide « {title} ».\n"


@value
class Reading:
    """A document of the agency that who sends a form may read."""

    label: str = doc("its name: « Règlement intérieur »")
    path: str | None = doc("its address on the site, from its root, None elsewhere")
    url: str = doc("its whole address")


def reading(label: str, address: str, origin: str) -> Reading:
    """A document at a path of the site, or elsewhere."""
    inside = address.startswith("/")
    return Reading(label, address if inside else None, f"{origin}{address}" if inside else address)


@value
class MailBox:
    """How one asks for the letter, or for a guide."""

    name: str = doc("its name: « La lettre »")
    summary: str = doc("what it is, in a sentence")
    endpoint: str = doc("the whole address that receives the form, empty without a form")
    page: str = doc("the whole address of the page where it is asked for elsewhere, empty without one")
    message: str = doc("the message to write, a `mailto:` address; empty when there is a form or a page")
    hidden: tuple[tuple[str, str], ...] = doc("fields that the agency’s tool asks for: name, value")
    email: str = doc("the name of the field of the mail address")
    agreed: str = doc("the name of the box to tick")
    agreed_value: str = doc("what the box sends when it is ticked")
    guide: str = doc("the name of the field that says from the page of which guide it is sent")
    trap: str = doc("the name of the field that programs fill and people do not see")
    consent: str = doc("what is accepted by whoever sends it")
    privacy: Reading = doc("what becomes of the address")


def letter_box(agency: Agency, origin: str) -> MailBox | None:
    """How one asks for the letter of an agency; None for one that has none, or no way to be asked for it."""
    told = agency.letter
    if told is None or not (told.endpoint or told.page or agency.email):
        return None
    privacy = "Ce que devient votre adresse, et comment la retirer"
    return _box(agency, told, told.name, told.summary, told.consent, reading(privacy, told.privacy, origin), _LETTER)


def guide_box(agency: Agency, title: str, origin: str) -> MailBox | None:
    """How one asks for the PDF of the guide of that title; None where it is on its page for all to take."""
    told = agency.guides
    if told is None:
        return None
    privacy, message = reading("Ce que devient votre adresse", told.privacy, origin), _GUIDE.format(title=title)
    return _box(agency, told, "Recevoir ce guide", told.summary, told.consent, privacy, message)


def _box(
    agency: Agency, told: MailForm, name: str, summary: str, consent: str, privacy: Reading, message: str
) -> MailBox:
    elsewhere = told.endpoint or told.page
    return MailBox(
        name=name,
        summary=summary,
        endpoint=told.endpoint or "",
        page=told.page or "",
        message="" if elsewhere else prefilled(f"mailto:{agency.email}", name, message),
        hidden=tuple(told.fields.items()),
        email=told.names.email,
        agreed=told.names.consent,
        agreed_value=told.consent_value,
        guide=told.names.guide,
        trap=told.names.trap,
        consent=consent,
        privacy=privacy,
    )
