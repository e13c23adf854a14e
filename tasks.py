"""The tasks of the project: `./inv --list`. A task is a sentence; its work is in the plugins, which meet here."""

import atexit
import gc
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # the task is run from the caller's folder
gc.disable()  # all that is loaded here stays
atexit.register(gc.freeze)  # as it ends, Python would look for them once more through all that it holds
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # none is used, and it reads each package to find them

from invoke import Collection, Context, Exit, task  # noqa: E402

from plugins.build import commands as build  # noqa: E402
from plugins.common.cli import FrenchProgram  # noqa: E402
from plugins.common.named import load  # noqa: E402
from plugins.common.places import CACHE  # noqa: E402
from plugins.model.kinds import known_kinds  # noqa: E402
from plugins.model.reference import reference  # noqa: E402
from plugins.site.feature import content_kinds, listed_features  # noqa: E402
from plugins.typography import commands as typography  # noqa: E402


@task(
    positional=["path"],
    help={
        "path": "un fichier ou un dossier de tests (tous si absent)",
        "k": "seulement les tests dont le nom contient ceci",
        "ghost": "les tests sur un vrai Ghost, et eux seuls (trois minutes d’installation la première fois)",
        "quick": "le code seul, sans les tests : mise en forme, style, types",
        "coverage": "mesure aussi ce que les tests parcourent du code, branches comprises",
    },
)
def test(
    c: Context,
    path: str = "",
    k: str = "",
    ghost: bool = False,
    quick: bool = False,
    coverage: bool = False,
) -> None:
    """Vérifie le code, puis lance tous les tests ; ou lance seulement ceux que l’on nomme.

    Ceux qui demandent un vrai Ghost n’en sont pas : --ghost les lance.
    """
    path = str(Path(path).absolute()) if path else ""  # of the caller's folder
    chosen = [*([path] if path else []), *(["-k", k] if k else []), *(["-m", "ghost"] if ghost else [])]
    measured = ["--cov", "--cov-report=term:skip-covered"] if coverage else []
    code = [
        [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
        [sys.executable, "-m", "ruff", "check", "--quiet", "."],
        [sys.executable, "-m", "mypy", "--no-error-summary"],
    ]
    tests = [
        *([] if ghost else [[sys.executable, "tests/system.py", *([path] if path else [])]]),  # what they need
        [sys.executable, "-m", "pytest", *(chosen or ["-n", "auto", "--dist", "worksteal"]), *measured],
    ]
    _run_all(code if quick else tests if chosen else code + tests)


def _run_all(steps: list[list[str]]) -> None:
    """Each command after the other, from the project's folder; the first that fails is the last."""
    kept = {"RUFF_CACHE_DIR": "ruff", "MYPY_CACHE_DIR": "mypy", "HYPOTHESIS_STORAGE_DIRECTORY": "hypothesis"}
    kept["COVERAGE_FILE"] = "coverage/data"
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTEST_ADDOPTS": f"-o cache_dir={shlex.quote(str(CACHE / 'pytest'))} {os.environ.get('PYTEST_ADDOPTS', '')}",
        **{name: str(CACHE / folder) for name, folder in kept.items()},
    }
    for step in steps:
        code = subprocess.run(step, cwd=ROOT, env=environ).returncode
        if code:
            raise Exit(code=code)


@task(
    name="install",
    help={
        "rows": "seulement ces lignes du tableau, par exemple 1-4",
        "table": "seulement le tableau de ce qui a déjà été essayé",
    },
)
def soak_install(c: Context, rows: str = "", table: bool = False) -> None:
    """Essaie les deux commandes du README sur une douzaine de Debian nus.

    Demande les droits de l’administrateur, debootstrap et le réseau ; une quarantaine de minutes.
    """
    options = [*(["--rows", rows] if rows else []), *(["--table"] if table else [])]
    _run_all([[sys.executable, "-m", "tests.soak.install", *options]])


