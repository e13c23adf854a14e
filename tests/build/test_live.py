"""What the preview shows before it has built: the engine that stays, and what a browser makes of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.build.background import build_in_subprocess
from plugins.build.editor import open_in_editor
from plugins.build.request import request_of
from plugins.build.resident import ResidentEngine
from plugins.site.feature import listed_features
from tests.conftest import ROOT, small_content, write
from tests.waiting import answers, until

ORIGIN = "http://127.0.0.1:8000"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SECOND = "articles/2026-02-01-second.md"
PAGE = "articles/second/index.html"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="le moteur qui reste se dédouble")


class Desk:
    """A project and a content of their own, to be changed: each test puts back what it changed."""

    def __init__(self, root: Path) -> None:
        self.project, self.content, self.output = root / "project", root / "content", root / "output"
        small_content(self.content)
        write(
            self.content, "articles/2026-02-20-brouillon.md", "---\ntitle: À venir\nstatus: draft\n---\n\nPas prêt.\n"
        )
        for name in ("plugins", "theme"):
            shutil.copytree(ROOT / name, self.project / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pelicanconf.py", "publishconf.py", "tasks.py", "requirements.txt"):
            shutil.copy(ROOT / name, self.project / name)
        os.environ["TRIBUNE_CACHE"] = str(root / "cache")
        features = listed_features()
        request = request_of(self.content, self.output, NOW, features, production=False)
        self.request = replace(request, origin=ORIGIN)
        self._before: dict[Path, str | None] = {}

    def change(self, path: Path, text: str) -> Path:
        """Save a file."""
        self._before.setdefault(path, path.read_text("utf-8") if path.exists() else None)
        path.write_text(text, "utf-8")
        return path

    def replace(self, path: Path, old: str, new: str) -> Path:
        """Save a file with other words."""
        text = path.read_text("utf-8")
        assert old in text
        return self.change(path, text.replace(old, new))

    def text(self, name: str) -> Path:
        return self.content / name

    def theme(self, name: str) -> Path:
        return self.project / "theme" / name

    def restore(self) -> None:
        for path, text in self._before.items():
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text, "utf-8")
        self._before.clear()

    def clean(self) -> Path:
        """The folder of a build that believes nothing of what was kept."""
        output = self.output.with_name("clean")
        report = build_in_subprocess(replace(self.request, output=output, fresh=True), project=self.project)
        assert report.ok, report
        return output


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    before = os.environ.get("TRIBUNE_CACHE")
    yield Desk(tmp_path_factory.mktemp("desk"))
    if before is None:
        del os.environ["TRIBUNE_CACHE"]
    else:
        os.environ["TRIBUNE_CACHE"] = before


@pytest.fixture
def desk(shared_desk: Desk) -> Iterator[Desk]:
    yield shared_desk
    shared_desk.restore()


@pytest.fixture(scope="module")
def shared_engine(shared_desk: Desk) -> Iterator[ResidentEngine]:
    engine = ResidentEngine(project=shared_desk.project)
    yield engine
    engine.stop()


@pytest.fixture
def engine(desk: Desk, shared_engine: ResidentEngine) -> ResidentEngine:
    """An engine that has built what the desk holds."""
    report = shared_engine.build(desk.request)
    assert report.ok, report
    return shared_engine


def shown(engine: ResidentEngine, desk: Desk, path: str) -> bytes:
    """What the preview serves for a path of the output."""
    found = engine.page(path)
    assert not isinstance(found, list), found
    if found is None:
        return (desk.output / path).read_bytes()
    return found.read_bytes() if isinstance(found, Path) else found


def test_a_word_is_served_before_the_build(desk: Desk, engine: ResidentEngine) -> None:
    """Un mot enregistré : sa page seule est faite, à l’octet de ce que donne une construction neuve."""
    path = desk.replace(desk.text(SECOND), "Un second texte.", "Un texte repris : enfin !")
    taken = engine.changed([path])
    assert (taken.addresses, taken.whole, taken.problems) == (["articles/second/"], True, [])
    page = shown(engine, desk, PAGE)
    assert b"Un texte repris" in page and engine.rendered == 1
    shown(engine, desk, PAGE)
    shown(engine, desk, "articles/premier/index.html")
    assert engine.rendered == 1
    assert page == (desk.clean() / PAGE).read_bytes()


@pytest.mark.parametrize(
    ("name", "old", "new", "page"),
    [
        (SECOND, "tags: [essai]", "tags: [neuf, essai]", PAGE),
        (SECOND, "title: Second essai", "title: « Second » essai", PAGE),
        (
            "articles/2026-01-05-premier.md",
            "title: Premier",
            "series: Essais\nseries_part: 1\ntitle: Premier",
            "articles/premier/index.html",
        ),
        ("pages/contact.md", "Écrivez-nous", "Appelez-nous", "contact/index.html"),
        ("articles/2026-02-20-brouillon.md", "Pas prêt", "Presque prêt", "articles/brouillon/index.html"),
    ],
)
def test_a_page_made_at_once_is_the_final_one(
    desk: Desk, engine: ResidentEngine, name: str, old: str, new: str, page: str
) -> None:
    """Titre, thèmes, série, page, brouillon : la page montrée d’abord est celle d’une construction neuve."""
    engine.changed([desk.replace(desk.text(name), old, new)])
    assert shown(engine, desk, page) == (desk.clean() / page).read_bytes()
    assert engine.rendered == 1


def test_a_new_text_is_served_before_the_build(desk: Desk, engine: ResidentEngine) -> None:
    """Un nouveau fichier a sa page avant d’être dans une liste."""
    path = desk.change(
        desk.text("articles/2026-02-10-neuf.md"), "---\ntitle: Neuf\ndate: 2026-02-10\n---\n\nDu neuf.\n"
    )
    assert engine.changed([path]).addresses == ["articles/neuf/"]
    page = shown(engine, desk, "articles/neuf/index.html")
    assert engine.rendered == 1
    assert page == (desk.clean() / "articles/neuf/index.html").read_bytes()
    assert engine.build(desk.request).ok
    assert engine.page("articles/neuf/index.html") is None
    assert page == (desk.output / "articles/neuf/index.html").read_bytes()


def test_a_text_that_goes_is_gone_after_the_build(desk: Desk, engine: ResidentEngine) -> None:
    """Un texte supprimé n’a plus de page une fois le site reconstruit."""
    path = desk.change(
        desk.text("articles/2026-02-10-neuf.md"), "---\ntitle: Neuf\ndate: 2026-02-10\n---\n\nDu neuf.\n"
    )
    assert engine.build(desk.request).ok
    path.unlink()
    assert not engine.changed([path]).whole
    assert engine.build(desk.request).ok
    assert not (desk.output / "articles/neuf").exists() and engine.page("articles/neuf/index.html") is None


def test_a_template_is_seen_by_the_pages_that_are_asked(desk: Desk, engine: ResidentEngine) -> None:
    """Un modèle enregistré : les pages demandées sont refaites, les autres attendent."""
    path = desk.replace(desk.theme("templates/article.html"), "</article>", "<hr></article>")
    assert engine.changed([path]).whole
    page = shown(engine, desk, PAGE)
    assert b"<hr></article>" in page and engine.rendered == 1
    assert shown(engine, desk, "contact/index.html") == (desk.output / "contact/index.html").read_bytes()
    assert engine.rendered == 1
    assert page == (desk.clean() / PAGE).read_bytes()


def test_a_template_at_fault_is_told_at_its_line(desk: Desk, engine: ResidentEngine) -> None:
    """Un nom inconnu dans un modèle est dit à sa ligne, dès qu’une page le demande ; corrigé, il n’est plus rien."""
    template = desk.theme("templates/article.html")
    line = template.read_text("utf-8").split("</article>")[0].count("\n") + 1
    engine.changed([desk.replace(template, "</article>", "{{ article.titel }}</article>")])
    (problem,) = engine.page(PAGE)
    assert (problem.path.endswith("theme/templates/article.html"), problem.line) == (True, line)
    assert engine.page("contact/index.html") is None
    desk.restore()
    engine.changed([template])
    assert engine.page(PAGE) is None


def test_a_style_sheet_is_served_from_its_source(desk: Desk, engine: ResidentEngine) -> None:
    """Une feuille de style enregistrée est servie telle quelle : aucune page n’est faite."""
    path = desk.replace(desk.theme("static/css/site.css"), "@", "/* neuf */ @")
    taken = engine.changed([path])
    assert (taken.styles, taken.whole) == (True, True)
    assert engine.page("theme/css/site.css") == path
    assert engine.page(PAGE) is None and engine.rendered == 0


def test_a_fault_is_told_at_once_and_mended(desk: Desk, engine: ResidentEngine) -> None:
    """Une faute d’un texte est dite sans construire, sa page reste ; corrigée, la page suit."""
    path = desk.text(SECOND)
    desk.replace(path, "date: 2026-02-01", "date: 1er février")
    taken = engine.changed([path])
    assert ["date « 1er février »" in each.message for each in taken.problems] == [True]
    assert engine.page(PAGE) is None
    desk.replace(path, "date: 1er février", "date: 2026-02-01")
    desk.replace(path, "Un second texte.", "[Un lien](absent.md).")
    assert ["absent.md" in each.message for each in engine.changed([path]).problems] == [True]
    desk.replace(path, "[Un lien](absent.md).", "Corrigé.")
    assert engine.changed([path]).problems == []
    assert b"Corrig" in shown(engine, desk, PAGE)


def test_a_killed_engine_is_replaced(desk: Desk, engine: ResidentEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un moteur tué est dit, et le suivant construit ce qui a changé."""
    told: list[str] = []
    monkeypatch.setattr(engine, "lost", told.append)
    path = desk.replace(desk.text(SECOND), "Un second texte.", "Après la mort.")
    killed = engine.number
    os.kill(killed, signal.SIGKILL)
    assert not engine.changed([path]).whole
    assert told == ["Le moteur du site s’est arrêté, sans rendre compte de la construction."]
    assert engine.build(desk.request).ok
    assert "Après la mort".encode() in (desk.output / PAGE).read_bytes()
    assert engine.number not in (killed, None)


