"""What an editor sends to be read, piece by piece, until it is drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from .transaction import writing

COLLECTING, READING, READ, LEFT = "collecting", "reading", "read", "left"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to read. kind: "text", "forwarded" (a text that stands by itself), "link" or "file".

    content: the text, the address, or the chat's id of the file; name: the file's.
    """

    kind: str
    content: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces sent one after the other, in the order of their messages.

    state: COLLECTING, READING, READ, or LEFT by the editor. status_id: the message that tells how far it is. lead_id: the reader's suggestion it is.
    """

    id: int
    editor_id: int
    chat_id: int
    status_id: int | None
    state: str
    lead_id: int | None
    pieces: tuple[Piece, ...]


def begin_batch(db: Database, editor_id: int, chat_id: int, lead_id: int | None = None) -> int:
    """A new batch, to be collected in a chat; its id."""
    with writing(db):
        statement = (
            "INSERT INTO batches (editor_id, chat_id, state, lead_id, begun_at) VALUES (?, ?, ?, ?, ?) RETURNING id"
        )
        row = [editor_id, chat_id, COLLECTING, lead_id, datetime.now(UTC).isoformat()]
        return int(db.execute(statement, row).fetchone()[0])


def put_pieces(db: Database, batch_id: int, chat_id: int, message_id: int, pieces: list[Piece]) -> None:
    """Keep the pieces of a message, in place of what it said before; once, though the message may come twice."""
    with writing(db):
        db.execute(
            "DELETE FROM pieces WHERE batch_id = ? AND chat_id = ? AND message_id = ?", [batch_id, chat_id, message_id]
        )
        db.conn.executemany(
            "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (chat_id, message_id, at, batch_id, piece.kind, piece.content, piece.name)
                for at, piece in enumerate(pieces)
            ],
        )


def put_status(db: Database, batch_id: int, status_id: int) -> None:
    """Which message tells how far a batch is."""
    with writing(db):
        db.execute("UPDATE batches SET status_id = ? WHERE id = ?", [status_id, batch_id])


def begin_reading(db: Database, batch_id: int) -> bool:
    """No more pieces come; whether the batch was being collected."""
    return _move(db, batch_id, READING, COLLECTING)


def leave_batch(db: Database, batch_id: int) -> bool:
    """Leave a batch, of which nothing is read any more; whether it was not read yet. What was sent is kept no longer."""
    return _end(db, batch_id, LEFT, COLLECTING, READING)


def end_reading(db: Database, batch_id: int) -> bool:
    """Its drafts are kept; whether the batch was being read, and not left meanwhile. What was sent is kept no longer."""
    return _end(db, batch_id, READ, READING)


def batch_by_id(db: Database, batch_id: int) -> Batch | None:
    """The batch with this id; None where there is none, or nobody's any more."""
    columns = "id, editor_id, chat_id, status_id, state, lead_id"
    found = db.query(f"SELECT {columns} FROM batches WHERE id = ? AND editor_id IS NOT NULL", [batch_id])
    row = next(found, None)
    if row is None:
        return None
    query = "SELECT kind, content, name FROM pieces WHERE batch_id = ? ORDER BY message_id, position"
    pieces = tuple(Piece(*piece) for piece in db.execute(query, [batch_id]).fetchall())
    return Batch(**row, pieces=pieces)


def unread_batches(db: Database, editor_id: int | None = None) -> list[int]:
    """The ids of the batches that are being collected or read, of everybody or of one editor, in order."""
    whose = " AND editor_id = ?" if editor_id is not None else ""
    query = f"SELECT id FROM batches WHERE state IN (?, ?) AND editor_id IS NOT NULL{whose} ORDER BY id"
    rows = db.execute(query, [COLLECTING, READING, *([editor_id] if editor_id is not None else [])])
    return [batch_id for (batch_id,) in rows]


def batch_of_message(db: Database, chat_id: int, message_id: int) -> int | None:
    """The id of the batch that a message is a piece of, None where it is none."""
    query = "SELECT batch_id FROM pieces WHERE chat_id = ? AND message_id = ?"
    row = db.execute(query, [chat_id, message_id]).fetchone()
    return row[0] if row else None


def forget_old(db: Database, before: datetime) -> None:
    """Keep no longer which messages were read before this time, and what was changed and not saved then: Telegram brings none of that again."""
    with writing(db):
        old = "SELECT id FROM batches WHERE state IN (?, ?) AND begun_at < ?"
        db.execute(f"DELETE FROM pieces WHERE batch_id IN ({old})", [READ, LEFT, before.isoformat()])
        db.execute("DELETE FROM edits WHERE made_at < ?", [before.isoformat()])


def _end(db: Database, batch_id: int, state: str, *before: str) -> bool:
    with writing(db):
        ended = _move(db, batch_id, state, *before)
        if ended:  # which messages they were is kept: Telegram may bring one again
            db.execute("UPDATE pieces SET content = '', name = '' WHERE batch_id = ?", [batch_id])
    return ended


def _move(db: Database, batch_id: int, state: str, *before: str) -> bool:
    """Put a batch in a state, where it is in one of those before; whether it was."""
    with writing(db):
        marks = ", ".join("?" * len(before))
        statement = f"UPDATE batches SET state = ? WHERE id = ? AND state IN ({marks}) RETURNING id"
        return db.execute(statement, [state, batch_id, *before]).fetchone() is not None
