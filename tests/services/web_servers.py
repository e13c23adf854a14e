"""Real web servers for tests, taken out of Debian's packages into the cache: nothing is installed, none is started."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from plugins.common.places import CACHE
from tests.system import apt_get

PACKAGES = ("nginx", "libnginx-mod-http-brotli-static", "caddy")  # 10 MB in all
FOLDER = CACHE / "serveurs"
NGINX, CADDY = FOLDER / "usr" / "sbin" / "nginx", FOLDER / "usr" / "bin" / "caddy"
BROTLI = FOLDER / "usr" / "lib" / "nginx" / "modules" / "ngx_http_brotli_static_module.so"
_TYPES = "text/html html; text/css css; text/javascript js; image/avif avif; image/webp webp; font/woff2 woff2;"


@cache
def lacking() -> str:
    """Why there is no nginx or no Caddy, empty once both are there."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "serveurs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not FOLDER.is_dir():
            passing = FOLDER.with_name("serveurs.partie")
            shutil.rmtree(passing, ignore_errors=True)
            (passing / "paquets").mkdir(parents=True)
            if not _downloaded(passing / "paquets") and (apt_get("update") or not _downloaded(passing / "paquets")):
                return "apt-get download n’a pas donné leurs paquets"
            for package in sorted((passing / "paquets").iterdir()):
                subprocess.run(["dpkg-deb", "-x", package, passing], check=True)
            passing.rename(FOLDER)
    for program, asked in ((NGINX, "-v"), (CADDY, "version")):
        if not program.is_file() or subprocess.run([program, asked], capture_output=True).returncode:
            return f"{program.name} ne démarre pas"
    return ""


def _downloaded(folder: Path) -> bool:
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    # Of root too: apt's own user cannot write into every folder.
    command = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", *PACKAGES]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def nginx_command(said: str, root: Path, port: int, folder: Path) -> list[str]:
    """The command of an nginx that serves a folder with some lines in its `server`."""
    user = "user root;\n" if os.geteuid() == 0 else ""  # whom the folders of tests belong to
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\nload_module {BROTLI};\nevents {{ }}\nhttp {{\n"
        f"types {{ {_TYPES} }}\naccess_log off;\n{temporary}\nserver {{\nlisten 127.0.0.1:{port};\nroot {root};\n"
        f"{said}\n}}\n}}\n",
        "utf-8",
    )
    return [str(NGINX), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy_command(said: str, root: Path, port: int, folder: Path) -> list[str]:
    """The command of a Caddy that serves a folder with some lines in the block of its site."""
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\nroot * {root}\n{said}\n}}\n", "utf-8"
    )
    return [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
