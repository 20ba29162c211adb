"""The open library: one connection, the words, the segmenter."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from ..terms import Segmenter
from ..words import Words, read_words
from . import schema
from .index import is_fresh, reindex
from .transaction import unusable, writing

BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Library:
    """The open library: the one resource, with its connection, words and segmenter. It belongs to the thread that opened it."""

    db: Database
    words: Words = field(repr=False)
    segmenter: Segmenter

    def close(self) -> None:
        """Give the connection back."""
        self.db.close()


def open_library(path: Path | str, words: Path) -> Library:
    """Open, and where needed make or bring up to date, the library in a file.

    path: the SQLite file, or ":memory:"; words: the folder with the word files.
    A change in words that segment text differently makes the index anew.
    Raises LibraryError where the file cannot be used, ChapuError where a word file cannot be read.
    """
    spoken = read_words(words)
    db = _connect(path)
    try:
        if not schema.is_current(db):
            with writing(db):
                schema.migrate(db)
        segmenter = Segmenter(spoken.own)
        if not is_fresh(db, spoken.digest):
            with writing(db):
                if not is_fresh(db, spoken.digest):  # another process may have made it while this one waited
                    reindex(db, segmenter, spoken.digest)
    except sqlite3.Error as error:
        db.close()
        raise unusable(path, error) from None
    return Library(db, spoken, segmenter)


def _connect(path: Path | str) -> Database:
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    except sqlite3.Error as error:
        raise unusable(path, error) from None
    try:
        connection.execute("PRAGMA foreign_keys = on")
        if path != ":memory:" and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = normal")
        connection.execute("PRAGMA secure_delete = on")  # what a reader has deleted is not to be found in the file
    except sqlite3.Error as error:
        connection.close()
        raise unusable(path, error) from None
    return Database(connection, execute_plugins=False)
