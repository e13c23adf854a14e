"""What a text of ours is, whatever blog holds it: its mark, and when two spellings are one text."""

from __future__ import annotations

from plugins.targets.target import carries, same_text


def test_a_class_made_of_the_key_is_no_mark() -> None:
    """Une classe de thème faite de l’étiquette n’est pas la marque de l’extrait."""
    assert carries('<p class="lire-la-suite cx-01">', "cx-01") and carries("<p class='cx-01 x'>", "cx-01")
    assert not carries('<body class="post tag-hash-cx-01">', "cx-01")
    assert not carries('<p class="cx-012">class="x" cx-01', "cx-01")


def test_one_text_spelt_in_two_ways_is_the_same() -> None:
    """Un blog qui écrit autrement le même HTML n’a pas changé le texte ; un mot ou un lien changé se voit."""
    ours = """<p>Un,<br/> deux\xa0; <abbr title='dit "A"'>A</abbr> <a href="/x">l</a></p>"""
    theirs = """\n<p>Un,<br />\ndeux&nbsp;; <abbr title="dit &quot;A&quot;">A</abbr> <a href="/x">l</a></p>"""

    assert same_text(("T", ours), ("T", theirs))
    assert not same_text(("T", ours), ("T", theirs.replace("/x", "/y")))
    assert not same_text(("T", ours), ("T", theirs.replace("Un", "Une")))
