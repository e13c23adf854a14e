"""The facts of the texts that are new, computed text by text, by as many processes as there are processors.

Each text is read, converted, typeset in one go, and its words are then let go: a large site is never whole in memory.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Sequence

from plugins.model.content import Content, Document
from plugins.model.facts import FACTS, Fact
from plugins.model.fields import Record
from plugins.model.kind import Kind
from plugins.model.limits import TooCostly
from plugins.model.store import Kept

Wanted = tuple[Fact[object], Hashable]  # a fact, and the argument that it will be asked for
_FEW = 64  # texts for which one process does as well
_BATCH = 16  # texts given to a process at a time
_INHERITED = 1024  # texts of a pool: its processes keep the words of all of them in memory till its end

# The path of a text, its new facts, its new long texts, the refusals of what costs too much (words, line).
Made = tuple[str, dict[str, Kept], dict[bytes, str], dict[str, tuple[str, int]]]


def prepare(site: Content, also: Iterable[Wanted] = ()) -> None:
    """Compute the facts of each document that are not known, those that were declared and `also`.

    What cannot be computed is left to who asks for it, and tells why.
    """
    also = list(also)
    wanted = {kind.name: [*_declared(site, kind), *also] for kind in site.kinds}
    lacking = []
    for document in site.documents():  # of those at fault, what can be asked is asked by who tells their faults
        missing = [each for each in wanted[document.kind.name] if not each[0].is_known(document, each[1])]
        if missing:
            lacking.append((document, missing))
    workers = os.cpu_count() or 1
    if len(lacking) >= _FEW and workers > 1 and hasattr(os, "fork"):
        _share(site, lacking, workers)
    for document, missing in lacking:
        if not document.facts.refused:
            _compute(document, [each for each in missing if not each[0].is_known(document, each[1])])


def _share(site: Content, lacking: Sequence[tuple[Document[Record], list[Wanted]]], workers: int) -> None:
    """Have forked processes compute what they can; whatever stops one is met again, and told, by this one."""
    from concurrent.futures import ProcessPoolExecutor  # here: most builds have few new texts
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _lacking  # what the processes inherit
    by_path = {document.relative: document for document, _ in lacking}
    try:
        for start in range(0, len(lacking), _INHERITED):
            _lacking = lacking[start : start + _INHERITED]
            with ProcessPoolExecutor(workers, get_context("fork"), site.store.detach) as pool:
                for made in pool.map(_work, _batches(len(_lacking))):
                    for path, facts, texts, refused in made:
                        document = by_path[path]
                        document.facts.update(facts)
                        document.facts.new = True
                        document.facts.refused.update({name: TooCostly(*said) for name, said in refused.items()})
                        for text in texts.values():
                            document.facts.store.keep_text(text)
                        document.forget()
    except BrokenProcessPool:
        pass  # one was killed, where memory is short: the rest is made here
    finally:
        _lacking = []


_lacking: Sequence[tuple[Document[Record], list[Wanted]]] = []


def _declared(site: Content, kind: Kind[Record]) -> Iterator[Wanted]:
    """The facts of the texts of a kind, with what each knows of the site."""
    for each in FACTS.values():
        if not each.kinds or kind.name in each.kinds:
            yield each, each.argument(site, kind)


def _batches(count: int) -> Iterator[range]:
    return (range(start, min(start + _BATCH, count)) for start in range(0, count, _BATCH))


def _work(ranks: range) -> list[Made]:
    """In a process of the pool: the facts of some texts."""
    made = []
    for document, missing in (_lacking[rank] for rank in ranks):
        before = dict(document.facts)
        try:
            _compute(document, missing)
        except Exception:  # it is met again where it can be told
            continue
        if document.facts.mixed:
            continue
        new = {name: kept for name, kept in document.facts.items() if before.get(name) is not kept}
        refused = {name: (str(each), each.line) for name, each in document.facts.refused.items()}
        made.append((document.relative, new, document.facts.store.take(), refused))
    return made


def _compute(document: Document[Record], missing: Sequence[Wanted]) -> None:
    for fact, argument in missing:
        try:
            fact.of(document, argument)
        except TooCostly:
            break  # who asks for it tells it
    if missing:
        document.forget()
