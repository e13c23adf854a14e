"""Schema of a session: its days, typed one by one or as a series, its place, what one can do of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, cast

from pydantic import Field, ValidationError, create_model

from plugins.french.dates import WEEKDAYS, date_fr, weekday_fr
from plugins.model.fields import (
    ClockTime,
    Day,
    Days,
    EndTime,
    Fault,
    Language,
    PlaceRef,
    Record,
    Registration,
    Slug,
    Weekdays,
    rule,
)
from plugins.model.price import Price
from plugins.model.rules import MISSING_KEY, SEATS_IN_ALL

SessionState = Literal["tentative", "open", "full", "cancelled", "rescheduled", "postponed"]
EVENING = time(12)  # a day that begins from here on may end after midnight
LONGEST_NIGHT = timedelta(hours=12)
LONGEST_SERIES = 200  # times


class SessionDay(Record):
    """One span of hours of a session, on the place's clock; two of one date are two halves of one day."""

    date: Day = Field(description="Jour, AAAA-MM-JJ")
    start: ClockTime = Field(description='Début, "09:00"')
    end: EndTime = Field(description='Fin, "17:00" ; avant le début : le lendemain')
    break_minutes: int = Field(0, ge=0, le=240, description="Pause, en minutes")
    place: PlaceRef | None = Field(None, description="Lieu de ce jour, s’il n’est pas celui de la session")

    @property
    def starts(self) -> datetime:
        """Naive instant in the place's zone."""
        return datetime.combine(self.date, self.start)

    @property
    def ends(self) -> datetime:
        """Naive instant in the place's zone; an evening may end on the next day."""
        next_day = self.end <= self.start
        return datetime.combine(self.date + timedelta(days=next_day), self.end)

    @property
    def taught(self) -> timedelta:
        """How long one learns that day: the break is deducted."""
        return self.ends - self.starts - timedelta(minutes=self.break_minutes)

    @rule
    def begins_before_it_ends(self) -> Iterator[Fault]:
        night = self.end <= self.start
        if night and (self.start < EVENING or self.ends - self.starts > LONGEST_NIGHT):
            yield Fault(("end",), f"fin ({self.end:%H:%M}) avant début ({self.start:%H:%M}) : corrigez l’heure de fin")
        elif self.taught <= timedelta():
            yield Fault(
                ("break_minutes",),
                f"pause de {self.break_minutes} minutes, aussi longue que le jour : corrigez-la",
            )


# `from` is a word of Python's, which no class body can declare.
_FROM = {"from": (Day | None, Field(None, description="Premier jour de la série, AAAA-MM-JJ"))}
if TYPE_CHECKING:

    class _From(Record):
        pass
else:
    _From = create_model("_From", __base__=Record, **_FROM)


class Series(_From):
    """Days that come back, typed once: « tous les mardis, six fois, à partir du 5 janvier »."""

    every: Weekdays | None = Field(None, description="Jour d’une série : mardi, [mardi, jeudi] ou jours ouvrés")
    times: int | None = Field(None, ge=1, le=LONGEST_SERIES, description="Nombre de jours de la série")
    weeks: int = Field(1, ge=1, le=8, description="Une semaine sur combien : 2 pour un mardi sur deux")
    skip: Days = Field(default_factory=list, description="Jours que la série saute (fériés, congés) : [2027-02-09]")
    start: ClockTime | None = Field(None, description='Début de chaque jour d’une série, "18:30"')
    end: EndTime | None = Field(None, description='Fin de chaque jour d’une série, "20:30"')
    break_minutes: int | None = Field(None, ge=0, le=240, description="Pause de chaque jour d’une série, en minutes")

    @property
    def first(self) -> date | None:
        """Its first day."""
        return cast("date | None", getattr(self, "from"))

    def dates(self) -> list[date]:
        """The days of a whole series: as many as `times`, those that are skipped left out."""
        wanted, skipped = {WEEKDAYS.index(name) for name in self.every or ()}, set(self.skip)
        found: list[date] = []
        day = self.first
        if day is None or not wanted:
            return found
        monday = day - timedelta(days=day.weekday())
        while len(found) < (self.times or 0):
            turn = (day - monday).days // 7 % self.weeks == 0
            if turn and day.weekday() in wanted and day not in skipped:
                found.append(day)
            day += timedelta(days=1)
        return found

    @rule
    def whole(self) -> Iterator[Fault]:
        if self.every is None:
            for key in ("times", "from", "skip", "start", "end", "break_minutes"):
                if getattr(self, key) not in (None, []):
                    yield Fault((key,), f"« {key} » sans « every » : ajoutez par exemple « every: mardi »")
                    return
            return
        for key, example in (("times", "6"), ("from", "2027-01-05"), ("start", '"18:30"'), ("end", '"20:30"')):
            if getattr(self, key) is None:
                yield Fault(("every",), f"série sans « {key} » : ajoutez par exemple « {key}: {example} »", MISSING_KEY)
                return
        if self.first and weekday_fr(self.first) not in self.every:
            said = f"{weekday_fr(self.first)} {date_fr(self.first)}".replace("\u00a0", " ")
            yield Fault(("from",), f"la série commence un {said}, hors de « every » : corrigez l’un des deux")

    @rule
    def skips_what_it_has(self) -> Iterator[Fault]:
        for rank, day in enumerate(self.skip):
            if self.every and weekday_fr(day) not in self.every:
                said = f"{weekday_fr(day)} {date_fr(day)}".replace("\u00a0", " ")
                yield Fault(("skip", rank), f"« skip » : la série n’a pas de {said} : corrigez ce jour")


_SERIES_KEYS = ("every", "times", "from", "weeks", "skip", "start", "end", "break_minutes")


