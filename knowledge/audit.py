"""The saved questions asked again: where their right case stands now, and what got worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .answer import answer
from .case import Case, QuestionError
from .store import Check, Library, checks, get_case, is_hidden


@dataclass(frozen=True, slots=True)
class Checked:
    """A saved question asked again. place: of its right case in the answer, from 1; 0 where it is not there.

    right: that case. hidden: whether readers cannot find it because it is hidden. first: what stands first, None where nothing answers.
    """

    check: Check
    place: int
    right: Case
    hidden: bool
    first: Case | None

    @property
    def before(self) -> int | None:
        """The place before the last change; where none is known, the last place known."""
        return self.check.now if self.check.before is None else self.check.before

    def got_worse(self, since: int | None) -> bool:
        """Whether the right case stood further in front at this place."""
        return since is not None and _rank(self.place) > _rank(since)

    def got_better(self, since: int | None) -> bool:
        """Whether it stands further in front now."""
        return since is not None and _rank(self.place) < _rank(since)


def audit(library: Library) -> Iterator[Checked]:
    """Ask all saved questions again, one at a step."""
    for check in checks(library.db):
        yield ask_check(library, check)


def ask_check(library: Library, check: Check) -> Checked:
    """Ask a saved question again."""
    try:
        found = [hit.case for hit in answer(library, check.question).hits]
    except QuestionError:
        found = []
    place = next((place for place, case in enumerate(found, 1) if case.id == check.case_id), 0)
    right = get_case(library.db, check.case_id, hidden=True)
    return Checked(check, place, right, is_hidden(library.db, check.case_id), found[0] if found else None)


def _rank(place: int) -> float:
    return place or float("inf")
