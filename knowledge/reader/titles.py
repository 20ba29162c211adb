"""Which of a page's headings is the headline of which article; the others are kickers, decks, column names, or head a section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ..terms import Segmenter
from .articles import Article, Sheet
from .blocks import Block, Kind, ordinal
from .form import width
from .headings import kind_headed
from .joints import affinity

SECTION = 20
"""How wide, in characters, the last heading under a headline and its deck may be to head the first section."""
CLEARLY = 0.25
"""How much more of its words must be in the article for a later headline to stand before the first one."""
_COLUMN = re.compile(
    r"系列|专栏|专题|特刊|专版|特别报道|聚焦$|^关注|[·•|｜].*(?:治理|社区|基层)$|^(?:奋进|走进|决战|喜迎|学习贯彻)"
)
_BESIDE = re.compile("^——|——$")
_SERIES = re.compile(
    r"(?:观察|调查|进行时|笔记|新闻|纪实|手记|看台|视点|视线|前沿|一线|之窗|风采|周刊|记录|故事汇|在行动|现场|访谈)$"
)
_ABOUT = re.compile(r"(?:样本|观察|实践|探索|经验|启示|侧记|见闻|背后的.{1,6}|巡礼|综述|系列报道之.)$")


def give_titles(segmenter: Segmenter, sheet: Sheet) -> None:
    """Give every article its headline, out of its own headings and those that stand around; what stood with it goes beside it."""
    _give_together(segmenter, [article for article in sheet.articles if article.body])
    pool = [block for block in sheet.around if block.kind is Kind.HEADING and not _is_column(block.text)]
    untitled = [article for article in sheet.articles if article.body and not article.title and not _leading(article)]
    for article in sheet.articles:
        if _leading(article) and not article.title:
            _title_from_own(segmenter, article)
    for block, article in _matches(segmenter, pool, untitled):
        article.title = article.title or block.text
    for article in untitled:
        if not article.title:
            _title_from_own(segmenter, article)


def _is_column(text: str) -> bool:
    """Whether a heading is the name of a column or a series, and no headline."""
    return bool(_COLUMN.search(text)) or (width(text) < 8 and bool(_SERIES.search(text)))


def _give_together(segmenter: Segmenter, articles: Sequence[Article]) -> None:
    """Give the headlines that stand together over an article, and over those behind it that begin without one, each to its own, its deck with it."""
    for at, article in enumerate(articles):
        leading = _leading(article)
        top = [block for block in leading if not _is_column(block.text) and not _BESIDE.search(block.text)]
        bare = list(takewhile(lambda each: not _leading(each), articles[at + 1 :]))
        if bare and len(top) > len(bare):
            article.blocks = [block for block in article.blocks if block not in leading]
            for block, each in _matches(segmenter, top, [article, *bare]):
                each.title = block.text
                below = leading[leading.index(block) + 1 :]
                each.beside += [deck.text for deck in takewhile(lambda deck: _BESIDE.search(deck.text), below)]


def _matches(segmenter: Segmenter, pool: Sequence[Block], articles: Sequence[Article]) -> list[tuple[Block, Article]]:
    """The headlines that stand together, each with the article it shares most words with; where they share none, in their order."""
    pairs = [
        (_fits(segmenter, block.text, article) - 0.01 * abs(i - j), i, j)
        for i, block in enumerate(pool)
        for j, article in enumerate(articles)
    ]
    blocks, taken, found = set[int](), set[int](), list[tuple[Block, Article]]()
    for score, i, j in sorted(pairs, reverse=True):
        if i not in blocks and j not in taken and (score > 0.15 or len(pool) >= len(articles)):
            blocks.add(i)
            taken.add(j)
            found.append((pool[i], articles[j]))
    return found


def _fits(segmenter: Segmenter, heading: str, article: Article) -> float:
    """How much of a heading's words the rest of an article holds."""
    return affinity(segmenter, heading, "".join(block.text for block in article.blocks if block.text != heading))


def _leading(article: Article) -> list[Block]:
    """The headings before an article's first paragraph."""
    found = []
    for block in article.blocks:
        if block.kind is Kind.BODY:
            break
        found += [block] if block.kind is Kind.HEADING else []
    return found


def _runs(article: Article) -> list[list[Block]]:
    """The headings of an article by what stands together: one of a lower level than the first begins anew."""
    runs: list[list[Block]] = [[]]
    for block in article.blocks:
        if block.kind is Kind.HEADING:
            runs += [[]] if runs[-1] and block.level > runs[-1][0].level > 0 else []
            runs[-1].append(block)
        elif block.kind is Kind.BODY and runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _title_from_own(segmenter: Segmenter, article: Article) -> None:
    """Take the headline out of an article's own headings, with what stands beside it."""
    runs = _runs(article)
    if not runs:
        return
    leads = bool(_leading(article))
    run = runs[0]
    later = next((each for each in runs[1:] if leads and len(each) > 1 and not ordinal(each[0].text)), None)
    if (
        later
        and _fits(segmenter, _pick(segmenter, later, article).text, article)
        > _fits(segmenter, _pick(segmenter, run, article).text, article) + CLEARLY
    ):
        article.beside += [block.text for block in run]
        article.blocks = [block for block in article.blocks if block not in run]
        run, leads = later, False
    if not leads and ordinal(run[0].text):
        return
    title = _pick(segmenter, run, article)
    taken = run[: run.index(title) + 1]
    for block in run[len(taken) :]:
        heads = len(runs) > 1 and block is run[-1] and taken[-1] is not title and width(block.text) <= SECTION
        if heads or not _is_deck(block.text, title.text, leads, len(runs) > 1):
            break
        taken.append(block)
    article.title = title.text
    article.beside += [block.text for block in taken if block is not title]
    article.blocks = [block for block in article.blocks if block not in taken]


def _pick(segmenter: Segmenter, run: Sequence[Block], article: Article) -> Block:
    """The headline among headings that stand together: the one whose words the article has, that is neither kicker (……——), deck (——……) nor column name."""
    run = list(takewhile(lambda block: not _heads_section(block.text), run)) or run
    shortest = min(width(block.text) for block in run)

    def score(at: int) -> float:
        text = run[at].text
        found = _fits(segmenter, text, article) - 0.1 * at + (2.0 if run[at].level == 1 else 0.0)
        found -= 2.0 if re.search(r"^——|——$|[：:]$", text) or _COLUMN.search(text) else 0.0
        found -= 0.6 if width(text) < 6 or _SERIES.search(text) else 0.2 if width(text) < 8 else 0.0
        found += 0.4 if at + 1 < len(run) and width(run[at + 1].text) > 1.6 * width(text) else 0.0
        found -= 0.3 if re.search("[，,]", text) and width(text) > 20 else 0.0
        found -= 1.0 if ordinal(text) or re.fullmatch("[（(].*[）)]", text) else 0.0
        found -= 0.3 if _ABOUT.search(text) else 0.0
        return found - (0.4 if width(text) > 1.5 * max(shortest, 8.0) else 0.0)

    return run[max(range(len(run)), key=score)]


def _heads_section(text: str) -> bool:
    """Whether a heading says of itself that a section stands under it."""
    return bool(ordinal(text) or kind_headed(text))


def _is_deck(text: str, title: str, leads: bool, others: bool) -> bool:
    """Whether a heading under the headline belongs to it, and does not head the text that follows."""
    if _heads_section(text):
        return False
    return leads or not others or bool(re.search("^——|[，,]", text)) or width(text) > max(28.0, 1.5 * width(title))
