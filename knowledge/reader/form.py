"""What the form of a text tells: whether it begins or ends in the middle of a sentence, and what its quotation marks leave open."""

from __future__ import annotations

import re

_CLOSERS = "”’」』）)】》〉\"'"
_END = re.compile(rf"(?:[。！？!?…；;]|(?<=[\u3400-\u9fff”’）])\.)[{_CLOSERS}]*$")
_CREDIT = re.compile(r"(?<=[。！？!?…])[（(][^（）()]{1,40}[）)]$")
_ENDS_SENTENCE = re.compile(rf"(?:[。！？!?]|……)[{_CLOSERS}]*")
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】", "〈": "〉"}
_OPENER_OF = {close: begin for begin, close in _PAIRS.items()}
_MARKS = re.compile(r"[\s\W_]+")


def is_open(text: str) -> bool:
    """Whether a text stops before its sentence does: it ends in no full stop, or inside a quotation that is long past its first stop."""
    last = text[-1:]
    if last in "。！？…" or last.isalnum():  # most texts: no closing mark to look behind
        return last.isalnum()
    return not _END.search(_CREDIT.sub("", text))


def sentences(text: str) -> list[str]:
    """A text's sentences, each with its closing marks; they add up to the text."""
    ends = [match.end() for match in _ENDS_SENTENCE.finditer(text)]
    starts = [0, *ends]
    return [part for start, end in zip(starts, [*ends, len(text)], strict=True) if (part := text[start:end])]


def left_open(text: str) -> tuple[list[str], list[str]]:
    """The opening marks that a text closes without having opened them, and those that it opens without closing them; both in their order."""
    closed, opened = list[str](), list[str]()
    for char in text:
        if char in _PAIRS:
            opened.append(char)
        elif begin := _OPENER_OF.get(char):
            if begin in opened:
                while opened.pop() != begin:
                    pass
            elif begin not in "（(" or not re.search(r"(?:^|[\s。；，])[\d一二三四五六七八九十]{1,2}[)）]", text):
                closed.append(begin)
    return closed, opened


def squeezed(text: str) -> str:
    """A text without its spaces: what two printings of it have in common."""
    return re.sub(r"\s+", "", text)


def letters(text: str) -> str:
    """A text without spaces and punctuation."""
    return _MARKS.sub("", text)


def width(text: str) -> float:
    """How wide a text is set, in Chinese characters: Latin letters and digits take half of one."""
    return sum(1.0 if ord(char) > 0x2E7F or char in "“”‘’…—·" else 0.5 for char in text)


def joined(head: str, tail: str) -> str:
    """Two halves of a text as one: a space between Latin words, none between anything else."""
    gap = " " if head[-1:].isascii() and head[-1:].isalpha() and tail[:1].isascii() and tail[:1].isalpha() else ""
    return head + gap + tail
