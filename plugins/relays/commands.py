"""What the tasks of outgoing relays do; their options and their French descriptions are in `relays.tasks`.

Each prints its result, and raises invoke's Exit with the code that its task promises.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from invoke import Exit

from plugins.common.places import CACHE
from plugins.common.problems import reason
from plugins.common.soak import soak as run_longer
from plugins.common.untyped import Json, JsonObject
from plugins.model.content import Content, Document
from plugins.model.fields import Record
from plugins.model.load_content import load_valid_content
from plugins.relays import feeds
from plugins.relays.apply import Applied, apply_plan, grant, locked
from plugins.relays.blogs import Blogs
from plugins.relays.case import Wish, held
from plugins.relays.clicks import count_clicks
from plugins.relays.context import Outcome, Run, left_to_editors
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.doctor import examine
from plugins.relays.events import Told
from plugins.relays.ledger import Ledger
from plugins.relays.ledger_git import LedgerGit
from plugins.relays.mail import mails
from plugins.relays.merge import Merge, merge
from plugins.relays.plan import to_markdown
from plugins.relays.planner import make_plan
from plugins.relays.report import report as month_report
from plugins.site.feature import content_kinds, listed_features
from plugins.site.typesetting import typeset
from plugins.targets.errors import RelayError
from plugins.targets.target import kinds
from plugins.typography.options import Options as Typography
from plugins.typography.options import site_options

FORMATS = ("text", "json", "markdown")


@contextmanager
def _french_errors() -> Iterator[None]:
    """A fault is a message, and an exit code other than those of a plan."""
    try:
        yield
    except (RelayError, ValueError) as error:
        raise Exit(str(error), code=1) from None


def _files_checks() -> list[str]:
    """What prepares the files that texts show: a picture reaches a blog as it reaches our readers."""
    return [check for feature in listed_features() if feature.name == "media" for check in feature.checks]


def _site(content: str, now: str) -> tuple[Content, Typography]:
    """The content of relays, typeset as its pages are, and the typography of what is cut from its texts."""
    typography = site_options()
    return typeset(
        load_valid_content(content, now, content_kinds(listed_features()), _files_checks()), typography
    ), typography


def _feed_relays(site: Content, typography: Typography) -> tuple[list[DesiredPost], Ledger, Iterable[str], str]:
    """What `feeds.freeze` takes: the relays by feed that are due, their ledger, the articles there are, the instant."""
    return (
        feeds.feed_relays(site, typography),
        Ledger.of(site, feeds.FOLDER),
        site.articles,
        site.now.isoformat(timespec="seconds"),
    )


def _read_plan(path: Path) -> JsonObject:
    """A plan that `relay.plan --json` wrote. Raises RelayError for anything else."""
    try:
        data: JsonObject = json.loads(path.read_text(encoding="utf-8"))
        lines, entering = data["lines"], data["feeds"]
        texts = [line[name] for line in lines for name in ("article", "client", "action", "base")]
        texts += [line[name] for line in entering for name in ("article", "client", "id", "url")]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
    except OSError as error:
        raise RelayError(f"{path} : {reason(error)} ; écrivez-le par ./inv relay.plan --json") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RelayError(f"{path} n’est pas un plan : refaites-le par ./inv relay.plan --json") from None
    return data


def _freeze(run: Run, read: Mapping[str, Json] | None) -> tuple[list[Path], list[str]]:
    """Freeze the items that enter feeds, of a plan that was read those that are as it says.

    Returns the files written, and the names of the items that moved.
    """
    wanted, ledger, known, at = _feed_relays(run.site, run.typography)
    now = {
        (each["article"], each["client"]): each
        for each in map(feeds.freeze_line, feeds.unfrozen(wanted, ledger, known, at))
    }
    before = now if read is None else {(line["article"], line["client"]): line for line in read["feeds"]}
    moved = sorted("@".join(name) for name in {*before, *now} if before.get(name) != now.get(name))
    # Read again: what was looked at above is only what would be frozen.
    wanted, ledger, known, at = _feed_relays(run.site, run.typography)
    kept = [relay for relay in wanted if f"{relay.article}@{relay.client}" not in moved]
    paths = feeds.freeze(kept, ledger, known, at)
    if paths:
        run.push_ledger(paths, f"Relay feeds: {', '.join(path.stem for path in paths)}")
    return paths, moved


def _online() -> Callable[[DesiredPost], None]:
    """The look at our own site, which is ours to read whatever its robots.txt says."""
    from plugins.common.fetch import fetch, policy_from_environment  # here: a plan does without
    from plugins.relays.online import Online

    return Online(partial(fetch, policy=policy_from_environment(os.environ), ignore_robots=True))


@contextmanager
def _run(content: str, now: str, push: bool = False) -> Iterator[Run]:
    site, typography = _site(content, now)
    blogs = Blogs(site, kinds(), os.environ)
    try:
        push_ledger = LedgerGit(site.root.resolve()) if push else left_to_editors
        digest = hashlib.sha256(str(site.root.resolve()).encode()).hexdigest()[:16]
        lock = CACHE / f"relais-{digest}.lock"  # one for each content folder: two never wait for each other
        yield Run(site, blogs, lock=lock, typography=typography, online=_online(), push_ledger=push_ledger)
    finally:
        blogs.close()


def plan(format: str = "text", content: str = "", now: str = "") -> None:
    """`relay.plan`: print the plan, as text, as JSON or as Markdown."""
    with _french_errors():
        if format not in FORMATS:
            raise RelayError(f"--format « {format} » : au choix {', '.join(FORMATS)}")
        site, typography = _site(content, now)
        blogs = Blogs(site, kinds(), os.environ)
        try:
            made = make_plan(site, Ledger.of(site), blogs, typography)
        finally:
            blogs.close()
        entering = feeds.unfrozen(*_feed_relays(site, typography))
        told = _to_tell(site)
    frozen = [feeds.freeze_line(entry) for entry in entering]
    if format != "text":
        print(made.to_json(frozen) if format == "json" else to_markdown(made, frozen), end="")
    else:
        print(made.to_text())
        for entry in entering:
            print(f"{entry.id} : flux, identifiant et lien à figer")
        print(told, end="")
    if made.exit_code or entering:
        raise Exit(code=made.exit_code or 2)


def apply(plan: str = "", retire: bool = False, push: bool = False, content: str = "", now: str = "") -> None:
    """`relay.apply`: carry out the plan of now, or those lines of the plan in the file `plan` that are as it says."""
    with _french_errors():
        read = _read_plan(Path(plan)) if plan else None
        with _run(content, now, push) as run:
            applied = apply_plan(run, read, retire=retire)
            frozen, moved = _freeze(run, read)
            told = _to_tell(run.site)
    _tell(applied)
    print(told, end="")
    for path in frozen:
        print(f"{path.stem} : flux, identifiant et lien figés")
    for name in moved:
        print(f"{name} : flux, cette ligne a changé depuis ce plan : refaites relay.plan")
    code = 3 if moved else applied.exit_code
    if not applied.outcomes and not frozen and not code:
        print("Rien à faire.")
    if code:
        raise Exit(code=code)


def _to_tell(site: Content) -> str:
    """The line that says how many drafts clients are to be told of, empty when there are none."""
    count = sum(len(each.entries) for each in mails(site, Ledger.of(site)))
    what = f"{count} brouillons attendent" if count > 1 else "1 brouillon attend"
    return f"{what} chez un client, à annoncer ou à rappeler : relay.mail\n" if count else ""


def _tell(applied: Applied) -> None:
    for outcome in applied.outcomes:
        print(outcome.to_text())
    for line in applied.plan.lines:
        if line.action in ("conflict", "blocked", "ask"):
            print(line.to_text())
    if applied.fault:
        print(f"le registre est écrit ici, et n’a pas pu être poussé : {applied.fault}")


def _grant(article: str, client: str, wish: Wish, push: bool, content: str, now: str, address: str = "") -> Outcome:
    """Do a wish, and print what became of it."""
    with _french_errors(), _run(content, now, push) as run:
        outcome = grant(run, _id_of(run.site.articles, article), _id_of(run.site.clients, client), wish, address)
    print(outcome.to_text())
    return outcome


def adopt(
    article: str, client: str, post: str = "", write: bool = False, push: bool = False, content: str = "", now: str = ""
) -> None:
    """`relay.adopt`: keep the client's text, or tie a relay to the post at the address or of the number `post`.

    How the correction goes into the article is shown first, and written there with `write`.
    """
    with _french_errors():
        with _run(content, now) as run:
            found = None if post else carry(run, _id_of(run.site.articles, article), _id_of(run.site.clients, client))
        if found is not None and found.changes:
            print(found.to_text())
            if write:
                found.write()
                print(f"écrit dans {found.document.shown} : relisez, puis versez-le avec le registre")
            elif found.edits:
                print("pour l’écrire dans l’article : relay.adopt avec --write")
    _grant(article, client, "adopt", push, content, now, post)


def _id_of(documents: Mapping[str, Document[Record]], name: str) -> str:
    """The id of what a person names by its id, its file or the path of it; the name itself when it is none of those."""
    stem = Path(name).stem
    return next((id for id, each in documents.items() if stem in (id, each.path.stem)), name)


def carry(run: Run, article: str, client: str) -> Merge | None:
    """How the client's correction of a relay goes into the article's source; None when there is none to carry."""
    ledger = Ledger.of(run.site)
    plan = make_plan(run.site, ledger, run.blogs, run.typography, wish="adopt", only=(article, client))
    decision, case = (plan.lines[0].decision, plan.lines[0].case) if plan.lines else (None, None)
    document = run.site.articles.get(article)
    if document is None or case is None or decision is None or decision.remote is None:
        return None
    base = case.entry.sent if case.entry.adopted else case.entry.base
    return None if base is None else merge(document, base, held(decision.remote))


def wish(name: Wish, article: str, client: str, push: bool = False, content: str = "", now: str = "") -> None:
    """`relay.resolve`, `.withdraw`, `.restore`, `.untrack`: what their names say, of one relay."""
    _grant(article, client, name, push, content, now)


def mail(client: str = "", sent: bool = False, push: bool = False, content: str = "", now: str = "") -> None:
    """`relay.mail`: print the e-mails that clients are to get; with `sent`, the ledger takes that they were."""
    with _french_errors(), _run(content, now, push) as run:
        _check_client(run.site, client)
        with locked(run.lock):
            ledger = Ledger.of(run.site)
            found = list(mails(run.site, ledger, client))
            entries = [entry for each in found for entry in each.entries] if sent else []
            for entry in entries:
                entry.add(Told(at=run.site.now.isoformat(timespec="seconds")))
            paths = [ledger.write(entry) for entry in entries]
            if paths:
                run.push_ledger(paths, f"Relay mail: {', '.join(each.client for each in found)}")
    print("\n".join(f"--- {each.client} ---\n{each.to_text()}" for each in found) or "Aucun brouillon à annoncer.")
    if found and not sent:
        print("Une fois envoyés : relay.mail --sent, pour ne les rappeler que plus tard.")


def _check_client(site: Content, client: str) -> None:
    """Raises RelayError for a client that no file says."""
    if client and client not in site.clients:
        raise RelayError(f"client « {client} » inconnu : au choix {', '.join(sorted(site.clients))}")


def doctor(content: str = "") -> None:
    """`relay.doctor`: print what each blog says of our access to it."""
    with _french_errors():
        findings = list(examine(load_valid_content(content, "", content_kinds(listed_features())), kinds(), os.environ))
    for finding in findings:
        print(finding)
    if not findings:
        print("Aucun client n’a de relais où écrire.")
    if not all(finding.good for finding in findings):
        raise Exit(code=1)


def report(month: str = "", client: str = "", content: str = "", clicks: Sequence[str] = ()) -> None:
    """`relay.report`: print the report of a month (YYYY-MM, the current one when empty).

    `clicks` are files where the readers that clients sent are counted.
    """
    with _french_errors():
        site = load_valid_content(content, "", content_kinds(listed_features()))
        _check_client(site, client)
        month = month or f"{date.today():%Y-%m}"
        counted = count_clicks(site, clicks, month) if clicks else None
        print(month_report(site, Ledger.of(site), month, client, counted), end="")
    for note in counted.notes if counted else ():
        print(f"note : {note}", file=sys.stderr)


def soak(runs: int = 200) -> None:
    """`soak.relay`: kill relays `runs` times, and send a hundred to five blogs."""
    run_longer(
        "tests/relays/test_killed.py", "tests/relays/test_hundred.py", TRIBUNE_SOAK_RUNS=runs, TRIBUNE_SOAK_RELAYS=100
    )
