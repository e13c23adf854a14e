"""The page of a kit as one file that can be sent: it asks for no other file, and may be opened from a message."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.relays.kits import kit_picture
from plugins.relays.views import KitPage
from plugins.site.indexing import KEPT_OUT
from plugins.targets.target import Picture

THEME = Path("theme")
_LINK = re.compile(r'<link rel="stylesheet" href="\./theme/(css/[\w-]+\.css)">')
_SCRIPT = re.compile(r'<script src="\./theme/(js/[\w-]+\.js)" defer></script>\n?')


def kit_file(view: KitPage, picture: Picture | None, root: Path) -> str:
    """The HTML of a kit, its style, its script and its picture within; `root` is the folder of the project.

    Its policy lets that style and that script be, and nothing else.
    """
    if picture:
        data = kit_picture(str(picture.path))
        view = replace(view, picture=f"data:image/jpeg;base64,{b64encode(data).decode('ascii')}")
    templates = Environment(
        loader=FileSystemLoader(root / THEME / "templates"), autoescape=True, undefined=StrictUndefined
    )
    view = replace(view, robots=KEPT_OUT)  # wherever the client puts the file
    told = {each.name: getattr(view, each.name) for each in fields(view)}
    page = templates.get_template(f"{view.TEMPLATE}.html").render(told, SITEURL=".", page_policy="", assets=_Plain())
    styles, scripts = ([_read(root, name) for name in found.findall(page)] for found in (_LINK, _SCRIPT))
    sources = [" ".join(map(_hash, texts)) or "'none'" for texts in (styles, scripts)]
    policy = (
        f"default-src 'none'; style-src {sources[0]}; script-src {sources[1]}; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )
    page = _SCRIPT.sub("", _LINK.sub("", page))
    head = "".join(f"<style>{text}</style>\n" for text in styles)
    foot = "".join(f"<script>{text}</script>\n" for text in scripts)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    page = page.replace("<head>\n", f"<head>\n{meta}", 1).replace("</head>", f"{head}</head>", 1)
    return page.replace("</body>", f"{foot}</body>", 1)


class _Plain(dict[str, str]):
    """Each file of the theme by its own name: their bytes are in the file."""

    def __missing__(self, name: str) -> str:
        return name


def _read(root: Path, name: str) -> str:
    return (root / THEME / "static" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
