"""Our posts in the editors of a client's WordPress, led by a real browser: what the plan says of what he does there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from plugins.targets.target import kinds
from plugins.targets.texts import same_form
from tests.relays.desk import RICH, Desk
from tests.services.wordpress import Blog

TEXT = f'Un premier [essai] avec "guillemets", 3x4, des -- tirets... et ½.\n\n{RICH}\n\nUn dernier mot.'
NO_BLOCKS = "<?php add_filter('use_block_editor_for_post', '__return_false');\n"
# The save of the editor itself, with what a person would have changed in its panel.
SAVE = """async (edits) => {
  await wp.data.dispatch('core/editor').editPost(edits);
  await wp.data.dispatch('core/editor').savePost();
  return wp.data.select('core/editor').didPostSaveRequestSucceed();
}"""
# Each text that holds a word, written with another: the editor writes the whole post anew from its blocks.
RETYPE = """([before, after]) => {
  const found = [];
  const walk = (block) => {
    const text = String(block.attributes.content ?? '');
    if (text.includes(before)) found.push([block.clientId, text.replace(before, after)]);
    block.innerBlocks.forEach(walk);
  };
  wp.data.select('core/block-editor').getBlocks().forEach(walk);
  for (const [id, content] of found) wp.data.dispatch('core/block-editor').updateBlockAttributes(id, {content});
  return found.length;
}"""
INVALID = """() => {
  const bad = [];
  const walk = (block) => { if (!block.isValid) bad.push(block.originalContent); block.innerBlocks.forEach(walk); };
  wp.data.select('core/block-editor').getBlocks().forEach(walk);
  return bad;
}"""
WRITTEN = "() => wp.blocks.serialize(wp.blocks.parse(wp.data.select('core/editor').getEditedPostContent()))"


@pytest.fixture
def client_blog(request: pytest.FixtureRequest) -> Blog:
    """The client's blog: of Debian's WordPress, or of the later one that a test asks for."""
    found: Blog = request.getfixturevalue(getattr(request, "param", "blog"))
    return found


@pytest.fixture
def editing(tmp_path: Path, client_blog: Blog) -> tuple[Desk, str]:
    """A desk, and the article that it has left with the client as a draft: a block of each kind."""
    desk = Desk(tmp_path, kinds())
    desk.agency()
    account = client_blog.accounts["author"]
    desk.client("orvane", client_blog.url, account.login, account.password, status="draft")
    slug = desk.new("editeur", text=f"<!-- extrait -->\n\n{TEXT}\n\n<!-- /extrait -->", title="L’« essai » & <co>")
    applied = desk.apply()
    assert applied.exit_code == 0 and "modifié" not in desk.said(applied)
    return desk, slug


@pytest.fixture
def marie(browser: Any, client_blog: Blog) -> Iterator[Any]:
    """A page of the browser in which an editor of the client's is at work."""
    account = client_blog.accounts["editor"]
    context = browser.new_context(base_url=client_blog.url)
    entered = context.request.post(
        "/wp-login.php",
        form={"log": account.login, "pwd": account.login_password},
        headers={"Cookie": "wordpress_test_cookie=WP%20Cookie%20check"},
    )
    assert "wp-admin" in entered.url, entered.text()
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def raw(blog: Blog, desk: Desk, slug: str) -> str:
    """Our post as the blog keeps it."""
    kept = blog.ask("GET", f"wp/v2/posts/{desk.entry(slug).remote['id']}", params={"context": "edit"})
    text: str = kept["content"]["raw"]
    return text


