"""From a question to passages with scores: candidates from the index, then each scored in plain Python.

A passage's score is the sum of BM25 over the question's words and over its pairs of sounds, less for a synonym where the word itself is missing, and the same
for the passage's best window of sentences. (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and
Beyond; the parts and figures of the recipe were chosen by measurement, see docs/search.md.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from ..case import Passage
from ..excerpt import sentence_ends
from ..sounds import is_sound, sounds
from ..store import Index
from ..terms import borders, crosses, fold
from .question import Question

CANDIDATES = 15
"""How many passages each query proposes: 30 ranked DRCD .0006 better and took a third longer."""
LEAST_POSTINGS, POSTINGS = 4_000, 30
"""How many postings a question reads: POSTINGS times the root of the number of passages, and no fewer than LEAST_POSTINGS."""
FEWEST_TERMS, MOST_TERMS = 6, 200
"""With six terms read whatever they cost, no typo hides a passage; SQLite adds up at most 500."""
K1, B = 0.9, 0.6
WINDOW_K1, WINDOW_B = 0.3, 0.3
WINDOW = 80
HEARD = 0.5
"""What a pair of sounds counts in other characters than the question's: DRCD .9769 → .9775, near-homophones .9900 → .9892."""
READ_LATELY = 2048
"""Passages that are kept as read, some 3 kB each: a small library's are asked for again and again."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage held against a question: its folded text, where each term starts in it, its score and the part of that its best window has."""

    passage: Passage
    folded: str
    starts: dict[str, list[int]]
    score: float
    window: float


def find(index: Index, question: Question, limit: int = CANDIDATES) -> list[Found]:
    """The passages that answer best, best first. Two queries propose them: one for the question's own terms, one for their synonyms."""
    own = [word.text for word in question.words] + list(question.pairs)
    near = [other for word in question.words for other in word.synonyms]
    ids = dict.fromkeys(_propose(index, question, own, limit) + _propose(index, question, near, limit))
    _, mean = index.totals()
    found = [weigh(question, passage, mean) for passage in index.passages(ids)]
    return sorted(found, key=lambda hit: -hit.score)


def _propose(index: Index, question: Question, terms: Iterable[str], limit: int) -> list[int]:
    """The ids of the passages that hold most of some terms, by what the rarest of these weigh, best first."""
    return index.best({term: question.weights[term] for term in _rarest(index, question, terms)}, limit)


def weigh(question: Question, passage: Passage, mean: float) -> Found:
    """Hold one passage against a question; mean: the mean length of a passage, in characters."""
    folded, sounded, ends = _read(passage.text)
    starts = _starts(question, passage, folded, sounded)
    if not starts:
        return Found(passage, folded, starts, 0.0, 0.0)
    norm = K1 * (1 - B + B * len(folded) / mean)
    best: dict[int, float] = {}
    for term, at in starts.items():
        count = sum(_likeness(question, folded, term, start) for start in at)
        _keep_best(best, question, term, (K1 + 1) * count / (count + norm))
    window, _, _ = max(window_scores(question, folded, starts, ends, WINDOW))
    return Found(passage, folded, starts, sum(best.values()) + window, window)


@lru_cache(maxsize=READ_LATELY)
def _read(text: str) -> tuple[str, str, list[int]]:
    """A passage's folded text, its sounds and where its sentences end."""
    folded = fold(text)
    return folded, sounds(folded), sentence_ends(folded)


def _likeness(question: Question, folded: str, term: str, start: int) -> float:
    """What a term counts where it starts in a passage: a pair of sounds less where it is written in other characters than in the question."""
    return HEARD if is_sound(term[0]) and folded[start : start + 2] not in question.written else 1.0


def _keep_best(best: dict[int, float], question: Question, term: str, count: float) -> None:
    """Have a term count for the words and pairs it stands for; of a word and its synonyms the best counts."""
    weight = question.weights[term] * count
    for slot, factor in question.slots.get(term, ()):
        if weight * factor > best.get(slot, 0.0):
            best[slot] = weight * factor


def _rarest(index: Index, question: Question, terms: Iterable[str]) -> list[str]:
    """The rarest of the terms, until their postings are many: reading postings is what takes time."""
    passages, _ = index.totals()
    most = max(LEAST_POSTINGS, POSTINGS * sqrt(passages))
    chosen: list[str] = []
    postings = 0
    for term in sorted(set(terms) & question.frequencies.keys(), key=lambda term: (question.frequencies[term], term)):
        frequency = question.frequencies[term]
        if len(chosen) == MOST_TERMS or (len(chosen) >= FEWEST_TERMS and postings + frequency > most):
            break
        chosen.append(term)
        postings += frequency
    return chosen


def _starts(question: Question, passage: Passage, folded: str, sounded: str) -> dict[str, list[int]]:
    """Where each of the question's terms starts in a passage; a word not where it takes the end of one word and the beginning of another."""
    found = {}
    pieces: list[int] = []
    for term in question.weights:
        if is_sound(term[0]):
            if term in sounded:
                found[term] = _all(term, sounded)
        elif term in folded:
            pieces = pieces or borders(passage.cuts)
            if starts := [start for start in _all(term, folded) if not crosses(pieces, start, start + len(term))]:
                found[term] = starts
    return found


def _all(term: str, text: str) -> list[int]:
    """Every start of a term in a text, overlapping ones too."""
    starts = []
    at = text.find(term)
    while at >= 0:
        starts.append(at)
        at = text.find(term, at + 1)
    return starts


def window_scores(
    question: Question, folded: str, starts: Mapping[str, list[int]], ends: list[int], longest: int
) -> Iterator[tuple[float, int, int]]:
    """(score, start, end) of each run of whole sentences of at most `longest` characters, or of one longer sentence.

    The score is BM25 that counts a term once: saturation matters so little in a sentence or two that counting it more often ranked worse.
    """
    held: list[dict[int, float]] = [{} for _ in ends]
    for term, at in starts.items():
        for start in at:
            _keep_best(held[bisect_right(ends, start)], question, term, _likeness(question, folded, term, start))
    for first in range(len(ends)):
        start = ends[first - 1] if first else 0
        best: dict[int, float] = {}
        worth = 0.0
        for last in range(first, len(ends)):
            if last > first and ends[last] - start > longest:
                break
            for slot, gain in held[last].items():
                if gain > (had := best.get(slot, 0.0)):
                    best[slot] = gain
                    worth += gain - had
            norm = WINDOW_K1 * (1 - WINDOW_B + WINDOW_B * (ends[last] - start) / WINDOW)
            yield worth * (WINDOW_K1 + 1) / (1 + norm), start, ends[last]
