"""The `./inv` command: invoke, in French throughout, its tasks listed by who needs them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from invoke import Collection, Exit, Program
from invoke.exceptions import ParseError
from invoke.parser.context import ParserContext

from plugins.common.texts import suggestion

# Invoke's messages (invoke/parser/parser.py, 2.2), and what is said instead.
_REFUSALS = (
    (r"No idea what '(.*)' is!", "« {0} » n’est ni une tâche ni une option{hint}"),
    (r"'(.*)' did not receive required positional arguments: (.*)", "« {0} » attend encore : {1}{usage}"),
    (r"Flag <Argument: (\S+).*> needed value and was not given one!", "l’option « --{0} » attend une valeur"),
)
_NEW = ' ; par exemple ./inv new article "Titre"'
_VALUES = {"STRING": "TEXTE", "INT": "NOMBRE", "FLOAT": "NOMBRE"}
_PLACES = {"kind": "TYPE", "title": "TITRE", "path": "CHEMIN", "file": "FICHIER"}
# The other options of invoke serve those who write tasks.
_CORE = (("-l, --list", "montre toutes les tâches"), ("-h TÂCHE, --help=TÂCHE", "montre les options d’une tâche"))


class FrenchProgram(Program):
    """Invoke's program for an author: a list of tasks when nothing is asked, and a remedy when a word is off.

    `groups` are headings of the list, each with its tasks in their order; a task that none names is a developer's.
    A task that has a repeatable option `--files` takes the words after it as its files.
    """

    def __init__(self, namespace: Collection, groups: Mapping[str, Sequence[str]]) -> None:
        super().__init__(namespace=namespace, name="./inv", binary="./inv")
        self.groups = groups

    def run(self, argv: list[str] | None = None, exit: bool = True) -> None:
        """Run what was asked; a reader that has read enough (`| head`) ends it without a trace, as other commands."""
        try:
            try:
                super().run(argv, exit)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # What is left to write has nowhere to go: Python would complain of it as it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(141)  # 128 + SIGPIPE, as a shell says it
        except OSError as error:
            from plugins.common.staging import REFUSED_BY_THE_DISK, disk_refusal  # here: other commands need none of it

            if error.errno not in REFUSED_BY_THE_DISK:
                raise
            print(f"erreur : {disk_refusal(error, Path())}", file=sys.stderr)
            sys.exit(1)

    def parse_core(self, argv: list[str] | None) -> None:
        """Read invoke's own options. It would have Python compile at each command the modules that a task asks for."""
        kept = sys.dont_write_bytecode
        super().parse_core(argv)
        sys.dont_write_bytecode = kept

    @property
    def _tasks(self) -> Collection:
        """The tasks that this program was given; it is never made without."""
        assert self.namespace is not None
        return self.namespace

    def normalize_argv(self, argv: list[str] | None) -> None:
        """The words of the command, those that invoke takes as options only (files, a title in « - ») as options."""
        super().normalize_argv(argv)
        contexts = self._contexts()
        if len(self.argv) > 1 and self.argv[1] in contexts:
            self.argv = [*self.argv[:2], *_with_options(contexts, self.argv[1], self.argv[2:])]

    def _contexts(self) -> dict[str, ParserContext]:
        """What each task takes. Invoke empties the help of a task as it reads it, and reads it again later."""
        tasks = [self._tasks[name] for name in self._tasks.task_names]
        helps = [dict(task.help) for task in tasks]
        contexts = {context.name: context for context in self._tasks.to_contexts() if context.name}
        for task, said in zip(tasks, helps, strict=True):
            task.help = said
        return contexts

    def parse_tasks(self) -> None:
        """Parse the tasks asked for; a refusal is a French sentence."""
        try:
            super().parse_tasks()
        except ParseError as error:
            raise Exit(self._french(str(error)), code=2) from None

    def parse_cleanup(self) -> None:
        """What is shown before any task runs; a refusal is a French sentence."""
        try:
            super().parse_cleanup()
        except ParseError as error:
            raise Exit(self._french(str(error)), code=2) from None

    def print_version(self) -> None:
        """The project has no number: what runs is what the repository holds."""
        print("Tribune : la version est celle du dépôt (git log -1)")

    def print_help(self) -> None:
        """What `./inv` alone and `./inv --help` show."""
        print("Usage : ./inv TÂCHE [OPTIONS]\n")
        self.print_columns(_CORE)
        self.list_tasks()

    def print_task_help(self, name: str) -> None:
        """What `./inv --help TÂCHE` shows."""
        context = self.parser.contexts[name]
        words = [_PLACES.get(each.name, each.name.upper()) for each in context.positional_args]
        words = [
            word if each.default is None else f"[{word}]"
            for word, each in zip(words, context.positional_args, strict=True)
        ]
        files = ["[FICHIER…]"] if "files" in context.args else []
        print(" ".join(["Usage : ./inv", name, *words, *files, "[OPTIONS]"]), end="\n\n")
        for line in (self._tasks[name].__doc__ or "").strip().splitlines():
            print(f"  {line.strip()}".rstrip())
        options = [
            (re.sub("|".join(_VALUES), lambda match: _VALUES[match[0]], flag), text)
            for flag, text in context.help_tuples()
            if "--files" not in flag
        ]
        print("\nOptions :" if options else "\nSans option.\n")
        if options:
            self.print_columns(options)

    def list_tasks(self) -> None:
        """The tasks under their headings, one a line."""
        names = sorted(self._tasks.task_names, key=lambda name: ("." in name, name))
        taken = {name for tasks in self.groups.values() for name in tasks}
        width = max(map(len, names)) + self.col_padding
        print("Tâches (./inv --help TÂCHE en dit les options)")
        for heading, tasks in {**self.groups, "Pour développer": [name for name in names if name not in taken]}.items():
            print(f"\n{heading} :")
            for name in tasks:
                print(f"  {name:{width}}{(self._tasks[name].__doc__ or '').strip().partition(chr(10))[0]}")

    def _french(self, message: str) -> str:
        names = list(self._tasks.task_names)
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


def _with_options(contexts: Mapping[str, ParserContext], task: str, words: Sequence[str]) -> Iterator[str]:
    """The words after a task, those that only an option can carry in one; raises Exit for an option it has not."""
    context = contexts[task]
    positional = [argument.name for argument in context.positional_args]
    required = [argument.name for argument in context.positional_args if argument.default is None]
    optional = [argument.name for argument in context.positional_args if argument.default is not None]
    waiting = False  # for the value of the option before
    for rank, word in enumerate(words):
        argument = context.flags[word] if word in context.flags else None  # noqa: SIM401 (get() knows no short form)
        if waiting or argument is not None:
            waiting = not waiting and argument is not None and argument.takes_value
            yield word
        elif word in contexts and "files" not in context.args:
            yield from words[rank:]  # another task
            return
        elif word.startswith("-") and re.search(r"\s", word.split("=")[0]) and positional:
            yield f"--{positional[-1]}={word}"
        elif word.startswith("-") and word.split("=")[0] not in (*context.flags, "-h", "--help", "-"):
            if word[:2] not in context.flags or word.startswith("--"):  # « -n2026-01-01 » is an option and its value
                hint = suggestion(word, [flag for flag in context.flags if flag.startswith("--")])
                raise Exit(f"« {word} » n’est pas une option de « {task} »{hint}", code=2)
            yield word
        elif "files" in context.args and not word.startswith("-"):
            yield from ("--files", word)
        elif required and not word.startswith("-"):
            required.pop()
            yield word
        elif optional and not word.startswith("-"):
            yield f"--{optional.pop(0)}={word}"
        else:
            yield word
