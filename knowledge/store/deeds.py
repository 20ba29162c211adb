"""What editors do to the library: each deed with the versions of the cases that it changed, so that it can be told, and undone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import Case, ChapuError, NotFoundError, case_from_dict
from .cases import Filed, digest_of, file_cases, get_case, hide_case, is_hidden, replace_case
from .index import mark_stale
from .rows import row_of
from .transaction import reading, writing

if TYPE_CHECKING:
    from .library import Library


class Act(Enum):
    """What an editor may do."""

    PUBLISH = "publish"
    FURTHER = "further"
    EDIT = "edit"
    HIDE = "hide"
    SHOW = "show"
    RESTORE = "restore"
    IMPORT = "import"
    SYNONYM = "synonym"
    UNSYNONYM = "unsynonym"
    EDITOR = "editor"
    UNEDITOR = "uneditor"
    UNDO = "undo"


OF_CASES = (Act.PUBLISH, Act.FURTHER, Act.EDIT, Act.HIDE, Act.SHOW, Act.RESTORE, Act.IMPORT)
"""The acts that change cases, and that can be undone by putting back what they replaced."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an editor did.

    editor_id: None where it is not known any more. subject_id: the id of the case, synonyms or person it was done to, None for several. subject: what to call
    that. done_at: ISO 8601. undone: whether it was taken back since.
    """

    id: int
    act: Act
    editor_id: int | None
    subject_id: int | None
    subject: str
    done_at: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A case before and after a change; None where it was not there. hidden: whether it was, before and after.

    deed: what changed it; None for the command line or a card file.
    """

    id: int
    case_id: int
    before: Case | None
    after: Case
    hidden: tuple[bool, bool]
    replaced_at: str
    deed: Deed | None


def put_deed(db: Database, act: Act, editor_id: int, subject_id: int | None, subject: str) -> int:
    """Note that an editor does something; its id. Runs inside the write transaction that does it."""
    row = [act.value, editor_id, subject_id, subject, datetime.now(UTC).isoformat()]
    statement = "INSERT INTO deeds (act, editor_id, subject_id, subject, done_at) VALUES (?, ?, ?, ?, ?) RETURNING id"
    return int(db.execute(statement, row).fetchone()[0])


def deeds(db: Database, limit: int, offset: int = 0) -> list[Deed]:
    """What was done, the last first."""
    return [_deed(row) for row in db.query("SELECT * FROM deeds ORDER BY id DESC LIMIT ? OFFSET ?", [limit, offset])]


def deed_count(db: Database) -> int:
    """How many deeds were done."""
    return int(db.execute("SELECT count(*) FROM deeds").fetchone()[0])


def deed_by_id(db: Database, deed_id: int) -> Deed:
    """The deed with this id. Raises NotFoundError."""
    row = next(db.query("SELECT * FROM deeds WHERE id = ?", [deed_id]), None)
    if row is None:
        raise NotFoundError(f"没有编号「{deed_id}」的操作，请发 /log 看看有哪些。")
    return _deed(row)


def versions_of(db: Database, case_id: int) -> list[Version]:
    """A case's changes, the last first. Raises NotFoundError where there never was such a case."""
    with reading(db):
        rows = db.query("SELECT * FROM versions WHERE case_id = ? ORDER BY id", [case_id])
        return _versions(db, case_id, list(rows))[::-1]


def versions_by(db: Database, deed_id: int) -> list[Version]:
    """The changes of cases that a deed made, in order."""
    with reading(db):
        rows = db.execute("SELECT DISTINCT case_id FROM versions WHERE deed_id = ? ORDER BY 1", [deed_id]).fetchall()
        every = (version for (case_id,) in rows for version in versions_of(db, case_id))
        return [version for version in every if version.deed and version.deed.id == deed_id]


def change_case(library: Library, case_id: int, case: Case, editor_id: int, digest: str = "") -> bool:
    """Put a case as an editor wants it in the place of what it was; whether there was any difference. Hidden, it stays so.

    digest: that of the case which the editor saw, as `digest_of` tells it: raises ChapuError where it was changed since. Raises NotFoundError.
    """
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        get_case(db, case_id, hidden=True)
        if digest and digest != digest_of(db, case_id):
            raise ChapuError(f"案例「#{case_id}」刚刚被别人改过，请发 /edit {case_id} 看看现在的样子再改。")
        if row_of(case)["digest"] == digest_of(db, case_id):
            return False
        return replace_case(library, case_id, case, put_deed(db, Act.EDIT, editor_id, case_id, case.title))


def set_hidden(library: Library, case_id: int, hidden: bool, editor_id: int) -> bool:
    """Take a case out of what readers see and find, or put it back; whether there was any difference. Raises NotFoundError."""
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        case = get_case(db, case_id, hidden=True)
        if is_hidden(db, case_id) == hidden:
            return False
        return hide_case(
            library, case_id, hidden, put_deed(db, Act.HIDE if hidden else Act.SHOW, editor_id, case_id, case.title)
        )


def restore_version(library: Library, version_id: int, editor_id: int) -> bool:
    """Make a case again what it was before a change; whether there was any difference. Raises NotFoundError."""
    db = library.db
    with writing(db):
        row = next(db.query("SELECT * FROM versions WHERE id = ?", [version_id]), None)
        if row is None:
            raise NotFoundError("这一版已经不在了，请发 /history 和案例编号再看一次。")
        case_id = row["case_id"]
        if _is_as(db, case_id, row["content"], bool(row["hidden"])):
            return False
        mark_stale(db, library.words.digest)
        title = get_case(db, case_id, hidden=True).title
        put_back(library, row, put_deed(db, Act.RESTORE, editor_id, case_id, title))
        return True


