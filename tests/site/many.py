"""A site of 75 articles, as a blog has them after some years: few rubrics, many themes that one article names."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import LEGAL, write

RUBRICS = ("Méthodes", "Coulisses", "Entretiens", "Humeur")
COUNT = 75


def many_articles(root: Path) -> Path:
    """Write the content of that site, and return its folder."""
    write(
        root,
        "agence.yaml",
        "name: Agence Essai\nurl: https://essai.example/carnet\ntagline: Dire ce que l’on sait\n" + LEGAL,
    )
    for name in ("camille", "alix", "sacha"):
        write(root, f"auteurs/{name}.md", f"---\nname: {name.capitalize()} Exemple\n---\n")
    write(root, "auteurs/redaction.md", "---\nname: La rédaction\n---\n\nUne équipe qui relit chaque texte.\n")
    for rank in range(1, COUNT + 1):
        year, month = 2019 + rank // 12, rank % 12 + 1
        rubric = RUBRICS[0 if rank % 3 else 1 + rank % 2] if rank != 40 else RUBRICS[3]
        tags = [f"sujet {rank}", f"série {rank // 10}", *(["relecture"] if rubric == "Entretiens" else [])]
        author = ("camille", "redaction", "redaction")[rank % 3] if rank not in (7, 50) else ("alix", "sacha")[rank % 2]
        write(
            root,
            f"articles/{year}-{month:02}-05-billet-{rank}.md",
            f"---\ntitle: Le billet numéro {rank}\ndate: {year}-{month:02}-05\nauthors: [{author}]\n"
            f"category: {rubric}\ntags: [{', '.join(tags)}]\n---\n\n"
            f"Ce billet porte le numéro {rank}, et dit en une phrase assez longue ce que l’on trouve dans la suite.\n\n"
            f"## Une partie\n\nLa suite du billet {rank}.\n",
        )
    return root
