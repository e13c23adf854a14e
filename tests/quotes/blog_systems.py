"""One article as the usual blog systems show it (`blogs/*.html`): their wrappers, and what they put around a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "blogs"
SYSTEMS = tuple(sorted(path.stem for path in FOLDER.glob("*.html")))
TITLE = "La maintenance se prépare debout"
PARAGRAPHS = (
    "Une machine ne tombe pas en panne le jour où elle s’arrête. Elle a prévenu trois fois, par un bruit, par une"
    " odeur, par un retard que personne n’a noté au cahier.",
    "Le mécanicien de nuit le sait. Il a écrit « vibration, palier 2 » un mardi, et la feuille est restée sous un"
    " café. À 3 200 € l’heure d’arrêt, ce café est le plus cher de l’usine.",
    "Nous avons relu deux cents de ces feuilles avec lui. Une sur trois annonçait, sept jours avant, l’arrêt qui a"
    " suivi ; aucune n’avait été lue par celui qui décide.",
    "La réponse tient en dix minutes debout, chaque matin, devant la machine et non devant un écran. Qui a entendu"
    " quelque chose ? Qui s’en occupe avant midi ?",
    "Depuis, les feuilles ne servent plus à rien, et c’est une bonne nouvelle : on se parle. Le mécanicien de nuit"
    " reste un quart d’heure de plus, et part plus tôt le vendredi.",
    "Si vous ne changez qu’une chose lundi, changez la place de la réunion. Le reste suivra, à condition que quelqu’un"
    " ose dire tout haut ce qu’il a entendu.",
)
POINTS = ("Le bruit d’abord, avant le tableau.", "Une seule question par personne.")


def blog_of(system: str, paragraphs: Sequence[str] = PARAGRAPHS) -> str:
    """The page of a system, with the paragraphs of its article replaced."""
    page = (FOLDER / f"{system}.html").read_text("utf-8")
    for old, new in zip(PARAGRAPHS, paragraphs, strict=True):
        assert old in page, f"{system} : {old}"
        page = page.replace(old, new)
    return page
