"""A page's blocks → its articles: what belongs to which, whose byline is whose, and what stands outside all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .blocks import Block, Kind, ordinal
from .bylines import Byline
from .form import letters
from .names import Atlas
from .starts import districts_of, starts_of

TEXT = (Kind.BODY, Kind.HEADING, Kind.CAPTION, Kind.BOX)
"""The kinds of block that stay in an article when its byline and marks are read."""
PICTURE_NEWS = 50
"""Letters from which a caption about another place is news by itself."""


@dataclass(slots=True)
class Article:
    """One article of a page: its blocks in their order, headlines and bylines taken out as they are found."""

    blocks: list[Block]
    byline: Byline = field(default_factory=Byline)
    title: str = ""
    beside: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def body(self) -> list[Block]:
        """Its paragraphs."""
        return [block for block in self.blocks if block.kind is Kind.BODY]


@dataclass(slots=True)
class Sheet:
    """A page cut into its articles; around: what belongs to none of them, the page's introduction and headlines among it."""

    articles: list[Article]
    around: list[Block]
    byline: Byline


def read_articles(atlas: Atlas, blocks: Sequence[Block]) -> Sheet:
    """The articles of a page."""
    starts = sorted(starts_of(atlas, blocks))
    if not starts or not _is_around(blocks[: starts[0]], len(starts)):
        starts = sorted({0, *starts}) if blocks else []
    articles = [Article(list(blocks[start:end])) for start, end in pairwise([*starts, len(blocks)])]
    around = list(blocks[: starts[0]]) if starts else []
    _settle(articles, around)
    _reunite(articles)
    _take_out_news(atlas, articles)
    byline = _sum(block.byline for block in around)
    for article in articles:
        article.byline = _sum(block.byline for block in article.blocks)
        article.marks = [block.text for block in article.blocks if block.kind is Kind.MARK]
        around += [block for block in article.blocks if block.kind is Kind.FURNITURE]
        article.blocks = [block for block in article.blocks if block.kind in TEXT]
    return Sheet(articles, around, byline if byline.reporters else _shared_byline(articles))


def _shared_byline(articles: Sequence[Article]) -> Byline:
    """The byline under the last of several articles, where no other has one: it is that of all."""
    *others, last = articles or [Article([])]
    return (
        last.byline
        if others and not any(article.byline.reporters or article.byline.date for article in others)
        else Byline()
    )


def _sum(bylines: Iterable[Byline | None]) -> Byline:
    total = Byline()
    for byline in bylines:
        total += byline or Byline()
    return total


def _is_around(blocks: Sequence[Block], articles: int) -> bool:
    """Whether what stands before the first beginning is the page's and no article's: headlines, and little text."""
    return articles > 0 and sum(block.kind is Kind.BODY for block in blocks) < (2 if articles > 1 else 1)


def _settle(articles: list[Article], around: list[Block]) -> None:
    """Give what has no text to the article before, pictures behind a byline for one; a mark to the article that it opens.

    Before the first, it stands around.
    """
    for at in range(len(articles) - 2, -1, -1):
        if not articles[at].body and any(block.kind is Kind.MARK for block in articles[at].blocks):
            moved = articles.pop(at).blocks
            articles[at].blocks[:0] = moved
    if articles and not articles[0].body and len(articles) > 1:
        around += articles.pop(0).blocks
    for at in range(len(articles) - 1, 0, -1):
        if not articles[at].body:
            articles[at - 1].blocks += articles.pop(at).blocks


def _reunite(articles: list[Article]) -> None:
    """Put what follows on the second half of a paragraph, in or behind another article, to the article that the first half is in."""
    firsts = [article.blocks[0].lines[0] for article in articles]
    for at, article in enumerate(articles):
        for tail in [max(block.lines) for block in article.blocks if max(block.lines) > min(block.lines)]:
            where = max((i for i, first in enumerate(firsts) if first <= tail), default=at)
            if where <= at:
                continue
            rest = [block for block in articles[where].blocks if block.lines[0] > tail]
            if (
                not rest
                and where + 1 < len(articles)
                and all(ordinal(block.text) for block in _heads(articles[where + 1]))
            ):
                where, rest = where + 1, articles[where + 1].blocks
            article.blocks += rest
            articles[where].blocks = [block for block in articles[where].blocks if block not in rest]
    articles[:] = [article for article in articles if article.blocks]


def _heads(article: Article) -> list[Block]:
    """The headings before an article's first paragraph."""
    body = next((at for at, block in enumerate(article.blocks) if block.kind is Kind.BODY), len(article.blocks))
    return [block for block in article.blocks[:body] if block.kind is Kind.HEADING]


def _take_out_news(atlas: Atlas, articles: list[Article]) -> None:
    """Make an article of each long caption that is about another district than the article it stands in."""
    for article in list(articles):
        own = set[str]().union(
            *(districts_of(atlas, block) for block in article.blocks if block.kind is not Kind.CAPTION)
        )
        for block in article.blocks[:]:
            if block.kind is Kind.CAPTION and len(letters(block.text)) >= PICTURE_NEWS:
                told = districts_of(atlas, block)
                if told and own and not told & own:
                    article.blocks.remove(block)
                    articles.append(Article([block]))
