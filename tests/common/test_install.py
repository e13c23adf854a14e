"""The first installation: how far it is, why it failed, what it never touches."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from plugins.common import install

ROOT = Path(__file__).resolve().parents[2]
SAID = {
    "pas de réseau": "WARNING: Retrying … broken by 'NewConnectionError(…: [Errno -3] Temporary failure in name "
    "resolution')'\nERROR: No matching distribution found for anyio==4.16.0",
    "un paquet reçu n’est pas": "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
    "plus de place": "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
    "un paquet n’a pas de version": "  error: subprocess-exited-with-error\n  × Building wheel for lxml did not run.",
    "le certificat": "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
    "le serveur de paquets ne donne pas": "ERROR: No matching distribution found for anyio==4.16.0",
    "le proxy": "ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407'))",
}


@pytest.mark.parametrize(("cause", "said"), SAID.items())
def test_what_pip_says_becomes_a_cause_and_a_remedy(cause: str, said: str) -> None:
    """Chaque façon d’échouer de pip donne une cause et un remède en français."""
    found = install.cause_of(said)

    assert found.startswith(cause) and " : " in found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose lock lists nothing that a registry has, and a pip.conf that looks nowhere."""
    root = tmp_path / "le projet d’Élodie"
    (root / "plugins" / "common").mkdir(parents=True)
    (root / "inv").write_bytes((ROOT / "inv").read_bytes())
    (root / "inv").chmod(0o755)
    (root / "plugins" / "common" / "install.py").write_bytes((ROOT / "plugins/common/install.py").read_bytes())
    (root / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    (root / "tasks.py").write_text(
        "import os, sys, warnings\n"
        "warnings.warn('soon', DeprecationWarning)\n"
        "print('été', sys.argv[1:], os.environ.get('TRIBUNE_CACHE', 'propre'), sys.prefix)\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def placed(project: Path) -> Path:
    """The same, whose installation makes an empty environment at once: for what `inv` itself decides."""
    (project / "plugins" / "common" / "install.py").write_text(
        "import sys, venv\n"
        "from pathlib import Path\n"
        "_, environment, _, stamp = sys.argv[1:]\n"
        "venv.create(environment, clear=True, symlinks=True)\n"
        "Path(environment, 'ready').write_text(stamp)\n"
        "print('Outils installés', file=sys.stderr)\n",
        encoding="utf-8",
    )
    return project


def inv(project: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TRIBUNE_", "PYTHON"))}
    return subprocess.run(
        [str(project / "inv"), *arguments],
        env={**clean, "PIP_NO_INDEX": "1", **environ},
        capture_output=True,
        text=True,
        timeout=400,
        encoding="utf-8",
    )


def test_the_first_command_installs_and_the_second_does_not(project: Path) -> None:
    """La première commande installe et le dit ; la suivante se tait ; des outils à moitié faits sont refaits."""
    first, second = inv(project, "check"), inv(project, "check")
    (project / ".venv" / "ready").unlink()
    third = inv(project, "check")

    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 0), first.stderr + third.stderr
    for said in (first.stderr, third.stderr):
        assert "installation de ses outils" in said and "Outils installés en" in said
    assert (second.stderr, second.stdout) == ("", f"été ['check'] propre {project / '.venv'}\n")


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "POSIX", "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PIP_QUIET": "3"},
        {
            "LC_ALL": "fr_FR.ISO-8859-1",
            **{"PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error", "PYTHONPATH": "/nulle/part", "PYTHONHOME": ""},
            "TMPDIR": "/nulle/part",
        },
    ],
    ids=lambda environ: " ".join(environ),
)
def test_the_caller_s_settings_change_nothing(project: Path, environ: dict[str, str]) -> None:
    """Ni l’encodage, ni les avertissements, ni les réglages de Python ou de pip de l’appelant n’arrêtent rien."""
    done = inv(project, "x", **environ)

    assert (done.returncode, done.stdout) == (0, f"été ['x'] propre {project / '.venv'}\n"), done.stderr


def test_half_an_environment_is_made_again(placed: Path) -> None:
    """Un dossier d’outils à moitié fait, d’une autre liste ou d’un Python disparu n’est jamais pris pour prêt."""
    inv(placed, "x")
    assert inv(placed, "x").stderr == ""
    for spoil in ((placed / ".venv" / "ready").unlink, (placed / ".venv" / "bin" / "python").unlink):
        spoil()
        assert "Outils installés" in inv(placed, "x").stderr
    (placed / "requirements.txt").write_text("# another\n", encoding="utf-8")

    assert "Outils installés" in inv(placed, "x").stderr


def test_an_environment_is_ready_for_its_list_and_its_python(tmp_path: Path) -> None:
    """Ce qu’une autre commande vient d’installer est prêt pour cette liste, ce Python, et tant qu’il est là."""
    stamp = f"Python {platform.python_version()} 123"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    assert not install.is_ready(tmp_path, stamp)
    (tmp_path / "ready").write_text(stamp)

    assert install.is_ready(tmp_path, stamp)
    assert not install.is_ready(tmp_path, f"{stamp}4")
    (tmp_path / "ready").write_text("Python 3.9.1 123")
    assert not install.is_ready(tmp_path, "Python 3.9.1 123")
    (tmp_path / "ready").write_text(stamp)
    (tmp_path / "bin" / "python").unlink()
    assert not install.is_ready(tmp_path, stamp)