def test_a_build_that_is_killed_is_made_again(
    desk: Desk, engine: ResidentEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Une construction tuée est reprise par un moteur neuf."""
    told: list[str] = []
    monkeypatch.setattr(engine, "lost", told.append)
    first = engine.number

    def kill() -> bool:
        running = [*engine._running]
        for process in running:
            os.kill(process.number, signal.SIGKILL)
        return bool(running)

    def kill_once() -> None:
        while not kill():
            time.sleep(0.001)

    killer = threading.Thread(target=kill_once)
    killer.start()
    report = engine.build(desk.request)
    killer.join()
    assert report.ok and told and engine.number != first


def test_a_save_during_a_build_is_served(desk: Desk, engine: ResidentEngine) -> None:
    """Deux saves de suite, la seconde pendant la construction de la première : la seconde est montrée aussitôt."""
    path = desk.replace(desk.text(SECOND), "Un second texte.", "La première fois.")
    engine.changed([path])
    build = threading.Thread(target=engine.build, args=(desk.request,))
    build.start()
    desk.replace(path, "La première fois.", "La seconde fois.")
    engine.changed([path])
    assert b"La seconde fois." in shown(engine, desk, PAGE)
    build.join()
    engine.changed([path])
    assert b"La seconde fois." in shown(engine, desk, PAGE)
    assert shown(engine, desk, PAGE) == (desk.clean() / PAGE).read_bytes()


def test_an_engine_that_is_stopped_while_it_builds_is_gone(desk: Desk) -> None:
    """Un moteur arrêté pendant sa construction ne laisse aucun processus, et rien ne redémarre."""
    engine = ResidentEngine(project=desk.project)
    told: list[str] = []
    engine.lost = told.append
    build = threading.Thread(
        target=engine.build, args=(replace(desk.request, output=desk.output.with_name("stopped")),)
    )
    build.start()
    until(lambda: engine._running)
    groups = [process.number for process in engine._running]
    engine.stop()
    build.join(20)
    assert not build.is_alive() and not told
    for group in groups:
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)


def test_changed_code_is_run_by_the_next_build(desk: Desk, engine: ResidentEngine) -> None:
    """Une extension changée est lue par un processus neuf, et l’ancien répond jusque-là."""
    path = desk.project / "plugins/site/share.py"
    desk.change(path, path.read_text("utf-8") + "\n# neuf\n")
    before = engine.number
    engine.refresh()
    assert engine.page(PAGE) is None
    assert engine.build(desk.request).ok and engine.number != before
    desk.restore()
    engine.refresh()


def test_what_readers_do_not_see_is_known(desk: Desk, engine: ResidentEngine) -> None:
    """Le moteur dit les adresses que les lecteurs n’ont pas encore ; leur site, construit à part, ne les a pas."""
    assert engine.unseen == {"articles/brouillon/": "draft"}
    readers = replace(desk.request, output=desk.output.with_name("readers"), production=True, gate="")
    number = engine.number
    assert engine.build(readers, aside=True).ok
    assert engine.number == number and (desk.output / "articles/brouillon").is_dir()
    assert not (readers.output / "articles/brouillon").exists() and (readers.output / PAGE).is_file()


def test_a_page_knows_its_source(desk: Desk, engine: ResidentEngine) -> None:
    """Une page mène au texte dont elle est faite."""
    found = engine.source(PAGE)
    assert found is not None and Path(found.path) == desk.text(SECOND)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "vscode://file/a/b%20c.md:4:2"),
        ({"EDITOR": "vim"}, "vscode://file/a/b%20c.md:4:2"),
        ({"TRIBUNE_EDITOR": "idea://open?file=/{file}&line={line}"}, "idea://open?file=/a/b%20c.md&line=4"),
    ],
)
def test_the_editor_is_an_address(environ: dict[str, str], expected: str) -> None:
    """Sans réglage, Visual Studio Code est demandé par son adresse ; une adresse peut en nommer un autre."""
    assert open_in_editor(Path("/a/b c.md"), 4, 2, environ) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TRIBUNE_EDITOR": "{tool} ligne {line} dans {file}"}, "ligne 4 dans /a/b c.md"),
        ({"TRIBUNE_EDITOR": "{tool}"}, "/a/b c.md"),
        ({"EDITOR": "{kate} --new"}, "--new --line 4 --column 2 /a/b c.md"),
    ],
)
def test_the_editor_is_a_command(tmp_path: Path, environ: dict[str, str], expected: str) -> None:
    """Une commande est lancée avec le fichier et la ligne ; EDITOR compte s’il ouvre une fenêtre."""
    said = tmp_path / "said"
    for name in ("tool", "kate"):
        (tmp_path / name).write_text(f'#!/bin/sh\nprintf "%s" "$*" > {said}.tmp; mv {said}.tmp {said}\n', "utf-8")
        (tmp_path / name).chmod(0o755)
    (given,) = environ.items()
    command = given[1].replace("{tool}", str(tmp_path / "tool")).replace("{kate}", str(tmp_path / "kate"))
    assert open_in_editor(Path("/a/b c.md"), 4, 2, {given[0]: command}) == ""
    until(said.exists)
    assert said.read_text("utf-8") == expected


class Running:
    """`./inv preview` of the desk."""

    def __init__(self, desk: Desk, *options: str) -> None:
        command = [sys.executable, "-u", str(desk.project / "tasks.py"), "preview", "--content", str(desk.content)]
        command += ["--output", str(desk.output), "--now", "2026-03-01", *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self._reader.start()
        until(lambda: self.builds() or self.process.poll() is not None)
        found = re.search(r"http://127\.0\.0\.1:\d+/", "".join(self.lines))
        assert found, self.lines
        self.address = found[0]

    def builds(self) -> int:
        return sum("construit en" in line or "reste servie" in line for line in self.lines)

    def settled(self) -> bool:
        """Whether nothing is built, nor about to be."""
        before = self.builds()
        time.sleep(1)
        with urllib.request.urlopen(self.address + "__tribune/events") as events:
            event = next(line for line in events if line.startswith(b"event:"))
        return b"building" not in event and self.builds() == before

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(60) == 0, self.lines
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def shared_running(shared_desk: Desk) -> Iterator[Running]:
    running = Running(shared_desk, "--follow")
    yield running
    running.end()


@pytest.fixture
def page(desk: Desk, shared_running: Running, browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 900, "height": 300})
    yield page
    page.close()
    desk.restore()
    until(shared_running.settled)


def test_the_open_page_changes_in_place(desk: Desk, shared_running: Running, page: Any) -> None:
    """Un texte enregistré change la page ouverte là où on la lit, sans rechargement ; une faute s’affiche."""
    page.goto(shared_running.address + "articles/second/")
    page.evaluate("scrollTo(0, 120)")
    page.locator("ul.tags a").first.evaluate("link => link.focus({ preventScroll: true })")
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    builds = shared_running.builds()
    desk.replace(desk.text(SECOND), "Un second texte.", "Un texte repris.")
    page.get_by_text("Un texte repris.").wait_for(timeout=60_000)
    until(lambda: answers(page, "scrollY === 120"))
    until(lambda: shared_running.builds() > builds)
    page.wait_for_timeout(500)
    assert loads == [] and page.evaluate("!!document.activeElement.closest('ul.tags')")
    desk.replace(desk.text(SECOND), "date: 2026-02-01", "date: 1er février")
    page.get_by_text("date « 1er février »").wait_for(timeout=60_000)
    link = page.get_by_role("link", name=re.compile("2026-02-01-second.md:3:")).get_attribute("href")
    assert re.fullmatch(r"/__tribune/source\?file=.*2026-02-01-second\.md&line=3&column=7", link), link
    desk.replace(desk.text(SECOND), "date: 1er février", "date: 2026-02-01")
    page.get_by_role("dialog").wait_for(state="hidden", timeout=60_000)


def test_styles_are_swapped_without_a_reload(desk: Desk, shared_running: Running, page: Any) -> None:
    """Une feuille de style enregistrée change la page ouverte sans la recharger."""
    page.goto(shared_running.address + "articles/second/")
    page.evaluate("window.kept = true")
    path = desk.theme("static/css/site.css")
    desk.change(path, path.read_text("utf-8") + "\nbody { outline: 7px solid red; }\n")
    until(lambda: answers(page, "getComputedStyle(document.body).outlineWidth === '7px'"))
    assert page.evaluate("window.kept")


def test_the_browser_follows_the_text(desk: Desk, shared_running: Running, page: Any) -> None:
    """Avec --follow, le navigateur va à la page du texte enregistré, qu’elle existe déjà ou non."""
    page.goto(shared_running.address)
    desk.replace(desk.text(SECOND), "Un second texte.", "Un texte suivi.")
    page.wait_for_url("**/articles/second/", timeout=60_000)
    page.get_by_text("Un texte suivi.").wait_for()
    desk.change(
        desk.text("articles/2026-02-11-suivi.md"), "---\ntitle: Suivi\ndate: 2026-02-11\n---\n\nDu tout neuf.\n"
    )
    page.wait_for_url("**/articles/suivi/", timeout=60_000)
    page.get_by_text("Du tout neuf.").wait_for()


def test_unseen_texts_bear_a_badge_and_the_switch_hides_them(desk: Desk, shared_running: Running, page: Any) -> None:
    """Un brouillon porte sa marque dans les listes ; « comme les lecteurs » ne le montre pas, « tout » le rend."""
    page.goto(shared_running.address + "articles/")
    card = page.locator("article, li").filter(has_text="À venir").first
    card.locator("tribune-unseen").wait_for()
    assert card.locator("tribune-unseen .unseen").inner_text() == "brouillon"
    assert page.locator("article, li").filter(has_text="Second essai").locator("tribune-unseen").count() == 0
    page.get_by_role("button", name="comme les lecteurs").click()
    until(lambda: answers(page, "!document.body.textContent.includes('À venir')"))
    page.get_by_text("Second essai").first.wait_for()
    assert page.goto(shared_running.address + "articles/brouillon/").status == 404
    page.get_by_role("button", name="tout").click()
    page.get_by_text("Pas prêt.").wait_for(timeout=60_000)


def test_a_page_is_shown_as_machines_show_it(
    desk: Desk, shared_running: Running, page: Any, inv: Callable[..., Any]
) -> None:
    """Le panneau des machines dit, ligne pour ligne, ce que `./inv machines` dit du site publié."""
    page.goto(shared_running.address + "articles/second/")
    button = page.get_by_role("button", name="vu par les machines")
    button.press("Enter")
    panel = page.get_by_role("dialog", name="Ce que les machines montrent de cette page")
    panel.get_by_role("heading", name="Lettre").wait_for(timeout=120_000)
    shown = panel.locator("h2, li").all_inner_texts()
    site = desk.output.with_name("published")
    made = inv("publish", "--content", desk.content, "--output", site, "--now", "2026-03-01")
    assert made.returncode == 0, made.stderr
    said = inv("machines", "/articles/second/", "--output", site).stdout

    assert shown == [line.strip() for line in said.splitlines() if line.strip()]
    picture = panel.get_by_role("img").or_(panel.locator("img")).first
    picture.scroll_into_view_if_needed()
    until(lambda: picture.evaluate("image => image.naturalWidth") == 1200)
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "vu par les machines"
    assert not [path for path in site.rglob("*.html") if b"__tribune" in path.read_bytes()]


def test_machines_have_nothing_of_a_draft(desk: Desk, shared_running: Running, page: Any) -> None:
    """D’un brouillon, le panneau dit que le site publié n’aurait pas la page ; un autre site ne peut rien demander."""
    page.goto(shared_running.address + "articles/brouillon/")
    page.get_by_role("button", name="vu par les machines").click()
    page.get_by_role("dialog").get_by_text("publié à cet instant, le site n’aurait pas cette page").wait_for(
        timeout=120_000
    )
    asked = shared_running.address + "__tribune/machines?page=/articles/second/"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(urllib.request.Request(asked, headers={"Sec-Fetch-Site": "cross-site"}))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(shared_running.address + "__tribune/machines/../../content/agence.yaml")


def test_a_page_leads_to_its_source(desk: Desk, shared_running: Running, page: Any) -> None:
    """Chaque page mène à son fichier dans l’éditeur ; un autre site n’ouvre rien, ni rien hors du projet."""
    page.goto(shared_running.address + "articles/second/")
    link = page.get_by_role("link", name="fichier source").get_attribute("href")

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *given: object) -> None:
            return None

    def ask(href: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(shared_running.address.rstrip("/") + href, headers=headers)
        try:
            urllib.request.build_opener(Stay).open(request)
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", "")
        raise AssertionError

    assert ask(link) == (302, f"vscode://file/{str(desk.text(SECOND)).lstrip('/')}:1:1")
    assert ask(link, **{"Sec-Fetch-Site": "cross-site"})[0] == 404
    assert ask("/__tribune/source?file=/etc/passwd&line=1")[0] == 404
