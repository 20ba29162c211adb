"""How likely it is that one piece of text goes on in another: what the words across the joint, the quotation marks and the page itself tell.

Evidence is a sum of rough log odds: 0 tells nothing, +3 is hard to explain by chance, −3 speaks clearly against. The figures were set by
hand on pages cut and put together again, and hold where the mistakes balance; none of them is fitted to single sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log

from ..terms import Segmenter, fold, is_han, spans
from .form import left_open, letters, sentences, squeezed

_NEVER_FIRST = re.compile(r"^\.\d|^[，。、；：！？,;:!?”’）)》」』】·…]")
_PARTICLE = re.compile(
    r"^(?:的|了|着|过(?!去|程|年|节)|等(?!待|级|到|候|你)|们|之[间一中下上后前外内](?!后|前|间)|以来|以上|以下|左右|余[人名户个家万次])"
)
_UNIT = re.compile(
    r"^(?:[成年月日号时分秒]|[个家户人名项支场次处间件条套栋座批期届位级类种]|[万亿千百]|余|多|平方|公里|米|元|％|%|岁|周)"
)
_OPENING = re.compile(
    r"^(?:据[悉了介统]|近[年日期]|日前|目前|如今|此外|同时|与此同时|另外|其中|为此|对此|因此|于是|随后|接下来|下一步|未来|今[年天]|去年|昨[日天]|当[日天前]"
    r"|记者|原来|然而|不过|首先|其次|最后|一方面|不仅|随着|通过|围绕|针对|为了|自\d|从[^\u4e00]{0,2}到|在.{1,24}[，,]|\d{4}年|\d{1,2}月\d{1,2}日|截[至止]|这[一是些个里样]|走进|说起|谈[起到]|如何|怎[样么])"
)
_WEAK_TAIL = re.compile(
    r"[，,、（(：:“‘《—\-]$|(?:的|和|与|及|或|在|将|把|被|向|从|对|为|以|于|让|使|由|是|并|而|更|还|也|了)$"
)
_RUN = re.compile(r"[\u3400-\u9fff]+")
SELDOM = 1e-4
"""The share of running text from which a word tells little of what a text is about."""
SEEN = 8
"""How many characters on either side of a joint are looked at."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page tells of itself: its letters, a line each, to count what stands in it elsewhere; its words, and those that sentences begin with."""

    segmenter: Segmenter
    letters: str
    starts: Counter[str]
    words: Counter[str]


def page_of(segmenter: Segmenter, text: str) -> Page:
    """The page a text is."""
    parts = [fold(part.strip()) for line in text.splitlines() for part in sentences(line)]
    cut = [[part[start:end] for start, end in spans(segmenter.cuts(part))] for part in parts if part]
    return Page(
        segmenter,
        "\n".join(map(letters, text.splitlines())),
        Counter(words[0] for words in cut),
        Counter(word for words in cut for word in words),
    )


def evidence(page: Page, head: str, tail: str) -> float:
    """How much speaks for `tail` being where `head` goes on."""
    if _NEVER_FIRST.match(tail):
        return 5.0
    found = (
        across_word(page, head, tail) + _known_elsewhere(page, head, tail) + _quotes(head, tail) + _numbers(head, tail)
    )
    found += 3.0 if _PARTICLE.match(tail) else 0.0
    found += 1.0 if _WEAK_TAIL.search(head) else 0.0
    found += 1.0 if re.match("是|被|[和与及](?!谐|睦|我|平|其)|以及|并且", tail) else 0.0
    if _OPENING.match(tail):
        found -= 2.5
    elif headless(tail):
        found += 1.5
    else:
        found -= starts_sentences(page, tail)
    if tail[:1] in "“‘「" and not re.search(r"[：:，,、“‘「的和与—]$|[说道称]$", head):
        found -= 1.0
    return found


def starts_sentences(page: Page, text: str) -> float:
    """How much more often than by chance the page's sentences begin with a text's first word: the logarithm, between −1 and 1.5."""
    folded = fold(text[:SEEN])
    word = folded[: page.segmenter.cuts(folded)[0]]
    among_first = (page.starts[word] + 0.5) / (page.starts.total() + 1)
    among_all = (page.words[word] + 0.5) / (page.words.total() + 1)
    return max(-1.0, min(1.5, log(among_first / among_all))) if page.words[word] > 3 else 0.0


