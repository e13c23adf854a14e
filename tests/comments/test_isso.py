"""A comment from one end to the other: our form in a real Chromium, a real Isso, its moderation, the pull, the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from playwright.sync_api import expect

from tests.conftest import NOW, missing, small_content, write
from tests.services import isso as service
from tests.waiting import until

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
THREAD = "/carnet/articles/premier/"
PAGE = "articles/premier/"
WAITING = "Merci ! Votre commentaire est en attente de modération : il paraîtra une fois relu."


@dataclass
class Place:
    """A site whose articles are commented on a real Isso: its content, its output, its address, the server."""

    content: Path
    output: Path
    address: str
    server: service.Isso
    inv: Callable[..., Any]

    def build(self) -> None:
        """Build the site as a preview does: a site to publish may name no server of this machine."""
        result = self.inv("build", "--content", self.content, "--output", self.output, "--now", NOW)
        assert result.returncode == 0, result.stdout + result.stderr

    def pull(self, *options: str) -> Any:
        """Bring back what was accepted."""
        return self.inv("comments.pull", "--content", self.content, "--now", NOW, *options)

    @property
    def file(self) -> Path:
        """The thread of the article."""
        return self.content / "commentaires" / "premier.yaml"


@pytest.fixture(scope="module")
def place(inv: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The site, built and served, and its server of comments."""
    folder = tmp_path_factory.mktemp("isso")
    with serving_site(folder / "site") as at:
        try:
            with service.running(folder / "isso", f"http://{at.removesuffix('/carnet')}") as running:
                content = small_content(folder / "content")
                agency = (content / "agence.yaml").read_text("utf-8")
                comments = f"comments: {{server: '{running.url}'}}\n"
                write(content, "agence.yaml", f"{agency}email: a@essai.example\n{comments}")
                made = Place(content, folder / "site", f"http://{at}", running, inv)
                made.build()
                yield made
        except service.InstallError as error:
            missing(str(error))


