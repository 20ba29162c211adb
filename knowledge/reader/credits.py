"""Credits: lines that say where an article was printed, when, on which page and by whom, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

from ..citation import cite
from .bylines import Byline, is_person, read_byline

_EDITED = re.compile(r"(?:责任)?编辑\s*[:：]|(?:责编|美编|校对|审核|编审|监制)\s*[:：]")
"""What those are called who did not write it."""


def read_credit(line: str) -> Byline | None:
    """What a line that is nothing but a source line says: 来源：…, a publication, a date, 第…版, 记者 …, at least one of the first four; None for any other."""
    cited = cite(line)
    if cited is None:
        return None
    source, rest = cited
    told = _EDITED.split(rest)[0].strip()
    people = _people(told) if told else Byline()
    if people is None:
        return None
    return replace(people, publication=source.publication or people.publication, date=source.date, page=source.page)


def _people(text: str) -> Byline | None:
    """The people that are all the rest of a source line: with what they did, or by names alone."""
    words = text.replace("、", " ").replace("｜", " ").replace("|", " ").split()
    if words and all(map(is_person, words)):
        return Byline(tuple(dict.fromkeys(words)))
    byline = read_byline(text)
    return byline if byline and byline.reporters else None
