"""Where the articles of a page begin: what marks, headlines, bylines and places tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .blocks import Block, Kind, ordinal
from .form import width
from .joints import affinity
from .names import Atlas
from .places import Named, named

LONG = 4
"""Paragraphs from which what stands before a byline is an article of its own, and not the lead of the one that follows."""
SECTION = 6
"""How wide the heading of a section may be that says no more than 做法 or 取得成效."""
LEAST, PARTED = 2, 0.8
"""Paragraphs of the shorter of two articles that are parted by their headlines alone, and how much better these must fit apart than together."""


def starts_of(atlas: Atlas, blocks: Sequence[Block]) -> set[int]:
    """Where articles begin: at a mark, at a heading with a place of its own, at a headline of the first level, by their bylines, at a turn, and where two
    headlines that stand together part.
    """
    texts = [at for at, block in enumerate(blocks) if block.kind is Kind.BODY]
    headings = [at for at, block in enumerate(blocks) if block.kind is Kind.HEADING]
    placed = [at for at in headings if _place_headed(atlas, blocks[at])]
    tops = [
        at
        for at in headings
        if blocks[at].level == 1 and not ordinal(blocks[at].text) and width(blocks[at].text) > SECTION
    ]
    tops = [at for at, after in pairwise([*tops, len(blocks)]) if any(at < text < after for text in texts)]
    found = {at for each in (placed, tops) if len({blocks[at].text for at in each}) > 1 for at in each}
    for at, block in enumerate(blocks):
        if block.kind is Kind.MARK and (not at or blocks[at - 1].kind is not Kind.MARK):
            above = _with_headings(blocks, at)
            found.add(above if (texts and texts[0] < at) or blocks[above].level == 1 else at)
    found |= _starts_by_bylines(blocks)
    found = {at for at in found if texts and at < texts[-1]}
    found |= _turns(atlas, blocks, found)
    return found | _divisions(atlas, blocks, found)


def _starts_by_bylines(blocks: Sequence[Block]) -> set[int]:
    """Where articles begin before a byline that opens one, with the headlines over it, or behind one that ends one.

    An opening byline under little text, and no headline, stands between an article's lead and the rest of it.
    """
    found, begun = set[int](), 0
    for first, last in _byline_runs(blocks):
        start = _next(blocks, last)
        if _opens(blocks, first, last):
            start = _with_headings(blocks, first)
            above = blocks[begun:first]
            text = sum(block.kind is Kind.BODY for block in above)
            if 0 < text < LONG and start == first and all(block.kind is not Kind.BYLINE for block in above):
                continue
        if start is not None:
            found.add(start)
            begun = start
    return found


def mark_places(atlas: Atlas, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that are nothing but a whole place marked as what opens an article."""
    return [
        replace(block, kind=Kind.MARK)
        if block.kind in (Kind.BODY, Kind.HEADING) and _is_place(atlas, block.text)
        else block
        for block in blocks
    ]


def _is_place(atlas: Atlas, text: str) -> bool:
    bare = text.strip("■●◆▲◎□★▶ \u3000")
    found = named(atlas, bare)
    parts = _parts(found[-1]) if found and found[-1].start + len(found[-1].name) == len(bare) else []
    return len(parts) > 1 and bare.startswith(parts[0])


def _parts(each: Named) -> list[str]:
    return [part for part in (each.place.city, each.place.district, each.place.street, each.place.community) if part]


def _place_headed(atlas: Atlas, block: Block) -> bool:
    """Whether a heading begins with a place of two parts or more: 区街道社区."""
    return any(len(parts) > 1 and block.text.find(parts[0]) < 4 for parts in map(_parts, named(atlas, block.text)))


def _divisions(atlas: Atlas, blocks: Sequence[Block], starts: set[int]) -> set[int]:
    """Where the second of two articles begins whose headlines stand together over the first, and that no byline parts."""
    found = set[int]()
    for begin, end in pairwise(sorted({0, *starts, len(blocks)})):
        body = [at for at in range(begin, end) if blocks[at].kind is Kind.BODY]
        heads = [block.text for block in blocks[begin : body[0] if body else end] if block.kind is Kind.HEADING]
        heads = [text for text in heads if width(text) <= 30 and not re.search("^——|——$", text)]
        if (
            len(body) >= 2 * LEAST
            and len(heads) > 1
            and not any(blocks[at].kind is Kind.HEADING for at in range(body[0], end))
        ):
            scores = {
                at: _parting(atlas, [blocks[i].text for i in body], body.index(at), heads[-2:])
                for at in body[LEAST : 1 - LEAST]
            }
            best = max(scores, key=lambda at: scores[at])
            found |= {best} if scores[best] >= PARTED else set()
    return found


