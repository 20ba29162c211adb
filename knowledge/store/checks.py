"""Saved questions: each with the case that is right for it, and that case's place in its answer before and after the last change; and who made that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from .deeds import OF_CASES, Act
from .transaction import writing

KEY = 16
"""Letters of a key."""
FOUND_BY = (*OF_CASES, Act.SYNONYM, Act.UNSYNONYM, Act.UNDO, Act.REDO)
"""The acts that change what readers find."""


@dataclass(frozen=True, slots=True)
class Check:
    """A saved question. before, now: the right case's place in the answer before the last change of the library and after it, from 1.

    0: it is not there. None: not known.
    """

    question: str
    case_id: int
    before: int | None
    now: int | None

    @property
    def key(self) -> str:
        """What stands for the question where it is too long; the same whatever else is saved."""
        return hashlib.sha256(self.question.encode()).hexdigest()[:KEY]


@dataclass(frozen=True, slots=True)
class Unaudited:
    """What editors did since the saved questions were last asked. authors: those who are known. deeds: what is done, by id; an import under way is not."""

    authors: frozenset[int]
    deeds: tuple[int, ...]


def put_check(db: Database, check: Check, editor_id: int) -> bool:
    """Save a question; whether it was not saved yet, with this case or another: what was saved stays."""
    row = [check.question, check.case_id, editor_id, check.before, check.now, datetime.now(UTC).isoformat()]
    with writing(db):
        statement = "INSERT OR IGNORE INTO checks (question, case_id, editor_id, before, now, kept_at) VALUES (?, ?, ?, ?, ?, ?)"
        return db.execute(statement, row).rowcount == 1


def checks(db: Database) -> list[Check]:
    """All saved questions, the oldest first."""
    rows = db.execute("SELECT question, case_id, before, now FROM checks ORDER BY kept_at, question")
    return [Check(*row) for row in rows]


def check_by_key(db: Database, key: str) -> Check | None:
    """The saved question with this key."""
    return next((check for check in checks(db) if check.key == key), None)


def drop_check(db: Database, question: str) -> bool:
    """Save a question no longer; whether it was."""
    with writing(db):
        return db.execute("DELETE FROM checks WHERE question = ?", [question]).rowcount == 1


def unaudited(db: Database) -> Unaudited:
    """What editors did to what readers find since the saved questions were last asked."""
    acts = ", ".join("?" * len(FOUND_BY))
    query = (
        "SELECT id, editor_id, id IN (SELECT deed_id FROM imports) FROM deeds"
        f" WHERE NOT audited AND act IN ({acts}) ORDER BY id"
    )
    rows = db.execute(query, [act.value for act in FOUND_BY]).fetchall()
    authors = frozenset(editor_id for _, editor_id, _ in rows if editor_id is not None)
    return Unaudited(authors, tuple(deed_id for deed_id, _, under_way in rows if not under_way))


def put_places(db: Database, places: Mapping[str, int], changed: bool, deeds: Iterable[int] = ()) -> None:
    """Note each question's place now; changed: the library has changed, so that what was its place is the one before. deeds: those that did it."""
    before = "now" if changed else "coalesce(before, now)"
    with writing(db):
        for question, place in places.items():
            db.execute(f"UPDATE checks SET before = {before}, now = ? WHERE question = ?", [place, question])
        for deed_id in deeds:
            db.execute("UPDATE deeds SET audited = 1 WHERE id = ?", [deed_id])
