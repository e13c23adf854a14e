import pytest

from plugins.typography.diff import diff_markdown, diff_text, show_spaces, typeset_markdown
from plugins.typography.options import Options


def typeset(source):
    return show_spaces(typeset_markdown(source, Options()))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Vraiment ? *Oui* !", "Vraiment⎵? *Oui*⎵!"),
        ("# L'essentiel : lire\n\nTexte...\n", "# L’essentiel⍽: lire\n\nTexte…\n"),
        ('Un "mot" et **"l\'autre"** ; fin', "Un «⍽mot⍽» et **«⍽l’autre⍽»**⎵; fin"),
        ("- un ;\n- deux !\n  suite :\n", "- un⎵;\n- deux⎵!\n  suite⍽:\n"),
        ("1. un :\n   - deux ?\n", "1. un⍽:\n   - deux⎵?\n"),
        ("> « citation » !\n> suite ?", "> «⍽citation⍽»⎵!\n> suite⎵?"),
        ("| a : | b ! |\n|---|:--|\n| 5% | - |", "| a⍽: | b⎵! |\n|---|:--|\n| 5⍽% | - |"),
        (
            "Voir [la page](x?a=1;b) ! Et [l'autre][ref] : oui",
            "Voir [la page](x?a=1;b)⎵! Et [l’autre][ref]⍽: oui",
        ),
        ("![L'image : a](a.png 'b : c')", "![L’image⍽: a](a.png 'b : c')"),
        ("Une note[^1] !\n\n[^1]: La note : oui\n", "Une note[^1]⎵!\n\n[^1]: La note⍽: oui\n"),
        ("Terme\n: Sens : oui !", "Terme\n: Sens⍽: oui⎵!"),
        ("- un :\n\n    suite !\n", "- un⍽:\n\n    suite⎵!\n"),
        ("Un mot&nbsp;! L&#39;art &amp; l'or", "Un mot⎵! L’art &amp; l’or"),
        ("Le 1er avis", "Le 1er avis"),
    ],
)
def test_the_text_of_a_source_is_set(source, expected):
    """Le texte d’une source est composé et son balisage reste."""
    assert typeset(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: L'art : oui !\n---\n",
        "```python\nx ? \"a\" : 'b'\n\n# l'a !\n```\n",
        "~~~\na !\n~~~\n",
        "Texte\n\n    code : l'a !\n",
        'Le code `a ? "b"` et ``l\'a ` !`` ici',
        "<pre>\n\na !\n\n</pre>\n",
        "Un <code>a !</code> et <kbd>b ?</kbd> ici",
        "<!-- a !\n\nl'b -->\n",
        '<a href="x" data-y="l\'a !">mot</a>',
        'Un titre {: #a title="l\'a !" }',
        "[ref]: https://a.example/l'a \"l'a !\"\n",
        "*[CA]: Chiffre d'affaires\n",
        "<https://a.example/?b=c;d> et https://a.example/...b",
        'Un mot "brut" !\n{: .verbatim }\n',
        '<span class="verbatim">"a" !</span> et *b !*{.verbatim}',
        "***\n\n---\n\n* * *\n",
        "",
    ],
)
def test_what_is_no_prose_stays(source):
    """L’en-tête, le code, les cibles, les attributs et les commentaires restent."""
    assert typeset_markdown(source, Options()) == source


def test_setting_a_source_twice_is_setting_it_once():
    """Composer deux fois une source revient à la composer une fois."""
    source = typeset_markdown('# L\'a : b\n\n- "un" ;\n- 60% !\n', Options())
    assert typeset_markdown(source, Options()) == source


def test_the_diff_shows_the_spaces():
    """La comparaison nomme la ligne et montre les espaces insécables."""
    assert diff_markdown("Oui.\n\nNon : rien !\n", "a.md", Options()) == ("a.md:3\n- Non : rien !\n+ Non⍽: rien⎵!\n")


def test_the_diff_of_a_set_source_is_empty():
    """Une source déjà composée ne donne aucune comparaison."""
    assert diff_markdown("Non\u00a0: rien\u202f!\n", "a.md", Options()) == ""


def test_the_colours_mark_the_words_that_change():
    """En couleurs, seuls les mots qui changent sont en vidéo inverse."""
    shown = diff_text("un l'an deux", "un l’an deux", "a.md", color=True)
    assert "\033[31m- un \033[7ml'an\033[27m deux" in shown
    assert "\033[32m+ un \033[7ml’an\033[27m deux" in shown