def _days_of_series(data: Mapping[object, object]) -> list[object] | None:
    """The days that a whole series says, as a header would; None when it cannot be read."""
    given = {key: data[key] for key in _SERIES_KEYS if key in data}
    try:
        series = Series.model_validate(given)
    except ValidationError:
        return None
    if series.start is None or series.end is None:
        return None
    hours = {"start": given["start"], "end": given["end"], "break_minutes": series.break_minutes or 0}
    return [{"date": day.isoformat(), **hours} for day in series.dates()] or None


class Session(Series):
    """Dates on which a workshop is held."""

    id: Slug = Field(description="Identifiant qui ne change jamais, par exemple lyon-2027-03")
    days: list[SessionDay] = Field(
        default_factory=list, description="Jours : [{date, start, end, break_minutes}], ou une série"
    )
    place: PlaceRef = Field(description="Identifiant du lieu dans lieux.yaml")
    remote: PlaceRef | None = Field(None, description="Salle en ligne (lieux.yaml) d’où l’on suit aussi la session")
    state: SessionState = Field(description="tentative, open, full, cancelled, rescheduled ou postponed")
    seats: int | None = Field(None, ge=1, description="Places en tout")
    seats_left: int | None = Field(None, ge=0, description="Places restantes")
    minimum: int | None = Field(None, ge=1, description="Inscrits à partir desquels la session se tient")
    registration: Registration | None = Field(None, description="Adresse d’inscription, https://… ou mailto:…")
    registration_until: Day | None = Field(None, description="Dernier jour pour s’inscrire ; le début si absent")
    prices: list[Price] = Field(
        default_factory=list, description="Prix de cette session, à la place de ceux de l’atelier"
    )
    lang: Language | None = Field(
        None, description="Langue de la session, si ce n’est pas celle de l’atelier : en, de…"
    )
    previous_date: Day | None = Field(None, description="Ancienne date, si la session est reportée")
    revision: int = Field(0, ge=0, description="À augmenter de 1 à chaque changement de date ou d’état")

    @classmethod
    def prepared(cls, data: dict[object, object]) -> dict[object, object]:
        """A series gives its days; a session whose days all have a place has the first of them."""
        days = data.get("days")
        alone = days[0] if isinstance(days, list) and len(days) == 1 else days
        if isinstance(alone, Mapping) and any(str(key).lower() == "every" for key in alone):
            data = {**{key: value for key, value in data.items() if key != "days"}}
            data.update({str(key).lower(): value for key, value in alone.items()})
        if data.get("every") is not None and data.get("days") is None:
            data = {key: value for key, value in data.items() if key != "days"}
            made = _days_of_series(data)
            if made is not None:
                data = {**data, "days": made}
        if "place" not in data and isinstance(data.get("days"), list):
            places = [day.get("place") for day in cast("list[object]", data["days"]) if isinstance(day, Mapping)]
            if places and all(places):
                data = {**data, "place": places[0]}
        return data

    def place_of(self, day: SessionDay) -> str:
        """The id of the place of a day."""
        return day.place or self.place

    @rule
    def dated(self) -> Iterator[Fault]:
        if not self.days and self.every is None:
            example = 'days: [{date: 2027-01-21, start: "09:00", end: "17:00"}]'
            yield Fault(("days",), f"session sans jour : écrivez par exemple « {example} »", MISSING_KEY)

    @rule
    def days_or_series(self) -> Iterator[Fault]:
        if self.every is not None and self.days and [day.date for day in self.days] != self.dates():
            yield Fault(("every",), "« days » et « every » disent chacun les jours : gardez l’un des deux")

    @rule
    def in_order(self) -> Iterator[Fault]:
        for rank, (before, after) in enumerate(pairwise(self.days), start=1):
            if after.starts < before.ends:
                yield Fault(
                    ("days", rank, "date"),
                    f"le {after.date} vient après le {before.date} dans la liste : rangez les jours dans l’ordre"
                    if after.date != before.date
                    else f"le {after.date} reprend à {after.start:%H:%M}, avant la fin de ce qui précède "
                    f"({before.end:%H:%M}) : corrigez ces heures",
                )

    @rule
    def moved_from(self) -> Iterator[Fault]:
        if self.state == "rescheduled" and not self.previous_date:
            yield Fault(("state",), "session reportée sans « previous_date » : ajoutez l’ancienne date", MISSING_KEY)
        if self.previous_date and self.days and self.days[0].date == self.previous_date and self.state != "postponed":
            yield Fault(
                ("previous_date",),
                "« previous_date » est la nouvelle date : écrivez le jour d’avant le report, ou effacez la clé",
            )

    @rule
    def closed_before_it_begins(self) -> Iterator[Fault]:
        if self.registration_until and self.days and self.registration_until > self.days[0].date:
            yield Fault(
                ("registration_until",),
                f"inscriptions jusqu’au {self.registration_until}, après le début ({self.days[0].date}) : "
                "écrivez un jour d’avant, ou effacez la clé",
            )

    @rule
    def counted_seats(self) -> Iterator[Fault]:
        if self.seats is None and self.seats_left is not None:
            yield Fault(("seats_left",), "places restantes sans le nombre de places : ajoutez « seats »", SEATS_IN_ALL)
        if self.seats is not None and self.seats_left is not None and self.seats_left > self.seats:
            yield Fault(
                ("seats_left",),
                f"{self.seats_left} places restantes sur {self.seats} : corrigez l’un des deux nombres",
            )
        if self.seats is not None and self.minimum is not None and self.minimum > self.seats:
            yield Fault(
                ("minimum",), f"{self.minimum} inscrits au moins pour {self.seats} places : corrigez l’un des deux"
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
