"""What readers leave behind: questions and their answers, votes, favourites, and the step of a conversation they are in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from ..case import NotFoundError
from .transaction import writing

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of an answer's id: none that could be taken for another when read aloud or typed from paper."""
_ID_LENGTH = 6
STEP_LASTS = timedelta(minutes=10)
DESK_STEP_LASTS = timedelta(hours=1)
"""A step of the editors' desk, whose name begins with DESK: to look something up takes its time."""
DESK = "d:"
_OF_READERS = {
    "answers": ("asker_id", "asked_at"),
    "votes": ("voter_id", "voted_at"),
    "favourites": ("reader_id", "kept_at"),
    "wishes": ("reader_id", "wished_at"),
    "steps": ("reader_id", "begun_at"),
    "leads": ("reader_id", "sent_at"),
    "editors": ("editor_id", "since"),
    "deeds": ("editor_id", "done_at"),
    "drafts": ("editor_id", "made_at"),
    "batches": ("editor_id", "begun_at"),
    "pieces": ("chat_id", "message_id"),
    "edits": ("editor_id", "made_at"),
    "synonyms": ("editor_id", "made_at"),
    "checks": ("editor_id", "kept_at"),
    "set_aside": ("editor_id", "set_at"),
    "imports": ("editor_id", "one"),
    "subscribers": ("chat_id", "since"),
    "deliveries": ("chat_id", "queued_at"),
    "useful": ("reader_id", "said_at"),
    "editions": ("editor_id", "made_at"),
}
"""The tables that hold a reader's id: in which column, and which tells when."""
_SIGNED = ("deeds", "drafts", "synonyms", "checks", "leads", "edits", "batches", "set_aside", "imports", "editions")
"""Those whose rows are the library's, and lose nothing but who made them: in the column editor_id."""
_PRIVATE = {"id", "one", "content", "digest", "doubts", "learned", "report"}
"""What a row of these tells a person nothing by."""
_OF_EDITORS = {"id", "editor_id", "mark", "told_at"}
"""What a reader's lead holds of what the editors do with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked in a chat, and its answer there.

    id: "" until it is kept. asked_at: when, in ISO 8601, as the chat tells it.
    tier: None where nothing was asked. asker_id: None where the chat does not say who asked.
    message_id, reply_id: the question's message and the answer's; None while there is no answer.
    """

    id: str
    question: str
    tier: str | None
    case_ids: tuple[int, ...]
    asker_id: int | None
    chat_id: int
    message_id: int
    asked_at: str
    reply_id: int | None = None


def keep_asked(db: Database, asked: Asked) -> Asked:
    """Keep a question and its answer, in place of what was kept of the same message; it comes back with its id, made new where there is none.

    Votes on the answer to another question go.
    """
    row = [asked.question, asked.tier, json.dumps(asked.case_ids), asked.asker_id]
    place = [asked.chat_id, asked.message_id, asked.reply_id, asked.asked_at]
    with writing(db):
        kept = asked_in(db, asked.chat_id, asked.message_id)
        answer_id = kept.id if kept else _new_id(db)
        if kept and kept.question != asked.question:
            db.execute("DELETE FROM votes WHERE answer_id = ?", [answer_id])
        db.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " question = excluded.question, tier = excluded.tier, case_ids = excluded.case_ids,"
            " reply_id = excluded.reply_id, asked_at = excluded.asked_at",
            [answer_id, *row, *place],
        )
    return replace(asked, id=answer_id)


def put_reply(db: Database, answer_id: str, reply_id: int) -> None:
    """Which message the answer is; nothing where the question was deleted meanwhile."""
    with writing(db):
        db.execute("UPDATE answers SET reply_id = ? WHERE id = ?", [reply_id, answer_id])


def asked_by_id(db: Database, answer_id: str) -> Asked:
    """The question and answer with this id. Raises NotFoundError where it is not kept (any more)."""
    row = db.execute(f"{_ASKED} WHERE id = ?", [answer_id.upper()]).fetchone()
    if row is None:
        raise NotFoundError("这条结果太久了，重新发一次问题就好。")
    return _asked(row)


