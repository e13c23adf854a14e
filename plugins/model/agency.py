"""Schemas of `content/agence.yaml` (who publishes) and `content/lieux.yaml` (where workshops are held)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from plugins.common.texts import slugify
from plugins.french.countries import OF_FRANCE
from plugins.french.homographs import says_no_language
from plugins.french.quoting import is_french
from plugins.model.accessibility import Declaration
from plugins.model.fields import (
    Code,
    Colour,
    Country,
    DocumentAddress,
    Email,
    Fault,
    ImageRef,
    Language,
    Line,
    Name,
    OldAddress,
    Prose,
    Record,
    SitePath,
    SiteUrl,
    Timezone,
    Url,
    rule,
)
from plugins.model.legal import Ecodesign, Kept, Legal, Privacy, Service, siren_fault, vat_fault
from plugins.model.rules import REFUSED_VALUE
from plugins.model.thread import Comments
from plugins.model.waivers import Answers, answer_faults

SHORTEST = 2  # letters of a foreign expression
DEFAULT_URL = "https://site.example"
# What the form of a registration sends; `_gotcha` is a trap that programs fill and people do not see.
FORM_FIELDS = frozenset(
    "workshop title session price name email phone company participants accessibility message consent _gotcha".split()
)
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")  # where who sets a form up tries it


class Address(Record):
    """A postal address."""

    street: Line | None = Field(None, description="Rue")
    postcode: Code | None = Field(None, description="Code postal, entre guillemets droits")
    city: Line | None = Field(None, description="Ville")
    country: Country = Field("FR", pattern=r"^[A-Z]{2}$", description="Pays, code de deux lettres")


class Host(Record):
    """Who hosts the site (loi nº 2004-575 du 21 juin 2004: name, address and telephone are shown)."""

    name: Line = Field(description="Nom de l’hébergeur")
    address: Line | None = Field(None, description="Adresse")
    phone: Code | None = Field(None, description="Téléphone")


class Training(Record):
    """Status of the agency as a training organisation."""

    activity_number: Code | None = Field(None, description="Numéro de déclaration d’activité")
    region: Line | None = Field(None, description="Région du préfet qui l’a enregistrée")
    qualiopi: Code | None = Field(None, description="Numéro du certificat Qualiopi, ou rien")
    qualiopi_certifier: Line | None = Field(None, description="Organisme qui a délivré le certificat")
    qualiopi_categories: list[Line] = Field(
        default_factory=list,
        description="Catégories d’actions certifiées : [actions de formation, bilans de compétences]",
    )
    vat_exempt: bool = Field(False, description="true : formations exonérées de TVA")


class Ai(Record):
    """What the agency answers to programs that collect texts (directive (EU) 2019/790, art. 4; CPI, L. 122-5-3)."""

    training: Literal["allowed", "reserved"] = Field(
        "allowed", description="Entraîner un modèle sur ces textes : allowed (permis) ou reserved (réservé)"
    )
    answers: Literal["allowed", "reserved"] = Field(
        "allowed", description="Les lire pour répondre en les citant : allowed ou reserved"
    )
    policy: Url | None = Field(None, description="Adresse où l’on dit à quelles conditions")


class Documents(Record):
    """What who registers must be able to read: a page of the site (`/cgv/`), or a whole address."""

    terms: DocumentAddress | None = Field(None, description="Conditions générales de vente")
    rules: DocumentAddress | None = Field(None, description="Règlement intérieur")
    welcome: DocumentAddress | None = Field(None, description="Livret d’accueil")
    certificate: DocumentAddress | None = Field(None, description="Certificat Qualiopi")


class Mediator(Record):
    """The mediator to whom a consumer may turn (Code de la consommation, art. L616-1)."""

    name: Line = Field(description="Nom du médiateur")
    url: Url | None = Field(None, description="Son site")
    address: Line | None = Field(None, description="Son adresse postale")


class Consumers(Record):
    """What individuals who buy a training are told."""

    mediator: Mediator | None = Field(None, description="Médiateur de la consommation : {name, url, address}")
    withdrawal: Prose | None = Field(None, description="Délai et forme de la rétractation")
    payment: Prose | None = Field(None, description="Ce qui se paie, et quand")


class Form(Record):
    """A form of a page: whom it is sent to, and what is said there of personal data (RGPD, art. 13)."""

    endpoint: SiteUrl | None = Field(None, description="Adresse qui reçoit les formulaires, https://…")
    privacy: DocumentAddress = Field(description="Page qui dit ce que ces renseignements deviennent")
    fields: dict[Code, Code] = Field(
        default_factory=dict, description="Champs cachés que le service demande : {access_key: …}"
    )

    @abstractmethod
    def own_fields(self) -> frozenset[str]:
        """The names of what the form itself sends."""

    @rule
    def sent_in_secret(self) -> Iterator[Fault]:
        parts = urlsplit(self.endpoint or "")
        if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
            meant = (self.endpoint or "").replace("http://", "https://", 1)
            yield Fault(("endpoint",), f"formulaire envoyé en clair : écrivez {meant}")

    @rule
    def fields_of_its_own(self) -> Iterator[Fault]:
        for name in self.fields:
            if name in self.own_fields():
                yield Fault(
                    ("fields", name), f"« {name} » est un champ que le formulaire a déjà : effacez-le, ou renommez-le"
                )


class RegistrationForm(Form):
    """The form by which one registers."""

    endpoint: SiteUrl = Field(description="Adresse qui reçoit les formulaires, https://…")
    consent: Prose = Field(
        "J’accepte que ces renseignements servent à traiter ma demande.",
        description="Ce qu’accepte qui envoie le formulaire",
    )

    def own_fields(self) -> frozenset[str]:
        """Those that the editor’s guide lists."""
        return FORM_FIELDS


class MailNames(Record):
    """The names that the agency’s tool gives to what a form that asks for an address sends."""

    email: Code = Field("email", description="Le courriel : EMAIL chez Brevo et Mailchimp")
    consent: Code = Field("consent", description="Le consentement : OPT_IN chez Brevo")
    guide: Code = Field("guide", description="Le guide de la page d’où il part")
    trap: Code = Field(
        "_gotcha", description="Le piège à robots, que personne ne remplit : email_address_check chez Brevo"
    )


class MailForm(Form):
    """What one asks for by leaving an address: by a form of the page, by a page of the agency’s tool where it has no
    form to copy (Mailjet gives a frame alone), else by a message."""

    page: Url | None = Field(None, description="Page où votre outil a son formulaire, s’il n’en donne pas à copier")
    names: MailNames = Field(
        default_factory=MailNames.model_construct, description="Noms des champs : {email, consent, guide, trap}"
    )

    consent_value: Code = Field("oui", description='Ce que vaut le consentement coché : "1" chez Brevo')

    def own_fields(self) -> frozenset[str]:
        """Those that the agency’s tool names."""
        return frozenset(self.names.__dict__.values())

    @rule
    def names_of_their_own(self) -> Iterator[Fault]:
        if len(self.own_fields()) < len(MailNames.model_fields):
            yield Fault(("names",), "deux champs du même nom : donnez à chacun le sien")

    @rule
    def one_door(self) -> Iterator[Fault]:
        if self.endpoint and self.page:
            yield Fault(("page",), "« endpoint » et « page » : gardez « endpoint », qui met le formulaire sur le site")


class GuideForm(MailForm):
    """The PDF of guides, sent to who asks for it: its address is then told on no page."""

    summary: Prose = Field(
        "Laissez votre adresse : nous vous l’envoyons en PDF.", description="Ce qui se passe, en une phrase"
    )
    consent: Prose = Field(
        "J’accepte que mon adresse serve à m’envoyer ce guide, et à rien d’autre.",
        description="Ce qu’accepte qui le demande",
    )


class LetterForm(MailForm):
    """The letter of the agency."""

    name: Line = Field("La lettre", description="Son nom")
    summary: Prose = Field(
        "Une fois par mois, ce qui a paru ici et les prochains ateliers.", description="Ce qu’elle est, en une phrase"
    )
    consent: Prose = Field(
        "J’accepte de recevoir la lettre à cette adresse. Chaque envoi permet de s’en désabonner.",
        description="Ce qu’accepte qui la demande",
    )
    unsubscribe: Code | None = Field(
        None, description='Lien de désabonnement que votre outil remplace, entre guillemets : "{{ unsubscribe }}"'
    )


class Subject(Record):
    """A category or a theme, presented."""

    name: Name = Field(description="Son nom, écrit comme on veut le lire")
    summary: Prose | None = Field(None, description="Une phrase qui la présente")


class Agency(Record):
    """What the site says everywhere of who publishes it."""

    name: Line = Field(description="Nom de l’agence")
    url: SiteUrl = Field(DEFAULT_URL, description="Adresse publique du site, avec son chemin s’il en a un")
    legal_name: Line | None = Field(None, description="Raison sociale")
    tagline: Line | None = Field(None, description="Devise")
    offer: Prose | None = Field(None, description="Ce que vend l’agence, en une phrase : en tête de l’accueil")
    logo: ImageRef | None = Field(
        None, description="Logo, carré si possible, 192 points de côté au moins : icônes, cartes de partage, flux"
    )
    colour: Colour = Field("#e2482d", description='Couleur de l’agence, entre guillemets : "#e2482d"')
    email: Email | None = Field(None, description="Courriel")
    phone: Code | None = Field(None, description="Téléphone")
    address: Address | None = Field(None, description="{street, postcode, city, country}")
    siren: Code | None = Field(None, description="SIREN")
    legal: Legal | None = Field(
        None, description="Identité légale : {form: SAS, capital, registry, vat_number} ; voir le guide de l’éditeur"
    )
    privacy: Privacy | None = Field(
        None, description="Données personnelles : {contact, officer, kept, processors, records}"
    )
    ecodesign: Ecodesign | None = Field(None, description="Écoconception : {date, care…}, la page /ecoconception/")
    publication_director: Line | None = Field(None, description="Directeur ou directrice de la publication")
    host: Host | None = Field(None, description="Hébergeur : {name, address, phone}")
    timezone: Timezone = Field("Europe/Paris", description="Fuseau horaire des dates")
    default_category: Name = Field("Articles", description="Rubrique des articles qui n’en ont pas")
    categories: list[Subject] = Field(
        default_factory=list, description="Rubriques présentées : [{name, summary}] ; le nom est repris partout"
    )
    themes: list[Subject] = Field(
        default_factory=list, description="Thèmes présentés : [{name, summary}] ; le nom est repris partout"
    )
    social: dict[str, Url] = Field(default_factory=dict, description="{LinkedIn: https://…}")
    comments: Comments | None = Field(None, description="Commentaires des lecteurs : {server: https://…, days}, ou {}")
    foreign: dict[Language, list[Line]] = Field(
        default_factory=dict,
        description="Expressions étrangères, dites dans leur langue partout : {en: [social selling, lead magnet]}",
    )
    redirects: dict[OldAddress, SitePath] = Field(
        default_factory=dict,
        description="Anciennes adresses des listes, des flux, des fichiers : {/category/web/: /rubriques/web/}",
    )
    ai: Ai | None = Field(
        None, description="Programmes qui collectent les textes : {training: reserved, answers: allowed}"
    )
    accessibility: Declaration | None = Field(
        None, description="Déclaration d’accessibilité : {state, date…}, la page /accessibilite/ et sa mention"
    )
    training: Training | None = Field(None, description="{activity_number, region, qualiopi, vat_exempt}")
    registration_days: int | None = Field(
        None, ge=0, le=365, description="Jours avant le début où s’arrêtent les inscriptions à un atelier"
    )
    registration: RegistrationForm | None = Field(
        None, description="Inscription par un formulaire de la page : {endpoint, privacy, consent, fields}"
    )
    letter: LetterForm | None = Field(
        None, description="Lettre que l’on demande : {endpoint, privacy, consent, names, fields}"
    )
    guides: GuideForm | None = Field(
        None, description="Guides demandés par courriel : {endpoint, privacy, consent, names, fields} ; sinon, libres"
    )
    documents: Documents | None = Field(
        None, description="Documents de l’agence : {terms, rules, welcome, certificate}"
    )
    consumers: Consumers | None = Field(None, description="Pour les particuliers : {mediator, withdrawal, payment}")
    after_registration: Prose | None = Field(
        None, description="Ce qui suit une inscription : convocation, accès, qui appeler ; un atelier peut dire le sien"
    )
    complaints: Prose | None = Field(
        None, description="Comment faire une réclamation, et sous quel délai elle est traitée"
    )
    rules: Answers = Field(
        default_factory=dict,
        description="Ce que deviennent des règles (docs/rules.md) : {règle: off, warning, error, ou [textes admis]}",
    )

    def readings(self) -> dict[tuple[str, str], str]:
        """The addresses that readers are led to from workshops and forms, by the place where each is said."""
        named = dict(self.documents) if self.documents else {}
        found = {("documents", key): address for key, address in named.items() if address}
        forms = {"registration": self.registration, "letter": self.letter, "guides": self.guides}
        return found | {(key, "privacy"): form.privacy for key, form in forms.items() if form}

    def endpoints(self) -> tuple[str, ...]:
        """The addresses to which the forms of the site are sent."""
        forms = (self.registration, self.letter, self.guides)
        return tuple(dict.fromkeys(form.endpoint for form in forms if form and form.endpoint))

    @property
    def services(self) -> list[Service]:
        """What the site receives of readers, by its settings: the privacy page names each, and how long it is kept."""
        kept = (self.privacy and self.privacy.kept) or Kept()
        found = [
            Service(
                key="logs",
                who="lisez une page",
                data="adresse IP, date, page demandée, type de navigateur, dans le journal du serveur",
                why="détecter les pannes et les attaques (intérêt légitime)",
            )
        ]
        if self.email or self.phone:
            found.append(
                Service(
                    key="messages",
                    who="nous écrivez ou nous appelez",
                    data="votre message et vos coordonnées",
                    why="vous répondre (intérêt légitime)",
                )
            )
        if self.registration:
            found.append(
                Service(
                    key="registration",
                    who="envoyez une demande d’inscription",
                    data="ce que vous écrivez dans le formulaire",
                    why="traiter votre demande (mesures précontractuelles)",
                    endpoint=self.registration.endpoint,
                )
            )
        if self.letter and self.letter.endpoint:
            found.append(
                Service(
                    key="letter",
                    who="demandez la lettre",
                    data="votre courriel, le jour et la page de la demande",
                    why="vous l’envoyer (votre consentement, retiré d’un clic au bas de chaque envoi)",
                    endpoint=self.letter.endpoint,
                )
            )
        if self.guides and self.guides.endpoint:
            found.append(
                Service(
                    key="guides",
                    who="demandez un guide",
                    data="votre courriel, le jour et le guide demandé",
                    why="vous l’envoyer (votre consentement)",
                    endpoint=self.guides.endpoint,
                )
            )
        if self.comments and self.comments.server:
            found.append(
                Service(
                    key="comments",
                    who="laissez un commentaire",
                    data="votre nom, votre message, la date, et votre adresse électronique, jamais publiée",
                    why="modérer et publier votre commentaire (votre consentement)",
                    endpoint=self.comments.server,
                )
            )
        return [each.model_copy(update={"kept": getattr(kept, each.key)}) for each in found]

    @rule
    def registered(self) -> Iterator[Fault]:
        if self.address is not None and self.address.country not in OF_FRANCE:
            return
        fault = siren_fault(self.siren) if self.siren else None
        if fault:
            yield Fault(("siren",), fault, REFUSED_VALUE)
        elif self.legal and self.legal.vat_number and (told := vat_fault(self.legal.vat_number, self.siren)):
            yield Fault(("legal", "vat_number"), told, REFUSED_VALUE)

    @rule
    def asked_guides(self) -> Iterator[Fault]:
        if self.guides and not (self.guides.endpoint or self.guides.page or self.email):
            told = "à qui demander un guide ? ajoutez « endpoint: https://… », ou le courriel de l’agence (« email: »)"
            yield Fault(("guides",), told)

    @rule
    def foreign_words(self) -> Iterator[Fault]:
        seen: dict[str, str] = {}
        for language, expressions in self.foreign.items():
            if is_french(language):
                yield Fault(
                    ("foreign", language), f"clé « {language} » : le site est en français ; effacez ces expressions"
                )
            for rank, expression in enumerate(expressions):
                key, loc = slugify(expression), ("foreign", language, rank)
                if len(key) < SHORTEST:
                    yield Fault(loc, f"« {expression} » : écrivez un mot, ou plusieurs")
                elif says_no_language(expression):
                    whole = "l’expression entière, comme « sales manager »"
                    yield Fault(loc, f"« {expression} » est aussi un mot français : écrivez {whole}, ou effacez-la")
                elif key in seen:
                    yield Fault(loc, f"« {expression} » est déjà dans « foreign: {seen[key]} » : effacez-la")
                seen.setdefault(key, language)

    @rule
    def answered_rules(self) -> Iterator[Fault]:
        yield from answer_faults(self.rules)


class Place(Record):
    """A place where workshops are held, or a virtual room."""

    name: Line = Field(description="Nom du lieu")
    street: Line | None = Field(None, description="Rue")
    postcode: Code | None = Field(None, description="Code postal, entre guillemets droits")
    city: Line | None = Field(None, description="Ville")
    country: Country = Field("FR", pattern=r"^[A-Z]{2}$", description="Pays, code de deux lettres")
    timezone: Timezone | None = Field(None, description="Fuseau horaire (celui de l’agence si absent)")
    wheelchair: bool | None = Field(None, description="true : accessible en fauteuil roulant")
    url: Url | None = Field(None, description="Adresse de la salle en ligne")

    @property
    def online(self) -> bool:
        """A room without a street is a virtual one."""
        return self.url is not None and self.street is None and self.city is None
