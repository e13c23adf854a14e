"""A content whose letter is kept as files: `python -m tests.letters.letters` writes them anew."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).parent
NOW = "2026-12-01 09:00"
AGENCY = """name: Agence Essai
url: https://essai.example/carnet
legal_name: Essai
email: bonjour@essai.example
legal: {form: association}
publication_director: Léa Essai
address: {street: 1 rue de l’Essai, postcode: "69001", city: Lyon}
phone: "+33 4 00 00 00 00"
host: {name: Hébergeur, address: "1 rue du Serveur, 75000 Paris", phone: "+33 1 00 00 00 00"}
letter: {privacy: /confidentialite/, unsubscribe: "{{ unsubscribe }}"}
"""
WORKSHOP = """---
title: Lire à voix haute
summary: Une journée pour lire, et se faire entendre.
audience: Tous
objectives: [Lire un texte, Tenir une salle]
duration: {hours: 7, days: 1}
mode: onsite
formats: [inter]
prices: [{label: Tarif, amount: 900, vat: excluded, unit: par personne}]
trainers: [lea]
contact: {email: ateliers@essai.example}
sessions:
  - {id: mars, place: lyon, state: open, days: [{date: 2027-03-18, start: "09:00", end: "16:00"}]}
  - {id: passee, place: lyon, state: open, days: [{date: 2026-11-18, start: "09:00", end: "16:00"}]}
---

## Matin

On lit.
"""
TEXTS = {
    "2026-10-06-octobre": ("2026-10-06", "Un texte d’octobre", ""),
    "2026-11-03-question": ("2026-11-03", "« Combien ? » : une question & sa réponse", "image"),
    "2026-11-17-moins": ("2026-11-17", "Publiez moins : mille deux cents mots, 100 % à vous", ""),
    "2026-11-24-plus-tard": ("2026-11-30 23:30", "Le dernier soir de novembre", ""),
    "2026-12-08-decembre": ("2026-12-08", "Un texte à venir", ""),
}


def content(root: Path) -> Path:
    """Write that content."""
    files = {
        "agence.yaml": AGENCY,
        "lieux.yaml": "lyon: {name: Salle, street: 1 rue X, postcode: '69001', city: Lyon}\n",
        "auteurs/lea.md": "---\nname: Léa Essai\ntrainer: true\n---\n",
        "pages/confidentialite.md": "---\ntitle: Confidentialité\n---\n\nRien n’est gardé.\n",
        "ateliers/lire.md": WORKSHOP,
        "guides/lire.md": "---\ntitle: Lire en trois mois\nsummary: Un guide pour s’y mettre.\narticles: [octobre]\n"
        "modified: 2026-11-10\n---\n",
        "articles/2026-11-05-brouillon.md": article("2026-11-05", "Un brouillon", "status: draft\n"),
        "articles/2026-11-06-cache.md": article("2026-11-06", "Un texte masqué", "status: hidden\n"),
    }
    for name, (date, title, image) in TEXTS.items():
        files[f"articles/{name}.md"] = article(
            date, title, "image: images/carre.png\nimage_alt: Un carré bleu\n" if image else ""
        )
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / "images").mkdir(exist_ok=True)
    Image.new("RGB", (800, 450), "navy").save(root / "images" / "carre.png")
    return root


def article(date: str, title: str, more: str = "") -> str:
    """An article."""
    header = f"title: {title}\ndate: {date}\nauthors: [lea]\n{more}summary: Ce qu’il dit de « {title[-9:]} »."
    return f"---\n{header}\n---\n\nUn texte.\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        given = ["--content", str(content(Path(folder) / "content")), "--output", f"{folder}/lettre", "--now", NOW]
        subprocess.run([sys.executable, "tasks.py", "digest", "--month", "2026-11", *given], cwd=ROOT, check=True)
        for name in ("lettre.html", "lettre.txt"):
            (KEPT / name).write_bytes((Path(folder) / "lettre" / name).read_bytes())


if __name__ == "__main__":
    main()
