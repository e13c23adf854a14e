"""The changes of the folders and files that a site is made of."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

_DEBOUNCE, _STEP = 20, 5  # ms; what changes within one is told together, once nothing has for the other
_TICK = 250  # ms between two looks at the watched folders themselves
_IGNORED_FOLDERS = {".cache", ".git", ".hg", ".idea", ".svn", ".venv", "__pycache__", "node_modules"}
_IGNORED_NAMES = re.compile(
    r"~$|^\.#|^#.*#$|^\.~|^4913$|\.sw[a-z]$|\.swpx$|\.kate-swp$|^\.goutputstream|___jb_\w+___$"
    r"|\.tmp$|\.part$|\.py[co]$|^\.DS_Store$"
)


def is_source(path: Path, root: Path, ignored: Sequence[Path] = ()) -> bool:
    """Whether a path under the watched `root` is a source, not a cache nor an editor's temporary file.

    Only the part under `root` counts: a project kept in a folder named `.cache` is watched like another.
    """
    if any(path.is_relative_to(folder) for folder in ignored):
        return False
    names = path.relative_to(root).parts
    return not _IGNORED_FOLDERS.intersection(names) and not (names and _IGNORED_NAMES.search(names[-1]))


class Watcher:
    """Calls `heard` with what changed under `paths`, from threads of its own, between `start` and `stop`.

    What lies under `ignored` is not told; `warn` gets a French sentence when the system refuses to watch.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        heard: Callable[[set[Path]], None],
        *,
        ignored: Sequence[Path] = (),
        warn: Callable[[str], object],
    ) -> None:
        self._heard = heard
        self._ignored = [path.resolve() for path in ignored]
        self._warn = warn
        self._stop = threading.Event()
        resolved = sorted({path.resolve() for path in paths})
        files = frozenset(path for path in resolved if path.is_file() or (path.suffix and not path.is_dir()))
        folders = [path for path in resolved if path not in files]
        # A file is watched through its folder: an editor that saves by renaming leaves the old file watched.
        parents = sorted({path.parent for path in files})
        self._threads = [
            threading.Thread(target=self._follow, args=(roots, only), name="preview-watcher")
            for roots, only in ((folders, None), (parents, files))
            if roots
        ]

    def start(self) -> None:
        """Begin to listen."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop listening, and wait for the threads."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:  # started
                thread.join()

    def _follow(self, roots: list[Path], only: frozenset[Path] | None) -> None:
        polling = None  # the library's choice
        before = _identities(roots)
        while not self._stop.is_set():
            # A folder deleted and made again (a change of branch) has lost its watch: it is watched anew.
            now = _identities(roots)
            renewed = {root for root in roots if now.get(root) != before.get(root)}
            before = now
            if renewed:
                self._heard(renewed if only is None else set(only))
            try:
                for changes in self._changes(list(now), only, polling):
                    if changes:
                        self._heard(changes)
                    # Made again at once, it may have the same inode: its deletion is the sign then.
                    if _identities(roots) != now or changes.intersection(now):
                        break
            except FileNotFoundError:
                self._stop.wait(_TICK / 1000)  # deleted since: the next turn sees it
            except (OSError, RuntimeError) as error:
                if polling:
                    self._warn(f"les changements ne peuvent pas être surveillés : {error}")
                    return
                self._warn(f"le système ne signale pas les changements, les fichiers sont relus : {error}")
                polling = True

    def _changes(self, roots: list[Path], only: frozenset[Path] | None, polling: bool | None) -> Iterator[set[Path]]:
        """What changed at each tick, maybe nothing."""
        if not roots:
            self._stop.wait(_TICK / 1000)
            return

        def wanted(change: Change, name: str) -> bool:
            path = Path(name)
            if only is not None:
                return path in only
            if change is Change.modified and path.is_dir():
                return False  # what changed is what it holds, told on its own
            root = next((root for root in roots if path.is_relative_to(root)), None)
            return root is not None and is_source(path, root, self._ignored)

        for changes in watch(
            *roots,
            watch_filter=wanted,
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            stop_event=self._stop,
            recursive=only is None,
            force_polling=polling,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            yield {Path(name) for _, name in changes}


def _identities(roots: Sequence[Path]) -> dict[Path, object]:
    """The folders that exist, each with what tells it from another put at its place."""
    found: dict[Path, object] = {}
    for root in roots:
        try:
            status = root.stat()
        except OSError:
            continue
        found[root] = (status.st_dev, status.st_ino)
    return found
