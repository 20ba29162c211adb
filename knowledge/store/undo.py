"""What editors did, taken back and done again; and a case made again what it was."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import ChapuError, NotFoundError, case_from_dict
from .cases import digest_of, get_case, hide_case, is_hidden, replace_case
from .deeds import OF_CASES, OF_SYNONYMS, Act, Deed, deed_by_id, put_deed, refuse_draft
from .drafts import OPEN, PUBLISHED
from .index import mark_stale
from .rows import row_of
from .transaction import writing

if TYPE_CHECKING:
    from .library import Library

SUBJECT = 40
"""Characters of what a deed was done to, in a sentence."""


def last_deed(db: Database, editor_id: int, acts: Iterable[Act]) -> Deed | None:
    """The last thing of these kinds that an editor did and that was not undone."""
    names = [act.value for act in acts]
    row = db.execute(
        f"SELECT id FROM deeds WHERE editor_id = ? AND undone_by IS NULL AND act IN ({', '.join('?' * len(names))})"
        " ORDER BY id DESC LIMIT 1",
        [editor_id, *names],
    ).fetchone()
    return deed_by_id(db, row[0]) if row else None


def undone_for(db: Database, editor_id: int, message_id: int) -> Deed | None:
    """The undoing that an editor already has had for this message, which Telegram may bring twice."""
    query = "SELECT id FROM deeds WHERE editor_id = ? AND message_id = ?"
    row = db.execute(query, [editor_id, message_id]).fetchone()
    return deed_by_id(db, row[0]) if row else None


def undone_by(db: Database, undo: Deed) -> Deed | None:
    """What an undoing undid, or would again undo; None where that is no undoing."""
    row = db.execute("SELECT id FROM deeds WHERE undone_by = ?", [undo.id]).fetchone()
    return deed_by_id(db, row[0]) if row else None


def undo_of_cases(library: Library, deed: Deed, editor_id: int, message_id: int | None = None) -> int:
    """Put back, byte for byte, what a deed did to cases; the id of the deed that does so. A draft that it published is a draft again.

    The undoing of an undoing does the first deed again, which then stands, and can be undone. message_id: that which asked for it.
    Raises ChapuError where it was undone already, or a case is not as the deed left it.
    """
    with writing(library.db):
        undo_id = begin_undo(library, deed, editor_id, message_id)
        query = "SELECT * FROM versions WHERE id IN (SELECT min(id) FROM versions WHERE deed_id = ? GROUP BY case_id)"
        for row in list(library.db.query(query, [deed.id])):
            put_back(library, row, undo_id)
        return undo_id


def begin_undo(library: Library, deed: Deed, editor_id: int, message_id: int | None = None) -> int:
    """Note that a deed is undone, all but what it did to cases; the id of the deed that does so. Runs inside the write transaction of that.

    Raises ChapuError as `undo_of_cases` does, and where the deed is not yet done.
    """
    db = library.db
    deed = deed_by_id(db, deed.id)
    again = deed.act is Act.UNDO
    done = undone_by(db, deed) if again else deed
    if deed.undone or done is None or done.act not in OF_CASES:
        raise ChapuError(f"「{_short(deed)}」的这一步已经{'重做' if again else '撤销'}过了。")
    if db.execute("SELECT 1 FROM imports WHERE deed_id = ?", [deed.id]).fetchone():
        raise ChapuError(f"「{_short(deed)}」还在写入，等做完了再撤销。")
    _refuse_later(db, deed.id)
    mark_stale(db, library.words.digest)
    undo_id = put_undo(db, deed, done, editor_id, message_id)
    _put_back_draft(db, done, again)
    return undo_id


def put_undo(db: Database, deed: Deed, done: Deed, editor_id: int, message_id: int | None) -> int:
    """Note that a deed is undone; the id of the deed that does so. done: the same, or what an undoing undid, which then stands again.

    Runs inside the write transaction of that.
    """
    again = deed.id != done.id
    subject_id = None if done.act in OF_SYNONYMS else deed.subject_id
    undo_id = put_deed(db, Act.REDO if again else Act.UNDO, editor_id, subject_id, deed.subject)
    db.execute("UPDATE deeds SET message_id = ? WHERE id = ?", [message_id, undo_id])
    db.execute("UPDATE deeds SET undone_by = ? WHERE id = ?", [undo_id, deed.id])
    if again:
        db.execute("UPDATE deeds SET undone_by = NULL WHERE id = ?", [done.id])
    return undo_id


def restore_version(library: Library, version_id: int, editor_id: int, digest: str = "") -> int:
    """Make a case again what it was before a change; the deed's id, 0 where there is no difference.

    digest: the beginning of that of the case which the editor saw: raises ChapuError where it was changed since, or is a draft again. Raises NotFoundError.
    """
    db = library.db
    with writing(db):
        row = next(db.query("SELECT * FROM versions WHERE id = ?", [version_id]), None)
        if row is None:
            raise NotFoundError("这一版已经不在了，请发 /history 和案例编号再看一次。")
        case_id = row["case_id"]
        if _is_as(db, row):
            return 0
        refuse_draft(db, case_id)
        if not digest_of(db, case_id).startswith(digest):
            raise ChapuError(f"案例「#{case_id}」刚刚又被改过，请发 /history {case_id} 看看现在的样子再恢复。")
        mark_stale(db, library.words.digest)
        deed_id = put_deed(db, Act.RESTORE, editor_id, case_id, get_case(db, case_id, hidden=True).title)
        put_back(library, row, deed_id)
        return deed_id


def _refuse_later(db: Database, deed_id: int) -> None:
    """Raise ChapuError where a case that a deed changed is not what it was right after it."""
    query = """SELECT * FROM versions WHERE id IN (
        SELECT min(after.id) FROM versions AS mine JOIN versions AS after ON after.case_id = mine.case_id AND after.id > mine.id
        WHERE mine.deed_id = :deed_id AND after.deed_id IS NOT :deed_id GROUP BY mine.case_id)"""
    for after in list(db.query(query, {"deed_id": deed_id})):
        if not _is_as(db, after):
            case_id = after["case_id"]
            raise ChapuError(
                f"案例「#{case_id}」后来又被改过，不能只撤销前面这一次；请发 /history {case_id}，挑一版恢复。"
            )


def put_back(library: Library, row: dict[str, Any], deed_id: int) -> None:
    """Make a case again what a row of `versions` says it was; one that was not there is hidden. Runs inside a write transaction."""
    if row["content"] is not None:
        replace_case(library, row["case_id"], case_from_dict(json.loads(row["content"])), deed_id)
    hide_case(library, row["case_id"], row["content"] is None or bool(row["hidden"]), deed_id)


def _put_back_draft(db: Database, done: Deed, again: bool) -> None:
    """Open the draft that a deed published; again: publish it, which raises ChapuError where something else became of it meanwhile."""
    if not again:
        db.execute("UPDATE drafts SET state = ?, case_id = NULL WHERE deed_id = ?", [OPEN, done.id])
        return
    draft = db.execute("SELECT id FROM drafts WHERE deed_id = ? AND state = ?", [done.id, OPEN]).fetchone()
    if draft:
        db.execute("UPDATE drafts SET state = ?, case_id = ? WHERE id = ?", [PUBLISHED, done.subject_id, draft[0]])
    elif done.act in (Act.PUBLISH, Act.FURTHER):
        raise ChapuError(f"「{_short(done)}」的草稿后来又动过，请发 /drafts 看看，从那里发布。")


def _short(deed: Deed) -> str:
    """What a deed was done to, short enough for a sentence."""
    return deed.subject if len(deed.subject) <= SUBJECT else deed.subject[:SUBJECT] + "…"


def _is_as(db: Database, row: dict[str, Any]) -> bool:
    """Whether a case is what a row of `versions` says it was."""
    case_id, content = row["case_id"], row["content"]
    if content is None:
        return is_hidden(db, case_id)
    same = row_of(case_from_dict(json.loads(content)))["digest"] == digest_of(db, case_id)
    return same and is_hidden(db, case_id) == bool(row["hidden"])
