"""The preview: a change is built again and shown, a fault is told and leaves the last good page."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugins.build import preview as preview_module
from plugins.build.background import build_in_subprocess
from plugins.build.console import describe, told
from plugins.build.preview import preview
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.server import PreviewServer
from plugins.build.watching import Watcher, is_source
from plugins.common.problems import Rule
from tests.waiting import answers, until

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PROJECT = Path(__file__).parents[2]
ERROR = Rule("valeur", "Une valeur a sa forme.").at(
    "content/articles/a.md", 4, 7, "date « 1/3/2026 » : écrivez AAAA-MM-JJ"
)
WARNING = Rule("doute", "Un doute est levé.", "warning", waivable=True).at(
    "content/articles/a.md", 9, 1, "étiquette presque en double"
)


class Project:
    """A site of one article, built by copying it; each « FAUTE » in it is an error, « DOUTE » a warning."""

    def __init__(self, root: Path) -> None:
        self.content, self.theme, self.plugins = (root / name for name in ("content", "theme", "plugins"))
        self.conf, self.output = root / "pelicanconf.py", root / "output"
        for folder in (self.content / "articles", self.theme, self.plugins):
            folder.mkdir(parents=True)
        self.article = self.content / "articles" / "a.md"
        self.write("première version")
        self.conf.write_text("", "utf-8")
        self.watched = [self.content, self.theme, self.plugins, self.conf]
        self.request = BuildRequest(self.content, self.output, NOW)
        self.requests: list[BuildRequest] = []
        self.during: Callable[[], None] = lambda: None

    def write(self, text: str) -> None:
        """Save the article the way careful editors do: a temporary file, then a renaming."""
        draft = self.article.with_name(".#a.md")
        draft.write_text(text, "utf-8")
        draft.replace(self.article)

    def build(self, request: BuildRequest) -> BuildReport:
        self.requests.append(request)
        text = self.article.read_text("utf-8")
        self.during()
        if "FAUTE" in text:
            return BuildReport([ERROR, WARNING] * text.count("FAUTE"))
        self.output.mkdir(exist_ok=True)
        page = f"<!doctype html><title>Site</title><body style='height: 5000px'><p id=texte>{text}</p></body>"
        (self.output / "index.html").write_text(page, "utf-8")
        return BuildReport([WARNING] if "DOUTE" in text else [], pages=42, seconds=0.8)


class Running:
    """A preview in a thread, and what it has said."""

    def __init__(self, project: Project, **options: object) -> None:
        self.said: list[str] = []
        self.stop = threading.Event()
        self.code: int | None = None
        options = {"build": project.build, "port": 0, "echo": self.said.append, "stop": self.stop, **options}
        self._thread = threading.Thread(
            target=lambda: setattr(self, "code", preview(project.request, project.watched, **options))
        )
        self._thread.start()

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    @property
    def address(self) -> str:
        """The address that the terminal gave, once a first build has ended."""
        until(lambda: re.search(r"construit en|servie|à montrer", self.text))
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.text)
        assert found
        return found[0]

    def page(self) -> str:
        try:
            with urllib.request.urlopen(self.address, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()

    def end(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "site")


@pytest.fixture
def run(project: Project) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(**options: object) -> Running:
        started.append(Running(project, **options))
        return started[-1]

    yield start
    for running in started:
        running.end()


def test_the_site_is_built_then_served(run: Callable[..., Running]) -> None:
    """L’aperçu construit le site, puis le sert."""
    running = run()
    assert "première version" in running.page()
    assert re.search(r"^\d\d:\d\d:\d\d  site construit en \d+,\d s \(42 pages\)$", running.text, re.M)


def test_a_change_is_built_again(project: Project, run: Callable[..., Running]) -> None:
    """Un texte enregistré est reconstruit, et le terminal dit lequel."""
    running = run()
    assert running.address
    project.write("deuxième version")
    until(lambda: "reconstruit" in running.text)
    assert "deuxième version" in running.page()
    line = r"\d\d:\d\d:\d\d  contenu modifié : articles/a\.md → site reconstruit en \d+,\d s \(42 pages\)$"
    assert re.fullmatch(line, running.said[-1])


def test_each_kind_of_source_is_watched(project: Project, run: Callable[..., Running]) -> None:
    """Le thème, les extensions et les réglages sont surveillés comme le contenu."""
    running = run()
    assert running.address
    for path, words in (
        (project.theme / "base.html", "fichier du thème modifié : base.html"),
        (project.plugins / "x.py", "fichier d’extension modifié : x.py"),
        (project.conf, "réglage modifié : pelicanconf.py"),
    ):
        path.write_text("nouveau", "utf-8")
        until(lambda words=words: words in running.text)


def test_a_setting_saved_twice_by_renaming_is_seen_twice(project: Project, run: Callable[..., Running]) -> None:
    """Un réglage enregistré par renommage reste surveillé ensuite."""
    running = run()
    assert running.address
    for turn in (1, 2):
        new = project.conf.with_name("pelicanconf.py.tmp")
        new.write_text(str(turn), "utf-8")
        new.replace(project.conf)
        until(lambda turn=turn: running.text.count("réglage modifié") == turn)


def test_a_folder_made_again_stays_watched(project: Project, run: Callable[..., Running]) -> None:
    """Un dossier supprimé puis refait, comme au changement de branche, reste surveillé."""
    running = run()
    assert running.address
    project.theme.rmdir()
    project.theme.mkdir()
    until(lambda: "reconstruit" in running.text)
    time.sleep(0.5)  # the watch is put back within a tick
    (project.theme / "base.html").write_text("nouveau", "utf-8")
    until(lambda: "fichier du thème modifié : base.html" in running.text)


def test_what_a_build_writes_does_not_build_again(project: Project, run: Callable[..., Running]) -> None:
    """Ce que la construction écrit, et les fichiers passagers des éditeurs, ne relancent rien."""
    project.output = project.content / "sortie"
    project.request = BuildRequest(project.content, project.output, NOW)
    running = run()
    assert running.address
    (project.plugins / "__pycache__").mkdir()
    (project.plugins / "__pycache__" / "x.pyc").write_bytes(b"")
    (project.article.parent / ".a.md.swp").write_bytes(b"")
    (project.output / "autre.html").write_text("", "utf-8")
    time.sleep(1)
    assert len(project.requests) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("articles/a.md", True),
        ("articles/output.md", True),
        ("articles/2026.md", True),
        (".htaccess", True),
        ("articles/a.md~", False),
        ("articles/.a.md.swp", False),
        ("articles/.#a.md", False),
        ("articles/#a.md#", False),
        ("articles/4913", False),
        ("__pycache__/a.py", False),
        (".git/index", False),
        (".cache/x.json", False),
        ("public/index.html", False),
    ],
)
def test_sources_are_told_from_temporary_files(name: str, expected: bool) -> None:
    """Les fichiers passagers et les caches sont ignorés, mais pas un projet rangé dans un dossier .cache."""
    root = Path("/home/a/.cache/site/content")
    assert is_source(root / name, root, [root / "public"]) is expected


def test_a_fault_is_told_and_the_last_good_page_stays(project: Project, run: Callable[..., Running]) -> None:
    """Une faute est dite dans le terminal, et la dernière bonne page reste servie."""
    running = run()
    assert running.address
    project.write("FAUTE")
    until(lambda: "reste servie" in running.text)
    assert "première version" in running.page()
    assert running.said[-1].splitlines()[1:] == [
        str(ERROR),
        str(WARNING),
        "la dernière bonne version reste servie",
    ]
    assert "contenu modifié : articles/a.md → 1 erreur, 1 avertissement" in running.said[-1]


def test_a_first_build_that_fails_shows_its_faults(project: Project, run: Callable[..., Running]) -> None:
    """Quand la première construction échoue, la page montre les fautes, puis le site dès la correction."""
    project.write("FAUTE")
    running = run()
    assert ERROR.message in running.page()
    assert "aucune version à montrer encore" in running.text
    project.write("corrigé")
    until(lambda: "reconstruit" in running.text)
    assert "corrigé" in running.page()


def test_a_warning_does_not_stop_the_build(project: Project, run: Callable[..., Running]) -> None:
    """Un avertissement est dit dans le terminal, et la page est à jour."""
    project.write("DOUTE")
    running = run()
    assert "DOUTE" in running.page()
    assert "(42 pages, 1 avertissement)" in running.text
    assert str(WARNING) in running.text


def test_a_change_during_a_build_is_built_next(project: Project, run: Callable[..., Running]) -> None:
    """Les textes enregistrés pendant une construction en demandent une seule de plus."""

    def save_twice() -> None:
        project.during = lambda: None
        for number in (1, 2):
            project.write(f"pendant {number}")
            time.sleep(0.3)

    project.during = save_twice
    running = run()
    until(lambda: "reconstruit" in running.text)
    time.sleep(0.5)
    assert len(project.requests) == 2
    assert "pendant 2" in running.page()


def test_a_build_that_raises_is_a_sentence(project: Project, run: Callable[..., Running]) -> None:
    """Une panne de la construction est une phrase, et l’aperçu continue."""

    def fail() -> None:
        project.during = lambda: None
        raise ValueError("détail")

    project.during = fail
    running = run()
    assert running.address
    assert "La construction a échoué (ValueError : détail)." in running.text
    assert "Traceback" not in running.text
    project.write("corrigé")
    until(lambda: "reconstruit" in running.text)


def test_a_long_build_is_announced_once(project: Project, run: Callable[..., Running], monkeypatch) -> None:
    """Une construction longue dit une seule fois qu’elle est en cours."""
    monkeypatch.setattr(preview_module, "_LONG", 0.1)
    project.during = lambda: time.sleep(0.5)
    running = run()
    assert running.address
    assert running.text.count("construction…") == 1


def test_a_quick_build_is_not_announced(run: Callable[..., Running]) -> None:
    """Une construction brève ne dit pas qu’elle est en cours."""
    running = run()
    assert running.address
    assert "construction…" not in running.text


def test_the_clock_is_read_at_each_build(project: Project, run: Callable[..., Running]) -> None:
    """Sans --now, chaque construction lit l’heure à nouveau."""
    hours = iter(range(10))
    running = run(clock=lambda: NOW + timedelta(hours=next(hours)))
    assert running.address
    project.write("deuxième version")
    until(lambda: "reconstruit" in running.text)
    assert [request.now for request in project.requests] == [NOW, NOW + timedelta(hours=1)]


def test_a_clock_that_cannot_be_read_is_a_sentence(run: Callable[..., Running]) -> None:
    """Une heure illisible est une phrase, et l’aperçu continue."""

    def unreadable() -> datetime:
        raise ValueError("fuseau inconnu")

    running = run(clock=unreadable)
    assert "fuseau inconnu" in running.page()


def test_the_request_gets_the_servers_origin(project: Project, run: Callable[..., Running]) -> None:
    """Le site est construit pour l’adresse où l’aperçu le sert."""
    running = run()
    assert running.address == f"{project.requests[0].origin}/"


def test_the_browser_opens_when_asked(run: Callable[..., Running], monkeypatch) -> None:
    """L’aperçu ouvre le navigateur à son adresse quand on le demande."""
    opened: list[str] = []
    monkeypatch.setattr(preview_module.webbrowser, "open", opened.append)
    running = run(open_browser=True)
    assert opened == [running.address]


def test_without_a_browser_the_preview_goes_on(run: Callable[..., Running], monkeypatch) -> None:
    """Sans navigateur à ouvrir, l’aperçu le dit et sert quand même."""
    monkeypatch.setattr(preview_module.webbrowser, "open", lambda address: False)
    running = run(open_browser=True)
    assert running.page() and "ouvrez cette adresse vous-même" in running.text


def test_the_usual_port_taken_gives_another(run: Callable[..., Running], monkeypatch) -> None:
    """Quand le port habituel est pris, l’aperçu en prend un autre et le dit."""
    taken = int(run().address.rpartition(":")[2].strip("/"))
    monkeypatch.setattr(preview_module, "DEFAULT_PORT", taken)
    running = run(port=taken)
    assert running.address
    assert f"Le port {taken} est déjà pris : l’aperçu est sur le port " in running.text


def test_a_port_asked_and_taken_ends_the_preview(project: Project, run: Callable[..., Running]) -> None:
    """Quand le port demandé est pris, l’aperçu le dit et s’arrête en erreur."""
    taken = int(run().address.rpartition(":")[2].strip("/"))
    said: list[str] = []
    assert preview(project.request, project.watched, project.build, port=taken, echo=said.append) == 1
    assert said == [
        f"Aperçu impossible : le port {taken} est déjà pris : fermez ce qui l’occupe ou choisissez un autre port."
    ]


def test_a_system_that_cannot_signal_changes_is_polled(project: Project, monkeypatch) -> None:
    """Quand le système ne signale pas les changements, les fichiers sont relus, et c’est dit."""
    from plugins.build import watching

    real = watching.watch

    def refuse(*paths: Path, force_polling: bool | None, **options: object) -> Iterator[object]:
        if not force_polling:
            raise OSError("limite atteinte")
        yield from real(*paths, force_polling=True, **options)

    monkeypatch.setattr(watching, "watch", refuse)
    os.utime(project.article, (0, 0))  # a reading compares whole seconds
    heard: set[Path] = set()
    warned: list[str] = []
    watcher = Watcher([project.content], heard.update, warn=warned.append)
    watcher.start()
    try:
        until(lambda: warned)
        time.sleep(0.5)  # the first reading is what the next ones are compared with
        project.article.write_text("un texte plus long qu’avant", "utf-8")
        until(lambda: project.article in heard)
    finally:
        watcher.stop()
    assert warned == ["le système ne signale pas les changements, les fichiers sont relus : limite atteinte"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_preview_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C et SIGTERM arrêtent l’aperçu, même pendant une construction, avec le code 0 et sans trace."""
    script = textwrap.dedent("""
        import sys, time
        from datetime import UTC, datetime
        from pathlib import Path
        from plugins.build.preview import preview
        from plugins.build.report import BuildRequest

        root = Path(sys.argv[1])
        def build(request):
            print("occupé", flush=True)
            for _ in range(600):  # as a real build waits: a long sleep misses a signal that another thread was given
                time.sleep(0.1)
        request = BuildRequest(root, root / "output", datetime.now(UTC))
        sys.exit(preview(request, [root], build, port=0, echo=lambda text: print(text, flush=True)))
    """)
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-W", "error", "-c", script, str(tmp_path)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    with process:
        assert process.stdout
        while "occupé" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        told_last, complained = process.communicate(timeout=60)
    assert (process.returncode, told_last, complained) == (0, "Arrêt.\n", "")


