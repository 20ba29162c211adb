"""One question held against the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import Passage
from ..store import Index
from .evidence import Evidence, weigh_case
from .question import Question, without_places
from .rank import CANDIDATES, Found, find, weigh

if TYPE_CHECKING:
    from ..store import Library

LIST_CANDIDATES = 200


class Reading:
    """One question being held against the library: what was found for it, each passage weighed once."""

    def __init__(self, library: Library, question: Question) -> None:
        self.library, self.question, self.index = library, question, Index(library.db)
        _, self._mean = self.index.totals()
        found = find(self.index, question, LIST_CANDIDATES if question.wants.listing else CANDIDATES)
        self._found = {hit.passage.id: hit for hit in found}
        self.by_case = self._by_case()
        """What each case with a candidate holds, by its candidates and its head."""

    def _by_case(self) -> list[Evidence]:
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
        if passage.id not in self._found:
            self._found[passage.id] = weigh(self.question, passage, self._mean)
        return self._found[passage.id]
