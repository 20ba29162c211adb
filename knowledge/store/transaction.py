"""One write transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One write transaction: all of it or nothing; inside another it is part of that one.

    It takes the write lock at once, where sqlite-utils' atomic() begins by reading: a reader that turns writer while another process writes
    is refused without waiting.
    """
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()