def worker(tmp_path: Path, body: str) -> dict[str, object]:
    """The options that replace the build's process by a script."""
    script = tmp_path / "worker.py"
    script.write_text(f"import json, os, sys, time\nrequest = json.load(sys.stdin)\n{body}\n", "utf-8")
    return {"command": [sys.executable, str(script)]}


def test_the_subprocess_gives_its_report(tmp_path: Path) -> None:
    """La construction se fait dans un autre processus, qui rend compte sur sa dernière ligne."""
    body = """
print("du bavardage")
report = {"problems": [], "failure": None, "pages": len(request["content"]), "seconds": 1.5}
print(json.dumps(report))
"""
    request = BuildRequest(tmp_path / "été", tmp_path, NOW)
    report = build_in_subprocess(request, **worker(tmp_path, body))
    assert report == BuildReport(pages=len(str(tmp_path / "été")), seconds=1.5)


def test_the_subprocess_finds_the_project(tmp_path: Path) -> None:
    """Le processus de construction trouve les extensions du projet."""
    body = """
from plugins.build.report import BuildReport
print(json.dumps(BuildReport(pages=int(os.path.samefile(".", sys.argv[1]))).as_json()))
"""
    options = worker(tmp_path, body)
    options["command"] += [str(PROJECT)]
    assert build_in_subprocess(BuildRequest(tmp_path, tmp_path, NOW), **options).pages == 1