@task(
    name="sites",
    default=True,
    help={
        "sizes": "nombres d’articles, séparés par des virgules (1000 si absent)",
        "runs": "nombre de tours (3 si absent) : les tableaux donnent les médianes",
        "saves": "mesure aussi l’aperçu, sur ce nombre d’enregistrements de chaque sorte (20 disent une médiane)",
        "profile": "seulement ce que coûte chaque paquet de code, dans une construction à froid",
        "growth": "seulement la croissance ; code 1 si les liens coûtent plus de 1,3 fois le même texte, "
        "ou le double des textes plus de 2,2 fois",
    },
)
def bench_sites(
    c: Context, sizes: str = "1000", runs: int = 3, saves: int = 0, profile: bool = False, growth: bool = False
) -> None:
    """Mesure les constructions, à côté de Pelican, Hugo et Eleventy, et l’aperçu.

    Écrit en Markdown les tableaux que docs/performance.md garde. Hugo et Eleventy s’installent dans le cache, s’ils
    le peuvent. Tout le reste est écrit dans un dossier temporaire, puis effacé.
    """
    flags = [*(["--profile"] if profile else []), *(["--growth"] if growth else [])]
    given = ["--sizes", sizes, "--runs", str(runs), "--saves", str(saves), *flags]
    _run_all([[sys.executable, "tests/bench/bench.py", *given]])


@task(
    name="workshops",
    help={
        "workshops": "nombre d’ateliers (300 si absent)",
        "sessions": "nombre de sessions de chacun (7 si absent)",
    },
)
def bench_workshops(c: Context, workshops: int = 300, sessions: int = 7) -> None:
    """Mesure ce que coûte un catalogue d’ateliers, et ce que pèse sa liste.

    Écrit un tableau en Markdown ; tout est fait dans un dossier temporaire, puis effacé.
    """
    _run_all([[sys.executable, "tests/bench/workshops.py", "--workshops", str(workshops), "--sessions", str(sessions)]])


@task(
    help={
        "site": "le dossier d’un site publié (celui d’exemple si absent, construit dans un dossier temporaire)",
        "runs": "mesures de vitesse de chaque page (5 si absent, dont on donne la médiane ; 0 : sans Lighthouse)",
    }
)
def audit(c: Context, site: str = "", runs: int = 5) -> None:
    """Mesure les budgets des pages : poids, requêtes, accessibilité, validité, liens, Lighthouse.

    Écrit un tableau en Markdown ; code 1 si un budget n’est pas tenu. Une dizaine de minutes, et Node.
    """
    site = str(Path(site).absolute()) if site else ""  # of the caller's folder
    _run_all([[sys.executable, "-m", "tests.audit.audit", "--site", site, "--runs", str(runs)]])


@task(
    help={
        "sample": "nombre de lignes cassées, réparties entre les gardes (150 si absent, 0 pour toutes)",
        "seed": "graine du tirage (1 si absent)",
        "minutes": "durée au plus (30 si absent) ; relancée, la tâche reprend où elle en était",
        "only": "seulement les gardes dont le nom contient ceci",
        "pages": "plutôt ce que perdraient ceux qui lisent les pages autrement (tests/mutants/pages.py), en un tableau",
    },
)
def mutants(
    c: Context, sample: int = 150, seed: int = 1, minutes: float = 30, only: str = "", pages: bool = False
) -> None:
    """Casse une à une les lignes qui protègent lecteurs et clients.

    Dit celles dont aucun test ne voit la perte ; code 1 s’il y en a.
    """
    options = {"sample": sample, "seed": seed, "minutes": minutes, "only": only}
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    given += ["--pages"] if pages else []
    _run_all([[sys.executable, "tests/mutants/job.py", *given]])


@task(
    help={
        "sample": "nombre de suites de deux ou trois signes tirées au sort (150 si absent)",
        "seed": "graine du tirage (1 si absent)",
        "minutes": "durée au plus (20 si absent)",
        "only": "seulement les textes dont le nom contient ceci, avec leurs temps",
    },
)
def lengths(c: Context, sample: int = 150, seed: int = 1, minutes: float = 20, only: str = "") -> None:
    """Lit des signes répétés sur 20, 100 et 200 Ko : rien ne dure sans un mot.

    Code 1 si un texte dépasse la limite de calcul sans message à sa ligne, ou coûte plus que sa longueur.
    """
    options = {"sample": sample, "seed": seed, "minutes": minutes, "only": only}
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    _run_all([[sys.executable, "tests/soak/lengths.py", *given]])


