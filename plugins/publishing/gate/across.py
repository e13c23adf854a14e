"""The whole folder: each file read or known, then what no file says alone."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from plugins.common import safe_html
from plugins.common.outputs import Source
from plugins.publishing.gate.page import LINK_ACT
from plugins.publishing.gate.read import read_file
from plugins.publishing.gate.store import Store, digest
from plugins.publishing.gate.values import Facts, Fault, Rules
from plugins.publishing.gate.words import Words

_NOTHING = "rien à cette adresse dans le site"
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
def check_folder(folder: Path, sources: Mapping[str, Source], rules: Rules, kept: Path) -> list[Found]:
    """Every fault of a folder that is about to go out.

    `sources` is the register: what was written, and of what. `kept` is the file where facts wait for the next build.
    """
    store = Store(kept, digest_of(rules))
    words: Words | None = None  # made when a file has changed: it costs more than to know that none has
    faults: list[Found] = []
    facts: dict[str, Facts] = {}
    for path, ordinary in _files(folder):
        if not ordinary:
            faults.append((path, Fault("ni fichier ni dossier : un site ne contient pas de lien, retirez-le")))
            continue
        data = (folder / path).read_bytes()
        name = digest(data)
        found = store.get(path, name)
        if found is None:
            words = words or Words(rules.guarded)
            found = read_file(path, data, rules, words)
            if not any(fault.kind == "secret" for fault in found.faults):  # a secret is kept nowhere
                store.put(path, name, found)
        facts[path] = found
        faults.extend((path, fault) for fault in found.faults)
    store.save()
    return [*faults, *_registered(facts, sources), *_links(facts)]


def digest_of(rules: Rules) -> str:
    """What facts depend on besides the bytes of a file: the rules in any order, and the code that applies them."""
    guarded = sorted(rules.guarded, key=repr)
    state = blake2b(repr((rules.origin, rules.production, sorted(rules.policies), guarded)).encode())
    for module in (*sorted(Path(__file__).parent.glob("*.py")), Path(safe_html.__file__)):
        state.update(module.read_bytes())
    return state.hexdigest()[:32]


def _files(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each file below a folder, sorted, with whether it is an ordinary one; a link is none, wherever it leads."""
    found: list[tuple[str, bool]] = []
    waiting = [("", folder)]
    while waiting:
        prefix, where = waiting.pop()
        for entry in os.scandir(where):
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", Path(entry)))
            else:
                found.append((prefix + entry.name, entry.is_file(follow_symlinks=False)))
    return iter(sorted(found))


def _registered(facts: Mapping[str, Facts], sources: Mapping[str, Source]) -> Iterator[Found]:
    """The folder holds what writers said they wrote, and nothing else."""
    for path in sorted(facts.keys() - sources.keys()):
        yield path, Fault("fichier que rien ne déclare : ce qui l’écrit doit passer par le registre (Outputs.claim)")
    for path in sorted(sources.keys() - facts.keys()):
        yield path, Fault("fichier annoncé et absent du site construit : construisez de nouveau")


def _links(facts: Mapping[str, Facts]) -> Iterator[Found]:
    """Each link of the site leads to one of its files, and to an id that is there."""
    ids: dict[str, frozenset[str]] = {}  # of the files that a fragment is asked of
    places = {link[:2] for each in facts.values() for link in each.links}
    dead = {place: why for place in places if (why := _dead(*place, facts, ids))}
    if not dead:
        return
    folded = {name.lower(): name for name in facts}
    for path, each in facts.items():
        for link in each.links:
            why = dead.get(link[:2], "")
            if why == _NOTHING:
                near = folded.get(link.target.lower())
                why += f" (« {near} » existe : majuscules et minuscules comptent)" if near else ""
            if why:
                fault = Fault(f"« {link.raw} » : {why} ; {LINK_ACT}", (link.raw,), "link")
                yield from [(path, fault)] * link.times


def _dead(target: str, fragment: str, facts: Mapping[str, Facts], ids: dict[str, frozenset[str]]) -> str:
    """Why nothing is where a link leads; « "" » when something is."""
    if target not in facts:
        target = f"{target}/index.html"
        if target not in facts:
            return _NOTHING
    if not fragment or not target.endswith(".html"):
        return ""
    if target not in ids:
        ids[target] = frozenset(facts[target].ids)
    return "" if _is_there(fragment, ids[target]) else f"la page n’a pas de passage « #{fragment} »"


def _is_there(fragment: str, ids: frozenset[str]) -> bool:
    name, _, _ = fragment.partition(":~:")  # a text fragment scrolls to words, not to an id
    return not name or name in ids or name.lower() == "top"
