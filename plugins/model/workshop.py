"""Schema of a workshop and of its sessions (`content/ateliers/*.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
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
    Extra,
    Fault,
    ImageRef,
    Line,
    Moment,
    Name,
    OldAddresses,
    PlaceRef,
    Prose,
    Record,
    Registration,
    Slug,
    Title,
    rule,
)
from plugins.model.kind import Kind
from plugins.model.rules import MISSING_KEY
from plugins.model.waivers import Waivers

Mode = Literal["onsite", "online", "hybrid"]
SessionState = Literal["tentative", "open", "full", "cancelled", "rescheduled", "postponed"]


class Duration(Record):
    """How long a workshop lasts."""

    hours: float = Field(gt=0, le=1000, description="Heures de formation")
    days: float = Field(gt=0, le=200, description="Jours (0.5 pour une demi-journée)")


class Price(Record):
    """One price of a workshop."""

    label: Line = Field(description="Ce que paie ce prix")
    amount: float = Field(ge=0, description="Montant en euros, sans espace ni signe")
    unit: Line | None = Field(None, description="« par personne », « par groupe »…")
    vat: Literal["exempt", "excluded"] = Field(description="exempt (net de taxe) ou excluded (hors taxes)")
    until: Day | None = Field(None, description="Prix valable jusqu’à ce jour")


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
    text: Prose | None = Field(None, description="Précisions")


class Certification(Record):
    """The certification that a workshop prepares for."""

    title: Line = Field(description="Intitulé exact")
    code: Code = Field(description="Code RNCP ou RS")
    certifier: Line = Field(description="Organisme certificateur")
    registered: Day | None = Field(None, description="Date d’enregistrement")


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


class SessionDay(Record):
    """One day of a session, hours of the place's clock."""

    date: Day = Field(description="Jour, AAAA-MM-JJ")
    start: ClockTime = Field(description='Début, "09:00"')
    end: ClockTime = Field(description='Fin, "17:00"')
    break_minutes: int = Field(0, ge=0, le=240, description="Pause, en minutes")

    @property
    def starts(self) -> datetime:
        """Naive instant in the place's zone."""
        return datetime.combine(self.date, self.start)

    @property
    def ends(self) -> datetime:
        """Naive instant in the place's zone."""
        return datetime.combine(self.date, self.end)

    @property
    def taught(self) -> timedelta:
        """How long one learns that day: the break is deducted."""
        return self.ends - self.starts - timedelta(minutes=self.break_minutes)

    @rule
    def begins_before_it_ends(self) -> Iterator[Fault]:
        if self.end <= self.start:
            yield Fault(("end",), f"fin ({self.end:%H:%M}) avant début ({self.start:%H:%M}) : corrigez l’heure de fin")
        elif self.taught <= timedelta():
            yield Fault(
                ("break_minutes",),
                f"pause de {self.break_minutes} minutes, aussi longue que le jour : corrigez-la",
            )


class Session(Record):
    """Dates on which a workshop is held."""

    id: Slug = Field(description="Identifiant qui ne change jamais, par exemple lyon-2027-03")
    days: list[SessionDay] = Field(min_length=1, description="Jours : [{date, start, end, break_minutes}]")
    place: PlaceRef = Field(description="Identifiant du lieu dans lieux.yaml")
    state: SessionState = Field(description="tentative, open, full, cancelled, rescheduled ou postponed")
    seats: int | None = Field(None, ge=1, description="Places en tout")
    seats_left: int | None = Field(None, ge=0, description="Places restantes")
    registration: Registration | None = Field(None, description="Adresse d’inscription, https://… ou mailto:…")
    previous_date: Day | None = Field(None, description="Ancienne date, si la session est reportée")
    revision: int = Field(0, ge=0, description="À augmenter de 1 à chaque changement de date ou d’état")

    @rule
    def in_order(self) -> Iterator[Fault]:
        for rank, (before, after) in enumerate(pairwise(self.days), start=1):
            if after.starts < before.ends:
                yield Fault(
                    ("days", rank, "date"),
                    f"le {after.date} vient après le {before.date} dans la liste : rangez les jours dans l’ordre",
                )

    @rule
    def moved_from(self) -> Iterator[Fault]:
        if self.state == "rescheduled" and not self.previous_date:
            yield Fault(("state",), "session reportée sans « previous_date » : ajoutez l’ancienne date", MISSING_KEY)

    @rule
    def counted_seats(self) -> Iterator[Fault]:
        if self.seats is not None and self.seats_left is not None and self.seats_left > self.seats:
            yield Fault(
                ("seats_left",),
                f"{self.seats_left} places restantes sur {self.seats} : corrigez l’un des deux nombres",
            )

    @rule
    def state_of_seats(self) -> Iterator[Fault]:
        if self.state == "full" and self.seats_left:
            yield Fault(
                ("seats_left",),
                f"session complète avec {self.seats_left} places restantes : écrivez 0, ou « state: open »",
            )
        if self.state == "open" and self.seats_left == 0:
            yield Fault(("state",), "session ouverte sans place restante : écrivez « state: full »")


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
    duration: Duration = Field(description="{hours: 14, days: 2}")
    mode: Mode = Field(description="onsite (sur place), online (en ligne) ou hybrid")
    formats: list[Literal["inter", "intra"]] = Field(min_length=1, description="[inter], [intra] ou [inter, intra]")
    prices: list[Price] = Field(min_length=1, description="[{label, amount, unit, vat}]")
    access: Prose | None = Field(None, description="Comment s’inscrire")
    access_delay: Line | None = Field(None, description="Délai d’accès, par exemple « 2 à 4 semaines »")
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
    sessions: list[Session] = Field(default_factory=list, description="Sessions datées")
    exceptions: Waivers
    extra: Extra = Field(default_factory=dict, description=OWN_KEYS)
    redirect_from: OldAddresses

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
        "prices": "\n  - {{label: Inter-entreprises, amount: 590, unit: par personne, vat: {vat}}}",
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