@task(
    help={
        "examples": "nombre de suites de modifications (500 si absent)",
        "steps": "modifications d’une suite (10 si absent)",
        "minutes": "durée au plus (sans limite si absent)",
        "seed": "graine de la première suite (tirée au sort si absente, et dite)",
        "broken": "casse exprès ce que le moteur retient : chaque oubli doit être vu",
    },
)
def equality(
    c: Context, examples: int = 500, steps: int = 10, minutes: float = 0, seed: int = 0, broken: bool = False
) -> None:
    """Modifie un site au hasard : construit de ce qui est gardé, il est celui d’une construction neuve, à l’octet près.

    Code 1 à la première différence, avec la suite qui y mène.
    """
    options = {"examples": examples, "steps": steps, "minutes": minutes, "seed": seed}
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    _run_all([[sys.executable, "-m", "tests.soak.equality", *given, *(["--broken"] if broken else [])]])


@task
def docs(c: Context) -> None:
    """Récrit les pages de docs/ qui disent ce que dit le code.

    reference.md (des schémas), templates.md (des vues), rules.md (des règles), indexing.md (des moteurs).
    """
    from plugins.model.rules_reference import rules_reference
    from plugins.site.contract import views_of
    from plugins.site.indexing import indexing_reference
    from plugins.site.template_reference import template_reference

    features = listed_features()
    kinds = known_kinds(content_kinds(features))
    templates = template_reference(views_of(features), ROOT / "theme" / "templates")
    pages = (("reference.md", reference(kinds)), ("templates.md", templates), ("rules.md", rules_reference()))
    pages = (*pages, ("indexing.md", indexing_reference()))
    for name, text in pages:
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
        print(f"docs/{name} écrit.")


@task
def format(c: Context) -> None:
    """Met le code en forme."""
    steps = (["check", "--fix", "--exit-zero", "--quiet", "."], ["format", "--quiet", "."])
    _run_all([[sys.executable, "-m", "ruff", *step] for step in steps])


GENERAL = {
    "": (
        build.build_, build.publish, build.preview, build.check, build.clean,
        test, audit, docs, format,
    ),
    "soak": (build.kills, build.agree, soak_install, mutants, lengths, equality),
    "bench": (typography.bench, bench_sites, bench_workshops),
}  # fmt: skip

namespace = Collection()
collections = {"": namespace}
for group, found in (
    *GENERAL.items(),
    *((group, load(name)) for feature in listed_features() for group, name in feature.tasks.items()),
):
    if group not in collections:
        collections[group] = Collection(group)
        namespace.add_collection(collections[group])
    for each in found:
        collections[group].add_task(each)  # `@task(default=True)` is what the name of its group alone runs

# The list of tasks, by who needs them; those that are not here come last, for developers.
GROUPS = {
    "Pour écrire et relire": (
        "new", "preview", "check", "fix", "typography.diff", "workshops.evidence", "doctor", "clean",
    ),
    "Pour mettre en ligne": (
        "publish", "build", "compress", "headers", "machines", "due", "addresses.record", "addresses.forget",
        "workshops.record", "comments.pull", "digest",
    ),
    "Pour les blogs des clients": (
        "relay.plan", "relay.apply", "relay.verify", "relay.quote", "relay.report", "relay.doctor", "relay.adopt",
        "relay.resolve", "relay.withdraw", "relay.restore", "relay.untrack", "relay.mail", "relay.kit", "relay.confirm",
        "relay.clicks",
    ),
}  # fmt: skip

gc.freeze()
gc.set_threshold(20_000, 200, 20)  # Python's own looks for circles all along a task that makes few and is soon over
gc.enable()

if __name__ == "__main__":
    FrenchProgram(namespace, GROUPS).run()
