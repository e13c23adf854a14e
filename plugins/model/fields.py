"""The kinds of values that content files hold; each says in French what it refuses and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from plugins.common.dates import parse_day, parse_moment
from plugins.common.old_addresses import Unusable, read_old_address
from plugins.common.texts import slugify, suggestion

Loc = tuple[str | int, ...]  # a place in a header: ("sessions", 0, "place")
TITLE_MAX = 200
# ISO 639-1, the codes in use on French sites first in messages; the whole list is what `lang` accepts.
LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
    " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka"
    " kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng"
    " nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su"
    " sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


@dataclass(frozen=True)
class Fault:
    """What a record finds wrong in itself: where in the header, what to write, how grave."""

    loc: Loc
    message: str
    severity: str = "error"


class Record(BaseModel):
    """A content record: unknown keys are refused, values are stripped and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def lowercase_keys(cls, value: Any) -> Any:
        """Keys are case-insensitive, in the header and below it."""
        if isinstance(value, Mapping):
            return {key.strip().lower() if isinstance(key, str) else key: inner for key, inner in value.items()}
        return value

    def faults(self) -> Iterator[Fault]:
        """What its fields say together and cannot be true; each field alone is right."""
        return iter(())


@dataclass(frozen=True)
class Reference:
    """Marks a field whose text names a record of another type, or a file (kind `image`)."""

    kind: str


READ_BY_PEOPLE = "read by people"  # marks a text that typography may set; codes and addresses are not


def is_prose(info: FieldInfo) -> bool:
    """Whether a field holds a text, or a list of texts, that people read; the name of another record is none."""
    marks = [*info.metadata, *_marks(info.annotation)]
    return READ_BY_PEOPLE in marks and not any(isinstance(mark, Reference) for mark in marks)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in getattr(annotation, "__args__", ()):
        yield from _marks(argument)


def refuse(message: str) -> PydanticCustomError:
    """The error that carries a French message; braces in what was read are harmless."""
    return PydanticCustomError("refus", "{message}", {"message": message})


def shown(value: object, limit: int = 60) -> str:
    """What was read, short enough for one line."""
    if isinstance(value, list):
        value = f"[{', '.join(shown(item) for item in value)}]"
    elif isinstance(value, Mapping):
        value = f"{{{', '.join(f'{key}: {shown(item)}' for key, item in value.items())}}}"
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


# --- texts --------------------------------------------------------------------------------------------------


def _as_text(value: Any) -> Any:
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
        raise refuse(f"titre « {shown(value)} » sans lettre ni chiffre : écrivez un titre lisible")
    if len(value) > TITLE_MAX:
        raise refuse(f"titre de {len(value)} caractères, {TITLE_MAX} au plus : raccourcissez-le")
    return value


def _name(value: str) -> str:
    if not slugify(value):
        raise refuse(f"« {shown(value)} » ne donne pas d’adresse : écrivez au moins une lettre ou un chiffre")
    if set(value) & set("/\\<>{}[]"):
        raise refuse(f"« {shown(value)} » : écrivez un nom sans « / », crochet ni chevron")
    if len(value) > 80:
        raise refuse(f"nom de {len(value)} caractères, 80 au plus : raccourcissez-le")
    return value


_Text = Annotated[str, BeforeValidator(_as_text), AfterValidator(_filled)]
Prose = Annotated[_Text, READ_BY_PEOPLE]
Code = Annotated[_Text, AfterValidator(_one_line)]  # a number, an address, a name that a program reads
Line = Annotated[Code, READ_BY_PEOPLE]
Title = Annotated[Line, AfterValidator(_title)]
Name = Annotated[Line, AfterValidator(_name)]


def split_names(value: Any) -> Any:
    """`a, b` or `a ; b` as a list, as in Pelican's headers; an empty text is a fault, not an empty list."""
    if isinstance(value, str):
        parts = [part.strip() for part in re.split(r"[;,]", value) if part.strip()]
        if not parts:
            raise refuse("valeur vide : écrivez-la, ou effacez la clé")
        return parts
    return value


Names = Annotated[list[Name], BeforeValidator(split_names)]

