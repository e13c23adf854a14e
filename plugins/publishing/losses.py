"""What readers would no longer find: addresses that were published, and that this build does not answer at."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path

from plugins.common.problems import Problem
from plugins.french.dates import datetime_fr
from plugins.model.content import Content, Document, site_path
from plugins.model.fields import Record
from plugins.model.memory import REGISTER, Known, memory_of, read_addresses
from plugins.model.register_files import read_register, shown_register
from plugins.publishing.addresses import Promise, file_of, promises
from plugins.publishing.next_change import FILE
from plugins.publishing.rules import LOST

# Beyond both, nobody meant it: a clock, a folder or a content that is not the right one. Below, each address is told.
# Three: a workshop, its calendar and its programme may go together in a site of five pages.
FEW = 3
LARGE_SHARE = 0.2
_LISTED = 20  # told one by one; a longer list is not read
_WHAT: dict[Promise, tuple[str, str]] = {
    "feed": ("flux", "des lecteurs y sont abonnés et un flux ne se redirige pas : remettez ce qui le faisait"),
    "calendar": ("agenda", "des personnes y sont abonnées et il ne se redirige pas : remettez l’atelier"),
    "document": ("document", "des pages et des courriels y mènent : remettez-le"),
    "card": ("carte", "d’autres sites la montrent : remettez l’article parmi ceux qui paraissent"),
}


def losses(site: Content, names: Collection[str], published: Collection[str], *, accept: bool) -> Iterator[Problem]:
    """A problem for each promised address that the files of a site no longer have, or one for a large share of them.

    Promises are those of the register (it is in git, so that they hold in CI) and of the files of the published site
    whose place this one takes, if it takes one. `accept` lets them go, with a word.
    """
    text, faults = read_register(site, REGISTER)
    shown = shown_register(site, REGISTER)
    known, strange = read_addresses(text or "", shown)
    yield from (*faults, *strange)
    present = set(names)
    if present.issuperset(published) and all(file_of(each) in present for each in known.lines.keys() - known.struck):
        return
    before = promises(map(file_of, known.lines)) | promises(published)
    # A card goes and comes back with its article: it is counted, and told, when it goes alone.
    kept = {
        address: what
        for address, what in before.items()
        if address not in known.struck and not _goes_with(address, what, before, present)
    }
    lost = {address: what for address, what in kept.items() if file_of(address) not in present}
    if not lost:
        return
    shown_few = ", ".join(sorted(lost)[:3])
    share = f"{len(lost)} des {len(kept)} adresses publiées"
    if accept:
        yield LOST.at(site.shown, 1, 1, f"{share} disparaissent, comme demandé ({shown_few})", "warning")
    elif len(lost) > FEW and len(lost) >= LARGE_SHARE * len(kept):
        yield LOST.at(
            site.shown,
            1,
            1,
            f"{share} disparaîtraient ({shown_few}…) : vérifiez l’instant de la construction "
            f"({datetime_fr(site.now)}), --content, et que ses dossiers sont là ; si c’est voulu, "
            "relancez la commande avec --accepter-la-perte",
        )
    else:
        yield from _each(site, lost, known)


def names_of(output: Path, known: Collection[str]) -> Collection[str]:
    """The files of a site made to be published, those that are known or else those that are there.

    None for a site that editors look at, whose drafts are no promise.
    """
    if not (output / FILE).is_file():
        return ()
    return known or [path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()]


def _each(site: Content, lost: dict[str, Promise], known: Known) -> Iterator[Problem]:
    told = sorted(lost)
    for address in told[:_LISTED]:
        document = site.by_address.get(address[1:])
        forget = f"si ce retrait est voulu : ./inv addresses.forget {address}"
        if document is not None and site.state(document) not in ("published", "hidden"):
            message = f"« {address} » est en ligne, et ce texte n’est plus publié : republiez-le ; {forget}"
            loc = "date" if site.state(document) == "scheduled" else "status"
            yield document.problem((loc,), message, LOST)
        elif lost[address] == "page":
            heir = _heir(site, address, known)
            redirection = f"ajoutez « redirect_from: [{address}] » à {heir.shown if heir else 'ce qui la remplace'}"
            yield _at(site, address, known, f"{address} n’existe plus : {redirection} ; {forget}", heir)
        else:
            name, act = _WHAT[lost[address]]
            yield _at(site, address, known, f"{address} ({name}) n’existe plus, {act} ; {forget}")
    if len(told) > _LISTED:
        yield LOST.at(site.shown, 1, 1, f"et {len(told) - _LISTED} autres adresses publiées n’existent plus")


def _goes_with(address: str, what: Promise, before: dict[str, Promise], present: set[str]) -> bool:
    article = f"/articles/{address.removeprefix('/oembed/').removesuffix('/').removesuffix('.json')}/"
    return what == "card" and article in before and file_of(article) not in present


def _at(site: Content, address: str, known: Known, message: str, heir: Document[Record] | None = None) -> Problem:
    """At the line of the register; an address that only the replaced site has is told at its heir."""
    if address in known.lines:
        return LOST.at(shown_register(site, REGISTER), known.lines[address], 1, message)
    return heir.problem((), message, LOST) if heir else LOST.at(site.shown, 1, 1, message)


def _heir(site: Content, address: str, known: Known) -> Document[Record] | None:
    """The text that most probably is what an address led to: a new one of the same folder, by its words or its name."""
    folder, _, slug = address.strip("/").rpartition("/")
    new = {
        document.id: document
        for document in site.documents()
        if site_path(document).strip("/").rpartition("/")[0] == folder
        and site.state(document) in ("published", "hidden")
        and f"/{site_path(document)}" not in known.lines
    }
    if address in known.texts:
        words = memory_of(site).words
        for document in new.values():
            if words(document) == known.texts[address].words:
                return document
    close = difflib.get_close_matches(slug, new, n=1, cutoff=0.5)
    if close:
        return new[close[0]]
    return next(iter(new.values())) if len(new) == 1 and known.lines else None  # the one text that is new
