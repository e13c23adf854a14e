"""The rules that keep the project readable: layers, one door, no stray word."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[1]
ADAPTER = ROOT / "plugins" / "build" / "pelican.py"
MODULES = sorted((ROOT / "plugins").rglob("*.py"))
# From the lowest: each imports those below it. What is not here is a feature, above them all.
LAYERS = ("french", "common", "model", "typography", "site")
# The features that import others: those, and no other way.
ARROWS = {"relays": {"targets", "quotes"}}


def imports_of(path: Path) -> set[str]:
    """Names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def plugin_of(path: Path) -> str:
    return path.relative_to(ROOT / "plugins").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_what_is_below_it(path: Path) -> None:
    """Un paquet n’importe que les couches du dessous, lui-même, et les greffons qu’une flèche déclarée lui ouvre."""
    own = plugin_of(path)
    below = LAYERS[: LAYERS.index(own)] if own in LAYERS else LAYERS
    allowed = {own, *below, *ARROWS.get(own, ())}
    others = {name.split(".")[1] for name in imports_of(path) if name.startswith("plugins.")}

    assert others <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_module_imports_pelican(path: Path) -> None:
    """Un seul module importe Pelican."""
    imports = any(name.split(".")[0] == "pelican" for name in imports_of(path))

    assert imports == (path == ADAPTER)


def test_registering_and_cores_load_without_pelican() -> None:
    """Le cœur de chaque greffon se charge sans Pelican."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in MODULES
        if path != ADAPTER and path.name not in ("worker.py", "engine.py")  # processes that build
    ]
    script = "import sys\n" + "\n".join(f"import {name}" for name in names) + "\nsys.exit('pelican' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0


def test_only_the_model_opens_the_content() -> None:
    """Seul le modèle lit content/ : les autres greffons reçoivent ce qu’il a lu."""
    guilty = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if plugin_of(path) not in ("model", "common")
        and re.search(r"\.by_path\[[^\]]*\]\.path\.|document\.path\.(?:read|open)", path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_templates_hold_no_script_nor_style() -> None:
    """Aucun modèle ne porte de style ni de JavaScript en ligne : un script est un fichier du thème, différé."""
    ours = "|".join(re.escape(path.name) for path in (ROOT / "theme" / "static" / "js").glob("*.js"))
    allowed = (
        rf'<script src="{{{{ SITEURL }}}}/theme/{{{{ assets\[.js/(?:{ours}).\] }}}}" defer></script>'
        r'|<script type="application/ld\+json">'
    )
    guilty = [
        template.name
        for template in (ROOT / "theme" / "templates").glob("*.html")
        if re.search(r"<style|\sstyle=|\son[a-z]+=|<script", re.sub(allowed, "", template.read_text("utf-8")))
    ]

    assert guilty == []


def test_scripts_are_small() -> None:
    """Un script du thème pèse moins d’un kilo-octet ; celui des longs catalogues, moins de six ; celui de la recherche,
    moins de neuf ; le formulaire des commentaires, que charge qui en laisse un, moins de trois une fois comprimé."""
    weights = {path.name: path.stat().st_size for path in (ROOT / "theme" / "static" / "js").glob("*.js")}

    assert weights.pop("ateliers.js") < 6000
    assert weights.pop("recherche.js") < 9000
    form = ROOT / "theme" / "static" / "js" / "commenter.js"
    assert weights.pop(form.name) and len(brotli.compress(form.read_bytes())) < 3000
    assert weights and max(weights.values()) < 1000


def test_the_top_level_is_the_agreed_one() -> None:
    """Le premier niveau ne contient que ce qui est convenu."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    folders = {name.split("/")[0] for name in tracked if "/" in name}

    assert folders <= {"content", "theme", "plugins", "tests", "docs", ".ci", ".devcontainer", ".github"}


