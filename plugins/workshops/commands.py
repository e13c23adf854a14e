"""The task of workshops: `workshops.record`."""

from __future__ import annotations

import sys

from invoke import Context, Exit, task

from plugins.common.problems import has_errors, render
from plugins.model.loader import load_site
from plugins.model.options import CONTENT, clock, content_folder
from plugins.model.register_files import read_register, shown_register, write_register
from plugins.site.feature import content_checks, content_kinds, listed_features


@task(
    help={
        **CONTENT,
        "now": "instant de la mise en ligne, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
    }
)
def record(c: Context, content: str = "", now: str = "") -> None:
    """Note au registre l’agenda des ateliers mis en ligne."""
    from plugins.workshops.calendar_compat import REGISTER, calendar_of  # here: the other tasks need no calendar

    features = listed_features()
    checks = content_checks(features, production=False)
    site = load_site(content_folder(content), clock(now), checks, content_kinds(features))
    if has_errors(site.problems):
        print(render(site.problems), file=sys.stderr)
        raise Exit("Agenda non noté : corrigez d’abord ces fautes.", code=1)
    if not site.workshops and read_register(site, REGISTER)[0] is None:
        print("Aucun atelier : rien à noter.")
        return
    changed = write_register(site, REGISTER, calendar_of(site))
    shown = shown_register(site, REGISTER)
    print(f"{shown} : noté, à ajouter au dépôt (git add)." if changed else f"{shown} : déjà à jour.")


TASKS = (record,)
