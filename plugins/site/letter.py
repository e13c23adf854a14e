"""The letter of the agency, as any page may offer it: by a form that the agency's own tool receives, else by a message.

The form is sent by the browser to the address that `agence.yaml` names; no file of the site reads it.
"""

from __future__ import annotations

from plugins.common.mailto import prefilled
from plugins.model.agency import Agency
from plugins.site.doc import doc, value

_ASKED = "Bonjour,\n\nJe souhaite recevoir votre lettre à cette adresse.\n"


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
class LetterBox:
    """How one asks for the letter."""

    name: str = doc("its name: « La lettre »")
    summary: str = doc("what it is, in a sentence")
    endpoint: str = doc("the whole address that receives the form, empty when one writes a message")
    message: str = doc("the message to write, a `mailto:` address; empty when there is a form")
    hidden: tuple[tuple[str, str], ...] = doc("fields that the agency’s tool asks for: name, value")
    email: str = doc("the name of the field of the mail address")
    agreed: str = doc("the name of the box to tick")
    guide: str = doc("the name of the field that says from the page of which guide it is sent")
    trap: str = doc("the name of the field that programs fill and people do not see")
    consent: str = doc("what is accepted by whoever sends it")
    privacy: Reading = doc("what becomes of the address")


def letter_box(agency: Agency, origin: str) -> LetterBox | None:
    """How one asks for the letter of an agency; None for one that has none, or no way to be asked for it."""
    told = agency.letter
    if told is None or not (told.endpoint or agency.email):
        return None
    message = "" if told.endpoint else prefilled(f"mailto:{agency.email}", told.name, _ASKED)
    return LetterBox(
        name=told.name,
        summary=told.summary,
        endpoint=told.endpoint or "",
        message=message,
        hidden=tuple(told.fields.items()),
        email=told.names.email,
        agreed=told.names.consent,
        guide=told.names.guide,
        trap=told.names.trap,
        consent=told.consent,
        privacy=reading("Ce que devient votre adresse, et comment la retirer", told.privacy, origin),
    )
