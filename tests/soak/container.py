"""The dev container's own commands, on a bare Debian 12 in place of its image: `python -m tests.soak.container`.

What is not tried here is Docker and the image itself. Prints what each command answered; exit code 1 when one failed.
"""

from __future__ import annotations

import json
import os
import sys
import time

from plugins.common.places import CACHE, ROOT
from tests.soak.install import WHEELS, copy_project, shared_folders
from tests.soak.roots import Root, RootsRefused, base_root, check, handed_on

PLACE = "/workspaces/tribune"
SUITE = "bookworm"
# As the image does: a user who may use sudo without a password.
USER = """
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update && apt-get -qq install -y --no-install-recommends sudo >/dev/null
useradd --create-home --shell /bin/bash vscode
echo 'vscode ALL=(root) NOPASSWD:ALL' >/etc/sudoers.d/vscode
chown -R vscode: /workspaces
"""
# The preview answers by the names that a forwarded port has, and follows a text that is saved.
PREVIEW = r"""
import os, pathlib, re, signal, subprocess, sys, time, urllib.request
process = subprocess.Popen(
    sys.argv[1], shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
)
article = next(iter(sorted(pathlib.Path("content/articles").glob("*.md"))))
try:
    for line in process.stdout:
        print(line, end="")
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            address = found[0]  # another preview of this machine may have the port
        if " construit en " in line:
            break
    for host in ("localhost:8000", "127.0.0.1:8000", "localhost:49321"):
        request = urllib.request.Request(address, headers={"Host": host})
        print(host, urllib.request.urlopen(request, timeout=20).status)
    saved = time.monotonic()
    article.write_text(article.read_text("utf-8") + "\nUne phrase.\n", "utf-8")
    for line in process.stdout:
        print(line, end="")
        if " reconstruit en " in line:
            break
    print(f"{time.monotonic() - saved:.1f} s after the text was saved")
finally:
    os.killpg(process.pid, signal.SIGINT)
    process.wait(30)
"""


def main() -> int:
    """Run the commands of .devcontainer/devcontainer.json, in their order."""
    said = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    cache = CACHE / "soak-install"
    check()
    root = Root(base_root(SUITE, cache), cache / "lent-container", shared_folders(SUITE, cache))
    root.forget()
    system = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", **handed_on()}
    environ = {**system, "HOME": "/home/vscode", "LANG": "C.UTF-8", "PIP_FIND_LINKS": WHEELS}
    environ |= said["containerEnv"]
    try:
        copy_project(root.folder / "upper" / PLACE.lstrip("/"))
        script = root.folder / "upper" / "opt" / "preview.py"
        script.parent.mkdir(exist_ok=True)
        script.write_text(PREVIEW, encoding="utf-8")
        done = root.run(["sh", "-c", USER], environ=system)
        print(done.stdout + done.stderr, end="")
        for name in ("onCreateCommand", "updateContentCommand", "postAttachCommand"):
            command = ["sh", "-c", f"cd {PLACE} && {said[name]}"]
            if name == "postAttachCommand":  # which never ends by itself
                command = ["sh", "-c", 'cd "$0" && exec python3 /opt/preview.py "$1"', PLACE, said[name]]
            start = time.monotonic()
            done = root.run(command, environ=environ, user="vscode", timeout=540)
            print(
                f"$ {said[name]}\n{done.stdout}{done.stderr}code {done.returncode}, {time.monotonic() - start:.0f} s\n"
            )
            if done.returncode:
                return 1
    finally:
        root.forget()
    return 0


if __name__ == "__main__":
    os.umask(0o022)
    try:
        sys.exit(main())
    except RootsRefused as error:
        sys.exit(f"erreur : {error}")
