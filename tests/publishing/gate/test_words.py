"""Words that no file may hold."""

from __future__ import annotations

import random

import pytest

from plugins.publishing.gate.values import Guarded
from plugins.publishing.gate.words import Words

TITLE = Guarded("L’été & l'automne « à » <Lyon>", "titre", "unpublished")


@pytest.mark.parametrize(
    "spelling",
    [
        "L’été & l'automne « à » <Lyon>",
        "L’été &amp; l'automne « à » &lt;Lyon&gt;",
        "L’été &amp; l&#39;automne « à » &lt;Lyon&gt;",
        "L\\u2019\\u00e9t\\u00e9 & l'automne \\u00ab \\u00e0 \\u00bb <Lyon>",
        "L%E2%80%99%C3%A9t%C3%A9%20%26%20l%27automne%20%C2%AB%20%C3%A0%20%C2%BB%20%3CLyon%3E",
    ],
)
def test_a_word_is_found_however_it_is_spelt(spelling: str) -> None:
    """Un titre se retrouve tel quel, échappé dans une page, dans du JSON, dans une adresse."""
    assert list(Words([TITLE]).find(f"<p>{spelling}</p>".encode())) == [TITLE]
    assert list(Words([TITLE]).find(f"<p>{spelling[1:]}</p>".encode())) == []


def test_many_words_are_found_as_one_by_one() -> None:
    """Cent mots cherchés ensemble se trouvent comme cherchés un à un."""
    draw = random.Random(4)
    words = ["".join(draw.choices("abcd", k=draw.randint(3, 6))) for _ in range(100)]
    text = "".join(draw.choices("abcd ", k=3000))
    found = {each.text for each in Words(Guarded(word, "x", "local") for word in words).find(text.encode())}

    # Where two words begin at one place, the first in the order of bytes is told, which is enough to refuse the file.
    assert found and all(word in text for word in found)
    assert bool(found) == any(word in text for word in words)
    assert all(any(word.startswith(other) or other in found for other in found) for word in words if word in text)


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 64,
        "-----BEGIN OPENSSH PRIVATE KEY-----\\n" + "b3BlbnNzaC1rZXk" * 4,
        "ghp_" + "a1B2" * 9,
        "github_pat_" + "a" * 50,
        "glpat-" + "a" * 20,
        "xoxb-" + "1234567890" * 3,
        "AKIA" + "A1" * 8,
        "sk_live_" + "a" * 24,
        "a" * 24 + ":" + "0" * 64,
    ],
)
def test_keys_and_tokens_are_known_by_their_form(secret: str) -> None:
    """Une clé ou un jeton se reconnaît à sa forme, dans n’importe quel fichier."""
    assert [found.kind for found in Words(()).find(b"\x00\xff" + secret.encode() + b"\n")] == ["secret"]


@pytest.mark.parametrize(
    "text",
    [
        "Le fichier commence par -----BEGIN RSA PRIVATE KEY----- et continue.",
        "sha256:" + "0" * 64,
        "un jeton comme ghp_… ou glpat-xxx",
        "AKIA",
    ],
)
def test_what_only_speaks_of_keys_is_no_key(text: str) -> None:
    """Un article qui parle de clés n’en publie pas."""
    assert list(Words(()).find(text.encode())) == []
