"""Which messages were dealt with, so that one which Telegram brings twice is not dealt with again. Of a message nothing is kept that tells whose it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from sqlite_utils import Database

from .transaction import writing

KEPT = timedelta(days=2)
"""Telegram brings again what is at most a day old."""


def note_dealt(db: Database, *message: object) -> None:
    """Note that a message was dealt with. message: what tells it from any other; an edited one is another."""
    now = datetime.now(UTC)
    with writing(db):
        db.execute("DELETE FROM dealt WHERE dealt_at < ?", [(now - KEPT).isoformat()])
        db.execute("INSERT OR IGNORE INTO dealt VALUES (?, ?)", [_mark(message), now.isoformat()])


def is_dealt(db: Database, *message: object) -> bool:
    """Whether a message was dealt with."""
    return bool(db.execute("SELECT 1 FROM dealt WHERE mark = ?", [_mark(message)]).fetchone())


def _mark(message: tuple[object, ...]) -> str:
    return blake2b(repr(message).encode(), digest_size=16).hexdigest()
