"""The texts that a command names: files and folders of the content, as its user writes them."""

from __future__ import annotations

from pathlib import Path

from plugins.common.texts import nearest
from plugins.model.loader import shown_path


class NotFound(Exception):
    """A name that is none of the content's; the message is French."""


def existing(name: str, content: Path) -> Path:
    """A file or a folder of the content, from the caller's folder or from the content's. Raises NotFound."""
    for path in (Path(name), content / name):
        if path.exists():
            if path.resolve().is_relative_to(content.resolve()):
                return path.resolve()
            raise NotFound(f"« {name} » n’est pas dans {shown_path(content)}/ : donnez un texte du contenu")
    known = {path.stem: path for path in sorted(content.rglob("*")) if path.is_file()}
    near = nearest(Path(name).stem, known)
    raise NotFound(f"« {name} » introuvable{f' ; voulez-vous « {shown_path(known[near])} » ?' if near else ''}")
