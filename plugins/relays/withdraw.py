"""Taking a relay off a client's blog by decision, and bringing it back: reversible, checked, remembered."""

from __future__ import annotations

from plugins.relays.adopt import find_line
from plugins.relays.apply import locked
from plugins.relays.context import Outcome, Run
from plugins.relays.decision import Decision, returning
from plugins.relays.executor import RelayExecutor
from plugins.relays.labels import WITHDRAWN
from plugins.relays.ledger import Ledger
from plugins.targets.errors import RelayError


def withdraw(run: Run, article: str, client: str, *, back: bool = False) -> Outcome:
    """Put the post away on the blog, look that its public page is gone, leave a tombstone in the ledger.

    The tombstone holds: the plan does not post again what was withdrawn so. `back` lifts it, and brings the same post
    back while the blog has it; deleted for good by the client, the next plan creates it anew.
    """
    with locked(run.lock):
        ledger = Ledger(run.site.root)
        line = find_line(run, ledger, article, client)
        if line.relay_state is None:
            raise RelayError("ce relais est déjà retiré, et l’article ne le demande plus")
        entry, live = line.relay_state.entry, line.relay_state.live
        if back:
            if entry.state != "withdrawn":
                raise RelayError("ce relais n’est pas retiré")
            entry.by = "contenu"
            trashed = line.relay_state.trashed
            if trashed is None:
                entry.note(run.site.now.isoformat(timespec="seconds"), "back")
                run.push_ledger([ledger.write(entry)], f"Relay back: {entry.name}")
                if live:
                    return Outcome(line, True, "le billet est sur le blog : relay.apply l’inscrit")
                return Outcome(line, True, "le billet retiré n’est plus sur le blog : relay.apply en créera un")
            line.action = "update"
            line.decision = returning(line.relay_state, trashed, "retour")
            executor = RelayExecutor(run, ledger, line)
            return Outcome(line, True, executor.restore(trashed), executor.notes)
        if not live:
            raise RelayError("aucun billet de ce relais sur le blog")
        line.action = "withdraw"
        line.decision = Decision("withdraw", "retrait demandé", remote=live[0])
        executor = RelayExecutor(run, ledger, line)
        return Outcome(line, True, executor.taken_off(live[0].id, "nous"), executor.notes)


def forget(run: Run, article: str, client: str) -> str:
    """Close a relay in the ledger without a word to the blog, which keeps the post; returns where it stays, in French.

    The way out when the blog cannot be reached any more: the client's file is gone, or leads to another blog.
    """
    with locked(run.lock):
        ledger = Ledger(run.site.root)
        entry = next((each for each in ledger if each.client == client and article in (each.article, each.uid)), None)
        if entry is None:
            raise RelayError(f"le registre ne connaît pas de relais de « {article} » chez « {client} »")
        if entry.state == "withdrawn" and entry.intent is None:
            raise RelayError(f"ce relais est déjà clos : {WITHDRAWN.get(entry.by, 'retiré')}")
        entry.state, entry.intent, entry.by = "withdrawn", None, "oubli"
        where = entry.remote.get("url") or entry.blog
        entry.note(run.site.now.isoformat(timespec="seconds"), "forget", where)
        run.push_ledger([ledger.write(entry)], f"Relay forget: {entry.name}")
    how = "en ligne" if entry.remote.get("status") == "published" else "sur le blog, s’il y est"
    return f"Relais clos de notre côté, sans contacter le blog. Le billet reste {how} : {where}"
