"""Who publishes, in law, and what becomes of personal data: `legal`, `privacy`, `ecodesign` of `content/agence.yaml`.

What each legal form must say is a rule of law, with its source and its date: plugins/legal/rules.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from plugins.model.fields import Code, Day, Email, Fault, Line, Prose, Record, rule

NOTICE, PRIVACY, ECODESIGN = "mentions-legales", "confidentialite", "ecoconception"  # templates, and ids of pages
TITLES = {NOTICE: "Mentions légales", PRIVACY: "Confidentialité", ECODESIGN: "Écoconception"}
# The names of legal forms in a sentence. An individual is one who publishes for no trade.
LABELS = {
    "particulier": "particulier",
    "EI": "entrepreneur individuel",
    "micro-entreprise": "entrepreneur individuel, micro-entreprise",
    "EURL": "entreprise unipersonnelle à responsabilité limitée",
    "SARL": "société à responsabilité limitée",
    "SASU": "société par actions simplifiée unipersonnelle",
    "SAS": "société par actions simplifiée",
    "SA": "société anonyme",
    "SNC": "société en nom collectif",
    "SCOP": "société coopérative de production",
    "SCIC": "société coopérative d’intérêt collectif",
    "SELARL": "société d’exercice libéral à responsabilité limitée",
    "SELAS": "société d’exercice libéral par actions simplifiée",
    "société civile": "société civile",
    "association": "association loi 1901",
    "fondation": "fondation",
    "GIE": "groupement d’intérêt économique",
    "organisme public": "organisme public",
    "autre": "",
}
Form = Literal[
    "particulier", "EI", "micro-entreprise", "EURL", "SARL", "SASU", "SAS", "SA", "SNC", "SCOP", "SCIC", "SELARL",
    "SELAS", "société civile", "association", "fondation", "GIE", "organisme public", "autre",
]  # fmt: skip
EXEMPTIONS = {
    "franchise": "TVA non applicable, article 293 B du Code général des impôts",
    "exempt": "Activité exonérée de TVA, article 261 du Code général des impôts",
}


class Legal(Record):
    """The legal identity of who publishes."""

    form: Form = Field(description="Forme juridique ; « particulier » pour qui publie sans en faire métier")
    capital: Line | None = Field(None, description="Capital social, avec sa monnaie : 10 000 €")
    registry: Line | None = Field(None, description="Registre et ville du greffe : RCS Lyon")
    vat_number: Code | None = Field(None, description="Numéro de TVA intracommunautaire")
    vat: Literal["franchise", "exempt"] | None = Field(
        None, description="Sans numéro de TVA : franchise (article 293 B) ou exempt (activité exonérée)"
    )
    rna: Code | None = Field(
        None, pattern=r"^W\d{9}$", description="Numéro d’une association au répertoire national : W691234567"
    )
    profession: Prose | None = Field(
        None, description="Profession réglementée : son ordre, son titre, ses règles, en une phrase"
    )

    @property
    def label(self) -> str:
        """« société par actions simplifiée », empty for a form that has no name here."""
        return LABELS[self.form]

    @property
    def untaxed(self) -> str:
        """Why its prices bear no VAT, empty when they do or when nothing is said."""
        return EXEMPTIONS.get(self.vat or "", "")

    @rule
    def taxed_or_not(self) -> Iterator[Fault]:
        if self.vat and self.vat_number and self.vat == "franchise":
            yield Fault(("vat",), "« franchise » est sans TVA facturée, « vat_number » en dit le numéro : effacez l’un")

    @rule
    def own_registers(self) -> Iterator[Fault]:
        if self.rna and self.form not in ("association", "fondation"):
            yield Fault(("rna",), f"« {self.form} » n’est pas au répertoire des associations : effacez « rna »")
        if self.form in ("particulier", "association", "EI", "micro-entreprise") and self.capital:
            yield Fault(("capital",), f"« {self.form} » n’a pas de capital social : effacez « capital »")


class Processor(Record):
    """Who handles personal data for the agency (RGPD, art. 13, 1, e and f)."""

    name: Line = Field(description="Nom du prestataire")
    purpose: Line = Field(description="Ce qu’il fait : messagerie, envoi de la lettre")
    country: Line | None = Field(None, description="Pays où sont les données, et la garantie hors d’Europe")


class Processing(Record):
    """Personal data that readers entrust, and what becomes of it (RGPD, art. 13)."""

    who: Line = Field(description="Qui les confie : Vous participez à un atelier")
    data: Line = Field(description="Ce qui est gardé : nom, fonction, courriel")
    why: Line = Field(description="Pourquoi, et sur quelle base : organiser la session (contrat)")
    kept: Line = Field(description="Combien de temps : trois ans après la session")


class Kept(Record):
    """How long is kept what the site itself receives (RGPD, art. 13, 2, a)."""

    logs: Line | None = Field(None, description="Journaux du serveur : six mois")
    messages: Line | None = Field(None, description="Courriels et appels : trois ans après le dernier échange")
    registration: Line | None = Field(None, description="Demandes d’inscription envoyées par le formulaire")
    comments: Line | None = Field(None, description="Commentaires : tant que le texte est en ligne")
    letter: Line | None = Field(None, description="Adresses des abonnés à la lettre : jusqu’à la désinscription")
    guides: Line | None = Field(None, description="Adresses de qui demande un guide : trois mois")


class Privacy(Record):
    """What the agency does of personal data."""

    contact: Email | None = Field(
        None, description="À qui l’on écrit de ses données ; le courriel de l’agence si absent"
    )
    officer: Email | None = Field(None, description="Courriel du délégué à la protection des données, s’il y en a un")
    kept: Kept | None = Field(None, description="Durées : {logs, messages, registration, comments, letter, guides}")
    processors: list[Processor] = Field(default_factory=list, description="Prestataires : [{name, purpose, country}]")
    records: list[Processing] = Field(
        default_factory=list, description="Autres données confiées : [{who, data, why, kept}]"
    )


class Ecodesign(Record):
    """The declaration of ecodesign of the site (RGESN, Arcep, Arcom et Ademe, mai 2024)."""

    date: Day = Field(description="Jour où cette déclaration est établie")
    score: float | None = Field(
        None, ge=0, le=100, description="Taux d’avancement du RGESN, en pour cent, s’il est mesuré"
    )
    auditor: Line | None = Field(None, description="Qui l’a mesuré")
    care: list[Prose] = Field(default_factory=list, description="Ce à quoi l’agence veille, une phrase par point")
    goals: list[Prose] = Field(default_factory=list, description="Ce qu’elle veut encore alléger, une phrase par point")

    @property
    def percent(self) -> str:
        """Its score: « 62,5 % », empty without one."""
        return "" if self.score is None else f"{self.score:g}\u00a0%".replace(".", ",")

    @rule
    def measured(self) -> Iterator[Fault]:
        if self.score is not None and not self.auditor:
            yield Fault(("score",), "taux sans auteur : ajoutez par exemple « auditor: Cabinet Exemple »")


class Service(Record):
    """Something of the site that receives what readers send or leave, made from the settings; no key of a file."""

    key: Code = Field(description="Its key in `privacy.kept`")
    who: Line = Field(description="What a reader does: « envoyez une inscription »")
    data: Line = Field(description="What is received")
    why: Line = Field(description="Why, and on what ground")
    endpoint: Code | None = Field(None, description="Where the page sends it, None for what leaves by other ways")
    kept: Line | None = Field(None, description="How long, None when it is not said")

    @property
    def host(self) -> str:
        """The name of the machine that receives it: « formulaires.exemple.fr »."""
        return urlsplit(self.endpoint or "").hostname or ""


def siren_fault(siren: str) -> str | None:
    """What is wrong in a SIREN, in French: nine digits, the last of which is a key (ISO/IEC 7812-1, annex B)."""
    digits = re.sub(r"\s", "", siren)
    if re.fullmatch(r"\d{14}", digits):
        return f"« {siren} » est un SIRET : écrivez ses neuf premiers chiffres, « {digits[:9]} »"
    if not re.fullmatch(r"\d{9}", digits):
        return f"« {siren} » : un SIREN a neuf chiffres, par exemple « 123 456 782 »"
    doubled = [int(digit) * (1 + rank % 2) for rank, digit in enumerate(digits)]
    if sum(value - 9 if value > 9 else value for value in doubled) % 10:
        return f"« {siren} » n’est pas un SIREN, sa clé ne convient pas : relisez-le"
    return None


def vat_fault(number: str, siren: str | None) -> str | None:
    """What is wrong in a French VAT number, in French: FR, a key, the SIREN (CGI, art. 286 ter)."""
    bare = re.sub(r"[\s.]", "", number).upper()
    if not bare.startswith("FR"):
        return None  # of another country, whose form is not known here
    if not re.fullmatch(r"FR[0-9A-Z]{2}\d{9}", bare):
        return f"« {number} » : écrivez FR, deux signes de clé et les neuf chiffres du SIREN, « FR11123456782 »"
    own = re.sub(r"\s", "", siren or "") or bare[4:]
    if bare[4:] != own:
        return f"« {number} » ne finit pas par le SIREN « {siren} » : corrigez l’un ou l’autre"
    key = (12 + 3 * (int(own) % 97)) % 97
    if bare[2:4].isdigit() and int(bare[2:4]) != key:
        return f"« {number} » : la clé de ce SIREN est {key:02}, écrivez « FR{key:02}{own} »"
    return None