@pytest.fixture
def page(browser: Any, place: Place) -> Iterator[Any]:
    """The page of the article, opened by a new visitor; the console must stay silent."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: "Failed to load" in message.text or said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(f"{place.address}/{PAGE}")
    yield opened
    assert said == []
    assert context.cookies() == []
    assert context.storage_state()["origins"] == []
    context.close()


def fill(page: Any, author: str = "Zoé Essai", text: str = "Un **mot** de lectrice.") -> None:
    """Fill the form by its labels, as a person reads them."""
    page.get_by_role("textbox", name="Nom", exact=True).fill(author)
    page.get_by_label("Adresse e-mail, comme prenom@exemple.fr").fill("zoe@lectrice.example")
    page.get_by_label("Commentaire", exact=False).last.fill(text)


def test_the_form_is_fetched_when_it_is_asked_for(page: Any, place: Place) -> None:
    """La page n’a ni formulaire ni requête ailleurs ; le formulaire vient au clic, dit ce qu’il fait de l’adresse."""
    loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert all(name.startswith(place.address) and "commenter" not in name for name in loaded)
    expect(page.locator("form")).to_have_count(0)

    page.get_by_role("link", name="Laisser un commentaire").click()

    form = page.get_by_role("form", name="Laisser un commentaire")
    expect(form).to_contain_text(
        "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *"
    )
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_be_focused()


def test_a_keyboard_is_enough_and_faults_are_told(page: Any) -> None:
    """Au clavier : ouvrir, envoyer vide, être ramené au premier champ fautif avec sa faute en français, annuler."""
    page.get_by_role("link", name="Laisser un commentaire").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_have_accessible_description(
        "Écrivez le nom à publier."
    )
    expect(page.get_by_label("Adresse e-mail, comme prenom@exemple.fr")).to_have_accessible_description(
        "Écrivez une adresse e-mail, comme prenom@exemple.fr."
    )
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_be_focused()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("form")).to_have_count(0)
    expect(page.get_by_role("link", name="Laisser un commentaire")).to_be_focused()


def test_a_comment_goes_all_the_way(page: Any, place: Place) -> None:
    """Écrit dans notre formulaire, accepté par la modération, ramené une fois, construit, il est lu sur la page."""
    page.get_by_role("link", name="Laisser un commentaire").click()
    fill(page)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_have_text(WAITING)
    expect(page.get_by_role("status")).to_be_focused()

    waiting = place.pull()
    assert (waiting.returncode, waiting.stdout.strip()) == (0, "Rien de nouveau."), waiting.stderr
    assert not place.file.exists()

    place.server.activate(1)
    pulled = place.pull()
    assert pulled.returncode == 0, pulled.stderr
    assert "premier.yaml : 1 de plus" in pulled.stdout
    text = place.file.read_text("utf-8")
    assert "zoe@lectrice" not in text and "127.0.0.1" not in text and 'author: "Zoé Essai"' in text
    assert place.pull().stdout.strip() == "Rien de nouveau." and place.file.read_text("utf-8") == text

    place.build()
    page.goto(f"{place.address}/{PAGE}")
    shown = page.get_by_role("article", name="Commentaire de Zoé Essai")
    expect(shown).to_contain_text("Un mot de lectrice.")
    expect(shown.locator("strong")).to_have_text("mot")

    page.get_by_role("button", name="Répondre à Zoé Essai").click()
    fill(page, "Marc <b>Essai</b>", "<script>alert(1)</script> d’accord")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_have_text(WAITING)
    place.server.activate(2)
    until(lambda: "premier.yaml : 1 de plus" in place.pull().stdout)  # the server may take a moment
    place.build()
    page.goto(f"{place.address}/{PAGE}")
    answer = page.get_by_role("article", name="Commentaire de Marc")
    expect(answer).to_contain_text("en réponse à Zoé Essai")
    expect(answer).to_contain_text("<script>alert(1)</script> d’accord")

    place.server.delete(2)
    told = place.pull()
    assert "isso-2 (Marc <b>Essai</b>) n’est plus sur le serveur : --remove le retire" in told.stdout
    assert "retiré" in place.pull("--remove").stdout
    assert "isso-2" not in place.file.read_text("utf-8")


def test_the_form_is_accessible(page: Any) -> None:
    """axe ne trouve rien à redire au formulaire ouvert."""
    page.get_by_role("link", name="Laisser un commentaire").click()
    expect(page.get_by_role("textbox", name="Nom", exact=True)).to_be_focused()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then((done) => done.violations.map((each) => each.id))")

    assert found == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "réessayez dans une minute"),
        (400, "Le serveur n’accepte pas ce commentaire"),
        (500, "ne répond pas. Votre texte est toujours là"),
        (0, "ne répond pas. Votre texte est toujours là"),
    ],
)
def test_a_refusal_is_told_and_nothing_is_lost(status: int, said: str, page: Any, place: Place) -> None:
    """Un refus du serveur, ou son silence, se dit en français, et ce qui était écrit reste."""
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type"}
    page.route(
        f"{place.server.url}/new*",
        lambda route: (
            route.fulfill(status=200 if route.request.method == "OPTIONS" else status, headers=headers)
            if status
            else route.abort()
        ),
    )
    page.get_by_role("link", name="Laisser un commentaire").click()
    fill(page, text="Je l’ai écrit longuement.")
    page.get_by_role("button", name="Envoyer").click()

    expect(page.get_by_role("status")).to_contain_text(said)
    expect(page.get_by_label("Commentaire", exact=False).last).to_have_value("Je l’ai écrit longuement.")


def test_only_commented_pages_may_speak_to_the_server(place: Place) -> None:
    """La politique de sécurité n’ouvre le serveur de commentaires qu’aux pages qui ont de quoi lui écrire."""

    def policy(name: str) -> str:
        page = BeautifulSoup((place.output / name).read_text("utf-8"), "html.parser")
        return str(page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]

    assert f"connect-src 'self' {place.server.url};" in policy("articles/premier/index.html")
    assert place.server.url not in policy("index.html") and place.server.url not in policy("contact/index.html")


def test_the_privacy_page_names_the_server(place: Place) -> None:
    """La page Confidentialité nomme la machine qui reçoit les commentaires, et combien de temps ils sont gardés."""
    said = (place.output / "confidentialite/index.html").read_text("utf-8")

    assert "laissez un commentaire" in said and "127.0.0.1" in said


@pytest.mark.parametrize(
    ("agency", "said"),
    [
        ("comments: {server: 'http://127.0.0.1:9'}\n", "sans réponse. Rien n’est ramené."),
        ("", "ne nomme pas de serveur : ajoutez « comments: {server: https://…} »"),
    ],
)
def test_a_pull_that_cannot_be_says_why(agency: str, said: str, inv: Any, content: Path) -> None:
    """Sans serveur, ou d’un serveur muet, rien n’est ramené et c’est dit."""
    with (content / "agence.yaml").open("a", encoding="utf-8") as file:
        file.write(agency)
    done = inv("comments.pull", "--content", content, "--now", NOW)

    assert done.returncode != 0 and said in done.stdout + done.stderr
    assert not (content / "commentaires").exists()
