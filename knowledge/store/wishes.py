"""The questions that readers follow: each waits until a case answers it, and its follower is told once.

A row waits while `told_at` is NULL. It is being told while `told` is NULL and `told_at` is not; what then ends without a word, as in a crash, may have arrived.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils import Database

from .transaction import writing

UNCERTAIN = 0
"""In `told`: a message went out, and whether it arrived is not known."""


def put_wish(db: Database, reader_id: int, question: str) -> None:
    """Remember that a reader wants to hear when a case answers this question; one that was told of it waits again."""
    with writing(db):
        db.execute(
            "INSERT INTO wishes (reader_id, question, wished_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
            " wished_at = excluded.wished_at, told_at = NULL, told = NULL WHERE told IS NOT NULL",
            [reader_id, question, _now()],
        )


def waiting_wishes(db: Database) -> dict[str, list[int]]:
    """The questions that somebody waits for, with the ids of who does, the longest waiting first."""
    waiting: dict[str, list[int]] = {}
    rows = db.execute("SELECT question, reader_id FROM wishes WHERE told_at IS NULL ORDER BY wished_at, reader_id")
    for question, reader_id in rows:
        waiting.setdefault(question, []).append(reader_id)
    return waiting


def begin_telling(db: Database, reader_id: int, question: str) -> bool:
    """Mark a wish as being told, before its message goes out; whether it still waited."""
    with writing(db):
        update = "UPDATE wishes SET told_at = ? WHERE reader_id = ? AND question = ? AND told_at IS NULL"
        return db.execute(update, [_now(), reader_id, question]).rowcount == 1


def end_telling(db: Database, reader_id: int, question: str, case_id: int) -> None:
    """Note by which case a follower was told, or UNCERTAIN; nothing where the wish was deleted meanwhile."""
    with writing(db):
        update = "UPDATE wishes SET told = ? WHERE reader_id = ? AND question = ? AND told_at IS NOT NULL"
        db.execute(update, [case_id, reader_id, question])


def wait_again(db: Database, reader_id: int, question: str) -> None:
    """Let a wish wait whose message surely did not arrive."""
    with writing(db):
        update = "UPDATE wishes SET told_at = NULL WHERE reader_id = ? AND question = ? AND told IS NULL"
        db.execute(update, [reader_id, question])


def drop_wish(db: Database, reader_id: int, question: str) -> None:
    """Forget a wish."""
    with writing(db):
        db.execute("DELETE FROM wishes WHERE reader_id = ? AND question = ?", [reader_id, question])


def settle_wishes(db: Database) -> int:
    """Take what was being told when the last process ended for told, UNCERTAIN; how many there were. Before the first is told by this process."""
    with writing(db):
        update = "UPDATE wishes SET told = ? WHERE told_at IS NOT NULL AND told IS NULL"
        return int(db.execute(update, [UNCERTAIN]).rowcount)


def _now() -> str:
    return datetime.now(UTC).isoformat()
