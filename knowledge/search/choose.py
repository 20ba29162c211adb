"""Which cases answer a question, and whether any does."""

from __future__ import annotations

import re
from dataclasses import replace

from ..case import Passage
from ..store import Index, Library, list_cases
from ..terms import sounds
from .evidence import Evidence, needed_words, unmarked, weigh_case
from .question import Question, without_places
from .rank import CANDIDATES, Found, find, weigh
from .wants import answers_form

MOST_CASES = 3
MOST_LISTED = 12
LOOKED_AT = 5
"""The cases that are read whole, the best by their candidates."""
LIST_CANDIDATES = 200
SURE = 0.45
"""The share of a question's weight that a case must hold to be an answer; see docs/search.md for how it was chosen."""
SURE_ELSEWHERE = 0.7
"""The same where the question names a place far away, which a case may mention but is not about."""
WEAK = 0.12
"""The least share at which a case that holds a word of the field is shown at all, as only loosely related."""
CLOSE, CLOSE_SHARE = 0.5, 0.75
"""The least score and the least share of a further case, against the best."""
OWN_PLACE = 1.5
"""What it counts that a case is the very place the question names; one point more tells it from the others where nothing else is asked."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_GRAIN = (("社区", "小区", "院落", "村"), ("街道", "镇", "乡"), ("区", "县", "市"))


def choose(library: Library, question: Question) -> tuple[list[Evidence], list[Evidence], bool]:
    """(the cases that answer, best first; the nearest cases where none does; whether the answer is only loosely related)."""
    if asks_elsewhere(question):
        return [], [], False
    reading = _Reading(library, question)
    if question.wants.listing and (listed := _list(reading)):
        return listed, [], False
    whole = _read_whole(reading)
    inside = _inside(question)
    enough = [evidence for evidence in whole if _may_answer(question, evidence, inside)]
    if not enough:
        return [], [e for e in whole if e.share or e.case_id in inside][:MOST_CASES], False
    best = enough[0]
    close = [e for e in enough if e.score >= CLOSE * best.score and e.share >= CLOSE_SHARE * best.share]
    return close[:MOST_CASES], [], best.share < SURE


class _Reading:
    """One question being held against the library: what was found for it, each passage weighed once."""

    def __init__(self, library: Library, question: Question) -> None:
        self.library, self.question, self.index = library, question, Index(library.db)
        _, self._mean = self.index.totals()
        found = find(self.index, question, LIST_CANDIDATES if question.wants.listing else CANDIDATES)
        self._found = {hit.passage.id: hit for hit in found}

    def by_case(self) -> list[Evidence]:
        """What each case with a candidate holds, by its candidates and its head."""
        cases: dict[int, list[Found]] = {}
        for hit in self._found.values():
            cases.setdefault(hit.passage.case_id, []).append(hit)
        headless = [case_id for case_id, hits in cases.items() if all(hit.passage.position for hit in hits)]
        for head in self.index.heads(headless):
            cases[head.case_id].append(self._weigh(head))
        return [weigh_case(self.question, hits, self.library.words.field) for hits in cases.values()]

    def whole(self, case_id: int) -> Evidence:
        """What a case holds, by all its passages; those of a case at a place the question names are told apart by the rest of the question."""
        if not any(case_id in ids for ids in self.question.places.values()):
            return weigh_case(self.question, map(self._weigh, self.index.of_case(case_id)), self.library.words.field)
        question = without_places(self.question)
        found = [weigh(question, passage, self._mean) for passage in self.index.of_case(case_id)]
        return weigh_case(question, found, self.library.words.field)

    def _weigh(self, passage: Passage) -> Found:
        return self._found.get(passage.id) or weigh(self.question, passage, self._mean)


def asks_elsewhere(question: Question) -> bool:
    """Whether the question names a place that the library has nothing on, and none of its places as small as that."""
    return bool(question.absent) and min(map(_grain, question.absent)) <= min(
        map(_grain, question.places), default=len(_GRAIN)
    )


def _grain(place: str) -> int:
    return next((grain for grain, suffixes in enumerate(_GRAIN) if place.endswith(suffixes)), len(_GRAIN) - 1)


def _inside(question: Question) -> frozenset[int]:
    """The cases at the places the question names: at all of them where there are such, else at any."""
    ids = list(question.places.values())
    return (frozenset.intersection(*ids) or frozenset.union(*ids)) if ids else frozenset()


def _read_whole(reading: _Reading) -> list[Evidence]:
    """The most likely cases, read whole, best first; of those at the places the question names, the place's own case first."""
    question, inside = reading.question, _inside(reading.question)
    likely = sorted(reading.by_case(), key=lambda evidence: (evidence.case_id not in inside, -evidence.score))
    ids = dict.fromkeys([*sorted(inside & question.own), *(evidence.case_id for evidence in likely), *sorted(inside)])
    whole = (reading.whole(case_id) for case_id in list(ids)[:LOOKED_AT])
    placed = (replace(e, score=e.score * OWN_PLACE + 1) if e.case_id in question.own else e for e in whole)
    return sorted(placed, key=lambda evidence: -evidence.score)


