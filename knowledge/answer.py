"""answer(library, question) → Answer: the one function the chat needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .case import Case
from .choose import choose
from .evidence import Evidence, Tier
from .excerpt import Excerpt
from .pick import pick_excerpts
from .question import Question, read_question
from .store import Library, get_case, list_cases

MOST_SUGGESTED = 3


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
    absent: places asked about that the library has nothing on. suggestions: topics and case titles to try, where there is no answer.
    """

    question: str
    tier: Tier
    weak: bool
    corrected: str | None
    hits: tuple[Hit, ...]
    matched: tuple[str, ...]
    also: tuple[str, ...]
    absent: tuple[str, ...]
    suggestions: tuple[str, ...]

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


def answer(library: Library, text: str) -> Answer:
    """Answer a question from the library: at most three cases, each with at most two excerpts; a question for a list gets the whole list.

    Raises QuestionError where the question holds nothing to look for.
    """
    question = read_question(library, text)
    chosen, near, weak = choose(library, question)
    hits = tuple(_hit(library, question, evidence, first=not at) for at, evidence in enumerate(chosen))
    return Answer(
        question=text,
        tier=hits[0].tier if hits else Tier.NONE,
        weak=weak,
        corrected=question.corrected,
        hits=hits,
        matched=_unique(word for evidence in chosen for word in evidence.exact if len(word) > 1),
        also=_unique(word for evidence in chosen for word in evidence.near),
        absent=question.absent,
        suggestions=() if hits else _suggestions(library, question, near),
    )


def _hit(library: Library, question: Question, evidence: Evidence, first: bool) -> Hit:
    """A case to show; the first of the answer may have a second excerpt."""
    excerpts = pick_excerpts(question, evidence.passages, 2 if first and not question.listing else 1)
    return Hit(get_case(library.db, evidence.case_id), evidence.score, evidence.tier, excerpts)


def _suggestions(library: Library, question: Question, near: Iterable[Evidence]) -> tuple[str, ...]:
    """What to try instead: the topics the question's words point to (else the largest), then the nearest cases' titles."""
    held = {topic for case in list_cases(library.db) for topic in case.topics}
    pointed = [
        topic
        for word in question.words
        for topic in library.words.topics
        if word.text in topic.words or word.text in topic.name
    ]
    topics = [topic.name for topic in pointed or library.words.topics if topic.name in held]
    titles = [get_case(library.db, evidence.case_id).title for evidence in near]
    return (*_unique(topics)[:MOST_SUGGESTED], *titles[:MOST_SUGGESTED])


def _hit_dict(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.case.id,
        "title": hit.case.title,
        "place": str(hit.case.place),
        "year": hit.case.year,
        "score": round(hit.score, 3),
        "excerpts": [
            {"heading": e.heading, "text": e.text, "marks": [list(mark) for mark in e.marks]} for e in hit.excerpts
        ],
        "source": str(hit.case.source),
    }


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
