"""answer(library, question) → Answer: the one function the chat needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .case import Case, Paragraph
from .excerpt import Excerpt, cut, sentence_ends
from .search import (
    MOST_CASES,
    Evidence,
    Found,
    Question,
    Tier,
    Way,
    asks_for,
    choose,
    fit,
    read_question,
    window_scores,
)
from .sounds import is_sound
from .store import Library, case_topics, get_case, reading
from .store.numbers import WEAK
from .why import Why, explain

MOST_SUGGESTED = 3
LONGEST = 130
"""Characters of an excerpt, where its first sentence is not longer by itself."""
SECOND = 0.6
"""The least score of a second excerpt against the first; of those that have it, one that tells another side comes first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that answers, with its excerpts, best first."""

    case: Case
    score: float
    tier: Tier
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question.

    tier: of the best case, NONE where there is no answer. weak: the cases are only loosely related, and are to be shown as such.
    corrected: the question with its typos mended, None where there were none. matched, also: the words found as asked, and found by synonym.
    absent: places asked about that the library has nothing on. more: there are more cases than these.
    topics, near: what to try where there is no answer: topics that the library has a case of, and the nearest cases.
    why: how the question was understood, and the score of each case by its parts; None where there was nothing to look for.
    """

    question: str
    tier: Tier
    weak: bool
    corrected: str | None
    hits: tuple[Hit, ...]
    matched: tuple[str, ...]
    also: tuple[str, ...]
    absent: tuple[str, ...]
    more: bool = False
    topics: tuple[str, ...] = ()
    near: tuple[Case, ...] = ()
    why: Why | None = None

    @property
    def sure(self) -> bool:
        """Whether there is an answer, and it is more than loosely related."""
        return bool(self.hits) and not self.weak

    @property
    def kept_tier(self) -> str:
        """The tier as it is kept with the question: that of an answer which is only loosely related says so."""
        return WEAK if self.hits and self.weak else self.tier.value

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What to try instead, in words: topics, then the nearest cases' titles."""
        return (*self.topics, *(case.title for case in self.near))

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of an answer."""
        return {
            "question": self.question,
            "answered": bool(self.hits),
            "tier": self.tier.value,
            "corrected": self.corrected,
            "cases": [_hit_dict(hit) for hit in self.hits],
            "suggestions": list(self.suggestions),
        }


def answer(library: Library, text: str, most: int = MOST_CASES) -> Answer:
    """Answer a question from the library: at most `most` cases, the best with two excerpts; a question for a list gets the whole list.

    The first three cases are the same whatever `most` is.
    Raises QuestionError where the question holds nothing to look for.
    """
    with reading(library.db):
        return _answer(library, text, most)


def _answer(library: Library, text: str, most: int) -> Answer:
    question = read_question(library, text)
    choice = choose(library, question, most)
    every = [held for evidence in choice.cases for held in evidence.held]
    alone = len(choice.cases) == 1 or not question.wants.listing
    hits = tuple(
        _hit(library, question, evidence, 2 if alone and not at else 1) for at, evidence in enumerate(choice.cases)
    )
    near = () if hits else tuple(get_case(library.db, evidence.case_id) for evidence in choice.nearest)
    return Answer(
        question=text,
        tier=hits[0].tier if hits else Tier.NONE,
        weak=choice.weak,
        more=choice.more,
        corrected=question.corrected,
        hits=hits,
        matched=_unique(question.places if hits else ())
        + _unique(held.by for held in every if held.way in (Way.AS_ASKED, Way.IN_PARTS) and len(held.by) > 1),
        also=_unique(held.by for held in every if held.way in (Way.BY_SYNONYM, Way.BY_TOPIC)),
        absent=question.absent,
        topics=() if hits else _topics(library, question, near),
        near=near,
        why=explain(question, choice),
    )


def no_answer(text: str) -> Answer:
    """The answer to a question that holds nothing to look for."""
    return Answer(text, Tier.NONE, False, None, (), (), (), ())


def _hit(library: Library, question: Question, evidence: Evidence, most: int) -> Hit:
    case = get_case(library.db, evidence.case_id)
    paragraphs = list(case.paragraphs())
    picked = pick_passages(question, evidence.passages, most)
    excerpts = tuple(_excerpt(question, hit, paragraphs[hit.passage.position - 1]) for hit in picked)
    return Hit(case, evidence.score, evidence.tier, excerpts)


def pick_passages(question: Question, passages: Iterable[Found], most: int) -> list[Found]:
    """The passages of a case to show, at most `most`, best first.

    Where the best does not tell the side that the question asks for, the second does, if the case has one.
    """
    scored = [
        (hit.score + question.weight * fit(question.wants, hit.passage.kind, hit.passage.text), hit) for hit in passages
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].passage.position))
    ranked = [hit for _, hit in scored]
    best, enough = ranked[:1], [hit for score, hit in scored[1:] if score >= SECOND * scored[0][0]]
    told = [hit for hit in ranked if asks_for(question.wants, hit.passage.kind)]
    if told and not asks_for(question.wants, best[0].passage.kind):
        enough.insert(0, told[0])
    enough.sort(key=lambda hit: (hit not in told, _side(hit) == _side(best[0])))
    return [*best, *enough][:most]


def _side(found: Found) -> str:
    """What a passage tells, by its kind or else its heading."""
    return found.passage.kind or found.passage.heading


def _excerpt(question: Question, found: Found, paragraph: Paragraph) -> Excerpt:
    """A paragraph's sentences that answer best: all of them where they are short enough, for a paragraph is made to be read whole."""
    text = paragraph.text

    def score(window: tuple[float, int, int]) -> tuple[float, int]:
        value, start, end = window
        return value + question.weight * fit(question.wants, paragraph.kind, text[start:end]), -start

    _, start, end = (
        (0.0, 0, len(text))
        if len(text) <= LONGEST
        else max(window_scores(question, found.folded, found.starts, sentence_ends(text), LONGEST), key=score)
    )
    return cut(paragraph, start, end, marked_spans(found))


def marked_spans(found: Found) -> list[tuple[int, int]]:
    """Where the question's words, or what was found for them, stand in a passage."""
    terms = [term for term in found.starts if len(term) > 1 and not is_sound(term[0])]
    return [(start, start + len(term)) for term in terms for start in found.starts[term]]


def _topics(library: Library, question: Question, near: Iterable[Case]) -> tuple[str, ...]:
    """The topics to try instead: those that the question's words point to, those of the nearest cases, the most frequent ones."""
    words = [word.text for word in question.words if not word.soft]
    pointed = [t.name for word in words for t in library.words.topics if word in t.words or word in t.name]
    held = case_topics(library.db)
    topics = (*pointed, *(topic for case in near for topic in case.topics), *held)
    return _unique(name for name in topics if name in held)[:MOST_SUGGESTED]


def _hit_dict(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.case.id,
        "title": hit.case.title,
        "place": str(hit.case.place),
        "year": hit.case.year,
        "score": round(hit.score, 3),
        "excerpts": list(map(_excerpt_dict, hit.excerpts)),
        "source": "；".join(map(str, hit.case.sources)),
    }


def _excerpt_dict(excerpt: Excerpt) -> dict[str, Any]:
    return {
        "heading": excerpt.heading,
        "text": excerpt.text,
        "marks": [list(mark) for mark in excerpt.marks],
        "source": str(excerpt.source),
    }


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
