"""A damaged page's blocks → its paragraphs, headings and captions: what was cut is joined, what was printed twice is kept once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..terms import fold
from .blocks import Block, Kind
from .captions import LIKELY, Gaps, caption_score, gaps_of, tells
from .draft import Doubt
from .form import is_open, joined, left_open, letters, squeezed, width
from .headings import find_headings
from .joints import Page, across_word, begins_within, evidence, headless, overlap, rare_words
from .repeats import drop_repeats, is_second, repeated_in

AHEAD, CAPTIONED, HEADED, FAR, BACK = 3.0, 2.5, -0.5, -1.0, -2.0
"""What is assumed before looking, by what lies between the halves: nothing, captions, a heading, other text; and where the second half stands first."""
LEAST = {AHEAD: 1.4, CAPTIONED: 0.9, HEADED: 2.0, FAR: 2.0, BACK: 1.5}
"""The score, with what was assumed, from which two halves are joined."""
SURE = 2.0
"""What a word across a joint must be worth for the look of a caption to count for little against it."""
SHARED = 2.0
"""The most that words in common are worth."""
UNSURE, SAYS = 2.5, 0.3
"""The score of two halves that lie apart, and what the words of any must say for the joint, below which an editor is asked to look."""
HEADLINE = 45
"""How wide, in characters, the first line of a text may be to be its headline."""
NEXT = 6
"""How many of the blocks that follow are looked at however they begin."""
REACH = 60
"""How many blocks away from its first half the second one is looked for."""
NEED = 2.0
"""How much more text that stops in a sentence needs to go on than a line that may stand under a picture, when both could go on in the same."""
SIDEBAR = 60
"""Letters up to which a piece of text that is not whole may be a line under a picture."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two halves of a paragraph: their positions among the blocks, the score, what was assumed, and what their words say for it."""

    head: int
    tail: int
    score: float
    assumed: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Repaired:
    """A page's blocks after the repair, and what is doubtful about it. whole: nothing was cut in it, and it is left as it stood."""

    blocks: list[Block]
    doubts: list[Doubt]
    whole: bool = False


def repair(page: Page, blocks: Sequence[Block]) -> Repaired:
    """The page's blocks, repaired."""
    found = find_headings(page, blocks)
    if not is_damaged(found):
        return Repaired(_whole(page, find_headings(page, blocks, whole=True)), [], whole=True)
    found = drop_repeats(found)
    gap = gaps_of(found)
    links = find_links(page, found, gap)
    doubts = [_doubtful(found, link) for link in links if _is_doubtful(link)]
    found = drop_repeats(join(found, links, page, gap))
    found = find_captions(page, found, gap)
    return Repaired([block for at, block in enumerate(found) if not is_second(found, at)], doubts)


def is_damaged(blocks: Sequence[Block]) -> bool:
    """Whether anything of a text was cut: a paragraph stops in the middle of a sentence, or begins there. A short first line is a headline."""
    headline = bool(blocks) and width(blocks[0].text) <= HEADLINE and "。" not in blocks[0].text
    bodies = [block for block in blocks[headline:] if block.kind is Kind.BODY and not block.whole]
    return any(
        (block.open and bool(re.search("[，,。；;]", block.text)) and not block.text.endswith(("：", ":")))
        or begins_within(block.text)
        for block in bodies
    )


