import pytest

from plugins.typography.language import is_whole, language_of, passages

ENGLISH = """
Keep calm and carry on!
Show, don’t tell!
Just do it!
Think different.
Less is more.
Yes, we can!
Don't be evil
The winner takes it all
Work hard, play hard
Make love, not war
People don't buy what you do; they buy why you do it.
If you can't explain it simply, you don't understand it well enough.
Your brand is what other people say about you when you're not in the room.
Nobody ever got fired for buying IBM
Here is the thing: nobody reads your posts!
The medium is the message
Be the change you want to see in the world.
There is no such thing as bad publicity
How to Win Friends and Influence People
Good to Great
Start with Why
Social selling works: here's how.
Our mission: to organize the world's information
This article was first published in English.
Read more: the full report is available online.
We are hiring! Join us today.
To be, or not to be: that is the question.
To be continued
Time is money
Know your customer
Subscribe to our newsletter!
Think globally, act locally!
Nothing is certain!
Never give up!
""".strip().splitlines()
FRENCH = """
Le mot « people » est anglais : on dit « les gens » !
On a dit non, mais pour me plaire il a fait un but.
Un best of du brand content : storytelling, think tank, marketing digital.
The Conversation, Le Monde et The Economist en parlent.
Il travaille chez Just Eat, elle chez Word of Mouth.
Le big data, le cloud et le machine learning au service des RH.
Les us et coutumes du for intérieur.
Il dit « show » et elle répond « must ».
Ce week-end, un workshop sur le self-service et le free-lance.
Son pied, sa main, plus on a de chance, as de pique.
Le live tweet du meet-up de la French Tech.
Black Friday, Cyber Monday : que faut-il en penser ?
Comment faire du networking sans en avoir l’air ?
Los Angeles, San Francisco, El Paso : trois villes.
La dolce vita, le far niente, le dernier paso doble.
Der Spiegel et Die Zeit l’ont écrit.
Facebook, Twitter, LinkedIn, YouTube
Communication interne
""".strip().splitlines()


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_told(text):
    """Une phrase, un titre ou une devise en anglais est reconnu en entier."""
    found = passages(text)

    assert found and found[0].language == "en" and is_whole(text, found)


@pytest.mark.parametrize("text", FRENCH)
def test_french_is_french(text):
    """Le français qui emprunte des mots, des noms ou des marques n’est pas pris pour une autre langue."""
    assert passages(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir sind nicht hier, und das ist alles.", "de"),
        ("Das ist nicht alles, aber wir haben noch Zeit.", "de"),
        ("Porque los otros están muy lejos de la ciudad.", "es"),
        ("No hay nada más que decir, pero siempre queda algo para los otros.", "es"),
        ("Questo non è tutto, ma anche il resto della storia.", "it"),
        ("Gli altri sono più lontani, perché non hanno niente.", "it"),
    ],
)
def test_other_languages_are_told(text, language):
    """L’allemand, l’espagnol et l’italien sont reconnus."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Il dit « the show must go on » hier.", ["the show must go on"]),
        ('Il dit "Who cares?" et "just do it" hier.', ["just do it"]),
        ("Sa devise : keep it simple, and do it well. Une autre : rien.", ["keep it simple, and do it well."]),
        ("C’est dit. This is the end of it. On y va.", ["This is the end of it."]),
        ("Le livre (The Art of War) est là.", ["The Art of War"]),
    ],
)
def test_a_passage_is_cut_where_it_ends(text, found):
    """Un passage est pris entre ses guillemets, ses points ou ses deux-points, et lui seul."""
    assert [text[each.start : each.end] for each in passages(text)] == found
