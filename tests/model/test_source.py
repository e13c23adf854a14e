"""Bytes to text: what cannot be shown to readers is refused, with its place."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import source
from plugins.model.source import decode, line_column, read_source


@given(st.binary())
def test_no_bytes_make_decoding_raise(data):
    """Aucune suite d’octets ne fait échouer la lecture : un texte ou un message, toujours."""
    text, faults = decode(data)

    assert text or faults
    assert "\r" not in text
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


@given(st.text("aé\n", min_size=1), st.data())
def test_a_line_and_a_column_lead_back_to_the_offset(text, data):
    """La ligne et la colonne d’un signe ramènent à ce signe."""
    offset = data.draw(st.integers(0, len(text) - 1))
    line, column = line_column(text, offset)

    assert text.split("\n")[line - 1].ljust(column, "\n")[column - 1] == text[offset]


@pytest.mark.parametrize(
    "data",
    [
        "---\ntitle: L’été\n---\nUn.\n".encode(),
        "---\r\ntitle: L’été\r\n---\r\nUn.\r\n".encode(),
        "---\rtitle: L’été\r---\rUn.\r".encode(),
        "---\ntitle: L’été\n---\nUn.\n".encode("utf-8-sig"),
    ],
    ids=["unix", "windows", "mac", "bom"],
)
def test_line_ends_and_byte_order_mark_change_nothing(data):
    """Les fins de ligne de Windows ou d’un vieux Mac et la marque d’ordre des octets ne changent rien."""
    assert decode(data) == ("---\ntitle: L’été\n---\nUn.\n", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("un\nL’été".encode("cp1252"), "2:2: octet 0x92 (« ’ » en Windows-1252 ?) : enregistrez le fichier en UTF-8"),
        ("un\r\nété".encode("latin-1"), "2:1: octet 0xE9 (« é » en Windows-1252 ?) : enregistrez le fichier en UTF-8"),
        (b"un \x81", "1:4: octet 0x81 : enregistrez le fichier en UTF-8"),
        (b"un \xc0\xaf", "1:4: octet 0xC0 (« À » en Windows-1252 ?) : enregistrez le fichier en UTF-8"),
        ("été".encode("utf-16"), "1:1: fichier en UTF-16 : enregistrez-le en UTF-8"),
        ("été".encode("utf-16-be"), "1:1: fichier en UTF-16 : enregistrez-le en UTF-8"),
        ("été".encode("utf-16-le"), "1:1: fichier en UTF-16 : enregistrez-le en UTF-8"),
        (b"", "1:1: fichier vide : écrivez-le, ou supprimez-le"),
        (b"\xef\xbb\xbf \n\t", "1:1: fichier vide : écrivez-le, ou supprimez-le"),
        (b"un titre\nde\x00ux", "2:3: caractère NUL : effacez-le"),
        (b"un\x0b", "1:3: caractère de contrôle U+000B : effacez-le"),
        ("un\x85".encode(), "1:3: caractère de contrôle U+0085 : effacez-le"),
        (
            b"un\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x",
            "2:1: conflit de fusion « <<<<<<< » : gardez une version et effacez les marques",
        ),
        (b"un\n>>>>>>> x", "2:1: conflit de fusion « >>>>>>> » : gardez une version et effacez les marques"),
    ],
)
def test_what_cannot_be_shown_is_refused_at_its_place(data, message):
    """Ce qui ne peut être montré est refusé, à sa ligne et à sa colonne, avec le remède."""
    _, faults = decode(data)

    assert [f"{fault.line}:{fault.column}: {fault.message}" for fault in faults] == [message]


def test_one_message_for_each_line_of_control_characters():
    """Une ligne pleine de caractères de contrôle ne donne qu’un message."""
    _, faults = decode(b"Un titre assez long\x01\x01\x01\nun autre\x01\x01")

    assert [(fault.line, fault.column) for fault in faults] == [(1, 20), (2, 9)]


@pytest.mark.parametrize(
    ("extra", "faults"), [(0, []), (1, ["fichier de 1,0 Mo, 1 Mo au plus : coupez-le en plusieurs textes"])]
)
def test_a_text_of_more_than_one_megabyte_is_refused(extra, faults, tmp_path):
    """Un texte d’un mégaoctet passe, un octet de plus non."""
    path = tmp_path / "long.md"
    path.write_bytes(b"a" * (source.MAX_BYTES + extra))

    assert [fault.message for fault in read_source(path)[1]] == faults


@pytest.mark.parametrize(
    ("name", "reason"),
    [("absent.md", "introuvable"), ("dossier.md", "c’est un dossier"), ("interdit.md", "accès refusé")],
)
def test_a_file_that_cannot_be_read_says_why(name, reason, tmp_path):
    """Un fichier qu’on ne peut lire dit pourquoi, en français."""
    (tmp_path / "dossier.md").mkdir()
    (tmp_path / "interdit.md").write_text("secret")
    (tmp_path / "interdit.md").chmod(0)
    if name == "interdit.md" and os.access(tmp_path / name, os.R_OK):
        pytest.skip("l’utilisateur de ce test lit tout")

    _, faults = read_source(tmp_path / name)

    assert [fault.message for fault in faults] == [f"fichier illisible ({reason}) : vérifiez ses droits"]


@pytest.mark.parametrize("text", ["Essai 👩‍👩‍👧", "a\u00a0b\u202fc", "l\u2019été", "mot\u00adcoupé"])
def test_the_signs_of_a_text_are_no_invisible_characters(text):
    """Une espace insécable, un emoji composé ou une césure ne sont pas des caractères invisibles."""
    assert source.invisible_character(text) is None
