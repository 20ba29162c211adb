"""A newspaper page as it comes out of a PDF → the cases it tells, faithfully: nothing is invented, and nothing is silently mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

from ..case import Case, Place, ReadError, Section, Source
from ..terms import Segmenter, fold
from ..words import Words
from .articles import Article, Sheet, read_articles
from .blocks import Block, Kind, read_blocks
from .bylines import Byline, is_person, publication_of
from .draft import Doubt, Draft
from .facts import kind_of, place_of, plan_year, topics_of, with_city, year_in
from .form import is_open, letters, sentences
from .headings import kind_headed
from .joints import Page, page_of, rare_words
from .left_out import left_out
from .names import Atlas, atlas_of
from .places import named
from .repair import begins_broken, broken_off, repair
from .sections import Part, missing_ordinals, read_parts, split_communities
from .starts import mark_places
from .titles import give_titles

SECONDS = 55
"""How long a text may take to read. Five megabytes of ordinary text take less; text that is made to take long is given up."""
LONGEST = 40_000
"""Characters of the longest text that is read as one page; a full newspaper page has some ten thousand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page while it is read: what is known of words and places, the page cut into articles, what is doubtful, the lines of the paragraphs whose
    beginning is missing, the source its file names, and whether nothing of it was cut.
    """

    words: Words
    atlas: Atlas
    sheet: Sheet
    doubts: Sequence[Doubt]
    headless: frozenset[int]
    source: Source
    whole: bool


def read_page(text: str, source: Source, words: Words, segmenter: Segmenter) -> list[Draft]:
    """The cases that a page tells, in the page's order, each made of the page's own characters.

    source: what the page's file says of where it is from; what the page itself says stands before it. Raises ReadError where it takes too long.
    """
    drafts, began = list[Draft](), monotonic()
    for part in _pages(text):
        if monotonic() - began > SECONDS:
            raise ReadError(f"这份材料太长，读了 {SECONDS} 秒还没有读完，请拆成几份再发。")
        drafts += _read(part, source, words, segmenter)
    return drafts


def _pages(text: str) -> Iterator[tuple[int, str]]:
    """A text in parts that are no longer than a page may be, each with the number of lines before it; cut, where that can be, between two paragraphs."""
    lines = [part for line in text.splitlines() for part in _bearable(line)]
    start = size = 0
    for at, line in enumerate(lines):
        size += len(line) + 1
        ends = size > LONGEST // 2 and not line.strip() and at and not is_open(lines[at - 1].strip())
        if ends or size > LONGEST:
            yield start, "\n".join(lines[start : at + 1])
            start, size = at + 1, 0
    yield start, "\n".join(lines[start:])


def _bearable(line: str) -> list[str]:
    """A line, cut where it is longer than any page: there is no paragraph to keep whole."""
    return [line[at : at + LONGEST] for at in range(0, len(line), LONGEST)] or [""]


def _read(part: tuple[int, str], source: Source, words: Words, segmenter: Segmenter) -> list[Draft]:
    above, text = part
    page = page_of(segmenter, text)
    repaired = repair(page, read_blocks(text, above))
    blocks, doubts = repaired.blocks, repaired.doubts
    headless = [block for block in blocks if begins_broken(page, block)]
    doubts += [Doubt(block.lines[0], f"「{block.text[:12]}…」前面可能缺了一段。") for block in headless]
    heads = [block.text for block in blocks if block.kind is Kind.HEADING or block is blocks[0]]
    atlas = atlas_of(segmenter, words.places, [block.text for block in blocks], heads)
    sheet = read_articles(atlas, mark_places(atlas, blocks))
    give_titles(segmenter, sheet)
    reading = Reading(
        words, atlas, sheet, doubts, frozenset(block.lines[0] for block in headless), source, repaired.whole
    )
    _share_captions(page, sheet)
    drafts = [draft for article in sheet.articles for draft in _drafts(reading, article)]
    return [_with_left(drafts[0], left_out(text, drafts, above)), *drafts[1:]] if drafts else []


def _with_left(draft: Draft, left: Iterable[Doubt]) -> Draft:
    return replace(draft, doubts=tuple(sorted([*draft.doubts, *left], key=lambda doubt: doubt.line)))


def _drafts(reading: Reading, article: Article) -> list[Draft]:
    """The cases of one article: itself, and each of its communities that is told enough of."""
    if not article.body:
        return _news(reading, article) if article.blocks and article.blocks[0].kind is Kind.CAPTION else []
    parts = read_parts(article.blocks, reading.whole)
    heads = [article.title, *article.marks, *article.beside]
    place = place_of(reading.atlas, [head for head in heads if head], [block.text for block in article.body])
    apart = split_communities(reading.atlas, parts, place)
    headed = {line for part in parts if part.heading for line in part.heading.lines}
    headed |= {line for part in parts for block in part.blocks for line in block.lines}
    captions = [
        block
        for block in article.blocks
        if block.kind is Kind.CAPTION or (block.kind is Kind.HEADING and not headed & set(block.lines))
    ]
    drafts = []
    for name, own in apart.items():
        within = [caption for caption in captions if name in caption.text]
        captions = [caption for caption in captions if caption not in within]
        heading = next(
            (part.heading.text for part in own if part.heading and not kind_headed(part.heading.text)), article.title
        )
        community = replace(place, community=name, street=place.street or _street_of(reading, name))
        title = heading if name in heading else f"{name}：{heading}"
        drafts.append(_draft(reading, article, own, within, (title, community)))
    rest = [part for part in parts if part.blocks or part.heading]
    return [_draft(reading, article, rest, captions, (article.title, place)), *drafts]


def _draft(
    reading: Reading, article: Article, parts: Sequence[Part], captions: Iterable[Block], head: tuple[str, Place]
) -> Draft:
    title, place = head
    blocks = [block for part in parts for block in part.blocks]
    text = "".join(block.text for block in blocks)
    year = _year(reading, article)
    doubts = [*_doubts(reading, blocks), *_own_doubts(reading, article, parts)]
    source = _source(reading, _byline(reading, article), article.title)
    notes = [*(f"{_beside(each)}：{each}" for each in article.beside)]
    notes += [f"年份{year[0]}，据原文“{year[1]}”。"] if year and year[1] else []
    notes += [f"「…{block.text[-12:]}」（原文此处缺）" for block in blocks if not reading.whole and broken_off(block)]
    notes += [f"「{block.text[:12]}…」（前面原文缺）" for block in blocks if block.lines[0] in reading.headless]
    case = Case(
        0,
        title or _first_words(text),
        with_city(reading.atlas, place),
        year[0] if year else None,
        topics_of(reading.words.topics, title, text),
        source,
        tuple(_section(part, parts[-1].heading is not None) for part in parts if part.blocks),
        tuple(caption.text for caption in captions),
        tuple(notes),
    )
    return Draft(case, tuple(sorted(doubts, key=lambda doubt: doubt.line)))


def _byline(reading: Reading, article: Article) -> Byline:
    """Who wrote an article, and where it was printed. What is from a newspaper is all of one day."""
    byline = article.byline
    if not byline.reporters:
        byline += _named_beside(article) or reading.sheet.byline
    if not (reading.whole or byline.date):
        dated = next((each.byline for each in reading.sheet.articles if each.byline.date), Byline())
        byline = replace(byline, date=dated.date, page=byline.page or dated.page)
    return byline


def _named_beside(article: Article) -> Byline | None:
    """The byline that is nothing but a name under the headline."""
    names = tuple(text for text in article.beside if is_person(text))
    return Byline(names) if names else None


def _section(part: Part, headed: bool) -> Section:
    """One part as a section. headed: whether the article has headings, before which it tells of the background."""
    texts = tuple(block.text for block in part.blocks)
    heading = part.heading.text if part.heading else ""
    kind = kind_headed(heading)
    return Section(heading, texts, tuple(kind or kind_of(text, headed and not heading) for text in texts))


def _news(reading: Reading, article: Article) -> list[Draft]:
    """A long caption that is news by itself: it is its own only paragraph."""
    text = article.blocks[0].text
    shown = re.search(r"图为([^。（(]{6,40})", text)
    place = place_of(reading.atlas, [], [text])
    title = shown.group(1) if shown else _first_words(text)
    part = Part(None, [replace(article.blocks[0], kind=Kind.BODY)])
    draft = _draft(reading, article, [part], [], (title, place))
    source = replace(draft.case.source, title="", reporters=())
    return [Draft(replace(draft.case, source=source))]


def _source(reading: Reading, byline: Byline, title: str) -> Source:
    """Where a case is from: what the page says, then what its file says."""
    around = [block.text for block in reading.sheet.around if block.kind is Kind.FURNITURE]
    given = reading.source
    publication = byline.publication or given.publication or next(filter(None, map(publication_of, around)), "")
    page = byline.page or next(
        (found.group(1) for text in around if (found := re.search(r"第?\s*([A-Z]?\d{1,2})\s*版", text))), given.page
    )
    dated = next((found for text in around if (found := re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text))), None)
    date = byline.date or (f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}" if dated else given.date)
    return Source(publication, title or given.title, date, page, byline.reporters or given.reporters, given.url)


def _year(reading: Reading, article: Article) -> tuple[int, str] | None:
    """The year of an article, with the words that tell: the page's date or column, the file's date, the last year that any article of the page tells of, a
    five-year plan. A newspaper is of one day: what one article says of its year holds for all; of texts that only stand in one file each speaks for itself.
    Where an article has a source line, and tells of no year itself, it is that line's, with no words.
    """
    sheet, dated = reading.sheet, reading.source.date
    around = [block.text for block in sheet.around if block.kind in (Kind.FURNITURE, Kind.HEADING)]
    own = [article.title, *article.beside, *(block.text for block in article.blocks)]
    every = [text for each in sheet.articles for text in (each.title, *(block.text for block in each.blocks))]
    every += [block.text for block in sheet.around]
    printed = article.byline.date
    for texts in (around, [dated], own if reading.whole or printed else []):
        if found := _last_year(reading, texts):
            return found
    if printed:
        return int(printed[:4]), ""
    if found := _last_year(reading, every):
        return found
    return next((year for text in (*own, *every) if (year := plan_year(text))), None)


def _last_year(reading: Reading, texts: Iterable[str]) -> tuple[int, str] | None:
    found = [year for text in texts if (year := year_in(reading.atlas.segmenter, text))]
    return max(found, key=lambda pair: pair[0], default=None)


def _share_captions(page: Page, sheet: Sheet) -> None:
    """Give each caption that has words of one article alone, and fewer of the one it stands in, to that one; and those that stand in none to one."""
    articles = [article for article in sheet.articles if article.body]
    told = [
        fold("".join(block.text for block in article.blocks if block.kind is not Kind.CAPTION) + article.title)
        for article in articles
    ]

    def shares(caption: Block) -> list[int]:
        words = [word for word in rare_words(page, caption.text) if sum(word in text for text in told) == 1]
        return [sum(len(word) for word in words if word in text) for text in told]

    for blocks in [sheet.around, *(article.blocks for article in articles)]:
        for caption in [block for block in blocks if block.kind is Kind.CAPTION and articles]:
            found = shares(caption)
            own = next((found[i] for i, article in enumerate(articles) if article.blocks is blocks), -2)
            if max(found) > own + 1:
                blocks.remove(caption)
                articles[found.index(max(found))].blocks.append(caption)


def _street_of(reading: Reading, community: str) -> str:
    """The street that the page says a community is part of."""
    found = [
        each.place.street
        for article in reading.sheet.articles
        for block in article.blocks
        for each in named(reading.atlas, block.text)
        if each.place.community == community
    ]
    return next(filter(None, found), "")


def _doubts(reading: Reading, blocks: Iterable[Block]) -> list[Doubt]:
    lines = {line for block in blocks for line in block.lines}
    return [doubt for doubt in reading.doubts if doubt.line in lines]


def _own_doubts(reading: Reading, article: Article, parts: Sequence[Part]) -> list[Doubt]:
    blocks = [block for part in parts for block in part.blocks]
    found = [
        Doubt(block.lines[-1], f"「…{block.text[-12:]}」到这里断了，后面可能缺了一段。")
        for block in blocks
        if not reading.whole and broken_off(block)
    ]
    if missing := missing_ordinals(parts):
        found.append(Doubt(blocks[0].lines[0], f"小标题的序号缺第 {'、'.join(map(str, missing))} 个，可能缺了一节。"))
    if not article.title:
        found.append(Doubt(blocks[0].lines[0], "没有找到标题，暂用正文的开头。"))
    return found


def _beside(text: str) -> str:
    """What stands beside a headline is called by where it stands: a deck begins with a dash."""
    return "副题" if text.startswith("——") else "引题" if text.endswith(("——", "：")) else "题旁"


def _first_words(text: str) -> str:
    """The first clause of a text, as its title where it has none."""
    first = re.split("[，。！？；：]", sentences(text)[0] if text else "")[0]
    return first[:30] if len(letters(first)) > 3 else text[:30]
