"""Faults of a record in French: pydantic's errors, each with its place, what was read and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from plugins.common.texts import misspelt, nearest, slugify, suggestion
from plugins.model.fields import Fault, Loc, brief
from plugins.model.rules import MISSING_KEY, REFUSED_VALUE, UNKNOWN_KEY

# What authors write out of habit, and the key of the model.
_FRENCH_KEYS = {
    "titre": "title", "intitule": "title", "auteur": "authors author", "auteurs": "authors",
    "categorie": "category", "rubrique": "category",
    "etiquettes": "tags", "mots-cles": "tags", "themes": "tags", "theme": "tags", "tag": "tags",
    "resume": "summary", "chapo": "summary", "extrait": "summary", "statut": "status",
    "etat": "state status", "langue": "lang", "modifie": "modified", "maj": "modified",
    "taux": "rate", "perimetre": "perimeter", "derogation": "derogations", "auditeur": "auditor",
    "legende": "image_caption", "alt": "image_alt", "serie": "series", "atelier": "workshop",
    "adresse": "slug", "nom": "name", "fonction": "role", "lien": "links", "liens": "links", "formateurs": "trainers",
    "objectifs": "objectives", "prerequis": "prerequisites", "duree": "duration", "tarifs": "prices", "prix": "prices",
    "lieu": "place", "jours": "days", "public": "audience", "sommaire": "toc", "parution": "date", "jour": "date",
    "debut": "start", "fin": "end", "pause": "break_minutes", "places": "seats", "places-restantes": "seats_left",
    "ancienne-date": "previous_date", "inscription": "registration", "identifiant": "id", "question": "q",
    "reponse": "r", "ville": "city", "rue": "street", "code-postal": "postcode", "pays": "country",
    "telephone": "phone", "tel": "phone", "courriel": "email", "mail": "email", "fuseau": "timezone",
    "montant": "amount", "libelle": "label", "unite": "unit", "tva": "vat", "heures": "hours", "texte": "text",
    "site": "url", "blog": "blog_url", "slogan": "tagline", "devise": "tagline", "raison-sociale": "legal_name",
    "hebergeur": "host", "formation": "training", "reseaux": "social", "mode-d-acces": "access", "acces": "access",
    "delai-d-acces": "access_delay", "methodes": "methods", "evaluation": "assessment",
    "accessibilite": "accessibility",
    "financement": "funding", "avis": "reviews", "effectif": "group_size", "modele": "template", "couverture": "cover",
    "forme": "form", "forme-juridique": "form", "rcs": "registry", "greffe": "registry", "dpo": "officer",
    "sous-traitants": "processors", "prestataires": "processors", "conservation": "kept", "durees": "kept",
    "mentions": "legal", "mentions-legales": "legal", "confidentialite": "privacy", "ecoconception": "ecodesign",
    "fichier": "file", "mise-a-jour": "modified", "mis-a-jour-par": "modified_by", "illustration": "image",
}  # fmt: skip

# What other systems call them: a plain header may hold both, for a theme of its own.
_OTHER_SYSTEMS = {
    "keywords": "tags", "excerpt": "summary", "updated": "modified", "lastmod": "modified", "last-modified": "modified",
    "thumbnail": "image", "featured-image": "image", "permalink": "redirect_from", "aliases": "redirect_from",
}  # fmt: skip
_BOOLEAN = "écrivez true ou false"
_REMEDIES = {
    "string_type": "écrivez un texte",
    "int_type": "écrivez un nombre entier",
    "int_parsing": "écrivez un nombre entier, sans espace ni signe",
    "int_from_float": "écrivez un nombre entier",
    "float_type": "écrivez un nombre",
    "float_parsing": "écrivez un nombre, avec un point pour les décimales : 3.5",
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "list_type": "écrivez une liste : [un, deux], ou une ligne « - … » par valeur",
    "dict_type": "écrivez des paires : {clé: valeur}",
    "model_type": "écrivez des paires : {clé: valeur}",
    "model_attributes_type": "écrivez des paires : {clé: valeur}",
    "finite_number": "écrivez un nombre",
}
_PATTERNS = {
    r"^\d+(\.\d+)*$": "écrivez ses numéros, par exemple 4.1.2",
    r"^[A-Z]{2}$": "écrivez un code de deux lettres majuscules, par exemple FR",
    r"^W\d{9}$": "écrivez W et neuf chiffres, par exemple W691234567",
    r"^[A-Z][A-Z0-9_]*$": "écrivez le nom d’une variable d’environnement, par exemple BLOG_SECRET",
}

KEY = "[key]"  # the last of the place of a key of pairs, as pydantic gives it
_RULES = {"missing": MISSING_KEY, "extra_forbidden": UNKNOWN_KEY}


def record_faults(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    """Each fault of a record once, in French."""
    items = error.errors(include_url=False)
    # « titre » inconnu says already that « title » is absent.
    meant = {
        (*item["loc"][:-1], meant_key(str(item["loc"][-1]), _model_at(model, tuple(item["loc"][:-1]))))
        for item in items
        if item["type"] == "extra_forbidden"
    }
    for item in items:
        if item["type"] != "missing" or tuple(item["loc"]) not in meant:
            yield Fault(tuple(item["loc"]), _message(item, model), _RULES.get(item["type"], REFUSED_VALUE))


def _message(item: ErrorDetails, model: type[BaseModel]) -> str:
    loc: Loc = tuple(item["loc"])
    key, kind, context, read = _key(loc), item["type"], item.get("ctx", {}), item.get("input")
    field = f"« {key} »"
    if kind == "refus" and context["message"].startswith("date"):
        return str(context["message"])
    if kind == "refus" and not context["message"].startswith("valeur vide"):
        return f"{field} : {context['message']}"
    if kind == "missing":
        holder = _model_at(model, loc[:-1])
        info = holder.model_fields.get(str(loc[-1])) if holder else None
        label = f" ({_lower(info.description)})" if info and info.description else ""
        return f"clé {field} absente{label} : ajoutez-la"
    if kind == "extra_forbidden":
        return unknown_key(str(loc[-1]), _model_at(model, loc[:-1]))
    if read is None or read == "" or kind == "refus":
        return f"{field} vide : écrivez une valeur, ou effacez la clé"
    if kind == "literal_error":
        choices = [choice.strip("' ") for choice in context["expected"].replace(" or ", ", ").split(",")]
        if slugify(str(read)) in _COMING and "published" in choices:
            return f"{field} : « {brief(read)} » inconnu ; une date à venir suffit : écrivez « published », et « date »"
        french = _FRENCH_VALUES.get(slugify(str(read)))
        near = french if french in choices else nearest(str(read), choices)
        hint = f"voulez-vous « {near} » ? Au choix" if near else "au choix"
        return f"{field} : « {brief(read)} » inconnu ; {hint} : {', '.join(choices)}"
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        bound = next(context[name] for name in ("gt", "ge", "lt", "le") if name in context)
        word = {"gt": "un nombre supérieur à", "ge": "au moins", "lt": "un nombre inférieur à", "le": "au plus"}
        name = next(name for name in ("gt", "ge", "lt", "le") if name in context)
        return f"{field} : « {brief(read)} » ; écrivez {word[name]} {bound:g}"
    if kind == "too_short":
        count = context.get("min_length", 1)
        actual = context.get("actual_length", 0)
        number = f"{actual} valeur{'s' if actual > 1 else ''}" if actual else "aucune valeur"
        return f"{field} : {number}, il en faut au moins {count} : complétez la liste"
    if kind == "string_pattern_mismatch":
        remedy = _PATTERNS.get(context.get("pattern", ""), "forme inattendue : corrigez-la")
        return f"{field} : « {brief(read)} » ; {remedy}"
    remedy = _REMEDIES.get(kind, "valeur inattendue : corrigez-la")
    if kind == "string_type" and isinstance(read, dict):
        remedy = _single_value(loc, read)
    return f"{field} : « {brief(read)} » ; {remedy}"


def _single_value(loc: Loc, read: dict[object, object]) -> str:
    """What to write in the place of pairs, where one text is read."""
    values = [value for value in read.values() if isinstance(value, str)]
    if not all(re.fullmatch(r"[a-z_]+", str(key)) for key in read):
        return 'deux-points dans le texte : mettez-le entre guillemets droits ("…")'
    if len(read) == len(values) == 1 and isinstance(loc[-1], str):
        return f"écrivez une seule valeur : {loc[-1]}: {brief(values[0])}"
    return 'écrivez une seule valeur ; si c’est un texte à deux-points, mettez-le entre guillemets droits ("…")'


_COMING = frozenset(
    "planifie planifiee programme programmee scheduled future pending a-venir a-paraitre en-attente".split()
)
_FRENCH_VALUES = {
    "brouillon": "draft", "publie": "published", "publiee": "published", "cache": "hidden", "masque": "hidden",
    "ouverte": "open", "ouvert": "open", "complet": "full", "complete": "full", "annulee": "cancelled",
    "reportee": "rescheduled", "presentiel": "onsite", "visio": "online", "distanciel": "online", "mixte": "hybrid",
    "publish": "published", "ignore": "skip", "masquee": "hidden", "cachee": "hidden", "sur-place": "onsite",
    "en-ligne": "online", "a-distance": "online", "hybride": "hybrid", "annule": "cancelled", "reporte": "rescheduled",
    "option": "tentative", "a-confirmer": "tentative",
    "exonere": "exempt", "exoneree": "exempt", "net": "exempt", "non-audite": "unaudited",
    "non-conforme": "non-compliant", "partiellement-conforme": "partial", "partiellement": "partial",
    "partielle": "partial", "totalement-conforme": "full", "totalement": "full", "totale": "full",
    "ht": "excluded", "hors-taxes": "excluded",
}  # fmt: skip


def unknown_key(key: str, model: type[BaseModel] | None) -> str:
    """« clé « sumary » inconnue ; voulez-vous « summary » ? »"""
    known = list(model.model_fields) if model else []
    meant = meant_key(key, model)
    if meant:
        return f"clé « {brief(key)} » inconnue ; voulez-vous « {meant} » ?"
    if "extra" in known:
        return f"clé « {brief(key)} » inconnue : effacez-la, ou rangez-la sous « extra » (extra: {{{brief(key)}: …}})"
    return f"clé « {brief(key)} » inconnue{suggestion(key, known) or ' : effacez-la'}"


def meant_key(key: str, model: type[BaseModel] | None) -> str | None:
    """The key of a model that an unknown one means: by a French habit, by that of another system, by a slip."""
    known = model.model_fields if model else ()
    other = _OTHER_SYSTEMS.get(slugify(key))
    return french_key(key, model) or (other if other in known else None) or misspelt(key, known)


def french_key(key: str, model: type[BaseModel] | None) -> str | None:
    """The key of a model that a French habit means: `titre` → `title`."""
    known = model.model_fields if model else ()
    return next((name for name in _FRENCH_KEYS.get(slugify(key), "").split() if name in known), None)


def _key(loc: Loc) -> str:
    names = [part for part in loc if isinstance(part, str) and part != KEY]
    return names[-1] if names else "en-tête"


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that holds the fields of a place."""
    current: type[BaseModel] | None = model
    for part in loc:
        if current is None or isinstance(part, int):
            continue
        field = current.model_fields.get(part)
        current = _inner_model(field.annotation) if field else None
    return current


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found:
            return found
    return None


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[0].lower() + text[1:]
