"""What synonyms would change: the questions of late asked once more, without them and with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .gaps import answer_now
from .store import Library, asked_lately, open_copy, put_synonyms

TRIED_DAYS, MOST = 90, 300
"""Of how many days questions are asked once more, and how many that were answered, and that were not."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How a question is answered: by which case first, and whether that is only loosely related. case_id: 0 where by none."""

    case_id: int = 0
    title: str = ""
    weak: bool = False

    @property
    def sure(self) -> bool:
        """Whether there is an answer, and it is more than loosely related."""
        return bool(self.case_id) and not self.weak


@dataclass(frozen=True, slots=True)
class Shift:
    """A question that is answered otherwise with the synonyms."""

    question: str
    before: Reply
    after: Reply


@dataclass(frozen=True, slots=True)
class Trial:
    """What synonyms change. missed, answered: how many questions of each kind were asked once more.

    gained: those answered surely with them, where there was no answer or a loose one. changed: those whose first case is another one.
    loose: those without an answer that have a loose one.
    """

    missed: int
    answered: int
    gained: tuple[Shift, ...]
    changed: tuple[Shift, ...]
    loose: tuple[Shift, ...] = ()


def try_synonyms(path: Path, folder: Path, words: Sequence[str]) -> Trial:
    """What a group of folded words would change in the library of a file, with the word files of a folder; nothing is written."""
    with closing(open_copy(path, folder)) as library:
        missed, answered = asked_lately(library.db, TRIED_DAYS, MOST)
        before = replies(library, [*missed, *answered])
        put_synonyms(library, words, 0)
        return compare(missed, before, replies(library, [*missed, *answered]))


def replies(library: Library, questions: Iterable[str]) -> dict[str, Reply]:
    """How the library answers each question now."""
    return {question: _reply(library, question) for question in questions}


def compare(missed: Sequence[str], before: dict[str, Reply], after: dict[str, Reply]) -> Trial:
    """What is otherwise in the second replies to the same questions; missed: those of them that had no good answer in chat."""
    changes = [Shift(question, reply, after[question]) for question, reply in before.items()]
    gained = [change for change in changes if change.after.sure and not change.before.sure]
    loose = [change for change in changes if change.after.weak and not change.before.case_id]
    other = [
        change
        for change in changes
        if change not in (*gained, *loose) and change.before.case_id != change.after.case_id
    ]
    return Trial(len(missed), len(before) - len(missed), tuple(gained), tuple(other), tuple(loose))


def _reply(library: Library, question: str) -> Reply:
    reply = answer_now(library, question)
    if reply is None or not reply.hits:
        return Reply()
    return Reply(reply.hits[0].case.id, reply.hits[0].case.title, reply.weak)