def _may_answer(question: Question, evidence: Evidence, inside: frozenset[int]) -> bool:
    """Whether a case may be an answer: it is where the question asks, holds enough of it, and tells what it asks for."""
    if inside and evidence.case_id not in inside:
        return False
    if question.foreign and evidence.share < SURE_ELSEWHERE:
        return False
    if evidence.share < SURE and not (evidence.share >= WEAK and (evidence.of_field or inside)):
        return False
    return not inside or _tells(question, evidence)


def _tells(question: Question, evidence: Evidence) -> bool:
    """Whether a passage with a word of the question (any, where it asks of the place alone) has the form of an answer."""
    needed = needed_words(question)
    forms = {form for word in needed for form in (word.text, *word.parts, *word.synonyms)}
    return any(
        answers_form(question.wants, hit.passage.text)
        for hit in evidence.passages
        if not needed or forms & hit.starts.keys()
    )


def _list(reading: _Reading) -> list[Evidence]:
    """Every case at the named places, of the named years and topics, that holds the rest of the question."""
    question, library = reading.question, reading.library
    years = [int(year) for year in _YEAR.findall(question.folded)]
    topics = [
        topic.name for topic in library.words.topics if any(part in question.runs for part in topic.name.split("/"))
    ]
    kept = [set(ids) for ids in question.places.values()]
    kept += [{case.id for case in list_cases(library.db, year=year)} for year in years]
    kept += [{case.id for case in list_cases(library.db, topic=topic)} for topic in topics]
    told = "".join((*question.places, *topics, *(f"{year}年" for year in years)))
    rest = [word for word in needed_words(question) if word.text not in told]
    if not rest:
        whole = [reading.whole(case_id) for case_id in sorted(set.intersection(*kept))] if kept else []
        return sorted(whole, key=lambda evidence: -evidence.score)[:MOST_LISTED]
    runs = [run for run in question.runs if any(word.text in run for word in rest)]
    cases = sorted(
        (e for e in reading.by_case() if all(e.case_id in ids for ids in kept)), key=lambda evidence: -evidence.score
    )
    literal = [evidence for evidence in cases if any(_says(evidence, run) for run in runs)]
    return (literal or [evidence for evidence in cases if _holds_together(question, evidence)])[:MOST_LISTED]


def _says(evidence: Evidence, run: str) -> bool:
    """Whether a case has a run of the question as it stands, or (a long one) as it sounds, quotation marks aside."""
    text = unmarked(evidence.text)
    return len(run) > 2 and (run in text or (len(run) > 3 and sounds(run) in sounds(text)))


def _holds_together(question: Question, evidence: Evidence) -> bool:
    """Whether one passage of a case holds all the question's words, some of them by parts or synonyms."""
    needed = needed_words(question)
    return any(
        all({word.text, *word.parts, *word.synonyms} & hit.starts.keys() for word in needed)
        for hit in evidence.passages
    )
