"""Articles as a blog of an agency has them, the same each time: lengths, links and tags of skewed laws, series, images.

An article is a value; how each engine wants it written is in sites.py, so that all of them publish the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random

from tests.bench.texts import paragraph, sentence, tag, title

FIRST = datetime(2010, 1, 4, 9)
LAST = datetime(2026, 6, 30, 9)
CATEGORIES = 12
AUTHORS = 16
IMAGES = 24
WORDS = 850  # of the median article; a third are over 1,100 and one in twenty over 2,000
SPREAD = 0.5  # of the logarithm of the length
SHORTEST, LONGEST = 150, 6000
WORDS_A_LINK = 300
SERIES = 5  # parts; one article in five is in a series
CURVE = 0.8  # how much more the first tags and categories serve than the next: the k-th weighs 1 / k ** CURVE


@dataclass(frozen=True)
class Article:
    """An article; `links` are the numbers of other articles, `seed` makes its paragraphs."""

    number: int
    title: str
    slug: str
    date: datetime
    author: int
    category: int
    tags: tuple[str, ...]
    series: tuple[int, int] | None
    hero: int | None
    words: int
    links: tuple[int, ...]
    summary: str

    @property
    def stem(self) -> str:
        return f"{self.date:%Y-%m-%d}-{self.slug}"


def articles_of(count: int) -> list[Article]:
    """The articles of a site of `count`, from the oldest."""
    tags = [tag(number) for number in range(max(20, int(6 * count**0.5)))]
    weights = list(accumulate(1 / (rank + 1) ** CURVE for rank in range(len(tags))))
    return [_article(number, count, tags, weights) for number in range(count)]


def _article(number: int, count: int, tags: list[str], weights: list[float]) -> Article:
    random = Random(f"article {number}")
    words = int(min(LONGEST, max(SHORTEST, WORDS * exp(random.gauss(0, SPREAD)))))
    chosen = dict.fromkeys(random.choices(tags, cum_weights=weights, k=random.randrange(2, 7)))
    # Nearly all links go to what was published a little before.
    back = (int(random.expovariate(1 / 60)) + 1 for _ in range(words // WORDS_A_LINK + 1))
    links = dict.fromkeys(number - step for step in back if step <= number)
    return Article(
        number=number,
        title=title(random, number),
        slug=f"dossier-{number}",
        date=FIRST + (LAST - FIRST) / max(1, count) * number + timedelta(minutes=number % 60),
        author=random.randrange(AUTHORS),
        category=int(random.betavariate(1.2, 2) * CATEGORIES),
        tags=tuple(chosen),
        series=(number // (5 * SERIES), number % (5 * SERIES) + 1) if number % (5 * SERIES) < SERIES else None,
        hero=random.randrange(IMAGES) if random.random() < 0.1 else None,
        words=words,
        links=tuple(links),
        summary=f"{sentence(random).rstrip('. !?')}.",
    )


def body(article: Article, link: Callable[[int], str], image: Callable[[int], str]) -> str:
    """The Markdown of an article, with the addresses that an engine wants for another article and for an image."""
    random = Random(f"body {article.number}")
    waiting = list(article.links)
    blocks: list[str] = []
    words = 0
    while words < article.words:
        if blocks and random.random() < 0.28:
            blocks.append(f"## {title(random, len(blocks))}")
        block = _block(random)
        if waiting and random.random() < 0.5:
            block += "\n\n" if block.endswith("|") else " "  # what follows a row is one more cell
            block += f"Voir aussi [{sentence(random).rstrip('. !?')}]({link(waiting.pop())})."
        blocks.append(block)
        words += len(block.split())
    blocks += [f"Voir aussi [{sentence(random).rstrip('. !?')}]({link(number)})." for number in waiting]
    if random.random() < 0.2:
        blocks.insert(len(blocks) // 2, f"![Une vue du chantier]({image(random.randrange(IMAGES))})")
    return "\n\n".join(blocks) + "\n"


def _block(random: Random) -> str:
    """A paragraph, or more seldom a list, a quotation, a table."""
    drawn = random.random()
    if drawn < 0.72:
        words = paragraph(random).split(" ")
        at = random.randrange(2, len(words) - 2)
        if random.random() < 0.4 and words[at].isalpha():
            words[at] = f"**{words[at]}**"
        return " ".join(words)
    if drawn < 0.84:
        return "\n".join(f"- {sentence(random)}" for _ in range(random.randrange(3, 6)))
    if drawn < 0.9:
        return "\n".join(f"{rank}. {sentence(random)}" for rank in range(1, random.randrange(4, 6)))
    if drawn < 0.96:
        return f"> {sentence(random)}"
    return "\n".join(_rows(random))


def _rows(random: Random) -> Iterator[str]:
    yield "| Année | Part | Total |"
    yield "|---|---|---|"
    for year in range(2019, 2023):
        yield f"| {year} | {random.randrange(99)} % | {random.randrange(1000, 99999)} € |"