# --- addresses ----------------------------------------------------------------------------------------------


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        proposal = slugify(value)
        remedy = f"écrivez « {proposal} »" if proposal else "écrivez par exemple « mon-article »"
        raise refuse(f"« {shown(value)} » ; lettres sans accent, chiffres et traits d’union seulement : {remedy}")
    if len(value) > 120:
        raise refuse(f"« {shown(value, 30)} » : {len(value)} caractères, 120 au plus : raccourcissez-le")
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise refuse(f"adresse « {shown(value)} » illisible : écrivez-la comme https://exemple.fr/page") from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s|[<>\"{}|\\^`]", value):
        raise refuse(f"adresse « {shown(value)} » : écrivez une adresse complète, comme https://exemple.fr/page")
    if parts.username or parts.password:
        raise refuse(f"adresse « {shown(host)} » avec un mot de passe : retirez-le")
    return value


def _registration(value: str) -> str:
    if value.startswith("mailto:") and re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return value
    return _url(value)


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+", value):
        raise refuse(f"courriel « {shown(value)} » : écrivez-le comme nom@exemple.fr")
    return value


def _site_path(value: str) -> str:
    if not re.fullmatch(r"/[^\s?#<>\"\\{}]*", value) or ".." in value.split("/"):
        raise refuse(f"« {shown(value)} » : écrivez un chemin du site, comme /2016/05/ancien-article/")
    return value


def _old_address(value: str) -> str:
    try:
        read_old_address(value)
    except Unusable as error:
        raise refuse(str(error)) from None
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise refuse(f"fuseau « {shown(value)} » inconnu{suggestion(value, available_timezones())}")
    ZoneInfo(value)
    return value


def _language(value: str) -> str:
    code = value.lower()
    if code.split("-")[0] not in LANGUAGES or not re.fullmatch(r"[a-z]{2}(-[a-z0-9]{2,8})*", code):
        raise refuse(f"langue « {shown(value)} » inconnue : écrivez un code de deux lettres, par exemple fr, en, de")
    return code


Slug = Annotated[Code, AfterValidator(_slug)]
Url = Annotated[Code, AfterValidator(_url)]
Registration = Annotated[Code, AfterValidator(_registration)]
Email = Annotated[Code, AfterValidator(_email)]
SitePath = Annotated[Code, AfterValidator(_site_path)]
OldAddress = Annotated[Code, AfterValidator(_old_address)]
Timezone = Annotated[Code, AfterValidator(_timezone)]
Language = Annotated[Code, AfterValidator(_language)]

# --- dates --------------------------------------------------------------------------------------------------


def _day(value: Any) -> Any:
    text = str(value).strip()
    found = parse_day(text)
    if found is None:
        raise refuse(_date_message(text, "AAAA-MM-JJ"))
    return found


def _moment(value: Any) -> Any:
    text = str(value).strip()
    found = parse_moment(text)
    if found is None:
        raise refuse(_date_message(text, "AAAA-MM-JJ ou AAAA-MM-JJ HH:MM"))
    return found


def _date_message(text: str, form: str) -> str:
    if not text or text == "None":
        return f"date vide : écrivez {form}, par exemple 2026-03-01"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2})?", text):
        return f"date « {text} » : ce jour ou cette heure n’existe pas ; écrivez {form}, par exemple 2026-03-01"
    return f"date « {shown(text)} » : écrivez {form}, par exemple 2026-03-01"


def _clock_time(value: Any) -> Any:
    match = re.fullmatch(r"(\d{2}):(\d{2})", str(value).strip())
    try:
        return time(int(match[1]), int(match[2])) if match else _bad_time(value)
    except ValueError:
        return _bad_time(value)


def _bad_time(value: Any) -> Any:
    raise refuse(f"heure « {shown(value)} » : écrivez HH:MM, par exemple 09:00")


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]

# --- references ---------------------------------------------------------------------------------------------

AuthorRef = Annotated[Name, Reference("author")]
ClientRef = Annotated[Name, Reference("client")]
GuideRef = Annotated[Name, Reference("guide")]
WorkshopRef = Annotated[Name, Reference("workshop")]
PlaceRef = Annotated[Name, Reference("place")]
ArticleRef = Annotated[Name, Reference("article")]
ImageRef = Annotated[Code, Reference("image")]
FileRef = Annotated[Code, Reference("file")]
AuthorRefs = Annotated[list[AuthorRef], BeforeValidator(split_names), Field(min_length=1)]

# --- old addresses ------------------------------------------------------------------------------------------


def _one_in_a_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


OldAddresses = Annotated[
    list[OldAddress],
    BeforeValidator(_one_in_a_list),
    Field(default_factory=list, description="Anciennes adresses : [/2016/05/ancien/, /?p=12]"),
]