def test_faults_come_back_from_the_subprocess(tmp_path: Path) -> None:
    """Les fautes trouvées par le processus de construction reviennent, même s’il finit en erreur."""
    report = BuildReport([ERROR]).as_json()
    body = f"print(json.dumps({report!r})); sys.exit(1)"
    assert build_in_subprocess(BuildRequest(tmp_path, tmp_path, NOW), **worker(tmp_path, body)).problems == [ERROR]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("print('\\x1b[31mdétail\\x1b[0m', file=sys.stderr); sys.exit(3)", "avec le code 3"),
        ("print('détail', file=sys.stderr, flush=True); os.abort()", "par le signal 6"),
        ("print('détail', file=sys.stderr); print('pas du JSON')", "avec le code 0"),
    ],
)
def test_a_crash_of_the_subprocess_is_a_sentence(tmp_path: Path, body: str, sentence: str) -> None:
    """Une panne du processus de construction devient une phrase, suivie de ses dernières lignes."""
    failure = build_in_subprocess(BuildRequest(tmp_path, tmp_path, NOW), **worker(tmp_path, body)).failure
    assert failure and failure.splitlines() == [
        f"Le moteur du site s’est arrêté {sentence}, sans rendre compte de la construction.",
        "Ses dernières lignes :",
        "détail",
    ]


