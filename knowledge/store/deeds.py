"""What editors do to the library: each deed with the versions of the cases that it changed, so that it can be told, and undone (undo.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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
    DROP = "drop"
    PICK_UP = "pick up"
    UNDO = "undo"
    REDO = "redo"


OF_CASES = (Act.PUBLISH, Act.FURTHER, Act.EDIT, Act.HIDE, Act.SHOW, Act.RESTORE, Act.IMPORT)
"""The acts that change cases, and that can be undone by putting back what they replaced."""
OF_SYNONYMS = (Act.SYNONYM, Act.UNSYNONYM)
"""The acts that change which synonyms count."""
_OPEN_DRAFT = "SELECT 1 FROM drafts WHERE state = 'open' AND drafts.id ="
_HIDDEN = f"hidden AND NOT EXISTS ({_OPEN_DRAFT} cases.id)"
_CHANGES = """SELECT id, deed_id FROM (
    SELECT id, deed_id, lag(deed_id) OVER (ORDER BY id) AS earlier FROM versions WHERE case_id = ?
) WHERE deed_id IS NULL OR deed_id IS NOT earlier"""
"""The changes of a case: of the rows that one deed left one after the other, the first."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an editor did.

    editor_id: None where it is not known any more. subject_id: the id of the case, synonyms or person it was done to, None for several, and where synonyms
    were undone. subject: what to call that. done_at: ISO 8601. undone: whether it was taken back since.
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


def versions_of(db: Database, case_id: int, limit: int = -1, offset: int = 0) -> list[Version]:
    """A case's changes, the last first; all that one deed did to it is one. Raises NotFoundError where there never was such a case."""
    with reading(db):
        get_case(db, case_id, hidden=True)
        query = f"SELECT id FROM ({_CHANGES}) ORDER BY id DESC LIMIT ? OFFSET ?"
        return [_version(db, case_id, at) for (at,) in db.execute(query, [case_id, limit, offset]).fetchall()]


def version_count(db: Database, case_id: int) -> int:
    """How many changes `versions_of` lists."""
    return int(db.execute(f"SELECT count(*) FROM ({_CHANGES})", [case_id]).fetchone()[0])


def version_by_id(db: Database, version_id: int) -> Version:
    """The change with this id. Raises NotFoundError."""
    with reading(db):
        row = db.execute("SELECT case_id FROM versions WHERE id = ?", [version_id]).fetchone()
        if not row or not db.execute(f"SELECT 1 FROM ({_CHANGES}) WHERE id = ?", [row[0], version_id]).fetchone():
            raise NotFoundError("这一版已经不在了，请发 /history 和案例编号再看一次。")
        return _version(db, row[0], version_id)


def versions_by(db: Database, deed_id: int, limit: int = -1) -> list[Version]:
    """The changes that a deed made, by case; of so many cases at most."""
    with reading(db):
        query = "SELECT DISTINCT case_id FROM versions WHERE deed_id = ? ORDER BY 1 LIMIT ?"
        ids = [case_id for (case_id,) in db.execute(query, [deed_id, limit]).fetchall()]
        mine = f"SELECT id FROM ({_CHANGES}) WHERE deed_id = ? ORDER BY id DESC"
        found = ((case_id, at) for case_id in ids for (at,) in db.execute(mine, [case_id, deed_id]).fetchall())
        return [_version(db, case_id, at) for case_id, at in found]


def hidden_cases(db: Database, limit: int = -1, offset: int = 0) -> list[Case]:
    """The cases that were taken out of what readers see, by id; those whose publishing was undone are drafts, and none of them."""
    with reading(db):
        query = f"SELECT id FROM cases WHERE {_HIDDEN} ORDER BY id LIMIT ? OFFSET ?"
        return [get_case(db, case_id, hidden=True) for (case_id,) in db.execute(query, [limit, offset]).fetchall()]


def hidden_count(db: Database) -> int:
    """How many `hidden_cases` lists."""
    return int(db.execute(f"SELECT count(*) FROM cases WHERE {_HIDDEN}").fetchone()[0])


