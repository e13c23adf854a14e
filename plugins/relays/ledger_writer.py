"""The ledger's side of one line: the intent before a write, and what is true after it."""

from __future__ import annotations

from plugins.relays.context import Run
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.relay_state import RelayState
from plugins.targets.target import BlogPost, same_text


class LedgerWriter:
    """Writes the entry of one relay in the ledger, and makes it known, at each step of its execution."""

    def __init__(self, run: Run, ledger: Ledger, relay_state: RelayState, client: str) -> None:
        self._run, self._ledger, self._relay_state, self._client = run, ledger, relay_state, client
        self._entry: Entry = relay_state.entry

    @property
    def _now(self) -> str:
        return self._run.site.now.isoformat(timespec="seconds")

    def intend(self, action: str, **details: str) -> None:
        """Nothing is written at a client's before this is on the disk, and known to the other runners.

        Raises RelayError, with nothing written anywhere, when an excerpt would lead to an article that is not on line.
        """
        wanted = self._relay_state.wanted
        if wanted is not None:
            if action != "withdraw":
                self._run.online(wanted)
            self._entry.article, self._entry.source = wanted.article, wanted.source
        if action == "create" and not self._entry.base:
            self._entry.state = "intent"
        self._entry.intent = {"action": action, "at": self._now, **details}
        self.save("intent")

    def note(self, what: str, detail: str) -> None:
        """Add a line to the history, which the next write saves."""
        self._entry.note(self._now, what, detail)

    def conclude(self, what: str, detail: str = "") -> None:
        """Nothing is intended any more: what was done is a line of the history, and is saved."""
        self._entry.intent = None
        self.note(what, detail)
        self.save(what)

    def save(self, what: str) -> None:
        """Write the entry, and make it known to the other runners; `what` names the step."""
        self._entry.blog = self._run.blogs.place(self._client)
        path = self._ledger.write(self._entry)
        self._run.step(f"ledger-{what}")
        self._run.push_ledger([path], f"Relay {what}: {self._entry.name}")
        self._run.step(f"published-{what}")

    def take(self, remote: BlogPost) -> bool:
        """The ledger takes where the post is, and its text when it is one of ours; False: it is the client's."""
        intent, text = self._entry.intent or {}, self._relay_state.text
        ours = [text] if text else []
        ours += [(intent["title"], intent["content"])] if "content" in intent else []
        sent = next((each for each in ours if same_text((remote.title, remote.content), each)), None)
        unmoved = self._relay_state.is_unmoved(remote)
        self._entry.record(remote, sent)
        if sent is not None:
            self._entry.adopted = False
        self._entry.state = "published" if sent is not None or unmoved else "conflict"
        return self._entry.state == "published"

    def take_picture(self, remote: BlogPost, ours: bool) -> None:
        """The ledger takes which picture the post has, and by which name when it is ours."""
        self._entry.remote["picture"] = remote.picture
        post = self._relay_state.post
        if ours and post and post.picture and remote.picture:
            self._entry.picture = post.picture.origin
