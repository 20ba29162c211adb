"""A case in a few sentences: exact slices of its text, as many as there is room for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .case import Case
from .excerpt import sentence_ends
from .terms import fold
from .words import Topic, Words

MAIN, MORE = ("做法", "资金", "成效"), ("难点", "机制", "背景")
"""What a digest tells, and what it tells besides where there is room left."""
SHARES = {"": 0.55, "做法": 0.55, "资金": 0.2, "成效": 0.25}
"""Of the room, at first; what one does not need the others have."""
LEAST = 600
"""Characters below which a digest also tells MORE."""
TWICE = 2
"""So often a case says a word of a kind of community that it is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a digest says under one heading: slices of the case's paragraphs, each of whole sentences. cut: whether the case says more of it."""

    kind: str
    slices: tuple[str, ...]
    cut: bool

    @property
    def length(self) -> int:
        """Characters of the slices."""
        return sum(map(len, self.slices))


def digest(case: Case, room: int) -> list[Told]:
    """What a case tells of what was done, the money and what came of it, in at most so many characters; under a heading without slices it tells nothing.

    A text that is not sorted by what it tells is begun under "".
    """
    texts = {kind: [each.text for each in case.paragraphs() if each.kind == kind] for kind in ("", *MAIN, *MORE)}
    main = [kind for kind in MAIN if texts[kind] or not texts[""]] + ([""] if texts[""] and not texts["做法"] else [])
    need = {kind: sum(map(len, texts[kind])) for kind in main}
    given = _shared(need, room)
    told = [_told(kind, texts[kind], given[kind]) for kind in sorted(main, key=("", *MAIN).index)]
    for kind in MORE:
        left = room - sum(each.length for each in told)
        if room - left < min(LEAST, room) and texts[kind]:
            told.append(_told(kind, texts[kind], left))
    return [each for each in told if each.slices or each.kind in MAIN]


def discussion(case: Case, words: Words) -> str:
    """The question to talk about after reading a case: that of its first topic that has one; "" where none has."""
    questions = {topic.name: topic.question for topic in words.topics}
    return next((questions[name] for name in case.topics if questions.get(name)), "")


def kinds_of_community(case: Case, kinds: Iterable[Topic]) -> list[str]:
    """The kinds of communities that a case is about: those of whose words it says some, more than once."""
    text = fold("\n".join((case.title, *(each.text for each in case.paragraphs()))))
    said = {
        kind.name: re.findall("|".join(sorted(map(re.escape, kind.words), key=len, reverse=True)), text)
        for kind in kinds
        if kind.words
    }
    return [name for name, words in said.items() if len(words) >= TWICE]


def _shared(need: dict[str, int], room: int) -> dict[str, int]:
    """Room for each kind: its share; what some do not need goes to those that need more, the first ones first."""
    given = {kind: min(need[kind], int(room * SHARES[kind])) for kind in need}
    for kind, wanted in need.items():
        given[kind] = min(wanted, given[kind] + room - sum(given.values()))
    return given


def _told(kind: str, texts: list[str], room: int) -> Told:
    slices = tuple(_slices(texts, room))
    return Told(kind, slices, sum(map(len, slices)) < sum(map(len, texts)))


def _slices(texts: list[str], room: int) -> Iterator[str]:
    """Paragraphs from the first on, the last of them up to the sentence that still has room; a first sentence that has none is cut short."""
    left = room
    for number, text in enumerate(texts):
        ends = [end for end in sentence_ends(text) if end <= left]
        if ends:
            yield text[: ends[-1]].rstrip()
            left -= ends[-1]
        elif number == 0 and left > 0:
            yield text[:left]
        if not ends or ends[-1] < len(text):
            return