def test_a_hanging_build_is_left_for_a_newer_change(tmp_path: Path) -> None:
    """Une construction sans fin est abandonnée, avec ses processus, pour un changement plus récent."""
    body = f"""
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
time.sleep(60)
"""
    child = tmp_path / "pid"
    report = build_in_subprocess(
        BuildRequest(tmp_path, tmp_path, NOW),
        superseded=lambda: child.exists() and bool(child.read_text()),
        patience=0.1,
        **worker(tmp_path, body),
    )
    assert report.failure and "elle est abandonnée" in report.failure
    until(lambda: not _alive(int(child.read_text())))


def test_a_long_build_goes_on_when_nothing_is_newer(tmp_path: Path) -> None:
    """Une construction longue va à son terme quand rien de plus récent n’attend."""
    body = 'time.sleep(1); print(json.dumps({"problems": [], "failure": None, "pages": 1, "seconds": 1.0}))'
    assert build_in_subprocess(BuildRequest(tmp_path, tmp_path, NOW), patience=0.1, **worker(tmp_path, body)).ok


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").is_dir()


def test_several_changes_are_counted(project: Project) -> None:
    """Plusieurs fichiers changés sont dits par le premier et le nombre des autres."""
    gone = project.content / "articles" / "0.md"
    others = {project.article, project.content / "b.md"}
    assert describe({gone}, project.content, project.watched) == "contenu supprimé : articles/0.md"
    assert (
        describe({gone, *others}, project.content, project.watched)
        == "contenu supprimé : articles/0.md et 2 autres fichiers"
    )


