"""The tasks of the project: `./inv --list`. A task is a sentence; its work is in the plugins, which meet here."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # the task is run from the caller's folder

from invoke import Collection, Context, Exit, task  # noqa: E402

from plugins.common.program import FrenchProgram  # noqa: E402
from plugins.crosspost import incoming_commands as incoming  # noqa: E402
from plugins.crosspost import outgoing_commands as outgoing  # noqa: E402
from plugins.editorial import commands as editorial  # noqa: E402
from plugins.fastbuild import commands as fastbuild  # noqa: E402
from plugins.model.reference import reference  # noqa: E402
from plugins.publishing import commands as publishing  # noqa: E402
from plugins.typography import commands as typography  # noqa: E402
from plugins.workshops import commands as workshops  # noqa: E402

# Checks on the content besides the model's own, as `module:function`.
CHECKS = [
    "plugins.editorial.checks:check_editorial",
    "plugins.media.checks:check_images",
    "plugins.publishing.redirects:check_redirects",
    "plugins.crosspost.checks:check_relays",
    "plugins.workshops.continuity:check_calendar",
    "plugins.workshops.checks:check_workshops",
]


@task(
    positional=["path"],
    help={
        "path": "un fichier ou un dossier de tests (tous si absent)",
        "k": "seulement les tests dont le nom contient ceci",
        "ghost": "les tests sur un vrai Ghost, et eux seuls (trois minutes d’installation la première fois)",
    },
)
def test(c: Context, path: str = "", k: str = "", ghost: bool = False) -> None:
    """Vérifie le code, puis lance tous les tests.

    Ceux qui demandent un vrai Ghost n’en sont pas : --ghost les lance.
    """
    chosen = [*([path] if path else []), *(["-k", k] if k else []), *(["-m", "ghost"] if ghost else [])]
    steps = [
        [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
        [sys.executable, "-m", "ruff", "check", "--quiet", "."],
        *([] if ghost else [[sys.executable, "tests/system.py"]]),  # what the others need of the system
        [sys.executable, "-m", "pytest", *(chosen or ["-n", "auto", "--dist", "worksteal"])],
    ]
    for step in steps:
        code = subprocess.run(step, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode
        if code:
            raise Exit(code=code)


@task
def docs(c: Context) -> None:
    """Récrit docs/reference.md à partir des schémas."""
    (ROOT / "docs" / "reference.md").write_text(reference(), encoding="utf-8")
    print("docs/reference.md écrit.")


@task
def format(c: Context) -> None:
    """Met le code en forme."""
    for step in (["check", "--fix", "--quiet", "."], ["format", "--quiet", "."]):
        subprocess.run([sys.executable, "-m", "ruff", *step], cwd=ROOT, check=False)


namespace = Collection(
    fastbuild.build_,
    fastbuild.publish,
    fastbuild.preview,
    fastbuild.clean,
    publishing.due,
    editorial.check,
    editorial.new,
    test,
    docs,
    format,
)
namespace.add_collection(Collection("relay", incoming.verify_task, incoming.quote, *outgoing.TASKS))
namespace.add_collection(Collection("soak", outgoing.soak))
namespace.add_collection(Collection("typography", typography.diff))
namespace.add_collection(Collection("workshops", workshops.record))
namespace.add_collection(Collection("bench", typography.bench))
namespace.configure({"tribune": {"checks": CHECKS, "polish": "plugins.typography.rules:typeset_html"}})

# The list of tasks, by who needs them; those that are not here come last, for developers.
GROUPS = {
    "Pour écrire et relire": ("new", "preview", "check", "typography.diff"),
    "Pour mettre en ligne": ("publish", "build", "due", "workshops.record"),
    "Pour les blogs des clients": (
        "relay.plan", "relay.apply", "relay.verify", "relay.quote", "relay.report", "relay.doctor", "relay.adopt",
        "relay.withdraw",
    ),
}  # fmt: skip

if __name__ == "__main__":
    FrenchProgram(namespace, GROUPS).run()