def asked_in(db: Database, chat_id: int, message_id: int) -> Asked | None:
    """The question that stands in this message of a chat, None where none is kept."""
    row = db.execute(f"{_ASKED} WHERE chat_id = ? AND message_id = ?", [chat_id, message_id]).fetchone()
    return _asked(row) if row else None


def last_answer(db: Database, asker_id: int, question: str) -> str | None:
    """The id of the last answer that a reader had to this question; None where none is kept."""
    query = "SELECT id FROM answers WHERE asker_id = ? AND question = ? ORDER BY asked_at DESC LIMIT 1"
    row = db.execute(query, [asker_id, question]).fetchone()
    return row[0] if row else None


def put_vote(db: Database, answer_id: str, voter_id: int, good: bool, reason: str = "") -> None:
    """Whether an answer was of use to a reader, and why not, in place of what they said before. Raises NotFoundError."""
    kept = asked_by_id(db, answer_id)
    with writing(db):
        db.execute(
            "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?, ?, NULL)", [kept.id, voter_id, good, reason, _now()]
        )


def put_reason(db: Database, answer_id: str, voter_id: int, reason: str, message_id: int) -> None:
    """Why an answer was of no use, in a message of the reader's own, in place of what they said before. Raises NotFoundError."""
    with writing(db):
        put_vote(db, answer_id, voter_id, False, reason)
        db.execute(
            "UPDATE votes SET message_id = ? WHERE answer_id = ? AND voter_id = ?", [message_id, answer_id, voter_id]
        )


def reasoned_in(db: Database, voter_id: int, message_id: int) -> str | None:
    """The id of the answer that this message of a reader gives a reason about; None where it gives none."""
    row = db.execute(
        "SELECT answer_id FROM votes WHERE voter_id = ? AND message_id = ?", [voter_id, message_id]
    ).fetchone()
    return row[0] if row else None


def put_favourite(db: Database, reader_id: int, case_id: int) -> None:
    """Put a case among a reader's favourites."""
    with writing(db):
        db.execute("INSERT OR IGNORE INTO favourites VALUES (?, ?, ?)", [reader_id, case_id, _now()])


def drop_favourite(db: Database, reader_id: int, case_id: int) -> None:
    """Take a case out of a reader's favourites."""
    with writing(db):
        db.execute("DELETE FROM favourites WHERE reader_id = ? AND case_id = ?", [reader_id, case_id])


def favourites(db: Database, reader_id: int) -> list[int]:
    """The ids of a reader's favourites, the last first; those that are hidden are kept, and not told."""
    rows = db.execute(
        "SELECT case_id FROM favourites JOIN cases ON cases.id = case_id WHERE reader_id = ? AND NOT hidden"
        " ORDER BY kept_at DESC, case_id",
        [reader_id],
    )
    return [case_id for (case_id,) in rows]


def put_step(db: Database, reader_id: int, step: str, subject: str) -> None:
    """Remember what a reader's next message is for, in place of any earlier step."""
    with writing(db):
        db.execute("INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?)", [reader_id, step, subject, _now()])


def drop_step(db: Database, reader_id: int, step: str, subject: str) -> None:
    """End this step of a reader, if they are in it."""
    with writing(db):
        db.execute("DELETE FROM steps WHERE reader_id = ? AND step = ? AND subject = ?", [reader_id, step, subject])


def step_of(db: Database, reader_id: int) -> tuple[str, str] | None:
    """The (step, subject) a reader is in; None where there is none, or it has lasted too long."""
    row = db.execute("SELECT step, subject, begun_at FROM steps WHERE reader_id = ?", [reader_id]).fetchone()
    if row is None:
        return None
    step, subject, begun = row
    lasts = DESK_STEP_LASTS if step.startswith(DESK) else STEP_LASTS
    return (step, subject) if datetime.now(UTC) - datetime.fromisoformat(begun) < lasts else None


