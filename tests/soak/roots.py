"""Bare Debian systems on this machine: made once by debootstrap, then lent as a copy that forgets what is done to it.

Every mount is in a namespace of the command that needs it, and every process in it: both are gone when that command
ends, however it ends.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Of this machine, what a root needs to reach the same packages: names only, the values are read when it runs.
HANDED_ON = re.compile(r"PIP_(INDEX_URL|CERT|DEFAULT_TIMEOUT)|(https?|no)_proxy|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BASE = "python3,python3-pip,ca-certificates"
TOOLS = ("debootstrap", "unshare", "chroot", "mount", "apt-get")


class RootsRefused(Exception):
    """No root can be made here; the message is French and says the remedy."""


def check() -> None:
    """Raises RootsRefused where roots cannot be made."""
    if os.geteuid() != 0:
        raise RootsRefused("les systèmes d’essai demandent les droits de l’administrateur : sudo ./inv soak.install")
    if absent := [name for name in TOOLS if not shutil.which(name)]:
        raise RootsRefused(f"il manque {', '.join(absent)} : apt install debootstrap util-linux mount")
    probe = "mount -t overlay overlay -o lowerdir=/,upperdir=$1/u,workdir=$1/w $1/m"
    folder = Path("/var/tmp/tribune-overlay")
    for name in "uwm":
        (folder / name).mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["unshare", "--mount", "sh", "-c", probe, "sh", str(folder)], capture_output=True, text=True)
    shutil.rmtree(folder, ignore_errors=True)
    if done.returncode:
        raise RootsRefused(f"ce noyau ne monte pas d’overlay ici ({done.stderr.strip()}) : essayez hors conteneur")


def mirror() -> str:
    """The Debian mirror that apt uses on this machine."""
    shown = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(SITE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
    ).stdout
    sites = [line.removeprefix("Debian|Debian|") for line in shown.splitlines() if line.startswith("Debian|Debian|")]
    if not sites:
        raise RootsRefused("apt ne connaît ici aucun dépôt de Debian : apt-get update, sur un système Debian")
    return sites[0]


def base_root(suite: str, cache: Path) -> Path:
    """A Debian of a suite with python3 and pip, and nothing more; made once."""
    root = cache / suite
    if root.is_dir():
        return root
    packages, partial = cache / "debs" / suite, cache / f"{suite}.partial"
    packages.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(partial, ignore_errors=True)
    options = ["--variant=minbase", f"--include={BASE}", f"--cache-dir={packages}"]
    made = subprocess.run(
        ["debootstrap", *options, suite, str(partial), mirror()], capture_output=True, text=True, timeout=1200
    )
    if made.returncode:
        raise RootsRefused(f"debootstrap {suite} : {made.stdout.strip().splitlines()[-1]}")
    partial.rename(root)
    return root


@dataclass(frozen=True)
class Root:
    """One lent root: `base` stays as it is, what is done goes to `folder`.

    `shared` are folders of this machine, by their place in the root: what is downloaded stays there.
    """

    base: Path
    folder: Path
    shared: Mapping[str, Path]

    def run(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        user: str = "root",
        network: bool = True,
        timeout: float = 600,
    ) -> subprocess.CompletedProcess[str]:
        """A command in the root, as a user, with an environment of its own; TimeoutExpired ends all that it started."""
        for name in ("upper", "work", "merged"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        inside = self.folder / "merged"
        # Volatile: nothing waits for the disk. The kernel then refuses a second mount unless its mark is taken away.
        options = f"volatile,lowerdir={self.base},upperdir={self.folder}/upper,workdir={self.folder}/work"
        shutil.rmtree(self.folder / "work" / "work" / "incompat", ignore_errors=True)
        given = " ".join(shlex.quote(f"{name}={value}") for name, value in environ.items())
        steps = [
            f"mount -t overlay overlay -o {shlex.quote(options)} {shlex.quote(str(inside))}",
            f"cd {shlex.quote(str(inside))}",
            "mount -t proc proc proc",
            "mount --rbind /dev dev",
            "mkdir -p dev/shm",
            *(
                f"mkdir -p .{place} && mount --bind {shlex.quote(str(folder))} .{place}"
                for place, folder in self.shared.items()
            ),
            "cat /etc/resolv.conf > etc/resolv.conf",
            *([f"cat {CERTIFICATES} > .{CERTIFICATES}"] if CERTIFICATES.is_file() else []),
            *([] if network else [f"chroot . python3 -c {shlex.quote(_LOOPBACK)}"]),
            f"exec chroot --userspec={user}:{user} . env -i {given} {shlex.join(command)}",
        ]
        script = " &&\n".join(steps)
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"])]
        return subprocess.run(
            [*isolated, "sh", "-c", script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )

    def forget(self) -> None:
        """Delete what was done."""
        shutil.rmtree(self.folder, ignore_errors=True)


_LOOPBACK = """
import fcntl, socket, struct
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
"""


def handed_on() -> dict[str, str]:
    """The part of this machine's environment by which packages are reached."""
    return {name: value for name, value in os.environ.items() if HANDED_ON.fullmatch(name)}
