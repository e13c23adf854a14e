"""The budgets of pages, measured on a published site: one table, a line a budget, a column a kind of page.

`./inv audit` runs it. What a machine lacks is a line that says so; with CI=true, a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from plugins.common.machine import find_browser  # noqa: E402
from tests.audit.serving import serving_well  # noqa: E402
from tests.conftest import CHROMIUM_FLAGS  # noqa: E402
from tests.services import html_checker, node_pieces  # noqa: E402
from tests.site.pages import local_targets  # noqa: E402

NODE = Path(__file__).with_name("node")
KB = 1024
PAGES = {
    "accueil": "",
    "article": "articles/publiez-moins/",
    "atelier": "ateliers/prendre-la-parole-en-ligne/",
    "recherche": "recherche/",
}
WEIGHTS = {"accueil": 150, "article": 110, "atelier": 130, "recherche": 110}  # KB, all that a first visit brings
SCRIPTS = {"accueil": 3, "article": 1, "atelier": 3, "recherche": 6}  # KB; of an article, the dates of its workshop
OF_LIGHTHOUSE = {"accessibility": 100, "best-practices": 100, "seo": 100}
FAST = 98  # the performance of Lighthouse, median of RUNS
# What is not asked: robots.txt of the page itself, since Lighthouse asks for it from within, and the policy of our
# pages lets nothing be asked; of a search page, to be in engines, as it is out of them on purpose.
NOT_OF_ANY = "robots-txt"
NOT_OF = {"recherche": "is-crawlable"}
STATE = "() => [document.cookie, localStorage.length, sessionStorage.length].join()"
NODES = """() => {
  const text = document.querySelector('.article-main > .prose');
  return document.body.querySelectorAll('*').length - (text ? text.querySelectorAll('*').length + 1 : 0);
}"""


@dataclass
class Line:
    """One budget: what it asks, what was measured of each page (or of the site, under an empty name), what failed."""

    name: str
    limit: str
    found: dict[str, str] = field(default_factory=dict)
    failed: bool = False
    skipped: str = ""

    def put(self, page: str, value: float, most: float | None = None, least: float | None = None) -> None:
        """Note what was measured, against what it may be at most or must be at least."""
        self.found[page] = f"{value:.1f}".removesuffix(".0").replace(".", ",")
        self.failed |= (most is not None and value > most) or (least is not None and value < least)


def weigh(browser: Browser, site: Path, root: str) -> Iterator[Line]:
    """What a first visit brings, on a telephone and on a desk, and what it leaves."""
    elsewhere, stored = Line("requêtes ailleurs", "0"), Line("cookies, stockage", "aucun")
    said = Line("messages de la console", "0")
    scripts = Line("JavaScript (Ko)", "≤ " + " · ".join(map(str, SCRIPTS.values())))
    for width, height in ((390, 844), (1440, 900)):
        line = Line(f"poids à {width} (Ko)", "≤ " + " · ".join(map(str, WEIGHTS.values())))
        for name, address in PAGES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=2)
            page = context.new_page()
            asked: list[str] = []
            told: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("console", lambda message, told=told: told.append(message.text))
            page.on("pageerror", lambda error, told=told: told.append(str(error)))
            page.goto(root + address, wait_until="networkidle")
            line.put(name, sum(weight(site, url, root) for url in asked) / KB, most=WEIGHTS[name])
            elsewhere.put(name, sum(not url.startswith(root) for url in asked), most=0)
            said.put(name, len(told), most=0)
            code = sum(weight(site, url, root) for url in asked if url.partition("?")[0].endswith(".js")) / KB
            scripts.put(name, code, most=SCRIPTS[name])
            state = page.evaluate(STATE)
            stored.put(name, state != ",0,0", most=0)
            context.close()
        yield line
    yield from (scripts, elsewhere, stored, said)


def weight(site: Path, url: str, root: str) -> int:
    """The bytes of a file of the site as a server sends it."""
    if not url.startswith(root):
        return 0
    path = site / url.removeprefix(root).partition("?")[0]
    data = (path / "index.html" if path.is_dir() else path).read_bytes()
    return (
        len(brotli.compress(data)) if path.suffix in ("", ".html", ".css", ".js", ".txt", ".webmanifest") else len(data)
    )


def shape(browser: Browser, site: Path, root: str) -> Iterator[Line]:
    """The frame of pages, and what fits on a narrow screen."""
    frame = Line("éléments hors du texte (article)", "≤ 300")
    wide = Line("largeur à 320 points", "≤ 320")
    rules = {scheme: Line(f"axe, {word}", "0") for scheme, word in (("light", "clair"), ("dark", "sombre"))}
    for name, address in PAGES.items():
        for scheme, line in rules.items():
            page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 700})  # type: ignore[arg-type]
            page.goto(root + address, wait_until="networkidle")
            line.put(name, len(Axe().run(page).response["violations"]), most=0)
            wide.put(name, page.evaluate("document.documentElement.scrollWidth"), most=320)
            frame.put(name, page.evaluate(NODES), most=300 if name == "article" else None)
            page.close()
    (sheet,) = (site / "theme" / "css").glob("site.*.css")
    css = Line("feuille de style (Ko)", "≤ 9")
    css.put("", len(brotli.compress(sheet.read_bytes())) / KB, most=9)
    yield from (css, frame, wide, *rules.values())


def links(site: Path) -> Line:
    """The links of all pages that lead to no file, or to no passage."""
    line, dead = Line("liens et passages rompus", "0"), 0
    texts: dict[Path, str] = {}
    for page in sorted(site.rglob("*.html")):
        for _, file, fragment in local_targets(site, page, "/carnet"):
            if not file.is_file():
                dead += 1
            elif fragment and file.suffix == ".html":
                text = texts.setdefault(file, file.read_text("utf-8"))
                dead += f'id="{fragment}"' not in text
    line.put("", dead, most=0)
    return line


def checked(site: Path) -> Line:
    """What the checker of the W3C says of all pages."""
    line = Line("validateur du W3C", "0")
    try:
        line.put("", len(html_checker.vnu(sorted(site.rglob("*.html")))), most=0)
    except node_pieces.InstallError as error:
        line.skipped = str(error)
    return line


def lighthouse(root: str, runs: int) -> Iterator[Line]:
    """Its scores; of its performance, the median of some runs."""
    lines = {name: Line(f"Lighthouse, {name}", str(least)) for name, least in OF_LIGHTHOUSE.items()}
    fast = Line(f"Lighthouse, performance ({runs} fois)", f"≥ {FAST}")
    try:
        program = node_pieces.install(NODE) / "node_modules/lighthouse/cli/index.js"
    except node_pieces.InstallError as error:
        fast.skipped = str(error)
        yield fast
        return
    for name, address in PAGES.items():
        speeds = []
        for run in range(runs):
            scores = lighthouse_scores(program, root + address, [] if run else [*OF_LIGHTHOUSE], NOT_OF.get(name, ""))
            speeds.append(scores.pop("performance"))
            for category, score in scores.items():
                lines[category].put(name, score, least=OF_LIGHTHOUSE[category])
        fast.put(name, statistics.median(speeds), least=FAST)
    yield from (*lines.values(), fast)


def lighthouse_scores(program: Path, url: str, others: list[str], left_out: str) -> Mapping[str, float]:
    """The scores of a page, out of 100: its performance, and other categories."""
    flags = " ".join(("--headless=new", "--proxy-server=direct://", *CHROMIUM_FLAGS))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "rapport.json")
        command = [
            "node", str(program), url, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}",
            f"--only-categories={','.join(['performance', *others])}",
            f"--skip-audits={','.join([NOT_OF_ANY, *([left_out] if left_out else [])])}",
        ]  # fmt: skip
        environ = {**os.environ, "CHROME_PATH": find_browser() or "", "LIGHTHOUSE_SKIP_UPDATE": "1"}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=180)
        if not report.is_file():
            raise SystemExit(f"Lighthouse s’est arrêté : {done.stderr.strip()[-400:]}")
        found = json.loads(report.read_text("utf-8"))
    for category in found["categories"].values():  # what lowers a score is said, for who mends it
        for each in category["auditRefs"]:
            audit = found["audits"][each["id"]]
            if others and each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"  {url} : {audit['title']} ({category['id']} {audit['score']})", file=sys.stderr, flush=True)
    return {name: round(100 * category["score"]) for name, category in found["categories"].items()}


def table(lines: list[Line]) -> str:
    """The table, in Markdown."""
    rows = [f"| budget | limite | {' | '.join(PAGES)} | tenu |", f"|---|---|{'---|' * len(PAGES)}---|"]
    for line in lines:
        whole = line.found.get("")
        cells = [line.found.get(name, "") for name in PAGES] if whole is None else [whole, *[""] * (len(PAGES) - 1)]
        held = f"non mesuré : {line.skipped}" if line.skipped else "**non**" if line.failed else "oui"
        rows.append(f"| {line.name} | {line.limit} | {' | '.join(cells)} | {held} |")
    return "\n".join(rows)


def measured(site: Path, runs: int, tell: Callable[[str], object]) -> list[Line]:
    """Every line of the table."""
    lines = []
    with serving_well(site) as root, sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        except Error as error:
            lines.append(Line("Chromium", "", skipped=f"pas de navigateur : {str(error).splitlines()[0]}"))
        else:
            tell("poids, largeurs, accessibilité…")
            lines += [*weigh(browser, site, root), *shape(browser, site, root)]
            browser.close()
        tell("liens, validateur…")
        lines += [links(site), checked(site)]
        if runs:
            tell("Lighthouse…")
            lines += lighthouse(root, runs)
    return lines


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--site", default="")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()

    def tell(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="tribune-audit-") as folder:
        site = Path(given.site) if given.site else Path(folder, "site")
        if not given.site:
            tell("construction du site d’exemple…")
            command = [sys.executable, str(ROOT / "tasks.py"), "publish", "--output", str(site)]
            subprocess.run([*command, "--now", "2026-11-22 09:00"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        lines = measured(site, given.runs, tell)
    print(table(lines))
    wrong = any(line.failed or (line.skipped and os.environ.get("CI")) for line in lines)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
