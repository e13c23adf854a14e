"""The kinds of values that content files hold; each says in French what it refuses and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from types import UnionType
from typing import Annotated, Generic, TypeVar, Union, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from plugins.common.frozen import frozen
from plugins.common.machine_address import machine_address
from plugins.common.old_addresses import Unusable, read_old_address
from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.texts import nearest, slugify, suggestion
from plugins.common.untyped import Annotation, origin_of
from plugins.french.countries import COUNTRIES, CURRENCIES
from plugins.french.dates import WEEKDAYS, meant_clock, meant_date, parse_clock, parse_day, parse_moment
from plugins.model.rules import CONTRADICTION

S = TypeVar("S")
R = TypeVar("R", bound="Record")
Loc = tuple[str | int, ...]  # a place in a header: ("sessions", 0, "place")
TITLE_MAX = 200
NAMES_MAX = 100  # tags, signatures… of one text: each has a page
YEARS = range(1900, 2200)  # before, no blog; after, zones and calendars have no days left to count
# ISO 639-1, the codes in use on French sites first in messages; the whole list is what `lang` accepts.
LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
    " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka"
    " kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng"
    " nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su"
    " sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


@frozen
class Fault:
    """What a record finds wrong in itself: where in the header, what to write, by which rule."""

    loc: Loc
    message: str
    rule: Rule = CONTRADICTION


@frozen
class RecordRule(Generic[S]):
    """A rule of a record, in its class: what it finds wrong in a record."""

    check: Callable[[S], Iterator[Fault]]


def rule(check: Callable[[S], Iterator[Fault]]) -> RecordRule[S]:
    """Makes a method of a record one of its rules: each is judged by itself, in the order of the class."""
    return RecordRule(check)


class Record(BaseModel):
    """A content record: unknown keys are refused, values are stripped and frozen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        ignored_types=(RecordRule,),
        defer_build=True,  # what is known of a text already needs no validator
    )

    @model_validator(mode="before")
    @classmethod
    def lowercase_keys(cls, value: object) -> object:
        """Keys are case-insensitive, in the header and below it."""
        if isinstance(value, Mapping):
            return cls.prepared(
                {key.strip().lower() if isinstance(key, str) else key: inner for key, inner in value.items()}
            )
        return value

    @classmethod
    def prepared(cls, data: dict[object, object]) -> dict[object, object]:
        """The data of a record before its fields are read: where a key may be written in several ways."""
        return data

    def faults(self, *, partial: bool = False) -> Iterator[Fault]:
        """What its fields, and the records in them, say together and cannot be true; each field alone is right.

        Of a record that is read in part (`readable_part`), a rule that needs what could not be read says nothing.
        """
        for check in _rules_of(type(self)):
            try:
                yield from list(check(self))
            except AttributeError:
                if not partial:
                    raise
        for name in _fields_of_records(type(self)):
            for loc, inner in _records_in(self.__dict__.get(name), (name,)):
                for fault in inner.faults(partial=partial):
                    yield Fault((*loc, *fault.loc), fault.message, fault.rule)


@cache
def _rules_of(schema: type[Record]) -> tuple[Callable[[Record], Iterable[Fault]], ...]:
    """The rules of a kind of record, those that it inherits first: records are many, their kinds few."""
    declared = (value for owner in reversed(schema.__mro__) for value in vars(owner).values())
    return tuple(value.check for value in declared if isinstance(value, RecordRule))


@cache
def _fields_of_records(schema: type[Record]) -> tuple[str, ...]:
    """The fields of a kind of record that hold others."""
    return tuple(name for name, info in schema.model_fields.items() if inner_record(info.annotation))


def _records_in(value: object, loc: Loc) -> Iterator[tuple[Loc, Record]]:
    if isinstance(value, Record):
        yield loc, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _records_in(item, (*loc, number))


