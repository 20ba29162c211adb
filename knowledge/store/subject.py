"""Whether two accounts tell of one subject, by the rare words that both use; the names of their places are no sign of it."""

from __future__ import annotations

from collections.abc import Iterable
from math import log, sqrt

from ..case import Case, Report
from ..terms import Segmenter, fold, words

COMMON, RAREST = 1e-4, 1e-6
"""A word as common in running text as this says nothing of a subject; one as rare as that says no less than a rarer one."""
ALIKE = 0.25
"""The least likeness of two accounts of one subject: the cosine of their words, each weighing what it tells.

Of the default library's cases and the pages that these were made of, the least alike have .53; no two cases of different pages have .19.
"""
PART = 0.7
"""The share of the shorter account's words that makes it one with a longer that holds them.

Of the same cases and their pages it is .79 at least; of cases of different pages .59 at most.
"""


def is_one_subject(case: Case, other: Case, segmenter: Segmenter) -> bool:
    """Whether a case's own account tells of what one of another case's accounts tells of."""
    places = [*_names(case), *_names(other)]
    mine = _weights(case.title, Report(case.source, case.sections), places, segmenter)
    return any(_is_alike(mine, _weights(other.title, each, places, segmenter)) for each in other.reports)


def _is_alike(mine: dict[str, float], theirs: dict[str, float]) -> bool:
    shared = sum(mine[word] for word in mine.keys() & theirs.keys())
    one, another = sorted((sum(mine.values()), sum(theirs.values())))
    return shared > 0 and (shared >= ALIKE * sqrt(one * another) or shared >= PART * one)


def _weights(title: str, report: Report, places: Iterable[str], segmenter: Segmenter) -> dict[str, float]:
    """The words of an account that are rarer than COMMON, with what each tells."""
    text = fold("\n".join((title, report.source.title, *(each for its in report.sections for each in its.paragraphs))))
    for place in places:
        text = text.replace(place, "\n")
    found = {word for word in words(text, segmenter.cuts(text)) if len(word) > 1 and not word.isdecimal()}
    weights = {word: log(COMMON / max(segmenter.commonness(word), RAREST)) for word in found}
    return {word: weight for word, weight in weights.items() if weight > 0}


def _names(case: Case) -> list[str]:
    place = case.place
    return sorted(filter(None, map(fold, (place.city, place.district, place.street, place.community))), key=len)[::-1]
