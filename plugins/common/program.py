"""The `./inv` command: invoke, with its refusals in French."""

from __future__ import annotations

import re
import signal

from invoke import Collection, Exit, Program
from invoke.exceptions import ParseError

from plugins.common.texts import suggestion

# Invoke's messages (invoke/parser/parser.py, 2.2), and what is said instead.
_REFUSALS = (
    (r"No idea what '(.*)' is!", "« {0} » n’est ni une tâche ni une option{hint}"),
    (r"'(.*)' did not receive required positional arguments: (.*)", "« {0} » attend encore : {1}{usage}"),
    (r"Flag <Argument: (\S+).*> needed value and was not given one!", "l’option « --{0} » attend une valeur"),
)
_NEW = ' ; par exemple ./inv new article "Titre"'


def end_quietly_when_unread() -> None:
    """Let `./inv check | head` end without a trace, as other commands do; not for a task that serves pages."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


class FrenchProgram(Program):
    """Invoke's program for an author: a list of tasks when nothing is asked, and a remedy when a word is off."""

    def __init__(self, namespace: Collection) -> None:
        super().__init__(namespace=namespace, name="./inv", binary="./inv")

    def parse_tasks(self) -> None:
        """Parse the tasks asked for; a refusal is a French sentence."""
        try:
            super().parse_tasks()
        except ParseError as error:
            raise Exit(self._french(str(error)), code=2) from None

    def task_list_opener(self, extra: str = "") -> str:
        """The heading of `--list`."""
        return "Tâches (./inv --help TÂCHE en dit les options)"

    def _french(self, message: str) -> str:
        names = list(self.namespace.task_names)
        for pattern, french in _REFUSALS:
            match = re.fullmatch(pattern, message)
            if match:
                usage = _NEW if match[1] == "new" else ""
                hint = suggestion(match[1], names)
                before = self.argv[: self.argv.index(match[1])] if match[1] in self.argv else []
                if "new" in before:
                    return f"« {match[1]} » de trop : le titre s’écrit entre guillemets{_NEW}"
                words = [re.sub(r"['’]", "", part) for part in match.groups()]
                return french.format(*words, hint=hint, usage=usage)
        return message