# What says `Any`: the names of the borders, what loads by name, fields as typing declares them, the walk that types
# templates. What is not here says what it takes and gives; the list only shrinks.
SAY_ANY = {
    "common/named.py",
    "common/untyped.py",
    "site/doc.py",
    "site/template_reference.py",
    "site/templates/expressions.py",
    "site/templates/types.py",
}
# Who reads or writes at a border, under its name (plugins/common/untyped.py).
BORDERS = {
    "Annotation": "model/fields model/reference model/writing/portable model/writing/schema site/contract"
    " site/template_reference site/templates/types",
    "Json": "comments/isso media/store model/facts model/record_reader model/records model/writing/header"
    " model/writing/portable model/writing/scalars model/writing/tree model/yaml_header publishing/gate/store"
    " quotes/page_data relays/apply relays/clicks relays/commands relays/ledger relays/planner site/texts"
    " targets/api_client targets/errors targets/ghost targets/ghost_api targets/target targets/wordpress"
    " targets/wordpress_access targets/wordpress_posts workshops/rules",
    "JsonObject": "build/__init__ build/channel build/engine build/preview build/recall build/report build/resident"
    " build/server"
    " media/store model/header model/records model/store model/writing/header model/writing/portable model/yaml_header"
    " discovery/feeds publishing/next_change relays/cards relays/commands relays/first_form relays/plan"
    " comments/pull legal/rules"
    " site/typesetting site/views targets/ghost targets/wordpress targets/wordpress_posts typography/options"
    " workshops/session_index",
    "Settings": "build/assets build/pelican site/keys site/options typography/options typography/settings",
    "Untyped": "build/__init__ common/feeds common/tags common/timed_network common/values common/weasy"
    " discovery/feeds editorial/importing/word editorial/importing/written model/inline relays/feeds",
}
# Attributes of other people's modules that are set, each where its comment says why.
SET_ON_MODULES = {
    ("build/pelican.py", "console.quiet"),
    ("common/cli.py", "sys.dont_write_bytecode"),
    ("common/weasy.py", "ImageFile.LOAD_TRUNCATED_IMAGES"),
    ("common/weasy.py", "embedding.harfbuzz_subset"),
    ("common/weasy.py", "tagging._build_box_tree"),
}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def inside(path: Path) -> str:
    """`model/fields.py`."""
    return path.relative_to(ROOT / "plugins").as_posix()


def test_any_is_said_at_the_borders_alone() -> None:
    """`Any` ne se dit qu’aux frontières : aucun objet de la maison ne passe sans type."""
    said = {
        inside(path)
        for path in MODULES
        if any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree_of(path)))
    }

    assert said == SAY_ANY
    assert "typing.Any" not in imports_of(ROOT / "tasks.py")


def test_the_borders_are_known() -> None:
    """Ce qui vient sans type (JSON, réglages de Pelican, bibliothèques) n’entre que par les modules nommés."""
    found = {
        name: {
            inside(path).removesuffix(".py") for path in MODULES if f"plugins.common.untyped.{name}" in imports_of(path)
        }
        for name in BORDERS
    }

    assert found == {name: set(modules.split()) for name, modules in BORDERS.items()}


def test_nothing_is_set_on_what_is_imported() -> None:
    """Aucun attribut n’est posé sur un module ou une classe d’ailleurs, ni de méthode remplacée."""
    found, replaced, by_name = set(), [], set()
    for path in MODULES:
        tree = tree_of(path)
        imported = {
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        found |= {
            (inside(path), ast.unparse(node))
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id in imported
        }
        by_name |= {
            inside(path) for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ("setattr", "delattr")
        }
        # mypy finds the others, unless it is told to look away.
        replaced += re.findall(r"(?m)^.*[\w\])]\.\w+ = .*type: ignore.*$", path.read_text(encoding="utf-8"))

    assert found == SET_ON_MODULES
    assert by_name == {"targets/api_client.py", "common/frozen.py"}  # decorators, on the class that they decorate
    assert replaced == []