def last_deed(db: Database, editor_id: int, acts: Iterable[Act]) -> Deed | None:
    """The last thing of these kinds that an editor did and that was not undone."""
    names = [act.value for act in acts]
    rows = db.query(
        f"SELECT * FROM deeds WHERE editor_id = ? AND undone_by IS NULL AND act IN ({', '.join('?' * len(names))})"
        " ORDER BY id DESC LIMIT 1",
        [editor_id, *names],
    )
    return next(map(_deed, rows), None)


def undo_of_cases(library: Library, deed: Deed, editor_id: int) -> int:
    """Put back, byte for byte, what a deed did to cases; the id of the deed that did so. A draft that it published is a draft again.

    Raises ChapuError where it was undone already, or another change came after it.
    """
    db = library.db
    with writing(db):
        undo_id = begin_undo(library, deed, editor_id)
        for row in list(db.query("SELECT * FROM versions WHERE deed_id = ? ORDER BY id DESC", [deed.id])):
            put_back(library, row, undo_id)
        return undo_id


def begin_undo(library: Library, deed: Deed, editor_id: int) -> int:
    """Note that a deed is undone, all but what it did to cases; the id of the deed that does so. Runs inside the write transaction of that.

    Raises ChapuError as `undo_of_cases` does, and where the deed is not yet done.
    """
    db = library.db
    if deed_by_id(db, deed.id).undone:
        raise ChapuError(f"「{deed.subject}」的这次改动已经撤销过了。")
    if db.execute("SELECT 1 FROM imports WHERE deed_id = ?", [deed.id]).fetchone():
        raise ChapuError(f"「{deed.subject}」还在写入，等做完了再撤销。")
    _refuse_later(db, deed.id)
    mark_stale(db, library.words.digest)
    undo_id = put_deed(db, Act.UNDO, editor_id, deed.subject_id, deed.subject)
    db.execute("UPDATE deeds SET undone_by = ? WHERE id = ?", [undo_id, deed.id])
    db.execute("UPDATE drafts SET state = 'open', case_id = NULL, deed_id = NULL WHERE deed_id = ?", [deed.id])
    return undo_id


def file_for_editor(
    library: Library, cases: Iterable[Case], deed_id: int, match: bool = True
) -> list[tuple[int, Filed]]:
    """`file_cases` as part of a deed; what it puts in is not hidden, whatever was there. Runs inside the write transaction of the deed."""
    filed = file_cases(library, cases, match, deed_id)
    return [(case_id, Filed.CHANGED if hide_case(library, case_id, False, deed_id) else how) for case_id, how in filed]


def _refuse_later(db: Database, deed_id: int) -> None:
    """Raise ChapuError where a case that a deed changed was changed after it, and that still stands."""
    later = db.execute(
        "SELECT mine.case_id FROM versions AS mine JOIN versions AS later ON later.case_id = mine.case_id AND later.id > mine.id"
        " LEFT JOIN deeds ON deeds.id = later.deed_id WHERE mine.deed_id = ? AND later.deed_id IS NOT mine.deed_id"
        " AND undone_by IS NULL AND act IS NOT ? LIMIT 1",
        [deed_id, Act.UNDO.value],
    ).fetchone()
    if later:
        [case_id] = later
        raise ChapuError(f"案例「#{case_id}」后来又被改过，不能只撤销前面这一次；请发 /history {case_id}，挑一版恢复。")


def put_back(library: Library, row: dict[str, Any], deed_id: int) -> None:
    """Make a case again what a row of `versions` says it was; one that was not there is hidden."""
    if row["content"] is not None:
        replace_case(library, row["case_id"], case_from_dict(json.loads(row["content"])), deed_id)
    hide_case(library, row["case_id"], row["content"] is None or bool(row["hidden"]), deed_id)


def _is_as(db: Database, case_id: int, content: str | None, hidden: bool) -> bool:
    """Whether a case is what a version says."""
    if content is None:
        return is_hidden(db, case_id)
    same = row_of(case_from_dict(json.loads(content)))["digest"] == digest_of(db, case_id)
    return same and is_hidden(db, case_id) == hidden


def _versions(db: Database, case_id: int, rows: list[dict[str, Any]]) -> list[Version]:
    """Rows of `versions` of one case, in order, each with what came after it."""
    now = get_case(db, case_id, hidden=True)
    found = [_before(row) for row in rows]
    afters = [*found[1:], (now, is_hidden(db, case_id))]
    return [
        Version(row["id"], case_id, before, after or now, (was, will), row["replaced_at"], _deed_of(db, row))
        for row, (before, was), (after, will) in zip(rows, found, afters, strict=True)
    ]


def _before(row: dict[str, Any]) -> tuple[Case | None, bool]:
    content = row["content"]
    return case_from_dict(json.loads(content)) if content is not None else None, bool(row["hidden"])


def _deed_of(db: Database, row: dict[str, Any]) -> Deed | None:
    return deed_by_id(db, row["deed_id"]) if row["deed_id"] else None


def _deed(row: dict[str, Any]) -> Deed:
    given = {key: row[key] for key in ("id", "editor_id", "subject_id", "subject", "done_at")}
    return Deed(act=Act(row["act"]), undone=row["undone_by"] is not None, **given)