def test_two_commands_install_once(project: Path) -> None:
    """Deux commandes lancées ensemble n’installent qu’une fois, et réussissent toutes deux."""
    environ = {**os.environ, "PIP_NO_INDEX": "1"}
    both = [
        subprocess.Popen([str(project / "inv"), "x"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=400) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum(err.decode().count("Outils installés") for _, err in said) == 1


def test_a_failure_shows_what_pip_said_and_leaves_nothing(project: Path) -> None:
    """Un échec montre les mots de pip, la cause et le remède, et ne laisse pas d’outils à moitié installés."""
    (project / "requirements.txt").write_text(f"anyio==4.16.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    done = inv(project, "x")

    assert done.returncode == 1 and done.stdout == ""
    assert "pip : ERROR" in done.stderr and "Installation impossible, le serveur de paquets ne donne pas" in done.stderr
    assert not (project / ".venv").exists()


def test_tools_and_cache_may_be_elsewhere(placed: Path, tmp_path: Path) -> None:
    """TRIBUNE_VENV et TRIBUNE_CACHE placent les outils et le cache ailleurs ; le projet n’est pas touché."""
    before = sorted(placed.iterdir())
    venv, cache = tmp_path / "mes outils", tmp_path / "à part"
    done = inv(placed, "x", TRIBUNE_VENV=str(venv), TRIBUNE_CACHE=str(cache))

    assert (done.returncode, done.stdout) == (0, f"été ['x'] {cache} {venv}\n"), done.stderr
    assert sorted(placed.iterdir()) == before and (cache / "CACHEDIR.TAG").is_file()


def test_a_folder_that_holds_something_else_is_not_emptied(project: Path, tmp_path: Path) -> None:
    """TRIBUNE_VENV qui désigne un dossier déjà occupé est refusé, et rien n’y est perdu."""
    kept = tmp_path / "documents" / "lettre.txt"
    kept.parent.mkdir()
    kept.write_text("x")
    done = inv(project, "x", TRIBUNE_VENV=str(kept.parent))

    assert done.returncode == 1 and str(kept.parent) in done.stderr and kept.is_file()


def test_a_cache_that_cannot_be_written_is_named(project: Path) -> None:
    """Un cache où l’on ne peut écrire est nommé, avec le réglage qui en donne un autre."""
    done = inv(project, "x", TRIBUNE_CACHE="/proc/nulle-part")

    assert done.returncode == 1 and "« /proc/nulle-part »" in done.stderr and "export TRIBUNE_CACHE" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="il faut être administrateur pour devenir un autre utilisateur")
@pytest.mark.parametrize("given", [None, "relatif", "caches"], ids=str)
def test_a_checkout_that_cannot_be_written_has_its_tools_elsewhere(
    project: Path, tmp_path: Path, given: str | None
) -> None:
    """Un projet en lecture seule garde ses outils et son cache dans le cache de l’utilisateur, là où XDG le dit."""
    home = tmp_path / "maison"
    home.mkdir()
    os.chown(home, 65534, 65534)
    for folder in (*tmp_path.parents, tmp_path):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o755)
    done = subprocess.run(
        [str(project / "inv"), "x"],
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "PIP_NO_INDEX": "1",
            **({"XDG_CACHE_HOME": str(home / given) if given == "caches" else given} if given else {}),
        },
        capture_output=True,
        encoding="utf-8",
        user=65534,
        group=65534,
        timeout=400,
    )
    if "demande Python 3.11" in done.stderr:
        pytest.skip("pas de Python pour un autre utilisateur que l’administrateur")

    assert done.returncode == 0, done.stderr
    assert f"{home}/{given if given == 'caches' else '.cache'}/tribune/" in done.stdout
    assert not (project / ".venv").exists()


def test_progress_says_how_far_it_is() -> None:
    """La ligne qui avance dit l’étape et le temps passé."""
    said: list[str] = []
    progress = install.Progress(said.append, moving=True)
    script = "import time; print('Collecting anyio==4.16.0'); time.sleep(0.5)"
    code, words = install._follow([sys.executable, "-c", script], 93, progress)
    progress.close()

    assert (code, words) == (0, "Collecting anyio==4.16.0\n")
    assert any("téléchargement 1 / 93 : anyio" in line for line in said)


def test_the_lock_holds_all_that_its_packages_ask_for() -> None:
    """Le verrou s’installe tel quel, sans que pip y cherche rien : ce que demandent ses paquets y est."""
    names = {
        found.name for found in map(_requirement, (ROOT / "requirements.txt").read_text("utf-8").splitlines()) if found
    }
    lacking = [
        f"{package.name} : {asked}"
        for package in distributions()
        if canonicalize_name(package.name) in names
        for asked in _asked_by(package, {""})
        if canonicalize_name(asked.name) not in names
    ]

    assert len(names) > 100
    assert lacking == []


def _requirement(line: str) -> Requirement | None:
    return Requirement(line.split(" ")[0]) if re.match(r"[\w.-]+==", line) else None


def _asked_by(package: Distribution, extras: set[str]) -> Iterator[Requirement]:
    """What a package asks for here, and what those packages ask for by the extras with which it asks for them."""
    for asked in map(Requirement, package.requires or ()):
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in extras):
            yield asked
            if asked.extras:
                yield from _asked_by(distribution(asked.name), asked.extras)
