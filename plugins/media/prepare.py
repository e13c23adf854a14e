"""The one place that turns a file of `images/` into the bytes that readers get."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.media.boxes import strip_film
from plugins.media.container import Size
from plugins.media.documents import named_in
from plugins.media.faults import UNREADABLE, Broken, Fault
from plugins.media.formats import DECODED, FOREIGN, RASTERS, sniff
from plugins.media.raster import Form, pixels, prepare_raster
from plugins.media.rules import SUFFIX, TOO_LARGE
from plugins.media.svg import clean_svg
from plugins.model.content import IMAGE_SUFFIXES

_LARGE = 30_000_000  # pixels: more than any screen shows, told to the author
_TEXTS = (".csv", ".vtt")


@dataclass(frozen=True)
class Prepared:
    """What becomes of a file: the bytes to publish, its size when it is an image that says one, what is to be told.

    `named` is who the properties of a document name, as (what, value). With an error in `faults` nothing is published.
    `form` says how it may be drawn smaller, `suffix` what the name needs besides (`PublishedFile`).
    """

    data: bytes
    size: Size | None = None
    faults: tuple[Fault, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    form: Form = ""
    suffix: str = ""


def prepare(data: bytes, suffix: str) -> Prepared:
    """What becomes of a file with these bytes, under a name that ends with `suffix` (`.jpg`, in lower case)."""
    if not data and suffix not in _TEXTS:
        return Prepared(data, faults=(Fault("fichier vide : copiez-le de nouveau"),))
    try:
        if suffix in IMAGE_SUFFIXES:
            return _image(data, suffix)
        return Prepared(strip_film(data) if suffix == ".mp4" else data, named=named_in(data, suffix))
    except Broken as broken:
        return Prepared(data, faults=(broken.fault,))
    except (IndexError, ValueError):  # a header that is shorter than it must be
        return Prepared(data, faults=(Fault(UNREADABLE),))


def _image(data: bytes, suffix: str) -> Prepared:
    form = sniff(data)
    if form in FOREIGN:
        raise Broken(f"image {form} sous le nom « {suffix} » : convertissez-la en JPEG")
    if suffix == ".svg":
        if form in RASTERS:
            raise Broken(f"image {form} sous le nom « .svg » : renommez-la en « {RASTERS[form][0]} »")
        return Prepared(*clean_svg(data, _embedded))
    if form == "SVG":
        raise Broken(f"dessin SVG sous le nom « {suffix} » : renommez-le en « .svg »")
    faults, names = [], {**RASTERS, **DECODED}.get(form or "")
    if form is None or names is None:
        raise Broken(UNREADABLE)
    if suffix not in names:
        right = names[0]
        faults.append(Fault(f"image {form} sous le nom « {suffix} » : renommez-la en « {right} »", SUFFIX))
    if form in DECODED:
        from plugins.media.heic import decoded

        data, form = decoded(data)
    published, size, kind = prepare_raster(data, form)
    if size[0] * size[1] > _LARGE:
        message = f"image de {pixels(size)}, longue à charger : 2\u202f400 pixels de large suffisent"
        faults.append(Fault(message, TOO_LARGE))
    added = RASTERS[form][0] if suffix in DECODED["HEIC"] else ""
    return Prepared(published, size, tuple(faults), form=kind, suffix=added)


def _embedded(data: bytes) -> bytes:
    form = sniff(data)
    if form not in RASTERS:
        raise Broken(UNREADABLE)
    return prepare_raster(data, form)[0]
