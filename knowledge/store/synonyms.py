"""Synonyms told in chat: proposed, saved, taken out, put back. What is saved counts at once, as a group of synonyms.txt would."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import ChapuError, NotFoundError
from ..words import Words, with_groups
from .deeds import Act, Deed, deed_by_id, put_deed
from .index import cut_anew, maybe_holding, set_maker
from .transaction import writing
from .undo import put_undo, undone_by

if TYPE_CHECKING:
    from .library import Library

PIECE = 10
"""Passages cut anew in one transaction: some 10 ms."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words for one thing, told in chat.

    editor_id: who told them, None where that is not known any more; editor: what that person is called, "" where that is not known. made_at: ISO 8601.
    saved: whether they ever counted. removed: whether they were taken out since, or, where they were not saved, dropped.
    """

    id: int
    words: tuple[str, ...]
    editor_id: int | None
    editor: str
    made_at: str
    saved: bool
    removed: bool

    def __str__(self) -> str:
        """As they are typed."""
        return " = ".join(self.words)


def synonyms(db: Database) -> list[Synonyms]:
    """The synonyms told in chat that count, the last saved first."""
    return _select(db, "learned IS NOT NULL AND removed_at IS NULL ORDER BY learned DESC")


def synonyms_by_id(db: Database, synonyms_id: int) -> Synonyms:
    """The synonyms with this id, saved or not. Raises NotFoundError."""
    found = _select(db, "synonyms.id = ?", synonyms_id)
    if not found:
        raise NotFoundError("这组同义词已经不在了，请发 /syn 看看有哪些。")
    return found[0]


def words_in_force(db: Database, files: Words) -> Words:
    """The words of the files with the synonyms told in chat."""
    rows = db.execute("SELECT words, removed_at FROM synonyms WHERE learned IS NOT NULL ORDER BY learned").fetchall()
    groups = [json.loads(words) for words, removed in rows if removed is None]
    return with_groups(files, groups, [word for words, _ in rows for word in json.loads(words)])


def propose_synonyms(db: Database, words: Sequence[str], editor_id: int) -> int:
    """Keep a group of folded words that is not to count until it is saved; its id."""
    with writing(db):
        row = [json.dumps(words, ensure_ascii=False), editor_id, _now()]
        statement = "INSERT INTO synonyms (words, editor_id, made_at) VALUES (?, ?, ?) RETURNING id"
        return int(db.execute(statement, row).fetchone()[0])


def drop_proposal(db: Database, synonyms_id: int) -> bool:
    """Have proposed synonyms never be saved; whether they still could be. Raises NotFoundError."""
    with writing(db):
        told = synonyms_by_id(db, synonyms_id)
        if told.saved or told.removed:
            return False
        _remove(db, synonyms_id, True)
        return True


def save_synonyms(library: Library, synonyms_id: int, editor_id: int) -> Generator[None, None, bool]:
    """Have proposed synonyms count, in steps of about 10 ms; whether they still were to be saved.

    The passages that hold a word which is kept whole from now on are cut anew, with their index rows. Ended before its end, the synonyms do not count, and the
    index is made anew at the next start; what is written between two steps is cut with them already. Raises ChapuError where others are being saved, and
    NotFoundError.
    """
    if library.learning:
        raise ChapuError("上一组同义词还在保存，请过几秒再点一次。")
    told = synonyms_by_id(library.db, synonyms_id)
    if told.saved or told.removed:
        return False
    before, digest = library.segmenter.learn(told.words), library.words.digest
    library.learning = under_way = f"and synonyms {synonyms_id} under way"
    library.words = replace(library.words, digest=under_way)
    try:
        ids = maybe_holding(library.db, [word for word in told.words if word in before])
        while len(ids) > PIECE:
            with writing(library.db):
                set_maker(library.db, [digest], under_way)
                cut_anew(library.db, library.segmenter, ids[:PIECE])
            ids = ids[PIECE:]
            yield
        library.learning = ""
        with _changing(library):
            cut_anew(library.db, library.segmenter, ids)
            _note_saved(library.db, told, editor_id)
            set_maker(library.db, [digest, under_way], words_in_force(library.db, library.files).digest)
    except BaseException:
        library.segmenter.forget(before)
        library.learning, library.words = "", replace(library.words, digest=digest)
        raise
    return True


def put_synonyms(library: Library, words: Sequence[str], editor_id: int) -> int:
    """Have a group of folded words count as synonyms; its id. Raises ChapuError where others are being saved."""
    synonyms_id = propose_synonyms(library.db, words, editor_id)
    for _ in save_synonyms(library, synonyms_id, editor_id):
        pass
    return synonyms_id


def drop_synonyms(library: Library, synonyms_id: int, editor_id: int) -> bool:
    """Take saved synonyms out; whether they counted. Their words are still kept whole. Raises NotFoundError."""
    return _set_removed(library, synonyms_id, True, editor_id)


def restore_synonyms(library: Library, synonyms_id: int, editor_id: int) -> bool:
    """Have saved synonyms that were taken out count again; whether they did not. Raises NotFoundError."""
    return _set_removed(library, synonyms_id, False, editor_id)


def undo_synonyms(library: Library, deed: Deed, editor_id: int, message_id: int | None = None) -> int:
    """Take back that synonyms were told or taken out; the id of the deed that did so. message_id: that which asked for it.

    The undoing of an undoing does the first deed again. Raises ChapuError where it was undone already, or they were taken out or put back after it.
    """
    db, again = library.db, deed.act is Act.UNDO
    what = "重做" if again else "撤销"
    with _changing(library):
        done = undone_by(db, deed) if again else deed
        if deed_by_id(db, deed.id).undone or done is None:
            raise ChapuError(f"同义词「{deed.subject}」的这次改动已经{what}过了。")
        told, removed = synonyms_by_id(db, done.subject_id or 0), (done.act is Act.SYNONYM) is not again
        if told.removed == removed:
            now = "去掉" if removed else "加回来"
            raise ChapuError(f"同义词「{deed.subject}」后来已经{now}了，不用再{what}；请发 /syn 看看现在有哪些。")
        _remove(db, told.id, removed)
        return put_undo(db, deed, done, editor_id, message_id)


@contextmanager
def _changing(library: Library) -> Iterator[None]:
    """A write transaction that changes which synonyms count; where it fails, the words in force are as before."""
    before = library.words
    try:
        with writing(library.db):
            yield
            words = words_in_force(library.db, library.files)
            library.words = replace(words, digest=library.learning or words.digest)
    except BaseException:
        library.words = before
        raise


def _note_saved(db: Database, told: Synonyms, editor_id: int) -> None:
    db.execute(
        "UPDATE synonyms SET learned = (SELECT coalesce(max(learned), 0) + 1 FROM synonyms), editor_id = ?, made_at = ? WHERE id = ?",
        [editor_id, _now(), told.id],
    )
    put_deed(db, Act.SYNONYM, editor_id, told.id, str(told))


def _set_removed(library: Library, synonyms_id: int, removed: bool, editor_id: int) -> bool:
    with _changing(library):
        told = synonyms_by_id(library.db, synonyms_id)
        if not told.saved or told.removed == removed:
            return False
        _remove(library.db, synonyms_id, removed)
        put_deed(library.db, Act.UNSYNONYM if removed else Act.SYNONYM, editor_id, synonyms_id, str(told))
        return True


def _remove(db: Database, synonyms_id: int, removed: bool) -> None:
    """Write down that synonyms are taken out, or that they are not."""
    db.execute("UPDATE synonyms SET removed_at = ? WHERE id = ?", [_now() if removed else None, synonyms_id])


def _select(db: Database, where: str, *values: object) -> list[Synonyms]:
    query = "SELECT synonyms.*, editors.name AS editor FROM synonyms LEFT JOIN editors USING (editor_id)"
    return [_synonyms(row) for row in db.query(f"{query} WHERE {where}", [*values])]


def _synonyms(row: dict[str, Any]) -> Synonyms:
    return Synonyms(
        id=row["id"],
        words=tuple(json.loads(row["words"])),
        editor_id=row["editor_id"],
        editor=row["editor"] or "",
        made_at=row["made_at"],
        saved=row["learned"] is not None,
        removed=row["removed_at"] is not None,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
