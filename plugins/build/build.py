"""One build, whole or not at all: content → faults, or a new output in the place of the old one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import blake2b
from random import Random

from plugins.build.breakdown import breakdown
from plugins.build.recall import Recall
from plugins.build.report import BuildReport, BuildRequest
from plugins.build.rules import STALE
from plugins.common.code import code_digest
from plugins.common.files import irregular, write_whole
from plugins.common.named import load
from plugins.common.outputs import Outputs, address_of
from plugins.common.places import CACHE, ROOT
from plugins.common.problems import Problem, has_errors
from plugins.common.snapshot import Snapshot
from plugins.common.staging import OutputRefused, Place, check_output, disk_refusal, recover_all, reserved
from plugins.common.trees import Ledger, Manifest
from plugins.model.answers import answered, idle_answers
from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.model.store import Store
from plugins.site.texts import wanted
from plugins.typography.options import site_options

Engine = Callable[[BuildRequest, Content, Outputs], int]
# Where a site is built to be looked at: nothing stays there, and each process has its own, so that none waits.
TRIAL = CACHE / f"essai-{os.getpid()}"


MANIFEST = CACHE / "manifest.json"  # what the last `publish` wrote
TREES = CACHE / "arbres"  # what each output holds, and under which keys
AUDITED = 5  # pages that were not made and are made all the same, at each build


class _Stale(Exception):
    """A page that was kept is no more what it would be."""


class _Withheld(Exception):
    """What was written does not go out."""


class EngineFailure(Exception):
    """The page engine stopped: problems at their places, or a French sentence where the machine alone is the cause."""

    def __init__(self, message: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


def build(
    request: BuildRequest, engine: Engine, say: Callable[[str], object] = lambda text: None, *, recall: bool = False
) -> BuildReport:
    """Build a site; the old output stays, byte for byte, when there is an error or the engine stops.

    `engine` gives files to the register, each with its key, and says how many pages there are. The gate that the
    request names looks at them before anything is replaced. A page that was kept and should not have been is a warning,
    and all is built anew. One build at a time for one output: `say` is told when another one is waited for. With
    `recall`, nothing is made when all that was read for the last build is as it was: the report is that of then.
    """
    try:
        return _build(request, engine, say, recall)
    except _Stale as stale:
        report = _build(replace(request, fresh=True), engine, say, recall)
        return replace(report, problems=sorted([*report.problems, STALE.at("plugins", 1, 1, str(stale), "warning")]))


def _build(request: BuildRequest, engine: Engine, tell: Callable[[str], object], recall: bool) -> BuildReport:
    start = time.monotonic()
    texts, excused, tried = 0, 0, False
    store = Store()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        tell(text)

    def report(problems: list[Problem], failure: str | None = None, pages: int = 0) -> BuildReport:
        return BuildReport(problems, failure, pages, time.monotonic() - start, texts, tried, excused)

    def save() -> None:
        known = store.complaint
        store.save()
        if store.complaint != known:
            say(store.complaint)

    problems: list[Problem] = []
    output = TRIAL if request.trial else request.output
    try:
        for path in irregular(ROOT / "theme"):
            raise OutputRefused(f"{path.relative_to(ROOT)} : ce n’est pas un fichier ordinaire, retirez-le")
        check_output(output, request.content, ROOT)
        recover_all(CACHE)  # of trials that were killed: no build has their place again
        with reserved(output, say, manifests=TREES) as place:
            before = Snapshot(request.content)
            last = Recall(request, before, MANIFEST) if recall else None
            told = last.recalled(place) if last else None
            if told is not None:
                return replace(told, seconds=time.monotonic() - start)
            site = read_content(request)
            store = site.store
            if store.complaint:
                say(store.complaint)
            problems, texts, excused = site.problems, site.texts_read, len(site.excused)
            if has_errors(problems):
                return report(problems)
            with _written(place, request) as outputs:
                tried = True
                pages = engine(request, site, outputs)
                _audit(outputs, nothing_changed=last is not None and last.due)
                outputs.close()
                changed = before.changed([*site.by_path, *site.files, *(f"racine/{name}" for name in site.root_files)])
                if changed and request.production:  # a preview is built again by what changed
                    raise OutputRefused(
                        f"{site.shown}/{changed[0]} a changé pendant la construction : relancez la commande"
                    )
                problems = [*site.problems, *_at_the_end(request, site, outputs)]
                excused = len(site.excused)
                if has_errors(problems):
                    raise _Withheld
            if request.goes_out:
                _publish(outputs.published())
            save()
            if last:
                built = replace(report(problems, pages=pages), later=outputs.later)
                last.keep(built, site, outputs, place, quiet=not said)
    except _Stale:
        raise
    except _Withheld:
        return report(problems)
    except EngineFailure as failure:
        return report([*problems, *failure.problems], None if failure.problems else str(failure))
    except OutputRefused as refusal:
        return report(problems, str(refusal))
    except OSError as error:
        return report(problems, disk_refusal(error, output, CACHE))
    except Exception as error:
        return report([*problems, breakdown(error)])
    finally:
        save()
        store.close()
    return replace(report(problems, pages=pages), later=outputs.later)


def read_content(request: BuildRequest) -> Content:
    """The content of a request, with every problem that it has by itself; what is known of its texts comes from the
    cache, and goes back to it when the store is saved."""
    name = blake2b(os.fsencode(os.path.realpath(request.content)), digest_size=8).hexdigest()
    try:
        also = wanted(site_options())
    except ValueError:  # a setting at fault is told where pages are made
        also = ()
    site = load_site(
        request.content,
        lambda timezone: request.now,
        checks=request.checks,
        kinds=request.kinds,
        store=Store(CACHE / "textes" / f"{name}.sqlite", code_digest(), fresh=request.fresh),
        also=also,
    )
    site.problems += answered(site, idle_answers(site, at_the_end=False))
    return site


@contextmanager
def _written(place: Place, request: BuildRequest) -> Iterator[Outputs]:
    """What a build writes to: the tree that takes the place of the output, or for a trial what is not known."""
    if not request.trial:
        with place.staged(durable=request.goes_out, fresh=request.fresh) as outputs:
            yield outputs
        return
    own, of_output = Ledger(TREES, request.content), Ledger(TREES, request.output)
    there = of_output.of(request.output) if request.output.is_dir() else None
    known = {} if request.fresh else {**(there or Manifest()).files, **(own.of(None) or Manifest()).files}
    with place.folder() as folder:
        outputs = Outputs(folder, Manifest(known), trial=True)
        try:
            yield outputs
        finally:
            if outputs.closed and (outputs.made() or outputs.files.keys() != known.keys()):
                own.keep(None, Manifest(outputs.files))


def _audit(outputs: Outputs, *, nothing_changed: bool) -> None:
    """Make again a few pages that were not made, drawn by chance. Raises _Stale when one is another, or when one had to
    be made though nothing of what it was made of is said to have changed."""
    seed = time.time_ns()
    found = (outputs.made() if nothing_changed else []) or outputs.stale(AUDITED, Random(seed))
    if found:
        raise _Stale(
            f"la page {address_of(found[0])}, gardée de la construction précédente, n’est plus celle qu’il faut "
            f"(tirage {seed}) : tout le site est refait ; montrez cette ligne à qui s’occupe du site"
        )


def _publish(text: str) -> None:
    """Leave what was published to whoever deploys it; a cache that cannot be written loses that alone."""
    data = text.encode("utf-8")
    with suppress(OSError):
        CACHE.mkdir(parents=True, exist_ok=True)
        if not MANIFEST.is_file() or MANIFEST.read_bytes() != data:
            write_whole(MANIFEST, data, durable=False)


def _at_the_end(request: BuildRequest, site: Content, outputs: Outputs) -> list[Problem]:
    """What is known once the site is written, and which answers have served nothing."""
    problems = answered(site, _gate(request, site, outputs))
    if request.production and not has_errors(problems):
        problems += answered(site, idle_answers(site, at_the_end=True))
    return problems


def _gate(request: BuildRequest, site: Content, outputs: Outputs) -> list[Problem]:
    if not request.gate:
        return outputs.problems
    look: Callable[..., list[Problem]] = load(request.gate)
    return look(
        site,
        outputs,
        production=request.production,
        origin=(request.origin or site.agency.url).rstrip("/"),
        output=request.output,
        trial=request.trial,
        cache=CACHE,
        fresh=request.fresh,
        project=ROOT,
        accept_loss=request.accept_loss,
    )
