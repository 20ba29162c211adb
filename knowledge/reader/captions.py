"""Captions: how much a short block looks like the line under a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from ..terms import Segmenter, fold, spans
from .blocks import Block, Kind, is_pictured
from .form import is_open, letters, sentences


@dataclass(frozen=True, slots=True)
class Gaps:
    """A page's blank lines: how many there are at least where a picture stood, and whether there is such a place."""

    picture: int
    pictures: bool


def gaps_of(blocks: Sequence[Block]) -> Gaps:
    """The blank lines of a page: where a picture stood there are two more than usual."""
    usual = median_low([block.gap for block in blocks[1:]] or [0])
    pictured = [
        block.kind is Kind.CAPTION or len(letters(block.text)) <= 40 for block in blocks[1:] if block.gap >= usual + 2
    ]
    return Gaps(usual + 2, sum(pictured) > 1)


LIKELY = 2.0
"""The score from which a block that nothing else speaks for is taken for a caption."""
_NOT_ONE = re.compile(
    r"^(?:[是把将被并也又还再让使不没]|这|那|此|该|我|他|她|你|但|而|如今|目前|原来|同时|此外|据|因此|于是|为此|对此|可|却|就|最近|近日|日前)|[？！?!：:；]|……|说。?$"
)
_TELLS = re.compile(
    "推进|对接|办结|列入|纳入|获评|达到|持续|不断|提升|推动|实现|机制|效能|转化|促进|从而|进一步|有效|更加|形成|提供|氛围|格局|水平|能力|支持|需求|问题|作用|成为|通过|为了"
)
"""Words of reports, which tell what comes of something; a caption tells what is to be seen."""


def caption_score(segmenter: Segmenter, block: Block, gaps: Gaps) -> float:
    """How much speaks for a block being a caption, by its form alone.

    gaps: the blank lines of the page.
    """
    text = block.text
    if is_pictured(text):
        return 6.0
    size = len(letters(text))
    score = (
        -0.5
        if size <= 4 and block.gap < gaps.picture
        else 1.0
        if size <= 20
        else 0.5
        if size <= 30
        else 0.0
        if size <= 40
        else -1.0
        if size <= 60
        else -5.0
    )
    score += 1.5 if block.gap >= gaps.picture else -0.7 if gaps.pictures else 0.0
    score += -0.5 if re.search("[，,、]", text) else 0.5
    score += 0.5 if text.endswith("。") and len(sentences(text)) == 1 else 0.0
    score -= (
        2.0 if _NOT_ONE.search(text) or (re.match("[“‘「]", text) and re.search("[。！]”|[，！？]”", text)) else 0.0
    )
    score -= 1.5 if len(sentences(text)) > 1 else 0.0
    score -= 1.0 if "了" in text else 0.0
    score -= 0.0 if has_noun(segmenter, text) else 1.0
    score -= 1.0 if re.search("[也都却才]|还(?!原)|就是", text) else 0.0
    score -= min(2.0, 1.0 * len(set(_TELLS.findall(text))))
    return score - (0.5 if is_open(text) else 0.0)


def tells(text: str) -> bool:
    """Whether a text begins as a sentence does that goes on from another, or ends in a question, a call or a speech."""
    return bool(_NOT_ONE.search(text))


def has_noun(segmenter: Segmenter, text: str) -> bool:
    """Whether a text names a thing, person or place; what the dictionary does not know counts as a name."""
    folded = fold(text)
    words = [folded[start:end] for start, end in spans(segmenter.cuts(folded)) if end - start > 1]
    return any(segmenter.kind(word)[:1] in ("n", "j", "") for word in words)
