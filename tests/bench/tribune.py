"""Tribune on the bench: a copy of the project whose theme and content may be edited, its commands, its edits."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Container
from pathlib import Path

from tests.bench.articles import articles_of
from tests.bench.process import Cost, run
from tests.bench.sites import write_tribune, write_tribune_article

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ("plugins", "theme", "pelicanconf.py", "publishconf.py", "tasks.py", "pyproject.toml", "requirements.txt")
NOW = "2026-07-01"
# What a cold build finds in the cache, as any checkout that built once: code compiled, PDFs, images.
KEPT_WHEN_COLD = ("bytecode", "programmes", "images", "CACHEDIR.TAG")


class Project:
    """A copy of the project in a folder of its own, whose content is to be written."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "projet", folder / "cache"
        # Where commands write and look by themselves: `check` is given no output, and knows what was published here.
        self.content, self.output = self.root / "content", self.root / "output"
        for name in PROJECT:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            self.root.mkdir(parents=True, exist_ok=True)
            copy(source, self.root / name)
        self.environment = {
            # As for an author: in CI each text is read again, whatever its date says.
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON") and name != "CI"},
            "TRIBUNE_CACHE": str(self.cache),
            "PYTHONPYCACHEPREFIX": str(self.cache / "bytecode"),
            "PYTHONUTF8": "1",
        }

    def command(self, task: str, *options: str) -> list[str]:
        """The command of a task in this project."""
        program = [sys.executable, str(self.root / "tasks.py"), task, "--content", str(self.content)]
        writes = [] if task == "check" else ["--output", str(self.output)]
        return [*program, *writes, *options]

    def run(self, task: str, *options: str) -> Cost:
        """Run a task at the instant of the bench, in a new process."""
        return run(self.command(task, "--now", NOW, *options), self.root, self.environment)

    def forget(self, kept: Container[str] = KEPT_WHEN_COLD) -> None:
        """Take away the output and all that is kept from one build to the next, but what a cold build finds."""
        shutil.rmtree(self.output, ignore_errors=True)
        for path in self.cache.iterdir() if self.cache.is_dir() else ():
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


class Tribune(Project):
    """A project with a content of `count` articles."""

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__(folder)
        self.articles = articles_of(count)
        self.edits = 0
        write_tribune(self.content, count)

    def build(self) -> Cost:
        """Build the site in a new process."""
        return self.run("build")

    def middle(self) -> Path:
        """The file of an article of the middle of the site."""
        return self._file(len(self.articles) // 2)

    def url(self, number: int) -> str:
        """The address of an article, from the root of the site."""
        return f"/articles/{self.articles[number].slug}/"

    def _file(self, number: int) -> Path:
        return self.content / "articles" / f"{self.articles[number].stem}.md"

    # Edits: each makes a change that no other edit made, and returns the text that shows it.

    def word(self) -> str:
        """Change a word of the last paragraph of an article."""
        mark = self._mark("mot")
        file = self.middle()
        file.write_text(file.read_text("utf-8").rstrip("\n") + f" {mark}.\n", encoding="utf-8")
        return mark

    def title(self) -> str:
        """Change the title of an article."""
        mark = self._mark("titre")
        file = self.middle()
        text = re.sub(r'(?m)^title: "(.*)"$', rf'title: "\1, {mark}"', file.read_text("utf-8"), count=1)
        file.write_text(text, encoding="utf-8")
        return mark

    def new_article(self) -> str:
        """Add an article on top of the lists."""
        mark = self._mark("article")
        last = self.articles[-1]
        new = write_tribune_article(self.content, last, self.articles)
        text = new.read_text("utf-8").replace(last.title, f"{last.title}, {mark}", 1)
        new.with_name(f"2026-06-30-{mark}.md").write_text(text, encoding="utf-8")
        return mark

    def template(self) -> str:
        """Change the base of all pages."""
        mark = self._mark("gabarit")
        file = self.root / "theme" / "templates" / "base.html"
        file.write_text(file.read_text("utf-8").replace("</main>", f"</main><p>{mark}</p>", 1), encoding="utf-8")
        return mark

    def style(self) -> str:
        """Change the style sheet."""
        mark = self._mark("style")
        with (self.root / "theme" / "static" / "css" / "site.css").open("a", encoding="utf-8") as file:
            file.write(f".{mark} {{ color: red; }}\n")
        return mark

    def edit_kinds(self) -> dict[str, Callable[[], str]]:
        """The edits that are measured, by what the table calls them. The first after a cold build makes the second of
        the two trees that are then used in turn."""
        return {
            "rien": lambda: "",
            "un premier mot": self.word,
            "un mot": self.word,
            "un titre": self.title,
            "un nouvel article": self.new_article,
            "un gabarit": self.template,
        }

    def _mark(self, what: str) -> str:
        self.edits += 1
        return f"{what}{self.edits}"
