"""What a case holds of a question: which words as asked, which by synonym, which by sound; how much of the question that is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ..terms import sounds
from .question import Question, Word
from .rank import Found
from .wants import fit

AS_ASKED, IN_PARTS, BY_SYNONYM, BY_SOUND, BY_TOPIC = 1.0, 0.8, 0.7, 0.5, 0.2
"""How much of a word's weight each way of holding it covers."""
HEAD_GAIN = 0.7
"""What a word that only the case's head holds adds to the case's score, against standing in the passage."""
_MARKS = re.compile(r"[“”‘’「」《》]")


class Tier(Enum):
    """How a case was found: the phrase stands there, its words do, by synonyms, by sound or shape."""

    EXACT = "exact"
    TERMS = "terms"
    NEAR = "near"
    FUZZY = "fuzzy"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one case holds of a question.

    share: of the weight of the words an answer must hold, how much it covers, 0 to 1. exact, near, fuzzy: the question's words held as asked
    (whole or in parts), the synonyms or topics held for others, and the words held by sound. of_field: whether any held word is one of the field's.
    passages: the case's passages as found, best first, without its head; text: all of them and the head, folded, a line each.
    """

    case_id: int
    score: float
    share: float
    tier: Tier
    exact: tuple[str, ...]
    near: tuple[str, ...]
    fuzzy: tuple[str, ...]
    of_field: bool
    passages: tuple[Found, ...]
    text: str


def weigh_case(question: Question, found: Iterable[Found], field: frozenset[str]) -> Evidence:
    """Hold one case against a question by those of its passages that were found, its head among them."""
    found = sorted(found, key=lambda hit: -hit.score)
    body = tuple(hit for hit in found if hit.passage.position)
    text = "\n".join(hit.folded for hit in found)
    held = {word.text: _held(word, text) for word in question.words}
    needed = needed_words(question)
    total = sum(word.weight for word in needed)
    share = sum(word.weight * held[word.text][0] for word in needed) / total if total else 1.0
    exact = tuple(word.text for word in question.words if held[word.text][0] >= IN_PARTS)
    near = tuple(by for grade, by in held.values() if grade in (BY_SYNONYM, BY_TOPIC))
    fuzzy = tuple(text for text, (grade, _) in held.items() if grade == BY_SOUND)
    return Evidence(
        case_id=found[0].passage.case_id,
        score=_score(question, found, body) * (0.5 + share / 2),
        share=share,
        tier=_tier(question, text, held),
        exact=exact,
        near=near,
        fuzzy=fuzzy,
        of_field=any(word.text in field and held[word.text][0] > BY_TOPIC for word in question.words),
        passages=body,
        text=text,
    )


def needed_words(question: Question) -> tuple[Word, ...]:
    """The words an answer must hold: not those that only say which side of a case is meant, nor the places' names; all where nothing else is left."""
    hard = tuple(word for word in question.words if not word.soft)
    needed = tuple(
        word for word in hard if not any(word.text in name for name in (*question.places, *question.foreign))
    )
    return needed or (() if question.places else hard or question.words)


def unmarked(text: str) -> str:
    """A text less its quotation and title marks, which may stand inside a name: 共“香”食堂."""
    return _MARKS.sub("", text)


def _held(word: Word, text: str) -> tuple[float, str]:
    """(how well a text holds a word, by which words)."""
    if word.text in text:
        return AS_ASKED, word.text
    if word.parts and all(part in text for part in word.parts):
        return IN_PARTS, word.text
    for grade, others in ((BY_SYNONYM, word.synonyms), (BY_TOPIC, word.topics)):
        if by := next((other for other in others if other in text), ""):
            return grade, by
    if len(word.text) > (1 if word.strange else 3) and sounds(word.text) in sounds(unmarked(text)):
        return BY_SOUND, word.text
    return 0.0, ""


def _score(question: Question, found: list[Found], body: tuple[Found, ...]) -> float:
    """The best passage's score, and a part of the weight of the words that only the head holds."""
    if not body:
        return HEAD_GAIN * found[0].score
    in_head = {term for hit in found if not hit.passage.position for term in hit.starts}
    total = sum(word.weight for word in question.words)

    def score(hit: Found) -> float:
        from_head = sum(word.weight for word in question.words if word.text in in_head and word.text not in hit.starts)
        return hit.score + HEAD_GAIN * from_head + total * fit(question.wants, hit.passage.heading, hit.passage.text)

    return max(map(score, body))


def _tier(question: Question, text: str, held: dict[str, tuple[float, str]]) -> Tier:
    if question.corrected:
        return Tier.FUZZY
    if all(phrase in text for phrase in question.phrases):
        return Tier.EXACT
    weight = dict.fromkeys((AS_ASKED, IN_PARTS, BY_SYNONYM, BY_SOUND, BY_TOPIC), 0.0)
    for word in question.words:
        grade, _ = held[word.text]
        if grade:
            weight[grade] += word.weight
    by_word, by_synonym = weight[AS_ASKED] + weight[IN_PARTS], weight[BY_SYNONYM] + weight[BY_TOPIC]
    if by_word and by_word >= by_synonym + weight[BY_SOUND]:
        return Tier.TERMS
    return Tier.NEAR if by_synonym >= weight[BY_SOUND] else Tier.FUZZY
