"""The tasks of workshops: `workshops.record`, `workshops.evidence`."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke import Context, Exit, task

from plugins.common.problems import has_errors, render
from plugins.model.loader import load_site
from plugins.model.options import CONTENT, clock, content_folder
from plugins.model.register_files import read_register, shown_register, write_register
from plugins.model.workshop import WORKSHOP
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


@task(
    positional=["workshop"],
    help={
        "workshop": "un atelier, par le nom de son fichier (tous si absent)",
        **CONTENT,
        "now": "instant de l’audit, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
    },
)
def evidence(c: Context, workshop: str = "", content: str = "", now: str = "") -> None:
    """Dit, atelier par atelier, ce qui prouve chaque indicateur du référentiel qualité, et ce qui manque.

    Code 0 si rien ne manque, 1 sinon.
    """
    from plugins.workshops.evidence import evidence_of, report  # here: the other tasks need none

    site = load_site(content_folder(content), clock(now), (), content_kinds(listed_features()))
    name = site.resolve("workshop", workshop) if workshop else None
    wanted = f"{WORKSHOP.folder}/{Path(workshop).stem}.md" if workshop else ""
    unread = [each for each in sorted(site.refused) if each.startswith(f"{WORKSHOP.folder}/")]
    if name is None and wanted in unread:
        raise Exit(f"{site.shown}/{wanted} a des fautes : corrigez-les d’abord (./inv check)", code=1)
    if workshop and name is None:
        known = ", ".join(site.workshops)
        raise Exit(f"atelier « {workshop} » introuvable ; il y a : {known or 'aucun atelier'}", code=2)
    chosen = [each for each in site.workshops.values() if name in (None, each.id) and site.state(each) == "published"]
    for each in [] if workshop else unread:
        print(f"{site.shown}/{each} a des fautes : corrigez-les d’abord (./inv check)", file=sys.stderr)
    if not chosen:
        print("Aucun atelier publié.")
        if unread and not workshop:
            raise Exit(code=1)
        return
    print("\n\n".join("\n".join(report(site, each)) for each in chosen))
    lacking = any(indicator.lacks for each in chosen for indicator in evidence_of(site, each))
    if lacking or (unread and not workshop):
        raise Exit(code=1)


TASKS = (record, evidence)
