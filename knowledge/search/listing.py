"""A question for a list: every case at the named places, of the named years and topics, that says the rest."""

from __future__ import annotations

import re

from ..sounds import sounds
from ..store import case_ids
from .evidence import Evidence, needed_words, unmarked
from .question import Question, inside
from .reading import Reading

MOST_LISTED = 50
"""Cases of a list; one more is looked for, to tell whether these are all."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d|个|平|户|人|元|万)")


def list_cases(reading: Reading) -> list[Evidence]:
    """The cases a question asks a list of, best first; none where it asks for no list, or by words that no case says together.

    A question of nothing but places, years and topics asks for a list, whatever its words.
    """
    question, db = reading.question, reading.library.db
    cases = reading.by_case
    years = [int(year) for year in _YEAR.findall(question.folded)]
    topics = [topic.name for topic in reading.library.words.topics if set(topic.name.split("/")) & {*question.runs}]
    kept = [set(inside(question))] if question.places else []
    kept += [set[int]().union(*(case_ids(db, year=year) for year in years))] if years else []
    kept += [case_ids(db, topic=topic) | {case.case_id for case in cases if _says(case, topic)} for topic in topics]
    told = "".join((*question.places, *topics, *(f"{year}年" for year in years)))
    rest = [word for word in needed_words(question) if word.text not in told]
    if rest and not question.wants.listing:
        return []
    if rest:
        runs = [run for run in question.runs if any(word.text in run for word in rest)]
        there = [case for case in cases if all(case.case_id in ids for ids in kept)]
        found = [case for case in there if any(_says(case, run) for run in runs)] or [
            case for case in there if _tells(question, case)
        ]
    else:
        wanted = (
            sorted(set.intersection(*kept), key=lambda case_id: (case_id not in question.own, case_id)) if kept else []
        )
        found = [reading.whole(case_id) for case_id in wanted[: MOST_LISTED + 1]]
    return sorted(found, key=lambda case: -case.score)[: MOST_LISTED + 1]


def _says(case: Evidence, run: str) -> bool:
    """Whether a case has a run of the question as it stands, or (a long one) as it sounds, quotation marks aside."""
    text = unmarked(case.text)
    return len(run) > 2 and (run in text or (len(run) > 3 and sounds(run) in sounds(text)))


def _tells(question: Question, case: Evidence) -> bool:
    """Whether one passage of a case holds all the words the question needs, some of them by parts or synonyms."""
    needed = needed_words(question)
    return any(
        all({word.text, *(part for part, _ in word.parts), *word.synonyms} & hit.starts.keys() for word in needed)
        for hit in case.passages
    )