def readable_part(schema: type[R], data: Mapping[str, object], context: object = None, unread: Iterable[str] = ()) -> R:
    """What can be read of the header of a faulty text, each value by itself, in lists and inner records too.

    What cannot, and the keys `unread`, are attributes that the record does not have: reading one raises AttributeError.
    """
    record = cast("R", schema.model_construct())
    known = schema.prepared({str(key).strip().lower(): value for key, value in data.items()})
    for name, info in schema.model_fields.items():
        if name in unread:
            record.__dict__.pop(name, None)
        elif name in known:
            try:
                record.__dict__[name] = field_reader(schema, name).validate_python(known[name], context=context)
            except ValidationError:
                record.__dict__.pop(name, None)
                part = _readable_records(info.annotation, known[name], context)
                if part is not None:
                    record.__dict__[name] = part
    return record


def _readable_records(annotation: Annotation, value: object, context: object) -> object:
    """The records of a value of which some part cannot be read; None when it should hold none."""
    inner, origin = inner_record(annotation), origin_of(annotation)
    if inner is None or origin is dict:
        return None
    if isinstance(value, list):
        return [readable_part(inner, item if isinstance(item, Mapping) else {}, context) for item in value]
    return readable_part(inner, value, context) if isinstance(value, Mapping) else None


@cache
def field_reader(schema: type[Record], name: str) -> TypeAdapter[object]:
    """What reads the value of one field."""
    info = schema.model_fields[name]
    form: Annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(form)


def inner_record(annotation: Annotation) -> type[Record] | None:
    """The record that a field holds, alone or in a list."""
    return next(records_of(annotation), None)


def records_of(annotation: Annotation) -> Iterator[type[Record]]:
    """Each kind of record that a field may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from records_of(argument)


@frozen
class Reference:
    """Marks a field whose text names a record of another type, or a file (kind `image`)."""

    kind: str


READ_BY_PEOPLE = "read by people"  # marks a text that typography may set; codes and addresses are not


def is_prose(info: FieldInfo) -> bool:
    """Whether a field holds a text, or a list of texts, that people read; the name of another record is none."""
    marks = [*info.metadata, *_marks(info.annotation)]
    return READ_BY_PEOPLE in marks and not any(isinstance(mark, Reference) for mark in marks)


def one_text_keys(schema: type[Record]) -> frozenset[str]:
    """The keys of a schema whose value is one text that people read, whatever signs stand in it: no list, no name."""
    return frozenset(
        name
        for name, info in schema.model_fields.items()
        if is_prose(info)
        and _is_text(info.annotation)
        and all(getattr(mark, "func", None) is not _name for mark in (*info.metadata, *_marks(info.annotation)))
    )


def _is_text(annotation: Annotation) -> bool:
    if origin_of(annotation) in (Union, UnionType):
        return any(map(_is_text, annotation.__args__))
    return annotation is str or getattr(annotation, "__origin__", None) is str


def _marks(annotation: Annotation) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in getattr(annotation, "__args__", ()):
        yield from _marks(argument)


def refuse(message: str) -> PydanticCustomError:
    """The error that carries a French message; braces in what was read are harmless."""
    return PydanticCustomError("refus", "{message}", {"message": message})


def brief(value: object, limit: int = 60) -> str:
    """What was read, short enough for one line."""
    if isinstance(value, list):
        value = f"[{', '.join(brief(item) for item in value)}]"
    elif isinstance(value, Mapping):
        value = f"{{{', '.join(f'{key}: {brief(item)}' for key, item in value.items())}}}"
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


# --- texts --------------------------------------------------------------------------------------------------


def _as_text(value: object) -> object:
    """A number or a word that YAML reads as a value is still the text the author wrote."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if isinstance(value, int | float) else value


