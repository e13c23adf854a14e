"""Tasks for those who write: `check`, `new`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke import Context, Exit, task

from plugins.common.clock import ClockError, read_clock
from plugins.common.problems import has_errors, render, summary
from plugins.common.program import end_quietly_when_unread
from plugins.editorial.doctor import examine
from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.reading import load_site, shown_path

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("text", "json", "github")


@task(
    help={
        "content": "dossier du contenu (content/ si absent)",
        "format": "text, json, ou github (annotations de la demande de fusion)",
        "now": "instant de référence, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
    }
)
def check(c: Context, content: str = "", format: str = "text", now: str = "") -> None:
    """Montre toutes les fautes du contenu, sans construire."""
    if format not in FORMATS:
        raise Exit(f"--format « {format} » : au choix {', '.join(FORMATS)}", code=2)
    folder = Path(content) if content else ROOT / "content"
    checks = [*c.tribune.checks, *c.tribune.publication_checks]
    try:
        site = load_site(folder, lambda timezone: read_clock(now or None, timezone), checks=checks)
    except ClockError as error:
        raise Exit(str(error), code=2) from None
    end_quietly_when_unread()
    output = render(site.problems, format)
    if output:
        print(output)
    if format != "json":
        print(f"{site.texts_read} textes lus : {summary(site.problems)}.", file=sys.stderr)
    if has_errors(site.problems):
        raise Exit(code=1)


@task(help={"content": "dossier du contenu (content/ si absent)"})
def doctor(c: Context, content: str = "") -> None:
    """Dit ce que cette machine a et n’a pas, ce que cela coûte, et le remède.

    Code 0 si l’aperçu peut servir, 1 sinon.
    """
    found = list(examine(Path(content) if content else ROOT / "content"))
    end_quietly_when_unread()
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
