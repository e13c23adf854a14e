"""Tasks for those who write: `new`, `fix`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke import Context, Exit, task

from plugins.common.problems import reason, render
from plugins.common.texts import slugify
from plugins.editorial.doctor import examine
from plugins.editorial.new_session import NOUN, add_session
from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.content import Content
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
        "kind": "article, atelier, auteur, client, guide, page, un type que le site ajoute, ou session (d’un atelier)",
        "title": "titre (ou nom) entre guillemets, celui du fichier avec --from si absent ; d’une session, son atelier",
        "from": "fichier d’un autre outil dont reprendre le texte : .docx, .odt, .html, .md…",
        **CONTENT,
        "now": "date de l’article, AAAA-MM-JJ",
    },
)
def new(c: Context, kind: str, title: str = "", from_: str = "", content: str = "", now: str = "") -> None:
    """Crée un fichier prêt à écrire : ./inv new article "Titre".

    Avec --from, le texte est celui d’un fichier Word, LibreOffice, HTML ou Markdown ; ses images vont dans images/.
    Ce qui n’a pu être repris, les commentaires et les modifications suivies sont dits.
    « session » en ajoute une à un atelier : ./inv new session ecrire-un-billet
    """
    if not title and not from_:
        raise Exit('« new » attend encore : title ; par exemple ./inv new article "Titre"', code=2)
    site = load_site(content_folder(content), clock(now), kinds=content_kinds(listed_features()))
    try:
        if slugify(kind) == NOUN:
            path, line = add_session(title, site)
            print(f"{shown_path(path)}:{line}")
        elif from_:
            _take(kind, title, Path(from_), site)
        else:
            print(shown_path(create(kind, title, site)))
    except ScaffoldError as error:
        raise Exit(str(error), code=1) from None


def _take(kind: str, title: str, source: Path, site: Content) -> None:
    """A new text of a file of another tool: its path, what is told of it, then its faults."""
    from plugins.editorial.importing.imported import ImportRefused
    from plugins.editorial.importing.taken import take

    try:
        taken = take(kind, title, source, site)
    except ImportRefused as error:
        raise ScaffoldError(str(error)) from None
    shown = shown_path(taken.path)
    print(shown)
    for note in taken.notes:
        print(f"{shown} : {note}", file=sys.stderr)
    again = load_site(site.root, clock(""), kinds=content_kinds(listed_features()))
    faults = [problem for problem in again.problems if problem.path == shown]
    if faults:
        print(f"À corriger :\n{render(faults)}", file=sys.stderr)


@task(
    iterable=["files"],
    help={
        "files": "les seuls textes ou dossiers à corriger (tout le contenu si absent)",
        "diff": "montre ce qui changerait, sans rien écrire",
        **CONTENT,
    },
)
def fix(c: Context, diff: bool = False, content: str = "", files: list[str] | None = None) -> None:
    """Écrit dans les textes ce qui est certain : ./inv fix --diff le montre d’abord.

    L’en-tête : les titres et autres textes français mis entre guillemets, pour que tout outil les lise comme Tribune ;
    les clés sous leur nom ; l’en-tête simple de Pelican changé en YAML. Le texte : ce que Tribune lit déjà comme vous
    l’entendiez. Le reste du fichier ne bouge pas, et ce que dit le texte ne change pas.
    """
    from plugins.editorial.fix import difference, told
    from plugins.model.named_texts import NotFound, existing
    from plugins.model.writing.fixing import fixes

    folder = content_folder(content)
    try:
        within = tuple(existing(name, folder) for name in files or ())
    except NotFound as error:
        raise Exit(str(error), code=2) from None
    site = load_site(folder, clock(""), kinds=content_kinds(listed_features()))
    found = list(fixes(site, within))
    plural = "s" if len(found) > 1 else ""
    for fixed in found:
        if diff:
            print("\n".join(difference(fixed)))
            continue
        try:
            fixed.write()
        except OSError as error:
            message = f"« {fixed.shown} » ne peut être écrit ({reason(error)}) : vérifiez ses droits"
            raise Exit(message, code=1) from None
        print(told(fixed))
    done = "à corriger : ./inv fix les écrit" if diff else f"corrigé{plural}"
    print(f"{len(found)} fichier{plural} {done}." if found else "Rien à corriger.", file=sys.stderr)


TASKS = (new, fix, doctor)