def _parting(atlas: Atlas, texts: Sequence[str], at: int, heads: Sequence[str]) -> float:
    """How well a cut gives each of two headlines a text that has its words and not the other's; 0 where both texts are about one community."""
    first, second = "".join(texts[:at]), "".join(texts[at:])
    places = [
        {each.place.community for text in part for each in named(atlas, text)} - {""}
        for part in (texts[:at], texts[at:])
    ]
    if not all(places) or places[0] & places[1]:
        return 0.0
    fits = [affinity(atlas.segmenter, head, first) - affinity(atlas.segmenter, head, second) for head in heads]
    return abs(fits[0] - fits[1])


def _byline_runs(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The first and last position of each run of bylines."""
    runs: list[tuple[int, int]] = []
    for at, block in enumerate(blocks):
        if block.kind is Kind.BYLINE:
            if runs and runs[-1][1] == at - 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
    return runs


def _opens(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether a byline stands at the beginning of its article."""
    before, after = _previous(blocks, first), _next(blocks, last)
    text = blocks[first].text
    if after is None:
        return False
    if before is not None and blocks[before].kind is Kind.BODY and blocks[before].lines == blocks[first].lines:
        return False
    if blocks[after].lines == blocks[last].lines or before is None or blocks[before].kind in (Kind.HEADING, Kind.MARK):
        return True
    if re.match("[□■◎○●◆▢☐]", text):
        ends = all(block.kind is not Kind.BODY for block in blocks[_byline_runs(blocks)[-1][1] :])
        return blocks[after].kind is Kind.BODY or not ends
    if blocks[after].kind is not Kind.BODY or re.search("摄影|供图|[文图][/／]|摄$|^[（(]", text):
        return False
    others = [
        blocks[f].kind
        for run in _byline_runs(blocks)
        if run[0] != first
        for f in [_previous(blocks, run[0])]
        if f is not None
    ]
    return bool(others) and others.count(Kind.HEADING) * 2 > len(others)


def _turns(atlas: Atlas, blocks: Sequence[Block], found: set[int]) -> set[int]:
    """Where headlines begin an article that no byline tells: two headings together, or one, with text about another district behind it."""
    borders = sorted({0, *found, len(blocks)})
    turns = set[int]()
    for begin, end in pairwise(borders):
        titled, seen = False, set[str]()
        at = begin
        while at < end:
            if blocks[at].kind is not Kind.HEADING:
                if blocks[at].kind is Kind.BODY:
                    seen |= districts_of(atlas, blocks[at]) | {each.name for each in named(atlas, blocks[at].text)}
                at += 1
                continue
            last = at
            while last + 1 < end and blocks[last + 1].kind is Kind.HEADING:
                last += 1
            after = [block for block in blocks[last + 1 : end] if block.kind is Kind.BODY][:3]
            headline = (*blocks[at : last + 1], *after)
            told = set[str]().union(*(districts_of(atlas, block) for block in headline))
            if last > at and not told & seen:
                told |= {each.name for block in headline for each in named(atlas, block.text)}
            if titled and seen and told and not seen & told and not ordinal(blocks[at].text):
                turns.add(at)
                seen = set()
            titled = True
            at = last + 1
    return turns


def districts_of(atlas: Atlas, block: Block) -> set[str]:
    """The districts that a block names, without the province or city before them."""
    return {
        re.sub("^(?:四川|成都)(?=..)", "", each.place.district)
        for each in named(atlas, block.text)
        if each.place.district
    }


def _with_headings(blocks: Sequence[Block], at: int) -> int:
    """The position of the first of the headings right before a block; its own where there are none."""
    first = at
    while first and blocks[first - 1].kind in (Kind.HEADING, Kind.FURNITURE, Kind.CAPTION):
        first -= 1
    while first < at and blocks[first].kind is not Kind.HEADING:
        first += 1
    return first


def _previous(blocks: Sequence[Block], at: int) -> int | None:
    return next((i for i in range(at - 1, -1, -1) if blocks[i].kind not in (Kind.CAPTION, Kind.FURNITURE)), None)


def _next(blocks: Sequence[Block], at: int) -> int | None:
    return next((i for i in range(at + 1, len(blocks)) if blocks[i].kind not in (Kind.CAPTION, Kind.FURNITURE)), None)