def _filled(value: str) -> str:
    if not value:
        raise refuse("valeur vide : écrivez-la, ou effacez la clé")
    return value


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _title(value: str) -> str:
    if not any(char.isalnum() for char in value):
        raise refuse(f"titre « {brief(value)} » sans lettre ni chiffre : écrivez un titre lisible")
    if len(value) > TITLE_MAX:
        raise refuse(f"titre de {len(value)} caractères, {TITLE_MAX} au plus : raccourcissez-le")
    return value


def _name(value: str) -> str:
    if not slugify(value):
        raise refuse(f"« {brief(value)} » ne donne pas d’adresse : écrivez au moins une lettre ou un chiffre")
    if set(value) & set("/\\<>{}[]"):
        raise refuse(f"« {brief(value)} » : écrivez un nom sans « / », crochet ni chevron")
    if len(value) > 80:
        raise refuse(f"nom de {len(value)} caractères, 80 au plus : raccourcissez-le")
    return value


_Text = Annotated[str, BeforeValidator(_as_text), AfterValidator(_filled)]
Prose = Annotated[_Text, READ_BY_PEOPLE]
Code = Annotated[_Text, AfterValidator(_one_line)]  # a number, an address, a name that a program reads
Line = Annotated[Code, READ_BY_PEOPLE]
Title = Annotated[Line, AfterValidator(_title)]
Name = Annotated[Line, AfterValidator(_name)]


def split_names(value: object) -> object:
    """`a, b` or `a ; b` as a list, as in Pelican's headers; an empty text is a fault, not an empty list."""
    if isinstance(value, str):
        value = [part.strip() for part in re.split(r"[;,]", value) if part.strip()]
        if not value:
            raise refuse("valeur vide : écrivez-la, ou effacez la clé")
    if isinstance(value, list) and len(value) > NAMES_MAX:
        raise refuse(f"{len(value)} valeurs, {NAMES_MAX} au plus : gardez les plus utiles")
    return value


Names = Annotated[list[Name], BeforeValidator(split_names)]

# --- addresses ----------------------------------------------------------------------------------------------


# Names that no file may have there, whatever its extension (Microsoft, « Naming Files, Paths, and Namespaces »).
WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))]
)


def _slug(value: str) -> str:
    if value in WINDOWS_NAMES:
        raise refuse(f"« {value} » : Windows réserve ce nom ; écrivez par exemple « {value}-1 »")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        proposal = slugify(value)
        remedy = f"écrivez « {proposal} »" if proposal else "écrivez par exemple « mon-article »"
        raise refuse(f"« {brief(value)} » ; lettres sans accent, chiffres et traits d’union seulement : {remedy}")
    if len(value) > 120:
        raise refuse(f"« {brief(value, 30)} » : {len(value)} caractères, 120 au plus : raccourcissez-le")
    return value


LOCAL_HOSTS = regex(r"localhost|.*\.(?:localhost|local)|127\.[\d.]+|0\.0\.0\.0|::1?", re.I)


def url_fault(value: str) -> str | None:
    """What makes an http address lead nowhere, in French, or None; nothing is fetched."""
    if re.match(r"https?:/(?!/)|https?//|https?:(?!/)", value, re.I):
        meant = re.sub(r"^(https?):?/*", r"\1://", value, flags=re.I)
        return f"adresse « {brief(value)} » : écrivez {brief(meant)}"
    if value.startswith("//"):
        return f"adresse « {brief(value)} » : écrivez https:{brief(value)}"
    scheme = re.match(r"([a-z]{2,8}):/+", value, re.I)
    if scheme and scheme[1].lower() not in ("http", "https") and nearest(scheme[1], ("http", "https")):
        return f"adresse « {brief(value)} » : écrivez {brief('https://' + value[scheme.end() :])}"
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return f"adresse « {brief(value)} » illisible : écrivez-la comme https://exemple.fr/page"
    if re.search(r"\s", parts.netloc):
        return f"adresse « {brief(value)} » : retirez l’espace du nom de domaine"
    if re.search(r"\s", value):
        return f"adresse « {brief(value)} » : remplacez l’espace par %20, ou retirez-la"
    if parts.scheme not in ("http", "https") or not host or re.search(r"[<>\"{}|\\^`]", value):
        bare = "@" not in value and re.match(rf"{DOMAIN}(?:[/?#]|$)", value)
        meant = f"ajoutez https:// devant : https://{brief(value)}" if bare else ADDRESS
        return f"adresse « {brief(value)} » : {meant}"
    if host in ("http", "https"):
        return f"adresse « {brief(value)} » : écrivez {brief(value.partition('//')[2])}"
    if parts.username or parts.password:
        return f"adresse « {brief(host)} » avec un mot de passe : retirez-le"
    return None


