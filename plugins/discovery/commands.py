"""The task that shows a page as machines do, and what is to be added at the root of the host."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from invoke import Context, Exit, task

from plugins.common.outputs import file_at
from plugins.common.places import ROOT
from plugins.discovery.collectors import reservation, robots
from plugins.discovery.faces import faces, origin_of
from plugins.model.addresses import RESERVATION
from plugins.model.loader import load_site, shown_path
from plugins.model.options import CONTENT, clock, content_folder


@task(
    positional=["address"],
    help={
        "address": "adresse de la page, comme /articles/essai/ (l’accueil si absente)",
        "output": "dossier du site construit (output/ si absent)",
        "racine": "plutôt ce qu’il faut ajouter à la racine de l’hôte, d’un site qui est sous un chemin",
        **CONTENT,
    },
)
def machines(c: Context, address: str = "/", output: str = "", racine: bool = False, content: str = "") -> None:
    """Montre une page comme Google, LinkedIn, un mode lecture, un flux et une lettre."""
    if racine:
        _at_the_root(content)
        return
    site = Path(output) if output else ROOT / "output"
    if not (site / "sitemap.xml").is_file():
        raise Exit(f"« {shown_path(site)} » n’est pas un site construit (./inv publish)", code=1)
    path = urlsplit(address).path
    if "://" in address:
        path = path.removeprefix(urlsplit(origin_of(site)).path)
    file = site / file_at(unquote(path))
    if file.suffix != ".html" or not file.is_file():
        raise Exit(f"« {address} » n’est pas une page de ce site : écrivez-la comme /articles/essai/", code=2)
    for name, lines in faces(site, file):
        print("\n".join([name, *(f"  {line}" for line in lines if line), ""]))


def _at_the_root(content: str) -> None:
    folder = content_folder(content)
    if not folder.is_dir():
        raise Exit(f"« {shown_path(folder)} » introuvable : vérifiez --content", code=2)
    agency = load_site(folder, clock("")).agency
    origin = agency.url.rstrip("/")
    print(robots(agency, origin))
    if text := reservation(agency, origin):
        print(f"/{RESERVATION}\n\n{text}")


TASKS = (machines,)
