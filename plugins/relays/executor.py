"""One relay carried out, in an order in which a death at any point loses nothing and doubles nothing.

    intent on the disk → known to the other runners → look-up by key → one write → answer compared → look again (the
    lowest id stays) → ledger → public page

A write is never sent again blindly. When its answer is lost the blog is asked what it holds; when that says nothing
the intent stays in the ledger, and the next plan starts from it. The ledger is written here alone: what a person
wishes, what the blog did and what we did are events of one log.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from plugins.relays.case import held
from plugins.relays.context import Outcome, Run
from plugins.relays.decision import Decision
from plugins.relays.events import (
    By,
    Changed,
    Declined,
    Dropped,
    Event,
    Lifted,
    Recomposed,
    Text,
    Untracked,
    Withdrawn,
    Written,
)
from plugins.relays.labels import STATUS_LABELS
from plugins.relays.ledger import Ledger
from plugins.relays.plan import Line
from plugins.relays.records import TEXT, answered, changed, intended, left_at, settled, summary, taken
from plugins.targets.errors import Busy, RelayError, Uncertain
from plugins.targets.target import Account, AlreadyThere, BlogPost, Moved, Post, Target
from plugins.targets.texts import same_form, same_text

WRITE_TRIES = 3  # after an explicit « later » (429, 503) and a look-up only
INTENDED = frozenset(("create", "update", "withdraw"))  # what is written on a blog that knows no undoing


class RelayExecutor:
    """One line, from its intent to the event that closes it."""

    def __init__(self, run: Run, ledger: Ledger, line: Line) -> None:
        assert line.case is not None and line.decision is not None
        self.run, self.ledger, self.line, self.case = run, ledger, line, line.case
        self.decision: Decision = line.decision
        self.entry = line.case.entry
        self.notes: list[str] = []
        self.illustrated = False  # this run has put the picture on the blog

    @property
    def target(self) -> Target:
        return self.run.blogs.of(self.line.client)[0]

    @property
    def account(self) -> Account:
        return self.run.blogs.of(self.line.client)[1]

    @property
    def post(self) -> Post:
        assert self.case.post is not None
        return self.case.post

    @property
    def text(self) -> Text:
        assert self.case.text is not None
        return self.case.text

    @property
    def remote(self) -> BlogPost:
        assert self.decision.remote is not None
        return self.decision.remote

    @property
    def now(self) -> str:
        return self.run.site.now.isoformat(timespec="seconds")

    @property
    def path(self) -> Path:
        return self.ledger.path(self.entry)

    def intend(self) -> bool:
        """Put on the disk what is about to be written on the blog; False when nothing is.

        Raises RelayError, with nothing written anywhere, when an excerpt would lead to an article that is not on line.
        """
        if self.line.action not in INTENDED:
            return False
        if self.case.wanted is not None and self.line.action != "withdraw":
            self.run.online(self.case.wanted)
        self.save("intent", intended(self.case, self.decision, self.now))
        return True

    def do(self) -> Outcome:
        """Carry the line out, its intent known. Raises RelayError for what remains to be done."""
        done = {
            "create": self.create,
            "update": self.restore if "restore" in self.decision.fields else self.update,
            "withdraw": self.withdraw,
            "drift": self.drift,
            "duplicate": self.duplicate,
            "conflict": self.conflict,
            "nothing": self.recompose,
            "adopt": self.settle,
            "resolve": self.settle,
            "lift": self.lift,
            "untrack": self.untrack,
        }[self.line.action]
        return Outcome(self.line, True, done(), self.notes, silent=self.line.action in ("conflict", "nothing"))

    def drop(self, reason: str) -> Outcome:
        """Close an intent of which nothing was sent."""
        if self.entry.intent is not None:
            self.save("drop", Dropped(at=self.now, detail=reason))
        return Outcome(self.line, False, reason)

    # --- what is written on the blog --------------------------------------------------------------------

    def create(self) -> str:
        found = self.live()
        self.run.step("looked")
        if not found:
            found = [self.sent(lambda: self.target.create(self.post, self.uploaded()), self.live)]
            self.run.step("written")
        return self.dedupe(found[0])

    def dedupe(self, remote: BlogPost) -> str:
        """After a creation: the lowest id stays, here as in any other run that looks."""
        time.sleep(self.run.recheck_delay)
        found = self.live()
        for extra in found[1:]:
            if same_text(held(extra), held(remote)):
                self.target.delete_own_copy(extra.id)
                self.notes.append(f"copie {extra.id} mise {self.target.trash_label}, le billet {found[0].id} reste")
        self.run.step("looked-again")
        if found and found[0].id != remote.id:
            # What the blog said of our text says nothing of another one: that must be what we sent, word for word.
            same = same_text(held(found[0]), held(remote))
            remote = found[0].with_notes(*remote.notes) if same else found[0]
        return self.recorded(remote, "create")

    def update(self) -> str:
        before = self.remote
        now = self.unmoved(before)
        fields, image = self.illustrating(self.decision.fields)
        if not fields:
            self.save("picture", Dropped(at=self.now, detail="illustration refusée"))
            return "l’illustration n’a pas été prise, rien d’autre n’était à écrire"
        remote = self.sent(
            lambda: self.target.update(before.id, self.post, fields, now.version, image), self.updated(before.id)
        )
        self.run.step("written")
        return self.recorded(remote, "update")

    def restore(self) -> str:
        """The post comes back with the status that it had, and in the same write with the text of today's article."""
        before, fields = self.remote, self.decision.fields - {"restore"}
        was = self.entry.was or self.entry.asked or self.post.status
        status: Literal["draft", "published"] = (
            "published" if was == "published" and self.account.can_publish else "draft"
        )
        written = bool(fields & TEXT)
        now = self.unmoved(before)

        def back() -> list[BlogPost]:
            found = self.target.get(before.id)
            return [found] if found and found.live and (not written or self.case.is_today_s(found)) else []

        fields, image = self.illustrating(fields)
        if fields:
            post, sent = replace(self.post, status=status), fields | {"status"}
            remote = self.sent(lambda: self.target.update(before.id, post, sent, now.version, image), back)
        else:
            remote = self.sent(lambda: self.target.restore(before.id, status), back)
        self.run.step("written")
        if written:
            return self.recorded(remote, "restore")
        self.notes += remote.notes
        event = taken(self.case, remote, self.now, "revenu", illustrated=self.illustrated)
        if isinstance(event, Changed):
            self.notes.append("le client avait modifié ce billet : relay.adopt règle le conflit")
        self.save("restore", event)
        return self.shown(remote)

    def withdraw(self) -> str:
        """To the trash, and the public page looked at: a post that is gone for us may still be there for readers."""
        id = self.remote.id

        def trashed() -> list[BlogPost]:
            found = self.target.get(id)
            return [found] if found is not None and not found.live else []

        self.unmoved(self.remote)
        remote = self.sent(lambda: self.target.withdraw(id), trashed)
        self.run.step("written")
        return self.gone(self.decision.by, remote)

    def duplicate(self) -> str:
        for extra in self.decision.extras:
            self.unmoved(extra)
            self.target.delete_own_copy(extra.id)
            self.run.step("written")
        self.save("duplicate", taken(self.case, self.remote, self.now, self.line.reason))
        return f"le billet {self.remote.id} reste, l’autre est {self.target.trash_label}"

    # --- what the ledger alone learns -------------------------------------------------------------------

    def drift(self) -> str:
        """The ledger catches up with the blog, on which nothing is written."""
        if self.decision.outcome == "withdrawn":
            return self.gone(self.decision.by, self.decision.remote)
        self.save("record", taken(self.case, self.remote, self.now, self.line.reason))
        return self.shown(self.remote)

    def conflict(self) -> str:
        event = changed(self.case, self.remote, self.now, self.line.reason)
        if event is not None:
            self.save("conflict", event)
        return self.line.reason

    def recompose(self) -> str:
        self.save("recompose", Recomposed(at=self.now, sent=self.text))
        return self.line.reason

    def settle(self) -> str:
        event = settled(self.case, self.remote, self.now, ours=self.line.action == "resolve")
        self.save(self.line.action, event)
        return summary(event)

    def lift(self) -> str:
        self.save("lift", Lifted(at=self.now))
        return self.line.reason

    def untrack(self) -> str:
        self.save("untrack", Untracked(at=self.now))
        return left_at(self.entry)

    # --- one event --------------------------------------------------------------------------------------

    def save(self, what: str, event: Event) -> None:
        """Add an event to the log, on the disk before anything else happens; `what` names the step."""
        wanted = self.case.wanted
        if wanted is not None:
            self.entry.article, self.entry.source = wanted.article, wanted.source
        if what != "untrack":
            self.entry.blog = self.run.blogs.place(self.line.client)
        self.entry.add(event)
        self.ledger.write(self.entry)
        self.run.step(f"ledger-{what}")

    def recorded(self, remote: BlogPost, what: Written) -> str:
        """The ledger takes what the blog holds; then the public page is read."""
        self.notes += remote.notes
        if not remote.live:
            return self.gone("client", remote)
        self.save(what, answered(self.case, self.decision, remote, what, self.now, illustrated=self.illustrated))
        return self.shown(remote)

    def gone(self, by: By, remote: BlogPost | None) -> str:
        url = self.entry.remote.get("url")
        if url:
            seen = BlogPost(id="", url=url, status="trash", title="", content="", version="")
            if self.target.public_state(seen, self.entry.key) == "there":
                self.notes.append(f"la page publique montre encore l’extrait (cache ?) : {url}")
        was = self.decision.remote.status if self.decision.remote and self.decision.remote.live else ""
        self.save("withdraw", Withdrawn(at=self.now, by=by, id=remote.id if remote else "", was=was))
        return "retiré par le client" if by == "client" else f"{self.target.trash_label} du blog, réversible"

    def shown(self, remote: BlogPost) -> str:
        if remote.protected:
            self.notes.append("les visiteurs doivent donner un mot de passe : c’est le client qui l’a mis")
            return remote.url
        if remote.status != "published":
            return f"{STATUS_LABELS[remote.status]}, à relire : {remote.edit_url or remote.url}"
        state = self.target.public_state(remote, self.entry.key)
        self.run.step("seen")
        if state != "there":
            self.notes.append(f"la page publique ne montre pas encore l’extrait : {remote.url}")
        return remote.url

    # --- one write --------------------------------------------------------------------------------------

    def live(self) -> list[BlogPost]:
        """Our posts of this relay on the blog, lowest id first; none of those in the trash."""
        return [remote for remote in self.target.find(self.entry.key) if remote.live and not remote.copied]

    def unmoved(self, before: BlogPost) -> BlogPost:
        """The post as it is just before a write. Raises Moved when it is not what the plan saw."""
        now = self.target.get(before.id)
        self.run.step("looked")
        if now is None or (now.digest, now.status) != (before.digest, before.status):
            raise Moved("le billet vient de changer chez le client : rien n’a été écrit, refaites relay.plan")
        return now

    def updated(self, id: str) -> Callable[[], list[BlogPost]]:
        def look() -> list[BlogPost]:
            found = self.target.get(id)
            return [found] if found and same_form(held(found), self.text) else []

        return look

    def illustrating(self, fields: frozenset[str]) -> tuple[frozenset[str], str | None]:
        """The fields that can be written, and the picture's id when it is one of them: a refused one is not."""
        image = self.uploaded() if "picture" in fields else None
        return (fields if image else fields - {"picture"}), image

    def uploaded(self) -> str | None:
        """The picture's id on the blog; without the right to send it, or when it is refused, the excerpt goes alone."""
        if self.post.picture is None or not self.account.can_upload:
            return None
        name = self.post.picture.origin
        try:
            image = self.target.upload_image(self.post.picture)
        except Busy:
            raise
        except RelayError as error:
            # No answer may be the line, or a blog that this picture brings down: tried again once, by the next run.
            if isinstance(error, Uncertain) and self.entry.doubted != name:
                self.save("doubt", Declined(at=self.now, picture=name, answered=False))
                raise
            self.notes.append(f"illustration non envoyée, elle le sera quand elle changera : {error}")
            self.save("refusal", Declined(at=self.now, picture=name))
            return None
        self.illustrated = True
        return image

    def sent(self, write: Callable[[], BlogPost], look: Callable[[], list[BlogPost]]) -> BlogPost:
        """Send one write. After anything but a clear answer, the blog says whether it was done."""
        for _ in range(WRITE_TRIES):
            try:
                return write()
            except AlreadyThere as error:
                found = self.target.get(error.id)
                if found is None:
                    raise
                return found
            except Busy as error:
                if not self.target.wait(error):
                    raise
                seen = look()
            except Uncertain:
                time.sleep(self.run.recheck_delay)
                seen = look()
                if not seen:
                    raise
                self.notes.append("réponse perdue, billet retrouvé par sa marque")
            if seen:
                return seen[0]
        raise Busy("le serveur demande encore d’attendre", None)
