"""The README's two commands on bare machines: `python -m tests.soak.install`, which `./inv soak.install` runs.

Prints a Markdown table, a line for each machine, and keeps what it found beside the roots, so that a run may be cut
into slices (`--rows 1-4`). Exit code 1 when a machine neither works nor says what is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plugins.common.places import CACHE, ROOT
from tests.soak.roots import Root, RootsRefused, base_root, check, handed_on

SUITES = ("bookworm", "trixie", "sid")
PACKAGES = {
    "pango": "libpango-1.0-0 libpangoft2-1.0-0",
    "subset": "libharfbuzz-subset0",
    "chromium": "chromium",
    "git": "git",
}
# What differs between two machines besides their Debian; the first value is that of a bare one.
CHOICES = {
    "pango": (False, True),
    "subset": (False, True),
    "chromium": (False, True),
    "git": (False, True),
    "utf8": (False, True),
    "network": (True, False),
    "accents": (False, True),
    "user": (False, True),
    "elsewhere": (False, True),
    "home": (True, False),
    "umask": (False, True),
}
LABELS = {
    "pango": ("no Pango", "Pango"),
    "subset": ("", "HarfBuzz-subset"),
    "chromium": ("", "Chromium"),
    "git": ("", "git"),
    "utf8": ("LC_ALL=POSIX", "UTF-8"),
    "network": ("**no network**", ""),
    "accents": ("", "path with spaces and accents"),
    "user": ("root", "user without rights"),
    "elsewhere": ("", "read-only checkout"),
    "home": ("HOME unset", ""),
    "umask": ("", "umask 077"),
}
# Run in the root by its own Python: a preview until it answers, then Ctrl-C; each line that it says, with its time.
PREVIEW = r"""
import json, re, signal, subprocess, threading, time, urllib.request
start = time.monotonic()
process = subprocess.Popen(["./inv", "preview"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
said = []

def listen():
    for line in process.stdout:
        said.append((round(time.monotonic() - start), line.decode(errors="replace").rstrip()))

listener = threading.Thread(target=listen)
listener.start()
status = ready = None
while time.monotonic() - start < 420 and process.poll() is None:
    address = re.search(r"http://127\.0\.0\.1:\d+/", "\n".join(line for _, line in said))
    try:
        if not address:
            raise OSError("not yet")
        status = urllib.request.urlopen(address[0], timeout=5).status
    except OSError:
        time.sleep(0.2)
        continue
    ready = round(time.monotonic() - start)
    for _ in range(100):  # what is missing is told once the page is there
        if any(" construit en " in line for _, line in said):
            break
        time.sleep(0.1)
    break
if process.poll() is None:
    process.send_signal(signal.SIGINT)
code = process.wait(60)
listener.join()
print(json.dumps({"status": status, "seconds": ready, "code": code, "said": said}))
"""
# What a publication wrote: the digest of the PDF programmes, that of all the rest.
DIGESTS = r"""
import hashlib, json, pathlib, sys
found = {"pdf": hashlib.sha256(), "site": hashlib.sha256()}
root = pathlib.Path(sys.argv[1])
for path in sorted(path for path in root.rglob("*") if path.is_file()):
    of = found["pdf" if path.suffix == ".pdf" else "site"]
    of.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
print(json.dumps({name: of.hexdigest()[:8] for name, of in found.items()}))
"""
NOW = "2026-11-22 09:00"
WHEELS = "/var/cache/wheels"


@dataclass(frozen=True)
class Machine:
    """One machine of the matrix."""

    suite: str
    pango: bool = False
    subset: bool = False
    chromium: bool = False
    git: bool = False
    utf8: bool = False
    network: bool = True
    accents: bool = False
    user: bool = False
    elsewhere: bool = False
    home: bool = True
    umask: bool = False

    @property
    def sound(self) -> bool:
        """HarfBuzz’s subsetting library comes with Pango; root may write in any checkout."""
        return (self.pango or not self.subset) and (self.user or not self.elsewhere)

    def label(self) -> str:
        """What is special about it, in English."""
        return ", ".join(filter(None, (LABELS[name][getattr(self, name)] for name in CHOICES)))


def matrix() -> list[Machine]:
    """Machines among which each two values of two choices are met together at least once; the likeliest first."""
    every = [
        machine
        for suite in SUITES
        for values in itertools.product(*CHOICES.values())
        if (machine := Machine(suite, **dict(zip(CHOICES, values, strict=True)))).sound
    ]
    chosen = [*map(Machine, SUITES), Machine("bookworm", pango=True)]  # the last: what ImageMagick brings along
    left = set().union(*map(_pairs, every)) - set().union(*map(_pairs, chosen))
    while left:
        best = max(every, key=lambda machine: len(_pairs(machine) & left))
        chosen.append(best)
        left -= _pairs(best)
    return chosen


def _pairs(machine: Machine) -> set[tuple[tuple[str, object], ...]]:
    return set(itertools.combinations(asdict(machine).items(), 2))


def shared_folders(suite: str, cache: Path) -> dict[str, Path]:
    """What the roots of a suite download: Debian’s packages and their lists, Python’s."""
    places = {"/var/cache/apt/archives": "debs", "/var/lib/apt/lists": "lists", WHEELS: "wheels"}
    folders = {place: cache / name / suite for place, name in places.items()}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return folders


def try_machine(machine: Machine, name: str, cache: Path) -> dict[str, object]:
    """The README's two commands on one machine: what they answered, and what they said was missing."""
    root = Root(base_root(machine.suite, cache), cache / f"lent-{name}", shared_folders(machine.suite, cache))
    root.forget()
    try:
        return _try(machine, root)
    finally:
        root.forget()


def _try(machine: Machine, root: Root) -> dict[str, object]:
    user = "lea" if machine.user else "root"
    place = "/srv/Élodie & Cie/le site" if machine.accents else "/srv/tribune"
    copy_project(root.folder / "upper" / place.lstrip("/"))
    scripts = root.folder / "upper" / "opt"
    scripts.mkdir(exist_ok=True)
    for name, text in (("preview.py", PREVIEW), ("digests.py", DIGESTS)):
        (scripts / name).write_text(text, encoding="utf-8")
    wanted = " ".join(PACKAGES[name] for name in PACKAGES if getattr(machine, name))
    _prepare(root, user, place, wanted, machine)
    _download(root, place)

    environ = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PIP_FIND_LINKS": WHEELS,
        **handed_on(),
        **({"LANG": "C.UTF-8"} if machine.utf8 else {"LC_ALL": "POSIX"}),
        **({"HOME": "/home/lea" if machine.user else "/root"} if machine.home else {}),
    }

    def run(command: str, network: bool = machine.network) -> subprocess.CompletedProcess[str]:
        mask = "umask 077; " if machine.umask else ""
        script = f"cd '{place}' && {mask}{command}"
        return root.run(["sh", "-c", script], environ=environ, user=user, network=network, timeout=540)

    result: dict[str, object] = {"date": time.strftime("%Y-%m-%d"), "python": run("python3 -V").stdout.split()[-1]}
    if not machine.network:
        refused = run("env -u PIP_FIND_LINKS ./inv preview")
        result["refused"] = _last(refused.stderr)
        start = time.monotonic()
        run("./inv --list", network=True)
        result["installed"] = round(time.monotonic() - start)
    shown = run("python3 -X utf8 /opt/preview.py")
    try:
        result["preview"] = json.loads(shown.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        result["preview"] = {"status": None, "code": shown.returncode, "said": [[0, shown.stderr[-2000:]]]}
    result["doctor"] = _answer(run("./inv doctor"))
    result["test"] = _answer(run("./inv test tests/test_machine.py"))
    result["after"] = _answer(run("./inv doctor"))  # the tests may have installed what was missing
    result["publish"] = _answer(run(f"./inv publish --output /var/tmp/site --now '{NOW}'"))
    digests = run("python3 /opt/digests.py /var/tmp/site").stdout
    return result | {"digests": json.loads(digests) if digests else {}}


def _answer(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    return {"code": done.returncode, "said": (done.stdout + done.stderr)[-6000:]}


def copy_project(target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def _prepare(root: Root, user: str, place: str, wanted: str, machine: Machine) -> None:
    """Packages, a user, the owner of the checkout."""
    apt = "apt-get -qq -o APT::Keep-Downloaded-Packages=true -o Dpkg::Options::=--force-unsafe-io"
    steps = ["set -e", "export DEBIAN_FRONTEND=noninteractive"]
    # The mirror of this machine may be older than its Release files allow.
    steps.append("echo 'Acquire::Check-Valid-Until \"false\";' >/etc/apt/apt.conf.d/99soak")
    if wanted:
        steps += [f"{apt} update", f"{apt} install -y --no-install-recommends {wanted}"]
    if user != "root":
        steps.append(f"useradd --create-home {user}")
        if not machine.elsewhere:
            steps.append(f"chown -R {user}: '{place}'")
    environ = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", **handed_on()}
    done = root.run(["sh", "-c", "\n".join(steps)], environ=environ)
    if done.returncode:
        raise RootsRefused(f"système d’essai {machine.suite} : {done.stderr.strip()[-400:]}")


def _download(root: Root, place: str) -> None:
    """The packages of the lock for the Python of a root, kept on this machine: a later row takes them from there."""
    stamp = root.shared[WHEELS] / hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()[:12]
    if stamp.is_file():
        return
    command = [
        "python3",
        "-m",
        "pip",
        "download",
        "-q",
        "--require-hashes",
        "-d",
        WHEELS,
        "-r",
        f"{place}/requirements.txt",
    ]
    done = root.run(command, environ={"PATH": "/usr/bin:/bin", "HOME": "/root", **handed_on()})
    if done.returncode:
        raise RootsRefused(f"paquets pour {root.base.name} : {_last(done.stderr)}")
    stamp.touch()


def _last(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def row(number: int, machine: Machine, result: dict[str, Any]) -> str:
    """One line of the table."""
    preview, tested, digests = result["preview"], result["test"], result["digests"]
    works = f"200 in {preview.get('seconds')} s" if preview["status"] == 200 else "**no answer**"
    if "refused" in result:
        works = f"installation: « {result['refused']} »; once installed with it ({result['installed']} s): {works}"
    missing = re.findall(r"programmes PDF laissés de côté : .*", "\n".join(line for _, line in preview["said"]))
    counts = re.findall(r"\d+ (?:passed|skipped|failed|error)", tested["said"])
    lacks = [*missing, *dict.fromkeys(re.findall(r"(pas de [^(:\n]*?) [(:]", tested["said"]))]
    pango = re.search(r"présent  Pango (\S+)", result["after"]["said"])
    if result["publish"]["code"] == 0:
        made = f"site {digests['site']}, PDF {digests['pdf']} by Pango {pango[1] if pango else '?'}"
    else:
        refusals = re.findall(r"^erreur : (.*)", result["publish"]["said"], re.M)
        made = f"code {result['publish']['code']}: « {(refusals or ['?'])[0]} »"
    cells = [
        str(number),
        f"{machine.suite}, Python {result['python']}",
        machine.label(),
        works,
        ", ".join(counts) or f"**code {tested['code']}**",
        str(result["doctor"]["code"]),
        made,
        " ; ".join(f"« {lack} »" for lack in lacks) or "—",
    ]
    return f"| {' | '.join(cells)} |"


def sound(result: dict[str, Any]) -> bool:
    """Whether the commands worked, or said what is missing; not for a machine that has not been tried."""
    if not result:
        return False
    preview, published = result["preview"], result["publish"]
    told = published["code"] == 0 or "apt install libpango" in published["said"]
    return told and (preview["status"], preview["code"], result["test"]["code"], result["doctor"]["code"]) == (
        200,
        0,
        0,
        0,
    )


def table(machines: Iterable[tuple[int, Machine]], found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The Markdown table of the machines tried."""
    yield "| | Debian | machine | `./inv preview` | `./inv test …` | `doctor` | `./inv publish` | said to be missing |"
    yield "|---|---|---|---|---|---|---|---|"
    for number, machine in machines:
        if result := found.get(_key(machine)):
            yield row(number, machine, result)


def _key(machine: Machine) -> str:
    return json.dumps(asdict(machine), sort_keys=True)


def _rows(text: str) -> list[int]:
    """`1-3,7` → 1, 2, 3, 7."""
    ends = [part.partition("-") for part in text.split(",") if part]
    return [number for first, _, last in ends for number in range(int(first), int(last or first) + 1)]


def main() -> int:
    """Try the machines asked for, print the table of all those tried."""
    parser = argparse.ArgumentParser(description="Les deux commandes du README sur des systèmes nus.")
    parser.add_argument(
        "--rows",
        default="",
        help="les lignes à essayer, par exemple 1-4 ; si absent, celles qui ne l’ont pas été ou ont échoué",
    )
    parser.add_argument("--table", action="store_true", help="seulement le tableau de ce qui a été essayé")
    options = parser.parse_args()
    machines = list(enumerate(matrix(), 1))
    cache = CACHE / "soak-install"
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / "results.json"
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    code = 0
    try:
        left = [number for number, machine in machines if not sound(found.get(_key(machine), {}))]
        asked = [] if options.table else _rows(options.rows) or left
        if asked:
            check()
        for number, machine in machines:
            if number not in asked:
                continue
            print(f"{number}/{len(machines)} {machine.suite} : {machine.label()}", file=sys.stderr, flush=True)
            result = try_machine(machine, str(number), cache)
            found[_key(machine)] = result
            kept.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
            code |= not sound(result)
    except (RootsRefused, subprocess.TimeoutExpired, ValueError) as error:
        print(f"erreur : {error}", file=sys.stderr)
        return 1
    print("\n".join(table(machines, found)))
    return code


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
