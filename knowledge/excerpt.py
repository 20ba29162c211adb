"""A passage → its sentences; a window of sentences → an exact excerpt with its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .case import Paragraph, Source

_SENTENCE_END = re.compile(r"(?:[。！？!?；;]|……|\n)+[”’」』）)]*")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An exact slice of a paragraph, with its heading, kind and source. marks: (start, end) of the matched words, in the excerpt's own text, in order
    and apart.
    """

    heading: str
    text: str
    marks: tuple[tuple[int, int], ...]
    kind: str
    source: Source


def sentence_ends(text: str) -> list[int]:
    """Where each sentence of a text ends, its closing marks included; the last is the text's own end."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return ends if ends and ends[-1] == len(text) else [*ends, len(text)]


def cut(paragraph: Paragraph, start: int, end: int, spans: Iterable[tuple[int, int]]) -> Excerpt:
    """The excerpt of a paragraph's text from start to end, less the spaces around it; spans: the matched words in the whole text."""
    text = paragraph.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    marks: list[tuple[int, int]] = []
    for first, last in sorted((max(first, start), min(last, end)) for first, last in spans):
        if marks and first <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(last, marks[-1][1]))
        elif first < last:
            marks.append((first, last))
    moved = tuple((first - start, last - start) for first, last in marks)
    return Excerpt(paragraph.heading, text[start:end], moved, paragraph.kind, paragraph.source)


def lead(text: str, longest: int) -> str:
    """The first sentences of a text that fit in `longest` characters; the first one whole where it is longer by itself."""
    ends = sentence_ends(text)
    return text[: max([end for end in ends if end <= longest], default=ends[0])]
