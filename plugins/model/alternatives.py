"""What the text alternative of an image says, when it says nothing of it (RGAA 4.1, 1.3)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from plugins.common.regex import regex
from plugins.common.texts import slugify
from plugins.model.fields import brief

# The kind of an image, which is heard before its alternative, with or without the words that begin a description.
_KINDS = frozenset(
    "image photo photographie picture illustration visuel logo picto pictogramme icone capture capture-d-ecran ecran"
    " schema graphique infographie dessin figure banniere couverture vignette screenshot sans-titre untitled texte"
    " texte-alternatif alt img video gif".split()
)
_DRESSED = regex(r"^(?:(?:ceci-est|voici|une?|des|le|la|les|l)-)*|(?:-(?:de|du|des|d|la|le|l|une?|par|sur))*$")
_OF_A_MACHINE = regex(
    r"(?:img|dscn?|dscf|pxl|mvi|whatsapp-image|capture(?:-d-ecran)?|screenshot|image|photo)-?\d[\d-]*(?:-a-[\d-]+)?"
)
_FILE = regex(r"\S\.(?:png|jpe?g|gif|webp|avif|svg|heic|tiff?|bmp)$", re.I)


def alternative_fault(alt: str, image: str) -> str | None:
    """What is wrong in a text alternative, in French; None when it says something."""
    path = PurePosixPath(image)
    if alt.lower() in (path.stem.lower(), path.name.lower()):
        return f"texte alternatif « {brief(alt)} » égal au nom du fichier : décrivez ce que montre l’image"
    words = slugify(alt)
    if _FILE.search(alt) or _OF_A_MACHINE.fullmatch(words):
        return f"texte alternatif « {brief(alt)} » : c’est le nom d’un fichier ; décrivez ce que montre l’image"
    if _DRESSED.sub("", words) in _KINDS:
        return f"texte alternatif « {brief(alt)} » : il ne dit rien de l’image ; décrivez ce qu’elle montre"
    return None
