"""What a case holds of a question: which words as asked, which by synonym, which by sound; how much of the question that is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ..sounds import sounds
from .question import Question, Word
from .rank import Found
from .wants import fit

SCATTERED = 0.6
"""What a word that stands away from the best passage and the title counts: a long case has a little of everything."""
MOST_PARTS = 0.5
"""The least share of its parts' weight by which a long word is held in parts: 演出 for 文艺演出, but not 共享 for 共享茶铺."""
SHARED = 0.5
"""The share of its score that a case loses where it covers nothing of the question; where it covers a part, it loses so much less."""
PHRASE = 0.3
"""What it adds to a case's score that the question's phrases stand in it, word for word."""
_MARKS = re.compile(r"[“”‘’「」《》]")


class Tier(Enum):
    """How a case was found: the phrase stands there, its words do, by synonyms, by sound or shape."""

    EXACT = "exact"
    TERMS = "terms"
    NEAR = "near"
    FUZZY = "fuzzy"
    NONE = "none"


class Way(Enum):
    """How a case holds a word, and how much of the word's weight that covers."""

    AS_ASKED = 1.0
    IN_PARTS = 0.8
    BY_SYNONYM = 0.7
    BY_SOUND = 0.5
    BY_TOPIC = 0.2


@dataclass(frozen=True, slots=True)
class Held:
    """One word of the question in a case: the way it is held, by which words there, and the share of its weight that covers."""

    word: Word
    way: Way
    by: str
    cover: float


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a case's score.

    passage, window, fit: the best passage's BM25, its best window's, and what it is worth that the passage fits what is wanted.
    share, phrase: by what these are multiplied for how much of the question the case covers, and for its phrases that stand there word for word.
    held: the weight of all the words that the case holds. own: one point more for the very place that the question names, which tells it from the
    others where nothing else is asked.
    """

    passage: float
    window: float
    fit: float
    share: float
    phrase: float
    held: float
    own: float = 0.0

    @property
    def total(self) -> float:
        """The score."""
        return (self.passage + self.window + self.fit) * self.share * self.phrase + self.held + self.own


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one case holds of a question.

    parts: its score by parts. share: of the weight of the words an answer must hold, how much it covers, 0 to 1. held: the question's words that it holds.
    of_field: whether any of them is one of the field's. passages: the case's passages as found, best first, without its head.
    text: all of them and the head, folded, a line each.
    """

    case_id: int
    parts: Score
    share: float
    tier: Tier
    held: tuple[Held, ...]
    of_field: bool
    passages: tuple[Found, ...]
    text: str

    @property
    def score(self) -> float:
        """How well the case answers, against other cases and the same question."""
        return self.parts.total


def weigh_case(question: Question, found: Iterable[Found], field: frozenset[str]) -> Evidence:
    """Hold one case against a question by those of its passages that were found, its head among them."""
    found = sorted(found, key=lambda hit: -hit.score)
    heads = [hit for hit in found if not hit.passage.position]
    body = [hit for hit in found if hit.passage.position]
    text = "\n".join(hit.folded for hit in found)
    close = {term for hit in body[:1] for term in hit.starts} | _titled(heads)
    anywhere = {term for hit in found for term in hit.starts}
    held = [one for word in question.words if (one := _hold(word, close, anywhere, text))]
    needed = needed_words(question)
    total = sum(word.weight for word in needed)
    share = sum(one.word.weight * one.cover for one in held if one.word in needed) / total if total else 1.0
    return Evidence(
        case_id=found[0].passage.case_id,
        parts=Score(
            *_best(question, heads, body),
            share=1 - SHARED * (1 - share),
            phrase=1 + PHRASE * _phrase_share(question, text),
            held=_held_score(held),
        ),
        share=share,
        tier=_tier(question, text, held),
        held=tuple(held),
        of_field=any(_with_parts(one.word) & field and one.way is not Way.BY_TOPIC for one in held),
        passages=tuple(body),
        text=text,
    )


