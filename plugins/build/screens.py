"""The pages that the preview shows when the site has none to show, and what it adds to those of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from html import escape

from plugins.build.events import BuildState
from plugins.build.report import BuildReport
from plugins.common.problems import Problem, summary

_NONE = "Aucune version n’a encore pu être construite."
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")(?![^"]*connect-src)')
_SPEAKING = re.compile(rb"(<meta http-equiv=\"Content-Security-Policy\" content=\"[^\"]*connect-src)(?! 'self')")
_PAGE = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="/__tribune/overlay.css">
<body class="screen">
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def inject(page: bytes, state: BuildState, *, holding: bool = False) -> bytes:
    """The page with the reload script before its `</body>`, and the mark of the build it shows.

    A page of the site is out of date at the next successful build, a holding page at the next build. One that was
    made for readers may listen to the preview besides.
    """
    mark = f"number {state.number}" if holding else f"good {state.good}"
    seen = f"{state.turn} {state.styles} {state.follow[0]} {digest(page)} {state.pictures}"
    script = (
        f'<meta name="tribune-build" content="{mark}" data-seen="{seen}">'
        '<script type="module" src="/__tribune/live.js"></script>'
    )
    page = _POLICY.sub(rb"\1connect-src 'self'; ", page, count=1)
    page = _SPEAKING.sub(rb"\1 'self'", page, count=1)
    ends = list(_BODY_END.finditer(page))
    place = ends[-1].start() if ends else len(page)
    return page[:place] + script.encode() + page[place:]


def digest(page: bytes) -> str:
    """What tells two versions of a page apart."""
    return blake2b(page, digest_size=12).hexdigest()


def holding_page(state: BuildState, *, for_readers: bool = False) -> bytes:
    """What every address shows until a build succeeds: the faults, or that the first build is running.

    `for_readers`: it is the site of readers that has not been built.
    """
    report = state.report
    if report is None:
        return _page("Construction en cours…", "<p>La page se rechargera d’elle-même.</p>")
    what = "Le site ne peut pas être montré tel que les lecteurs l’auraient." if for_readers else _NONE
    title = "La construction a échoué" if report.failure else f"Contenu à corriger\u00a0: {summary(report.problems)}"
    return _reported(title, f"{what} La page se rechargera dès la correction.", report)


def fault_page(report: BuildReport) -> bytes:
    """What the address of a file shows that was made when it was asked for, and could not be."""
    return _reported("Ce fichier ne peut pas être fait", "Il sera refait quand vous rechargerez la page.", report)


def _reported(title: str, sentence: str, report: BuildReport) -> bytes:
    body = [f"<p>{escape(sentence)}</p>"]
    if report.failure:
        body.append(f"<pre>{escape(report.failure)}</pre>")
    if report.problems:
        body.append(f"<ol>{''.join(map(_item, errors_first(report.problems)))}</ol>")
    return _page(title, "\n".join(body))


def message_page(title: str, sentence: str) -> bytes:
    """A plain page of one title and one sentence."""
    return _page(title, f"<p>{escape(sentence)}</p>")


def errors_first(problems: Iterable[Problem]) -> list[Problem]:
    """The errors by place, then the warnings by place."""
    return sorted(problems, key=lambda problem: (problem.severity != "error", problem))


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=body).encode()


def _item(problem: Problem) -> str:
    label = "erreur" if problem.severity == "error" else "avertissement"
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return (
        f'<li class="{problem.severity}"><strong>{label}</strong> <code>{escape(place)}</code>'
        f"<p>{escape(problem.told)}</p></li>"
    )