@pytest.mark.parametrize("client_blog", ["blog", "later_blog"], indirect=True)
def test_the_block_editor(editing: tuple[Desk, str], marie: Any, client_blog: Blog) -> None:
    """Éditeur de blocs : ouvert, publié tel quel, repris, corrigé d’un mot, signé d’un autre, programmé, protégé."""
    desk, slug = editing
    sent = raw(client_blog, desk, slug)
    said: dict[str, tuple[str, str, list[str]]] = {}

    def plan(scene: str) -> None:
        line = desk.line(slug)
        said[scene] = (line.action, line.reason, [change.diff for change in line.changes])
        desk.apply()

    marie.goto(f"/wp-admin/post.php?post={desk.entry(slug).remote['id']}&action=edit", wait_until="domcontentloaded")
    marie.wait_for_function("window.wp?.data?.select('core/block-editor')?.getBlockCount() > 0")
    invalid, written = marie.evaluate(INVALID), marie.evaluate(WRITTEN)
    saved = [marie.evaluate(SAVE, {"status": "publish"})]
    plan("publié")
    untouched = raw(client_blog, desk, slug)
    typed = [marie.evaluate(RETYPE, ["dernier", "premier et dernier"]), marie.evaluate(RETYPE, ["premier et ", ""])]
    saved.append(marie.evaluate(SAVE, {}))
    plan("repris")
    touched = raw(client_blog, desk, slug)
    typed.append(marie.evaluate(RETYPE, ["dernier", "ultime"]))
    saved.append(marie.evaluate(SAVE, {}))
    plan("corrigé")
    typed.append(marie.evaluate(RETYPE, ["ultime", "dernier"]))
    saved.append(marie.evaluate(SAVE, {"author": client_blog.accounts["editor"].id}))
    plan("signé")
    plan("signé, ensuite")
    saved.append(marie.evaluate(SAVE, {"author": client_blog.accounts["author"].id, "password": "secret"}))
    plan("protégé")
    saved.append(marie.evaluate(SAVE, {"password": "", "status": "future", "date": "2031-01-02T08:00:00"}))
    plan("programmé")

    assert invalid == [] and all(saved) and typed == [1, 1, 1, 1]
    assert all(same_form(("", text), ("", sent)) for text in (written, untouched, touched))
    assert not any(re.search(r"\[/?\w", unescape(text)) for text in (untouched, touched))
    assert said["publié"] == ("drift", "brouillon devenu publié chez le client", [])
    assert said["repris"][0] == "nothing"
    assert said["corrigé"][0] == "conflict" and len(said["corrigé"][2]) == 1
    assert said["corrigé"][2][0].count("[-") == 1 and "[-dernier-] {+ultime+}" in said["corrigé"][2][0]
    assert said["signé"][:2] == ("drift", "signé de Marie chez le client")
    assert said["signé, ensuite"][0] == "nothing"
    assert said["protégé"][1] == "de nouveau signé de notre compte ; protégé par un mot de passe chez le client"
    assert said["programmé"][1] == "publié devenu programmé chez le client ; de nouveau sans mot de passe"
    assert said["protégé"][0] == said["programmé"][0] == "drift" and desk.action(slug) == "nothing"
    assert len(client_blog.live(desk.entry(slug).key)) == 1


def test_the_classic_editor(editing: tuple[Desk, str], marie: Any, client_blog: Blog, tmp_path: Path) -> None:
    """Éditeur classique : publié tel quel d’un clic, le plan l’inscrit ; un mot corrigé est le conflit, et lui seul."""
    desk, slug = editing
    sent = raw(client_blog, desk, slug)
    extension = tmp_path / "classique.php"
    extension.write_text(NO_BLOCKS, encoding="utf-8")
    client_blog.plugin(True, extension)
    try:
        marie.goto(f"/wp-admin/post.php?post={desk.entry(slug).remote['id']}&action=edit", wait_until="load")
        marie.wait_for_function("window.tinymce?.activeEditor?.initialized")
        with marie.expect_navigation():
            marie.click("#publish")
        published, kept = desk.line(slug), raw(client_blog, desk, slug)
        desk.apply()
        quiet = desk.action(slug)
        marie.wait_for_function("window.tinymce?.activeEditor?.initialized")
        marie.evaluate(
            "() => { const e = tinymce.activeEditor;"
            " e.setContent(e.getContent().replace('dernier', 'ultime')); e.setDirty(true); }"
        )
        with marie.expect_navigation():
            marie.click("#publish")
        corrected = desk.line(slug)
    finally:
        (client_blog.folder / "wp-content" / "mu-plugins" / extension.name).unlink()

    assert same_form(("", kept), ("", sent)), kept
    assert (published.action, published.reason) == ("drift", "brouillon devenu publié chez le client")
    assert published.changes == [] and quiet == "nothing"
    assert corrected.action == "conflict" and len(corrected.changes) == 1
    assert "[-dernier-] {+ultime+}" in corrected.to_text() and corrected.to_text().count("[-") == 1
