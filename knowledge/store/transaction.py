"""One transaction, to write or to read in; what SQLite refuses is told in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from ..case import LibraryError


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One write transaction: all of it or nothing; inside another it is part of that one. Raises LibraryError where SQLite refuses.

    It takes the write lock at once, where sqlite-utils' atomic() begins by reading: a reader that turns writer while another process writes
    is refused without waiting.
    """
    with _transaction(db, "BEGIN IMMEDIATE"):
        yield


@contextmanager
def lasting(db: Database) -> Iterator[None]:
    """One write transaction as `writing`, which a loss of power right after it does not undo either; not inside another."""
    db.execute("PRAGMA synchronous = full")
    try:
        with writing(db):
            yield
    finally:
        db.execute("PRAGMA synchronous = normal")


@contextmanager
def reading(db: Database) -> Iterator[None]:
    """One read transaction: what another process writes meanwhile is not seen. Inside another it is part of that one."""
    with _transaction(db, "BEGIN"):
        yield


def unusable(name: object, error: Exception) -> LibraryError:
    """What to tell of a library file that SQLite refuses."""
    if "locked" in str(error):
        return LibraryError(f"案例库「{name}」正被别的程序写入，请稍等片刻再试。")
    if "not a database" in str(error) or "malformed" in str(error):
        return LibraryError(f"「{name}」不是完好的案例库文件，请换一个路径（CHAPU_DB），或用备份恢复它。")
    return LibraryError(f"案例库「{name}」打不开（{error}），请确认文件夹存在、可以读写，再试一次。")


@contextmanager
def _transaction(db: Database, begin: str) -> Iterator[None]:
    if db.conn.in_transaction:
        yield
        return
    try:
        db.conn.execute(begin)
        try:
            yield
        except BaseException:
            db.conn.rollback()
            raise
        db.conn.commit()
    except sqlite3.Error as error:
        name = db.conn.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
        raise unusable(name, error) from None
