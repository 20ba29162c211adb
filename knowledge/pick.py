"""Which of a case's sentences answer a question: by its words, by the side of the case it asks for, by the form an answer has."""

from __future__ import annotations

from collections.abc import Iterable

from .excerpt import Excerpt, cut, sentence_ends
from .question import Question, fit
from .search import Found, window_scores
from .terms import is_sound

LONGEST = 130
"""Characters of an excerpt, where its first sentence is not longer by itself."""
SECOND = 0.6
"""The least score of a second excerpt against the first."""


def pick_excerpts(question: Question, passages: Iterable[Found], most: int) -> tuple[Excerpt, ...]:
    """The best excerpts of a case's passages, at most `most`, each from another passage, best first."""
    total = sum(word.weight for word in question.words)
    scored = [(hit.score + total * fit(question, hit.passage.heading, hit.passage.text), hit) for hit in passages]
    scored.sort(key=lambda pair: (-pair[0], pair[1].passage.position))
    return tuple(_excerpt(question, hit) for score, hit in scored[:most] if score >= SECOND * scored[0][0])


def _excerpt(question: Question, found: Found) -> Excerpt:
    """A passage's sentences that answer best: all of them where they are short enough, for a paragraph is made to be read whole."""
    text = found.passage.text
    total = sum(word.weight for word in question.words)

    def score(window: tuple[float, int, int]) -> tuple[float, int]:
        value, start, end = window
        return value + total * fit(question, found.passage.heading, text[start:end]), -start

    _, start, end = (
        (0.0, 0, len(text))
        if len(text) <= LONGEST
        else max(window_scores(question, found.starts, sentence_ends(text), LONGEST), key=score)
    )
    return cut(found.passage.heading, text, start, end, marked_spans(found))


def marked_spans(found: Found) -> list[tuple[int, int]]:
    """Where the question's words, or what was found for them, stand in a passage."""
    terms = [term for term in found.starts if len(term) > 1 and not is_sound(term[0])]
    return [(start, start + len(term)) for term in terms for start in found.starts[term]]
