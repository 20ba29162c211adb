"""What the library lacks: the questions that were missed, put together where they mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from .answer import Answer, answer
from .case import QuestionError
from .search import read_question
from .store import Library, Missed, missed_among
from .terms import fold

SAME = 0.6
"""The share of the heavier question's weight that two questions have in common where they mean the same."""
PART = 0.5
"""The least share of its weight by which a part stands for a word: 电梯 for 加装电梯."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a question is about. weights: its words less what only asks, by weight; forms: of each, the words that stand for it, it among them."""

    weights: dict[str, float]
    forms: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that were missed and mean the same.

    name: the one asked most often, or else the shortest. id: of its newest answer. questions: as they were typed, those asked most often first.
    count: how often any was asked. people: by how many; all whom the chat did not name count as one. reasons: why an answer was of no use, with how many said
    so. waiting: how many want to hear of an answer. last: when one was asked last, in ISO 8601. words: what it is about, the weightiest first.
    """

    name: str
    id: str
    questions: tuple[Missed, ...]
    count: int
    people: int
    reasons: tuple[tuple[str, int], ...]
    waiting: int
    last: str
    words: tuple[str, ...]


def meaning(library: Library, question: str) -> Meaning:
    """What a question is about; where it holds nothing to look for, it is about itself."""
    try:
        read = read_question(library, question)
    except QuestionError:
        folded = fold(question).strip()
        return Meaning({folded: 1.0}, {folded: frozenset([folded])})
    words = tuple(word for word in read.words if not word.soft) or read.words
    near = library.words.near
    return Meaning(
        {word.text: word.weight for word in words},
        {
            word.text: frozenset(
                [word.text, *near.get(word.text, ()), *(part for part, share in word.parts if share >= PART)]
            )
            for word in words
        },
    )


def gaps(library: Library, questions: Sequence[Missed]) -> Generator[None, None, list[Gap]]:
    """Missed questions put together, in steps of a few ms; those of most people first. The order of the questions does not matter."""
    told: list[tuple[Missed, Meaning]] = []
    by_form: dict[str, list[int]] = {}
    group = [*range(len(questions))]
    for at, question in enumerate(sorted(questions, key=lambda missed: missed.question)):
        told.append((question, meaning(library, question.question)))
        forms = {*chain.from_iterable(told[at][1].forms.values())}
        for other in {other for form in forms for other in by_form.get(form, ())}:
            if group[other] != group[at] and is_same(told[at][1], told[other][1]):
                into, gone = sorted((group[other], group[at]))
                group = [into if each == gone else each for each in group]
        for form in forms:
            by_form.setdefault(form, []).append(at)
        yield
    members: dict[int, list[tuple[Missed, Meaning]]] = {}
    for at, pair in enumerate(told):
        members.setdefault(group[at], []).append(pair)
    return sorted(map(_gap, members.values()), key=_urgency, reverse=True)


def is_same(one: Meaning, other: Meaning) -> bool:
    """Whether two questions mean the same: most words of each, and most of its weight, are words of the other, or their synonyms or parts."""
    return all(_is_most(*pair) for pair in ((one, other), (other, one)))


def still_open(library: Library, found: Iterable[Gap]) -> Generator[None, None, list[Gap]]:
    """Those gaps of which any question still has no good answer, asked again one a step: the others were answered since."""
    left = []
    for gap in found:
        for missed in gap.questions:
            yield
            if not is_answered(library, missed):
                left.append(gap)
                break
    return left


def gap_now(library: Library, gap: Gap) -> Gap | None:
    """A gap as it is now: who asks, votes or deletes what they asked changes it; None where nothing of it is left."""
    questions = missed_among(library.db, [missed.question for missed in gap.questions])
    return _of(questions, gap.words) if questions else None


def is_answered(library: Library, missed: Missed) -> bool:
    """Whether a missed question is answered well now; where an answer was of no use, by another case first."""
    reply = answer_now(library, missed.question)
    return reply is not None and bool(reply.hits) and not reply.weak and reply.hits[0].case.id not in missed.cases


def answer_now(library: Library, question: str) -> Answer | None:
    """What the library says to a question now; None where it holds nothing to look for."""
    try:
        return answer(library, question)
    except QuestionError:
        return None


def _is_most(one: Meaning, other: Meaning) -> bool:
    """Whether most words of one, and most of its weight, stand in the other."""
    held = [
        weight
        for word, weight in one.weights.items()
        if any(word in forms or theirs in one.forms[word] for theirs, forms in other.forms.items())
    ]
    return 2 * len(held) > len(one.weights) and sum(held) >= SAME * sum(one.weights.values())


def _gap(members: Iterable[tuple[Missed, Meaning]]) -> Gap:
    questions: list[Missed] = []
    weights: dict[str, float] = {}
    for missed, meant in members:
        questions.append(missed)
        for word, weight in meant.weights.items():
            weights[word] = weights.get(word, 0.0) + weight
    return _of(questions, tuple(sorted(weights, key=lambda word: (-weights[word], word))))


def _of(questions: Iterable[Missed], words: tuple[str, ...]) -> Gap:
    """The gap of these questions."""
    ordered = tuple(sorted(questions, key=lambda missed: (-missed.count, len(missed.question), missed.question)))
    reasons: Counter[str] = Counter()
    for missed in ordered:
        reasons.update(dict(missed.reasons))
    return Gap(
        name=ordered[0].question,
        id=ordered[0].answer_id,
        questions=ordered,
        count=sum(missed.count for missed in ordered),
        people=len(frozenset(chain.from_iterable(missed.people for missed in ordered))),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        waiting=len(frozenset(chain.from_iterable(missed.waiting for missed in ordered))),
        last=max(missed.last for missed in ordered),
        words=words,
    )


def _urgency(gap: Gap) -> tuple[int, int, str, str]:
    return gap.people, gap.count, gap.last, gap.name
