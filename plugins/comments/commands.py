"""`./inv comments.pull`: the comments that were accepted on the server, in `content/commentaires/`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from invoke import Context, Exit, task

from plugins.common.files import write_whole
from plugins.common.problems import Problem, reason, render
from plugins.model.content import Content, site_path
from plugins.model.loader import load_site, read_timezone, shown_path
from plugins.model.options import CONTENT, NOW, clock, content_folder
from plugins.model.thread import FOLDER, Thread


@task(
    default=True,
    help={
        "remove": "retire aussi les commentaires qui ne sont plus sur le serveur",
        **CONTENT,
        **NOW,
    },
)
def pull(c: Context, remove: bool = False, content: str = "", now: str = "") -> None:
    """Ramène du serveur Isso les commentaires acceptés, une fois chacun.

    Nul secret n’est demandé, nulle adresse électronique n’est gardée. Un commentaire que vous avez corrigé reste tel.
    """
    from plugins.comments.isso import Unreadable, comments, counts  # here: no other task needs the network
    from plugins.comments.pull import Unwritable
    from plugins.comments.pull import pull as merged

    folder = content_folder(content)
    if not folder.is_dir():
        raise Exit(f"« {shown_path(folder)} » introuvable : vérifiez --content", code=2)
    instant = clock(now)(read_timezone(folder))
    site = load_site(folder, lambda timezone: instant)
    settings = site.agency.comments
    if settings is None or not settings.server:
        raise Exit(
            f"{site.shown}/agence.yaml ne nomme pas de serveur : ajoutez « comments: {{server: https://…}} »", code=2
        )
    faults = [each for each in site.problems if _stops(site, each)]
    if faults:
        raise Exit(f"{render(faults)}\nRien n’est ramené.", code=1)
    server, base = settings.server.rstrip("/"), urlsplit(site.agency.url).path.rstrip("/")
    threads = {
        f"{base}/{site_path(each)}": each.id
        for each in site.articles.values()
        if site.state(each) in ("published", "hidden") and each.record.comments is not False
    }
    try:
        known = counts(server, list(threads)) if threads else {}
        asked = [name for name in threads if known[name] or threads[name] in site.threads]
        found = {threads[name]: comments(server, name, site.zone) for name in asked}
    except Unreadable as error:
        raise Exit(f"{error}. Rien n’est ramené.", code=1) from None
    added = changed = 0
    unwritten = False
    for name, remotes in found.items():
        path = site.root / FOLDER / f"{name}.yaml"
        text = path.read_text("utf-8") if path.is_file() else ""
        shown = f"{site.shown}/{FOLDER}/{name}.yaml"
        try:
            made = merged(text, site.threads.get(name, Thread()), remotes, remove=remove)
            if made.text != text:
                _write(path, made.text)
        except (Unwritable, OSError) as error:
            unwritten = True
            print(f"{shown} : {reason(error) if isinstance(error, OSError) else error}")
            continue
        for line in made.told:
            print(f"{shown} : {line}")
        if made.added:
            print(f"{shown} : {made.added} de plus")
        added, changed = added + made.added, changed + made.changed
    if added or changed:
        print(f"{_many(added, 'ramené')}, {_many(changed, 'changé')} : relisez (git diff), puis ajoutez au dépôt.")
    else:
        print("Rien de nouveau.")
    if unwritten:
        raise Exit(code=1)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"


def _stops(site: Content, problem: Problem) -> bool:
    """Whether a fault hides what is there already: of the agency, or of a thread."""
    inside = problem.path.removeprefix(f"{site.shown}/")
    return problem.severity == "error" and (inside == "agence.yaml" or inside.startswith(f"{FOLDER}/"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    write_whole(path, text.encode("utf-8"))


TASKS = (pull,)
