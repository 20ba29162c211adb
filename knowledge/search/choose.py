"""Which cases answer a question, and whether any does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .evidence import Evidence, Way, needed_words
from .listing import MOST_LISTED, list_cases
from .question import Question, inside
from .reading import Reading
from .wants import answers_form, asks_form, must_tell

if TYPE_CHECKING:
    from ..store import Library

MOST_CASES = 3
LOOKED_AT = 5
"""The cases that are read whole, the best by their candidates."""
SURE = 0.45
"""The share of a question's weight that a case must hold to be an answer; see docs/search.md for how it was chosen."""
SURE_WEIGHT = 24.0
"""The weight of words, as asked or near, that makes up for a smaller share: three or four rare ones."""
SURE_ELSEWHERE = 0.7
"""The same where the question names a place far away, which a case may mention but is not about."""
WEAK = 0.12
"""The least share at which a case that holds a word of the field is shown at all, as only loosely related."""
SHORT = 3
"""The most words of a question that is answered only where the weightiest of them is."""
TERM = 4
"""The least characters of a word that is surely a term and nothing else: 加装电梯, but not 商铺."""
CLOSE, CLOSE_SHARE = 0.5, 0.75
"""The least score and the least share of a further case, against the best."""
_GRAIN = (("社区", "小区", "院落", "村"), ("街道", "镇", "乡"), ("区", "县", "市"))


@dataclass(frozen=True, slots=True)
class Choice:
    """The cases that answer, best first; whether they are only loosely related, and whether there are more; the nearest where none answers.

    refused: why none does: the place asked about is not there (place), a term that the question is about (point), too little of it is held (share), or what it
    asks for is not told (form).
    """

    cases: tuple[Evidence, ...] = ()
    weak: bool = False
    more: bool = False
    nearest: tuple[Evidence, ...] = ()
    refused: str = ""


def choose(library: Library, question: Question, most: int = MOST_CASES) -> Choice:
    """Which cases answer a question: at most `most`, a question for a list apart. The first three are the same whatever `most` is."""
    reading = Reading(library, question)
    if asks_elsewhere(question):
        near = _read_whole(reading, _likely(reading)[:LOOKED_AT])
        return Choice(nearest=tuple([case for case in near if case.of_field][:MOST_CASES]), refused="place")
    if not _wants_one_side(question) and (listed := list_cases(reading)):
        return Choice(tuple(listed[:MOST_LISTED]), more=len(listed) > MOST_LISTED)
    there = inside(question)
    likely = _likely(reading)
    whole = _read_whole(reading, likely[:LOOKED_AT])
    held = [case for case in whole if _holds_enough(question, case, there)]
    enough = [case for case in held if _tells(question, case, there)]
    if refused := _refusal(reading, held, enough):
        near = [case for case in whole if (case.case_id in there if there else case.of_field)]
        return Choice(nearest=tuple(near[:MOST_CASES]), refused=refused)
    best = enough[0]
    close = [case for case in enough if case is best or _is_close(case, best)]
    if most > MOST_CASES and len(close) >= MOST_CASES:
        further = _read_whole(reading, likely[LOOKED_AT : most + LOOKED_AT])
        more_held = (case for case in further if _holds_enough(question, case, there) and _tells(question, case, there))
        close += [case for case in more_held if _is_close(case, best)]
        close[MOST_CASES:] = sorted(close[MOST_CASES:], key=lambda case: -case.score)
    weak = not _is_sure(best) or _lacks_a_word(question, best) or _rests_on_a_synonym(reading, best)
    return Choice(tuple(close[:most]), weak, more=len(close) > most)


def _wants_one_side(question: Question) -> bool:
    """Whether a question asks for a side of a case or a form of answer, and for no list."""
    return bool(question.wants.aspects) and not question.wants.listing


def _is_sure(case: Evidence) -> bool:
    """Whether a case holds enough of the question: of a long one, that tells a story, several weighty words are enough."""
    return case.share >= SURE or case.parts.held >= SURE_WEIGHT


def _lacks_a_word(question: Question, best: Evidence) -> bool:
    """Whether the library has nothing at all on one of the words, and the case not so much of the others that it may be left open."""
    lacking = any(
        not (word.soft or word.text in question.weights or word.synonyms or word.topics or word.parts)
        for word in needed_words(question)
    )
    return lacking and best.parts.held < SURE_WEIGHT


def _refusal(reading: Reading, held: list[Evidence], enough: list[Evidence]) -> str:
    """Why no case answers, of those that hold enough of the question and those that also tell what it asks for; "" where one does.

    A case that tells it must be nearly as good as one that does not, and hold the weightiest word as that does: the number of another case is no answer.
    """
    if not held:
        return "share"
    if not enough or not (enough[0] is held[0] or _stands_in(enough[0], held[0])):
        return "form"
    return "point" if _misses_the_point(reading, enough[0]) else ""


