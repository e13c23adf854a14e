"""The line to a Ghost, without one: tokens, filters, forms, refusals."""

from __future__ import annotations

from email import message_from_bytes

import jwt
import pytest

from plugins.model.client import RelayTarget
from plugins.targets.errors import RelayError
from plugins.targets.ghost_api import TOKEN_LIFE, form, ghost_client, quoted, refusal, token
from plugins.targets.target import kinds

ID, HALF = "0123456789abcdef01234567", "ab" * 32


def test_a_token_is_signed_with_one_half_and_names_the_other() -> None:
    """Un jeton est signé par le secret de la clé, en nomme l’identifiant, et ne vaut que quelques minutes."""
    made = token(ID, HALF, 4_000_000_000)
    claims = jwt.decode(
        made, bytes.fromhex(HALF), algorithms=["HS256"], audience="/admin/", options={"verify_iat": False}
    )

    assert jwt.get_unverified_header(made) == {"alg": "HS256", "kid": ID, "typ": "JWT"}
    assert claims["exp"] - claims["iat"] == TOKEN_LIFE < 300
    assert HALF not in made


@pytest.mark.parametrize("key", [HALF, f"{ID}:", f"{ID}:{HALF[:-1]}", f"{ID.upper()}:{HALF}", f"{ID}:{HALF}\n:x"])
def test_a_key_badly_copied_is_refused_without_being_said(key: str) -> None:
    """Une clé mal copiée est refusée avant tout envoi, et n’est pas répétée."""
    with pytest.raises(ValueError, match=r"^key$"):
        ghost_client("https://blog.example", key, 1.0)
    relay = RelayTarget(kind="ghost", url="https://blog.example", secret_env="ORVANE_SECRET")
    with pytest.raises(RelayError, match="clé mal formée dans ORVANE_SECRET") as error:
        kinds()["ghost"](relay, {"ORVANE_SECRET": key})
    assert HALF[:-1] not in str(error.value)


@pytest.mark.parametrize("url", ["https://blog.example", "https://blog.example/", "https://blog.example/ghost/"])
def test_the_address_of_the_administration_is_taken_as_people_copy_it(url: str) -> None:
    """L’adresse de l’administration convient avec ou sans « /ghost »."""
    assert ghost_client(url, f"{ID}:{HALF}", 1.0).base == "https://blog.example"


def test_a_key_never_goes_in_clear() -> None:
    """Une adresse sans https est refusée : la clé passerait en clair."""
    with pytest.raises(RelayError, match="https://"):
        ghost_client("http://blog.example", f"{ID}:{HALF}", 1.0)


def test_a_text_cannot_end_its_quotation() -> None:
    """Une apostrophe dans un nom ne sort pas du filtre."""
    assert quoted("L'été \\ 'x") == r"'L\'été \\ \'x'"


def test_a_form_gives_the_bytes_back() -> None:
    """Un fichier envoyé en formulaire est relu le même, avec son nom et son type."""
    data = bytes(range(256)) * 3
    body, headers = form("cx-01.png", data)
    (part,) = message_from_bytes(f"Content-Type: {headers['Content-Type']}\n\n".encode() + body).get_payload()

    assert part.get_payload(decode=True) == data
    assert (part.get_filename(), part.get_content_type()) == ("cx-01.png", "image/png")


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"errors": [{"code": "UPDATE_COLLISION", "type": "UpdateCollisionError"}]}, "UPDATE_COLLISION"),
        ({"errors": [{"code": None, "type": "NoPermissionError"}]}, "NoPermissionError"),
        ({"errors": []}, ""),
        ({"errors": "texte"}, ""),
        ({}, ""),
    ],
)
def test_the_code_of_a_refusal_is_found(details: dict, code: str) -> None:
    """Le code d’un refus est lu là où Ghost le met ; son genre, quand il n’a pas de code."""
    assert refusal(details)[0] == code