ADDRESS = "écrivez une adresse complète, comme https://exemple.fr/page"
DOMAIN = r"(?:[\w](?:[\w-]*[\w])?\.)+[a-zA-Z]{2,}(?::\d+)?"


def _url(value: str) -> str:
    fault = url_fault(value)
    if fault:
        raise refuse(fault)
    return value


def _site_url(value: str) -> str:
    value = _url(value)
    try:
        return machine_address(value)
    except ValueError:  # « a..fr », a label of more than 63 signs
        raise refuse(f"adresse « {brief(value)} » : ce nom de domaine n’existe pas, {ADDRESS}") from None


def _registration(value: str) -> str:
    if value.startswith("mailto:") and re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return value
    return _url(value)


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+", value):
        raise refuse(f"courriel « {brief(value)} » : écrivez-le comme nom@exemple.fr")
    return value


def _site_path(value: str) -> str:
    if not re.fullmatch(r"/[^\s?#<>\"\\{}]*", value) or ".." in value.split("/"):
        raise refuse(f"« {brief(value)} » : écrivez un chemin du site, comme /2016/05/ancien-article/")
    return value


def _document_address(value: str) -> str:
    return _site_path(value) if value.startswith("/") else _url(value)


def _old_address(value: str) -> str:
    try:
        read_old_address(value)
    except Unusable as error:
        raise refuse(str(error)) from None
    return value


@cache
def _timezones() -> frozenset[str]:
    """The zones of the machine: six hundred files to open."""
    return frozenset(available_timezones())


def _timezone(value: str) -> str:
    if value not in _timezones():
        raise refuse(f"fuseau « {brief(value)} » inconnu{suggestion(value, _timezones())}")
    ZoneInfo(value)
    return value


def _language(value: str) -> str:
    code = value.lower()
    if code.split("-")[0] not in LANGUAGES or not re.fullmatch(r"[a-z]{2}(-[a-z0-9]{2,8})*", code):
        raise refuse(f"langue « {brief(value)} » inconnue : écrivez un code de deux lettres, par exemple fr, en, de")
    return code


def _colour(value: str) -> str:
    digits = value.removeprefix("#").lower()
    if not re.fullmatch(r"[0-9a-f]{6}", digits):
        raise refuse(f'couleur « {brief(value)} » : écrivez six chiffres de 0 à f, par exemple "#e2482d"')
    return f"#{digits}"


Slug = Annotated[Code, AfterValidator(_slug)]
Colour = Annotated[Code, AfterValidator(_colour)]
Url = Annotated[Code, AfterValidator(_url)]
SiteUrl = Annotated[Code, AfterValidator(_site_url)]
Registration = Annotated[Code, AfterValidator(_registration)]
Email = Annotated[Code, AfterValidator(_email)]
SitePath = Annotated[Code, AfterValidator(_site_path)]
DocumentAddress = Annotated[Code, AfterValidator(_document_address)]
OldAddress = Annotated[Code, AfterValidator(_old_address)]
Timezone = Annotated[Code, AfterValidator(_timezone)]
Language = Annotated[Code, AfterValidator(_language)]

# --- dates --------------------------------------------------------------------------------------------------


