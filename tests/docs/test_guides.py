"""The guides say what the program does: each of their examples is tried as a reader would, on the sample content."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

import tasks
from plugins.common.cli import FrenchProgram
from plugins.model.loader import load_site
from plugins.site.feature import content_checks, listed_features
from tests.docs.examples import GUIDES, ROOT, Example, GuideError, examples
from tests.docs.project import NOW, Project, settled

TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in GUIDES}
OTHERS = ("git", "cd", "sudo", "brew", "pipx", "pre-commit", "uv")  # commands that are not ours
NO_FLAG = ("--no-verify", "--universal", "--generate-hashes", "--python-version")  # of other programs


def collected() -> list[Example]:
    """Every example; a guide that cannot be read gives one, which fails at its line."""
    found: list[Example] = []
    for name, text in TEXTS.items():
        try:
            found += examples(name, text)
        except GuideError as error:
            found.append(Example(name, 0, "error", str(error)))
    return found


EXAMPLES = collected()


def of(language: str) -> Any:
    """The parameter of a test: the examples in a language, by their place."""
    chosen = [each for each in EXAMPLES if each.language == language and "pourquoi" not in each.note]
    return pytest.mark.parametrize("example", chosen, ids=[each.place for each in chosen])


@cache
def flags() -> dict[str, set[str]]:
    """The options of each task."""
    return {
        context.name: {f"--{name}" for argument in context.args.values() for name in argument.names if len(name) > 1}
        for context in tasks.namespace.to_contexts()
        if context.name
    }


def faults_of_command(words: list[str]) -> str:
    """What a reader would be told of a command « ./inv … »; empty when it is one."""
    program = FrenchProgram(tasks.namespace, tasks.GROUPS)
    core = {f"--{name}" for argument in program.core_args() for name in argument.names}
    if not words:
        return ""
    if words[0].startswith("--"):
        asked = words[1:2]
        wrong = "" if words[0] in core else f"option « {words[0]} » inconnue"
        return wrong or next((f"tâche « {each} » inconnue" for each in asked if each not in {*flags(), "TÂCHE"}), "")
    if words[0] not in flags():
        return f"tâche « {words[0]} » inconnue"
    given = {word.partition("=")[0] for word in words[1:] if word.startswith("--")}
    return ", ".join(f"{words[0]} n’a pas d’option « {each} »" for each in sorted(given - flags()[words[0]]))


@pytest.fixture
def project(tmp_path: Path, inv: Callable[..., Any]) -> Project:
    return Project(tmp_path, inv, flags())


def test_the_blocks_of_a_guide_can_be_tried() -> None:
    """Chaque bloc d’un guide a un langage, et une note lisible quand il lui en faut une."""
    assert [each.text for each in EXAMPLES if each.language == "error"] == []


def test_a_block_that_is_not_tried_says_why() -> None:
    """Un bloc qui n’est pas essayé dit pourquoi, dans la source du guide."""
    exempt = [each for each in EXAMPLES if "pourquoi" in each.note]

    assert [each.place for each in exempt if len(str(each.note["pourquoi"])) < 15] == []


@of("console")
def test_a_session_prints_what_the_guide_shows(example: Example, project: Project) -> None:
    """Les commandes d’un guide, tapées telles quelles, répondent ce que le guide montre, chiffres compris."""
    project.prepare(example)
    parts = re.split(r"^\$ (.+)\n", example.text, flags=re.M)
    assert not parts[0].strip() and len(parts) > 1, f"{example.place}: commencez par « $ ./inv … »"
    for command, shown in zip(parts[1::2], parts[2::2], strict=True):
        program, *words = shlex.split(command)
        assert program == "./inv" and not faults_of_command(words), f"{example.place}: {faults_of_command(words)}"
        run = project.preview if words[0] == "preview" else None
        said = run(example, words) if run else project.run(words)
        assert settled(said) == settled(shown), f"{example.place}: « {command} » répond :\n{said}"


@of("text")
def test_check_tells_the_faults_that_a_guide_shows(example: Example, project: Project) -> None:
    """Chaque message de faute montré est celui que `./inv check` donne de cette faute-là."""
    project.prepare(example)
    said = project.run(["check"])
    missing = [line for line in settled(example.text) if line not in settled(said)]

    assert missing == [], f"{example.place}: ./inv check répond :\n{said}"


@of("sh")
def test_the_commands_of_a_guide_exist(example: Example) -> None:
    """Les commandes montrées sans leur réponse existent, avec ces options."""
    for number, line in enumerate(example.text.splitlines(), example.line + 1):
        for command in filter(None, (each.strip() for each in re.split(r"&&|#.*", line))):
            program, *words = shlex.split(command)
            known = program == "./inv" or program in OTHERS
            fault = faults_of_command([word for word in words if word != ">"]) if program == "./inv" else ""
            assert known and not fault, f"{example.guide}:{number}: {fault or f'commande « {program} »'}"


@of("yaml")
def test_a_header_of_a_guide_has_no_fault(example: Example, project: Project) -> None:
    """Un en-tête montré, ou quelques-unes de ses clés, se recopie sans faute, à sa place."""
    project.prepare(example)
    path = project.root / example.note.get("dans", f"content/articles/2026-11-21-{example.name}.md")
    if path.exists():
        path.write_text(with_keys(path.read_text(encoding="utf-8"), example.text), encoding="utf-8")
    else:
        header = example.text if example.text.startswith("---\n") else f"---\n{needed(example.text)}{example.text}---\n"
        path.write_text(header + ("" if header.count("---\n") > 2 else "\nUn texte.\n"), encoding="utf-8")
    clock = datetime.fromisoformat(NOW)
    site = load_site(
        project.root / "content",
        lambda zone: clock.replace(tzinfo=ZoneInfo(zone)),
        content_checks(listed_features(), production=False),
    )
    told = [f"{fault.line}: {fault.message}" for fault in site.problems if Path(fault.path).name == path.name]

    assert told == [], f"{example.place}: cet en-tête a des fautes"


def needed(keys: str) -> str:
    """The keys that an article asks for, but those that an example has."""
    asked = {"title": "Un exemple de guide", "date": "2026-11-21", "summary": "Un exemple."}
    return "".join(f"{key}: {value}\n" for key, value in asked.items() if not re.search(rf"^{key}:", keys, re.M))


def with_keys(text: str, keys: str) -> str:
    """A header with its keys of the same names replaced by those of an example."""
    for name in yaml.safe_load(keys):
        text = re.sub(rf"^{name}:.*\n(?:(?: |#|- ).*\n)*", "", text, count=1, flags=re.M)
    return text.replace("---\n", f"---\n{keys}", 1) if text.startswith("---\n") else text + keys


@pytest.fixture(scope="module")
def pages(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with a text for each body that the guides show, published once."""
    project = Project(tmp_path_factory.mktemp("guides"), inv, flags())
    for example in EXAMPLES:
        if example.language != "markdown" or "pourquoi" in example.note:
            continue
        project.prepare(example)
        keys = example.note.get("entete", "")
        body = example.note.get("texte") or example.text
        header = f"title: {example.name}\ndate: 2026-11-20\nsummary: Un exemple.\n{keys}"
        path = project.root / "content" / "articles" / f"2026-11-20-{example.name}.md"
        path.write_text(f"---\n{header}---\n\n{body}", encoding="utf-8")
    said = project.run(["publish"])
    assert (project.root / "output" / "index.html").exists(), said
    return project.root / "output"


