"""What stands in the place of a file hangs nothing."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from plugins.common.files import irregular, read_file, write_whole
from plugins.common.snapshot import Snapshot


def test_a_file_is_read_whole_or_its_beginning(tmp_path: Path) -> None:
    """Un fichier ordinaire est lu, en entier ou son début, lien compris."""
    (tmp_path / "a").write_bytes(b"abcdef")
    (tmp_path / "lien").symlink_to("a")

    assert (read_file(tmp_path / "lien"), read_file(tmp_path / "a", 3)) == (b"abcdef", b"abc")


def test_a_pipe_a_socket_and_a_device_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un tube, une prise ou un périphérique sont refusés sans attendre."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("tube")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("prise")
        for path in (Path("tube"), Path("prise"), Path("/dev/zero")):
            with pytest.raises(OSError) as refusal:
                read_file(path)
            assert refusal.value.errno == errno.ENXIO
        assert [path.name for path in irregular(tmp_path)] == ["prise", "tube"]


def test_a_file_that_changes_or_goes_is_seen(tmp_path: Path) -> None:
    """Un fichier vidé, remplacé ou disparu est vu ; un fichier intact, non."""
    for name in ("intact", "vidé", "remplacé", "disparu"):
        (tmp_path / name).write_text(name)
    before = Snapshot(tmp_path)
    (tmp_path / "vidé").write_text("")
    (tmp_path / "autre").write_text("remplacé")
    (tmp_path / "autre").replace(tmp_path / "remplacé")
    (tmp_path / "disparu").unlink()

    assert before.changed(["intact", "vidé", "remplacé", "disparu"]) == ["disparu", "remplacé", "vidé"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une écriture interrompue laisse l’ancien fichier, et rien d’autre."""
    path = tmp_path / "a.json"
    write_whole(path, b"ancien")

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"nouveau")

    assert path.read_bytes() == b"ancien" and list(tmp_path.iterdir()) == [path]


def test_what_is_written_is_read_by_all_or_by_those_it_was(tmp_path: Path) -> None:
    """Un fichier neuf se lit par tous ; un ancien garde ses droits ; un cache n’attend pas le disque."""
    kept = tmp_path / "garde"
    kept.write_bytes(b"x")
    kept.chmod(0o600)
    for path in (tmp_path / "neuf", kept):
        write_whole(path, b"y", durable=False)

    assert [(path.read_bytes(), path.stat().st_mode & 0o777) for path in (tmp_path / "neuf", kept)] == [
        (b"y", 0o644),
        (b"y", 0o600),
    ]