def _with_parts(word: Word) -> set[str]:
    return {word.text, *(part for part, _ in word.parts)}


def needed_words(question: Question) -> tuple[Word, ...]:
    """The words an answer must hold: not those that only say which side of a case is meant, nor places; all where nothing else is left."""
    hard = tuple(word for word in question.words if not word.soft)
    named = (*question.places, *question.foreign)
    needed = tuple(word for word in hard if not any(word.text in name for name in named))
    return needed or (() if question.places else hard or question.words)


def unmarked(text: str) -> str:
    """A text less its quotation and title marks, which may stand inside a name: 共“香”食堂."""
    return _MARKS.sub("", text)


def _titled(heads: list[Found]) -> set[str]:
    """The terms that stand in a title, the first line of a head."""
    return {term for head in heads for term, starts in head.starts.items() if "\n" not in head.folded[: starts[0]]}


def _hold(word: Word, close: set[str], anywhere: set[str], text: str) -> Held | None:
    """How a case holds a word: close: in the best passage or the title; else scattered, else by its sound; None where not at all."""
    ways = [Held(word, way, by, cover) for way, by, cover in _ways(word, close)]
    ways += [Held(word, way, by, SCATTERED * cover) for way, by, cover in _ways(word, anywhere)]
    if len(word.text) > (1 if word.strange else 3) and sounds(word.text) in sounds(unmarked(text)):
        ways.append(Held(word, Way.BY_SOUND, word.text, Way.BY_SOUND.value))
    return max(ways, key=lambda held: held.cover, default=None)


def _ways(word: Word, terms: set[str]) -> list[tuple[Way, str, float]]:
    """(way, by which words, cover) of each way in which a text of these terms holds a word."""
    ways = [(Way.AS_ASKED, word.text, 1.0)] if word.text in terms else []
    held = sum(share for part, share in word.parts if part in terms)
    ways += [(Way.IN_PARTS, word.text, Way.IN_PARTS.value * held)] if held >= MOST_PARTS else []
    ways += [(Way.BY_SYNONYM, other, Way.BY_SYNONYM.value) for other in word.synonyms if other in terms]
    return ways + [(Way.BY_TOPIC, other, Way.BY_TOPIC.value) for other in word.topics if other in terms]


def _phrase_share(question: Question, text: str) -> float:
    """Of the question's phrases of three characters or more, the share that stands in a text."""
    phrases = [phrase for phrase in question.phrases if len(phrase) > 2]
    return sum(phrase in text for phrase in phrases) / len(phrases) if phrases else 0.0


def _best(question: Question, heads: list[Found], body: list[Found]) -> tuple[float, float, float]:
    """The passage, window and fit of the passage where these are most together; of its head where nothing else of a case was found."""

    def parts(hit: Found) -> tuple[float, float, float]:
        fitting = question.weight * fit(question.wants, hit.passage.kind, hit.passage.text) if body else 0.0
        return hit.score - hit.window, hit.window, fitting

    return max(map(parts, body or heads), key=sum)


def _held_score(held: Iterable[Held]) -> float:
    return sum(one.word.weight * one.cover for one in held if not one.word.soft)


def _tier(question: Question, text: str, held: list[Held]) -> Tier:
    if question.corrected:
        return Tier.FUZZY
    if all(phrase in text for phrase in question.phrases):
        return Tier.EXACT
    weight = dict.fromkeys(Way, 0.0)
    for one in held:
        weight[one.way] += one.word.weight
    by_word, by_synonym = weight[Way.AS_ASKED] + weight[Way.IN_PARTS], weight[Way.BY_SYNONYM] + weight[Way.BY_TOPIC]
    if by_word and by_word >= by_synonym + weight[Way.BY_SOUND]:
        return Tier.TERMS
    return Tier.NEAR if by_synonym >= weight[Way.BY_SOUND] else Tier.FUZZY
