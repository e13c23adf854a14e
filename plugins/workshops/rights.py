"""What an agency owes to who registers: its documents, its certificate, the rights of individuals, complaints."""

from __future__ import annotations

from plugins.model.agency import Agency, Consumers
from plugins.model.workshop import Workshop
from plugins.site.doc import doc, value
from plugins.site.letter import Reading, reading
from plugins.workshops.rules import is_certified

LABELS = {
    "terms": "Conditions générales de vente",
    "rules": "Règlement intérieur",
    "welcome": "Livret d’accueil",
}


@value
class Certificate:
    """The certificate of the agency: it is the agency’s, and is shown on pages that are of no training alone."""

    text: str = doc("its number, who gave it, for what kinds of actions")
    reading: Reading | None = doc("the document, None before there is one")


def documents_of(agency: Agency, origin: str) -> tuple[Reading, ...]:
    """The documents of an agency that a page of a training shows; its certificate is not one of them."""
    found = {key: getattr(agency.documents, key, None) for key in LABELS}
    return tuple(reading(LABELS[key], address, origin) for key, address in found.items() if address)


def certificate_of(agency: Agency, origin: str) -> Certificate | None:
    """The certificate, in words: arrêté du 31 mai 2023, and the formula that the charter of the mark gives."""
    training = agency.training
    if not is_certified(agency) or training is None:
        return None
    kinds = training.qualiopi_categories
    plural = "s" if len(kinds) > 1 else ""
    text = f"Certificat Qualiopi nº\u00a0{training.qualiopi}"
    if training.qualiopi_certifier:
        text += f", délivré par {training.qualiopi_certifier}"
    if kinds:
        listed = ", ".join(kinds)
        text += (
            ". La certification qualité a été délivrée au titre "
            f"{'des' if plural else 'de la'} catégorie{plural} d’action{plural} "
            f"suivante{plural}\u00a0: {listed}"
        )
    address = agency.documents.certificate if agency.documents else None
    return Certificate(f"{text}.", reading("Voir le certificat", address, origin) if address else None)


def rights_of(agency: Agency, workshop: Workshop) -> Consumers | None:
    """What individuals are told, where a price is for them."""
    lines = [*workshop.prices, *(price for session in workshop.sessions for price in session.prices)]
    sold = any(price.says_for_whom and "individual" in price.audiences for price in lines)
    return agency.consumers if sold else None
