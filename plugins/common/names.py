"""Known names, ready to be asked thousands of times which one a misspelt name must mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from plugins.common.texts import nearest, slugify, suggestion

LONGEST = 100  # letters of a misspelt name that are looked at
COMPARED_WHOLE = 200  # known names up to which each is compared letter by letter
COMPARED = 8  # names compared letter by letter beyond
VOTES = 1000  # names that are counted as sharing a pair of letters with a question


class Names:
    """`texts.nearest` and `texts.suggestion` for a fixed set of names.

    A question costs the same however many names there are: beyond `COMPARED_WHOLE`, only those that share most pairs
    of letters with it, and those that hold it or that it holds, are compared with it.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.all = list(known)
        self._answers: dict[str, str | None] = {}

    def nearest(self, name: str) -> str | None:
        """The known name that a misspelt one must mean, if one does."""
        if name not in self._answers:
            self._answers[name] = nearest(name[:LONGEST], self._candidates(slugify(name)))
        return self._answers[name]

    def suggestion(self, name: str) -> str:
        """« ; voulez-vous « x » ? », or the known names when there are few, or nothing."""
        if len(self.all) <= COMPARED_WHOLE:
            return suggestion(name, self.all)
        near = self.nearest(name)
        return f" ; voulez-vous « {near} » ?" if near else ""

    def _candidates(self, wanted: str) -> list[str]:
        if len(self.all) <= COMPARED_WHOLE:
            return self.all
        if wanted in self._by_slug:
            return [self._by_slug[wanted]]
        wanted = wanted[:LONGEST]
        found = dict.fromkeys([*self._sharing_pairs(wanted), *self._held(wanted), *self._holding(wanted)])
        return [self._by_slug[slug] for slug in found]

    @cached_property
    def _by_slug(self) -> dict[str, str]:
        return {slugify(name): name for name in self.all}

    def _sharing_pairs(self, wanted: str) -> list[str]:
        """The names that share most pairs of letters with what is wanted; the pairs that most names have count last."""
        votes: Counter[str] = Counter()
        read = 0
        for slugs in sorted((self._with_pair[pair] for pair in _pairs(wanted) if pair in self._with_pair), key=len):
            votes.update(slugs[:VOTES])
            read += len(slugs)
            if read > VOTES:
                break
        return [slug for slug, _ in votes.most_common(COMPARED)]

    @cached_property
    def _with_pair(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug in self._by_slug:
            for pair in _pairs(slug):
                found.setdefault(pair, []).append(slug)
        return found

    def _held(self, wanted: str) -> list[str]:
        parts = {wanted[start:end] for start in range(len(wanted)) for end in range(start + 3, len(wanted) + 1)}
        return sorted(part for part in parts if part in self._by_slug)[:COMPARED]

    def _holding(self, wanted: str) -> list[str]:
        if len(wanted) < 3 or wanted not in self._lines:
            return []
        return sorted((slug for slug in self._by_slug if wanted in slug), key=len)[:COMPARED]

    @cached_property
    def _lines(self) -> str:
        return "\n".join(self._by_slug)


def _pairs(slug: str) -> Iterable[str]:
    """Each pair of letters once, in order: the order of a set would change which of two equals is compared."""
    return dict.fromkeys(slug[at : at + 2] for at in range(len(slug) - 1))