def _day(value: object) -> object:
    text = str(value).strip()
    found = parse_day(text)
    if found is None:
        raise refuse(_date_message(text, "AAAA-MM-JJ"))
    return _in_years(found)


def _moment(value: object, info: ValidationInfo) -> object:
    """A naive date and hour of the agency's clock; an instant that says its zone is converted to it."""
    text = str(value).strip()
    found = parse_moment(text)
    if found is None:
        raise refuse(_date_message(text, "AAAA-MM-JJ ou AAAA-MM-JJ HH:MM"))
    zone = (info.context or {}).get("zone") or ZoneInfo("Europe/Paris")
    _in_years(found)
    if found.tzinfo is not None:
        return found.astimezone(zone).replace(tzinfo=None)
    told = found.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if told != found and len(text) > 10:
        later = f"{told:%Y-%m-%d %H:%M}"
        raise refuse(
            f"date « {text} » : cette heure n’existe pas, les horloges la sautent ce jour-là ; écrivez {later}"
        )
    return found


def _in_years(found: date) -> date:
    if found.year not in YEARS:
        raise refuse(f"date « {found.isoformat()[:10]} » : écrivez une année entre {YEARS[0]} et {YEARS[-1]}")
    return found


def _date_message(text: str, form: str) -> str:
    if text.upper() == "AAAA-MM-JJ":  # of a new session
        return "date à écrire à la place de « AAAA-MM-JJ », par exemple 2026-03-01"
    if not text or text == "None":
        return f"date vide : écrivez {form}, par exemple 2026-03-01"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}([ T].*)?", text) and (parse_day(text[:10]) is None or _no_such_hour(text)):
        return f"date « {brief(text)} » : ce jour ou cette heure n’existe pas ; écrivez {form}, par exemple 2026-03-01"
    meant = meant_date(text)
    if meant and "HH:MM" not in form:
        meant = meant[:10]
    return f"date « {brief(text)} » : écrivez {meant or f'{form}, par exemple 2026-03-01'}"


def _no_such_hour(text: str) -> bool:
    return bool(re.fullmatch(r"[ T]\d{1,2}:\d{2}(:\d{2})?", text[10:])) and parse_moment(text) is None


def _clock_time(value: object, example: str = "09:00") -> object:
    text = str(value).strip()
    found = parse_clock(text)
    if found is None:
        raise refuse(f"heure « {brief(text)} » : écrivez {meant_clock(text) or f'HH:MM, par exemple {example}'}")
    return found


def _end_time(value: object) -> object:
    """An hour of the end of a day: « 24:00 » is midnight."""
    return time() if str(value).strip() == "24:00" else _clock_time(value, "17:00")


def _weekdays(value: object) -> object:
    """« mardi », « mardi et jeudi », « jours ouvrés » as the names of days."""
    names: list[str] = []
    for item in value if isinstance(value, list) else re.split(r"\s*(?:,|;|\bet\b)\s*", str(value).strip()):
        words = str(item).strip().lower()
        for prefix in ("tous les ", "chaque ", "le ", "les "):
            words = words.removeprefix(prefix)
        name = re.sub(r"s\b", "", words)
        if name in ("jour ouvré", "jour ouvre", "jour ouvrable"):
            names += WEEKDAYS[:5]
        elif name in WEEKDAYS:
            names.append(name)
        else:
            known = (*WEEKDAYS, "jours ouvrés")
            hint = suggestion(words, known) or " : écrivez un jour, comme mardi, ou [mardi, jeudi], ou jours ouvrés"
            raise refuse(f"« {brief(item)} » n’est pas un jour{hint}")
    return list(dict.fromkeys(names))