@of("markdown")
def test_a_text_of_a_guide_gives_what_is_said(example: Example, pages: Path) -> None:
    """Un passage montré, recopié dans un texte, donne sur sa page publiée ce que le guide en dit."""
    page = (pages / "articles" / example.name / "index.html").read_text(encoding="utf-8")
    html = visible(page.partition("<main")[2].partition("</main>")[0])
    body = html.partition('<div class="prose">')[2].partition("<footer")[0]
    wanted, banned = example.note.get("rendu", ()), example.note.get("absent", ())
    lacking = [each for each in wanted if each not in (html if re.search("[⍽⎵]", each) else plain(html))]

    assert wanted, f"{example.place}: une note « <!-- essai rendu: […] --> » dit ce que donne ce passage"
    assert lacking == [], f"{example.place}: la page ne porte pas cela, mais :\n{body}"
    assert not any(each in html for each in banned), f"{example.place}: la page porte {banned}"


def visible(html: str) -> str:
    """The text on a line, with its no-break spaces as the guides show them: ⍽ is U+00A0, ⎵ is U+202F."""
    return re.sub(r"\s*\n\s*", " ", html).replace("\u00a0", "⍽").replace("\u202f", "⎵")


def plain(html: str) -> str:
    """The text with plain spaces, no sign written by its number: most claims are of marks and words."""
    return re.sub("[⍽⎵]", " ", re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), html))


def inline() -> Iterator[tuple[str, str]]:
    """The commands and options that the prose of guides names, with their place."""
    for name, text in TEXTS.items():
        outside = re.sub(r"^(`{3,}|~{3,}).*?^\1", lambda block: re.sub(r"[^\n]", "", block[0]), text, flags=re.S | re.M)
        outside = re.sub(r"<!--.*?-->", lambda note: re.sub(r"[^\n]", "", note[0]), outside, flags=re.S)
        for number, line in enumerate(outside.split("\n"), 1):
            for span in re.findall(r"`([^`\n]+)`", line):
                if span.startswith(("./inv ", "--")):
                    yield f"{name}:{number}", span


def test_the_commands_and_options_of_the_prose_exist() -> None:
    """Une commande ou une option nommée dans une phrase ou un tableau existe."""
    known = {flag for each in flags().values() for flag in each} | set(NO_FLAG)
    wrong = []
    for place, span in inline():
        words = shlex.split(span.replace("…", "").replace("<", "").replace(">", ""))
        fault = faults_of_command(words[1:]) if words[0] == "./inv" else "" if words[0] in known else "option inconnue"
        if fault:
            wrong.append(f"{place}: `{span}` : {fault}")

    assert wrong == []


def test_every_guide_has_examples() -> None:
    """L’extraction trouve des exemples de chaque sorte, et n’est pas vide par accident."""
    assert {each.language for each in EXAMPLES} >= {"console", "text", "sh", "yaml", "markdown"}
    assert {each.guide for each in EXAMPLES} >= {"README.md", "docs/guide-auteur.md", "docs/guide-editeur.md"}


def test_a_fault_of_a_guide_names_its_line() -> None:
    """Un bloc sans langage, une note illisible, un bloc sans fin : le message dit le guide et la ligne."""
    for text, line in (("a\n\n```\nx\n```\n", 3), ("<!-- essai [ -->\n", 1), ("```sh\nx\n", 1), ("<!-- essai\n", 1)):
        with pytest.raises(GuideError, match=f"^guide.md:{line}: "):
            list(examples("guide.md", text))