def take_step(db: Database, reader_id: int) -> tuple[str, str] | None:
    """What `step_of` tells; the step ends with this."""
    with writing(db):
        step = step_of(db, reader_id)
        db.execute("DELETE FROM steps WHERE reader_id = ?", [reader_id])
    return step


@contextmanager
def ending_step(db: Database, reader_id: int) -> Iterator[None]:
    """A reader's step ends where this does, unless it was begun anew meanwhile: a message that is brought again after a crash is still what was asked for."""
    query = "SELECT begun_at FROM steps WHERE reader_id = ?"
    begun = db.execute(query, [reader_id]).fetchone()
    try:
        yield
    finally:
        if begun:
            with writing(db):
                db.execute("DELETE FROM steps WHERE reader_id = ? AND begun_at = ?", [reader_id, *begun])


def editors(db: Database) -> set[int]:
    """The ids of those who edit the library."""
    return {editor_id for (editor_id,) in db.execute("SELECT editor_id FROM editors")}


def rows_of_reader(db: Database, reader_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of a reader, by table, the oldest first."""
    rows = {
        table: [
            _told(table, row)
            for row in db.query(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY {when}", [reader_id])
        ]
        for table, (column, when) in _OF_READERS.items()
    }
    return {table: found for table, found in rows.items() if found}


def _told(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as its reader is shown it: of what is the library's, not the text itself; of a lead, not who decided on it, nor the chat's id of a file."""
    if table == "leads":
        hidden = _OF_EDITORS | ({"content"} if row["kind"] == "file" else set())
        return {key: value for key, value in row.items() if key not in hidden}
    return {key: value for key, value in row.items() if table not in _SIGNED or key not in _PRIVATE}


def forget_reader(db: Database, reader_id: int) -> None:
    """Delete all that is kept of a reader; afterwards no row holds their id, and the file not their words. What they did as an editor has no name then."""
    of_leads = "lead_id IN (SELECT id FROM leads WHERE reader_id = ?)"
    with writing(db):
        for table in _SIGNED:
            db.execute(f"UPDATE {table} SET editor_id = NULL WHERE editor_id = ?", [reader_id])
        db.execute(f"DELETE FROM pieces WHERE batch_id IN (SELECT id FROM batches WHERE {of_leads})", [reader_id])
        db.execute(f"UPDATE drafts SET lead_id = NULL WHERE {of_leads}", [reader_id])
        db.execute(f"UPDATE batches SET lead_id = NULL WHERE {of_leads}", [reader_id])
        db.execute("UPDATE batches SET chat_id = 0 WHERE chat_id = ?", [reader_id])
        db.execute("DELETE FROM pieces WHERE chat_id = ?", [reader_id])
        person = "act IN ('editor', 'uneditor') AND subject_id = ?"
        db.execute(f"UPDATE deeds SET subject_id = NULL, subject = '' WHERE {person}", [reader_id])
        for table, (column, _) in _OF_READERS.items():
            if table not in _SIGNED or column != "editor_id":
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", [reader_id])
        db.execute("DELETE FROM set_aside WHERE question NOT IN (SELECT question FROM answers)")
    db.execute("PRAGMA wal_checkpoint(truncate)").fetchall()


_ASKED = "SELECT id, question, tier, case_ids, asker_id, chat_id, message_id, asked_at, reply_id FROM answers"


def _new_id(db: Database) -> str:
    while True:
        drawn = "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))
        if not db.execute("SELECT 1 FROM answers WHERE id = ?", [drawn]).fetchone():
            return drawn


def _asked(row: tuple[Any, ...]) -> Asked:
    answer_id, question, tier, case_ids, *rest = row
    return Asked(answer_id, question, tier, tuple(json.loads(case_ids)), *rest)


def _now() -> str:
    return datetime.now(UTC).isoformat()
