"""What CI decides before it deploys, relays and records: the scripts of .ci/ on repositories of this test's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
INV = """#!/bin/sh
echo "$@" >> inv.log
[ "$1" != workshops.record ] || { mkdir -p content/registre && cp content/texte.md content/registre/agenda; }
[ "$1" != addresses.record ] || cp "$3/adresses.txt" content/registre/adresses.txt
[ "$1" != relay.apply ] || git rev-parse --abbrev-ref @{upstream} >> inv.log
"""


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass
class Server:
    """The repository that people push to, and what a runner of CI checks out of it."""

    folder: Path
    people: Path

    def push(self, name: str, text: str, *options: str) -> str:
        """Somebody's push of one file to main; the commit."""
        path = self.people / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git(self.people, "add", ".")
        git(self.people, "commit", "--quiet", "--allow-empty", "--message", f"{name} : {text}")
        git(self.people, "push", "--quiet", *options, "origin", "HEAD:main")
        return git(self.people, "rev-parse", "HEAD")

    def runner(self, commit: str) -> Path:
        """A shallow clone at a commit, as GitHub's checkout makes it: main, at that commit."""
        folder = self.folder.parent / f"runner-{commit[:8]}"
        git(self.folder.parent, "init", "--quiet", "--initial-branch", "main", folder.name)
        git(folder, "remote", "add", "origin", self.folder.as_uri())
        git(folder, "fetch", "--quiet", "--depth", "1", "origin", f"+{commit}:refs/remotes/origin/main")
        git(folder, "checkout", "--quiet", "-B", "main", "refs/remotes/origin/main")
        shutil.copytree(ROOT / ".ci", folder / ".ci", dirs_exist_ok=True)
        return folder

    def text(self, name: str) -> str:
        """A file of main, as it is on the server."""
        return git(self.folder, "show", f"main:{name}")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    for key, value in (("GIT_CONFIG_GLOBAL", os.devnull), ("GITHUB_RUN_ATTEMPT", "1")):
        monkeypatch.setenv(key, value)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Essai")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "essai@agence.example")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", "serveur.git")
    git(tmp_path / "serveur.git", "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "serveur.git", "auteur")
    made = Server(tmp_path / "serveur.git", tmp_path / "auteur")
    made.push("inv", INV)
    (made.people / "inv").chmod(0o755)
    made.push("content/texte.md", "premier")
    return made


def run(folder: Path, script: str, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", f".ci/{script}", *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True)


def deployed(runner: Path) -> str:
    """The archive of a site, as upload-pages-artifact makes it."""
    site = runner.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "adresses.txt").write_text("/articles/un/")
    archive = runner.parent / "artifact.tar"
    subprocess.run(["tar", "--create", "--file", archive, "--directory", site, "."], check=True)
    return str(archive)


def asked(folder: Path) -> list[str]:
    """The tasks that a script has run."""
    path = folder / "inv.log"
    return path.read_text().splitlines() if path.exists() else []


def test_the_head_of_main_goes(server: Server) -> None:
    """Le commit que main porte est mis en ligne."""
    commit = server.push("content/texte.md", "second")
    done = run(server.runner(commit), "current", commit)

    assert (done.returncode, done.stdout, done.stderr) == (0, "go=true\n", "")


def test_a_commit_that_main_has_left_does_not_go(server: Server) -> None:
    """Un déroulement lent, ou relancé, dont les textes ne sont plus ceux de main, ne met rien en ligne, et le dit."""
    old = server.push("content/texte.md", "second")
    runner = server.runner(old)
    server.push("content/texte.md", "troisième")
    done = run(runner, "current", old)

    assert (done.returncode, done.stdout) == (0, "go=false\n")
    assert "main a changé" in done.stderr and old[:10] in done.stderr


def test_the_register_alone_is_no_newer_text(server: Server) -> None:
    """Ce que les commandes écrivent au registre ne lance aucun déroulement : le commit d’avant est encore le bon."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    server.push("content/registre/agenda", "second")

    assert run(runner, "current", commit).stdout == "go=true\n"


def test_a_text_taken_back_is_the_text_of_main(server: Server) -> None:
    """Un commit annulé par un autre dit de nouveau ce que dit main, même après un envoi forcé."""
    first = server.push("content/texte.md", "second")
    server.push("content/texte.md", "erreur")
    last = server.push("content/texte.md", "second")
    git(server.people, "reset", "--quiet", "--hard", first)
    server.push("content/texte.md", "second", "--force")

    assert run(server.runner(last), "current", last).stdout == "go=true\n"


@pytest.mark.parametrize(("until", "go"), [("2020-01-01T08:00:00+01:00", False), ("2999-01-01T08:00:00+01:00", True)])
def test_what_was_built_before_a_date_does_not_go_after_it(server: Server, until: str, go: bool) -> None:
    """Une construction d’avant une parution ou une fin de session ne remplace pas celle d’après."""
    commit = server.push("content/texte.md", "second")
    done = run(server.runner(commit), "current", commit, until)

    assert done.stdout == f"go={str(go).lower()}\n" and (until in done.stderr) is not go


def test_a_server_that_does_not_answer_is_a_failure(server: Server) -> None:
    """Sans réponse du dépôt rien n’est conclu : l’étape échoue, et rien n’est mis en ligne."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    git(runner, "remote", "set-url", "origin", (server.folder.parent / "absent.git").as_uri())
    done = run(runner, "current", commit)

    assert done.returncode not in (0, 3) and "go=" not in done.stdout


def test_relays_take_the_deployed_texts_and_the_last_register(server: Server) -> None:
    """Les relais partent des textes mis en ligne et du registre de main, sur une branche qui peut pousser."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    server.push("content/registre/relais", "envoyé")
    done = run(runner, "relay", commit)

    assert done.returncode == 0 and asked(runner) == ["relay.apply --push", "origin/main"]
    assert (runner / "content/registre/relais").read_text() == "envoyé"
    assert (runner / "content/texte.md").read_text() == "second"


def test_nothing_is_relayed_of_a_text_that_is_not_on_line(server: Server) -> None:
    """Si main porte d’autres textes, qui ne sont pas en ligne, rien n’est relayé : le déroulement suivant le fera."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    server.push("content/texte.md", "troisième")
    done = run(runner, "relay", commit)

    assert (done.returncode, asked(runner)) == (0, []) and "main a changé" in done.stderr


GH = """#!/bin/sh
echo "$@" >> gh.log
case "$*" in *--paginate*) cat comments ;; *body=@*)
    for each in "$@"; do cp "${each#body=@}" said 2>/dev/null; done ;; esac
exit 0
"""


@pytest.mark.parametrize(
    ("code", "comments", "written"),
    [(2, "", "POST"), (3, "12\n", "PATCH repos/a/b/issues/comments/12"), (0, "", "POST"), (1, "", "")],
)
def test_the_plan_is_one_comment_of_a_pull_request(tmp_path: Path, code: int, comments: str, written: str) -> None:
    """Le plan des relais est un commentaire de la demande, récrit à chaque envoi ; un contenu fautif n’en écrit pas."""
    for name, text in {
        "inv": f"#!/bin/sh\necho \"$@\" >> inv.log; echo '### Relais'; exit {code}\n",
        "gh": GH,
        "comments": comments,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "GH_REPO": "a/b"}
    done = subprocess.run(
        ["bash", ROOT / ".ci" / "comment", "7"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    asked = (tmp_path / "gh.log").read_text() if (tmp_path / "gh.log").exists() else ""

    assert done.returncode == (0 if written else 1), done.stderr
    assert (tmp_path / "inv.log").read_text() == "relay.plan --format markdown\n"
    assert bool(asked) == bool(written) and f"--method {written}" in asked + "--method "
    assert not written or (tmp_path / "said").read_text().startswith("<!-- relais -->\n### Relais")


def test_what_is_on_line_is_recorded_beside_what_others_pushed(server: Server) -> None:
    """Le registre dit ce qui vient d’être mis en ligne, sans effacer ce que d’autres ont poussé entre-temps."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    server.push("content/texte.md", "troisième")
    done = run(runner, "record", commit, deployed(runner))

    assert done.returncode == 0, done.stderr
    assert (server.text("content/registre/agenda"), server.text("content/texte.md")) == ("second", "troisième")
    assert server.text("content/registre/adresses.txt") == "/articles/un/"


def test_a_late_second_attempt_records_nothing(server: Server) -> None:
    """Relancée plus tard, l’étape n’écrit pas au registre un état que d’autres ont remplacé."""
    commit = server.push("content/texte.md", "second")
    runner = server.runner(commit)
    server.push("content/texte.md", "troisième")
    done = run(runner, "record", commit, deployed(runner), GITHUB_RUN_ATTEMPT="2")

    assert (done.returncode, asked(runner)) == (0, [])
    assert "content/registre" not in git(server.folder, "ls-tree", "-r", "--name-only", "main")


def test_a_record_that_says_the_same_pushes_nothing(server: Server) -> None:
    """Un registre déjà à jour ne fait pas de commit."""
    server.push("content/registre/adresses.txt", "/articles/un/")
    commit = server.push("content/registre/agenda", "premier")
    runner = server.runner(commit)

    assert run(runner, "record", commit, deployed(runner)).returncode == 0
    assert git(server.folder, "rev-parse", "main") == commit


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_jobs_bounded(path: Path) -> None:
    """Chaque action est fixée par son commit ; chaque travail a ses droits et sa durée, 45 minutes au plus."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    loose = [
        step["uses"]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "uses" in step and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
    ]

    assert workflow["permissions"] == {} and loose == []
    assert all("permissions" in job and job["timeout-minutes"] <= 45 for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_workflow_runs_is_there(path: Path) -> None:
    """Les scripts qu’un déroulement lance existent."""
    scripts = re.findall(r"\bbash (\S+)", path.read_text(encoding="utf-8"))

    assert all((ROOT / name).is_file() for name in scripts)