def change_case(library: Library, case_id: int, case: Case, editor_id: int, digest: str = "") -> int:
    """Put a case as an editor wants it in the place of what it was; the deed's id, 0 where there was no difference. Hidden, it stays so.

    digest: that of the case which the editor saw, as `digest_of` tells it: raises ChapuError where it was changed since. Raises NotFoundError.
    """
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        get_case(db, case_id, hidden=True)
        if digest and digest != digest_of(db, case_id):
            raise ChapuError(f"案例「#{case_id}」刚刚被别人改过，请发 /edit {case_id} 看看现在的样子再改。")
        if row_of(case)["digest"] == digest_of(db, case_id):
            return 0
        deed_id = put_deed(db, Act.EDIT, editor_id, case_id, case.title)
        replace_case(library, case_id, case, deed_id)
        return deed_id


def set_hidden(library: Library, case_id: int, hidden: bool, editor_id: int) -> int:
    """Take a case out of what readers see and find, or put it back; the deed's id, 0 where there was no difference.

    Raises NotFoundError; ChapuError for one to be put back that is a draft again.
    """
    return set_all_hidden(library, [case_id], hidden, editor_id)


def set_all_hidden(library: Library, case_ids: Sequence[int], hidden: bool, editor_id: int) -> int:
    """The same of several cases, by one deed: all of them, or none where it raises. Those that are as they shall be have no part in it."""
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        titles = {case_id: get_case(db, case_id, hidden=True).title for case_id in case_ids}
        moved = [case_id for case_id in titles if is_hidden(db, case_id) != hidden]
        if not moved:
            return 0
        for case_id in moved:
            refuse_draft(db, case_id)
        subject = titles[moved[0]] if len(moved) == 1 else "、".join(f"#{case_id}" for case_id in moved)
        one = moved[0] if len(moved) == 1 else None
        deed_id = put_deed(db, Act.HIDE if hidden else Act.SHOW, editor_id, one, subject)
        for case_id in moved:
            hide_case(library, case_id, hidden, deed_id)
        return deed_id


def refuse_draft(db: Database, case_id: int) -> None:
    """Raise ChapuError where a case's publishing was undone, and its draft is open."""
    if is_hidden(db, case_id) and db.execute(f"{_OPEN_DRAFT} ?", [case_id]).fetchone():
        raise ChapuError(f"「#{case_id}」的发布撤销过，现在是草稿，请发 /drafts 打开它，从那里发布。")


def file_for_editor(
    library: Library, cases: Iterable[Case], deed_id: int, match: bool = True
) -> list[tuple[int, Filed]]:
    """`file_cases` as part of a deed; what it puts in is not hidden, whatever was there. Runs inside the write transaction of the deed."""
    filed = file_cases(library, cases, match, deed_id)
    return [(case_id, Filed.CHANGED if hide_case(library, case_id, False, deed_id) else how) for case_id, how in filed]


def _version(db: Database, case_id: int, version_id: int) -> Version:
    """A change of a case: what was before it, and what came after it."""
    row = next(db.query("SELECT * FROM versions WHERE id = ?", [version_id]))
    later = f"SELECT * FROM versions WHERE id = (SELECT min(id) FROM ({_CHANGES}) WHERE id > ?)"
    following = next(db.query(later, [case_id, version_id]), None)
    before, was = _before(row)
    now = get_case(db, case_id, hidden=True), is_hidden(db, case_id)
    after, will = _before(following) if following else now
    return Version(version_id, case_id, before, after or now[0], (was, will), row["replaced_at"], _deed_of(db, row))


def _before(row: dict[str, Any]) -> tuple[Case | None, bool]:
    content = row["content"]
    return case_from_dict(json.loads(content)) if content is not None else None, bool(row["hidden"])


def _deed_of(db: Database, row: dict[str, Any]) -> Deed | None:
    return deed_by_id(db, row["deed_id"]) if row["deed_id"] else None


def _deed(row: dict[str, Any]) -> Deed:
    given = {key: row[key] for key in ("id", "editor_id", "subject_id", "subject", "done_at")}
    return Deed(act=Act(row["act"]), undone=row["undone_by"] is not None, **given)