def _whole(page: Page, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text in which nothing was cut, without paragraphs that are printed twice; captions only where it has pictures."""
    repeated = repeated_in(blocks, [squeezed(block.text) for block in blocks])
    found = [block for at, block in enumerate(blocks) if at not in repeated]
    gap = gaps_of(found)
    pictured = gap.pictures or any(
        block.kind is Kind.CAPTION or (block.kind is Kind.BYLINE and re.search("[图摄]", block.text)) for block in found
    )
    return find_captions(page, found, gap) if pictured else found


def find_links(page: Page, blocks: Sequence[Block], gap: Gaps) -> list[Link]:
    """Which block goes on in which: the likeliest first, each half taken once."""
    captions = {
        at: caption_score(page.segmenter, block, gap) for at, block in enumerate(blocks) if block.kind is Kind.BODY
    }
    every = [
        link
        for head, tail in _pairs(page, blocks)
        for link in [_link(page, blocks, captions, (head, tail))]
        if link.score >= LEAST[link.assumed]
    ]
    heads, tails, found = set[int](), set[int](), list[Link]()
    needs = {
        at: 0.0 if _is_light(block, captions.get(at, 0.0)) and captions.get(at, 0.0) >= 0 else NEED
        for at, block in enumerate(blocks)
    }
    for link in sorted(every, key=lambda link: -link.score - needs[link.head]):
        if link.head not in heads and link.tail not in tails and not _closes_ring(found, link):
            heads.add(link.head)
            tails.add(link.tail)
            found.append(link)
    return [link for link in found if needs[link.head] or not any(_within(link, outer) for outer in found)]


def _pairs(page: Page, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The blocks that may go on, each with those that it may go on in: the next few, and of those further away the ones that look like second halves."""
    bodies = [at for at, block in enumerate(blocks) if block.kind is Kind.BODY and not block.whole]
    orphans = {at for at in bodies if begins_within(blocks[at].text)}
    for head in [at for at in bodies if blocks[at].open]:
        near = [at for at in bodies if head < at][:NEXT]
        yield from ((head, tail) for tail in near)
        for tail in bodies:
            far = tail != head and tail not in near and abs(tail - head) <= REACH
            if far and (tail in orphans or across_word(page, blocks[head].text, blocks[tail].text) >= 1.0):
                yield head, tail


def _within(link: Link, outer: Link) -> bool:
    return outer.head < min(link.head, link.tail) and max(link.head, link.tail) < outer.tail


def _link(page: Page, blocks: Sequence[Block], captions: Mapping[int, float], at: tuple[int, int]) -> Link:
    """How likely one block goes on in another; captions: how much each body block looks like a caption."""
    head, tail = blocks[at[0]], blocks[at[1]]
    assumed = _assumed(blocks, captions, at)
    near, sure = assumed in (AHEAD, CAPTIONED), across_word(page, head.text, tail.text) >= SURE
    cut = not stops_short(head) or len(re.findall("[，,]", head.text)) > 1
    score = said = evidence(page, head.text, tail.text)
    if (near and cut) or tail.starts is False:  # what was cut goes on somewhere, and nothing is nearer
        score = max(score, -0.5 if assumed == AHEAD or tail.starts is False else -1.25)
    score += 5.0 if near and overlap(head.text, tail.text) else 0.0
    score += {True: -2.5, False: 0.5, None: 0.0}[tail.starts]
    score -= 1.5 if tail.open and len(letters(tail.text)) <= SIDEBAR else 0.0
    score -= 1.5 if not cut and not sure and not tells(head.text) else 0.0
    score -= 0.5 if len(letters(tail.text)) <= 4 and not sure else 0.0
    score -= (0.3 if sure else 1.5) * max(0.0, captions[at[1]] - 1.0) + 1.2 * max(0.0, captions[at[0]] - LIKELY)
    score += assumed - 0.02 * abs(at[1] - at[0])
    score += 0.0 if near or assumed == HEADED else _far(page, blocks, captions, at, score)
    return Link(*at, score, assumed, said)


def _assumed(blocks: Sequence[Block], captions: Mapping[int, float], at: tuple[int, int]) -> float:
    """What is assumed of two halves by what lies between them."""
    head, tail = at
    if tail < head:
        return BACK
    between = [i for i in range(head + 1, tail) if blocks[i].kind not in (Kind.FURNITURE, Kind.BOX)]
    if any(i in captions and not _is_light(blocks[i], captions[i]) for i in between):
        return FAR
    if any(blocks[i].kind not in (Kind.CAPTION, Kind.BODY) for i in between):
        return HEADED
    return CAPTIONED if between else AHEAD


def _far(
    page: Page, blocks: Sequence[Block], captions: Mapping[int, float], at: tuple[int, int], score: float
) -> float:
    """What is added where two halves lie far apart: a word across the joint is worth more, and so are words in common; a second half that another
    first half stands right before is likelier that one's.

    score: what speaks for the joint so far.
    """
    head, tail = at
    sure = across_word(page, blocks[head].text, blocks[tail].text) >= SURE
    above = next((i for i in range(tail - 1, -1, -1) if _is_text(blocks[i], captions.get(i))), head)
    wanted = above != head and blocks[above].open
    added = 1.5 * sure - (1.0 if wanted and sure else 2.0 if wanted else 0.0)
    added -= 2.5 if begins_within(blocks[tail].text) and not sure else 0.0  # that speaks for any first half
    least = LEAST[BACK if tail < head else FAR]
    if score + added + SHARED >= least:  # it takes long, and most pairs are far from it
        added += _shared(page, blocks, head, tail)
    return added


def _shared(page: Page, blocks: Sequence[Block], head: int, tail: int) -> float:
    """What is gained where text far away speaks of the same: half for each rarer word it shares with the first half and what stands before that, at most 2."""
    near = fold("".join(block.text for block in blocks[max(0, head - 2) : head + 1]))
    return min(SHARED, 0.5 * sum(word in near for word in rare_words(page, blocks[tail].text)))


def _is_text(block: Block, score: float | None) -> bool:
    """Whether a block is a heading or running text; score: how much it looks like a caption, None where it is no body text."""
    return block.kind is Kind.HEADING if score is None else not _is_light(block, score)


def _is_light(block: Block, score: float) -> bool:
    """Whether a block may lie in the middle of a sentence without being part of it: a caption, or a line that ends in none."""
    return score >= 0.5 or (stops_short(block) and not tells(block.text))


def stops_short(block: Block) -> bool:
    """Whether a block is a short line that ends in no sentence, and does not begin a paragraph."""
    return (
        block.open
        and not block.starts
        and len(letters(block.text)) <= SIDEBAR
        and not re.search("。|[，、,（“‘]$", block.text)
        and len(re.findall("[，,]", block.text)) < 5
        and not any(left_open(block.text))
    )


def _closes_ring(links: Sequence[Link], link: Link) -> bool:
    after = {each.head: each.tail for each in links}
    at: int | None = link.tail
    while at is not None:
        if at == link.head:
            return True
        at = after.get(at)
    return False


def join(blocks: Sequence[Block], links: Sequence[Link], page: Page, gap: Gaps) -> list[Block]:
    """The blocks with the halves joined where the first of them stands; short text that lay between the halves is a caption."""
    after, gone = {link.head: link.tail for link in links}, {link.tail for link in links}
    between = {at for link in links for at in range(link.head + 1, link.tail)} - gone - set(after)
    found = []
    for at, block in enumerate(blocks):
        if at in gone:
            continue
        whole, last = block, at
        while (last := after.get(last, -1)) >= 0:
            tail = blocks[last].text
            rest = tail[overlap(whole.text, tail) :]
            whole = replace(whole, text=joined(whole.text, rest), lines=whole.lines + blocks[last].lines)
        score = caption_score(page.segmenter, block, gap)
        if at in between and block.kind is Kind.BODY and (score >= 0.0 or _is_light(block, score)):
            whole = replace(whole, kind=Kind.CAPTION)
        found.append(whole)
    return found


def find_captions(page: Page, blocks: Sequence[Block], gap: Gaps) -> list[Block]:
    """The blocks, those that are captions by their form and their neighbours marked as such."""
    found = list(blocks)
    for at, block in enumerate(found):
        if block.kind is Kind.BODY and not block.whole:
            before = found[at - 1] if at else None
            after = found[at + 1] if at + 1 < len(found) else None
            score = caption_score(page.segmenter, block, gap)
            score += 1.0 if (before and before.kind is Kind.CAPTION) or (after and after.kind is Kind.CAPTION) else 0.0
            score += (
                1.0 if before and before.kind is Kind.BYLINE and (after is None or after.kind is not Kind.BODY) else 0.0
            )
            score -= 1.5 if before and before.kind is Kind.HEADING and not (after and after.kind is Kind.BODY) else 0.0
            row = sum(stops_short(other) for other in found[max(0, at - 2) : at + 3]) >= 3 or (
                before and before.text.endswith(("：", ":"))
            )
            score += 3.0 if stops_short(block) and not row else 0.0
            if score >= LIKELY and len(letters(block.text)) > 1:
                found[at] = replace(block, kind=Kind.CAPTION)
    return found


def broken_off(block: Block) -> bool:
    """Whether a block is body text that stops in the middle of a sentence, and nothing on the page goes on."""
    return block.open and len(letters(block.text)) > 12 and not block.text.endswith(("：", ":"))


def begins_broken(page: Page, block: Block) -> bool:
    """Whether a block is body text that begins in the middle of a sentence."""
    return block.kind is Kind.BODY and headless(block.text) and is_open(block.text[:1])


def _is_doubtful(link: Link) -> bool:
    """Whether two halves were joined for where they stand more than for what they say."""
    return link.evidence < SAYS or (link.score < UNSURE and link.assumed not in (AHEAD, CAPTIONED))


def _doubtful(blocks: Sequence[Block], link: Link) -> Doubt:
    head, tail = blocks[link.head].text, blocks[link.tail].text
    return Doubt(blocks[link.tail].lines[0], f"「…{head[-10:]}」和「{tail[:10]}…」接得没把握，请对照原文看看。")
