"""The open library: one connection, the words, the segmenter."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from ..case import ChapuError
from ..terms import Segmenter
from ..words import Words, read_words
from . import schema
from .index import is_fresh, reindex
from .synonyms import words_in_force
from .transaction import unusable, writing

BUSY_SECONDS = 10
COPIES = 3
"""How often a library's file is copied, if it changes meanwhile."""


@dataclass(slots=True, eq=False)
class Library:
    """The open library: the one resource, with its connection, words and segmenter. It belongs to the thread that opened it.

    files: the words of the word files. home: its file and the folder with the word files; None where it is in memory alone.
    learning: what the index is said to be made by while synonyms are being saved, which is the digest of the words meanwhile; "" at any other time.
    words: those in force, the files' and the synonyms told in chat; saving synonyms puts others in their place.
    """

    db: Database
    files: Words = field(repr=False)
    segmenter: Segmenter
    home: tuple[Path, Path] | None = None
    learning: str = ""
    words: Words = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Take up the synonyms told in chat."""
        self.words = words_in_force(self.db, self.files)

    def close(self) -> None:
        """Give the connection back."""
        self.db.close()


def open_library(path: Path | str, words: Path) -> Library:
    """Open, and where needed make or bring up to date, the library in a file.

    path: the SQLite file, or ":memory:"; words: the folder with the word files.
    A change in words that segment text differently makes the index anew.
    Raises LibraryError where the file cannot be used, ChapuError where a word file cannot be read.
    """
    return _opened(_connect(path), path, words)


def open_copy(path: Path, words: Path) -> Library:
    """A copy, in memory, of the library in a file, or an empty one where there is no file: what is put into it is written nowhere.

    Neither the file nor its folder is written to. Raises as `open_library` does.
    """
    db = _connect(":memory:")
    try:
        if path.is_file() and path.stat().st_size:
            with TemporaryDirectory() as folder, closing(_to_read(path, Path(folder))) as source:
                source.backup(db.conn)
    except (sqlite3.Error, OSError) as error:
        db.close()
        raise unusable(path, error) from None
    return _opened(db, path, words)


def _opened(db: Database, path: Path | str, words: Path) -> Library:
    try:
        files = read_words(words)
        if not schema.is_current(db):
            with writing(db):
                schema.migrate(db)
        spoken = words_in_force(db, files)
        segmenter = Segmenter(spoken.own)
        if not is_fresh(db, spoken.digest):
            with writing(db):
                if not is_fresh(db, spoken.digest):  # another process may have made it while this one waited
                    reindex(db, segmenter, spoken.digest)
    except sqlite3.Error as error:
        db.close()
        raise unusable(path, error) from None
    except ChapuError:
        db.close()
        raise
    [file] = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    return Library(db, files, segmenter, (Path(file), words.resolve()) if file else None)


def _to_read(path: Path, folder: Path) -> sqlite3.Connection:
    """A connection to a copy, in a folder, of a library's file and the log beside it: SQLite would write beside the file even to read it.

    Where another process writes all the time while they are copied, to the file itself: what SQLite needs beside it is that process's then.
    """
    files = (path, path.with_name(path.name + "-wal"))
    for _ in range(COPIES):
        before = _written(files)
        for file, copy in zip(files, (folder / "db", folder / "db-wal"), strict=True):
            copy.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(file, copy)
        if _written(files) == before:
            return sqlite3.connect(folder / "db")
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _written(files: Iterable[Path]) -> list[tuple[int, int]]:
    """When each file that is there was last written, and its size."""
    return [(stat.st_mtime_ns, stat.st_size) for stat in (file.stat() for file in files if file.exists())]


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
