"""Old addresses as people have them are read to one form, or refused with what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.old_addresses import OldAddress, Unusable, read_old_address


@pytest.mark.parametrize(
    ("written", "path", "file"),
    [
        ("/2016/05/x/", "/2016/05/x/", "2016/05/x/index.html"),
        ("/x", "/x", "x/index.html"),
        ("/2016/x.html", "/2016/x.html", "2016/x.html"),
        ("/2016/X.HTM", "/2016/X.HTM", "2016/X.HTM"),
        ("/2016/05/%C3%A9t%C3%A9/", "/2016/05/été/", "2016/05/été/index.html"),
        ("/e%CC%81te%CC%81/", "/été/", "été/index.html"),
        ("/été/", "/été/", "été/index.html"),
        ("/a%20b/", "/a b/", "a b/index.html"),
        ("/a//b/./c/index.html", "/a/b/c/", "a/b/c/index.html"),
        ("/version-2.0", "/version-2.0", "version-2.0/index.html"),
        ("/x.html/", "/x.html/", "x.html/index.html"),
        ("/index.html", "/", "index.html"),
        ("//", "/", "index.html"),
        ("/./", "/", "index.html"),
        ("/feed.xml", "/feed.xml", None),
        ("/index.php", "/index.php", None),
        ("/wp-content/Bilan.PDF", "/wp-content/Bilan.PDF", None),
        ("/feed.xml/", "/feed.xml/", "feed.xml/index.html"),
    ],
)
def test_an_old_address_has_one_path_and_its_file(written, path, file):
    """Une ancienne adresse, d’où qu’on la tienne, a un chemin, et le fichier qu’un serveur sert là, s’il y en a un."""
    old = read_old_address(written)

    assert (old.host, old.path, old.query, old.file) == ("", path, "", file)


@pytest.mark.parametrize(
    ("written", "old"),
    [
        ("/?p=12", OldAddress("", "/", "p=12")),
        ("/index.php?page_id=7&lang=fr", OldAddress("", "/index.php", "page_id=7&lang=fr")),
        ("https://Www.Agence.example/a/?p=1", OldAddress("www.agence.example", "/a/", "p=1")),
        ("http://agence.example", OldAddress("agence.example", "/")),
    ],
)
def test_a_whole_address_and_a_query_are_read(written, old):
    """Une adresse entière et une adresse à « ? » sont lues ; aucune page ne répond à une question."""
    read = read_old_address(written)

    assert (read, read.file if read.query else None) == (old, None)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("articles/x/", "écrivez un chemin du site"),
        ("ftp://agence.example/x/", "écrivez un chemin du site"),
        ("/../x/", "sort du site"),
        ("/a/%2e%2e/x/", "sort du site"),
        ("/a/..%2f..%2fx/", "sort du site"),
        ("/%252e%252e/x/", "codée deux fois : écrivez « /../x/ »"),
        ("/a\\b/", "écrivez un chemin du site"),
        ("/a%5Cb/", "signe qui n’a pas de nom de fichier"),
        ("/a%00b/", "signe qui n’a pas de nom de fichier"),
        ("/a%0Ab/", "signe qui n’a pas de nom de fichier"),
        ("/a%E2%80%AEb/", "signe qui n’a pas de nom de fichier"),
        ("/100%/", "le signe « % » s’écrit %25"),
        ("/%zz/", "« %zz » n’est pas un code"),
        ("/%E9t%E9/", "n’est pas codée en UTF-8"),
        ("/a b/", "une espace s’écrit %20"),
        ("/a/#b", "un serveur ne voit pas ce qui suit « # »"),
        ("/?12", "écrivez des paires clé=valeur"),
        ("/con/", "« con », que Windows refuse"),
        ("/a/NUL.txt", "« NUL.txt », que Windows refuse"),
        ("/a./", "« a. », que Windows refuse"),
        ("/a%20/", "« a  », que Windows refuse"),
        ("/a:b/", "que Windows refuse"),
        ("/" + "x" * 300 + "/", "un nom de 300 octets, 255 au plus"),
        ("/" + "é" * 128 + "/", "un nom de 256 octets, 255 au plus"),
        ("/" + "x/" * 600, "1201 octets, 1000 au plus"),
        ("https://[x/", "illisible"),
    ],
)
def test_what_no_site_can_serve_is_refused(written, message):
    """Ce qu’aucun site ne peut servir est refusé, avec ce qu’il faut écrire."""
    with pytest.raises(Unusable) as refusal:
        read_old_address(written)

    assert message in str(refusal.value)


@given(st.text(alphabet="/.%2eE5cCaé\\0 ~:?=&#\u0301", max_size=30).map("/".__add__))
def test_no_file_of_an_old_address_leaves_the_output(written):
    """Quoi qu’on écrive, le fichier d’une ancienne adresse est dans la sortie, et relire son chemin ne change rien."""
    try:
        old = read_old_address(written)
    except Unusable:
        return
    names = (old.file or "x").split("/")

    assert not {"", ".", ".."} & set(names)
    assert not set(old.file or "") & set("\\\0:?#")
