"""A build that dies of a real SIGKILL before each call that touches the disk: old or new, never none, never half."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.common import staging
from plugins.common.staging import SIGNATURE, reserved
from tests.common.test_staging import build, built, files_of, names_in, refuse

# The child of a fork ends at once: the threads of the test runner are not its own.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

# Raised by Python before it asks the system (« Audit events table »); dlsym stands for the exchange.
CALLS = {
    "open", "ctypes.dlsym", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir",
}  # fmt: skip
POINTS = 400  # more than any way to replace a folder passes


def dies(output: Path, point: int, manifests: Path | None = None) -> bool:
    """Whether a process that replaces a site dies at its `point`-th call; it ends well when it has fewer."""
    child = os.fork()
    if not child:
        passed = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal passed
            passed += event in CALLS
            if event in CALLS and passed == point:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        code = 1
        try:
            build(output, manifests=manifests)
            code = 0
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def deaths(tmp_path: Path) -> Iterator[Path]:
    """An output for each call at which its builder has died."""
    for point in range(1, POINTS):
        output = tmp_path / str(point) / "output"
        (output / "ancien").mkdir(parents=True)
        (output / "index.html").write_text(f"<html>{SIGNATURE}>ancien")
        (output / "ancien" / "index.html").write_text("ancien")
        if not dies(output, point):
            assert point > 15
            return
        yield output
    pytest.fail("la construction ne finit pas")


OLD = {"index.html": f"<html>{SIGNATURE}>ancien", "ancien/index.html": "ancien"}


def test_a_death_anywhere_leaves_the_old_site_or_the_new_one(tmp_path):
    """Tuée à n’importe quel appel, une construction laisse l’ancien site ou le nouveau ; la suite efface les restes."""
    found = []
    for output in deaths(tmp_path):
        found.append(files_of(output))
        with reserved(output):
            pass
        assert (files_of(output), names_in(output.parent)) == (found[-1], ["output"])

    assert OLD in found
    assert built() in found
    assert all(files in (OLD, built()) for files in found)


def test_a_death_between_two_renames_is_repaired_by_the_next_command(tmp_path, monkeypatch):
    """Sans échange possible, le site absent après une mort est remis par la commande suivante."""
    monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    absent = 0
    for output in deaths(tmp_path):
        absent += not output.exists()
        with reserved(output):
            pass
        assert files_of(output) in (OLD, built())
        assert names_in(output.parent) == ["output"]

    assert absent


@pytest.mark.parametrize("mounted", [False, True], ids=["moved", "mount point"])
def test_a_death_while_files_are_moved_leaves_whole_files(mounted, tmp_path, monkeypatch):
    """Là où le dossier ne peut être renommé, chaque fichier reste entier, et la construction suivante finit."""
    monkeypatch.setattr(os.path, "ismount", lambda path: mounted and Path(path).name == "output")
    monkeypatch.setattr(staging, "exchange", refuse(errno.EBUSY))
    for output in deaths(tmp_path):
        with reserved(output):
            pass
        found = files_of(output)
        assert set(found.items()) <= {*OLD.items(), *built().items()}
        assert "ici/index.html" not in found or "site.css" in found  # what a page needs is there before it
        assert (output / "index.html").exists()
        build(output)
        assert (files_of(output), names_in(output.parent)) == (built(), ["output"])


@pytest.mark.parametrize("exchanged", [True, False], ids=["exchange", "two renames"])
def test_a_death_with_two_trees_leaves_one_of_them_whole(exchanged, tmp_path, monkeypatch):
    """Tuée à n’importe quel appel, avec un arbre en attente : un site entier, puis des sites justes."""
    if not exchanged:
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    found = []
    for point in range(1, POINTS):
        output, manifests = tmp_path / str(point) / "sites/output", tmp_path / str(point) / "cache"
        for text in ("plus ancien", "ancien", "ancien"):
            build(output, text, manifests=manifests)
        if not dies(output, point, manifests):
            break
        with reserved(output, manifests=manifests):
            pass
        found.append(files_of(output))
        for text in ("nouveau", "ancien", "ancien"):
            build(output, text, manifests=manifests)
            assert files_of(output) == built(text)
        assert names_in(output.parent) == [".output.tribune-standby", "output"]

    assert point > 15 and all(files in (built("ancien"), built()) for files in found)
    assert built("ancien") in found and built() in found
