"""From a question to passages with scores: candidates from the index, then each scored in plain Python.

A passage's score is the sum of BM25 over the question's words and over its pairs of sounds, half of what a synonym would give where the word itself is
missing, and the same for the passage's best window of sentences. (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and
Beyond; the parts and figures of the recipe were chosen by measurement, see docs/search.md.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ..case import Passage
from ..excerpt import sentence_ends, windows
from ..store import Index
from ..terms import borders, crosses, fold, is_sound, sounds
from .question import Question

CANDIDATES = 30
POSTINGS = 10_000
FEWEST_TERMS = 4
COMMON = 0.2
K1, B = 0.9, 0.6
WINDOW_K1, WINDOW_B = 0.3, 0.3
WINDOW = 80


@dataclass(frozen=True, slots=True)
class Found:
    """A passage held against a question: its folded text, where each term starts in it, and its score."""

    passage: Passage
    folded: str
    starts: dict[str, list[int]]
    score: float


def find(index: Index, question: Question, limit: int = CANDIDATES) -> list[Found]:
    """The passages that answer best, best first. Two queries propose them: one for the question's own terms, one for their synonyms."""
    own = [word.text for word in question.words] + list(question.pairs)
    near = [other for word in question.words for other in (*word.synonyms, *word.topics)]
    ids = dict.fromkeys(
        index.best(_rarest(index, question, own), limit) + index.best(_rarest(index, question, near), limit)
    )
    _, mean = index.totals()
    found = [weigh(question, passage, mean) for passage in index.passages(ids)]
    return sorted(found, key=lambda hit: -hit.score)


def weigh(question: Question, passage: Passage, mean: float) -> Found:
    """Hold one passage against a question; mean: the mean length of a passage, in characters."""
    folded = fold(passage.text)
    starts = _starts(question, passage, folded)
    if not starts:
        return Found(passage, folded, starts, 0.0)
    norm = K1 * (1 - B + B * len(folded) / mean)
    counts = {term: len(at) for term, at in starts.items()}
    whole = _worth(
        question, {term: question.weights[term] * count * (K1 + 1) / (count + norm) for term, count in counts.items()}
    )
    return Found(
        passage,
        folded,
        starts,
        whole + max(score for score, _, _ in window_scores(question, starts, sentence_ends(folded), WINDOW)),
    )


def _rarest(index: Index, question: Question, terms: Iterable[str]) -> list[str]:
    """The rarest of the terms, until their postings are many or the next stands in too many passages: reading postings is what takes time."""
    passages, _ = index.totals()
    chosen: list[str] = []
    postings = 0
    for term in sorted(set(terms) & question.frequencies.keys(), key=lambda term: (question.frequencies[term], term)):
        frequency = question.frequencies[term]
        if len(chosen) >= FEWEST_TERMS and (postings + frequency > POSTINGS or frequency > COMMON * passages):
            break
        chosen.append(term)
        postings += frequency
    return chosen


def _starts(question: Question, passage: Passage, folded: str) -> dict[str, list[int]]:
    sounded, pieces = sounds(folded), borders(passage.cuts)
    found = {}
    for term in question.weights:
        if is_sound(term[0]):
            found[term] = _all(term, sounded)
        elif at := _all(term, folded):
            found[term] = [start for start in at if not crosses(pieces, start, start + len(term))]
    return {term: at for term, at in found.items() if at}


def _all(term: str, text: str) -> list[int]:
    """Every start of a term in a text, overlapping ones too."""
    starts = []
    at = text.find(term)
    while at >= 0:
        starts.append(at)
        at = text.find(term, at + 1)
    return starts


def _worth(question: Question, parts: Mapping[str, float]) -> float:
    """The sum of what the question's pairs and words are worth, from what each held term is; of a word and its synonyms the best counts."""
    best: dict[int, float] = {}
    for term, part in parts.items():
        for slot, factor in question.slots.get(term, ()):
            if part * factor > best.get(slot, 0.0):
                best[slot] = part * factor
    return sum(best.values())


def window_scores(
    question: Question, starts: Mapping[str, list[int]], ends: list[int], longest: int
) -> Iterator[tuple[float, int, int]]:
    """(score, start, end) of each run of whole sentences of at most `longest` characters, or of one longer sentence.

    The score is BM25 that counts a term once: saturation matters so little in a sentence or two that counting it more often ranked worse.
    """
    held: list[dict[str, float]] = [{} for _ in ends]
    for term, at in starts.items():
        for start in at:
            held[bisect_right(ends, start)][term] = question.weights[term]
    for first, last in windows(ends, longest):
        start, end = ends[first - 1] if first else 0, ends[last]
        together = (
            held[first]
            if first == last
            else dict(chain.from_iterable(sentence.items() for sentence in held[first : last + 1]))
        )
        norm = WINDOW_K1 * (1 - WINDOW_B + WINDOW_B * (end - start) / WINDOW)
        yield _worth(question, together) * (WINDOW_K1 + 1) / (1 + norm) if together else 0.0, start, end
