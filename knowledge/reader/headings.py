"""Headings told from body text that was cut off: by their form, by what stands around them, and by how badly they go on in what follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import median_low

from .blocks import Block, Kind, ordinal
from .form import is_open, left_open, letters, squeezed, width
from .joints import Page, across_word, evidence, headless

LIKELY = 1.75
"""The score from which an open block is taken for a heading."""
CLEAN = 0.0
"""The score from which it is where no text was cut."""
LISTED = 30
"""How wide the lines of a list are at most, in characters."""
PASSES = 2
"""Headings stand together: the second time round, those found the first time speak for their neighbours."""
_HALVES = re.compile(r"[\u3400-\u9fff”’」》！？][ \u3000]+[\u3400-\u9fff“‘「《\d]")
_ASKED = re.compile(r"(?:[^“‘”’。！？]{4,20}|「[^」]{4,20})[？?]」?")
_SAID = re.compile(
    r"^(?:为了|随着|近日|去年|今年|记者|这|那|我|他|她|你|该|据|但|而|因此|此外|同时|目前|如今)|(?:说|(?<![报街渠通跑])道|表示|介绍|认为)$"
)
_HANGING = re.compile(r"[，,、；;（(：:“‘《]$|(?:[的和与及或把被从对为以于是并而更]|、|由|让|使)$")
_LABEL = re.compile(r"[^\s：:，。？]{2,6}[：:][^？?]+$")
_TOLD = re.compile(r"(?:记者|居民|社区|街道)(?:了解到|看到|来到|介绍|表示)|^\d{1,2}月\d{1,2}日|^[“‘]我")

HEADED = 8
"""Letters of the longest heading that names what stands under it and nothing else."""
_HEADED = {
    "背景": "背景|基本情况|概况|总体情况",
    "做法": "做法|举措|措施|实践",
    "机制": "机制",
    "资金": "资金|经费",
    "成效": "成效|效果|成果",
    "难点": "难点|问题|不足|困难",
    "政策依据": "政策依据",
}


def find_headings(page: Page, blocks: Sequence[Block], whole: bool = False) -> list[Block]:
    """The blocks, those that are headings marked as such. whole: nothing in them was cut, and what ends in no stop over a text is a heading."""
    asked = [block for block in blocks if block.kind is Kind.BODY and _ASKED.fullmatch(block.text)]
    seen = Counter(squeezed(block.text) for block in blocks)
    found, orphans = list(blocks), [block for block in blocks if block.kind is Kind.BODY and headless(block.text)]
    usual = median_low([block.gap for block in blocks[1:]] or [0])
    for _ in range(PASSES):
        for at, block in enumerate(found):
            if (
                block.kind is Kind.BODY
                and not block.whole
                and (_may_be(block.text) or (len(asked) > 1 and block in asked))
            ):
                before, after = _body(found[:at][::-1]), _body(found[at + 1 :])
                score = heading_score(block.text, block.gap, seen[squeezed(block.text)] > 1)
                score += (
                    {True: -1.5, False: 0.5, None: 0.0}[block.starts]
                    + _among(before, after)
                    - _goes_on(page, block, after)
                )
                score -= _goes_on(page, before, block) if before and before.open else 0.0
                score -= max((across_word(page, block.text, orphan.text) for orphan in orphans), default=0.0)
                clear = whole and after and not _HANGING.search(block.text) and not (at and _LABEL.match(block.text))
                if score >= (CLEAN if clear else LIKELY) and not (whole and _is_listed(found, at, usual)):
                    found[at] = replace(block, kind=Kind.HEADING)
    heads = {squeezed(block.text) for block in found if block.kind is Kind.HEADING}
    return [
        replace(block, kind=Kind.HEADING) if block.kind is Kind.BODY and squeezed(block.text) in heads else block
        for block in found
    ]


def kind_headed(heading: str) -> str:
    """The kind that a heading names, as 二、主要做法 and 存在问题 do; "" where it says more than that, or names none."""
    named_ = [kind for kind, words in _HEADED.items() if re.search(words, heading)]
    return named_[0] if len(named_) == 1 and len(letters(heading)) <= HEADED else ""


def _is_listed(blocks: Sequence[Block], at: int, usual: int) -> bool:
    """Whether a block stands close to others of a list, in a text that has blank lines between its paragraphs."""
    close = blocks[at].gap == 0 and at > 0
    below = at + 1 < len(blocks) and blocks[at + 1].gap == 0 and width(blocks[at + 1].text) <= LISTED
    return usual > 0 and (close or below)


def _among(before: Block | None, after: Block | None) -> float:
    """What its neighbours speak for a heading: text that it can head, or another heading by it."""
    follows = before is not None and before.kind in (Kind.HEADING, Kind.MARK)
    heads = after is not None and (after.kind is not Kind.BODY or bool(after.starts) or len(after.text) > 40)
    cuts = before is not None and before.open and ("。" in before.text or len(letters(before.text)) > 60)
    apart = after is not None and bool(after.starts)
    opens = after is not None and after.kind in (Kind.BYLINE, Kind.MARK)
    cut = after is not None and after.open and bool(re.search("[，,。]", after.text))
    beneath = 2.0 if opens else 0.5 if heads else -0.25 if cut else -1.5
    return (2.0 if follows else 0.0) + beneath - (0.75 if cuts and apart else 2.0 if cuts else 0.0)


def heading_score(text: str, gap: int, repeated: bool) -> float:
    """How much speaks for a text being a heading, by its form alone."""
    wide = width(text)
    score = 2.0 if wide <= 26 else 1.0 if wide <= 40 else 0.0 if wide <= 50 else -3.0
    score += 1.5 if _HALVES.search(text) else 0.0
    score += 1.5 if ordinal(text) or re.match("[●■◆★▶◎○]", text) else 0.0
    score += 1.0 if repeated else 0.0
    score += 0.5 if gap else 0.0
    score += 1.0 if re.match("——|—", text) or re.search("——$", text) else 0.0
    score -= 3.0 if any(left_open(text)) else 0.0
    score -= _uneven(text) + (0.25 if "了" in text else 0.0)
    score -= 2.0 if _SAID.search(text) else 0.0
    score -= 4.0 if _HANGING.search(text) and not text.endswith("——") else 0.0
    score -= 1.5 if re.search("正在|图为", text) else 0.0
    return score - (1.5 if _TOLD.search(text) else 0.0)


def _uneven(text: str) -> float:
    """What commas speak against a heading: little where they part it into pieces of like length, as in 雪落林盘，年货进城, much where not."""
    pieces = [len(piece) for piece in re.split("[，,；;]", text)]
    even = min(pieces) * 1.7 >= max(pieces)
    return (len(pieces) - 1) * (1.0 if even or width(text) > 30 else 1.5)


def _may_be(text: str) -> bool:
    """Whether a text can be a heading at all: no sentence is over in it, and none is but a letter or two."""
    inner = re.sub(r"[！？!?]$", "", text)
    closed = re.search("[。；]|[！？][”’」]?(?![ \u3000]|$)", text) or not is_open(inner)
    return (
        not closed and len(letters(text)) >= 2 and (is_open(text) or bool(ordinal(text)) or bool(_HALVES.search(text)))
    )


def _body(blocks: Sequence[Block]) -> Block | None:
    """The first block that is neither caption nor furniture."""
    for block in blocks:
        if block.kind in (Kind.BODY, Kind.HEADING, Kind.BYLINE, Kind.MARK):
            return block
    return None


def _goes_on(page: Page, head: Block | None, tail: Block | None) -> float:
    """What the joint of two neighbours speaks against one of them being a heading."""
    if head is None or tail is None or tail.kind is not Kind.BODY or tail.starts:
        return 0.0
    return max(0.0, evidence(page, head.text, tail.text)) * 0.8
