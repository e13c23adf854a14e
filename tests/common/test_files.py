"""What stands in the place of a file hangs nothing."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from plugins.common.files import irregular, read_file
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