def _stands_in(case: Evidence, best: Evidence) -> bool:
    """Whether a case is close to the best one, and holds the weightiest word of that in the same way."""
    weightiest = max(best.held, key=lambda held: held.word.weight * held.cover, default=None)
    same = weightiest is None or any((one.word, one.way) == (weightiest.word, weightiest.way) for one in case.held)
    return same and _is_close(case, best)


def _rests_on_a_synonym(reading: Reading, best: Evidence) -> bool:
    """Whether a case holds but one word of the question, and that by another that is no term of the field as it is one."""
    terms = reading.library.words.terms
    held = [one for one in best.held if not one.word.soft and one.way is not Way.BY_TOPIC]
    if len(held) != 1 or held[0].way is not Way.BY_SYNONYM:
        return False
    return not {held[0].word.text, held[0].by} <= terms


def _misses_the_point(reading: Reading, best: Evidence) -> bool:
    """Whether a short question is mostly about a thing of the field that the library has nothing on: 加装电梯, of whatever houses."""
    question, needed = reading.question, needed_words(reading.question)
    held = {held.word.text for held in best.held if held.way is not Way.BY_TOPIC}
    lacking = [
        word.weight
        for word in needed
        if len(word.text) >= TERM
        and word.text in reading.library.words.terms - held
        and not (word.text in question.weights or word.synonyms)
    ]
    most = max((word.weight for word in needed if word.text in held), default=0.0)
    return len(needed) <= SHORT and max(lacking, default=-1.0) >= most


def _is_close(case: Evidence, best: Evidence) -> bool:
    """Whether a further case is nearly as good as the best, and holds the weightiest word that the best holds; among weak ones the score is enough."""
    if not _is_sure(best):
        return case.score >= CLOSE * best.score
    weightiest = max(best.held, key=lambda held: held.word.weight * held.cover, default=None)
    holds = weightiest is None or any(
        held.word == weightiest.word and held.way is not Way.BY_TOPIC for held in case.held
    )
    return holds and case.score >= CLOSE * best.score and case.share >= CLOSE_SHARE * best.share


def asks_elsewhere(question: Question) -> bool:
    """Whether the question names a place that the library has nothing on, and none of its places as small as that."""
    return bool(question.absent) and min(map(_grain, question.absent)) <= min(
        map(_grain, question.places), default=len(_GRAIN)
    )


def _grain(place: str) -> int:
    return next((grain for grain, suffixes in enumerate(_GRAIN) if place.endswith(suffixes)), len(_GRAIN) - 1)


def _likely(reading: Reading) -> list[int]:
    """The ids of the cases with a candidate, the most likely first; those at the places the question names come before others."""
    question, there = reading.question, inside(reading.question)
    likely = sorted(reading.by_case, key=lambda evidence: (evidence.case_id not in there, -evidence.score))
    return list(
        dict.fromkeys([*sorted(there & question.own), *(evidence.case_id for evidence in likely), *sorted(there)])
    )


def _read_whole(reading: Reading, case_ids: Iterable[int]) -> list[Evidence]:
    """Cases read whole, best first; of those at the places the question names, the place's own case first."""
    own = reading.question.own
    whole = (reading.whole(case_id) for case_id in case_ids)
    placed = (replace(e, parts=replace(e.parts, own=1.0)) if e.case_id in own else e for e in whole)
    return sorted(placed, key=lambda evidence: -evidence.score)


def _holds_enough(question: Question, evidence: Evidence, there: frozenset[int]) -> bool:
    """Whether a case is at the places the question names, and holds enough of it."""
    if there and evidence.case_id not in there:
        return False
    if question.foreign and not (evidence.share >= SURE_ELSEWHERE and _mentions(evidence, question.foreign)):
        return False
    return evidence.share >= SURE or (evidence.share >= WEAK and (evidence.of_field or bool(there)))


def _mentions(evidence: Evidence, places: Iterable[str]) -> bool:
    return {held.word.text for held in evidence.held}.issuperset(places)


def _tells(question: Question, evidence: Evidence, there: frozenset[int]) -> bool:
    """Whether a passage with a word of the question (any, where it asks of the place alone) has the form of an answer, where one must."""
    wants = must_tell(question.wants)
    if not (asks_form(wants) and (there or wants.measure or wants.counted)):
        return True
    needed = needed_words(question)
    forms = {form for word in needed for form in (word.text, *(part for part, _ in word.parts), *word.synonyms)}
    return any(
        answers_form(wants, hit.passage.text) for hit in evidence.passages if not needed or forms & hit.starts.keys()
    )
