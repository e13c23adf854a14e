"""A save changes the open page where it is read: the focus, the selection, the scroll stay, and the change is said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.build.report import BuildReport
from plugins.build.server import PreviewServer
from plugins.common.problems import Rule
from tests.waiting import until

ERROR = Rule("valeur", "Une valeur a sa forme.").at("content/articles/a.md", 4, 7, "date « 1/3/2026 » : écrivez-la")
FILLER = "Des mots qui tiennent de la place et que personne ne change. " * 12
HEAD = '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
BODY = """<main><h1>Un titre</h1><p id="a">{first}</p><p>{second}</p>
<p>Le troisième mène à <a href="#ici" id="lien">une suite</a>, puis finit. {filler}</p>
<details><summary>Plus</summary><p>Le reste.</p></details><p><input name="mot"> {filler}</p>{more}
<p>{filler}</p><p>{filler}</p><p>{filler}</p><p>{filler}</p></main></body></html>"""


class Site:
    """A page in a folder that a preview serves, and an open browser."""

    def __init__(self, root: Path, server: PreviewServer, page: Any) -> None:
        self.root, self.server, self.page = root, server, page
        self.loads: list[str] = []

    def write(
        self,
        first: str = FILLER,
        second: str = "Un second texte.",
        more: str = "",
        head: str = "",
        title: str = "Site",
        name: str = "index.html",
    ) -> None:
        """Make the page."""
        text = HEAD.format(title=title, head=head) + BODY.format(first=first, second=second, more=more, filler=FILLER)
        (self.root / name).parent.mkdir(exist_ok=True)
        (self.root / name).write_text(text, "utf-8")

    def save(self, *problems: Any, **changed: Any) -> None:
        """A build that ended: with what it changed, or with its faults."""
        if not problems:
            self.server.publish_building()
        self.server.publish_state(BuildReport([*problems]), alike=True, **changed)

    def open(self, address: str = "/") -> None:
        """Open the page, and note from then on what is said and what is loaded."""
        self.page.goto(self.server.origin + address)
        until(lambda: self.page.locator("tribune-preview").count())
        self.page.evaluate("""() => {
            window.said = [];
            const { shadowRoot } = document.querySelector('tribune-preview');
            const status = window.spoken = shadowRoot.querySelector('[role=status]');
            new MutationObserver(() => status.textContent && said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
        }""")
        self.page.on("load", lambda _: self.loads.append(self.page.url))

    def said(self) -> list[str]:
        return [each.replace("\u00a0", " ") for each in self.page.evaluate("said")]

    def shows(self, text: str) -> None:
        until(lambda: text in self.page.inner_text("body"))


@pytest.fixture
def site(tmp_path: Path, browser: Any) -> Iterator[Site]:
    root = tmp_path / "site"
    root.mkdir()
    with PreviewServer(root, port=0) as server:
        page = browser.new_page(viewport={"width": 700, "height": 400})
        site = Site(root, server, page)
        site.write()
        server.publish_state(BuildReport())  # what an earlier session left gives way to the first build
        yield site
        page.close()


FOCUSED = "document.activeElement === window.link && document.activeElement.isConnected"
TOP = "window.link.getBoundingClientRect().top"


def read_third(site: Site) -> float:
    """Have the focus on the link of the third paragraph; its height in the window."""
    site.page.evaluate("""() => {
        window.link = document.querySelector('#lien');
        link.focus();
        scrollTo({ top: scrollY + link.getBoundingClientRect().top - 150, behavior: 'instant' });
    }""")
    top: float = site.page.evaluate(TOP)
    return top


@pytest.mark.parametrize(
    ("first", "second"),
    [(FILLER, "Un second texte, repris."), (FILLER * 3, "Un autre."), ("Bref.", FILLER * 2), (FILLER, "")],
)
def test_the_focus_and_the_place_stay(site: Site, first: str, second: str) -> None:
    """Un mot, dix lignes changent plus haut : le lien qui a le focus le garde, à la même hauteur."""
    site.open()
    top = read_third(site)
    site.write(first, second)
    site.save()
    until(site.said)
    site.page.wait_for_timeout(300)

    assert site.page.evaluate(FOCUSED)
    assert abs(site.page.evaluate(TOP) - top) <= 2
    assert second.strip() in site.page.inner_text("main") and site.loads == []
    assert site.said() == ["page à jour"]


def test_the_block_that_is_read_stays_without_a_focus(site: Site) -> None:
    """Sans focus, le premier bloc que l’on voit commencer reste où il est."""
    site.open()
    site.page.evaluate("scrollTo({ top: document.querySelector('details').offsetTop - 100, behavior: 'instant' })")
    top = site.page.evaluate("document.querySelector('details').getBoundingClientRect().top")
    site.write(first=FILLER * 4)
    site.save()
    until(site.said)
    site.page.wait_for_timeout(300)

    assert abs(site.page.evaluate("document.querySelector('details').getBoundingClientRect().top") - top) <= 2


def test_what_the_reader_has_done_stays(site: Site) -> None:
    """Un détail ouvert, un mot tapé, une sélection restent."""
    site.open()
    site.page.locator("summary").click()
    site.page.locator("input").fill("tapé")
    site.page.evaluate("""() => {
        const text = document.querySelector('#a').firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 8);
    }""")
    site.write(first=f"{FILLER}Et une fin.", more="<p>Un paragraphe de plus.</p>", title="Autre titre")
    site.save()
    site.shows("Un paragraphe de plus.")

    assert site.page.locator("details").evaluate("node => node.open")
    assert site.page.input_value("input") == "tapé" and site.page.title() == "Autre titre"
    assert site.page.evaluate("String(getSelection())") == "Des mots"


def test_a_link_that_moves_keeps_the_focus(site: Site) -> None:
    """Un lien qui change de paragraphe garde le focus ; un lien supprimé le laisse au suivant."""
    site.open()
    site.write(more='<p>Déplacé : <a href="/x/">un lien</a>.</p>')
    site.save()
    site.shows("Déplacé")
    site.page.get_by_role("link", name="un lien").focus()
    site.write(second='Ici : <a href="/x/">un lien</a>, <a href="/y/">un autre</a>.')
    site.save()
    site.shows("Ici :")
    until(lambda: site.page.evaluate("document.activeElement.getAttribute('href') === '/x/'"))
    site.write(second='Ici : <a href="/y/">un autre</a>.')
    site.save()
    until(lambda: site.page.evaluate("!document.querySelector('[href=\"/x/\"]')"))

    assert site.page.evaluate("document.activeElement.getAttribute('href')") == "/y/"


def test_a_fault_is_said_once_then_its_correction(site: Site) -> None:
    """Deux erreurs sont dites une fois, sans prendre le focus ; corrigées, « page à jour » l’est une fois."""
    site.open()
    top = read_third(site)
    site.save(ERROR, ERROR)  # what is known before the build
    site.page.get_by_role("dialog").wait_for()
    site.server.publish_building()
    site.page.wait_for_timeout(200)
    site.save(ERROR, ERROR)  # the build
    site.page.wait_for_timeout(300)
    assert site.said() == ["2 erreurs : F8 pour la liste"]
    assert site.page.evaluate(FOCUSED) and abs(site.page.evaluate(TOP) - top) <= 2
    place = site.page.get_by_role("link", name="content/articles/a.md:4:7").first.get_attribute("href")
    assert place == "/__tribune/source?file=content%2Farticles%2Fa.md&line=4&column=7"
    site.write(second="Corrigé.")
    site.save()
    site.page.get_by_role("dialog").wait_for(state="hidden")
    until(lambda: len(site.said()) > 1)
    site.page.wait_for_timeout(300)

    assert site.said() == ["2 erreurs : F8 pour la liste", "page à jour"] and site.loads == []
    assert site.page.evaluate(FOCUSED) and "Corrigé." in site.page.inner_text("main")


def test_a_list_of_faults_that_one_reads_keeps_the_focus(site: Site) -> None:
    """Qui lit la liste des fautes y garde sa place quand il s’en ajoute une."""
    site.open()
    site.save(ERROR)
    site.page.get_by_role("dialog").wait_for()
    site.page.keyboard.press("F8")
    site.page.keyboard.press("Tab")
    site.save(ERROR, ERROR.__class__(**{**vars(ERROR), "line": 9}))
    site.page.get_by_role("link", name="content/articles/a.md:9:7").wait_for()
    focused = "document.activeElement.shadowRoot.activeElement.textContent"

    assert site.page.evaluate(focused) == "content/articles/a.md:4:7"


def test_a_page_shown_before_its_build_is_said_once(site: Site) -> None:
    """Le texte montré avant sa construction, puis construit, est dit une fois ; le suivant aussi."""
    site.open()
    for rank, second in enumerate(("Un mot.", "Deux mots."), start=1):
        site.write(second=second)
        site.server.feed.shown(styles=False, follow=None)
        until(lambda rank=rank: len(site.said()) == rank)
        site.server.publish_building()
        site.page.wait_for_timeout(200)
        site.page.evaluate("spoken.textContent = ''")  # as it is after some seconds
        site.server.publish_state(BuildReport(), alike=True)
        site.page.wait_for_timeout(300)

    assert site.said() == ["page à jour"] * 2


def test_a_save_elsewhere_is_said_and_changes_nothing(site: Site) -> None:
    """Un autre texte enregistré : la page ouverte n’est pas touchée, et il est dit que tout est à jour."""
    site.open()
    site.page.evaluate("""() => {
        window.changes = 0;
        new MutationObserver((all) => { changes += all.length; })
            .observe(document.body, { childList: true, attributes: true, characterData: true, subtree: true });
    }""")
    site.save()
    until(site.said)

    assert site.said() == ["page à jour"] and site.page.evaluate("changes") == 0


def test_a_page_that_goes_is_told(site: Site) -> None:
    """Une page supprimée laisse voir qu’elle n’est plus ; revenue, elle est montrée."""
    site.write(name="a/index.html")
    site.open("/a/")
    (site.root / "a/index.html").unlink()
    site.save()
    site.page.get_by_text("Page introuvable").first.wait_for()
    site.write(name="a/index.html", second="Revenue.")
    site.save()
    site.page.get_by_text("Revenue.").wait_for()


def test_a_page_that_is_renamed_leads_on(site: Site) -> None:
    """Une page renommée, dont l’ancienne adresse renvoie à la nouvelle, y mène."""
    site.write(name="a/index.html")
    site.open("/a/")
    site.write(name="b/index.html", second="À sa nouvelle adresse.")
    moved = '<!doctype html><meta http-equiv="refresh" content="0; url=../b/"><title>Ailleurs</title>'
    (site.root / "a/index.html").write_text(moved, "utf-8")
    site.save()
    site.page.wait_for_url("**/b/")
    site.page.get_by_text("À sa nouvelle adresse.").wait_for()


def test_a_picture_that_is_replaced_is_seen(site: Site) -> None:
    """Une image remplacée sous le même nom se voit sans blanc, et le focus reste ; elle ne redevient pas l’ancienne."""
    Image.new("RGB", (40, 30), "navy").save(site.root / "x.png")
    shown = '<p><img id="x" src="x.png" srcset="x.png 1x" alt="Un carré"></p>'
    site.write(more=shown)
    site.open()
    read_third(site)
    site.page.route("**/x.png?*", lambda route: (time.sleep(0.3), route.continue_()))
    site.page.evaluate("""() => {
        window.white = 0;
        const look = () => {
            white += !document.querySelector('#x').complete;
            requestAnimationFrame(look);
        };
        look();
    }""")
    Image.new("RGB", (80, 30), "navy").save(site.root / "x.png")
    site.save(pictures=True)
    until(lambda: site.page.evaluate("document.querySelector('#x').naturalWidth") == 80)
    asked: list[str] = []
    site.page.on("request", lambda request: asked.append(request.url))
    site.write(more=shown, second="Un mot.")
    site.save()
    site.shows("Un mot.")
    site.page.wait_for_timeout(200)

    assert site.page.evaluate(FOCUSED) and site.loads == []
    assert [url for url in asked if "x.png" in url] == [] and site.page.evaluate("white") == 0


def test_a_style_sheet_changes_without_a_flash(site: Site) -> None:
    """Une feuille de style changée, ou ajoutée, s’applique sans qu’à aucun instant la page soit nue."""
    style = "body {{ outline: {width}px solid red; }} main {{ padding-top: 7px }}"
    (site.root / "site.css").write_text(style.format(width=1), "utf-8")
    link = '<link rel="stylesheet" href="site.css">'
    site.write(head=link)
    site.open()
    read_third(site)
    site.page.evaluate("""() => {
        window.seen = new Set();
        const look = () => {
            seen.add(getComputedStyle(document.querySelector('main')).paddingTop);
            requestAnimationFrame(look);
        };
        look();
    }""")
    width = "getComputedStyle(document.body).outlineWidth"
    for rank in (2, 3):
        (site.root / "site.css").write_text(style.format(width=rank), "utf-8")
        site.save(styles=True)
        until(lambda rank=rank: site.page.evaluate(width) == f"{rank}px")
    (site.root / "plus.css").write_text("h1 { outline: 9px solid }", "utf-8")
    site.write(head=f'{link}<link rel="stylesheet" href="plus.css">')
    site.save()
    until(lambda: site.page.evaluate("getComputedStyle(document.querySelector('h1')).outlineWidth") == "9px")
    until(lambda: site.page.evaluate("document.querySelectorAll('head link[rel=stylesheet]').length") == 2)

    assert site.page.evaluate("[...seen]") == ["7px"] and site.loads == []
    assert site.page.evaluate(FOCUSED) and site.page.evaluate(width) == "3px"


def test_a_script_that_comes_runs_once(site: Site) -> None:
    """Un script que la page n’avait pas s’exécute, une seule fois ; celui qu’elle avait ne recommence pas."""
    (site.root / "un.js").write_text("window.un = (window.un ?? 0) + 1", "utf-8")
    (site.root / "deux.js").write_text("window.deux = (window.deux ?? 0) + 1", "utf-8")
    one = '<script src="un.js" defer></script>'
    site.write(head=one)
    site.open()
    for second in ("Un mot.", "Deux mots."):
        site.write(head=f'{one}<script src="deux.js" defer></script>', second=second)
        site.save()
        site.shows(second)
    until(lambda: site.page.evaluate("window.deux"))

    assert site.page.evaluate("[un, deux]") == [1, 1]


def test_two_hundred_saves_leave_nothing_behind(site: Site) -> None:
    """Deux cents enregistrements, dont des fautes et des images, ne laissent ni nœud ni écouteur de plus."""
    Image.new("RGB", (4, 3), "navy").save(site.root / "x.png")
    site.open()
    inspector = site.page.context.new_cdp_session(site.page)
    inspector.send("Performance.enable")

    def counted() -> tuple[int, int, int]:
        inspector.send("HeapProfiler.collectGarbage")
        told = {each["name"]: each["value"] for each in inspector.send("Performance.getMetrics")["metrics"]}
        return int(told["Nodes"]), int(told["JSEventListeners"]), int(told["Documents"])

    def save(rank: int) -> None:
        more = f'<p id="n{rank % 7}">{rank} <img src="x.png" alt=""></p>' * (rank % 3 + 1)
        site.write(second=f"La version {rank}.", more=more)
        if rank % 10 == 0:
            site.save(ERROR)
        site.save(pictures=rank % 5 == 0)
        site.shows(f"La version {rank}.")

    for rank in range(21):
        save(rank)
    site.page.wait_for_timeout(300)
    before = counted()
    for rank in range(21, 231):
        save(rank)
    site.page.wait_for_timeout(300)
    after = counted()

    assert after[0] <= before[0] + 60 and after[1] <= before[1] + 2 and after[2] <= before[2] + 1, (before, after)
    assert site.loads == []


def test_a_page_becomes_the_other_whatever_both_are(site: Site) -> None:
    """De deux pages tirées au hasard, la première devient exactement la seconde, ce que l’aperçu y a mis excepté."""
    site.open()
    wrong = site.page.evaluate("""async () => {
        const { morph } = await import('/__tribune/morph.js');
        let seed = 7;
        const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
        const names = ['p', 'p', 'div', 'ul', 'li', 'a', 'em', 'details', 'img', 'svg', 'template', 'pre', 'table'];
        const words = ['un', 'deux', 'trois', 'quatre', 'cinq', ' ', '\\n'];
        const html = (depth) => Array.from({ length: random(6) }, () => {
            if (random(3) === 0) return words[random(7)] + ' ' + words[random(7)];
            if (random(12) === 0) return '<!-- mot -->';
            const name = names[random(names.length)], id = random(5) ? '' : ` id="i${random(9)}"`;
            const more = random(4) ? '' : ` class="c${random(3)}" xlink:href="#${random(3)}"`;
            return `<${name}${id}${more}>${depth ? html(depth - 1) : words[random(7)]}</${name}>`;
        }).join('');
        const parsed = (text) => new DOMParser().parseFromString(text, 'text/html').body;
        for (let turn = 0; turn < 1500; turn++) {
            const first = html(3), second = random(4) ? html(3) : first.replaceAll('deux', 'autre');
            const [from, to] = [parsed(first), parsed(second)];
            morph(from, to);
            if (!from.isEqualNode(to)) return [first, second, from.innerHTML];
        }
        return null;
    }""")

    assert wrong is None, wrong


def test_a_long_list_is_changed_quickly(site: Site) -> None:
    """Une liste de deux mille lignes dont une change, ou toutes, est à jour en moins d’une seconde."""
    site.open()
    spent = site.page.evaluate("""async () => {
        const { morph } = await import('/__tribune/morph.js');
        const lines = (say) => Array.from({ length: 2000 }, (_, rank) => `<li>${say(rank)}</li>`).join('');
        const list = (say) => new DOMParser().parseFromString(`<ul>${lines(say)}</ul>`, 'text/html').body;
        const from = list((rank) => `ligne ${rank}`);
        const start = performance.now();
        morph(from, list((rank) => (rank === 900 ? 'autre' : `ligne ${rank}`)));
        const all = list((rank) => `tout autre ${rank * 3}`);
        morph(from, all);
        return [performance.now() - start, from.isEqualNode(all)];
    }""")

    assert spent[0] < 1000 and spent[1]
