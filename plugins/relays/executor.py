"""One relay carried out, in an order in which a death at any point loses nothing and doubles nothing.

    intent on the disk → look-up by key → one write → answer compared → look again (the lowest id stays) → ledger →
    public page

A write is never sent again blindly. When its answer is lost the blog is asked what it holds; when that says nothing
the intent stays in the ledger, and the next plan starts from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from plugins.relays.context import Outcome, Run
from plugins.relays.decision import Decision
from plugins.relays.labels import STATUS_LABELS
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.ledger_writer import LedgerWriter
from plugins.relays.plan import Line
from plugins.targets.errors import Busy, RelayError, Uncertain
from plugins.targets.target import ALTERED, Account, AlreadyThere, BlogPost, Moved, Post, Target, same_text

TEXT = frozenset(("title", "content"))
WRITE_TRIES = 3  # after an explicit « later » (429, 503) and a look-up only


class RelayExecutor:
    """One line, from its intent to its line of history."""

    def __init__(self, run: Run, ledger: Ledger, line: Line) -> None:
        assert line.relay_state is not None and line.decision is not None
        self.run, self.line, self.relay_state = run, line, line.relay_state
        self.decision: Decision = line.decision
        self.entry: Entry = line.relay_state.entry
        self.ledger = LedgerWriter(run, ledger, line.relay_state, line.client)
        self.target: Target
        self.account: Account
        self.target, self.account = run.blogs.of(line.client)
        self.notes: list[str] = []
        self.illustrated = False  # this run has put the picture on the blog

    @property
    def post(self) -> Post:
        assert self.relay_state.post is not None
        return self.relay_state.post

    @property
    def text(self) -> tuple[str, str]:
        assert self.relay_state.text is not None
        return self.relay_state.text

    def do(self) -> Outcome:
        message = {
            "create": self.create,
            "update": self.update,
            "withdraw": self.withdraw,
            "drift": self.drift,
            "duplicate": self.duplicate,
        }[self.line.action]()
        return Outcome(self.line, True, message, self.notes)

    # --- the five actions -------------------------------------------------------------------------------

    def create(self) -> str:
        title, content = self.text
        picture = self.post.picture.origin if self.post.picture else ""
        if self.relay_state.elsewhere:  # what the ledger knows is of the other blog, where its post stays
            self.entry.remote, self.entry.base, self.entry.picture, self.entry.refused = {}, {}, "", ""
        self.ledger.intend("create", title=title, content=content, status=self.post.status, picture=picture)
        found = self.live()
        self.run.step("looked")
        if not found:
            found = [self.sent(lambda: self.target.create(self.post, self.uploaded()), self.live)]
            self.run.step("written")
        return self.dedupe(found[0], "create")

    def dedupe(self, remote: BlogPost, what: str) -> str:
        """After a creation: the lowest id stays, here as in any other run that looks."""
        time.sleep(self.run.recheck_delay)
        found = self.live()
        for extra in found[1:]:
            if same_text((extra.title, extra.content), (remote.title, remote.content)):
                self.target.delete_own_copy(extra.id)
                self.notes.append(f"copie {extra.id} mise {self.target.trash_label}, le billet {found[0].id} reste")
        self.run.step("looked-again")
        if found and found[0].id != remote.id:
            # What the blog said of our text says nothing of another one: that must be what we sent, word for word.
            same = same_text((found[0].title, found[0].content), (remote.title, remote.content))
            remote = found[0].with_notes(*remote.notes) if same else found[0]
        return self.recorded(remote, what)

    def recorded(self, remote: BlogPost, what: str) -> str:
        """The ledger takes what the blog holds; then the public page is read."""
        self.notes += remote.notes
        if not remote.live:
            return self.gone("client", remote)
        fields = self.decision.fields
        untouched = bool(fields) and not fields & TEXT and self.relay_state.is_unmoved(remote)
        if not (self.relay_state.is_today_s(remote) or untouched or ALTERED in remote.notes):
            raise Moved("le blog tient un autre texte que celui envoyé : refaites relay.plan")
        self.entry.record(remote, self.text)
        if what != "restore":
            self.entry.base["asked"] = self.post.status
        self.ledger.take_picture(remote, ours=self.illustrated or what == "create")
        self.entry.state, self.entry.adopted, self.entry.by = "published", False, ""
        self.ledger.conclude(what, " ; ".join(remote.notes))
        return self.seen(remote)

    def seen(self, remote: BlogPost) -> str:
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

    def update(self) -> str:
        assert self.decision.remote is not None
        before, fields = self.decision.remote, self.decision.fields
        if "restore" in fields:
            return self.restore(before)
        title, content = self.text
        picture = self.post.picture.origin if self.post.picture and "picture" in fields else ""
        self.ledger.intend("update", title=title, content=content, status=self.post.status, picture=picture)
        now = self.unmoved(before)
        fields, image = self.illustrating(fields)
        if not fields:
            self.ledger.conclude("picture", "illustration refusée")
            return "l’illustration n’a pas été prise, rien d’autre n’était à écrire"
        remote = self.sent(
            lambda: self.target.update(before.id, self.post, fields, now.version, image), self.updated(before.id)
        )
        self.run.step("written")
        return self.recorded(remote, "update")

    def restore(self, before: BlogPost) -> str:
        """The post comes back with the status that it had, and in the same write with the text of today's article."""
        fields = self.decision.fields - {"restore"}
        was = self.entry.remote.get("was") or self.entry.base.get("asked") or self.post.status
        public = was == "published" and self.account.can_publish
        status: Literal["draft", "published"] = "published" if public else "draft"
        written = bool(fields & TEXT)
        self.ledger.intend("restore", **({"title": self.text[0], "content": self.text[1]} if written else {}))
        now = self.unmoved(before)

        def back() -> list[BlogPost]:
            found = self.target.get(before.id)
            return [found] if found and found.live and (not written or self.relay_state.is_today_s(found)) else []

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
        self.entry.by = ""
        self.ledger.take_picture(remote, ours=self.illustrated)
        if not self.ledger.take(remote):
            self.notes.append("le client avait modifié ce billet : relay.adopt règle le conflit")
            self.ledger.note("conflict", "revenu avec le texte du client")
        self.ledger.conclude("restore")
        return self.seen(remote)

    def unmoved(self, before: BlogPost) -> BlogPost:
        """The post as it is just before a write. Raises Moved when it is not what the plan saw."""
        now = self.target.get(before.id)
        self.run.step("looked")
        if now is None or (now.digest, now.status) != (before.digest, before.status):
            raise Moved("le billet vient de changer chez le client : rien n’a été écrit, refaites relay.plan")
        return now

    def withdraw(self) -> str:
        assert self.decision.remote is not None
        return self.taken_off(self.decision.remote.id, "contenu")

    def taken_off(self, id: str, by: str) -> str:
        """To the trash, and the public page looked at: a post that is gone for us may still be there for readers."""
        assert self.decision.remote is not None
        self.entry.remote["status"] = self.decision.remote.status
        self.ledger.intend("withdraw", by=by)

        def trashed() -> list[BlogPost]:
            found = self.target.get(id)
            return [found] if found is not None and not found.live else []

        remote = self.sent(lambda: self.target.withdraw(id), trashed)
        self.run.step("written")
        return self.gone(by, remote)

    def gone(self, by: str, remote: BlogPost | None) -> str:
        if self.entry.remote.get("url"):
            seen = BlogPost(id="", url=self.entry.remote["url"], status="trash", title="", content="", version="")
            if self.target.public_state(seen, self.entry.key) == "there":
                self.notes.append(f"la page publique montre encore l’extrait (cache ?) : {seen.url}")
        if remote is not None:
            self.entry.record_absence(remote.id)
        self.entry.state, self.entry.by = "withdrawn", by
        self.ledger.conclude(
            "withdraw", {"client": "par le client", "nous": "par nous"}.get(by, "l’article ne le demande plus")
        )
        return "retiré par le client" if by == "client" else f"{self.target.trash_label} du blog, réversible"

    def drift(self) -> str:
        """The ledger catches up with the blog, on which nothing is written."""
        remote, outcome = self.decision.remote, self.decision.outcome
        if outcome == "withdrawn-client":
            return self.gone("client", remote)
        if outcome == "withdrawn-us":
            return self.gone((self.entry.intent or {}).get("by", "contenu"), remote)
        assert remote is not None
        intent = self.entry.intent or {}
        self.ledger.take(remote)
        self.entry.base.setdefault("asked", intent.get("status", self.post.status))
        if intent.get("status") == remote.status:
            self.entry.base["asked"] = remote.status
        if intent.get("picture") and remote.picture not in ("", self.entry.remote.get("picture")):
            self.entry.picture = intent["picture"]
        if self.relay_state.wanted is not None:
            self.entry.article, self.entry.source = self.relay_state.wanted.article, self.relay_state.wanted.source
        self.entry.by = ""
        self.ledger.conclude("record", self.line.reason)
        return self.seen(remote)

    def duplicate(self) -> str:
        assert self.decision.remote is not None
        for extra in self.decision.extras:
            self.target.delete_own_copy(extra.id)
            self.run.step("written")
        self.ledger.take(self.decision.remote)
        self.ledger.conclude("duplicate", self.line.reason)
        return f"le billet {self.decision.remote.id} reste, l’autre est {self.target.trash_label}"

    # --- one write --------------------------------------------------------------------------------------

    def live(self) -> list[BlogPost]:
        """Our posts of this relay on the blog, lowest id first; the trash only when there is nothing else."""
        found = self.target.find(self.entry.key)
        return [remote for remote in found if remote.live and not remote.copied]

    def updated(self, id: str) -> Callable[[], list[BlogPost]]:
        def look() -> list[BlogPost]:
            found = self.target.get(id)
            return [found] if found and same_text((found.title, found.content), self.text) else []

        return look

    def illustrating(self, fields: frozenset[str]) -> tuple[frozenset[str], str | None]:
        """The fields that can be written, and the picture's id when it is one of them: a refused one is not."""
        image = self.uploaded() if "picture" in fields else None
        return (fields if image else fields - {"picture"}), image

    def uploaded(self) -> str | None:
        """The picture's id on the blog; without the right to send it, or when it is refused, the excerpt goes alone."""
        if self.post.picture is None or not self.account.can_upload:
            return None
        name, doubt = self.post.picture.origin, f"{self.post.picture.origin}?"
        try:
            image = self.target.upload_image(self.post.picture)
        except Busy:
            raise
        except RelayError as error:
            # No answer may be the line, or a blog that this picture brings down: tried again once, by the next run.
            if isinstance(error, Uncertain) and self.entry.refused != doubt:
                self.entry.refused = doubt
                self.ledger.save("doubt")
                raise
            self.notes.append(f"illustration non envoyée, elle le sera quand elle changera : {error}")
            self.entry.refused = name
            return None
        self.illustrated, self.entry.refused = True, ""
        return image

    def sent(self, write: Callable[[], BlogPost], look: Callable[[], list[BlogPost]]) -> BlogPost:
        """Send one write. After anything but a clear answer, the blog says whether it was done."""
        for _ in range(WRITE_TRIES):
            try:
                return write()
            except AlreadyThere as error:
                held = self.target.get(error.id)
                if held is None:
                    raise
                return held
            except Busy as error:
                if not self.target.wait(error):
                    raise
                found = look()
            except Uncertain:
                time.sleep(self.run.recheck_delay)
                found = look()
                if not found:
                    raise
                self.notes.append("réponse perdue, billet retrouvé par sa marque")
            if found:
                return found[0]
        raise Busy("le serveur demande encore d’attendre", None)
