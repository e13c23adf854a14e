"""A real WordPress on loopback, from Debian's packages: several blogs on one MariaDB, gone when the tests end.

Everything lives in one folder given by the caller. MariaDB listens on a socket of that folder only; each blog is a
`php -S` on 127.0.0.1. Only processes started here are ended.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.services.processes import end, free_port, serve, wait_for

HERE = Path(__file__).parent
CORE = Path("/usr/share/wordpress")
PLUGIN = HERE.parents[1] / "plugins" / "targets" / "mu-plugin" / "tribune-relais.php"
READER = HERE / "lecture.php"
THEME = CORE / "wp-content" / "themes" / "twentytwentythree"
PACKAGES = (
    "wordpress wordpress-theme-twentytwentythree php-cli php-mysql php-xml php-mbstring php-curl php-gd mariadb-server"
).split()
WORKERS = "4"
EVERY_STATUS = "publish,future,draft,pending,private,trash"


# Where Debian puts servers: not on everyone's PATH.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def lacking() -> list[str]:
    """What of the system is not there; an empty list when a WordPress can be brought up."""
    found = {
        "wordpress": (CORE / "wp-load.php").is_file(),
        "wordpress-theme-twentytwentythree": THEME.is_dir(),
        "php-cli": shutil.which("php") is not None,
        "mariadb-server": shutil.which("mariadbd") is not None and shutil.which("mariadb-install-db") is not None,
    }
    return [name for name, there in found.items() if not there]


@dataclass(frozen=True)
class Account:
    """One account of a blog, its application password, and the one that a person types."""

    login: str
    id: int
    password: str
    uuid: str
    login_password: str


@dataclass
class Blog:
    """One blog: its address, its accounts, and what a test may ask of it behind the relay's back."""

    name: str
    url: str
    folder: Path
    environment: dict[str, str]
    accounts: dict[str, Account] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve the blog and wait for its first answer."""
        command = (
            "php -d opcache.enable_cli=1 -d opcache.revalidate_freq=0 -d upload_max_filesize=16M -d memory_limit=128M"
        )
        core = self.environment["BLOG_CORE"]
        served = [*command.split(), "-S", self.url.removeprefix("http://"), "-t", core, str(HERE / "router.php")]
        self.process = serve(served, self.folder / "http.log", self.environment)
        wait_for(lambda: httpx.get(f"{self.url}/wp-json/", timeout=20, trust_env=False).status_code == 200, self.url)

    def stop(self) -> None:
        """Stop serving: the address answers no more, the data stay."""
        if self.process is not None:
            end(self.process)
            self.process = None

    def plugin(self, installed: bool, source: Path = PLUGIN) -> None:
        """Put a plugin on the blog, ours if no other is given, or take it away."""
        target = self.folder / "wp-content" / "mu-plugins" / source.name
        target.unlink(missing_ok=True)
        if installed:
            shutil.copy(source, target)

    def ask(self, method: str, route: str, role: str | None = "administrator", **options: Any) -> Any:
        """A request of a person of the client's; the JSON of the answer."""
        account = self.accounts[role] if role else None
        answer = httpx.request(
            method,
            f"{self.url}/wp-json/{route}",
            auth=(account.login, account.password) if account else None,
            timeout=30,
            trust_env=False,
            **options,
        )
        if answer.is_error:
            raise AssertionError(f"{method} {route}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def posts(self, search: str = "", status: str = EVERY_STATUS) -> list[dict[str, Any]]:
        """The posts that hold a text, oldest first, whatever their status."""
        parameters = {"status": status, "context": "edit", "per_page": 100, "orderby": "id", "order": "asc"}
        return self.ask("GET", "wp/v2/posts", params=parameters | ({"search": search} if search else {}))

    def live(self, search: str = "") -> list[dict[str, Any]]:
        """The same without the trash."""
        return self.posts(search, "publish,future,draft,pending,private")

    def page(self, url: str) -> httpx.Response:
        """A page as a visitor gets it."""
        return httpx.get(url, timeout=30, trust_env=False)

    def empty(self) -> None:
        """Delete for good every post and image of the relays."""
        for post in self.posts():
            if post["slug"] != "bienvenue":
                self.ask("DELETE", f"wp/v2/posts/{post['id']}", params={"force": True})
        for media in self.ask("GET", "wp/v2/media", params={"per_page": 100}):
            self.ask("DELETE", f"wp/v2/media/{media['id']}", params={"force": True})


class WordPress:
    """The MariaDB and the blogs of one test run."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.socket = home / "db.sock"
        self.blogs: dict[str, Blog] = {}
        self.database: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the data directory, start MariaDB, copy the core."""
        user = getpass.getuser()
        data = self.home / "data"
        install = f"--no-defaults --datadir={data} --user={user} --skip-test-db --skip-name-resolve"
        options = (
            f"--no-defaults --datadir={data} --user={user} --socket={self.socket} --pid-file={self.home}/db.pid"
            " --skip-networking --skip-name-resolve --skip-log-bin --performance-schema=OFF"
            " --innodb-buffer-pool-size=32M --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=0"
            " --innodb-flush-method=O_DIRECT_NO_FSYNC"
        )
        # A folder of its own: a server that starts empties the common one of every other's temporary tables.
        (self.home / "tmp").mkdir()
        environment = {**os.environ, "TMPDIR": str(self.home / "tmp")}
        with (self.home / "db.log").open("ab") as log:
            subprocess.run(
                ["mariadb-install-db", *install.split(), "--auth-root-authentication-method=normal"],
                check=True,
                env=environment,
                stdout=log,
                stderr=log,
            )
        self.database = serve(["mariadbd", *options.split()], self.home / "db.log", environment)
        wait_for(lambda: self._sql("SELECT 1").returncode == 0, "MariaDB")
        # A copy: Debian's own tree reads its settings from /etc, and links out of itself.
        self._core("core", CORE)

    def _core(self, name: str, source: Path) -> Path:
        """A copy of the programs of WordPress under a name, with the settings of the tests."""
        core = self.home / name
        if not core.exists():
            shutil.copytree(source, core, ignore=shutil.ignore_patterns("wp-content", "wp-config.php"))
            shutil.copy(HERE / "wp-config.php", core / "wp-config.php")
        return core

    def add(self, name: str, core: Path = CORE) -> Blog:
        """Install a blog and serve it, with Debian's WordPress or the one in the folder `core`."""
        port = free_port()
        folder = self.home / "blogs" / name
        content = folder / "wp-content"
        for part in ("uploads", "plugins", "mu-plugins", "languages"):
            (content / part).mkdir(parents=True)
        shutil.copytree(THEME, content / "themes" / THEME.name)
        for catalogue in (CORE / "wp-content" / "languages").glob("*fr_FR*.mo"):
            shutil.copy(catalogue, content / "languages")
        environment = {
            "PATH": os.environ["PATH"],
            "BLOG_HOME": str(self.home),
            "BLOG_CORE": str(self._core("core" if core == CORE else f"core-{core.parent.name}", core)),
            "BLOG_NAME": name,
            "BLOG_PORT": str(port),
            "BLOG_SOCKET": str(self.socket),
            "PHP_CLI_SERVER_WORKERS": WORKERS,
        }
        self._sql(f"CREATE DATABASE blog_{name} CHARACTER SET utf8mb4")
        made = subprocess.run(
            ["php", "-d", "error_reporting=0", str(HERE / "wordpress.php")],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        accounts = json.loads(made.stdout[made.stdout.index("{") :])
        blog = Blog(name, f"http://127.0.0.1:{port}", folder, environment)
        blog.accounts = {role: Account(**account) for role, account in accounts.items()}
        self.blogs[name] = blog
        blog.start()
        return blog

    def charset(self, blog: Blog, name: str) -> None:
        """Give the posts of a blog another character set, as those of an old host."""
        changed = self._sql(f"ALTER TABLE blog_{blog.name}.wp_posts CONVERT TO CHARACTER SET {name}")
        assert changed.returncode == 0, changed.stderr

    def stop(self) -> None:
        """End what was started here."""
        for blog in self.blogs.values():
            blog.stop()
        if self.database is not None:
            end(self.database)
            self.database = None

    def _sql(self, statement: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-e", statement],
            capture_output=True,
            text=True,
        )
