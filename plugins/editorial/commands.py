"""Tasks for those who write: `new`, `doctor`."""

from __future__ import annotations

from invoke import Context, Exit, task

from plugins.editorial.doctor import examine
from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.loader import load_site, shown_path
from plugins.model.options import CONTENT, clock, content_folder
from plugins.site.feature import content_kinds, listed_features


@task(help=CONTENT)
def doctor(c: Context, content: str = "") -> None:
    """Dit ce que cette machine a et n’a pas, ce que cela coûte, et le remède.

    Code 0 si l’aperçu peut servir, 1 sinon.
    """
    found = list(examine(content_folder(content)))
    print("\n".join(map(str, found)))
    lacks = [finding for finding in found if not finding.there]
    if any(finding.needed for finding in lacks):
        raise Exit("L’aperçu ne peut pas servir : voyez ce qui MANQUE.", code=1)
    print("Rien ne manque." if not lacks else "L’aperçu peut servir.")


@task(
    positional=["kind", "title"],
    help={
        "kind": "article, atelier, auteur, client, guide, page, ou un type que le site ajoute",
        "title": "titre (ou nom), entre guillemets",
        **CONTENT,
        "now": "date de l’article, AAAA-MM-JJ",
    },
)
def new(c: Context, kind: str, title: str, content: str = "", now: str = "") -> None:
    """Crée un fichier prêt à écrire : ./inv new article "Titre"."""
    site = load_site(content_folder(content), clock(now), kinds=content_kinds(listed_features()))
    try:
        path = create(kind, title, site)
    except ScaffoldError as error:
        raise Exit(str(error), code=1) from None
    print(shown_path(path))


TASKS = (new, doctor)