def test_one_page_is_singular() -> None:
    """Une seule page s’écrit au singulier."""
    assert told(BuildReport(pages=1), "", 0.84, served=True) == "site construit en 0,8 s (1 page)"


def test_saving_a_text_changes_the_open_page(browser, project: Project, run: Callable[..., Running]) -> None:
    """Dans un vrai navigateur, un texte enregistré change la page ouverte, à l’endroit où on lisait."""
    page = browser.new_page()
    try:
        page.goto(run().address)
        page.evaluate("scrollTo(0, 1200)")
        project.write("deuxième version")
        until(lambda: answers(page, "document.querySelector('#texte').textContent === 'deuxième version'"))
        until(lambda: answers(page, "scrollY === 1200"))
    finally:
        page.close()


def test_a_fault_opens_the_overlay_and_its_correction_closes_it(
    browser, project: Project, run: Callable[..., Running]
) -> None:
    """Dans un vrai navigateur, une faute s’affiche sur la dernière bonne page, jusqu’à sa correction."""
    page = browser.new_page()
    try:
        page.goto(run().address)
        overlay = page.get_by_role("dialog")
        project.write("FAUTE")
        overlay.wait_for()
        text = overlay.inner_text()
        for expected in ("content/articles/a.md:4:7", ERROR.message, "erreur", "avertissement"):
            assert expected in text
        assert "La dernière bonne version reste affichée." in text
        assert page.inner_text("#texte") == "première version"
        project.write("corrigé")
        until(lambda: answers(page, "document.querySelector('#texte').textContent === 'corrigé'"))
        assert overlay.count() == 0
    finally:
        page.close()


