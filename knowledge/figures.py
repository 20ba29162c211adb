"""The figures that a case tells: exact slices of its text, each with the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .case import Case

MOST = 3
CLAUSE = 22
"""Characters of the words around a figure."""
_KINDS = ("资金", "成效", "做法", "机制", "")
"""What is looked at, the most telling first."""
_UNITS = "平方公里|平方米|平米|人次|户次|公里|元|块钱|户|人|名|位|家|次|场|个|张|本|件|套|栋|幢|支|辆|间|处|条|项|盏|份|桌|棵|亩|米|吨|斤|%|％|倍|成"
_FIGURE = re.compile(
    rf"(?<![\d.a-zA-Z第“])\d+(?:[,，]\d{{3}})*(?:\.\d+)?(?:余|多)?(?:千|百)?(?:万|亿)?(?:余|多|几)?(?:{_UNITS})(?![级型号])"
)
_CLAUSE_END = re.compile(r"[，。；：！？、,;!?（）()\n—]")
_MONEY = re.compile("元|块钱")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, as it stands in the text, and the clause that it stands in, as far as that is not too long."""

    value: str
    clause: str


def figures(case: Case) -> list[Figure]:
    """At most three figures of a case, the most telling first: money, then what came of it, then what was done. None twice."""
    found = sorted(_found(case), key=lambda each: each[0])
    kept: list[Figure] = []
    for _, figure in found:
        if len(kept) < MOST and not any(figure.value == each.value or figure.clause == each.clause for each in kept):
            kept.append(figure)
    return kept


def _found(case: Case) -> Iterator[tuple[tuple[int, bool, int], Figure]]:
    """Every figure, with its rank: what it tells, money before the rest, the first before the others."""
    for at, each in enumerate(case.paragraphs()):
        if each.kind in _KINDS:
            for found in _FIGURE.finditer(each.text):
                clause = _clause(each.text, *found.span())
                if clause:
                    yield (_KINDS.index(each.kind), not _MONEY.search(found[0]), at), Figure(found[0], clause)


def _clause(text: str, start: int, end: int) -> str:
    """The clause around a figure; "" where that is too long to stand on a picture."""
    first = max((mark.end() for mark in _CLAUSE_END.finditer(text, 0, start)), default=0)
    after = _CLAUSE_END.search(text, end)
    clause = text[first : after.start() if after else len(text)].strip()
    return clause if len(clause) <= CLAUSE else ""
