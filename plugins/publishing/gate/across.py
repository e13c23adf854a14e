"""The whole site: each file read or known, then what no file says alone."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path

from plugins.common import safe_html
from plugins.publishing.gate.page import LINK_ACT
from plugins.publishing.gate.read import read_file
from plugins.publishing.gate.store import Store, Target, is_there
from plugins.publishing.gate.values import Fault, Rules
from plugins.publishing.gate.words import Words

Found = tuple[str, Fault]  # the path of a file of the site, and what is wrong in it


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the collector of circles: nothing here makes one, and facts by the ten thousand would wake it often."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()


@_no_collection()
def check_site(
    files: Mapping[str, bytes],
    data: Callable[[str], bytes],
    rules: Rules,
    kept: Path,
    *,
    undeclared: Iterable[tuple[str, bool]] = (),
    absent: Iterable[str] = (),
    later: Collection[str] = (),
    fresh: bool = False,
) -> list[Found]:
    """Every fault of a site that is about to go out.

    `files` are those that were registered, with the digest of each; `data` gives the bytes of one, asked only when
    they are not known. `kept` is the file where facts wait for the next build, not read by a `fresh` one. `undeclared`
    is what the folder holds besides, with whether it is an ordinary file; `absent` what it should hold;
    `later` what it will not, and links may lead to: a preview makes it when it is asked for.
    """
    store = Store(kept, digest_of(rules), fresh=fresh)
    unknown = store.known(files)
    words = Words(rules.guarded) if unknown else Words(())  # they cost more than to know that nothing has changed
    for path in unknown:
        store.put(path, files[path], read_file(path, data(path), rules, words))
    faults = [*_undeclared(undeclared), *_absent(absent), *store.faults(), *_links(store, later)]
    store.save()
    return faults


def digest_of(rules: Rules) -> str:
    """What facts depend on besides the bytes of a file: the rules in any order, and the code that applies them."""
    guarded = sorted(rules.guarded, key=repr)
    state = blake2b(repr((rules.origin, rules.production, sorted(rules.policies), rules.forms, guarded)).encode())
    for module in (*sorted(Path(__file__).parent.glob("*.py")), Path(safe_html.__file__)):
        state.update(module.read_bytes())
    return state.hexdigest()[:32]


def _undeclared(found: Iterable[tuple[str, bool]]) -> Iterator[Found]:
    """The folder holds what writers said they wrote, and nothing else; a link is none, wherever it leads."""
    for path, ordinary in found:
        message = "fichier que rien ne déclare : ce qui l’écrit doit passer par le registre (Outputs.emit)"
        yield (
            path,
            Fault(message if ordinary else "ni fichier ni dossier : un site ne contient pas de lien, retirez-le"),
        )


def _absent(found: Iterable[str]) -> Iterator[Found]:
    for path in found:
        yield path, Fault("fichier annoncé et absent du site construit : construisez de nouveau")


def _links(store: Store, later: Collection[str]) -> Iterator[Found]:
    """Each link of the site leads to one of its files, and to an id that is there.

    Each distinct one is looked at once; the pages that hold a bad one, when there is one.
    """
    ids = cache(store.ids)
    bad = {
        rank
        for rank, target in enumerate(store.targets)
        if target[0] not in later and _file_of(target, store, ids) is None
    }
    told: dict[int, Fault] = {}
    for path in sorted(store.now) if bad else ():
        ranks = store.ranks(path)
        for rank in ranks if not bad.isdisjoint(ranks) else ():
            if rank in bad:
                if rank not in told:
                    told[rank] = Fault(_said(store.targets[rank], store), (store.targets[rank][2],), "link")
                yield path, told[rank]
    if bad - told.keys():  # links that pages no longer have
        store.forget_the_unused()


def _file_of(target: Target, store: Store, ids: Callable[[str], frozenset[str]]) -> str | None:
    """The file that a link leads to; None when it is not there, or has not the passage that the link names."""
    path, fragment, _ = target
    if path not in store.now:
        path = f"{path}/index.html"
        if path not in store.now:
            return None
    lost = fragment and path.endswith(".html") and not is_there(fragment, ids(path))
    return None if lost else path


def _said(target: Target, store: Store) -> str:
    path, fragment, raw = target
    if path in store.now or f"{path}/index.html" in store.now:
        return f"« {raw} » : la page n’a pas de passage « #{fragment} » ; {LINK_ACT}"
    near = next((name for name in store.now if name.lower() == path.lower()), None)
    hint = f" (« {near} » existe : majuscules et minuscules comptent)" if near else ""
    return f"« {raw} » : rien à cette adresse dans le site{hint} ; {LINK_ACT}"