def test_the_overlay_is_left_by_the_keyboard(browser, project: Project, run: Callable[..., Running]) -> None:
    """La liste des fautes vient sans prendre le focus ; F8 y mène, Échap la ferme, et sa pastille la rouvre."""
    page = browser.new_page()
    focused = "document.activeElement.shadowRoot?.activeElement.textContent"
    try:
        page.goto(run().address)
        project.write("FAUTE")
        overlay = page.get_by_role("dialog")
        overlay.wait_for()
        assert page.evaluate(focused) is None
        page.keyboard.press("F8")
        assert page.evaluate(focused) == "Fermer (Échap)"
        page.keyboard.press("Escape")
        overlay.wait_for(state="hidden")
        until(lambda: answers(page, "document.activeElement === document.body"))  # once the next frame is drawn
        page.reload()
        badge = page.get_by_role("button", name="1 erreur, 1 avertissement")
        badge.wait_for()
        assert overlay.count() == 0
        badge.click()
        overlay.wait_for()
    finally:
        page.close()


def test_the_overlay_that_came_by_itself_is_closed_from_the_page(
    browser, project: Project, run: Callable[..., Running]
) -> None:
    """Échap ferme aussi, de la page que l’on lit, la liste venue d’elle-même."""
    page = browser.new_page()
    try:
        page.goto(run().address)
        project.write("FAUTE")
        page.get_by_role("dialog").wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    finally:
        page.close()


def test_the_overlay_opens_on_its_first_fault(browser, project: Project, run: Callable[..., Running]) -> None:
    """Une longue liste de fautes s’ouvre sur la première, et le bouton qui la ferme reste en vue."""
    page = browser.new_page(viewport={"width": 390, "height": 700})
    in_sight = (
        "(node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight })"
    )
    try:
        page.goto(run().address)
        project.write("FAUTE " * 40)
        overlay = page.get_by_role("dialog")
        overlay.wait_for()
        close = overlay.get_by_role("button")
        assert overlay.locator("li").first.evaluate(in_sight) and close.evaluate(in_sight)
        overlay.evaluate("dialog => dialog.scrollTo(0, dialog.scrollHeight)")
        assert overlay.locator("li").last.evaluate(in_sight) and close.evaluate(in_sight)
    finally:
        page.close()


def test_a_warning_does_not_open_the_overlay(browser, project: Project, run: Callable[..., Running]) -> None:
    """Un avertissement n’ouvre rien : une pastille en donne le nombre."""
    page = browser.new_page()
    try:
        page.goto(run().address)
        project.write("DOUTE")
        page.get_by_role("button", name="1 avertissement").wait_for()
        assert page.get_by_role("dialog").count() == 0
    finally:
        page.close()


def test_the_holding_page_gives_way_to_the_site(browser, project: Project, run: Callable[..., Running]) -> None:
    """La page d’attente montre les fautes, puis laisse la place au site dès la correction."""
    project.write("FAUTE")
    page = browser.new_page()
    try:
        page.goto(run().address)
        page.get_by_text(ERROR.message).wait_for()
        project.write("corrigé")
        page.wait_for_selector("#texte")
    finally:
        page.close()


def test_a_page_left_open_over_a_restart_catches_up(browser, project: Project) -> None:
    """Une page restée ouverte pendant un arrêt de l’aperçu se met à jour à son retour."""
    page = browser.new_page()
    try:
        project.build(project.request)
        with PreviewServer(project.output, port=0) as server:
            page.goto(server.origin)
        time.sleep(1)  # the numbers of builds start at the clock's second
        project.write("après l’arrêt")
        project.build(project.request)
        with PreviewServer(project.output, port=server.port):
            until(lambda: answers(page, "document.querySelector('#texte').textContent === 'après l’arrêt'"))
    finally:
        page.close()
