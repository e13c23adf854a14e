"""`fix`, as an author calls it."""

from __future__ import annotations

import pytest
from invoke import Config, Context, Exit

from plugins.editorial.commands import fix

TEXT = (
    "---\r\n# le titre\r\ntitle: Vendre : écouter ?\r\nsummary: Un texte\r\ndate: 2026-01-01\r\n---\r\n\r\n"
    "•\tUn point : deux\r\n"
)


@pytest.fixture
def text(content):
    path = content / "articles/premier.md"
    path.write_bytes(TEXT.encode())
    return path


def run(content, *files, diff=False):
    fix.body(Context(Config()), diff=diff, content=str(content), files=list(files))


def test_what_is_certain_is_written(content, text, capsys):
    """`fix` écrit ce qui est certain dans l’en-tête et dans le texte, avec les fins de ligne du fichier."""
    run(content)

    assert text.read_bytes().decode() == TEXT.replace("Vendre : écouter ?", '"Vendre : écouter ?"').replace("•\t", "- ")
    told = capsys.readouterr()
    assert told.out == "content/articles/premier.md : 1 valeur entre guillemets, 1 correction dans le texte\n"
    assert told.err == "1 fichier corrigé.\n"


def test_fixed_twice_is_fixed_once(content, text, capsys):
    """Une seconde fois, il n’y a rien à corriger."""
    run(content)
    capsys.readouterr()
    run(content)

    assert capsys.readouterr().err == "Rien à corriger.\n"


def test_a_page_of_the_site_is_linked_by_its_path(content, text):
    """L’adresse entière d’une page du site, ou celle d’un aperçu, devient son chemin ; celle d’un autre site reste."""
    body = (
        "\n•\tVoir [un](https://agence.example/articles/second/#deux) et [deux](<http://localhost:8000/articles/second/>).\n\n"
        "[trois]: https://agence.example/articles/second/\n\n"
        "[x](https://agence.example/nulle-part/) [y](https://autre.example/articles/second/) `[z](http://localhost:8000/articles/second/)`\n"
    )
    (content / "articles/second.md").write_text("---\ntitle: Un\ndate: 2026-01-01\n---\n## Deux\n\nUn.\n", "utf-8")
    text.write_text('---\ntitle: "Un"\ndate: 2026-01-01\n---\n' + body, "utf-8")
    run(content)

    assert text.read_text("utf-8").partition("---\n\n")[2] == (
        "- Voir [un](/articles/second/#deux) et [deux](</articles/second/>).\n\n"
        "[trois]: /articles/second/\n\n"
        "[x](https://agence.example/nulle-part/) [y](https://autre.example/articles/second/) `[z](http://localhost:8000/articles/second/)`\n"
    )
    before = text.read_bytes()
    run(content)
    assert text.read_bytes() == before


def test_the_difference_is_shown_first(content, text, capsys):
    """Avec --diff, les lignes qui changeraient sont montrées et rien n’est écrit."""
    run(content, diff=True)

    out = capsys.readouterr().out
    assert text.read_bytes() == TEXT.encode()
    assert '-title: Vendre : écouter ?\n+title: "Vendre : écouter ?"\n' in out
    assert "-•\tUn point : deux\n+- Un point : deux\n" in out


def test_one_text_alone(content, text, capsys):
    """Un texte nommé est le seul touché."""
    other = content / "articles/second.md"
    other.write_text("---\ntitle: Un : deux\ndate: 2026-01-01\n---\nUn.\n", "utf-8")
    run(content, "articles/second.md")

    assert other.read_text("utf-8").startswith('---\ntitle: "Un : deux"\n')
    assert text.read_bytes() == TEXT.encode()
    with pytest.raises(Exit) as stop:
        run(content, "articles/tiers.md")
    assert (stop.value.code, stop.value.message) == (2, "« articles/tiers.md » introuvable")


def test_a_text_with_a_fault_elsewhere_is_fixed_too(content, load):
    """Un texte qui a une faute ailleurs est corrigé de ce qui est certain ; ce qu’il dit reste le même."""
    path = content / "articles/faux.md"
    path.write_text("---\ntitle: Un : deux\ndate: 1/3/2026\n---\nUn.\n", "utf-8")
    before = [problem.message for problem in load().problems]
    run(content)

    assert path.read_text("utf-8").startswith('---\ntitle: "Un : deux"\ndate: 1/3/2026\n')
    assert [problem.message for problem in load().problems] == before


def test_what_fix_writes_reads_the_same(content, text, load):
    """Le site lit la même chose avant et après."""
    before = [document.record for document in load().documents()]
    run(content)

    assert [document.record for document in load().documents()] == before


@pytest.mark.parametrize("key", ["lang: en", "exceptions: [{rule: lu-guillemets, reason: voulu}]"])
def test_what_an_author_wants_as_it_is_stays(key, content):
    """Ce que la langue ou une exception d’un texte laisse tel quel n’est pas récrit ; le reste l’est."""
    path = content / "articles/puces.md"
    text = f"---\ntitle: Un\ndate: 2026-01-01\n{key}\n---\n\n•\tLe mot “juste”.\n"
    path.write_text(text, "utf-8")
    run(content)

    assert path.read_text("utf-8") == text.replace("•\t", "- ")
