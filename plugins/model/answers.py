"""Problems as the house and its texts answer them: raised, lowered, or excused; and answers that serve no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from plugins.common.problems import Problem, Rule, Severity, has_errors
from plugins.common.rules import all_rules
from plugins.model.content import Content
from plugins.model.links import nearest_path
from plugins.model.rules import IDLE
from plugins.model.waivers import relative_path


def answered(site: Content, problems: Iterable[Problem]) -> list[Problem]:
    """The problems that are to be told, each as grave as the house says; those excused go to `site.excused`.

    A text answers before the house does: what it excepts is counted, whatever the severity. So is what is off.
    """
    excused = {(path, rule) for path, rule, _ in _excuses(site)}
    told = []
    for problem in problems:
        answer = site.agency.rules.get(problem.rule)
        if problem.waivable and (answer == "off" or (problem.path, problem.rule) in excused):
            site.excused.append(problem)
        elif answer in ("warning", "error"):
            severity: Severity = "error" if answer == "error" else "warning"
            told.append(replace(problem, severity=severity))
        else:
            told.append(problem)
    return sorted(told)


def idle_answers(site: Content, *, at_the_end: bool) -> Iterator[Problem]:
    """An answer that excuses nothing any more is taken off: so lists shrink.

    Judged once the rules have spoken: those of texts first, those of the end when a site to publish is built; never
    beside an error, since a text that cannot be read is not looked at.
    """
    if has_errors(site.problems):
        return
    used = {(problem.path, problem.rule) for problem in site.excused}
    for path, name, idle in _excuses(site):
        rule: Rule = all_rules()[name]
        if rule.at_the_end == at_the_end and (path, name) not in used:
            yield idle


def _excuses(site: Content) -> Iterator[tuple[str, str, Problem]]:
    """Each file that is excused from a rule: its path, the rule, and what is said when that serves no more."""
    for document in (*site.documents(), *site.faulty):
        for rank, waiver in enumerate(getattr(document.record, "exceptions", ())):
            name = getattr(waiver, "rule", "")  # of a header that is read in part, some are absent
            if name:
                message = f"« {name} » ne dit plus rien de ce texte : retirez cette exception"
                yield document.shown, name, document.problem(("exceptions", rank), message, IDLE)
    for name, answer in site.agency.rules.items():
        for rank, path in enumerate(answer if isinstance(answer, list) else ()):
            relative = site.stored_path(relative_path(path))
            place = site.agency_header.place(("rules", name, rank))
            near = nearest_path(site, "by_path", relative)
            message = f"« {path} » n’a plus de faute « {name} » : retirez-le de cette liste"
            if not (site.root / relative).exists():
                remedy = f" ; voulez-vous « {near} » ?" if near else " : retirez-le de cette liste"
                message = f"« {path} » n’existe pas{remedy}"
            yield f"{site.shown}/{relative}", name, IDLE.at(f"{site.shown}/agence.yaml", *place, message)
