"""Schema of a workshop and of its sessions (`content/ateliers/*.md`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from plugins.model.article import Status, image_faults
from plugins.model.fields import (
    OWN_KEYS,
    AuthorRefs,
    ClockTime,
    Code,
    Day,
    Email,
    EndTime,
    Extra,
    Fault,
    ImageRef,
    Language,
    Line,
    Moment,
    Name,
    OldAddresses,
    PlaceRef,
    Prose,
    Record,
    Title,
    rule,
)
from plugins.model.kind import Kind
from plugins.model.price import Price
from plugins.model.session import Session
from plugins.model.waivers import Waivers

Mode = Literal["onsite", "online", "hybrid"]


class Duration(Record):
    """How long a workshop lasts."""

    hours: float = Field(gt=0, le=1000, description="Heures de formation, en tout")
    days: float = Field(gt=0, le=200, description="Jours, ou séances (0.5 pour une demi-journée)")
    elearning_hours: float = Field(0, ge=0, le=1000, description="Heures de ce total que l’on suit seul, à distance")

    @property
    def taught_hours(self) -> float:
        """The hours that sessions hold, with someone who teaches."""
        return self.hours - self.elearning_hours

    @rule
    def shares(self) -> Iterator[Fault]:
        if self.elearning_hours > self.hours:
            yield Fault(
                ("elearning_hours",),
                f"{self.elearning_hours:g} heures à distance sur {self.hours:g} en tout : corrigez l’un des deux",
            )


class Contact(Record):
    """Whom to write to or call."""

    name: Line | None = Field(None, description="Personne ou service")
    email: Email | None = Field(None, description="Courriel")
    phone: Code | None = Field(None, description="Téléphone")


class Accessibility(Record):
    """How disabled participants are received, and by whom."""

    text: Prose = Field(description="Comment les besoins sont étudiés")
    contact: Line = Field(description="Référent handicap : nom ou courriel")


class Results(Record):
    """Published results (RNQ, indicator 2)."""

    period: Line = Field(description="Période des chiffres")
    answers: int | None = Field(None, ge=0, description="Nombre de réponses")
    satisfaction: Line | None = Field(None, description="Satisfaction, par exemple « 9,1 sur 10 »")
    completion: Line | None = Field(None, description="Taux d’achèvement")
    success: Line | None = Field(None, description="Taux de réussite à la certification")
    text: Prose | None = Field(None, description="Précisions")


class Certification(Record):
    """The certification that a workshop prepares for."""

    title: Line = Field(description="Intitulé exact")
    code: Code = Field(description="Code RNCP ou RS")
    certifier: Line = Field(description="Organisme certificateur")
    registered: Day | None = Field(None, description="Date d’enregistrement")
    outcomes: Prose | None = Field(None, description="Suites de parcours, équivalences, passerelles, débouchés")


class GroupSize(Record):
    """How many participants."""

    min: int = Field(ge=1, description="Effectif minimal")
    max: int = Field(ge=1, description="Effectif maximal")

    @rule
    def in_order(self) -> Iterator[Fault]:
        if self.max < self.min:
            yield Fault(("max",), f"effectif maximal ({self.max}) sous le minimal ({self.min}) : corrigez l’un")


class Question(Record):
    """A question that buyers ask, and its answer."""

    q: Line = Field(description="Question")
    r: Prose = Field(description="Réponse")


class Review(Record):
    """What a participant wrote."""

    text: Prose = Field(description="Avis")
    author: Line = Field(description="Signature")
    date: Day | None = Field(None, description="Jour de l’avis")


class SessionDefaults(Record):
    """What the sessions of a workshop have when they do not say it."""

    start: ClockTime | None = Field(None, description='Début, "09:00"')
    end: EndTime | None = Field(None, description='Fin, "17:00"')
    break_minutes: int = Field(0, ge=0, le=240, description="Pause, en minutes")
    place: PlaceRef | None = Field(None, description="Lieu")


def with_defaults(sessions: list[object], usual: Mapping[object, object]) -> list[object]:
    """The sessions of a header, as it says them, with what the workshop says for those that do not.

    Hours and pause go together: a day that says when it begins or ends has none of them.
    """
    given = {str(key).strip().lower(): value for key, value in usual.items()}
    hours = {key: given[key] for key in ("start", "end", "break_minutes") if given.get(key) is not None}

    def timed(day: object) -> object:
        if not isinstance(day, Mapping):
            return day
        said = {str(key).strip().lower() for key in day}
        return day if said & {"start", "end"} else {**hours, **day}

    def filled(session: object) -> object:
        if not isinstance(session, Mapping):
            return session
        keys = {str(key).strip().lower(): value for key, value in session.items()}
        days = keys.get("days")
        if isinstance(days, list):
            keys["days"] = [timed(day) for day in days]
        elif "every" in keys:
            keys = dict(timed(keys))  # type: ignore[call-overload]
        placed = isinstance(days, list) and all(isinstance(day, Mapping) and day.get("place") for day in days)
        if "place" not in keys and not placed and given.get("place") is not None:
            keys["place"] = given["place"]
        return keys

    return [filled(session) for session in sessions]


class Workshop(Record):
    """A workshop: what a buyer asks, and its sessions.

    What only the law of a country asks (delay of access, assessment…) is optional here: `plugins.workshops.checks`
    asks for it where that law applies, with the article in its message.
    """

    title: Title = Field(description="Titre de l’atelier")
    summary: Prose = Field(description="Deux phrases qui présentent l’atelier")
    audience: Prose = Field(description="Pour qui")
    objectives: list[Line] = Field(min_length=2, description="« Être capable de… », deux au moins")
    prerequisites: Prose | None = Field(None, description="Prérequis ; « Aucun » s’il n’y en a pas")
    duration: Duration = Field(description="{hours: 14, days: 2}, et elearning_hours s’il y en a")
    mode: Mode = Field(description="onsite (sur place), online (en ligne) ou hybrid")
    formats: list[Literal["inter", "intra"]] = Field(min_length=1, description="[inter], [intra] ou [inter, intra]")
    prices: list[Price] = Field(min_length=1, description="[{label, amount, unit, vat, for}]")
    access: Prose | None = Field(None, description="Comment s’inscrire")
    access_delay: Line | None = Field(None, description="Délai d’accès, par exemple « 2 à 4 semaines »")
    after_registration: Prose | None = Field(
        None,
        description="Ce qui suit l’inscription : convocation, accès, qui appeler ; sinon, ce qu’en dit l’agence",
    )
    methods: Prose | None = Field(None, description="Méthodes et moyens pédagogiques")
    assessment: Prose | None = Field(None, description="Évaluation et sanction")
    accessibility: Accessibility | None = Field(None, description="{text, contact}")
    trainers: AuthorRefs = Field(description="Identifiants des intervenants")
    contact: Contact = Field(description="{email, phone}")
    theme: Name | None = Field(None, description="Thème, pour les listes")
    status: Status = Field("published", description="draft (brouillon) ou published")
    modified: Moment | None = Field(None, description="Date de la dernière mise à jour")
    results: Results | None = Field(None, description="Résultats publiés : {period, answers, satisfaction}")
    certification: Certification | None = Field(None, description="{title, code, certifier, registered}")
    funding: list[Line] = Field(default_factory=list, description="Financements possibles")
    group_size: GroupSize | None = Field(None, description="{min, max}")
    faq: list[Question] = Field(default_factory=list, description="Questions fréquentes : [{q, r}]")
    reviews: list[Review] = Field(default_factory=list, description="Avis : [{text, author, date}]")
    image: ImageRef | None = Field(None, description="Illustration")
    image_alt: Line | None = Field(None, description="Ce que montre l’illustration")
    image_caption: Line | None = Field(None, description="Légende")
    lang: Language | None = Field(None, description="Langue du texte et de l’atelier, si ce n’est pas le français : en")
    registration_days: int | None = Field(
        None, ge=0, le=365, description="Jours avant le début où les inscriptions s’arrêtent"
    )
    session_defaults: SessionDefaults | None = Field(
        None,
        description="Heures, pause et lieu des sessions qui ne les disent pas : {start, end, break_minutes, place}",
    )
    sessions: list[Session] = Field(default_factory=list, description="Sessions datées")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses

    @classmethod
    def prepared(cls, data: dict[object, object]) -> dict[object, object]:
        """The sessions with what the workshop says for all."""
        usual, sessions = data.get("session_defaults"), data.get("sessions")
        if isinstance(usual, Mapping) and isinstance(sessions, list):
            data = {**data, "sessions": with_defaults(sessions, usual)}
        return data

    @rule
    def described_image(self) -> Iterator[Fault]:
        yield from image_faults(self.image, self.image_alt)

    @rule
    def named_once(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for number, session in enumerate(self.sessions):
            name = getattr(session, "id", None)  # absent from a session that is read in part
            if name in seen:
                yield Fault(
                    ("sessions", number, "id"),
                    f"session « {name} » écrite deux fois : donnez-lui un autre identifiant",
                )
            if name is not None:
                seen.add(name)


def companions(home: str, workshop: Workshop) -> Iterator[str]:
    """The calendars, the programme and the sessions of a workshop."""
    yield from (f"{home}.ics", f"{home}/programme.pdf")
    for session in workshop.sessions:
        yield from (f"{home}/{session.id}/", f"{home}/{session.id}.ics")


WORKSHOP = Kind(
    "workshop",
    "ateliers",
    Workshop,
    label="l’atelier",
    noun="atelier",
    reserved=frozenset(("index", "par")),  # lists by place, theme and mode
    companions=companions,
    values={
        "summary": "Deux phrases : ce que l’on saura faire, et pour qui.",
        "audience": "À qui s’adresse l’atelier",
        "objectives": "\n  - Être capable de…\n  - Être capable de…",
        "prerequisites": "Aucun",
        "duration": "{{hours: 7, days: 1}}",
        "mode": "onsite",
        "formats": "[inter, intra]",
        "prices": "\n  - {{label: Inter-entreprises, amount: 590, unit: par personne, vat: {vat}, for: inter}}"
        "\n  - {{label: Intra-entreprise, amount: sur devis, unit: par groupe, for: intra}}",
        "access": "Comment on s’inscrit, et ce qui confirme l’inscription",
        "access_delay": "Délai à écrire, en jours ou en semaines",
        "methods": "Comment on y apprend : exposés, exercices, mises en situation…",
        "assessment": "Ce qui est évalué, quand, et ce qui le sanctionne",
        "accessibility": "{{text: Comment un besoin d’adaptation est étudié et reçu, contact: {email}}}",
        "trainers": "[{trainer}]",
        "contact": "{{email: {email}}}",
        "modified": "{date}",
    },
    honest=frozenset("prerequisites duration mode formats trainers contact vat".split()),
    needs={"trainers": 'un atelier a un intervenant : créez-le d’abord, ./inv new auteur "Prénom Nom"'},
    body="## Matin : titre\n\nCe que l’on y fait.\n\n## Après-midi : titre\n\nCe que l’on y fait.\n",
)
