"""What people who read the pages otherwise would lose, one breakage at a time, and the test that must go red.

`./inv soak.mutants --pages` runs the list and writes the table that docs/reliability.md keeps. A breakage whose text
is not in its file once is an error, so that the list follows the code.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

CSS = "theme/static/css/site.css"
TEMPLATES = "theme/templates"
LIVE = "plugins/build/live"
READERS = "tests/site/test_readers.py"
FOREIGN = "tests/site/test_foreign.py"
BROWSER = "tests/site/test_browser.py"
PLACE = "tests/build/test_reading_place.py"
SERVER = "tests/build/test_live.py"
DECLARED = "tests/site/test_declaration.py"
EXTRACTED = "tests/site/test_extractors.py"
PAPER = "tests/workshops/test_paper.py"


@dataclass(frozen=True)
class Breakage:
    """A part of a file by another, and the test that must see it; has what `judge` asks of a mutant."""

    what: str
    file: str
    before: str
    after: str
    test: str
    root: Path = Path()

    @property
    def tests(self) -> tuple[str, ...]:
        """The test, as pytest names it."""
        return (self.test,)

    @property
    def target(self) -> str:
        """By what it is chosen."""
        return f"{self.file} {self.test} {self.what}"

    @property
    def line(self) -> int:
        """The line that is broken."""
        return self._whole.partition(self.before)[0].count("\n") + 1

    @property
    def source(self) -> str:
        """The file with that change. Raises Missing when the text is not there once."""
        return self._whole.replace(self.before, self.after)

    @cached_property
    def _whole(self) -> str:  # as it is before it is broken
        from tests.mutants.job import Missing

        text = (self.root / self.file).read_text("utf-8")
        if text.count(self.before) != 1:
            raise Missing(f"tests/mutants/pages.py : « {self.before} » n’est pas une fois dans {self.file}")
        return text

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


BREAKAGES = (
    # what RGAA asks of pages, measured in a browser
    Breakage(
        "no ring around what has the focus",
        CSS,
        ":focus-visible { outline: 3px solid var(--accent);",
        ":focus-visible { outline: 0 solid var(--accent);",
        f"{READERS}::test_each_stop_of_the_tab_key_is_in_sight",
    ),
    Breakage(
        "a heading with a fixed height",
        CSS,
        ".entry h2, .entry h3 { font-size",
        ".entry h2, .entry h3 { max-height: 2.4em; overflow: hidden; font-size",
        f"{READERS}::test_letters_twice_as_large_are_neither_cut_nor_one_over_another",
    ),
    Breakage(
        "a summary with a fixed height",
        CSS,
        "\n  .standfirst { ",
        "\n  .standfirst { height: 3lh; overflow: hidden; ",
        f"{READERS}::test_letters_apart_are_neither_cut_nor_one_over_another",
    ),
    Breakage(
        "long words that nothing breaks",
        CSS,
        "h1, h2, h3, h4, p, dt, dd, summary, .tags { overflow-wrap: anywhere; }",
        "h1, h2, h3, h4, p, dt, dd, summary, .tags { white-space: nowrap; }",
        f"{READERS}::test_nothing_is_cut_as_it_is",
    ),
    Breakage(
        "links without a line",
        CSS,
        "a { color: inherit; text-decoration: underline;",
        "a { color: inherit; text-decoration: none;",
        f"{READERS}::test_a_link_among_words_is_told_from_them",
    ),
    Breakage(
        "« Lire la suite » that says not of what",
        f"{TEMPLATES}/_card.html",
        '<span class="visually-hidden"> de {{ article.title|quoted }}</span>',
        "",
        f"{READERS}::test_a_name_leads_to_one_address",
    ),
    Breakage(
        "links to share with nothing around them",
        CSS,
        ".share a { display: flex; align-items: center; gap: .4rem; padding-block: .25rem;",
        ".share a { display: block; line-height: 1;",
        f"{READERS}::test_a_finger_finds_each_target",
    ),
    Breakage(
        "a heading two ranks lower",
        f"{TEMPLATES}/_after.html",
        '<h2><a href="{{ SITEURL }}/{{ workshop.url }}">{{ workshop.title }}</a></h2>',
        '<h4><a href="{{ SITEURL }}/{{ workshop.url }}">{{ workshop.title }}</a></h4>',
        f"{READERS}::test_headings_go_down_by_one_rank_and_by_section",
    ),
    Breakage(
        "a button that is a background alone",
        CSS,
        "overflow-wrap: anywhere; border: 1px solid transparent;",
        "overflow-wrap: anywhere; border: 0;",
        f"{READERS}::test_a_button_keeps_its_edge_in_forced_colours",
    ),
    Breakage(
        "a link that comes first out of turn",
        f"{TEMPLATES}/_footer.html",
        '<nav aria-label="Pied de page">',
        '<nav aria-label="Pied de page" tabindex="1">',
        f"{READERS}::test_the_tab_key_goes_through_the_page_in_its_order",
    ),
    Breakage(
        "a card higher than it says",
        CSS,
        ".embed article > .more { margin-block: auto 1.125rem;",
        ".embed article > .more { margin-block: 9rem 1.125rem;",
        f"{READERS}::test_a_card_shows_its_link_in_the_height_that_it_announces",
    ),
    Breakage(
        "a page wider than a telephone",
        CSS,
        "\n  .standfirst { ",
        "\n  .standfirst { min-width: 30rem; ",
        f"{BROWSER}::test_no_page_scrolls_sideways_on_a_narrow_phone",
    ),
    Breakage(
        "a colour that is too light",
        CSS,
        "\n  .standfirst { margin-top: 1.25rem; max-width: 40rem;",
        "\n  .standfirst { opacity: .3; margin-top: 1.25rem; max-width: 40rem;",
        f"{BROWSER}::test_axe_finds_nothing[article]",
    ),
    Breakage(
        "a way to the content that leads nowhere",
        f"{TEMPLATES}/base.html",
        '<main id="contenu-principal" tabindex="-1">',
        '<main id="contenu-principal-">',
        f"{BROWSER}::test_the_skip_link_comes_first_and_leads_to_the_content",
    ),
    # what a screen reader hears
    Breakage(
        "a picture apart from its caption",
        "plugins/site/heard.py",
        'role="figure" aria-label="{name}">',
        ">",
        f"{READERS}::test_a_captioned_image_is_a_named_figure",
    ),
    Breakage(
        "rows without heads",
        "plugins/model/markdown.py",
        "self._row_headers(node)",
        "pass",
        f"{READERS}::test_each_table_has_a_name_and_headers",
    ),
    Breakage(
        "two tables of one name",
        "plugins/model/markdown.py",
        "{self.noun}{number}{heading",
        "{self.noun}{heading",
        f"{READERS}::test_each_table_has_a_name_and_headers",
    ),
    Breakage(
        "links to share as navigation",
        f"{TEMPLATES}/_share.html",
        "Partager</p>\n  <ul>",
        'Partager</p>\n  <nav hidden><a href="https://x.com/">X</a></nav>\n  <ul>',
        f"{READERS}::test_navigation_holds_navigation",
    ),
    Breakage(
        "notes without a heading",
        "plugins/site/heard.py",
        "\\n<h2>Notes</h2>",
        "",
        f"{READERS}::test_notes_say_what_they_are",
    ),
    Breakage(
        "calls of notes that say a number alone",
        "plugins/site/heard.py",
        ' aria-label="Note\\u00a0\\\\2"',
        "",
        f"{READERS}::test_notes_say_what_they_are",
    ),
    Breakage(
        "no link to the plan",
        f"{TEMPLATES}/_footer.html",
        "{% if site_plan %}",
        "{% if false %}",
        f"{READERS}::test_two_ways_lead_to_each_page",
    ),
    Breakage(
        "a part of the plan left out",
        f"{TEMPLATES}/site_map.html",
        "{% for part in parts %}",
        "{% for part in parts[1:] %}",
        f"{READERS}::test_two_ways_lead_to_each_page",
    ),
    Breakage(
        "foreign expressions read as French",
        "plugins/build/pelican.py",
        "html = mark_expressions(html, self._foreign).replace(SITE_ROOT, way)",
        "html = html.replace(SITE_ROOT, way)",
        f"{FOREIGN}::test_each_expression_is_marked_on_every_page",
    ),
    # PDFs
    Breakage(
        "lists of a PDF that are none",
        "plugins/common/tags.py",
        "            _describe(pdf, element)",
        "            pass",
        f"{PAPER}::test_each_programme_is_read_as_it_is_seen",
    ),
    Breakage(
        "expressions of a PDF read as French",
        "plugins/common/tags.py",
        'element["Lang"] = f"({language})"',
        "pass",
        "tests/common/test_pdf.py::test_a_passage_says_its_language",
    ),
    # the declaration
    Breakage(
        "no mention at the foot of pages",
        f"{TEMPLATES}/_footer.html",
        "{% if accessibility_mention %}",
        "{% if false %}",
        f"{DECLARED}::test_every_page_says_the_state",
    ),
    Breakage(
        "no audit, called partially compliant",
        "plugins/model/accessibility.py",
        '"unaudited": "non audité"',
        '"unaudited": "partiellement conforme"',
        f"{DECLARED}::test_what_is_not_audited_is_not_called_compliant",
    ),
    # the preview
    Breakage(
        "a page loaded again at each save",
        f"{LIVE}/live.js",
        "  await become(next);",
        "  return reload();",
        f"{PLACE}::test_the_focus_and_the_place_stay",
    ),
    Breakage(
        "a page made anew at each save",
        f"{LIVE}/morph.js",
        "    if (here) morph(here, node);",
        "    if (here) here.replaceWith(copy(node));",
        f"{PLACE}::test_the_focus_and_the_place_stay",
    ),
    Breakage(
        "a save that is not said",
        f"{LIVE}/live.js",
        "if (badge.dataset.kind !== 'fault') say('page à jour');",
        "",
        f"{PLACE}::test_the_focus_and_the_place_stay",
    ),
    Breakage(
        "places of faults that lead nowhere",
        f"{LIVE}/live.js",
        "element('a', `${p.path}:${p.line}:${p.column}`, { href: sourceOf(place) })",
        "element('span', `${p.path}:${p.line}:${p.column}`)",
        f"{PLACE}::test_a_fault_is_said_once_then_its_correction",
    ),
    Breakage(
        "a panel that does not say what it reads",
        f"{LIVE}/machines.js",
        "    place.replaceChildren(",
        "    document.createElement('div').replaceChildren(",
        f"{SERVER}::test_a_page_is_shown_as_machines_show_it",
    ),
    # extractors
    Breakage(
        "a class that reader modes throw away",
        f"{TEMPLATES}/_extrait.html",
        'class="citation passage"',
        'class="citation extra-comment"',
        f"{EXTRACTED}::test_firefox_keeps_the_whole_text",
    ),
)


def broken(only: str, minutes: float) -> int:
    """Try each breakage for so many minutes, say the table of what was seen; 1 when one was not, 2 when none can be.

    A test is first run with nothing broken: one that fails then judges nothing.
    """
    from tests.mutants.job import KEPT, SEEN, Missing, Verdicts, copy_project, judge, read_libraries

    end = time.monotonic() + 60 * minutes
    verdicts = Verdicts(KEPT / "pages.json")
    sound: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "projet")
        copy_project(copied)
        chosen = [replace(each, root=copied) for each in BREAKAGES if only in each.target]
        try:
            new = [each for each in chosen if verdicts.get(each) is None]
            read_libraries()
            for rank, each in enumerate(new, 1):
                if time.monotonic() > end:
                    break
                if each.test not in sound:
                    sound[each.test] = _is_sound(each.test, copied)
                if sound[each.test]:
                    verdicts.put(each, judge(each, copied))
                said = verdicts.get(each) or "son test échoue sans rien de cassé"
                print(f"  {rank} / {len(new)} : {each} : {said}", file=sys.stderr, flush=True)
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 2
        found = [verdicts.get(each) for each in chosen]
        print("| what is broken | where | the test | seen |\n|---|---|---|---|")
        for each, verdict in zip(chosen, found, strict=True):
            file, _, test = each.test.removeprefix("tests/").partition("::")
            said = "yes" if verdict == SEEN else "not tried" if verdict is None else "**no**"
            print(f"| {each.what} | `{each.file}` | `{file}`, `{test}` | {said} |")
    return int(any(verdict not in (SEEN, None) for verdict in found) or not all(sound.values()))


def _is_sound(test: str, copied: Path) -> bool:
    from tests.mutants.job import QUIET, TEST_TIMEOUT, in_a_fork

    return in_a_fork(lambda: int(pytest.main([*QUIET, "-x", test])), copied, TEST_TIMEOUT) == pytest.ExitCode.OK
