"""What the tests of relays share: a small content with a client, two real blogs behind proxies that count and break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from client_pages import NOW, article

from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.targets.target import kinds
from tests.conftest import missing
from tests.relays.desk import Desk
from tests.relays.memory import Memory
from tests.services import ghost_install, wordpress_install
from tests.services.faultproxy import FaultProxy
from tests.services.ghost import Ghost
from tests.services.wordpress import PACKAGES, Blog, WordPress, lacking


@pytest.fixture
def client_content(content: Path) -> Path:
    """The small content, with a client and the article written for it."""
    (content / "clients").mkdir()
    (content / "clients" / "orvane.md").write_text(
        "---\nname: Orvane\nurl: https://www.orvane.example/\nblog_url: https://blog.orvane.example/\n"
        "excerpt_max_share: 0.25\nrelay: {kind: card}\n---\n\nUn client.\n",
        encoding="utf-8",
    )
    (content / "articles" / "2026-02-01-vendre.md").write_text(article(), encoding="utf-8")
    return content


@pytest.fixture
def read(client_content: Path) -> Callable[..., Content]:
    """Reads that content, after an article was put in the place of the first one."""

    def load(text: str | None = None, checks: tuple[str, ...] = ()) -> Content:
        if text is not None:
            (client_content / "articles" / "2026-02-01-vendre.md").write_text(text, encoding="utf-8")
        return load_site(client_content, lambda timezone: NOW, checks)

    return load


@pytest.fixture
def memory() -> Memory:
    """A blog in memory."""
    return Memory()


@pytest.fixture
def paper(tmp_path: Path, memory: Memory) -> Desk:
    """A desk whose client « orvane » has its blog in memory."""
    desk = Desk(tmp_path, {"wordpress": memory})
    desk.agency()
    desk.client("orvane", "https://orvane.example/blog", "agence", "secret")
    return desk


@pytest.fixture(scope="session")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """MariaDB and two French blogs, from Debian's packages."""
    absent = lacking()
    if absent:
        missing(f"pas de WordPress ({', '.join(absent)}) : sudo apt install {' '.join(PACKAGES)}")
    server = WordPress(tmp_path_factory.mktemp("wp"))
    try:
        server.start()
        server.add("orvane")
        server.add("cadran")
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def later_blog(wordpress: WordPress) -> Blog:
    """A blog whose WordPress is later than Debian's, on the same MariaDB."""
    try:
        wordpress_install.install()
    except wordpress_install.InstallError as error:
        missing(str(error))
    return wordpress.add("recent", wordpress_install.CORE)


@pytest.fixture(scope="session")
def _proxies(wordpress: WordPress) -> Iterator[dict[str, FaultProxy]]:
    proxies = {name: FaultProxy(wordpress.blogs[name].url) for name in ("orvane", "cadran")}
    yield proxies
    for proxy in proxies.values():
        proxy.stop()


@pytest.fixture
def proxy(_proxies: dict[str, FaultProxy]) -> FaultProxy:
    """The line to « orvane », sound and with nothing counted."""
    _proxies["orvane"].reset()
    return _proxies["orvane"]


@pytest.fixture
def other_proxy(_proxies: dict[str, FaultProxy]) -> FaultProxy:
    """The line to « cadran »."""
    _proxies["cadran"].reset()
    return _proxies["cadran"]


@pytest.fixture
def blog(wordpress: WordPress) -> Iterator[Blog]:
    """The blog of « orvane », without our plugin."""
    found = wordpress.blogs["orvane"]
    found.plugin(False)
    yield found
    found.plugin(False)


@pytest.fixture
def extend(blog: Blog, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Puts an extension on the blog, until the end of the test."""
    made: list[Path] = []

    def put(code: str) -> None:
        made.append(tmp_path / f"essai-{len(made)}.php")
        made[-1].write_text(f"<?php\n{code}\n", encoding="utf-8")
        blog.plugin(True, made[-1])

    yield put
    for path in made:
        (blog.folder / "wp-content" / "mu-plugins" / path.name).unlink()


@pytest.fixture
def other_blog(wordpress: WordPress) -> Blog:
    """The blog of « cadran »."""
    return wordpress.blogs["cadran"]


@pytest.fixture
def desk(tmp_path: Path, blog: Blog, proxy: FaultProxy) -> Desk:
    """A desk whose client « orvane » is reached through the proxy, as an author."""
    made = Desk(tmp_path, kinds())
    made.agency()
    account = blog.accounts["author"]
    made.client("orvane", proxy.url, account.login, account.password)
    return made


@pytest.fixture(scope="session")
def _ghosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ghost]]:
    """Ghosts by name, each brought up when it is first asked for, from npm's package kept in `.cache/`."""
    absent = ghost_install.lacking()
    if absent:
        missing(f"pas de Ghost ({', '.join(absent)}) : installez Node avec npm, g++, make et python3")
    try:
        ghost_install.install()
    except ghost_install.InstallError as error:
        missing(str(error))
    made: dict[str, Ghost] = {}

    def get(name: str) -> Ghost:
        if name not in made:
            made[name] = Ghost(name.title(), tmp_path_factory.mktemp(f"ghost-{name}"))
            made[name].install()
        return made[name]

    yield get
    for each in made.values():
        each.stop()


@pytest.fixture(scope="session")
def ghost(_ghosts: Callable[[str], Ghost]) -> Ghost:
    """The Ghost of « orvane »."""
    return _ghosts("orvane")


@pytest.fixture(scope="session")
def other_ghost(_ghosts: Callable[[str], Ghost]) -> Ghost:
    """The Ghost of « cadran »."""
    return _ghosts("cadran")


@pytest.fixture(scope="session")
def _ghost_line(ghost: Ghost) -> Iterator[FaultProxy]:
    made = FaultProxy(ghost.url)
    yield made
    made.stop()


@pytest.fixture
def ghost_proxy(_ghost_line: FaultProxy) -> FaultProxy:
    """The line to the Ghost of « orvane », sound and with nothing counted."""
    _ghost_line.reset()
    return _ghost_line


@pytest.fixture
def ghost_desk(tmp_path: Path, ghost: Ghost, ghost_proxy: FaultProxy) -> Desk:
    """A desk whose client « orvane » has a Ghost, reached through the proxy with an author's token."""
    made = Desk(tmp_path, kinds())
    made.agency()
    made.client("orvane", ghost_proxy.url, "", ghost.keys["Author"], kind="ghost")
    return made