def headless(text: str) -> bool:
    """Whether a text's first clause is too short to be one: the rest of a word and a stop."""
    found = re.match(r"([^\W\d]{1,4})([，。”’）])", text)
    return found is not None and len(found[1]) <= (1 if found[2] == "，" else 4) and len(text) > 10


def begins_within(text: str) -> bool:
    """Whether a text by itself looks as if it began in the middle of a sentence."""
    return bool(_NEVER_FIRST.match(text) or _PARTICLE.match(text) or left_open(text)[0]) or headless(text)


def across_word(page: Page, head: str, tail: str) -> float:
    """What is gained where a word begins in one text and ends in the other, in a third of the logarithm of its likelihood, at most 4."""
    left, right = _RUN.findall(fold(head[-SEEN:])), _RUN.match(fold(tail[:SEEN]))
    if not left or not right or not is_han(fold(head[-1:])):
        return 0.0
    before, after = left[-1], right.group()
    pieces = page.segmenter.cuts(before + after)
    crossing = [(start, end) for start, end in spans(pieces) if start < len(before) < end]
    if not crossing:
        return 0.0
    whole = _likelihood(page, before + after)
    return min(4.0, max(0.0, (whole - _likelihood(page, before) - _likelihood(page, after)) / 3))


def _likelihood(page: Page, text: str) -> float:
    commonness = page.segmenter.commonness
    return sum(log(max(commonness(text[start:end]), 2e-8)) for start, end in spans(page.segmenter.cuts(text)))


def _known_elsewhere(page: Page, head: str, tail: str) -> float:
    """What is gained where the page writes the same characters elsewhere without a break."""
    left, right = letters(head)[-4:], letters(tail)[:4]
    if not left or not right or letters(head[-1:]) == "" or letters(tail[:1]) == "":
        return 0.0
    best = 0.0
    for before in range(1, len(left) + 1):
        for after in range(1, len(right) + 1):
            if before + after > 2 and left[-before:] + right[:after] in page.letters:
                best = max(best, {3: 1.0, 4: 2.5}.get(before + after, 3.5))
    return best


def _quotes(head: str, tail: str) -> float:
    """A quotation that one half opens must be closed by the other."""
    _, opened = left_open(head)
    closed, _ = left_open(tail)
    if opened and closed:
        return 3.5 if opened[-1] == closed[0] else -1.0
    if closed:
        return -3.0
    return -1.0 if opened and opened[-1] not in "“「" else 0.0


def _numbers(head: str, tail: str) -> float:
    """A number goes on in digits or its measure; no year follows on one."""
    if re.search("[零一二三四五六七八九十百千万两半几每数]$", head) and (
        re.match("[一二三四五六七八九十百千万亿点分余]", tail) or _UNIT.match(tail)
    ):
        return 2.5
    if re.search(r"\d\.$", head) and tail[:1].isdigit():
        return 3.0
    if not head[-1:].isdigit():
        return 1.0 if re.match(r"\d(?!\d{3}年|\d?月\d)", tail) else 0.0
    if re.match(r"\d{4}年|\d{1,2}月\d", tail):
        return -5.0
    if _UNIT.match(tail) or tail[:1].isdigit():
        return 2.5
    return -1.5


def affinity(segmenter: Segmenter, heading: str, text: str) -> float:
    """The share of a heading's words that a text holds, the rarer the more they count."""
    folded, within = fold(heading), fold(text)
    words = {folded[start:end] for start, end in spans(segmenter.cuts(folded)) if end - start > 1}
    weights = {word: 1.0 / (0.0002 + segmenter.commonness(word)) for word in words}
    return sum(weight for word, weight in weights.items() if word in within) / (sum(weights.values()) or 1.0)


def rare_words(page: Page, text: str) -> set[str]:
    """The words of a text, folded, of two characters or more, that running text seldom has."""
    folded = fold(text)
    words = {
        folded[start:end]
        for start, end in spans(page.segmenter.cuts(folded))
        if end - start > 1 and is_han(folded[start])
    }
    return {word for word in words if page.segmenter.commonness(word) < SELDOM}


def overlap(head: str, tail: str, least: int = 6) -> int:
    """How many characters at the start of `tail` repeat the end of `head`, where they are `least` or more; 0 otherwise."""
    for size in range(min(len(head), len(tail), 60), least - 1, -1):
        if squeezed(head[-size:]) == squeezed(tail[:size]):
            return size
    return 0
