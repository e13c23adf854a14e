"""One process at a time, whatever the spelling of a path and however the other one died."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plugins.common import locks
from plugins.common.locks import Busy, only_one
from plugins.common.staging import OutputRefused, reserved

# The child of a fork ends at once: the threads of the test runner are not its own.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


@contextmanager
def in_a_process(hold: Callable[[], object], children: int = 0) -> Iterator[int]:
    """Another process that enters a context and stays there; its number."""
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.close(done[1])
        with hold():  # type: ignore[attr-defined]
            os.write(ready[1], b".")
            os.read(done[0], 1)
        os._exit(0)
    os.close(done[0])
    os.read(ready[0], 1)
    try:
        yield child
    finally:
        os.close(done[1])
        os.waitpid(child, 0)
        os.close(ready[0])
        os.close(ready[1])


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ANNOUNCED", 0.05)


def test_a_second_process_is_refused_with_the_number_of_the_first(tmp_path, fast):
    """Un second processus attend, le dit une fois, puis renonce en nommant le premier."""
    said: list[str] = []
    path = tmp_path / "verrou"

    with in_a_process(lambda: only_one(path, "« sortie »", said.append)) as other:
        with pytest.raises(Busy) as refusal, only_one(path, "« sortie »", said.append, 0.3):
            pass
        assert said == [
            f"« sortie » : un autre processus (numéro {other}) est à l’œuvre, la suite attend qu’il finisse…"
        ]
        assert str(refusal.value) == (
            f"« sortie » : un autre processus (numéro {other}) l’occupe depuis plus de 0 s ; "
            "attendez qu’il finisse, ou arrêtez-le"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_goes_on_when_the_first_has_finished(tmp_path):
    """Un second processus passe dès que le premier a fini ; le verrou disparaît."""
    path, order = tmp_path / "verrou", []

    def wait() -> None:
        with only_one(path, "x", order.append, 20):
            order.append("second")

    with only_one(path, "x", order.append):
        waiter = threading.Thread(target=wait)
        waiter.start()
        waiter.join(0.3)
        order.append("premier")
    waiter.join(10)

    assert (order, list(tmp_path.iterdir())) == (["premier", "second"], [])


def test_the_lock_of_a_dead_process_is_free(tmp_path):
    """Un processus tué laisse son verrou, qui ne retient personne."""
    path = tmp_path / "verrou"
    with in_a_process(lambda: only_one(path, "x", print)) as other:
        os.kill(other, signal.SIGKILL)
        os.waitid(os.P_PID, other, os.WEXITED | os.WNOWAIT)
        assert path.read_text() == str(other)

        with only_one(path, "x", print, 0):
            assert path.read_text() == str(os.getpid())

    assert not path.exists()


def test_a_stale_lock_of_any_text_is_free(tmp_path):
    """Un verrou resté là, quoi qu’il dise, ne retient personne."""
    (tmp_path / "verrou").write_text("1\nnon")

    with only_one(tmp_path / "verrou", "x", print, 0):
        pass

    assert list(tmp_path.iterdir()) == []


def test_no_one_enters_by_a_lock_that_was_removed(tmp_path, monkeypatch):
    """Qui a ouvert un verrou que son porteur efface ne s’en contente pas : il prend celui qui est à ce chemin."""
    path, opened = tmp_path / "verrou", locks._open
    removed = []

    def removed_once(where: Path) -> int:
        handle = opened(where)
        if not removed:
            removed.append(where.unlink())
        return handle

    monkeypatch.setattr(locks, "_open", removed_once)
    with only_one(path, "x", print, 0):
        assert path.exists()


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_stands_in_the_place_of_a_lock_hangs_nothing(kind, tmp_path):
    """Un lien ou un tube à la place du verrou : rien n’attend, rien n’est écrit ailleurs."""
    path, elsewhere = tmp_path / "verrou", tmp_path / "ailleurs"
    elsewhere.write_text("à moi")
    os.mkfifo(path) if kind == "pipe" else path.symlink_to(elsewhere)

    with pytest.raises(OSError), only_one(path, "x", print, 0):
        pass

    assert elsewhere.read_text() == "à moi"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "sites" / "output"
    folder.mkdir(parents=True)
    (tmp_path / "lien").symlink_to(folder)
    (tmp_path / "sites-bis").symlink_to(tmp_path / "sites")
    return folder


@pytest.mark.parametrize("spelling", ["sites/output", "sites/../sites/./output", "lien", "sites-bis/output"])
@pytest.mark.parametrize("mounted", [False, True], ids=["folder", "mount point"])
def test_one_output_has_one_lock(spelling, mounted, output, tmp_path, monkeypatch):
    """Une sortie a un verrou, de quelque façon que son chemin soit écrit, point de montage ou non."""
    monkeypatch.setattr(os.path, "ismount", lambda path: mounted and Path(path).name == "output")

    with (
        in_a_process(lambda: reserved(output)),
        pytest.raises(OutputRefused, match="un autre processus"),
        reserved(tmp_path / spelling, patience=0.2),
    ):
        pass


def test_two_outputs_have_two_locks(output):
    """Deux sorties voisines se construisent en même temps."""
    with in_a_process(lambda: reserved(output)), reserved(output.with_name("output2"), patience=0):
        pass


def test_the_folder_of_a_build_in_course_is_not_swept(output):
    """Le dossier d’une construction en cours n’est pas effacé par qui attend."""
    folder = output.with_name(".output.tribune-abcd1234")

    with in_a_process(lambda: reserved(output)):
        folder.mkdir()
        with pytest.raises(OutputRefused), reserved(output, patience=0.2):
            pass
        assert folder.is_dir()