def _days(value: object) -> object:
    return value if isinstance(value, list) else [value]


Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[list[Day], BeforeValidator(_days)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
EndTime = Annotated[time, BeforeValidator(_end_time)]
Weekdays = Annotated[list[str], BeforeValidator(_weekdays)]

# --- money --------------------------------------------------------------------------------------------------


def _meant_amount(text: str) -> str:
    """What to write for an amount written as people do, « 1 290,50 € »; what there is to choose, else."""
    words = re.sub(r"(?i)\s|€|eur(?:os?)?\b|(?:ht|ttc)\b", "", text.replace("\u202f", "").replace("\u00a0", ""))
    match = re.fullmatch(r"(\d{1,3}(?:[.\u2019']\d{3})+|\d+)(?:,(\d{1,2}))?", words)
    if not match:
        return " : écrivez un nombre (un point pour les centimes : 590.50), 0 pour gratuit, ou « sur devis »"
    meant = re.sub(r"[^0-9]", "", match[1]) + (f".{match[2]}" if match[2] else "")
    return f" ; voulez-vous « {meant} » ?"


def _amount(value: object) -> object:
    """A number; None for a price on quotation."""
    if isinstance(value, str):
        words = slugify(value)
        if words in ("sur-devis", "devis", "sur-demande"):
            return None
        if words in ("gratuit", "gratuite", "offert"):
            return 0.0
        if not re.fullmatch(r"[-+]?\d+(?:\.\d+)?", value.strip()):
            raise refuse(f"« {brief(value)} » n’est pas un montant{_meant_amount(value)}")
    if value is None:
        raise refuse("valeur vide : écrivez un nombre, ou sur devis")
    return value


def _currency(value: str) -> str:
    code = value.upper()
    if code not in CURRENCIES:
        meant = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "FR": "CHF", "FRS": "CHF", "£": "GBP", "$": ""}.get(code)
        hint = f" ; voulez-vous « {meant} » ?" if meant else " : écrivez un code de trois lettres, comme EUR, CHF, CAD"
        raise refuse(f"monnaie « {brief(value)} » inconnue{hint}")
    return code


def _country(value: str) -> str:
    if re.fullmatch(r"[A-Z]{2}", value) and value not in COUNTRIES:
        raise refuse(f"pays « {value} » inconnu : écrivez son code de deux lettres, comme FR, BE, CH, CA, RE")
    return value


Amount = Annotated[float | None, BeforeValidator(_amount)]
Currency = Annotated[Code, AfterValidator(_currency)]
Country = Annotated[Code, AfterValidator(_country)]

# --- references ---------------------------------------------------------------------------------------------


def _content_path(value: str) -> str:
    """`images/x.png`, also written `/images/x.png`, `../images/x.png` or, as Pelican does, `{static}/images/x.png`."""
    if re.match(r"(?:https?:)?//|file:|/(?:Users|home|Volumes)/", value, re.I):
        return value
    return re.sub(r"^(?:[{|](?:static|filename|attach|photo)[}|])?/?(?:\.\./)*", "", value)


AuthorRef = Annotated[Name, Reference("author")]
ClientRef = Annotated[Name, Reference("client")]
GuideRef = Annotated[Name, Reference("guide")]
WorkshopRef = Annotated[Name, Reference("workshop")]
PlaceRef = Annotated[Name, Reference("place")]
ArticleRef = Annotated[Name, Reference("article")]
ImageRef = Annotated[Code, AfterValidator(_content_path), Reference("image")]
FileRef = Annotated[Code, AfterValidator(_content_path), Reference("file")]
# Keys that the site does not know and keeps for the theme.
Extra = dict[str, object]
OWN_KEYS = "Vos propres clés, que le site garde sans s’en servir : {isbn: 978-2-…}"
AuthorRefs = Annotated[list[AuthorRef], BeforeValidator(split_names), Field(min_length=1)]

# --- old addresses ------------------------------------------------------------------------------------------


def _one_in_a_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


OldAddresses = Annotated[
    list[OldAddress],
    BeforeValidator(_one_in_a_list),
    Field(default_factory=list, description="Anciennes adresses : [/2016/05/ancien/, /?p=12]"),
]
