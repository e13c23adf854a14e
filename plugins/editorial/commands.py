"""Tasks for those who write: `check`, `new`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke import Context, Exit, task

from plugins.common.clock import ClockError, read_clock
from plugins.common.problems import Problem, has_errors, render, summary
from plugins.common.texts import nearest
from plugins.editorial.doctor import examine
from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.content import Site
from plugins.model.reading import load_site, shown_path

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("text", "json", "github")


@task(
    iterable=["files"],
    help={
        "files": "les seuls textes ou dossiers à montrer (tout le contenu si absent)",
        "content": "dossier du contenu (content/ si absent)",
        "format": "text, json, ou github (annotations de la demande de fusion)",
        "now": "instant de référence, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
    },
)
def check(c: Context, content: str = "", format: str = "text", now: str = "", files: list[str] | None = None) -> None:
    """Montre toutes les fautes du contenu, sans construire.

    ./inv check content/articles/mon-article.md : celles de ce texte seul, ses liens vérifiés sur tout le site.
    """
    if format not in FORMATS:
        raise Exit(f"--format « {format} » : au choix {', '.join(FORMATS)}", code=2)
    folder = Path(content) if content else ROOT / "content"
    checks = [*c.tribune.checks, *c.tribune.publication_checks]
    try:
        site = load_site(folder, lambda timezone: read_clock(now or None, timezone), checks=checks)
    except ClockError as error:
        raise Exit(str(error), code=2) from None
    problems = _chosen(site, [_existing(name, folder) for name in files or ()])
    output = render(problems, format)
    if output:
        print(output)
    if format != "json":
        others = len(site.problems) - len(problems)
        rest = f" Ailleurs : {others} faute{'s' if others > 1 else ''} (./inv check les montre)." if others else ""
        plural = "s" if site.texts_read > 1 else ""
        read = ", ".join(files) if files else f"{site.texts_read} texte{plural} lu{plural}"
        print(f"{read} : {summary(problems)}.{rest}", file=sys.stderr)
    if has_errors(problems):
        raise Exit(code=1)


def _existing(name: str, content: Path) -> Path:
    """A file or a folder of the content, from the caller's folder or from the content."""
    for path in (Path(name), content / name):
        if path.exists():
            if path.resolve().is_relative_to(content.resolve()):
                return path.resolve()
            raise Exit(f"« {name} » n’est pas dans {shown_path(content)}/ : donnez un texte du contenu", code=2)
    known = {path.stem: path for path in sorted(content.rglob("*")) if path.is_file()}
    near = nearest(Path(name).stem, known)
    raise Exit(f"« {name} » introuvable{f' ; voulez-vous « {shown_path(known[near])} » ?' if near else ''}", code=2)


def _chosen(site: Site, paths: list[Path]) -> list[Problem]:
    """The problems of these files and folders; all of them when none is named."""
    if not paths:
        return site.problems
    places = {problem.path: Path(problem.path).resolve() for problem in site.problems}
    return [problem for problem in site.problems if any(places[problem.path].is_relative_to(path) for path in paths)]


@task(help={"content": "dossier du contenu (content/ si absent)"})
def doctor(c: Context, content: str = "") -> None:
    """Dit ce que cette machine a et n’a pas, ce que cela coûte, et le remède.

    Code 0 si l’aperçu peut servir, 1 sinon.
    """
    found = list(examine(Path(content) if content else ROOT / "content"))
    print("\n".join(map(str, found)))
    lacks = [finding for finding in found if not finding.there]
    if any(finding.needed for finding in lacks):
        raise Exit("L’aperçu ne peut pas servir : voyez ce qui MANQUE.", code=1)
    print("Rien ne manque." if not lacks else "L’aperçu peut servir.")


@task(
    positional=["kind", "title"],
    help={
        "kind": "article, atelier, client, auteur, guide ou page",
        "title": "titre (ou nom), entre guillemets",
        "content": "dossier du contenu (content/ si absent)",
        "now": "date de l’article, AAAA-MM-JJ",
    },
)
def new(c: Context, kind: str, title: str, content: str = "", now: str = "") -> None:
    """Crée un fichier prêt à écrire : ./inv new article "Titre"."""
    folder = Path(content) if content else ROOT / "content"
    try:
        site = load_site(folder, lambda timezone: read_clock(now or None, timezone))
        path = create(kind, title, site)
    except (ScaffoldError, ClockError) as error:
        raise Exit(str(error), code=1) from None
    print(shown_path(path))
